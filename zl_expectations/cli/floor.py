"""``zl floor``: the lowest training loss that a table allows."""

from __future__ import annotations

import json as json_text

from zl_expectations.cli import options
from zl_expectations.cli.app import app
from zl_expectations.cli.options import FILES
from zl_expectations.cli.output import check_writable, told_in_one_line, write_out, write_text
from zl_expectations.errors import BadInputError
from zl_expectations.reporting.text import printable


@app.command(epilog=f"Exit code 0: said, 2: could not judge. {FILES}")
def floor(
    target: options.Target,
    data: options.Data = None,
    train: options.Train = None,
    split_column: options.SplitColumn = None,
    train_split: options.TrainSplit = "train",
    identifier: options.Identifier = None,
    ignore: options.Ignore = None,
    normalize_text: options.NormalizeText = False,
    task: options.TaskOption = options.Task.auto,
    json: options.Json = None,
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:
    """Say how low a training loss can get: zl floor data.parquet --target y.

    Rows with the same features and other targets leave a loss to every model; a trainer that goes below it sees
    something that was not declared.
    """
    with told_in_one_line(debug=debug):
        if json is not None:
            check_writable("--json", json)
        if bool(data) == bool(train):
            raise BadInputError(
                "Give either one table (zl floor data.parquet) or the train split (zl floor --train train.parquet),"
                f" got {'both' if data else 'neither'}."
            )
        import zl_expectations

        found = zl_expectations.loss_floor(
            **{"data" if data else "train": options.paths(data or train or [])},
            target=target,
            split_column=split_column,
            train_split=train_split,
            identifiers=identifier,
            ignore_columns=ignore,
            normalize_text=normalize_text,
            task=task.value,
        )
        if json is not None:
            write_text("--json", json, json_text.dumps(found.to_dict(), indent=2, ensure_ascii=False))
    if not quiet and json != "-":
        write_out("\n".join(map(printable, str(found).splitlines())) + "\n")
