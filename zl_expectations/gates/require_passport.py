"""The guard before training: what is about to be trained on is what was judged and passed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from great_expectations.core import ExpectationSuite
from great_expectations.datasource.fluent.interfaces import Batch

from zl_expectations.counting.duckdb_table import table_of
from zl_expectations.counting.table import Table
from zl_expectations.errors import BadInputError, TrainingDataRejected
from zl_expectations.gates.arguments import Source, source_of, suite_for
from zl_expectations.gates.findings import FailOn, require_fail_on
from zl_expectations.gates.passport import Passport
from zl_expectations.gates.suite_terms import term_of
from zl_expectations.metrics.table import table_of_batch
from zl_expectations.reporting.finding import Verdict

MOST_CHANGES = 10


def require_passport(
    passport: str | Path | Passport,
    data: Source | Batch | None = None,
    *,
    train: Source | None = None,
    test: Source | None = None,
    validation: Source | None = None,
    splits: Mapping[str, Source] | None = None,
    split_column: str | None = None,
    fail_on: FailOn = "critical",
    suite: ExpectationSuite | None = None,
    target: str | None = None,
    **arguments: Any,
) -> Passport:
    """Raise unless the data is what a passport says was judged and passed; one scan of it.

    Parameters
    ----------
    passport : path or Passport
        As ``check(..., passport=...)``, ``zl check --passport`` or `WritePassportAction` wrote it.
    data : frame, Arrow table, path or GX batch, optional
        One table that holds every split. A batch of GX is counted where it is: in the database, or on Spark.
    train, test, validation, splits
        One table a split, instead of `data`, as for `zl_expectations.check`. Every split that was judged is needed.
    split_column : str, optional
        By default the passport's own.
    fail_on : {"critical", "warning"}
        The least severity whose failure must have rejected.
    suite : great_expectations.ExpectationSuite, optional
        What must have been demanded at least. Where neither this nor `target` is given, only the data is compared.
    target, **arguments
        Instead of `suite`: demands the recommended suite, with the arguments of `zl_expectations.check`.

    Returns
    -------
    Passport

    Raises
    ------
    TrainingDataRejected
        When a split or column has changed, was added or is missing, when less was demanded than is asked for (an
        expectation that is gone, a weaker limit, another severity), or when the verdict was not that it passed.
    CouldNotJudgeError
        When the passport or the data cannot be read, or the passport is of another version.

    Notes
    -----
    The fingerprint is the same from frames, files, SQLite, PostgreSQL and Spark; see
    `zl_expectations.counting.fingerprint.count_fingerprints` for what it cannot tell. A passport guards against
    mistakes: it is no promise against a forger.

    Examples
    --------
    >>> import pandas as pd, tempfile, zl_expectations as zl
    >>> train = pd.DataFrame({"x": range(400), "y": [0, 1, 1, 0] * 100})
    >>> test = pd.DataFrame({"x": range(400, 600), "y": [1, 0, 0, 1] * 50})
    >>> file = tempfile.mkdtemp() + "/passport.json"
    >>> zl.check(train=train, test=test, target="y", passport=file).passed
    True
    >>> zl.require_passport(file, train=train, test=test).splits["test"].rows
    200
    >>> zl.require_passport(file, train=train, test=test.assign(y=0))
    Traceback (most recent call last):
    zl_expectations.errors.TrainingDataRejected: The data is not what was judged and passed:
      split 'test' has other values than were judged
    Judge it again, and train on what passed.
    """
    require_fail_on(fail_on)
    if suite is not None and target is not None:
        raise BadInputError("Give either `suite` or `target`, which stands for the recommended suite, got both.")
    if arguments and target is None:
        raise BadInputError(f"`{next(iter(arguments))}` belongs to the recommended suite, so give its `target` too.")
    found = passed_passport(passport)
    column = split_column or found.split_column
    source, has_splits = source_of(data, {"train": train, "test": test, "validation": validation}, splits)
    table = _opened(source, column or "split")
    if target is not None:
        suite = suite_for(table, source, target=target, split_column=column, **arguments)
    asked = [term_of(one.configuration) for one in suite.expectations] if suite is not None else []
    split = column or ("split" if has_splits else None)
    refuse_if_any([*found.changes_in(table, split), *found.loosened_from(asked, fail_on)])
    return found


def passed_passport(passport: str | Path | Passport) -> Passport:
    """The passport of data that passed.

    Raises
    ------
    TrainingDataRejected
        When its verdict is another.
    BadInputError
        When it cannot be read.
    """
    found = passport if isinstance(passport, Passport) else Passport.read(passport)
    refuse_if_any([f"the verdict was {found.verdict!r}"] if found.verdict != Verdict.PASSED.value else [])
    return found


def _opened(source: Any, split_column: str) -> Table:
    if isinstance(source, Batch):
        engine = source.data.execution_engine
        engine.batch_manager.load_batch_list([source])
        return table_of_batch(engine, {"batch_id": source.id})
    return table_of(source, split_column)


def refuse_if_any(changes: Sequence[str]) -> None:
    """Raise `TrainingDataRejected` where something is not as it was judged; at most ten changes are said."""
    if changes:
        more = [f"and {len(changes) - MOST_CHANGES} more"] if len(changes) > MOST_CHANGES else []
        said = [f"  {one}" for one in (*changes[:MOST_CHANGES], *more)]
        step = "Judge it again, and train on what passed."
        raise TrainingDataRejected("\n".join(["The data is not what was judged and passed:", *said, step]))
