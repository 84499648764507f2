"""Every error that the package raises, in one place.

Two families, and the difference is the point of the gate: `CouldNotJudgeError` says that no verdict was
reached (bad input, a column that is not there, an engine that failed), `TrainingDataRejected` says that the
verdict was reached and is no.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

WITHHELD = "(withheld)"


class ZlError(Exception):
    """Base of every error raised on purpose by zl_expectations.

    Parameters
    ----------
    message : str
    from_data : iterable of str
        The parts of the message that hold values of the data, or words of an engine, which may quote them.
    """

    def __init__(self, message: str, *, from_data: Iterable[str] = ()) -> None:
        self.from_data = tuple(filter(None, from_data))
        super().__init__(message)

    def without_values(self) -> ZlError:
        """The same error without a word that may be a value of the data, and without what caused it.

        What the operating system says of a file holds none.

        Examples
        --------
        >>> EngineError("DuckDB could not count: no number: 'x'", from_data=["no number: 'x'"]).without_values()
        EngineError('DuckDB could not count: (withheld)')
        """
        message = str(self)
        for part in self.from_data:
            message = message.replace(part, WITHHELD)
        of_a_file = isinstance(self.__cause__, OSError) and self.__cause__.errno is not None
        if self.__cause__ is not None and not self.from_data and not of_a_file:
            message = f"An error whose words may quote the data: {WITHHELD}"
        attributes = {name: value for name, value in vars(self).items() if name in ("verdict", "role", "columns")}
        return _again(type(self), (message,), attributes | {"from_data": ()})

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """Travel between processes with the words as they are, whatever the class was made from."""
        return _again, (type(self), self.args, vars(self))


def _again(kind: type[ZlError], args: tuple[Any, ...], attributes: Mapping[str, Any]) -> ZlError:
    error = kind.__new__(kind, *args)
    vars(error).update(attributes)
    return error


class CouldNotJudgeError(ZlError):
    """No verdict could be reached. A gate that cannot judge does not open."""


class BadInputError(CouldNotJudgeError, ValueError):
    """An argument or the data is not what a check needs; the message says what to do."""


class UnknownColumnError(BadInputError):
    """A named column is not in the batch."""

    def __init__(self, role: str, name: str, columns: Iterable[str]) -> None:
        self.role, self.name, self.columns = role, name, tuple(columns)
        super().__init__(f"`{role}` must be a column of the batch, got {name!r}." + did_you_mean(name, self.columns))


class UnknownSplitError(BadInputError):
    """The train split, or another named split, is not in the split column."""

    def __init__(self, name: object, split_column: str, splits: Iterable[str]) -> None:
        self.name, self.splits = name, tuple(splits)
        known = did_you_mean(str(name), self.splits, "Splits")
        super().__init__(
            f"`train_split` must be a value of the split column {split_column!r}, got {name!r}.{known}",
            from_data=[known.strip()],
        )


class UnsupportedTypeError(BadInputError, TypeError):
    """A column's values cannot be compared or grouped by this engine."""


class EngineError(CouldNotJudgeError):
    """The engine (DuckDB, the database, Spark) failed while counting."""


class MissingDependencyError(ZlError, ImportError):
    """An optional dependency is not installed; the message names the extra that brings it."""


class TrainingDataRejected(ZlError):  # noqa: N818 - a verdict, not a fault
    """The gate is closed: the data was judged and found wanting, or could not be judged.

    Attributes
    ----------
    verdict : str
        ``"rejected"`` or ``"not_judged"``.
    """

    def __init__(self, message: str, *, verdict: str = "rejected") -> None:
        self.verdict = verdict
        super().__init__(message)


class TrainingStopped(ZlError):  # noqa: N818 - a verdict, not a fault
    """A training run whose loss is too good for its own data."""


_OUT_OF_ROOM = ("out of memory", "memory limit", "no space left", "disk full", "file too large", "could not write file")


def room_hint(reason: str) -> str:
    """What to set, where an engine ran out of memory or disk; empty for any other reason.

    Examples
    --------
    >>> room_hint("Out of Memory Error: could not allocate block of size 256.0 KiB")
    ' Raise ZL_MEMORY_LIMIT, or point ZL_TEMP_DIR at a disk with room to spill.'
    >>> room_hint("java.lang.OutOfMemoryError: Java heap space")
    ' Raise spark.driver.memory or spark.executor.memory.'
    >>> room_hint("Conversion Error: no number")
    ''
    """
    if "java.lang.outofmemoryerror" in reason.lower():
        return " Raise spark.driver.memory or spark.executor.memory."
    if not any(words in reason.lower() for words in _OUT_OF_ROOM):
        return ""
    return " Raise ZL_MEMORY_LIMIT, or point ZL_TEMP_DIR at a disk with room to spill."


_UNKNOWN_DATE = ("unable to parse date", "is out of range", "after year 10k", "before year 1")


def date_hint(reason: str) -> str:
    """What to do where a driver came upon a date that Python does not know; empty for any other reason.

    Examples
    --------
    >>> date_hint("year -4713 is out of range")
    ' Python knows no date before the year 1, after 9999, or infinite: make such ones missing in a query.'
    >>> date_hint("no such table: t")
    ''
    """
    if not any(words in reason.lower() for words in _UNKNOWN_DATE) or "type" in reason:
        return ""
    return " Python knows no date before the year 1, after 9999, or infinite: make such ones missing in a query."


def is_interruption(error: BaseException) -> bool:
    """Whether an error is someone's Ctrl-C, or came of it while a connection was cleaned up.

    DuckDB reports a Ctrl-C as an error of its query, and others wrap that in errors of their own.

    Examples
    --------
    >>> is_interruption(RuntimeError("Query interrupted")), is_interruption(RuntimeError("no memory"))
    (True, False)
    """
    for one in causes(error):
        reported = isinstance(one, RuntimeError) and str(one).strip().endswith("Query interrupted")
        if reported or isinstance(one, KeyboardInterrupt) or type(one).__name__ == "InterruptException":
            return True
    return False


def first_line(error: BaseException) -> str:
    """The first line of what an error says, or its kind where it says nothing.

    Examples
    --------
    >>> first_line(ValueError("no number\\nat row 3")), first_line(KeyboardInterrupt())
    ('no number', 'KeyboardInterrupt')
    """
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def causes(error: BaseException) -> Iterator[BaseException]:
    """An error and what it came of, step by step, each once."""
    one: BaseException | None = error
    seen: set[int] = set()
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or getattr(one, "orig", None) or one.__context__


def did_you_mean(name: object, known: Iterable[str], what: str = "Columns") -> str:
    """The second half of an error message about a name: the nearest known one, and the known ones.

    Examples
    --------
    >>> did_you_mean("labl", ["label", "age"])
    " Did you mean 'label'? Columns: age, label."
    """
    choices = sorted(str(choice) for choice in known)
    lowered = {choice.lower(): choice for choice in choices}
    near = difflib.get_close_matches(str(name).lower(), lowered, n=1, cutoff=0.6)
    hint = f" Did you mean {lowered[near[0]]!r}?" if near else ""
    shown = ", ".join(choices[:30]) + (f", and {len(choices) - 30} more" if len(choices) > 30 else "")
    return f"{hint} {what}: {shown}." if choices else f"{hint} There are none."
