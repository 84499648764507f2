"""The loss that all features together reach before any real training."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from great_expectations.compatibility import pydantic

from zl_expectations.counting.conflicts import LabelConflicts
from zl_expectations.expectations._base import (
    IDENTIFIERS,
    IGNORE_COLUMNS,
    SPLIT_COLUMN,
    TARGET,
    TASK,
    TRAIN_SPLIT,
    Limit,
    Task,
    TieredExpectation,
    TrainSplit,
    columns_validator,
    dropping,
    tier_of,
)
from zl_expectations.metrics.model_loss import ModelLoss
from zl_expectations.metrics.modelled_rows import MOST_MODELLED_CLASSES
from zl_expectations.models.boosting import Fitted
from zl_expectations.reporting.evidence import Evidence, Proof, decimal, names, percent
from zl_expectations.reporting.pictures.losses import losses
from zl_expectations.statistics.conflicts import Cells, loss_floors
from zl_expectations.statistics.predictability import judge_predictability
from zl_expectations.statistics.tier import Tier


class ExpectTargetToNotBePerfectlyPredictable(TieredExpectation):
    """Expect that a small model of all features leaves an honest part of the loss.

    Parameters
    ----------
    target : str
        The column to predict.
    split_column : str or None, default "split"
        The column that says to which split each row belongs; None takes every row for the train split.
    train_split : str, int, bool or None, default "train"
        The split whose rows are looked at; None looks at all rows.
    group_columns : list of str, optional
        Rows of one group stay on one side of a fold; several columns together make one group.
    time_column : str, optional
        Each fold is evaluated on rows that are later than those it was fitted to.
    identifiers, ignore_columns
        Columns that are no features.
    features : list of str, optional
        What the model sees, instead of every feature.
    allow : list of str, optional
        Features that are honestly this good, which the model does not see.
    task : {"auto", "classification", "regression"}, default "auto"
        Whether the target is a class or a quantity.
    critical_below : float, default 0.01
        The part of the trivial loss below which it is critical, whatever carries it.
    warning_below : float, default 0.1
        The part below which it is a warning, if two features reach it by themselves.
    max_rows : int, default 10,000
        About so many rows are modelled at the most, and two million values.
    seed : int, default 0
        Of the folds and of the model.

    Notes
    -----
    *How it is detected.* Histogram gradient boosting (scikit-learn) is fitted to four fifths of the rows and evaluated
    on the last, five times. Rows of one group stay on one side, and so do rows with equal features. With a time column
    the model is evaluated on later rows only. Its loss is the cross-entropy, divided by the trivial loss: that of the
    classes' own frequencies, H(Y). A quantity is replaced by its rank; the loss is then the root of the mean squared
    error of the rank. For classes a loss floor is shown as well: what all train rows with equal features allow. Where
    the part is small, features are left out until it no longer is, each time the one whose shuffling costs the most:
    those carry the prediction.

    *Why it matters.* Two or three columns can give the target away together, where each by itself looks honest.

    *What to do.* Ask of each feature that carries it whether it is known at the time of the prediction; drop it, or
    name it in `allow`.

    *What it cannot see.* What boosted trees of a few thousand rows cannot learn: exclusive-or of many columns, text
    beyond its order, images. A table may be honestly perfect, as mushrooms are: then allow its features. With fewer
    than 60 rows of the smaller classes, or where the bound on its error is not below a tenth of the trivial error, it
    cannot tell.

    *Sources.* Friedman (2001) for boosting; Breiman (2001) for shuffling a feature; Clopper & Pearson (1934) for the
    bound on the error.
    """

    target: str = pydantic.Field(description=TARGET)
    split_column: str | None = pydantic.Field(default="split", description=SPLIT_COLUMN)
    train_split: TrainSplit = pydantic.Field(default="train", description=TRAIN_SPLIT)
    group_columns: list[str] | None = pydantic.Field(
        default=None, description="What stays on one side of a fold; several columns together make one group."
    )
    time_column: str | None = pydantic.Field(default=None, description="When a row was.")
    identifiers: list[str] | None = pydantic.Field(default=None, description=IDENTIFIERS)
    ignore_columns: list[str] | None = pydantic.Field(default=None, description=IGNORE_COLUMNS)
    features: list[str] | None = pydantic.Field(default=None, description="What the model sees.")
    allow: list[str] | None = pydantic.Field(default=None, description="Features that are honestly this good.")
    task: Task = pydantic.Field(default="auto", description=TASK)
    critical_below: Limit = pydantic.Field(default=0.01, description="Part of the trivial loss that is critical.")
    warning_below: Limit = pydantic.Field(default=0.1, description="Part of it that is a warning of two features.")
    max_rows: int = pydantic.Field(default=10_000, ge=100, description="Rows to model at the most.")
    seed: int = pydantic.Field(default=0, ge=0, description="Of the folds and of the model.")

    _columns = columns_validator("group_columns", "identifiers", "ignore_columns", "features", "allow")

    success_keys: ClassVar[tuple[str, ...]] = (
        "target",
        "split_column",
        "train_split",
        "group_columns",
        "time_column",
        "identifiers",
        "ignore_columns",
        "features",
        "allow",
        "task",
        "critical_below",
        "warning_below",
        "max_rows",
        "seed",
    )
    args_keys: ClassVar[tuple[str, ...]] = success_keys

    def _counts(self, result_format: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
        same = (
            "target",
            "features",
            "identifiers",
            "split_column",
            "train_split",
            "group_columns",
            "time_column",
            "task",
            "max_rows",
            "seed",
        )
        model: dict[str, Mapping[str, Any]] = {
            "zl.model_loss": {
                **{name: getattr(self, name) for name in same},
                "ignore_columns": [*(self.ignore_columns or ()), *(self.allow or ())],
                "critical_below": self._limit("critical_below"),
                "warning_below": self._limit("warning_below"),
            }
        }
        if self.task == "regression":  # the model's loss is one of ranks, which has no floor to hold it against
            return model
        rows = ("target", "identifiers", "ignore_columns", "split_column", "train_split", "task")
        key = {name: getattr(self, name) for name in rows}
        return {**model, "zl.label_conflicts": {**key, "key_columns": self.features, "normalize_text": False}}

    def _judge(self, counts: Mapping[str, Any], result_format: Mapping[str, Any]) -> dict[str, Any]:
        found: ModelLoss = counts["zl.model_loss"]
        whole = found.whole
        tier = judge_predictability(
            whole.ratio,
            found.few.ratio if found.few is not None else 1.0,
            wrong=whole.wrong,
            trivially_wrong=whole.trivially_wrong,
            rows=whole.rows,
            critical=self._limit("critical_below"),
            warning=self._limit("warning_below"),
        )
        carriers = [
            {
                "column": one.feature,
                "part_alone": one.alone.ratio,
                "score_alone": one.alone.score,
                "part_without": one.without.ratio,
                "score_without": one.without.score,
            }
            for one in found.carriers
        ]
        return {
            "observed_value": whole.ratio,
            "details": {
                "tier": tier.word,
                "columns": [one["column"] for one in carriers] if tier > Tier.NONE else [],
                "splits": [found.split] if tier > Tier.NONE and found.split is not None else [],
                "target": self.target,
                "task": found.task,
                "rows": found.rows,
                "sampled": found.sampled,
                **_figures(whole),
                "loss_floor": None if found.task == "regression" else _floor(counts["zl.label_conflicts"]),
                "carriers": carriers,
            },
        }

    @classmethod
    def _wants(cls, fields: Mapping[str, Any]) -> str:
        return (
            "A small model of all features leaves more than $critical_below of the trivial loss of $target, "
            "and one of two features more than $warning_below."
        )

    @classmethod
    def summary(cls, details: Mapping[str, Any]) -> str:
        """What was found, in one sentence."""
        part = details["sampled"] < details["rows"]
        sample = f", seen on {details['sampled']:,} of {details['rows']:,} rows" if part else ""
        left = (
            f"A small model of all features leaves {percent(details['part'])} of the trivial loss on rows that it was "
            f"not fitted to ({_score(details, details['score'])}{sample})"
        )
        if not details["carriers"]:
            return f"{left}."
        last = details["carriers"][-1]
        without = (
            f"without {names([one['column'] for one in details['carriers']])} {percent(last['part_without'])} is left "
            f"({_score(details, last['score_without'])})"
        )
        doubt = "; these are too few rows to tell" if tier_of(details) is Tier.CANNOT_TELL else ""
        return f"{left}; {without}{doubt}."

    @classmethod
    def evidence(cls, result: Mapping[str, Any]) -> list[Proof]:
        """Loss floor, attainable and trivial loss, and what is left without each feature that carries it."""
        details = result["details"]
        loss = "root mean squared error of the rank" if details["task"] == "regression" else "cross-entropy in nats"
        picture = losses(details["loss_floor"], details["loss"], details["trivial_loss"], loss)
        if not details["carriers"]:
            return [picture]
        score = "R²" if details["task"] == "regression" else "AUC"
        rows = [
            [
                one["column"],
                percent(one["part_alone"]),
                decimal(one["score_alone"]),
                percent(one["part_without"]),
                decimal(one["score_without"]),
            ]
            for one in details["carriers"]
        ]
        header = [
            "feature",
            "loss left by it alone",
            f"{score} of it alone",
            "loss left without it and those above",
            f"{score} without them",
        ]
        return [picture, Evidence("Features that carry the prediction", header, rows)]

    @classmethod
    def next_step(cls, details: Mapping[str, Any]) -> str:
        """What to do about it."""
        return (
            f"Ask whether {names(details['columns'])} {'is' if len(details['columns']) == 1 else 'are'} known when the "
            "prediction is made: drop what is not, and name what is in `allow`."
        )

    @classmethod
    def code(cls, details: Mapping[str, Any]) -> str:
        """Drop the features that carry it."""
        return dropping(details["columns"])


def _figures(whole: Fitted) -> dict[str, Any]:
    return {
        "part": whole.ratio,
        "loss": whole.loss,
        "trivial_loss": whole.trivial_loss,
        "score": whole.score,
        "wrong": whole.wrong,
        "evaluated": whole.rows,
    }


def _floor(found: LabelConflicts) -> float | None:
    """The lowest cross-entropy that any model of these features can reach on the train rows.

    None where the model saw rare classes pooled: its loss is then one of fewer classes, and stands on another scale.
    """
    if sum(found.value_rows.values()) > MOST_MODELLED_CLASSES:
        return None
    return loss_floors(Cells.of(found.cells), found.value_rows, None)["cross_entropy"].floor


def _score(details: Mapping[str, Any], score: float) -> str:
    return f"{'R²' if details['task'] == 'regression' else 'AUC'} {decimal(score)}"
