"""The options that several commands have, each written once."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from zl_expectations.errors import BadInputError


class FailOn(str, Enum):
    """The least severity whose failure rejects."""

    critical = "critical"
    warning = "warning"


class Task(str, Enum):
    """What is predicted."""

    auto = "auto"
    classification = "classification"
    regression = "regression"


Target = Annotated[str, typer.Option(help="The column to predict.", show_default=False)]
Data = Annotated[
    list[str] | None,
    typer.Argument(help="One table that holds every split: a file, pattern or folder.", show_default=False),
]
Train = Annotated[list[str] | None, typer.Option(help="The train split: a file, pattern or folder.")]
Test = Annotated[list[str] | None, typer.Option(help="The test split.")]
Validation = Annotated[list[str] | None, typer.Option(help="The validation split.")]
SplitColumn = Annotated[
    str | None,
    typer.Option(help="The column that says to which split a row belongs; by default split, if there is one."),
]
TrainSplit = Annotated[str, typer.Option(help="The split column's value for train.")]
Group = Annotated[
    list[str] | None, typer.Option(help="A column that makes a group. Repeatable: several together make one group.")
]
Time = Annotated[str | None, typer.Option(help="The column that says when a row was.")]
Embargo = Annotated[str | None, typer.Option(help="How much later than train, such as '7 days'.")]
Identifier = Annotated[list[str] | None, typer.Option(help="A column that identifies a row. Repeatable.")]
Ignore = Annotated[list[str] | None, typer.Option(help="A column that is no feature. Repeatable.")]
Allow = Annotated[list[str] | None, typer.Option(help="A feature that is honestly this good. Repeatable.")]
NormalizeText = Annotated[
    bool, typer.Option("--normalize-text", help="Compare text without case, spaces and Unicode forms.")
]
NoRows = Annotated[
    bool, typer.Option("--no-rows", help="Tell no value of the data, only counts and names; so does ZL_SHOW_ROWS=0.")
]
Mask = Annotated[list[str] | None, typer.Option(help="A column of which no value is told. Repeatable.")]
TaskOption = Annotated[Task, typer.Option("--task", help="What is predicted.")]
Thorough = Annotated[
    bool,
    typer.Option(
        "--thorough",
        help="Count more pairs of features, judge all together with a small model, and how they were preprocessed.",
    ),
]
Impact = Annotated[
    bool, typer.Option("--impact", help="Say what each finding buys a small model; never part of the verdict.")
]
FailOnOption = Annotated[FailOn, typer.Option("--fail-on", help="The least severity that rejects.")]
Project = Annotated[
    Path, typer.Option(help="The directory of the GX project, which holds gx/ or great_expectations.yml.")
]
Docs = Annotated[Path | None, typer.Option(help="Build GX Data Docs in this directory.")]
Passport = Annotated[
    str | None, typer.Option(help="Write what was judged to this file, if it passed, for zl verify before training.")
]
Json = Annotated[str | None, typer.Option(help="Write the JSON report to this file, or to - for standard output.")]
Html = Annotated[str | None, typer.Option(help="Write the report as one self-contained HTML page.")]
JUnit = Annotated[str | None, typer.Option("--junit", help="Write JUnit XML for a build server to this file, or to -.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print only errors, and what the verdict leaves out.")]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="Tell each count as it is made, and how many there are to make.")
]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]

FILES = "Files: Parquet, CSV, JSON lines, Arrow and Feather; quote a pattern, as in --train 'train-*.parquet'."


def sources(command: str, data: list[str] | None, named: Mapping[str, list[str] | None]) -> dict[str, list[str] | str]:
    """The arguments of `zl_expectations.check` that say where the rows are.

    Raises
    ------
    BadInputError
        Unless there is either one table, or a train split and another one.
    """
    given = {name: files for name, files in named.items() if files}
    if bool(data) == bool(given):
        hint = " If the shell has spelled out a pattern, quote it: --train 'part-*.parquet'." if data else ""
        raise BadInputError(
            f"Give either one table that holds every split ({command} data.parquet), or a file for each split "
            f"({command} --train a.parquet --test b.parquet), got {'both' if data else 'neither'}.{hint}"
        )
    if data:
        return {"data": paths(data)}
    if "train" not in given or len(given) < 2:
        raise BadInputError(
            "There must be `--train`, and `--test` or `--validation` beside it, got only "
            f"{' and '.join(f'--{name}' for name in given)}."
        )
    return {name: paths(files) for name, files in given.items()}


def embargo_of(text: str | None) -> str | float | None:
    """An embargo as a number where it is one."""
    try:
        return float(text) if text is not None else None
    except ValueError:
        return text


def paths(files: list[str]) -> list[str] | str:
    """One file as itself, several as a list."""
    return files[0] if len(files) == 1 else files
