"""Single features that predict the target nearly perfectly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from great_expectations.compatibility import pydantic

from zl_expectations.counting.derived import DerivedCounts
from zl_expectations.counting.kinds import Kind
from zl_expectations.counting.questions import FeatureClasses
from zl_expectations.counting.table import Table
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
from zl_expectations.expectations._feature_scores import score_of
from zl_expectations.expectations._features import distributions, is_nearly_constant, judge_features
from zl_expectations.expectations._impact import MeasuredExpectation
from zl_expectations.metrics.feature_pairs import FeaturePairs
from zl_expectations.metrics.impact import Impact, impact_of_features
from zl_expectations.reporting import leaks
from zl_expectations.reporting.evidence import MOST_ROWS, Proof
from zl_expectations.statistics.tier import Tier

DRAWN = 3


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

    *Courses in time.* A quantity that rises or falls with time is predicted by whatever does so too: its own past, the
    date, another quantity. Where `time_column` is named, a feature that reaches `critical_r2` is held against the
    changes from row to row, in the same rows: a warning, unless its changes explain .9 of the target's, by the square
    of their rank correlation, as those of a copy do.

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
        in_time = {**judged, **columns, **self._series, "thorough": self.pairs}
        return {
            "zl.feature_classes": {**judged, **columns, "by_rows": self.pairs},
            "zl.deciding_values": {**judged, **columns, "lower": self._limit("deciding_lower_bound")},
            "zl.promising_scales": {**judged, **columns},
            "zl.target_means": {**judged, **columns},
            "zl.means_by_value": {**judged, **columns},
            "zl.means_of_others": {**judged, **columns},
            "zl.look_ahead": in_time,
            "zl.rows_in_time": in_time,
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
        shown = judge_features(counts, found, self._limit, self._allowed(found), self.time_column)
        at_fault = leaks.at_fault(shown)
        tier = max(map(tier_of, at_fault), default=Tier.NONE)
        worst = [one for one in at_fault if tier_of(one) == tier]
        order = counts["zl.row_order"]
        position = None if order is None else score_of(DerivedCounts((), order), found, self._limit)
        return {
            "observed_value": shown[0]["score"],
            "details": {
                "tier": tier.word,
                "target": self.target,
                "columns": [*dict.fromkeys(column for one in worst for column in one["columns"])],
                "splits": [found.within] if at_fault and found.within is not None else [],
                "task": "regression" if found.classes.is_quantity else "classification",
                "score": "R²" if found.classes.is_quantity else "AUC",
                "limits": self._limits(found),
                "classes": [] if found.classes.is_quantity else list(found.classes.names),
                "distributions": distributions(shown[:DRAWN], found),
                "features_judged": len(found.features),
                "parts_judged": len(alone.derived),
                "pairs_judged": pairs.judged,
                "pairs_left_out": pairs.left_out,
                "features": (
                    [one for one in shown if one["tier"] != "none"]
                    + [one for one in shown if one["tier"] == "none"][:MOST_ROWS]
                ),
                "constant": [name for name, vectors in found.features.items() if vectors.values == 1],
                "nearly_constant": [name for name, vectors in found.features.items() if is_nearly_constant(vectors)],
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

    def _allowed(self, found: FeatureClasses) -> set[str]:
        """The allowed features; one that is misspelt would allow nothing, and nobody would know."""
        no_features = {self.target, self.split_column, *(self.identifiers or ()), *(self.ignore_columns or ())}
        for name in self.allow or ():
            if name not in found.features and name not in found.derived and name not in no_features:
                raise UnknownColumnError("allow", name, found.features)
        return set(self.allow or ())

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
