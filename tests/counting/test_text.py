"""Text and names are brought to their forms by DuckDB as the definitions say, whichever way a value takes."""

import pyarrow as pa
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from zl_expectations.counting.bare_names import bare_name, joined_name, layout
from zl_expectations.counting.duckdb_table import table_of
from zl_expectations.counting.text import normalized

LETTERS = " \x01\x7f\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f\x85aAzZ09_ßÄς\u00a0\u3000\uff21\u0130\u03a3"


SHORT = st.text(alphabet=LETTERS, max_size=8)
LONG = st.tuples(SHORT, st.integers(44, 60), SHORT).map(lambda parts: parts[0] + "a" * parts[1] + parts[2])


@settings(max_examples=60)
@given(st.lists(st.one_of(st.none(), SHORT, LONG), min_size=1, max_size=50))
def test_duckdb_normalises_as_the_definition_says(texts: list[str | None]) -> None:
    table = table_of(pa.table({"text": pa.array(texts, pa.string())})).normalizing_text()
    rows = table.fetch(sa.select(table.raw("text"), table.value("text")).select_from(table.source))
    assert [form for _, form in rows] == [None if text is None else normalized(text) for text, _ in rows]
    assert sorted(text for text, _ in rows if text is not None) == sorted(text for text in texts if text is not None)


@settings(max_examples=30)
@given(st.lists(st.text(alphabet="0017aB-_ /#.,\u2013(+\uff10\u0130", max_size=10), min_size=1, max_size=50))
def test_duckdb_bares_names_as_the_definition_says(texts: list[str]) -> None:
    table = table_of(pa.table({"text": pa.array(texts, pa.string())})).normalizing_text()
    forms, name = table.dialect.text.names, table.value("text")
    assert forms is not None
    query = sa.select(table.raw("text"), forms.bare(name), forms.joined(name), forms.layout(name))
    rows = table.fetch(query.select_from(table.source))
    assert rows == [(text, bare_name(text), joined_name(text), layout(text) or None) for text, *_ in rows]
