"""Copies that were rounded, jittered, stored as float32 or retyped; and tables whose rows are near by nature."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn import datasets

from zl_expectations import ExpectRowsToNotBeNearlySharedAcrossSplits
from zl_expectations.counting.duckdb_table import table_of
from zl_expectations.counting.near_rows import count_near_rows
from zl_expectations.counting.splits import count_splits
from zl_expectations.errors import UnsupportedTypeError
from zl_expectations.reporting.evidence import Evidence, percent

Disturb = Callable[[pd.DataFrame, np.random.Generator], pd.DataFrame]


def jitter(size: float) -> Disturb:
    def disturbed(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
        return rows + size * rng.choice([-1, 1], rows.shape) * rows.std().to_numpy()

    return disturbed


DISTURBED: dict[str, Disturb] = {
    "a billionth": lambda rows, rng: rows + 1e-9 * rng.choice([-1, 1], rows.shape),
    "a thousandth of a deviation": jitter(0.001),
    "float32": lambda rows, rng: rows.astype("float32").astype(float),
    "three digits": lambda rows, rng: rows.map(lambda value: float(f"{value:.3g}")),
}


def split_at_random(table: pd.DataFrame, seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return table.assign(split=np.where(rng.random(len(table)) < 0.3, "test", "train"))


def with_copies(table: pd.DataFrame, disturb: Disturb, copies: int) -> pd.DataFrame:
    """The table, some of whose test rows are disturbed train rows."""
    rng = np.random.default_rng(1)
    features = [name for name in table if name not in ("split", "target")]
    train, test = table.index[table["split"] == "train"], table.index[table["split"] == "test"]
    chosen = table.loc[rng.choice(train, copies, replace=False), features]
    table.loc[test[:copies], features] = disturb(chosen, rng).to_numpy()
    return table


def judged(validate: Any, table: pd.DataFrame, **fields: Any) -> dict[str, Any]:
    result = validate(table, ExpectRowsToNotBeNearlySharedAcrossSplits(target="target", **fields))
    details: dict[str, Any] = result.result["details"]
    assert result.success == (details["tier"] != "critical")
    return details


@pytest.mark.parametrize("kind", DISTURBED)
def test_disturbed_copies_are_proven(validate: Any, kind: str) -> None:
    table = split_at_random(datasets.load_breast_cancer(as_frame=True).frame, 0)
    details = judged(validate, with_copies(table, DISTURBED[kind], 12))
    assert details["tier"] == "critical"
    assert max(one["near_rows"] for one in details["pairs"]) >= 12
    assert details["splits"] == ["train", "test"]


def test_near_rows_are_no_farther_apart_than_is_said(validate: Any) -> None:
    rng = np.random.default_rng(0)
    table = split_at_random(pd.DataFrame(rng.normal(size=(400, 6)), columns=list("abcdef")).assign(target=0), 0)
    copied = with_copies(table, jitter(0.02), 12)
    result = validate(copied, ExpectRowsToNotBeNearlySharedAcrossSplits(target="target"), result_format="COMPLETE")
    details = result.result["details"]
    apart = [abs(row[name] - row[f"train {name}"]) for row in result.result["unexpected_list"] for name in "abcdef"]
    assert details["worst"]["closeness"] < max(apart) < details["worst"]["reach"]
    said = ExpectRowsToNotBeNearlySharedAcrossSplits.summary(details)
    assert "(numbers about 0.01 of a deviation apart, never more than 0.48)" in said


@pytest.mark.parametrize("kind", ["a billionth", "float32"])
@pytest.mark.parametrize("name", ["iris", "wine"])
def test_a_few_rounded_copies_in_a_small_table_are_a_warning(validate: Any, name: str, kind: str) -> None:
    table = split_at_random(getattr(datasets, f"load_{name}")(as_frame=True).frame, 0)
    assert judged(validate, with_copies(table, DISTURBED[kind], 3))["tier"] == "warning"


@pytest.mark.parametrize("name", ["iris", "wine"])
def test_two_copies_a_thousandth_of_a_deviation_off_are_a_warning(validate: Any, name: str) -> None:
    table = split_at_random(getattr(datasets, f"load_{name}")(as_frame=True).frame.drop_duplicates(), 0)
    assert judged(validate, with_copies(table, jitter(0.001), 2))["tier"] == "warning"


@pytest.mark.parametrize("name", ["iris", "wine", "breast_cancer", "diabetes"])
def test_rows_that_are_near_by_nature_raise_nothing(validate: Any, name: str) -> None:
    table = getattr(datasets, f"load_{name}")(as_frame=True).frame
    for seed in range(3):
        assert judged(validate, split_at_random(table, seed))["tier"] == "none"


def test_values_of_a_single_number_are_seldom_as_near_as_to_warn(validate: Any) -> None:
    tiers = []
    for seed in range(30):
        numbers = np.random.default_rng(seed).normal(size=40)
        table = pd.DataFrame({"x": numbers, "target": 0, "split": ["train"] * 20 + ["test"] * 20})
        tiers.append(judged(validate, table)["tier"])
    assert tiers.count("none") >= 29


@pytest.mark.parametrize("what", ["every row", "one class"])
@pytest.mark.parametrize("name", ["breast_cancer", "wine"])
def test_rows_that_were_jittered_before_the_split_are_proven(validate: Any, name: str, what: str) -> None:
    table = getattr(datasets, f"load_{name}")(as_frame=True).frame
    features = [one for one in table if one != "target"]
    copies = table if what == "every row" else table[table["target"] == 0]
    copies = copies.assign(**jitter(1e-6)(copies[features], np.random.default_rng(1)))
    details = judged(validate, split_at_random(pd.concat([table, copies], ignore_index=True), 0))
    worst = details["worst"]
    assert (details["tier"], worst["closeness"]) == ("critical", 1e-5)
    assert worst["expected"] == worst["model_chance"] < 0.1 < worst["chance"]
    explained = percent(worst["model_chance"])
    assert f"chance explains {explained}." in ExpectRowsToNotBeNearlySharedAcrossSplits.summary(details)
    assert ExpectRowsToNotBeNearlySharedAcrossSplits.next_step(details).startswith("Split before rows are copied")


def test_text_that_differs_in_case_and_spaces_is_told_apart(validate: Any) -> None:
    table = split_at_random(
        pd.DataFrame({"name": [f"Person {i}" for i in range(600)], "x": range(600), "target": [0, 1] * 300}), 0
    )
    train, test = table.index[table["split"] == "train"][:30], table.index[table["split"] == "test"][:30]
    table.loc[test, "x"] = table.loc[train, "x"].to_numpy()
    table.loc[test, "name"] = ("  " + table.loc[train, "name"].str.upper()).to_numpy()
    details = judged(validate, table)
    assert details["tier"] == "critical"
    assert details["worst"]["near_by_text"] == 30


def test_rows_that_text_in_its_normal_form_makes_equal_are_left_to_the_exact_check(validate: Any) -> None:
    names = [f"Person {i}" for i in range(600)]
    numbers = np.random.default_rng(0).normal(size=600)
    table = split_at_random(pd.DataFrame({"name": names, "x": numbers, "target": [0, 1] * 300}), 0)
    train, test = table.index[table["split"] == "train"][:60], table.index[table["split"] == "test"][:60]
    table.loc[test, "x"] = table.loc[train, "x"].to_numpy()
    table.loc[test, "name"] = table.loc[train, "name"].str.upper().to_numpy()
    assert judged(validate, table)["worst"]["near_rows"] == 60
    table.loc[test[:20], "x"] += 1e-9
    details = judged(validate, table, normalize_text=True)
    assert (details["tier"], details["worst"]["near_rows"], details["worst"]["near_by_text"]) == ("critical", 20, 0)
    expected = ExpectRowsToNotBeNearlySharedAcrossSplits(target="target", normalize_text=True)
    assert len(listed(validate(table, expected, result_format="COMPLETE"))) == 20


def test_short_sentences_are_told_apart_from_other_words_and_not_by_punctuation(validate: Any) -> None:
    rng = np.random.default_rng(0)
    words = ["red", "green", "blue", "cat", "dog", "sun", "moon", "tree", "sea", "sky"]
    table = split_at_random(pd.DataFrame({"note": [" ".join(rng.choice(words, 6)) for _ in range(600)]}), 0)
    table["target"] = [0, 1] * 300
    assert judged(validate, table)["tier"] == "none"
    train, test = table.index[table["split"] == "train"][:30], table.index[table["split"] == "test"][:30]
    table.loc[test, "note"] = [text.capitalize().replace(" ", ", ", 1) + "!" for text in table.loc[train, "note"]]
    details = judged(validate, table)
    assert (details["tier"], details["worst"]["edited"], details["worst"]["near_rows"]) == ("critical", ["note"], 30)


def test_a_single_row_is_told_in_the_singular(validate: Any) -> None:
    table = pd.DataFrame({"name": ["a", "b", "A", "c"], "target": 0, "split": ["train"] * 2 + ["test"] * 2})
    details = judged(validate, table)
    said = ExpectRowsToNotBeNearlySharedAcrossSplits.summary(details)
    assert said.startswith("1 row of test (50 %) is nearly a row of train, and equal to none")


def notes() -> pd.DataFrame:
    """600 texts of fourteen words."""
    rng = np.random.default_rng(0)
    words = ["".join(rng.choice(list("abcdefghijklmnopqrst"), size)) for size in rng.integers(3, 9, 900)]
    return pd.DataFrame({"note": [" ".join(rng.choice(words, 14)) for _ in range(600)], "target": [0, 1] * 300})


def test_long_text_with_typos_is_found_and_what_was_not_compared_is_said(validate: Any) -> None:
    table = split_at_random(notes(), 0)
    assert judged(validate, table)["tier"] == "none"
    train, test = table.index[table["split"] == "train"][:20], table.index[table["split"] == "test"][:20]
    table.loc[test, "note"] = [text[:30] + "q" + text[31:] for text in table.loc[train, "note"]]
    details = judged(validate, table)
    assert (details["tier"], details["worst"]["edited"], details["worst"]["near_rows"]) == ("critical", ["note"], 20)
    assert "whose note was edited" in ExpectRowsToNotBeNearlySharedAcrossSplits.summary(details)
    details = judged(validate, table, max_texts=100)
    assert details["tier"] == "none"
    assert "Edits of note were not looked for" in ExpectRowsToNotBeNearlySharedAcrossSplits.summary(details)


def listed(result: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = result.result.get("unexpected_list", [])
    return rows


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_each_near_row_is_shown_beside_the_train_row_that_it_copies(validate: Any, on: str) -> None:
    table = split_at_random(datasets.load_breast_cancer(as_frame=True).frame, 0).sort_values("split", kind="stable")
    table = with_copies(table, DISTURBED["a billionth"], 30)
    expected = ExpectRowsToNotBeNearlySharedAcrossSplits(target="target")
    result = validate(table, expected, on=on, result_format="COMPLETE")
    rows = listed(result)
    assert len(rows) == result.result["details"]["worst"]["near_rows"]
    copies = [row for row in rows if row["test row"] < 30]
    assert len(copies) == 30
    by_split = {name: part.reset_index(drop=True) for name, part in table.groupby("split")}
    features = [name for name in table if name not in ("split", "target")]
    for row in copies:
        own, other = (
            by_split[split].loc[int(row[f"{split} row"]), features].astype(float) for split in ("test", "train")
        )
        assert abs(own - other).max() < 2e-9
        assert [row[name] for name in features] == own.tolist()
        assert [row.get(f"train {name}", row[name]) for name in features] == other.tolist()
    assert result.result["unexpected_index_list"] == [
        {name: row[name] for name in ("test row", "train row")} for row in rows
    ]
    some = validate(table, expected, on=on, result_format="SUMMARY").result
    assert some["partial_unexpected_list"] == rows[:20]
    assert "unexpected_list" not in some
    assert "partial_unexpected_list" not in validate(table, expected, on=on, result_format="BOOLEAN_ONLY").result


def test_the_near_rows_are_named_by_their_key_columns_and_drawn_as_a_table(validate: Any) -> None:
    table = split_at_random(datasets.load_breast_cancer(as_frame=True).frame, 0)
    table = with_copies(table, DISTURBED["a billionth"], 30).assign(id=[f"id {i}" for i in range(len(table))])
    expected = ExpectRowsToNotBeNearlySharedAcrossSplits(target="target", identifiers=["id"])
    named = {"result_format": "COMPLETE", "unexpected_index_column_names": ["id"]}
    result = validate(table, expected, result_format=named)
    index = result.result["unexpected_index_list"]
    copies = table.loc[table["split"] == "test", "id"][:30]
    assert {place["test id"] for place in index} >= set(copies)
    assert {table.set_index("id").loc[place["train id"], "split"] for place in index} == {"train"}
    *_, drawn = ExpectRowsToNotBeNearlySharedAcrossSplits.evidence(result.result)
    assert drawn.header[:2] == ["test id", "train id"]  # type: ignore[union-attr]
    assert drawn.not_shown.startswith(f"{len(index) - 20} further lines")  # type: ignore[union-attr]


def test_near_rows_stay_where_they_are_unless_they_may_be_shown(validate: Any) -> None:
    table = split_at_random(datasets.load_breast_cancer(as_frame=True).frame, 0)
    table = with_copies(table, DISTURBED["a billionth"], 30)

    def of(**fields: Any) -> Any:
        expected = ExpectRowsToNotBeNearlySharedAcrossSplits(target="target", **fields)
        return validate(table, expected, result_format="COMPLETE")

    assert listed(of(show_rows=False)) == []
    assert {row["mean radius"] for row in listed(of(masked_columns=["mean radius"]))} == {"(masked)"}
    assert not any(isinstance(row["mean area"], str) for row in listed(of(masked_columns=["mean radius"])))


def test_no_row_is_looked_for_where_nothing_is_at_fault(validate: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules[ExpectRowsToNotBeNearlySharedAcrossSplits.__module__]
    monkeypatch.setattr(module, "near_row_sample", lambda *_, **__: pytest.fail("rows were fetched"))
    table = split_at_random(datasets.load_breast_cancer(as_frame=True).frame, 0)
    result = validate(table, ExpectRowsToNotBeNearlySharedAcrossSplits(target="target"), result_format="COMPLETE")
    assert result.result["details"]["tier"] == "none"


def test_jittered_and_edited_rows_of_one_table_are_all_shown_once(validate: Any) -> None:
    table = split_at_random(notes().assign(x=np.random.default_rng(1).normal(size=600)), 0)
    table = table.sort_values("split", ignore_index=True, kind="stable")
    train, test = table.index[table["split"] == "train"], table.index[table["split"] == "test"]
    table.loc[test[:40], ["note", "x"]] = table.loc[train[:40], ["note", "x"]].to_numpy()
    table.loc[test[:20], "note"] = [text[:30] + "q" + text[31:] for text in table.loc[train[:20], "note"]]
    table.loc[test[20:40], "x"] += 1e-9
    table.loc[test[20:30], "note"] = table.loc[test[20:30], "note"].str.upper()
    result = validate(table, ExpectRowsToNotBeNearlySharedAcrossSplits(target="target"), result_format="COMPLETE")
    places = [(row["test row"], row["train row"]) for row in listed(result)]
    assert sorted(places) == [(i, i) for i in range(40)]


def with_cells_changed(cells: int, value: float, copies: int = 85) -> pd.DataFrame:
    """Measurements of tumours, of which test has copies of train rows with so many cells changed, others in each."""
    rng = np.random.default_rng(0)
    table = datasets.load_breast_cancer(as_frame=True).frame.sample(frac=1, random_state=0, ignore_index=True)
    table = table.assign(split=np.where(np.arange(len(table)) < 400, "train", "test"))
    values = table.iloc[:copies, :30].to_numpy().copy()
    for row in values:
        row[rng.choice(30, cells, replace=False)] = value
    table.iloc[400 : 400 + copies, :30] = values
    return table


@pytest.mark.parametrize("value", [np.nan, 0.0], ids=["emptied", "zero"])
def test_copies_of_which_a_cell_was_changed_are_proven_by_the_halves_and_listed(validate: Any, value: float) -> None:
    table = with_cells_changed(1, value)
    expected = ExpectRowsToNotBeNearlySharedAcrossSplits(target="target")
    result = validate(table, expected, result_format="COMPLETE")
    details = result.result["details"]
    assert (details["tier"], details["splits"]) == ("critical", ["train", "test"])
    halves = [one for one in details["pairs"] if one["blocks"] == 2]
    assert [one["tier"] for one in halves] == ["critical", "critical"]
    assert sum(one["near_rows"] for one in halves) == 85
    found = details["worst"]["near_rows"]
    said = f"{found} rows of test ({percent(found / 169)}) equal a row of train in one half of their columns, others in"
    assert ExpectRowsToNotBeNearlySharedAcrossSplits.summary(details).startswith(said)
    assert ExpectRowsToNotBeNearlySharedAcrossSplits.next_step(details).startswith("Drop the rows of test that are")
    assert sorted((row["test row"], row["train row"]) for row in listed(result)) == [(i, i) for i in range(85)]
    *_, drawn = ExpectRowsToNotBeNearlySharedAcrossSplits.evidence(result.result)
    assert isinstance(drawn, Evidence)
    assert drawn.not_shown.startswith("65 further lines")


def test_copies_of_which_four_cells_were_changed_are_proven_by_the_quarters(validate: Any) -> None:
    details = judged(validate, with_cells_changed(4, np.nan))
    assert {one["tier"] for one in details["pairs"] if one["blocks"] == 2} == {"none"}
    assert [one["tier"] for one in details["pairs"] if one["blocks"] == 4 and not one["adjacent"]] == ["critical"] * 4
    said = ExpectRowsToNotBeNearlySharedAcrossSplits.summary(details)
    assert "one quarter of their columns, others in each other quarter, and differ elsewhere" in said


def test_copies_of_which_columns_beside_each_other_were_changed_are_a_warning(validate: Any) -> None:
    table = with_cells_changed(0, np.nan)
    table.iloc[400:485, :4] = np.random.default_rng(1).permutation(table.iloc[:85, :4].to_numpy())
    details = judged(validate, table)
    assert details["tier"] == "warning"
    assert details["worst"]["near_rows"] > 80


def test_fewer_rows_with_a_cell_changed_than_can_be_proven_are_passed(validate: Any) -> None:
    assert judged(validate, with_cells_changed(1, np.nan, copies=8))["tier"] == "none"


def test_one_thing_on_both_sides_is_a_warning_that_names_what_is_constant_of_it(validate: Any) -> None:
    rng = np.random.default_rng(0)
    constant = pd.DataFrame(rng.normal(size=(100, 4)), columns=list("aceg"))
    visits = [constant.assign(**{name: rng.normal(size=100) for name in "bdfh"}, split=at) for at in ("train", "test")]
    table = pd.concat(visits, ignore_index=True).assign(target=0)[[*"abcdefgh", "split", "target"]]
    details = judged(validate, table)
    assert (details["tier"], details["worst"]["equal_in"]) == ("warning", list("aceg"))
    said = ExpectRowsToNotBeNearlySharedAcrossSplits.summary(details)
    assert said.startswith("100 rows of test (100 %) equal a row of train in a, c, e and g, and differ elsewhere")
    assert said.endswith("one thing on both sides, or copies.")


def test_the_block_of_copies_that_one_column_hides_is_a_warning_for_the_exact_check_names_it(validate: Any) -> None:
    table = with_cells_changed(0, 0.0)
    table["mean radius"] = np.random.default_rng(1).normal(size=len(table))
    blocks = [one for one in judged(validate, table)["pairs"] if one["equal_in"]]
    assert {one["tier"] for one in blocks if "mean radius" not in one["equal_in"]} == {"warning"}
    assert not any("mean radius" in one["equal_in"] for one in blocks)


def test_equal_rows_are_left_to_the_exact_check(validate: Any) -> None:
    table = split_at_random(datasets.load_breast_cancer(as_frame=True).frame, 0)
    details = judged(validate, with_copies(table, lambda rows, rng: rows, 30))
    assert details["tier"] == "none"


def test_a_value_that_is_missing_is_near_a_missing_value_only(validate: Any) -> None:
    table = split_at_random(datasets.load_breast_cancer(as_frame=True).frame, 0)
    table = with_copies(table, DISTURBED["a billionth"], 12)
    gone = table.index[table["split"] == "test"][:12]
    table.loc[gone, "mean radius"] = np.nan
    assert judged(validate, table)["tier"] == "none"


def test_a_table_without_numbers_and_text_has_no_near_rows(validate: Any) -> None:
    table = pd.DataFrame({"flag": [True, False] * 100, "target": [0, 1] * 100, "split": ["train", "test"] * 100})
    result = validate(table, ExpectRowsToNotBeNearlySharedAcrossSplits(target="target"))
    assert result.success
    assert result.result["observed_value"] == 0


def test_text_alone_cannot_be_judged_by_an_engine_that_normalises_none() -> None:
    words = [f"word {n}" for n in range(40)]
    frame = pd.DataFrame({"text": [*words, *map(str.upper, words)], "split": ["train"] * 40 + ["test"] * 40})
    table = table_of(frame)
    table.dialect = replace(table.dialect, normalized_text=None)
    with pytest.raises(UnsupportedTypeError, match="only where an engine can normalise Unicode, got duckdb"):
        count_near_rows(table, ["text"], count_splits(table, "split", "train"))


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_an_id_or_a_time_of_its_own_keeps_no_near_row_apart(validate: Any, on: str) -> None:
    rng = np.random.default_rng(0)
    rows = pd.DataFrame({name: rng.normal(size=500) for name in "abcd"})
    copies = rows.sample(60, random_state=1)
    frame = pd.concat([rows, copies * (1 + 1e-9)], ignore_index=True)
    frame["split"] = np.where(frame.index < 350, "train", "test")
    number = rng.permutation(len(frame))
    behind = frame.assign(
        id=number,
        code=[f"c-{n:05d}" for n in number],
        at=pd.Timestamp("2024-01-01") + pd.to_timedelta(number, unit="m"),
    )
    expectation = ExpectRowsToNotBeNearlySharedAcrossSplits()
    found, alone = (validate(one, expectation, on=on).result["details"] for one in (behind, frame))
    assert found["tier"] == "critical"
    assert found["worst"]["near_rows"] == alone["worst"]["near_rows"] > 20
    named = ExpectRowsToNotBeNearlySharedAcrossSplits(key_columns=[*"abcd", "id"])
    assert validate(behind, named, on=on).result["details"]["tier"] == "none"


def test_edited_text_is_found_behind_an_id(validate: Any) -> None:
    rng = np.random.default_rng(0)
    texts = [" ".join("".join(word) for word in rng.choice(list("abcdefghij"), (20, 5))) for _ in range(300)]
    edited = [text[:50] + "x" + text[50:] for text in texts[:40]]
    frame = pd.DataFrame({"id": rng.permutation(340), "text": texts + edited})
    frame["split"] = np.where(frame.index < 220, "train", "test")
    found = validate(frame, ExpectRowsToNotBeNearlySharedAcrossSplits(), on="duckdb").result["details"]
    assert (found["tier"], found["worst"]["edited"], found["worst"]["near_rows"]) == ("critical", ["text"], 40)
