"""Copies that were rounded, jittered, stored as float32 or retyped; and tables whose rows are near by nature."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn import datasets

from zl_expectations import ExpectRowsToNotBeNearlySharedAcrossSplits

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


def test_long_text_with_typos_is_found_and_what_was_not_compared_is_said(validate: Any) -> None:
    rng = np.random.default_rng(0)
    words = ["".join(rng.choice(list("abcdefghijklmnopqrst"), size)) for size in rng.integers(3, 9, 900)]
    texts = [" ".join(rng.choice(words, 14)) for _ in range(600)]
    table = split_at_random(pd.DataFrame({"note": texts, "target": [0, 1] * 300}), 0)
    assert judged(validate, table)["tier"] == "none"
    train, test = table.index[table["split"] == "train"][:20], table.index[table["split"] == "test"][:20]
    table.loc[test, "note"] = [text[:30] + "q" + text[31:] for text in table.loc[train, "note"]]
    details = judged(validate, table)
    assert (details["tier"], details["worst"]["edited"], details["worst"]["near_rows"]) == ("critical", ["note"], 20)
    assert "whose note was edited" in ExpectRowsToNotBeNearlySharedAcrossSplits.summary(details)
    details = judged(validate, table, max_texts=100)
    assert details["tier"] == "none"
    assert "Edits of note were not looked for" in ExpectRowsToNotBeNearlySharedAcrossSplits.summary(details)


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
