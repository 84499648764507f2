"""Nothing is trained on but what was judged and passed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import zl_expectations as zl
from zl_expectations.errors import BadInputError, UnknownColumnError

Splits = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    number = pd.Series(range(600))
    return pd.DataFrame({"x": number * 7 % 601, "z": number / 8, "y": (number * 13 % 5 > 2).astype(int)})


@pytest.fixture
def splits(rows: pd.DataFrame) -> Splits:
    return {"train": rows[:400].copy(), "test": rows[400:].copy()}


@pytest.fixture(scope="module")
def passport(rows: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("passport") / "passport.json"
    result = zl.check(train=rows[:400], test=rows[400:], target="y", passport=file, identifiers=["z"])
    assert result.passed, result
    return file


def refusal(passport: Any, *data: Any, **arguments: Any) -> list[str]:
    """What it is refused for."""
    with pytest.raises(zl.TrainingDataRejected) as caught:
        zl.require_passport(passport, *data, **arguments)
    head, *changes, step = str(caught.value).splitlines()
    assert (head, caught.value.verdict) == ("The data is not what was judged and passed:", "rejected")
    assert step == "Judge it again, and train on what passed."
    return [change.strip() for change in changes]


def test_the_same_rows_pass_in_any_order_and_type(splits: Splits, passport: Path) -> None:
    found = zl.require_passport(passport, **splits)
    assert found == zl.Passport.read(passport)
    shuffled = {name: one.sample(frac=1, random_state=1)[["y", "z", "x"]] for name, one in splits.items()}
    assert zl.require_passport(found, splits=shuffled) is found
    assert zl.require_passport(found, **{name: one.astype(float) for name, one in splits.items()})


def test_what_is_returned_prints_as_one_sentence(splits: Splits, passport: Path) -> None:
    found = zl.require_passport(passport, **splits)
    said = f"As judged and passed on {found.written}: test (200 rows), train (400 rows)."
    assert (str(found), repr(found)) == (said, f"<Passport: {said}>")


def test_one_table_with_a_split_column_passes_as_its_splits_do(splits: Splits, passport: Path, tmp_path: Path) -> None:
    whole = pd.concat([one.assign(split=name) for name, one in splits.items()])
    assert zl.require_passport(passport, whole)
    whole.rename(columns={"split": "part"}).to_parquet(tmp_path / "whole.parquet")
    assert zl.require_passport(passport, str(tmp_path / "whole.parquet"), split_column="part")
    with pytest.raises(UnknownColumnError, match="split_column"):
        zl.require_passport(passport, str(tmp_path / "whole.parquet"))


def one_value(split: pd.DataFrame) -> pd.DataFrame:
    split.loc[split.index[3], "z"] += 2**-40
    return split


CHANGES: dict[str, tuple[Callable[[pd.DataFrame], pd.DataFrame], list[str]]] = {
    "a value": (one_value, ["split 'test' has other values than were judged"]),
    "a row that is gone": (lambda split: split[1:], ["split 'test' has 199 rows, 200 were judged"]),
    "a row that stands twice": (
        lambda split: pd.concat([split, split[:1]]),
        ["split 'test' has 201 rows, 200 were judged"],
    ),
    "a row for another": (
        lambda split: pd.concat([split[1:], split[1:2]]),
        ["split 'test' has other values than were judged"],
    ),
}


@pytest.mark.parametrize(("change", "refused"), CHANGES.values(), ids=CHANGES)
def test_a_split_that_has_changed_is_refused(
    splits: Splits, passport: Path, change: Callable[[pd.DataFrame], pd.DataFrame], refused: list[str]
) -> None:
    assert refusal(passport, **{**splits, "test": change(splits["test"])}) == refused


def test_other_columns_are_refused(splits: Splits, passport: Path) -> None:
    renamed = {name: one.rename(columns={"x": "w"}) for name, one in splits.items()}
    assert refusal(passport, **renamed) == ["column 'w' was not judged", "column 'x' is gone"]
    fewer = {name: one.drop(columns="x") for name, one in splits.items()}
    assert refusal(passport, **fewer) == ["column 'x' is gone"]


def test_other_splits_are_refused(splits: Splits, passport: Path) -> None:
    more = {**splits, "validation": splits["test"]}
    assert refusal(passport, **more) == ["split 'validation' was not judged"]
    other = {"train": splits["train"], "holdout": splits["test"]}
    assert refusal(passport, splits=other) == ["split 'holdout' was not judged", "split 'test' is missing"]
    swapped = {"train": splits["test"], "test": splits["train"]}
    assert len(refusal(passport, **swapped)) == 2


def test_a_verdict_that_is_no_pass_is_refused(splits: Splits, passport: Path, tmp_path: Path) -> None:
    found = json.loads(passport.read_text())
    (tmp_path / "rejected.json").write_text(json.dumps({**found, "verdict": "rejected"}))
    assert refusal(tmp_path / "rejected.json", **splits) == ["the verdict was 'rejected'"]


def test_a_suite_that_was_loosened_is_refused(splits: Splits, passport: Path) -> None:
    assert zl.require_passport(passport, **splits, target="y", identifiers=["z"])
    assert zl.require_passport(passport, **splits, suite=zl.pre_training_suite(target="y", identifiers=["z"]))
    said = refusal(passport, **splits, target="y")
    assert said == [
        f'{name} ({tier}) was judged with `identifiers` ["z"], asked is null'
        for tier in ("critical", "warning")
        for name in (
            "expect_rows_to_be_disjoint_across_splits",
            "expect_features_to_not_leak_target",
            "expect_labels_to_be_consistent",
            "expect_rows_to_not_be_nearly_shared_across_splits",
        )
    ]
    more = refusal(passport, **splits, target="y", identifiers=["z"], thorough=True, fail_on="warning")
    assert more[0] == "it was judged with `fail_on` 'critical', asked is 'warning'"
    assert "expect_target_to_not_be_perfectly_predictable (critical) was not judged" in more


def test_data_without_splits_has_a_passport_too(rows: pd.DataFrame, tmp_path: Path) -> None:
    assert zl.check(rows, target="y", passport=tmp_path / "p.json").passed
    assert list(zl.require_passport(tmp_path / "p.json", rows[::-1], target="y").splits) == ["data"]
    assert refusal(tmp_path / "p.json", rows[1:]) == ["split 'data' has 599 rows, 600 were judged"]


def test_a_batch_of_great_expectations_is_counted_where_it_is(
    splits: Splits, passport: Path, batch_definitions: dict[str, Any]
) -> None:
    whole = pd.concat([one.assign(split=name) for name, one in splits.items()])
    for definition in batch_definitions.values():
        assert zl.require_passport(passport, definition.get_batch({"dataframe": whole}))
        fewer = definition.get_batch({"dataframe": whole[:-1]})
        assert refusal(passport, fewer) == ["split 'test' has 199 rows, 200 were judged"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"suite": "any", "target": "y"}, "either `suite` or `target`"),
        ({"fail_on": "warn"}, "must be 'critical' or 'warning', got 'warn'"),
        ({"thorough": True}, "`thorough` belongs to the recommended suite"),
        ({"train": None}, "only 'test'"),
        ({"target": "label"}, "must be a column of the batch, got 'label'"),
    ],
)
def test_what_cannot_be_compared_is_an_error(
    splits: Splits, passport: Path, arguments: dict[str, Any], words: str
) -> None:
    with pytest.raises(BadInputError, match=words):
        zl.require_passport(passport, **{**splits, **arguments})
