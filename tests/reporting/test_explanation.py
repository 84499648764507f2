"""What `zl expectations` and `zl explain` say."""

from __future__ import annotations

import pytest

from zl_expectations.cli import run
from zl_expectations.errors import BadInputError
from zl_expectations.expectations._base import TieredExpectation, every_expectation, expectation_called
from zl_expectations.reporting.explanation import explanation_of


@pytest.mark.parametrize("expectation", every_expectation())
def test_every_expectation_says_how_why_and_what_to_do(expectation: type[TieredExpectation]) -> None:
    said = explanation_of(expectation)
    assert said.wants.startswith("Expect ")
    for part in ("How it is detected", "Why it matters", "What to do", "What it cannot see"):
        assert f"*{part}.*" in said.notes


def test_the_list_has_a_line_for_each_expectation(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["expectations"]) == 0
    out = "".join(capsys.readouterr().out.split())
    for expectation in every_expectation():
        assert expectation.__name__[:30] in out


@pytest.mark.parametrize(
    "name",
    [
        "ExpectSplitsToBeOrderedInTime",
        "expect_splits_to_be_ordered_in_time",
        "splits to be ordered in time",
    ],
)
def test_an_expectation_is_explained_under_each_of_its_spellings(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", name]) == 0
    out = capsys.readouterr().out
    assert out.startswith("ExpectSplitsToBeOrderedInTime\nExpect every row")
    assert "What to do." in out
    assert "*" not in out


def test_a_misspelt_expectation_is_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "ExpectRowsToBeDisjoint"]) == 2
    assert "Did you mean 'ExpectRowsToBeDisjointAcrossSplits'?" in capsys.readouterr().err
    with pytest.raises(BadInputError, match="There must be an expectation of that name, got ''"):
        expectation_called("")
