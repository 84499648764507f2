"""Features that are made of columns by an expression, and counted like columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from zl_expectations.counting.classes import TargetClasses
from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.features import FeatureCounts, columns_beside, count_feature_classes, rows_judged
from zl_expectations.counting.kinds import Kind
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import COLUMNS_AT_A_TIME, WIDE, Table


@dataclass(frozen=True)
class Derived:
    """A feature that is made of columns.

    Attributes
    ----------
    columns : tuple of str
        What it is made of; empty for the position of a row.
    expression : sqlalchemy.ColumnElement
    kind : Kind
        `Kind.UNKNOWN` where it is to be counted value by value, whatever its type.
    """

    columns: tuple[str, ...]
    expression: Expression
    kind: Kind


@dataclass(frozen=True)
class DerivedCounts:
    """How the values of what is made of columns fall into the classes.

    Attributes
    ----------
    columns : tuple of str
    counts : FeatureCounts
    looked_at : int
        Of how many candidates this was chosen by what it says.
    pieces : tuple of str
        The pieces of text that it looks for; values of the data.
    """

    columns: tuple[str, ...]
    counts: FeatureCounts
    looked_at: int = 1
    pieces: tuple[str, ...] = ()


def count_derived(
    table: Table, derived: Mapping[str, Derived], classes: TargetClasses, splits: Splits | None, within: str | None
) -> Mapping[str, DerivedCounts]:
    """Count the classes of each value of the derived features; see `count_feature_classes`.

    A few columns at a time, and of what is made of them `WIDE` at a time: a query that could derive everything from
    everything takes an engine as much longer to plan as there is more of both.
    """
    beside = columns_beside(classes, splits)
    where, rows = rows_judged(table, classes, splits, within)
    counts: dict[str, DerivedCounts] = {}
    for columns, names in _few_columns(derived):
        for _, narrow in table.narrowed(columns, beside, where, rows) if columns else [(columns, table)]:
            remaining = iter(names)
            while some := tuple(islice(remaining, WIDE)):
                made = {name: (derived[name].expression, derived[name].kind) for name in some}
                found = count_feature_classes(narrow.deriving(made, beside), some, classes, splits, within)
                counts |= {name: DerivedCounts(derived[name].columns, one) for name, one in found.items()}
    return counts


def _few_columns(derived: Mapping[str, Derived]) -> Iterator[tuple[list[str], list[str]]]:
    """The derived features in their order, as many at a time as are made of `COLUMNS_AT_A_TIME` columns."""
    columns: dict[str, None] = {}
    names: list[str] = []
    for name, one in derived.items():
        if names and len({**columns, **dict.fromkeys(one.columns)}) > COLUMNS_AT_A_TIME:
            yield list(columns), names
            columns, names = {}, []
        columns |= dict.fromkeys(one.columns)
        names.append(name)
    if names:
        yield list(columns), names
