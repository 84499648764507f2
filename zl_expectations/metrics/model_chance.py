"""How many shared rows a table's own frequencies would make: counted only where more are shared than is passed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from zl_expectations.counting.keys import count_shared_keys
from zl_expectations.counting.pairs import count_frequencies, count_scored_keys
from zl_expectations.counting.questions import shared_row_key
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Table
from zl_expectations.statistics import chow_liu
from zl_expectations.statistics.shared_rows import expected_share

MOST_COLUMNS = 30
FEWEST_COLUMNS = 3


def model_chance(table: Table, above: float, **key: Any) -> Mapping[tuple[str, str], float]:
    """The model chance of each pair of splits that shares more than `above` of the evaluation rows.

    A Chow-Liu tree over the key columns (at most `MOST_COLUMNS` of the largest entropy, which can only raise the
    chance) is fitted to the train split; each scored row's own copies are left out of its counts. With fewer than
    `FEWEST_COLUMNS` columns the pairs are the rows themselves: nothing is left without the copies, and there is no
    model.
    """
    asked = shared_row_key(table, **key)
    found: dict[tuple[str, str], float] = {}
    for pair in count_shared_keys(asked.table, asked.columns, asked.splits):
        if pair.shared_rows <= above * pair.evaluation_rows or len(asked.columns) < FEWEST_COLUMNS:
            continue
        columns = _widest(asked.table, asked.columns, asked.splits, pair.train)
        frequencies = count_frequencies(asked.table, columns, asked.splits, pair.train, together=2)
        entropies = {part: chow_liu.entropy(counts) for part, counts in frequencies.items()}
        d = len(columns)
        joint = np.array([[entropies[tuple(sorted({i, j}))] for j in range(d)] for i in range(d)])
        edges = chow_liu.maximum_spanning_tree(chow_liu.mutual_information(joint))
        scored = count_scored_keys(
            asked.table, asked.columns, columns, asked.splits, pair.train, pair.evaluation, edges
        )
        log_q = chow_liu.log_probability(scored.single, scored.pairs, edges, rows=pair.train_rows, copies=scored.copies)
        found[pair.train, pair.evaluation] = expected_share(log_q, scored.weights, pair.train_rows)
    return found


def _widest(table: Table, columns: Sequence[str], splits: Splits, train: str) -> Sequence[str]:
    """The columns of the largest entropy, at most `MOST_COLUMNS`, in their order."""
    if len(columns) <= MOST_COLUMNS:
        return columns
    frequencies = count_frequencies(table, columns, splits, train, together=1)
    kept = sorted(range(len(columns)), key=lambda i: (-chow_liu.entropy(frequencies[(i,)]), i))[:MOST_COLUMNS]
    return [columns[i] for i in sorted(kept)]
