"""Features that are made of columns by an expression, and counted like columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zl_expectations.counting.classes import TargetClasses
from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.features import FeatureCounts, count_feature_classes
from zl_expectations.counting.kinds import Kind
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Table


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
    """Count the classes of each value of the derived features; see `count_feature_classes`."""
    if not derived:
        return {}
    kept = [classes.target, *([splits.column] if splits is not None else [])]
    twin = table.deriving({name: (one.expression, one.kind) for name, one in derived.items()}, kept)
    counts = count_feature_classes(twin, tuple(derived), classes, splits, within)
    return {name: DerivedCounts(derived[name].columns, found) for name, found in counts.items()}
