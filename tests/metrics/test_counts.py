from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pytest
from great_expectations.expectations.registry import _registered_metrics

from zl_expectations.metrics.counts import COUNTS, Keys

ENGINES = {"PandasExecutionEngine", "SqlAlchemyExecutionEngine", "SparkDFExecutionEngine"}


def test_great_expectations_knows_the_counts_and_no_others() -> None:
    assert {name for name in _registered_metrics if name.startswith("zl.")} == {"zl.table", *COUNTS}


@pytest.mark.parametrize(("name", "count", "keys"), [(name, *one) for name, one in COUNTS.items()], ids=[*COUNTS])
def test_each_count_is_registered_for_every_engine_with_its_keys(
    name: str, count: Callable[..., Any], keys: Keys
) -> None:
    registered = _registered_metrics[name]
    assert registered["metric_value_keys"] == keys
    assert registered["providers"].keys() >= ENGINES
    assert {provider.count for provider, _ in registered["providers"].values()} == {count}
    inspect.signature(count).bind("table", **dict.fromkeys(keys))
