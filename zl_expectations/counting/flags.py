"""Flags that one category was made into, such as dummies, put together again by what their names have in common."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import sqlalchemy as sa

from zl_expectations.counting.classes import TargetClasses
from zl_expectations.counting.derived import Derived, DerivedCounts, count_derived
from zl_expectations.counting.features import FeatureCounts
from zl_expectations.counting.kinds import Kind
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import COLUMNS_AT_A_TIME, Table, counted

MOST_GROUPS = 50
_SEPARATOR = re.compile(r"[^0-9A-Za-z]+")
_NUMBERED = re.compile(r"(.*[^0-9])[0-9]+")


def is_flag(kind: Kind, counts: FeatureCounts) -> bool:
    """Whether a column has two values and may say which is set."""
    return (kind is Kind.BOOLEAN or kind.is_number) and int(counts.multiplicity[~counts.missing].sum()) == 2


@counted
def count_flags(
    table: Table, flags: Sequence[str], classes: TargetClasses, splits: Splits | None, within: str | None
) -> Mapping[str, DerivedCounts]:
    """Count the classes of each group of flags that begin alike: of the place of the first that is set, or 0.

    That is the category, where one alone is set in a row. Each flag tells one value of it from all others, which may
    say little; all together say what the category says. Groups of more than `COLUMNS_AT_A_TIME` flags are left out, and
    of more than `MOST_GROUPS` groups the last.
    """
    groups = list(groups_of_names(flags).items())[:MOST_GROUPS]
    made = {
        f"{start}* (as one)": Derived(tuple(names), _first_set(table, names), Kind.UNKNOWN) for start, names in groups
    }
    return count_derived(table, made, classes, splits, within)


def groups_of_names(names: Sequence[str]) -> Mapping[str, list[str]]:
    """The names that begin alike, up to a separator or a number, two or more together, by what they begin with.

    Where the same names have several beginnings in common, the longest is told.

    Examples
    --------
    >>> groups_of_names(["why_pay", "why_bad_way", "why_bad_job", "is_new"])
    {'why_': ['why_pay', 'why_bad_way', 'why_bad_job'], 'why_bad_': ['why_bad_way', 'why_bad_job']}
    >>> groups_of_names(["day1", "day12"])
    {'day': ['day1', 'day12']}
    """
    groups: dict[str, list[str]] = {}
    for name in names:
        for start in _beginnings(name):
            groups.setdefault(start, []).append(name)
    longest = {tuple(found): start for start, found in groups.items() if 1 < len(found) <= COLUMNS_AT_A_TIME}
    return {start: list(found) for found, start in longest.items()}


def _beginnings(name: str) -> Iterator[str]:
    """What a name begins with, the shortest first."""
    yield from (name[: found.end()] for found in _SEPARATOR.finditer(name) if 0 < found.end() < len(name))
    if numbered := _NUMBERED.fullmatch(name):
        yield numbered[1]


def _first_set(table: Table, names: Sequence[str]) -> sa.ColumnElement[int]:
    def is_set(name: str) -> sa.ColumnElement[bool]:
        value = table.value(name)
        return value == sa.true() if table.columns[name] is Kind.BOOLEAN else value > 0

    return sa.case(*[(is_set(name), place) for place, name in enumerate(names, start=1)], else_=0)
