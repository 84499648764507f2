"""The text of each count for databases that no test can run: it parses, and a snapshot shows it.

SQLAlchemy's own dialects write it for PostgreSQL, SQLite, SQL Server and MySQL, and ours for Spark; Redshift takes
PostgreSQL's. For the others, whose dialects come from their vendors, sqlglot rewrites the plain text. To write the
snapshots anew: ZL_UPDATE_SNAPSHOTS=1.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import sqlglot
from sqlalchemy.dialects import mssql, mysql, postgresql, sqlite
from sqlalchemy.engine.default import DefaultDialect

from zl_expectations.counting import (
    classes,
    combinations,
    conflicts,
    equal_blocks,
    features,
    keys,
    left_out,
    left_out_together,
    loss_history,
    matched_rows,
    means_by_value,
    means_of_others,
    moments,
    near_row_sample,
    near_rows,
    pairs,
    parts,
    shared_rows,
    splits,
    target_moments,
    times,
    values,
)
from zl_expectations.counting.dialects import dialect_named
from zl_expectations.counting.kinds import Kind
from zl_expectations.counting.spark_dialect import SparkDialect
from zl_expectations.counting.table import Row, Select, Table

SNAPSHOTS = Path(__file__).parent / "snapshots"
Compiles = Callable[[Select], str]


class RecordingTable(Table):
    """Keeps the text of each select, and answers it with one made-up row."""

    def __init__(self, dialect_name: str, compiles: Compiles) -> None:
        columns = {
            "my col": Kind.FLOAT,
            "other": Kind.INTEGER,
            'q"uote': Kind.TEXT,
            "day": Kind.DATE,
            "select": Kind.TEXT,
            "split": Kind.TEXT,
        }
        super().__init__(sa.table("batch"), columns, dialect_named(dialect_name))
        self.compiles = compiles
        self.texts: list[str] = []

    def fetch(self, query: Select) -> list[Row]:
        self.texts.append(self.compiles(query))
        return [tuple("train" if isinstance(column.type, sa.Text) else 1 for column in query.selected_columns)]


TWO = splits.Splits("split", {"test": 200, "train": 800}, {"test": "test", "train": "train"}, "train")
LARGE = splits.Splits("split", {"test": 20_000, "train": 80_000}, {"test": "test", "train": "train"}, "train")
KEY = ("my col", 'q"uote')
FEW = classes.TargetClasses("select", ("no", "it's"), {"train": (700, 100), "test": (150, 50)}, {"train": 0, "test": 0})
QUANTITY = classes.TargetClasses("other", (0, 7), FEW.rows, FEW.missing, is_quantity=True)
MANY = classes.TargetClasses("select", tuple(map(str, range(70))), {"train": (10,) * 70, "test": (3,) * 70}, {})

MEASURED = replace(QUANTITY, target="my col")
ALL = sa.true()

COUNTS: Mapping[str, Callable[[Table], Any]] = {
    "splits": lambda table: splits.count_splits(table, "split", "train"),
    "shared rows": lambda table: keys.count_shared_keys(table, KEY, TWO),
    "shared rows without each column": lambda table: left_out.count_shared_keys_without_each(table, KEY, TWO),
    "shared rows without several columns": lambda table: left_out_together.count_shared_keys_without_several(
        table, (*KEY, "day", "other"), TWO, 2
    ),
    "columns that name rows": lambda table: left_out.columns_that_name_rows(table, (*KEY, "day", "other"), LARGE),
    "values of columns": lambda table: left_out.count_own_values(table, KEY),
    "shared rows by class": lambda table: keys.count_shared_rows_by_class(table, KEY, "select", TWO, "train", "test"),
    "sample of shared rows": lambda table: shared_rows.sample_shared_rows(
        table, KEY, TWO, "train", "test", limit=20, index_columns=["day"]
    ),
    "group sizes": lambda table: keys.count_group_sizes(table, ['q"uote']),
    "classes": lambda table: classes.count_classes(table, "select", TWO),
    "quantiles of the target": lambda table: classes.count_target_bins(table, "my col", TWO),
    "feature classes": lambda table: features.count_feature_classes(table, ['q"uote'], FEW, TWO, "train"),
    "feature classes, numbers": lambda table: features.count_feature_classes(table, ["my col"], FEW, TWO, "train"),
    "feature classes, beside a quantity": lambda table: features.count_feature_classes(
        table, ["my col"], QUANTITY, TWO, "train"
    ),
    "feature classes, many": lambda table: features.count_feature_classes(table, ['q"uote'], MANY, TWO, "train"),
    "parts": lambda table: [
        table.fetch(
            sa.select(*(part.expression for part in parts.parts_of(table, name).values())).select_from(table.source)
        )
        for name in ("day", 'q"uote')
    ],
    "values with counts": lambda table: values.values_with_counts(
        table, 'q"uote', FEW, TWO, "train", rows=300, klass=1, class_rows=299
    ),
    "pairs of features": lambda table: table.fetch(
        sa.select(
            *(
                one.expression
                for one in (
                    *combinations.combined(table, ["my col", "other"], ['q"uote', "select"]).values(),
                    *combinations.sum_of(table, {"my col": 1.0, "other": -0.25}, missing_is_zero=True).values(),
                )
            )
        ).select_from(table.source)
    ),
    "near rows": lambda table: near_rows.count_near_rows(table, ("my col", "other", "day"), TWO),
    "equal blocks": lambda table: equal_blocks.count_equal_blocks(
        table, ("my col", 'q"uote', "other", "day", "select", "split"), TWO
    ),
    "sample of an equal block": lambda table: near_row_sample.sample_near_rows(
        *(table, KEY, TWO, "train", "test"),
        closeness=None,
        edited=(),
        limit=20,
        index_columns=["day"],
        equal_in=KEY[:1],
    ),
    "sample of near rows": lambda table: near_row_sample.sample_near_rows(
        *(table, KEY, TWO, "train", "test"),
        closeness=near_rows.CLOSENESS[0],
        edited=(),
        limit=20,
        index_columns=["day"],
    ),
    "label conflicts": lambda table: conflicts.count_label_conflicts(table, KEY, "select", TWO, "auto"),
    "label conflicts of quantities": lambda table: conflicts.count_label_conflicts(
        table, KEY, "other", TWO, "regression"
    ),
    "sample of conflicting rows": lambda table: conflicts.sample_conflicting_rows(
        table, KEY, "select", TWO, limit=20, index_columns=["day"]
    ),
    "moments": lambda table: moments.count_moments(table, ("my col",), TWO),
    "moments beside classes": lambda table: target_moments.count_target_moments(table, ("my col",), FEW, TWO, None),
    "moments beside a quantity": lambda table: target_moments.count_target_moments(
        table, ("my col",), MEASURED, TWO, "train"
    ),
    "classes by value": lambda table: means_by_value.classes_by_value(table, "my col", FEW, None, ALL, 800),
    "a quantity by value": lambda table: means_by_value.classes_by_value(table, "my col", MEASURED, None, ALL, 800),
    "means of others": lambda table: means_of_others.count_by_group(table, "my col", 'q"uote', FEW, 1, None, ALL),
    "spikes": lambda table: moments.count_spikes(table, moments.count_frequent(table, ("my col",)), TWO),
    "time ranges": lambda table: times.count_time_ranges(table, "day", TWO),
    "rows up to": lambda table: times.count_rows_up_to(table, "my col", TWO, 0.5),
    "losses": lambda table: loss_history.count_losses(table, "other", "my col", "my col"),
    "frequencies": lambda table: pairs.count_frequencies(table, KEY, TWO, "train", together=2),
    "matched rows": lambda table: matched_rows.count_matched_rows(
        table, KEY, "select", TWO, "train", "test", by_class=True
    ),
    "matched rows of quantities": lambda table: matched_rows.count_matched_rows(
        table, KEY, "other", TWO, "train", "test", by_class=False
    ),
    "scored keys": lambda table: pairs.count_scored_keys(table, KEY, KEY, TWO, "train", "test", [(0, 1)]),
}


def compiled(dialect: sa.Dialect) -> Compiles:
    return lambda query: str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


def plain(module: Any) -> sa.Dialect:
    """A vendor's dialect, without the doubled percent signs that its driver needs."""
    dialect: sa.Dialect = module.dialect(paramstyle="named")
    return dialect


def rewritten(dialect: str) -> Compiles:
    standard = compiled(DefaultDialect())
    return lambda query: sqlglot.transpile(standard(query), read="postgres", write=dialect, pretty=True)[0]


def parameters(query: Select) -> str:
    return str(query.compile(dialect=SparkDialect()))


DIALECTS: Mapping[str, tuple[str, Compiles]] = {
    "postgresql": ("postgres", compiled(plain(postgresql))),
    "redshift": ("redshift", compiled(plain(postgresql))),
    "sqlite": ("sqlite", compiled(plain(sqlite))),
    "mssql": ("tsql", compiled(plain(mssql))),
    "mysql": ("mysql", compiled(plain(mysql))),
    "spark": ("spark", parameters),
    "snowflake": ("snowflake", rewritten("snowflake")),
    "bigquery": ("bigquery", rewritten("bigquery")),
    "databricks": ("databricks", rewritten("databricks")),
    "trino": ("trino", rewritten("trino")),
}


@pytest.mark.parametrize("name", DIALECTS)
def test_the_text_of_each_count_parses_and_is_the_one_that_was_looked_at(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(near_rows, "FLAGS", frozenset())  # every number here is 1
    monkeypatch.setattr(near_rows, "CLOSENESS", near_rows.CLOSENESS[:1])  # narrower ones differ in their widths alone
    grammar, compiles = DIALECTS[name]
    texts = []
    for count, ask in COUNTS.items():
        table = RecordingTable(name, compiles)
        with contextlib.suppress(Exception):  # one made-up row need not make sense as an answer
            ask(table)
        assert table.texts, count
        for text in table.texts:
            (parsed,) = sqlglot.parse(text, read=grammar)
            assert isinstance(parsed, sqlglot.exp.Query), text
            assert {one.name for one in parsed.find_all(sqlglot.exp.Table)} >= {"batch"}
            texts.append(f"-- {count}\n{text};\n")
    snapshot = SNAPSHOTS / f"{name}.sql"
    found = "\n".join(line.rstrip() for line in "\n".join(texts).splitlines()) + "\n"
    if os.environ.get("ZL_UPDATE_SNAPSHOTS"):
        snapshot.parent.mkdir(exist_ok=True)
        snapshot.write_text(found)
    assert found == snapshot.read_text()
