"""Pairs of features, and sums of several: some rows propose which to count, and their number is bounded."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations
from typing import Any

import numpy as np

from zl_expectations.counting.combinations import combined, pair_of, rows_to_pair, sum_of
from zl_expectations.counting.derived import DerivedCounts, count_derived
from zl_expectations.counting.features import FeatureCounts, rows_judged
from zl_expectations.counting.kinds import Kind
from zl_expectations.counting.questions import FeatureClasses, JudgedTarget, feature_classes, judged_target
from zl_expectations.counting.sample import sample_rows
from zl_expectations.counting.table import Table
from zl_expectations.metrics.class_counts import class_counts
from zl_expectations.models.encode import Floats, encode
from zl_expectations.models.exact_sums import ExactSum, exact_sum
from zl_expectations.models.pairings import PairedTarget, Pairing, telling_pairs
from zl_expectations.statistics import leakage

MOST_SCALES = 6
MOST_TWOFOLD = 10
MOST_COLUMNS = 150
MOST_PROPOSED = 10
MOST_MADE = 1_000_000
MOST_SAMPLED, FEWEST_SAMPLED, FEWEST_ROWS = 1_000, 250, 30


@dataclass(frozen=True)
class FeaturePairs:
    """How pairs of features fall into the classes; how many pairs of columns were looked at, and how many were not.

    A quantity that is a sum of multiples of several features has this sum among the counts, which is none of the pairs.
    """

    counts: Mapping[str, DerivedCounts]
    judged: int
    left_out: int


@dataclass(frozen=True)
class Proposed:
    """The pairs that tell the target apart in some rows, of how many, and the sum that a quantity is there."""

    pairs: Sequence[Pairing] = ()
    looked_at: int = 0
    whole: ExactSum | None = None


def feature_pairs(
    table: Table, target: str, split_column: str | None, train_split: Any, task: str, thorough: bool, **columns: Any
) -> FeaturePairs:
    """Count the pairs, and the sum, that some rows propose; where `thorough`, those of what says most alone too.

    No row is taken out of a database for it unless `thorough`: there nothing is proposed otherwise.

    Parameters
    ----------
    thorough : bool
        Whether at most `MOST_SCALES` features, by the share of the target that they explain, and `MOST_TWOFOLD`
        features with two values, which may say nothing alone, are counted two by two whatever they promise.
    """
    found = feature_classes(
        table, target=target, split_column=split_column, train_split=train_split, task=task, **columns
    )
    asked = judged_target(table, target, split_column, train_split, task)
    several = {name: vectors for name, vectors in found.features.items() if vectors.values > 1}
    explained = {name: _explained(vectors, found) if thorough else 0.0 for name, vectors in several.items()}
    ranked = sorted(explained, key=lambda name: (-explained[name], name))
    scales = ranked[:MOST_SCALES]
    twofold = [
        name for name in ranked if int(found.features[name].multiplicity[~found.features[name].missing].sum()) == 2
    ]
    twofold = twofold[:MOST_TWOFOLD]
    rows = sum(chain.from_iterable(found.classes.rows.values()))
    names = list(found.features)[:MOST_COLUMNS] if thorough or table.is_local else []
    beside = [target, *([split_column] if split_column is not None else [])]
    kept = list(dict.fromkeys([*names, *scales, *twofold, *beside]))
    with rows_to_pair(table, kept, rows) as chosen:
        proposed = _proposed(chosen, names, kept, asked)
        wanted = {
            name: one
            for pair in proposed.pairs[:MOST_PROPOSED]
            for name, one in pair_of(chosen, pair.left, pair.operation, pair.right).items()
        }
        made = {**(combined(chosen, scales, twofold) if thorough else {}), **wanted}
        whole = proposed.whole
        summed = {} if whole is None else sum_of(chosen, whole.weights, missing_is_zero=whole.missing_is_zero)
        counts = count_derived(chosen, {**summed, **made}, asked.classes, asked.splits, asked.within)
    counts = {
        name: replace(one, looked_at=proposed.looked_at) if name in wanted else one for name, one in counts.items()
    }
    judged = {frozenset(one.columns) for one in made.values()}
    if proposed.looked_at:
        judged |= set(map(frozenset, combinations(names, 2)))
    return FeaturePairs(counts, len(judged), math.comb(len(found.features), 2) - len(judged))


def _proposed(table: Table, names: list[str], kept: list[str], asked: JudgedTarget) -> Proposed:
    """What to count, by what some rows say: nothing in too few rows."""
    if len(names) < 2:
        return Proposed()
    most = min(MOST_SAMPLED, max(FEWEST_SAMPLED, MOST_MADE // math.comb(len(names), 2)))
    where, _ = rows_judged(table, asked.classes, asked.splits, asked.within)
    target = asked.classes.target
    sample = sample_rows(table, list(dict.fromkeys([*names, target])), kept, where, most, equal_together=False)
    if sample.sampled < FEWEST_ROWS:
        return Proposed()
    scales: dict[str, Floats] = {}
    twofold: dict[str, Floats] = {}
    by_kind: dict[Kind, dict[str, Floats]] = {}
    codes: dict[Any, int] = {}
    numbers = encode({name: sample.values[name] for name in names}, {name: sample.kinds[name] for name in names})
    order = np.lexsort(numbers.matrix.T)  # in an order that no engine decides
    numbers = numbers.taking(order)
    values = {name: [column[i] for i in order] for name, column in sample.values.items()}
    for place, name in enumerate(names):
        kind, column = sample.kinds[name], numbers.matrix[:, place]
        if kind.is_number:
            scales[name] = column
            by_kind.setdefault(Kind.FLOAT, {})[name] = column
        elif kind in (Kind.NESTED, Kind.BINARY):
            continue
        else:
            same = [np.nan if one is None else codes.setdefault(one, len(codes)) for one in values[name]]
            by_kind.setdefault(kind, {})[name] = np.array(same, dtype=np.float64)
        two = np.unique(column[~np.isnan(column)])
        if len(two) == 2:
            twofold[name] = np.where(np.isnan(column), np.nan, column == two[0])
    instants = [
        {name: numbers.matrix[:, names.index(name)] for name in columns}
        for kind, columns in by_kind.items()
        if kind.is_instant and table.dialect.epoch is not None
    ]
    y: Any
    whole = None
    if asked.classes.is_quantity:
        y = PairedTarget(encode({target: values[target]}, {target: sample.kinds[target]}).matrix[:, 0], 0)
        bits = [place for place, name in enumerate(names) if sample.kinds[name] is Kind.BOOLEAN]
        whole = exact_sum({**scales, **{names[place]: numbers.matrix[:, place] for place in bits}}, y.values)
    else:
        place_of = {one: i for i, one in enumerate(asked.classes.values)}
        y = PairedTarget(np.array([place_of[one] for one in values[target]]), len(place_of))
    found, looked_at = telling_pairs(scales, list(by_kind.values()), twofold, y)
    for columns in instants:
        between, more = telling_pairs(columns, [], {}, y)
        found += [one for one in between if one.operation == "-"]
        looked_at += more
    return Proposed(sorted(found, key=lambda one: -one.strength), max(1, looked_at), whole)


def _explained(vectors: FeatureCounts, found: FeatureClasses) -> float:
    counts = class_counts(vectors)
    if found.classes.is_quantity:
        return leakage.score_regression_feature(counts).r2
    return leakage.score_feature(counts).explained
