"""How bad a finding is."""

from __future__ import annotations

from enum import IntEnum


class Tier(IntEnum):
    """How bad a finding is, in order.

    `CANNOT_TELL` stands between: the figures look bad, but this few rows can prove nothing.
    """

    NONE = 0
    CANNOT_TELL = 1
    WARNING = 2
    CRITICAL = 3
