"""Draw the README's pictures of the naive flights: what the terminal, the HTML report and Data Docs show.

``pip install -e ".[example,test]" && python example_pipeline/pictures.py``, with Chromium on the path or in
``ZL_CHROMIUM``. The pages are the first two screens at a width of 1280 points, with the network cut.
"""

from __future__ import annotations

import base64
import io
import os
import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from flights import TARGET, TIME, load_flights, prepare_naive
from playwright.sync_api import sync_playwright
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console

import zl_expectations as zl
from zl_expectations.reporting.terminal import renderable

HERE = Path(__file__).resolve().parent
WIDTH, SCREEN = 1280, 900


def main() -> None:
    """Write rejected.svg, report.webp and data_docs.webp beside this script."""
    splits = prepare_naive(load_flights())
    with TemporaryDirectory() as folder:
        docs, page = Path(folder, "docs"), Path(folder, "report.html")
        result = zl.check(train=splits.train, test=splits.test, target=TARGET, time_column=TIME, docs=docs)
        page.write_text(result.to_html(), encoding="utf-8")
        draw_terminal(result, HERE / "rejected.svg")
        draw_page(page, HERE / "report.webp")
        draw_page(next((docs / "validations").rglob("*.html")), HERE / "data_docs.webp", dark=True)


def draw_terminal(report: zl.CheckResult, picture: Path) -> None:
    """Draw what ``zl check`` prints, without the fonts that Rich would load from the web."""
    console = Console(record=True, width=110, file=io.StringIO(), force_terminal=True)
    console.print(renderable(report.verdict, report.findings))
    no_web_fonts = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    console.save_svg(str(picture), title="zl check", code_format=no_web_fonts)


def draw_page(page: Path, picture: Path, *, dark: bool = False) -> None:
    """Draw the first two screens of a page as WebP."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=os.environ.get("ZL_CHROMIUM") or shutil.which("chromium"))
        opened = browser.new_page(
            viewport={"width": WIDTH, "height": 2 * SCREEN}, color_scheme="dark" if dark else "light", offline=True
        )
        opened.goto(page.as_uri())
        asked = {"format": "webp", "quality": 60}
        taken = opened.context.new_cdp_session(opened).send("Page.captureScreenshot", asked)
        picture.write_bytes(base64.b64decode(taken["data"]))
        browser.close()


if __name__ == "__main__":
    main()
