"""Files and directories to write to: looked at before the counting, and written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from zl_expectations.errors import BadInputError


def check_writable(role: str, file: str | Path) -> None:
    """Refuse a file, given as the argument `role`, that cannot be written: before the counting, not after it.

    Raises
    ------
    BadInputError
        When it is a directory, or in none that can be written to.
    """
    folder = Path(file).resolve().parent
    if Path(file).is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        what = "a directory" if Path(file).is_dir() else f"the directory {folder} is not there, or not to be written to"
        raise BadInputError(f"`{role}` must name a file that can be written, got {str(file)!r}: {what}.")


def made_directory(role: str, path: str | Path) -> Path:
    """The directory given as the argument `role`, made before anything is counted."""
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInputError(
            f"`{role}` must be a directory that can be written to, got {str(path)!r}: {error.strerror}."
        ) from error
    return Path(path)


def write_whole(role: str, file: str | Path, text: str) -> None:
    """Write a text whole or not at all: under another name first, where it is a plain file.

    Raises
    ------
    BadInputError
        When it cannot be written.
    """
    path = Path(file).resolve()
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
            f"`{role}` must name a file that can be written, got {str(file)!r}: {error.strerror}."
        ) from error
