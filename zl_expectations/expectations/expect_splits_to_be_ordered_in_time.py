"""Evaluation rows that are not later than the rows that the model trains on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from great_expectations.compatibility import pydantic

from zl_expectations.counting.questions import TimeCounts
from zl_expectations.errors import BadInputError
from zl_expectations.expectations._base import (
    SPLIT_COLUMN,
    TRAIN_SPLIT,
    Limit,
    TieredExpectation,
    TrainSplit,
    unexpected,
    worst_of,
)
from zl_expectations.expectations._order import largest_of_each, splits_at_fault, train_first
from zl_expectations.reporting.evidence import Evidence, Proof, count, percent
from zl_expectations.reporting.pictures.times import time_ranges
from zl_expectations.statistics import times as statistics


class ExpectSplitsToBeOrderedInTime(TieredExpectation):
    """Expect every row of an evaluation split to be later than the last row of the train split.

    Parameters
    ----------
    time_column : str
        Dates, timestamps or numbers that say when a row was.
    split_column : str, default "split"
        The column that says to which split each row belongs.
    train_split : str, int or bool, default "train"
        The split that is trained on.
    embargo : str or float, optional
        How much later: a span such as ``"7 days"`` or ``"12 hours"``, or a number where the time column is one.
    max_early : float, default 0
        The largest share of evaluation rows that may be too early, and of train rows that may have no time.

    Notes
    -----
    *How it is detected.* The share of evaluation rows with t ≤ max(t of train) + embargo. Rows without a time are
    counted and shown, and judged as too early: they cannot be shown to be later. Train rows without a time are a
    warning, because evaluation rows cannot be shown to be later than they are, and critical where more than half of
    train has none.

    *Why it matters.* A model that has seen tomorrow explains today; the score does not hold for the day after.

    *What to do.* Split at a point in time. Leave a gap as long as the target looks ahead.

    *What it cannot see.* Features that carry later knowledge into earlier rows.
    """

    time_column: str = pydantic.Field(description="When a row was.")
    split_column: str | None = pydantic.Field(default="split", description=SPLIT_COLUMN)
    train_split: TrainSplit = pydantic.Field(default="train", description=TRAIN_SPLIT)
    embargo: float | str | dict[str, Any] | None = pydantic.Field(
        default=None, description="How much later than the last train row."
    )
    max_early: Limit = pydantic.Field(default=0.0, description="Largest share of evaluation rows that are too early.")

    success_keys: ClassVar[tuple[str, ...]] = ("time_column", "split_column", "train_split", "embargo", "max_early")
    args_keys: ClassVar[tuple[str, ...]] = success_keys

    def _counts(self, result_format: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
        return {
            "zl.time_order": {
                name: getattr(self, name) for name in ("time_column", "split_column", "train_split", "embargo")
            }
        }

    def _judge(self, counts: Mapping[str, Any], result_format: Mapping[str, Any]) -> dict[str, Any]:
        found: TimeCounts = counts["zl.time_order"]
        if isinstance(self.embargo, int | float) and self.embargo < 0:
            raise BadInputError(f"`embargo` must not be negative, got {self.embargo!r}.")
        pairs: list[dict[str, Any]] = []
        for (train, evaluation), early in found.early.items():
            span, trained = found.ranges[evaluation], found.ranges[train]
            evaluation_rows = span.rows + span.missing
            order = statistics.time_order(
                evaluation_rows=evaluation_rows,
                early_rows=early + span.missing,
                train_rows=trained.rows + trained.missing,
                train_untimed=trained.missing,
            )
            pairs.append(
                {
                    "train": train,
                    "evaluation": evaluation,
                    "tier": statistics.judge_times(order, max_early=self._limit("max_early")).word,
                    "evaluation_rows": evaluation_rows,
                    "early_rows": early,
                    "missing": span.missing,
                    "train_missing": trained.missing,
                    "share": order.share,
                    "cutoff": _text(found.cutoffs[train]),
                }
            )
        worst = worst_of(pairs, "share")
        splits = splits_at_fault(worst["train"], pairs)
        return {
            "observed_value": worst["share"],
            **unexpected(
                sum(one["early_rows"] + one["missing"] for one in pairs), sum(one["evaluation_rows"] for one in pairs)
            ),
            "details": {
                "tier": worst["tier"],
                "columns": [self.time_column] if splits else [],
                "splits": splits,
                "time_column": self.time_column,
                "pairs": pairs,
                "ranges": {
                    name: {
                        "first": _text(span.first),
                        "last": _text(span.last),
                        "rows": span.rows,
                        "missing": span.missing,
                    }
                    for name, span in found.ranges.items()
                },
            },
        }

    @classmethod
    def _wants(cls, fields: Mapping[str, Any]) -> str:
        later = " by $embargo" if fields.get("embargo") else ""
        return (
            f"Every row of an evaluation split is later{later} in $time_column than the last row of the split"
            " $train_split."
        )

    @classmethod
    def summary(cls, details: Mapping[str, Any]) -> str:
        """What was found, in one sentence with its figures."""
        worst = worst_of(details["pairs"], "share")
        has = "has" if worst["missing"] == 1 else "have"
        if worst["missing"] == worst["evaluation_rows"]:
            return (
                f"No row of {worst['evaluation']} has a time, so that nobody knows whether any is later than"
                f" {worst['train']}." + _untimed(worst)
            )
        if worst["missing"] and not worst["early_rows"]:
            return (
                f"{count(worst['missing'], 'row')} of {worst['evaluation']} {has} no time, so that nobody knows whether"
                f" {'it is' if worst['missing'] == 1 else 'they are'} later than {worst['train']}; all others are."
                + _untimed(worst)
            )
        text = (
            f"{count(worst['early_rows'], 'row')} of {worst['evaluation']}"
            f" ({percent(worst['early_rows'] / max(1, worst['evaluation_rows']))})"
            f" {'is' if worst['early_rows'] == 1 else 'are'} not later than {worst['train']}"
            + (f", which ends at {worst['cutoff']}." if worst["cutoff"] is not None else ".")
        )
        if worst["missing"]:
            text += f" {count(worst['missing'], 'further row')} {has} no time."
        return text + _untimed(worst)

    @classmethod
    def evidence(cls, result: Mapping[str, Any]) -> list[Proof]:
        """Where each split begins and ends."""
        details = result["details"]
        pairs, train = details["pairs"], details["pairs"][0]["train"]
        early = largest_of_each(pairs, "early_rows")
        ranges = train_first(details["ranges"], pairs, "early_rows")
        known = any(span["first"] is not None for span in ranges.values())
        drawn = time_ranges(ranges, train, details["time_column"])
        return [
            *([drawn] if known else []),
            Evidence(
                f"Where the splits lie in {details['time_column']}",
                ["split", "first", "last", "rows", "without a time", "too early"],
                [
                    [name, span["first"] or "", span["last"] or "", span["rows"], span["missing"], early.get(name, "")]
                    for name, span in ranges.items()
                ],
            ),
        ]

    @classmethod
    def next_step(cls, details: Mapping[str, Any]) -> str:
        """What to do about it."""
        return (
            f"Split at a point in {details['time_column']}: train before it, evaluate after it, with a gap as long as"
            " the target looks ahead."
        )

    @classmethod
    def code(cls, details: Mapping[str, Any]) -> str:
        """Split at a point in time."""
        times = f"table[{details['time_column']!r}]"
        return f"end = {times}.quantile(0.8)\ntrain, test = table[{times} <= end], table[{times} > end]"


def _untimed(pair: Mapping[str, Any]) -> str:
    """Which train rows may be later than what is known."""
    if not pair["train_missing"]:
        return ""
    one = pair["train_missing"] == 1
    return (
        f" {count(pair['train_missing'], 'row')} of {pair['train']} {'has' if one else 'have'} no time, so that nobody"
        f" knows whether {pair['evaluation']} is later than {'it is' if one else 'they are'}."
    )


def _text(time: Any) -> str | None:
    return None if time is None else str(time)
