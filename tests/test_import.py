"""What importing the package brings with it, measured in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

WATCHED = [
    "pyspark",
    "sklearn",
    "vl_convert",
    "typer",
    "rich",
    "sqlglot",
    "altair",
    "polars",
    "hypothesis",
    "zl_expectations.cli",
]

SCRIPT = f"""
import json, sys
import great_expectations
before = set(sys.modules)
import zl_expectations
watched = {WATCHED!r}
print(json.dumps({{
    "brought": [name for name in watched if name in sys.modules and name not in before],
    "packages": sorted({{name.split(".")[0] for name in set(sys.modules) - before}}),
}}))
"""


@pytest.fixture(scope="module")
def imported() -> dict[str, list[str]]:
    ran = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    found: dict[str, list[str]] = json.loads(ran.stdout)
    return found


@pytest.mark.parametrize("name", WATCHED)
def test_an_optional_or_slow_package_is_not_imported_with_ours(imported: dict[str, list[str]], name: str) -> None:
    assert name not in imported["brought"]


def test_what_is_imported_is_known(imported: dict[str, list[str]]) -> None:
    """Beside what Great Expectations imports: the engine, and what hands it rows and queries."""
    known = {"zl_expectations", "wrapt", "duckdb", "_duckdb", "duckdb_engine", "sqlalchemy", "pyarrow", "greenlet"}
    foreign = {name for name in imported["packages"] if name not in sys.stdlib_module_names} - known
    assert not foreign


def test_the_report_for_a_terminal_is_imported_only_when_it_is_printed() -> None:
    script = (
        "import sys, zl_expectations as zl, pandas as pd\n"
        "table = pd.DataFrame({'x': range(60), 'y': [0, 1] * 30, 'split': ['train', 'test'] * 30})\n"
        "result = zl.check(table, target='y')\n"
        "result.to_json(), result.to_dict()\n"
        "assert 'rich' not in sys.modules\n"
        "text = str(result)\n"
        "assert 'rich' in sys.modules\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


REGISTERED = """
from great_expectations.expectations.registry import list_registered_expectation_implementations
from great_expectations.datasource.fluent.sources import DataSourceManager
assert "expect_rows_to_be_disjoint_across_splits" in list_registered_expectation_implementations()
assert hasattr(DataSourceManager, "add_duckdb") or "duckdb" in DataSourceManager.type_lookup
"""


@pytest.mark.parametrize(
    "imports",
    [
        "import great_expectations, zl_expectations",
        "import zl_expectations, great_expectations",
        "import zl_expectations.metrics.progress",
        "import zl_expectations.gates.check",
        "import zl_expectations.reporting.data_docs",
        "from zl_expectations import *; assert check",
    ],
)
def test_everything_is_registered_whichever_is_imported_first(imports: str) -> None:
    ran = subprocess.run([sys.executable, "-c", imports + REGISTERED], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def test_great_expectations_is_imported_by_whoever_needs_it_first() -> None:
    script = (
        "import sys, zl_expectations as zl, zl_expectations.cli\n"
        "assert 'great_expectations' not in sys.modules\n"
        "assert not hasattr(zl, '_nothing') and zl.__version__\n"
        "assert 'great_expectations' not in sys.modules\n"
        "names = ('warnings', 'import_module', 'find_spec', 'TYPE_CHECKING', 'Any', 'wrapt', 'great_expectations')\n"
        "assert [name for name in names if hasattr(zl, name) or name in dir(zl)] == []\n"
        "assert not hasattr(zl, 'chek') and 'check' in dir(zl)\n"
        "assert 'great_expectations' in sys.modules\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def test_the_guards_of_scikit_learn_are_public_and_bring_it_only_when_they_are_asked_for() -> None:
    script = (
        "import sys, zl_expectations as zl\n"
        "assert {'GuardedEstimator', 'GuardedSplit'} <= set(dir(zl)) and zl.check\n"
        "assert 'sklearn' not in sys.modules\n"
        "assert zl.GuardedSplit(3).get_n_splits() == 3 and zl.GuardedEstimator(None)\n"
        "assert not hasattr(zl.public, 'GuardedSplitt')\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
