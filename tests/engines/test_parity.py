"""Every count is the same integers on pandas, Arrow, Parquet, SQLite, PostgreSQL and Spark."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engines.conftest import MakeTable
from engines.spark_plans import cached, recorded, rows_in_one_place
from zl_expectations.counting import questions
from zl_expectations.counting.bare_names import bare_name, joined_name, layout
from zl_expectations.counting.combinations import sum_of
from zl_expectations.counting.derived import count_derived
from zl_expectations.counting.fingerprint import count_fingerprints
from zl_expectations.counting.kinds import Kind
from zl_expectations.counting.loss_history import count_losses
from zl_expectations.counting.matched_rows import count_matched_rows
from zl_expectations.counting.moments import count_frequent, count_moments, count_quartiles, count_spikes
from zl_expectations.counting.pairs import count_frequencies, count_scored_keys
from zl_expectations.counting.questions import judged_target, parse_embargo
from zl_expectations.counting.sample import sample_rows
from zl_expectations.counting.scales import count_scale
from zl_expectations.counting.splits import count_splits
from zl_expectations.counting.table import Table
from zl_expectations.errors import BadInputError
from zl_expectations.metrics.deciding_values import deciding_values
from zl_expectations.metrics.feature_pairs import feature_pairs
from zl_expectations.metrics.impact import impact_of_features, impact_of_rows
from zl_expectations.metrics.look_ahead import features_that_look_ahead
from zl_expectations.metrics.model_chance import model_chance, model_chance_left_out, near_model_chance
from zl_expectations.metrics.model_loss import model_loss
from zl_expectations.metrics.preprocessing import preprocessed
from zl_expectations.metrics.promising_scales import promising_scales

ROWS = 400


def table_of_all_kinds() -> pa.Table:
    """A table with every kind of column, missing values, copies across splits, and names that need quoting."""
    rng = np.random.default_rng(11)
    floats = rng.choice([1.5, -0.0, 0.0, float("nan"), float("inf"), 1e-300, 0.1, -7.25], ROWS)
    measured = np.round(rng.normal(size=ROWS), 3)
    start = dt.datetime(2020, 1, 1)
    split = np.where(np.arange(ROWS) < 280, "train", np.where(np.arange(ROWS) < 340, "test", "va'l\\"))
    columns: dict[str, Any] = {
        "id": pa.array(range(ROWS), pa.int64()),
        "my col": pa.array(floats, pa.float64()),
        "measured": pa.array([None if i % 17 == 0 else x for i, x in enumerate(measured)], pa.float64()),
        "narrow": pa.array((rng.integers(0, 4, ROWS) / 10).astype("float32"), pa.float32()),
        'q"uo`te': pa.array(
            rng.choice(np.array(["a", "A", "a ", "é", "e\u0301", "", "it's", "\\", None]), ROWS), pa.string()
        ),
        "select": pa.array([None if i % 9 == 0 else 2**62 + int(rng.integers(0, 3)) for i in range(ROWS)], pa.int64()),
        "100% :x": pa.array(rng.integers(0, 2, ROWS) == 1, pa.bool_()),
        "Größe": pa.array([Decimal(int(n)) / 4 for n in rng.integers(0, 8, ROWS)], pa.decimal128(10, 2)),
        "day": pa.array([start.date() + dt.timedelta(days=int(n)) for n in rng.integers(0, 60, ROWS)], pa.date32()),
        "when": pa.array(
            [
                None if i % 13 == 0 else start + dt.timedelta(seconds=i // 2, microseconds=i % 4 * 250)
                for i in range(ROWS)
            ],
            pa.timestamp("us"),
        ),
        "instant": pa.array(
            [start + dt.timedelta(hours=int(n)) for n in rng.integers(0, 90, ROWS)], pa.timestamp("us", "UTC")
        ),
        "class": pa.array(
            [None if i % 50 == 3 else "yes" if x > 0.3 else "no" for i, x in enumerate(measured)], pa.string()
        ),
        "select again": pa.array([None] * ROWS, pa.int64()),
        "many": pa.array([f"k{n}" for n in rng.integers(0, 70, ROWS)], pa.string()),
        "amount": pa.array(measured * 2, pa.float64()),
        "split": pa.array(split, pa.string()),
    }
    columns["select again"] = columns["select"]  # two equal columns, whose hashes must not cancel out
    rows = pa.table(columns)
    copied = rows.slice(0, 25).set_column(rows.num_columns - 1, "split", pa.array(["test"] * 25))
    moved = copied.set_column(rows.column_names.index("day"), "day", pa.array([dt.date(2030, 1, 1)] * 25))
    return pa.concat_tables([rows, copied, moved])


KEY: dict[str, Any] = {
    "key_columns": None,
    "target": "class",
    "identifiers": ["id"],
    "ignore_columns": ["many", "amount"],
    "split_column": "split",
    "train_split": "train",
    "normalize_text": False,
}
COARSE = {**KEY, "key_columns": ["select", "select again", "my col", 'q"uo`te', "100% :x", "Größe"]}
SCATTERED = {**KEY, "key_columns": ["many", "my col", "day", 'q"uo`te', "select", "Größe"]}
FEATURES: dict[str, Any] = {
    "features": None,
    "identifiers": ["id"],
    "ignore_columns": None,
    "split_column": "split",
    "train_split": "train",
}


def summed(table: Table, *, missing_is_zero: bool) -> Any:
    weights = {"measured": 2.5, "Größe": -1.0, "select": 0.0, "100% :x": 0.125}
    asked = judged_target(table, "class", "split", "train", "auto")
    made = sum_of(table, weights, missing_is_zero=missing_is_zero)
    return count_derived(table, made, asked.classes, asked.splits, asked.within)


def frequencies(table: Table) -> Any:
    splits = count_splits(table, "split", "train")
    return count_frequencies(table, ["my col", "100% :x", "select"], splits, "train", together=2)


def scored_keys(table: Table) -> Any:
    splits = count_splits(table, "split", "train")
    names = ["my col", 'q"uo`te', "100% :x"]
    found = count_scored_keys(table, names, names, splits, "train", "test", [(0, 1), (1, 2)])
    return sorted(
        zip(found.weights.tolist(), found.copies.tolist(), found.single.tolist(), found.pairs.tolist(), strict=True)
    )


def matched_rows(table: Table, target: str, by_class: bool) -> Any:
    splits = count_splits(table, "split", "train")
    return count_matched_rows(table, ["my col", "100% :x"], target, splits, "train", "test", by_class=by_class)


def values_of(table: Table, names: list[str]) -> dict[str, int]:
    found = count_moments(table, names, count_splits(table, "split", "train"))
    return {name: sum(one.rows for one in by_split.values()) for name, by_split in found.items()}


def scales(table: Table, target: str) -> Any:
    found = promising_scales(table, target=target, task="auto", **{**FEATURES, "features": ["measured", "my col"]})
    return {name: [one.steps.tolist(), one.missing.tolist()] for name, one in found.items()}


def every_row(table: Table) -> Any:
    columns = ["measured", "amount", "day", "many", "class"]
    found = sample_rows(table, columns, columns[:-1], table.exact("class").is_not(None), most=10_000)
    return [found.rows, *zip(*[found.values[name] for name in columns], strict=True)]


COUNTS: Mapping[str, Callable[[Table], Any]] = {
    "splits": lambda table: questions.splits_of(table, "split", "train"),
    "folds": lambda table: questions.shared_rows(table, **{**KEY, "train_split": None}),
    "shared rows": lambda table: questions.shared_rows(table, **KEY),
    "shared rows, coarse": lambda table: questions.shared_rows(table, **COARSE),
    "shared by evaluation splits": lambda table: questions.shared_rows_beside_train(table, **COARSE),
    "without each column": lambda table: questions.shared_rows_without_each(table, **KEY),
    "without each column, coarse": lambda table: questions.shared_rows_without_each(table, **COARSE),
    "without several columns": lambda table: questions.shared_rows_without_several(table, most=3, **COARSE),
    "model chance without columns": lambda table: model_chance_left_out(table, above=0.0, most=3, **KEY),
    "by class": lambda table: questions.shared_rows_by_class(table, above=0.0, **COARSE),
    "sample": lambda table: questions.shared_row_sample(table, None, ["id"], **KEY),
    "classes": lambda table: questions.classes(table, "class", "split", "train"),
    "classes of booleans": lambda table: questions.classes(table, "100% :x", None, None),
    "feature classes": lambda table: questions.feature_classes(table, target="class", task="auto", **FEATURES),
    "feature classes, many": lambda table: questions.feature_classes(table, target="many", task="auto", **FEATURES),
    "feature classes, continuous": lambda table: questions.feature_classes(
        table, target="amount", task="regression", **FEATURES
    ),
    "scales beside a quantity": lambda table: scales(table, target="amount"),
    "deciding values": lambda table: deciding_values(
        table,
        target="100% :x",
        task="auto",
        lower=0.05,
        **{**FEATURES, "features": ['q"uo`te', "Größe", "day", "many"]},
    ),
    "preprocessing": lambda table: preprocessed(
        table, target="class", max_rows=10_000, **{**FEATURES, "features": ["measured", "amount", "my col", "Größe"]}
    ),
    "preprocessing, filled": lambda table: count_spikes(
        table, count_frequent(table, ["my col", "measured"]), count_splits(table, "split", "train")
    ),
    "preprocessing, quartiles": lambda table: count_quartiles(table, values_of(table, ["measured", "amount", "Größe"])),
    "feature pairs": lambda table: feature_pairs(
        table,
        target="class",
        task="auto",
        thorough=True,
        **{**FEATURES, "features": ["measured", "amount", "100% :x", "day"]},
    ),
    "a sum of features": lambda table: summed(table, missing_is_zero=True),
    "a sum of features, where none is missing": lambda table: summed(table, missing_is_zero=False),
    "rows for a model": lambda table: every_row(table),
    "model loss": lambda table: model_loss(
        table,
        target="class",
        group_columns=["select"],
        time_column=None,
        task="auto",
        max_rows=10_000,
        seed=0,
        critical_below=0.01,
        warning_below=0.1,
        **{**FEATURES, "features": ["measured", "amount", "day", "many"]},
    ),
    "what rows buy": lambda table: impact_of_rows(
        table,
        train="train",
        evaluation="test",
        together=["select", "measured", 'q"uo`te'],
        target="class",
        identifiers=["id"],
        ignore_columns=["select again"],
        split_column="split",
        train_split="train",
        normalize_text=False,
    ),
    "what features buy": lambda table: impact_of_features(
        table,
        ["many"],
        target="class",
        group_columns=["select"],
        time_column=None,
        task="auto",
        **{**FEATURES, "features": ["measured", "amount", "day", "many"]},
    ),
    "near rows": lambda table: questions.near_rows(table, **COARSE),
    "sample of near rows": lambda table: questions.near_row_sample(
        table, "train", "test", closeness=0.01, edited=(), limit=None, index_columns=["id"], **COARSE
    ),
    "sample of near rows of folds": lambda table: questions.near_row_sample(
        *(table, "test", "train", 0.01, ()),
        limit=9,
        index_columns=["day", "id"],
        **{**KEY, "key_columns": ["measured", "amount", "100% :x"], "train_split": None},
    ),
    "near rows, text too": lambda table: questions.near_rows(
        table, **{**COARSE, "key_columns": ["measured", "amount", "Größe"]}
    ),
    "equal blocks": lambda table: questions.equal_blocks(table, **SCATTERED),
    "equal blocks of folds": lambda table: questions.equal_blocks(table, **{**COARSE, "train_split": None}),
    "sample of an equal block": lambda table: questions.near_row_sample(
        *(table, "train", "va'l\\", None, (), None, ["id"]), equal_in=SCATTERED["key_columns"][1::2], **SCATTERED
    ),
    "label conflicts": lambda table: questions.label_conflicts(table, task="auto", **COARSE),
    "label conflicts of numbers": lambda table: questions.label_conflicts(
        table, task="regression", **{**COARSE, "target": "amount"}
    ),
    "label conflicts without splits": lambda table: questions.label_conflicts(
        table, task="auto", **{**COARSE, "split_column": None, "key_columns": ["100% :x", "Größe"]}
    ),
    "conflicting rows": lambda table: questions.conflicting_row_sample(table, None, ["id"], task="auto", **COARSE),
    "groups respelt": lambda table: questions.groups_respelt(table, ["narrow", 'q"uo`te'], "split", "train"),
    "groups": lambda table: questions.shared_groups(table, ["select", 'q"uo`te'], "split", "train"),
    "groups of each column": lambda table: questions.groups_of_each_column(
        table, ["id", "select", 'q"uo`te', "day"], "split", "train", 0.7
    ),
    "dates": lambda table: questions.time_order(table, "day", "split", "train", "7 days"),
    "timestamps": lambda table: questions.time_order(table, "when", "split", "train", "1.5 minutes"),
    "instants": lambda table: questions.time_order(table, "instant", "split", "train", "6 hours"),
    "numbers as time": lambda table: questions.time_order(table, "measured", "split", "train", 0.25),
    "fingerprints": lambda table: count_fingerprints(table, "split"),
    "losses": lambda table: count_losses(table, "id", "measured", "my col"),
    "frequencies": frequencies,
    "scored keys": scored_keys,
    "matched rows": lambda table: matched_rows(table, "class", by_class=True),
    "matched rows of quantities": lambda table: matched_rows(table, "amount", by_class=False),
    "model chance": lambda table: model_chance(table, above=0.0, **COARSE),
}


def plain(value: Any) -> Any:
    """A result as what can be compared: in a set order, instants in UTC, floats to twelve significant digits."""
    if is_dataclass(value) and hasattr(value, "multiplicity"):
        feature: Any = value
        vectors = [
            (bool(missing), tuple(map(int, counts)), int(times))
            for missing, counts, times in zip(feature.missing, feature.counts, feature.multiplicity, strict=True)
        ]
        return tuple(vectors) if feature.in_order else sorted(vectors)
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {plain(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        items = [plain(item) for item in value]
        return sorted(items, key=repr) if isinstance(value, list) else tuple(items)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.timezone.utc).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, float | Decimal):
        return float(f"{float(value):.12g}") + 0.0
    return value


@pytest.fixture(scope="module")
def all_kinds(make_table: MakeTable) -> Callable[[str], Table]:
    opened: dict[str, Table] = {}

    def table(engine: str) -> Table:
        if engine not in opened:
            opened[engine] = make_table(table_of_all_kinds(), engine)
        return opened[engine]

    return table


@pytest.fixture
def frugal(request: pytest.FixtureRequest, engine: str) -> Iterator[None]:
    """On Spark: no query has a window over all rows or moves them to one place, and nothing is kept afterwards."""
    if engine != "spark":
        yield
        return
    spark = request.getfixturevalue("spark")
    before = cached(spark)
    with recorded(spark) as found:
        yield
    assert [text for text, _ in found if re.search(r"OVER \((?!PARTITION BY)", text)] == []
    assert [lines for _, plan in found if (lines := rows_in_one_place(plan))] == []
    assert [text for text, plan in found if "InMemory" in plan] == []
    assert cached(spark) == before
    assert spark.catalog.listTables() == []


@pytest.mark.usefixtures("frugal")
@pytest.mark.parametrize("count", COUNTS)
def test_a_count_is_the_same_on_every_engine(all_kinds: Callable[[str], Table], engine: str, count: str) -> None:
    expected = plain(COUNTS[count](all_kinds("arrow")))
    assert expected, "the count finds something"
    assert plain(COUNTS[count](all_kinds(engine))) == expected


def wide_table(columns: int = 40) -> pa.Table:
    """Many columns of fractions; rows shared with the same and with another class, and a value that stands for one."""
    rng = np.random.default_rng(3)
    split = pa.array(["train" if i % 2 else "test" for i in range(ROWS)])
    target = pa.array(["yes" if i % 3 else "no" for i in range(ROWS)])
    decides = np.where(np.asarray(target) == "yes", np.round(rng.normal(size=ROWS), 1), 0.5)
    rows = pa.table(
        {
            **{f"x{i}": pa.array(rng.normal(size=ROWS), pa.float64()) for i in range(columns - 1)},
            "decides": pa.array(np.where(rng.random(ROWS) < 0.5, decides, np.nan), pa.float64()),
            "class": target,
            "split": split,
        }
    )
    copied = rows.slice(0, 30)
    moved = copied.set_column(columns + 1, "split", pa.array(["test"] * 30))
    flipped = copied.slice(0, 9).set_column(columns, "class", pa.array(["maybe"] * 9))
    return pa.concat_tables([rows, moved, flipped])


def test_rows_copied_before_the_split_are_expected_alike_on_every_engine(make_table: MakeTable, engine: str) -> None:
    rng = np.random.default_rng(5)
    numbers = rng.normal(size=(200, 3))
    numbers = np.concatenate([numbers, numbers + 1e-7 * rng.normal(size=numbers.shape)])
    split = ["train" if one < 0.7 else "test" for one in rng.random(400)]
    rows = pa.table({**{f"x{i}": numbers[:, i] for i in range(3)}, "kind": ["a", "B"] * 200, "split": split})
    key = {**KEY, "identifiers": None, "ignore_columns": None, "target": None}
    expected = plain(near_model_chance(make_table(rows, "arrow"), above=0.01, **key))
    assert expected
    assert plain(near_model_chance(make_table(rows, engine), above=0.01, **key)) == expected


@pytest.mark.parametrize("target", [None, "class"])
def test_row_numbers_that_begin_anew_are_no_key_on_any_engine(
    make_table: MakeTable, engine: str, target: str | None
) -> None:
    """Without them a few coarse columns repeat in train too; with them they would between the splits alone."""
    rng = np.random.default_rng(6)
    frame = {
        "no": pa.array([*range(100), *range(40)], pa.int64()),
        "a": pa.array(rng.choice(["x", "y"], 140)),
        "b": pa.array(rng.choice(["x", "y"], 140)),
        "class": pa.array(rng.choice(["yes", "no"], 140)),
        "split": pa.array(["train"] * 100 + ["test"] * 40),
    }
    key = {**KEY, "identifiers": None, "ignore_columns": None, "target": target}
    table = make_table(pa.table(frame), engine)
    assert questions.row_numbers(table, **key) == ("no",)
    (pair,) = questions.shared_rows(table, **{**key, "ignore_columns": None if target else ["class"]})
    assert (pair.shared_rows, pair.train_once) == (40, 0)


SPELT = {
    "Hello world": [
        "hello, world!",
        "(Hello) 'world'",
        "hello - world.",
        "\u201cHello\u201d\u2014 world",
        "#hello @world",
    ],
    "one two": ["one\\ two", '"one" two?', "one: %two", "{one} [two]", "<one> ~two`", "one_ $two^;", "o+n=e |two&*/"],
    "grade a": ["grade b", "gradea", "grade a1", "grade-a"],
    "c": ["c#", "c++"],
    "version 1.5": ["version 15", "version 1,5"],
    "!": ["- -", "? ?"],
}


def test_sentences_are_near_but_for_their_punctuation_on_every_engine(make_table: MakeTable, engine: str) -> None:
    """What stands with a digit or a single word tells it from others."""
    rows = [(text, "train") for text in SPELT] + [(text, "test") for texts in SPELT.values() for text in texts]
    texts, split = map(list, zip(*rows, strict=True))
    key = {**KEY, "identifiers": None, "ignore_columns": None, "target": None}
    table = make_table(pa.table({"text": texts, "split": split}), engine)
    found = questions.edited_rows(table, most=100, **key)
    assert found.texts == ("text",)
    assert found.counts is not None
    (pair,) = found.counts.pairs
    assert (pair.near_rows, pair.train_near) == (12, 0)
    given: dict[str, Any] = {"closeness": None, "edited": found.texts, "limit": None, "index_columns": None}
    pairs = [row.values for row in questions.near_row_sample(table, "train", "test", **given, **key)]
    of_test = {text: row for row, texts in SPELT.items() for text in texts}
    assert len(pairs) == 12
    assert all(of_test[one["test"]["text"]] == one["train"]["text"] for one in pairs)


def test_features_that_look_ahead_are_found_in_the_order_of_time_on_every_engine(
    make_table: MakeTable, engine: str
) -> None:
    """Two shops whose days stand in no order; no row is taken out of a database without being asked for."""
    rng = np.random.default_rng(8)
    days, shops = np.tile(np.arange(300), 2), np.repeat([0, 1], 300)
    y = rng.normal(size=600)
    ahead, behind = np.roll(y, -1), np.roll(y, 1)
    place = rng.permutation(600)
    frame = {
        "day": pa.array([dt.datetime(2024, 1, 1) + dt.timedelta(days=int(day)) for day in days[place]]),
        "shop": pa.array([f"shop {one}" for one in shops[place]]),
        "y": pa.array(y[place]),
        "ahead": pa.array(ahead[place]),
        "behind": pa.array(behind[place]),
        "split": pa.array(["train", "test"] * 300),
    }
    asked = {**FEATURES, "target": "y", "task": "auto", "group_columns": ["shop"], "time_column": "day"}
    asked |= {"identifiers": None, "ignore_columns": ["shop", "day"]}
    table = make_table(pa.table(frame), engine)
    assert set(features_that_look_ahead(table, thorough=True, **asked)) == {"ahead"}
    assert set(features_that_look_ahead(table, thorough=False, **asked)) == ({"ahead"} if table.is_local else set())


def test_many_columns_are_counted_alike_on_every_engine(make_table: MakeTable, engine: str) -> None:
    key = {**KEY, "identifiers": None, "ignore_columns": None}

    def found(table: Table) -> dict[str, Any]:
        features: Any = {**FEATURES, "identifiers": None, "features": ["decides"], "target": "class", "task": "auto"}
        return {
            "shared rows": plain(questions.shared_rows(table, **key)),
            "sample": plain(questions.shared_row_sample(table, None, ["x0"], **key)),
            "conflicts": plain(questions.label_conflicts(table, task="auto", **key)),
            "conflicting rows": plain(questions.conflicting_row_sample(table, None, ["x0"], task="auto", **key)),
            "deciding values": plain(deciding_values(table, lower=0.5, **features)),
            "near rows": plain(questions.near_rows(table, **key)),
        }

    expected = found(make_table(wide_table(), "arrow"))
    assert all(expected.values())
    assert found(make_table(wide_table(), engine)) == expected


def test_means_of_the_target_are_told_alike_on_every_engine(make_table: MakeTable, engine: str) -> None:
    rng = np.random.default_rng(8)
    street, price = rng.integers(0, 60, 300), rng.normal(100, 20, 300)
    frame = pd.DataFrame({"street": street, "price": price, "class": rng.choice(["a", "b"], 300)})
    by_street = frame.groupby("street")
    frame["mean"] = by_street["price"].transform("mean")
    frame["share"] = (frame["class"] == "b").groupby(frame["street"]).transform("mean")
    rows = pa.table(frame.assign(split=["train", "test", "train"] * 100).to_dict("list"))
    asked = {**FEATURES, "identifiers": None}

    def counted(on: str) -> Any:
        table = make_table(rows, on)
        return [plain(questions.target_means(table, target=one, task="auto", **asked)) for one in ("price", "class")]

    of_price, of_class = counted("arrow")
    assert (of_price["mean"]["agreeing"], of_class["share"]["agreeing"]) == (
        frame["mean"].nunique(),
        frame["share"].nunique(),
    )
    assert counted(engine) == [of_price, of_class]


def test_means_on_other_scales_and_over_other_rows_are_told_alike_on_every_engine(
    make_table: MakeTable, engine: str
) -> None:
    rng = np.random.default_rng(8)
    frame = pd.DataFrame({"street": rng.integers(0, 60, 300), "price": rng.normal(100, 20, 300).round(1)})
    frame["class"] = rng.choice(["a", "b"], 300)
    street, numbers = frame["street"], {"price": frame["price"], "class": (frame["class"] == "b").astype(float)}
    for name, number in numbers.items():
        by_street = number.groupby(street)
        rows = by_street.transform("size")
        frame[f"percent of {name}"] = 100 * by_street.transform("mean")
        frame[f"log1p of {name}"] = np.log1p(by_street.transform("mean"))
        frame[f"others of {name}"] = (by_street.transform("sum") - number) / (rows - 1).where(rows > 1)
    rows_of_all = pa.table(frame.assign(split=["train", "test", "train"] * 100).to_dict("list"))
    asked = {**FEATURES, "identifiers": None, "task": "auto"}

    def counted(on: str) -> Any:
        table = make_table(rows_of_all, on)
        return [
            (
                {name: tuple(map(by_value, told)) for name, told in means.items()},
                plain(questions.means_of_others(table, target=target, **asked)),
            )
            for target in numbers
            for means in [questions.means_by_value(table, target=target, **asked)]
        ]

    expected = counted("arrow")
    for target, (means, others) in zip(numbers, expected, strict=True):
        assert {f"percent of {target}", f"log1p of {target}"} <= set(means)
        one = others[f"others of {target}"]
        assert (one["category"], one["within"], one["agreeing"]) == ("street", None, one["groups"])
    assert counted(engine) == expected


def by_value(told: Any) -> Any:
    """What is told of a number's values as what can be compared."""
    arrays = {field.name: getattr(told, field.name) for field in fields(told)}
    return plain({name: tuple(one.tolist()) if isinstance(one, np.ndarray) else one for name, one in arrays.items()})


def test_flags_and_numbers_of_categories_are_counted_alike_on_every_engine(make_table: MakeTable, engine: str) -> None:
    rng = np.random.default_rng(4)
    why = rng.integers(0, 4, 300)
    flags = {f"why_{i}": pa.array(why == i, pa.bool_()) for i in range(3)}
    coded = {f"{name} again": pa.array(flag.cast(pa.int64())) for name, flag in flags.items()}
    rows = pa.table({**flags, **coded, "shop": 7 * rng.integers(0, 80, 300), "class": ["a", "b", "b"] * 100})
    asked = {**FEATURES, "split_column": None, "train_split": None, "identifiers": None, "ignore_columns": None}

    def counted(on: str) -> Any:
        derived = questions.feature_classes(make_table(rows, on), target="class", task="auto", **asked).derived
        return {name: plain(derived[name]) for name in ("shop (each value)", "why_* (as one)")}

    assert counted(engine) == counted("arrow")


def test_what_text_contains_is_counted_alike_on_every_engine(make_table: MakeTable, engine: str) -> None:
    words = {0: "paid", 1: "open"}
    notes = [f"{i * 7919 % 1000:x} {words[i % 2]} {i * 104729 % 1000:x}" for i in range(120)]
    when = [i * 7919 % 1000 / 7 for i in range(120)]
    rows = pa.table({"class": [i % 2 for i in range(120)], "when": when, "note": notes})
    asked = {**FEATURES, "split_column": None, "train_split": None, "identifiers": None, "ignore_columns": None}

    def counted(on: str) -> Any:
        table = make_table(rows, on)
        found = questions.feature_classes(table, target="class", task="auto", by_rows=True, **asked)
        target = questions.judged_target(table, "class", None, None, "auto")
        scale = count_scale(table, "when", target.classes, None, None)
        return found.derived, scale.steps.tolist()

    kept = questions.feature_classes(make_table(rows, engine), target="class", task="auto", **asked).derived
    assert ("note (its words)" in kept) == make_table(rows, engine).is_local  # no row leaves a database for it unasked
    (expected, in_order), (got, order) = counted("arrow"), counted(engine)
    assert got["note (its words)"].pieces == expected["note (its words)"].pieces
    assert set(got) == set(expected) > {"note (its digits)"}
    for part, counts in got.items():
        assert plain(counts.counts) == plain(expected[part].counts)
    assert order == in_order


def test_columns_are_of_the_same_kinds_on_every_engine(all_kinds: Callable[[str], Table], engine: str) -> None:
    expected = dict(all_kinds("arrow").columns)
    if engine == "sqlite":  # has neither decimals nor zones
        expected |= {"Größe": Kind.FLOAT, "instant": Kind.TIMESTAMP}
    assert all_kinds(engine).columns == expected


def test_normalised_text_is_the_same_on_every_engine(make_table: MakeTable, engine: str) -> None:
    left = ["Caf\u00e9", " two   words ", "ﬁne", "ABC", "\uff21", "\u00a0x", None, "Straße"]
    right = ["cafe\u0301", "TWO WORDS", "FINE", "abc ", "a", "x", None, "straße"]
    rows = pa.table({"text": left + right, "n": [*range(8), *range(8)], "split": ["train"] * 8 + ["test"] * 8})
    key = {**KEY, "target": None, "identifiers": None, "ignore_columns": None}
    table = make_table(rows, engine)
    (exact,) = questions.shared_rows(table, **key)
    (normal,) = questions.shared_rows(table, **{**key, "normalize_text": True})
    assert (exact.shared_rows, normal.shared_rows) == (1, 8)


ALIKE = [
    ["7", "007", "7.0", " 0007 ", "\uff17"],
    ["c7", "C-7", "c 007", "C_#7", "c-7.0", "C\u20137"],
    ["1-23", "01 / 023"],
    *(["12-3"], ["123"], ["1.23", "01.23"], ["1.10"], ["1.1"], ["1.01"], ["-8", "-08"], ["8"]),
    *(["550e8400-e29b", "550E8400E29B"], ["0a07x", "0A-07x"], ["a7x"], ["c++"], ["c"], ["00", "0"], [""], ["--"]),
    ["o'neil smith", "O'Neil-Smith", "o'neil_smith"],
]
JOINED = [["1-23", "01 / 23", "12-3", "123"], ["555-1234", "5551234"], ["1.23"]]


def test_bare_names_are_the_same_on_every_engine(make_table: MakeTable, engine: str) -> None:
    texts = [text for alike in (*ALIKE, *JOINED) for text in alike]
    table = make_table(pa.table({"name": pa.array([*texts, None], pa.string())}), engine)
    forms = table.dialect.text.names
    assert forms is not None
    near = table.normalizing_text().teaching(forms.teaches)
    name = near.value("name")
    query = sa.select(near.raw("name"), forms.bare(name), forms.joined(name), forms.layout(name))
    found = {text: tuple(of_text) for text, *of_text in near.fetch(query.select_from(near.source))}
    assert found.pop(None) == (None, None, None)
    assert found == {text: (bare_name(text), joined_name(text), layout(text) or None) for text in texts}
    assert [len({found[text][0] for text in alike}) for alike in ALIKE] == [1] * len(ALIKE)
    assert len({found[text][0] for alike in ALIKE for text in alike}) == len(ALIKE)
    assert [len({found[text][1] for text in alike}) for alike in JOINED] == [1] * len(JOINED)


def test_a_sharp_s_is_two_letters_where_the_engine_can_fold_case(make_table: MakeTable, engine: str) -> None:
    rows = pa.table({"text": ["STRASSE", "straße"], "split": ["train", "test"]})
    key = {**KEY, "target": None, "identifiers": None, "ignore_columns": None, "normalize_text": True}
    (pair,) = questions.shared_rows(make_table(rows, engine), **key)
    assert pair.shared_rows == (0 if engine == "postgresql" else 1)  # PostgreSQL has lower case, and no case folding


# ---------------------------------------------------------------------- small nasty tables

FLOATS = st.sampled_from([None, float("nan"), 0.0, -0.0, 1.0, 0.1, 2.0**53, float("inf"), -float("inf"), 5e-324])
INTEGERS = st.sampled_from([None, 0, 1, -1, 2**53, 2**53 + 1, 2**63 - 1, -(2**63)])
TEXTS = st.sampled_from(
    [None, "", " ", "a", "A", "a ", "\u00e9", "e\u0301", "\U0001f600", "NULL", "nan", "0", "'", "\\", "%s", ":p1"]
)
DATES = st.sampled_from([None, dt.date(1, 1, 1), dt.date(1582, 10, 15), dt.date(1970, 1, 1), dt.date(9999, 12, 31)])
TIMES = st.sampled_from(
    [
        None,
        dt.datetime(1, 1, 1),
        dt.datetime(1969, 12, 31, 23, 59, 59, 999999),
        dt.datetime(2024, 3, 31, 2, 30),
        dt.datetime(9999, 12, 31, 23, 59, 59),
    ]
)
INSTANTS = st.sampled_from(
    [
        None,
        dt.datetime(1, 1, 2, tzinfo=dt.timezone.utc),
        dt.datetime(2024, 3, 31, 0, 30, tzinfo=dt.timezone.utc),
        dt.datetime(2024, 3, 31, 2, 30, tzinfo=dt.timezone(dt.timedelta(hours=2))),
        dt.datetime(2024, 3, 31, 2, 30, tzinfo=dt.timezone.utc),
    ]
)
DECIMALS = st.sampled_from([None, *map(Decimal, ("0", "-0.00", "1", "1.0", "1.00", "0.1", "0.10", "-99999999.99"))])
BOOLEANS = st.sampled_from([None, True, False])
NASTY_ROWS = st.lists(
    st.tuples(
        *(FLOATS, INTEGERS, TEXTS, DATES, TIMES, INSTANTS, DECIMALS, BOOLEANS, st.sampled_from(["x", "y", None]))
    ),
    min_size=2,
    max_size=12,
)


@st.composite
def nasty_tables(draw: st.DrawFn) -> pa.Table:
    pool = draw(NASTY_ROWS)
    chosen = [draw(st.sampled_from(pool)) for _ in range(draw(st.integers(0, 10)))]
    rows = [*pool, *chosen]
    splits = ["train", "test", *[draw(st.sampled_from(["train", "test"])) for _ in rows[2:]]]
    times = [pa.date32(), pa.timestamp("us"), pa.timestamp("us", "UTC")]
    kinds = [pa.float64(), pa.int64(), pa.string(), *times, pa.decimal128(10, 2), pa.bool_(), pa.string()]
    arrays = [pa.array(column, kind) for column, kind in zip(zip(*rows, strict=True), kinds, strict=True)]
    return pa.table([*arrays, pa.array(splits)], names=["f", "i", "s", "d", "t", "z", "n", "b", "y", "split"])


def everything(table: Table) -> dict[str, Any]:
    key = {**KEY, "target": "y", "identifiers": None, "ignore_columns": None}
    features = {**FEATURES, "identifiers": None}
    splits = count_splits(table, "split", "train")
    found: dict[str, Any] = {
        "shared": questions.shared_rows(table, **key),
        "without": questions.shared_rows_without_each(table, **key),
        "by class": questions.shared_rows_by_class(table, above=0.0, **key),
        "groups": questions.shared_groups(table, ["s", "b"], "split", "train"),
        "splits": splits,
    }
    try:
        found["features"] = questions.feature_classes(table, target="y", task="classification", **features)
    except BadInputError as error:
        found["features"] = str(error)
    try:
        found["conflicts"] = questions.label_conflicts(table, task="classification", **key)
    except BadInputError as error:
        found["conflicts"] = str(error)
    return {name: plain(value) for name, value in found.items()}


OTHERS = [
    pytest.param("pandas", 25),
    pytest.param("parquet", 25),
    pytest.param("sqlite", 40),
    pytest.param("postgresql", 25, marks=pytest.mark.postgres),
    pytest.param("spark", 3, marks=pytest.mark.spark),
]


@pytest.mark.parametrize(("other", "examples"), OTHERS)
def test_engines_agree_on_small_nasty_tables(make_table: MakeTable, other: str, examples: int) -> None:
    @settings(
        max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(nasty_tables())
    def agree(rows: pa.Table) -> None:
        assert everything(make_table(rows, other)) == everything(make_table(rows, "arrow"))

    agree()


def test_an_embargo_is_in_the_unit_of_the_time_column() -> None:
    assert parse_embargo("2 days", dt.date(2020, 1, 1)) == dt.timedelta(days=2)
