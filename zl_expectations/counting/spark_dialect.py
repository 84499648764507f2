"""Spark SQL as SQLAlchemy compiles it: names in backticks, values as named parameters, Spark's own types."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import GenericTypeCompiler, IdentifierPreparer, SQLCompiler

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
_MICROSECOND = dt.timedelta(microseconds=1)


class SparkPreparer(IdentifierPreparer):
    """Quotes every name in backticks."""

    def __init__(self, dialect: sa.Dialect) -> None:
        super().__init__(dialect, initial_quote="`", final_quote="`", escape_quote="`")

    def _requires_quotes(self, value: str) -> bool:
        return True


class SparkCompiler(SQLCompiler):
    """Names parameters ``:p1``, ``:p2``, …, whatever the column is called that they are compared with."""

    def bindparam_string(self, name: str, *_: Any, **__: Any) -> str:
        """A parameter under a plain name."""
        short = self.escaped_bind_names.get(name) or f"p{len(self.escaped_bind_names) + 1}"
        self.escaped_bind_names = self.escaped_bind_names.union({name: short})
        return f":{short}"


class SparkTypeCompiler(GenericTypeCompiler):
    """Spark's names for types."""

    def visit_text(self, type_: Any, **kwargs: Any) -> str:
        """Text of any length."""
        return "STRING"

    visit_TEXT = visit_VARCHAR = visit_string = visit_text  # noqa: N815


class _Date(sa.Date):
    """Dates; one that is handed in goes as text, because Java would be given the year 1 as ``1``, and refuses it."""

    def bind_expression(self, bindvalue: Any) -> Any:
        """Back from text to a date."""
        return sa.func.to_date(bindvalue)

    def bind_processor(self, dialect: sa.Dialect) -> Any:
        """What makes a date text."""
        return lambda value: None if value is None else value.isoformat()


class SparkDialect(DefaultDialect):
    """What turns a select into Spark SQL; it makes no connections."""

    name = "spark"
    supports_statement_cache = False
    supports_native_boolean = True
    preparer: type[IdentifierPreparer] = SparkPreparer
    statement_compiler = SparkCompiler
    type_compiler_cls = SparkTypeCompiler
    colspecs: Any = {sa.Date: _Date}

    def __init__(self) -> None:
        super().__init__(paramstyle="named")


class EpochMicroseconds(sa.types.TypeDecorator[Any]):
    """Instants as microseconds since 1970, so that no time zone of a session or machine comes between."""

    impl = sa.BigInteger
    cache_ok = True

    @staticmethod
    def of(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        """The microseconds of a timestamp with a zone."""
        return sa.func.unix_micros(column, type_=EpochMicroseconds())

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> int | None:
        """The microseconds of an instant."""
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Any:
        """The instant, in UTC."""
        return None if value is None else _EPOCH + value * _MICROSECOND


class NaiveTimestamp(sa.types.TypeDecorator[Any]):
    """Timestamps without a zone; one that is handed in goes as text, because Spark would give it a zone."""

    impl = sa.Text
    cache_ok = True

    @staticmethod
    def of(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        """The column, known as what it is."""
        return sa.type_coerce(column, NaiveTimestamp())

    def bind_expression(self, bindvalue: Any) -> Any:
        """Back from text to a timestamp."""
        return sa.func.to_timestamp_ntz(bindvalue)

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:
        """The timestamp as text."""
        return None if value is None else value.isoformat(" ")


class ListOf(sa.types.TypeDecorator[Any]):
    """A list of values of one type."""

    impl = sa.types.NullType
    cache_ok = True

    def __init__(self, item: sa.types.TypeEngine[Any]) -> None:
        super().__init__()
        self.item = item

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Any:
        """The items as their own type hands them out."""
        item = self.item.dialect_impl(dialect).result_processor(dialect, None)
        return value if value is None or item is None else [item(one) for one in value]


class Bound(sa.sql.expression.ColumnElement[Any]):
    """An expression of a value under a name, so that the value stands in the query once, however often it is used."""

    inherit_cache = False

    def __init__(
        self,
        value: sa.ColumnElement[Any],
        name: str,
        of: Callable[[sa.ColumnElement[Any]], sa.ColumnElement[Any]],
    ) -> None:
        self.value, self.bound_name = value, name
        self.body = of(sa.literal_column(name, value.type))
        self.type = self.body.type


@compiles(Bound, "spark")
def _bound(element: Bound, compiler: SQLCompiler, **kwargs: Any) -> str:
    value, body = (compiler.process(one, **kwargs) for one in (element.value, element.body))
    return f"transform(array({value}), {element.bound_name} -> {body})[0]"


class SortedPick(sa.sql.expression.ColumnElement[Any]):
    """``percentile_disc`` at several fractions, for values of every type, exact, and without a window over all rows.

    Spark's own ``percentile_disc`` hands out doubles, which round large integers.
    """

    inherit_cache = False

    def __init__(self, value: sa.ColumnElement[Any], fractions: Sequence[float]) -> None:
        self.value, self.fractions = value, tuple(fractions)
        self.type = ListOf(value.type)


@compiles(SortedPick, "spark")
def _sorted_pick(element: SortedPick, compiler: SQLCompiler, **kwargs: Any) -> str:
    values = f"sort_array(collect_list({compiler.process(element.value, **kwargs)}))"
    fractions = ", ".join(f"{fraction!r}D" for fraction in element.fractions)
    place = "greatest(1, CAST(ceil(f * size(s)) AS INT))"
    picked = f"transform(array({fractions}), f -> try_element_at(s, {place}))"
    return f"transform(array({values}), s -> {picked})[0]"
