"""Names as they are compared when zeros before a number and the signs between its parts are to make no difference.

Each form is one chain of regular expressions, which the definition here and the engines that know them both run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from zl_expectations.counting.expression import Expression, Spelled
from zl_expectations.counting.text import DIGIT, TextFunction, normalized

_SIGNS = "-_/:#| \u2010\u2013\u2014"
_LETTER, _POINTS_TOO = f"[^{_SIGNS}.,0-9]", f"[{_SIGNS}.,]+"
_AFTER_DIGIT = f"({DIGIT})[{_SIGNS}]+"
Step = tuple[str, str]  # a pattern, and what takes the place of all that matches it: "1" is the first group

_IS_WHOLE, _WITHOUT_POINT = f"^[^.]*{DIGIT}[.]0$", ("[.]0$", "")
_WITHOUT_SIGNS: tuple[Step, ...] = (
    (f"({_LETTER}){_POINTS_TOO}", "1"),
    (f"{_POINTS_TOO}({_LETTER})", "1"),
)
_KEPT: Step = (_AFTER_DIGIT, "1 ")
_JOINED: Step = (_AFTER_DIGIT, "1")
_WITHOUT_ZEROS: Step = (f"(^|[^0-9.,])0+({DIGIT})", "12")
_MIXED = f"^.*{DIGIT}.*{_LETTER}.*$"
_PARTED = f"^.*{_AFTER_DIGIT}{DIGIT}.*$"
_LAYOUT: Step = (f"[^{_SIGNS}]", "x")


def bare_name(text: str, *, joined: bool = False) -> str:
    """A normalised name without the signs beside a letter, zeros before its numbers, and a ``.0`` at its end.

    Between two digits signs stay, as one space, for ``1-23`` and ``12-3`` are two names; `joined` says that all names
    are laid out alike, so that they may go too. A point or comma between digits stays as it is, and so do zeros behind
    it, a sign at the beginning (``-7``), and the zeros of a name in which letters follow digits: there they are digits
    of a code, such as a hash, like any other.

    Examples
    --------
    >>> [bare_name(name) for name in ("000007", "7.0", "C-7", "c 007", "2020-01", "00-07", "1.10", "0a-07")]
    ['7', '7', 'c7', 'c7', '2020 1', '0 7', '1.10', '0a07']
    >>> bare_name("00-07", joined=True), bare_name("123-45-6789", joined=True)
    ('7', '123456789')
    """
    form = normalized(text)
    if re.fullmatch(_IS_WHOLE, form):
        form = _replaced(form, _WITHOUT_POINT)
    for step in (*_WITHOUT_SIGNS, _JOINED if joined else _KEPT):
        form = _replaced(form, step)
    return form if re.fullmatch(_MIXED, form) else _replaced(form, _WITHOUT_ZEROS)


def joined_name(text: str) -> str:
    """The bare form of a name without the signs between its digits.

    Examples
    --------
    >>> joined_name("00-07")
    '7'
    """
    return bare_name(text, joined=True)


def layout(text: str) -> str:
    """Where the signs of a name stand, if any is between two digits; else empty.

    Examples
    --------
    >>> layout("1-23"), layout("12-3"), layout("C-7")
    ('x-xx', 'xx-x', '')
    """
    form = normalized(text)
    return _replaced(form, _LAYOUT) if re.fullmatch(_PARTED, form) else ""


def _replaced(text: str, step: Step) -> str:
    pattern, by = step
    return re.sub(pattern, _reference("\\", by), text)


def _reference(mark: str, by: str) -> str:
    """What takes the place of a match, with an engine's mark before the number of each group."""
    return re.sub(DIGIT, lambda number: mark + number[0], by)


@dataclass(frozen=True)
class NameForms:
    """How an engine spells the forms of a normalised name.

    Attributes
    ----------
    bare, joined, layout : callable
        Those of `bare_name`, `joined_name` and `layout`; missing where there is no layout.
    teaches : callable or None
        Makes the functions behind them known to a driver's connection, where they are ours.
    """

    bare: Spelled
    joined: Spelled
    layout: Spelled
    teaches: Callable[[Any], None] | None = None


def forms_by_patterns(matches: str, mark: str, *flags: str) -> NameForms:
    """The forms by regular expressions.

    Parameters
    ----------
    matches : str
        The operator that matches a whole text.
    mark : str
        What stands before the number of a group in a replacement.
    flags : str
        What makes the engine replace all that match.
    """
    everywhere: list[Expression] = [sa.literal_column(one) for one in flags]

    def replaced(text: Expression, step: Step) -> Expression:
        pattern, by = (sa.literal(one, sa.Text()) for one in (step[0], _reference(mark, step[1])))
        found: Expression = sa.func.regexp_replace(text, pattern, by, *everywhere, type_=sa.Text())
        return found

    def has(text: Expression, pattern: str) -> Expression:
        return text.op(matches, is_comparison=True)(sa.literal(pattern, sa.Text()))

    def bare(text: Expression, steps: Sequence[Step]) -> Expression:
        text = sa.case((has(text, _IS_WHOLE), replaced(text, _WITHOUT_POINT)), else_=text)
        for step in steps:
            text = replaced(text, step)
        return sa.case((has(text, _MIXED), text), else_=replaced(text, _WITHOUT_ZEROS))

    return NameForms(
        lambda text: bare(text, (*_WITHOUT_SIGNS, _KEPT)),
        lambda text: bare(text, (*_WITHOUT_SIGNS, _JOINED)),
        lambda text: sa.case((has(text, _PARTED), replaced(text, _LAYOUT))),
    )


_TAUGHT = tuple(TextFunction(f"zl_{one.__name__}", one) for one in (bare_name, joined_name, layout))


def _teach_sqlite(connection: Any) -> None:
    for one in _TAUGHT:
        one.register_in_sqlite(connection)


def forms_taught_to_sqlite() -> NameForms:
    """The forms by functions in Python: SQLite has no regular expressions."""
    bare, joined, of_layout = _TAUGHT
    return NameForms(bare, joined, lambda text: sa.func.nullif(of_layout(text), sa.literal_column("''")), _teach_sqlite)
