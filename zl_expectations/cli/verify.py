"""``zl verify``: whether the data is still what was judged and passed."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from zl_expectations.cli import options
from zl_expectations.cli.app import app
from zl_expectations.cli.options import FILES, embargo_of, sources
from zl_expectations.cli.output import PASSED, REJECTED, say, told_in_one_line, write_out
from zl_expectations.errors import BadInputError, TrainingDataRejected
from zl_expectations.reporting.text import printable

PassportFile = Annotated[str, typer.Argument(help="As zl check --passport wrote it.", show_default=False)]
AskedTarget = Annotated[
    str | None,
    typer.Option("--target", help="Demand the recommended suite for this target, and the options below, as judged."),
]


@app.command(epilog=f"Exit code 0: it is, 1: it is not, 2: could not tell. {FILES}")
def verify(
    passport: PassportFile,
    data: options.Data = None,
    train: options.Train = None,
    test: options.Test = None,
    validation: options.Validation = None,
    split_column: options.SplitColumn = None,
    fail_on: options.FailOnOption = options.FailOn.critical,
    target: AskedTarget = None,
    train_split: options.TrainSplit = "train",
    group: options.Group = None,
    time: options.Time = None,
    embargo: options.Embargo = None,
    identifier: options.Identifier = None,
    ignore: options.Ignore = None,
    allow: options.Allow = None,
    normalize_text: options.NormalizeText = False,
    task: options.TaskOption = options.Task.auto,
    thorough: options.Thorough = False,
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:
    """Say whether data is what was judged and passed: zl verify passport.json --train a.parquet --test b.parquet.

    With --target also whether the recommended suite was demanded of it, with the same options as of zl check.
    """
    suite = {
        "train_split": train_split,
        "group_columns": group,
        "time_column": time,
        "embargo": embargo_of(embargo),
        "identifiers": identifier,
        "ignore_columns": ignore,
        "allow": allow,
        "normalize_text": normalize_text,
        "task": task.value,
        "thorough": thorough,
    }
    with told_in_one_line(debug=debug):
        if target is None and (asked := [name for name, value in suite.items() if value not in _NOTHING]):
            raise BadInputError(f"`{asked[0]}` belongs to the suite that is demanded, so give its --target too.")
        import zl_expectations

        given: dict[str, Any] = {
            **sources("zl verify passport.json", data, {"train": train, "test": test, "validation": validation}),
            **({"target": target, **suite} if target is not None else {}),
        }
        try:
            found = zl_expectations.require_passport(
                passport, split_column=split_column, fail_on=fail_on.value, **given
            )
        except TrainingDataRejected as error:
            for line in str(error).splitlines():
                say(line)
            raise typer.Exit(REJECTED) from None
    if not quiet:
        write_out(printable(str(found)) + "\n")
    raise typer.Exit(PASSED)


_NOTHING = (None, False, "auto", "train")
