"""Files that are written all or not at all."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def taken_back_on_failure(folder: Path, *, changed: str, spared: str) -> Iterator[None]:
    """Leave a folder as it was where what runs inside fails: new files and folders go, a changed file is restored.

    Parameters
    ----------
    folder : Path
        It need not be there yet; then it goes as a whole, with the parents that were made for it.
    changed : str
        The one file in it that may be written over.
    spared : str
        A folder in it to leave alone if it is there already, because others write to it.
    """
    above = [folder, *folder.parents]
    root = above[max(0, sum(not one.exists() for one in above) - 1)]  # the topmost folder that may have to go
    kept = folder / spared if (folder / spared).exists() else None
    before, file = set(_below(root, kept)), folder / changed
    content = file.read_bytes() if file.is_file() else None
    try:
        yield
    except BaseException:
        for path in sorted(set(_below(root, kept)) - before, reverse=True):  # what lies in a folder before the folder
            with contextlib.suppress(OSError):
                path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
        if content is not None and file.read_bytes() != content:
            file.write_bytes(content)
        raise


def _below(root: Path, spared: Path | None) -> Iterator[Path]:
    """The folder itself and everything in it, without what is to be left alone."""
    if root.exists():
        yield root
    yield from (path for path in root.rglob("*") if spared is None or spared not in path.parents)
