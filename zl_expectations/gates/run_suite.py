"""One suite, run on one source, in an ephemeral GX context of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import great_expectations as gx
from great_expectations.checkpoint import CheckpointResult
from great_expectations.checkpoint.actions import UpdateDataDocsAction, ValidationAction
from great_expectations.core import ExpectationSuite
from great_expectations.data_context import EphemeralDataContext

from zl_expectations.counting.table import Table
from zl_expectations.errors import CouldNotJudgeError, ZlError, causes, first_line, is_interruption
from zl_expectations.gates.data_docs_site import add_data_docs
from zl_expectations.gates.findings import FailOn


def run_suite(
    source: Any,
    suite_of: Callable[[Table], ExpectationSuite],
    *,
    split_column: str,
    result_format: Any,
    docs: Path | None = None,
    fail_on: FailOn = "critical",
) -> CheckpointResult:
    """Open a source, make its suite, and run it through a checkpoint.

    Parameters
    ----------
    source : frame, Arrow table, path, or mapping of str to those
    suite_of : callable
        Makes the suite of the source, which it gets as a table to look at.
    split_column : str
        The column that a mapping's keys go into.
    result_format : str or dict
        GX's own.
    docs : Path, optional
        The directory to build Data Docs in.
    fail_on : {"critical", "warning"}
        The lowest tier for which their verdict is "rejected".

    Raises
    ------
    CouldNotJudgeError
        When the source cannot be read, the suite cannot be made, or the checkpoint fails.
    """
    try:
        context = _context(docs, fail_on)
        asset = context.data_sources.add_duckdb("zl").add_splits_asset("splits", split_column=split_column)
        with asset.opened_once(source) as table:
            suite = suite_of(table)
            actions: list[ValidationAction] = (
                [UpdateDataDocsAction(name="docs", site_names=["zl"])] if docs is not None else []
            )
            definition = gx.ValidationDefinition(
                name=suite.name, data=asset.add_batch_definition_whole_table("all"), suite=context.suites.add(suite)
            )
            checkpoint = gx.Checkpoint(
                name=suite.name,
                validation_definitions=[context.validation_definitions.add(definition)],
                actions=actions,
                result_format=result_format,
            )
            return context.checkpoints.add(checkpoint).run(batch_parameters={"dataframe": source})
    except ZlError:
        raise
    except Exception as error:
        if is_interruption(error):
            raise KeyboardInterrupt from error
        *_, first = causes(error)
        if isinstance(first, ZlError):  # which GX wrapped in its own
            raise first from None
        reason = first_line(error)
        message = f"The check could not run: {type(error).__name__}: {reason}"
        raise CouldNotJudgeError(message, from_data=[reason]) from error


def _context(docs: Path | None, fail_on: FailOn) -> EphemeralDataContext:
    """An ephemeral context, with a site for the Data Docs where they were asked for."""
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    if docs is not None:
        add_data_docs(context, docs, fail_on=fail_on)
    return context
