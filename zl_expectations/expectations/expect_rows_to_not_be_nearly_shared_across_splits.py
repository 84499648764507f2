"""Rows of an evaluation split that are nearly, but not quite, a row of train."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, ClassVar

from great_expectations.compatibility import pydantic

from zl_expectations.counting.edited_rows import EditedRows
from zl_expectations.counting.equal_blocks import HALVES, QUARTERS
from zl_expectations.counting.near_row_sample import NearRow
from zl_expectations.counting.near_rows import CLOSENESS, NARROWER, NearCounts, NearPairCounts
from zl_expectations.counting.questions import near_row_sample
from zl_expectations.counting.table import Table
from zl_expectations.expectations._base import ALPHA, Limit, tier_of
from zl_expectations.expectations._keyed import KEY_FIELDS, KeyedExpectation
from zl_expectations.expectations._order import at_fault, splits_at_fault, worst_first
from zl_expectations.expectations._rows import columns_of, rows_shown
from zl_expectations.metrics.model_chance import NearChance
from zl_expectations.reporting.evidence import Evidence, Proof, as_is, count, names, percent
from zl_expectations.reporting.pictures.overlap import overlap_matrix
from zl_expectations.statistics.near_rows import NearRows, judge_near_rows, near_overlap, thinned_share
from zl_expectations.statistics.several_tests import holm
from zl_expectations.statistics.shared_rows import Overlap

Which = tuple[float | None, str, str]
IN_EACH_BLOCK = {
    HALVES: "one half of their columns, others in the other half",
    QUARTERS: "one quarter of their columns, others in each other quarter",
}
FEWEST: Mapping[float | None, int] = {None: 1, CLOSENESS[2]: 1, CLOSENESS[1]: 2}


class ExpectRowsToNotBeNearlySharedAcrossSplits(KeyedExpectation):
    """Expect no row of an evaluation split to be a row of train that went through another format or was partly changed.

    Parameters
    ----------
    target : str, optional
        The column that the model is to predict; no part of what makes two rows near.
    split_column : str, default "split"
        The column that says to which split each row belongs.
    train_split : str, int, bool or None, default "train"
        The split that is trained on; None compares every pair of folds.
    identifiers, ignore_columns
        Columns that are no features.
    key_columns : list of str, optional
        What is compared, instead of every feature.
    normalize_text : bool, default False
        Text that is equal after Unicode NFKC, case folding, and collapsing white space makes rows equal, not near.
    max_texts : int, default 100000
        With more rows than that text is not searched for edits, and the result says so: a long one takes about a fifth
        of a millisecond.
    max_excess : float, default 0.001
        The largest share of evaluation rows, beyond what chance explains, that may be near a row of train.
    max_rounded : float, default 0.01
        The largest share of evaluation rows that may differ from a train row by rounding alone: by a hundred-thousandth
        of a deviation, or by case and spaces. Where no two train rows are that near, a larger share is a warning, even
        of one row. So is a larger share of rows that differ by a thousandth, from two rows on. Neither is a warning
        where as many rows would come that near by chance, as the values of a single number do. Where train rows are
        that near each other too, a larger share is held against what the table makes by itself.
    alpha : float, default 0.001
        The level at which an excess counts as proven; at ten times that it is a warning.

    Notes
    -----
    *How it is detected.* Two rows are near where every number differs by no more than a hundredth (then a thousandth, a
    hundred-thousandth) of its column's deviation, text is equal but for case, spaces and Unicode forms, and all else is
    equal; rows that are equal throughout are left to `ExpectRowsToBeDisjointAcrossSplits`. Whole numbers, instants and
    texts without a space that have a value of their own in nearly every row are ids, which keep no rows apart, unless
    `key_columns` names them. Four grids of cells, each shifted at random, find a pair with probability .996 or more, on
    all rows, without comparing pairs. As many train rows as are near another train row are expected of a fresh split
    (Good-Turing); what exceeds that is tested as shared rows are, adjusted by Holm's method for every closeness and
    pair of splits. Rows that were copied with a little noise before the split are near each other in train too. At a
    hundred-thousandth they are therefore also held against what the table makes by itself: against the rows that would
    be left of those within a thousandth, were they spread smoothly (on a curve a cell 64 times narrower has a 64th of
    the rows), and against the table's own frequencies (a Chow-Liu tree over the cells), whichever is larger. Above
    `max_rounded`, and significantly above twice that, rows that differ in several numbers are copies too: critical
    where nine in ten of those within a thousandth are that near, and otherwise a warning, for one thing may have been
    measured twice, and very well. Text of 40 characters and more of which nearly every row has its own is compared but
    for edits too (a typo, another word, an end that was cut off): by MinHash (Broder 1997) of its pieces of five
    characters, in 16 bands of 5, which finds a pair that has .84 of them in common with probability .9998, .7 with .95,
    and .3 with .04; all other columns are then equal. Shorter text of several words, without a digit, is compared but
    for its punctuation.

    Copies of which single cells were changed wholly, others in each row, are looked for by halves of the columns (every
    second one), and by quarters (every fourth, and those beside each other) in tables of no more than five million
    cells; a block has three columns or more. Two rows of one table that have to themselves what they hold in a block,
    and differ elsewhere, fall on two sides of a random split as often as the pairs within train say: what exceeds that
    is tested in the same way, and must be proven. It is critical where every half is, or every quarter, and otherwise a
    warning: the columns that are constant of one thing, such as a customer, are equal wherever it stands on both sides.

    Where rows are at fault, the result shows them, in COMPLETE all, each beside the first train row of the narrowest
    cell that it shares with one, and the places of both.

    *Why it matters.* A copy that was rounded, stored as float32 or jittered is as good as the row itself for a model
    that memorises, and no exact comparison sees it.

    *What to do.* Find where the copies came from, round or normalise both splits alike, and drop the shared rows.

    *What it cannot see.* Copies of which so many cells were changed that no block is as it was, or any cell wholly in a
    table of fewer than six columns; short text with other letters; punctuation of single words, and of those with a
    digit; edits of text in PostgreSQL and Spark, which are taught no function for it; copies made before the split that
    are more than about a ten-thousandth of a deviation off, that are about ten or more of each row, that differ in one
    number alone, or in a table of fewer than three columns; fewer copies than the test can prove (about nine where
    chance makes none, at a split of 70 to 30), except for a few that differ by rounding or by a few letters.
    """

    max_texts: Limit = pydantic.Field(default=100_000, description="With more rows, text is not searched for edits.")
    max_excess: Limit = pydantic.Field(default=0.001, description="Largest excess over chance of near rows.")
    max_rounded: Limit = pydantic.Field(default=0.01, description="Largest share of rows that differ by rounding.")
    alpha: Limit = pydantic.Field(default=0.001, description=ALPHA)

    success_keys: ClassVar[tuple[str, ...]] = (
        "target",
        "split_column",
        "train_split",
        *KEY_FIELDS,
        "max_texts",
        "max_excess",
        "max_rounded",
        "alpha",
    )
    args_keys: ClassVar[tuple[str, ...]] = success_keys
    no_shares: ClassVar[tuple[str, ...]] = ("max_texts",)

    def _counts(self, result_format: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
        return {
            "zl.near_rows": self._key,
            "zl.near_model_chance": {**self._key, "above": self._limit("max_rounded")},
            "zl.edited_rows": {**self._key, "most": int(self._limit("max_texts"))},
            "zl.equal_blocks": self._key,
        }

    def _judge(self, counts: Mapping[str, Any], result_format: Mapping[str, Any]) -> dict[str, Any]:
        edited: EditedRows = counts["zl.edited_rows"]
        near_rows: tuple[NearCounts, ...] = counts["zl.near_rows"]
        found = (*near_rows, *([edited.counts] if edited.counts else ()), *counts["zl.equal_blocks"])
        tested = [(near, pair) for near in found for pair in near.pairs]
        overlaps = [
            near_overlap(
                NearRows(pair.train_rows, pair.evaluation_rows, pair.near_rows, pair.train_near, pair.train_near_one)
            )
            for _, pair in tested
        ]
        adjusted = map(float, holm([one.p_value for one in overlaps]))
        thinned = _thinned(near_rows)
        judged = [
            self._judged(near, pair, overlap, p_value, counts["zl.near_model_chance"], thinned)
            for (near, pair), overlap, p_value in zip(tested, overlaps, adjusted, strict=True)
        ]
        _hold_back(judged)
        worst = max(_listed(judged) or judged, key=_badness, default=None)
        splits = splits_at_fault(worst["train"], judged) if worst else []
        result: dict[str, Any] = {
            "observed_value": worst["share"] if worst else 0.0,
            "details": {
                "tier": worst["tier"] if worst else "none",
                "columns": [],
                "splits": splits,
                "numbers": list(near_rows[0].numbers) if near_rows else [],
                "texts": list(near_rows[0].texts) if near_rows else [],
                "edits_not_judged": _why_not(edited),
                "worst": worst,
                "pairs": judged,
            },
        }
        if (wanted := self._rows_wanted(result_format)) is None or not splits:
            return result
        shown = rows_shown(*_beside(self._rows(counts["zl.table"], judged, wanted)), result_format)
        if partial := shown.get("partial_unexpected_list"):
            result["details"]["row_columns"] = columns_of(partial)
        return result | shown

    def _judged(
        self,
        near: NearCounts,
        pair: NearPairCounts,
        overlap: Overlap,
        p_value: float,
        chances: Mapping[Which, NearChance],
        thinned: Mapping[Which, float],
    ) -> dict[str, Any]:
        """One pair of splits at one closeness."""
        which = (near.closeness, pair.train, pair.evaluation)
        of_model = chances.get(which)
        model_chance = None if of_model is None else of_model.expected
        tier = judge_near_rows(
            overlap,
            max_excess=self._limit("max_excess"),
            max_rounded=self._limit("max_rounded"),
            alpha=self._limit("alpha"),
            p_value=p_value,
            fewest=None if near.equal_in else 2 if near.sketched else FEWEST.get(near.closeness),
            model_chance=model_chance,
            several=0 if of_model is None else of_model.several,
            kept=1.0 if of_model is None else of_model.kept,
            thinned=thinned.get(which, 0.0),
        )
        return {
            "train": pair.train,
            "evaluation": pair.evaluation,
            "closeness": near.closeness,
            "reach": near.reach,
            "edited": list(near.edited),
            "equal_in": list(near.equal_in),
            "blocks": near.blocks,
            "adjacent": near.adjacent,
            "tier": tier.word,
            "evaluation_rows": pair.evaluation_rows,
            "near_rows": pair.near_rows,
            "near_by_text": pair.near_by_text,
            "share": overlap.share,
            "chance": overlap.chance,
            "model_chance": model_chance,
            "expected": overlap.chance if model_chance is None else min(overlap.chance, model_chance),
            "excess": overlap.excess,
            "p_value": p_value,
        }

    def _rows(
        self, table: Table, judged: Sequence[Mapping[str, Any]], wanted: Mapping[str, Any]
    ) -> Mapping[tuple[str, str], Sequence[NearRow]]:
        """The rows of each pair of splits at fault, at the closeness that is worst, and those that were edited."""
        found: dict[tuple[str, str], list[NearRow]] = {}
        for one in _listed(judged):
            which = {name: one[name] for name in ("train", "evaluation", "closeness", "edited", "equal_in")}
            rows = found.setdefault((one["train"], one["evaluation"]), [])
            known = {_own(row, one["evaluation"]) for row in rows}
            sample = near_row_sample(table, **which, **wanted, **self._key)
            rows += [row for row in sample if _own(row, one["evaluation"]) not in known]
        told: Mapping[tuple[str, str], Sequence[NearRow]]
        (told,) = self._privacy.applied({"zl.near_row_sample": found}, {}).values()
        return told

    @classmethod
    def _wants(cls, fields: Mapping[str, Any]) -> str:
        return (
            "No row of an evaluation split is nearly a row of the split $train_split of $split_column, "
            "beyond chance by $max_excess."
        )

    @classmethod
    def summary(cls, details: Mapping[str, Any]) -> str:
        """What was found, in one sentence."""
        worst = details["worst"]
        not_judged = f" {details['edits_not_judged']}" if details["edits_not_judged"] else ""
        if worst is None:
            return "No feature holds numbers or text, so that no rows could be nearly equal."
        if worst["edited"]:
            return (
                f"{_rows_are(worst)} a row of {worst['train']} whose {names(worst['edited'])} was edited; chance "
                f"explains {percent(worst['expected'])}."
            )
        if worst["equal_in"]:
            changed = worst["tier"] == "critical"
            equal_in = IN_EACH_BLOCK[worst["blocks"]] if changed else names(worst["equal_in"])
            meaning = "copies of which a few cells were changed" if changed else "one thing on both sides, or copies"
            return (
                f"{_how_many(worst)} equal a row of {worst['train']} in {equal_in}, and differ elsewhere; chance "
                f"explains {percent(worst['expected'])}: {meaning}.{not_judged}"
            )
        text = f", {worst['near_by_text']:,} of them but for case and spaces" if worst["near_by_text"] else ""
        within = (
            f" (numbers about {worst['closeness']:g} of a deviation apart, never more than {worst['reach']:.2g})"
            if worst["closeness"] is not None
            else ""
        )
        return (
            f"{_rows_are(worst)} nearly a row of {worst['train']}, and equal to none{within}{text}; chance explains "
            f"{percent(worst['expected'])}.{not_judged}"
        )

    @classmethod
    def evidence(cls, result: Mapping[str, Any]) -> list[Proof]:
        """The near part of each split at each closeness."""
        details = result["details"]
        if details["worst"] is None:
            return []
        worst = details["worst"]
        kind = ("closeness", "edited", "equal_in")
        widest = [one for one in details["pairs"] if all(one[key] == worst[key] for key in kind)]
        rows = [
            [
                one["train"],
                one["evaluation"],
                names(one["edited"] or one["equal_in"])
                or ("" if one["closeness"] is None else f"{one['closeness']:g}"),
                one["near_rows"],
                percent(one["share"]),
                percent(one["expected"]),
                one["tier"].replace("_", " "),
            ]
            for one in worst_first(details["pairs"], "share")
        ]
        header = [
            "train",
            "evaluation",
            "apart (deviations), edited, or all that is equal",
            "near rows",
            "near",
            "explained by chance",
            "tier",
        ]
        proof: list[Proof] = [
            overlap_matrix(widest, "rows, nearly equal,", "expected"),
            Evidence("Rows that are nearly a row of train, and equal to none", header, rows),
        ]
        if listed := result.get("partial_unexpected_list"):
            columns = [name for name in details["row_columns"] if name in listed[0]]
            cells = [[as_is(row.get(name)) for name in columns] for row in listed]
            in_all = sum(one["near_rows"] for one in _listed(details["pairs"]))
            in_all = len(result.get("unexpected_list", range(in_all)))  # a row may be near in several ways
            proof.append(Evidence("Each of them beside a train row that it is near", columns, cells, total=in_all))
        return proof

    @classmethod
    def next_step(cls, details: Mapping[str, Any]) -> str:
        """What to do about it."""
        if (worst := details["worst"]) and worst["equal_in"]:
            return (
                f"Drop the rows of {worst['evaluation']} that are listed, or split by what they have in common with "
                f"{worst['train']}; ask how the copies came in."
            )
        rounded = f"Round {names(details['numbers'])} alike in every split" if details["numbers"] else ""
        retyped = f"bring {names(details['texts'])} to one spelling" if details["texts"] else ""
        both = " and ".join(filter(None, [rounded, retyped]))
        drop = f"{both[:1].upper()}{both[1:]}, then drop the rows that the splits share; ask how the copies came in."
        if worst and worst["tier"] != "none" and worst["expected"] < worst["chance"]:
            return f"Split before rows are copied, jittered or oversampled. {drop}"
        return drop


def _rows_are(one: Mapping[str, Any]) -> str:
    """How many rows of which split, up to the verb."""
    return f"{_how_many(one)} {'is' if one['near_rows'] == 1 else 'are'}"


def _how_many(one: Mapping[str, Any]) -> str:
    return f"{count(one['near_rows'], 'row')} of {one['evaluation']} ({percent(one['share'])})"


def _hold_back(judged: Sequence[dict[str, Any]]) -> None:
    """Equal blocks are critical where every half is proven, or every quarter: other cells were changed in each row.

    Where only some are, they are a warning: what is constant of one thing, which stands on both sides, is equal in the
    same columns throughout. What is not proven is passed: a split in the order of the table makes a few such rows.
    """
    blocks = [one for one in judged if one["equal_in"]]
    parted = ("train", "evaluation", "blocks", "adjacent")
    proven = Counter(tuple(one[name] for name in parted) for one in blocks if one["tier"] == "critical")
    for one in blocks:
        if proven[tuple(one[name] for name in parted)] < one["blocks"]:
            one["tier"] = "warning" if one["tier"] == "critical" else "none"


def _thinned(found: Sequence[NearCounts]) -> Mapping[Which, float]:
    """What the cells of the closeness before would leave of each pair of splits, were rows spread smoothly."""
    return {
        (near.closeness, pair.train, pair.evaluation): thinned_share(
            pair.neighbours, pair.evaluation_rows, NARROWER[near.closeness], directions=len(near.numbers)
        )
        for before, near in pairwise(found)
        for pair in before.pairs
        if near.closeness is not None
    }


def _listed(judged: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Of each pair of splits at fault what is worst among the closenesses, the edited text, and the blocks: the halves,
    or where none is at fault the quarters.
    """
    by_halves = {(one["train"], one["evaluation"]) for one in at_fault(judged) if one["blocks"] == HALVES}
    worst: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    for one in at_fault(judged):
        if one["blocks"] > HALVES and (one["train"], one["evaluation"]) in by_halves:
            continue
        kind = (one["train"], one["evaluation"], tuple(one["edited"]), tuple(one["equal_in"]))
        if kind not in worst or _badness(one) > _badness(worst[kind]):
            worst[kind] = one
    return list(worst.values())


def _badness(one: Mapping[str, Any]) -> tuple[Any, float]:
    return tier_of(one), one["excess"]


def _own(row: NearRow, split: str) -> str:
    return repr((row.place[split], row.values[split]))


def _beside(found: Mapping[tuple[str, str], Sequence[NearRow]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Each row with its place and the train row's, and beside its values those that differ in train; and the places."""
    rows, places = [], []
    for (train, evaluation), near in found.items():
        pairs = [(one.values[evaluation], one.values[train]) for one in near]
        differ = {name for own, other in pairs for name, value in own.items() if value != other[name]}
        for one, (own, other) in zip(near, pairs, strict=True):
            row = {f"{split} {name}": value for split, at in one.place.items() for name, value in at.items()}
            places.append(dict(row))
            for name, value in own.items():
                row |= {name: value, f"{train} {name}": other[name]} if name in differ else {name: value}
            rows.append(row)
    return rows, places


def _why_not(edited: EditedRows) -> str:
    """Why text was not searched for edits; empty where it was, or there is none."""
    if not edited.not_judged:
        return ""
    why = "there are more rows than `max_texts`" if edited.too_many else "this engine cannot be taught to"
    return f"Edits of {names(edited.not_judged)} were not looked for: {why}."
