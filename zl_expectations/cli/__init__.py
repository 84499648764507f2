"""The command ``zl``: judge training data from a shell."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import cast

import typer

from zl_expectations.cli import check as check  # each of these modules adds its command
from zl_expectations.cli import docs as docs
from zl_expectations.cli import expectations as expectations
from zl_expectations.cli import explain as explain
from zl_expectations.cli import fix as fix
from zl_expectations.cli import floor as floor
from zl_expectations.cli import init as init
from zl_expectations.cli import show as show
from zl_expectations.cli import verify as verify
from zl_expectations.cli.app import app
from zl_expectations.cli.interruption import remembered
from zl_expectations.cli.output import INTERRUPTED, NOT_JUDGED, PASSED, say

_UsageError = cast("type[typer.BadParameter]", typer.BadParameter.__base__)  # click's, or typer's own copy of it


def run(arguments: Sequence[str]) -> int:
    """Run the command line, and return its exit code; an error is one line on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that knows no such letter is no failure
    try:
        with remembered():
            code = int(app(list(arguments), prog_name="zl", standalone_mode=False) or PASSED)
    except _UsageError as error:
        command = error.ctx.command_path if error.ctx is not None else "zl check"
        words = error.format_message().replace("Value error, ", "")
        say(f"{words}{'' if words.endswith(('.', '?')) else '.'} See {command} --help.")
        return NOT_JUDGED
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    if code == INTERRUPTED:
        say("Interrupted: nothing was judged.")
    return code


def main() -> None:
    """Run the command line."""
    sys.exit(run(sys.argv[1:]))
