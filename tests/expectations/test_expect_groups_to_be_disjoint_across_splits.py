"""Groups with rows on both sides of a split."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from zl_expectations import ExpectGroupsToBeDisjointAcrossSplits

Expect: Any = ExpectGroupsToBeDisjointAcrossSplits  # severities are given as text here, as people write them


@pytest.fixture
def apart() -> pd.DataFrame:
    """100 patients of four visits each; the last 25 are test."""
    patient = np.repeat(np.arange(100), 4)
    return pd.DataFrame({"patient": patient, "site": patient % 5, "split": np.where(patient < 75, "train", "test")})


@pytest.mark.parametrize("severity", ["critical", "warning"])
@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_groups_that_are_apart_pass(validate: Any, apart: pd.DataFrame, severity: str, on: str) -> None:
    result = validate(apart, Expect(group_columns=["patient"], severity=severity), on=on)
    assert result.success
    assert result.result["details"]["columns"] == []


@pytest.mark.parametrize("severity", ["critical", "warning"])
@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_one_group_on_both_sides_fails(validate: Any, apart: pd.DataFrame, severity: str, on: str) -> None:
    apart.loc[399, "patient"] = 3
    result = validate(apart, Expect(group_columns=["patient"], severity=severity), on=on)
    assert not result.success
    assert (result.result["unexpected_count"], result.result["element_count"]) == (1, 100)
    assert result.result["unexpected_percent"] == pytest.approx(1)
    found = result.result["details"]
    assert found["pairs"][0]["shared_groups"] == 1
    assert (found["columns"], found["splits"]) == (["patient"], ["train", "test"])


def test_what_a_random_split_would_share_stands_beside_it(details: Any, apart: pd.DataFrame) -> None:
    apart["split"] = np.random.default_rng(0).permutation(apart["split"].to_numpy())
    pair = details(apart, Expect(group_columns=["patient"]))["pairs"][0]
    assert pair["expected_share"] == pytest.approx(1 - 0.25**3)
    assert pair["share"] == pytest.approx(pair["expected_share"], abs=0.05)


def test_several_columns_make_a_group_together(details: Any, apart: pd.DataFrame) -> None:
    assert details(apart, Expect(group_columns=["site"]))["tier"] == "critical"
    assert details(apart, Expect(group_columns=["site", "patient"]))["tier"] == "none"


def test_a_split_without_any_group_cannot_be_judged_whatever_the_others_have(refusal: Any, apart: pd.DataFrame) -> None:
    apart["patient"] = apart["patient"].astype(float)
    apart.loc[350:, "split"] = "validation"
    apart.loc[350:, "patient"] = np.nan
    assert "only missing ones in patient of 'validation'" in refusal(apart, Expect(group_columns=["patient"]))


def test_the_percentage_is_that_of_the_counts_of_all_splits(validate: Any, apart: pd.DataFrame) -> None:
    apart.loc[390:, "split"] = "validation"
    apart.loc[395:, "patient"] = 3
    found = validate(apart, Expect(group_columns=["patient"])).result
    assert (found["unexpected_count"], found["element_count"], found["unexpected_percent"]) == (5, 100, 5.0)
    assert found["observed_value"] == pytest.approx(0.5)


def test_rows_without_a_group_belong_to_none(details: Any, apart: pd.DataFrame) -> None:
    apart["patient"] = apart["patient"].astype(float)
    apart.loc[[0, 1, 2, 399], "patient"] = np.nan
    found = details(apart, Expect(group_columns=["patient"]))
    assert (found["tier"], found["columns"], Expect.next_step(found)) == ("none", [], "")
    apart["patient"] = [None if np.isnan(one) else f"p{one:.0f}" for one in apart["patient"]]
    found = details(apart, Expect(group_columns=["patient", "site"]))
    assert found["tier"] == "none"
    assert Expect.summary(found).endswith(
        " 3 of 300 rows of train (1 %) and 1 of 100 rows of test (1 %) have no group of patient and site, and may be"
        " of one on the other side."
    )


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
@pytest.mark.parametrize("split", ["train", "test"])
def test_rows_without_a_group_are_a_warning_and_critical_where_they_are_most(
    validate: Any, apart: pd.DataFrame, on: str, split: str
) -> None:
    apart["patient"] = apart["patient"].astype(float)
    rows = apart.index[apart["split"] == split]
    apart.loc[rows[: len(rows) // 50], "patient"] = np.nan
    few = validate(apart, Expect(group_columns=["patient"]), on=on)
    assert (few.success, few.result["details"]["tier"]) == (True, "warning")
    assert (few.result["details"]["columns"], few.result["details"]["splits"]) == (["patient"], [split])
    assert validate(apart, Expect(group_columns=["patient"], max_shared=0.02, severity="warning"), on=on).success
    apart.loc[rows[: len(rows) // 2], "patient"] = np.nan
    assert validate(apart, Expect(group_columns=["patient"]), on=on).success
    apart.loc[rows[: len(rows) // 2 + 1], "patient"] = np.nan
    most = validate(apart, Expect(group_columns=["patient"], max_shared=0.9), on=on)
    found = most.result["details"]
    assert (most.success, found["splits"]) == (False, [split])
    assert f" {len(rows) // 2 + 1} of {len(rows)} rows of {split} (5" in Expect.summary(found)
    assert Expect.next_step(found).startswith("Fill in patient; a row that stands for itself")
    assert Expect.code(found) == ""


def test_the_share_is_told_of_the_rows_that_have_a_group(details: Any, apart: pd.DataFrame) -> None:
    apart["patient"] = apart["patient"].astype(float)
    apart.loc[300:379, "patient"] = np.nan
    apart.loc[380:389, "patient"] = 3
    found = details(apart, Expect(group_columns=["patient"]))
    assert ": 10 rows of test, of 20 that have a group (50 %); a" in Expect.summary(found)
    assert Expect.next_step(found).startswith("Split by patient")
    assert "Fill in patient" in Expect.next_step(found)


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_groups_that_were_written_in_another_case_are_a_warning(validate: Any, apart: pd.DataFrame, on: str) -> None:
    apart["patient"] = [f"Patient {number}" for number in apart["patient"]]
    assert validate(apart, Expect(group_columns=["patient"], severity="warning"), on=on).success
    apart.loc[[396, 397], "patient"] = " PATIENT 3"
    result = validate(apart, Expect(group_columns=["patient"]), on=on)
    found = result.result["details"]
    assert result.success
    assert (found["tier"], found["pairs"][0]["shared_rows"], found["pairs"][0]["respelt_rows"]) == ("warning", 0, 2)
    assert (found["columns"], found["splits"]) == (["patient"], ["train", "test"])
    assert "it is 2 further rows of test" in Expect.summary(found)
    assert "one spelling" in Expect.next_step(found)
    assert not validate(apart, Expect(group_columns=["patient"], severity="warning"), on=on).success
    apart.loc[399, "patient"] = "Patient 3"
    both = validate(apart, Expect(group_columns=["patient"]), on=on).result["details"]
    assert (both["tier"], both["pairs"][0]["shared_rows"], both["pairs"][0]["respelt_rows"]) == ("critical", 1, 2)


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_names_in_which_case_matters_within_train_are_no_warning_across_the_splits(validate: Any, on: str) -> None:
    letters = list("abcdefgABCDEFG")
    codes = sorted({"".join(code) for code in np.random.default_rng(0).choice(letters, (1_000, 4))})
    shuffled = np.random.default_rng(1).permutation(np.array(codes, dtype=object))
    table = pd.DataFrame({"code": shuffled, "split": np.where(np.arange(len(codes)) % 10 < 7, "train", "test")})
    result = validate(table, Expect(group_columns=["code"], severity="warning"), on=on)
    pair = result.result["details"]["pairs"][0]
    assert (result.success, pair["spelling_matters"], pair["respelt_rows"] > 50) == (True, True, True)
    assert "further rows of test, as within train." in Expect.summary(result.result["details"])


def test_one_pair_of_names_alike_in_train_hides_no_retyped_ones(details: Any, apart: pd.DataFrame) -> None:
    apart["patient"] = [f"Patient {number}" for number in apart["patient"]]
    apart.loc[0, "patient"] = "patient 1"
    apart.loc[300:399, "patient"] = apart.loc[0:99, "patient"].str.upper().to_numpy()
    found = details(apart, Expect(group_columns=["patient"]))
    assert (found["tier"], found["pairs"][0]["spelling_matters"]) == ("warning", False)


def test_a_respelt_share_can_be_let_pass(validate: Any, apart: pd.DataFrame) -> None:
    apart["patient"] = [f"Patient {number}" for number in apart["patient"]]
    apart.loc[[396, 397], "patient"] = "PATIENT 3"
    assert validate(apart, Expect(group_columns=["patient"], max_shared=0.02, severity="warning")).success


def of_two(train: Callable[[int], str], test: Callable[[int], str], first: int = 50) -> pd.DataFrame:
    """Groups 0 to 149 in train and `first` to `first` + 99 in test, two rows each, with names of either's own."""
    names = [*map(train, range(150)), *map(test, range(first, first + 100))]
    return pd.DataFrame({"id": names * 2, "split": (["train"] * 150 + ["test"] * 100) * 2})


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
@pytest.mark.parametrize(
    ("train", "test"),
    [
        (str, "{:06d}".format),
        (str, "{}.0".format),
        ("C-{}".format, "c{}".format),
        ("{:04d}".format, lambda i: f"{i // 100:02d}-{i % 100:02d}"),
        ("Patient {}".format, "PATIENT_{:03d}".format),
        (lambda i: f"2020-{i}", lambda i: f"2020/{i:03d}"),
    ],
)
def test_groups_whose_names_have_other_zeros_and_signs_are_a_warning(
    validate: Any, train: Callable[[int], str], test: Callable[[int], str], on: str
) -> None:
    table = of_two(train, test)
    result = validate(table, Expect(group_columns=["id"], severity="warning"), on=on)
    found = result.result["details"]
    pair = found["pairs"][0]
    assert (result.success, found["tier"], found["columns"]) == (False, "warning", ["id"])
    assert (pair["shared_rows"], pair["respelt_rows"], pair["rewritten_rows"]) == (0, 0, 200)
    assert "before a number do not matter either, it is 200 further rows of test." in Expect.summary(found)
    assert "one spelling" in Expect.next_step(found)
    assert validate(table, Expect(group_columns=["id"]), on=on).success
    assert validate(table, Expect(group_columns=["id"], max_shared=1, severity="warning"), on=on).success


UUIDS = [str(uuid.UUID(int=one)) for one in map(random.Random(0).getrandbits, [128] * 300)]
HASHES = [f"{one:06x}" for one in random.Random(1).sample(range(16**6), 300)]


@pytest.mark.parametrize(
    ("train", "test"),
    [
        ("A{}".format, "B{}".format),
        ("{}".format, "T-{}".format),
        (lambda i: f"{1 + i // 100}-{i % 100}", lambda i: f"{11 + i // 100}-{i % 100}"),
        (lambda i: f"{i // 50}-{i % 50:02d}", lambda i: f"{10 + i // 50}-{i % 50:02d}"),
        ("1.{}1".format, "1.0{}1".format),
        (lambda i: f"{2000 + i // 12}-{i % 12:02d}", lambda i: f"{2100 + i // 12}-{i % 12 + 1}"),
        (lambda i: f"555-{i:04d}", lambda i: f"556-{i:04d}"),
        (lambda i: UUIDS[i], lambda i: UUIDS[200 + i % 100]),
        (lambda i: HASHES[i], lambda i: HASHES[200 + i % 100]),
    ],
    ids=["letters", "prefix", "parts", "parts of one width", "versions", "months", "phones", "uuids", "hashes"],
)
def test_groups_that_are_apart_stay_so_whatever_their_names_look_like(
    details: Any, train: Callable[[int], str], test: Callable[[int], str]
) -> None:
    found = details(of_two(train, test, first=0), Expect(group_columns=["id"]))
    assert (found["tier"], found["pairs"][0]["rewritten_rows"]) == ("none", 0)


def test_a_few_names_that_are_alike_but_for_zeros_and_signs_may_be_so_by_chance(details: Any) -> None:
    table = of_two("A{}".format, "B{}".format)
    table.loc[table["id"] == "B60", "id"] = "A-060"
    found = details(table, Expect(group_columns=["id"]))
    assert (found["tier"], found["pairs"][0]["rewritten_rows"], found["pairs"][0]["rewriting_matters"]) == (
        "none",
        2,
        True,
    )
    assert "it is 2 further rows of test, which may be chance." in Expect.summary(found)


def test_names_in_which_zeros_matter_within_train_are_no_warning_across_the_splits(details: Any) -> None:
    codes = [f"{i:0{width}d}" for width in (2, 3, 4) for i in range(100)]
    shuffled = np.random.default_rng(0).permutation(np.array(codes, dtype=object))
    table = pd.DataFrame({"code": shuffled, "split": np.where(np.arange(300) < 200, "train", "test")})
    pair = details(table, Expect(group_columns=["code"], severity="warning"))["pairs"][0]
    assert (pair["tier"], pair["rewriting_matters"], pair["rewritten_rows"] > 50) == ("none", True, True)


def test_columns_of_text_beside_others_are_compared_by_their_bare_names(details: Any) -> None:
    table = of_two(str, "{:04d}".format).assign(site=lambda rows: rows["id"].astype(int) % 3)
    found = details(table, Expect(group_columns=["id", "site"]))
    assert (found["tier"], found["pairs"][0]["rewritten_rows"]) == ("warning", 200)
    table.loc[table["split"] == "test", "site"] += 3
    assert details(table, Expect(group_columns=["id", "site"]))["pairs"][0]["rewritten_rows"] == 0


def test_splits_have_any_names_and_number(details: Any, apart: pd.DataFrame) -> None:
    apart["part"] = np.select([apart["patient"] < 50, apart["patient"] < 75], ["fit", "tune"], "final")
    apart.loc[399, "patient"] = 3
    found = details(apart, Expect(group_columns=["patient"], split_column="part", train_split="fit"))
    assert {one["evaluation"]: one["shared_rows"] for one in found["pairs"]} == {"tune": 0, "final": 1}
    assert found["splits"] == ["fit", "final"]


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_a_group_of_two_evaluation_splits_is_a_warning(validate: Any, apart: pd.DataFrame, on: str) -> None:
    apart["split"] = np.select([apart["patient"] < 50, apart["patient"] < 80], ["train", "validation"], "test")
    assert validate(apart, Expect(group_columns=["patient"], severity="warning"), on=on).success
    apart.loc[[398, 399], "patient"] = 60
    assert validate(apart, Expect(group_columns=["patient"]), on=on).success
    result = validate(apart, Expect(group_columns=["patient"], severity="warning"), on=on)
    found = result.result["details"]
    assert (result.success, found["tier"], found["splits"]) == (False, "warning", ["test", "validation"])
    assert "1 group stands in the evaluation splits validation and test: 2 rows of test." in Expect.summary(found)
    assert "between the evaluation splits too" in Expect.next_step(found)
    assert validate(apart, Expect(group_columns=["patient"], max_shared=0.1, severity="warning"), on=on).success


def test_folds_are_compared_each_with_each(details: Any, apart: pd.DataFrame) -> None:
    apart["fold"] = apart["patient"] % 3
    assert details(apart, Expect(group_columns=["patient"], split_column="fold", train_split=None))["tier"] == "none"
    apart.loc[0, "fold"] = 1
    found = details(apart, Expect(group_columns=["patient"], split_column="fold", train_split=None))
    assert {(one["train"], one["evaluation"]) for one in found["pairs"] if one["shared_rows"]} == {
        ("0", "1"),
        ("1", "0"),
    }
    assert set(found["splits"]) == {"0", "1"}


def test_a_boolean_split_column_is_compared(details: Any, apart: pd.DataFrame) -> None:
    apart["is_train"] = apart.pop("split") == "train"
    apart.loc[399, "patient"] = 3
    found = details(apart, Expect(group_columns=["patient"], split_column="is_train", train_split=True))
    assert found["splits"] == ["True", "False"]


def test_a_share_can_be_let_pass(validate: Any, apart: pd.DataFrame) -> None:
    apart.loc[399, "patient"] = 3
    assert validate(apart, Expect(group_columns=["patient"], max_shared=0.01)).success
    assert not validate(apart, Expect(group_columns=["patient"], max_shared=0.009)).success


def test_without_a_split_column_it_says_that_it_needs_one(refusal: Any, apart: pd.DataFrame) -> None:
    assert "`split_column` must" in refusal(apart, Expect(group_columns=["patient"], split_column=None))


def test_a_misspelt_group_column_is_named_with_the_nearest(refusal: Any, apart: pd.DataFrame) -> None:
    assert "Did you mean 'patient'?" in refusal(apart, Expect(group_columns=["pateint"]))


def test_a_group_column_without_any_value_cannot_be_judged(refusal: Any, apart: pd.DataFrame) -> None:
    message = refusal(apart.assign(patient=None), Expect(group_columns=["patient"]))
    assert "`group_columns` must" in message


def sessions() -> pd.DataFrame:
    """400 rows, each a session of its own, of 250 users of whom some have rows in train and test; two sites."""
    user = np.random.default_rng(0).integers(0, 250, 400)
    split = np.where(np.arange(400) < 300, "train", "test")
    when = pd.date_range("2024-01-01", periods=200).repeat(2)
    return pd.DataFrame({"user": user, "session": np.arange(400), "site": user % 2, "when": when, "split": split})


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_columns_that_tell_every_row_apart_are_judged_one_by_one_too(validate: Any, on: str) -> None:
    table = sessions()
    alone = validate(table, Expect(group_columns=["user"]), on=on).result["details"]["pairs"][0]
    asked = {"group_columns": ["user", "session", "site", "when"]}
    assert validate(table, Expect(**asked), on=on).success
    result = validate(table, Expect(**asked, severity="warning"), on=on)
    found = result.result["details"]
    assert (result.success, found["tier"], found["splits"]) == (False, "warning", ["train", "test"])
    assert [one["column"] for one in found["by_column"]] == ["user"], "a site is none, and times name nothing"
    assert {name: found["by_column"][0][name] for name in ("shared_rows", "shared_groups", "expected_share")} == {
        name: alone[name] for name in ("shared_rows", "shared_groups", "expected_share")
    }
    assert Expect.summary(found).endswith(
        f" Each group of user, session, site and when is one row; by user alone {alone['shared_rows']} rows of test"
        f" ({alone['share']:.0%}) stand in train.".replace("%", " %")
    )
    assert "Name fewer columns in `group_columns`: user alone" in Expect.next_step(found)
    assert "groupby(['user'], " in Expect.code(found)
    assert "Groups on both sides by one column alone" in [one.title for one in Expect.evidence(result.result)]
    assert validate(table, Expect(**asked, max_shared=alone["share"], severity="warning"), on=on).success


def test_columns_that_tell_nearly_every_row_apart_are_too(details: Any) -> None:
    table = sessions()
    table.loc[[1, 2], ["user", "session"]] = table.loc[[0, 3], ["user", "session"]].to_numpy()
    found = details(table, Expect(group_columns=["user", "session"]))
    assert (found["tier"], "Nearly each group of user and session is one row; by user" in Expect.summary(found)) == (
        "warning",
        True,
    )
    table["session"] //= 2
    table["user"] = table["session"] * 2
    table["session"] %= 7
    found = details(table, Expect(group_columns=["user", "session"]))
    assert (found["one_row_each"], found["by_column"]) == (False, []), "groups of two rows are groups"


def test_columns_of_which_none_may_be_a_group_alone_are_said_to_tell_every_row_apart(details: Any) -> None:
    found = details(sessions(), Expect(group_columns=["session", "site"]))
    assert (found["tier"], found["by_column"]) == ("none", [])
    assert Expect.summary(found).endswith(" Each group of session and site is one row.")
    assert "is one row" not in Expect.summary(details(sessions(), Expect(group_columns=["session"])))


def test_a_column_alone_is_compared_between_folds(details: Any) -> None:
    table = sessions().assign(fold=np.arange(400) % 3)
    found = details(table, Expect(group_columns=["session", "user"], split_column="fold", train_split=None))
    assert len(found["by_column"]) == 6
    assert Expect.summary(found).count("by user alone") == 1
    assert ("GroupKFold" in Expect.next_step(found), set(found["splits"])) == (True, {"0", "1", "2"})
