"""``zl explain``: how an expectation judges, why, and what to do about it."""

from __future__ import annotations

from typing import Annotated

import typer

from zl_expectations.cli import options
from zl_expectations.cli.app import app
from zl_expectations.cli.output import shown_by_rich, told_in_one_line


@app.command()
def explain(
    name: Annotated[str, typer.Argument(help="The expectation, as a class or as reports spell it.")],
    debug: options.Debug = False,
) -> None:
    """Say how an expectation judges, why it matters, and what to do."""
    with told_in_one_line(debug=debug):
        from rich.markdown import Markdown
        from rich.text import Text

        from zl_expectations.expectations._base import expectation_called
        from zl_expectations.reporting.explanation import explanation_of

        found = explanation_of(expectation_called(name))
        shown_by_rich(Text(found.name, "bold"), Text(found.wants + "\n"), Markdown(found.notes))
