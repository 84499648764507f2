"""Rows of an evaluation split whose features stand in the train split too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import comb
from typing import Any, ClassVar

from great_expectations.compatibility import pydantic

from zl_expectations.counting.keys import PairCounts
from zl_expectations.counting.left_out import ColumnsLeftOut
from zl_expectations.counting.questions import shared_row_key, shared_row_sample
from zl_expectations.counting.shared_rows import SharedRow
from zl_expectations.counting.table import Table
from zl_expectations.errors import BadInputError
from zl_expectations.expectations._base import ALPHA, Limit, tier_of, unexpected, worst_of
from zl_expectations.expectations._impact import MeasuredExpectation
from zl_expectations.expectations._keyed import KEY_FIELDS, KeyedExpectation
from zl_expectations.expectations._order import at_fault, splits_at_fault, worst_first
from zl_expectations.expectations._rows import columns_of, rows_shown
from zl_expectations.metrics.impact import Impact, impact_of_rows
from zl_expectations.metrics.model_chance import LeftOutChance, overlap_counts
from zl_expectations.reporting.evidence import Evidence, Proof, as_is, count, names, percent
from zl_expectations.reporting.pictures.overlap import overlap_matrix
from zl_expectations.statistics import shared_rows as statistics
from zl_expectations.statistics.several_tests import holm
from zl_expectations.statistics.tier import Tier


class ExpectRowsToBeDisjointAcrossSplits(KeyedExpectation, MeasuredExpectation):
    """Expect no row of an evaluation split to have the same features as a row of the train split.

    A shared row is a row of an evaluation split whose key (all columns but the target, the split column, identifiers
    and `ignore_columns`) stands in the train split. A model that memorised it scores without having learned.

    Parameters
    ----------
    split_column : str, default "split"
        The column that says to which split each row belongs.
    train_split : str, int, bool or None, default "train"
        The split that is trained on; None makes every split a fold.
    target, identifiers, ignore_columns
        Columns that are no part of the key.
    key_columns : list of str, optional
        The key itself, instead of all that is left.
    normalize_text : bool, default False
        Compare text after Unicode NFKC, case folding, and collapsing white space.
    max_left_out : int, default 3
        The most columns that are left out of the key together, in search of those that hide copies; from two on, all
        columns that name each row are left out as well, whatever their number.
    max_excess : float, default 0.001
        The most that the shared part of an evaluation split may exceed what chance explains.
    max_shared : float, default 0.01
        The largest shared part that is passed over without a warning.
    alpha : float, default 0.001
        The level at which an excess counts as proven.
    impact : bool or dict, default False
        Where rows are shared, fit a small forest, evaluate it with and without the train rows that stand in the
        evaluation split, and say what loss and score owe to them. Never part of the verdict.

    Notes
    -----
    *How it is detected.* The shared part p of the evaluation rows is compared with the chance C = 1 - f1/n1 that a
    fresh row was seen before (Good-Turing; f1 keys stand once in the n1 train rows; McAllester & Schapire 2000).
    Copies show as p - C > `max_excess`. Rows that were copied before the split raise C as well: p is critical too where
    it is above `max_shared` and twice what the table makes by itself. That is told by its own frequencies (a Chow-Liu
    tree fitted to train) and by how often rows with equal keys have different targets: copies of one row have not. In
    a table too small for either proof p is critical where the 95 % interval of it lies above .05, three rows or more,
    no such number is made by the table itself, and train repeats its own rows so little that it is suspicious (.05).

    Each column is also left out of the key in turn, and up to `max_left_out` of them together where pairs of rows
    between the splits differ in just these, and pairs within train do not. Columns without which more rows match than
    chance allows hide copies, and are named: critical where the excess over the shorter key's own chance is proven, a
    warning where two rows or more are unlikely by the table's own frequencies (the tree) and, unless the columns tell
    nearly every row apart, by how train's rows repeat. Ids, texts and instants that have a value of their own in nearly
    every row keep copies apart that were made before the split, and repeat within train as often: rows that are equal
    but for one such column, or all of them, are a warning where they are more than twice what the table makes itself.

    A column of whole numbers that numbers the rows of each split anew, as an index that was written into each file, is
    no part of the key, unless it is named in `key_columns`: it would make rows equal between the splits by their place.

    Rows that two evaluation splits share are judged alike, the larger split in the place of train, and are a warning at
    most: a model that was chosen on the one is scored on the other.

    *Why it matters.* Training loss and test loss both fall to what memorising gives; the test score says nothing about
    new data.

    *What to do.* Remove the shared rows from one side, split before oversampling, or split by the group that the
    rows belong to.

    *What it cannot see.* Rows that were changed in more than `max_left_out` columns, or in more than half of them; and
    on tables whose rows repeat by nature (a few coarse columns, a catalogue), copies below the noise of chance. Where
    the targets of such rows follow from their key, or none is named, they may be taken for copies. Columns that hide
    copies only together are looked for in about five thousand rows: at a million rows, one copy in a hundred shows.
    """

    max_left_out: Limit = pydantic.Field(default=3, description="The most columns that are left out together.")
    max_excess: Limit = pydantic.Field(default=0.001, description="Largest shared part above chance.")
    max_shared: Limit = pydantic.Field(default=0.01, description="Largest shared part without a warning.")
    alpha: Limit = pydantic.Field(default=0.001, description=ALPHA)

    success_keys: ClassVar[tuple[str, ...]] = (
        "split_column",
        "train_split",
        "target",
        *KEY_FIELDS,
        "max_left_out",
        "max_excess",
        "max_shared",
        "alpha",
    )
    args_keys: ClassVar[tuple[str, ...]] = success_keys
    no_shares: ClassVar[tuple[str, ...]] = ("max_left_out",)

    def _counts(self, result_format: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
        key = self._key
        most = {"most": int(self._limit("max_left_out"))}
        needed: dict[str, Mapping[str, Any]] = {
            "zl.row_numbers": key,
            "zl.shared_rows": key,
            "zl.shared_rows_beside_train": key,
            "zl.shared_rows_by_class": {**key, "above": self._limit("max_shared")},
            "zl.model_chance": {**key, "above": self._limit("max_shared")},
        }
        if most["most"]:
            needed |= {
                "zl.shared_rows_without_each": key,
                "zl.shared_rows_without_several": {**key, **most},
                "zl.model_chance_left_out": {**key, **most, "above": self._limit("max_shared")},
            }
        if most["most"] > 1:
            needed["zl.shared_rows_without_names"] = key
        if (wanted := self._rows_wanted(result_format)) is not None:
            needed |= {"zl.shared_row_sample": {**key, **wanted}}
        return needed

    def _judge(self, counts: Mapping[str, Any], result_format: Mapping[str, Any]) -> dict[str, Any]:
        pairs: tuple[PairCounts, ...] = counts["zl.shared_rows"]
        judged = self._judged(pairs, counts["zl.model_chance"], counts["zl.shared_rows_by_class"])
        # What two evaluation splits share, train does not learn from.
        beside = self._judged(counts["zl.shared_rows_beside_train"], {}, {}, at_most=Tier.WARNING)
        left_out = [
            one for which in ("each", "several", "names") for one in counts.get(f"zl.shared_rows_without_{which}", ())
        ]
        hidden = self._hidden(left_out, pairs, counts.get("zl.model_chance_left_out", {}))
        hides = at_fault(hidden)
        hiding: list[str] = hides[0]["columns"] if hides else []
        tier = max(map(tier_of, [*judged, *beside, *hidden]))
        worst = worst_of(judged, "share")
        between = {one[side] for one in at_fault(beside) for side in ("train", "evaluation")}
        details = {
            "tier": tier.word,
            "columns": list(dict.fromkeys(name for one in hides for name in one["columns"])),
            "splits": splits_at_fault(pairs[0].train, (*judged, *hidden), between),
            "pairs": judged,
            "beside_train": beside,
            "hidden_by": hidden,
            "key": self._key_without(hiding),
            "row_numbers": list(counts["zl.row_numbers"]),
        }
        if hiding and (wanted := self._rows_wanted(result_format)) is not None:
            details["rows_behind"] = self._rows_behind(counts["zl.table"], hiding, wanted)
        result: dict[str, Any] = {
            "observed_value": worst["share"],
            **unexpected(sum(pair.shared_rows for pair in pairs), sum(pair.evaluation_rows for pair in pairs)),
            "details": details,
        }
        rows = rows_shown(*_placed(counts.get("zl.shared_row_sample", {})), result_format)
        if partial := rows.get("partial_unexpected_list"):
            details["row_columns"] = columns_of(partial)
        return result | rows

    def _judged(
        self,
        pairs: tuple[PairCounts, ...],
        chances: Mapping[tuple[str, str], float],
        by_class: Mapping[tuple[str, str], Any],
        *,
        at_most: Tier = Tier.CRITICAL,
    ) -> list[dict[str, Any]]:
        """The details of each pair of splits, of a tier that is not above `at_most`."""
        overlaps = [statistics.overlap(overlap_counts(pair)) for pair in pairs]
        adjusted = map(float, holm([one.p_value for one in overlaps]))
        limits = {name: self._limit(name) for name in ("max_excess", "max_shared", "alpha")}
        judged: list[dict[str, Any]] = []
        for pair, overlap, p_value in zip(pairs, overlaps, adjusted, strict=True):
            chance = chances.get((pair.train, pair.evaluation))
            tier = statistics.judge_overlap(overlap, **limits, model_chance=chance, p_value=p_value)
            judged.append(_pair_details(pair, overlap, min(tier, at_most), p_value, chance, by_class))
        return judged

    def _rows_behind(self, table: Table, hiding: Sequence[str], wanted: Mapping[str, Any]) -> dict[str, Any]:
        """The rows that are shared without the columns that hide them: some, or in COMPLETE all."""
        unnamed = dict.fromkeys(("key_columns", "identifiers", "ignore_columns"))
        sample = shared_row_sample(table, **wanted, **{**self._key, **unnamed, **self._key_without(hiding)})
        (told,) = self._privacy.applied({"zl.shared_row_sample": sample}, {}).values()
        rows, _ = _placed(told)
        return {"columns_left_out": list(hiding), "row_columns": columns_of(rows), "rows": rows}

    def _measured(self, table: Table, details: Mapping[str, Any], apart: Mapping[str, Any]) -> Impact:
        if self.target is None:
            raise BadInputError("`target` must be named for a model to be fitted, got none.")
        faulty = at_fault((*details["pairs"], *details["hidden_by"]))
        if not faulty:
            raise BadInputError("Rows that only evaluation splits share buy nothing in training: no model was fitted.")
        worst = worst_of(faulty, "share")
        named = shared_row_key(table, **{**self._key, "normalize_text": False})
        return impact_of_rows(
            table,
            train=worst["train"],
            evaluation=worst["evaluation"],
            together=[name for name in named.columns if name not in details["columns"]] or named.columns,
            target=self.target,
            identifiers=self.identifiers,
            ignore_columns=[*(self.ignore_columns or ()), *(apart["group_columns"] or ())],
            split_column=named.splits.column,
            train_split=self.train_split,
            normalize_text=self.normalize_text,
        )

    def _key_without(self, hiding: Sequence[str]) -> dict[str, Any]:
        """What makes two rows the same, once the columns that hide copies are left out."""
        named = {
            "key_columns": [name for name in self.key_columns or () if name not in hiding],
            "target": self.target,
            "identifiers": [*(self.identifiers or ()), *(hiding if self.key_columns is None else ())],
            "ignore_columns": list(self.ignore_columns or ()),
            "normalize_text": self.normalize_text,
        }
        return {name: value for name, value in named.items() if value}

    def _hidden(
        self, left_out: Sequence[ColumnsLeftOut], pairs: tuple[PairCounts, ...], chances: Mapping[Any, LeftOutChance]
    ) -> list[dict[str, Any]]:
        """Columns whose absence lets more rows match than chance explains, the worst first."""
        found: list[dict[str, Any]] = []
        known: dict[tuple[str, str], list[tuple[frozenset[str], PairCounts]]] = {
            (pair.train, pair.evaluation): [(frozenset(), pair)] for pair in pairs
        }
        for one in left_out:  # those of few columns come first
            columns = frozenset(one.columns)
            for pair in one.pairs:
                so_far = known[pair.train, pair.evaluation]
                if any(part == columns for part, _ in so_far):
                    continue
                shown = max((fewer for part, fewer in so_far if part < columns), key=lambda fewer: fewer.shared_rows)
                further = statistics.further_overlap(overlap_counts(shown), overlap_counts(pair))
                chance = chances.get((one.columns, pair.train, pair.evaluation))
                tier = self._tier_unnamed(shown, pair, chance)
                if further is not None:
                    sets = comb(one.key_columns, len(one.columns)) * len(pairs)
                    tier = max(tier, self._tier_left_out(further, sets, chance))
                elif tier is Tier.NONE:
                    continue
                if tier is not Tier.NONE:
                    so_far.append((columns, pair))
                elif len(columns) > 1:
                    continue
                found.append(
                    {
                        "columns": list(one.columns),
                        "tier": tier.word,
                        "train": pair.train,
                        "evaluation": pair.evaluation,
                        "shared_rows": pair.shared_rows,
                        "shared_keys": pair.shared_keys,
                        "share": pair.shared_rows / pair.evaluation_rows,
                        "chance": (further or statistics.overlap(overlap_counts(pair))).chance,
                        "model_chance": None if chance is None else chance.expected,
                    }
                )
        return sorted(found, key=lambda item: (-tier_of(item), -item["share"], len(item["columns"]), item["columns"]))

    def _tier_unnamed(self, known: PairCounts, reduced: PairCounts, chance: LeftOutChance | None) -> Tier:
        """Rows that only columns keep apart which name each row: a warning, as the source may repeat rows by itself."""
        if chance is None or chance.differing is None:
            return Tier.NONE
        stands_out = statistics.stand_out_unnamed(
            overlap_counts(known),
            overlap_counts(reduced),
            max_shared=self._limit("max_shared"),
            alpha=self._limit("alpha"),
            model_chance=max(chance.expected, chance.differing),
        )
        return Tier.WARNING if stands_out else Tier.NONE

    def _tier_left_out(self, further: statistics.Overlap, sets: int, chance: LeftOutChance | None) -> Tier:
        """Rows that are shared without some columns of so many sets of columns."""
        return statistics.judge_left_out(
            further,
            sets=sets,
            max_excess=self._limit("max_excess"),
            max_shared=self._limit("max_shared"),
            alpha=self._limit("alpha"),
            model_chance=None if chance is None else chance.expected,
            names_rows=chance is not None and chance.names_rows,
        )

    @classmethod
    def _wants(cls, fields: Mapping[str, Any]) -> str:
        return (
            "No row of an evaluation split has the same features as a row of the split $train_split of $split_column, "
            "beyond chance by $max_excess or in all by $max_shared."
        )

    @classmethod
    def summary(cls, details: Mapping[str, Any]) -> str:
        """What was found, in one sentence with its figures."""
        worst = worst_of(details["pairs"], "share")
        stand = "stands" if worst["shared_rows"] == 1 else "stand"
        text = (
            f"{count(worst['shared_rows'], 'row')} of {worst['evaluation']} ({percent(worst['share'])}) "
            f"{stand} in {worst['train']} too; chance explains {percent(worst['expected'])}."
        )
        if others := [one for one in details["pairs"] if one is not worst and one["shared_rows"]]:
            text += (
                " Also " + names([f"{count(one['shared_rows'], 'row')} of {one['evaluation']}" for one in others]) + "."
            )
        if between := [one for one in details["beside_train"] if one["shared_rows"]]:
            one = worst_of(between, "share")
            stand = "stands" if one["shared_rows"] == 1 else "stand"
            text += (
                f" {count(one['shared_rows'], 'row')} of {one['evaluation']} ({percent(one['share'])}) {stand} in"
                f" {one['train']}, another evaluation split."
            )
        if hidden := at_fault(details["hidden_by"]):
            text += (
                f" Without the {_columns(hidden[0]['columns'])} it is {count(hidden[0]['shared_rows'], 'row')} of "
                f"{hidden[0]['evaluation']} ({percent(hidden[0]['share'])}): {_that(hidden[0]['columns'])} copies."
            )
        if numbers := details["row_numbers"]:
            verb, are = ("numbers", "is") if len(numbers) == 1 else ("number", "are")
            text += f" The {_columns(numbers)} {verb} the rows of each split anew, and {are} not compared."
        return text

    @classmethod
    def evidence(cls, result: Mapping[str, Any]) -> list[Proof]:
        """The shared part of each split, of each class, without each column, and some of the rows."""
        details = result["details"]
        proof: list[Proof] = [
            overlap_matrix(details["pairs"], "rows", "expected"),
            _pairs("Rows of each evaluation split that stand in train", "train", details["pairs"]),
        ]
        if between := [one for one in details["beside_train"] if one["shared_rows"]]:
            proof.append(_pairs("Rows that evaluation splits share", "in", between))
        by_class = [
            [one["evaluation"], row["class"], row["evaluation_rows"], row["shared_rows"], row["conflicting_rows"]]
            for one in details["pairs"]
            for row in one["by_class"]
        ]
        if by_class:
            header = ["evaluation", "class", "rows", "shared rows", "of them with another class in train"]
            proof.append(Evidence("Shared rows of each class", header, by_class))
        if details["hidden_by"]:
            proof.append(
                Evidence(
                    "Shared rows when columns are left out",
                    ["columns left out", "evaluation", "shared rows", "shared", "explained by chance", "tier"],
                    [
                        [
                            names(one["columns"]),
                            one["evaluation"],
                            one["shared_rows"],
                            percent(one["share"]),
                            percent(one["chance"]),
                            one["tier"],
                        ]
                        for one in worst_first(details["hidden_by"], "share")
                    ],
                )
            )
        if rows := result.get("partial_unexpected_list"):
            columns = [name for name in details["row_columns"] if name in rows[0]]
            proof.append(_side_by_side("Shared rows", columns, rows, details["pairs"]))
        behind = details.get("rows_behind")
        if behind and behind["rows"]:
            left_out = behind["columns_left_out"]
            title = f"Rows that are shared without the {_columns(left_out)}"
            pairs = [one for one in details["hidden_by"] if one["columns"] == left_out]
            proof.append(_side_by_side(title, behind["row_columns"], behind["rows"], pairs))
        return proof

    @classmethod
    def next_step(cls, details: Mapping[str, Any]) -> str:
        """What to do about it."""
        hidden = details["columns"]
        if not at_fault((*details["pairs"], *details["hidden_by"])):
            return (
                f"Drop the rows that {names(details['splits'])} share from one of them: what is chosen on the one must"
                " not be scored on it in the other."
            )
        if hidden and not at_fault(details["pairs"]):
            role = (
                "it identifies rows and is no feature" if len(hidden) == 1 else "they identify rows and are no features"
            )
            return f"Name {names(hidden)} in `identifiers` where {role}, and remove the copies from one of the splits."
        return (
            "Drop the shared rows from one of the splits; oversample only after the split; split by group where rows"
            " belong together."
        )

    @classmethod
    def code(cls, details: Mapping[str, Any]) -> str:
        """Drop the shared rows; nothing where a split would be left without rows."""
        pairs = details["pairs"]
        if not at_fault((*pairs, *details["hidden_by"])):
            pairs = at_fault(details["beside_train"])
        splits = list(dict.fromkeys(name for pair in pairs for name in (pair["train"], pair["evaluation"])))
        one_train = len({pair["train"] for pair in pairs}) == 1
        if not one_train or not all(name.isidentifier() for name in splits) or _leave_nothing(pairs, details):
            return ""
        given = ", ".join(f"{name!r}: {name}" for name in splits)
        train = pairs[0]["train"]
        arguments = details["key"] | ({} if train == "train" else {"train_split": train})
        named = "".join(f", {name}={value!r}" for name, value in arguments.items())
        return (
            "from zl_expectations import drop_shared_rows\n\n"
            f"cleaned = drop_shared_rows(splits={{{given}}}{named})\n"
            f"{', '.join(splits)} = cleaned.data.values()"
        )


def _pair_details(
    pair: PairCounts, overlap: statistics.Overlap, tier: Tier, p_value: float, chance: float | None, by_class: Any
) -> dict[str, Any]:
    classes = by_class.get((pair.train, pair.evaluation), {})
    return {
        "train": pair.train,
        "evaluation": pair.evaluation,
        "tier": tier.word,
        "train_rows": pair.train_rows,
        "evaluation_rows": pair.evaluation_rows,
        "shared_rows": pair.shared_rows,
        "shared_keys": pair.shared_keys,
        "share": overlap.share,
        "chance": overlap.chance,
        "excess": overlap.excess,
        "p_value": p_value,
        "model_chance": chance,
        "expected": overlap.chance if chance is None else min(overlap.chance, chance),
        "label_conflicts": sum(share.conflicting_rows for share in classes.values()),
        "by_class": [
            {
                "class": None if value is None else str(value),
                "evaluation_rows": share.evaluation_rows,
                "shared_rows": share.shared_rows,
                "conflicting_rows": share.conflicting_rows,
            }
            for value, share in sorted(classes.items(), key=lambda item: str(item[0]))
        ],
    }


def _leave_nothing(pairs: Sequence[Mapping[str, Any]], details: Mapping[str, Any]) -> bool:
    """Whether all rows of an evaluation split are shared, the columns left out that the key is cleaned without."""
    hides = at_fault(details["hidden_by"])
    hiding: list[str] = hides[0]["columns"] if hides else []
    shorter = [one for one in details["hidden_by"] if one["columns"] == hiding]
    rows_of = {one["evaluation"]: one["evaluation_rows"] for one in pairs}
    return any(one["shared_rows"] == rows_of.get(one["evaluation"]) for one in (*pairs, *shorter))


def _pairs(title: str, first: str, pairs: Sequence[dict[str, Any]]) -> Evidence:
    return Evidence(
        title,
        [first, "evaluation", "rows", "shared rows", "shared", "explained by chance", "excess", "tier"],
        [
            [
                one["train"],
                one["evaluation"],
                one["evaluation_rows"],
                one["shared_rows"],
                percent(one["share"]),
                percent(one["expected"]),
                percent(one["share"] - one["expected"]),
                one["tier"].replace("_", " "),
            ]
            for one in worst_first(pairs, "share")
        ],
    )


def _side_by_side(
    title: str, columns: list[str], rows: Sequence[Mapping[str, Any]], pairs: Sequence[Mapping[str, Any]]
) -> Evidence:
    return Evidence(
        f"{title}, with their first place in each split",
        columns,
        [[as_is(row.get(name)) for name in columns] for row in rows],
        total=sum(pair["shared_keys"] for pair in pairs),
    )


def _columns(columns: Sequence[str]) -> str:
    return ("column " if len(columns) == 1 else "columns ") + names(list(map(repr, columns)))


def _that(columns: Sequence[str]) -> str:
    return "that column hides" if len(columns) == 1 else "together these hide"


def _placed(sample: Mapping[tuple[str, str], Sequence[SharedRow]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Each row with its first place in both splits, and the places alone."""
    rows, places = [], []
    for (train, evaluation), shared in sample.items():
        numbers = {split: f"rows in {split}" for split in (evaluation, train)}
        for one in shared:
            place = {f"{split} {name}": value for split in numbers for name, value in one.first[split].items()}
            places.append(place)
            rows.append({**place, **{told: one.rows[split] for split, told in numbers.items()}, **one.values})
    return rows, places
