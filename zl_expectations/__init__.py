"""Great Expectations that stop a pipeline before it trains on data that would give an artificially perfect loss.

Importing this package registers its expectations, metrics, checkpoint actions and DuckDB datasource with Great
Expectations; a stored suite or checkpoint that uses them loads only after ``import zl_expectations``. Great
Expectations itself takes seconds to import, so it is left to whoever needs it first: a public name of ours, or
``import great_expectations`` anywhere in the process.
"""

import typing as _typing  # under names of our own: what a module imports is public as well
from importlib import import_module as _import_module
from importlib.util import find_spec as _find_spec

import wrapt as _wrapt

if _typing.TYPE_CHECKING:
    from zl_expectations.public import *  # noqa: F403

__version__ = "0.1.0"


def _public() -> _typing.Any:
    return _import_module("zl_expectations.public")


def __getattr__(name: str) -> _typing.Any:
    is_ours = name == "__all__" or not (name.startswith("_") or _find_spec(f"{__name__}.{name}"))
    if is_ours and name in (*_public().__all__, "__all__"):
        return getattr(_public(), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_public().__all__})


@_wrapt.when_imported("great_expectations")  # runs at once where it is imported already
def _register(_: _typing.Any) -> None:
    _public()
