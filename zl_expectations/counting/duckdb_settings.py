"""How much memory, how many threads and which disk DuckDB may use, in containers too.

Three environment variables decide; where one is not set, the container's own limits do. DuckDB by itself takes 80 % of
what it believes the machine has, and spills into the working directory.
"""

from __future__ import annotations

import atexit
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb

from zl_expectations.errors import BadInputError

MEMORY_LIMIT = "ZL_MEMORY_LIMIT"
THREADS = "ZL_THREADS"
TEMP_DIR = "ZL_TEMP_DIR"
MEMORY_SHARE = 0.6

_SIZE = re.compile(r"\d+(\.\d+)?\s*([KMGT]i?B|B)", re.IGNORECASE)


def settings() -> dict[str, object]:
    """DuckDB's settings, by DuckDB's names.

    Returns
    -------
    dict of str to object
        ``memory_limit`` (left out where the machine's memory is not known), ``threads`` and ``temp_directory``.

    Raises
    ------
    BadInputError
        When an environment variable has a value that cannot be used; the message names it.

    Examples
    --------
    >>> sorted(settings())
    ['memory_limit', 'temp_directory', 'threads']
    """
    memory = _memory_limit()
    limit: dict[str, object] = {} if memory is None else {"memory_limit": memory}
    return {**limit, "threads": _threads(), "temp_directory": _temp_directory()}


def configure(connection: duckdb.DuckDBPyConnection) -> None:
    """Apply `settings` to a connection; a database that is shared keeps the last ones applied.

    Raises
    ------
    BadInputError
        When an environment variable has a value that DuckDB refuses; the message names it.
    """
    variables = {"memory_limit": MEMORY_LIMIT, "threads": THREADS, "temp_directory": TEMP_DIR}
    for name, value in settings().items():
        spelled = str(value).replace("'", "''")
        try:
            connection.execute(f"SET {name} = '{spelled}'")
        except duckdb.Error as error:
            if name == "temp_directory" and "temporary directory" in str(error).lower():
                continue  # another connection of this database has spilled already, and goes on where it did
            raise BadInputError(
                f"{variables[name]} must be a value that DuckDB takes for {name}, got {value!r}: {error}"
            ) from error


@atexit.register
def _let_go_of_duckdb() -> None:
    """Let the interpreter free DuckDB when it ends: otherwise DuckDB 2 prints a long list of leaks.

    duckdb-engine hangs a function, and with it DuckDB's module, on SQLAlchemy's ``TryCast``; and what Great
    Expectations keeps of SQLAlchemy outlives the modules.
    """
    try_cast = getattr(sys.modules.get("sqlalchemy"), "TryCast", None)
    hooks = getattr(getattr(try_cast, "_compiler_dispatcher", None), "specs", {})
    hooks.pop("duckdb", None)


def _memory_limit() -> str | None:
    given = os.environ.get(MEMORY_LIMIT, "").strip()
    if given:
        if not _SIZE.fullmatch(given):
            raise BadInputError(f"{MEMORY_LIMIT} must be a size such as '4GB' or '512MiB', got {given!r}.")
        return given
    known = [size for size in (_cgroup_memory(), _physical_memory()) if size]
    return f"{int(min(known) * MEMORY_SHARE) // 2**20}MiB" if known else None


def _threads() -> int:
    given = os.environ.get(THREADS, "").strip()
    if given:
        if not given.isdecimal() or int(given) < 1:
            raise BadInputError(f"{THREADS} must be a whole number of at least 1, got {given!r}.")
        return int(given)
    affinity = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = _cgroup_cpus()
    return max(1, affinity if quota is None else min(affinity, int(quota)))


def _temp_directory() -> str:
    """A folder of this process: DuckDB's spill files carry names that two processes would share."""
    given = os.environ.get(TEMP_DIR, "").strip()
    folder = given or tempfile.gettempdir()
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise BadInputError(
            f"{TEMP_DIR} must be a folder, or a place where one can be made, got {folder!r}: {error}."
        ) from error
    if not os.access(folder, os.W_OK):
        raise BadInputError(f"{TEMP_DIR} must be a folder that can be written to, got {folder!r}.")
    return os.path.join(folder, f"zl_expectations_{os.getpid()}")


def _physical_memory() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None


def _cgroup_memory(root: Path = Path("/sys/fs/cgroup")) -> int | None:
    """The smallest memory limit of the control groups that this process is in (versions 1 and 2)."""
    limits = [_number(folder / "memory.max") for folder in _cgroup_folders(root)]
    limits += [_number(folder / "memory.limit_in_bytes") for folder in _cgroup_folders(root / "memory", "memory")]
    return min((limit for limit in limits if limit is not None), default=None)


def _cgroup_cpus(root: Path = Path("/sys/fs/cgroup")) -> float | None:
    """How many processors' worth of time the control groups allow, None for no limit."""
    allowed = []
    for folder in _cgroup_folders(root):
        words = _read(folder / "cpu.max").split()
        if len(words) == 2 and words[0].isdecimal():
            allowed.append(int(words[0]) / int(words[1]))
    for folder in _cgroup_folders(root / "cpu", "cpu"):
        quota, period = _number(folder / "cpu.cfs_quota_us"), _number(folder / "cpu.cfs_period_us")
        if quota and period:
            allowed.append(quota / period)
    return min(allowed, default=None)


def _cgroup_folders(root: Path, controller: str = "") -> Iterator[Path]:
    """This process's control group and all above it; in a container, usually only the root shows."""
    path = ""
    for line in _read(Path("/proc/self/cgroup")).splitlines():
        _, controllers, where = line.split(":", 2)
        if controller in controllers.split(","):
            path = where.strip("/")
    folder = root / path
    yield folder
    while folder != root and root in folder.parents:
        folder = folder.parent
        yield folder


def _number(file: Path) -> int | None:
    text = _read(file).strip()
    return int(text) if text.isdecimal() else None


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""
