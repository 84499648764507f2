"""Class proportions that differ between train and an evaluation split."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, ClassVar

from great_expectations.compatibility import pydantic

from zl_expectations.counting.classes import TargetClasses
from zl_expectations.counting.splits import Splits
from zl_expectations.errors import BadInputError
from zl_expectations.expectations._base import (
    SPLIT_COLUMN,
    TARGET,
    TASK,
    TRAIN_SPLIT,
    Limit,
    Task,
    TieredExpectation,
    TrainSplit,
    worst_of,
)
from zl_expectations.expectations._order import splits_at_fault, train_first
from zl_expectations.reporting.evidence import Evidence, Proof, decimal, names, percent
from zl_expectations.reporting.pictures.classes import class_proportions
from zl_expectations.statistics import skew as statistics

MOST_NUMBERED = 10
BANDS = ("lowest fifth", "second fifth", "middle fifth", "fourth fifth", "highest fifth")


class ExpectClassProportionsToMatchAcrossSplits(TieredExpectation):
    """Expect the classes to have about the same proportions in the evaluation splits as in train.

    A quantity is judged by fifths: as many evaluation rows should lie in each fifth of the train rows.

    Parameters
    ----------
    target : str
        The column to predict.
    split_column : str, default "split"
        The column that says to which split each row belongs.
    train_split : str, int, bool or None, default "train"
        The split that is trained on; None compares every pair of folds.
    warning_distance, critical_distance : float, default 0.05 and 0.25
        Total variation distances (half the sum of absolute differences) above which a difference is worth a
        warning, or critical, if it is also significant.
    alpha : float, default 0.001
        The level of the test.
    task : {"auto", "classification", "regression"}, default "auto"
        Whether the target is a class or a quantity; by default decided from its type and number of values.

    Notes
    -----
    *How it is detected.* Total variation distance and a test of homogeneity, both: a fixed limit alone is wrong
    for the sample size, a test alone rejects trifles on large tables. A class that train lacks is critical whatever
    the distance, and one that an evaluation split lacks a warning, where a split at random would not leave it out: it
    puts all k rows of a class into one split with about the k-th power of that split's share of the rows, which is held
    to `alpha` after Bonferroni, over classes and pairs of splits. A class so rare that chance may leave train without
    it is a warning. Of a quantity any difference is a warning at most: it moves with the time or the place that a split
    is made by.

    *Why it matters.* A model cannot learn a class that it never sees, no score tells of a class that the split lacks,
    and a score on other proportions is the score of another problem.

    *What to do.* Stratify the split; where time or place make the difference, say so and weight the evaluation.

    *What it cannot see.* Differences within a class, or within a fifth of a quantity; that train lacks more rare
    classes at once than chance would leave out, where they make little of the distance.
    """

    target: str = pydantic.Field(description=TARGET)
    split_column: str | None = pydantic.Field(default="split", description=SPLIT_COLUMN)
    train_split: TrainSplit = pydantic.Field(default="train", description=TRAIN_SPLIT)
    warning_distance: Limit = pydantic.Field(default=0.05, description="Largest distance without a warning.")
    critical_distance: Limit = pydantic.Field(default=0.25, description="Largest distance that is not critical.")
    alpha: Limit = pydantic.Field(default=0.001, description="The level of the test.")
    task: Task = pydantic.Field(default="auto", description=TASK)

    success_keys: ClassVar[tuple[str, ...]] = (
        "target",
        "split_column",
        "train_split",
        "warning_distance",
        "critical_distance",
        "alpha",
        "task",
    )
    args_keys: ClassVar[tuple[str, ...]] = success_keys

    def _counts(self, result_format: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
        splits = {"split_column": self.split_column, "train_split": self.train_split}
        return {"zl.splits": splits, "zl.target_classes": {"target": self.target, **splits, "task": self.task}}

    def _judge(self, counts: Mapping[str, Any], result_format: Mapping[str, Any]) -> dict[str, Any]:
        splits: Splits = counts["zl.splits"]
        classes: TargetClasses = counts["zl.target_classes"]
        by_split = _by_fifths(classes, splits) if classes.is_quantity else _by_class(classes)
        rows = {name: list(found.values()) for name, found in by_split.items()}
        without = [name for name in splits.names if not sum(rows[name])]
        drifts = {
            (train, evaluation): statistics.drift(rows[train], rows[evaluation])
            for train, evaluation in splits.pairs
            if train not in without and evaluation not in without
        }
        if not drifts:
            raise BadInputError(
                "`target` must have values in train and in an evaluation split, got only missing ones in"
                f" {self.target!r} of {names([repr(name) for name in without])}. Leave this expectation out where the"
                " evaluation rows have no target."
            )
        named = list(next(iter(by_split.values())))
        pairs: list[dict[str, Any]] = []
        for (train, evaluation), drift in statistics.drifts_together(drifts).items():
            alpha = self._limit("alpha")
            tier = statistics.judge_drift(
                drift,
                warning_distance=self._limit("warning_distance"),
                critical_distance=self._limit("critical_distance"),
                alpha=alpha,
                is_quantity=classes.is_quantity,
            )
            train_lacks, evaluation_lacks = (
                statistics.beyond_chance(absent, alpha)
                for absent in (drift.absent_from_train, drift.absent_from_evaluation)
            )
            pairs.append(
                {
                    "train": train,
                    "evaluation": evaluation,
                    "tier": tier.word,
                    "distance": drift.total_variation,
                    "p_value": drift.p_value,
                    "absent_from_train": [named[i] for i in drift.absent_from_train],
                    "left_out_by_chance": [named[i] for i in drift.absent_from_train if i not in train_lacks],
                    "absent_from_evaluation": [named[i] for i in evaluation_lacks],
                }
            )
        worst = worst_of(pairs, "distance")
        at_fault = splits_at_fault(worst["train"], pairs)
        return {
            "observed_value": worst["distance"],
            "details": {
                "tier": worst["tier"],
                "columns": [self.target] if at_fault else [],
                "splits": at_fault,
                "target": self.target,
                "pairs": pairs,
                "without_target": without,
                "task": "regression" if classes.is_quantity else "classification",
                "by_split": by_split,
            },
        }

    @classmethod
    def _wants(cls, fields: Mapping[str, Any]) -> str:
        return (
            "The classes of $target have about the same proportions in every split (total variation distance up to "
            "$warning_distance, critical above $critical_distance), and train lacks none of them (critical where a"
            " split at random would not leave it out)."
        )

    @classmethod
    def summary(cls, details: Mapping[str, Any]) -> str:
        """What was found, in one sentence with its figures."""
        worst = worst_of(details["pairs"], "distance")
        without = details["without_target"]
        has = "has no target and was" if len(without) == 1 else "have no target and were"
        left_out = f" {names(without)} {has} left out." if without else ""
        if len(worst["absent_from_train"]) > len(worst["left_out_by_chance"]):
            return (
                f"{worst['train']} lacks {names([repr(one) for one in worst['absent_from_train']])}, which"
                f" {worst['evaluation']} has.{left_out}"
            )
        too_rare = ""
        if rare := _left_out_by_chance(details):
            too_rare = (
                f" {worst['train']} lacks {names(rare)}: a split at random may leave out classes this rare, though what"
                " train lacks cannot be learned."
            )
        lacked = "".join(
            f" {one['evaluation']} lacks {names([repr(name) for name in one['absent_from_evaluation']])}, which"
            f" {one['train']} has."
            for one in details["pairs"]
            if one["absent_from_evaluation"]
        )
        what = "fifths" if details["task"] == "regression" else "classes"
        return (
            f"The {what} of {details['target']} in {worst['evaluation']} lie {decimal(worst['distance'])} from those"
            f" in {worst['train']} (total variation distance, p = {decimal(worst['p_value'])})."
            f"{too_rare}{lacked}{left_out}"
        )

    @classmethod
    def evidence(cls, result: Mapping[str, Any]) -> list[Proof]:
        """The proportions side by side."""
        details = result["details"]
        by_split = train_first(details["by_split"], details["pairs"], "distance")
        totals = {name: max(1, sum(rows.values())) for name, rows in by_split.items()}
        classes = list(next(iter(by_split.values())))
        spread = {
            one: (
                max(rows[one] / totals[name] for name, rows in by_split.items())
                - min(rows[one] / totals[name] for name, rows in by_split.items())
            )
            for one in classes
        }
        is_quantity = details["task"] == "regression"
        if not is_quantity:
            classes.sort(key=lambda one: -spread[one])
        rows = [[one, *[percent(by_split[name][one] / totals[name]) for name in by_split]] for one in classes]
        of = "fifth of the train rows" if is_quantity else "class"
        return [
            class_proportions(by_split, details["target"]),
            Evidence(f"Share of each {of}", [of, *by_split], rows),
        ]

    @classmethod
    def next_step(cls, details: Mapping[str, Any]) -> str:
        """What to do about it."""
        step = f"Stratify the split by {details['target']}, or weight the evaluation where the difference is meant."
        if details["task"] == "regression":
            return step
        if _left_out_by_chance(details):
            step += " Join a class that is too rare to be in every split with another, or leave it out."
        numbers = list(next(iter(details["by_split"].values())))
        if len(numbers) > MOST_NUMBERED and all(one.lstrip("-").isdigit() for one in numbers):
            step += f" If {details['target']} is a count, and its numbers name no classes, say `task='regression'`."
        return step

    @classmethod
    def code(cls, details: Mapping[str, Any]) -> str:
        """Split class by class; a class of one row cannot be in both splits, and goes with the most common one."""
        if details["task"] == "regression":
            return (
                "import pandas\nfrom sklearn.model_selection import train_test_split\n\n"
                f"fifths = pandas.qcut(table[{details['target']!r}], 5, labels=False, duplicates='drop')\n"
                "train, test = train_test_split(table, test_size=0.2, stratify=fifths, random_state=0)"
            )
        rows: Counter[str] = Counter()
        for of_split in details["by_split"].values():
            rows.update(of_split)
        alone = "classes = classes.mask(classes.map(classes.value_counts()) < 2, classes.mode()[0])\n"
        return (
            "from sklearn.model_selection import train_test_split\n\n"
            f"classes = table[{details['target']!r}]\n{alone if 1 in rows.values() else ''}"
            "train, test = train_test_split(table, test_size=0.2, stratify=classes, random_state=0)"
        )


def _left_out_by_chance(details: Mapping[str, Any]) -> list[str]:
    """The classes that the worst pair's train split lacks by chance, of whichever split has them; a fifth is none."""
    train = worst_of(details["pairs"], "distance")["train"]
    rare = {one: None for pair in details["pairs"] if pair["train"] == train for one in pair["left_out_by_chance"]}
    return [] if details["task"] == "regression" else [repr(one) for one in rare]


def _by_class(classes: TargetClasses) -> dict[str, dict[str, int]]:
    """The rows of each class, by split."""
    return {name: dict(zip(classes.names, rows, strict=True)) for name, rows in classes.rows.items()}


def _by_fifths(classes: TargetClasses, splits: Splits) -> dict[str, dict[str, int]]:
    """The rows in each fifth of the train rows, by split; of folds in each fifth of all rows."""
    trained_on = [classes.rows[splits.train]] if splits.train is not None else list(classes.rows.values())
    places = statistics.bands([sum(of_bin) for of_bin in zip(*trained_on, strict=True)], len(BANDS))
    kept = sorted(set(places))
    return {
        name: {BANDS[band]: sum(n for n, place in zip(rows, places, strict=True) if place == band) for band in kept}
        for name, rows in classes.rows.items()
    }
