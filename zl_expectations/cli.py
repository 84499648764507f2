"""The command ``zl``: judge training data from a shell; the exit code is the verdict."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from zl_expectations.errors import BadInputError, ZlError

PASSED, REJECTED, NOT_JUDGED, INTERRUPTED = 0, 1, 2, 130
EXIT_CODES = {"passed": PASSED, "rejected": REJECTED, "not_judged": NOT_JUDGED}
NOTHING_JUDGED = '{\n  "verdict": "not_judged",\n  "findings": []\n}'

_UsageError = cast("type[typer.BadParameter]", typer.BadParameter.__base__)  # click's, or typer's own copy of it

app = typer.Typer(name="zl", add_completion=False, pretty_exceptions_enable=False)


class FailOn(str, Enum):
    """The least severity whose failure rejects."""

    critical = "critical"
    warning = "warning"


class Task(str, Enum):
    """What is predicted."""

    auto = "auto"
    classification = "classification"
    regression = "regression"


def _version(asked: bool) -> None:
    if asked:
        from zl_expectations import __version__

        _print(f"zl_expectations {__version__}\n")
        raise typer.Exit(PASSED)


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Stop a pipeline before it trains on data that would give an artificially perfect loss."""
    if context.invoked_subcommand is None:
        _print(context.get_help() + "\n")
        raise typer.Exit(NOT_JUDGED)


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
    try:
        if json is not None and json != "-":
            _check_writable(json)
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
    except Exception as error:
        if debug:
            traceback.print_exc()
        _say(_words(error))
        with contextlib.suppress(BadInputError):  # the first error is the one to report
            _write(json, NOTHING_JUDGED)
        raise typer.Exit(NOT_JUDGED) from error
    try:
        _write(json, report)
    except BadInputError as error:
        _say(str(error))
        raise typer.Exit(NOT_JUDGED) from error
    if not quiet and json != "-":
        _print(_report(result))
    if result.verdict.value == "not_judged":
        if debug:
            sys.stderr.write("\n".join(_tracebacks(result)))
        _say(" ".join(_reasons(result)))
    elif not quiet and not any(one.expectation.endswith("_across_splits") for one in result.findings):
        _say("note: there is no split column, so only the checks that need no splits were run.")
    raise typer.Exit(EXIT_CODES[result.verdict.value])


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

    findings = [
        replace(one, summary=_visible(one.summary), next_step=_visible(one.next_step)) for one in result.findings
    ]
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


def _words(error: Exception) -> str:
    """An error in one line; one that was not foreseen says how to see more of it."""
    if isinstance(error, ZlError):
        return str(error)
    return f"An error that was not foreseen: {type(error).__name__}: {error}. See where with --debug."


def _check_writable(file: str) -> None:
    """Refuse a file that cannot be written before the counting, not after it."""
    folder = Path(file).resolve().parent
    if Path(file).is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        what = "a directory" if Path(file).is_dir() else f"the directory {folder} is not there, or not to be written to"
        raise BadInputError(f"`--json` must name a file that can be written, got {file!r}: {what}.")


def _write(target: str | None, text: str) -> None:
    """Write the JSON report whole or not at all: under another name first, where it is a plain file."""
    if target is None:
        return
    if target == "-":
        _print(text + "\n", encoding="utf-8")
        return
    path = Path(target).resolve()
    written = path if path.exists() and not path.is_file() else path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        try:
            written.write_text(text + "\n", encoding="utf-8", errors="backslashreplace")
            if written != path:
                written.replace(path)
        except BaseException:
            if written != path:
                written.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise BadInputError(
            f"`--json` must name a file that can be written, got {target!r}: {error.strerror}."
        ) from error


def _print(text: str, encoding: str | None = None) -> None:
    """Write to standard output; that nobody reads it any more does not change the verdict."""
    try:
        if encoding is not None and hasattr(sys.stdout, "buffer"):
            sys.stdout.flush()
            sys.stdout.buffer.write(text.encode(encoding, "backslashreplace"))
        else:
            sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _visible(text: str) -> str:
    r"""Text whose control characters are spelled out: names and values of the data must not steer a terminal.

    Examples
    --------
    >>> print(_visible("a\x1b[31m"))
    a\x1b[31m
    """
    return re.sub(r"[\x00-\x1f\x7f-\x9f]", lambda found: repr(found[0])[1:-1], text)


def _say(line: str) -> None:
    sys.stderr.write("zl: " + _visible(" ".join(line.split())) + "\n")


def run(arguments: Sequence[str]) -> int:
    """Run the command line, and return its exit code; an error is one line on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that knows no such letter is no failure
    try:
        code = int(app(list(arguments), prog_name="zl", standalone_mode=False) or PASSED)
    except _UsageError as error:
        command = error.ctx.command_path if error.ctx is not None else "zl check"
        words = error.format_message().replace("Value error, ", "")
        _say(f"{words}{'' if words.endswith(('.', '?')) else '.'} See {command} --help.")
        return NOT_JUDGED
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    if code == INTERRUPTED:
        _say("Interrupted: nothing was judged.")
    return code


def main() -> None:
    """Run the command line."""
    sys.exit(run(sys.argv[1:]))
