"""Rows whose text is nearly that of a train row: a typo, another word, an end that was cut off, other punctuation.

MinHash (Broder 1997) with banding: the share of shingles (pieces of `SHINGLE` characters) that two texts have in common
is the chance that they agree in one minimum of a random order of all shingles. Each text is sketched by `BANDS` bands
of `MINIMA` minima; rows are near where they agree in a band, and in all other columns. Two texts with a share s of
common shingles agree in one with probability 1 - (1 - s^5)^16: .9998 at s = .84 (a typo in 60 characters), .95 at .7,
.04 at .3 and 10⁻⁴ at .1. The bands are compared as the cells of numbers are: rows are counted by them, never compared
in pairs, and texts that are alike by nature are so within train too, which is what chance is estimated from.

Short sentences have too few pieces for that: of them rows are near that have the same words, but for punctuation.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.keys import count_if
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
        The columns of text, nearly every row of which has one of its own: long ones, and short ones of several words.
    counts : NearCounts or None
        None where there is no such column, or none was looked at.
    too_many, unable : bool
        Whether there are more rows than were to be looked at, and whether the engine cannot be taught to sketch long
        text.
    """

    texts: tuple[str, ...]
    counts: NearCounts | None
    too_many: bool = False
    unable: bool = False

    @property
    def not_judged(self) -> tuple[str, ...]:
        """The columns that were not looked at."""
        return tuple(name for name in self.texts if self.counts is None or name not in self.counts.edited)


@counted
def count_edited_rows(table: Table, key_columns: Sequence[str], splits: Splits, most: int) -> EditedRows:
    """Count, for each pair of splits, the evaluation rows whose text is that of a train row but for edits.

    Parameters
    ----------
    most : int
        With more rows than that none is looked at: a sketch takes about a fifth of a millisecond.
    """
    texts = _own_texts(table, key_columns, splits)
    if not texts.long and not texts.sentences:
        return EditedRows((), None)
    unable = bool(texts.long) and not _may_be_taught(table)
    looked_at = texts.sentences if unable else (*texts.long, *texts.sentences)
    if not looked_at or splits.total_rows > most:
        return EditedRows((*texts.long, *texts.sentences), None, too_many=bool(looked_at), unable=unable)
    bands = bands_of_texts(table, key_columns, splits, looked_at)
    exact = [bands.near.value(name) for name in key_columns if name not in looked_at]
    pairs = pairs_in_cells(table, bands.near, key_columns, splits, bands.of(bands.near), exact)
    sketched = any(name in looked_at for name in texts.long)
    counts = NearCounts(None, (), looked_at, pairs, edited=looked_at, sketched=sketched)
    return EditedRows((*texts.long, *texts.sentences), counts, unable=unable)


def bands_of_texts(table: Table, key_columns: Sequence[str], splits: Splits, texts: Sequence[str]) -> NearCells:
    """The bands by which rows are near whose texts were edited: of long ones, beside the words of short ones."""
    long = [name for name in _own_texts(table, key_columns, splits).long if name in texts]

    def bands(near: Table) -> list[list[Expression]]:
        equal = [near.words(name) if name in texts else near.value(name) for name in key_columns if name not in long]
        sketches = [SKETCH(near.value(name)) for name in long]
        return [[*equal, *(_band(near, one, band) for one in sketches)] for band in range(BANDS if long else 1)]

    return NearCells(table.normalizing_text().teaching(SKETCH.teacher_of(table.dialect.name) if long else None), bands)


def _may_be_taught(table: Table) -> bool:
    is_normalised = table.dialect.teaches_text is not None and table.dialect.normalized_text is not None
    return is_normalised and SKETCH.teacher_of(table.dialect.name) is not None


@dataclass(frozen=True)
class _OwnTexts:
    """The columns of text nearly every row of which has a text of its own: long ones, and short ones of words."""

    long: tuple[str, ...]
    sentences: tuple[str, ...]


@counted
def _own_texts(table: Table, key_columns: Sequence[str], splits: Splits) -> _OwnTexts:
    texts = [name for name in key_columns if table.columns[name] is Kind.TEXT]
    length = getattr(sa.func, table.dialect.text.length)
    long: list[str] = []
    sentences: list[str] = []
    for names, narrow in table.narrowed(texts, [], sa.true(), splits.total_rows) if texts else ():
        figures = [
            figure
            for value in map(narrow.value, names)
            for figure in (
                sa.func.count(value),
                sa.func.count(sa.distinct(value)),
                sa.func.sum(length(value)),
                count_if(value.contains(sa.literal_column("' '"))),
            )
        ]
        found = [integer(one) for one in narrow.fetch(sa.select(*figures).select_from(narrow.source))[0]]
        for name, n, own, letters, spaced in zip(names, *(found[i::4] for i in range(4)), strict=True):
            if n and own >= OWN * n:
                if letters >= LONG * n:
                    long.append(name)
                elif 2 * spaced >= n and narrow.dialect.text.words is not None:
                    sentences.append(name)
    return _OwnTexts(tuple(long), tuple(sentences))


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
