"""The form in which text is compared when case, spaces and Unicode forms are to make no difference."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

SQL_NAME = "zl_normalize_text"
_ASCII, _PRINTED = r"\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e", "\u2018\u2019\u201c\u201d\u2013\u2014"
DIGIT, PUNCTUATION = "[0-9]", f"[{_ASCII}{_PRINTED}]"


def normalized(text: str) -> str:
    r"""Text after Unicode NFKC and case folding, without outer white space and with single inner spaces.

    Examples
    --------
    >>> normalized("  Stra\u00dfe\u00a0\uff21\uff22\uff23  1 ")
    'strasse abc 1'
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(folded.split())


def words_alone(text: str) -> str:
    """Normalised text; several words without their punctuation too.

    That is no part of a text with a digit, where a point, a comma or a sign means something, nor of a single word.

    Examples
    --------
    >>> words_alone("Hello - (World)!"), words_alone("C++"), words_alone("version 1.5")
    ('hello world', 'c++', 'version 1.5')
    """
    form = normalized(text)
    if " " not in text or re.search(DIGIT, text):
        return form
    return re.sub(PUNCTUATION, "", form).replace("  ", " ").strip(" ") or form


@dataclass(frozen=True)
class TextFunction:
    """A function from text to text that engines in this process are taught under a name."""

    name: str
    function: Callable[[str], str]

    def __call__(self, text: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        """The call in a query."""
        called: sa.ColumnElement[Any] = getattr(sa.func, self.name)(text, type_=sa.Text())
        return called

    def teacher_of(self, engine: str) -> Callable[[Any], None] | None:
        """What teaches it to a connection of an engine; None for engines that run elsewhere."""
        return {"duckdb": self.register_in_duckdb, "sqlite": self.register_in_sqlite}.get(engine)

    def register_in_duckdb(self, connection: Any) -> None:
        """Teach a DuckDB connection, once; the function is called once for each distinct value of a vector."""
        import pyarrow as pa

        connection = getattr(connection, "_ConnectionWrapper__c", connection)  # as duckdb-engine wraps it
        query = "SELECT 1 FROM duckdb_functions() WHERE function_name = ?"
        if connection.execute(query, [self.name]).fetchone() is not None:
            return

        def of_each(values: Any) -> Any:
            encoded = pa.chunked_array(values).combine_chunks().dictionary_encode()
            forms = [None if one is None else self.function(one) for one in encoded.dictionary.to_pylist()]
            return pa.array(forms, pa.string()).take(encoded.indices)

        connection.create_function(self.name, of_each, ["VARCHAR"], "VARCHAR", type="arrow")

    def register_in_sqlite(self, connection: Any) -> None:
        """Teach a SQLite connection."""
        connection.create_function(
            self.name, 1, lambda text: None if text is None else self.function(str(text)), deterministic=True
        )


NO_DIGIT, NUMBER = "[^0-9.]", "[0-9]{1,15}([.][0-9]*)?"


def number_of_digits(text: str) -> str:
    """The number that the digits of a text make, with a point among them; empty where they make none.

    Examples
    --------
    >>> number_of_digits("$215,000.50"), number_of_digits("R000731"), number_of_digits("1.2.3")
    ('215000.50', '000731', '')
    """
    kept = re.sub(NO_DIGIT, "", text)
    return kept if re.fullmatch(NUMBER, kept) else ""


DIGITS = TextFunction("zl_digits", number_of_digits)
NORMALIZE = TextFunction(SQL_NAME, normalized)
WORDS = TextFunction("zl_words_alone", words_alone)
register_in_duckdb = NORMALIZE.register_in_duckdb


def register_in_sqlite(connection: Any) -> None:
    """Teach a SQLite connection both forms, for it has no function that takes several characters out of a text."""
    NORMALIZE.register_in_sqlite(connection)
    WORDS.register_in_sqlite(connection)


def register_in_spark(session: Any) -> None:
    """Teach a Spark session the SQL function `SQL_NAME`, which brings its own code to the workers."""

    def normalize(text: str | None) -> str | None:
        import unicodedata

        if text is None:
            return None
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
        return " ".join(folded.split())

    session.udf.register(SQL_NAME, normalize, "string")
