"""Groups, such as patients or users, with rows on both sides of a split."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from great_expectations.compatibility import pydantic

from zl_expectations.counting.keys import PairCounts
from zl_expectations.counting.questions import RespeltGroups, SharedGroups
from zl_expectations.counting.spellings import AlikeNames
from zl_expectations.errors import BadInputError
from zl_expectations.expectations._base import (
    GROUP_COLUMNS,
    SPLIT_COLUMN,
    TRAIN_SPLIT,
    Limit,
    TieredExpectation,
    TrainSplit,
    columns_validator,
    tier_of,
    unexpected,
    worst_of,
)
from zl_expectations.expectations._order import at_fault, splits_at_fault, worst_first
from zl_expectations.reporting.evidence import Evidence, Proof, count, lacking, names, percent
from zl_expectations.reporting.pictures.overlap import overlap_matrix
from zl_expectations.statistics import groups as statistics
from zl_expectations.statistics.tier import Tier


class ExpectGroupsToBeDisjointAcrossSplits(TieredExpectation):
    """Expect no group of an evaluation split to have rows in the train split.

    Parameters
    ----------
    group_columns : list of str
        What makes a group: a patient, a user, a device. Several columns together make one group, such as a hospital
        and its number of the patient. Rows with a missing value in one have no group.
    split_column : str, default "split"
        The column that says to which split each row belongs.
    train_split : str, int, bool or None, default "train"
        The split that is trained on; None compares every pair of folds.
    max_shared : float, default 0
        The largest share of evaluation rows whose group may stand in train.

    Notes
    -----
    *How it is detected.* Exactly, by value, for every row: critical. The share that a random split would give is shown
    beside it. Names that differ in case, spaces and Unicode forms alone are a warning (in engines that can normalise
    text): they may be one group, retyped. Where groups within train have such names too, and those
    across the splits are no more than that lets expect, case matters: they are counted, and nothing is raised. A group
    that two evaluation splits have in common is a warning: a model that was chosen on the one is scored on the other.

    Names that differ in zeros before a number, in the signs between their parts and in a ``.0`` at the end are a
    warning too, such as ``7``, ``007`` and ``7.0``, or ``C-7`` and ``c7``: where they are so many, against those of
    train that are alike, that one more alike in train would not explain them. What tells names apart is kept: letters;
    a sign between two digits (``1-23`` and ``12-3``), but where all names with one are laid out alike (``00-07`` and
    ``0007``); points and commas between digits; and zeros in codes whose letters follow digits, such as hashes.

    Rows without a group are counted and shown, and may be of any: more than 1 % of a split are a warning, or more than
    `max_shared` where that is more, and more than half of one are critical.

    Where several columns together tell nearly every row apart (99 %), no two rows are of one group, and nothing is
    compared. Each column is then looked at alone too: rows on both sides by one of them are a warning, if its values
    repeat and are at least as many as the rows of one on average. Others, such as a class or a site, are on both sides
    by nature, and times name nothing.

    *Why it matters.* A model recognises the patient instead of the disease: on the colon survival data a forest's AUC
    is .889 with rows split at random and .674 with patients apart.

    *What to do.* Split by group, for instance with scikit-learn's GroupShuffleSplit or GroupKFold; bring retyped names
    to one spelling first, and fill in missing ones: a row that stands for itself gets a value of its own. Of several
    columns name those alone by which rows must stay together.

    *What it cannot see.* Groups that no column names. Whether ``CUST-7`` of one split is ``7`` of another: where each
    split numbers groups of its own from 1, the same numbers stand in both. Whether a number that repeats across a
    second column names one thing (a user in many sessions) or many (a patient's number in many hospitals).
    """

    group_columns: list[str] = pydantic.Field(description=GROUP_COLUMNS)
    split_column: str | None = pydantic.Field(default="split", description=SPLIT_COLUMN)
    train_split: TrainSplit = pydantic.Field(default="train", description=TRAIN_SPLIT)
    max_shared: Limit = pydantic.Field(default=0.0, description="Largest share of evaluation rows with a train group.")

    _columns = columns_validator("group_columns")

    success_keys: ClassVar[tuple[str, ...]] = ("group_columns", "split_column", "train_split", "max_shared")
    args_keys: ClassVar[tuple[str, ...]] = success_keys

    def _counts(self, result_format: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
        asked = {name: getattr(self, name) for name in ("group_columns", "split_column", "train_split")}
        return {
            "zl.shared_groups": asked,
            "zl.groups_respelt": asked,
            "zl.groups_of_each_column": {**asked, "single_rows": statistics.SINGLE_ROWS},
        }

    def _judge(self, counts: Mapping[str, Any], result_format: Mapping[str, Any]) -> dict[str, Any]:
        found: SharedGroups = counts["zl.shared_groups"]
        grouped: dict[str, int] = {}
        for pair in found.pairs:
            grouped |= {pair.train: pair.train_rows, pair.evaluation: pair.evaluation_rows}
        if empty := [repr(name) for name, n in grouped.items() if not n]:
            raise BadInputError(
                f"`group_columns` must have values in every split, got only missing ones in {names(self.group_columns)}"
                f" of {names(empty)}: no row there belongs to a group."
            )
        retyped: RespeltGroups = counts["zl.groups_respelt"]
        pairs: list[dict[str, Any]] = []
        for pair in found.pairs:
            overlap = _overlap(pair, found)
            respelt = _Alike.of(pair, retyped.normalised, _Alike(pair.shared_rows, pair.shared_keys, 0))
            rewritten = _Alike.of(pair, retyped.bare, respelt, by_chance=statistics.ALIKE_BY_CHANCE)
            further = sum(alike.further for alike in (respelt, rewritten) if not alike.matters)
            tier = statistics.judge_groups(
                overlap,
                respelt_share=(pair.shared_rows + further) / max(1, pair.evaluation_rows),
                max_shared=self._limit("max_shared"),
            )
            pairs.append(
                {
                    "train": pair.train,
                    "evaluation": pair.evaluation,
                    "tier": tier.word,
                    "evaluation_rows": pair.evaluation_rows,
                    "shared_rows": pair.shared_rows,
                    "shared_groups": pair.shared_keys,
                    "respelt_rows": respelt.further,
                    "spelling_matters": respelt.matters,
                    "rewritten_rows": rewritten.further,
                    "rewriting_matters": rewritten.matters,
                    "share": overlap.share,
                    "expected_share": overlap.expected_share,
                }
            )
        worst = worst_of(pairs, "share")
        beside: list[dict[str, Any]] = [
            {
                "train": pair.train,
                "evaluation": pair.evaluation,
                "shared_rows": pair.shared_rows,
                "shared_groups": pair.shared_keys,
            }
            for pair in found.beside_train
            if pair.shared_rows > self._limit("max_shared") * pair.evaluation_rows
        ]
        single_rows = statistics.share_of_single_rows(found.sizes)
        by_column = self._by_column(counts["zl.groups_of_each_column"])
        coverage = [self._covered(name, found.rows[name], rows) for name, rows in grouped.items()]
        tier = max(
            *map(tier_of, (worst, *coverage)),
            Tier.WARNING if beside or by_column else Tier.NONE,
        )
        others = {one[side] for one in beside for side in ("train", "evaluation")}
        others |= {one["split"] for one in at_fault(coverage)}
        splits = splits_at_fault(worst["train"], (*pairs, *by_column), others)
        return {
            "observed_value": worst["share"],
            **unexpected(sum(one["shared_rows"] for one in pairs), sum(one["evaluation_rows"] for one in pairs)),
            "details": {
                "tier": tier.word,
                "columns": list(self.group_columns) if splits else [],
                "splits": splits,
                "group_columns": list(self.group_columns),
                "pairs": pairs,
                "beside_train": beside,
                "single_rows": single_rows,
                "one_row_each": len(self.group_columns) > 1 and single_rows >= statistics.SINGLE_ROWS,
                "by_column": by_column,
                "coverage": coverage,
            },
        }

    def _covered(self, split: str, rows: int, grouped: int) -> dict[str, Any]:
        """How many rows of a split have no group."""
        tier = statistics.judge_ungrouped(rows=rows, ungrouped=rows - grouped, max_shared=self._limit("max_shared"))
        return {"split": split, "tier": tier.word, "rows": rows, "missing": rows - grouped}

    def _by_column(self, found: Mapping[str, SharedGroups]) -> list[dict[str, Any]]:
        """Of each column that may name groups alone the pairs of splits that share more rows than allowed."""
        columns: list[dict[str, Any]] = []
        for name, alone in found.items():
            if not statistics.may_be_groups(alone.sizes):
                continue
            for pair in alone.pairs:
                overlap = _overlap(pair, alone)
                if overlap.share > self._limit("max_shared"):
                    columns.append(
                        {
                            "column": name,
                            "train": pair.train,
                            "evaluation": pair.evaluation,
                            "tier": "warning",
                            "evaluation_rows": pair.evaluation_rows,
                            "shared_rows": pair.shared_rows,
                            "shared_groups": pair.shared_keys,
                            "share": overlap.share,
                            "expected_share": overlap.expected_share,
                        }
                    )
        return columns

    @classmethod
    def _wants(cls, fields: Mapping[str, Any]) -> str:
        return (
            "No group of $group_columns has rows both in the split $train_split of $split_column and in an evaluation"
            " split."
        )

    @classmethod
    def summary(cls, details: Mapping[str, Any]) -> str:
        """What was found, in one sentence with its figures."""
        worst = worst_of(details["pairs"], "share")
        stand = "stands" if worst["shared_groups"] == 1 else "stand"
        some = _missing(details)[worst["evaluation"]]
        return (
            f"{count(worst['shared_groups'], 'group')} of {names(details['group_columns'])} {stand} in {worst['train']}"
            f" and {worst['evaluation']}: {count(worst['shared_rows'], 'row')} of {worst['evaluation']}"
            + (f", of {worst['evaluation_rows']:,} that have a group" if some else "")
            + f" ({percent(worst['share'])}); a random split would give {percent(worst['expected_share'])}."
            + "".join(
                f" If case and spaces do not matter, it is {count(one['respelt_rows'], 'further row')} of"
                f" {one['evaluation']}{', as within ' + one['train'] if one['spelling_matters'] else ''}."
                for one in details["pairs"]
                if one["respelt_rows"]
            )
            + "".join(
                " If signs and zeros before a number do not matter either, it is"
                f" {count(one['rewritten_rows'], 'further row')} of {one['evaluation']}"
                f"{', which may be chance' if one['rewriting_matters'] else ''}."
                for one in details["pairs"]
                if one["rewritten_rows"]
            )
            + "".join(
                f" {count(one['shared_groups'], 'group')} {'stands' if one['shared_groups'] == 1 else 'stand'} in the"
                f" evaluation splits {one['train']} and {one['evaluation']}: {count(one['shared_rows'], 'row')} of"
                f" {one['evaluation']}."
                for one in details["beside_train"]
            )
            + _by_columns(details)
            + _ungrouped(details)
        )

    @classmethod
    def evidence(cls, result: Mapping[str, Any]) -> list[Proof]:
        """The groups and rows on both sides, for each evaluation split."""
        return [
            overlap_matrix(result["details"]["pairs"], "groups' rows", "expected_share"),
            Evidence(
                "Groups on both sides",
                [
                    *("train", "evaluation", "rows with a group", "without", "groups on both sides", "rows of them"),
                    *("further rows if case and spaces do not matter", "if signs and zeros do not either"),
                    *("share", "in a random split"),
                ],
                [
                    [
                        one["train"],
                        one["evaluation"],
                        one["evaluation_rows"],
                        _missing(result["details"])[one["evaluation"]],
                        one["shared_groups"],
                        one["shared_rows"],
                        one["respelt_rows"],
                        one["rewritten_rows"],
                        percent(one["share"]),
                        percent(one["expected_share"]),
                    ]
                    for one in worst_first(result["details"]["pairs"], "share")
                ],
            ),
            *([_alone_table(result["details"]["by_column"])] if result["details"]["by_column"] else []),
        ]

    @classmethod
    def next_step(cls, details: Mapping[str, Any]) -> str:
        """What to do about it."""
        steps = [cls._to_keep_apart(details)]
        if at_fault(details["coverage"]):
            steps.append(
                f"Fill in {names(details['group_columns'])}; a row that stands for itself gets a value of its own."
            )
        return " ".join(filter(None, steps))

    @classmethod
    def _to_keep_apart(cls, details: Mapping[str, Any]) -> str:
        splitter = "GroupKFold" if _are_folds(details) else "GroupShuffleSplit"
        if details["by_column"]:
            return (
                f"Name fewer columns in `group_columns`: {names(_split_by(details))} alone, if what it names has"
                f" several rows. Then split by it, for instance with scikit-learn's {splitter}."
            )
        tiers = {one["tier"] for one in details["pairs"]}
        if tiers == {"none"}:
            if not details["beside_train"]:
                return ""
            return (
                f"Split by {names(details['group_columns'])} between the evaluation splits too: what is chosen on the"
                " one must not know the groups of the other."
            )
        if "critical" not in tiers:
            return f"Bring {names(details['group_columns'])} to one spelling in every split, then split by it."
        return f"Split by {names(details['group_columns'])}, for instance with scikit-learn's {splitter}."

    @classmethod
    def code(cls, details: Mapping[str, Any]) -> str:
        """Split by group."""
        if not cls._to_keep_apart(details):
            return ""
        if _are_folds(details):
            folds = 1 + len({pair["evaluation"] for pair in details["pairs"]} - {details["pairs"][0]["train"]})
            return (
                "from sklearn.model_selection import GroupKFold\n\n"
                f"groups = table.groupby({_split_by(details)!r}, dropna=False).ngroup()\n"
                f"folds = list(GroupKFold(n_splits={folds}).split(table, groups=groups))"
            )
        return (
            "from sklearn.model_selection import GroupShuffleSplit\n\n"
            f"groups = table.groupby({_split_by(details)!r}, dropna=False).ngroup()\n"
            "splitter = GroupShuffleSplit(n_splits=1, test_size=0.2, random_state=0)\n"
            "in_train, in_test = next(splitter.split(table, groups=groups))\n"
            "train, test = table.iloc[in_train], table.iloc[in_test]"
        )


@dataclass(frozen=True)
class _Alike:
    """Evaluation rows whose group stands in train under another spelling of its name, and those names.

    `further` are those that stand there by no stricter form of the names; `matters` says that they may yet be of other
    groups.
    """

    rows: int
    names: int
    further: int
    matters: bool = False

    @classmethod
    def of(cls, pair: PairCounts, alike: AlikeNames | None, stricter: _Alike, by_chance: int = 0) -> _Alike:
        if alike is None:
            return replace(stricter, further=0, matters=False)
        splits = pair.train, pair.evaluation
        rows, names = alike.shared_rows[splits], alike.shared_names[splits]
        matters = rows > stricter.rows and statistics.spelling_matters(
            train_groups=alike.splits[pair.train].groups,
            evaluation_groups=alike.splits[pair.evaluation].groups,
            alike_in_train=alike.splits[pair.train].alike + by_chance,
            alike_across=max(1, names - stricter.names),
        )
        return cls(rows, names, rows - stricter.rows, matters)


def _missing(details: Mapping[str, Any]) -> dict[str, int]:
    """The rows of each split without a group."""
    return {one["split"]: one["missing"] for one in details["coverage"]}


def _ungrouped(details: Mapping[str, Any]) -> str:
    """Which rows may be of any group."""
    rows = lacking(details["coverage"], f"group of {names(details['group_columns'])}")
    return f" {rows}, and may be of one on the other side." if rows else ""


def _overlap(pair: PairCounts, found: SharedGroups) -> statistics.GroupOverlap:
    return statistics.group_overlap(
        evaluation_rows=pair.evaluation_rows,
        shared_rows=pair.shared_rows,
        shared_groups=pair.shared_keys,
        train_rows=pair.train_rows,
        sizes=found.sizes,
    )


def _alone(details: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Of each column that is judged alone the pair of splits that shares most."""
    columns = {one["column"]: one for one in sorted(details["by_column"], key=lambda one: one["share"])}
    return sorted(columns.values(), key=lambda one: -one["share"])


def _alone_table(by_column: Sequence[dict[str, Any]]) -> Evidence:
    return Evidence(
        "Groups on both sides by one column alone",
        ["column", "train", "evaluation", "rows", "groups on both sides", "rows of them", "share", "in a random split"],
        [
            [
                one["column"],
                one["train"],
                one["evaluation"],
                one["evaluation_rows"],
                one["shared_groups"],
                one["shared_rows"],
                percent(one["share"]),
                percent(one["expected_share"]),
            ]
            for one in worst_first(by_column, "share")
        ],
    )


def _split_by(details: Mapping[str, Any]) -> list[str]:
    """The columns by which to split: where one is at fault alone, that which shares most."""
    return [one["column"] for one in _alone(details)][:1] or list(details["group_columns"])


def _by_columns(details: Mapping[str, Any]) -> str:
    """That no two rows are of one group, and by which column alone some would be."""
    if not details["one_row_each"]:
        return ""
    each = "Each" if details["single_rows"] == 1 else "Nearly each"
    alone = "".join(
        f"; by {one['column']} alone {count(one['shared_rows'], 'row')} of {one['evaluation']}"
        f" ({percent(one['share'])}) {'stands' if one['shared_rows'] == 1 else 'stand'} in {one['train']}"
        for one in _alone(details)
    )
    return f" {each} group of {names(details['group_columns'])} is one row{alone}."


def _are_folds(details: Mapping[str, Any]) -> bool:
    """Whether every split is trained on in turn."""
    return len({pair["train"] for pair in details["pairs"]}) > 1
