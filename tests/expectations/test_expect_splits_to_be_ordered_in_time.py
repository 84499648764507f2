"""Evaluation rows that are not later than train."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from zl_expectations import ExpectSplitsToBeOrderedInTime, check

Expect: Any = ExpectSplitsToBeOrderedInTime  # severities are given as text here, as people write them


@pytest.fixture
def days() -> pd.DataFrame:
    """100 days; train ends on 2024-03-15, test begins the day after."""
    when = pd.date_range("2024-01-01", periods=100, freq="D")
    return pd.DataFrame({"when": when, "x": np.arange(100), "split": np.repeat(["train", "test"], [75, 25])})


@pytest.mark.parametrize("severity", ["critical", "warning"])
@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_splits_in_order_pass(validate: Any, days: pd.DataFrame, severity: str, on: str) -> None:
    result = validate(days, Expect(time_column="when", severity=severity), on=on)
    assert result.success
    assert result.result["details"]["ranges"]["test"]["first"].startswith("2024-03-16")


@pytest.mark.parametrize("severity", ["critical", "warning"])
@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_one_early_row_fails(validate: Any, days: pd.DataFrame, severity: str, on: str) -> None:
    days.loc[99, "when"] = pd.Timestamp("2024-02-01")
    result = validate(days, Expect(time_column="when", severity=severity), on=on)
    assert not result.success
    assert (result.result["unexpected_count"], result.result["element_count"]) == (1, 25)
    found = result.result["details"]
    assert (found["columns"], found["splits"]) == (["when"], ["train", "test"])
    assert found["pairs"][0]["cutoff"].startswith("2024-03-15")


def test_the_very_instant_of_the_last_train_row_is_too_early(details: Any, days: pd.DataFrame) -> None:
    days.loc[75, "when"] = days.loc[74, "when"]
    assert details(days, Expect(time_column="when"))["pairs"][0]["early_rows"] == 1


@pytest.mark.parametrize(
    ("embargo", "early"),
    [
        (None, 0),
        ("12 hours", 0),
        ("23.5 h", 0),
        ("1 day", 1),
        ("7 days", 7),
        ("1 week", 7),
        ("1440 minutes", 1),
        ("86400 s", 1),
        ("2 D", 2),
    ],
)
def test_an_embargo_asks_for_a_gap(details: Any, days: pd.DataFrame, embargo: Any, early: int) -> None:
    assert details(days, Expect(time_column="when", embargo=embargo))["pairs"][0]["early_rows"] == early


@pytest.mark.parametrize(("embargo", "early"), [(3, 3), (2.5, 2), ({"$PARAMETER": "gap"}, 4)])
def test_an_embargo_is_a_number_where_time_is(details: Any, days: pd.DataFrame, embargo: Any, early: int) -> None:
    found = details(days, Expect(time_column="x", embargo=embargo), expectation_parameters={"gap": 4})
    assert found["pairs"][0]["early_rows"] == early


@pytest.mark.parametrize(
    ("column", "embargo", "wanted"),
    [
        ("when", "a fortnight", "a span such as '7 days'"),
        ("when", "7 months", "a span such as '7 days'"),
        ("when", "-1 days", "a span such as '7 days'"),
        ("when", 7, "a span such as '7 days'"),
        ("x", "7 days", "a number"),
        ("x", -1, "`embargo` must not be negative"),
    ],
)
def test_an_embargo_of_another_form_is_an_error(
    refusal: Any, days: pd.DataFrame, column: str, embargo: Any, wanted: str
) -> None:
    message = refusal(days, Expect(time_column=column, embargo=embargo))
    assert "`embargo` must" in message
    assert wanted in message


def test_rows_without_a_time_are_judged_as_too_early(details: Any, days: pd.DataFrame) -> None:
    days.loc[98, "when"] = pd.NaT
    found = details(days, Expect(time_column="when"))
    assert found["tier"] == "critical"
    assert (found["pairs"][0]["early_rows"], found["pairs"][0]["missing"]) == (0, 1)
    assert "1 row of test has no time, so that nobody knows whether it is later than train" in Expect.summary(found)
    days.loc[97, "when"] = days["when"].min()
    assert "1 further row has no time" in Expect.summary(details(days, Expect(time_column="when")))


def test_where_no_row_has_a_time_nothing_is_said_of_others(details: Any, days: pd.DataFrame) -> None:
    days.loc[75:, "when"] = pd.NaT
    found = details(days, Expect(time_column="when"))
    assert Expect.summary(found) == "No row of test has a time, so that nobody knows whether any is later than train."


def test_train_rows_without_a_time_are_a_warning_and_critical_where_they_are_most(
    details: Any, refusal: Any, days: pd.DataFrame
) -> None:
    days.loc[3, "when"] = pd.NaT
    few = details(days, Expect(time_column="when"))
    assert (few["tier"], few["pairs"][0]["train_missing"], few["columns"]) == ("warning", 1, ["when"])
    assert "1 row of train has no time, so that nobody knows whether test is later than it is" in Expect.summary(few)
    assert details(days, Expect(time_column="when", max_early=0.02))["tier"] == "none"
    days.loc[:60, "when"] = pd.NaT
    assert details(days, Expect(time_column="when"))["tier"] == "critical"
    days.loc[:74, "when"] = pd.NaT
    assert "`time_column` must have values in the train split 'train'" in refusal(days, Expect(time_column="when"))


@pytest.mark.parametrize("kind", ["date", "zoned", "number", "decimal"])
def test_dates_zones_and_numbers_are_times(details: Any, days: pd.DataFrame, kind: str) -> None:
    days["when"] = {
        "date": [datetime.date(2024, 1, 1) + datetime.timedelta(days=i) for i in range(100)],
        "zoned": pd.date_range("2024-01-01", periods=100, freq="D", tz="Europe/Berlin"),
        "number": np.arange(100) / 4,
        "decimal": [Decimal(i) / 4 for i in range(100)],
    }[kind]
    assert details(days, Expect(time_column="when"))["tier"] == "none"
    days.loc[99, "when"] = days.loc[0, "when"]
    assert details(days, Expect(time_column="when"))["tier"] == "critical"


def test_a_text_column_is_no_time(refusal: Any, days: pd.DataFrame) -> None:
    message = refusal(days.assign(when=days["when"].astype(str)), Expect(time_column="when"))
    assert "`time_column` must" in message


def test_splits_have_any_names_and_number(details: Any, days: pd.DataFrame) -> None:
    days["part"] = np.repeat(["fit", "tune", "final"], [50, 25, 25])
    days.loc[60, "when"] = pd.Timestamp("2024-01-05")
    found = details(days, Expect(time_column="when", split_column="part", train_split="fit"))
    assert {one["evaluation"]: one["early_rows"] for one in found["pairs"]} == {"tune": 1, "final": 0}
    assert found["splits"] == ["fit", "tune"]


def test_a_boolean_split_column_is_ordered(details: Any, days: pd.DataFrame) -> None:
    days["is_train"] = days.pop("split") == "train"
    found = details(days, Expect(time_column="when", split_column="is_train", train_split=True))
    assert found["tier"] == "none"


def test_a_share_can_be_let_pass(validate: Any, days: pd.DataFrame) -> None:
    days.loc[99, "when"] = pd.Timestamp("2024-02-01")
    assert validate(days, Expect(time_column="when", max_early=0.04)).success
    assert not validate(days, Expect(time_column="when", max_early=0.03)).success


def test_without_a_split_column_it_says_that_it_needs_one(refusal: Any, days: pd.DataFrame) -> None:
    assert "`split_column` must" in refusal(days, Expect(time_column="when", split_column=None))


@pytest.mark.parametrize("zone", [None, "UTC"])
def test_times_within_one_microsecond_do_not_pass_unseen(zone: str | None) -> None:
    start = pd.Timestamp("2024-01-01", tz=zone)
    train, test = (
        pd.DataFrame({"when": start + pd.to_timedelta(nanoseconds, unit="ns"), "y": np.arange(len(nanoseconds)) % 2})
        for nanoseconds in ([*range(1, 400), 950], [*range(1, 200)])
    )
    found = [
        one
        for one in check(train=train, test=test, target="y", time_column="when").findings
        if "time" in one.expectation
    ]
    assert [(one.judged, one.success) for one in found] == [(True, False)]


def test_an_embargo_is_added_to_a_decimal(details: Any) -> None:
    times = [Decimal(n) / 4 for n in range(400)]
    frame = pd.DataFrame({"when": times, "x": range(400), "split": np.repeat(["train", "test"], [300, 100])})
    assert details(frame, Expect(time_column="when", embargo=1.5))["pairs"][0]["early_rows"] == 6
