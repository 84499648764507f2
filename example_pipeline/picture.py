"""Draw the picture of the README: what ``zl`` prints for the naive flights pipeline."""

from __future__ import annotations

import io
import re
from pathlib import Path

from flights import TARGET, TIME, load_flights, prepare_naive
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console

import zl_expectations as zl
from zl_expectations.reporting.terminal import renderable


def main() -> None:
    """Write rejected.svg beside this script."""
    splits = prepare_naive(load_flights())
    result = zl.check(train=splits.train, test=splits.test, target=TARGET, time_column=TIME)
    console = Console(record=True, width=110, file=io.StringIO(), force_terminal=True)
    console.print(renderable(result.verdict, result.findings))
    no_web_fonts = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    console.save_svg(str(Path(__file__).with_name("rejected.svg")), title="zl check", code_format=no_web_fonts)


if __name__ == "__main__":
    main()
