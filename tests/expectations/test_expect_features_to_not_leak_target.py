"""Features that give the target away alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine

from zl_expectations import ExpectFeaturesToNotLeakTarget
from zl_expectations.metrics import feature_pairs
from zl_expectations.reporting.evidence import Evidence

Expect: Any = ExpectFeaturesToNotLeakTarget  # severities are given as text here, as people write them
LOADERS = {"iris": load_iris, "wine": load_wine, "breast_cancer": load_breast_cancer}


@pytest.fixture
def given_away(clean: pd.DataFrame) -> pd.DataFrame:
    """The clean table with a copy of the target under another name and coding."""
    return clean.assign(outcome=clean["label"].map({"no": 3.5, "yes": 7.25}))


def by_name(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["feature"]: one for one in found["features"]}


# --- faults found, clean tables passed ---------------------------------------------------------------------------


@pytest.mark.parametrize("severity", ["critical", "warning"])
@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_a_clean_table_passes_in_both_tiers(validate: Any, clean: pd.DataFrame, severity: str, on: str) -> None:
    result = validate(clean, Expect(target="label", split_column="split", severity=severity), on=on)
    assert result.success
    assert result.result["observed_value"] < 0.6
    assert result.result["details"]["columns"] == []


@pytest.mark.parametrize("severity", ["critical", "warning"])
@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_a_copy_of_the_target_fails_in_both_tiers(
    validate: Any, given_away: pd.DataFrame, severity: str, on: str
) -> None:
    result = validate(given_away, Expect(target="label", split_column="split", severity=severity), on=on)
    assert not result.success
    assert result.result["observed_value"] == 1
    assert result.result["details"]["columns"] == ["outcome"]
    assert result.result["details"]["features"][0]["explained"] > 0.95


def test_a_feature_that_comes_close_is_a_warning(validate: Any, clean: pd.DataFrame) -> None:
    rng = np.random.default_rng(0)
    wrong = rng.random(800) < 0.03
    clean["almost"] = (clean["label"] == "yes") ^ wrong
    assert validate(clean, Expect(target="label")).success
    result = validate(clean, Expect(target="label", severity="warning"))
    assert not result.success
    assert result.result["details"]["columns"] == ["almost"]


def test_too_few_rows_to_prove_anything_are_no_critical_fault_but_a_warning(validate: Any) -> None:
    few = pd.DataFrame({"x": np.arange(40) // 20, "noise": np.arange(40) % 3, "y": np.arange(40) // 20})
    assert validate(few, Expect(target="y")).success
    result = validate(few, Expect(target="y", severity="warning"))
    assert not result.success
    assert result.result["details"]["tier"] == "cannot_tell"
    assert "cannot tell" in Expect.summary(result.result["details"])


@pytest.mark.parametrize("table", LOADERS)
def test_a_copied_target_is_found_on_the_classic_tables(details: Any, table: str) -> None:
    frame = LOADERS[table](as_frame=True).frame
    found = details(frame.assign(copy=frame["target"] * 10 + 1), Expect(target="target"))
    assert found["tier"] == "critical"
    assert found["columns"] == ["copy"]


def test_being_missing_gives_the_target_away(details: Any, clean: pd.DataFrame) -> None:
    clean.loc[clean["label"] == "yes", "height"] = np.nan
    clean.loc[clean["label"] == "yes", "city"] = None
    found = details(clean, Expect(target="label"))
    assert sorted(found["columns"]) == ["city", "height"]
    assert by_name(found)["height"]["missing_score"] == 1
    assert by_name(found)["weight"]["missing_score"] is None
    assert "by being missing" in Expect.summary(found)


@pytest.mark.parametrize("name", ["/data/leaves/{}/{:05d}.jpg", "{}_leaf_{}"])
@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_the_folder_or_name_of_numbered_files_gives_any_number_of_classes_away(
    validate: Any, name: str, on: str
) -> None:
    rng = np.random.default_rng(0)
    kind = rng.choice([f"{a} {b}" for a in ("red", "common", "silver", "sugar") for b in "pqrstu"], 1200)
    paths = [
        name.format(one.replace(" ", "_"), number) for one, number in zip(kind, rng.permutation(1200), strict=True)
    ]
    result = validate(pd.DataFrame({"path": paths, "kind": kind}), Expect(target="kind"), on=on)
    assert not result.success
    assert "path (without its digits) (AUC 1)" in Expect.summary(result.result["details"])


@pytest.mark.parametrize("year", [20000, -100])
def test_years_that_python_does_not_know_are_judged(details: Any, clean: pd.DataFrame, year: int) -> None:
    far = [f"{year:05d}-12-31" if one == "yes" else "2000-01-01" for one in clean["label"]]
    found = details(clean.assign(when=np.array(far, "datetime64[s]")), Expect(target="label"), on="duckdb")
    assert found["columns"] == ["when"]


def test_a_duration_is_judged_against_however_many_classes(details: Any) -> None:
    rng = np.random.default_rng(0)
    spans = pd.to_timedelta(rng.integers(0, 10**6, 1000), unit="s")
    frame = pd.DataFrame({"span": spans, "y": [f"class {k}" for k in rng.integers(0, 70, 1000)]})
    found = details(frame, Expect(target="y"))
    assert (found["tier"], len(found["classes"]), found["features_judged"]) == ("none", 70, 1)


def test_an_instant_that_stands_only_where_the_target_is_true_gives_it_away(details: Any, clean: pd.DataFrame) -> None:
    clean["closed"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(800), unit="h")
    clean.loc[clean["label"] == "yes", "closed"] = pd.NaT
    assert details(clean, Expect(target="label"))["columns"] == ["closed"]


@pytest.mark.parametrize("dtype", ["bool", "category", "string"])
def test_every_sort_of_feature_is_judged(details: Any, clean: pd.DataFrame, dtype: str) -> None:
    clean["outcome"] = (clean["label"] == "yes").astype(dtype)
    assert details(clean, Expect(target="label"))["columns"] == ["outcome"]


def test_an_identifier_gives_nothing_away(details: Any, clean: pd.DataFrame) -> None:
    ids = np.random.default_rng(0).permutation(800)
    found = details(clean.assign(id=ids, code=[f"c{i}" for i in ids]), Expect(target="label"))
    assert found["tier"] == "none"


# --- noisy copies, and values that decide ------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_a_copy_with_five_percent_flipped_is_a_warning_at_the_size_of_breast_cancer(
    validate: Any, details: Any, seed: int
) -> None:
    frame = load_breast_cancer(as_frame=True).frame
    rng = np.random.default_rng(seed)
    wrong = np.zeros(569, dtype=bool)
    wrong[rng.choice(569, 28, replace=False)] = True
    frame["copy"] = np.where((frame["target"] == 1) ^ wrong, "benign", "malign")
    found = details(frame, Expect(target="target"))
    assert (found["tier"], found["columns"]) == ("warning", ["copy"])
    assert by_name(found)["copy"]["copy_lower_bound"] > 0.8
    assert "copy (AUC 0.95" in Expect.summary(found)
    assert "like a noisy copy" in Expect.summary(found)


def test_classes_under_other_names_are_a_copy(details: Any, clean: pd.DataFrame) -> None:
    clean["label"] = np.tile(["a", "b", "c", "d"], 200)
    clean["renamed"] = clean["label"].map({"a": 7, "b": 1, "c": 9, "d": 3})
    assert details(clean, Expect(target="label"))["columns"] == ["renamed"]
    clean.loc[np.random.default_rng(0).random(800) < 0.07, "renamed"] = 7
    noisy = details(clean, Expect(target="label"))
    assert noisy["columns"] == ["renamed"]
    assert noisy["tier"] == "warning"


def test_a_function_of_the_target_that_is_not_monotone_gives_it_away(details: Any) -> None:
    rng = np.random.default_rng(1)
    target = rng.integers(0, 7, 900)
    leak = pd.DataFrame({"y": target, "square": (target - 3.2) ** 2 + rng.normal(0, 0.01, 900)})
    assert details(leak, Expect(target="y"))["columns"] == ["square"]


def in_some_rows(clean: pd.DataFrame, value: Any) -> pd.DataFrame:
    """2,400 rows, a tenth of them with a label that nearly only they have: `value` stands in 200, and decides it."""
    frame = pd.concat([clean] * 3, ignore_index=True)
    rng = np.random.default_rng(5)
    frame["label"] = np.where(np.arange(2400) % 10 == 0, "fraud", "fine")
    kept = np.flatnonzero(frame["label"] == "fraud")[:200]
    frame["reason"] = rng.choice(["low", "high", "none"], 2400)
    frame["reason"] = frame["reason"].astype(object)
    frame.loc[kept, "reason"] = value
    return frame


@pytest.mark.parametrize("value", ["refund", None])
def test_a_value_that_decides_the_target_where_it_stands_is_a_warning(
    details: Any, clean: pd.DataFrame, value: Any
) -> None:
    found = details(in_some_rows(clean, value), Expect(target="label"))
    assert (found["tier"], found["columns"]) == ("warning", ["reason"])
    (decides,) = by_name(found)["reason"]["deciding_values"]
    assert (decides["value"], decides["class"], decides["class_rows"], decides["rows"]) == (value, "fraud", 200, 200)
    name = "missing" if value is None else value
    assert f"where reason is {name}, the target is fraud in 200 of 200 rows" in Expect.summary(found)


def test_a_number_that_decides_the_target_is_told_from_a_bin(details: Any, clean: pd.DataFrame) -> None:
    frame = in_some_rows(clean, "refund")
    frame["amount"] = np.random.default_rng(0).normal(size=2400)
    frame.loc[frame["reason"] == "refund", "amount"] = -1.0
    found = details(frame.drop(columns="reason"), Expect(target="label"))
    assert by_name(found)["amount"]["deciding_values"][0]["value"] == "-1.0"


def test_all_values_but_the_usual_one_are_told_together_though_each_is_proven_alone(
    details: Any, clean: pd.DataFrame
) -> None:
    rng = np.random.default_rng(5)
    frame = pd.concat([clean] * 8, ignore_index=True).assign(label=np.where(np.arange(6400) % 4 == 0, "lost", "kept"))
    visits = rng.integers(1, 4, 6400)
    frame["visits"] = np.where((frame["label"] == "lost") & (rng.random(6400) < 0.5), visits, 0)
    found = details(frame, Expect(target="label"))
    after = int((frame["visits"] > 0).sum())
    said = f"where visits is other than 0, the target is lost in {after} of {after} rows"
    assert said in Expect.summary(found)


@pytest.mark.parametrize("empty", [None, 0, "none"])
def test_what_only_rows_of_the_common_class_have_is_a_warning(details: Any, clean: pd.DataFrame, empty: Any) -> None:
    rng = np.random.default_rng(5)
    frame = pd.concat([clean] * 2, ignore_index=True).assign(label=np.where(np.arange(1600) % 6 == 0, "left", "stayed"))
    number = pd.Series(rng.integers(1, 900, 1600), dtype=object)
    frame["review"] = number.where((frame["label"] == "stayed") & (rng.random(1600) < 0.5), empty)
    if empty != "none":
        frame["review"] = frame["review"].astype(float)
    else:
        frame["review"] = frame["review"].astype(str)
    found = details(frame, Expect(target="label"))
    assert (found["tier"], found["columns"]) == ("warning", ["review"])
    said = "present" if empty is None else f"other than {empty}"
    assert f"where review is {said}" in Expect.summary(found)
    assert "the target is stayed in" in Expect.summary(found)


@pytest.mark.parametrize("usual", [0.0, -1, "none"])
def test_what_only_the_rows_of_one_class_have_is_a_warning_though_no_two_have_the_same(
    details: Any, clean: pd.DataFrame, usual: Any
) -> None:
    frame = in_some_rows(clean, "refund")
    booked = frame["reason"] == "refund"
    number = np.random.default_rng(0).permutation(len(frame)) + 1
    of_each = {"none": [f"TCK-{n}" for n in number], -1: number}.get(usual, number / 7)
    frame["recovered"] = np.where(booked, np.asarray(of_each, dtype=object), usual)
    frame = frame.assign(recovered=frame["recovered"].infer_objects()).drop(columns="reason")
    found = details(frame, Expect(target="label"))
    assert (found["tier"], found["columns"]) == ("warning", ["recovered"])
    (decides,) = by_name(found)["recovered"]["deciding_values"]
    assert (decides["value"], decides["class"], decides["rows"]) == (f"other than {usual}", "fraud", 200)
    assert f"where recovered is other than {usual}, the target is fraud in 200 of 200 rows" in Expect.summary(found)
    honest = np.where(np.random.default_rng(1).random(len(frame)) < 0.2, number / 7, 0.0)
    assert details(frame.assign(recovered=honest), Expect(target="label"))["tier"] == "none"


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
@pytest.mark.parametrize("dtype", ["int64", "float64"])
def test_a_number_that_stands_for_a_category_is_judged_value_by_value(validate: Any, dtype: str, on: str) -> None:
    """Bins of 150 shops, each of which sells one of three sorts, say little; as text the same column is critical."""
    rng = np.random.default_rng(0)
    shop, sort_of = rng.integers(0, 150, 9_000), rng.integers(0, 3, 150)
    frame = pd.DataFrame({"shop": shop.astype(dtype), "noise": rng.normal(size=9_000), "label": sort_of[shop]})
    found = validate(frame, Expect(target="label", split_column=None), on=on).result["details"]
    assert (found["tier"], found["columns"]) == ("critical", ["shop"])
    assert Expect.summary(found).startswith("Of 2 features, shop (each value) (AUC 1) predicts the target alone")
    each = pd.DataFrame({"shop": shop.astype(dtype), "label": 1_000.5 * rng.permutation(150)[shop]})
    of_quantity = validate(each, Expect(target="label", split_column=None), on=on).result["details"]
    assert (of_quantity["tier"], of_quantity["features"][0]["feature"]) == ("critical", "shop (each value)")


def test_a_number_of_a_category_that_says_nothing_gives_nothing_away(details: Any) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {"shop": rng.integers(0, 150, 9_000), "no": np.arange(9_000), "label": rng.integers(0, 3, 9_000)}
    )
    assert details(frame, Expect(target="label", split_column=None))["tier"] == "none"


@pytest.fixture
def reasons(clean: pd.DataFrame) -> pd.DataFrame:
    """Why a label is "yes", a flag for each reason; none of them stands in many rows."""
    reason = pd.Series(np.random.default_rng(0).choice(list("abcdefghijkl"), len(clean)), index=clean.index)
    return pd.get_dummies(clean.assign(why=reason.where(clean["label"] == "yes")), columns=["why"])


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
@pytest.mark.parametrize("dtype", [bool, int, float])
def test_flags_of_a_reason_that_one_class_has_give_it_away_together(
    validate: Any, reasons: pd.DataFrame, dtype: type, on: str
) -> None:
    flags = [name for name in reasons.columns if name.startswith("why_")]
    found = validate(reasons.astype(dict.fromkeys(flags, dtype)), Expect(target="label"), on=on).result["details"]
    assert (found["tier"], found["columns"]) == ("critical", flags)
    assert "why_* (as one) (AUC 1) predicts the target alone" in Expect.summary(found)


def test_flags_that_begin_alike_and_say_nothing_are_none(details: Any, clean: pd.DataFrame) -> None:
    rng = np.random.default_rng(1)
    noise = {f"why_{letter}": rng.random(len(clean)) < 0.02 for letter in "abcdefghijkl"}
    assert details(clean.assign(**noise), Expect(target="label"))["tier"] == "none"


def test_a_value_of_few_rows_or_of_the_common_class_decides_nothing(details: Any, clean: pd.DataFrame) -> None:
    frame = in_some_rows(clean, "refund")
    few = frame.assign(reason=frame["reason"].where(frame.index > 1_500, "low"))
    assert details(few, Expect(target="label"))["tier"] == "none"
    common = frame.assign(reason=np.where(frame["label"] == "fine", "ok", "low"))
    common.loc[::2, "reason"] = "low"
    assert details(common, Expect(target="label"))["tier"] == "none"


def test_a_copy_that_is_missing_in_most_rows_is_a_warning(details: Any) -> None:
    frame = load_wine(as_frame=True).frame
    present = np.random.default_rng(0).random(len(frame)) < 0.2
    frame["audit"] = frame["target"].map({0: "a", 1: "b", 2: "c"}).where(present)
    found = details(frame, Expect(target="target"))
    assert (found["tier"], found["columns"]) == ("warning", ["audit"])
    agreeing, rows = by_name(found)["audit"]["copied_rows"]
    assert agreeing == rows == present.sum()
    assert f"audit in {rows} of the {rows} rows where it says anything" in Expect.summary(found)


def test_a_noisy_target_that_is_missing_in_most_rows_is_a_warning(details: Any) -> None:
    frame = load_breast_cancer(as_frame=True).frame
    rng = np.random.default_rng(0)
    frame["late"] = np.where(rng.random(569) < 0.3, frame["target"] + rng.normal(0, 0.05, 569), np.nan)
    found = details(frame, Expect(target="target"))
    assert (found["tier"], found["columns"]) == ("warning", ["late"])
    assert "late predicts it where it is present (AUC" in Expect.summary(found)


def test_missing_where_the_target_is_one_class_of_three_is_a_warning(details: Any) -> None:
    frame = load_iris(as_frame=True).frame
    frame["width"] = np.where(frame["target"] == 0, np.nan, np.random.default_rng(0).normal(size=150))
    found = details(frame, Expect(target="target"))
    assert (found["tier"], found["columns"]) == ("warning", ["width"])
    assert "where width is missing, the target is 0 in 50 of 50 rows" in Expect.summary(found)


def test_a_feature_that_tells_one_class_of_several_is_told_with_that_class_and_its_score(details: Any) -> None:
    rng = np.random.default_rng(0)
    target = rng.choice(["north", "south", "east", "west"], 400)
    frame = pd.DataFrame({"target": target, "snow": (target == "north") + rng.normal(0, 0.1, 400)})
    found = details(frame, Expect(target="target"))
    assert found["tier"] == "warning"
    assert found["features"][0]["score"] < 0.8
    assert Expect.summary(found) == "Of 1 feature, snow (AUC 1 for north) comes close."
    hidden = details(frame, Expect(target="target", show_rows=False))
    assert Expect.summary(hidden) == "Of 1 feature, snow (AUC 1 for class 2) comes close."


@pytest.fixture
def species() -> pd.DataFrame:
    """A target of four classes, and two columns that say nothing about it."""
    rng = np.random.default_rng(0)
    return pd.DataFrame({"y": rng.choice(list("abcd"), 600), "x": rng.normal(size=600), "z": rng.choice(3, 600)})


def one_hot(species: pd.DataFrame, classes: str) -> pd.DataFrame:
    return species.assign(**{f"is_{one}": (species["y"] == one).astype(int) for one in classes})


@pytest.mark.parametrize("classes", ["abcd", "bcd"])
@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_a_one_hot_code_of_the_target_gives_it_away(
    validate: Any, species: pd.DataFrame, classes: str, on: str
) -> None:
    result = validate(one_hot(species, classes), Expect(target="y"), on=on)
    assert not result.success
    assert sorted(result.result["details"]["columns"]) == [f"is_{one}" for one in classes]
    assert " name the class together" in Expect.summary(result.result["details"])


def test_the_number_of_the_class_in_binary_gives_it_away(details: Any, species: pd.DataFrame) -> None:
    number = species["y"].map(dict(zip("abcd", range(4), strict=True)))
    found = details(species.assign(high=number // 2, low=np.where(number % 2, "odd", "even")), Expect(target="y"))
    assert (found["tier"], sorted(found["columns"])) == ("critical", ["high", "low"])


def test_a_code_that_leaves_two_classes_alike_is_no_critical_fault(details: Any, species: pd.DataFrame) -> None:
    assert details(one_hot(species, "ab"), Expect(target="y"))["tier"] == "warning"


def test_a_code_whose_every_column_is_allowed_is_allowed_as_one(details: Any, species: pd.DataFrame) -> None:
    allowed = [f"is_{one}" for one in "abcd"]
    assert details(one_hot(species, "abcd"), Expect(target="y", allow=allowed))["tier"] == "none"
    some = details(one_hot(species, "abcd"), Expect(target="y", allow=allowed[:2]))
    assert (some["tier"], by_name(some)["is_* (as one)"]["allowed"]) == ("critical", False)


@pytest.fixture
def houses() -> pd.DataFrame:
    """Prices with hardly two of a kind, a few of them far from the others."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"rooms": rng.integers(1, 9, 600), "age": rng.gamma(2, 20, 600)})
    return frame.assign(price=np.exp(rng.normal(12, 0.7, 600) + 0.05 * frame["rooms"]))


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_a_quantity_that_was_rounded_to_few_values_is_given_away(validate: Any, houses: pd.DataFrame, on: str) -> None:
    houses["estimate"] = (houses["price"] / 20_000).round() * 20_000
    found = validate(houses, Expect(target="price"), on=on).result["details"]
    assert houses["estimate"].nunique() < 64
    assert (found["tier"], found["columns"]) == ("critical", ["estimate"])
    assert Expect.summary(found).startswith("Of 3 features, estimate (R² 0.99")


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_a_quantity_that_is_mostly_zero_is_given_away_by_its_copy(validate: Any, on: str) -> None:
    rng = np.random.default_rng(0)
    wet = rng.random(400) < 0.04
    weather = pd.DataFrame({"wind": rng.gamma(2, 5, 400), "rain": np.where(wet, rng.exponential(0.1, 400).round(2), 0)})
    weather["rain in mm"] = weather["rain"] * 25.4
    assert 8 < weather["rain"].nunique() < wet.sum()
    found = validate(weather, Expect(target="rain", task="regression"), on=on).result["details"]
    assert (found["tier"], found["columns"]) == ("critical", ["rain in mm"])


def encoded(frame: pd.DataFrame, target: pd.Series, of: str) -> pd.Series:
    """The mean of the target over the rows of each category, train's or all."""
    rows = frame["split"].isin(["train"] if of == "train" else ["train", "test"])
    return frame["street"].map(target[rows].groupby(frame.loc[rows, "street"]).mean())


@pytest.fixture
def streets(clean: pd.DataFrame) -> pd.DataFrame:
    """A category of some three rows a value."""
    street = np.random.default_rng(0).integers(0, len(clean) // 3, len(clean))
    return clean.assign(street=[f"street {one:03}" for one in street])


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
@pytest.mark.parametrize(("of", "tier", "over"), [("all", "critical", "all splits"), ("train", "warning", "train")])
@pytest.mark.parametrize("target", ["label", "height"])
def test_a_category_that_was_encoded_by_the_target_of_its_own_rows_is_found(
    validate: Any, streets: pd.DataFrame, target: str, of: str, tier: str, over: str, on: str
) -> None:
    number = streets["height"] if target == "height" else (streets["label"] == "yes").astype(float)
    frame = streets.assign(rate=encoded(streets, number, of)).drop(columns="street")
    found = validate(frame, Expect(target=target, split_column="split"), on=on).result["details"]
    assert (found["tier"], found["columns"]) == (tier, ["rate"])
    what = "mean of height" if target == "height" else "share of label yes"
    assert f"rate is the {what} over the rows of {over} that have its value, each row itself" in Expect.summary(found)
    assert Expect.next_step(found).startswith("Encode rate from train alone")


def test_an_encoding_of_many_rows_a_value_or_by_other_rows_gives_nothing_away(
    details: Any, streets: pd.DataFrame
) -> None:
    yes = (streets["label"] == "yes").astype(float)
    by_city = yes.groupby(streets["city"]).transform("mean")
    sums, rows = (yes.groupby(streets["street"]).transform(of) for of in ("sum", "count"))
    by_others = ((sums - yes + 1) / (rows + 1)).where(rows > 1, 0.5)
    for rate in (by_city, by_others + np.random.default_rng(0).normal(0, 0.2, len(yes))):
        assert details(streets.drop(columns="street").assign(rate=rate), Expect(target="label"))["tier"] == "none"


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
@pytest.mark.parametrize(("of", "tier", "over"), [("all", "critical", "all splits"), ("train", "warning", "train")])
@pytest.mark.parametrize("target", ["label", "height"])
@pytest.mark.parametrize(
    ("scale", "said"),
    [("standardised", "on another scale"), ("log1p", "as log1p"), ("clipped log-odds", "as log-odds")],
)
def test_an_encoding_is_found_on_another_scale(
    validate: Any, streets: pd.DataFrame, scale: str, said: str, target: str, of: str, tier: str, over: str, on: str
) -> None:
    if target == "height" and scale == "clipped log-odds":
        return  # a quantity has no odds
    number = streets["height"] if target == "height" else (streets["label"] == "yes").astype(float)
    rate = encoded(streets.assign(street=streets["street"].str[:-1]), number, of)
    share = rate.clip(1e-3, 1 - 1e-3)
    made = {
        "standardised": (rate - rate.mean()) / rate.std(),
        "log1p": np.log1p(rate),
        "clipped log-odds": np.log(share / (1 - share)),
    }
    frame = streets.assign(rate=made[scale]).drop(columns="street")
    found = validate(frame, Expect(target=target, split_column="split"), on=on).result["details"]
    assert (found["tier"], found["columns"]) == (tier, ["rate"])
    assert f"rate is, {said}, the " in Expect.summary(found)
    assert f" over the rows of {over} that have its value, each row itself" in Expect.summary(found)
    assert Expect.next_step(found).startswith("Encode rate from train alone, in folds")


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
@pytest.mark.parametrize(("of", "tier", "over"), [("all", "critical", "all splits"), ("train", "warning", "train")])
@pytest.mark.parametrize("target", ["label", "height"])
def test_an_encoding_by_the_other_rows_is_found_beside_its_category(
    validate: Any, streets: pd.DataFrame, target: str, of: str, tier: str, over: str, on: str
) -> None:
    number = streets["height"] if target == "height" else (streets["label"] == "yes").astype(float)
    is_in = streets["split"].isin(["train"] if of == "train" else ["train", "test"])
    by_street = number[is_in].groupby(streets.loc[is_in, "street"])
    others = (by_street.transform("sum") - number[is_in]) / (by_street.transform("size") - 1).where(lambda n: n > 0)
    frame = streets.assign(rate=others.reindex(streets.index).fillna(encoded(streets, number, of)))
    for role in ({}, {"identifiers": ["street"]}):
        found = validate(frame, Expect(target=target, split_column="split", **role), on=on).result["details"]
        assert (found["tier"], found["columns"]) == (tier, ["rate"])
        what = "mean of height" if target == "height" else "share of label yes"
        assert f"rate is the {what} over the other rows of {over} that have its street" in Expect.summary(found)
    alone = validate(frame.drop(columns="street"), Expect(target=target, split_column="split"), on=on)
    assert alone.result["details"]["tier"] == "none"


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_bands_of_a_quantity_are_a_warning(validate: Any, houses: pd.DataFrame, on: str) -> None:
    third = pd.qcut(houses["price"], 3, labels=["low", "middle", "high"]).astype(str)
    frame = houses.assign(segment=third, luxury=houses["price"] > houses["price"].quantile(0.9))
    found = validate(frame, Expect(target="price"), on=on).result["details"]
    assert (found["tier"], sorted(found["columns"])) == ("warning", ["luxury", "segment"])
    assert " cut it into bands that hardly overlap" in Expect.summary(found)
    assert {one["cuts_into_bands"] for one in found["features"] if one["tier"] == "none"} == {False}


def test_a_quantity_that_is_copied_into_most_rows_is_a_warning_whatever_stands_in_the_others(
    details: Any, houses: pd.DataFrame
) -> None:
    rng = np.random.default_rng(0)
    is_copy = rng.random(len(houses)) < 0.7
    frame = houses.assign(assessed=np.where(is_copy, houses["price"], rng.permutation(houses["price"])))
    found = details(frame, Expect(target="price"))
    assert (found["tier"], found["columns"]) == ("warning", ["assessed"])
    agreeing, rows = by_name(found)["assessed"]["copied_rows"]
    assert agreeing / rows == pytest.approx(0.7, abs=0.06)
    assert f"like a noisy copy (assessed in about {agreeing:,} of {rows:,} rows)" in Expect.summary(found)


def test_a_quantity_that_is_copied_into_some_rows_only_is_a_warning(details: Any, houses: pd.DataFrame) -> None:
    houses["sold for"] = houses["price"].where(np.random.default_rng(1).random(600) < 0.2)
    found = details(houses, Expect(target="price"))
    assert (found["tier"], found["columns"]) == ("warning", ["sold for"])
    assert "sold for predicts it where it is present (R² 0.99" in Expect.summary(found)


@pytest.mark.parametrize("fill", [0.0, -999.0])
def test_a_quantity_that_is_copied_into_some_rows_and_filled_in_the_others_is_a_warning(
    details: Any, houses: pd.DataFrame, fill: float
) -> None:
    known = np.random.default_rng(1).random(len(houses)) < 0.5
    found = details(houses.assign(paid=np.where(known, houses["price"], fill)), Expect(target="price"))
    assert (found["tier"], found["columns"]) == ("warning", ["paid"])
    assert "paid predicts it where it has another value than its usual one (R²" in Expect.summary(found)


@pytest.mark.parametrize("fill", [np.nan, 0.0, "n/a"])
def test_a_score_of_the_target_in_some_rows_is_a_warning_whatever_stands_in_the_others(
    validate: Any, clean: pd.DataFrame, fill: Any
) -> None:
    rng = np.random.default_rng(1)
    score = pd.Series(np.where(clean["label"] == "yes", 0.8, 0.2) + rng.normal(0, 0.05, 800)).round(2)
    frame = clean.assign(score=score.astype(object if fill == "n/a" else float).where(rng.random(800) < 0.5, fill))
    if fill == "n/a":
        frame["score"] = frame["score"].astype(str)
    result = validate(frame, Expect(target="label", severity="warning"), on="duckdb")
    assert result.result["details"]["columns"] == ["score"]
    where = "is present" if fill is np.nan else "has another value than its usual one"
    assert f"score predicts it where it {where} (AUC" in Expect.summary(result.result["details"])
    shuffled = frame.assign(score=rng.permutation(frame["score"].to_numpy()))
    assert validate(shuffled, Expect(target="label", severity="warning"), on="duckdb").success


def test_a_quantity_with_noise_of_a_fifth_of_its_deviation_is_none(details: Any, houses: pd.DataFrame) -> None:
    noise = np.random.default_rng(2).normal(0, 0.2 * houses["price"].std(), 600)
    assert details(houses.assign(guess=houses["price"] + noise), Expect(target="price"))["tier"] == "none"


def test_text_that_is_only_written_where_the_target_is_true_is_a_warning(details: Any) -> None:
    frame = load_breast_cancer(as_frame=True).frame
    frame["note"] = [f"seen on day {i}" if one and i % 5 == 0 else None for i, one in enumerate(frame["target"])]
    found = details(frame, Expect(target="target"))
    assert (found["tier"], found["columns"]) == ("warning", ["note"])
    rows = frame["note"].notna().sum()
    assert f"where note is present, the target is 1 in {rows} of {rows} rows" in Expect.summary(found)


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_a_target_of_three_classes_with_noise_is_told_in_few_rows(validate: Any, on: str) -> None:
    for table in ("iris", "wine"):
        frame = LOADERS[table](as_frame=True).frame.sample(125, random_state=0)
        frame["leak"] = frame["target"] + np.random.default_rng(0).normal(0, 0.05, 125)
        result = validate(frame, Expect(target="target", severity="warning"), on=on).result["details"]
        assert result["columns"] == ["leak"]


@pytest.mark.parametrize("table", LOADERS)
def test_the_classic_tables_raise_nothing_in_few_rows_where_bins_are_as_few_as_classes(
    details: Any, table: str
) -> None:
    frame = LOADERS[table](as_frame=True).frame
    for seed in range(3):
        found = details(frame.sample(35, random_state=seed), Expect(target="target"))
        assert found["tier"] in ("none", "cannot_tell")


def test_a_perfect_feature_of_few_rows_is_said_to_be_none_that_they_tell_from_chance(details: Any) -> None:
    found = details(pd.DataFrame({"flag": [0, 0, 0, 1, 1, 1], "y": [0, 0, 0, 1, 1, 1]}), Expect(target="y"))
    assert (found["tier"], found["features"][0]["score"]) == ("none", 1)
    assert Expect.summary(found).endswith("the best is flag (AUC 1), which so few rows do not tell from chance.")


@pytest.mark.parametrize(("rare", "tier"), [(2, "none"), (12, "cannot_tell")])
def test_a_perfect_feature_is_no_word_worth_where_the_best_of_so_many_is_one_by_chance(
    details: Any, rare: int, tier: str
) -> None:
    frame = pd.DataFrame(np.random.default_rng(0).normal(size=(35, 60))).add_prefix("noise_")
    frame["rare"] = np.where(np.arange(35) < rare, "yes", "no")
    frame["copy"] = frame["rare"].map({"yes": "a", "no": "b"})
    found = by_name(details(frame, Expect(target="rare")))["copy"]
    assert (found["score"], found["tier"]) == (1.0, tier)


@pytest.mark.parametrize("table", LOADERS)
def test_the_classic_tables_raise_nothing_as_they_are(details: Any, table: str) -> None:
    frame = LOADERS[table](as_frame=True).frame
    for seed in range(3):
        found = details(frame.sample(frac=0.7, random_state=seed), Expect(target="target"))
        assert (found["tier"], found["columns"]) == ("none", [])


# --- parts of features -------------------------------------------------------------------------------------------


def coded(clean: pd.DataFrame, kind: str, flipped: float = 0.0) -> pd.Series[Any]:
    """A column that is another in every row, a part of which says what the label is."""
    rng = np.random.default_rng(3)
    wrong = rng.random(len(clean)) < flipped
    label = ((clean["label"] == "yes") ^ wrong).astype(int).to_numpy()
    number = rng.permutation(10**6)[: len(clean)]
    day = pd.Timestamp("2020-01-01") + pd.to_timedelta(number % 1500, unit="D")
    values: dict[str, Any] = {
        "first letter": [f"{'AB'[k]}{n}" for k, n in zip(label, number, strict=True)],
        "last letter": [f"{n}{'AB'[k]}" for k, n in zip(label, number, strict=True)],
        "length": [f"{n:0{6 + k}}" for k, n in zip(label, number, strict=True)],
        "case": [f"{n:06x}{'xX'[k]}{n:03x}" for k, n in zip(label, number, strict=True)],
        "before the first separator": [f"{('north', 'norse')[k]}/{n}" for k, n in zip(label, number, strict=True)],
        "after the first separator": [f"{n:x}-{('old', 'odd')[k]}" for k, n in zip(label, number, strict=True)],
        "last digit": number * 10 + label,
        "hour": day + pd.to_timedelta(9 + 3 * label, unit="h"),
        "weekday": day - pd.to_timedelta(day.day_of_week - 2 * label, unit="D"),
        "month": pd.to_datetime({"year": 1950 + number % 70, "month": 3 + label, "day": 1 + number % 28}),
    }
    return pd.Series(values[kind], index=clean.index)


PARTS = [
    *("first letter", "last letter", "length", "before the first separator", "after the first separator"),
    *("last digit", "hour", "weekday", "month"),
]


SPELT: dict[str, Any] = {
    "plain": "{:.2f}".format,
    "money": "${:,.2f}".format,
    "with a unit": lambda one: f"{100 * one:.0f} USD",
    "in a sentence": lambda one: f"sold at {100 * one:.0f}, as seen",
    "negative": lambda one: f"{one - 300:.2f}",
}


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
@pytest.mark.parametrize("spelling", SPELT)
def test_a_quantity_that_is_copied_as_text_is_found(details: Any, spelling: str, on: str) -> None:
    rng = np.random.default_rng(0)
    price = rng.gamma(3, 90, 900).round(2)
    frame = pd.DataFrame({"x": rng.normal(size=900), "label": price, "tag": [SPELT[spelling](one) for one in price]})
    found = details(frame.assign(split=np.where(rng.random(900) < 0.3, "test", "train")), Expect(target="label"), on=on)
    assert (found["tier"], found["columns"]) == ("critical", ["tag"])
    assert "tag (its digits)" in Expect.summary(found)


def test_text_ids_and_times_in_the_order_of_the_classes_are_found(details: Any, clean: pd.DataFrame) -> None:
    rank = clean["label"].rank(method="first").astype(int)
    day = pd.Timestamp("2020-01-01") + pd.to_timedelta(rank, unit="h")
    for values in (rank.map("R{:06d}".format), day.dt.strftime("%Y-%m-%d %H:%M:%S")):
        found = details(clean.assign(code=values), Expect(target="label"))
        assert (found["tier"], found["columns"]) == ("critical", ["code"])
    shuffled = rank.sample(frac=1, random_state=0).to_numpy()
    honest = clean.assign(code=[f"R{one:06d}" for one in shuffled])
    assert details(honest, Expect(target="label"))["tier"] == "none"


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_a_column_that_gives_the_target_away_is_found_and_named(
    details: Any, clean: pd.DataFrame, part: str
) -> None:
    found = details(clean.assign(code=coded(clean, part)), Expect(target="label"))
    assert (found["tier"], found["columns"]) == ("critical", ["code"])
    names = {one["feature"] for one in found["features"] if one["tier"] == "critical"}
    assert len(names) == 1
    assert names <= {f"code ({one})" for one in (part, "last 2 letters")}
    assert "code (" in Expect.summary(found)


def test_the_case_of_a_code_gives_the_target_away(details: Any, clean: pd.DataFrame) -> None:
    clean["code"] = coded(clean, "case")
    assert details(clean, Expect(target="label", features=["code"]))["tier"] == "critical"


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_is_right_in_98_of_100_rows_is_a_warning(details: Any, clean: pd.DataFrame, part: str) -> None:
    found = details(clean.assign(code=coded(clean, part, flipped=0.02)), Expect(target="label"))
    assert (found["tier"], found["columns"]) == ("warning", ["code"])


def hidden(target: Any, kind: str) -> list[str]:
    """Text that is another in every row, in the midst of which the class stands."""
    rng = np.random.default_rng(4)
    talk = [
        "we",
        "saw",
        "the",
        "customer",
        "near",
        "a",
        "blue",
        "house",
        "and",
        "the",
        "box",
        "was",
        "fine",
        "but",
        "late",
    ]
    made: dict[str, Any] = {
        "segment": lambda k, n: f"{'abcdefgh'[n % 8]}-{('POS', 'NEG', 'ODD')[k]}-{n}",
        "letter": lambda k, n: f"{n:06x}{'rst'[k]}{n * 7 % 10**6:05d}",
        "word": lambda k, n: " ".join(
            [*rng.permutation(talk), *[("paid", "open", "cancelled")[k]], *rng.permutation(talk)]
        ),
        "nothing": lambda k, n: f"{n:06x}-{n * 7 % 10**6:05d}",
    }
    return [made[kind](k, n) for k, n in zip(target, rng.permutation(10**6), strict=False)]


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("kind", ["segment", "letter", "word"])
@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_what_stands_in_the_midst_of_a_text_gives_the_target_away(
    validate: Any, clean: pd.DataFrame, kind: str, classes: int, on: str
) -> None:
    clean["label"] = np.random.default_rng(0).integers(0, classes, 800)
    clean["text"] = hidden(clean["label"], kind)
    result = validate(clean, Expect(target="label"), on=on).result["details"]
    assert (result["tier"], result["columns"]) == ("critical", ["text"])
    if kind == "word":
        assert "by containing" in Expect.summary(result)


def test_text_without_meaning_gives_nothing_away(details: Any, clean: pd.DataFrame) -> None:
    found = details(clean.assign(text=hidden([0] * 800, "nothing")), Expect(target="label"))
    assert (found["tier"], found["columns"]) == ("none", [])


def test_the_words_of_a_hidden_column_are_not_told(details: Any, clean: pd.DataFrame) -> None:
    clean["text"] = hidden((clean["label"] == "yes").astype(int), "word")
    for private in ({"show_rows": False}, {"masked_columns": ["text"]}):
        found = details(clean, Expect(target="label", **private))
        assert found["columns"] == ["text"]
        assert "paid" not in str(found) + Expect.summary(found)
        assert "open" not in str(found["features"][0]) + Expect.summary(found)


@pytest.mark.parametrize("part", PARTS)
def test_parts_that_say_nothing_are_no_fault(details: Any, clean: pd.DataFrame, part: str) -> None:
    found = details(clean.assign(code=coded(clean, part, flipped=0.5)), Expect(target="label"))
    assert found["tier"] == "none"
    assert set(by_name(found)) == {"height", "weight", "age", "city", "code", "split"}
    assert found["parts_judged"] > 0


def test_an_allowed_column_allows_its_parts(details: Any, clean: pd.DataFrame) -> None:
    clean["code"] = coded(clean, "first letter")
    for allow in ("code", "code (first letter)"):
        assert details(clean, Expect(target="label", allow=[allow]))["tier"] == "none"


def test_a_part_is_not_named_beside_a_column_that_gives_as_much_away(details: Any, clean: pd.DataFrame) -> None:
    clean["outcome"] = clean["label"] + pd.Series(np.arange(800) % 60).astype(str)
    found = details(clean, Expect(target="label", features=["outcome", "age"]))
    assert [one["feature"] for one in found["features"] if one["tier"] == "critical"] == ["outcome"]


# --- pairs of features -------------------------------------------------------------------------------------------


def paired(clean: pd.DataFrame, made: str) -> pd.DataFrame:
    """The clean table with two columns that say nothing alone, and the target together."""
    rng = np.random.default_rng(2)
    yes = (clean["label"] == "yes").to_numpy()
    left = rng.normal(100, 25, 800)
    coin = rng.random(800) < 0.5
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 10**7, 800), unit="s")
    columns: dict[str, tuple[Any, Any]] = {
        "left - right": (left, left - np.where(yes, 1.0, -1.0) * rng.uniform(0.1, 0.5, 800)),
        "left / right": (left, left / np.where(yes, rng.uniform(1.1, 1.2, 800), rng.uniform(0.8, 0.9, 800))),
        "left = right": (np.round(left), np.round(left) + np.where(yes, 0, rng.choice([-40, 40], 800))),
        "left xor right": (np.where(coin, "on", "off"), (coin ^ yes).astype(int)),
        "left + right": (left, np.where(yes, 1.0, -1.0) * rng.uniform(0.1, 0.5, 800) - left),
        "instants": (days, days + pd.to_timedelta(rng.integers(0, 3_000, 800) + np.where(yes, 0, 3_600), unit="s")),
    }
    return clean.assign(left=columns[made][0], right=columns[made][1])


@pytest.mark.parametrize(
    "made", ["left - right", "left + right", "left / right", "left = right", "left xor right", "instants"]
)
def test_two_features_that_give_the_target_away_together_are_found_and_named(
    details: Any, clean: pd.DataFrame, made: str
) -> None:
    found = details(paired(clean, made), Expect(target="label", split_column="split"))
    assert (found["tier"], sorted(found["columns"])) == ("critical", ["left", "right"])
    assert all(one["tier"] == "none" for one in found["features"][1:])


def test_a_quantity_that_is_the_difference_of_two_features_is_given_away(details: Any, clean: pd.DataFrame) -> None:
    found = details(clean.assign(label=clean["height"] - clean["weight"]), Expect(target="label"))
    assert found["columns"] == ["height", "weight"]
    assert found["features"][0]["feature"] == "height - weight"


def test_a_feature_that_comes_close_hides_no_pair_that_it_is_part_of(details: Any) -> None:
    rng = np.random.default_rng(0)
    demand = np.cumsum(rng.normal(size=1_000)) + 5 * np.sin(np.arange(1_000) / 7)
    hours = pd.DataFrame({"heat": rng.normal(size=999), "before": demand[:-1], "change": np.diff(demand)})
    hours["demand"] = demand[1:]
    hours = hours.sample(frac=1, random_state=0)  # in their order the change is seen to be made of its own row
    found = details(hours, Expect(target="demand", allow=["before"]))
    assert [(one["feature"], one["tier"]) for one in found["features"][:2]] == [
        ("before + change", "critical"),
        ("before", "warning"),
    ]
    assert found["columns"] == ["before", "change"]
    summary = Expect.summary(details(hours, Expect(target="demand")))
    assert "before + change (R² 1) predicts the target alone; before (R² 0.9" in summary


def test_a_feature_that_comes_close_to_a_class_hides_no_pair_that_it_is_part_of(details: Any) -> None:
    rng = np.random.default_rng(0)
    yes = rng.random(2_000) < 0.5
    paid = rng.normal(100, 10, 2_000) + 30 * yes
    loans = pd.DataFrame({"paid": paid, "due": paid + np.where(yes, -1, 1) * rng.uniform(0.1, 5, 2_000), "repaid": yes})
    loans["rate"] = rng.normal(size=2_000)
    found = details(loans, Expect(target="repaid"))
    by = by_name(found)
    assert (by["paid"]["tier"], by["due"]["tier"]) == ("warning", "warning")
    assert (found["features"][0]["feature"], found["tier"]) == ("paid - due", "critical")


def test_the_number_of_pairs_is_bounded_and_told(details: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    wide = pd.DataFrame({f"x{i}": rng.normal(size=300) for i in range(12)})
    wide = wide.assign(**{f"b{i}": rng.integers(0, 2, 300) for i in range(12)}, y=rng.integers(0, 2, 300))
    found = details(wide, Expect(target="y"))
    assert found["tier"] == "none"
    assert (found["pairs_judged"], found["pairs_left_out"]) == (24 * 23 // 2, 0)
    monkeypatch.setattr(feature_pairs, "MOST_COLUMNS", 10)
    some, more = (details(wide, Expect(target="y", pairs=pairs)) for pairs in (False, True))
    assert (some["tier"], more["tier"]) == ("none", "none")
    assert (some["pairs_judged"], some["pairs_left_out"]) == (45, 24 * 23 // 2 - 45)
    assert more["pairs_judged"] > 45, "those of the features that say most alone stand in other columns too"
    assert more["pairs_judged"] + more["pairs_left_out"] == 24 * 23 // 2
    few = details(wide.head(feature_pairs.FEWEST_ROWS - 1), Expect(target="y"))
    assert (few["pairs_judged"], few["pairs_left_out"]) == (0, 24 * 23 // 2)


def test_two_columns_say_no_more_than_one_of_them_alone(details: Any, given_away: pd.DataFrame) -> None:
    found = details(given_away, Expect(target="label"))
    assert found["columns"] == ["outcome"]
    assert all(len(one["columns"]) == 1 for one in found["features"])


# --- features that look ahead ------------------------------------------------------------------------------------


def series(seed: int = 0, rows: int = 900) -> pd.DataFrame:
    """A target that nothing foretells, day by day."""
    y = pd.Series(np.random.default_rng(seed).normal(size=rows))
    days = pd.date_range("2024-01-01", periods=rows, freq="D")
    return pd.DataFrame({"day": days, "label": y, "split": np.where(np.arange(rows) < 600, "train", "test")})


AHEAD = {
    "shifted the wrong way": (lambda y: y.shift(-1), "label of 1 row later"),
    "of a week later": (lambda y: y.shift(-7), "label of 7 rows later"),
    "rolled over its own row": (lambda y: y.rolling(7).mean(), "label of its own row"),
    "centred": (lambda y: y.rolling(5, center=True).mean() * 3 + 1, "label of its own row and later rows"),
    "subtracted": (lambda y: y.diff(), "label of its own row"),
    "summed up": (lambda y: y.cumsum(), "label of its own row"),
}
BEHIND = {
    "shifted": lambda y: y.shift(1),
    "rolled over earlier rows": lambda y: y.shift(1).rolling(7).mean(),
    "summed up to the row before": lambda y: y.shift(1).cumsum(),
    "something else": lambda y: pd.Series(np.random.default_rng(9).normal(size=len(y))).rolling(7).mean(),
    "counted": lambda y: pd.Series(np.arange(len(y), dtype=float)),
}


@pytest.mark.parametrize(("make", "said"), AHEAD.values(), ids=AHEAD)
def test_a_feature_that_looks_ahead_is_critical_however_the_rows_are_split(details: Any, make: Any, said: str) -> None:
    frame = series()
    frame["feature"] = make(frame["label"])
    frame["split"] = np.where(np.random.default_rng(1).random(len(frame)) < 0.7, "train", "test")
    shuffled = frame.sample(frac=1, random_state=0)
    expected = Expect(target="label", time_column="day", ignore_columns=["day"], split_column="split")
    found = details(shuffled, expected)
    assert (found["tier"], found["columns"]) == ("critical", ["feature"])
    assert said in Expect.summary(found)
    assert "Make feature of earlier rows only" in Expect.next_step(found)


@pytest.mark.parametrize("make", BEHIND.values(), ids=BEHIND)
def test_a_feature_of_earlier_rows_does_not(details: Any, make: Any) -> None:
    frame = series()
    frame["feature"] = make(frame["label"])
    found = details(frame, Expect(target="label", time_column="day", ignore_columns=["day"], split_column="split"))
    assert found["tier"] == "none"


def test_without_a_time_the_order_of_the_batch_is_looked_at(details: Any) -> None:
    frame = series().drop(columns="day")
    frame["feature"] = frame["label"].shift(-1)
    assert details(frame, Expect(target="label", split_column="split"))["tier"] == "critical"
    assert details(frame.sample(frac=1, random_state=0), Expect(target="label"))["tier"] == "none"


def test_each_group_is_a_series_of_its_own(details: Any) -> None:
    frame = pd.concat([series(seed).assign(shop=f"shop {seed}") for seed in range(3)], ignore_index=True)
    frame["feature"] = frame.groupby("shop")["label"].transform(lambda y: y.rolling(7).mean())
    fields = {"target": "label", "time_column": "day", "ignore_columns": ["day", "shop"], "split_column": "split"}
    shuffled = frame.sample(frac=1, random_state=0)
    assert details(shuffled, Expect(**fields, group_columns=["shop"]))["columns"] == ["feature"]
    assert details(shuffled, Expect(**fields))["tier"] == "none"


def test_a_class_of_two_is_looked_ahead_at_too(details: Any) -> None:
    frame = series().assign(label=lambda rows: np.where(rows["label"] > 0.5, "yes", "no"))
    frame["feature"] = (frame["label"] == "yes").rolling(7).mean()
    found = details(frame, Expect(target="label", time_column="day", ignore_columns=["day"], split_column="split"))
    assert (found["tier"], found["columns"]) == ("critical", ["feature"])


# --- rows and features that say nothing --------------------------------------------------------------------------


def test_rows_that_are_sorted_by_the_target_are_named_without_a_verdict(details: Any, clean: pd.DataFrame) -> None:
    ordered = clean.sort_values("label").reset_index(drop=True)
    found = details(ordered, Expect(target="label"))
    assert found["tier"] == "none"
    assert found["row_order"]["score"] > 0.99
    assert "sorted by the target" in Expect.summary(found)
    assert "unless that is their order in time, shuffle them" in Expect.summary(found)
    assert details(clean, Expect(target="label"))["row_order"] is None
    by_quantity = clean.sort_values("height").assign(label=np.sort(clean["height"])).drop(columns="height")
    assert "sorted by the target" in Expect.summary(details(by_quantity, Expect(target="label")))


def test_a_number_that_counts_the_rows_of_a_sorted_table_gives_the_target_away(
    details: Any, clean: pd.DataFrame
) -> None:
    ordered = clean.sort_values("label").reset_index(drop=True)
    assert details(ordered.assign(id=np.arange(800)), Expect(target="label"))["columns"] == ["id"]


def test_constant_features_are_named_without_a_verdict(validate: Any, clean: pd.DataFrame) -> None:
    clean["unit"], clean["nothing"] = "kg", np.full(800, np.nan)
    clean["once"] = np.where(np.arange(800) == 7, "a", "b")
    result = validate(clean, Expect(target="label", severity="warning"))
    assert result.success
    assert result.result["details"]["constant"] == ["unit", "nothing"]
    assert result.result["details"]["nearly_constant"] == ["once"]
    (idle,) = [one for one in Expect.evidence(result.result) if one.title == "Features that say nothing"]
    assert isinstance(idle, Evidence)
    assert idle.rows == [
        ["unit", "constant"],
        ["nothing", "constant"],
        ["once", "nearly constant"],
    ]


# --- targets -----------------------------------------------------------------------------------------------------


def test_a_numeric_and_a_text_target_give_the_same(details: Any, given_away: pd.DataFrame) -> None:
    as_number = given_away.assign(label=(given_away["label"] == "yes").astype(int))
    as_bool = given_away.assign(label=given_away["label"] == "yes")
    text, number, truth = (details(one, Expect(target="label")) for one in (given_away, as_number, as_bool))
    scores = [{one["feature"]: one["score"] for one in found["features"]} for found in (text, number, truth)]
    assert scores[0] == scores[1] == scores[2]


def test_rows_without_a_target_are_left_out(details: Any, given_away: pd.DataFrame) -> None:
    given_away.loc[given_away.index[:100], "label"] = None
    found = details(given_away, Expect(target="label", split_column="split"))
    assert found["columns"] == ["outcome"]
    assert {one["rows"] for one in found["features"]} == {500}


def test_more_than_two_classes_are_judged_by_their_mean(details: Any, clean: pd.DataFrame) -> None:
    clean["label"] = np.tile(["a", "b", "c", "d"], 200)
    clean["all"] = clean["label"].str.upper()
    clean["one"] = clean["label"] == "c"
    found = details(clean, Expect(target="label"))
    assert found["columns"] == ["all"]
    assert by_name(found)["one"]["tier"] == "warning"
    assert by_name(found)["one"]["best_class"] == "c"
    assert by_name(found)["one"]["best_class_score"] == 1


def test_a_thousand_classes_are_given_away_by_a_copy_of_them_alone(details: Any) -> None:
    rng = np.random.default_rng(0)
    label = rng.permutation(np.repeat(np.arange(1000), 5))
    frame = pd.DataFrame({"x": rng.normal(size=5000), "c": rng.integers(0, 30, 5000), "label": label})
    frame["label"] = frame["label"].map("class {}".format)
    assert details(frame, Expect(target="label"))["tier"] == "none"
    found = details(frame.assign(copy=label * 7 % 1000), Expect(target="label"))
    assert (found["tier"], found["columns"]) == ("critical", ["copy"])


def test_a_quantity_is_judged_by_its_rank(details: Any) -> None:
    diabetes = load_diabetes(as_frame=True).frame
    honest = details(diabetes, Expect(target="target"))
    assert (honest["task"], honest["tier"]) == ("regression", "none")
    leak = details(diabetes.assign(log=np.log(diabetes["target"])), Expect(target="target"))
    assert (leak["tier"], leak["columns"]) == ("critical", ["log"])


def test_a_quantity_is_given_away_by_gaps_at_one_end_and_where_a_feature_is_present(details: Any) -> None:
    frame = load_diabetes(as_frame=True).frame
    rng = np.random.default_rng(0)
    gaps = frame.assign(late=np.where(frame["target"] > frame["target"].quantile(0.9), np.nan, rng.normal(size=442)))
    found = details(gaps, Expect(target="target"))
    assert (found["tier"], found["columns"]) == ("warning", ["late"])
    assert "where late is missing, the target is among the highest" in Expect.summary(found)
    some = frame.assign(audit=np.where(rng.random(442) < 0.4, 3 * frame["target"] + 1, np.nan))
    found = details(some, Expect(target="target"))
    assert (found["tier"], found["columns"]) == ("warning", ["audit"])
    assert "audit predicts it where it is present (R²" in Expect.summary(found)


def test_the_task_can_be_said(details: Any) -> None:
    rng = np.random.default_rng(0)
    grades = pd.DataFrame({"x": rng.normal(size=30_000), "y": rng.integers(0, 200, 30_000)})
    assert details(grades, Expect(target="y"))["task"] == "classification"
    assert details(grades, Expect(target="y", task="regression"))["task"] == "regression"


def test_a_quantity_of_few_values_is_judged_as_one_where_that_is_said(details: Any, clean: pd.DataFrame) -> None:
    stars = clean.assign(label=np.arange(800) % 12 - 2, twice=(np.arange(800) % 12 - 2) * 2.0)
    found = details(stars, Expect(target="label", task="regression"))
    assert (found["task"], found["score"]) == ("regression", "R²")
    assert (found["tier"], found["columns"]) == ("critical", ["twice"])


def test_text_is_no_quantity(refusal: Any, clean: pd.DataFrame) -> None:
    message = refusal(clean, Expect(target="label", task="regression"))
    assert "`target` must hold numbers or instants for a regression, got text values in 'label'." in message


@pytest.mark.parametrize("values", [["a"] * 800, [None] * 800, [1.0] * 600 + [2.0] * 200])
def test_a_target_without_two_values_in_train_cannot_be_judged(
    refusal: Any, clean: pd.DataFrame, values: list[Any]
) -> None:
    message = refusal(clean.assign(label=values), Expect(target="label", split_column="split"))
    assert "`target` must" in message
    assert "'label'" in message


# --- features ----------------------------------------------------------------------------------------------------


def test_an_allowed_feature_is_scored_and_shown_and_never_at_fault(validate: Any, given_away: pd.DataFrame) -> None:
    for severity in ("critical", "warning"):
        result = validate(given_away, Expect(target="label", allow=["outcome"], severity=severity))
        assert result.success
    shown = by_name(result.result["details"])["outcome"]
    assert (shown["score"], shown["allowed"]) == (1, True)
    tables = [one for one in Expect.evidence(result.result) if isinstance(one, Evidence)]
    assert any("allowed" in str(row) for row in tables[0].rows)


def test_an_allowed_feature_hides_no_other(details: Any, given_away: pd.DataFrame) -> None:
    alone = details(given_away, Expect(target="label", split_column="split", allow=["outcome"]))
    assert " but outcome, as `allow` says, predicts the target alone; the best is " in Expect.summary(alone)
    assert "the best is outcome" not in Expect.summary(alone)
    assert alone["splits"] == []
    found = details(given_away.assign(again=given_away["label"]), Expect(target="label", allow=["outcome"]))
    assert found["columns"] == ["again"]


def test_an_allowed_feature_that_is_not_there_is_an_error(refusal: Any, clean: pd.DataFrame) -> None:
    assert "Did you mean 'height'?" in refusal(clean, Expect(target="label", allow=["heigth"]))


def test_an_allowed_column_that_is_no_feature_is_no_error(details: Any, clean: pd.DataFrame) -> None:
    assert details(clean, Expect(target="label", allow=["city"], identifiers=["city"]))["tier"] == "none"


@pytest.mark.parametrize("field", ["identifiers", "ignore_columns"])
def test_columns_that_are_no_features_are_not_judged(details: Any, given_away: pd.DataFrame, field: str) -> None:
    found = details(given_away, Expect(target="label", **{field: ["outcome"]}))
    assert found["tier"] == "none"
    assert "outcome" not in by_name(found)


def test_only_the_named_features_are_judged(details: Any, given_away: pd.DataFrame) -> None:
    found = details(given_away, Expect(target="label", features=["age", "city"]))
    assert set(by_name(found)) == {"age", "city"}


def test_neither_the_target_nor_the_split_column_is_a_feature(details: Any, clean: pd.DataFrame) -> None:
    found = details(clean, Expect(target="label", split_column="split"))
    assert set(by_name(found)) == {"height", "weight", "age", "city"}


# --- splits ------------------------------------------------------------------------------------------------------


def test_only_the_train_split_is_judged(details: Any, clean: pd.DataFrame) -> None:
    clean["known_in_test"] = clean["label"].where(clean["split"] == "test")
    fit = clean.replace({"split": {"train": "fit"}})
    assert details(fit, Expect(target="label", split_column="split", train_split="fit"))["tier"] == "none"
    test = details(fit, Expect(target="label", split_column="split", train_split="test"))
    assert test["columns"] == ["known_in_test"]
    assert test["splits"] == ["test"]


def test_all_rows_are_judged_without_a_split_column_or_with_folds(details: Any, given_away: pd.DataFrame) -> None:
    given_away["split"] = np.arange(800) % 4
    folds = details(given_away, Expect(target="label", split_column="split", train_split=None))
    whole = details(given_away.drop(columns="split"), Expect(target="label"))
    assert folds["columns"] == whole["columns"] == ["outcome"]
    assert folds["features"][0]["rows"] == whole["features"][0]["rows"] == 800


def test_the_split_column_may_be_a_boolean(details: Any, given_away: pd.DataFrame) -> None:
    frame = given_away.assign(is_train=given_away["split"] == "train").drop(columns="split")
    found = details(frame, Expect(target="label", split_column="is_train", train_split=True))
    assert found["columns"] == ["outcome"]
    assert found["features"][0]["rows"] == 600


def test_limits_decide(details: Any, clean: pd.DataFrame) -> None:
    rng = np.random.default_rng(0)
    clean["almost"] = (clean["label"] == "yes") ^ (rng.random(800) < 0.03)
    limits = {"critical_auc": 0.9, "critical_lower_bound": 0.9}
    assert details(clean, Expect(target="label", **limits))["tier"] == "critical"
    assert details(clean, Expect(target="label", warning_lower_bound=0.999))["tier"] == "warning"
    strict = {"warning_lower_bound": 0.999, "copy_lower_bound": 0.999}
    assert details(clean, Expect(target="label", **strict))["tier"] == "none"
    quantity = clean.assign(label=clean["height"] + rng.normal(0, 1.5, 800))
    assert details(quantity, Expect(target="label"))["tier"] != "critical"
    assert details(quantity, Expect(target="label", critical_r2=0.9))["tier"] == "critical"


def test_what_stands_inside_lists_is_said_not_to_be_judged(details: Any) -> None:
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 200)
    frame = pd.DataFrame({"vector": [[int(one), 0.5] for one in y], "x": rng.normal(size=200), "y": y})
    frame["vector"] = [[*one, noise] for one, noise in zip(frame["vector"], rng.normal(size=200), strict=True)]
    found = details(frame, Expect(target="y"))
    assert found["nested"] == ["vector"]
    assert Expect.summary(found).endswith("What stands inside the values of vector was not judged.")


def rising(rows: int = 400) -> pd.DataFrame:
    """A quantity that rises with time beside its own past and another one that rises, split in time."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {"day": pd.date_range("2024-01-01", periods=rows), "other": np.arange(rows) + rng.normal(size=rows)}
    )
    frame["label"] = np.arange(rows) * 0.1 + rng.normal(0, 0.5, rows)
    frame["yesterday"] = frame["label"].shift(1)
    frame["split"] = np.where(np.arange(rows) < 0.8 * rows, "train", "test")
    return frame.iloc[1:].reset_index(drop=True)


def verdicts_in_time(details: Any, frame: pd.DataFrame, **fields: Any) -> dict[str, str]:
    found = details(frame, Expect(**{"target": "label", "time_column": "day", "split_column": "split", **fields}))
    return {one["feature"]: one["tier"] for one in found["features"]}


def test_what_follows_the_course_of_a_quantity_in_time_is_a_warning(details: Any) -> None:
    frame = rising()
    found = details(frame, Expect(target="label", time_column="day", split_column="split"))
    tiers = {one["feature"]: one["tier"] for one in found["features"]}
    assert tiers == {"day": "warning", "other": "warning", "yesterday": "warning"}
    assert found["tier"] == "warning"
    assert all(one["changes_explained"] < 0.5 for one in found["features"] if "changes_explained" in one)
    assert sum("changes_explained" in one for one in found["features"]) >= 2
    without = verdicts_in_time(details, frame, time_column=None)
    assert "critical" in (without["day"], without["other"])


@pytest.mark.parametrize(
    "copy",
    [lambda y: 2 * y + 1, lambda y: np.log(y + 9), lambda y: y.round(1)],
    ids=["scaled", "logarithm", "rounded"],
)
def test_a_copy_of_a_quantity_that_rises_is_critical_in_time_as_well(details: Any, copy: Any) -> None:
    frame = rising()
    assert verdicts_in_time(details, frame.assign(copied=copy(frame["label"])))["copied"] == "critical"


def test_the_past_of_a_running_sum_is_a_warning(details: Any) -> None:
    frame = rising()
    frame["label"] = (frame["label"] + 5).cumsum()
    frame["yesterday"] = frame["label"].shift(1)
    assert verdicts_in_time(details, frame.iloc[1:])["yesterday"] == "warning"


def test_each_group_has_a_course_of_its_own(details: Any) -> None:
    shops = [rising(150).assign(shop=shop) for shop in range(4)]
    frame = pd.concat(
        [one.assign(label=one["label"] + 100 * i, yesterday=one["yesterday"] + 100 * i) for i, one in enumerate(shops)]
    )
    frame["copied"] = frame["label"] * 3
    tiers = verdicts_in_time(details, frame, group_columns=["shop"], ignore_columns=["shop"])
    assert (tiers["yesterday"], tiers["copied"]) == ("warning", "critical")
