"""``zl init``: the gate as a part of a Great Expectations project."""

from __future__ import annotations

import os
from json import dumps
from pathlib import Path
from typing import Annotated, Any

import typer

from zl_expectations.cli import options
from zl_expectations.cli.app import app
from zl_expectations.cli.options import FILES, embargo_of, sources
from zl_expectations.cli.output import told_in_one_line, write_out
from zl_expectations.reporting.text import printable


@app.command(epilog=f"Exit code 0: the gate is there, 2: it could not be added, and nothing was written. {FILES}")
def init(
    target: options.Target,
    data: options.Data = None,
    train: options.Train = None,
    test: options.Test = None,
    validation: options.Validation = None,
    project: options.Project = Path(),
    name: Annotated[
        str, typer.Option(help="What the asset, the suite, the validation definition and the checkpoint are called.")
    ] = "before_training",
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
    fail_on: options.FailOnOption = options.FailOn.critical,
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:
    """Add a checkpoint that halts before training to a GX project, or to a new one.

    zl init --train train.parquet --test test.parquet --target y

    What is there already under the same name is kept as it is.
    """
    with told_in_one_line(debug=debug):
        given = sources("zl init", data, {"train": train, "test": test, "validation": validation})
        from zl_expectations.gates.project import add_gate

        gate = add_gate(
            project,
            given["data"] if data else given,
            target=target,
            split_column=split_column,
            name=name,
            fail_on=fail_on.value,
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
        )
    if not quiet:
        write_out("\n".join(map(printable, _told(gate, name))) + "\n")


def _told(gate: Any, name: str) -> list[str]:
    """What was done, and the lines that run the gate from a pipeline."""
    folder = os.path.relpath(gate.folder)
    parts = [f"  {'added' if added else 'kept '}  {part}" for part, added in gate.parts.items()]
    if not gate.parts[f"checkpoint {name}"]:
        parts.append("What was there is as it was; --name adds another gate beside it.")
    return [
        f"{folder}:",
        *parts,
        "",
        "Put this before the training, run from this directory:",
        "",
        "import great_expectations as gx",
        "import zl_expectations  # without it GX does not know what the checkpoint is made of",
        "",
        f'context = gx.get_context(mode="file", context_root_dir={dumps(folder)})',
        f"context.checkpoints.get({dumps(name)}).run()  # raises zl_expectations.TrainingDataRejected",
    ]
