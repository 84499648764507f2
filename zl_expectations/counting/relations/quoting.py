"""Names, text and lists as DuckDB writes them."""

from __future__ import annotations

from collections.abc import Iterable


def identifier(name: str) -> str:
    """A quoted name.

    Examples
    --------
    >>> print(identifier('q"uote'))
    "q""uote"
    """
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A quoted string.

    Examples
    --------
    >>> print(literal("it's"))
    'it''s'
    """
    return "'" + text.replace("'", "''") + "'"


def literals(texts: Iterable[str]) -> str:
    """A list of quoted strings.

    Examples
    --------
    >>> print(literals(["a", "b"]))
    ['a', 'b']
    """
    return "[" + ", ".join(map(literal, texts)) + "]"
