"""Long text that was edited: found in the process and in SQLite, by bands of minima, and told from text of one kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from zl_expectations.counting.duckdb_table import table_of
from zl_expectations.counting.edited_rows import EditedRows, count_edited_rows
from zl_expectations.counting.near_rows import NearPairCounts
from zl_expectations.counting.splits import count_splits
from zl_expectations.counting.sql_table import sql_table
from zl_expectations.counting.table import Table

KEY = ("review", "stars")
Edit = Callable[[str], str]
EDITS: dict[str, Edit] = {
    "a typo": lambda text: text[:20] + "q" + text[21:],
    "a letter that is missing": lambda text: text[:33] + text[34:],
    "another word": lambda text: " ".join([*text.split()[:4], "other", *text.split()[5:]]),
    "an end that was cut off": lambda text: text[: int(0.8 * len(text))],
    "a typo in other case": lambda text: text[:20].upper() + "q" + text[21:],
}


def reviews(rows: int = 300, copies: int = 12, edit: Edit = str, begin: str = "", words: int = 14) -> pd.DataFrame:
    """Texts of random words, and of some train texts edited copies in test."""
    rng = np.random.default_rng(0)
    letters = list("abcdefghijklmnopqrstuvwxyz")
    known = ["".join(rng.choice(letters, size)) for size in rng.integers(3, 9, 900)]
    table = pd.DataFrame({"review": [begin + " ".join(rng.choice(known, words)) for _ in range(rows)]})
    table["stars"] = rng.integers(1, 6, rows)
    table["split"] = ["train"] * (rows * 2 // 3) + ["test"] * (rows - rows * 2 // 3)
    test = table.index[table["split"] == "test"][:copies]
    table.loc[test, "review"] = [edit(text) for text in table["review"][:copies]]
    table.loc[test, "stars"] = table["stars"][:copies].to_numpy()
    return table


def edited(table: Table, most: int = 10_000) -> EditedRows:
    return count_edited_rows(table, KEY, count_splits(table, "split", "train"), most)


def pair_of(found: EditedRows) -> NearPairCounts:
    assert found.counts is not None
    assert found.counts.edited == found.texts == ("review",)
    return found.counts.pairs[0]


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_edited_copies_are_found_and_no_others(edit: Edit) -> None:
    pair = pair_of(edited(table_of(reviews(edit=edit))))
    assert (pair.near_rows, pair.train_near) == (12, 0)


def test_sqlite_finds_what_is_found_in_the_process() -> None:
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    table = reviews(edit=EDITS["a typo"])
    table.to_sql("reviews", engine, index=False)
    assert edited(sql_table(engine.connect, sa.table("reviews"))) == edited(table_of(table))
    engine.dispose()


def test_equal_text_and_other_columns_that_differ_are_no_edits() -> None:
    assert pair_of(edited(table_of(reviews()))).near_rows == 0
    table = reviews(edit=EDITS["a typo"])
    table.loc[table["split"] == "test", "stars"] = 7
    assert pair_of(edited(table_of(table))).near_rows == 0


def test_text_that_begins_alike_by_nature_does_so_within_train_too() -> None:
    pair = pair_of(edited(table_of(reviews(copies=0, begin="Thank you for your order. " * 8))))
    assert pair.near_rows / pair.evaluation_rows == pytest.approx(pair.train_near / pair.train_rows, abs=0.2)


def test_of_short_sentences_the_words_are_compared_on_any_engine_and_typos_are_not_looked_for() -> None:
    def few_words(edit: Edit) -> Table:
        return table_of(reviews(edit=edit, words=4))

    assert pair_of(edited(few_words(lambda text: text.replace(" ", " - ").title() + "."))).near_rows == 12
    assert pair_of(edited(few_words(lambda text: "x" + text))).near_rows == 0
    table = few_words(lambda text: text.replace(" ", ", "))
    table.dialect = replace(table.dialect, name="elsewhere")
    found = edited(table)
    assert (pair_of(found).near_rows, found.unable, found.not_judged) == (12, False, ())


def test_short_text_and_text_that_many_rows_share_is_not_looked_at() -> None:
    short = reviews().assign(review=lambda table: table["review"].str.replace(" ", "").str[:20])
    coarse = reviews().assign(review=lambda table: table["review"][0] + table["stars"].astype(str))
    assert edited(table_of(short)) == edited(table_of(coarse)) == EditedRows((), None)


def test_what_is_not_looked_at_is_said() -> None:
    table = table_of(reviews())
    assert edited(table, most=299) == EditedRows(("review",), None, too_many=True)
    table.dialect = replace(table.dialect, name="elsewhere")
    assert edited(table) == EditedRows(("review",), None, unable=True)
