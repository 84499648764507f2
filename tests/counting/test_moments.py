"""What scaling leaves in a column of numbers, as the engine counts it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from zl_expectations.counting.duckdb_table import table_of
from zl_expectations.counting.moments import count_frequent, count_quartiles


@pytest.mark.parametrize("rows", [5, 6, 7, 8, 101, 50_001])
def test_quartiles_lie_where_numpy_places_them_in_every_number_of_rows(rows: int) -> None:
    values = np.random.default_rng(rows).normal(size=(rows, 2))
    values[::5, 1] = np.nan
    frame = pd.DataFrame(values, columns=["whole", "with gaps"])
    found = count_quartiles(table_of(frame), frame.count().to_dict())
    for name in frame:
        assert found[str(name)] == pytest.approx(np.nanquantile(frame[name], [0.25, 0.5, 0.75]), abs=1e-12)


def test_a_column_with_infinite_values_has_no_quartiles() -> None:
    assert count_quartiles(table_of(pd.DataFrame({"a": [1.5, np.inf, np.inf, 2.5]})), {"a": 4}) == {}


def test_the_two_most_frequent_values_are_counted() -> None:
    frame = pd.DataFrame({"a": [0.5, 0.5, 0.5, 1.5, 1.5, np.nan], "one": [2.5] * 6, "none": [np.nan] * 6})
    found = count_frequent(table_of(frame), list(frame))
    assert {name: (one.value, one.rows, one.next) for name, one in found.items()} == {
        "a": (0.5, 3, 2),
        "one": (2.5, 6, 0),
    }
