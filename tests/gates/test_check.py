"""The whole check in one call."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine

import zl_expectations as zl
from zl_expectations.counting.relations import create_relation
from zl_expectations.errors import BadInputError

FINDING = {
    "expectation",
    "severity",
    "success",
    "judged",
    "columns",
    "splits",
    "observed",
    "summary",
    "next_step",
    "code",
    "impact",
}
ROWS = "expect_rows_to_be_disjoint_across_splits"


def apart(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Train and test as tables of their own."""
    train, test = (frame[frame["split"] == name].drop(columns="split") for name in ("train", "test"))
    return train.reset_index(drop=True), test.reset_index(drop=True)


@pytest.fixture(scope="module")
def rejected() -> zl.CheckResult:
    """A check of a table with copies, whose cells hold markup."""
    rng = np.random.default_rng(0)
    train = pd.DataFrame({"<b>note</b>": [f"<script>alert({i})</script>" for i in range(300)], "y": [0, 1] * 150})
    train["x"] = rng.normal(size=300)
    test = train.iloc[:100].assign(y=[0, 1] * 50)
    return zl.check(train=train, test=test, target="y")


# --- ways in -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["pandas", "arrow", "polars"])
def test_frames_and_arrow_tables_are_judged_the_same(copied: pd.DataFrame, form: str) -> None:
    to: dict[str, Callable[[pd.DataFrame], Any]] = {
        "pandas": lambda frame: frame,
        "arrow": lambda frame: pa.Table.from_pandas(frame, preserve_index=False),
        "polars": pl.from_pandas,
    }
    train, test = map(to[form], apart(copied))
    result = zl.check(train=train, test=test, target="label")
    assert (result.verdict.value, result.passed) == ("rejected", False)
    assert result.findings[0].summary.startswith("40 rows of test (20 %) stand in train too")


def test_files_and_globs_are_judged(tmp_path: Path, copied: pd.DataFrame) -> None:
    train, test = apart(copied)
    train.to_parquet(tmp_path / "train.parquet")
    test[:50].to_parquet(tmp_path / "test-1.parquet")
    test[50:].to_parquet(tmp_path / "test-2.parquet")
    result = zl.check(train=tmp_path / "train.parquet", test=str(tmp_path / "test-*.parquet"), target="label")
    assert result.findings[0].observed["pairs"][0]["shared_rows"] == 40
    assert result.findings[0].observed["pairs"][0]["evaluation_rows"] == 200
    copied.to_csv(tmp_path / "all.csv", index=False)
    assert zl.check(tmp_path / "all.csv", target="label").findings[0].observed["pairs"][0]["shared_rows"] == 40


def test_one_table_with_a_split_column_is_judged(clean: pd.DataFrame, copied: pd.DataFrame) -> None:
    part = copied.rename(columns={"split": "part"}).replace({"part": {"train": "fit"}})
    result = zl.check(part, target="label", split_column="part", train_split="fit")
    assert result.findings[0].splits == ["fit", "test"]


def test_splits_of_any_names_are_judged(copied: pd.DataFrame) -> None:
    train, test = apart(copied)
    splits = {"fit": train, "tune": test[:100], "final": test[100:]}
    result = zl.check(splits=splits, train_split="fit", target="label")
    assert result.findings[0].splits == ["fit", "tune"]


def test_without_splits_only_the_checks_of_one_table_run(clean: pd.DataFrame) -> None:
    result = zl.check(clean.drop(columns="split"), target="label")
    assert result.passed
    assert [one.expectation for one in result.findings] == [
        "expect_features_to_not_leak_target",
        "expect_labels_to_be_consistent",
        "expect_classes_to_not_be_skewed",
    ]
    said = "Passed, but only as one table: no check between splits was made."
    assert repr(result) == f"<CheckResult: {said}>"
    assert result.note in " ".join(str(result).split())


def test_files_named_one_by_one_without_a_split_column_are_refused(tmp_path: Path, clean: pd.DataFrame) -> None:
    files = [str(tmp_path / name) for name in ("b.csv", "train.csv")]
    for file in files:
        clean.drop(columns="split").to_csv(file, index=False)
    with pytest.raises(BadInputError, match=f"zl check --train {files[1]} --test {files[0]}"):
        zl.check(files, target="label")


def test_lists_are_compared_by_value(copied: pd.DataFrame) -> None:
    copied["tags"] = [[f"t{i % 600}", "x"] for i in range(800)]
    assert zl.check(copied, target="label").findings[0].observed["pairs"][0]["shared_rows"] == 40
    copied["tags"] = [[f"t{i}"] for i in range(800)]
    assert zl.check(copied, target="label").findings[0].columns == ["tags"]


def test_groups_and_times_are_judged_where_they_are_named(clean: pd.DataFrame) -> None:
    frame = clean.assign(day=range(800))
    result = zl.check(frame, target="label", group_columns=["city"], time_column="day", embargo=5)
    failed = {one.expectation: one for one in result.findings if not one.success}
    assert set(failed) == {"expect_groups_to_be_disjoint_across_splits", "expect_splits_to_be_ordered_in_time"}
    assert failed["expect_splits_to_be_ordered_in_time"].observed["unexpected_count"] == 5


def test_a_quantity_is_judged_as_a_regression(split_at_random: Callable[..., pd.DataFrame]) -> None:
    diabetes = split_at_random(load_diabetes(as_frame=True).frame, 0)
    result = zl.check(diabetes, target="target")
    assert result.passed
    assert {one.expectation for one in result.findings} == {
        ROWS,
        "expect_rows_to_not_be_nearly_shared_across_splits",
        "expect_features_to_not_leak_target",
        "expect_labels_to_be_consistent",
        "expect_class_proportions_to_match_across_splits",
    }
    leak = zl.check(diabetes.assign(log=np.log(diabetes["target"])), target="target")
    assert leak.findings[0].columns == ["log"]


@pytest.mark.parametrize("load", [load_iris, load_wine, load_breast_cancer], ids=["iris", "wine", "breast_cancer"])
def test_the_classic_tables_split_at_random_pass_the_critical_tier(
    load: Any, split_at_random: Callable[..., pd.DataFrame]
) -> None:
    frame = load(as_frame=True).frame
    verdicts = {seed: zl.check(split_at_random(frame, seed), target="target").verdict.value for seed in range(20)}
    assert set(verdicts.values()) == {"passed"}, verdicts


# --- what comes out ----------------------------------------------------------------------------------------------


def test_a_warning_rejects_only_when_it_is_asked_to(clean: pd.DataFrame) -> None:
    clean["label"] = ["yes" if one else "no" for one in clean.index % 25 == 0]
    assert zl.check(clean, target="label").passed
    strict = zl.check(clean, target="label", fail_on="warning")
    assert strict.verdict.value == "rejected"
    with pytest.raises(zl.TrainingDataRejected, match="warning: expect_classes_to_not_be_skewed"):
        strict.raise_if_rejected()


def test_raise_if_rejected_raises_only_when_it_did_not_pass(rejected: zl.CheckResult, clean: pd.DataFrame) -> None:
    with pytest.raises(zl.TrainingDataRejected, match="100 rows of test") as raised:
        rejected.raise_if_rejected()
    assert raised.value.verdict == "rejected"
    zl.check(clean, target="label").raise_if_rejected()


def test_what_could_not_be_judged_does_not_pass(clean: pd.DataFrame) -> None:
    result = zl.check(clean.assign(when=pd.Timestamp("2024")), target="label", time_column="when", embargo="7 dys")
    assert result.verdict.value == "not_judged"
    with pytest.raises(zl.TrainingDataRejected, match="`embargo` must be a span") as raised:
        result.raise_if_rejected()
    assert raised.value.verdict == "not_judged"


def test_it_prints_as_a_table(rejected: zl.CheckResult) -> None:
    text = str(rejected)
    assert text.startswith("REJECTED: 6 checks, ")
    assert "100 rows of test" in " ".join(text.split())
    assert "What to do" in text


def test_it_shows_as_html_that_holds_no_markup_of_the_data(rejected: zl.CheckResult) -> None:
    html = rejected._repr_html_()
    assert "<script" not in html
    assert "<b>note" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "&lt;b&gt;note&lt;/b&gt;" in html


def test_its_json_has_the_documented_keys(rejected: zl.CheckResult) -> None:
    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    report = json.loads(rejected.to_json(), parse_constant=refuse)
    assert set(report) == {"verdict", "fail_on", "docs", "findings"}
    assert report["verdict"] == "rejected"
    for one in report["findings"]:
        assert set(one) == FINDING
        assert one["severity"] in ("critical", "warning", "info")
    first = report["findings"][0]
    assert (first["expectation"], first["success"], first["splits"]) == (ROWS, False, ["train", "test"])
    assert first["observed"]["unexpected_count"] == 100


def test_its_json_has_no_words_that_json_lacks(clean: pd.DataFrame) -> None:
    clean["when"] = pd.Timestamp("2024-01-01")
    copies = pd.concat([clean[:600], clean[:200].assign(split="test")]).assign(rate=np.nan)
    text = zl.check(copies, target="label", result_format="COMPLETE").to_json()
    json.loads(text, parse_constant=lambda constant: pytest.fail(constant))
    assert "2024-01-01" in text


def test_data_docs_are_built_where_they_are_asked_for(tmp_path: Path, copied: pd.DataFrame) -> None:
    result = zl.check(copied, target="label", docs=tmp_path / "docs")
    assert result.docs == tmp_path / "docs" / "index.html"
    assert result.docs.exists()
    assert "Data Docs" in str(result)
    with pytest.raises(zl.TrainingDataRejected, match=r"Data Docs: file://.*index\.html"):
        result.raise_if_rejected()
    assert zl.check(copied, target="label").docs is None


@pytest.mark.parametrize("result_format", ["SUMMARY", "COMPLETE"])
def test_rows_of_durations_are_shown_as_text(tmp_path: Path, result_format: str) -> None:
    train = pd.DataFrame({"b": np.arange(200), "y": [0, 1] * 100})
    train["took"] = pd.to_timedelta(train["b"], "s")
    train["each"] = [[pd.Timedelta(seconds=1)]] * 200
    result = zl.check(train=train, test=train[:60], target="y", docs=tmp_path, result_format=result_format)
    rows = next(one for one in result.findings if one.expectation == "expect_rows_to_be_disjoint_across_splits")
    assert (result.verdict.value, rows.observed["unexpected_count"]) == ("rejected", 60)
    assert "0:00:07" in "".join(path.read_text() for path in tmp_path.rglob("*.html"))


@pytest.mark.parametrize("digits", [17, 20, 25, 30, 38])
def test_whole_numbers_of_many_digits_are_judged_by_each_of_them(digits: int) -> None:
    rng = np.random.default_rng(0)
    label = rng.integers(0, 2, 400)
    number = [int("1" + "".join(map(str, rng.integers(0, 10, digits - 2))) + str(one)) for one in label]
    frame = pd.DataFrame({"number": pd.Series(number, dtype=object), "label": label})
    result = zl.check(train=frame[:250], test=frame[250:], target="label")
    found = next(one for one in result.findings if one.expectation == "expect_features_to_not_leak_target")
    assert (found.judged, found.success) == (True, False), found.summary
    assert "number (last digit)" in found.summary


def test_a_target_of_lists_does_not_keep_shared_rows_from_being_judged(copied: pd.DataFrame) -> None:
    result = zl.check(copied.assign(label=[[one] for one in copied["label"]]), target="label")
    rows = next(one for one in result.findings if one.expectation == "expect_rows_to_be_disjoint_across_splits")
    assert (rows.judged, rows.success) == (True, False)


def test_rows_are_left_out_where_they_are_not_wanted(copied: pd.DataFrame) -> None:
    result = zl.check(copied, target="label", result_format="BASIC")
    assert str(copied.loc[0, "height"]) not in result.to_json()


# --- bad input ---------------------------------------------------------------------------------------------------


def naive_and_aware(frame: pd.DataFrame) -> dict[str, Any]:
    train, test = apart(frame)
    when = pd.Timestamp("2024-01-01")
    return {"train": train.assign(when=when), "test": test.assign(when=when.tz_localize("UTC"))}


def twice_named(frame: pd.DataFrame) -> dict[str, Any]:
    return {"data": frame.set_axis(["height", "height", "age", "city", "label", "split"], axis=1)}


BAD: dict[str, tuple[Callable[[pd.DataFrame], dict[str, Any]], str]] = {
    "nothing given": (lambda frame: {}, "got none of them"),
    "both forms given": (lambda frame: {"data": frame, "train": frame}, "got more than one of them"),
    "one split only": (lambda frame: {"train": frame}, "a train split and an evaluation split, got only 'train'"),
    "misspelt target": (lambda frame: {"data": frame, "target": "labl"}, "Did you mean 'label'"),
    "misspelt split column": (lambda frame: {"data": frame, "split_column": "spilt"}, "Did you mean 'split'"),
    "unknown train split": (lambda frame: {"data": frame, "train_split": "trian"}, "Did you mean 'train'"),
    "one split": (lambda frame: {"data": frame.assign(split="train")}, "must be an evaluation split"),
    "missing splits": (lambda frame: {"data": frame.assign(split=frame["split"].mask(frame.index < 2))}, "got 2"),
    "splits lack a column": (
        lambda frame: {"train": apart(frame)[0], "test": apart(frame)[1].drop(columns="city")},
        "'city'",
    ),
    "naive and aware": (naive_and_aware, "'when'"),
    "columns twice": (twice_named, "'height'"),
    "no rows": (lambda frame: {"data": frame.head(0)}, "must be rows"),
    "an empty split": (lambda frame: {"train": apart(frame)[0], "test": apart(frame)[1].head(0)}, "test"),
    "no such file": (lambda frame: {"data": "nowhere.parquet"}, "nowhere.parquet"),
    "columns as text": (lambda frame: {"data": frame, "identifiers": "city"}, r"\['city'\]"),
    "unknown task": (lambda frame: {"data": frame, "task": "ranking"}, "`task` must be"),
    "unknown fail_on": (lambda frame: {"data": frame, "fail_on": "info"}, "`fail_on` must be"),
    "unknown result format": (
        lambda frame: {"data": frame, "result_format": "complete"},
        "BOOLEAN_ONLY, .* 'complete'",
    ),
    "no result format": (lambda frame: {"data": frame, "result_format": {"a": 1}}, "`result_format` must be one of"),
    "no table": (lambda frame: {"data": 7}, "int"),
}


def test_a_setting_that_cannot_be_is_told_in_our_own_words(
    clean: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZL_MEMORY_LIMIT", "lots")
    with pytest.raises(zl.CouldNotJudgeError, match=r"^ZL_MEMORY_LIMIT must be a size such as"):
        zl.check(clean, target="label")


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_an_error_that_says_what_must_hold(clean: pd.DataFrame, case: str) -> None:
    arguments, words = BAD[case]
    with pytest.raises(zl.CouldNotJudgeError, match=words):
        zl.check(**{"target": "label", **arguments(clean)})


def test_a_file_that_is_not_what_its_name_says_or_is_empty_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "data.parquet").write_text("a,b\n1,2\n")
    with pytest.raises(zl.CouldNotJudgeError, match=r"data\.parquet"):
        zl.check(tmp_path / "data.parquet", target="b")
    (tmp_path / "data.csv").write_text("")
    with pytest.raises(zl.CouldNotJudgeError, match=r"data\.csv"):
        zl.check(tmp_path / "data.csv", target="b")


NOT_JUDGED: dict[str, tuple[Callable[[pd.DataFrame], dict[str, Any]], str]] = {
    "constant target": (lambda frame: {"data": frame.assign(label="yes")}, "at least two values"),
    "missing target": (lambda frame: {"data": frame.assign(label=None)}, "only missing"),
    "misspelt group": (lambda frame: {"data": frame, "group_columns": ["cty"]}, "Did you mean 'city'"),
    "misspelt identifier": (lambda frame: {"data": frame, "identifiers": ["cty"]}, "Did you mean 'city'"),
    "misspelt allow": (lambda frame: {"data": frame, "allow": ["cty"]}, "Did you mean 'city'"),
    "one row": (lambda frame: {"data": frame.head(1)}, "at least two values"),
    "one row a split": (lambda frame: {"data": frame.iloc[[0, 700]]}, "at least two values"),
}


@pytest.mark.parametrize("case", NOT_JUDGED)
def test_what_a_check_cannot_judge_shuts_the_gate_and_says_why(clean: pd.DataFrame, case: str) -> None:
    arguments, words = NOT_JUDGED[case]
    try:
        zl.check(**{"target": "label", **arguments(clean)}).raise_if_rejected()
    except zl.CouldNotJudgeError as error:
        message = str(error)
    except zl.TrainingDataRejected as error:
        message = str(error)
    else:
        pytest.fail("it passed")
    assert words in message


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_source_is_opened_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    frame = pd.DataFrame({"x": [i % 7 / 4 for i in range(300)], "y": ["a", "b", "b"] * 100})
    getattr(frame, f"to_{suffix}")(tmp_path / f"rows.{suffix}", index=False)
    opened: list[Any] = []

    def recorded(*args: Any, **kwargs: Any) -> str:
        opened.append(args)
        return create_relation(*args, **kwargs)

    monkeypatch.setattr("zl_expectations.datasources.duckdb_datasource.create_relation", recorded)
    path = tmp_path / f"rows.{suffix}"
    assert zl.check(train=path, test=str(path), target="y").findings
    assert len(opened) == 1


def test_a_thorough_check_finds_columns_that_were_standardised_over_all_rows() -> None:
    frame = load_breast_cancer(as_frame=True).frame
    names = frame.columns.drop("target")
    frame[names] = (frame[names] - frame[names].mean()) / frame[names].std()
    splits = {"train": frame.iloc[:400], "test": frame.iloc[400:]}
    name = "expect_preprocessing_to_be_fitted_on_train_only"
    (found,) = [
        one for one in zl.check(splits=splits, target="target", thorough=True).findings if one.expectation == name
    ]
    assert "standardised over all splits together" in found.summary
    assert name not in [one.expectation for one in zl.check(splits=splits, target="target").findings]


def test_a_thorough_check_finds_what_two_features_give_away_together() -> None:
    rng = np.random.default_rng(0)
    table = pd.DataFrame(rng.normal(size=(3000, 4)), columns=list("abcd"))
    table["y"] = (table["a"] > 0.2) & (table["b"] > -0.3)
    table["split"] = np.where(np.arange(3000) % 4, "train", "test")
    assert zl.check(table, target="y").passed
    thorough = zl.check(table, target="y", thorough=True)
    assert [one.expectation for one in thorough.findings if one.rejects("warning")] == [
        "expect_target_to_not_be_perfectly_predictable"
    ]
