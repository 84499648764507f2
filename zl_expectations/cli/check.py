"""``zl check``: judge the splits of a training table; the exit code is the verdict."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import typer

from zl_expectations.cli import options
from zl_expectations.cli.app import app
from zl_expectations.cli.options import FILES, embargo_of, sources
from zl_expectations.cli.output import EXIT_CODES, say, shown_by_rich, told_in_one_line, write_error, write_out
from zl_expectations.cli.reports import ReportFiles


@app.command(epilog=f"Exit code 0: passed, 1: rejected, 2: could not judge. {FILES}")
def check(
    target: options.Target,
    data: options.Data = None,
    train: options.Train = None,
    test: options.Test = None,
    validation: options.Validation = None,
    split_column: options.SplitColumn = None,
    train_split: options.TrainSplit = "train",
    group: options.Group = None,
    time: options.Time = None,
    embargo: options.Embargo = None,
    identifier: options.Identifier = None,
    ignore: options.Ignore = None,
    allow: options.Allow = None,
    normalize_text: options.NormalizeText = False,
    no_rows: options.NoRows = False,
    mask: options.Mask = None,
    task: options.TaskOption = options.Task.auto,
    thorough: options.Thorough = False,
    impact: options.Impact = False,
    fail_on: options.FailOnOption = options.FailOn.critical,
    docs: options.Docs = None,
    json: options.Json = None,
    html: options.Html = None,
    junit: options.JUnit = None,
    passport: options.Passport = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    debug: options.Debug = False,
) -> None:
    """Judge the splits of a training table.

    One table that holds every split: zl check data.parquet --target y

    A file for each split: zl check --train a.parquet --test b.csv --target y
    """
    with told_in_one_line(debug=debug):
        files = ReportFiles(json=json, html=html, junit=junit)
        files.check_writable()
        with files.written_whatever_happens():
            result = _run(
                quiet=quiet,
                verbose=verbose,
                **sources("zl check", data, {"train": train, "test": test, "validation": validation}),
                target=target,
                split_column=split_column,
                train_split=train_split,
                group_columns=group,
                time_column=time,
                embargo=embargo_of(embargo),
                identifiers=identifier,
                ignore_columns=ignore,
                allow=allow,
                normalize_text=normalize_text,
                show_rows=not no_rows,
                masked_columns=mask,
                task=task.value,
                thorough=thorough,
                impact=impact,
                fail_on=fail_on.value,
                docs=docs,
                passport=passport,
            )
        files.write(result)
        if not files.takes_standard_output:
            _print(result, quiet=quiet)
    if result.verdict.value == "not_judged":
        if debug:
            write_error("\n".join(_tracebacks(result)))
        say(" ".join(_reasons(result)))
    elif result.note:
        say(result.note)
    if passport is not None and not result.passed and not quiet:
        say("note: no passport was written.")
    raise typer.Exit(EXIT_CODES[result.verdict.value])


def _print(result: Any, *, quiet: bool) -> None:
    """Write the report to standard output, and for GitHub Actions what it shows on the run's page."""
    from zl_expectations.reporting.annotations import as_annotations
    from zl_expectations.reporting.terminal import renderable

    if not quiet:
        shown_by_rich(renderable(result.verdict, result.findings, result.docs))
    if os.environ.get("GITHUB_ACTIONS") == "true":
        write_out(as_annotations(result.findings, result.fail_on))


def _run(*, quiet: bool, verbose: bool, **arguments: Any) -> Any:
    """Run the check, and tell how far it is."""
    import zl_expectations
    from zl_expectations.cli.progress import told

    with told(quiet=quiet, verbose=verbose):
        return zl_expectations.check(**arguments)


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
