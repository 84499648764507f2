"""The whole check in one call: frames, Arrow tables or files in, a verdict out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from great_expectations.checkpoint import CheckpointResult
from great_expectations.core import ExpectationSuite
from great_expectations.core.result_format import ResultFormat

from zl_expectations.counting.classes import count_distinct_targets, is_continuous
from zl_expectations.counting.columns import column_list, refuse_two_roles
from zl_expectations.counting.relations.files import literal_files
from zl_expectations.counting.splits import count_splits
from zl_expectations.counting.table import Table
from zl_expectations.errors import BadInputError, TrainingDataRejected, did_you_mean
from zl_expectations.expectations._base import Task
from zl_expectations.expectations._privacy import Privacy
from zl_expectations.files import check_writable
from zl_expectations.gates.findings import FailOn, findings_of, require_fail_on, verdict_of
from zl_expectations.gates.halt_pipeline import rejection
from zl_expectations.gates.passport import Passport
from zl_expectations.gates.run_suite import run_suite
from zl_expectations.gates.suite import pre_training_suite
from zl_expectations.gates.suite_terms import term_of
from zl_expectations.reporting.finding import Verdict
from zl_expectations.reporting.report import Report

Source = Any
_RESULT_FORMATS = tuple(one.value for one in ResultFormat)
_LISTS = ("group_columns", "identifiers", "ignore_columns", "allow", "masked_columns")


@dataclass(frozen=True, repr=False)
class CheckResult(Report):
    """What a check found.

    Attributes
    ----------
    checkpoint_result : great_expectations.checkpoint.CheckpointResult
        What Great Expectations returned; None where several runs were put together.
    """

    checkpoint_result: CheckpointResult | None = field(default=None, compare=False)

    @property
    def passed(self) -> bool:
        """Whether everything was judged and nothing failed at `fail_on` or above."""
        return self.verdict is Verdict.PASSED

    def raise_if_rejected(self) -> None:
        """Raise `TrainingDataRejected` unless the check passed."""
        if not self.passed:
            docs = [self.docs.as_uri()] if self.docs else None
            message = rejection(self.verdict, list(self.findings), self.fail_on, docs)
            raise TrainingDataRejected(message, verdict=self.verdict.value)


def check(
    data: Source | None = None,
    *,
    target: str,
    train: Source | None = None,
    test: Source | None = None,
    validation: Source | None = None,
    splits: Mapping[str, Source] | None = None,
    split_column: str | None = None,
    train_split: str | int | bool | None = "train",
    group_columns: Sequence[str] | None = None,
    time_column: str | None = None,
    embargo: str | float | None = None,
    identifiers: Sequence[str] | None = None,
    ignore_columns: Sequence[str] | None = None,
    allow: Sequence[str] | None = None,
    normalize_text: bool = False,
    show_rows: bool = True,
    masked_columns: Sequence[str] | None = None,
    task: Task = "auto",
    thorough: bool = False,
    impact: bool = False,
    fail_on: FailOn = "critical",
    result_format: str | dict[str, Any] = "SUMMARY",
    docs: str | Path | None = None,
    passport: str | Path | None = None,
) -> CheckResult:
    """Judge the splits of a training table, in an ephemeral GX context of its own.

    Parameters
    ----------
    data : frame, Arrow table or path, optional
        One table that holds every split, told apart by `split_column`.
    target : str
        The column to predict.
    train, test, validation : frame, Arrow table or path, optional
        One table a split, instead of `data`. Paths may be globs of Parquet, CSV, JSON lines or Arrow files.
    splits : mapping of str to frame, Arrow table or path, optional
        Splits under names of your own, instead of `train`, `test` and `validation`.
    split_column : str, optional
        The column that says to which split each row belongs; by default ``"split"``. In a table without that column,
        where none was named, only the checks that need no splits are run.
    group_columns : sequence of str, optional
        What makes a group whose rows must stay on one side; several columns together make one group.
    train_split, time_column, embargo, identifiers, ignore_columns, allow, normalize_text
        As for `pre_training_suite`.
    show_rows, masked_columns
        As for `pre_training_suite`.
    task : {"auto", "classification", "regression"}
        By default decided from the target's type and number of values.
    thorough : bool, default False
        Count more pairs of features, judge all of them together with a small model, and how they were preprocessed:
        some seconds more.
    impact : bool, default False
        Say what a finding buys: fit a small model with and without the shared rows, and with and without the features
        at fault. Some seconds more, and never part of the verdict.
    fail_on : {"critical", "warning"}
        The least severity whose failure rejects.
    result_format : str or dict
        GX's own; rows are in ``"SUMMARY"`` (at most 20) and ``"COMPLETE"``.
    docs : path, optional
        A directory to build Data Docs in.
    passport : path, optional
        A file to write the passport to, if the data passes: what was judged, for `require_passport` to compare with
        what is trained on. One more scan.

    Returns
    -------
    CheckResult

    Raises
    ------
    CouldNotJudgeError
        When the input cannot be read at all: its subclasses say what must hold, what was got and what to do.

    Examples
    --------
    >>> import pandas as pd
    >>> train = pd.DataFrame({"x": range(200), "y": [0, 1] * 100})
    >>> test = pd.DataFrame({"x": range(100, 300), "y": [0, 1] * 100})
    >>> result = check(train=train, test=test, target="y")
    >>> result.passed, result.findings[0].expectation
    (False, 'expect_rows_to_be_disjoint_across_splits')
    """
    column = split_column or "split"
    require_fail_on(fail_on)
    _require_result_format(result_format)
    source, _ = source_of(data, {"train": train, "test": test, "validation": validation}, splits)
    privacy = Privacy.of(show_rows=show_rows, masked_columns=column_list("masked_columns", masked_columns))

    taken: list[Passport] = []

    def suite_of(table: Table) -> ExpectationSuite:
        suite = suite_for(
            table,
            source,
            target=target,
            split_column=split_column,
            train_split=train_split,
            group_columns=group_columns,
            time_column=time_column,
            embargo=embargo,
            identifiers=identifiers,
            ignore_columns=ignore_columns,
            allow=allow,
            normalize_text=normalize_text,
            show_rows=show_rows,
            masked_columns=masked_columns,
            task=task,
            thorough=thorough,
            impact=impact,
        )
        if passport is not None:  # taken before: rows that change while they are judged are not what it says
            taken.append(Passport.of(table, [term_of(one.configuration) for one in suite.expectations], fail_on))
        return suite

    with privacy.guarding_errors():
        directory = made_directory("docs", docs).resolve() if docs is not None else None
        if passport is not None:
            check_writable("passport", passport)
        result = run_suite(
            source, suite_of, split_column=column, result_format=result_format, docs=directory, fail_on=fail_on
        )
    index = directory / "index.html" if directory is not None else None
    findings = findings_of(result.run_results.values())
    verdict = verdict_of(findings, fail_on)
    if passport is not None and verdict is Verdict.PASSED:
        taken[0].write(passport)
    return CheckResult(verdict, findings, fail_on, index, result)


def _require_result_format(result_format: str | dict[str, Any]) -> None:
    name = result_format.get("result_format") if isinstance(result_format, dict) else result_format
    if name not in _RESULT_FORMATS:
        raise BadInputError(
            f"`result_format` must be one of {', '.join(_RESULT_FORMATS)}, or a dict with one of them as its "
            f"'result_format', got {result_format!r}."
        )


def source_of(
    data: Source | None, named: Mapping[str, Source | None], splits: Mapping[str, Source] | None
) -> tuple[Source, bool]:
    """The one source that the arguments stand for, and whether it is several splits."""
    given = {name: source for name, source in named.items() if source is not None}
    ways = sum((data is not None, bool(given), splits is not None))
    if ways != 1:
        raise BadInputError(
            "Give the data either as one table (`data`, with a split column), as `train`, `test` and `validation`, or"
            f" as `splits`; got {'none' if ways == 0 else 'more than one'} of them."
        )
    if data is not None:
        return data, isinstance(data, Mapping)
    several = dict(splits) if splits is not None else given
    if len(several) < 2:
        raise BadInputError(
            f"There must be a train split and an evaluation split, got only {', '.join(map(repr, several)) or 'none'}."
        )
    return several, True


def suite_for(
    table: Table, source: Source, *, target: str, split_column: str | None, task: Task = "auto", **fields: Any
) -> ExpectationSuite:
    """The recommended suite for a table that is there: its columns and its target are looked at first.

    Parameters
    ----------
    table : Table
    source : frame, Arrow table, path, or mapping of str to those
        What the table was made of; of a mapping's splits it has a split column, whatever it held before.
    target, split_column, task, **fields
        As for `pre_training_suite`; a task ``"auto"`` is decided here.

    Raises
    ------
    BadInputError
        When a column is not there, has two roles, the target has nothing to predict, or the splits cannot be told, and
        for several files that have no split column.
    """
    is_split = isinstance(source, Mapping)
    splits = [split_column or "split"] if is_split else split_column_of(table, split_column)
    refuse_files_without_splits(source, splits)
    named = {
        "target": [target],
        "split_column": splits,
        "time_column": [fields["time_column"]] if fields.get("time_column") is not None else [],
        **{role: column_list(role, fields.get(role)) or [] for role in _LISTS},
    }
    require_columns(table, named)
    for role in ("group_columns", "time_column"):
        if named[role] and not named["split_column"]:
            raise BadInputError(
                f"`{role}` compares splits, so there must be a split column, got none. Name it with `split_column`."
                + did_you_mean("split", table.columns)
            )
    split = next(iter(named["split_column"]), None)
    task = task_of(table, target, task)
    if split is not None:  # said once, before every check that compares splits says it
        count_splits(table, split, fields.get("train_split", "train"))
    return pre_training_suite(target=target, split_column=split, task=task, **fields)


def task_of(table: Table, target: str, task: Task = "auto") -> Task:
    """The task that was named, or the one that the target's values make it.

    Raises
    ------
    BadInputError
        When there is nothing to predict.
    """
    distinct, _ = count_distinct_targets(table, target)
    if not distinct:
        raise BadInputError(f"`target` must have values, got only missing ones in {target!r}.")
    if distinct == 1:
        raise BadInputError(
            f"`target` must take at least two values, got one in {target!r}: there is nothing to predict in one class."
        )
    if task != "auto":
        return task
    return "regression" if is_continuous(table, target) else "classification"


def split_column_of(table: Table, given: str | None) -> list[str]:
    """The split column of one table: the one that was named, or ``"split"``, or none where nothing is called so."""
    if given is not None or any(name.lower() == "split" for name in table.columns):
        return [table.require("split_column", given or "split")]
    return []


def refuse_files_without_splits(source: Source, split_column: Sequence[str], command: str = "zl check") -> None:
    """Refuse files that were named one by one and have no split column: pooled, nothing between them is judged.

    Raises
    ------
    BadInputError
        With the command that makes splits of them.
    """
    files = [] if isinstance(source, Mapping) else literal_files(source)
    if len(files) > 1 and not split_column:
        train, other = sorted(files, key=lambda file: "train" not in Path(file).stem.lower())[:2]
        raise BadInputError(
            f"Several files without a split column are one table without splits, got {' and '.join(files[:5])}. Did you"
            f" mean `{command} --train {train} --test {other}`? Parts of one table are named by a pattern, such as"
            " 'part-*.parquet', or have a split column."
        )


def require_columns(table: Table, named: Mapping[str, Sequence[str]]) -> None:
    """Every column that was named is there, and the target and the split column are nothing else.

    Parameters
    ----------
    table : Table
    named : mapping of str to sequence of str
        Columns, by the argument that named them.

    Raises
    ------
    BadInputError
        With the columns that there are.
    """
    for role, names in named.items():
        for name in names:
            if not isinstance(name, str):
                raise BadInputError(f"`{role}` must be named by text, got {name!r}." + did_you_mean("", table.columns))
            table.require(role, name)
    refuse_two_roles({role: list(names) for role, names in named.items() if role != "masked_columns"})


def made_directory(role: str, path: str | Path) -> Path:
    """The directory given as the argument `role`, made before anything is counted."""
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInputError(
            f"`{role}` must be a directory that can be written to, got {str(path)!r}: {error.strerror}."
        ) from error
    return Path(path)
