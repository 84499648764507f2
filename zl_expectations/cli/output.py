"""What the commands say and write, and how an error of theirs is told."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from zl_expectations.errors import BadInputError, ZlError

PASSED, REJECTED, NOT_JUDGED, INTERRUPTED = 0, 1, 2, 130


@contextlib.contextmanager
def told_in_one_line(*, debug: bool) -> Iterator[None]:
    """End the command with one line on standard error, and the exit code of what could not be judged, on any error."""
    try:
        yield
    except (typer.Exit, typer.Abort):
        raise
    except Exception as error:
        if debug:
            traceback.print_exc()
        say(_words(error))
        raise typer.Exit(NOT_JUDGED) from error


def _words(error: Exception) -> str:
    """An error in one line; one that was not foreseen says how to see more of it."""
    if isinstance(error, ZlError):
        return str(error)
    return f"An error that was not foreseen: {type(error).__name__}: {error}. See where with --debug."


def check_writable(file: str) -> None:
    """Refuse a file that cannot be written before the counting, not after it."""
    folder = Path(file).resolve().parent
    if Path(file).is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        what = "a directory" if Path(file).is_dir() else f"the directory {folder} is not there, or not to be written to"
        raise BadInputError(f"`--json` must name a file that can be written, got {file!r}: {what}.")


def write_text(target: str | None, text: str) -> None:
    """Write the JSON report whole or not at all: under another name first, where it is a plain file."""
    if target is None:
        return
    if target == "-":
        show(text + "\n", encoding="utf-8")
        return
    path = Path(target).resolve()
    written = path if path.exists() and not path.is_file() else path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        try:
            written.write_text(text + "\n", encoding="utf-8", errors="backslashreplace")
            if written != path:
                written.replace(path)
        except BaseException:
            if written != path:
                written.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise BadInputError(
            f"`--json` must name a file that can be written, got {target!r}: {error.strerror}."
        ) from error


def show(text: str, encoding: str | None = None) -> None:
    """Write to standard output; that nobody reads it any more does not change the verdict."""
    try:
        if encoding is not None and hasattr(sys.stdout, "buffer"):
            sys.stdout.flush()
            sys.stdout.buffer.write(text.encode(encoding, "backslashreplace"))
        else:
            sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def shown_by_rich(*renderables: Any) -> None:
    """Write what Rich renders to standard output, with colours where that is a terminal."""
    from rich.console import Console

    console = Console()
    with console.capture() as captured:
        for one in renderables:
            console.print(one)
    show(captured.get())


def visible(text: str) -> str:
    r"""Text whose control characters are spelled out: names and values of the data must not steer a terminal.

    Examples
    --------
    >>> print(visible("a\x1b[31m"))
    a\x1b[31m
    """
    return re.sub(r"[\x00-\x1f\x7f-\x9f]", lambda found: repr(found[0])[1:-1], text)


def say(line: str) -> None:
    """Write one line to standard error, whatever line ends and control characters it holds."""
    sys.stderr.write("zl: " + visible(" ".join(line.split())) + "\n")
