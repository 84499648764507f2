"""One metric for each count: a name, the counting function, and its arguments, which tell one count from another.

A count that cannot be made is returned as a `Failure` rather than raised, because GX tries a metric that raises three
times and then reports its own words; the expectation that reads the failure raises it with the words intact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from great_expectations.execution_engine import (
    ExecutionEngine,
    PandasExecutionEngine,
    SparkDFExecutionEngine,
    SqlAlchemyExecutionEngine,
)
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
from great_expectations.validator.metric_configuration import MetricConfiguration

from zl_expectations.counting import questions
from zl_expectations.counting.loss_history import loss_history
from zl_expectations.counting.table import Table
from zl_expectations.errors import CouldNotJudgeError, EngineError, first_line, is_interruption
from zl_expectations.metrics import progress
from zl_expectations.metrics.deciding_values import deciding_values
from zl_expectations.metrics.feature_pairs import feature_pairs
from zl_expectations.metrics.look_ahead import features_that_look_ahead, rows_in_time
from zl_expectations.metrics.model_chance import model_chance, model_chance_left_out, near_model_chance
from zl_expectations.metrics.model_loss import model_loss
from zl_expectations.metrics.preprocessing import preprocessed
from zl_expectations.metrics.promising_scales import promising_scales
from zl_expectations.metrics.table import table_of_batch

Engine = ExecutionEngine[Any]
Kwargs = Mapping[str, Any]
Keys = tuple[str, ...]

SPLITS = ("split_column", "train_split")
GROUPS = ("group_columns", *SPLITS)
CLASSES = ("target", *SPLITS)
TARGET = (*CLASSES, "task")
ROWS = ("key_columns", "target", "identifiers", "ignore_columns", *SPLITS, "normalize_text")
PLACED = ("limit", "index_columns")
FEATURES = ("target", "features", "identifiers", "ignore_columns", *SPLITS)
JUDGED = (*FEATURES, "task")
IN_TIME = (*JUDGED, "group_columns", "time_column", "thorough")
MODEL = ("group_columns", "time_column", "max_rows", "seed", "critical_below", "warning_below")

COUNTS: Mapping[str, tuple[Callable[..., Any], Keys]] = {
    "zl.splits": (questions.splits_of, SPLITS),
    "zl.shared_rows": (questions.shared_rows, ROWS),
    "zl.row_numbers": (questions.row_numbers, ROWS),
    "zl.shared_rows_beside_train": (questions.shared_rows_beside_train, ROWS),
    "zl.shared_rows_without_each": (questions.shared_rows_without_each, ROWS),
    "zl.shared_rows_without_several": (questions.shared_rows_without_several, (*ROWS, "most")),
    "zl.shared_rows_without_names": (questions.shared_rows_without_names, ROWS),
    "zl.shared_rows_by_class": (questions.shared_rows_by_class, (*ROWS, "above")),
    "zl.shared_row_sample": (questions.shared_row_sample, (*ROWS, *PLACED)),
    "zl.model_chance": (model_chance, (*ROWS, "above")),
    "zl.model_chance_left_out": (model_chance_left_out, (*ROWS, "above", "most")),
    "zl.near_rows": (questions.near_rows, ROWS),
    "zl.edited_rows": (questions.edited_rows, (*ROWS, "most")),
    "zl.equal_blocks": (questions.equal_blocks, ROWS),
    "zl.near_model_chance": (near_model_chance, (*ROWS, "above")),
    "zl.label_conflicts": (questions.label_conflicts, (*ROWS, "task")),
    "zl.conflicting_row_sample": (questions.conflicting_row_sample, (*ROWS, "task", *PLACED)),
    "zl.classes": (questions.classes, CLASSES),
    "zl.target_classes": (questions.target_classes, TARGET),
    "zl.row_order": (questions.row_order, TARGET),
    "zl.feature_classes": (questions.feature_classes, (*JUDGED, "by_rows")),
    "zl.target_means": (questions.target_means, JUDGED),
    "zl.means_by_value": (questions.means_by_value, JUDGED),
    "zl.means_of_others": (questions.means_of_others, JUDGED),
    "zl.look_ahead": (features_that_look_ahead, IN_TIME),
    "zl.rows_in_time": (rows_in_time, IN_TIME),
    "zl.deciding_values": (deciding_values, (*JUDGED, "lower")),
    "zl.promising_scales": (promising_scales, JUDGED),
    "zl.feature_pairs": (feature_pairs, (*JUDGED, "thorough")),
    "zl.model_loss": (model_loss, (*JUDGED, *MODEL)),
    "zl.preprocessed": (preprocessed, (*FEATURES, "max_rows")),
    "zl.shared_groups": (questions.shared_groups, GROUPS),
    "zl.groups_of_each_column": (questions.groups_of_each_column, (*GROUPS, "single_rows")),
    "zl.groups_respelt": (questions.groups_respelt, GROUPS),
    "zl.time_order": (questions.time_order, ("time_column", *SPLITS, "embargo")),
    "zl.loss_history": (loss_history, ("epoch_column", "training_loss_column", "validation_loss_column")),
}


@dataclass(frozen=True)
class Failure:
    """Why a count could not be made."""

    error: CouldNotJudgeError

    @classmethod
    def of(cls, error: Exception) -> Failure:
        """An error of ours as it is; anything else as the engine's."""
        if isinstance(error, CouldNotJudgeError):
            return cls(error)
        reason = first_line(error)
        message = f"The batch could not be counted: {type(error).__name__}: {reason}"
        return cls(EngineError(message, from_data=[reason]))


class _EveryEngine(TableMetricProvider):
    """A metric whose one function, `_value`, serves every engine."""

    @classmethod
    def _value(cls, engine: Engine, domain: Kwargs, keys: Kwargs, metrics: Any) -> Any:
        raise NotImplementedError

    @classmethod
    def _guarded(cls, engine: Engine, domain: Kwargs, keys: Kwargs, metrics: Any) -> Any:
        try:
            return cls._value(engine, domain, keys, metrics)
        except Exception as error:  # whatever an engine throws ends as a clear failure, never as a pass
            if is_interruption(error):
                raise KeyboardInterrupt from error
            return Failure.of(error)
        finally:
            progress.counted(str(getattr(cls, "metric_name", "")))

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(cls, execution_engine, metric_domain_kwargs, metric_value_kwargs, metrics, runtime_configuration):  # type: ignore[no-untyped-def]
        return cls._guarded(execution_engine, metric_domain_kwargs, metric_value_kwargs, metrics)

    @metric_value(engine=SqlAlchemyExecutionEngine)
    def _sqlalchemy(cls, execution_engine, metric_domain_kwargs, metric_value_kwargs, metrics, runtime_configuration):  # type: ignore[no-untyped-def]
        return cls._guarded(execution_engine, metric_domain_kwargs, metric_value_kwargs, metrics)

    @metric_value(engine=SparkDFExecutionEngine)
    def _spark(cls, execution_engine, metric_domain_kwargs, metric_value_kwargs, metrics, runtime_configuration):  # type: ignore[no-untyped-def]
        return cls._guarded(execution_engine, metric_domain_kwargs, metric_value_kwargs, metrics)


class BatchTable(_EveryEngine):
    """The batch as a table: opened once, read by every count."""

    metric_name = "zl.table"
    value_keys = ()

    @classmethod
    def _value(cls, engine: Engine, domain: Kwargs, keys: Kwargs, metrics: Any) -> Table:
        return table_of_batch(engine, domain)


class CountMetric(_EveryEngine):
    """A count on the batch's table; a subclass for each of `COUNTS`."""

    count: ClassVar[Callable[..., Any]]

    @classmethod
    def _value(cls, engine: Engine, domain: Kwargs, keys: Kwargs, metrics: Any) -> Any:
        table = metrics["zl.table"]
        if isinstance(table, Failure):
            return table
        return cls.count(table, **{key: keys.get(key) for key in cls.value_keys})

    @classmethod
    def _get_evaluation_dependencies(  # type: ignore[no-untyped-def]
        cls, metric, configuration=None, execution_engine=None, runtime_configuration=None
    ):
        return {"zl.table": MetricConfiguration("zl.table", metric_domain_kwargs=metric.metric_domain_kwargs)}


def _register(name: str, count: Callable[..., Any], keys: Keys) -> None:
    """GX takes note of a metric when its class is made."""
    given = {"metric_name": name, "value_keys": keys, "count": staticmethod(count)}
    type(count.__name__, (CountMetric,), {**given, "__doc__": count.__doc__, "__module__": __name__})


for _name, (_count, _keys) in COUNTS.items():
    _register(_name, _count, _keys)
