"""Data Docs and the report in a real browser with the network cut: they are seen, read and used."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from required import unavailable

import zl_expectations as zl

pytestmark = pytest.mark.browser

EVIL = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = os.environ.get("ZL_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        unavailable("there is no Chromium: install it (Debian: chromium), or name it in ZL_CHROMIUM")
    with sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages of a rejected table on which every check has something to show."""
    rng = np.random.default_rng(0)
    rows = 3000
    label = rng.random(rows) < 0.2
    frame = pd.DataFrame(
        {
            "age": rng.normal(50, 10, rows),
            "a column whose name is long enough to need more than one line on a phone": rng.normal(size=rows),
            "city": rng.choice(["Rome", EVIL, "Oslo"], rows),
            "outcome": np.where(label, np.nan, rng.normal(size=rows)),
            "patient": rng.integers(0, 500, rows),
            "when": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 9000, rows), unit="h"),
            "label": np.where(label, "yes", "no"),
            "split": np.where(np.arange(rows) % 4 == 0, "test", "train"),
        }
    )
    features = [column for column in frame if column not in ("split", "label")]
    frame.loc[frame.index[frame["split"] == "test"][:100], features] = frame.loc[
        frame.index[frame["split"] == "train"][:100], features
    ].to_numpy()
    frame = frame.astype({"age": float, "outcome": float, "patient": int}).infer_objects()
    folder = tmp_path_factory.mktemp("pages")
    result = zl.check(
        frame.assign(when=pd.to_datetime(frame["when"])),
        target="label",
        group_columns=["patient"],
        time_column="when",
        impact=True,
        docs=folder / "docs",
    )
    assert result.verdict.value == "rejected"
    (folder / "report.html").write_text(result.to_html(), encoding="utf-8")
    return {
        "report": folder / "report.html",
        "index": folder / "docs" / "index.html",
        "suite": next((folder / "docs" / "expectations").rglob("*.html")),
        "validation": next((folder / "docs" / "validations").rglob("*.html")),
    }


PAGES = ["report", "index", "suite", "validation"]


class Opened:
    """A page in the browser, and what it asked of the network and complained of."""

    def __init__(self, browser: Browser, path: Path, *, width: int, dark: bool = False) -> None:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light", offline=True
        )
        self.page: Page = context.new_page()
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(f"dialog {dialog.message}"))
        self.page.goto(path.as_uri())
        self.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_asked_of_the_network_and_nothing_goes_wrong(
    browser: Browser, pages: dict[str, Path], name: str
) -> None:
    opened = Opened(browser, pages[name], width=1280)
    assert [url for url in opened.asked if not url.startswith(("file:", "data:"))] == []
    assert opened.complaints == []


@pytest.mark.parametrize("name", ["report", "validation"])
def test_every_picture_has_a_size_and_words(browser: Browser, pages: dict[str, Path], name: str) -> None:
    page = Opened(browser, pages[name], width=1280).page
    pictures = page.evaluate(
        "Promise.all([...document.images].map(one => one.decode().then(() =>"
        " [one.naturalWidth, one.naturalHeight, one.alt])))"
    )
    assert len(pictures) >= 7
    for width, height, words in pictures:
        assert width > 100
        assert height > 20
        assert len(words) > 20


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_scrolls_sideways(browser: Browser, pages: dict[str, Path], name: str, width: int) -> None:
    page = Opened(browser, pages[name], width=width).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [390, 500])
def test_a_picture_is_seen_whole_on_a_narrow_page(browser: Browser, pages: dict[str, Path], width: int) -> None:
    page = Opened(browser, pages["report"], width=width).page
    sizes = page.evaluate("[...document.querySelectorAll('figure')].map(one => [one.scrollWidth, one.clientWidth])")
    assert sizes
    assert [inside for inside, outside in sizes if inside > outside] == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_contrast_and_structure_meet_wcag_aa(browser: Browser, pages: dict[str, Path], name: str, dark: bool) -> None:
    page = Opened(browser, pages[name], width=1280, dark=dark).page
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa"]}})
    assert found.violations_count == 0, found.generate_report()


def test_a_cell_with_markup_is_text(browser: Browser, pages: dict[str, Path]) -> None:
    for name in ("report", "validation"):
        page = Opened(browser, pages[name], width=1280).page
        assert page.get_by_text(EVIL).count() > 0
        assert page.locator("img[src=x]").count() == 0


def test_the_first_page_leads_to_the_report(browser: Browser, pages: dict[str, Path]) -> None:
    page = Opened(browser, pages["index"], width=1280).page
    page.locator("section", has_text="Validation Results").locator("td a").first.click()
    assert page.get_by_text("Rejected: a model could reach").is_visible()


def test_the_report_can_be_attached_to_a_ticket(pages: dict[str, Path]) -> None:
    assert pages["report"].stat().st_size < 2_000_000


@pytest.mark.parametrize("name", ["report", "validation"])
def test_train_stands_before_what_is_held_against_it(browser: Browser, pages: dict[str, Path], name: str) -> None:
    page = Opened(browser, pages[name], width=1280).page
    for title in ("Share of each class", "Where the splits lie in when"):
        words = page.locator(".proof", has_text=title).inner_text()
        assert words.index("train") < words.index("test"), title


def test_text_can_be_selected(browser: Browser, pages: dict[str, Path]) -> None:
    page = Opened(browser, pages["report"], width=1280).page
    page.evaluate("getSelection().selectAllChildren(document.querySelector('table'))")
    assert "stand in train too" in page.evaluate("getSelection().toString()")


@pytest.mark.parametrize("name", ["report", "validation"])
def test_which_rows_which_columns_how_bad_and_what_now_stand_on_the_first_two_screens(
    browser: Browser, pages: dict[str, Path], name: str
) -> None:
    opened = Opened(browser, pages[name], width=1280).page
    for words in ("Rejected", "100 rows of test", "outcome (AUC", "What to do.", "Shared rows, with their first place"):
        box = opened.get_by_text(words).first.bounding_box()
        assert box is not None
        assert box["y"] < 1800, words
