"""What DuckDB takes the words of a CSV file for, where the words do not say so themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import duckdb

from zl_expectations.counting.relations.quoting import identifier

_FLAGS = "lower(trim({0})) IN ('true', 'false')"
_YEAR_FIRST = r"regexp_matches(trim({0}), '^\d{{4}}\D')"
_YEAR_LAST = r"regexp_matches(trim({0}), '^\d{{1,2}}\D\d{{1,2}}\D\d{{4}}')"
_PAST_TWELVE = r"regexp_matches(trim({0}), '^(\d{{1,2}}\D)?(1[3-9]|2\d|3[01])\D')"


def unproven_guesses(connection: duckdb.DuckDBPyConnection, texts: str, columns: Mapping[str, str]) -> list[str]:
    """The columns that are text to whoever reads them, though DuckDB guessed otherwise.

    Words such as yes and no are the user's own, and no booleans. Of 05/10/2020 only other dates of the same file tell
    which is the day: where none is past the twelfth, or years have two digits, another file's would be read otherwise.

    Parameters
    ----------
    texts : str
        SQL of a source that has the columns' words, and as ``zl_file`` the file that each row is in.
    columns : mapping of str to str
        The guessed types.
    """
    proofs = dict(_proofs(columns))
    if not proofs:
        return []
    proven = ", ".join(f"coalesce({proof}, true)" for proof in proofs.values())
    of_files = connection.execute(f"SELECT {proven} FROM {texts} GROUP BY zl_file").fetchall()
    return [name for name, *answers in zip(proofs, *of_files, strict=True) if not all(answers)]


def _proofs(columns: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """SQL that tells of the words of a file whether they are what they were taken for."""
    for name, type_text in columns.items():
        words = identifier(name)
        if type_text == "BOOLEAN":
            yield name, f"bool_and({_FLAGS.format(words)})"
        elif type_text.startswith(("DATE", "TIMESTAMP")):
            first, last, past = (pattern.format(words) for pattern in (_YEAR_FIRST, _YEAR_LAST, _PAST_TWELVE))
            yield name, f"bool_and({first}) OR bool_and({last}) AND bool_or({past})"
