"""Text of the data on its way to people."""

from __future__ import annotations

import re

_STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    r"""Text whose control characters are spelled out: names and values of the data must not steer who shows them.

    So are half surrogates, which no file may hold, and marks that reverse what is written around them.

    Examples
    --------
    >>> print(printable("a\x1b[31m"))
    a\x1b[31m
    """
    return _STEERING.sub(lambda found: repr(found[0])[1:-1], text)
