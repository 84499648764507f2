"""The whole check in one call: frames, Arrow tables or files in, a verdict out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from great_expectations.checkpoint import CheckpointResult
from great_expectations.core import ExpectationSuite
from great_expectations.core.result_format import ResultFormat

from zl_expectations.counting.columns import column_list
from zl_expectations.counting.table import Table
from zl_expectations.errors import BadInputError, TrainingDataRejected
from zl_expectations.expectations._base import Task
from zl_expectations.expectations._privacy import Privacy
from zl_expectations.files import check_writable, made_directory
from zl_expectations.gates.arguments import Source, source_of, suite_for
from zl_expectations.gates.findings import FailOn, findings_of, require_fail_on, verdict_of
from zl_expectations.gates.halt_pipeline import rejection
from zl_expectations.gates.passport import Passport
from zl_expectations.gates.run_suite import run_suite
from zl_expectations.gates.suite_terms import term_of
from zl_expectations.reporting.finding import Verdict
from zl_expectations.reporting.report import Report

_RESULT_FORMATS = tuple(one.value for one in ResultFormat)


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
