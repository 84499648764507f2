"""``zl check``: judge the splits of a training table; the exit code is the verdict."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

from zl_expectations.cli.app import app
from zl_expectations.cli.output import (
    NOT_JUDGED,
    PASSED,
    REJECTED,
    check_writable,
    say,
    show,
    told_in_one_line,
    visible,
    write_text,
)
from zl_expectations.errors import BadInputError

EXIT_CODES = {"passed": PASSED, "rejected": REJECTED, "not_judged": NOT_JUDGED}
NOTHING_JUDGED = '{\n  "verdict": "not_judged",\n  "findings": []\n}'


class FailOn(str, Enum):
    """The least severity whose failure rejects."""

    critical = "critical"
    warning = "warning"


class Task(str, Enum):
    """What is predicted."""

    auto = "auto"
    classification = "classification"
    regression = "regression"


@app.command(
    epilog="Exit code 0: passed, 1: rejected, 2: could not judge. Files: Parquet, CSV, JSON lines, Arrow and Feather; "
    "quote a pattern, as in --train 'train-*.parquet'."
)
def check(
    target: Annotated[str, typer.Option(help="The column to predict.", show_default=False)],
    data: Annotated[
        list[str] | None,
        typer.Argument(help="One table that holds every split: a file, pattern or folder.", show_default=False),
    ] = None,
    train: Annotated[list[str] | None, typer.Option(help="The train split: a file, pattern or folder.")] = None,
    test: Annotated[list[str] | None, typer.Option(help="The test split.")] = None,
    validation: Annotated[list[str] | None, typer.Option(help="The validation split.")] = None,
    split_column: Annotated[
        str | None,
        typer.Option(help="The column that says to which split a row belongs; by default split, if there is one."),
    ] = None,
    train_split: Annotated[str, typer.Option(help="The split column's value for train.")] = "train",
    group: Annotated[list[str] | None, typer.Option(help="A column that makes a group. Repeatable.")] = None,
    time: Annotated[str | None, typer.Option(help="The column that says when a row was.")] = None,
    embargo: Annotated[str | None, typer.Option(help="How much later than train, such as '7 days'.")] = None,
    identifier: Annotated[list[str] | None, typer.Option(help="A column that identifies a row. Repeatable.")] = None,
    ignore: Annotated[list[str] | None, typer.Option(help="A column that is no feature. Repeatable.")] = None,
    allow: Annotated[list[str] | None, typer.Option(help="A feature that is honestly this good. Repeatable.")] = None,
    normalize_text: Annotated[
        bool, typer.Option("--normalize-text", help="Compare text without case, spaces and Unicode forms.")
    ] = False,
    task: Annotated[Task, typer.Option(help="What is predicted.")] = Task.auto,
    fail_on: Annotated[FailOn, typer.Option(help="The least severity that rejects.")] = FailOn.critical,
    docs: Annotated[Path | None, typer.Option(help="Build GX Data Docs in this directory.")] = None,
    json: Annotated[
        str | None, typer.Option(help="Write the JSON report to this file, or to - for standard output.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Judge the splits of a training table.

    One table that holds every split: zl check data.parquet --target y

    A file for each split: zl check --train a.parquet --test b.csv --target y
    """
    with told_in_one_line(debug=debug):
        if json is not None and json != "-":
            check_writable(json)
        with _reported_whatever_happens(json):
            result = _run(
                quiet=quiet,
                **_sources(data, {"train": train, "test": test, "validation": validation}),
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
                task=task.value,
                fail_on=fail_on.value,
                docs=docs,
            )
            report = result.to_json()
        write_text(json, report)
    if not quiet and json != "-":
        show(_report(result))
    if result.verdict.value == "not_judged":
        if debug:
            sys.stderr.write("\n".join(_tracebacks(result)))
        say(" ".join(_reasons(result)))
    elif not quiet and not any(one.expectation.endswith("_across_splits") for one in result.findings):
        say("note: there is no split column, so only the checks that need no splits were run.")
    raise typer.Exit(EXIT_CODES[result.verdict.value])


@contextlib.contextmanager
def _reported_whatever_happens(json: str | None) -> Iterator[None]:
    """Leave a report that says that nothing was judged where an error ends the check."""
    try:
        yield
    except Exception:
        with contextlib.suppress(BadInputError):  # the first error is the one to report
            write_text(json, NOTHING_JUDGED)
        raise


def _sources(data: list[str] | None, named: Mapping[str, list[str] | None]) -> dict[str, list[str] | str]:
    """The arguments of `zl_expectations.check` that say where the rows are."""
    given = {name: paths for name, paths in named.items() if paths}
    if bool(data) == bool(given):
        hint = " If the shell has spelled out a pattern, quote it: --train 'part-*.parquet'." if data else ""
        raise BadInputError(
            "Give either one table that holds every split (zl check data.parquet), or a file for each split "
            f"(zl check --train a.parquet --test b.parquet), got {'both' if data else 'neither'}.{hint}"
        )
    if data:
        return {"data": _paths(data)}
    if "train" not in given or len(given) < 2:
        raise BadInputError(
            "There must be `--train`, and `--test` or `--validation` beside it, got only "
            f"{' and '.join(f'--{name}' for name in given)}."
        )
    return {name: _paths(paths) for name, paths in given.items()}


def _paths(paths: list[str]) -> list[str] | str:
    return paths[0] if len(paths) == 1 else paths


def _embargo(text: str | None) -> str | float | None:
    try:
        return float(text) if text is not None else None
    except ValueError:
        return text


def _run(*, quiet: bool, **arguments: Any) -> Any:
    """Run the check, and show on a terminal how far it is."""
    import zl_expectations

    if quiet or not sys.stderr.isatty():
        return zl_expectations.check(**arguments)

    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from zl_expectations.metrics.progress import listening

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("reading the data", total=None)

        def tick(count: str) -> None:
            progress.update(bar, description=f"counted {count.removeprefix('zl.').replace('_', ' ')}")

        with listening(tick):
            return zl_expectations.check(**arguments)


def _report(result: Any) -> str:
    """The report as text, with colours where standard output is a terminal."""
    from rich.console import Console

    from zl_expectations.reporting.terminal import renderable

    findings = [replace(one, summary=visible(one.summary), next_step=visible(one.next_step)) for one in result.findings]
    console = Console()
    with console.capture() as captured:
        console.print(renderable(result.verdict, findings, result.docs))
    return captured.get()


def _reasons(result: Any) -> list[str]:
    """Why nothing was judged, each reason once."""
    unjudged = [one.summary for one in result.findings if not one.judged]
    return list(dict.fromkeys(said.removeprefix("Could not judge: ") for said in unjudged)) or ["Nothing was judged."]


def _tracebacks(result: Any) -> list[str]:
    """The tracebacks that Great Expectations keeps of the expectations that raised, one for each error."""
    results = [one for run in result.checkpoint_result.run_results.values() for one in run.results]
    infos = [info for one in results for info in [one.exception_info, *one.exception_info.values()]]
    kept = [
        info["exception_traceback"] for info in infos if isinstance(info, Mapping) and "exception_traceback" in info
    ]
    return list({text.strip().splitlines()[-1]: text for text in kept if text}.values())
