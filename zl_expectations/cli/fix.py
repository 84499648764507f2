"""``zl fix``: write the splits without the rows that they share."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

from zl_expectations.cli import options
from zl_expectations.cli.app import app
from zl_expectations.cli.options import FILES, sources
from zl_expectations.cli.output import told_in_one_line, write_out
from zl_expectations.reporting.text import printable


class DropFrom(str, Enum):
    """The side that loses the shared rows."""

    evaluation = "evaluation"
    train = "train"


@app.command(epilog=f"Exit code 0: written, 2: could not. {FILES}")
def fix(
    out: Annotated[Path, typer.Option(help="The folder for the cleaned files.", show_default=False)],
    data: options.Data = None,
    train: options.Train = None,
    test: options.Test = None,
    validation: options.Validation = None,
    target: Annotated[str | None, typer.Option(help="The column to predict: no part of what makes rows equal.")] = None,
    split_column: options.SplitColumn = None,
    train_split: options.TrainSplit = "train",
    identifier: options.Identifier = None,
    ignore: options.Ignore = None,
    normalize_text: options.NormalizeText = False,
    drop_from: Annotated[DropFrom, typer.Option(help="The side that loses the shared rows.")] = DropFrom.evaluation,
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:
    """Write the splits without the rows that they share: zl fix --train a.csv --test b.csv --target y --out cleaned

    Each split becomes one file of its own format; no file is ever overwritten.
    """
    with told_in_one_line(debug=debug):
        given: dict[str, Any] = sources("zl fix", data, {"train": train, "test": test, "validation": validation})
        import zl_expectations

        cleaned = zl_expectations.drop_shared_rows(
            **given,
            target=target,
            split_column=split_column,
            train_split=train_split,
            identifiers=identifier,
            ignore_columns=ignore,
            normalize_text=normalize_text,
            drop_from=drop_from.value,
            write_to=out,
        )
    if not quiet:
        files = cleaned.data.values() if isinstance(cleaned.data, dict) else [cleaned.data]
        write_out("\n".join(map(printable, [*str(cleaned).splitlines(), *(f"wrote {file}" for file in files)])) + "\n")
