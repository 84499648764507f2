"""A suite that demanded less than another is told from one that demanded more."""

from __future__ import annotations

import itertools
from typing import Any

import great_expectations as gx
import pytest

import zl_expectations as zl
from zl_expectations.errors import BadInputError
from zl_expectations.expectations._base import Limit, every_expectation
from zl_expectations.gates.suite_terms import (
    LESS_IS_STRICTER,
    MORE_IS_STRICTER,
    Term,
    loosened,
    split_column_of_terms,
    term_of,
)

SKEW: Any = zl.ExpectClassesToNotBeSkewed
ROWS: Any = zl.ExpectRowsToBeDisjointAcrossSplits
LABELS: Any = zl.ExpectLabelsToBeConsistent
ORDERED: Any = gx.expectations.ExpectTableColumnsToMatchOrderedList
BETWEEN: Any = gx.expectations.ExpectColumnValuesToBeBetween


def terms(*expectations: Any) -> list[Term]:
    return [term_of(one.configuration) for one in expectations]


def test_every_limit_is_known_to_be_stricter_one_way() -> None:
    ours = [one for one in every_expectation() if one.__module__.startswith("zl_expectations.")]
    limits = {name for one in ours for name, field in one.__fields__.items() if field.outer_type_ == Limit}
    assert limits <= MORE_IS_STRICTER ^ LESS_IS_STRICTER


def test_a_term_has_the_defaults_too() -> None:
    (term,) = terms(ROWS(target="y"))
    assert (term.severity, term.fields["split_column"], term.fields["max_shared"]) == ("critical", "split", 0.01)
    assert "show_rows" not in term.fields, "what is told of a result is not what is demanded"


STRICTER: list[tuple[Any, Any]] = [
    (SKEW(target="y", critical_evenness=0.2), SKEW(target="y")),
    (ROWS(target="y", max_shared=0.0), ROWS(target="y")),
    (LABELS(target="y", max_floor=0.1), LABELS(target="y")),
    (zl.ExpectFeaturesToNotLeakTarget(target="y", pairs=True), zl.ExpectFeaturesToNotLeakTarget(target="y")),
    (BETWEEN(column="x", min_value=0, mostly=1), BETWEEN(column="x", min_value=0, mostly=0.9)),
    (BETWEEN(column="x", min_value=0), BETWEEN(column="x", min_value=0, severity="warning")),
]


@pytest.mark.parametrize(("strict", "loose"), STRICTER)
def test_a_weaker_limit_is_told_and_a_stricter_one_is_no_fault(strict: Any, loose: Any) -> None:
    assert loosened(terms(strict), terms(strict)) == []
    assert loosened(terms(strict), terms(loose)) == []
    (told,) = loosened(terms(loose), terms(strict))
    assert told.startswith(strict.configuration.type)


OTHERS: list[tuple[Any, Any, str]] = [
    (ROWS(target="y", severity="warning"), ROWS(target="y"), "(critical) was not judged"),
    (ROWS(target="y"), ROWS(target="y", severity="warning"), "(warning) was not judged"),
    (SKEW(target="y"), ROWS(target="y"), "was not judged"),
    (ROWS(target="z"), ROWS(target="y"), 'with `target` "z", asked is "y"'),
    (ROWS(target="y", ignore_columns=["a"]), ROWS(target="y"), '`ignore_columns` ["a"], asked is null'),
    (BETWEEN(column="x", min_value=0), BETWEEN(column="x", min_value=1), "`min_value` 0.0, asked is 1.0"),
    (ORDERED(column_list=["a", "b"]), ORDERED(column_list=["b", "a"]), '`column_list` ["a", "b"], asked is'),
]


@pytest.mark.parametrize(("judged", "asked", "words"), OTHERS)
def test_what_looks_at_something_else_does_not_stand_for_it(judged: Any, asked: Any, words: str) -> None:
    (told,) = loosened(terms(judged), terms(asked))
    assert words in told


def test_the_order_of_expectations_and_columns_makes_no_difference() -> None:
    asked = terms(ROWS(target="y", identifiers=["a", "b"]), SKEW(target="y"), SKEW(target="z"))
    for judged in itertools.permutations(
        terms(SKEW(target="z"), SKEW(target="y"), ROWS(target="y", identifiers=["b", "a"]))
    ):
        assert loosened(judged, asked) == []


def test_a_task_that_was_decided_from_the_data_is_either() -> None:
    tasks = ("auto", "classification", "regression")
    auto, classes, numbers = (terms(LABELS(target="y", task=task)) for task in tasks)
    assert loosened(numbers, auto) == loosened(auto, classes) == []
    assert loosened(numbers, classes)


def test_a_suite_looks_at_one_split_column() -> None:
    assert split_column_of_terms(terms(SKEW(target="y", split_column=None), ROWS(target="y"))) == "split"
    assert split_column_of_terms(terms(SKEW(target="y", split_column=None), BETWEEN(column="x", min_value=0))) is None
    assert loosened(terms(ROWS(target="y")), terms(ROWS(target="y", split_column="fold"))) == [], (
        "whatever it is called"
    )
    assert loosened(terms(SKEW(target="y", split_column=None)), terms(SKEW(target="y", split_column="split")))
    with pytest.raises(BadInputError, match="got 'fold', 'split'"):
        split_column_of_terms(terms(ROWS(target="y", split_column="fold"), ROWS(target="y")))
