"""What a test needs beside Python, and what happens where it is not there."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def unavailable(what: str) -> NoReturn:
    """Skip, saying what is missing; fail where everything is required, as it is in CI."""
    if os.environ.get("ZL_REQUIRE_ENGINES") == "1":
        pytest.fail(f"ZL_REQUIRE_ENGINES=1, but {what}")
    pytest.skip(what)
