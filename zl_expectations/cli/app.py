"""The command ``zl`` itself, to which each module beside this one adds its command."""

from __future__ import annotations

from typing import Annotated

import typer

from zl_expectations import __version__
from zl_expectations.cli.output import NOT_JUDGED, PASSED, write_out

app = typer.Typer(name="zl", add_completion=False, pretty_exceptions_enable=False)


def _version(asked: bool) -> None:
    if asked:
        write_out(f"zl_expectations {__version__}\n")
        raise typer.Exit(PASSED)


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Stop a pipeline before it trains on data that would give an artificially perfect loss."""
    if context.invoked_subcommand is None:
        write_out(context.get_help() + "\n")
        raise typer.Exit(NOT_JUDGED)
