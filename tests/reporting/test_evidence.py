"""Figures and names as people read them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zl_expectations.reporting.evidence import Evidence, count, decimal, names, percent, shown


@given(st.floats(0, 1, exclude_min=True, exclude_max=True))
def test_no_share_is_rounded_to_all_or_nothing(share: float) -> None:
    assert percent(share) not in ("0 %", "100 %")
    assert decimal(share) not in ("0", "1")


@given(st.floats(-1e300, 1e300))
def test_a_number_is_shown_close_to_what_it_is(value: float) -> None:
    said = shown(value)
    if not said.startswith("over"):
        assert math.isclose(float(said.replace(",", "")), value, rel_tol=0.006)


@pytest.mark.parametrize(("value", "said"), [(True, "True"), (0, "0"), (-1234567, "-1,234,567"), (math.nan, "nan")])
def test_other_values_are_shown(value: object, said: str) -> None:
    assert shown(value) == said


def test_nouns_stand_in_the_plural_unless_there_is_one() -> None:
    assert [count(number, "row") for number in (0, 1, 2)] == ["0 rows", "1 row", "2 rows"]


def test_no_names_are_no_text() -> None:
    assert names([]) == ""


def test_columns_whose_names_are_short_are_explained() -> None:
    table = Evidence("Features", ["feature", "lower bound", "explained"], [["a", 0.9, 0.5]])
    assert table.meanings.startswith("lower bound: what the best class's AUC is proven to reach")
    assert "explained: the share of the target's entropy" in table.meanings
    assert Evidence("Rows", ["train"], [[1]]).meanings == ""
