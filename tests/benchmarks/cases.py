"""Which splits are judged: untouched ones, ones in which nothing can be found, and ones with a fault."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from faults import FAULTS, Planted, Split
from real_tables import TABLES, RealTable
from scipy import stats
from tables import mixed, noise

UNTOUCHED, PERMUTED, NOISE = "untouched", "target permuted", "noise"
CLEAN = (UNTOUCHED, PERMUTED, NOISE)
TRAIN_SHARE = 0.7
OWN_FEATURES = 4
COMPARED_AT = {
    "flipped_target": 0.05,
    "coded_target": 0.02,
    "exact_copies": 0.05,
    "copies_behind_an_id": 0.05,
    "shifted_test": 0.4,
    "groups_on_both_sides": 0.05,
    "test_before_train_ends": 0.05,
}
REPEATED_IN_SOURCE = 0.01
EVEN_IN_SOURCE = 0.35


@dataclass(frozen=True)
class Case:
    """A split to judge, and what is in it."""

    table: str
    rows: int
    seed: int
    fault: str
    strength: float
    planted: Planted

    @property
    def clean(self) -> bool:
        return self.fault in CLEAN

    @property
    def about(self) -> str:
        return "" if self.clean else FAULTS[self.fault].about if self.fault in FAULTS else "features"


def true_of_source(split: Split) -> list[str]:
    """The checks whose alarm about a random split of this table would be true: what it says is so in the source.

    Rows that repeat in the source are shared by any split of it, classes that are skewed there are skewed in train, and
    of a class with few rows a split may leave train none.
    """
    whole = pd.concat([split.train, split.test], ignore_index=True)
    seen = pd.MultiIndex.from_frame(split.train[split.features])
    true = []
    if pd.MultiIndex.from_frame(split.test[split.features]).isin(seen).mean() > REPEATED_IN_SOURCE:
        true.append("expect_rows_to_be_disjoint_across_splits")
    shares = whole[split.target].value_counts(normalize=True)
    rare = shares.iloc[-1] * 10 < shares.iloc[0]
    if split.classes and (stats.entropy(shares) / np.log(len(shares)) < EVEN_IN_SOURCE or rare):
        true.append("expect_classes_to_not_be_skewed")
    if split.classes and not split.test[split.target].isin(split.train[split.target]).all():
        true.append("expect_class_proportions_to_match_across_splits")
    return true


def split_at_random(frame: pd.DataFrame, target: str, rng: np.random.Generator) -> Split:
    """Both sides drawn at random: whatever differs between them is chance."""
    order = rng.permutation(len(frame))
    n = round(TRAIN_SHARE * len(frame))
    train, test = (frame.iloc[part].reset_index(drop=True) for part in (order[:n], order[n:]))
    return Split(train, test, target)


def clean_cases(tables: Sequence[RealTable], sizes: Sequence[int], seeds: Sequence[int]) -> Iterator[Case]:
    """Every table as it is, and with its target permuted; and tables of noise of the same sizes."""
    for table in tables:
        frame = table.untouched()
        for rows in _sizes(frame, sizes):
            for seed in seeds:
                rng = _generator(table.name, rows, seed)
                drawn = frame.iloc[rng.permutation(len(frame))[:rows]]
                split = split_at_random(drawn, table.target, rng)
                permuted = drawn.assign(**{table.target: rng.permutation(drawn[table.target].to_numpy())})
                yield _clean(table.name, rows, seed, UNTOUCHED, split)
                yield _clean(table.name, rows, seed, PERMUTED, split_at_random(permuted, table.target, rng))
    for rows in sizes:
        for seed in (2 * seed + second for seed in seeds for second in (0, 1)):
            for classes in (0, 2, 5):
                name = f"noise/{classes or 'quantity'}"
                rng = _generator(name, rows, seed)
                drawn = noise(rows, classes, int(rng.integers(2**31)))
                yield _clean(name, rows, seed, NOISE, split_at_random(drawn, "y", rng))


def fault_cases(
    tables: Sequence[RealTable], sizes: Sequence[int], seeds: Sequence[int], faults: Sequence[str]
) -> Iterator[Case]:
    """Every fault at every strength in every table, after the same split untouched; and the leaks that nobody planted.

    A column that gives the target away is told by that column and the target alone, so beside it only `OWN_FEATURES` of
    the table's own are kept.
    """
    for table in tables:
        whole = table.frame()
        for rows in _sizes(whole, sizes):
            for seed in seeds:
                rng = _generator(table.name, rows, seed)
                drawn = whole.iloc[rng.permutation(len(whole))[:rows]]
                honest = split_at_random(drawn.drop(columns=list(table.answers)), table.target, rng)
                yield _clean(table.name, rows, seed, UNTOUCHED, honest)
                yield from _with_faults(table.name, rows, seed, honest, faults)
                for answer in table.answers:
                    kept = drawn.drop(columns=[name for name in table.answers if name != answer])
                    planted = Planted(split_at_random(kept, table.target, rng), None, answer)
                    yield Case(table.name, rows, seed, f"as published: {answer}", 1.0, planted)


def in_smallest_matrix(case: Case) -> bool:
    """Whether the case is of the one strength of its fault at which all judges are compared."""
    if case.fault not in FAULTS:
        return case.fault == UNTOUCHED
    return case.strength == COMPARED_AT.get(case.fault, FAULTS[case.fault].strengths[0])


def large_cases(rows: int, faults: Sequence[str]) -> Iterator[Case]:
    """One generated table of so many rows, with every fault."""
    train_rows = round(TRAIN_SHARE * rows)
    whole = mixed(train_rows, rows - train_rows, copied_share=0.0)
    split = split_at_random(whole.drop(columns="split"), "y", _generator("generated", rows, 0))
    yield _clean("generated", rows, 0, UNTOUCHED, split)
    yield from _with_faults("generated", rows, 0, split, faults)


def _with_faults(name: str, rows: int, seed: int, split: Split, faults: Sequence[str]) -> Iterator[Case]:
    few = split.with_features(split.features[:OWN_FEATURES])
    for fault in faults:
        within = few if FAULTS[fault].about == "features" else split
        for strength in FAULTS[fault].strengths:
            planted = FAULTS[fault].plant(within, strength, _generator(f"{name} {fault} {strength}", rows, seed))
            if planted is not None:
                yield Case(name, rows, seed, fault, strength, planted)


def _clean(name: str, rows: int, seed: int, kind: str, split: Split) -> Case:
    return Case(name, rows, seed, kind, 0.0, Planted(split, None))


def _sizes(frame: pd.DataFrame, sizes: Sequence[int]) -> list[int]:
    """The sizes that the table has; those beyond it become its own."""
    return sorted({min(rows, len(frame)) for rows in sizes})


def _generator(name: str, rows: int, seed: int) -> np.random.Generator:
    return np.random.default_rng([zlib.crc32(name.encode()), rows, seed])


def tables_named(names: Sequence[str]) -> list[RealTable]:
    """The tables whose name contains one of `names`; all without any."""
    return [table for table in TABLES if not names or any(name in table.name for name in names)]
