"""Data Docs: what stands on the page, and that values of the data stand there as text."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import zl_expectations as zl
from zl_expectations.reporting import data_docs
from zl_expectations.reporting.evidence import Evidence

CELL = "<script>alert(1)</script>"
COLUMN = '<b onclick="x()">note</b>'
CLASS = "<i>yes</i>"
SPLIT = "<u>test</u>"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of a rejected table whose column names, cells, classes and splits hold markup."""
    rng = np.random.default_rng(0)
    rows = 600
    frame = pd.DataFrame(
        {
            COLUMN: [f"{CELL} {i % 400}" for i in range(rows)],
            "x": np.tile(rng.normal(size=400), 2)[:rows],
            "<em>group</em>": np.arange(rows) % 400,
            "<tt>when</tt>": pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(rows) % 500, unit="h"),
            "<s>label</s>": np.where(np.arange(rows) % 50 == 0, CLASS, "no"),
            "split": np.where(np.arange(rows) < 400, "train", SPLIT),
        }
    )
    frame["<sup>copy</sup>"] = frame["<s>label</s>"] + "!"
    docs = tmp_path_factory.mktemp("docs")
    zl.check(
        frame,
        target="<s>label</s>",
        group_columns=["<em>group</em>"],
        time_column="<tt>when</tt>",
        ignore_columns=["<tt>when</tt>"],
        docs=docs,
    )
    pages = list((docs / "validations").rglob("*.html"))
    assert len(pages) == 1
    return pages[0].read_text(encoding="utf-8")


def words(page: str) -> str:
    """The page's text, as people read it."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize("markup", [CELL, "<b onclick", CLASS, SPLIT, "<em>group", "<tt>when", "<s>label", "<sup>copy"])
def test_markup_in_the_data_stands_there_as_text_only(page: str, markup: str) -> None:
    assert markup not in page
    assert markup in words(page)


@pytest.mark.parametrize(
    ("wanted", "found", "table"),
    [
        (
            "No row of an evaluation split has the same features",
            f"200 rows of {SPLIT} (100 %) stand in train too",
            "Rows of each evaluation split that stand in train",
        ),
        ("No feature predicts", "<sup>copy</sup>", "Features by what they say about the target"),
        ("are no less even than", "the trivial loss is", "What the proportions alone are worth"),
        ("have about the same proportions", "total variation distance, p =", "Share of each class"),
        ("No group of", f"stand in train and {SPLIT}", "Groups on both sides"),
        ("Every row of an evaluation split is later", "not later than train", "Where the splits lie in <tt>when</tt>"),
    ],
)
def test_each_expectation_says_what_it_wants_and_found_with_its_evidence(
    page: str, wanted: str, found: str, table: str
) -> None:
    text = words(page)
    assert wanted in text
    assert found in text
    assert table in text


def test_what_to_do_stands_beside_what_failed(page: str) -> None:
    text = words(page)
    assert "Drop the shared rows from one of the splits" in text
    assert "Ask when the value of <sup>copy</sup> and" in text


def test_no_placeholder_and_no_call_is_left_on_the_page(page: str) -> None:
    text = words(page)
    assert "$target" not in text
    assert "$train_split" not in text
    assert "**kwargs" not in text


def test_what_could_not_be_judged_says_why_on_the_page(tmp_path: Path, clean: pd.DataFrame) -> None:
    timed = clean.assign(when=pd.Timestamp("2024"))
    zl.check(timed, target="label", time_column="when", embargo="<script>tset", docs=tmp_path)
    page = next((tmp_path / "validations").rglob("*.html")).read_text(encoding="utf-8")
    assert "Could not judge: `embargo` must be" in words(page)
    assert "got '<script>tset'" in words(page)
    assert "<script>t" not in page


def test_a_sentence_carries_its_text_as_a_param_only() -> None:
    content: Any = data_docs.sentence("$x costs <b>1</b>").string_template
    assert content["template"] == "$text"
    assert content["params"] == {"text": "$x costs <b>1</b>"}


def test_a_table_has_its_title_cells_and_what_is_not_shown() -> None:
    def text(part: Any) -> str:
        return str(part.string_template["params"]["text"])

    title, table, rest = data_docs.table(Evidence("Rows", ["a", "b"], [[None, 0.5], [1234, "x"]], total=3))
    assert text(title) == "Rows"
    assert [text(head) for head in table.header_row] == ["a", "b"]  # type: ignore[union-attr]
    assert [[text(cell) for cell in row] for row in table.table] == [["missing", "0.5"], ["1,234", "x"]]  # type: ignore[union-attr]
    assert text(rest) == "1 further line not shown."
    assert len(data_docs.table(Evidence("Rows", ["a"], [[1]]))) == 2
