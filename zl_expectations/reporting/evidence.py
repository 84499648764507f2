"""What a finding shows as proof: a small table, the same for every medium."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zl_expectations.reporting.pictures.picture import Picture

MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS = 20, 40, 500

_MEANINGS = {
    "lower bound": "what the best class's AUC is proven to reach at this number of rows",
    "best class": "the class that the feature tells best from all others",
    "its AUC": "how well, from 0.5 for not at all to 1",
    "explained": "the share of the target's entropy that the feature removes",
}


@dataclass(frozen=True)
class Evidence:
    """A table of proof: every medium shows its first rows and columns, and says how many it does not show.

    Attributes
    ----------
    title : str
        What the rows are.
    header : sequence of str
    rows : sequence of sequence
        Cells as text or numbers, not yet formatted; what matters most comes first.
    total : int
        How many rows there are in all, where `rows` are only some.
    most : int
        How many are shown at the most.

    Examples
    --------
    >>> table = Evidence("Numbers", ["n"], [[n] for n in range(30)], total=500)
    >>> len(table.cells), table.not_shown
    (20, '480 further lines not shown.')
    """

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Any]] = field(default_factory=list)
    total: int = 0
    most: int = MOST_ROWS

    @property
    def heads(self) -> list[str]:
        """The header of the columns that are shown, as text."""
        return [shown(head) for head in self.header[:MOST_COLUMNS]]

    @property
    def cells(self) -> list[list[str]]:
        """The cells that are shown, as text."""
        return [[shown(cell) for cell in row[:MOST_COLUMNS]] for row in self.rows[: self.most]]

    @property
    def meanings(self) -> str:
        """What its columns mean that say it in too few words; empty where there are none."""
        said = [f"{head}: {_MEANINGS[head]}" for head in self.heads if head in _MEANINGS]
        return f"{'; '.join(said)}." if said else ""

    @property
    def not_shown(self) -> str:
        """How many further rows and columns there are, in words; empty where all are shown."""
        lines = max(self.total, len(self.rows)) - min(self.most, len(self.rows))
        columns = len(self.header) - MOST_COLUMNS
        both = (("further line", lines), ("further column", columns))
        left_out = [count(number, what) for what, number in both if number > 0]
        return f"{' and '.join(left_out)} not shown." if left_out else ""


Proof = Evidence | Picture


def shown(value: Any) -> str:
    """A cell as people read it; of a long text only the beginning, and how long it is.

    Examples
    --------
    >>> shown(0.97351), shown(1234567), shown(None), shown("a")
    ('0.974', '1,234,567', 'missing', 'a')
    """
    if value is None:
        return "missing"
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return decimal(value)
    text = str(value)
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}… ({count(len(text), 'character')})"


def as_is(value: Any) -> str | None:
    """A value of the data as a cell: never formatted, missing stays missing.

    Examples
    --------
    >>> as_is(2013), as_is(None)
    ('2013', None)
    """
    return None if value is None else str(value)


def decimal(value: float) -> str:
    """A number with three significant digits, or whole from a thousand on, never rounded up to 1 nor down to 0.

    Examples
    --------
    >>> decimal(0.99996), decimal(0.99999997), decimal(0.00001234), decimal(1.0), decimal(12.3456), decimal(4610.2)
    ('0.99996', 'over 0.99999', '1.23e-05', '1', '12.3', '4,610')
    """
    if 1000 <= abs(value) < 1e15:
        return f"{value:,.0f}"
    if 0.99999 < value < 1:
        return "over 0.99999"
    digits = next((n for n in range(3, 6) if value == 1 or float(f"{value:.{n}g}") != 1), 6)
    return f"{value:.{digits}g}"


def percent(share: float) -> str:
    """A share in percent, never rounded up to 100 % nor down to 0 %.

    Examples
    --------
    >>> percent(0.0123), percent(1.0), percent(0.99999), percent(0.0), percent(0.00001)
    ('1.23 %', '100 %', 'over 99.99 %', '0 %', 'under 0.01 %')
    """
    if 0 < share < 0.0001:
        return "under 0.01 %"
    if 0.9999 < share < 1:
        return "over 99.99 %"
    digits = 3 if share == 1 or float(f"{100 * share:.3g}") != 100 else 4
    return f"{100 * share:.{digits}g} %"


def count(number: int, noun: str) -> str:
    """A number and its noun, in the plural where it is not one.

    Examples
    --------
    >>> count(1, "row"), count(2500, "row"), count(2, "class")
    ('1 row', '2,500 rows', '2 classes')
    """
    plural = noun if number == 1 else noun + ("es" if noun.endswith("s") else "s")
    return f"{number:,} {plural}"


def names(listed: Sequence[str], most: int = 5) -> str:
    """Names in a sentence, capped.

    Examples
    --------
    >>> names(["a"]), names(["a", "b", "c"]), names(list("abcdefg"))
    ('a', 'a, b and c', 'a, b, c, d, e and 2 more')
    """
    if len(listed) > most:
        return ", ".join(listed[:most]) + f" and {len(listed) - most} more"
    return " and ".join(filter(None, [", ".join(listed[:-1]), *listed[-1:]]))


def lacking(splits: Sequence[Mapping[str, Any]], what: str) -> str:
    """How many rows of which split have no such thing, the most first; empty where all have one.

    The split None is all rows.

    Examples
    --------
    >>> lacking([{"split": "train", "rows": 50, "missing": 1}, {"split": "test", "rows": 40, "missing": 36}], "group")
    '36 of 40 rows of test (90 %) and 1 of 50 rows of train (2 %) have no group'
    >>> lacking([{"split": "train", "rows": 50, "missing": 1}], "target"), lacking([], "target")
    ('1 of 50 rows of train (2 %) has no target', '')
    >>> lacking([{"split": None, "rows": 50, "missing": 2}], "target")
    '2 of 50 rows (4 %) have no target'
    """
    found = sorted((one for one in splits if one["missing"]), key=lambda one: -one["missing"] / one["rows"])
    if not found:
        return ""
    said = [
        f"{one['missing']:,} of {count(one['rows'], 'row')}{'' if one['split'] is None else ' of ' + one['split']}"
        f" ({percent(one['missing'] / one['rows'])})"
        for one in found
    ]
    return f"{names(said)} {'has' if [one['missing'] for one in found] == [1] else 'have'} no {what}"
