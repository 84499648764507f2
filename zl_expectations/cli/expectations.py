"""``zl expectations``: what there is to expect."""

from __future__ import annotations

from zl_expectations.cli.app import app
from zl_expectations.cli.output import shown_by_rich


@app.command()
def expectations() -> None:
    """List the expectations, a line each."""
    from rich import box
    from rich.table import Table

    from zl_expectations.expectations._base import every_expectation
    from zl_expectations.reporting.explanation import explanation_of

    table = Table(box=box.SIMPLE, header_style="bold", pad_edge=False)
    every = [explanation_of(one) for one in every_expectation()]
    table.add_column("expectation", no_wrap=True, min_width=max(len(one.name) for one in every))
    table.add_column("expects", ratio=1)
    for one in every:
        table.add_row(one.name, one.wants)
    shown_by_rich(table, "How, why and what to do: zl explain NAME")
