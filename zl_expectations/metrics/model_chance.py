"""How many shared rows a table would make by itself: counted only where more are shared than is passed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from zl_expectations.counting.classes import is_continuous
from zl_expectations.counting.keys import PairCounts, count_shared_keys
from zl_expectations.counting.kinds import Kind
from zl_expectations.counting.left_out import OWN_VALUES, columns_that_name_rows, count_own_values
from zl_expectations.counting.matched_rows import count_matched_rows
from zl_expectations.counting.near_rows import (
    CLOSENESS,
    NARROWER,
    NearPairCounts,
    cells_as_columns,
    count_near_by_half,
    count_near_rows,
)
from zl_expectations.counting.pairs import count_frequencies, count_scored_keys
from zl_expectations.counting.questions import (
    near_row_key,
    shared_row_key,
    shared_rows_without_each,
    shared_rows_without_names,
    shared_rows_without_several,
)
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Table
from zl_expectations.statistics import chow_liu
from zl_expectations.statistics.matched_targets import MatchedTargets, chance_part
from zl_expectations.statistics.near_rows import thinned_share
from zl_expectations.statistics.shared_rows import OverlapCounts, expected_share, further_overlap, is_striking

MOST_COLUMNS = 30
FEWEST_COLUMNS = 3
MOST_LEFT_OUT = 10


def model_chance(table: Table, above: float, **key: Any) -> Mapping[tuple[str, str], float]:
    """The model chance of each pair of splits that shares more than `above` of the evaluation rows.

    A Chow-Liu tree over the key columns (at most `MOST_COLUMNS` of the largest entropy, which can only raise the
    chance) is fitted to the train split; each scored row's own copies are left out of its counts. With fewer than
    `FEWEST_COLUMNS` columns the pairs are the rows themselves: nothing is left without the copies, and there is no
    model. Where few columns determine the others the tree knows too little as well. So where a target is named and
    rows with equal keys have different ones, as copies of one row have not, the chance is at least their part.
    """
    asked = shared_row_key(table, **key)
    return {
        (pair.train, pair.evaluation): max(
            _expected(asked.table, asked.columns, asked.splits, pair),
            _differing(asked.table, asked.columns, key["target"], asked.splits, pair),
        )
        for pair in count_shared_keys(asked.table, asked.columns, asked.splits)
        if pair.shared_rows > above * pair.evaluation_rows and len(asked.columns) >= FEWEST_COLUMNS
    }


@dataclass(frozen=True)
class LeftOutChance:
    """What chance shares between two splits without some columns, and whether these columns tell every row apart.

    Attributes
    ----------
    expected : float
        The model chance of the key without the columns.
    names_rows : bool
        Whether each of the columns has a value of its own in `OWN_VALUES` of the rows.
    differing : float or None
        The share of the evaluation rows that, without the columns, stand in train and are no copies, by how their
        targets differ; None of columns that name no rows, or hold fractions, as measurements do.
    """

    expected: float
    names_rows: bool
    differing: float | None


def model_chance_left_out(
    table: Table, above: float, most: int, **key: Any
) -> Mapping[tuple[tuple[str, ...], str, str], LeftOutChance]:
    """The model chance without some columns, for those sets of columns without which strikingly more rows are shared.

    Returns
    -------
    mapping of (columns, train split, evaluation split) to LeftOutChance
        Of at most `MOST_LEFT_OUT`, those that share most.
    """
    asked = shared_row_key(table, **key)
    whole = count_shared_keys(asked.table, asked.columns, asked.splits)
    sets = (
        *shared_rows_without_each(table, **key),
        *shared_rows_without_several(table, most, **key),
        *(shared_rows_without_names(table, **key) if most > 1 else ()),
    )
    ids = set(columns_that_name_rows(asked.table, asked.columns, asked.splits))
    striking: list[tuple[float, tuple[str, ...], PairCounts]] = []
    naming: list[tuple[float, tuple[str, ...], PairCounts]] = []
    for left_out in sets:
        for known, reduced in zip(whole, left_out.pairs, strict=True):
            further = further_overlap(overlap_counts(known), overlap_counts(reduced))
            if left_out.key_columns - len(left_out.columns) < FEWEST_COLUMNS:
                continue
            if further is not None and is_striking(further, above):
                striking.append((-further.share, left_out.columns, reduced))
            more = reduced.shared_rows - known.shared_rows
            if ids.issuperset(left_out.columns) and more > above * reduced.evaluation_rows:
                naming.append((-more / reduced.evaluation_rows, left_out.columns, reduced))
    found: dict[tuple[tuple[str, ...], str, str], LeftOutChance] = {}
    for _, columns, pair in dict.fromkeys([*_first(striking), *_first(naming)]):
        kept_columns = [name for name in asked.columns if name not in columns]
        once = asked.table.reading(asked.table.source)  # which keeps what it writes down no longer than this one count
        are_ids = ids.issuperset(columns)
        own = {} if are_ids else count_own_values(asked.table, columns)
        found[columns, pair.train, pair.evaluation] = LeftOutChance(
            expected=_expected(once, kept_columns, asked.splits, pair),
            names_rows=all(share >= OWN_VALUES for share in own.values()),
            differing=_differing(once, kept_columns, key["target"], asked.splits, pair) if are_ids else None,
        )
    return found


def _first(sets: list[tuple[float, tuple[str, ...], PairCounts]]) -> list[tuple[float, tuple[str, ...], PairCounts]]:
    """Of sets of columns the `MOST_LEFT_OUT` without which most rows are shared."""
    return sorted(sets, key=lambda one: one[:2])[:MOST_LEFT_OUT]


@dataclass(frozen=True)
class NearChance:
    """What chance makes of the near rows of two splits, as far as can be said without train's own near rows.

    Attributes
    ----------
    expected : float
        The larger of two estimates: how many would be left of those that are near in wider cells, were rows spread
        smoothly; and how many the table's own frequencies make, were the cells its values.
    several : int
        Near rows that differ in several numbers.
    kept : float
        How many of the rows that are near in the wider cells are near in these.
    """

    expected: float
    several: int
    kept: float


def near_model_chance(table: Table, above: float, **key: Any) -> Mapping[tuple[float, str, str], NearChance]:
    """The model chance of near rows at the narrowest closeness, where strikingly more than `above` are near.

    Either estimate fails where the other holds: curves and bursts are as dense as they are without the values
    repeating, and values of few digits, which another format changed a little, repeat without thinning out.
    """
    asked = near_row_key(table, **key)
    by_closeness = {near.closeness: near for near in count_near_rows(asked.table, asked.columns, asked.splits)}
    wide, narrow = (by_closeness.get(closeness) for closeness in CLOSENESS[-2:])
    if wide is None or narrow is None or len(asked.columns) < FEWEST_COLUMNS:
        return {}
    of = (asked.table, asked.columns, asked.splits, CLOSENESS[-1])
    found: dict[tuple[float, str, str], NearChance] = {}
    for before, pair in zip(wide.pairs, narrow.pairs, strict=True):
        thinned = thinned_share(before.neighbours, before.evaluation_rows, NARROWER[CLOSENESS[-1]])
        if pair.near_rows <= max(above, 2 * thinned) * pair.evaluation_rows:
            continue
        several = pair.near_rows - count_near_by_half(*of)[pair.train, pair.evaluation]
        if several <= max(above, 2 * thinned) * pair.evaluation_rows:
            continue
        by_frequencies = _expected(cells_as_columns(*of), asked.columns, asked.splits, pair)
        found[CLOSENESS[-1], pair.train, pair.evaluation] = NearChance(
            expected=max(thinned, by_frequencies), several=several, kept=pair.near_rows / max(1, before.near_rows)
        )
    return found


def _differing(table: Table, key_columns: Sequence[str], target: str | None, splits: Splits, pair: PairCounts) -> float:
    """The share of the evaluation rows that stand in train and are no copies, by how their targets differ."""
    if target is None or table.columns[target] is Kind.NESTED:
        return 0.0
    by_class = not is_continuous(table, target)
    matched = count_matched_rows(table, key_columns, target, splits, pair.train, pair.evaluation, by_class=by_class)
    classes = [MatchedTargets(one.same / max(one.drawn, 1), one.matches) for one in matched.values()]
    return chance_part(classes) * pair.shared_rows / pair.evaluation_rows


def _expected(table: Table, names: Sequence[str], splits: Splits, pair: PairCounts | NearPairCounts) -> float:
    """The share of the evaluation rows that would stand in train, were a row drawn by the tree."""
    key_columns = sorted(names)  # no order of the columns may choose among equal trees, or the rows that are scored
    columns = _widest(table, key_columns, splits, pair.train)
    frequencies = count_frequencies(table, columns, splits, pair.train, together=2)
    entropies = {part: chow_liu.entropy(counts) for part, counts in frequencies.items()}
    d = len(columns)
    joint = np.array([[entropies[tuple(sorted({i, j}))] for j in range(d)] for i in range(d)])
    edges = chow_liu.maximum_spanning_tree(chow_liu.mutual_information(joint))
    scored = count_scored_keys(table, key_columns, columns, splits, pair.train, pair.evaluation, edges)
    log_q = chow_liu.log_probability(scored.single, scored.pairs, edges, rows=pair.train_rows, copies=scored.copies)
    return expected_share(log_q, scored.weights, pair.train_rows)


def _widest(table: Table, columns: Sequence[str], splits: Splits, train: str) -> Sequence[str]:
    """The columns of the largest entropy, at most `MOST_COLUMNS`, in their order."""
    if len(columns) <= MOST_COLUMNS:
        return columns
    frequencies = count_frequencies(table, columns, splits, train, together=1)
    kept = sorted(range(len(columns)), key=lambda i: (-chow_liu.entropy(frequencies[(i,)]), i))[:MOST_COLUMNS]
    return [columns[i] for i in sorted(kept)]


def overlap_counts(pair: PairCounts) -> OverlapCounts:
    """What statistics needs to know of a pair of splits."""
    return OverlapCounts(
        train_rows=pair.train_rows,
        evaluation_rows=pair.evaluation_rows,
        shared_rows=pair.shared_rows,
        train_once=pair.train_once,
        train_twice=pair.train_twice,
    )
