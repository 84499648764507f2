"""URLs reach DuckDB's readers as they are, through its own file systems; here through one that is kept in memory."""

from __future__ import annotations

import io
from typing import Any

import duckdb
import pandas as pd
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from zl_expectations.counting.relations import create_relation, describe
from zl_expectations.errors import BadInputError


class Store(MemoryFileSystem):  # type: ignore[misc]
    """Stands where httpfs or azure would."""

    protocol = ("s3", "gcs", "az")
    store: dict[str, Any] = {}
    pseudo_dirs = [""]
    cachable = False

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        name: str = MemoryFileSystem._strip_protocol("memory://" + path.split("://", 1)[-1])
        return name


@pytest.fixture
def connection() -> Any:
    store = Store()
    for name, rows in (("train/1", [1, 2]), ("train/2", [3]), ("test", [1, 9])):
        bytes_of = io.BytesIO()
        pd.DataFrame({"a": rows}).to_parquet(bytes_of)
        store.pipe_file(f"s3://lake/{name}.parquet", bytes_of.getvalue())
    store.pipe_file("s3://lake/test.csv", b"a\n1\n9\n")
    with duckdb.connect() as connected:
        connected.register_filesystem(store)
        yield connected


@pytest.mark.parametrize("scheme", Store.protocol)
@pytest.mark.parametrize("test", ["test.parquet", "test.csv"])
def test_urls_and_patterns_of_them_are_read(connection: Any, scheme: str, test: str) -> None:
    splits = {"train": f"{scheme}://lake/train/*.parquet", "test": f"{scheme}://lake/{test}"}
    view = create_relation(connection, splits)
    assert describe(connection, view) == {"a": "BIGINT", "split": "VARCHAR"}
    rows = connection.execute(f"SELECT split, list(a ORDER BY a) FROM {view} GROUP BY split ORDER BY 1").fetchall()
    assert rows == [("test", [1, 9]), ("train", [1, 2, 3])]


def test_a_folder_at_a_url_is_told_to_be_a_pattern(connection: Any) -> None:
    with pytest.raises(BadInputError, match=r"s3://lake/train/'\. Name the files of a folder by a pattern"):
        create_relation(connection, "s3://lake/train/")


def test_a_pattern_that_matches_nothing_is_an_error(connection: Any) -> None:
    with pytest.raises(BadInputError, match=r"'s3://lake/other/\*\.parquet', which is not there"):
        create_relation(connection, "s3://lake/other/*.parquet")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("s3://lake/train.parquet", r"INSTALL httpfs\).*CREATE PERSISTENT SECRET lake \(TYPE s3, PROVIDER"),
        ("s3://lake/*.parquet", r"name files that can be listed.*INSTALL httpfs\).*TYPE s3"),
        ("gs://lake/train.csv", r"INSTALL httpfs\).*TYPE gcs, KEY_ID"),
        ("az://lake/train.parquet", r"INSTALL azure\).*TYPE azure, PROVIDER credential_chain, ACCOUNT_NAME"),
        ("https://127.0.0.1:1/train.parquet", r"INSTALL httpfs\)\.$"),
    ],
)  # fmt: skip
def test_a_url_that_cannot_be_read_says_what_it_needs(url: str, words: str) -> None:
    with duckdb.connect(config={"autoinstall_known_extensions": False}) as offline:
        offline.execute("SET extension_directory = '/nowhere'")
        with pytest.raises(BadInputError, match=f"^the data must .*{words}") as refused:
            create_relation(offline, url)
    assert url in str(refused.value)
