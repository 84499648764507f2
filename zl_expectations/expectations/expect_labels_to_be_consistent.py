"""Rows with the same features and other labels, and the loss that they leave to every model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from great_expectations.compatibility import pydantic

from zl_expectations.counting.conflicts import ConflictingRows, LabelConflicts
from zl_expectations.expectations._base import SPLIT_COLUMN, TARGET, TASK, Limit, Task, unexpected
from zl_expectations.expectations._keyed import KEY_FIELDS, KeyedExpectation
from zl_expectations.expectations._rows import rows_shown
from zl_expectations.reporting.evidence import Evidence, Proof, as_is, count, decimal, names, percent
from zl_expectations.reporting.pictures.losses import losses
from zl_expectations.statistics import conflicts as statistics


class ExpectLabelsToBeConsistent(KeyedExpectation):
    """Expect rows with the same features to have the same target, and no copies that were given another one.

    Parameters
    ----------
    target : str
        The column that the model is to predict.
    split_column : str or None, default None
        The column that says to which split each row belongs; the train split is judged, and each evaluation split
        against it. Without one all rows are judged.
    train_split : str, int, bool or None, default "train"
        The split that is trained on; None judges all rows together.
    identifiers, ignore_columns
        Columns that are no features.
    key_columns : list of str, optional
        The features themselves, instead of all that is left.
    normalize_text : bool, default False
        Compare text after Unicode NFKC, case folding, and collapsing white space.
    max_conflicting : float, optional
        The largest share of rows in conflict that is passed; above it the finding is critical. By default no share is.
    max_floor : float, optional
        The largest loss floor that is passed, as a part of the trivial loss; above it the finding is critical.
    alpha : float, default 0.001
        The level at which relabelled copies count as proven.
    task : {"auto", "classification", "regression"}
        Whether the target is a class or a quantity.

    Notes
    -----
    *How it is detected.* Rows are grouped by their features, n_gk of them with the target value k. No model of these
    features can train to an error below 1 - (1/n) Σ_g max_k n_gk, nor to a cross-entropy below
    (1/n) Σ_g Σ_k n_gk ln(n_g / n_gk); for a quantity, nor to a squared error below the mean variance within the groups.
    An unbounded decision tree meets all three. Conflicts by themselves are no fault: on a few coarse columns they are
    the rule (the Titanic's sex, age and class: .31 of .67 nats). What features cannot do is make equal rows agree
    *less* than strangers, who conflict with probability 1 - Σ_k π_k^n in a group of n. More conflicting groups than
    that, by a binomial bound (Hoeffding 1956), mean that copies were relabelled: a warning. The same is asked of each
    evaluation split's rows against the train rows with their features.

    *Why it matters.* A loss below the floor is reached with something that was not declared; a floor of zero proves
    nothing, as unique rows can always be memorised. Relabelled copies teach a model two answers to one question.

    *What to do.* Find where the copies came from, and keep one label for each. A floor near the trivial loss means that
    the features cannot carry the task: add what tells the rows apart.

    *What it cannot see.* Wrong labels on rows that stand once; relabelled copies that are fewer than the natural
    agreement of equal rows outweighs; and, in groups of many rows, anything: strangers conflict there too.
    """

    target: str = pydantic.Field(description=TARGET)
    split_column: str | None = pydantic.Field(default=None, description=SPLIT_COLUMN)
    max_conflicting: Limit | None = pydantic.Field(default=None, description="Largest share of rows in conflict.")
    max_floor: Limit | None = pydantic.Field(default=None, description="Largest floor, as a part of the trivial loss.")
    alpha: Limit = pydantic.Field(default=0.001, description="Level at which relabelled copies count as proven.")
    task: Task = pydantic.Field(default="auto", description=TASK)

    success_keys: ClassVar[tuple[str, ...]] = (
        "target",
        "split_column",
        "train_split",
        *KEY_FIELDS,
        "max_conflicting",
        "max_floor",
        "alpha",
        "task",
    )
    args_keys: ClassVar[tuple[str, ...]] = success_keys
    no_shares: ClassVar[tuple[str, ...]] = ("max_floor",)

    def _counts(self, result_format: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
        key = {**self._key, "task": self.task}
        needed: dict[str, Mapping[str, Any]] = {"zl.label_conflicts": key}
        if (wanted := self._rows_wanted(result_format)) is not None:
            needed["zl.conflicting_row_sample"] = {**key, **wanted}
        return needed

    def _judge(self, counts: Mapping[str, Any], result_format: Mapping[str, Any]) -> dict[str, Any]:
        found: LabelConflicts = counts["zl.label_conflicts"]
        cells = statistics.Cells.of(found.cells)
        squared = None if found.squared is None else (found.squared.within, found.squared.total)
        losses = statistics.loss_floors(cells, found.value_rows, squared)
        main = losses["squared_error" if found.squared is not None else "cross_entropy"]
        within = statistics.disagreement(cells, found.value_rows)
        across = {
            name: statistics.disagreement_across(keys, found.value_rows) for name, keys in found.across.items() if keys
        }
        conflicting = cells.conflicting_rows / cells.total_rows
        tier = statistics.judge_conflicts(
            [within, *across.values()],
            conflicting=conflicting,
            floor=main.floor / main.trivial_loss if main.trivial_loss else 0.0,
            max_conflicting=self._optional_limit("max_conflicting"),
            max_floor=self._optional_limit("max_floor"),
            alpha=self._limit("alpha"),
        )
        against = [
            {
                "split": name,
                "rows": sum(key.evaluation_rows * times for key, times in keys.items()),
                "conflicting_rows": sum(key.conflicting_rows * times for key, times in keys.items()),
                **_figures(across.get(name, statistics.Disagreement(0, 0, 0.0, 1.0))),
            }
            for name, keys in found.across.items()
        ]
        at_fault = [one["split"] for one in against if one["p_value"] * (1 + len(across)) < self._limit("alpha")]
        details = {
            "tier": tier.word,
            "columns": [self.target] if tier else [],
            "splits": [found.split, *at_fault] if tier and self.split_column is not None else [],
            "target": self.target,
            "split": found.split,
            "rows": cells.total_rows,
            "missing": found.missing,
            "conflicting_rows": cells.conflicting_rows,
            "share": conflicting,
            **_figures(within),
            "across": against,
            "losses": {
                name: {"floor": one.floor, "trivial_loss": one.trivial_loss, "room": one.room}
                for name, one in losses.items()
            },
        }
        result: dict[str, Any] = {
            "observed_value": conflicting,
            **unexpected(cells.conflicting_rows, cells.total_rows),
            "details": details,
        }
        sample: ConflictingRows = counts.get("zl.conflicting_row_sample", ConflictingRows())
        rows = _rows(sample, self.target, result_format)
        if partial := rows.get("partial_unexpected_list"):
            details["row_entries"] = sample.entries
            details["row_columns"] = list(partial[0])  # JSON forgets their order
        return result | rows

    @classmethod
    def _wants(cls, fields: Mapping[str, Any]) -> str:
        most = " and at most $max_conflicting of the rows conflict" if fields.get("max_conflicting") is not None else ""
        floor = (
            " and the loss floor is at most $max_floor of the trivial loss"
            if fields.get("max_floor") is not None
            else ""
        )
        return f"No copies of rows have another $target than the rows{most}{floor}."

    @classmethod
    def summary(cls, details: Mapping[str, Any]) -> str:
        """What was found, in one sentence with its figures."""
        one = details["conflicting_rows"] == 1
        text = (
            f"{count(details['conflicting_rows'], 'row')} of {details['split']} ({percent(details['share'])})"
            f" {'has' if one else 'have'} the features of a row with another {details['target']}; "
            f"{_floor_words(details)}."
        )
        groups = details["conflicting_groups"]
        if groups and groups > details["expected"] * details["groups"]:
            text += (
                f" {groups:,} of {count(details['groups'], 'group')} of equal rows conflict"
                f" ({percent(groups / details['groups'])}); strangers would in {percent(details['expected'])}."
            )
        for other in details["across"]:
            if other["conflicting_rows"]:
                text += (
                    f" {count(other['conflicting_rows'], 'row')} of {other['split']} stand in {details['split']} with"
                    f" another {details['target']} only."
                )
        return text

    @classmethod
    def evidence(cls, result: Mapping[str, Any]) -> list[Proof]:
        """The loss floors, the conflicts in and across splits, and some of the rows."""
        details = result["details"]
        proof: list[Proof] = [
            *(
                losses(one["floor"], None, one["trivial_loss"], name.replace("_", " "))
                for name, one in details["losses"].items()
            ),
            Evidence(
                f"The lowest training loss that the rows of {details['split']} allow",
                ["loss", "floor", "trivial", "room between"],
                [
                    [name.replace("_", " "), one["floor"], one["trivial_loss"], one["room"]]
                    for name, one in details["losses"].items()
                ],
            ),
            Evidence(
                "Groups of rows with equal features",
                ["of", "groups", "in conflict", "strangers would be", "p-value"],
                [
                    [place, one["groups"], one["conflicting_groups"], percent(one["expected"]), one["p_value"]]
                    for place, one in [
                        (details["split"], details),
                        *(
                            (f"{one['split']} with {details['split']}", one)
                            for one in sorted(details["across"], key=lambda one: -one["conflicting_groups"])
                        ),
                    ]
                ],
            ),
        ]
        if rows := result.get("partial_unexpected_list"):
            columns = [name for name in details["row_columns"] if name in rows[0]]
            title = f"Rows with equal features and another {details['target']}"
            cells = [[as_is(row.get(name)) for name in columns] for row in rows]
            proof.append(Evidence(title, columns, cells, total=details["row_entries"]))
        return proof

    @classmethod
    def next_step(cls, details: Mapping[str, Any]) -> str:
        """What to do about it."""
        splits = names(details["splits"]) if details["splits"] else "the data"
        return (
            f"Find where the copies in {splits} got another {details['target']}, and keep one label for each; if their"
            " features cannot tell them apart, add a column that does."
        )


def _figures(found: statistics.Disagreement) -> dict[str, Any]:
    return {
        "groups": found.groups,
        "conflicting_groups": found.conflicting_groups,
        "expected": found.expected,
        "p_value": found.p_value,
    }


def _floor_words(details: Mapping[str, Any]) -> str:
    name = "squared_error" if "squared_error" in details["losses"] else "cross_entropy"
    one = details["losses"][name]
    if not one["floor"]:
        return "unique rows can be memorised, so that the training loss may reach zero"
    unit = "a squared error" if name == "squared_error" else "a training loss"
    return f"no model gets {unit} below {decimal(one['floor'])} (trivial: {decimal(one['trivial_loss'])})"


def _rows(found: ConflictingRows, target: str, result_format: Mapping[str, Any]) -> dict[str, Any]:
    places = [{"split": one.split, **one.first} for one in found.sample]
    rows = [
        {**place, target: one.target, "rows": one.rows, **one.values}
        for place, one in zip(places, found.sample, strict=True)
    ]
    return rows_shown(rows, places, result_format)
