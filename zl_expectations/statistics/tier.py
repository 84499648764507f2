"""How bad a finding is."""

from __future__ import annotations

from enum import IntEnum

MOST_MISSING = 0.5  # where more of a split's rows lack what is judged, what is known of the others says nothing of it


class Tier(IntEnum):
    """How bad a finding is, in order.

    `CANNOT_TELL` stands between: the figures look bad, but this few rows can prove nothing.
    """

    NONE = 0
    CANNOT_TELL = 1
    WARNING = 2
    CRITICAL = 3

    @property
    def word(self) -> str:
        """The tier as results spell it."""
        return self.name.lower()
