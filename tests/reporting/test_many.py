"""A report on very many splits, columns, classes and long texts: small, the worst first, with the count of the rest."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

import zl_expectations as zl
from zl_expectations.reporting.evidence import MOST_COLUMNS, MOST_ROWS, Evidence
from zl_expectations.reporting.pictures.picture import MOST_SPLITS, Picture

SPLITS, COLUMNS, CLASSES = 25, 60, 30
LAST = f"part {SPLITS}"  # the one that is at fault


@pytest.fixture(scope="module")
def result() -> zl.CheckResult:
    """Train and 25 evaluation splits, of which the last one alone has copies of train rows, half of them relabelled."""
    rng = np.random.default_rng(0)
    rows, held = 1500, 60 * SPLITS
    texts = [f"{n} " + "long " * (20_000 if n < 60 else 1) for n in range(rows + held)]
    numbers = {f"x{n:02}": rng.normal(size=rows + held) for n in range(COLUMNS)}
    table = pd.DataFrame({"text": texts, **numbers})
    table["group"] = rng.permutation(rows + held)
    table["when"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(rows + held), unit="h")
    table["label"] = [f"class {n % CLASSES}" for n in rng.permutation(rows + held)]
    table["part"] = ["train"] * rows + [f"part {1 + n // 60}" for n in range(held)]
    copied = table.index[-60:]
    features = [*table.columns[: COLUMNS + 1], "group", "when"]
    table.loc[copied, features] = table.loc[0:59, features].to_numpy()
    table.loc[copied[:30], "label"] = table.loc[0:29, "label"].to_numpy()
    table = table.infer_objects().astype({"group": int, "when": "datetime64[ns]"})
    return zl.check(table, target="label", split_column="part", group_columns=["group"], time_column="when")


def tables(result: zl.CheckResult) -> dict[str, Evidence]:
    return {one.title: one for finding in result.findings for one in finding.evidence if isinstance(one, Evidence)}


def test_the_report_is_under_2_mb(result: zl.CheckResult) -> None:
    assert not result.passed
    assert len(result.to_html().encode()) < 2_000_000


def test_no_table_is_long_or_wide_and_each_counts_what_it_leaves_out(result: zl.CheckResult) -> None:
    capped = 0
    for table in tables(result).values():
        assert len(table.cells) <= MOST_ROWS
        assert all(len(line) == len(table.heads) <= MOST_COLUMNS for line in table.cells)
        left_out = re.findall(r"([\d,]+) further (line|column)s?", table.not_shown)
        assert {what: int(number) for number, what in left_out}.get("line", 0) == (
            max(table.total, len(table.rows)) - len(table.cells)
        )
        capped += bool(left_out)
    assert capped >= 7


@pytest.mark.parametrize(
    ("title", "left_out"),
    [
        ("Rows of each evaluation split that stand in train", "5 further lines not shown."),
        ("Shared rows, with their first place in each split", "40 further lines and 27 further columns not shown."),
        ("Shared rows of each class", "7 further lines not shown."),
        ("Groups on both sides", "5 further lines not shown."),
        ("Groups of rows with equal features", "6 further lines not shown."),
        ("Rows with equal features and another label", "40 further lines and 27 further columns not shown."),
        ("Where the splits lie in when", "6 further lines not shown."),
        ("Rows of each class", "10 further lines and 13 further columns not shown."),
        ("Share of each class", "10 further lines not shown."),
        ("What the proportions alone are worth", "6 further lines not shown."),
    ],
)
def test_a_table_says_how_much_it_leaves_out(result: zl.CheckResult, title: str, left_out: str) -> None:
    assert tables(result)[title].not_shown == left_out


@pytest.mark.parametrize(
    "title",
    [
        "Rows of each evaluation split that stand in train",
        "Groups on both sides",
        "Where the splits lie in when",
        "Groups of rows with equal features",
    ],
)
def test_the_split_at_fault_is_shown_though_it_came_last(result: zl.CheckResult, title: str) -> None:
    first_two = tables(result)[title].cells[:2]  # train, or all of it, may stand above it
    assert any(LAST in cell for line in first_two for cell in line)


def test_a_long_text_is_cut_and_says_how_long_it_is(result: zl.CheckResult) -> None:
    table = tables(result)["Shared rows, with their first place in each split"]
    long = [cell for line in table.cells for cell in line if "long" in cell]
    assert len(long) == MOST_ROWS
    assert all(len(cell) < 550 and re.search(r"… \(100,00[23] characters\)$", cell) for cell in long)


def test_no_picture_draws_more_splits_than_can_be_told_apart(result: zl.CheckResult) -> None:
    pictures = {one.title: one for finding in result.findings for one in finding.evidence if isinstance(one, Picture)}
    overlap = next(one for title, one in pictures.items() if title.startswith("Rows that splits share"))
    assert overlap.title.endswith("in the 10 splits that share most")
    assert f"100 % of {LAST} in train" in overlap.alt
    for title in ("when in each split", "Classes of label in each split"):
        assert f"{title}, the first {MOST_SPLITS} of {SPLITS + 1}" in pictures
    for picture in pictures.values():
        assert float(re.findall(r'<svg[^>]* height="([\d.]+)', picture.svg)[0]) < 700
