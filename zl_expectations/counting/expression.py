"""What is computed of columns, and how an engine spells it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

Expression = sa.ColumnElement[Any]
Spelled = Callable[[Expression], Expression]
