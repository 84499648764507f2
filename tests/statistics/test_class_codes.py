"""Features that spell the class together."""

from __future__ import annotations

import numpy as np
import pytest

from zl_expectations.statistics.class_codes import features_that_code
from zl_expectations.statistics.leakage import ClassCounts

CLASSES = np.arange(3)


def counted(*vectors: list[int], multiplicity: list[int] | None = None) -> ClassCounts:
    often = np.array(multiplicity or [1] * len(vectors))
    return ClassCounts(np.array(vectors), often, np.zeros(len(vectors), dtype=bool))


def flag(klass: int, wrong: int = 0) -> ClassCounts:
    """1 for the rows of a class, 100 of each, but for some of them."""
    ones = [100 - wrong if one == klass else 0 for one in CLASSES]
    return counted([100 - n for n in ones], ones)


@pytest.mark.parametrize(("wrong", "found"), [(0, ["a", "b"]), (1, ["a", "b"]), (2, [])])
def test_nearly_every_row_of_a_class_has_its_value(wrong: int, found: list[str]) -> None:
    assert features_that_code({"a": flag(0, wrong), "b": flag(1)}) == found


def test_a_feature_that_is_the_same_for_every_class_is_no_part_of_a_code() -> None:
    constant = counted([98, 98, 98], [2, 2, 2])
    assert features_that_code({"a": flag(0), "same": constant, "b": flag(1)}) == ["a", "b"]


def test_values_that_cannot_be_told_apart_are_no_value_of_a_class() -> None:
    spread = counted([50, 0, 0], [0, 100, 100], multiplicity=[2, 1])
    assert features_that_code({"spread": spread, "b": flag(1)}) == []


def test_classes_of_few_rows_are_passed_over_and_three_must_be_left() -> None:
    rare = counted([0, 0, 100, 5], [100, 100, 0, 0]), counted([0, 100, 0, 5], [100, 0, 100, 0])
    assert features_that_code(dict(zip("ab", rare, strict=True))) == ["a", "b"]
    two = counted([0, 0, 5], [100, 0, 0], [0, 100, 0])
    assert features_that_code({"a": two}) == []


def test_few_rows_prove_no_code() -> None:
    few = {name: counted(*(one.counts // 5).tolist()) for name, one in {"a": flag(0), "b": flag(1)}.items()}
    assert features_that_code(few, lower=0.9) == ["a", "b"]
    assert features_that_code(few, lower=0.95) == []
