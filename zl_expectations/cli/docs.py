"""``zl docs``: the Data Docs of a project."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from zl_expectations.cli import options
from zl_expectations.cli.app import app
from zl_expectations.cli.output import told_in_one_line, write_out


@app.command(epilog="Exit code 0: built, 2: there is no project, or it has no Data Docs.")
def docs(
    project: options.Project = Path(),
    no_open: Annotated[bool, typer.Option("--no-open", help="Build and print where they are, but open none.")] = False,
    debug: options.Debug = False,
) -> None:
    """Build the Data Docs of a GX project and open them in a browser.

    The site that zl init added is built where there is one, otherwise every site.
    """
    with told_in_one_line(debug=debug):
        from zl_expectations.gates.project import build_docs

        addresses = build_docs(project)
    write_out("".join(f"{address}\n" for address in addresses))
    if not no_open:
        for address in addresses:
            webbrowser.open(address)
