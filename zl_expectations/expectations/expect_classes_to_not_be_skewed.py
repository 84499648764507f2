"""Class proportions so uneven that the trivial answer is nearly right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from great_expectations.compatibility import pydantic

from zl_expectations.counting.classes import TargetClasses
from zl_expectations.errors import BadInputError
from zl_expectations.expectations._base import (
    TARGET,
    TRAIN_ONLY,
    TRAIN_SPLIT,
    Limit,
    TieredExpectation,
    TrainSplit,
    tier_of,
)
from zl_expectations.reporting.evidence import Evidence, Proof, count, decimal, lacking, names, percent
from zl_expectations.reporting.pictures.classes import class_proportions
from zl_expectations.statistics import skew as statistics
from zl_expectations.statistics.tier import Tier


class ExpectClassesToNotBeSkewed(TieredExpectation):
    """Expect the classes of the target to be even enough that a small loss means something.

    Parameters
    ----------
    target : str
        The column to predict.
    split_column : str, optional
        With one, the train split is judged and the others are shown; without, all rows.
    train_split : str, int, bool or None, default "train"
        The split that is trained on; None judges every fold.
    critical_evenness, warning_evenness : float, default 0.10 and 0.30
        The smallest evenness (entropy of the classes over its greatest possible value) that is not critical, and that
        needs no warning.
    min_class_rows : int, default 59
        A rarest class with fewer rows is worth a warning where imbalance is what makes it so small: below 59 rows not
        even a perfect AUC proves .95.

    Notes
    -----
    *How it is detected.* From the class proportions π: the trivial loss H = -Σ π ln π in nats is what a model reaches
    that knows nothing else; evenness is H / ln K for K classes. A target of which most rows are the only one of their
    class, as of an id or a text, is a warning, and so is one that most rows do not have. Classes whose names differ in
    case, spaces and Unicode forms alone, which are likely one, are a warning.

    *Why it matters.* At 1 in 1,000 the trivial loss is .008: skew alone nearly reaches zero loss, and 99.9 % accuracy
    is worth nothing.

    *What to do.* Compare every loss with the trivial loss, weight the classes, judge by a measure that the
    majority cannot win, and collect more of the rare class. Oversample only after the split.

    *What it cannot see.* Whether the rare class can be predicted.
    """

    target: str = pydantic.Field(description=TARGET)
    split_column: str | None = pydantic.Field(default=None, description=TRAIN_ONLY)
    train_split: TrainSplit = pydantic.Field(default="train", description=TRAIN_SPLIT)
    critical_evenness: Limit = pydantic.Field(default=0.10, description="Smallest evenness that is not critical.")
    warning_evenness: Limit = pydantic.Field(default=0.30, description="Smallest evenness without a warning.")
    min_class_rows: Limit = pydantic.Field(default=59, description="Smallest rarest class without a warning.")

    success_keys: ClassVar[tuple[str, ...]] = (
        "target",
        "split_column",
        "train_split",
        "critical_evenness",
        "warning_evenness",
        "min_class_rows",
    )
    args_keys: ClassVar[tuple[str, ...]] = success_keys
    no_shares: ClassVar[tuple[str, ...]] = ("min_class_rows",)

    def _counts(self, result_format: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
        return {"zl.classes": {name: getattr(self, name) for name in ("target", "split_column", "train_split")}}

    def _judge(self, counts: Mapping[str, Any], result_format: Mapping[str, Any]) -> dict[str, Any]:
        classes: TargetClasses = counts["zl.classes"]
        judged_splits = self._judged_splits(classes)
        if empty := sorted(repr(name) for name in judged_splits if not sum(classes.rows[name])):
            raise BadInputError(
                f"`target` must have values in {names(empty)}, got only missing ones in {self.target!r}. Is it the"
                " column to predict?"
            )
        splits: list[dict[str, Any]] = []
        for name, rows in classes.rows.items():
            if not sum(rows):
                continue
            skew = statistics.skew(rows)
            tier = statistics.judge_skew(
                skew,
                missing=classes.missing[name],
                critical_evenness=self._limit("critical_evenness"),
                warning_evenness=self._limit("warning_evenness"),
                min_class_rows=self._limit("min_class_rows"),
            )
            splits.append(
                {
                    "split": name,
                    "judged": name in judged_splits,
                    "tier": tier.word if name in judged_splits else "none",
                    "rows": skew.rows,
                    "missing": classes.missing[name],
                    "trivial_loss": skew.trivial_loss,
                    "evenness": skew.evenness,
                    "imbalance_ratio": skew.imbalance_ratio,
                    "majority_accuracy": skew.majority_accuracy,
                    "rarest_class": classes.names[skew.rarest_class],
                    "rarest_rows": skew.rarest_rows,
                    "single_classes": skew.single_classes,
                    "is_single": skew.mostly_single,
                    "is_scarce": statistics.is_scarce(rows=skew.rows, missing=classes.missing[name]),
                    "rarest_share_interval": list(skew.rarest_interval),
                    "classes": dict(zip(classes.names, rows, strict=True)),
                }
            )
        worst = max((one for one in splits if one["judged"]), key=lambda one: (tier_of(one), -one["evenness"]))
        tier = max(tier_of(worst), Tier.WARNING if classes.alike else Tier.NONE)
        return {
            "observed_value": worst["evenness"],
            "details": {
                "tier": tier.word,
                "columns": [self.target] if tier is not Tier.NONE else [],
                "splits": [worst["split"]] if worst["tier"] != "none" else [],
                "worst_split": worst["split"],
                "target": self.target,
                "alike": [[classes.names[place] for place in places] for places in classes.alike],
                "by_split": splits,
                "coverage": [
                    {
                        "split": name if self.split_column else None,
                        "rows": sum(rows) + classes.missing[name],
                        "missing": classes.missing[name],
                    }
                    for name, rows in classes.rows.items()
                ],
            },
        }

    def _judged_splits(self, classes: TargetClasses) -> set[str]:
        if self.split_column is None or self.train_split is None:
            return set(classes.rows)
        return {str(self.train_split)}

    @classmethod
    def _wants(cls, fields: Mapping[str, Any]) -> str:
        return (
            "The classes of $target are no less even than $critical_evenness (critical) or $warning_evenness (warning)."
        )

    @classmethod
    def summary(cls, details: Mapping[str, Any]) -> str:
        """What was found, in one sentence with its figures."""
        worst = next(one for one in details["by_split"] if one["split"] == details["worst_split"])
        others = "".join(
            f" The classes {names(list(map(repr, one)))} differ in case and spaces alone." for one in details["alike"]
        )
        if without := lacking(details["coverage"], f"value of {details['target']}"):
            others += f" {without}."
        if worst["rarest_rows"] == worst["rows"]:
            return (
                f"Every row of {worst['split']} has the class {worst['rarest_class']!r} of {details['target']}: the"
                f" trivial answer is always right there, and nothing can be learned.{others}"
            )
        if worst["is_single"]:
            return (
                f"In {worst['split']} {worst['single_classes']:,} of {count(worst['rows'], 'row')} are each the only"
                f" one of their class of {details['target']}: of such classes nothing can be learned, nor"
                f" proven.{others}"
            )
        return (
            f"In {worst['split']} the rarest of {count(len(worst['classes']), 'class')} of {details['target']},"
            f" {worst['rarest_class']!r}, has {count(worst['rarest_rows'], 'row')} of {worst['rows']:,}; the trivial"
            f" loss is {decimal(worst['trivial_loss'])} nats and the trivial accuracy"
            f" {percent(worst['majority_accuracy'])} (evenness {decimal(worst['evenness'])}).{others}"
        )

    @classmethod
    def evidence(cls, result: Mapping[str, Any]) -> list[Proof]:
        """Rows of each class in each split, and what the proportions alone are worth."""
        first, *others = result["details"]["by_split"]
        splits = [first, *sorted(others, key=lambda one: one["evenness"])]
        classes = sorted(first["classes"], key=lambda name: first["classes"][name])
        by_class = [
            [
                name,
                *[
                    part
                    for one in splits
                    for part in (one["classes"][name], percent(one["classes"][name] / one["rows"]))
                ],
            ]
            for name in classes
        ]
        header = ["class", *[part for one in splits for part in (f"rows in {one['split']}", "share")]]
        figures = [
            "split",
            "rows",
            "target missing",
            "trivial loss (nats)",
            "trivial accuracy",
            "evenness",
            "largest : rarest",
        ]
        return [
            class_proportions({one["split"]: one["classes"] for one in splits}, result["details"]["target"]),
            Evidence("Rows of each class", header, by_class),
            Evidence(
                "What the proportions alone are worth",
                figures,
                [
                    [
                        one["split"],
                        one["rows"],
                        one["missing"],
                        decimal(one["trivial_loss"]),
                        percent(one["majority_accuracy"]),
                        decimal(one["evenness"]),
                        decimal(one["imbalance_ratio"]),
                    ]
                    for one in splits
                ],
            ),
        ]

    @classmethod
    def next_step(cls, details: Mapping[str, Any]) -> str:
        """What to do about it."""
        worst = next(one for one in details["by_split"] if one["split"] == details["worst_split"])
        if details["alike"]:
            return f"Bring the classes of {details['target']} to one spelling, then judge them again."
        if worst["rarest_rows"] == worst["rows"]:
            return f"Bring the other classes of {details['target']} into {worst['split']}: stratify the split."
        if worst["is_single"]:
            return (
                f"Ask whether {details['target']} is the column to predict, and name that in `target`. Where it is a"
                " quantity, leave this expectation out (`pre_training_suite(task='regression')`)."
            )
        if worst["is_scarce"]:
            return (
                f"Drop the rows of {worst['split']} without a value of {details['target']}, or fill it in. Is it the"
                " column to predict?"
            )
        return (
            f"Hold every loss against the trivial loss of {decimal(worst['trivial_loss'])} nats, weight the classes,"
            " and judge by a measure that the majority cannot win (AUC, balanced accuracy). Oversample only after the"
            " split."
        )
