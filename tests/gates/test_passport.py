"""The passport is written for data that passed, whole or not at all, and read only where it is whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import zl_expectations as zl
from zl_expectations.errors import BadInputError


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    number = pd.Series(range(600))
    return pd.DataFrame(
        {"x": number * 7 % 601, "town": "Ouagadougou", "y": (number * 13 % 5 > 2).map({True: "hired", False: "let go"})}
    )


@pytest.fixture(scope="module")
def passport(rows: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("passport") / "passport.json"
    result = zl.check(train=rows[:400], test=rows[400:], target="y", fail_on="warning", passport=file)
    assert result.passed, result
    return file


def test_it_says_what_was_judged_and_by_what(passport: Path) -> None:
    found = zl.Passport.read(passport)
    assert (found.verdict, found.fail_on, found.split_column) == ("passed", "warning", "split")
    assert found.columns == ["town", "x", "y"]
    assert {name: one.rows for name, one in found.splits.items()} == {"train": 400, "test": 200}
    assert set(found.versions) == {"zl_expectations", "great_expectations", "python"}
    rows, skew = (next(one for one in found.suite if what in one.type) for what in ("to_be_disjoint", "skewed"))
    assert (rows.severity, rows.fields["max_shared"], rows.fields["target"]) == ("critical", 0.01, "y")
    assert skew.fields["warning_evenness"] == 0.3
    assert [path.name for path in passport.parent.iterdir()] == ["passport.json"], "nothing else is left behind"


def test_it_holds_no_value_of_the_data(passport: Path) -> None:
    text = passport.read_text()
    assert not [value for value in ("Ouagadougou", "hired", "let go") if value in text]


def test_it_is_the_same_whatever_the_rows_came_in(rows: pd.DataFrame, passport: Path, tmp_path: Path) -> None:
    rows[:400].sample(frac=1, random_state=0).to_parquet(tmp_path / "train.parquet", index=False)
    rows[400:].astype({"x": float, "town": "category"})[["y", "town", "x"]].to_csv(tmp_path / "test.csv", index=False)
    files = {name: str(tmp_path / name) for name in ("train.parquet", "test.csv")}
    zl.check(train=files["train.parquet"], test=files["test.csv"], target="y", passport=tmp_path / "p.json")
    assert zl.Passport.read(tmp_path / "p.json").splits == zl.Passport.read(passport).splits


def test_an_index_that_pandas_wrote_into_a_file_is_no_column_of_it(
    rows: pd.DataFrame, passport: Path, tmp_path: Path
) -> None:
    train, test = tmp_path / "train.parquet", tmp_path / "test.parquet"
    rows[:400].sample(frac=1, random_state=0).to_parquet(train)
    rows[400:].sample(frac=1, random_state=0).to_parquet(test)
    zl.check(train=train, test=test, target="y", passport=tmp_path / "p.json")
    found = zl.Passport.read(tmp_path / "p.json")
    assert (found.columns, found.splits) == (["town", "x", "y"], zl.Passport.read(passport).splits)
    zl.require_passport(tmp_path / "p.json", train=pd.read_parquet(train), test=pd.read_parquet(test))


def test_rejected_data_gets_none_and_an_earlier_one_stays(rows: pd.DataFrame, tmp_path: Path) -> None:
    earlier = tmp_path / "earlier.json"
    earlier.write_text("kept")
    for file in (earlier, tmp_path / "none.json"):
        assert not zl.check(train=rows, test=rows[400:], target="y", passport=file).passed
    assert earlier.read_text() == "kept"
    assert [path.name for path in tmp_path.iterdir()] == ["earlier.json"]


def test_what_would_fail_after_the_counting_fails_before_it(rows: pd.DataFrame, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="`passport` must name a file that can be written"):
        zl.check(train=rows, test=rows, target="y", passport=tmp_path / "missing" / "passport.json")


CHANGES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "another version": (lambda found: found.update(version=2), r"must be of version 1, got 2 .*Judge the data again"),
    "no version": (lambda found: found.pop("version"), "must be of version 1, got None"),
    "another format": (lambda found: found.update(format="a report"), "`format` is not"),
    "a part that is gone": (lambda found: found.pop("splits"), "splits: field required"),
    "a part that is new": (lambda found: found.update(passed=True), "passed: extra fields not permitted"),
    "no splits": (lambda found: found.update(splits={}), "splits: must not be empty"),
    "no suite": (lambda found: found.update(suite=[]), "suite: must not be empty"),
    "rows as text": (lambda found: found["splits"]["test"].update(rows="200"), "splits.test.rows: value is not"),
    "half a digest": (lambda found: found["splits"]["test"].update(digest="ab"), "splits.test.digest: string does not"),
    "a severity": (lambda found: found["suite"][0].update(severity="low"), "suite.0.severity: unexpected value"),
}


@pytest.mark.parametrize(("change", "words"), CHANGES.values(), ids=CHANGES)
def test_one_that_was_changed_is_an_error(
    passport: Path, tmp_path: Path, change: Callable[[dict[str, Any]], object], words: str
) -> None:
    found = json.loads(passport.read_text())
    change(found)
    (tmp_path / "changed.json").write_text(json.dumps(found))
    with pytest.raises(BadInputError, match=words):
        zl.Passport.read(tmp_path / "changed.json")


def test_one_that_was_cut_short_anywhere_is_an_error(passport: Path, tmp_path: Path) -> None:
    text = passport.read_text().rstrip()
    for end in (0, 1, 50, len(text) // 2, len(text) - 1):
        (tmp_path / "cut.json").write_text(text[:end])
        with pytest.raises(BadInputError, match="got something else or a part of it"):
            zl.Passport.read(tmp_path / "cut.json")


@pytest.mark.parametrize("text", ["null", "[]", "1", '"passed"', "\udce9"])
def test_what_is_no_passport_is_an_error(text: str, tmp_path: Path) -> None:
    (tmp_path / "other.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(BadInputError, match="got something else"):
        zl.Passport.read(tmp_path / "other.json")


def test_one_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(BadInputError, match="The passport must be a file"):
            zl.Passport.read(path)
