"""The command ``zl``: judge training data from a shell; the exit code is the verdict."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from zl_expectations.errors import BadInputError, ZlError

app = typer.Typer(
    name="zl",
    help="Stop a pipeline before it trains on data that would give an artificially perfect loss.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

PASSED, REJECTED, NOT_JUDGED = 0, 1, 2
EXIT_CODES = {"passed": PASSED, "rejected": REJECTED, "not_judged": NOT_JUDGED}


@app.callback()
def _root() -> None:
    """Stop a pipeline before it trains on data that would give an artificially perfect loss."""


@app.command()
def check(
    data: Annotated[
        list[str] | None,
        typer.Argument(help="One table (a file or glob) that holds every split.", show_default=False),
    ] = None,
    target: Annotated[str, typer.Option(help="The column to predict.", show_default=False)] = ...,  # type: ignore[assignment]
    train: Annotated[list[str] | None, typer.Option(help="The train split, a file or glob.")] = None,
    test: Annotated[list[str] | None, typer.Option(help="The test split.")] = None,
    validation: Annotated[list[str] | None, typer.Option(help="The validation split.")] = None,
    split_column: Annotated[str, typer.Option(help="The column that says to which split a row belongs.")] = "split",
    train_split: Annotated[str, typer.Option(help="The split column's value for train.")] = "train",
    group: Annotated[list[str] | None, typer.Option(help="A column that makes a group. Repeatable.")] = None,
    time: Annotated[str | None, typer.Option(help="The column that says when a row was.")] = None,
    embargo: Annotated[str | None, typer.Option(help="How much later than train, such as '7 days'.")] = None,
    identifier: Annotated[list[str] | None, typer.Option(help="A column that identifies a row. Repeatable.")] = None,
    ignore: Annotated[list[str] | None, typer.Option(help="A column that is no feature. Repeatable.")] = None,
    allow: Annotated[list[str] | None, typer.Option(help="A feature that is honestly this good. Repeatable.")] = None,
    normalize_text: Annotated[bool, typer.Option(help="Compare text without case, spaces and Unicode forms.")] = False,
    task: Annotated[str, typer.Option(help="auto, classification or regression.")] = "auto",
    fail_on: Annotated[str, typer.Option(help="critical or warning.")] = "critical",
    docs: Annotated[Path | None, typer.Option(help="Build GX Data Docs in this directory.")] = None,
    json: Annotated[
        str | None, typer.Option(help="Write the JSON report to this file, or to - for standard output.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
    debug: Annotated[bool, typer.Option(help="Show the traceback of an error.")] = False,
) -> None:
    """Judge a table's splits. Exit code 0: passed, 1: rejected, 2: could not judge."""
    try:
        if fail_on not in ("critical", "warning"):
            raise BadInputError(f"`--fail-on` must be critical or warning, got {fail_on!r}.")
        named = {"train": train, "test": test, "validation": validation}
        result = _run(
            quiet=quiet or json == "-",
            data=_paths(data),
            target=target,
            split_column=split_column,
            train_split=train_split,
            group_columns=group,
            time_column=time,
            embargo=_embargo(embargo),
            identifiers=identifier,
            ignore_columns=ignore,
            allow=allow,
            normalize_text=normalize_text,
            task=task,
            fail_on=fail_on,
            docs=docs,
            **{name: _paths(paths) for name, paths in named.items()},
        )
        if json is not None:
            _write(json, result.to_json())
        if not quiet and json != "-":
            from rich.console import Console

            from zl_expectations.reporting.terminal import renderable

            Console().print(renderable(result.verdict, result.findings, result.docs))
    except ZlError as error:
        if debug:
            raise
        _fail(str(error))
    if result.verdict.value == "not_judged":
        for finding in result.findings:
            if not finding.judged:
                _say(f"{finding.expectation}: {finding.summary}")
    raise typer.Exit(EXIT_CODES[result.verdict.value])


def _run(*, quiet: bool, **arguments: Any) -> Any:
    """Import GX (seconds), run the check, and show on a terminal how far it is."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as progress:
        bar = progress.add_task("loading Great Expectations", total=None)
        import zl_expectations
        from zl_expectations.metrics.progress import listening

        done = 0

        def tick(count: str) -> None:
            nonlocal done
            done += 1
            progress.update(bar, description=f"counted {count.removeprefix('zl.').replace('_', ' ')}", completed=done)

        with listening(tick):
            return zl_expectations.check(**arguments)


def _paths(paths: list[str] | None) -> list[str] | str | None:
    if not paths:
        return None
    return paths[0] if len(paths) == 1 else paths


def _embargo(text: str | None) -> str | float | None:
    try:
        return float(text) if text is not None else None
    except ValueError:
        return text


def _write(target: str, text: str) -> None:
    if target == "-":
        sys.stdout.write(text + "\n")
        return
    try:
        Path(target).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise BadInputError(
            f"`--json` must name a file that can be written, got {target!r}: {error.strerror}."
        ) from error


def _say(line: str) -> None:
    sys.stderr.write("zl: " + " ".join(line.split()) + "\n")


def _fail(message: str) -> NoReturn:
    _say(message)
    raise typer.Exit(NOT_JUDGED)


def main() -> None:
    """Run the command line."""
    app()
