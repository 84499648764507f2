"""What a suite demanded, limit by limit, and whether it demanded less than another."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.expectations.metadata_types import FailureSeverity
from great_expectations.expectations.registry import get_expectation_impl

from zl_expectations.errors import BadInputError
from zl_expectations.expectations._base import TieredExpectation
from zl_expectations.reporting.report import for_json

MORE_IS_STRICTER = frozenset(
    {"alpha", "critical_below", "critical_evenness", "first", "floor", "max_left_out", "max_texts", "min_class_rows"}
    | {"mostly", "near_zero"}
    | {"pairs", "warning_below", "warning_evenness"}
)
LESS_IS_STRICTER = frozenset(
    {"copy_lower_bound", "critical_auc", "critical_distance", "critical_lower_bound", "critical_r2"}
    | {"deciding_lower_bound", "max_conflicting", "max_early", "max_excess", "max_floor"}
    | {"max_interpolated", "max_rounded", "max_shared"}
    | {"tolerance", "warning_distance", "warning_lower_bound"}
)
_NOT_DEMANDED = frozenset({"batch_id", "table", "condition_parser", "result_format", "catch_exceptions"})
_RANK = {FailureSeverity.INFO.value: 0, FailureSeverity.WARNING.value: 1, FailureSeverity.CRITICAL.value: 2}


@dataclass(frozen=True)
class Term:
    """One expectation of a suite.

    Attributes
    ----------
    type : str
    severity : str
    fields : mapping of str to object
        Every limit, and what the expectation looks at; with the defaults, which a later version may change.
    """

    type: str
    severity: str
    fields: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.type} ({self.severity})"


def term_of(configuration: ExpectationConfiguration) -> Term:
    """An expectation as it was demanded; works for GX's own too."""
    implementation = get_expectation_impl(configuration.type)
    known = {*implementation.domain_keys, *implementation.success_keys} - _NOT_DEMANDED
    defaults = {name: one.default for name, one in implementation.__fields__.items()}
    given = cast(Mapping[str, Any], configuration.to_json_dict()["kwargs"])
    fields = {name: for_json(given.get(name, defaults.get(name))) for name in sorted(known)}
    if _is_ours(configuration.type):
        fields = {name: _in_one_order(value) for name, value in fields.items()}
    severity = FailureSeverity(configuration.severity or FailureSeverity.CRITICAL).value
    return Term(configuration.type, severity, fields)


def split_column_of_terms(terms: Iterable[Term]) -> str | None:
    """The one split column of a suite; None where it looks at no splits.

    Raises
    ------
    BadInputError
        When its expectations name several.
    """
    columns = sorted({term.fields["split_column"] for term in terms if term.fields.get("split_column") is not None})
    if len(columns) > 1:
        raise BadInputError(
            f"A suite must have one split column for a passport, got {', '.join(map(repr, columns))}. Make two of it."
        )
    return columns[0] if columns else None


def loosened(judged: Sequence[Term], asked: Iterable[Term]) -> list[str]:
    """What of the asked terms the judged ones did not demand, in sentences; stricter is no fault."""
    found: list[str] = []
    for term in asked:
        complaints = [_weaker(one, term) for one in judged if one.type == term.type and _as_severe(one, term)]
        found += sorted(complaints, key=len)[0] if complaints else [f"{term} was not judged"]
    return found


def _as_severe(one: Term, asked: Term) -> bool:
    """Of our expectations each severity is a tier of its own, which another does not stand for."""
    higher = _RANK[one.severity] > _RANK[asked.severity]
    return one.severity == asked.severity or (higher and not _is_ours(asked.type))


def _is_ours(kind: str) -> bool:
    implementation = get_expectation_impl(kind)
    return isinstance(implementation, type) and issubclass(implementation, TieredExpectation)


def _weaker(one: Term, asked: Term) -> list[str]:
    names = sorted({*one.fields, *asked.fields})
    pairs = [(name, one.fields.get(name), asked.fields.get(name)) for name in names]
    return [
        f"{asked} was judged with `{name}` {_said(had)}, asked is {_said(wanted)}"
        for name, had, wanted in pairs
        if not _as_strict(name, had, wanted)
    ]


def _as_strict(name: str, had: Any, wanted: Any) -> bool:
    if had == wanted or (name == "task" and "auto" in (had, wanted)):
        return True
    if name == "split_column":  # its name is no demand, that there is one is
        return had is not None and wanted is not None
    if wanted is None:
        return had is not None and name in MORE_IS_STRICTER | LESS_IS_STRICTER
    if not isinstance(had, int | float) or not isinstance(wanted, int | float):
        return False
    return (name in MORE_IS_STRICTER and had > wanted) or (name in LESS_IS_STRICTER and had < wanted)


def _said(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _in_one_order(value: Any) -> Any:
    """Names of columns sorted, because their order is no demand; none of them is the same as an empty list."""
    return (sorted(value) or None) if isinstance(value, list) and all(isinstance(one, str) for one in value) else value
