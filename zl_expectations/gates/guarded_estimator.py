"""An estimator that trains only on rows that were judged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import replace
from inspect import signature
from typing import Any

import sklearn
from sklearn.base import BaseEstimator, MetaEstimatorMixin, clone, is_classifier, is_regressor
from sklearn.model_selection._search import BaseSearchCV
from sklearn.utils.metadata_routing import UNUSED, MetadataRouter, MethodMapping, process_routing
from sklearn.utils.metaestimators import available_if
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, column_or_1d

from zl_expectations.gates.evaluation_rows import Part, evaluation_rows
from zl_expectations.gates.judged_rows import judged_splits
from zl_expectations.gates.passport_rows import require_judged_rows

_ROUTED = ("predict", "predict_proba", "predict_log_proba", "decision_function", "score", "transform")
_TAKEN_OVER = ("n_features_in_", "feature_names_in_", "classes_")
_JUDGED = ("groups", "eval_set", "eval_groups", "validation_data")


def _where_there_is(name: str) -> Callable[[Any], Any]:
    """A decorator: the method is there where the estimator that was trained, or is to be, has one of that name."""

    def has(guarded: Any) -> bool:
        getattr(guarded.estimator_ if hasattr(guarded, "estimator_") else guarded.estimator, name)
        return True

    decorator: Callable[[Any], Any] = available_if(has)
    return decorator


def _delegated(name: str) -> Any:
    """A method of the wrapped estimator, there where that has it."""

    def method(self: GuardedEstimator, X: Any, **params: Any) -> Any:
        return self._asked(name, X, **params)

    method.__name__ = name
    method.__doc__ = f"Call `{name}` of the estimator that was trained."
    return _where_there_is(name)(method)


class GuardedEstimator(MetaEstimatorMixin, BaseEstimator):  # type: ignore[misc]
    """An estimator that trains another one only on rows that pass.

    `fit` judges X and y as `check` judges a table: what the features say about the target, how consistent the targets
    are and how skewed the classes; and where evaluation rows are given as well, rows, groups, times and classes on both
    sides. Only what passes is trained on. For everything else it is the estimator that it wraps.

    Parameters
    ----------
    estimator : estimator
        What is trained; it is copied first.
    group_columns, time_column, embargo
        As for `check`: columns of X, of which evaluation rows must have other groups and later times than train rows.
    identifiers, ignore_columns, allow, normalize_text, show_rows, masked_columns, task, thorough, fail_on
        As for `check`. The task is the estimator's own by default.
    passport : path or Passport, optional
        What passed, as ``check(..., passport=...)`` wrote it. The rows are then not judged again: they must be the
        train split, and evaluation rows one of the other splits, and what this estimator demands must have been
        demanded of them.

    Attributes
    ----------
    estimator_ : estimator
        What was trained; there is none where `fit` was stopped.
    report_ : Report
        What was found in the rows that `fit` was given last, without the rows themselves; there is none where they were
        compared with a passport.
    classes_, n_features_in_, feature_names_in_
        Of the estimator that was trained, where it has them.

    Notes
    -----
    Wrap the whole pipeline, so that what is judged are the columns as they came: X must not be sparse, and y must be
    one column. Wrapped around a search (``GuardedEstimator(GridSearchCV(...))``) the rows are judged once; within one,
    once for each candidate and fold, where scikit-learn by default takes an error in `fit` for a missing score: give it
    ``error_score="raise"``, and guard the folds by `GuardedSplit`. To serve a model, store `estimator_`: it needs none
    of this package.

    Of scikit-learn's `check_estimator` one check is rejected, and rightly: among the blobs that
    `check_classifiers_train` trains on, one feature tells the classes apart alone (AUC .991). Name it there:
    ``check_estimator(guarded, expected_failed_checks={"check_classifiers_train": "a feature predicts alone"})``.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.linear_model import LogisticRegression
    >>> X, y = np.random.default_rng(0).normal(size=(200, 3)), np.array([0, 1] * 100)
    >>> GuardedEstimator(LogisticRegression()).fit(X, y).predict(X).shape
    (200,)
    >>> X[:, 1] += 9 * y
    >>> GuardedEstimator(LogisticRegression()).fit(X, y)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    zl_expectations.errors.TrainingDataRejected: Training data rejected: ...
      critical: expect_features_to_not_leak_target: Of 3 features, x1 (AUC 1) predicts the target alone.
    """

    __metadata_request__fit = {"sample_weight": UNUSED, **dict.fromkeys(_JUDGED, True)}

    def __init__(
        self,
        estimator: Any,
        *,
        group_columns: Sequence[str] | None = None,
        time_column: str | None = None,
        embargo: str | float | None = None,
        identifiers: Sequence[str] | None = None,
        ignore_columns: Sequence[str] | None = None,
        allow: Sequence[str] | None = None,
        normalize_text: bool = False,
        show_rows: bool = True,
        masked_columns: Sequence[str] | None = None,
        task: str = "auto",
        thorough: bool = False,
        fail_on: str = "critical",
        passport: Any = None,
    ) -> None:
        self.estimator = estimator
        self.group_columns = group_columns
        self.time_column = time_column
        self.embargo = embargo
        self.identifiers = identifiers
        self.ignore_columns = ignore_columns
        self.allow = allow
        self.normalize_text = normalize_text
        self.show_rows = show_rows
        self.masked_columns = masked_columns
        self.task = task
        self.thorough = thorough
        self.fail_on = fail_on
        self.passport = passport

    def fit(
        self,
        X: Any,
        y: Any = None,
        sample_weight: Any = None,
        *,
        groups: Any = None,
        eval_set: Any = None,
        eval_groups: Any = None,
        validation_data: Any = None,
        **fit_params: Any,
    ) -> GuardedEstimator:
        """Judge the rows, then train on them.

        Parameters
        ----------
        X : frame, Arrow table, ndarray or list, of n rows
        y : series, ndarray or list of n values
        sample_weight
            For the estimator.
        groups : series, ndarray or list of n values, optional
            Rows of one group must not stand among the evaluation rows too. The estimator gets them where its `fit`
            names them, or where it is a search.
        eval_set : list of (X, y), optional
            Evaluation rows, as XGBoost and LightGBM take them; so are `validation_data` (one pair) and, among
            `fit_params`, `X_val` and `y_val`. The estimator gets them where its `fit` names them. An entry that is X
            itself and not the last only watches the training loss, and is not judged.
        eval_groups : list, optional
            The groups of each evaluation set, where there are `groups`.
        validation_data : (X, y), optional
        **fit_params
            For the estimator.

        Raises
        ------
        TrainingDataRejected
            With the figures, or what is not as the passport says, before anything is trained.
        CouldNotJudgeError
            When the rows or the passport cannot be read.
        """
        for name in ("estimator_", "report_", *_TAKEN_OVER):
            self.__dict__.pop(name, None)
        if getattr(y, "ndim", 1) == 2 and y.shape[1] == 1:
            y = column_or_1d(y, warn=True)
        if y is not None and is_classifier(self.estimator):
            check_classification_targets(y)
        evaluation = evaluation_rows(
            X,
            groups=groups,
            eval_set=eval_set,
            eval_groups=eval_groups,
            validation_data=validation_data,
            others=fit_params,
        )
        self._judge((X, y, groups), evaluation)
        given = {
            "sample_weight": sample_weight,
            "groups": groups,
            "eval_set": eval_set,
            "eval_groups": eval_groups,
            "validation_data": validation_data,
            **fit_params,
        }
        passed_on = self._passed_on({name: value for name, value in given.items() if value is not None})
        self.estimator_ = clone(self.estimator).fit(X, y, **passed_on)
        for name in _TAKEN_OVER:
            if hasattr(self.estimator_, name):
                setattr(self, name, getattr(self.estimator_, name))
        return self

    def _judge(self, train: Part, evaluation: dict[str, Part]) -> None:
        asked = self.get_params(deep=False)
        del asked["estimator"]
        passport = asked.pop("passport")
        if self.task == "auto" and (is_classifier(self.estimator) or is_regressor(self.estimator)):
            asked["task"] = "classification" if is_classifier(self.estimator) else "regression"
        if passport is not None:
            require_judged_rows(passport, train, evaluation, **asked)
            return
        result = judged_splits(train, evaluation, **asked)
        self.report_ = replace(result, findings=[replace(one, evidence=()) for one in result.findings])
        result.raise_if_rejected()

    def _passed_on(self, given: dict[str, Any]) -> dict[str, Any]:
        """What of the arguments of `fit` the wrapped estimator gets."""
        if sklearn.get_config()["enable_metadata_routing"]:
            return dict(process_routing(self, "fit", **given).estimator.fit)
        named = {*signature(self.estimator.fit).parameters, *(["groups"] * isinstance(self.estimator, BaseSearchCV))}
        return {name: value for name, value in given.items() if name not in _JUDGED or name in named}

    def _asked(self, name: str, *args: Any, **params: Any) -> Any:
        check_is_fitted(self)
        if params and sklearn.get_config()["enable_metadata_routing"]:
            params = process_routing(self, name, **params).estimator[name]
        return getattr(self.estimator_, name)(*args, **params)

    @_where_there_is("score")
    def score(self, X: Any, y: Any = None, **params: Any) -> Any:
        """Call `score` of the estimator that was trained."""
        return self._asked("score", X, y, **params)

    predict = _delegated("predict")
    predict_proba = _delegated("predict_proba")
    predict_log_proba = _delegated("predict_log_proba")
    decision_function = _delegated("decision_function")
    score_samples = _delegated("score_samples")
    transform = _delegated("transform")
    inverse_transform = _delegated("inverse_transform")

    @_where_there_is("get_feature_names_out")
    def get_feature_names_out(self, input_features: Any = None) -> Any:
        """Call `get_feature_names_out` of the estimator that was trained."""
        return self._asked("get_feature_names_out", input_features)

    @_where_there_is("set_output")
    def set_output(self, *, transform: Any = None) -> GuardedEstimator:
        """Call `set_output` of the wrapped estimator."""
        for one in (self.estimator, *([self.estimator_] if hasattr(self, "estimator_") else [])):
            one.set_output(transform=transform)
        return self

    def get_metadata_routing(self) -> MetadataRouter:
        """What `fit` takes for itself, and what goes on to the wrapped estimator."""
        mapping = MethodMapping().add(caller="fit", callee="fit")
        for name in _ROUTED:
            mapping.add(caller=name, callee=name)
        router = MetadataRouter(owner=type(self).__name__)
        return router.add_self_request(self).add(estimator=self.estimator, method_mapping=mapping)

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "estimator_")

    def __sklearn_tags__(self) -> Any:
        from sklearn.utils import get_tags

        tags = deepcopy(get_tags(self.estimator))
        tags.input_tags.sparse = tags.array_api_support = False
        tags.target_tags.required, tags.target_tags.multi_output = True, False
        return tags

    def _more_tags(self) -> dict[str, Any]:  # scikit-learn before 1.6
        from sklearn.utils._tags import _safe_tags

        return {**_safe_tags(self.estimator), "requires_y": True, "multioutput": False}

    @property
    def _estimator_type(self) -> Any:
        return getattr(self.estimator, "_estimator_type", None)
