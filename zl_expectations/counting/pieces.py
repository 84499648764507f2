"""Words, letters and places of text that give the target away, wherever in the text they stand.

Rows that a hash chooses propose what to look for; the engine then counts it on all rows, as any other part.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import sqlalchemy as sa

from zl_expectations.counting.classes import TargetClasses
from zl_expectations.counting.derived import Derived, DerivedCounts, count_derived
from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.features import columns_beside, rows_judged
from zl_expectations.counting.kinds import Kind
from zl_expectations.counting.sample import sample_rows
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Table, counted

MOST_ROWS = 2_000
MOST_CHARACTERS = 400_000
MOST_CLASSES_OF_PIECES = 12
LONG = 64
LONGEST_PIECE = 3
PLACES = range(2, 13)
MOST_LETTERS = 40
FEWEST_ROWS = 30
TELLING = 0.7
_WORD = re.compile(r"\w{2,40}")


@dataclass(frozen=True)
class _Proposal:
    """What to look for: the pieces with their classes, or the place of a letter; and how many were looked at."""

    pieces: tuple[tuple[str, int], ...]
    place: int | None
    looked_at: int


@counted
def count_telling_pieces(
    table: Table, features: Sequence[str], classes: TargetClasses, splits: Splits | None, within: str | None
) -> Mapping[str, DerivedCounts]:
    """Count the classes by the pieces of text that tell them apart, by names such as ``note (its words)``.

    Of a text, these are the words and, where it is short, up to three letters in a row, one such piece for each class;
    and the single letter at one of the first or last dozen places. None are looked for against a quantity, or against
    more than `MOST_CLASSES_OF_PIECES` classes.
    """
    if classes.is_quantity or len(classes.values) > MOST_CLASSES_OF_PIECES:
        return {}
    where, number = rows_judged(table, classes, splits, within)
    made: dict[str, Derived] = {}
    looked_at: dict[str, tuple[int, tuple[str, ...]]] = {}
    place_of = {one: i for i, one in enumerate(classes.values)}
    for names, narrow in table.narrowed(features, columns_beside(classes, splits), where, number):
        for feature in names:
            sample = sample_rows(narrow, [feature, classes.target], [feature], where, MOST_ROWS, equal_together=False)
            rows = [
                (text, place_of[one])
                for text, one in zip(sample.values[feature], sample.values[classes.target], strict=True)
                if text is not None and one in place_of
            ]
            for proposal in _proposals(rows, len(classes.values)):
                name = f"{feature} (its words)" if proposal.place is None else f"{feature} ({_words(proposal.place)})"
                made[name] = Derived((feature,), *_expression(table, feature, proposal))
                looked_at[name] = (proposal.looked_at, tuple(piece for piece, _ in proposal.pieces))
    found = count_derived(table, made, classes, splits, within)
    return {name: replace(one, looked_at=looked_at[name][0], pieces=looked_at[name][1]) for name, one in found.items()}


def _words(place: int) -> str:
    return f"letter {place}" if place > 0 else f"letter {-place} from the end"


def _expression(table: Table, feature: str, proposal: _Proposal) -> tuple[Expression, Kind]:
    text, words = table.value(feature), table.dialect.text
    if proposal.place is None:
        inside = [(words.place(text, sa.literal(piece)) > sa.literal_column("0"), k) for piece, k in proposal.pieces]
        cases: list[tuple[Expression, Expression]] = [(found, sa.literal_column(str(k))) for found, k in inside]
        neither = sa.case((text.is_not(None), sa.literal_column(str(MOST_CLASSES_OF_PIECES))))
        return sa.case(*cases, else_=neither), Kind.UNKNOWN
    length: Expression = getattr(sa.func, words.length)(text, type_=sa.Integer())
    place: Expression = sa.literal_column(str(abs(proposal.place)))
    start = place if proposal.place > 0 else length - place + sa.literal_column("1")
    letter: Expression = getattr(sa.func, words.part)(text, start, sa.literal_column("1"), type_=sa.Text())
    return sa.case((length >= place, letter)), Kind.TEXT


def _proposals(rows: Sequence[tuple[str, int]], classes: int) -> Iterator[_Proposal]:
    """The pieces that tell the classes apart in these rows, and the place whose letter does, where there are any."""
    totals = np.bincount([k for _, k in rows], minlength=classes)
    if np.count_nonzero(totals) < 2 or len(rows) < FEWEST_ROWS:
        return
    mean = sum(len(text) for text, _ in rows) / len(rows)
    some = rows[: max(200, int(MOST_CHARACTERS / max(mean, 1)))]
    totals_of_some = np.bincount([k for _, k in some], minlength=classes)
    pieces, looked_at = _telling_pieces(some, totals_of_some, is_long=mean > LONG)
    if pieces:
        yield _Proposal(pieces, None, looked_at)
    place = _telling_place(rows, int(totals.max()))
    if place is not None:
        yield _Proposal((), place, 2 * len(PLACES))


def _telling_pieces(
    rows: Sequence[tuple[str, int]], totals: Any, is_long: bool
) -> tuple[tuple[tuple[str, int], ...], int]:
    """For each class the piece that most of its rows contain and fewest others, and how many pieces there are.

    In two classes one piece is enough, whichever it stands for.
    """
    counts = Counter((piece, k) for text, k in rows for piece in set(_pieces(text, is_long)))
    words_first = sorted(
        {piece for piece, _ in counts}, key=lambda piece: (not _WORD.fullmatch(piece), -len(piece), piece)
    )
    names = {piece: i for i, piece in enumerate(words_first)}
    if not names:
        return (), 0
    table = np.zeros((len(names), len(totals)))
    for (piece, k), n in counts.items():
        table[names[piece], k] = n
    rest = totals.sum() - totals
    inside = table / np.maximum(totals, 1)
    beside = (table.sum(axis=1, keepdims=True) - table) / np.maximum(rest, 1)
    gain = np.where((totals > 0) & (rest > 0), inside - beside, -1.0)
    pieces = list(names)
    best = [(float(gain[:, k].max()), pieces[int(gain[:, k].argmax())], k) for k in range(len(totals)) if totals[k]]
    told = sorted((one for one in best if one[0] >= TELLING), reverse=True)
    return tuple((piece, k) for _, piece, k in told[: 1 if len(best) == 2 else None]), len(names)


def _pieces(text: str, is_long: bool) -> Iterable[str]:
    """The words of a text; of a short one its letters, up to `LONGEST_PIECE` in a row, too."""
    yield from _WORD.findall(text)
    if not is_long:
        for size in range(1, LONGEST_PIECE + 1):
            for start in range(len(text) - size + 1):
                piece = text[start : start + size]
                if piece.isprintable() and not set(piece) & set("%\\'\":"):
                    yield piece


def _telling_place(rows: Sequence[tuple[str, int]], common: int) -> int | None:
    """The place, negative from the end, whose letter tells the classes apart best; None where none does well."""
    best: tuple[float, int] | None = None
    for place in (sign * n for n in PLACES for sign in (1, -1)):
        counts = Counter((text[place - 1 if place > 0 else place], k) for text, k in rows if len(text) >= abs(place))
        letters = {letter for letter, _ in counts}
        if not counts or len(letters) > MOST_LETTERS:
            continue
        most: Counter[str] = Counter()
        for (letter, _), n in counts.items():
            most[letter] = max(most[letter], n)
        told = (sum(most.values()) - common) / max(len(rows) - common, 1)
        if told >= TELLING and (best is None or told > best[0]):
            best = told, place
    return None if best is None else best[1]
