"""Columns of any name, in any part: split, target, key, group, time and feature, on every engine."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa
import pytest
import sqlalchemy as sa

import zl_expectations as zl
from engines.conftest import MakeTable, load
from engines.test_parity import plain
from zl_expectations.counting import questions
from zl_expectations.counting.fingerprint import count_fingerprints
from zl_expectations.counting.table import Table

NAMES = (
    *("select", "my col", 'q"uote', "it's", "a;drop table x;--", "%s", "%(p)s", "100%", ":param", "a:b", "x::y", "?"),
    *("{x}", "{0}", "${jndi}", "back\\slash", "`tick`", "[x]", "a.b", "MiXed", "mixed", "Größe", "\U0001f600", "a\nb"),
    *(" lead", "trail ", "n" * 63, "c0", "n_0", "k_0", "in_0", "value", "zl_h_0", "zl_k_0", "class", "split", "rows"),
    *("grid_0", "target", "whole", "text", "rank", "digest", "missing", "count", "null", "true", "*", "-- x"),
)
PARTS = ("split", "target", "key", "group", "time")
ROWS = 60


def named(names: dict[str, str]) -> pa.Table:
    """Rows of which some are shared, under the names of their parts."""
    i = range(ROWS)
    start = dt.datetime(2024, 1, 1)
    rows = {
        "split": ["train" if n % 3 else "te'st" for n in i],
        "target": ["yes" if n % 5 < 2 else "no" for n in i],
        "key": [n // 2 / 4 for n in i],
        "group": [f"g {n // 2 % 7}" for n in i],
        "time": pa.array([start + dt.timedelta(hours=n) for n in i], pa.timestamp("us")),
    }
    return pa.table([pa.array(rows[part]) for part in PARTS], names=[names[part] for part in PARTS])


def found(table: Table, names: dict[str, str]) -> dict[str, Any]:
    """What every question finds, told by parts and not by names."""
    splits: Any = {"split_column": names["split"], "train_split": "train"}
    left: Any = {"identifiers": [names["time"]], "ignore_columns": None, **splits}
    key: Any = {"key_columns": None, "target": names["target"], "normalize_text": False, **left}
    features = questions.feature_classes(table, target=names["target"], features=None, task="auto", **left)
    sample = questions.shared_row_sample(table, None, [names["time"]], **key)
    return {
        "shared": plain(questions.shared_rows(table, **key)),
        "without": [plain(one.pairs) for one in questions.shared_rows_without_each(table, **key)],
        "near": [plain(one.pairs) for one in questions.near_rows(table, **key)],
        "conflicts": plain(questions.label_conflicts(table, task="auto", **key).cells),
        "features": [plain(features.features[names[part]]) for part in ("key", "group")],
        "groups": plain(questions.shared_groups(table, [names["group"]], **splits)),
        "times": plain(questions.time_order(table, names["time"], embargo="1 hour", **splits).early),
        "sample": sorted([row.values[names["key"]], row.rows["train"]] for rows in sample.values() for row in rows),
        "rows": {name: one.rows for name, one in count_fingerprints(table, names["split"]).items()},
    }


def in_parts() -> list[dict[str, str]]:
    """Every name in some part, and the nastiest in each."""
    names = [dict(zip(PARTS, NAMES[at : at + 5], strict=True)) for at in range(0, len(NAMES) - 4, 5)]
    rest = dict(zip(PARTS, NAMES[-5:], strict=True))
    return [*names, rest]


def test_columns_of_any_name_are_counted_alike_on_every_engine(make_table: MakeTable, engine: str) -> None:
    plainly = {part: f"the_{part}" for part in PARTS}
    expected = found(make_table(named(plainly), "arrow"), plainly)
    assert expected["shared"]
    assert expected["sample"]
    tried = in_parts()
    assert {name for names in tried for name in names.values()} == set(NAMES)
    if engine == "spark":  # where each query takes a while
        tried = [dict(zip(PARTS, ("${jndi}", ":param", "MiXed", "mixed", "`t`; -- %s\n"), strict=True))]
    for names in tried:
        assert found(make_table(named(names), engine), names) == expected, names


def test_a_name_may_be_as_long_as_the_engine_allows(make_table: MakeTable, engine: str) -> None:
    most = 63 if engine == "postgresql" else 255
    names = {part: (part * most)[:most] for part in PARTS}
    plainly = {part: f"the_{part}" for part in PARTS}
    assert found(make_table(named(names), engine), names) == found(make_table(named(plainly), "arrow"), plainly)


@pytest.mark.postgres
def test_tables_and_columns_of_any_name_become_one_query_asset_of_postgresql(
    postgresql_engine: sa.Engine, postgresql_url: str, context: Any
) -> None:
    names = dict(zip(PARTS, ("%s", ":param", 'q"uote', "a:b %(p)s", "back\\slash\U0001f600"), strict=True))
    rows = named(names).drop_columns(["%s"])
    for name in ('Tr "a" %s :in', "te;st"):
        load(postgresql_engine, rows, name)
    source = context.data_sources.add_postgres("any name", connection_string=postgresql_url)
    query = zl.union_query(source.get_engine(), {"a :b %": 'Tr "a" %s :in', "te'st": "te;st"}, split_column="%s :x")
    batch = source.add_query_asset("a", query=query).add_batch_definition_whole_table("w").get_batch()
    result = batch.validate(
        zl.ExpectRowsToBeDisjointAcrossSplits(split_column="%s :x", train_split="a :b %", target=":param")
    )
    context.data_sources.delete("any name")
    assert result.result["details"]["splits"] == ["a :b %", "te'st"]
    assert result.result["unexpected_count"] == ROWS
