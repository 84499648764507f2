"""From results to findings and one verdict."""

from __future__ import annotations

from typing import Any

import great_expectations as gx
import pandas as pd
import pytest

import zl_expectations as zl
from zl_expectations.gates.findings import findings_of, verdict_of
from zl_expectations.reporting.finding import Finding, Verdict

gxe: Any = gx.expectations


def finding(severity: str = "critical", success: bool = True, judged: bool = True) -> Finding:
    return Finding("expect_something", severity, success, judged, [], [], {}, "")


def failed(severity: str) -> Finding:
    return finding(severity, success=False)


NOT_JUDGED = finding(success=False, judged=False)


@pytest.mark.parametrize(
    ("findings", "fail_on", "verdict"),
    [
        ([], "critical", Verdict.NOT_JUDGED),
        ([finding()], "critical", Verdict.PASSED),
        ([finding(), failed("critical")], "critical", Verdict.REJECTED),
        ([finding(), failed("warning")], "critical", Verdict.PASSED),
        ([finding(), failed("warning")], "warning", Verdict.REJECTED),
        ([finding(), failed("critical")], "warning", Verdict.REJECTED),
        ([failed("info")], "warning", Verdict.PASSED),
        ([finding(), NOT_JUDGED], "critical", Verdict.NOT_JUDGED),
        ([failed("warning"), NOT_JUDGED], "critical", Verdict.NOT_JUDGED),
        ([failed("critical"), NOT_JUDGED], "critical", Verdict.REJECTED),
        ([finding("info", success=False, judged=False)], "critical", Verdict.NOT_JUDGED),
    ],
)
def test_the_worst_decides(findings: list[Finding], fail_on: str, verdict: Verdict) -> None:
    assert verdict_of(findings, fail_on) is verdict


def found(batch_definitions: dict[str, Any], frame: pd.DataFrame, *expectations: Any) -> list[Finding]:
    suite = gx.ExpectationSuite(name="any", expectations=list(expectations))
    return findings_of([batch_definitions["pandas"].get_batch({"dataframe": frame}).validate(suite)])


def test_the_two_tiers_of_one_expectation_are_one_finding_the_worst_first(
    batch_definitions: dict[str, Any], copied: pd.DataFrame
) -> None:
    copied["label"] = ["yes" if one else "no" for one in copied.index % 25 == 0]
    findings = found(batch_definitions, copied, *zl.pre_training_suite(target="label").expectations)
    assert [(one.expectation, one.severity, one.success) for one in findings] == [
        ("expect_rows_to_be_disjoint_across_splits", "critical", False),
        ("expect_classes_to_not_be_skewed", "warning", False),
        ("expect_features_to_not_leak_target", "critical", True),
        ("expect_labels_to_be_consistent", "critical", True),
        ("expect_rows_to_not_be_nearly_shared_across_splits", "critical", True),
        ("expect_class_proportions_to_match_across_splits", "critical", True),
    ]


def test_the_same_expectation_on_other_columns_is_another_finding(
    batch_definitions: dict[str, Any], copied: pd.DataFrame
) -> None:
    one = zl.ExpectGroupsToBeDisjointAcrossSplits(group_columns=["city"])
    other = zl.ExpectGroupsToBeDisjointAcrossSplits(group_columns=["city", "age", "height"])
    assert len(found(batch_definitions, copied, one, other)) == 2
    rows: Any = zl.ExpectRowsToBeDisjointAcrossSplits
    folds = [rows(target="label", train_split=name) for name in ("train", "test")]
    assert len(found(batch_definitions, copied, *folds)) == 2, "another train split is another question"
    ignored = [rows(target="label"), rows(target="label", ignore_columns=["age"])]
    assert len(found(batch_definitions, copied, *ignored)) == 2, "another key is another question"


def test_what_was_not_judged_says_why_and_comes_before_what_passed(
    batch_definitions: dict[str, Any], clean: pd.DataFrame
) -> None:
    broken = zl.ExpectFeaturesToNotLeakTarget(target="labl")
    findings = found(batch_definitions, clean, zl.ExpectRowsToBeDisjointAcrossSplits(target="label"), broken)
    assert (findings[0].judged, findings[0].success) == (False, False)
    assert findings[0].summary.startswith("Could not judge: `target` must be a column of the batch, got 'labl'.")
    assert findings[1].success


def test_a_tier_that_was_not_judged_is_not_covered_by_the_other(
    batch_definitions: dict[str, Any], copied: pd.DataFrame
) -> None:
    copied["label"] = ["yes" if one else "no" for one in copied.index % 25 == 0]
    skew: Any = zl.ExpectClassesToNotBeSkewed
    unset = skew(target="label", split_column="split", critical_evenness={"not": "a limit"})
    findings = found(batch_definitions, copied, unset, skew(target="label", split_column="split", severity="warning"))
    assert {(one.severity, one.judged) for one in findings} == {("critical", False), ("warning", True)}
    assert verdict_of(findings) is Verdict.NOT_JUDGED


def test_two_batches_are_two_findings(batch_definitions: dict[str, Any], copied: pd.DataFrame) -> None:
    suite = gx.ExpectationSuite(name="any", expectations=[zl.ExpectRowsToBeDisjointAcrossSplits(target="label")])
    definition = batch_definitions["pandas"]
    results = [definition.get_batch({"dataframe": one}).validate(suite) for one in (copied, copied[200:])]
    assert [one.success for one in findings_of(results)] == [False, True]


def test_core_expectations_are_findings_too(batch_definitions: dict[str, Any], clean: pd.DataFrame) -> None:
    bounded = gxe.ExpectColumnValuesToBeBetween(column="age", max_value=50)
    counted = gxe.ExpectTableRowCountToEqual(value=800)
    findings = found(batch_definitions, clean, bounded, counted)
    assert [(one.expectation, one.success) for one in findings] == [
        ("expect_column_values_to_be_between", False),
        ("expect_table_row_count_to_equal", True),
    ]
    assert findings[0].columns == ["age"]
    assert "unexpected values" in findings[0].summary
    assert findings[1].summary == "observed 800"


def test_a_core_expectation_that_raised_is_not_judged(batch_definitions: dict[str, Any], clean: pd.DataFrame) -> None:
    broken = gxe.ExpectColumnValuesToBeBetween(column="agee", max_value=50)
    assert [(one.judged, one.success) for one in found(batch_definitions, clean, broken)] == [(False, False)]


def test_boolean_only_results_are_findings_without_figures(
    batch_definitions: dict[str, Any], copied: pd.DataFrame
) -> None:
    suite = gx.ExpectationSuite(name="any", expectations=[zl.ExpectRowsToBeDisjointAcrossSplits(target="label")])
    batch = batch_definitions["pandas"].get_batch({"dataframe": copied})
    findings = findings_of([batch.validate(suite, result_format="BOOLEAN_ONLY")])
    assert verdict_of(findings) is Verdict.REJECTED
    assert findings[0].observed == {}


def test_the_result_of_one_expectation_is_a_finding(batch_definitions: dict[str, Any], copied: pd.DataFrame) -> None:
    batch = batch_definitions["pandas"].get_batch({"dataframe": copied})
    alone = batch.validate(zl.ExpectRowsToBeDisjointAcrossSplits(target="label"))
    (found,) = findings_of([alone])
    assert (found.expectation, found.success) == (alone.expectation_config.type, False)
