"""Great Expectations that stop a pipeline before it trains on data that would give an artificially perfect loss.

Importing this package registers its expectations, metrics, checkpoint actions and DuckDB datasource with Great
Expectations; a stored suite or checkpoint that uses them loads only after ``import zl_expectations``. Great
Expectations itself takes seconds to import, so it is left to whoever needs it first: a public name of ours, or
``import great_expectations`` anywhere in the process.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import wrapt

if TYPE_CHECKING:
    from zl_expectations.public import *  # noqa: F403

__version__ = "0.1.0"


def _public() -> Any:
    return import_module("zl_expectations.public")


def __getattr__(name: str) -> Any:
    is_ours = name == "__all__" or not (name.startswith("_") or find_spec(f"{__name__}.{name}"))
    if is_ours and hasattr(_public(), name):
        return getattr(_public(), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_public().__all__})


@wrapt.when_imported("great_expectations")  # runs at once where it is imported already
def _register(_: Any) -> None:
    _public()
