"""What every expectation shares: it is a citizen of Great Expectations."""

from __future__ import annotations

import copy
import json
from collections import Counter
from typing import Any

import great_expectations as gx
import pandas as pd
import pytest
from great_expectations.core import ExpectationValidationResult
from great_expectations.exceptions import SuiteParameterError
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.expectations.registry import get_expectation_impl
from great_expectations.expectations.row_conditions import Column
from jsonschema import Draft7Validator

import zl_expectations as zl
from zl_expectations.expectations._base import every_expectation
from zl_expectations.expectations._impact import MeasuredExpectation
from zl_expectations.metrics import progress

gxe: Any = gx.expectations

FIELDS: dict[Any, dict[str, Any]] = {
    zl.ExpectRowsToBeDisjointAcrossSplits: {"target": "label"},
    zl.ExpectFeaturesToNotLeakTarget: {"target": "label", "split_column": "split"},
    zl.ExpectClassesToNotBeSkewed: {"target": "label", "split_column": "split"},
    zl.ExpectClassProportionsToMatchAcrossSplits: {"target": "label"},
    zl.ExpectGroupsToBeDisjointAcrossSplits: {"group_columns": ["city"]},
    zl.ExpectSplitsToBeOrderedInTime: {"time_column": "age"},
    zl.ExpectRowsToNotBeNearlySharedAcrossSplits: {"target": "label"},
    zl.ExpectLabelsToBeConsistent: {"target": "label", "split_column": "split"},
    zl.ExpectTargetToNotBePerfectlyPredictable: {"target": "label"},
    zl.ExpectPreprocessingToBeFittedOnTrainOnly: {"target": "label"},
}
# Judged by a contract of its own: it looks at a table of losses, which has neither splits nor features.
APART = {zl.ExpectTrainingLossToStayAboveFloor}
LIMITS = {
    zl.ExpectRowsToBeDisjointAcrossSplits: ("max_excess", "max_shared", "alpha"),
    zl.ExpectFeaturesToNotLeakTarget: ("critical_auc", "critical_lower_bound", "warning_lower_bound", "critical_r2"),
    zl.ExpectClassesToNotBeSkewed: ("critical_evenness", "warning_evenness", "min_class_rows"),
    zl.ExpectClassProportionsToMatchAcrossSplits: ("warning_distance", "critical_distance", "alpha"),
    zl.ExpectGroupsToBeDisjointAcrossSplits: ("max_shared",),
    zl.ExpectSplitsToBeOrderedInTime: ("max_early",),
    zl.ExpectRowsToNotBeNearlySharedAcrossSplits: ("max_excess", "max_rounded", "alpha", "max_texts"),
    zl.ExpectLabelsToBeConsistent: ("alpha",),
    zl.ExpectTargetToNotBePerfectlyPredictable: ("critical_below", "warning_below"),
    zl.ExpectPreprocessingToBeFittedOnTrainOnly: ("max_interpolated", "alpha"),
}

each_kind = pytest.mark.parametrize("kind", FIELDS, ids=lambda kind: kind.__name__)


def made(kind: Any, **further: Any) -> Any:
    return kind(**FIELDS[kind], **further)


def sentence(expectation: Any) -> str:
    """The sentence that Data Docs show for an expectation, its params filled in."""
    content = type(expectation)._prescriptive_renderer(
        configuration=expectation.configuration, runtime_configuration={"suite_parameters": {}}
    )
    filled = content[0].string_template["template"]
    for name, value in sorted(content[0].string_template["params"].items(), key=lambda item: -len(item[0])):
        filled = filled.replace(f"${name}", value)
    return str(filled)


def test_every_expectation_is_held_to_what_all_share() -> None:
    ours = {kind for kind in every_expectation() if kind.__module__.startswith("zl_expectations.")}
    assert FIELDS.keys() | APART == ours
    assert FIELDS.keys() == LIMITS.keys()


# --- fields ------------------------------------------------------------------------------------------------------


@each_kind
def test_it_is_registered_and_every_field_that_judges_is_part_of_its_configuration(kind: Any) -> None:
    expectation = made(kind)
    assert get_expectation_impl(expectation.configuration.type) is kind
    own = set(kind.__fields__) - set(gxe.BatchExpectation.__fields__ if hasattr(gxe, "BatchExpectation") else ())
    shared = {"row_condition", "condition_parser"}
    assert set(kind.success_keys) == own - set(MeasuredExpectation.__fields__) - shared  # which has those of them all


@each_kind
def test_it_comes_back_equal_from_its_configuration(kind: Any) -> None:
    words = {"severity": "warning", "description": "why", "notes": ["one", "two"], "meta": {"owner": "ml"}}
    expectation = made(kind, **words)
    back = ExpectationConfiguration(**json.loads(json.dumps(expectation.configuration.to_json_dict()))).to_domain_obj()
    assert back == expectation
    assert (back.severity, back.description, back.notes, back.meta) == (*words.values(),)


@each_kind
def test_copies_are_equal_and_a_changed_field_is_not(kind: Any) -> None:
    expectation = made(kind)
    for twin in (expectation.copy(), copy.deepcopy(expectation), made(kind)):
        assert twin == expectation
        assert hash(twin) == hash(expectation)
    assert made(kind, **{LIMITS[kind][0]: 0.123}) != expectation
    assert made(kind, severity="warning") != expectation


@each_kind
def test_its_schema_is_a_json_schema_that_accepts_it(kind: Any) -> None:
    schema = json.loads(made(kind).schema_json())
    Draft7Validator.check_schema(schema)
    assert schema["properties"]["metadata"]["properties"]["expectation_class"]["const"] == kind.__name__
    said = schema["properties"]["metadata"]["properties"]["short_description"]["const"]
    assert said == kind.__doc__.splitlines()[0]
    for name in kind.success_keys:
        assert schema["properties"][name].get("description"), name


@each_kind
def test_a_misspelt_field_is_an_error_with_the_nearest_name(kind: Any) -> None:
    name = kind.success_keys[0]
    with pytest.raises(ValueError, match=f"has no field '{name}s'. Did you mean '{name}'?"):
        kind(**{f"{name}s": "label"})


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        (zl.ExpectRowsToBeDisjointAcrossSplits, "identifiers"),
        (zl.ExpectRowsToBeDisjointAcrossSplits, "ignore_columns"),
        (zl.ExpectRowsToBeDisjointAcrossSplits, "key_columns"),
        (zl.ExpectFeaturesToNotLeakTarget, "features"),
        (zl.ExpectFeaturesToNotLeakTarget, "identifiers"),
        (zl.ExpectFeaturesToNotLeakTarget, "ignore_columns"),
        (zl.ExpectFeaturesToNotLeakTarget, "allow"),
        (zl.ExpectGroupsToBeDisjointAcrossSplits, "group_columns"),
    ],
)
def test_columns_given_as_a_text_or_an_empty_list_are_errors(kind: Any, field: str) -> None:
    fields = {**FIELDS[kind], field: "city"}
    with pytest.raises(
        ValueError, match=rf"`{field}` must be a list of columns, got the text 'city': write \['city'\]"
    ):
        kind(**fields)
    with pytest.raises(ValueError, match=f"`{field}` must name at least one column, got none"):
        kind(**{**fields, field: []})


@pytest.mark.parametrize(
    ("kind", "fields", "roles"),
    [
        (zl.ExpectGroupsToBeDisjointAcrossSplits, {"group_columns": ["split"]}, "`split_column` and `group_columns`"),
        (zl.ExpectGroupsToBeDisjointAcrossSplits, {"group_columns": ["g", "split"]}, "`split_column` and `group_col"),
        (zl.ExpectRowsToBeDisjointAcrossSplits, {"target": "split"}, "`target` and `split_column`"),
        (zl.ExpectRowsToBeDisjointAcrossSplits, {"key_columns": ["a", "split"]}, "`split_column` and `key_columns`"),
        (zl.ExpectSplitsToBeOrderedInTime, {"time_column": "split"}, "`split_column` and `time_column`"),
        (zl.ExpectFeaturesToNotLeakTarget, {"target": "y", "features": ["y"]}, "`target` and `features`"),
        (zl.ExpectFeaturesToNotLeakTarget, {"target": "y", "allow": ["y"]}, "`target` and `allow`"),
    ],
)
def test_a_column_with_two_roles_is_an_error(kind: Any, fields: dict[str, Any], roles: str) -> None:
    with pytest.raises(ValueError, match=f"{roles}.* must be different columns, got"):
        kind(**fields)


def test_the_target_may_be_a_part_of_the_key() -> None:
    assert zl.ExpectRowsToBeDisjointAcrossSplits(target="y", key_columns=["x", "y"]).target == "y"


@pytest.mark.parametrize("kind", [kind for kind in FIELDS if "target" in kind.success_keys])
def test_a_misspelt_target_is_an_error_with_the_nearest_name(refusal: Any, clean: pd.DataFrame, kind: Any) -> None:
    message = refusal(clean, kind(**{**FIELDS[kind], "target": "labl"}))
    assert message.startswith("`target` must be a column of the batch, got 'labl'. Did you mean 'label'? Columns: age,")


@each_kind
def test_a_misspelt_split_is_an_error_with_the_splits_there_are(refusal: Any, clean: pd.DataFrame, kind: Any) -> None:
    fields = {**FIELDS[kind], "split_column": "split"}
    assert "Did you mean 'train'? Splits: test, train." in refusal(clean, kind(**{**fields, "train_split": "Trian"}))
    assert "Did you mean 'split'?" in refusal(clean, kind(**{**fields, "split_column": "splits"}))


@each_kind
def test_a_split_column_with_missing_values_or_one_split_cannot_be_judged(
    refusal: Any, clean: pd.DataFrame, kind: Any
) -> None:
    expectation = kind(**{**FIELDS[kind], "split_column": "split"})
    assert "There must be an evaluation split" in refusal(clean[clean["split"] == "train"], expectation)
    clean.loc[5, "split"] = None
    assert "Every row must belong to a split, got 1" in refusal(clean, expectation)


@each_kind
def test_a_batch_without_rows_cannot_be_judged(refusal: Any, clean: pd.DataFrame, kind: Any) -> None:
    assert "There must be rows" in refusal(clean.head(0), made(kind))


# --- limits ------------------------------------------------------------------------------------------------------


@each_kind
def test_every_limit_may_be_a_suite_parameter(details: Any, clean: pd.DataFrame, kind: Any) -> None:
    for name in LIMITS[kind]:
        expectation = made(kind, **{name: {"$PARAMETER": "limit"}})
        default = kind.__fields__[name].default
        same = details(clean, expectation, expectation_parameters={"limit": default})
        assert same == details(clean, made(kind))
        if f"${name}" in kind._wants(made(kind).dict()):
            assert str(default) in sentence(made(kind))
            assert "$limit" in sentence(expectation)


def test_a_suite_parameter_decides(validate: Any, copied: pd.DataFrame) -> None:
    expectation = zl.ExpectRowsToBeDisjointAcrossSplits(
        target="label", max_excess={"$PARAMETER": "excess"}, max_shared={"$PARAMETER": "shared"}
    )
    assert validate(copied, expectation, expectation_parameters={"excess": 0.5, "shared": 0.5}).success
    assert not validate(copied, expectation, expectation_parameters={"excess": 0.1, "shared": 0.5}).success


@each_kind
def test_a_suite_parameter_without_a_value_or_that_is_no_number_does_not_pass(
    validate: Any, clean: pd.DataFrame, kind: Any
) -> None:
    expectation = made(kind, **{LIMITS[kind][0]: {"$PARAMETER": "limit"}})
    with pytest.raises(SuiteParameterError, match="limit"):
        validate(clean, expectation)
    with pytest.raises(ValueError, match=LIMITS[kind][0]):
        validate(clean, expectation, expectation_parameters={"limit": "low"})


@each_kind
@pytest.mark.parametrize("limit", [float("nan"), float("inf"), -0.1])
def test_a_limit_that_nothing_can_reach_is_an_error(refusal: Any, clean: pd.DataFrame, kind: Any, limit: float) -> None:
    for name in LIMITS[kind]:
        with pytest.raises(ValueError, match=f"`{name}` must be"):
            made(kind, **{name: limit})
        given = {"expectation_parameters": {"limit": limit}}
        assert f"`{name}` must be" in refusal(clean, made(kind, **{name: {"$PARAMETER": "limit"}}), **given)


@pytest.mark.parametrize("alpha", [0, 1])
def test_a_level_at_which_nothing_or_all_is_proven_is_an_error(refusal: Any, clean: pd.DataFrame, alpha: float) -> None:
    with pytest.raises(ValueError, match="`alpha` must lie between 0 and 1"):
        zl.ExpectRowsToBeDisjointAcrossSplits(alpha=alpha)
    given: dict[str, Any] = {"expectation_parameters": {"alpha": alpha}}
    parameter = zl.ExpectRowsToBeDisjointAcrossSplits(alpha={"$PARAMETER": "alpha"})
    assert "`alpha` must lie between 0 and 1" in refusal(clean, parameter, **given)


@pytest.mark.parametrize("limit", ["max_shared", "max_left_out"])
def test_a_parameter_out_of_range_keeps_its_own_expectation_alone_from_judging(
    batch_definitions: dict[str, Any], clean: pd.DataFrame, limit: str
) -> None:
    bad = made(zl.ExpectRowsToBeDisjointAcrossSplits, **{limit: {"$PARAMETER": "limit"}})
    suite = gx.ExpectationSuite(name="limits", expectations=[bad, made(zl.ExpectClassesToNotBeSkewed)])
    batch = batch_definitions["pandas"].get_batch({"dataframe": clean})
    found = zl.findings_of([batch.validate(suite, expectation_parameters={"limit": -1})])
    assert {one.expectation: one.judged for one in found} == {
        "expect_rows_to_be_disjoint_across_splits": False,
        "expect_classes_to_not_be_skewed": True,
    }
    assert f"`{limit}` must be" in found[0].summary


@pytest.mark.parametrize(
    ("kind", "limits", "words"),
    [
        (
            zl.ExpectClassesToNotBeSkewed,
            {"critical_evenness": 0.5, "warning_evenness": 0.2},
            "`critical_evenness` must be at most `warning_evenness`, got 0.5 and 0.2",
        ),
        (
            zl.ExpectClassProportionsToMatchAcrossSplits,
            {"critical_distance": 0.1, "warning_distance": 0.2},
            "`critical_distance` must be at least `warning_distance`, got 0.1 and 0.2",
        ),
    ],
)
def test_a_warning_that_nothing_can_reach_is_an_error(
    refusal: Any, clean: pd.DataFrame, kind: Any, limits: dict[str, float], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        made(kind, **limits)
    as_parameters = {name: {"$PARAMETER": name} for name in limits}
    assert words in refusal(clean, made(kind, **as_parameters), expectation_parameters=limits)
    assert made(kind, **dict([next(iter(limits.items()))])), "one limit alone is free"


# --- running -----------------------------------------------------------------------------------------------------


@each_kind
@pytest.mark.parametrize("result_format", ["BOOLEAN_ONLY", "BASIC", "SUMMARY", "COMPLETE"])
def test_every_result_is_json_and_boolean_only_holds_nothing(
    validate: Any, copied: pd.DataFrame, kind: Any, result_format: str
) -> None:
    result = validate(copied, made(kind), result_format=result_format)
    json.dumps(result.to_json_dict(), allow_nan=False)
    if result_format == "BOOLEAN_ONLY":
        assert result.result == {}
    else:
        assert result.result["details"]["tier"] in ("none", "cannot_tell", "warning", "critical")


@each_kind
@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_a_row_condition_chooses_the_rows(validate: Any, copied: pd.DataFrame, kind: Any, on: str) -> None:
    condition = (Column("age") > 40) & (Column("city") == "Rome")
    chosen = copied.query("age > 40 and city == 'Rome'")
    assert 0 < len(chosen) < len(copied)
    found = validate(copied, made(kind, row_condition=condition), on=on).result
    same = validate(chosen, made(kind), on=on).result
    shown, of_same = found.pop("partial_unexpected_list", []), same.pop("partial_unexpected_list", [])
    assert len(shown) == len(of_same)
    assert all("test row" not in row for row in shown)  # a place among the chosen rows is none in the batch
    assert found.pop("details") | {"row_columns": []} == same.pop("details") | {"row_columns": []}
    assert found == same


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_a_row_condition_that_cannot_be_read_is_named(refusal: Any, clean: pd.DataFrame, on: str) -> None:
    expectation = made(zl.ExpectClassesToNotBeSkewed, row_condition=Column("nothere") > 1)
    message = refusal(clean, expectation, on=on)
    assert message.startswith("The rows of `row_condition` nothere > 1 could not be read:"), message
    assert "Does it name columns of the batch? Columns: age, city, " in message


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_row_condition_of_pandas_is_named_as_it_was_written(refusal: Any, clean: pd.DataFrame) -> None:
    expectation = made(zl.ExpectClassesToNotBeSkewed, row_condition="nothere > 1", condition_parser="pandas")
    assert refusal(clean, expectation).startswith("The rows of `row_condition` nothere > 1 could not be read:")


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_rows_of_a_condition_are_shown_without_their_places(validate: Any, copied: pd.DataFrame, on: str) -> None:
    kind = zl.ExpectRowsToBeDisjointAcrossSplits
    (whole, *_) = validate(copied, made(kind), on=on, result_format="COMPLETE").result["unexpected_index_list"]
    assert set(whole) == {"train row", "test row"}
    some = made(kind, row_condition=Column("age") > 30)
    assert "unexpected_index_list" not in validate(copied, some, on=on, result_format="COMPLETE").result


def test_a_row_condition_stands_in_the_sentence() -> None:
    expectation = made(zl.ExpectRowsToBeDisjointAcrossSplits, row_condition=Column("age") > 40)
    assert sentence(expectation).startswith("Where age > 40: No row of an evaluation split")


def test_the_two_tiers_of_a_suite_cost_one_count(batch_definitions: dict[str, Any], clean: pd.DataFrame) -> None:
    suite = zl.pre_training_suite(target="label", group_columns=["city"], time_column="age")
    counted: Counter[str] = Counter()
    with progress.listening(lambda name: counted.update([name])) as heard:
        batch_definitions["pandas"].get_batch({"dataframe": clean}).validate(suite)
    assert "zl.feature_classes" in counted
    assert "zl.shared_rows" in counted
    assert set(counted.values()) == {1}
    assert heard.done == heard.total > 5


@each_kind
def test_both_tiers_are_judged_once_and_another_limit_anew(
    batch_definitions: dict[str, Any], clean: pd.DataFrame, kind: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[float] = []
    limit = LIMITS[kind][0]

    def judging(self: Any, *arguments: Any) -> Any:
        judged.append(getattr(self, limit))
        return judge(self, *arguments)

    judge = kind._judge
    monkeypatch.setattr(kind, "_judge", judging)
    tiers = [made(kind, severity=severity) for severity in ("critical", "warning")]
    suite = gx.ExpectationSuite("both", expectations=[*tiers, made(kind, **{limit: 0.123}, severity="warning")])
    batch = batch_definitions["pandas"].get_batch(batch_parameters={"dataframe": clean})
    found = batch.validate(suite)
    assert len(found.results) == 3
    assert sorted(judged) == sorted([getattr(tiers[0], limit), 0.123])


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_core_expectations_stand_in_the_same_suite(
    batch_definitions: dict[str, Any], copied: pd.DataFrame, on: str
) -> None:
    core = {
        gxe.ExpectColumnValuesToNotBeNull(column="age"): True,
        gxe.ExpectTableRowCountToEqual(value=800): True,
        gxe.ExpectColumnValuesToBeInSet(column="city", value_set=["Rome", "Oslo"]): False,
        gxe.ExpectColumnMaxToBeBetween(column="age", max_value=50): False,
    }
    ours = {made(kind): None for kind in FIELDS}
    suite = gx.ExpectationSuite(name="both", expectations=[*core, *ours])
    results = batch_definitions[on].get_batch({"dataframe": copied}).validate(suite).results
    success = {result.expectation_config.type: result.success for result in results}
    assert len(success) == len(core) + len(ours)
    assert {one.configuration.type: success[one.configuration.type] for one in core} == {
        one.configuration.type: wanted for one, wanted in core.items()
    }
    assert not success["expect_rows_to_be_disjoint_across_splits"]
    assert success["expect_classes_to_not_be_skewed"]


# --- what is shown -----------------------------------------------------------------------------------------------


@each_kind
def test_the_sentence_has_every_value_in_its_place(kind: Any) -> None:
    said = sentence(made(kind))
    assert "$" not in said
    assert "None" not in said
    assert said.endswith(".")


@each_kind
def test_the_renderers_survive_without_a_result_or_a_configuration(kind: Any) -> None:
    configuration = made(kind).configuration
    bare = ExpectationValidationResult(success=False, expectation_config=configuration)
    for name in (
        "_diagnostic_observed_value_renderer",
        "_diagnostic_unexpected_statement_renderer",
        "_diagnostic_unexpected_table_renderer",
    ):
        for result in (None, bare, ExpectationValidationResult(success=False, result=None)):
            getattr(kind, name)(configuration=None, result=result)
            getattr(kind, name)(configuration=configuration, result=result)
    assert kind._prescriptive_renderer(configuration=None, result=bare)
    assert kind._prescriptive_renderer(configuration=None, result=None)


@each_kind
def test_what_could_not_be_judged_says_why(validate: Any, clean: pd.DataFrame, kind: Any) -> None:
    result = validate(clean, kind(**{**FIELDS[kind], "split_column": "nowhere"}))
    shown = kind._diagnostic_unexpected_statement_renderer(result=result)
    text = shown[0].string_template["params"]["text"]
    assert text.startswith("Could not judge: `split_column` must be a column of the batch, got 'nowhere'.")


@each_kind
def test_a_result_shows_what_was_found_and_what_to_do_when_it_failed(
    validate: Any, copied: pd.DataFrame, kind: Any
) -> None:
    result = validate(copied, made(kind), result_format="SUMMARY")
    shown = [
        part.string_template["params"]["text"] for part in kind._diagnostic_unexpected_statement_renderer(result=result)
    ]
    details = result.result["details"]
    assert shown == [kind.summary(details), *([] if result.success else [kind.next_step(details)])]
    has_evidence = kind is not zl.ExpectPreprocessingToBeFittedOnTrainOnly  # which shows faults alone, and finds none
    assert bool(kind._diagnostic_unexpected_table_renderer(result=result)) is has_evidence


def test_description_takes_the_place_of_the_sentence_and_notes_stand_below() -> None:
    expectation = made(zl.ExpectClassesToNotBeSkewed, description="Fraud is rare.", notes=["agreed in May"])
    expectation.render()
    assert expectation.rendered_content[0].to_json_dict()["value"]["template"] == "Fraud is rare."
