"""The family of errors, and the words that they share."""

from __future__ import annotations

import pickle

import pytest

import zl_expectations
from zl_expectations import errors
from zl_expectations.errors import (
    BadInputError,
    CouldNotJudgeError,
    EngineError,
    MissingDependencyError,
    TrainingDataRejected,
    UnknownColumnError,
    UnknownSplitError,
    UnsupportedTypeError,
    ZlError,
    did_you_mean,
    is_interruption,
)


def test_every_error_of_ours_is_one_family() -> None:
    ours = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, Exception)]
    assert len(ours) >= 9
    assert all(issubclass(one, ZlError) for one in ours)
    assert {"ZlError", "CouldNotJudgeError", "TrainingDataRejected"} <= set(zl_expectations.__all__)


@pytest.mark.parametrize(
    "kind", [BadInputError, UnknownColumnError, UnknownSplitError, UnsupportedTypeError, EngineError]
)
def test_could_not_judge_is_not_rejected(kind: type[Exception]) -> None:
    assert issubclass(kind, CouldNotJudgeError)
    assert not issubclass(kind, TrainingDataRejected)


def test_they_are_caught_by_the_errors_of_python_that_they_are() -> None:
    assert issubclass(BadInputError, ValueError)
    assert issubclass(MissingDependencyError, ImportError)
    assert not issubclass(MissingDependencyError, CouldNotJudgeError)


def test_a_rejection_says_whether_anything_was_judged() -> None:
    assert TrainingDataRejected("no").verdict == "rejected"
    assert TrainingDataRejected("no", verdict="not_judged").verdict == "not_judged"


def test_an_unknown_column_is_named_with_its_role_the_nearest_name_and_all_names() -> None:
    error = UnknownColumnError("target", "labl", ["split", "label", "age"])
    assert str(error) == (
        "`target` must be a column of the batch, got 'labl'. Did you mean 'label'? Columns: age, label, split."
    )
    assert (error.role, error.name, error.columns) == ("target", "labl", ("split", "label", "age"))


def test_an_unknown_split_is_named_with_the_splits_that_there_are() -> None:
    error = UnknownSplitError("trian", "part", ["train", "test"])
    assert str(error) == (
        "`train_split` must be a value of the split column 'part', got 'trian'. Did you mean 'train'? "
        "Splits: test, train."
    )
    assert "Splits: 0, 1." in str(UnknownSplitError(7, "fold", ["0", "1"]))


@pytest.mark.parametrize(
    ("name", "known", "words"),
    [
        ("LABEL", ["label", "age"], " Did you mean 'label'? Columns: age, label."),
        ("zzz", ["label", "age"], " Columns: age, label."),
        ("label", [], " There are none."),
        ("x", ["'", "{", "$a"], " Columns: $a, ', {."),
        (0, ["label"], " Columns: label."),
    ],
)
def test_the_nearest_name_is_suggested(name: object, known: list[str], words: str) -> None:
    assert did_you_mean(name, known) == words


def test_of_very_many_names_some_are_shown() -> None:
    words = did_you_mean("column_7", [f"column_{i}" for i in range(1000)])
    assert words.startswith(" Did you mean 'column_7'?")
    assert words.endswith(", and 970 more.")


def test_the_interruption_of_a_query_is_told_from_its_failure() -> None:
    assert is_interruption(KeyboardInterrupt())
    assert is_interruption(RuntimeError("Query interrupted"))
    assert not is_interruption(RuntimeError("out of memory"))
    assert not is_interruption(ValueError("Query interrupted"))


@pytest.mark.parametrize(
    "error",
    [
        BadInputError("words"),
        UnknownColumnError("target", "labl", ["label"]),
        UnknownSplitError("trian", "split", ["train"]),
        TrainingDataRejected("words", verdict="not_judged"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_errors_travel_between_processes(error: Exception) -> None:
    """Airflow, Dask and multiprocessing pickle what a task raises."""
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert str(copy) == str(error)
    assert vars(copy) == vars(error)


def test_an_error_that_came_of_a_ctrl_c_is_one() -> None:
    """A connection that cannot be rolled back after the Ctrl-C, and a driver's error wrapped by whoever called it."""
    cannot_roll_back = ConnectionError("cannot reconnect")
    cannot_roll_back.__context__ = KeyboardInterrupt()
    assert is_interruption(cannot_roll_back)
    wrapped = ConnectionError("no connection")
    wrapped.__cause__ = RuntimeError("Query interrupted")
    assert is_interruption(wrapped)
    assert not is_interruption(ConnectionError("no connection"))
