"""Tables, and ways to run an expectation on them, that several test files share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import great_expectations as gx
import numpy as np
import pandas as pd
import pytest
from great_expectations.core import ExpectationValidationResult
from hypothesis import settings

import zl_expectations  # noqa: F401 - registers the expectations and the DuckDB data source
from zl_expectations.expectations._base import exception_message

settings.register_profile("untimed", deadline=None)  # how long an example takes says nothing on a shared machine
settings.load_profile("untimed")


class Validate(Protocol):
    """Run one expectation on a frame, on either data source."""

    def __call__(
        self, frame: Any, expectation: Any, *, on: str = "pandas", **kwargs: Any
    ) -> ExpectationValidationResult: ...


@pytest.fixture(scope="session")
def context() -> Any:
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    return context


@pytest.fixture(scope="session")
def batch_definitions(context: Any) -> dict[str, Any]:
    """A whole-frame batch definition on GX's pandas data source, and one on ours."""
    pandas = context.data_sources.add_pandas("pandas").add_dataframe_asset("frame")
    duckdb = context.data_sources.add_duckdb("duckdb").add_splits_asset("frame")
    return {
        "pandas": pandas.add_batch_definition_whole_dataframe("whole"),
        "duckdb": duckdb.add_batch_definition_whole_table("whole"),
    }


@pytest.fixture
def validate(batch_definitions: dict[str, Any]) -> Validate:
    def validated(frame: Any, expectation: Any, *, on: str = "pandas", **kwargs: Any) -> ExpectationValidationResult:
        batch = batch_definitions[on].get_batch({"dataframe": frame})
        result: ExpectationValidationResult = batch.validate(expectation, **kwargs)
        return result

    return validated


@pytest.fixture
def details(validate: Validate) -> Callable[..., dict[str, Any]]:
    """Every figure of an expectation that judged."""

    def figures(frame: Any, expectation: Any, **kwargs: Any) -> dict[str, Any]:
        result = validate(frame, expectation, **kwargs)
        assert exception_message(result) is None, exception_message(result)
        found: dict[str, Any] = result.result["details"]
        return found

    return figures


@pytest.fixture
def refusal(validate: Validate) -> Callable[..., str]:
    """The words of an expectation that could not judge."""

    def words(frame: Any, expectation: Any, **kwargs: Any) -> str:
        result = validate(frame, expectation, **kwargs)
        message = exception_message(result)
        assert not result.success
        assert message is not None, "it judged"
        return message

    return words


@pytest.fixture
def clean() -> pd.DataFrame:
    """800 rows, 600 of them train, with nothing wrong."""
    rng = np.random.default_rng(7)
    rows = 800
    return pd.DataFrame(
        {
            "height": rng.normal(170, 10, rows),
            "weight": rng.normal(70, 8, rows),
            "age": rng.integers(18, 90, rows),
            "city": rng.choice(["Rome", "Oslo", "Lima"], rows),
            "label": rng.choice(["no", "yes"], rows),
            "split": np.repeat(["train", "test"], [600, 200]),
        }
    )


@pytest.fixture
def copied(clean: pd.DataFrame) -> pd.DataFrame:
    """The clean table, 40 of whose test rows have the features of train rows."""
    features = ["height", "weight", "age", "city"]
    clean.loc[600:639, features] = clean.loc[0:39, features].to_numpy()
    return clean.astype({"height": float, "weight": float, "age": int})


def at_random(frame: pd.DataFrame, seed: int, test_share: float = 0.3) -> pd.DataFrame:
    """The frame with a split column, dealt at random."""
    rng = np.random.default_rng(seed)
    split = np.where(rng.random(len(frame)) < test_share, "test", "train")
    return frame.assign(split=split)


@pytest.fixture(scope="session")
def split_at_random() -> Callable[..., pd.DataFrame]:
    return at_random
