"""Text of the data on its way to people."""

from __future__ import annotations

import re


def printable(text: str) -> str:
    r"""Text whose control characters are spelled out: names and values of the data must not steer who shows them.

    Examples
    --------
    >>> print(printable("a\x1b[31m"))
    a\x1b[31m
    """
    return re.sub(r"[\x00-\x1f\x7f-\x9f]", lambda found: repr(found[0])[1:-1], text)
