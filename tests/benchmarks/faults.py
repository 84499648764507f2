"""Faults to plant in a clean split, one function a fault, and the tier at which theory says it can be seen.

Each takes the clean split and a strength, and gives back the split with the fault in it. What can be seen is worked
out from what was planted alone, by the limits that the documentation states; None where this size can prove nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from zl_expectations.counting.bins import MOST_BINS, ROWS_PER_BIN
from zl_expectations.statistics.leakage import ROWS_TO_TELL, auc_lower_bound

LEAK = "leak"
ROWS_TO_DECIDE = 200


@dataclass(frozen=True)
class Split:
    """A train and a test split, and what is told to the judges about their columns."""

    train: pd.DataFrame
    test: pd.DataFrame
    target: str
    columns: Mapping[str, Any] = field(default_factory=dict)

    @property
    def classes(self) -> bool:
        return self.train[self.target].nunique() <= 10 or not pd.api.types.is_numeric_dtype(self.train[self.target])

    @property
    def features(self) -> list[str]:
        return [name for name in self.train.columns if name not in {self.target, *self.columns.values()}]

    def with_features(self, names: Sequence[str]) -> Split:
        """The split with these features only."""
        kept = [*names, self.target]
        return replace(self, train=self.train[kept], test=self.test[kept])

    def with_column(self, name: str, values: Any) -> Split:
        """Both splits with a further column, train's values first."""
        n = len(self.train)
        return replace(self, train=self.train.assign(**{name: values[:n]}), test=self.test.assign(**{name: values[n:]}))


@dataclass(frozen=True)
class Planted:
    """A split with a fault; the tier at which it must be seen, and the column that must be named."""

    split: Split
    visible: str | None
    column: str | None = None


Plant = Callable[[Split, float, np.random.Generator], Planted | None]


@dataclass(frozen=True)
class Fault:
    """A kind of fault: what it is about, its strengths, and how it is planted."""

    about: str
    strengths: tuple[float, ...]
    plant: Plant


# ------------------------------------------------------------------ columns that give the target away


def copied_target(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """The target itself, under another name."""
    return _leak(split, _target(split), _target(split))


def noisy_target(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """The target (its class's number; a quantity in deviations) plus normal noise."""
    codes = _codes(split)
    values = codes / (1 if split.classes else codes.std()) + rng.normal(0, strength, len(codes))
    return _leak(split, values, values)


def flipped_target(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """The class, another one in a share of the rows."""
    if not split.classes:
        return None
    flipped = _flipped(_codes(split), strength, rng)
    return _leak(split, flipped, flipped)


def coded_target(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """A text code for each class, another one in a share of the rows."""
    if not split.classes:
        return None
    flipped = _flipped(_codes(split), strength, rng)
    return _leak(split, np.array([f"status {chr(65 + k)}" for k in flipped], dtype=object), flipped)


def prefixed_target(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """An identifier whose first letter is the class, another one in a share of the rows."""
    if not split.classes:
        return None
    flipped = _flipped(_codes(split), strength, rng)
    number = rng.permutation(10 * len(flipped))[: len(flipped)]
    texts = np.array([f"{chr(65 + k)}{n:07d}" for k, n in zip(flipped, number, strict=True)], dtype=object)
    return _leak(split, texts, flipped)


def banded_target(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """A number whose bands, several for each class and in turn, are the classes: no monotone score sees it."""
    if not split.classes:
        return None
    codes = _codes(split)
    bands = codes + (codes.max() + 1) * rng.integers(0, round(strength), len(codes))
    values = bands + rng.uniform(0, 0.9, len(codes))
    return _leak(split, values, values)


def missing_with_target(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """A number without meaning that is missing for a share of one class, and for no other."""
    if not split.classes:
        return None
    codes = _codes(split)
    rarest = np.bincount(codes[: len(split.train)])[: codes.max() + 1].argmin()
    missing = (codes == rarest) & (rng.random(len(codes)) < strength)
    return _leak(split, np.where(missing, np.nan, rng.normal(size=len(codes))), missing.astype(int))


def renamed_target(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """The classes under numbers of their own, in no order."""
    if not split.classes:
        return None
    codes = _codes(split)
    names = rng.permutation(1_000)[: codes.max() + 1]
    return _leak(split, names[codes], codes)


def log_target(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """The logarithm of a quantity."""
    if split.classes:
        return None
    values = _codes(split)
    return _leak(split, np.log(values - values.min() + 1), values)


def weekday_of_target(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """Instants over ten years whose weekday is the class."""
    if not split.classes or _codes(split).max() > 6:
        return None
    codes = _codes(split)
    days = 7 * rng.integers(0, 520, len(codes)) + codes
    seconds = rng.integers(0, 86_400, len(codes))
    times = pd.Timestamp("2010-01-04") + pd.to_timedelta(days, unit="D") + pd.to_timedelta(seconds, unit="s")
    return _leak(split, np.asarray(times), codes)


def target_where_present(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """A column that is the class in a share of the rows, and missing at random in the others."""
    if not split.classes:
        return None
    codes = _codes(split)
    values = np.where(rng.random(len(codes)) < strength, codes, np.nan)
    return _leak(split, values, codes, visible=_pure(values[: len(split.train)], codes[: len(split.train)]))


def difference_of_two(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """Two numbers that say nothing alone, and whose difference is the class."""
    if not split.classes:
        return None
    codes = _codes(split)
    first = rng.normal(0, strength, len(codes)).round(2)
    told = _leak(split, first, codes)
    other = split.with_column("other", first - codes)
    return replace(told, split=other.with_column(LEAK, first))


def one_hot_target(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """A flag for each of three classes or more, in the share `strength` of the rows that of a class at random."""
    codes = _codes(split) if split.classes else np.zeros(1, dtype=int)
    if codes.max() < 2:
        return None
    flipped = _flipped(codes, strength, rng)
    flags = pd.get_dummies(flipped, prefix=LEAK, dtype=int)
    coded = split
    for name in flags.columns:
        coded = coded.with_column(name, flags[name].to_numpy())
    rows = np.bincount(codes[: len(split.train)])
    told, features = int(rows[rows >= ROWS_TO_TELL].sum()), len(coded.features)
    seen = (rows >= ROWS_TO_TELL).all() and stats.beta.ppf(0.05 / features, told, 1) >= 0.95
    return Planted(coded, "critical" if seen else None, flags.columns[0])


def mean_of_target(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """A category without meaning, of so many rows each, as the mean of the target (of its first class) over its rows.

    Seen where a hundred categories say more than chance: as many shares of a class, of which a few are repeated.
    """
    y = _codes(split)
    target = y if not split.classes else (y == 0).astype(float)
    category = rng.integers(0, max(1, round(len(y) / strength)), len(y))
    mean = pd.Series(target).groupby(category).transform("mean").to_numpy()
    repeated = pd.Series(mean).value_counts()
    is_visible = len(y) / strength >= 100 and (repeated > 1).sum() >= 5 and 0.1 < target.mean() < 0.9
    is_visible = is_visible if split.classes else len(y) / strength >= 100
    return Planted(split.with_column(LEAK, mean), "critical" if is_visible else None, LEAK)


def target_of_the_next_row(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """The target so many rows later, of a number or two classes that stand in no order."""
    y = _codes(split).astype(float)
    if split.classes and (len(np.unique(y)) != 2 or min(np.mean(y), 1 - np.mean(y)) < 0.15):
        return None
    order = rng.permutation(len(y))
    whole = pd.concat([split.train, split.test], ignore_index=True).iloc[order].reset_index(drop=True)
    n = len(split.train)
    mixed = replace(split, train=whole[:n].reset_index(drop=True), test=whole[n:].reset_index(drop=True))
    later = np.roll(y[order], -round(strength))
    return Planted(mixed.with_column(LEAK, later), "critical" if len(y) >= 100 else None, LEAK)


# ------------------------------------------------------------------ rows on both sides


def exact_copies(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """A share of the test rows are train rows."""
    return _copies(split, strength, rng, lambda copies: copies)


def jittered_copies(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """Copies whose numbers are off by a billionth."""
    return _changed_numbers(split, strength, rng, 1e-9)


def noisy_copies(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """Copies whose numbers are off by a thousandth of their deviation."""
    return _changed_numbers(split, strength, rng, 1e-3)


def single_precision_copies(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """Copies whose numbers went through single precision."""
    floats = _floats(split)
    if len(floats) < 2:
        return None
    return _copies(
        split,
        strength,
        rng,
        lambda copies: copies.assign(**{c: copies[c].astype("float32").astype(float) for c in floats}),
    )


def retyped_copies(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """Copies whose text was typed again: other case, other spaces."""
    texts = [name for name in split.features if split.train[name].dtype == object]
    if not texts:
        return None

    def retype(copies: pd.DataFrame) -> pd.DataFrame:
        return copies.assign(
            **{c: copies[c].map(lambda v: f" {v.upper()} " if isinstance(v, str) else v) for c in texts}
        )

    return _copies(split, strength, rng, retype)


def reordered_columns(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """Copies, and the columns of test stand in another order."""
    planted = _copies(split, strength, rng, lambda copies: copies)
    test = planted.split.test
    return replace(planted, split=replace(planted.split, test=test[list(rng.permutation(test.columns))]))


def integers_as_floats(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """Copies, and test holds whole numbers as floats."""
    whole = [name for name in split.features if pd.api.types.is_integer_dtype(split.train[name])]
    if not whole:
        return None
    planted = _copies(split, strength, rng, lambda copies: copies)
    return replace(
        planted, split=replace(planted.split, test=planted.split.test.astype(dict.fromkeys(whole, "float64")))
    )


def negative_zeros(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """Copies that say -0.0 where train says 0.0."""
    rows = len(split.train) + len(split.test)
    zeros = split.with_column("zero", np.where(rng.random(rows) < 0.5, 0.0, rng.normal(size=rows)))
    return _copies(
        zeros, strength, rng, lambda copies: copies.assign(zero=copies["zero"].where(copies["zero"] != 0, -0.0))
    )


def none_for_nan(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """Copies that say None where train says NaN."""
    rows = len(split.train) + len(split.test)
    texts = np.full(rows, "text", dtype=object)
    texts[rng.random(rows) < 0.5] = np.nan
    gaps = split.with_column("gap", texts)
    return _copies(
        gaps, strength, rng, lambda copies: copies.assign(gap=copies["gap"].where(copies["gap"].notna(), None))
    )


def relabelled_copies(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """Copies with another row's target."""

    def relabel(copies: pd.DataFrame) -> pd.DataFrame:
        return copies.assign(**{split.target: rng.permutation(split.train[split.target].to_numpy())[: len(copies)]})

    return _copies(split, strength, rng, relabel)


def copies_behind_an_id(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """Copies under fresh row numbers."""
    rows = len(split.train) + len(split.test)
    return _copies_beside(split, strength, rng, "row_number", np.arange(rows) + 10_000)


def copies_behind_a_weight(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """Copies with a fresh survey weight."""
    rows = len(split.train) + len(split.test)
    return _copies_beside(split, strength, rng, "weight", rng.gamma(2, 1000, rows).round(2))


def copies_with_a_cell_changed(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """Copies that lack one measurement each, another one in each row; the halves of the columns must prove them."""
    floats = _floats(split)
    if len(split.features) < 6 or len(floats) < len(split.features) / 2:
        return None

    def emptied(copies: pd.DataFrame) -> pd.DataFrame:
        changed = copies.copy()
        for row, name in enumerate(rng.choice(floats, len(changed))):
            changed.iloc[row, changed.columns.get_loc(name)] = np.nan
        return changed

    planted = _copies(split, strength, rng, emptied)
    of_half = round(strength * len(split.test) / 3)
    halves = [_copies_seen(split.with_features(split.features[i::2]), of_half, behind=10) for i in range(2)]
    return replace(planted, visible="critical" if set(halves) == {"critical"} else None)


def oversampled_before_the_split(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """The rarest class is copied so many times over before the rows are split."""
    if not split.classes:
        return None
    whole = pd.concat([split.train, split.test], ignore_index=True)
    rarest = whole[split.target].value_counts().index[-1]
    rare = whole[whole[split.target] == rarest]
    whole = pd.concat([whole, *[rare] * round(strength)], ignore_index=True)
    mixed = whole.iloc[rng.permutation(len(whole))]
    n = round(0.7 * len(mixed))
    over = replace(split, train=mixed.iloc[:n].reset_index(drop=True), test=mixed.iloc[n:].reset_index(drop=True))
    copied = round(0.3 * len(rare) * (strength + 1))
    return Planted(over, _copies_seen(split, copied))


# ------------------------------------------------------------------ preprocessing


def standardised_over_all(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """Every number standardised over both splits, and written with so many digits."""
    names = _numbers_of_many_values(split)
    whole = pd.concat([split.train, split.test])[names]
    if not names:
        return None

    def scaled(side: pd.DataFrame) -> pd.DataFrame:
        return side.assign(**((side[names] - whole.mean()) / whole.std()).round(round(strength)))

    return Planted(replace(split, train=scaled(split.train), test=scaled(split.test)), "warning")


def filled_from_all(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """A share of every number is missing, and filled with the mean of both splits."""
    names = _numbers_of_many_values(split)
    if not names:
        return None
    sides = [
        side.assign(**side[names].astype(float).mask(rng.random((len(side), len(names))) < strength))
        for side in (split.train, split.test)
    ]
    mean = pd.concat(sides)[names].mean()
    train, test = (side.fillna(dict(mean)) for side in sides)
    left = pd.concat(sides)[names]
    stands_out = [left[name].isna().sum() >= max(10, 5 * left[name].value_counts().max()) for name in names]
    return Planted(replace(split, train=train, test=test), "warning" if any(stands_out) else None)


def interpolated_before_the_split(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """The rarest class gets so many times its rows between near rows of it, before the rows are split (SMOTE)."""
    names = _numbers_of_many_values(split)
    if not split.classes or len(names) < 3:
        return None
    whole = pd.concat([split.train, split.test], ignore_index=True).dropna(subset=names)
    rare = whole[whole[split.target] == whole[split.target].value_counts().index[-1]]
    if len(rare) < 7:
        return None
    values = rare[names].to_numpy(dtype=float)
    unit = values / values.std(axis=0)
    first = rng.integers(0, len(rare), round(strength * len(rare)))
    nearest = np.argsort(((unit[first][:, None, :] - unit[None, :, :]) ** 2).sum(axis=2), axis=1)[:, 1:6]
    second = nearest[np.arange(len(first)), rng.integers(0, 5, len(first))]
    made = rare.iloc[first].copy()
    made[names] = values[first] + rng.random((len(first), 1)) * (values[second] - values[first])
    mixed = pd.concat([whole, made], ignore_index=True)
    mixed = mixed.iloc[rng.permutation(len(mixed))]
    n = round(0.7 * len(mixed))
    over = replace(split, train=mixed.iloc[:n].reset_index(drop=True), test=mixed.iloc[n:].reset_index(drop=True))
    return Planted(over, "warning" if len(made) >= 50 else None)


def _numbers_of_many_values(split: Split) -> list[str]:
    """The features of fractions, of which half the rows have a value of their own."""
    whole = pd.concat([split.train, split.test])
    numbers = whole[split.features].select_dtypes("number")
    return [
        name for name in numbers if whole[name].nunique() >= len(whole) / 2 and (whole[name].dropna() % 1 != 0).any()
    ]


# ------------------------------------------------------------------ classes


def skewed_train(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """The largest class is so many times the others together in train."""
    if not split.classes:
        return None
    y = split.train[split.target]
    largest = y == y.value_counts().index[0]
    kept = round(largest.sum() / strength)
    if kept < 2:
        return None
    rows = np.concatenate([np.flatnonzero(largest), rng.permutation(np.flatnonzero(~largest))[:kept]])
    p = split.train[split.target].iloc[rows].value_counts(normalize=True)
    evenness = float(stats.entropy(p) / np.log(len(p))) if len(p) > 1 else 0.0
    return Planted(
        replace(split, train=split.train.iloc[np.sort(rows)]),
        "critical" if evenness < 0.10 else "warning" if evenness < 0.30 else None,
    )


def shifted_test(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """A share of the test rows of all other classes are replaced by rows of the rarest."""
    if not split.classes:
        return None
    y = split.test[split.target]
    rare = np.flatnonzero(y == split.train[split.target].value_counts().index[-1])
    if not len(rare):
        return None
    rows = np.arange(len(y))
    moved = rng.random(len(y)) < strength
    rows[moved] = rng.choice(rare, int(moved.sum()))
    test = split.test.iloc[rows]
    names = pd.Index(split.train[split.target].unique())
    table = np.array([side[split.target].value_counts().reindex(names, fill_value=0) for side in (split.train, test)])
    p, q = table / table.sum(axis=1, keepdims=True)
    distance = np.abs(p - q).sum() / 2
    p_value = stats.chi2_contingency(table)[1] if table.shape[1] > 1 else 1.0
    seen = "critical" if distance > 0.25 else "warning" if distance > 0.05 else None
    return Planted(replace(split, test=test), seen if p_value < 1e-4 else None)


def class_missing_in_train(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """Train lacks a class that test has."""
    if not split.classes or split.train[split.target].nunique() < 3:
        return None
    rows = split.test[split.target].value_counts()
    train = split.train[split.train[split.target] != rows.index[-1]]
    k, n = int(rows.iloc[-1]), len(train) + len(split.test)
    by_chance = stats.hypergeom.pmf(k, n, k, len(split.test)) * split.train[split.target].nunique()
    return Planted(replace(split, train=train), "critical" if by_chance < 1e-4 else "warning")


# ------------------------------------------------------------------ groups and times


def groups_on_both_sides(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """A share of the test rows, at least one, belong to groups of train."""
    n, m = len(split.train), len(split.test)
    train, test = rng.integers(0, max(2, n // 5), n), n + rng.integers(0, max(2, m // 5), m)
    moved = rng.permutation(m)[: max(1, round(strength * m))]
    test[moved] = rng.choice(train, len(moved))
    grouped = split.with_column("patient", np.concatenate([train, test]))
    return Planted(replace(grouped, columns={"group": "patient"}), "critical", "patient")


def test_before_train_ends(split: Split, strength: float, rng: np.random.Generator) -> Planted | None:
    """A share of the test rows, at least one, are not later than train."""
    n, m = len(split.train), len(split.test)
    when = np.arange(n + m)
    early = n + rng.permutation(m)[: max(1, round(strength * m))]
    when[early] = rng.integers(0, n, len(early))
    timed = split.with_column("when", np.asarray(pd.Timestamp("2020-01-01") + pd.to_timedelta(when, unit="h")))
    return Planted(replace(timed, columns={"time": "when"}), "critical", "when")


FAULTS: dict[str, Fault] = {
    plant.__name__: Fault(about, strengths, plant)
    for about, strengths, plant in (
        ("features", (1.0,), copied_target),
        ("features", (0.05, 0.2, 0.3), noisy_target),
        ("features", (0.01, 0.05), flipped_target),
        ("features", (0.0, 0.02), coded_target),
        ("features", (0.0, 0.02), prefixed_target),
        ("features", (4.0, 10.0), banded_target),
        ("features", (1.0, 0.9), missing_with_target),
        ("features", (1.0,), renamed_target),
        ("features", (1.0,), log_target),
        ("features", (1.0,), weekday_of_target),
        ("features", (0.3, 0.1), target_where_present),
        ("features", (1.0, 100.0), difference_of_two),
        ("features", (0.0,), one_hot_target),
        ("features", (3.0, 10.0), mean_of_target),
        ("features", (1.0, 7.0), target_of_the_next_row),
        ("rows", (0.01, 0.05, 0.2), exact_copies),
        ("rows", (0.05,), jittered_copies),
        ("rows", (0.05,), noisy_copies),
        ("rows", (0.05,), single_precision_copies),
        ("rows", (0.05,), retyped_copies),
        ("rows", (0.05,), reordered_columns),
        ("rows", (0.05,), integers_as_floats),
        ("rows", (0.05,), negative_zeros),
        ("rows", (0.05,), none_for_nan),
        ("rows", (0.05,), relabelled_copies),
        ("rows", (0.01, 0.05), copies_behind_an_id),
        ("rows", (0.05,), copies_behind_a_weight),
        ("rows", (0.5,), copies_with_a_cell_changed),
        ("rows", (1.0, 3.0), oversampled_before_the_split),
        ("preprocessing", (15.0, 4.0), standardised_over_all),
        ("preprocessing", (0.1,), filled_from_all),
        ("preprocessing", (1.0, 3.0), interpolated_before_the_split),
        ("classes", (50.0, 100.0), skewed_train),
        ("classes", (0.1, 0.4), shifted_test),
        ("classes", (1.0,), class_missing_in_train),
        ("groups", (0.0, 0.05, 0.9), groups_on_both_sides),
        ("times", (0.0, 0.05, 0.9), test_before_train_ends),
    )
}


# ------------------------------------------------------------------ what can be seen


def _leak(split: Split, values: Any, latent: Any, visible: str | None = "work it out") -> Planted:
    """The split with a column that gives the target away through `latent`."""
    if visible == "work it out":
        n = len(split.train)
        visible = _classes_seen(split, latent[:n]) if split.classes else _quantity_seen(split, latent[:n])
    return Planted(split.with_column(LEAK, values), visible, LEAK)


def _classes_seen(split: Split, latent: Any) -> str | None:
    """The tier that the stated limits give to the best reading of `latent` in train, with some noise to spare.

    A number is read in as many quantile bins as the check promises, and a row's own class is left out of its score.
    """
    y = pd.factorize(split.train[split.target])[0]
    if len(np.unique(y)) < 2:
        return None
    z = pd.factorize(_binned(latent), use_na_sentinel=False)[0]
    table = np.zeros((z.max() + 1, y.max() + 1))
    np.add.at(table, (z, y), 1)
    others = table[z] - np.eye(y.max() + 1)[y]
    share = (others + np.bincount(y) / len(y)) / (others.sum(axis=1, keepdims=True) + 1)
    areas = [_area(share[:, k], y == k) for k in range(y.max() + 1)]
    sizes = np.bincount(y)
    told = [a for a, size in zip(areas, sizes, strict=True) if size >= 20]
    every = min(float(np.mean(areas)), min(told, default=1.0))
    proof = auc_lower_bound(every, len(y) - int(sizes.max()), 0.05)
    if every >= 0.9925 and proof >= 0.955:
        return "critical"
    best = int(np.argmax(areas))
    size = int(min(sizes[best], len(y) - sizes[best]))
    proof = auc_lower_bound(areas[best], size, 0.05 / (len(split.features) + 1))
    return "warning" if proof >= 0.94 or every >= 0.9925 else None


def _binned(latent: Any) -> Any:
    """Few values as they are, many in quantile bins."""
    bins = max(2, min(MOST_BINS, len(latent) // ROWS_PER_BIN))
    return (
        pd.Series(latent) if len(np.unique(latent)) <= bins else pd.qcut(latent, bins, labels=False, duplicates="drop")
    )


def _area(score: Any, of: Any) -> float:
    """The area under the ROC curve."""
    if of.all() or not of.any():
        return 0.5
    u = stats.mannwhitneyu(score[of], score[~of]).statistic
    return float(u / (of.sum() * (~of).sum()))


def _quantity_seen(split: Split, latent: Any) -> str | None:
    """The share of the rank's variance within the bins, with some noise to spare; few bins lose much of it."""
    y = stats.rankdata(split.train[split.target])
    groups = pd.Series(y).groupby(_binned(latent))
    rows, mean = groups.transform("size"), groups.transform("mean")
    r2 = 1 - float((((y - mean) * rows / np.maximum(rows - 1, 1)) ** 2).mean() / y.var())
    return None if len(y) < 59 else "critical" if r2 >= 0.9925 else "warning" if r2 >= 0.96 else None


def _pure(values: Any, y: Any) -> str | None:
    """Rows with a value all have its class: seen from about 200 rows of a class that is not the most common."""
    present, share = np.bincount(y[~np.isnan(values)], minlength=y.max() + 1), np.bincount(y) / len(y)
    return "warning" if (present[share <= 0.5] >= ROWS_TO_DECIDE).any() else None


def _copies_seen(split: Split, copied: int, *, behind: int = 0) -> str | None:
    """The tier of so many copies: critical where proven, tested as documented, with two deviations to spare.

    `behind` says that a column hides them, and how many columns are left out in turn to find it: then only a proof
    counts, and it must hold for that many tests.
    """
    n, m = len(split.train), len(split.test)
    features = split.train[split.features]
    repeated = features.duplicated(keep=False)
    chance = float(repeated.mean())
    if chance > 0.05:  # rows repeat by nature here; whether these repeat more is what the check is there to judge
        return None
    fresh = copied * (1 - chance)
    pairs = len(features[repeated].drop_duplicates())
    spread = np.sqrt(chance * (1 - chance) * (m + m**2 / n))
    unlikely = stats.binom.sf(fresh - 1, int(fresh) + pairs, 2 * m / (n + 2 * m)) < 1e-3 / max(1, behind)
    if fresh / m > 0.001 and unlikely and fresh > 5.5 * spread:
        return "critical"
    return "warning" if fresh / m > 0.01 and not behind else None


# ------------------------------------------------------------------ helpers


def _target(split: Split) -> Any:
    return pd.concat([split.train[split.target], split.test[split.target]], ignore_index=True).to_numpy()


def _codes(split: Split) -> Any:
    """Each row's class as a number, in the classes' order; a quantity as it is."""
    whole = _target(split)
    if not split.classes:
        return whole.astype(float)
    return pd.factorize(pd.Series(whole), sort=True)[0]


def _flipped(codes: Any, share: float, rng: np.random.Generator) -> Any:
    """Another class in a share of the rows."""
    flip = rng.random(len(codes)) < share
    return np.where(flip, (codes + rng.integers(1, codes.max() + 1, len(codes))) % (codes.max() + 1), codes)


def _copies(
    split: Split, share: float, rng: np.random.Generator, change: Callable[[pd.DataFrame], pd.DataFrame]
) -> Planted:
    """A share of the test rows, at least one, replaced by train rows that were changed."""
    k = max(1, round(share * len(split.test)))
    taken = rng.permutation(len(split.train))[:k]
    copies = change(split.train.iloc[taken].copy())
    kept = split.test.iloc[np.sort(rng.permutation(len(split.test))[k:])]
    return Planted(replace(split, test=pd.concat([kept, copies], ignore_index=True)), _copies_seen(split, k))


def _copies_beside(split: Split, share: float, rng: np.random.Generator, name: str, values: Any) -> Planted:
    """Copies, and then a column that makes every row another."""
    planted = _copies(split, share, rng, lambda copies: copies)
    seen = _copies_seen(split, max(1, round(share * len(split.test))), behind=len(split.features) + 1)
    return Planted(planted.split.with_column(name, values), seen)


def _floats(split: Split) -> list[str]:
    """The features that are numbers with many values, as measurements are."""
    return [
        name
        for name in split.features
        if pd.api.types.is_float_dtype(split.train[name]) and split.train[name].nunique() > len(split.train) / 10
    ]


def _changed_numbers(split: Split, share: float, rng: np.random.Generator, by: float) -> Planted | None:
    floats = _floats(split)
    if len(floats) < 2:
        return None

    def change(copies: pd.DataFrame) -> pd.DataFrame:
        spread = split.train[floats].std()
        return copies.assign(**{c: copies[c] + by * spread[c] * rng.choice([-1.0, 1.0], len(copies)) for c in floats})

    return _copies(split, share, rng, change)
