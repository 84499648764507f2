"""A Data Docs site that carries its style with it and needs no network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from great_expectations.core import ExpectationSuiteValidationResult
from great_expectations.data_context import AbstractDataContext
from great_expectations.render.renderer import ValidationResultsPageRenderer

from zl_expectations.gates.findings import FailOn, findings_of, require_fail_on, verdict_of
from zl_expectations.reporting.report import Report
from zl_expectations.reporting.site.views import ReportDocument

VIEW = {"module_name": "zl_expectations.reporting.site.views", "class_name": "PageView"}


class ReportPageRenderer(ValidationResultsPageRenderer):
    """GX's page of validation results under the report of the same results.

    Parameters
    ----------
    fail_on : {"critical", "warning"}
        The lowest tier for which the report's verdict is "rejected".
    **options
        What GX's own takes.
    """

    def __init__(self, fail_on: FailOn = "critical", **options: Any) -> None:
        super().__init__(**options)
        self._fail_on = fail_on

    def render(self, validation_results: ExpectationSuiteValidationResult, suite_parameters: Any = None) -> Any:
        """The page's content."""
        findings = findings_of([validation_results])
        page = super().render(validation_results, suite_parameters)
        return ReportDocument(page, Report(verdict_of(findings, self._fail_on), findings, self._fail_on))


def add_data_docs(
    context: AbstractDataContext, directory: str | Path, *, name: str = "zl", fail_on: FailOn = "critical"
) -> str:
    """Add a Data Docs site that shows the report first and needs no network, or set the one of that name anew.

    Parameters
    ----------
    context : great_expectations.data_context.AbstractDataContext
    directory : path
        Where its pages go; a relative one is below the context's own directory.
    name : str
    fail_on : {"critical", "warning"}
        The lowest tier for which a page says "rejected": that of the checkpoint's `HaltPipelineAction`.

    Returns
    -------
    str
        The site's name, for ``UpdateDataDocsAction(name="docs", site_names=[...])``.
    """
    require_fail_on(fail_on)
    known = name in context.get_site_names()
    (context.update_data_docs_site if known else context.add_data_docs_site)(name, site_config(directory, fail_on))
    return name


def site_config(directory: str | Path, fail_on: FailOn) -> Any:
    """The configuration of such a site, as it stands in a context's ``data_docs_sites``."""
    section = {"class_name": "DefaultSiteSectionBuilder", "view": VIEW}
    return {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(directory)},
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder", "view": VIEW},
        "site_section_builders": {
            "expectations": {
                **section,
                "source_store_name": "expectations_store",
                "renderer": {"class_name": "ExpectationSuitePageRenderer"},
            },
            "validations": {
                **section,
                "source_store_name": "validation_results_store",
                "renderer": {"module_name": __name__, "class_name": "ReportPageRenderer", "fail_on": fail_on},
            },
        },
    }
