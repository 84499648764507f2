"""A splitter whose folds are judged before they are used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from inspect import signature
from typing import Any

from sklearn.model_selection import BaseCrossValidator, check_cv

from zl_expectations.gates.folds import Fold


class GuardedSplit(BaseCrossValidator):  # type: ignore[misc]
    """A scikit-learn splitter that hands out the folds of another one only when `check_folds` passes them.

    It goes wherever scikit-learn takes `cv`: `cross_val_score`, `cross_validate`, `GridSearchCV` and the others. With
    metadata routing it requests `groups`, and judges by them whatever splitter it wraps.

    Parameters
    ----------
    cv : int, splitter, or iterable of (train, test) positions
        What splits, as scikit-learn takes it.
    time : series, ndarray or list, or str, optional
        When a row was, for every row that is split; or the name of a column of X.
    embargo, identifiers, ignore_columns, allow, normalize_text, show_rows, masked_columns, task, thorough, fail_on
        As for `check_folds`.
    passport : path or Passport, optional
        What passed, as ``check(..., passport=...)`` wrote it. The rows must be its train split, and what is demanded
        here must have been demanded there; their folds are judged all the same.

    Attributes
    ----------
    result : CheckResult or None
        What was found in the rows that were split last.

    Raises
    ------
    TrainingDataRejected
        By `split`, with the figures, or what is not as the passport says, before the first fold is handed out.
    CouldNotJudgeError
        By `split`, when the rows or the passport cannot be read or `cv` cannot split them.

    Notes
    -----
    The folds that were judged are the ones that are handed out, also where the splitter draws at random. They are
    judged anew each time that `split` is called.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.model_selection import cross_val_score
    >>> X, y = np.random.default_rng(0).normal(size=(200, 3)), [0, 1] * 100
    >>> len(cross_val_score(LogisticRegression(), X, y, cv=GuardedSplit(2)))
    2
    >>> X[100:] = X[:100]  # copies, before the folds are dealt
    >>> cross_val_score(LogisticRegression(), X, y, cv=GuardedSplit(2))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    zl_expectations.errors.TrainingDataRejected: Training data rejected: ...
    """

    __metadata_request__split = {"groups": True}

    def __init__(
        self,
        cv: Any = 5,
        *,
        time: Any = None,
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
        self.cv = list(cv) if isinstance(cv, Iterator) else cv  # an iterator could be copied by nobody
        self.time = time
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
        self.result: Any = None

    def split(self, X: Any, y: Any = None, groups: Any = None) -> Iterator[Fold]:
        """Judge the folds of these rows, then hand them out.

        Parameters
        ----------
        X, y, groups
            As for `check_folds`.

        Returns
        -------
        iterator of (train, test)
            Positions of rows.
        """
        from zl_expectations.gates.check_folds import judged_folds
        from zl_expectations.gates.passport_rows import require_judged_rows

        asked = {name: getattr(self, name) for name in signature(type(self)).parameters}
        passport = asked.pop("passport")
        if passport is not None:
            of_rows = {name: value for name, value in asked.items() if name != "cv"}
            require_judged_rows(passport, (X, y, groups), {}, **of_rows)
        self.result, folds = judged_folds(X, y, groups=groups, result_format="SUMMARY", **asked)
        self.result.raise_if_rejected()
        return iter(folds)

    def get_n_splits(self, X: Any = None, y: Any = None, groups: Any = None) -> int:
        """How many folds there are."""
        return int(check_cv(self.cv).get_n_splits(X, y, groups))
