"""What of the data may be told: the one place where values of rows are kept out of results and errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any

from zl_expectations.counting.classes import TargetClasses
from zl_expectations.counting.conflicts import ConflictingRow, ConflictingRows
from zl_expectations.counting.derived import DerivedCounts
from zl_expectations.counting.loss_history import LossHistory
from zl_expectations.counting.near_row_sample import NearRow
from zl_expectations.counting.questions import FeatureClasses, TimeCounts
from zl_expectations.counting.shared_rows import SharedRow
from zl_expectations.metrics.deciding_values import DecidingValue
from zl_expectations.privacy import errors_without_values, rows_may_be_shown

MASK = "(masked)"


@dataclass(frozen=True)
class Privacy:
    """Which values may be told.

    Attributes
    ----------
    show_rows : bool
        Whether any value of the data may be.
    masked : frozenset of str
        The columns, in lower case, of which none may be.
    """

    show_rows: bool
    masked: frozenset[str] = frozenset()

    @classmethod
    def of(cls, *, show_rows: bool = True, masked_columns: Sequence[str] | None = None) -> Privacy:
        """What was asked for; ``ZL_SHOW_ROWS=0`` in the environment forbids what an argument allows.

        Examples
        --------
        >>> Privacy.of(masked_columns=["Name"])
        Privacy(show_rows=True, masked=frozenset({'name'}))
        """
        return cls(show_rows and rows_may_be_shown(), frozenset(name.lower() for name in masked_columns or ()))

    def hides(self, column: str) -> bool:
        """Whether the values of a column are kept back."""
        return not self.show_rows or column.lower() in self.masked

    @property
    def hides_any(self) -> bool:
        """Whether the values of some column are kept back."""
        return not self.show_rows or bool(self.masked)

    def guarding_errors(self) -> AbstractContextManager[None]:
        """Let no error out that may quote what is hidden."""
        return errors_without_values(hidden=self.hides_any)

    def check_columns(self, counts: Mapping[str, Any]) -> None:
        """Every masked column is in the batch: one that is misspelt would mask nothing."""
        for name in self.masked:
            counts["zl.table"].require("masked_columns", name)

    def applied(self, counts: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
        """What an expectation with these fields may know: its counts, without the values that are hidden."""
        if not self.hides_any:
            return dict(counts)
        return {name: self._without(name, value, fields) for name, value in counts.items()}

    def _without(self, metric: str, counts: Any, fields: Mapping[str, Any]) -> Any:
        target = fields.get("target") or ""
        if isinstance(counts, TargetClasses):
            return self._classes(counts)
        if isinstance(counts, FeatureClasses):
            derived = {name: self._derived(one) for name, one in counts.derived.items()}
            return replace(counts, classes=self._classes(counts.classes), derived=derived)
        if isinstance(counts, ConflictingRows):
            return replace(counts, sample=[self._conflicting_row(one, target) for one in counts.sample])
        if isinstance(counts, TimeCounts):
            return self._times(counts) if self.hides(fields["time_column"]) else counts
        if isinstance(counts, LossHistory):
            columns = [fields[role] for role in ("epoch_column", "training_loss_column", "validation_loss_column")]
            return replace(counts, told=not any(self.hides(name) for name in columns if name is not None))
        if metric == "zl.shared_rows_by_class":
            return {} if self.hides(target) else counts
        if metric == "zl.deciding_values":
            return {name: [self._deciding(name, one) for one in values] for name, values in counts.items()}
        if metric == "zl.shared_row_sample":
            return {pair: [self._shared_row(one) for one in rows] for pair, rows in counts.items()}
        if metric == "zl.near_row_sample":
            return {pair: [self._near_row(one) for one in rows] for pair, rows in counts.items()}
        return counts

    def _classes(self, found: TargetClasses) -> TargetClasses:
        if not self.hides(found.target):
            return found
        return replace(found, values=tuple(f"class {place}" for place, _ in enumerate(found.values, start=1)))

    @staticmethod
    def _times(found: TimeCounts) -> TimeCounts:
        ranges = {split: replace(span, first=None, last=None) for split, span in found.ranges.items()}
        return replace(found, ranges=ranges, cutoffs=dict.fromkeys(found.cutoffs))

    def _derived(self, found: DerivedCounts) -> DerivedCounts:
        hidden = any(self.hides(name) for name in found.columns)
        return replace(found, pieces=(MASK,) * len(found.pieces)) if hidden else found

    def _deciding(self, feature: str, found: DecidingValue) -> DecidingValue:
        is_missing = found.value is None  # that a value is missing is no value
        return found if is_missing or not self.hides(feature) else replace(found, value=MASK)

    def _shared_row(self, row: SharedRow) -> SharedRow:
        first = {split: self._masked(place) for split, place in row.first.items()}
        return replace(row, values=self._masked(row.values), first=first)

    def _near_row(self, row: NearRow) -> NearRow:
        values, place = ({split: self._masked(one) for split, one in of.items()} for of in (row.values, row.place))
        return replace(row, values=values, place=place)

    def _conflicting_row(self, row: ConflictingRow, target: str) -> ConflictingRow:
        value = MASK if self.hides(target) else row.target
        return replace(row, values=self._masked(row.values), target=value, first=self._masked(row.first))

    def _masked(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: MASK if self.hides(name) else value for name, value in values.items()}
