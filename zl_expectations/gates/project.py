"""The gate as a part of a Great Expectations project that lies in files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import great_expectations as gx
from great_expectations.checkpoint.actions import UpdateDataDocsAction
from great_expectations.core import ExpectationSuite
from great_expectations.data_context import FileDataContext
from great_expectations.exceptions import DataContextError

from zl_expectations.counting.duckdb_table import table_of
from zl_expectations.datasources.duckdb_datasource import DuckDBDatasource
from zl_expectations.errors import BadInputError, first_line
from zl_expectations.expectations._base import TieredExpectation
from zl_expectations.gates.arguments import suite_for
from zl_expectations.gates.data_docs_site import add_data_docs
from zl_expectations.gates.findings import FailOn
from zl_expectations.gates.halt_pipeline import HaltPipelineAction
from zl_expectations.gates.taken_back import taken_back_on_failure

DATASOURCE = "zl"
SITE = "zl"
DOCS = "uncommitted/docs"
_BATCHES = "all"

Files = str | list[str]


@dataclass(frozen=True)
class ProjectGate:
    """The gate in a project.

    Attributes
    ----------
    folder : Path
        Where ``great_expectations.yml`` is.
    parts : dict of str to bool
        What the gate is made of, in words, and whether each part was added; one that was there is kept as it is.
    """

    folder: Path
    parts: dict[str, bool]


def project_folder(directory: str | Path) -> Path | None:
    """The folder of a project's ``great_expectations.yml``: the directory itself, or ``gx`` below it; None without."""
    return next((folder for folder in _folders(directory) if FileDataContext.does_config_exist_on_disk(folder)), None)


def open_project(folder: Path) -> FileDataContext:
    """The project whose ``great_expectations.yml`` is in `folder`; one is made where there is none.

    Raises
    ------
    BadInputError
        When Great Expectations cannot open it.
    """
    try:
        return gx.get_context(mode="file", context_root_dir=folder)
    except Exception as error:
        reason = first_line(error)
        raise BadInputError(
            f"`project` must hold a project that Great Expectations can open, got {str(folder)!r}: {reason}"
        ) from error


def add_gate(
    project: str | Path,
    source: Files | Mapping[str, Files],
    *,
    target: str,
    split_column: str | None = None,
    name: str = "before_training",
    fail_on: FailOn = "critical",
    **fields: Any,
) -> ProjectGate:
    """Add a checkpoint that halts before training to a project, with all that it needs; nothing is overwritten.

    The data is read, and what the project holds is looked at, before anything is written; where the writing fails
    midway, the project's files are as they were.

    Parameters
    ----------
    project : path
        The directory of a project of Great Expectations; one is made where there is none.
    source : str, list of str, or mapping of str to those
        The files of one table that holds every split, or those of each split. Relative paths stay so: they are read
        from the directory in which the pipeline runs.
    target, split_column, **fields
        As for `zl_expectations.check`.
    name : str
        What the asset, the suite, the validation definition and the checkpoint are called.
    fail_on : {"critical", "warning"}
        The least severity whose failure halts.

    Returns
    -------
    ProjectGate

    Raises
    ------
    BadInputError
        When the data cannot be read or lacks a column, or a part that is there already would leave the gate open.
    """
    table = table_of(source, split_column or "split")
    suite = suite_for(table, source, target=target, split_column=split_column, name=name, **fields)
    folder = project_folder(project)
    context = open_project(folder) if folder is not None else None
    kept = _Parts.of(context, name) if context is not None else _Parts()
    kept.check(name)
    folder = folder or _folders(project)[-1]
    with taken_back_on_failure(folder, changed=FileDataContext.GX_YML, spared="uncommitted"), _told(folder):
        _add_parts(context or open_project(folder), kept, suite, source, name, split_column, fail_on)
    return ProjectGate(folder, {part: not there for part, there in kept.said(name).items()})


def _add_parts(
    context: FileDataContext,
    kept: _Parts,
    suite: ExpectationSuite,
    source: Files | Mapping[str, Files],
    name: str,
    split_column: str | None,
    fail_on: FailOn,
) -> None:
    """Add what the project does not hold already."""
    datasource = kept.datasource or context.data_sources.add_duckdb(DATASOURCE)
    asset = kept.asset or (
        datasource.add_splits_asset(name, source, split_column=split_column or "split")
        if isinstance(source, Mapping)
        else datasource.add_files_asset(name, source)
    )
    definition = kept.definition or context.validation_definitions.add(
        gx.ValidationDefinition(name=name, data=_whole_table(asset), suite=kept.suite or context.suites.add(suite))
    )
    if not kept.site:
        add_data_docs(context, DOCS, name=SITE, fail_on=fail_on)
    if kept.checkpoint is None:
        actions = [UpdateDataDocsAction(name="docs", site_names=[SITE]), HaltPipelineAction(fail_on=fail_on)]
        context.checkpoints.add(gx.Checkpoint(name=name, validation_definitions=[definition], actions=actions))


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Say that nothing was left behind where the project cannot be written."""
    try:
        yield
    except BadInputError:
        raise
    except Exception as error:
        reason = first_line(error)
        raise BadInputError(
            f"`project` must be a directory in which a project can be written, got {str(folder)!r}:"
            f" {type(error).__name__}: {reason} What was written has been taken back."
        ) from error


def build_docs(project: str | Path) -> list[str]:
    """Build the Data Docs of a project: the gate's site where there is one, otherwise every site.

    Parameters
    ----------
    project : path
        The directory of a project of Great Expectations.

    Returns
    -------
    list of str
        The address of each site's first page.

    Raises
    ------
    BadInputError
        When there is no project, or it has no site.
    """
    folder = project_folder(project)
    if folder is None:
        raise BadInputError(
            f"`project` must be the directory of a project of Great Expectations, got {str(project)!r}, which has no "
            "gx/great_expectations.yml. Make one with zl init."
        )
    context = open_project(folder)
    sites = context.get_site_names()
    built = context.build_data_docs(site_names=[SITE] if SITE in sites else sites)
    if not built:
        raise BadInputError(
            f"The project must have a Data Docs site, got none in {str(folder)!r}. Add one with zl init."
        )
    return list(built.values())


@dataclass(frozen=True)
class _Parts:
    """What a project holds already under the names of the gate."""

    datasource: Any = None
    asset: Any = None
    suite: Any = None
    definition: Any = None
    checkpoint: Any = None
    site: bool = False

    @classmethod
    def of(cls, context: FileDataContext, name: str) -> _Parts:
        datasource = context.data_sources.all().get(DATASOURCE)
        assets = datasource.assets if datasource is not None else []
        return cls(
            datasource,
            next((asset for asset in assets if asset.name == name), None),
            _found(context.suites, name),
            _found(context.validation_definitions, name),
            _found(context.checkpoints, name),
            SITE in context.get_site_names(),
        )

    def check(self, name: str) -> None:
        """Refuse what is there under a name of ours and would leave the gate open."""
        if self.datasource is not None and not isinstance(self.datasource, DuckDBDatasource):
            raise BadInputError(
                f"The data source {DATASOURCE!r} of the project must be DuckDB's, got one of type "
                f"{self.datasource.type!r}. Rename it."
            )
        if self.suite is not None and not any(isinstance(one, TieredExpectation) for one in self.suite.expectations):
            raise _taken("suite", name, "hold an expectation of zl_expectations, got none")
        if self.definition is not None:
            found = (self.definition.data_source.name, self.definition.asset.name, self.definition.suite.name)
            if found != (DATASOURCE, name, name):
                raise _taken(
                    "validation definition", name, f"judge {name!r} by {name!r}, got {found[1]!r} by {found[2]!r}"
                )
        if self.checkpoint is not None:
            if not any(isinstance(action, HaltPipelineAction) for action in self.checkpoint.actions):
                raise _taken("checkpoint", name, "have a HaltPipelineAction, got none")
            if all(definition.name != name for definition in self.checkpoint.validation_definitions):
                raise _taken("checkpoint", name, f"run the validation definition {name!r}, got others")

    def said(self, name: str) -> dict[str, bool]:
        """Each part in words, and whether it is there."""
        return {
            f"data source {DATASOURCE}": self.datasource is not None,
            f"asset {name}": self.asset is not None,
            f"suite {name}": self.suite is not None,
            f"validation definition {name}": self.definition is not None,
            f"Data Docs site {SITE}": self.site,
            f"checkpoint {name}": self.checkpoint is not None,
        }


def _found(factory: Any, name: str) -> Any:
    try:
        return factory.get(name)
    except DataContextError:
        return None


def _whole_table(asset: Any) -> Any:
    known = next((one for one in asset.batch_definitions if one.name == _BATCHES), None)
    return known or asset.add_batch_definition_whole_table(_BATCHES)


def _taken(part: str, name: str, must: str) -> BadInputError:
    return BadInputError(f"The {part} {name!r} of the project must {must}. Give the gate another `name`.")


def _folders(directory: str | Path) -> list[Path]:
    """Where a project's configuration can be: the last is where a new one goes."""
    root = Path(directory).absolute()
    return [root, root / "great_expectations", root / FileDataContext.GX_DIR]
