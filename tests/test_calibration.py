"""The calibration in small: what can be seen is found, and nothing is raised for nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

BENCHMARKS = Path(__file__).parent / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

from cases import Case, clean_cases, fault_cases, tables_named, true_of_source  # noqa: E402
from faults import Split  # noqa: E402
from judges import judge  # noqa: E402

FAULTS = [
    "copied_target",
    "coded_target",
    "one_hot_target",
    "exact_copies",
    "relabelled_copies",
    "oversampled_before_the_split",
    "skewed_train",
    "shifted_test",
    "class_missing_in_train",
    "groups_on_both_sides",
    "test_before_train_ends",
]


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, object]]]:
    command = [sys.executable, str(BENCHMARKS / "calibration.py"), "--tables", "penguins", "--json"]
    results = tmp_path_factory.mktemp("calibration") / "results.jsonl"
    options = ["--sizes", "5000", "--seeds", "1", "--large", "0", "--results", str(results), "--faults", *FAULTS]
    ran = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return dict(json.loads(ran.stdout.splitlines()[-1]))


def test_every_fault_that_theory_says_can_be_seen_is_found(figures: dict[str, list[dict[str, object]]]) -> None:
    missed = [one for one in figures["found"] if one["found"] != "-" and one["found"] != one["visible"]]
    assert missed == []
    assert {str(one["fault"]).split()[0] for one in figures["found"] if one["visible"]} == set(FAULTS)


def test_nothing_is_critical_where_nothing_was_planted(figures: dict[str, list[dict[str, object]]]) -> None:
    assert {one["check"] for one in figures["false alarms"]} >= {
        "expect_features_to_not_leak_target",
        "expect_rows_to_be_disjoint_across_splits",
    }
    assert [one for one in figures["false alarms"] if one["critical"]] == []


@pytest.mark.parametrize("fault", ["copied_target", "exact_copies", "shifted_test", "groups_on_both_sides"])
def test_the_expectations_about_a_fault_say_the_same_alone_as_in_the_whole_check(fault: str) -> None:
    case = [case for case in fault_cases(tables_named(["penguins"]), [200], [0], [fault]) if not case.clean][-1]
    alone = set(judge(case.planted.split, case.about).alarms)
    assert alone
    assert alone == {alarm for alarm in judge(case.planted.split).alarms if alarm.about == case.about}


def test_the_same_cases_come_again() -> None:
    def some() -> list[Case]:
        iris = tables_named(["iris"])
        return [*clean_cases(iris, [50], [0]), *fault_cases(iris, [50], [0], FAULTS)]

    for one, again in zip(some(), some(), strict=True):
        assert (one.fault, one.strength) == (again.fault, again.strength)
        pd.testing.assert_frame_equal(one.planted.split.train, again.planted.split.train)
        pd.testing.assert_frame_equal(one.planted.split.test, again.planted.split.test)


def rows_split(train: Mapping[str, Sequence[object]], test: Mapping[str, Sequence[object]]) -> Split:
    def frame(columns: Mapping[str, Sequence[object]]) -> pd.DataFrame:
        table = pd.DataFrame(columns)
        return table.assign(y=np.arange(len(table)) % 2)

    return Split(frame(train), frame(test), "y")


def test_values_that_collide_when_joined_are_no_shared_rows() -> None:
    n = 200
    train = {"a": [f"x{i}|y" for i in range(n)], "b": ["z"] * n}
    test = {"a": [f"x{i}" for i in range(n)], "b": ["y|z"] * n}
    assert judge(rows_split(train, test), "rows").alarms == ()


def test_values_that_differ_in_sign_are_no_shared_rows() -> None:
    numbers = np.random.default_rng(0).uniform(1, 2, (2, 200))
    train = {"a": list(numbers[0]), "b": list(numbers[1])}
    test = {"a": list(-numbers[0]), "b": list(-numbers[1])}
    assert judge(rows_split(train, test), "rows").alarms == ()


@pytest.mark.parametrize("fault", ["standardised_over_all", "filled_from_all", "interpolated_before_the_split"])
def test_preprocessing_over_all_rows_is_found_and_the_same_table_without_it_passes(fault: str) -> None:
    untouched, *planted = fault_cases(tables_named(["breast_cancer"]), [5_000], [0], [fault])
    assert judge(untouched.planted.split, "preprocessing").alarms == ()
    assert planted
    for case in planted:
        assert {alarm.about for alarm in judge(case.planted.split, "preprocessing").alarms} == {"preprocessing"}


def test_the_flights_are_found_from_where_the_benchmarks_are() -> None:
    code = "import real_tables; print(len(real_tables.TABLES[-1].frame()))"
    run = subprocess.run([sys.executable, "-c", code], cwd=BENCHMARKS, capture_output=True, text=True, check=True)
    assert int(run.stdout) > 1000


def test_a_class_that_a_random_split_leaves_to_test_alone_is_no_false_alarm() -> None:
    train, test = (pd.DataFrame({"x": range(len(y)), "y": list(y)}) for y in ("aaabbb", "abc"))
    check = "expect_class_proportions_to_match_across_splits"
    assert check in true_of_source(Split(train, test, "y"))
    assert check not in true_of_source(Split(train, test.iloc[:2], "y"))
