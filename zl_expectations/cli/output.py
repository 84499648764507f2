"""What the commands say and write, and how an error of theirs is told."""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from collections.abc import Iterator
from typing import Any, TextIO

import typer

from zl_expectations import files
from zl_expectations.cli.interruption import stop_if_interrupted
from zl_expectations.errors import ZlError
from zl_expectations.privacy import rows_may_be_shown, without_values
from zl_expectations.reporting.text import printable

PASSED, REJECTED, NOT_JUDGED, INTERRUPTED = 0, 1, 2, 130
EXIT_CODES = {"passed": PASSED, "rejected": REJECTED, "not_judged": NOT_JUDGED}


@contextlib.contextmanager
def told_in_one_line(*, debug: bool) -> Iterator[None]:
    """End the command with one line on standard error, and the exit code of what could not be judged, on any error."""
    try:
        yield
    except (typer.Exit, typer.Abort):
        raise
    except Exception as error:
        stop_if_interrupted()
        if not rows_may_be_shown():
            say(str(without_values(error)))
            raise typer.Exit(NOT_JUDGED) from None
        if debug:
            write_error(traceback.format_exc())
        say(words(error))
        raise typer.Exit(NOT_JUDGED) from error


def words(error: Exception) -> str:
    """An error in one line; one that was not foreseen says how to see more of it."""
    if isinstance(error, ZlError):
        return str(error)
    return f"An error that was not foreseen: {type(error).__name__}: {error}. See where with --debug."


def check_writable(option: str, file: str) -> None:
    """Refuse a file that cannot be written before the counting, not after it; ``"-"`` always can be.

    Raises
    ------
    BadInputError
        When it is a directory, or in none that can be written to.
    """
    if file != "-":
        files.check_writable(option, file)


def write_text(option: str, file: str, text: str) -> None:
    """Write a text whole or not at all, or to standard output.

    Raises
    ------
    BadInputError
        When it cannot be written.
    """
    if file == "-":
        write_out(text + "\n", encoding="utf-8")
    else:
        files.write_whole(option, file, text)


def write_out(text: str, encoding: str | None = None) -> None:
    """Write to standard output; that nobody reads it any more does not change the verdict."""
    with _though_nobody_reads(sys.stdout):
        if encoding is not None and hasattr(sys.stdout, "buffer"):
            sys.stdout.flush()
            sys.stdout.buffer.write(text.encode(encoding, "backslashreplace"))
        else:
            sys.stdout.write(text)
        sys.stdout.flush()


@contextlib.contextmanager
def _though_nobody_reads(stream: TextIO) -> Iterator[None]:
    """Where a stream's reader has gone, what is written from now on goes nowhere."""
    try:
        yield
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def shown_by_rich(*renderables: Any) -> None:
    """Write what Rich renders to standard output, with colours where that is a terminal."""
    from rich.console import Console

    console = Console()
    with console.capture() as captured:
        for one in renderables:
            console.print(one)
    write_out(captured.get())


def say(line: str) -> None:
    """Write one line to standard error, whatever line ends and control characters it holds."""
    write_error("zl: " + printable(" ".join(line.split())) + "\n")


def write_error(text: str) -> None:
    """Write to standard error; that nobody reads it any more does not change the verdict."""
    with _though_nobody_reads(sys.stderr):
        sys.stderr.write(text)
        sys.stderr.flush()
