"""Single features that predict the target nearly perfectly."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, ClassVar

import numpy as np
from great_expectations.compatibility import pydantic

from zl_expectations.counting.classes import TargetClasses
from zl_expectations.counting.derived import DerivedCounts
from zl_expectations.counting.features import FeatureCounts
from zl_expectations.counting.kinds import Kind
from zl_expectations.counting.means_by_value import MeansByValue
from zl_expectations.counting.means_of_others import MeansOfOthers
from zl_expectations.counting.questions import FeatureClasses
from zl_expectations.counting.scales import ScaleCounts
from zl_expectations.counting.table import Table
from zl_expectations.counting.target_means import TargetMeans
from zl_expectations.errors import UnknownColumnError
from zl_expectations.expectations._base import (
    IDENTIFIERS,
    IGNORE_COLUMNS,
    TARGET,
    TASK,
    TRAIN_ONLY,
    TRAIN_SPLIT,
    Limit,
    Task,
    TrainSplit,
    columns_validator,
    dropping,
    tier_of,
)
from zl_expectations.expectations._impact import MeasuredExpectation
from zl_expectations.metrics.class_counts import class_counts
from zl_expectations.metrics.deciding_values import DecidingValue
from zl_expectations.metrics.feature_pairs import FeaturePairs
from zl_expectations.metrics.impact import Impact, impact_of_features
from zl_expectations.reporting import leaks
from zl_expectations.reporting.evidence import MOST_ROWS, Proof, as_is, percent, shown
from zl_expectations.statistics import leakage
from zl_expectations.statistics.class_codes import features_that_code
from zl_expectations.statistics.copies import agreement
from zl_expectations.statistics.distribution import group_values
from zl_expectations.statistics.look_ahead import LookAhead
from zl_expectations.statistics.mean_scales import mean_scale
from zl_expectations.statistics.neighbours import (
    score_by_neighbours,
    score_quantity_by_neighbours,
    stands_out,
)
from zl_expectations.statistics.quantities import copied_in_some_rows, cuts_into_bands
from zl_expectations.statistics.target_means import judge_means_of_others, judge_target_means, rows_a_group
from zl_expectations.statistics.tier import Tier

DRAWN = 3
FEWEST_ROWS = 20
ALPHA = 0.05


class ExpectFeaturesToNotLeakTarget(MeasuredExpectation):
    """Expect no feature to predict the target alone, nearly perfectly.

    Numbers and instants are judged in quantile bins, everything else by value, and *missing* is a value like any other:
    a column that is empty exactly where the target is 1 gives it away.

    Parameters
    ----------
    target : str
        The column to predict. A continuous target is cut into quantile bins and judged by the rank correlation.
    split_column : str, optional
        With one, only the train split is judged; without, all rows.
    train_split : str, int, bool or None, default "train"
        The split that is trained on.
    features : list of str, optional
        The columns to judge; all but the target, the split column, identifiers and `ignore_columns` by default.
    identifiers, ignore_columns : list of str, optional
        Columns that are no features.
    allow : list of str, optional
        Features that are known to be honestly this good: still scored and shown, never at fault.
    critical_auc, critical_lower_bound : float, default 0.9875 and 0.95
        A feature is critical when its AUC for every class reaches the one, and the lower bound the other.
    warning_lower_bound : float, default 0.925
        A feature is worth a warning when the lower bound of its best class's AUC reaches this.
    copy_lower_bound : float, default 0.8
        A feature with a value for each class is a noisy copy of the target, which is a warning, when the lower bound of
        Cohen's kappa, or of the classes' mean recall beyond chance, reaches this.
    deciding_lower_bound : float, default 0.95
        A single value is worth a warning when the lower bound of the share of its rows that are of one class, which is
        not the most common, reaches this.
    critical_r2 : float, default 0.99
        For a continuous target: the share of the target's rank variance that a feature may explain.
    pairs : bool, default False
        Count features two by two by some sixty more counts, beside the pairs that some rows propose.
    task : {"auto", "classification", "regression"}, default "auto"
        Whether the target is a class or a quantity; by default decided from its type and number of values.
    group_columns, time_column : optional
        The series that a row belongs to, and when it came about; they order the rows, and judge nothing.
    impact : bool or dict, default False
        Where features are at fault, cross-fit a small model with and without them, and say what they bring; a dict
        names ``group_columns`` and ``time_column``, which keep rows apart there. Never part of the verdict.

    Notes
    -----
    *How it is detected.* From the table of feature value against class alone. The rows of each cell are dealt into five
    folds, a value's classes in four of them predict the fifth, and the area under the ROC curve is averaged; a value
    seen nowhere else predicts nothing, so identifiers score .5. Beside a quantity, a number that stands in fewer than
    five rows is told together with those next to it as well. The lower bound is a beta quantile whose size is the
    number of rows outside the largest class: a perfect AUC proves .95 from 59 such rows on.

    *Why it matters.* Such a feature takes training and test loss to zero together, so no evaluation will show it; in
    production it is not known yet.

    *What to do.* Ask when the column's value is known. After the outcome: drop it. Honestly this good: name it in
    `allow`.

    *Copies and single values.* A feature with a value for each class, and at most one that says nothing beside being
    missing, is paired with the classes: a copy with 5 % of its rows flipped has an AUC of .95 only, and a kappa of .9.
    A single value that decides the target where it stands is named with its rows: "where refund is full, churn is yes
    in 412 of 412 rows"; a value must stand in about 180 rows to be proven, because honest ones are pure in a hundred.
    So are all rows with another value than the usual one, such as the amounts recovered, which are 0 for all others.
    That a value is missing, or that there is any, is proven from some 15 to 30 rows on, because gaps say nothing
    honest. A feature that is often missing is also judged among the rows where it is not, and one that has one value in
    a fifth of the rows, as where gaps were filled with 0 or "n/a", among all others. In up to 5,000 rows a scale
    that bins blur is read value by value, each with its neighbours, also one that gives a quantity away. All of these
    are warnings.

    *Bands and copies of a quantity.* A flag of its highest rows, or a few bands of it, cannot explain the whole of a
    quantity's variance: what they explain is held against the most that so many rows of each value could, and 98 % of
    it is a warning. So is a number that is a copy in more than half of the rows and anything in the others: its bins
    then have half of their rows in two neighbouring bins of the quantity, which rise, or fall, with it.

    *Means of the target.* A number whose every value is the mean of the target over the rows that have it, or the share
    of a class, is a category that was encoded with each row itself among them: critical where the rows are those of all
    splits, a warning where they are train's, and nothing where the mean is of more than 100 rows. It is found on any
    straight scale (a percentage, standardised, from 0 to 1), and as the logarithm of the mean, log1p or log-odds, moved
    and stretched: 99 in 100 values must lie on the line, so many that chance makes it in one of a million tables at
    most. A mean over all other rows of a category gives a row's own target away where the category stands beside it as
    a feature or an identifier: where the target is higher, that mean is lower.

    *Looking ahead.* In the order of `time_column`, within each group of `group_columns`, or else in the order of the
    batch where the engine keeps it, a number is critical that is exactly a linear combination of its own value one row
    before and of targets up to 30 rows away, the own or later ones among them: the target shifted the wrong way, a
    rolling mean that holds its own row, a difference, a running sum. Up to 3,000 rows are looked at, and three for each
    term at least, which chance does not fit. No row is taken out of a database for it without ``pairs=True``.

    *Codes of the class.* Where each class of three or more has one value of some features, and no two classes have the
    same values of all of them, these are critical together: a one-hot code of the target, or its number in binary.
    Flags whose names begin alike (``why_pay``, ``why_moved``) are also judged as the one category that they may have
    been made from, by which of them is set first.

    *Parts.* Where the values of a feature are too many to be known one by one, its parts are judged as well: an
    instant's year, month, day, weekday and time; a text's length, first and last letters, case, what stands before and
    after its first separator, what is left without its digits (the folder of a numbered file), and the number that they
    make (``$215,000``, ``R000731``; on DuckDB, PostgreSQL, SQLite and Spark); each value of whole numbers, which may be
    those of a category, and their last digit. Up to 2,000 rows, chosen by a hash, propose a word or up to three letters
    in a row for each of at most a dozen classes, and the place of a letter; what a text contains is then counted on all
    rows, and held to the number of pieces that it was chosen from. Parts are named only where they give more away than
    the whole. A database or Spark keeps its rows, so that pieces of text, and pairs, are looked for there with
    ``pairs=True`` only. Constant features are named without a verdict, and so is the order of the rows, where the
    engine keeps it, if the table is sorted by the target.

    *Pairs.* Up to 1,000 rows, chosen by a hash, propose two columns whose difference, sum, product, ratio, equality or
    exclusive-or tells the target although neither does, or what the better of them leaves: what is due may be the bill
    less what was paid. At most ten such pairs, of the first 150 columns, are then counted on all rows, over 100,000 on
    those that a hash chooses, and held to the number of pairs that they were chosen from. Instants are subtracted on
    DuckDB and PostgreSQL. With ``pairs=True`` the six features that say most, and ten of those with two values, are
    counted two by two in any case. The result says how many pairs were left out.

    *What it cannot see.* Whether a perfect predictor is a leak or an honest one: no statistic can. Other leaks that
    need three columns together, pairs that were left out, meaning that no single word carries, means of the target by
    category that were smoothed, rounded or ranked, those over the other rows that were moved or stretched, or whose
    category is not there, and words that give away a quantity or one of more than a dozen classes.
    """

    target: str = pydantic.Field(description=TARGET)
    split_column: str | None = pydantic.Field(default=None, description=TRAIN_ONLY)
    train_split: TrainSplit = pydantic.Field(default="train", description=TRAIN_SPLIT)
    features: list[str] | None = pydantic.Field(default=None, description="The columns to judge.")
    identifiers: list[str] | None = pydantic.Field(default=None, description=IDENTIFIERS)
    ignore_columns: list[str] | None = pydantic.Field(default=None, description=IGNORE_COLUMNS)
    allow: list[str] | None = pydantic.Field(
        default=None, description="Features that are known to be honestly this good."
    )
    critical_auc: Limit = pydantic.Field(default=0.9875, description="Smallest critical AUC.")
    critical_lower_bound: Limit = pydantic.Field(default=0.95, description="Smallest lower bound of a critical AUC.")
    warning_lower_bound: Limit = pydantic.Field(default=0.925, description="Smallest lower bound worth a warning.")
    copy_lower_bound: Limit = pydantic.Field(
        default=0.8, description="Smallest lower bound of Cohen's kappa that makes a feature a noisy copy."
    )
    deciding_lower_bound: Limit = pydantic.Field(
        default=0.95, description="Smallest lower bound of the share of a value's rows that are of one class."
    )
    critical_r2: Limit = pydantic.Field(default=0.99, description="Smallest critical R² of the target's rank.")
    pairs: bool = pydantic.Field(default=False, description="Whether features are judged two by two as well.")
    task: Task = pydantic.Field(default="auto", description=TASK)

    group_columns: list[str] | None = pydantic.Field(
        default=None, description="Columns that together name the series of a row."
    )
    time_column: str | None = pydantic.Field(default=None, description="The column whose order rows came about in.")

    _columns = columns_validator("features", "identifiers", "ignore_columns", "allow", "group_columns")

    success_keys: ClassVar[tuple[str, ...]] = (
        "target",
        "split_column",
        "train_split",
        "features",
        "identifiers",
        "ignore_columns",
        "allow",
        "critical_auc",
        "critical_lower_bound",
        "warning_lower_bound",
        "copy_lower_bound",
        "deciding_lower_bound",
        "critical_r2",
        "pairs",
        "task",
        "group_columns",
        "time_column",
    )
    args_keys: ClassVar[tuple[str, ...]] = success_keys

    def _counts(self, result_format: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
        judged = {name: getattr(self, name) for name in ("target", "split_column", "train_split", "task")}
        columns = {name: getattr(self, name) for name in ("features", "identifiers", "ignore_columns")}
        return {
            "zl.feature_classes": {**judged, **columns, "by_rows": self.pairs},
            "zl.deciding_values": {**judged, **columns, "lower": self._limit("deciding_lower_bound")},
            "zl.promising_scales": {**judged, **columns},
            "zl.target_means": {**judged, **columns},
            "zl.means_by_value": {**judged, **columns},
            "zl.means_of_others": {**judged, **columns},
            "zl.look_ahead": {**judged, **columns, **self._series, "thorough": self.pairs},
            "zl.row_order": judged,
            "zl.feature_pairs": {**judged, **columns, "thorough": self.pairs},
        }

    @property
    def _series(self) -> Mapping[str, Any]:
        return {"group_columns": self.group_columns, "time_column": self.time_column}

    def _judge(self, counts: Mapping[str, Any], result_format: Mapping[str, Any]) -> dict[str, Any]:
        pairs: FeaturePairs = counts["zl.feature_pairs"]
        alone: FeatureClasses = counts["zl.feature_classes"]
        found = replace(alone, derived={**alone.derived, **pairs.counts})
        allowed = self._allowed(found)
        score = self._regression if found.classes.is_quantity else self._classification
        judged = {
            name: {"feature": name, "columns": list(one.columns), "pieces": list(one.pieces), **score(one, found)}
            for name, one in _vectors(found)
        }
        for name, scale in counts["zl.promising_scales"].items():
            if found.classes.is_quantity:
                _read_quantity_closely(judged[name], scale, self._limit("critical_r2"))
            else:
                _read_closely(judged[name], scale, self._limit("warning_lower_bound"))
        for name, values in counts["zl.deciding_values"].items():
            _add_values(judged[name], values, found.classes)
        for name, means in counts["zl.target_means"].items():
            _add_means(judged[name], means, found)
        for name, by_value in counts["zl.means_by_value"].items():
            _add_scaled_means(judged[name], by_value, found)
        for name, others in counts["zl.means_of_others"].items():
            _add_means_of_others(judged[name], others, found)
        for name, ahead in counts["zl.look_ahead"].items():
            _add_ahead(judged[name], ahead)
        for name in self._codes(judged, found, allowed):
            judged[name] |= {"tier": Tier.CRITICAL.name.lower(), "names_class_with_others": True}
        order = counts["zl.row_order"]
        position = score(DerivedCounts((), order), found) if order is not None else None
        shown = [*(judged[name] for name in found.features), *_what_parts_add(judged, found)]
        for one in shown:
            one["allowed"] = one["feature"] in allowed or set(one["columns"]) <= allowed
        shown.sort(key=lambda one: (-tier_of(one), -one["score"], one["feature"]))
        at_fault = leaks.at_fault(shown)
        tier = max(map(tier_of, at_fault), default=Tier.NONE)
        worst = [one for one in at_fault if tier_of(one) == tier]
        return {
            "observed_value": shown[0]["score"],
            "details": {
                "tier": tier.name.lower(),
                "target": self.target,
                "columns": [*dict.fromkeys(column for one in worst for column in one["columns"])],
                "splits": [found.within] if at_fault and found.within is not None else [],
                "task": "regression" if found.classes.is_quantity else "classification",
                "score": "R²" if found.classes.is_quantity else "AUC",
                "limits": self._limits(found),
                "classes": [] if found.classes.is_quantity else [str(name) for name in found.classes.names],
                "distributions": self._distributions(shown[:DRAWN], found),
                "features_judged": len(found.features),
                "parts_judged": len(alone.derived),
                "pairs_judged": pairs.judged,
                "pairs_left_out": pairs.left_out,
                "features": (
                    [one for one in shown if one["tier"] != "none"]
                    + [one for one in shown if one["tier"] == "none"][:MOST_ROWS]
                ),
                "constant": [name for name, vectors in found.features.items() if vectors.values == 1],
                "nearly_constant": [name for name, vectors in found.features.items() if _is_nearly_constant(vectors)],
                "nested": [name for name in found.features if counts["zl.table"].columns[name] is Kind.NESTED],
                "row_order": position if position is not None and position["tier"] != "none" else None,
            },
        }

    def _measured(self, table: Table, details: Mapping[str, Any], apart: Mapping[str, Any]) -> Impact:
        names = ("target", "features", "identifiers", "ignore_columns", "split_column", "train_split", "task")
        return impact_of_features(table, details["columns"], **{name: getattr(self, name) for name in names}, **apart)

    def _limits(self, found: FeatureClasses) -> dict[str, float]:
        if found.classes.is_quantity:
            return {"critical": self._limit("critical_r2")}
        return {"warning": self._limit("warning_lower_bound"), "critical": self._limit("critical_auc")}

    def _distributions(self, judged: Sequence[Mapping[str, Any]], found: FeatureClasses) -> dict[str, Any]:
        """How the values of the features at fault fall into the classes."""
        if found.classes.is_quantity:
            return {}
        vectors = {name: one.counts for name, one in _vectors(found)}
        classes = {str(name): place for place, name in enumerate(found.classes.names)}
        return {
            one["feature"]: [
                asdict(group)
                for group in group_values(
                    vectors[one["feature"]].counts,
                    vectors[one["feature"]].multiplicity,
                    vectors[one["feature"]].missing,
                    of_class=classes[str(one["best_class"])],
                )
            ]
            for one in judged
            if one["tier"] != "none"
        }

    def _allowed(self, found: FeatureClasses) -> set[str]:
        """The allowed features; one that is misspelt would allow nothing, and nobody would know."""
        no_features = {self.target, self.split_column, *(self.identifiers or ()), *(self.ignore_columns or ())}
        for name in self.allow or ():
            if name not in found.features and name not in found.derived and name not in no_features:
                raise UnknownColumnError("allow", name, found.features)
        return set(self.allow or ())

    def _codes(
        self, judged: Mapping[str, dict[str, Any]], found: FeatureClasses, allowed: Collection[str]
    ) -> list[str]:
        """The features that give the class away together, each some of it."""
        if found.classes.is_quantity:
            return []
        others = {
            name: class_counts(vectors)
            for name, vectors in found.features.items()
            if tier_of(judged[name]) < Tier.CRITICAL and name not in allowed
        }
        share, lower = self._limit("critical_auc"), self._limit("critical_lower_bound")
        return features_that_code(others, share=share, lower=lower, alpha=ALPHA)

    def _classification(self, one: DerivedCounts, found: FeatureClasses) -> dict[str, Any]:
        counts, together = class_counts(one.counts), len(found.features) + len(found.derived) + one.looked_at - 1
        score = leakage.score_feature(counts, features=together)
        tier = leakage.judge_feature(
            score,
            critical_auc=self._limit("critical_auc"),
            critical_lower=self._limit("critical_lower_bound"),
            warning_lower=self._limit("warning_lower_bound"),
            features=together,
        )
        copied = agreement(counts, in_bins=one.counts.in_bins, features=together, alpha=ALPHA)
        agrees = copied is not None and copied.is_copy(self._limit("copy_lower_bound"))
        is_copy = agrees and tier in (Tier.NONE, Tier.WARNING)
        partly = {}
        if tier is Tier.NONE and not is_copy:
            partly = _score_partly(lambda part: self._where(part, together), counts)
        return {
            "tier": (Tier.WARNING if is_copy or partly else tier).name.lower(),
            "copy_lower_bound": None if copied is None else copied.lower_bound,
            "copied_rows": None if copied is None else [copied.agreeing, copied.rows],
            "is_noisy_copy": is_copy,
            "present_score": partly.get("present"),
            "unusual_score": partly.get("unusual"),
            "deciding_values": [],
            "score": score.auc,
            "worst_class_score": score.worst_class_auc,
            "lower_bound": score.auc_lower,
            "best_class": found.classes.names[score.best_class],
            "best_class_score": score.best_class_auc,
            "best_class_lower_bound": score.best_class_auc_lower,
            "explained": score.explained,
            "missing_score": score.missing_auc,
            "rows": score.rows,
        }

    def _where(self, part: leakage.ClassCounts, together: int) -> float | None:
        """The score of a feature in the rows where it is not missing, if it gives every class away there."""
        score = leakage.score_where_present(part, features=together)
        critical = self._limit("critical_auc")
        tells = score is not None and leakage.tells_where_present(score, critical_auc=critical, features=2 * together)
        return score.auc if score is not None and tells else None

    def _quantity_where(self, part: leakage.ClassCounts) -> float | None:
        """The same beside a quantity."""
        score, limit = leakage.score_regression_where_present(part), self._limit("critical_r2")
        tells = score is not None and leakage.judge_regression_feature(score, critical_r2=limit) >= Tier.WARNING
        return score.r2 if score is not None and tells else None

    def _regression(self, one: DerivedCounts, found: FeatureClasses) -> dict[str, Any]:
        counts, together = class_counts(one.counts), len(found.features) + len(found.derived) + one.looked_at - 1
        score = leakage.score_regression_feature(counts)
        tier = leakage.judge_regression_feature(score, critical_r2=self._limit("critical_r2"))
        partly, copied, in_bands = {}, None, False
        if tier is Tier.NONE:
            partly = _score_partly(self._quantity_where, counts)
            in_bands = cuts_into_bands(counts, leakage.score_regression_where_present(counts) or score)
            copied = copied_in_some_rows(counts, score, features=together, alpha=ALPHA)
        return {
            "tier": (Tier.WARNING if partly or in_bands or copied else tier).name.lower(),
            "copied_rows": copied,
            "is_noisy_copy": copied is not None and not in_bands,
            "cuts_into_bands": in_bands,
            "present_score": partly.get("present"),
            "unusual_score": partly.get("unusual"),
            "deciding_values": [],
            "score": score.r2,
            "rows": score.rows,
            "missing_score": None,
        }

    @classmethod
    def _wants(cls, fields: Mapping[str, Any]) -> str:
        return "No feature predicts $target alone with an AUC of $critical_auc or more."

    @classmethod
    def summary(cls, details: Mapping[str, Any]) -> str:
        """What was found, in one sentence with its figures."""
        return leaks.summary(details)

    @classmethod
    def evidence(cls, result: Mapping[str, Any]) -> list[Proof]:
        """The features, ranked by what they give away."""
        return leaks.evidence(result["details"])

    @classmethod
    def next_step(cls, details: Mapping[str, Any]) -> str:
        """What to do about it."""
        return leaks.next_step(details)

    @classmethod
    def code(cls, details: Mapping[str, Any]) -> str:
        """Drop the features at fault."""
        return dropping(details["columns"])


def _vectors(found: FeatureClasses) -> Iterator[tuple[str, DerivedCounts]]:
    """Everything to judge: its name, the columns that it is made of, and its counts."""
    for name, vectors in found.features.items():
        yield name, DerivedCounts((name,), vectors)
    yield from found.derived.items()


def _score_partly(
    score: Callable[[leakage.ClassCounts], float | None], counts: leakage.ClassCounts
) -> dict[str, float]:
    """What a feature says in the rows where it is there, or else in those where it has another value than usual."""
    for where, part in (("present", counts), ("unusual", leakage.without_usual(counts))):
        if part is not None and (found := score(part)) is not None:
            return {where: found}
    return {}


def _read_closely(one: dict[str, Any], scale: ScaleCounts, proven: float) -> None:
    """A scale that bins blur, and that is proven to tell every class apart value by value, is worth a warning."""
    if tier_of(one) is not Tier.NONE:
        return
    score, lower = score_by_neighbours(scale.steps, scale.missing)
    if lower >= proven and stands_out(score, min(one["score"], one["worst_class_score"])):
        one |= {"tier": Tier.WARNING.name.lower(), "score": score, "lower_bound": lower}


def _read_quantity_closely(one: dict[str, Any], scale: ScaleCounts, limit: float) -> None:
    """A scale that bins blur, and that gives a quantity away value by value, in all rows or where it is present."""

    def gives_away(score: leakage.RegressionScore) -> bool:
        return leakage.judge_regression_feature(score, critical_r2=limit) is Tier.CRITICAL

    if tier_of(one) is not Tier.NONE:
        return
    whole = score_quantity_by_neighbours(scale.steps, scale.missing)
    if gives_away(whole):
        one |= {"tier": Tier.WARNING.name.lower(), "score": whole.r2}
    elif scale.missing.any() and np.count_nonzero(scale.steps.sum(axis=0)) > 1:
        present = score_quantity_by_neighbours(scale.steps, np.zeros_like(scale.missing))
        if gives_away(present):
            one |= {"tier": Tier.WARNING.name.lower(), "present_score": present.r2}


def _add_values(one: dict[str, Any], values: list[DecidingValue], classes: TargetClasses) -> None:
    """Name the values that decide the target, unless the feature is at fault as a whole."""
    if tier_of(one) >= Tier.WARNING and not one["is_noisy_copy"]:
        return
    one |= {"tier": Tier.WARNING.name.lower(), "is_noisy_copy": False}
    one["deciding_values"] = [
        {
            "value": _named(value),
            "class": _class_of(value, classes),
            "class_rows": value.found.class_rows,
            "rows": value.found.rows,
            "lower_bound": value.found.lower_bound,
        }
        for value in values
    ]


def _add_means(one: dict[str, Any], means: TargetMeans, found: FeatureClasses) -> None:
    """A number that is the mean of the target over its own rows, in which each finds its own target again."""
    group_rows = rows_a_group(means.values, means.rows, means.shares)
    tier = judge_target_means(
        values=means.values,
        repeated=means.repeated,
        agreeing=means.agreeing,
        group_rows=group_rows,
        is_of_all_splits=_is_of_all_splits(means.within, found),
    )
    _name_mean(one, tier, found, within=means.within, klass=means.klass, group_rows=group_rows)


def _add_scaled_means(one: dict[str, Any], by_split: Sequence[MeansByValue], found: FeatureClasses) -> None:
    """The same on another scale."""
    given: dict[str, Any] = {"is_quantity": found.classes.is_quantity, "features": len(found.features)}
    for told in by_split:
        made = mean_scale(told.values, told.rows, told.sums, told.varies, **given)
        if made is None:
            continue
        shares = zip(told.sums[:, made.column] / told.rows, map(int, told.rows), strict=True)
        group_rows = (
            rows_a_group(told.all_values, told.all_rows)
            if found.classes.is_quantity
            else rows_a_group(len(told.values), int(told.rows.sum()), list(shares))
        )
        tier = judge_target_means(
            values=made.values,
            repeated=made.repeated,
            agreeing=made.agreeing,
            group_rows=group_rows,
            is_of_all_splits=_is_of_all_splits(told.within, found),
        )
        klass = None if found.classes.is_quantity else made.column
        _name_mean(one, tier, found, within=told.within, klass=klass, group_rows=group_rows, scale=made.scale)


def _add_means_of_others(one: dict[str, Any], means: MeansOfOthers, found: FeatureClasses) -> None:
    """A number that is the mean of the target over the other rows of its category."""
    group_rows = means.rows / means.groups
    tier = judge_means_of_others(
        groups=means.groups,
        varying=means.varying,
        agreeing=means.agreeing,
        group_rows=group_rows,
        is_of_all_splits=_is_of_all_splits(means.within, found),
    )
    given: dict[str, Any] = {"within": means.within, "klass": means.klass, "category": means.category}
    _name_mean(one, tier, found, group_rows=group_rows, **given)


def _is_of_all_splits(within: str | None, found: FeatureClasses) -> bool:
    return within is None and found.within is not None


def _name_mean(
    one: dict[str, Any],
    tier: Tier,
    found: FeatureClasses,
    *,
    within: str | None,
    klass: int | None,
    group_rows: float,
    scale: str | None = None,
    category: str | None = None,
) -> None:
    """Say of which rows' target a number is the mean, unless it is as bad already."""
    if tier > tier_of(one):
        one |= {
            "tier": tier.name.lower(),
            "is_noisy_copy": False,
            "deciding_values": [],
            "mean_of": None if klass is None else found.classes.names[klass],
            "mean_over": "all splits" if _is_of_all_splits(within, found) else within or "all rows",
            "mean_scale": scale,
            "mean_by": category,
            "rows_a_group": group_rows,
        }


def _add_ahead(one: dict[str, Any], ahead: LookAhead) -> None:
    """A number that is made of the target of its own row or of later ones."""
    one |= {
        "tier": Tier.CRITICAL.word,
        "is_noisy_copy": False,
        "deciding_values": [],
        "looks_ahead": {"own_row": ahead.own_row, "rows_later": list(ahead.rows_later)},
    }


def _class_of(value: DecidingValue, classes: TargetClasses) -> str:
    """The class of a value that decides; of a quantity, the end that it lies at."""
    if classes.is_quantity:
        return f"among the {'highest' if value.found.klass else 'lowest'} {percent(value.found.common)}"
    return classes.names[value.found.klass]


def _named(value: DecidingValue) -> str | None:
    """A value as it is, or what the rows have instead of one."""
    said = as_is(value.value)
    return {"present": "present", "other": f"other than {shown(said)}"}.get(value.found.where, said)


def _what_parts_add(judged: Mapping[str, dict[str, Any]], found: FeatureClasses) -> list[dict[str, Any]]:
    """The best part of each feature, where it gives more away than the whole."""
    best: dict[tuple[str, ...], dict[str, Any]] = {}
    for name, derived in found.derived.items():
        one, before = judged[name], best.get(derived.columns)
        if tier_of(one) <= max(tier_of(judged[column]) for column in derived.columns):
            continue
        if before is None or (tier_of(one), one["score"]) > (tier_of(before), before["score"]):
            best[derived.columns] = one
    return list(best.values())


def _is_nearly_constant(vectors: FeatureCounts) -> bool:
    """Whether one value fills all rows but one, or all but one in a thousand."""
    others = vectors.rows - int(vectors.counts.sum(axis=1).max())
    return vectors.values > 1 and vectors.rows >= FEWEST_ROWS and others <= max(1, vectors.rows // 1000)
