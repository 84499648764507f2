"""What every expectation of this package shares: its domain, its two tiers, and how it is shown."""

from __future__ import annotations

import contextlib
import inspect
import math
from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any, ClassVar, Literal

from great_expectations.compatibility import pydantic
from great_expectations.core import ExpectationValidationResult
from great_expectations.core.suite_parameters import is_suite_parameter
from great_expectations.execution_engine import ExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation, render_suite_parameter_string
from great_expectations.expectations.expectation_configuration import parse_result_format
from great_expectations.expectations.metadata_types import FailureSeverity
from great_expectations.expectations.model_field_types import ConditionParser
from great_expectations.expectations.registry import get_metric_kwargs
from great_expectations.expectations.row_conditions import RowConditionType
from great_expectations.render import LegacyDiagnosticRendererType, LegacyRendererType
from great_expectations.render.renderer.renderer import renderer
from great_expectations.render.renderer_configuration import RendererConfiguration, RendererValueType
from great_expectations.validator.metric_configuration import MetricConfiguration
from great_expectations.validator.validator import ValidationDependencies

from zl_expectations.counting.columns import column_list, refuse_two_roles
from zl_expectations.errors import BadInputError, did_you_mean
from zl_expectations.expectations._privacy import Privacy
from zl_expectations.expectations._rows import rows_wanted
from zl_expectations.metrics import progress
from zl_expectations.metrics.counts import Failure
from zl_expectations.metrics.table import condition_text
from zl_expectations.reporting import data_docs, impact
from zl_expectations.reporting.evidence import Proof, shown
from zl_expectations.statistics.tier import Tier

Limit = float | dict[str, Any]
TrainSplit = str | int | bool | None
Task = Literal["auto", "classification", "regression"]

SPLIT_COLUMN = "The column that says to which split each row belongs."
TRAIN_SPLIT = (
    "The value of the split that is trained on; the others are evaluation splits. None makes every split a fold, "
    "each judged against each."
)
GROUP_COLUMNS = "What makes a group; several columns together make one group."
TARGET = "The column that the model is to predict."
IDENTIFIERS = "Columns that identify a row and are no features."
IGNORE_COLUMNS = "Further columns that are no features."
TASK = "Whether the target is a class or a quantity."
TRAIN_ONLY = "With a split column only the train split is judged."
NORMALIZE_TEXT = "Compare text by its NFKC, case-folded form."
ALPHA = "Level at which an excess counts as proven."
SHOW_ROWS = "Whether values of the data may stand in results and errors; counts and column names always do."
MASKED_COLUMNS = "Columns of which no value may stand there."

_ROLES = (
    *("target", "split_column", "time_column", "group_columns"),
    *("identifiers", "ignore_columns", "allow", "features", "key_columns"),
)

OF_EVERY = ("severity", "show_rows", "masked_columns", "impact")
# What both tiers of one check differ in, which are judged once.
_NOT_JUDGED = ("severity", "impact", "id", "meta", "notes", "description", "rendered_content")

FAILS_FROM: Mapping[FailureSeverity, Tier] = {
    FailureSeverity.CRITICAL: Tier.CRITICAL,
    FailureSeverity.WARNING: Tier.CANNOT_TELL,
    FailureSeverity.INFO: Tier.CANNOT_TELL,
}


class TieredExpectation(BatchExpectation):
    """An expectation that judges in two tiers and fails from the tier that its own `severity` names.

    With ``severity="critical"`` (GX's default) it fails only on what makes a loss artificially perfect; with
    ``severity="warning"`` also on what deserves a look, or looks bad and cannot be proven at this size.

    Subclasses give their fields, `_counts` (the metrics that they need), `_judge` (from counts to a tier and
    numbers), and what they say: `_wants`, `summary`, `evidence`, `next_step`.
    """

    show_rows: bool = pydantic.Field(default=True, description=SHOW_ROWS)
    masked_columns: list[str] | None = pydantic.Field(default=None, description=MASKED_COLUMNS)
    row_condition: RowConditionType = None
    condition_parser: ConditionParser | None = None

    domain_keys: ClassVar[tuple[str, ...]] = ("batch_id", "row_condition", "condition_parser")
    success_keys: ClassVar[tuple[str, ...]] = ()
    runtime_keys: ClassVar[tuple[str, ...]] = ("catch_exceptions", "result_format")
    no_shares: ClassVar[tuple[str, ...]] = ()
    """The limits that are no shares, and may be above 1."""

    class Config:
        @staticmethod
        def schema_extra(schema: dict[str, Any], model: type[TieredExpectation]) -> None:
            BatchExpectation.Config.schema_extra(schema, model)
            schema["properties"]["metadata"]["properties"]["short_description"] = {
                "title": "Short Description",
                "type": "string",
                "const": (model.__doc__ or "").strip().splitlines()[0],
            }

    @pydantic.validator("masked_columns", pre=True)
    def _columns_in_a_list(cls: Any, value: Any) -> Any:  # noqa: N805 - pydantic's way
        return column_list("masked_columns", value)

    @pydantic.root_validator(pre=True)
    def _no_misspelt_field(cls: Any, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N805 - pydantic's way
        for name in values:
            if name not in cls.__fields__:
                own = [field for field in cls.__fields__ if field in (*cls.success_keys, *OF_EVERY)]
                raise ValueError(f"{cls.__name__} has no field {name!r}." + did_you_mean(name, own, "Fields"))
        return values

    @pydantic.root_validator(skip_on_failure=True)
    def _no_column_with_two_roles(cls: Any, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N805
        refuse_two_roles({role: values.get(role) for role in _ROLES})
        return values

    @pydantic.root_validator(skip_on_failure=True)
    def _limits_that_can_be_met(cls: Any, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N805
        if values.get("batch_id") is None:  # else GX has put in the values of parameters, which `_validate` judges
            cls._refuse_limits(values)
        return values

    # ------------------------------------------------------------------ what a subclass gives

    @abstractmethod
    def _counts(self, result_format: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
        """The metrics that are needed: metric name to its value keys."""

    @abstractmethod
    def _judge(self, counts: Mapping[str, Any], result_format: Mapping[str, Any]) -> dict[str, Any]:
        """The result: GX's own keys, and in ``details`` the tier, columns, splits and every number."""

    @classmethod
    @abstractmethod
    def _wants(cls, fields: Mapping[str, Any]) -> str:
        """What is expected, in one sentence, with ``$name`` for a field."""

    @classmethod
    @abstractmethod
    def summary(cls, details: Mapping[str, Any]) -> str:
        """What was found, in one sentence with its figures."""

    @classmethod
    @abstractmethod
    def evidence(cls, result: Mapping[str, Any]) -> list[Proof]:
        """The pictures and tables that prove it."""

    @classmethod
    @abstractmethod
    def next_step(cls, details: Mapping[str, Any]) -> str:
        """What to do about it; empty where there is nothing to do."""

    @classmethod
    def code(cls, details: Mapping[str, Any]) -> str:
        """The lines to run for it; empty where there are none."""
        return ""

    # ------------------------------------------------------------------ what a measured impact adds

    @classmethod
    def impact_said(cls, details: Mapping[str, Any]) -> str:
        """What the finding buys, in words; empty where that was not measured."""
        return impact.said(details["impact"]) if details.get("impact") else ""

    @classmethod
    def proofs(cls, result: Mapping[str, Any]) -> list[Proof]:
        """The evidence, and the models that were fitted."""
        details = result["details"]
        fitted = impact.models(details["impact"]) if details.get("impact") else []
        return [*cls.evidence(result), *fitted]

    # ------------------------------------------------------------------ how GX runs it

    def get_validation_dependencies(
        self, execution_engine: ExecutionEngine[Any] | None = None, runtime_configuration: dict[str, Any] | None = None
    ) -> ValidationDependencies:
        """The metrics for GX to compute, shared between expectations that ask for the same counts."""
        dependencies = super().get_validation_dependencies(execution_engine, runtime_configuration)
        counts: dict[str, Mapping[str, Any]] = {"zl.table": {}}
        with contextlib.suppress(BadInputError):  # GX would end the whole suite; `_validate` says it of this one alone
            counts |= self._counts(parse_result_format(dependencies.result_format))
        for name, value_kwargs in counts.items():
            domain = get_metric_kwargs(
                metric_name=name, configuration=self.configuration, runtime_configuration=runtime_configuration
            )["metric_domain_kwargs"]
            metric = MetricConfiguration(
                metric_name=name, metric_domain_kwargs=domain, metric_value_kwargs=dict(value_kwargs)
            )
            dependencies.set_metric_configuration(metric_name=name, metric_configuration=metric)
            progress.needed(name, metric.id)
        return dependencies

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: ExecutionEngine[Any] | None = None,
    ) -> dict[str, Any]:
        privacy = self._privacy
        with privacy.guarding_errors():
            self._check_limits()
            result_format = parse_result_format(self._get_result_format(runtime_configuration))
            self._counts(result_format)  # says what kept them from being asked for
            for value in metrics.values():
                if isinstance(value, Failure):
                    raise value.error
            privacy.check_columns(metrics)
            fields = {name: getattr(self, name) for name in type(self).__fields__}
            asked = repr((type(self), {**fields, **dict.fromkeys(_NOT_JUDGED)}, result_format, privacy))
            told = privacy.applied(metrics, fields)
            result = deepcopy(metrics["zl.table"].once(asked, lambda: self._judge(told, result_format)))
        tier = tier_of(result["details"])
        return {"success": tier < FAILS_FROM[FailureSeverity(self.severity)], "result": result}

    @property
    def _privacy(self) -> Privacy:
        return Privacy.of(show_rows=self.show_rows, masked_columns=self.masked_columns)

    def _rows_wanted(self, result_format: Mapping[str, Any]) -> dict[str, Any] | None:
        """As `rows_wanted`; None too where no row may be told: it does not leave its engine."""
        return rows_wanted(result_format) if self._privacy.show_rows else None

    def _limit(self, name: str) -> float:
        """A limit's number, once GX has put a suite parameter's value in its place."""
        value = getattr(self, name)
        if isinstance(value, Mapping | str):
            raise BadInputError(f"`{name}` must be a number, got {value!r}. Was the suite parameter given to `run`?")
        self._check_limit(name, value)
        return float(value)

    @classmethod
    def _check_limit(cls, name: str, value: float) -> None:
        """Refuse a number that nothing is above or below."""
        most = math.inf if name in cls.no_shares else 1
        if not 0 <= value <= most or math.isinf(value):
            wanted = "a finite number of at least 0" if math.isinf(most) else f"a number from 0 to {most:g}"
            raise BadInputError(f"`{name}` must be {wanted}, got {value!r}.")
        if name == "alpha" and not 0 < value < 1:
            raise BadInputError(f"`alpha` must lie between 0 and 1, got {value!r}: nothing would be proven.")

    def _check_limits(self) -> None:
        self._refuse_limits({name: getattr(self, name) for name in self.success_keys})

    @classmethod
    def _refuse_limits(cls, fields: Mapping[str, Any]) -> None:
        """Refuse numbers that are out of range, and a warning that is stricter than what is critical, or laxer.

        Of two limits the defaults say which is the wider; one that is left at its default follows the other.
        """
        given = {name: fields[name] for name in _limits_of(cls) if isinstance(fields.get(name), float | int)}
        for name, value in given.items():
            cls._check_limit(name, value)
        for name in (name for name in given if name.startswith("critical_")):
            other = name.replace("critical_", "warning_")
            if other not in given:
                continue
            default, wide = cls.__fields__[name].default, cls.__fields__[other].default
            is_default = given[name] == default or given[other] == wide
            if not is_default and (given[name] - given[other]) * (default - wide) < 0:
                than = "at least" if default > wide else "at most"
                raise BadInputError(
                    f"`{name}` must be {than} `{other}`, got {given[name]!r} and {given[other]!r}: nothing would be a"
                    " warning."
                )

    def _optional_limit(self, name: str) -> float | None:
        return None if getattr(self, name) is None else self._limit(name)

    # ------------------------------------------------------------------ how GX shows it

    @classmethod
    def _fields(cls, given: Mapping[str, Any] | None) -> dict[str, Any]:
        given = given or {}
        return {name: given.get(name, field.default) for name, field in cls.__fields__.items()}

    @classmethod
    def _prescriptive_template(cls, renderer_configuration: RendererConfiguration[Any]) -> RendererConfiguration[Any]:
        fields = cls._fields(renderer_configuration.kwargs)
        template = cls._wants(fields)
        for name, value in _used(template, fields).items():
            renderer_configuration.add_param(name=name, param_type=RendererValueType.STRING, value=_field_text(value))
        renderer_configuration.template_str = template
        return renderer_configuration

    @classmethod
    @renderer(renderer_type=LegacyRendererType.PRESCRIPTIVE)
    @render_suite_parameter_string
    def _prescriptive_renderer(  # type: ignore[no-untyped-def]
        cls, configuration=None, result=None, runtime_configuration=None, **_
    ):
        configuration = configuration or (result.expectation_config if result else None)
        fields = cls._fields(configuration.kwargs if configuration else None)
        template = cls._wants(fields)
        if fields["row_condition"]:
            template = "Where $row_condition: " + template
            fields["row_condition"] = condition_text(fields["row_condition"])
        params = {name: _field_text(value) for name, value in _used(template, fields).items()}
        content = data_docs.sentence("")
        content.string_template = {
            "template": template,
            "params": params,
            "styling": {"default": {"classes": ["badge", "badge-secondary"]}},
        }
        return [content]

    @classmethod
    @renderer(renderer_type=LegacyDiagnosticRendererType.OBSERVED_VALUE)
    def _diagnostic_observed_value_renderer(  # type: ignore[no-untyped-def]
        cls, configuration=None, result=None, runtime_configuration=None, **_
    ):
        observed = (result.result or {}).get("observed_value") if result is not None else None
        return data_docs.sentence(shown(observed)) if observed is not None else "--"

    @classmethod
    @renderer(renderer_type=LegacyDiagnosticRendererType.UNEXPECTED_STATEMENT)
    def _diagnostic_unexpected_statement_renderer(  # type: ignore[no-untyped-def]
        cls, configuration=None, result=None, runtime_configuration=None, **_
    ):
        message = exception_message(result)
        if message is not None:
            return [data_docs.sentence(f"Could not judge: {message}", classes=["text-danger"], tag="div")]
        details = _details(result)
        if not details:
            return []
        step = "" if result.success else cls.next_step(details)
        said = {cls.summary(details): ["mt-2"], cls.impact_said(details): ["mt-1"], step: ["mt-1", "font-weight-bold"]}
        return [data_docs.sentence(text, classes=classes, tag="div") for text, classes in said.items() if text]

    @classmethod
    @renderer(renderer_type=LegacyDiagnosticRendererType.UNEXPECTED_TABLE)
    def _diagnostic_unexpected_table_renderer(  # type: ignore[no-untyped-def]
        cls, configuration=None, result=None, runtime_configuration=None, **_
    ):
        if not _details(result):
            return None
        return [part for proof in cls.proofs(result.result) for part in data_docs.proof(proof)] or None


def _limits_of(kind: type[TieredExpectation]) -> list[str]:
    """The fields that are limits."""
    limits = (Limit, Limit | None)
    return [name for name, field in kind.__fields__.items() if field.outer_type_ in limits]


def every_expectation() -> list[type[TieredExpectation]]:
    """The expectations of this package, and those that a user has derived from `TieredExpectation`, by name."""
    return sorted(set(_concrete(TieredExpectation)), key=lambda one: one.__name__)


def expectation_called(name: str) -> type[TieredExpectation]:
    """The expectation of that name, as a class or a report spells it.

    Raises
    ------
    BadInputError
        When there is none.

    Examples
    --------
    >>> expectation_called("expect_groups_to_be_disjoint_across_splits").__name__
    'ExpectGroupsToBeDisjointAcrossSplits'
    >>> expectation_called("groups to be disjoint across splits").__name__
    'ExpectGroupsToBeDisjointAcrossSplits'
    """
    known = {_letters(one.__name__): one for one in every_expectation()}
    if _letters(name) in known:
        return known[_letters(name)]
    spelt = [one.__name__ for one in known.values()]
    raise BadInputError(f"There must be an expectation of that name, got {name!r}." + did_you_mean(name, spelt, "All"))


def _concrete(kind: Any) -> list[type[TieredExpectation]]:
    below = [one for child in kind.__subclasses__() for one in _concrete(child)]
    return below if inspect.isabstract(kind) else [kind, *below]


def _letters(name: str) -> str:
    return name.lower().replace("_", "").replace(" ", "").removeprefix("expect")


def exception_message(result: ExpectationValidationResult | None) -> str | None:
    """The words of the error that kept an expectation from judging; None where it judged."""
    info = (result.exception_info or {}) if result is not None else {}
    infos = [info] if "raised_exception" in info else [one for one in info.values() if isinstance(one, dict)]
    raised = [one for one in infos if one.get("raised_exception")]
    return str(raised[0].get("exception_message")) if raised else None


def dropping(columns: Sequence[str]) -> str:
    """The lines that drop columns from every split."""
    return f"train, test = (split.drop(columns={list(columns)!r}) for split in (train, test))" if columns else ""


def tier_of(found: Mapping[str, Any]) -> Tier:
    """The tier that details name."""
    return Tier[found["tier"].upper()]


def unexpected(rows: int, of: int) -> dict[str, Any]:
    """GX's three figures of the rows at fault.

    Examples
    --------
    >>> unexpected(50, 1000)
    {'element_count': 1000, 'unexpected_count': 50, 'unexpected_percent': 5.0}
    """
    return {"element_count": of, "unexpected_count": rows, "unexpected_percent": 100 * rows / of if of else 0.0}


def worst_of(found: Iterable[dict[str, Any]], figure: str) -> dict[str, Any]:
    """Of several details the one of the highest tier, and among those of the largest figure."""
    return max(found, key=lambda one: (tier_of(one), one[figure]))


def no_empty_list(name: str, value: Any) -> Any:
    """Reject an empty list where a list of columns is needed (pydantic turns one into an empty dict)."""
    if value is not None and not value:
        raise BadInputError(f"`{name}` must name at least one column, got none.")
    return value


def columns_validator(*names: str) -> Any:
    """A pydantic validator that rejects empty lists and single strings for the fields `names`."""

    def check(value: Any, field: Any) -> Any:
        column_list(field.name, value)
        return no_empty_list(field.name, value)

    return pydantic.validator(*names, pre=True, allow_reuse=True)(check)


def _details(result: ExpectationValidationResult | None) -> Mapping[str, Any]:
    return ((result.result or {}) if result is not None else {}).get("details") or {}


def _used(template: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if f"${name}" in template}


def _field_text(value: Any) -> str:
    if is_suite_parameter(value):
        return "$" + str(next(iter(value.values())))
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
