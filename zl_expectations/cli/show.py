"""``zl show``: an earlier result again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zl_expectations.cli import options
from zl_expectations.cli.app import app
from zl_expectations.cli.output import EXIT_CODES, shown_by_rich, told_in_one_line
from zl_expectations.errors import BadInputError


@app.command(epilog="Exit code: that of the check which wrote the report.")
def show(
    report: Annotated[Path, typer.Argument(help="A report that zl check --json wrote.", show_default=False)],
    debug: options.Debug = False,
) -> None:
    """Print an earlier result again."""
    with told_in_one_line(debug=debug):
        from zl_expectations.reporting.report import Report
        from zl_expectations.reporting.terminal import renderable

        try:
            text = report.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or error
            raise BadInputError(
                f"The report must be a text file that can be read, got {str(report)!r}: {why}."
            ) from error
        read = Report.from_json(text)
        shown_by_rich(renderable(read.verdict, read.findings, read.docs))
    raise typer.Exit(EXIT_CODES[read.verdict.value])
