"""What scikit-learn is given becomes one table, value by value."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from zl_expectations.errors import BadInputError
from zl_expectations.gates.labelled_rows import labelled_rows


def test_rows_stay_together_whatever_the_index_says() -> None:
    X = pd.DataFrame({"a": [1, 2, 3]}, index=[7, 7, 9])
    y = pd.Series(["p", "q", "r"], index=[2, 1, 0], name="label")
    rows = labelled_rows(X, y, groups=pd.Series([4, 5, 6], index=[0, 0, 0]))
    assert rows.table.to_pylist() == [
        {"a": 1, "label": "p", "groups": 4},
        {"a": 2, "label": "q", "groups": 5},
        {"a": 3, "label": "r", "groups": 6},
    ]
    assert (rows.target, rows.group_columns, rows.time_column, rows.beside) == (
        "label",
        ("groups",),
        None,
        ("groups",),
    )


def test_values_are_kept_exactly() -> None:
    big = 2**53 + 1
    X = pl.DataFrame({"a": [big, None]})
    assert labelled_rows(X, [0, 1]).table.column("a").to_pylist() == [big, None]
    mixed = labelled_rows([[big, "x"], [1, "y"]], [0, 1]).table
    assert mixed.to_pydict() == {"x0": [big, 1], "x1": ["x", "y"], "y": [0, 1]}


def test_names_of_columns_that_are_numbers_become_text() -> None:
    rows = labelled_rows(pd.DataFrame(np.eye(2)), pd.Series([0, 1], name=0))
    assert rows.table.column_names == ["0", "1", "y"]


def test_no_column_takes_the_place_of_another() -> None:
    X = pd.DataFrame({"Y": [1, 2], "groups": [1, 2], "Split": [1, 2]})
    rows = labelled_rows(X, pd.Series([0, 1], name="groups"), groups=[1, 2])
    assert rows.table.column_names == ["Y", "groups", "Split", "groups_", "groups__"]
    assert (rows.target, rows.beside, rows.split_column) == ("groups_", ("groups__",), "split_")


@pytest.mark.parametrize("X", [["a text", "another"], pd.Series(["a text", "another"])], ids=["list", "series"])
def test_texts_are_one_feature(X: object) -> None:
    assert labelled_rows(X, [0, 1]).table.column("x0").to_pylist() == ["a text", "another"]


@pytest.mark.parametrize("y", [[[0], [1]], np.array([[0], [1]]), pd.DataFrame({"y": [0, 1]})])
def test_a_target_in_one_column_is_a_target(y: object) -> None:
    assert labelled_rows([[1], [2]], y).table.column("y").to_pylist() == [0, 1]


def test_columns_that_cannot_be_told_apart_are_an_error() -> None:
    with pytest.raises(BadInputError, match="'a', 'A' in X"):
        labelled_rows(pd.DataFrame([[1, 2]], columns=["a", "A"]), [0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (pd.Series([0, 1]), pd.Series([0, 1], dtype="category")),
        (np.array([0.0, 1.0]), np.array([-0.0, 1.0])),
        (np.array(["a", "b"]), pd.Series(["a", "b"], dtype="category")),
    ],
)
def test_classes_have_one_name_whatever_holds_them(one: Any, other: Any) -> None:
    tables = [labelled_rows([[1], [2]], y).naming_classes().table.column("y") for y in (one, other)]
    assert [table.to_pylist() for table in tables] == [tables[0].to_pylist()] * 2
    assert {str(table.type).removeprefix("large_") for table in tables} == {"string"}
