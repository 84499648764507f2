"""Rows whose long text is nearly that of a train row: a typo, another word, an end that was cut off.

MinHash (Broder 1997) with banding: the share of shingles (pieces of `SHINGLE` characters) that two texts have in common
is the chance that they agree in one minimum of a random order of all shingles. Each text is sketched by `BANDS` bands
of `MINIMA` minima; rows are near where they agree in a band, and in all other columns. Two texts with a share s of
common shingles agree in one with probability 1 - (1 - s^5)^16: .9998 at s = .84 (a typo in 60 characters), .95 at .7,
.04 at .3 and 10⁻⁴ at .1. The bands are compared as the cells of numbers are: rows are counted by them, never compared
in pairs, and texts that are alike by nature are so within train too, which is what chance is estimated from.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.kinds import Kind
from zl_expectations.counting.near_rows import NearCells, NearCounts, pairs_in_cells
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Table, counted, integer
from zl_expectations.counting.text import TextFunction

SHINGLE = 5
BANDS = 16
MINIMA = 5
LONG = 40
OWN = 0.9
_DIGITS = 12


@dataclass(frozen=True)
class EditedRows:
    """Rows whose text was edited, and why it was not looked for where it was not.

    Attributes
    ----------
    texts : tuple of str
        The columns of long text, nearly every row of which has one of its own.
    counts : NearCounts or None
        None where there is no such column, or it was not looked at.
    too_many, unable : bool
        Whether there are more rows than were to be sketched, and whether the engine cannot be taught to sketch text.
    """

    texts: tuple[str, ...]
    counts: NearCounts | None
    too_many: bool = False
    unable: bool = False


@counted
def count_edited_rows(table: Table, key_columns: Sequence[str], splits: Splits, most: int) -> EditedRows:
    """Count, for each pair of splits, the evaluation rows whose long text is that of a train row but for edits.

    Parameters
    ----------
    most : int
        With more rows than that none is looked at: a sketch takes about a fifth of a millisecond.
    """
    texts = _long_texts(table, key_columns, rows=sum(splits.rows.values()))
    if not texts:
        return EditedRows((), None)
    if table.dialect.teaches_text is None or table.dialect.normalized_text is None or not _may_be_taught(table):
        return EditedRows(texts, None, unable=True)
    if sum(splits.rows.values()) > most:
        return EditedRows(texts, None, too_many=True)
    bands = bands_of_texts(table, key_columns, texts)
    exact = [bands.near.value(name) for name in key_columns if name not in texts]
    pairs = pairs_in_cells(table, bands.near, key_columns, splits, bands.of(bands.near), exact)
    return EditedRows(texts, NearCounts(None, (), texts, pairs, edited=texts))


def bands_of_texts(table: Table, key_columns: Sequence[str], texts: Sequence[str]) -> NearCells:
    """The bands by which rows are near whose texts were edited."""

    def bands(near: Table) -> list[list[Expression]]:
        exact = [near.value(name) for name in key_columns if name not in texts]
        sketches = [SKETCH(near.value(name)) for name in texts]
        return [[*exact, *(_band(near, sketch, band) for sketch in sketches)] for band in range(BANDS)]

    return NearCells(table.without_punctuation().teaching(SKETCH.teacher_of(table.dialect.name)), bands)


def _may_be_taught(table: Table) -> bool:
    return SKETCH.teacher_of(table.dialect.name) is not None


def _long_texts(table: Table, key_columns: Sequence[str], rows: int) -> tuple[str, ...]:
    """The columns of long text, nearly every row of which has a text of its own."""
    texts = [name for name in key_columns if table.columns[name] is Kind.TEXT]
    length = getattr(sa.func, table.dialect.text.length)
    long: list[str] = []
    for names, narrow in table.narrowed(texts, [], sa.true(), rows) if texts else ():
        figures = [
            figure
            for value in map(narrow.value, names)
            for figure in (sa.func.count(value), sa.func.count(sa.distinct(value)), sa.func.sum(length(value)))
        ]
        found = [integer(one) for one in narrow.fetch(sa.select(*figures).select_from(narrow.source))[0]]
        by_name = zip(names, found[::3], found[1::3], found[2::3], strict=True)
        long += [name for name, n, own, letters in by_name if n and own >= OWN * n and letters >= LONG * n]
    return tuple(long)


def _band(near: Table, sketch: Expression, band: int) -> Expression:
    first: Expression = sa.literal_column(str(1 + band * _DIGITS))
    digits: Expression = sa.literal_column(str(_DIGITS))
    part: Expression = getattr(sa.func, near.dialect.text.part)(sketch, first, digits, type_=sa.Text())
    return part


@lru_cache(maxsize=10_000)
def sketched(text: str) -> str:
    """The bands of a text, one after the other, each of `_DIGITS` digits.

    Examples
    --------
    >>> one, other = sketched("the patient was seen on monday morning"), sketched("the patient was seen on monday")
    >>> any(one[i : i + 12] == other[i : i + 12] for i in range(0, len(one), 12))
    True
    """
    from datasketch import MinHash

    shingles = {text[i : i + SHINGLE].encode() for i in range(max(1, len(text) - SHINGLE + 1))}
    minima: Any = MinHash(num_perm=BANDS * MINIMA, seed=1, hashfunc=zlib.crc32, scheme="affine32")
    minima.update_batch(shingles)
    bands = minima.hashvalues.reshape(BANDS, MINIMA)
    return "".join(f"{_mixed(band.tobytes()):0{_DIGITS}x}" for band in bands)


def _mixed(band: bytes) -> int:
    """48 bits of a band."""
    return zlib.crc32(band) << 16 | zlib.crc32(band[::-1]) & 0xFFFF


SKETCH = TextFunction("zl_sketch_text", sketched)
