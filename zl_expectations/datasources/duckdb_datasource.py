"""DuckDB as a data source of Great Expectations: files, frames and named splits as one batch."""

from __future__ import annotations

import builtins
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, cast

import sqlalchemy as sa
from great_expectations.compatibility import pydantic
from great_expectations.core.batch_spec import SqlAlchemyDatasourceBatchSpec
from great_expectations.core.partitioners import (
    ColumnPartitioner,
    ColumnPartitionerDaily,
    ColumnPartitionerMonthly,
    ColumnPartitionerYearly,
)
from great_expectations.datasource.fluent.batch_request import BatchRequest
from great_expectations.datasource.fluent.config_str import ConfigStr
from great_expectations.datasource.fluent.interfaces import Batch, DataAsset
from great_expectations.datasource.fluent.sql_datasource import QueryAsset, SQLDatasource, TableAsset, _SQLAsset

import zl_expectations.datasources.duckdb_outliers  # noqa: F401 - registers the metric
from zl_expectations.counting.relations import create_relation, drop_relation
from zl_expectations.counting.sql_table import sql_table
from zl_expectations.counting.table import Table, failing_clearly
from zl_expectations.datasources.duckdb_engine import DuckDBExecutionEngine
from zl_expectations.errors import BadInputError

DATAFRAME = "dataframe"
_ONE_ENGINE = threading.RLock()


class _RelationAsset(_SQLAsset):  # type: ignore[type-arg]
    """An asset whose batches are temporary views, made anew for each batch."""

    _relation: Any = pydantic.PrivateAttr(None)
    _frames: Any = pydantic.PrivateAttr(None)
    _kept: bool = pydantic.PrivateAttr(False)

    def _source(self, frames: Any) -> Any:
        """What `create_relation` takes."""
        raise NotImplementedError

    def _split_column(self) -> str:
        return "split"

    def get_batch(self, batch_request: BatchRequest[ColumnPartitioner]) -> Batch:
        """Make the batch's view; the view and the frames of the batch before it are let go.

        Parameters
        ----------
        batch_request : BatchRequest
            Usually built by a batch definition.

        Raises
        ------
        BadInputError
            When files or frames are missing, cannot be read, or cannot be put together.
        EngineError
            When DuckDB fails.
        """
        self._validate_batch_request(batch_request)
        with self._engine().in_turn:
            self._open(batch_request.options.get(DATAFRAME))
            return super().get_batch(batch_request)

    def get_batch_identifiers_list(self, batch_request: BatchRequest[ColumnPartitioner]) -> list[dict[str, Any]]:
        """What tells the batches of a partitioned batch definition apart, such as their years."""
        self._validate_batch_request(batch_request)
        with self._engine().in_turn:
            self._open(batch_request.options.get(DATAFRAME))
            return super().get_batch_identifiers_list(batch_request)

    def validate_batch_definition(self, partitioner: ColumnPartitioner) -> None:
        """Check the column that batches are made by, where they are parts of dates; GX knows no other here."""
        if isinstance(partitioner, ColumnPartitionerYearly | ColumnPartitionerMonthly | ColumnPartitionerDaily):
            super().validate_batch_definition(partitioner)

    def _engine(self) -> DuckDBExecutionEngine:
        return cast(DuckDBExecutionEngine, self.datasource.get_execution_engine())

    def _fully_specified_batch_requests(self, batch_request: BatchRequest[ColumnPartitioner]) -> Any:
        """GX looks for each parameter in the data, and copies it; frames are not there, and not to be copied."""
        frames = {name: value for name, value in batch_request.options.items() if name == DATAFRAME}
        plain = batch_request.copy(
            update={"options": {name: value for name, value in batch_request.options.items() if name != DATAFRAME}}
        )
        requests, diagnostics = super()._fully_specified_batch_requests(plain)
        for request in requests:
            request.options.update(frames)
        return requests, diagnostics

    def _get_batch_metadata_from_batch_request(
        self, batch_request: BatchRequest[ColumnPartitioner], ignore_options: Sequence[str] = ()
    ) -> Any:
        return super()._get_batch_metadata_from_batch_request(batch_request, (*ignore_options, DATAFRAME))

    @contextmanager
    def opened_once(self, frames: Any = None) -> Iterator[Table]:
        """The batch as a table to count on; runs inside this context read it too, instead of opening it anew."""
        self._open(frames)
        self._kept = True
        try:
            yield sql_table(self.datasource.get_execution_engine().get_connection, self.as_selectable())
        finally:
            self._kept = False

    def as_selectable(self) -> sa.FromClause:
        """The batch's view, to select from."""
        return sa.table(self._open_relation())

    def _open(self, frames: Any = None) -> str:
        with failing_clearly("duckdb", "read the batch"):
            connection = self._engine().duckdb_connection
            identities = _identities(frames)
            if self._kept and identities == self._frames:
                return str(self._relation)
            if self._relation is not None:
                drop_relation(connection, self._relation)
            # GX fetches a batch again, from the same frames, to validate it: under the same name, it stays usable.
            if self._relation is None or identities != self._frames:
                self._relation, self._frames = None, identities
            self._relation = create_relation(
                connection, self._source(frames), split_column=self._split_column(), name=self._relation
            )
            return str(self._relation)

    def _open_relation(self) -> str:
        return str(self._relation) if self._relation is not None else self._open()

    def _create_batch_spec_kwargs(self) -> dict[str, Any]:
        return {
            "type": "table",
            "data_asset_name": self.name,
            "table_name": self._open_relation(),
            "schema_name": None,
            "batch_identifiers": {},
        }

    def _create_batch_spec(self, batch_spec_kwargs: dict[str, Any]) -> SqlAlchemyDatasourceBatchSpec:
        return SqlAlchemyDatasourceBatchSpec(**batch_spec_kwargs)


class SplitsAsset(_RelationAsset):
    """Splits that are files of their own, or frames given at run time, as one batch with a split column.

    Parameters
    ----------
    splits : mapping of str to str or list of str, optional
        The paths, globs, folders or URLs of each split; none when frames are given at run time as
        ``batch_parameters={"dataframe": {"train": train_frame, "test": test_frame}}``.
    split_column : str
        The column that the splits' names go into.
    """

    type: Literal["splits"] = "splits"
    splits: dict[str, str | list[str]] = {}
    split_column: str = "split"

    def get_batch_parameters_keys(self, partitioner: ColumnPartitioner | None = None) -> tuple[str, ...]:
        """The names that `batch_parameters` may have."""
        keys = tuple(super().get_batch_parameters_keys(partitioner=partitioner))
        return keys if self.splits else (DATAFRAME, *keys)

    def validate_batch_definition(self, partitioner: ColumnPartitioner) -> None:
        """Check the column that batches are made by; frames that come at run time have none to look at yet."""
        if self.splits:
            super().validate_batch_definition(partitioner)

    def _split_column(self) -> str:
        return self.split_column

    def _source(self, frames: Any) -> Any:
        if self.splits:
            return self.splits
        if frames is None:
            raise BadInputError(
                f"Asset {self.name!r} has no files, so the run must bring its frames, got none. Pass "
                'batch_parameters={"dataframe": {"train": train_frame, "test": test_frame}}.'
            )
        return frames


class FilesAsset(_RelationAsset):
    """Files that have a split column already, or need none, as one batch.

    Parameters
    ----------
    path : str or list of str
        A path, glob, folder or URL of Parquet, CSV, JSON or Arrow files, or several of them.
    """

    type: Literal["files"] = "files"
    path: str | list[str]

    def _source(self, frames: Any) -> Any:
        return self.path


_Assets = Annotated[TableAsset | QueryAsset | SplitsAsset | FilesAsset, pydantic.Field(discriminator="type")]


class DuckDBDatasource(SQLDatasource):
    """DuckDB as a data source: files, frames, named splits, and the tables of a DuckDB database.

    Importing this module adds ``context.data_sources.add_duckdb``.

    Parameters
    ----------
    name : str
        The data source's name in the context.
    connection_string : str
        A SQLAlchemy URL: ``duckdb:///:memory:`` (the default), ``duckdb:///path.db`` or
        ``duckdb:///path.db?access_mode=read_only``.

    Notes
    -----
    Memory, threads and the folder to spill into follow ``ZL_MEMORY_LIMIT``, ``ZL_THREADS`` and ``ZL_TEMP_DIR``. Batch
    definitions by year, month, day, and by the partitioners of ``great_expectations.core.partitioners`` (values of
    columns, remainders, quotients, parts of dates) work on every asset; of tables and queries, which are GX's own
    assets, they are added with ``validate_partitioner=False``. One connection serves the data source: runs in
    several threads take turns, and of one asset each run must have ended before other frames are given to it.

    URLs (``s3://``, ``gcs://``, ``az://``, ``https://``) go through DuckDB's own extensions, httpfs and azure, which it
    fetches at first use. Keys lie in DuckDB's secret manager: a secret made once, from any DuckDB, is kept in the
    user's home and found by every later connection, the command line's too; none goes into the GX configuration. See
    https://duckdb.org/docs/configuration/secrets_manager.

    ::

        duckdb.sql("CREATE PERSISTENT SECRET lake (TYPE s3, PROVIDER credential_chain)")  # azure, gcs: likewise
        source.add_splits_asset("flights", train="s3://lake/train/*.parquet", test="s3://lake/test.parquet")

    Examples
    --------
    ::

        source = context.data_sources.add_duckdb("ml")
        flights = source.add_splits_asset("flights", train="train.parquet", test="test/*.parquet")
        frames = source.add_splits_asset("frames")
        whole = frames.add_batch_definition_whole_table("whole")
        whole.get_batch({"dataframe": {"train": train_frame, "test": test_frame}})
    """

    asset_types: ClassVar[list[builtins.type[DataAsset[Any, Any]]]] = [TableAsset, QueryAsset, SplitsAsset, FilesAsset]

    type: Literal["duckdb"] = "duckdb"  # type: ignore[assignment]
    connection_string: ConfigStr | str = "duckdb:///:memory:"
    assets: list[_Assets] = []  # type: ignore[assignment]

    @pydantic.validator("connection_string")
    @classmethod
    def _must_be_duckdb(cls, connection_string: Any) -> Any:
        if isinstance(connection_string, str) and not connection_string.startswith("duckdb:"):
            raise ValueError(
                f"`connection_string` must be a DuckDB URL such as 'duckdb:///path.db', got {connection_string!r}."
            )
        return connection_string

    @property
    def execution_engine_type(self) -> builtins.type[DuckDBExecutionEngine]:
        """The engine that keeps one connection open."""
        return DuckDBExecutionEngine

    def get_execution_engine(self) -> DuckDBExecutionEngine:
        """The one engine, whichever thread asks for it first."""
        with _ONE_ENGINE:
            return cast(DuckDBExecutionEngine, super().get_execution_engine())

    def get_engine(self) -> sa.Engine:
        """The SQLAlchemy engine of the execution engine: there is one connection, and it holds everything."""
        return self.get_execution_engine().engine

    def add_splits_asset(
        self,
        name: str,
        splits: Mapping[str, str | Path | Sequence[str | Path]] | None = None,
        *,
        split_column: str = "split",
        batch_metadata: dict[str, Any] | None = None,
        **named_splits: str | Path | Sequence[str | Path],
    ) -> SplitsAsset:
        """Add an asset of one path, glob, folder or list for each split, or of frames that are given at run time.

        Parameters
        ----------
        name : str
            The asset's name.
        splits, **named_splits
            The files of each split, as a mapping or by keyword; none of either for frames at run time.
        split_column : str
            The column that the splits' names go into.

        Raises
        ------
        BadInputError
            When a split is named twice, or has no path.

        Examples
        --------
        ``add_splits_asset("flights", train="train.parquet", test=["june.csv", "july.csv"])``
        """
        twice = sorted(set(splits or {}) & set(named_splits))
        if twice:
            raise BadInputError(f"A split must be named once, got {twice[0]!r} in `splits` and by keyword.")
        files = {split: _as_text(f"{split}=", paths) for split, paths in {**(splits or {}), **named_splits}.items()}
        asset = SplitsAsset(name=name, splits=files, split_column=split_column, batch_metadata=batch_metadata or {})
        return cast(SplitsAsset, self._add_asset(asset))

    def add_files_asset(
        self, name: str, path: str | Path | Sequence[str | Path], *, batch_metadata: dict[str, Any] | None = None
    ) -> FilesAsset:
        """Add an asset of files that have a split column already, or need none.

        Parameters
        ----------
        name : str
            The asset's name.
        path : str, Path or list of those
            A path, glob, folder or URL of Parquet, CSV, JSON or Arrow files, or several of them.

        Raises
        ------
        BadInputError
            When the path is empty or not a path.
        """
        asset = FilesAsset(name=name, path=_as_text("path", path), batch_metadata=batch_metadata or {})
        return cast(FilesAsset, self._add_asset(asset))


def _identities(frames: Any) -> dict[str, int] | int:
    return {split: id(frame) for split, frame in frames.items()} if isinstance(frames, Mapping) else id(frames)


def _as_text(argument: str, paths: Any) -> str | list[str]:
    """Paths as they are stored in a context's configuration."""
    if isinstance(paths, str | Path) and str(paths):
        return str(paths)
    if isinstance(paths, list | tuple) and paths and all(isinstance(path, str | Path) and str(path) for path in paths):
        return [str(path) for path in paths]
    hint = (
        " Frames are given at run time, as batch_parameters={'dataframe': {...}}." if hasattr(paths, "columns") else ""
    )
    raise BadInputError(f"`{argument}` must be a path or a list of paths, got {type(paths).__name__}.{hint}")
