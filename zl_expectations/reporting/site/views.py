"""The views of a Data Docs site: GX's own with templates that need no network, and a report where a page has one."""

from __future__ import annotations

import copy
import json
from typing import Any, cast

from great_expectations.render import RenderedDocumentContent
from great_expectations.render.view import DefaultJinjaPageView
from jinja2 import BaseLoader, ChoiceLoader, PackageLoader, PrefixLoader, pass_context
from markupsafe import Markup, escape

from zl_expectations.reporting.html import as_html, style
from zl_expectations.reporting.pictures.picture import svg_as_data_uri, svg_of
from zl_expectations.reporting.report import Report


class ReportDocument(RenderedDocumentContent):
    """A page of validation results that a report stands on top of."""

    def __init__(self, document: RenderedDocumentContent, report: Report) -> None:
        self.__dict__.update(vars(document))
        self.report = report


class PageView(DefaultJinjaPageView):
    """Any page of Data Docs: what GX renders, in a page that carries its style and loads nothing."""

    _template = "page.j2"

    def __init__(self, **directories: Any) -> None:
        super().__init__(**directories)
        ours = PackageLoader("zl_expectations", "reporting/site/templates")
        theirs = cast(BaseLoader, self.env.loader)
        self.env.loader = ChoiceLoader([ours, theirs, PrefixLoader({"gx": theirs})])
        self.env.filters["drawn"] = _drawn
        self.env.globals["site_style"] = Markup(style() + _site_style(self.env))

    def render(self, document: RenderedDocumentContent, template: str | None = None, **fields: Any) -> Any:
        """The page as HTML."""
        report = getattr(document, "report", None)
        html = Markup(as_html(report, styled=False)) if report is not None else None
        return super().render(document, template, report=html, **fields)  # type: ignore[no-untyped-call]

    @pass_context
    def render_content_block(self, jinja_context: Any, content_block: Any, *arguments: Any, **fields: Any) -> Any:
        """A part of the page as HTML; plain text, which GX would put there as it is, is escaped."""
        if isinstance(content_block, str):
            return escape(content_block)
        return super().render_content_block(jinja_context, content_block, *arguments, **fields)

    def render_string_template(self, template: Any) -> Any:
        """A sentence as HTML; a tooltip, and a sentence without a placeholder, can hold names, so both are escaped."""
        if isinstance(template, dict):
            template = copy.deepcopy(template)
            if "$" not in template.get("template", ""):
                template["template"] = escape(template.get("template", ""))
            if "tooltip" in template:
                template["tooltip"]["content"] = escape(template["tooltip"]["content"])
        return super().render_string_template(template)  # type: ignore[no-untyped-call]


def _site_style(env: Any) -> str:
    return f"<style>{env.get_template('site.css').render()}</style>"


def _drawn(specification: Any) -> Markup:
    """A Vega-Lite chart of GX's own as a picture: drawn here, since the scripts that would draw it are not there."""
    chart = json.loads(specification) if isinstance(specification, str) else specification
    uri = svg_as_data_uri(svg_of(chart))
    return Markup('<img src="{}" alt="{}">').format(uri, chart.get("description") or "A chart of values")
