"""A picture that proves something, and the look that all pictures share."""

from __future__ import annotations

import base64
import pickle
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from zl_expectations.reporting.text import printable

INK, MUTED, LINE = "#24292f", "#57606a", "#afb8c1"
IN_THE_DARK = {INK: "#f0f6fc", MUTED: "#b1bac4", LINE: "#57606a"}
# Okabe and Ito's colours, which most colour-blind readers tell apart; each is seen on white and on black.
GOOD, BAD, DOUBTFUL, OTHER = "#0072b2", "#d55e00", "#cc8f00", "#7f7f7f"
BY_TIER = {"critical": BAD, "warning": DOUBTFUL, "cannot_tell": DOUBTFUL, "none": GOOD}
CLASSES = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#8c6bb1", "#999933"]

WIDTH = 480
MOST_SPLITS = 20
NARROW = 320  # two beside each other on a page


@dataclass(frozen=True)
class Picture:
    """A chart with its title and, for whoever cannot see it, its words.

    Attributes
    ----------
    title : str
        What is drawn.
    alt : str
        What it shows, in words.
    draw : callable
        Makes the Altair chart; called when the picture is first looked at. It can be pickled: pictures of equal content
        are drawn once.
    """

    title: str
    alt: str
    draw: Callable[[], Any] = field(repr=False, compare=False)

    @cached_property
    def svg(self) -> str:
        """The picture as SVG, for light and for dark surroundings, without scripts or fonts of its own."""
        dark = "".join(
            f'[{paint}="{light}"]{{{paint}:{dark}}}'
            for light, dark in IN_THE_DARK.items()
            for paint in ("fill", "stroke")
        )
        style = f"<style>@media (prefers-color-scheme: dark){{{dark}}}</style>"
        return re.sub(r"(<svg[^>]*>)", lambda opened: opened[1] + style, _drawn(pickle.dumps(self.draw)), count=1)

    @cached_property
    def data_uri(self) -> str:
        """The picture as the address of an ``<img>``."""
        return svg_as_data_uri(self.svg)


@lru_cache(maxsize=256)
def _drawn(draw: bytes) -> str:
    """A pickled picture, drawn as SVG: once, though the report shows it, and Data Docs twice.

    Altair would hold the chart against its schema first, which takes longer than to draw it.
    """
    import altair as alt

    with alt.data_transformers.enable("default"), alt.data_transformers.disable_max_rows():
        chart = _styled(pickle.loads(draw)()).to_dict(validate=False)
    return _numbered_anew(svg_of(chart))


def svg_of(chart: dict[str, Any]) -> str:
    """A Vega-Lite chart as SVG; of names and values that no XML may hold, the renderer would end the process."""
    import vl_convert

    return str(vl_convert.vegalite_to_svg(_printable(chart), vl_version=_version_of(chart)))


def _version_of(chart: dict[str, Any]) -> str | None:
    found = re.search(r"/v(\d+\.\d+)", str(chart.get("$schema", "")))
    return found[1] if found else None


def _printable(part: Any) -> Any:
    if isinstance(part, str):
        return printable(part)
    if isinstance(part, dict):
        return {_printable(key): _printable(value) for key, value in part.items()}
    return [_printable(one) for one in part] if isinstance(part, list) else part


def _numbered_anew(svg: str) -> str:
    """The same picture with clip paths counted from 0: the renderer counts on from picture to picture."""
    known: dict[str, str] = {}
    return re.sub(r"\bclip\d+", lambda found: known.setdefault(found[0], f"clip{len(known)}"), svg)


def svg_as_data_uri(svg: str) -> str:
    """An SVG as the address of an ``<img>``, which needs no network."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def rows_of(number: int) -> dict[str, int]:
    """The height of a chart with that many rows."""
    return {"height": 22 * max(number, 1) + 4}


def shares_of_rows() -> Any:
    """The axis of a chart whose bars are shares, of a field ``share``."""
    import altair as alt

    axis = alt.Axis(format="%", tickCount=5)
    return alt.X("share:Q", title="share of the rows", axis=axis, scale=alt.Scale(domain=[0, 1]))


def stacked_shares(shares: list[dict[str, Any]], named: list[str], rest: str, width: int) -> Any:
    """Bars of which each is made of shares.

    Parameters
    ----------
    shares : list of dict
        ``bar``, ``class`` and ``share`` of each.
    named : list of str
        The classes with a colour of their own, in their order.
    rest : str
        What all others are called, drawn grey; empty where there are none.
    width : int
    """
    import altair as alt

    colours = dict(zip(named, CLASSES, strict=False)) | ({rest: OTHER} if rest else {})
    order = list(colours)
    ranked = [{**one, "place": order.index(one["class"])} for one in shares]
    scale = alt.Scale(domain=order, range=list(colours.values()))
    return (
        alt.Chart(alt.Data(values=ranked))
        .mark_bar(stroke="#ffffff", strokeWidth=0.5)
        .encode(
            x=shares_of_rows(),
            y=alt.Y("bar:N", title=None, sort=None, axis=alt.Axis(labelLimit=240)),
            color=alt.Color("class:N", title=None, sort=order, scale=scale),
            order=alt.Order("place:Q"),
        )
        .properties(width=width, **rows_of(len({one["bar"] for one in shares})))
    )


def _styled(chart: Any) -> Any:
    text = {
        "labelColor": MUTED,
        "titleColor": MUTED,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    }
    return chart.configure(
        background="transparent",
        font="system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif",
        padding=4,
        view={"stroke": None},
        axis={**text, "domainColor": LINE, "tickColor": LINE, "gridColor": LINE, "gridOpacity": 0.4, "labelLimit": 160},
        legend={**text, "symbolType": "square", "orient": "bottom", "labelLimit": 120},
        text={"color": INK, "fontSize": 12},
        rule={"color": MUTED},
    )
