"""Single features that predict the target nearly perfectly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal

from great_expectations.compatibility import pydantic

from zl_expectations.counting.features import FeatureCounts
from zl_expectations.counting.questions import FeatureClasses
from zl_expectations.errors import UnknownColumnError
from zl_expectations.expectations._base import (
    IDENTIFIERS,
    IGNORE_COLUMNS,
    TARGET,
    TRAIN_SPLIT,
    Limit,
    TieredExpectation,
    TrainSplit,
    columns_validator,
    tier_of,
)
from zl_expectations.reporting.evidence import Evidence, count, decimal, names, percent
from zl_expectations.statistics import leakage
from zl_expectations.statistics.tier import Tier

SHOWN = 20
FEWEST_ROWS = 20


class ExpectFeaturesToNotLeakTarget(TieredExpectation):
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
    critical_r2 : float, default 0.99
        For a continuous target: the share of the target's rank variance that a feature may explain.
    task : {"auto", "classification", "regression"}, default "auto"
        Whether the target is a class or a quantity; by default decided from its type and number of values.

    Notes
    -----
    *How it is detected.* From the table of feature value against class alone. The rows of each cell are dealt into five
    folds, a value's classes in four of them predict the fifth, and the area under the ROC curve is averaged; a value
    seen nowhere else predicts nothing, so identifiers score .5. The lower bound is a beta quantile whose size is the
    number of rows outside the largest class: a perfect AUC proves .95 from 59 such rows on.

    *Why it matters.* Such a feature takes training and test loss to zero together, so no evaluation will show it; in
    production it is not known yet.

    *What to do.* Ask when the column's value is known. After the outcome: drop it. Honestly this good: name it in
    `allow`.

    *Parts.* Where the values of a feature are too many to be known one by one, its parts are judged as well: an
    instant's year, month, day, weekday and time; a text's length, first and last letters, case, and what stands before
    and after its first separator; a whole number's last digit. They are named only where they give more away than the
    whole. Constant features are named without a verdict, and so is the order of the rows, where the engine keeps it, if
    the table is sorted by the target.

    *What it cannot see.* Whether a perfect predictor is a leak or an honest one: no statistic can. Leaks that need two
    columns together.
    """

    target: str = pydantic.Field(description=TARGET)
    split_column: str | None = pydantic.Field(
        default=None, description="With a split column only the train split is judged."
    )
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
    critical_r2: Limit = pydantic.Field(default=0.99, description="Smallest critical R² of the target's rank.")
    task: Literal["auto", "classification", "regression"] = pydantic.Field(
        default="auto", description="Whether the target is a class or a quantity."
    )

    _columns = columns_validator("features", "identifiers", "ignore_columns", "allow")

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
        "critical_r2",
        "task",
    )
    args_keys: ClassVar[tuple[str, ...]] = success_keys

    def _counts(self, result_format: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
        judged = {name: getattr(self, name) for name in ("target", "split_column", "train_split", "task")}
        columns = {name: getattr(self, name) for name in ("features", "identifiers", "ignore_columns")}
        return {"zl.feature_classes": {**judged, **columns}, "zl.row_order": judged}

    def _judge(self, counts: Mapping[str, Any], result_format: Mapping[str, Any]) -> dict[str, Any]:
        found: FeatureClasses = counts["zl.feature_classes"]
        allowed = self._allowed(found)
        score = self._regression if found.classes.is_quantity else self._classification
        judged = {
            name: {"feature": name, "columns": list(columns), **score(vectors, found)}
            for name, columns, vectors in _vectors(found)
        }
        position = score(counts["zl.row_order"], found) if counts["zl.row_order"] is not None else None
        shown = [*(judged[name] for name in found.features), *_what_parts_add(judged, found)]
        for one in shown:
            one["allowed"] = one["feature"] in allowed or set(one["columns"]) <= allowed
        shown.sort(key=lambda one: (-tier_of(one), -one["score"], one["feature"]))
        at_fault = [one for one in shown if one["tier"] != "none" and not one["allowed"]]
        tier = max(map(tier_of, at_fault), default=Tier.NONE)
        worst = [one for one in at_fault if tier_of(one) == tier]
        return {
            "observed_value": shown[0]["score"],
            "details": {
                "tier": tier.name.lower(),
                "columns": [*dict.fromkeys(column for one in worst for column in one["columns"])],
                "splits": [found.within] if found.within is not None else [],
                "task": "regression" if found.classes.is_quantity else "classification",
                "score": "R²" if found.classes.is_quantity else "AUC",
                "features_judged": len(found.features),
                "parts_judged": len(judged) - len(found.features),
                "features": (
                    [one for one in shown if one["tier"] != "none"]
                    + [one for one in shown if one["tier"] == "none"][:SHOWN]
                ),
                "constant": [name for name, vectors in found.features.items() if vectors.values == 1],
                "nearly_constant": [name for name, vectors in found.features.items() if _is_nearly_constant(vectors)],
                "row_order": position if position is not None and position["tier"] != "none" else None,
            },
        }

    def _allowed(self, found: FeatureClasses) -> set[str]:
        """The allowed features; one that is misspelt would allow nothing, and nobody would know."""
        no_features = {self.target, self.split_column, *(self.identifiers or ()), *(self.ignore_columns or ())}
        for name in self.allow or ():
            if name not in found.features and name not in found.derived and name not in no_features:
                raise UnknownColumnError("allow", name, found.features)
        return set(self.allow or ())

    def _classification(self, vectors: FeatureCounts, found: FeatureClasses) -> dict[str, Any]:
        score = leakage.score_feature(_class_counts(vectors), features=len(found.features) + len(found.derived))
        tier = leakage.judge_feature(
            score,
            critical_auc=self._limit("critical_auc"),
            critical_lower=self._limit("critical_lower_bound"),
            warning_lower=self._limit("warning_lower_bound"),
        )
        return {
            "tier": tier.name.lower(),
            "score": score.auc,
            "lower_bound": score.auc_lower,
            "best_class": found.classes.names[score.best_class],
            "best_class_score": score.best_class_auc,
            "best_class_lower_bound": score.best_class_auc_lower,
            "explained": score.explained,
            "missing_score": score.missing_auc,
            "rows": score.rows,
        }

    def _regression(self, vectors: FeatureCounts, found: FeatureClasses) -> dict[str, Any]:
        score = leakage.score_regression_feature(_class_counts(vectors))
        tier = leakage.judge_regression_feature(score, critical_r2=self._limit("critical_r2"))
        return {"tier": tier.name.lower(), "score": score.r2, "rows": score.rows, "missing_score": None}

    @classmethod
    def _wants(cls, fields: Mapping[str, Any]) -> str:
        return "No feature predicts $target alone with an AUC of $critical_auc or more."

    @classmethod
    def summary(cls, details: Mapping[str, Any]) -> str:
        """What was found, in one sentence with its figures."""
        best = details["features"][0]
        judged = count(details["features_judged"], "feature")
        at_fault = [one for one in details["features"] if one["tier"] != "none" and not one["allowed"]]
        if not at_fault:
            return (
                f"None of {judged} predicts the target alone; the best is {best['feature']} ({details['score']}"
                f" {decimal(best['score'])})." + _row_order(details)
            )
        proven = [one for one in at_fault if one["tier"] == "critical"]
        weak = [one for one in at_fault if one["tier"] == "warning"]
        unsure = [one for one in at_fault if one["tier"] == "cannot_tell"]
        said = []
        if proven:
            said.append(f"{_listed(proven, details)} {'predict' if len(proven) > 1 else 'predicts'} the target alone")
        if weak:
            said.append(f"{_listed(weak, details)} {'come' if len(weak) > 1 else 'comes'} close")
        if unsure:
            said.append(f"{_listed(unsure, details)} may, but this size cannot tell")
        return f"Of {judged}, " + "; ".join(said) + "." + _row_order(details)

    @classmethod
    def evidence(cls, result: Mapping[str, Any]) -> list[Evidence]:
        """The features, ranked by what they give away."""
        details = result["details"]
        rows = details["features"][: max(SHOWN, sum(one["tier"] != "none" for one in details["features"]))]
        if details["task"] == "regression":
            header = ["feature", "R² of the target's rank", "tier"]
            cells = [[one["feature"], decimal(one["score"]), _verdict(one)] for one in rows]
        else:
            header = [
                "feature",
                "AUC",
                "lower bound",
                "best class",
                "its AUC",
                "explained",
                "missing alone (AUC)",
                "verdict",
            ]
            cells = [
                [
                    one["feature"],
                    decimal(one["score"]),
                    decimal(one["lower_bound"]),
                    one["best_class"],
                    decimal(one["best_class_score"]),
                    percent(max(0.0, one["explained"])),
                    "" if one["missing_score"] is None else decimal(one["missing_score"]),
                    _verdict(one),
                ]
                for one in rows
            ]
        left_out = max(0, details["features_judged"] - len(rows))
        proof = [Evidence("Features by what they say about the target", header, cells, left_out)]
        if idle := [
            *([name, "constant"] for name in details["constant"]),
            *([name, "nearly constant"] for name in details["nearly_constant"]),
        ]:
            proof.append(
                Evidence("Features that say nothing", ["feature", ""], idle[:SHOWN], max(0, len(idle) - SHOWN))
            )
        return proof

    @classmethod
    def next_step(cls, details: Mapping[str, Any]) -> str:
        """What to do about it."""
        return (
            f"Ask when the value of {names(details['columns'])} is known. If only after the outcome, drop it from the"
            " features; if it is honestly this good, name it in `allow`."
        )


def _vectors(found: FeatureClasses) -> Iterator[tuple[str, tuple[str, ...], FeatureCounts]]:
    """Everything to judge: its name, the columns that it is made of, and its counts."""
    for name, vectors in found.features.items():
        yield name, (name,), vectors
    for name, derived in found.derived.items():
        yield name, derived.columns, derived.counts


def _class_counts(vectors: FeatureCounts) -> leakage.ClassCounts:
    return leakage.ClassCounts(vectors.counts, vectors.multiplicity, vectors.missing)


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


def _listed(features: list[dict[str, Any]], details: Mapping[str, Any]) -> str:
    return names(
        [f"{one['feature']} ({details['score']} {decimal(one['score'])}{_by_missing(one)})" for one in features]
    )


def _row_order(details: Mapping[str, Any]) -> str:
    found = details.get("row_order")
    if found is None:
        return ""
    return (
        f" The rows are sorted by the target (their position alone has {details['score']} {decimal(found['score'])}):"
        " shuffle them before they are split by position or fed in order."
    )


def _by_missing(one: Mapping[str, Any]) -> str:
    missing = one.get("missing_score")
    return ", by being missing" if missing is not None and missing >= one["score"] - 0.005 else ""


def _verdict(one: Mapping[str, Any]) -> str:
    words = {
        "critical": "predicts the target alone",
        "warning": "comes close",
        "cannot_tell": "cannot tell at this size",
        "none": "",
    }[one["tier"]]
    return f"{words} (allowed)" if words and one["allowed"] else words
