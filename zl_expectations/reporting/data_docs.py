"""A result's sentence, evidence and error as content for GX's Data Docs.

Values of the data reach the page only as template params, which GX escapes when a styling is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from great_expectations.render import RenderedStringTemplateContent, RenderedTableContent

from zl_expectations.reporting.evidence import Evidence, Proof
from zl_expectations.reporting.pictures.picture import Picture
from zl_expectations.reporting.text import printable


def sentence(text: str, *, classes: Sequence[str] = (), tag: str = "span") -> RenderedStringTemplateContent:
    """A sentence that may hold values of the data."""
    return RenderedStringTemplateContent(
        content_block_type="string_template",
        string_template={
            "template": "$text",
            "params": {"text": printable(text)},
            "tag": tag,
            "styling": {"classes": list(classes), "params": {"text": {"tag": "span"}}},
        },
    )


def proof(evidence: Proof) -> list[RenderedStringTemplateContent | RenderedTableContent]:
    """A picture or a table under its title."""
    return picture(evidence) if isinstance(evidence, Picture) else table(evidence)


def picture(drawn: Picture) -> list[RenderedStringTemplateContent | RenderedTableContent]:
    """A picture under its title, embedded as data, so that it shows without a network."""
    image = RenderedStringTemplateContent(
        content_block_type="string_template",
        string_template={
            "template": "",
            "params": {},
            "tag": "img",
            "styling": {
                "attributes": {"src": drawn.data_uri, "alt": escape(printable(drawn.alt))},
                "styles": {"max-width": "100%", "height": "auto"},
            },
        },
    )
    return [sentence(drawn.title, classes=["mt-3", "mb-1", "font-weight-bold"], tag="div"), image]


def table(evidence: Evidence) -> list[RenderedStringTemplateContent | RenderedTableContent]:
    """A table of evidence under its title, with the number of rows and columns that are not shown."""
    content: list[RenderedStringTemplateContent | RenderedTableContent] = [
        sentence(evidence.title, classes=["mt-3", "mb-1", "font-weight-bold"], tag="div"),
        RenderedTableContent(
            content_block_type="table",
            header_row=[sentence(head) for head in evidence.heads],
            table=[[sentence(cell) for cell in row] for row in evidence.cells],
            styling={
                "body": {"classes": ["table", "table-sm", "table-bordered"]},
                "classes": ["table-responsive"],
                "styles": {"overflow-x": "auto", "max-width": "85vw"},
            },
        ),
    ]
    below = filter(None, (evidence.not_shown, evidence.meanings))
    content += [sentence(one, classes=["text-muted"], tag="div") for one in below]
    return content
