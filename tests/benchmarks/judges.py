"""What a judge says of a split: our own `check`, and the form in which the peers' answers come too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import great_expectations as gx
from faults import Split

import zl_expectations as zl
from zl_expectations.counting.classes import is_continuous
from zl_expectations.counting.duckdb_table import table_of
from zl_expectations.gates.findings import findings_of
from zl_expectations.reporting.finding import Finding

TIERS = ("none", "warning", "critical")
CANNOT_JUDGE = "cannot judge"
ABOUT = {
    "expect_rows_to_be_disjoint_across_splits": "rows",
    "expect_rows_to_not_be_nearly_shared_across_splits": "rows",
    "expect_labels_to_be_consistent": "rows",
    "expect_features_to_not_leak_target": "features",
    "expect_target_to_not_be_perfectly_predictable": "features",
    "expect_preprocessing_to_be_fitted_on_train_only": "preprocessing",
    "expect_classes_to_not_be_skewed": "classes",
    "expect_class_proportions_to_match_across_splits": "classes",
    "expect_groups_to_be_disjoint_across_splits": "groups",
    "expect_splits_to_be_ordered_in_time": "times",
}


@dataclass(frozen=True)
class Alarm:
    """Something that a judge raised: by which check, what it is about, its tier, and the columns that it names.

    No columns means that it names none.
    """

    check: str
    about: str
    tier: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Opinion:
    """All alarms, the checks that were run, and why nothing was judged where it was not."""

    alarms: tuple[Alarm, ...]
    checks: tuple[str, ...]
    error: str | None = None


def judge(split: Split, about: str | None = None) -> Opinion:
    """What `zl_expectations.check` says of a split; with `about`, only its expectations about that."""
    group, time = split.columns.get("group"), split.columns.get("time")
    columns: dict[str, Any] = {"group_columns": [group] if group else None, "time_column": time}
    sides = {"train": split.train, "test": split.test}
    findings: Sequence[Finding]
    try:
        if about is None:
            findings = [
                *zl.check(splits=sides, target=split.target, result_format="BASIC", **columns).findings,
                *_some(sides, split.target, columns, "preprocessing"),
            ]
        else:
            findings = _some(sides, split.target, columns, about)
    except zl.ZlError as error:
        return Opinion((), (), str(error))
    alarms: list[Alarm] = []
    for finding in findings:
        if finding.judged:
            alarms += _alarms(finding.expectation, finding.observed, tuple(finding.columns))
        else:
            alarms.append(Alarm(finding.expectation, CANNOT_JUDGE, "warning"))
    return Opinion(tuple(alarms), tuple(dict.fromkeys(finding.expectation for finding in findings)))


def _some(sides: dict[str, Any], target: str, columns: dict[str, Any], about: str) -> Sequence[Finding]:
    """The same suite on the same batch, less the expectations about anything else: several times as fast."""
    task: Any = "regression" if is_continuous(table_of(sides, "split"), target) else "classification"
    suite = zl.pre_training_suite(target=target, task=task, thorough=about == "preprocessing", **columns)
    suite.expectations = [one for one in suite.expectations if ABOUT.get(one.expectation_type) == about]
    return findings_of([_batches().get_batch({"dataframe": sides}).validate(suite, result_format="BASIC")])


@lru_cache(maxsize=1)
def _batches() -> Any:
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    return context.data_sources.add_duckdb("splits").add_splits_asset("all").add_batch_definition_whole_table("all")


def _alarms(check: str, observed: dict[str, Any], columns: tuple[str, ...]) -> list[Alarm]:
    """One alarm, or one for each feature at fault where the check judges features one by one."""
    about = ABOUT.get(check, check)
    judged = observed.get("features")
    if isinstance(judged, list) and judged and isinstance(judged[0], dict) and "tier" in judged[0]:
        return [
            Alarm(check, about, _tier(one["tier"]), tuple(one["columns"]))
            for one in judged
            if one["tier"] != "none" and not one.get("allowed")
        ]
    tier = _tier(observed["tier"])
    return [] if tier == "none" else [Alarm(check, about, tier, columns)]


def _tier(name: str) -> str:
    return "warning" if name == "cannot_tell" else name
