"""Great Expectations' own expectations say on DuckDB what they say on pandas.

Which ones there are is asked of GX; which of them GX can run on a database is seen by running them on its SQLite.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

import great_expectations as gx
import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa
from great_expectations.expectations.registry import get_expectation_impl, list_registered_expectation_implementations

from zl_expectations.datasources.duckdb_engine import DuckDBExecutionEngine
from zl_expectations.expectations._base import exception_message

ROWS = 41  # so that the quantiles asked for are rows, and not between two


def table() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    hours = rng.integers(1, 9, ROWS)
    frame = pd.DataFrame(
        {
            "id": range(ROWS),
            "age": rng.integers(20, 60, ROWS).astype(float),
            "hours": hours,
            "twice": hours * 2,
            "rate": np.round(rng.exponential(2, ROWS), 3),
            "my city": rng.choice(["Rome", "Oslo", "Lima", "San José"], ROWS, p=[0.4, 0.3, 0.2, 0.1]),
            "when": pd.date_range("2024-01-30", periods=ROWS, freq="D"),
            "code": [f"A{i:03d}" if i % 7 else f"b_{i}%" for i in range(ROWS)],
            "late": rng.random(ROWS) < 0.4,
        }
    )
    frame.loc[3, "twice"] = 1
    frame.loc[5, "rate"] = 90.5
    frame.loc[[2, 9], "age"] = np.nan
    frame.loc[[1], "my city"] = None
    return frame


EVEN = {"values": ["Rome", "Oslo", "Lima", "San José"], "weights": [0.25] * 4}
BINS = {"bins": [0, 1, 2, 4, 100], "weights": [0.25] * 4}
QUARTERS = {"quantiles": [0.1, 0.5, 0.95], "value_ranges": [[0, 1], [1, 2], [5, 6]]}
CITIES = {"column": "my city", "value_set": ["Rome", "Oslo"]}
TYPES = {"pandas": "str", "sqlite": "TEXT", "duckdb": "VARCHAR"}
"""The types of text, which each engine calls otherwise."""

EXAMPLES: Mapping[str, list[dict[str, Any]]] = {
    "expect_column_distinct_values_to_be_in_set": [CITIES],
    "expect_column_distinct_values_to_contain_set": [CITIES],
    "expect_column_distinct_values_to_equal_set": [CITIES],
    "expect_column_kl_divergence_to_be_less_than": [
        {"column": "my city", "partition_object": EVEN, "threshold": 0.01},
        {"column": "rate", "partition_object": BINS, "threshold": 0.5},
    ],
    "expect_column_max_to_be_between": [
        {"column": "rate", "max_value": 3},
        {"column": "when", "max_value": dt.datetime(2024, 2, 1)},
    ],
    "expect_column_mean_to_be_between": [{"column": "age", "min_value": 45}],
    "expect_column_median_to_be_between": [{"column": "age", "min_value": 45}, {"column": "rate", "max_value": 9}],
    "expect_column_min_to_be_between": [{"column": "age", "max_value": 3}],
    "expect_column_most_common_value_to_be_in_set": [CITIES],
    "expect_column_pair_values_a_to_be_greater_than_b": [{"column_A": "twice", "column_B": "hours", "or_equal": True}],
    "expect_column_pair_values_to_be_equal": [{"column_A": "twice", "column_B": "hours"}],
    "expect_column_pair_values_to_be_in_set": [
        {"column_A": "hours", "column_B": "twice", "value_pairs_set": [(1, 2), (2, 4), (3, 6)]}
    ],
    "expect_column_proportion_of_non_null_values_to_be_between": [{"column": "age", "min_value": 0.97}],
    "expect_column_proportion_of_unique_values_to_be_between": [{"column": "age", "min_value": 0.97}],
    "expect_column_quantile_values_to_be_between": [{"column": "rate", "quantile_ranges": QUARTERS}],
    "expect_column_stdev_to_be_between": [{"column": "rate", "max_value": 3}],
    "expect_column_sum_to_be_between": [{"column": "rate", "max_value": 3}],
    "expect_column_to_exist": [{"column": "rate"}, {"column": "nowhere"}],
    "expect_column_type_to_be": [{"column": "my city", "type_": TYPES}],
    "expect_column_unique_value_count_to_be_between": [{"column": "my city", "max_value": 3}],
    "expect_column_value_lengths_to_be_between": [{"column": "my city", "max_value": 4}],
    "expect_column_value_lengths_to_equal": [{"column": "my city", "value": 4}],
    "expect_column_value_z_scores_to_be_less_than": [
        {"column": "rate", "threshold": 2, "double_sided": True},
        {"column": "age", "threshold": 1, "double_sided": False},
    ],
    "expect_column_values_to_be_between": [{"column": "age", "min_value": 30, "mostly": 0.9}],
    "expect_column_values_to_be_dateutil_parseable": [{"column": "code"}],
    "expect_column_values_to_be_decreasing": [{"column": "id"}],
    "expect_column_values_to_be_in_set": [CITIES],
    "expect_column_values_to_be_in_type_list": [{"column": "my city", "type_list": TYPES}],
    "expect_column_values_to_be_increasing": [{"column": "id"}],
    "expect_column_values_to_be_json_parseable": [{"column": "code"}],
    "expect_column_values_to_be_null": [{"column": "age"}],
    "expect_column_values_to_be_of_type": [{"column": "my city", "type_": TYPES}],
    "expect_column_values_to_be_unique": [{"column": "age"}],
    "expect_column_values_to_match_json_schema": [{"column": "code", "json_schema": {}}],
    "expect_column_values_to_match_like_pattern": [{"column": "code", "like_pattern": "A%"}],
    "expect_column_values_to_match_like_pattern_list": [
        {"column": "code", "like_pattern_list": ["A%", "%1"], "match_on": how} for how in ("any", "all")
    ],
    "expect_column_values_to_match_regex": [
        {"column": "code", "regex": "^A[0-9]+$"},
        {"column": "my city", "regex": r"\bJos\S"},
    ],
    "expect_column_values_to_match_regex_list": [
        {"column": "code", "regex_list": ["^A", "1$"], "match_on": how} for how in ("any", "all")
    ],
    "expect_column_values_to_match_strftime_format": [{"column": "code", "strftime_format": "%Y-%m-%d"}],
    "expect_column_values_to_not_be_in_set": [CITIES],
    "expect_column_values_to_not_be_null": [{"column": "age"}],
    "expect_column_values_to_not_be_outliers": [
        {"column": column, "method": method, "multiplier": 1.5}
        for column in ("rate", "age")
        for method in ("iqr", "std")
    ],
    "expect_column_values_to_not_match_like_pattern": [{"column": "code", "like_pattern": "b|_%", "escape": "|"}],
    "expect_column_values_to_not_match_like_pattern_list": [{"column": "code", "like_pattern_list": ["b%"]}],
    "expect_column_values_to_not_match_regex": [{"column": "code", "regex": "_"}],
    "expect_column_values_to_not_match_regex_list": [{"column": "code", "regex_list": ["_", "9"]}],
    "expect_compound_columns_to_be_unique": [{"column_list": ["my city", "hours"]}],
    "expect_multicolumn_sum_to_equal": [{"column_list": ["hours", "twice"], "sum_total": 6}],
    "expect_multicolumn_values_to_be_equal": [{"column_list": ["hours", "twice", "id"]}],
    "expect_query_results_to_match_comparison": [
        {
            "base_query": "SELECT hours FROM {batch}",
            "comparison_data_source_name": "core sqlite",
            "comparison_query": "SELECT hours FROM people WHERE id < 30",
        }
    ],
    "expect_select_column_values_to_be_unique_within_record": [{"column_list": ["hours", "twice", "id"]}],
    "expect_table_column_count_to_be_between": [{"max_value": 3}],
    "expect_table_column_count_to_equal": [{"value": 9}],
    "expect_table_columns_to_match_ordered_list": [{"column_list": list(table().columns)}],
    "expect_table_columns_to_match_set": [{"column_set": ["id", "age"]}],
    "expect_table_row_count_to_be_between": [{"max_value": 3}],
    "expect_table_row_count_to_equal": [{"value": ROWS}],
    "expect_table_row_count_to_equal_other_table": [{"other_table_name": "people"}],
    "unexpected_rows_expectation": [{"unexpected_rows_query": "SELECT id, rate FROM {batch} WHERE hours > 4"}],
}
OF_NO_DATABASE = re.findall(r"``(expect_\w+)``", str(DuckDBExecutionEngine.__doc__))


def core_expectations() -> dict[str, Any]:
    """The expectations that GX brings, as it has registered them."""
    known = {name: get_expectation_impl(name) for name in list_registered_expectation_implementations()}
    core = "great_expectations.expectations.core."
    return {name: one for name, one in known.items() if one.__module__.startswith(core)}


@pytest.fixture(scope="module")
def batches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The table on GX's pandas and SQLite data sources, and on ours."""
    context: Any = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    sources = context.data_sources
    address = f"sqlite:///{tmp_path_factory.mktemp('core') / 'core.db'}"
    database = sa.create_engine(address)
    table().to_sql("people", database, index=False)
    database.dispose()
    duckdb = sources.add_duckdb("core duckdb")
    in_duckdb = duckdb.add_splits_asset("frame").add_batch_definition_whole_table("w")
    in_pandas = sources.add_pandas("core pandas").add_dataframe_asset("frame").add_batch_definition_whole_dataframe("w")
    in_sqlite = sources.add_sqlite("core sqlite", connection_string=address).add_table_asset("people")
    batches = {
        "pandas": in_pandas.get_batch({"dataframe": table()}),
        "sqlite": in_sqlite.add_batch_definition_whole_table("w").get_batch(),
        "duckdb": in_duckdb.get_batch({"dataframe": table()}),
    }
    with duckdb.get_engine().connect() as connection:
        connection.exec_driver_sql(f"CREATE TABLE people AS FROM {batches['duckdb'].batch_spec['table_name']}")
    yield batches
    duckdb.get_execution_engine().close()
    sources.delete("core duckdb")


def run(batch: Any, engine: str, kind: str, kwargs: Mapping[str, Any]) -> Any:
    given = {name: value[engine] if value is TYPES else value for name, value in kwargs.items()}
    if "type_list" in given:
        given["type_list"] = [given["type_list"]]
    wanted = {
        "result_format": "COMPLETE",
        "unexpected_index_column_names": ["id"],
        "partial_unexpected_count": 2 * ROWS,  # the engines are free in which ones a part holds
    }
    return batch.validate(core_expectations()[kind](**given), result_format=wanted)


PANDAS_SAYS_OTHERWISE = {
    "expect_column_values_to_not_be_null": "it counts each NaN as a value of its own",
    "expect_column_values_to_be_of_type": "it says nothing of the type that it saw",
    "expect_column_values_to_be_in_type_list": "it says nothing of the type that it saw",
    "expect_compound_columns_to_be_unique": "it lists the places of the rows, which GX's SQL does not",
}
FORM_ALONE = ("unexpected_index_query",)
"""What names the engine's own words, and no figure."""
IN_ANY_ORDER = (
    *("unexpected_list", "unexpected_index_list", "unexpected_rows"),
    *("partial_unexpected_list", "partial_unexpected_index_list", "partial_unexpected_counts"),
)


def figures(result: Any) -> Any:
    found = {name: value for name, value in result.result.items() if name not in FORM_ALONE}
    if found.get("observed_value") in TYPES.values():
        found["observed_value"] = "text"
    return plain({"success": bool(result.success), **found})


def plain(value: Any) -> Any:
    """A figure as Python has it: missing as None, floats to nine digits, rows and their values in any order."""
    if isinstance(value, Mapping):
        items = {str(key): plain(item) for key, item in sorted(value.items())}
        return {key: sorted(item, key=repr) if key in IN_ANY_ORDER else item for key, item in items.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    if isinstance(value, float):
        return float(f"{value:.9g}")
    return str(pd.Timestamp(value)) if isinstance(value, dt.datetime) else value


def test_no_core_expectation_is_forgotten() -> None:
    assert set(EXAMPLES) == set(core_expectations())


CASES = [
    pytest.param(kind, kwargs, id=f"{kind}-{i}") for kind, all_kwargs in EXAMPLES.items()
    for i, kwargs in enumerate(all_kwargs)
]  # fmt: skip


@pytest.mark.filterwarnings("ignore:'(count|argmin|argmax)' is deprecated", "ignore:.*:FutureWarning")
@pytest.mark.parametrize(("kind", "kwargs"), CASES)
def test_it_says_the_same_as_on_pandas(batches: dict[str, Any], kind: str, kwargs: dict[str, Any]) -> None:
    on_pandas, on_sqlite, on_duckdb = (run(batch, engine, kind, kwargs) for engine, batch in batches.items())
    if exception_message(on_sqlite) is not None:
        assert kind in OF_NO_DATABASE, (
            "it fails on SQLite, but the engine's docstring does not say that no database can"
        )
        assert str(exception_message(on_duckdb)).startswith("No provider found for")
        assert on_duckdb.success is False
        return
    assert kind not in OF_NO_DATABASE
    assert exception_message(on_duckdb) is None, exception_message(on_duckdb)
    of_pandas = exception_message(on_pandas) is None and kind not in PANDAS_SAYS_OTHERWISE
    assert figures(on_duckdb) == figures(on_pandas if of_pandas else on_sqlite)
