"""A batch of rows as the counting queries see it: named columns of known kinds, and a way to run a select."""

from __future__ import annotations

import itertools
import weakref
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from copy import copy
from dataclasses import fields, is_dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from zl_expectations.counting.dialects import Dialect, Expression
from zl_expectations.counting.kinds import Kind
from zl_expectations.errors import (
    CouldNotJudgeError,
    EngineError,
    UnknownColumnError,
    UnsupportedTypeError,
    date_hint,
    is_interruption,
    room_hint,
)

P = ParamSpec("P")
T = TypeVar("T")
Row = tuple[Any, ...]
Coded = Callable[[Any], Expression]
WIDE = 100
COLUMNS_AT_A_TIME = 50
COLUMNS_A_SCAN = 500
ROWS_PER_COLUMN = 10_000
MOST_CELLS = 20_000_000
_NUMBERS = itertools.count(1)
Select = Any  # sqlalchemy.Select, whose type parameters differ between SQLAlchemy 2.0 and 2.1


class Table(ABC):
    """Rows in an engine, reached only through selects that return counts.

    Parameters
    ----------
    source : sqlalchemy.FromClause
        What the rows are selected from.
    columns : mapping of str to Kind
        The columns, in the batch's own order.
    dialect : Dialect
        How this engine spells what SQL leaves open.
    refused : mapping of str to str
        Columns whose values cannot be compared, and why; they are in the way only of a count that looks at them.
    """

    def __init__(
        self,
        source: sa.FromClause,
        columns: Mapping[str, Kind],
        dialect: Dialect,
        refused: Mapping[str, str] | None = None,
    ) -> None:
        self.source = source
        self.columns = dict(columns)
        self.dialect = dialect
        self.refused = dict(refused or {})
        self._counted: dict[Any, Any] = {}
        self._normalizes_text = False
        self._lessons: tuple[Callable[[Any], None], ...] = ()
        self._spelled: dict[str, str] = {}
        self._place: Expression | None = None
        self._coded: dict[str, Coded] = {}
        self._deriving_only: Callable[[Sequence[str]], Table] | None = None

    @property
    def is_local(self) -> bool:
        """Whether the rows are in this process, so that to look at some of them takes none out of a database."""
        return self.dialect.materialises

    @abstractmethod
    def fetch(self, query: Select) -> list[Row]:
        """Run one select and return its rows, which are counts (or the few rows that a result asks for)."""

    def fetch_numbers(self, query: Select) -> npt.NDArray[Any]:
        """Run a select of one column, hashes or places, and return it as whole numbers, of shape (rows,)."""
        return np.fromiter((row[0] for row in self.fetch(query)), dtype=np.uint64)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` returns, remembered under a key for as long as the table lives."""
        if key not in self._counted:
            self._counted[key] = make()
        return cast(T, self._counted[key])

    @contextmanager
    def planned_as_written(self) -> Iterator[None]:
        """Queries within are not searched for what they have twice, for those that are wide and have nothing twice."""
        yield

    @contextmanager
    def materialised(self, query: Select) -> Iterator[sa.FromClause]:
        """The select as something to select from: here inlined, in an engine of our own a temporary table."""
        yield query.subquery()

    @property
    def knows_places(self) -> bool:
        """Whether each row's position in the batch is written beside it, and need not be counted."""
        return self._place is not None

    @property
    def place(self) -> Expression:
        """The position of a row in the batch, from 0, in an engine that keeps the order of rows."""
        return self._place if self._place is not None else sa.func.row_number().over() - 1

    @property
    def place_to_join(self) -> Expression:
        """The position as a double: to join a few wide rows by whole numbers DuckDB makes room for all between them."""
        return sa.cast(self.place, sa.Double())

    def kept(
        self,
        query: Select,
        spelled: Mapping[str, str],
        place: Expression | None = None,
        coded: Mapping[str, Coded] | None = None,
    ) -> Table:
        """The same engine and columns, read from a select that is written down for as long as that table lives."""
        return self.reading(query.subquery(), spelled, place, coded)

    def reading(
        self,
        source: sa.FromClause,
        spelled: Mapping[str, str] | None = None,
        place: Expression | None = None,
        coded: Mapping[str, Coded] | None = None,
    ) -> Table:
        """The same engine and columns, read from another select, which calls some of them by names of ours.

        Parameters
        ----------
        place : sqlalchemy expression, optional
            What the select has for the position that a row has in the batch.
        coded : mapping of str to callable
            The columns that it has as codes, which are only compared, with what gives the code of a value.
        """
        twin = copy(self)
        twin.source, twin._counted, twin._deriving_only, twin._place = source, {}, None, place
        twin._spelled, twin._coded = {**self._spelled, **(spelled or {})}, dict(coded or {})
        return twin

    def deriving(self, made: Mapping[str, tuple[Expression, Kind]], kept: Sequence[str]) -> Table:
        """The same rows with the columns `kept`, and beside them columns that are made of others.

        `Kind.UNKNOWN` is for one that is to be counted value by value, whatever its type.
        """
        spelled = {name: f"zl_d_{i}" for i, name in enumerate(made)}
        columns = [*map(self.raw, kept), *(one.label(spelled[name]) for name, (one, _) in made.items())]
        place = None
        if self.knows_places:  # so that some of the rows can be chosen without what is made of all of them
            columns.append(self.place.label("zl_place"))
            place = sa.column("zl_place", sa.BigInteger())
        twin = self.reading(sa.select(*columns).select_from(self.source).subquery("derived"), place=place)
        twin.columns = {
            **{name: self.columns[name] for name in kept},
            **{name: kind for name, (_, kind) in made.items()},
        }
        twin._spelled = {**self._spelled, **spelled}
        twin._deriving_only = lambda names: self.deriving({name: made[name] for name in names if name in made}, kept)
        return twin

    def narrowed(
        self, columns: Sequence[str], beside: Sequence[str], where: Expression, rows: int
    ) -> Iterator[tuple[Sequence[str], Table]]:
        """Some columns at a time, each time with a table that has few others.

        Whoever asks a query for each column asks it of these: to look up a frame or file of thousands of columns takes
        an engine longer than to count one of them. Where the engine is our own, and the rows are not so many that
        writing them down costs more, `COLUMNS_AT_A_TIME` of the columns and those `beside` are written down, of the
        rows for which `where` holds; elsewhere it is the table itself.
        """
        if not self.dialect.materialises or len(self.columns) <= WIDE or rows > ROWS_PER_COLUMN * len(self.columns):
            yield columns, self
            return
        for chunk in chunks(columns, COLUMNS_AT_A_TIME):
            names = list(dict.fromkeys([*beside, *chunk]))
            query = sa.select(*map(self.raw, names)).select_from(self.source).where(where)
            with self.materialised(query) as source:
                twin = self.reading(source)
                twin.columns = {name: self.columns[name] for name in names}
                yield chunk, twin

    @contextmanager
    def side_by_side(
        self, parts: Sequence[Sequence[Expression]], where: Expression | None = None
    ) -> Iterator[sa.FromClause]:
        """Columns to select from, each part of which is read in a scan of its own where the rows know their places.

        A scan of a Parquet file holds a page of each column that it reads, for each thread: of thousands of columns
        more than all of the rows that are asked for. By their places the parts are put beside each other again.

        Parameters
        ----------
        parts : sequence of sequences of expressions
            What is selected, each under a name of its own, such as `in_scans` parts it.
        where : sqlalchemy expression, optional
            Which rows.
        """
        columns = [column for part in parts for column in part]
        rows: Select = sa.select().select_from(self.source)
        some = rows if where is None else rows.where(where)
        if len(parts) < 2 or not self.knows_places:
            yield some.add_columns(*columns).subquery("one_scan")
            return
        place = self.place_to_join.label("zl_beside")
        with ExitStack() as stack:
            stack.enter_context(self.planned_as_written())
            if where is not None:
                chosen = stack.enter_context(self.materialised(some.add_columns(self.place.label("zl_place"))))
                some = rows.where(self.place.in_(sa.select(chosen.c.zl_place)))
            first, *others = [stack.enter_context(self.materialised(some.add_columns(place, *part))) for part in parts]
            beside: sa.FromClause = first
            for other in others:
                beside = beside.join(other, first.c.zl_beside == other.c.zl_beside)
            named = [column for column in beside.c if column.name != place.name]
            yield sa.select(*named).select_from(beside).subquery("side_by_side")

    @contextmanager
    def reading_only(self, places: Select) -> Iterator[None]:
        """Within, whoever asks for the rows at these places need not have all others read; it only saves work.

        Nothing else is to be asked of the table meanwhile. Of more than `MOST_CELLS` it would save none.

        Parameters
        ----------
        places : select
            Of one column, positions in the batch from 0.
        """
        yield

    def deriving_only(self, names: Sequence[str]) -> Table:
        """The same table; where columns are derived, no others than these: a query names each that it could read."""
        return self if self._deriving_only is None else self._deriving_only(names)

    def normalizing_text(self) -> Table:
        """The same table, whose text is compared in its normalised form.

        Raises
        ------
        UnsupportedTypeError
            When the engine has no Unicode normalisation.
        """
        if self.dialect.normalized_text is None:
            raise UnsupportedTypeError(
                f"`normalize_text` needs an engine that can normalise Unicode, got {self.dialect.name}. "
                "Normalise the text in a query asset, or leave `normalize_text` off."
            )
        return self.once("normalizing text", self._normalizing_text)

    def _normalizing_text(self) -> Table:
        twin = self.teaching(self.dialect.teaches_text)
        twin._normalizes_text = True
        return twin

    def teaching(self, lesson: Callable[[Any], None] | None) -> Table:
        """The same table, read over a connection whose driver was first taught what its queries call."""
        twin = self.reading(self.source, place=self._place)
        twin._lessons = self._lessons if lesson is None else (*self._lessons, lesson)
        return twin

    def require(self, role: str, name: str) -> str:
        """Return `name` if it is a column, else raise `UnknownColumnError` for the argument `role`."""
        if name not in self.columns:
            raise UnknownColumnError(role, name, self.columns)
        return name

    def raw(self, name: str) -> Expression:
        """A column as it stands."""
        spelled = self._spelled.get(name, name)
        return sa.column(
            sa.quoted_name(spelled, True) if self.dialect.quotes_all else spelled, _SQL_TYPES.get(self.columns[name])
        )

    def exact(self, name: str) -> Expression:
        """A column such that equal values are equal in SQL: NaN is missing, and missing is NULL.

        Raises
        ------
        UnsupportedTypeError
            When the engine cannot compare the column's values.
        """
        if name in self.refused:
            raise UnsupportedTypeError(
                f"Column {name!r} must hold values that {self.dialect.name} can compare, got {self.refused[name]}. "
                "Convert it in a query, or leave it out with `ignore_columns`."
            )
        column = self.raw(name)
        if name in self._coded:
            return column
        spelled = self.dialect.comparable.get(self.columns[name])
        return column if spelled is None else spelled(column)

    def equals(self, name: str, value: Any) -> Expression:
        """The condition that a column holds a value, which is given as `exact` has it."""
        condition: Expression = self.exact(name) == (self._coded[name](value) if name in self._coded else value)
        return condition

    def value(self, name: str) -> Expression:
        """A column as `exact` has it, and text in its normalised form where the table normalises text."""
        column = self.exact(name)
        if name in self._coded:
            return column
        if self.columns[name] is Kind.TEXT and self._normalizes_text and self.dialect.normalized_text is not None:
            return self.dialect.normalized_text(column)
        return column

    def words(self, name: str) -> Expression:
        """A column of text as `value` has it, in a table that normalises text; sentences without their punctuation."""
        words = self.dialect.text.words
        return self.value(name) if words is None else words(self.exact(name), self.value(name))


def chunks(items: Sequence[T], size: int) -> list[Sequence[T]]:
    """So many at a time.

    Examples
    --------
    >>> chunks("abcde", 2)
    ['ab', 'cd', 'e']
    """
    return [items[start : start + size] for start in range(0, len(items), size)]


def in_scans(columns: Sequence[T]) -> list[Sequence[T]]:
    """So many columns at a time as are read in one scan."""
    return chunks(columns, COLUMNS_A_SCAN)


_SQL_TYPES: dict[Kind, sa.types.TypeEngine[Any]] = {
    Kind.BOOLEAN: sa.Boolean(),
    Kind.TEXT: sa.Text(),
    Kind.INTEGER: sa.BigInteger(),
    Kind.FLOAT: sa.Double(),
    Kind.BINARY: sa.LargeBinary(),
}


class SqlTable(Table):
    """Rows behind a SQLAlchemy connection: a database, or DuckDB in this process.

    Parameters
    ----------
    connect : callable
        Returns a context manager that yields a connection; the query is fetched before it is left.
    source, columns, dialect
        As for `Table`.
    keep_alive : object
        Whatever has to outlive the table, such as the frame or the engine behind `connect`.
    place : sqlalchemy expression, optional
        What `source` has for a row's position in the batch, from 0.
    """

    def __init__(
        self,
        connect: Callable[[], AbstractContextManager[sa.Connection]],
        source: sa.FromClause,
        columns: Mapping[str, Kind],
        dialect: Dialect,
        keep_alive: object = None,
        refused: Mapping[str, str] | None = None,
        place: Expression | None = None,
    ) -> None:
        super().__init__(source, columns, dialect, refused)
        self._place = place
        self._connect = connect
        self._keep_alive = keep_alive

    def fetch(self, query: Select) -> list[Row]:
        """Run one select on the connection and fetch all of its rows."""
        with self._opened() as connection:
            return [tuple(row) for row in connection.execute(query).fetchall()]

    def fetch_numbers(self, query: Select) -> npt.NDArray[Any]:
        """Run a select of one column of whole numbers; our own engine hands it over as it is, without its rows."""
        if not self.dialect.materialises:
            return super().fetch_numbers(query)
        with self._opened() as connection:
            text = str(query.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True}))
            (column,) = raw_connection(connection).execute(text).fetchnumpy().values()
            return np.asarray(column)

    @contextmanager
    def _opened(self) -> Iterator[sa.Connection]:
        """A connection that knows what the queries need, and whose failures are clear."""
        with failing_clearly(self.dialect.name), self._connect() as connection:
            let_go = connection.info.setdefault("zl_let_go", [])
            while let_go:
                connection.exec_driver_sql(f'DROP TABLE IF EXISTS "{let_go.pop()}"')
            taught = connection.info.setdefault("zl_lessons", set())
            for lesson in self._lessons:
                if lesson not in taught:
                    lesson(connection.connection.driver_connection)
                    taught.add(lesson)
            yield connection

    @contextmanager
    def planned_as_written(self) -> Iterator[None]:
        """DuckDB compares each ``CASE`` with all others, and bounds each value: of 1,200 columns for 20 s, in vain."""
        if not self.dialect.materialises:
            yield
            return
        with self._opened() as connection:
            set_before = connection.exec_driver_sql("SELECT current_setting('disabled_optimizers')").scalar_one()
            names = ",".join(filter(None, [set_before, "common_subexpressions", "statistics_propagation"]))
            connection.exec_driver_sql(f"SET disabled_optimizers = '{names}'")
        try:
            yield
        finally:
            with self._connect() as connection:
                connection.exec_driver_sql(f"SET disabled_optimizers = '{set_before}'")

    @contextmanager
    def reading_only(self, places: Select) -> Iterator[None]:
        """Frames in memory are narrowed to these rows, which DuckDB otherwise has to read whole."""
        if not (self.dialect.materialises and self.knows_places and isinstance(self.source, sa.TableClause)):
            yield
            return
        from zl_expectations.counting.relations import only_rows, tables_behind

        with ExitStack() as stack:
            if tables := tables_behind(self.source.name):
                most = MOST_CELLS // len(self.columns)
                wanted = self.fetch_numbers(places.limit(most + 1))
                if len(wanted) <= most:
                    connection = stack.enter_context(self._connect())
                    stack.enter_context(only_rows(raw_connection(connection), tables, wanted))
            yield

    @contextmanager
    def materialised(self, query: Select) -> Iterator[sa.FromClause]:
        """The select as a temporary table where the engine is our own, inlined elsewhere."""
        if not self.dialect.materialises:
            yield query.subquery()
            return
        table, _ = self._written_down(query)
        try:
            yield table
        finally:
            with self._connect() as connection:
                connection.exec_driver_sql(f'DROP TABLE IF EXISTS "{table.name}"')

    def kept(
        self,
        query: Select,
        spelled: Mapping[str, str],
        place: Expression | None = None,
        coded: Mapping[str, Coded] | None = None,
    ) -> Table:
        """The same engine and columns, read from a select that is written down for as long as that table lives.

        It is dropped before the next query: whenever a table is let go of, another's rows may still be being fetched.
        """
        if not self.dialect.materialises:
            return super().kept(query, spelled, place, coded)
        table, let_go = self._written_down(query)
        twin = self.reading(table, spelled, place, coded)
        weakref.finalize(twin, let_go.append, table.name).atexit = False
        return twin

    def _written_down(self, query: Select) -> tuple[sa.TableClause, list[str]]:
        """A temporary table of the rows, and the connection's list of those to drop."""
        name = f"zl_temporary_{next(_NUMBERS)}"
        with self._opened() as connection:
            text = query.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
            connection.exec_driver_sql(f'CREATE TEMP TABLE "{name}" AS {text}')
            let_go: list[str] = connection.info["zl_let_go"]
        return sa.table(name, *[sa.column(column.name) for column in query.selected_columns]), let_go


def raw_connection(connection: sa.Connection) -> Any:
    """DuckDB's own connection under a SQLAlchemy one."""
    return connection.connection.driver_connection._ConnectionWrapper__c  # type: ignore[union-attr]


@contextmanager
def failing_clearly(engine: str, doing: str = "count") -> Iterator[None]:
    """Turn whatever an engine or its driver throws into an `EngineError` with the engine's own words."""
    try:
        yield
    except CouldNotJudgeError:
        raise
    except Exception as error:  # not SQLAlchemy's alone: a driver may fail on a date that Python does not know
        if is_interruption(error):
            raise
        reason = _reason(getattr(error, "orig", None) or error)
        hint = room_hint(reason) or date_hint(reason)
        end = "." if hint and not reason.endswith(".") else ""
        raise EngineError(f"{engine} could not {doing}: {reason}{end}{hint}", from_data=[reason]) from error


def _reason(error: object) -> str:
    """The first line of an error that says what failed; py4j's own first line only names the call."""
    lines = [line.lstrip(": ") for line in str(error).strip().splitlines()]
    telling = [line for line in lines if line and not line.startswith("An error occurred while calling")]
    return (telling or [type(error).__name__])[0]


def counted(count: Callable[Concatenate[Table, P], T]) -> Callable[Concatenate[Table, P], T]:
    """Make a count remember its answer for as long as its table lives, so that checks which share it pay once."""

    @wraps(count)
    def remembered(table: Table, *args: P.args, **kwargs: P.kwargs) -> T:
        return table.once((count.__qualname__, _frozen(args), _frozen(kwargs)), lambda: count(table, *args, **kwargs))

    return cast(Callable[Concatenate[Table, P], T], remembered)


def _frozen(value: Any) -> Any:
    """A key of a value, which tells 1 from true and from 1.0."""
    if is_dataclass(value):
        return tuple(_frozen(getattr(value, field.name)) for field in fields(value))
    if isinstance(value, Mapping):
        items = sorted(value.items(), key=lambda item: str(item[0]))
        return tuple((_frozen(key), _frozen(item)) for key, item in items)
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return tuple(_frozen(item) for item in value)
    return type(value), value


def integer(value: Any) -> int:
    """A count as an engine returns it (None, Decimal, int) as an int."""
    return int(value or 0)
