"""What the docstring of an expectation tells somebody who met it in a report."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Explanation:
    """An expectation in words.

    Attributes
    ----------
    name : str
        Its class's name.
    wants : str
        The first line of its docstring: "Expect …".
    notes : str
        How it is detected, why it matters, what to do, what it cannot see: paragraphs of Markdown.
    """

    name: str
    wants: str
    notes: str


def explanation_of(expectation: type) -> Explanation:
    """Read the first line and the Notes of a numpydoc docstring.

    Examples
    --------
    >>> class ExpectOrder:
    ...     '''Expect order.
    ...
    ...     Notes
    ...     -----
    ...     *How it is detected.* By
    ...     looking.
    ...
    ...     Examples
    ...     --------
    ...     None yet.
    ...     '''
    >>> explanation_of(ExpectOrder)
    Explanation(name='ExpectOrder', wants='Expect order.', notes='*How it is detected.* By\\nlooking.')
    """
    doc = inspect.getdoc(expectation) or ""
    sections = re.split(r"^(\w[\w ]*)\n-{3,}\n", doc, flags=re.MULTILINE)
    notes = dict(zip(sections[1::2], sections[2::2], strict=True)).get("Notes", "")
    return Explanation(expectation.__name__, " ".join(sections[0].split("\n\n")[0].split()), notes.strip())
