"""The questions that checks ask, in plain arguments: names of columns and splits in, counts out.

Each turns names into columns and splits, with clear errors, and hands over to the query that counts.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from zl_expectations.counting.classes import (
    TargetClasses,
    count_classes,
    count_target_bins,
    is_continuous,
    is_quantity,
)
from zl_expectations.counting.columns import features_of
from zl_expectations.counting.conflicts import (
    ConflictingRows,
    LabelConflicts,
    count_label_conflicts,
    sample_conflicting_rows,
)
from zl_expectations.counting.derived import Derived, DerivedCounts, count_derived
from zl_expectations.counting.edited_rows import EditedRows, count_edited_rows
from zl_expectations.counting.equal_blocks import count_equal_blocks
from zl_expectations.counting.features import FeatureCounts, count_feature_classes
from zl_expectations.counting.flags import count_flags, is_flag
from zl_expectations.counting.hashed_rows import ask_beside
from zl_expectations.counting.keys import (
    ClassShare,
    PairCounts,
    count_group_sizes,
    count_shared_keys,
    count_shared_rows_by_class,
)
from zl_expectations.counting.kinds import Kind
from zl_expectations.counting.left_out import (
    ColumnsLeftOut,
    count_shared_keys_without_each,
    count_shared_keys_without_names,
    ids_among,
)
from zl_expectations.counting.left_out_together import count_shared_keys_without_several
from zl_expectations.counting.means_by_value import MeansByValue, count_means_by_value
from zl_expectations.counting.means_of_others import MeansOfOthers, count_means_of_others
from zl_expectations.counting.near_row_sample import NearRow, sample_near_rows
from zl_expectations.counting.near_rows import NearCounts, count_near_rows
from zl_expectations.counting.parts import count_parts, has_parts_to_judge
from zl_expectations.counting.pieces import count_telling_pieces
from zl_expectations.counting.row_numbers import columns_that_number_anew
from zl_expectations.counting.shared_rows import SharedRow, sample_shared_rows
from zl_expectations.counting.spellings import AlikeNames, count_alike_names
from zl_expectations.counting.splits import Splits, count_splits
from zl_expectations.counting.table import Table
from zl_expectations.counting.target_means import TargetMeans, count_target_means
from zl_expectations.counting.times import TimeRange, count_rows_up_to, count_time_ranges
from zl_expectations.errors import BadInputError

Train = str | int | bool | None
S = TypeVar("S", bound=Splits | None)


def splits_of(table: Table, split_column: str | None, train_split: Train) -> Splits:
    """The splits of a batch that must have them."""
    if split_column is None:
        raise BadInputError(
            "This check compares splits, so `split_column` must name the column that says to which split a row belongs,"
            " got None. Put all splits into one batch with such a column."
        )
    return count_splits(table, split_column, train_split)


def splits_if_any(table: Table, split_column: str | None, train_split: Train) -> Splits | None:
    """The splits of a batch that need not have any."""
    return None if split_column is None else count_splits(table, split_column, train_split)


@dataclass(frozen=True)
class RowKey(Generic[S]):
    """What makes two rows the same, the splits that they lie in, and the columns that number the rows of each anew."""

    table: Table
    columns: tuple[str, ...]
    splits: S
    numbers: tuple[str, ...] = ()


def _row_key(
    table: Table, splits: S, key_columns: Sequence[str] | None, normalize_text: bool | None, **left_out: Any
) -> RowKey[S]:
    """`left_out` names the columns that are no part of the key, as `features_of` takes them; nor are row numbers."""
    columns = features_of(table, key_columns, "key_columns", **left_out)
    read = table.normalizing_text() if normalize_text else table
    numbers = () if key_columns or splits is None else columns_that_number_anew(read, columns, splits)
    return RowKey(read, tuple(name for name in columns if name not in numbers), splits, numbers)


def _labelled_key(
    table: Table, target: str, split_column: str | None, train_split: Train, **key: Any
) -> RowKey[Splits | None]:
    """Resolve the arguments that every question about conflicting rows takes."""
    table.require("target", target)
    splits = splits_if_any(table, split_column, train_split)
    return _row_key(table, splits, target=target, split_column=split_column, **key)


def shared_row_key(
    table: Table, target: str | None, split_column: str | None, train_split: Train, **key: Any
) -> RowKey[Splits]:
    """Resolve the arguments that every question about shared rows takes."""
    splits = splits_of(table, split_column, train_split)
    asked = _row_key(table, splits, target=target, split_column=split_column, **key)
    if target is not None:
        ask_beside(asked.table, asked.columns, [target])  # for the label conflicts
    return asked


def row_numbers(table: Table, **key: Any) -> tuple[str, ...]:
    """The columns that number the rows of each split anew, and are no part of the key."""
    return shared_row_key(table, **key).numbers


def shared_rows(table: Table, **key: Any) -> tuple[PairCounts, ...]:
    """Shared rows of each pair of splits, by value; see `count_shared_keys`."""
    asked = shared_row_key(table, **key)
    return count_shared_keys(asked.table, asked.columns, asked.splits)


def shared_rows_beside_train(table: Table, **key: Any) -> tuple[PairCounts, ...]:
    """Rows that two evaluation splits share, the larger in the place of train; none where every split is trained on."""
    asked = shared_row_key(table, **key)
    return _beside_train(asked.table, asked.columns, asked.splits)


def _beside_train(
    table: Table, columns: Sequence[str], splits: Splits, *, present: bool = False
) -> tuple[PairCounts, ...]:
    evaluation = [] if splits.train is None else list(splits.names[1:])
    evaluation.sort(key=lambda name: -splits.rows[name])
    found: list[PairCounts] = []
    for place in range(len(evaluation) - 1):
        rows = {name: splits.rows[name] for name in evaluation[place:]}
        among = replace(splits, rows=rows, train=evaluation[place])
        found += count_shared_keys(_only_rows_of(table, columns, among), columns, among, present=present)
    return tuple(found)


def _only_rows_of(table: Table, columns: Sequence[str], splits: Splits) -> Table:
    """Where rows are hashed anew for each question, those of these splits; else all, which are hashed already."""
    if table.is_local:
        return table
    names = (*columns, splits.column)
    inside = sa.or_(*[splits.is_in(table, name) for name in splits.names])
    twin = table.reading(
        sa.select(*map(table.raw, names)).select_from(table.source).where(inside).subquery("of_splits")
    )
    twin.columns = {name: table.columns[name] for name in names}
    return twin


def shared_rows_without_each(table: Table, **key: Any) -> tuple[ColumnsLeftOut, ...]:
    """Shared rows with each column left out in turn; see `count_shared_keys_without_each`."""
    asked = shared_row_key(table, **key)
    return count_shared_keys_without_each(asked.table, asked.columns, asked.splits)


def shared_rows_without_several(table: Table, most: int, **key: Any) -> tuple[ColumnsLeftOut, ...]:
    """Shared rows without several columns that hide them together; see `count_shared_keys_without_several`."""
    asked = shared_row_key(table, **key)
    return count_shared_keys_without_several(asked.table, asked.columns, asked.splits, most)


def shared_rows_without_names(table: Table, **key: Any) -> tuple[ColumnsLeftOut, ...]:
    """Shared rows without the columns that name rows; see `count_shared_keys_without_names`."""
    asked = shared_row_key(table, **key)
    return count_shared_keys_without_names(asked.table, asked.columns, asked.splits)


def _index(table: Table, names: Sequence[str] | None) -> list[str]:
    """The columns that name the rows which are shown."""
    return [table.require("unexpected_index_column_names", name) for name in names or ()]


def near_row_key(table: Table, **key: Any) -> RowKey[Splits]:
    """What makes two rows nearly the same: no ids, which keep any two rows apart, unless the key is named column by
    column or has nothing else.
    """
    asked = shared_row_key(table, **key)
    if key["key_columns"]:
        return asked
    ids = ids_among(asked.table, asked.columns, asked.splits)
    return replace(asked, columns=tuple(name for name in asked.columns if name not in ids) or asked.columns)


def near_rows(table: Table, **key: Any) -> tuple[NearCounts, ...]:
    """Evaluation rows that are nearly a train row; see `count_near_rows`."""
    asked = near_row_key(table, **key)
    return count_near_rows(asked.table, asked.columns, asked.splits)


def edited_rows(table: Table, most: int, **key: Any) -> EditedRows:
    """Evaluation rows whose long text is that of a train row but for edits; see `count_edited_rows`."""
    asked = near_row_key(table, **key)
    return count_edited_rows(asked.table, asked.columns, asked.splits, most)


def equal_blocks(table: Table, **key: Any) -> tuple[NearCounts, ...]:
    """Evaluation rows that equal a train row in a block of the columns; see `count_equal_blocks`."""
    asked = near_row_key(table, **key)
    return count_equal_blocks(asked.table, asked.columns, asked.splits)


def near_row_sample(
    table: Table,
    train: str,
    evaluation: str,
    closeness: float | None,
    edited: Sequence[str],
    limit: int | None,
    index_columns: Sequence[str] | None,
    equal_in: Sequence[str] = (),
    **key: Any,
) -> list[NearRow]:
    """Some of the rows that `near_rows` counts at this closeness, `edited_rows` where texts are named, or
    `equal_blocks` where a block is.
    """
    asked = near_row_key(table, **key)
    index = _index(table, index_columns)
    return sample_near_rows(
        *(asked.table, asked.columns, asked.splits, train, evaluation),
        closeness=closeness,
        edited=edited,
        limit=limit,
        index_columns=index,
        equal_in=equal_in,
    )


def shared_rows_by_class(table: Table, above: float, **key: Any) -> Mapping[tuple[str, str], Mapping[Any, ClassShare]]:
    """Shared rows of each class, for the pairs of splits that share more than `above` of the evaluation rows.

    Empty without a target, or where the target is continuous.
    """
    asked = shared_row_key(table, **key)
    target = key["target"]
    if target is None or table.columns[target] is Kind.NESTED or is_continuous(asked.table, target):
        return {}
    pairs = count_shared_keys(asked.table, asked.columns, asked.splits)
    return {
        (pair.train, pair.evaluation): count_shared_rows_by_class(
            asked.table, asked.columns, target, asked.splits, pair.train, pair.evaluation
        )
        for pair in pairs
        if pair.shared_rows > above * pair.evaluation_rows
    }


def shared_row_sample(
    table: Table, limit: int | None, index_columns: Sequence[str] | None, **key: Any
) -> Mapping[tuple[str, str], list[SharedRow]]:
    """Some shared rows of each pair of splits that has any, at most `limit` keys each."""
    asked = shared_row_key(table, **key)
    index = _index(table, index_columns)
    pairs = count_shared_keys(asked.table, asked.columns, asked.splits)
    return {
        (pair.train, pair.evaluation): sample_shared_rows(
            asked.table, asked.columns, asked.splits, pair.train, pair.evaluation, limit=limit, index_columns=index
        )
        for pair in pairs
        if pair.shared_rows
    }


def classes(table: Table, target: str, split_column: str | None, train_split: Train) -> TargetClasses:
    """Rows of each class, by split where there is a split column; a continuous target is an error that says so."""
    if is_continuous(table, target):
        raise BadInputError(
            f"`target` must hold classes for this check, got a continuous {table.columns[target].value} target in "
            f"{target!r}. Leave this expectation out for a regression (`pre_training_suite(task='regression')`)."
        )
    splits = splits_if_any(table, split_column, train_split)
    return count_classes(table, target, splits)


def target_classes(table: Table, target: str, split_column: str | None, train_split: Train, task: str) -> TargetClasses:
    """Rows of each class, or of each bin of a quantity, by split where there is a split column."""
    splits = splits_if_any(table, split_column, train_split)
    continuous = is_quantity(table, target, task)
    return count_target_bins(table, target, splits) if continuous else count_classes(table, target, splits)


@dataclass(frozen=True)
class FeatureClasses:
    """The classes (or target bins), and how the values of each feature, and of its parts, fall into them."""

    classes: TargetClasses
    features: Mapping[str, FeatureCounts]
    derived: Mapping[str, DerivedCounts]
    within: str | None


def feature_classes(
    table: Table,
    target: str,
    features: Sequence[str] | None,
    split_column: str | None,
    train_split: Train,
    task: str,
    by_rows: bool | None = False,
    **left_out: Any,
) -> FeatureClasses:
    """How each feature's values fall into the classes, in the train split where there are splits.

    With `by_rows`, some rows may be taken out of a database to propose what to look for in texts; where the rows are in
    this process they do so in any case. `left_out` names the columns that are no features, as `features_of` takes them.
    """
    names = features_of(table, features, "features", split_column=split_column, target=target, **left_out)
    asked = judged_target(table, target, split_column, train_split, task)
    where = (asked.classes, asked.splits, asked.within)
    whole = count_feature_classes(table, names, *where)
    many = tuple(name for name, counts in whole.items() if has_parts_to_judge(table.columns[name], counts))
    text = tuple(name for name in many if table.columns[name] is Kind.TEXT and (by_rows or table.is_local))
    flags = tuple(name for name, counts in whole.items() if is_flag(table.columns[name], counts))
    derived = {
        **count_parts(table, many, *where),
        **count_telling_pieces(table, text, *where),
        **count_flags(table, flags, *where),
    }
    return FeatureClasses(asked.classes, whole, derived, asked.within)


@dataclass(frozen=True)
class JudgedTarget:
    """The classes (or bins) of a target, and the split within which features are judged against them."""

    classes: TargetClasses
    splits: Splits | None
    within: str | None


def judged_target(table: Table, target: str, split_column: str | None, train_split: Train, task: str) -> JudgedTarget:
    """Resolve the arguments that every question about a target and its features takes."""
    splits = splits_if_any(table, split_column, train_split)
    found = target_classes(table, target, split_column, train_split, task)
    within = splits.train if splits is not None else None
    judged = found.rows[within] if within is not None else tuple(map(sum, zip(*found.rows.values(), strict=True)))
    if sum(1 for rows in judged if rows) < 2:
        where = f" in the split {within!r}" if within is not None else ""
        raise BadInputError(
            f"`target` must take at least two values{where}, got one in {target!r}: there is nothing to predict."
        )
    return JudgedTarget(found, splits, within)


def _features_beside_target(
    table: Table,
    target: str,
    features: Sequence[str] | None,
    split_column: str | None,
    train_split: Train,
    task: str,
    **left_out: Any,
) -> tuple[tuple[str, ...], JudgedTarget]:
    """Resolve the arguments of a question about a target beside its features."""
    names = features_of(table, features, "features", split_column=split_column, target=target, **left_out)
    return names, judged_target(table, target, split_column, train_split, task)


def target_means(table: Table, **beside: Any) -> Mapping[str, TargetMeans]:
    """Numbers that are the mean of the target over the rows that have them; see `count_target_means`."""
    names, asked = _features_beside_target(table, **beside)
    return count_target_means(table, names, asked.classes, asked.splits, asked.within)


def means_by_value(table: Table, **beside: Any) -> Mapping[str, tuple[MeansByValue, ...]]:
    """The target's mean by value of numbers that may have been made from it; see `count_means_by_value`."""
    names, asked = _features_beside_target(table, **beside)
    return count_means_by_value(table, names, asked.classes, asked.splits, asked.within)


def means_of_others(table: Table, **beside: Any) -> Mapping[str, MeansOfOthers]:
    """Numbers that are the mean of the target over the other rows of a feature or identifier.

    See `count_means_of_others`.
    """
    names, asked = _features_beside_target(table, **beside)
    categories = tuple(dict.fromkeys([*names, *(beside["identifiers"] or ())]))
    return count_means_of_others(table, names, categories, asked.classes, asked.splits, asked.within)


def row_order(
    table: Table, target: str, split_column: str | None, train_split: Train, task: str
) -> FeatureCounts | None:
    """How the position of a row falls into the classes; None where the engine keeps no order."""
    if not table.dialect.keeps_order:
        return None
    asked = judged_target(table, target, split_column, train_split, task)
    position = Derived((), sa.func.row_number().over(), Kind.INTEGER)
    return count_derived(table, {"position": position}, asked.classes, asked.splits, asked.within)["position"].counts


def label_conflicts(table: Table, task: str, **key: Any) -> LabelConflicts:
    """Rows with equal features and different targets; see `count_label_conflicts`."""
    asked = _labelled_key(table, **key)
    return count_label_conflicts(asked.table, asked.columns, key["target"], asked.splits, task)


def conflicting_row_sample(
    table: Table, limit: int | None, index_columns: Sequence[str] | None, task: str, **key: Any
) -> ConflictingRows:
    """Some rows with equal features and different targets, in whichever splits; see `sample_conflicting_rows`."""
    asked = _labelled_key(table, **key)
    index = _index(table, index_columns)
    found = count_label_conflicts(asked.table, asked.columns, key["target"], asked.splits, task)
    if not any(cell.values > 1 for cell in found.cells) and not any(
        shared.conflicting_rows for keys in found.across.values() for shared in keys
    ):
        return ConflictingRows()
    return sample_conflicting_rows(
        asked.table, asked.columns, key["target"], asked.splits, limit=limit, index_columns=index
    )


@dataclass(frozen=True)
class SharedGroups:
    """Evaluation rows whose group stands in train, and how many groups there are of each size.

    `beside_train` counts the groups that two evaluation splits have in common, the larger in the place of train; `rows`
    are those of each split, with and without a group.
    """

    pairs: tuple[PairCounts, ...]
    sizes: Mapping[int, int]
    beside_train: tuple[PairCounts, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)


def shared_groups(
    table: Table, group_columns: Sequence[str], split_column: str | None, train_split: Train
) -> SharedGroups:
    """Groups on both sides; rows with a missing group belong to none."""
    splits = splits_of(table, split_column, train_split)
    columns = tuple(table.require("group_columns", name) for name in group_columns)
    return SharedGroups(
        count_shared_keys(table, columns, splits, present=True),
        count_group_sizes(table, columns),
        _beside_train(table, columns, splits, present=True),
        splits.rows,
    )


def groups_of_each_column(
    table: Table, group_columns: Sequence[str], split_column: str | None, train_split: Train, single_rows: float
) -> Mapping[str, SharedGroups]:
    """The groups that each column makes alone, but for times, which name nothing.

    Empty of one column, and where under `single_rows` of the rows are the only one of their group by all columns.
    """
    splits = splits_of(table, split_column, train_split)
    columns = tuple(table.require("group_columns", name) for name in group_columns)
    sizes = count_group_sizes(table, columns)
    if len(columns) < 2 or sizes.get(1, 0) < single_rows * sum(size * groups for size, groups in sizes.items()):
        return {}
    return {
        name: SharedGroups(count_shared_keys(table, (name,), splits, present=True), count_group_sizes(table, (name,)))
        for name in columns
        if not table.columns[name].is_instant
    }


@dataclass(frozen=True)
class RespeltGroups:
    """The groups on both sides where other spellings of a name count as one; None where that cannot be told.

    `normalised` takes names for one that differ in case, spaces and Unicode forms, and `bare` those too that differ in
    zeros before a number and in the signs between the parts of a name.
    """

    normalised: AlikeNames | None = None
    bare: AlikeNames | None = None


def groups_respelt(
    table: Table, group_columns: Sequence[str], split_column: str | None, train_split: Train
) -> RespeltGroups:
    """The groups on both sides where other spellings count as one; empty where no column is text."""
    columns = tuple(table.require("group_columns", name) for name in group_columns)
    if table.dialect.normalized_text is None or all(table.columns[name] is not Kind.TEXT for name in columns):
        return RespeltGroups()
    return RespeltGroups(*count_alike_names(table, columns, splits_of(table, split_column, train_split)))


@dataclass(frozen=True)
class TimeCounts:
    """Time range of each split; the cutoff of each train split, and the rows of each split up to it."""

    ranges: Mapping[str, TimeRange]
    cutoffs: Mapping[str, Any]
    early: Mapping[tuple[str, str], int]


def time_order(
    table: Table, time_column: str, split_column: str | None, train_split: Train, embargo: str | float | None
) -> TimeCounts:
    """Evaluation rows that are not later than the last train row plus an embargo."""
    splits = splits_of(table, split_column, train_split)
    ranges = count_time_ranges(table, time_column, splits)
    cutoffs: dict[str, Any] = {}
    early: dict[tuple[str, str], int] = {}
    for train, evaluation in splits.pairs:
        last = ranges[train].last
        if last is None:
            raise BadInputError(
                f"`time_column` must have values in the train split {train!r}, got only missing ones in"
                f" {time_column!r}."
            )
        cutoffs[train] = last + parse_embargo(embargo, last) if embargo else last
        early[train, evaluation] = count_rows_up_to(table, time_column, splits, cutoffs[train])[evaluation]
    return TimeCounts(ranges, cutoffs, early)


_SPAN = re.compile(r"\s*(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>s|sec|second|m|min|minute|h|hour|d|day|w|week)s?\s*", re.I)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def parse_embargo(embargo: str | float, like: Any) -> Any:
    """An embargo in the unit of the time column: a span such as ``"7 days"``, or a number.

    Examples
    --------
    >>> parse_embargo("1.5 hours", dt.datetime(2020, 1, 1)).total_seconds()
    5400.0
    >>> parse_embargo(2, 2013)
    2
    """
    is_instant = isinstance(like, dt.date)
    if isinstance(embargo, str):
        match = _SPAN.fullmatch(embargo)
        if match is None or not is_instant:
            wanted = "a span such as '7 days', '12 hours'" if is_instant else "a number, as the time column is one"
            raise BadInputError(f"`embargo` must be {wanted}, got {embargo!r}.")
        return dt.timedelta(seconds=float(match["number"]) * _SECONDS[match["unit"][0].lower()])
    if is_instant:
        raise BadInputError(
            f"`embargo` must be a span such as '7 days' where the time column holds instants, got {embargo!r}."
        )
    return Decimal(str(embargo)) if isinstance(like, Decimal) else embargo
