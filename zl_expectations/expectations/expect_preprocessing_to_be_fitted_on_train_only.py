"""Scaling, filling and resampling that saw the evaluation splits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, ClassVar

from great_expectations.compatibility import pydantic

from zl_expectations.counting.moments import Moments, Spike
from zl_expectations.expectations._base import (
    IDENTIFIERS,
    IGNORE_COLUMNS,
    SPLIT_COLUMN,
    TARGET,
    TRAIN_SPLIT,
    Limit,
    TieredExpectation,
    TrainSplit,
    columns_validator,
)
from zl_expectations.metrics.preprocessing import Interpolated, Preprocessed
from zl_expectations.reporting.evidence import Evidence, Proof, decimal, names, percent
from zl_expectations.statistics.limits import Figures
from zl_expectations.statistics.preprocessing import (
    Around,
    fitted_on_all,
    judge_interpolation,
    pooled_deviation,
    scaled_by_itself,
)
from zl_expectations.statistics.shares import share_at_least
from zl_expectations.statistics.tier import Tier


class ExpectPreprocessingToBeFittedOnTrainOnly(TieredExpectation):
    """Expect scaling, filling and resampling to have been fitted on the train split alone.

    Parameters
    ----------
    target : str, optional
        The column that the model is to predict; rows are interpolated within its classes.
    split_column : str, default "split"
        The column that says to which split each row belongs.
    train_split : str, int or bool, default "train"
        The split that is trained on.
    features : list of str, optional
        What is looked at, instead of every feature.
    identifiers, ignore_columns
        Columns that are no features.
    alpha : float, default 0.0001
        How small the chance must be that a fit on train leaves the figures found, for all columns together
        (Bonferroni).
    max_interpolated : float, default 0.01
        The largest share of evaluation rows that may lie between two train rows, at the lower end of its interval
        (Clopper and Pearson, at `alpha`); a tenth of it is a warning.
    max_rows : int, default 10000
        Rows that are looked at for interpolation at the most.

    Notes
    -----
    *How it is detected.* A column that was standardised on train has mean 0 and deviation 1 in train, and misses both
    over all rows by sampling error: mean by √((N - n) / (N n)) of a deviation for n train rows among N. Where the mean
    and deviation of all rows are nearer than a chance of `alpha` allows, and those of train are not, all rows were the
    ones that were fitted; so they were where the mean alone is (centring, principal components). Where the mean and
    deviation of an evaluation split are as near as train's own, that split was scaled by itself. Columns whose median
    is 0 and whose quartiles are 1 apart over all rows must have their median in train: no fit on train leaves it
    elsewhere, and two such columns are proof. Most columns scaled to 0 and 1, to -1 and 1 or to 0 and 255 must reach
    both limits in train, and nearly all columns divided by their largest value must have it there; by nature, limits
    are seldom touched by evaluation rows alone in many columns and missed by all rows in none (a chance of at most
    0.05, and 0.01 for the largest value, in splits at random). A value that many rows share is compared with the mean
    and the median of the others in the same way. A row that oversampling made lies on the straight line between two
    others, in every column of many values: for evaluation rows, two opposite train rows are looked for among the 30
    nearest.

    *Why it matters.* Figures of the evaluation rows in the features make the evaluation a little too good; oversampled
    rows between rows of the other split are nearly copies, and make it far too good.

    *What to do.* Split first. Fit scalers, imputers and resamplers in a scikit-learn ``Pipeline`` (imbalanced-learn has
    one for resampling), on train alone.

    *What it cannot see.* Scaling whose results were rounded to two or three digits, and centring to four; centring of a
    column of few values, or of values as far below the mean as above it; quantile scaling to a normal distribution;
    limits in fewer than three columns or in less than half of them, and division by the largest value in few columns or
    in some columns among others; figures of train and of some evaluation splits, but not of all; target encoding;
    filling with a median in a single column; interpolation of fewer than three columns of many values, or whose results
    were rounded or made whole numbers again. On tables above `max_rows` interpolation is looked for around the median
    of one column only. Who centred a column over all rows it cannot tell: publishers of data do so too, before any
    split. Where values are standardised within groups, as within days, and no group is in two splits, each split looks
    scaled by itself.

    *Sources.* Kaufman, Rosset, Perlich and Stitelman (2012), Leakage in data mining; Chawla, Bowyer, Hall and
    Kegelmeyer (2002), SMOTE; Clopper & Pearson (1934) for the interval.
    """

    target: str | None = pydantic.Field(default=None, description=TARGET)
    split_column: str = pydantic.Field(default="split", description=SPLIT_COLUMN)
    train_split: TrainSplit = pydantic.Field(default="train", description=TRAIN_SPLIT)
    features: list[str] | None = pydantic.Field(default=None, description="What is looked at.")
    identifiers: list[str] | None = pydantic.Field(default=None, description=IDENTIFIERS)
    ignore_columns: list[str] | None = pydantic.Field(default=None, description=IGNORE_COLUMNS)
    alpha: Limit = pydantic.Field(default=0.0001, description="Chance that counts as proof.")
    max_interpolated: Limit = pydantic.Field(default=0.01, description="Largest share of rows between train rows.")
    max_rows: int = pydantic.Field(default=10_000, ge=100, description="Rows to look at for interpolation.")

    _columns = columns_validator("features", "identifiers", "ignore_columns")

    success_keys: ClassVar[tuple[str, ...]] = (
        "target",
        "split_column",
        "train_split",
        "features",
        "identifiers",
        "ignore_columns",
        "alpha",
        "max_interpolated",
        "max_rows",
    )
    args_keys: ClassVar[tuple[str, ...]] = success_keys

    def _counts(self, result_format: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
        asked = ("target", "features", "identifiers", "ignore_columns", "split_column", "train_split", "max_rows")
        return {"zl.preprocessed": {name: getattr(self, name) for name in asked}}

    def _judge(self, counts: Mapping[str, Any], result_format: Mapping[str, Any]) -> dict[str, Any]:
        alpha, max_share = self._limit("alpha"), self._limit("max_interpolated")
        found: Preprocessed = counts["zl.preprocessed"]
        pooled = _pooled(found)
        filled = _filled(found, pooled)
        fits = fitted_on_all(pooled, filled, alpha, coarse=found.coarse, quartiles=found.quartiles)
        alone = scaled_by_itself({name: (pooled[name][0], _evaluations(found, name)) for name in pooled}, alpha)
        between: list[dict[str, Any]] = [
            {"evaluation": split, "rows": one.rows, "between": one.between, **_share(one, alpha)}
            for split, one in found.interpolated.items()
        ]
        tiers = [Tier.WARNING] if fits or alone else []
        tiers += [judge_interpolation(one["lower"], max_share=max_share) for one in between]
        at_fault = [one["evaluation"] for one in between if one["between"]] + [one.evaluation for one in alone]
        return {
            "observed_value": len(fits),
            "details": {
                "tier": max(tiers, default=Tier.NONE).name.lower(),
                "columns": list(dict.fromkeys([*(one.column for one in fits), *(one.column for one in alone)])),
                "splits": list(dict.fromkeys([found.train, *at_fault])) if at_fault else [],
                "looked_at": len(found.moments),
                "fitted_on_all": [
                    {
                        "column": one.column,
                        "how": one.how,
                        "chance": one.chance,
                        "rows": found.spikes[one.column].rows if one.how.startswith("filled") else None,
                    }
                    for one in fits
                ],
                "scaled_by_itself": [asdict(one) for one in alone],
                "interpolated": between,
            },
        }

    @classmethod
    def _wants(cls, fields: Mapping[str, Any]) -> str:
        return (
            "No feature is scaled or filled with figures of all splits, and no more than $max_interpolated of an "
            "evaluation split lies between rows of the split $train_split of $split_column."
        )

    @classmethod
    def summary(cls, details: Mapping[str, Any]) -> str:
        """What was found, in one sentence."""
        fits, said = details["fitted_on_all"], []
        for how in dict.fromkeys(one["how"] for one in fits):
            same = [one for one in fits if one["how"] == how]
            chances = [one["chance"] for one in same if one["chance"] is not None]
            chance = f" (chance of that after a fit on train alone: {_chance(max(chances))} each)" if chances else ""
            said.append(f"{names([one['column'] for one in same])} {_is(same)} {how} over all splits together{chance}")
        for evaluation in dict.fromkeys(one["evaluation"] for one in details["scaled_by_itself"]):
            same = [one for one in details["scaled_by_itself"] if one["evaluation"] == evaluation]
            said.append(
                f"{names([one['column'] for one in same])} {_have(same)} mean 0 and deviation 1 in {evaluation} as in "
                f"{details['splits'][0]}: each split was scaled by its own figures (chance of that after one fit: "
                f"{_chance(max(one['chance'] for one in same))} each)"
            )
        for one in details["interpolated"]:
            if one["between"]:
                said.append(
                    f"{one['between']:,} of {one['rows']:,} rows of {one['evaluation']} that were looked at "
                    f"({percent(one['share'])}) lie exactly between two rows of {details['splits'][0]}"
                )
        if not said:
            return f"No trace of preprocessing over all splits in {details['looked_at']} columns of fractions."
        return "; ".join(said) + "."  # in small letters: it may begin with a column's name

    @classmethod
    def evidence(cls, result: Mapping[str, Any]) -> list[Proof]:
        """The columns and what was fitted on all rows; the rows between others."""
        details, tables = result["details"], list[Proof]()
        if details["fitted_on_all"]:
            rows = [
                [one["column"], one["how"], one["rows"] or "", "" if one["chance"] is None else _chance(one["chance"])]
                for one in details["fitted_on_all"]
            ]
            header = ["feature", "over all splits", "rows filled", "chance after a fit on train"]
            tables.append(Evidence("Features that were fitted on all splits", header, rows))
        if details["scaled_by_itself"]:
            rows = [[one["column"], one["evaluation"], _chance(one["chance"])] for one in details["scaled_by_itself"]]
            header = ["feature", "evaluation", "chance after one fit"]
            tables.append(Evidence("Features that each split scaled by its own figures", header, rows))
        if any(one["between"] for one in details["interpolated"]):
            rows = [
                [one["evaluation"], one["rows"], one["between"], percent(one["share"]), percent(one["lower"])]
                for one in details["interpolated"]
            ]
            header = ["evaluation", "rows looked at", "between two train rows", "share", "at least"]
            tables.append(Evidence("Rows that lie between two train rows", header, rows))
        return tables

    @classmethod
    def next_step(cls, details: Mapping[str, Any]) -> str:
        """What to do about it."""
        parts = [
            *(["scale every split with the figures of train"] if details["scaled_by_itself"] else []),
            *(["fit scalers and imputers on train alone"] if details["fitted_on_all"] else []),
            *(["resample train alone"] if any(one["between"] for one in details["interpolated"]) else []),
        ]
        return f"Split first; then {' and '.join(parts)}, best in a scikit-learn Pipeline." if parts else ""


def _pooled(found: Preprocessed) -> dict[str, tuple[Figures, Figures]]:
    """Each column in train and over all rows, where both have figures."""
    both = {
        name: (_figures([by_split[found.train]]), _figures(list(by_split.values())))
        for name, by_split in found.moments.items()
        if found.train in by_split
    }
    return {name: (train, pooled) for name, (train, pooled) in both.items() if train is not None and pooled is not None}


def _evaluations(found: Preprocessed, column: str) -> dict[str, Figures]:
    evaluations = {split: _figures([one]) for split, one in found.moments[column].items() if split != found.train}
    return {split: one for split, one in evaluations.items() if one is not None}


def _filled(
    found: Preprocessed, pooled: Mapping[str, tuple[Figures, Figures]]
) -> dict[str, tuple[Around, Around, float]]:
    """Each column with a value that stands out: the others around it in train and over all rows, their deviation."""
    return {
        name: (
            _around(spike, [found.train]),
            _around(spike, list(spike.below)),
            pooled_deviation(pooled[name][1], spike.value, spike.rows),
        )
        for name, spike in found.spikes.items()
        if name in pooled
    }


def _figures(parts: Sequence[Moments]) -> Figures | None:
    return Figures.of([(one.rows, one.total, one.squares, one.low, one.high) for one in parts if one.rows])


def _around(spike: Spike, splits: Sequence[str]) -> Around:
    return Around.of([(spike.below[one], spike.above[one], spike.others[one]) for one in splits])


def _share(found: Interpolated, alpha: float) -> dict[str, float]:
    return {"share": found.between / found.rows, "lower": float(share_at_least(found.between, found.rows, alpha))}


def _chance(chance: float) -> str:
    return "under 1e-12" if chance < 1e-12 else decimal(chance)


def _is(listed: Sequence[Any]) -> str:
    return "is" if len(listed) == 1 else "are"


def _have(listed: Sequence[Any]) -> str:
    return "has" if len(listed) == 1 else "have"
