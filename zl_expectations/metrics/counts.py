"""One metric for each count: a name, the keys that tell it apart, and the counting function.

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

from zl_expectations.counting.loss_history import loss_history
from zl_expectations.counting.questions import (
    classes,
    conflicting_row_sample,
    edited_rows,
    equal_blocks,
    feature_classes,
    groups_of_each_column,
    groups_respelt,
    label_conflicts,
    near_rows,
    row_numbers,
    row_order,
    shared_groups,
    shared_row_sample,
    shared_rows,
    shared_rows_beside_train,
    shared_rows_by_class,
    shared_rows_without_each,
    shared_rows_without_names,
    shared_rows_without_several,
    splits_of,
    target_classes,
    target_means,
    time_order,
)
from zl_expectations.counting.table import Table
from zl_expectations.errors import CouldNotJudgeError, EngineError, first_line, is_interruption
from zl_expectations.metrics import progress
from zl_expectations.metrics.deciding_values import deciding_values
from zl_expectations.metrics.feature_pairs import feature_pairs
from zl_expectations.metrics.model_chance import model_chance, model_chance_left_out, near_model_chance
from zl_expectations.metrics.model_loss import model_loss
from zl_expectations.metrics.preprocessing import preprocessed
from zl_expectations.metrics.promising_scales import promising_scales
from zl_expectations.metrics.table import table_of_batch

Engine = ExecutionEngine[Any]
Kwargs = Mapping[str, Any]

KEY = ("key_columns", "target", "identifiers", "ignore_columns")
JUDGED = ("target", "features", "identifiers", "ignore_columns", "split_column", "train_split", "task")


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
    """A count on the batch's table. Subclasses name it, its keys, and the function that makes it."""

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


class SplitRows(CountMetric):
    """Rows of each split."""

    metric_name = "zl.splits"
    value_keys = ("split_column", "train_split")
    count = staticmethod(splits_of)


class SharedRows(CountMetric):
    """Evaluation rows whose key stands in train, for each pair of splits."""

    metric_name = "zl.shared_rows"
    value_keys = (*KEY, "split_column", "train_split", "normalize_text")
    count = staticmethod(shared_rows)


class RowNumbers(CountMetric):
    """Columns that number the rows of each split anew, and are no part of the key of shared rows."""

    metric_name = "zl.row_numbers"
    value_keys = SharedRows.value_keys
    count = staticmethod(row_numbers)


class SharedRowsBesideTrain(CountMetric):
    """Rows that two evaluation splits share."""

    metric_name = "zl.shared_rows_beside_train"
    value_keys = SharedRows.value_keys
    count = staticmethod(shared_rows_beside_train)


class SharedRowsWithoutEach(CountMetric):
    """The same with each key column left out in turn."""

    metric_name = "zl.shared_rows_without_each"
    value_keys = SharedRows.value_keys
    count = staticmethod(shared_rows_without_each)


class SharedRowsWithoutSeveral(CountMetric):
    """The same without several key columns that hide copies only together."""

    metric_name = "zl.shared_rows_without_several"
    value_keys = (*SharedRows.value_keys, "most")
    count = staticmethod(shared_rows_without_several)


class SharedRowsWithoutNames(CountMetric):
    """The same without all key columns that have a value of their own in nearly every row."""

    metric_name = "zl.shared_rows_without_names"
    value_keys = SharedRows.value_keys
    count = staticmethod(shared_rows_without_names)


class NearRows(CountMetric):
    """Evaluation rows that are nearly a train row, and train rows that are nearly each other."""

    metric_name = "zl.near_rows"
    value_keys = SharedRows.value_keys
    count = staticmethod(near_rows)


class EditedRows(CountMetric):
    """Evaluation rows whose long text is that of a train row but for edits."""

    metric_name = "zl.edited_rows"
    value_keys = (*SharedRows.value_keys, "most")
    count = staticmethod(edited_rows)


class EqualBlocks(CountMetric):
    """Evaluation rows that equal a train row in a block of the columns."""

    metric_name = "zl.equal_blocks"
    value_keys = SharedRows.value_keys
    count = staticmethod(equal_blocks)


class SharedRowsByClass(CountMetric):
    """The same for each class; None where no more rows than `above` are shared."""

    metric_name = "zl.shared_rows_by_class"
    value_keys = (*SharedRows.value_keys, "above")
    count = staticmethod(shared_rows_by_class)


class ModelChance(CountMetric):
    """Shared rows that the table's own frequencies would make, where more are shared than `above`."""

    metric_name = "zl.model_chance"
    value_keys = (*SharedRows.value_keys, "above")
    count = staticmethod(model_chance)


class ModelChanceLeftOut(CountMetric):
    """The same without columns that may hide copies, where strikingly more rows are shared without them."""

    metric_name = "zl.model_chance_left_out"
    value_keys = (*ModelChance.value_keys, "most")
    count = staticmethod(model_chance_left_out)


class NearModelChance(CountMetric):
    """Near rows that chance makes, by what does not rest on train's own, where more than `above` are near."""

    metric_name = "zl.near_model_chance"
    value_keys = (*SharedRows.value_keys, "above")
    count = staticmethod(near_model_chance)


class SharedRowSample(CountMetric):
    """Some shared rows, with their place in each split."""

    metric_name = "zl.shared_row_sample"
    value_keys = (*SharedRows.value_keys, "limit", "index_columns")
    count = staticmethod(shared_row_sample)


class Classes(CountMetric):
    """Rows of each class in each split."""

    metric_name = "zl.classes"
    value_keys = ("target", "split_column", "train_split")
    count = staticmethod(classes)


class ClassesOrBins(CountMetric):
    """Rows of each class in each split, or of each bin of a quantity."""

    metric_name = "zl.target_classes"
    value_keys = (*Classes.value_keys, "task")
    count = staticmethod(target_classes)


class FeatureClasses(CountMetric):
    """How each feature's values fall into the classes (or bins) of the target."""

    metric_name = "zl.feature_classes"
    value_keys = (*JUDGED, "by_rows")
    count = staticmethod(feature_classes)


class TargetMeans(CountMetric):
    """Numbers that are the mean of the target over the rows that have them."""

    metric_name = "zl.target_means"
    value_keys = JUDGED
    count = staticmethod(target_means)


class DecidingValues(CountMetric):
    """Single values of features that decide the target."""

    metric_name = "zl.deciding_values"
    value_keys = (*JUDGED, "lower")
    count = staticmethod(deciding_values)


class PromisingScales(CountMetric):
    """How the classes follow one another along scales whose bins come close to telling them apart."""

    metric_name = "zl.promising_scales"
    value_keys = JUDGED
    count = staticmethod(promising_scales)


class FeaturePairs(CountMetric):
    """How pairs of features fall into the classes (or bins) of the target."""

    metric_name = "zl.feature_pairs"
    value_keys = (*JUDGED, "thorough")
    count = staticmethod(feature_pairs)


class RowOrder(CountMetric):
    """How the position of a row falls into the classes (or bins) of the target."""

    metric_name = "zl.row_order"
    value_keys = ("target", "split_column", "train_split", "task")
    count = staticmethod(row_order)


class LabelConflicts(CountMetric):
    """Rows with equal features and different targets, in train and across splits."""

    metric_name = "zl.label_conflicts"
    value_keys = (*SharedRows.value_keys, "task")
    count = staticmethod(label_conflicts)


class ConflictingRowSample(CountMetric):
    """Some of those rows, with their place in their split."""

    metric_name = "zl.conflicting_row_sample"
    value_keys = (*LabelConflicts.value_keys, "limit", "index_columns")
    count = staticmethod(conflicting_row_sample)


class SharedGroups(CountMetric):
    """Evaluation rows whose group stands in train, and the sizes of groups."""

    metric_name = "zl.shared_groups"
    value_keys = ("group_columns", "split_column", "train_split")
    count = staticmethod(shared_groups)


class GroupsOfEachColumn(CountMetric):
    """The groups that each column makes alone, where all together tell rows apart."""

    metric_name = "zl.groups_of_each_column"
    value_keys = (*SharedGroups.value_keys, "single_rows")
    count = staticmethod(groups_of_each_column)


class GroupsRespelt(CountMetric):
    """The same where names count as one that differ in case and spaces."""

    metric_name = "zl.groups_respelt"
    value_keys = SharedGroups.value_keys
    count = staticmethod(groups_respelt)


class TimeOrder(CountMetric):
    """Time range of each split, and its rows up to the last train time plus the embargo."""

    metric_name = "zl.time_order"
    value_keys = ("time_column", "split_column", "train_split", "embargo")
    count = staticmethod(time_order)


class ModelLoss(CountMetric):
    """The loss that a small cross-fitted model reaches, and the features that carry it."""

    metric_name = "zl.model_loss"
    value_keys = (
        *JUDGED,
        "group_columns",
        "time_column",
        "max_rows",
        "seed",
        "critical_below",
        "warning_below",
    )
    count = staticmethod(model_loss)


class Preprocessed(CountMetric):
    """Moments of the columns of fractions in each split, values that stand out, and rows between train rows."""

    metric_name = "zl.preprocessed"
    value_keys = (*(key for key in JUDGED if key != "task"), "max_rows")
    count = staticmethod(preprocessed)


class LossHistory(CountMetric):
    """The losses of each epoch of one training run."""

    metric_name = "zl.loss_history"
    value_keys = ("epoch_column", "training_loss_column", "validation_loss_column")
    count = staticmethod(loss_history)
