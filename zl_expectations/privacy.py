"""Whether values of the data may be told, as the environment says, and errors that tell none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from zl_expectations.errors import CouldNotJudgeError, ZlError, is_interruption

SHOW_ROWS = "ZL_SHOW_ROWS"


def rows_may_be_shown() -> bool:
    """Whether the environment allows it: ``ZL_SHOW_ROWS=0``, and any word but yes, forbids what an argument allows."""
    return os.environ.get(SHOW_ROWS, "1").strip().lower() in ("1", "true", "yes", "on")


def without_values(error: Exception) -> ZlError:
    """An error in words that quote nothing of the data.

    Examples
    --------
    >>> without_values(KeyError("a patient's name"))
    CouldNotJudgeError('The check could not run: KeyError.')
    """
    if isinstance(error, ZlError):
        return error.without_values()
    return CouldNotJudgeError(f"The check could not run: {type(error).__name__}.")


@contextmanager
def errors_without_values(*, hidden: bool) -> Iterator[None]:
    """Let no error out whose words, or whose causes in a traceback, may quote what is hidden."""
    if not hidden:
        yield
        return
    try:
        yield
    except Exception as error:
        if is_interruption(error):
            raise
        raise without_values(error) from None
