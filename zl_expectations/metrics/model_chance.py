"""How many shared rows a table's own frequencies would make: counted only where more are shared than is passed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from zl_expectations.counting.keys import PairCounts, count_shared_keys
from zl_expectations.counting.left_out import count_own_values
from zl_expectations.counting.pairs import count_frequencies, count_scored_keys
from zl_expectations.counting.questions import (
    shared_row_key,
    shared_rows_without_each,
    shared_rows_without_several,
)
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Table
from zl_expectations.statistics import chow_liu
from zl_expectations.statistics.shared_rows import OverlapCounts, expected_share, further_overlap, is_striking

MOST_COLUMNS = 30
FEWEST_COLUMNS = 3
MOST_LEFT_OUT = 10
OWN_VALUES = 0.99


def model_chance(table: Table, above: float, **key: Any) -> Mapping[tuple[str, str], float]:
    """The model chance of each pair of splits that shares more than `above` of the evaluation rows.

    A Chow-Liu tree over the key columns (at most `MOST_COLUMNS` of the largest entropy, which can only raise the
    chance) is fitted to the train split; each scored row's own copies are left out of its counts. With fewer than
    `FEWEST_COLUMNS` columns the pairs are the rows themselves: nothing is left without the copies, and there is no
    model.
    """
    asked = shared_row_key(table, **key)
    return {
        (pair.train, pair.evaluation): _expected(asked.table, asked.columns, asked.splits, pair)
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
    """

    expected: float
    names_rows: bool


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
    striking: list[tuple[float, tuple[str, ...], PairCounts]] = []
    for left_out in (*shared_rows_without_each(table, **key), *shared_rows_without_several(table, most, **key)):
        for known, reduced in zip(whole, left_out.pairs, strict=True):
            further = further_overlap(overlap_counts(known), overlap_counts(reduced))
            kept = left_out.key_columns - len(left_out.columns)
            if further is not None and kept >= FEWEST_COLUMNS and is_striking(further, above):
                striking.append((-further.share, left_out.columns, reduced))
    found: dict[tuple[tuple[str, ...], str, str], LeftOutChance] = {}
    for _, columns, pair in sorted(striking, key=lambda one: one[:2])[:MOST_LEFT_OUT]:
        kept_columns = [name for name in asked.columns if name not in columns]
        once = asked.table.reading(asked.table.source)  # which keeps what it writes down no longer than this one count
        expected = _expected(once, kept_columns, asked.splits, pair)
        names_rows = all(share >= OWN_VALUES for share in count_own_values(asked.table, columns).values())
        found[columns, pair.train, pair.evaluation] = LeftOutChance(expected, names_rows)
    return found


def _expected(table: Table, key_columns: Sequence[str], splits: Splits, pair: PairCounts) -> float:
    """The share of the evaluation rows that would stand in train, were a row drawn by the tree."""
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
