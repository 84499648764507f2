"""Of what was found in each fold the worst stands for all, and none is lost."""

from __future__ import annotations

from typing import Any

from zl_expectations.gates.fold_findings import gathered
from zl_expectations.reporting.evidence import Evidence
from zl_expectations.reporting.finding import Finding


def found(value: float, severity: str = "critical", name: str = "expect_x", **fields: Any) -> Finding:
    given: dict[str, Any] = {"success": False, "judged": True, "columns": [], "splits": ["train", "test"]} | fields
    return Finding(name, severity, observed={"observed_value": value}, summary=f"It is {value}.", **given)


def test_the_worst_tier_stands_for_all_whatever_its_figure() -> None:
    [one] = gathered([[found(0.9, "warning")], [found(0.1, code="train, test")], [found(0.5, success=True)]])
    assert (one.severity, one.success, one.splits) == ("critical", False, ["fold 1", "fold 2"])
    assert one.summary == "In 2 of 3 folds, at worst in fold 2: It is 0.1."
    assert one.observed["worst_fold"] == 2
    assert [fold["observed_value"] for fold in one.observed["by_fold"]] == [0.9, 0.1, 0.5]
    assert one.code == ""


def test_of_one_tier_the_largest_figure_is_the_worst_and_of_evenness_the_smallest() -> None:
    [one] = gathered([[found(0.2)], [found(0.4)], [found(0.3)]])
    assert one.observed["worst_fold"] == 2
    [skew] = gathered([[found(value, name="expect_classes_to_not_be_skewed")] for value in (0.2, 0.4, 0.1)])
    assert skew.observed["worst_fold"] == 3


def test_a_fold_that_was_not_judged_is_made_up_for_by_no_other() -> None:
    unknown = found(0.0, judged=False)
    findings = gathered([[found(0.0, success=True)], [unknown], [found(0.0, success=True)]])
    assert sorted((one.judged, tuple(one.splits)) for one in findings) == [(False, ("fold 2",)), (True, ())]


def test_columns_at_fault_in_any_fold_are_named_and_each_fold_is_shown() -> None:
    folds = [[found(0.1, columns=["a"])], [found(0.3, columns=["b", "a"])], [found(0.0, columns=["c"], success=True)]]
    [one] = gathered(folds)
    assert one.columns == ["b", "a"]
    table = one.evidence[0]
    assert isinstance(table, Evidence)
    assert [row[:2] for row in table.rows] == [[2, "critical"], [1, "critical"], [3, "passed"]]


def test_a_table_of_many_folds_says_how_many_it_leaves_out() -> None:
    [one] = gathered([[found(0.1)]] * 50)
    table = one.evidence[0]
    assert isinstance(table, Evidence)
    assert (len(table.cells), table.not_shown) == (20, "30 further lines not shown.")
