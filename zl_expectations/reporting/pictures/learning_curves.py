"""How the losses of a run went down, and the lines that they are judged by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from zl_expectations.reporting.evidence import decimal
from zl_expectations.reporting.pictures.picture import BAD, CLASSES, GOOD, INK, MUTED, WIDTH, Picture

HEIGHT = 220
WITH_POINTS, LABELLED = 40, 12
CURVES = {"training_loss": "training loss", "validation_loss": "validation loss"}
Row = Mapping[str, Any]


def learning_curves(
    history: Sequence[Row],
    *,
    floor: float,
    trivial: float | None,
    at_fault: Row | None = None,
    of: str = "training_loss",
) -> Picture:
    """The training and the validation loss by epoch, with the loss floor and the trivial loss as lines.

    Parameters
    ----------
    history : sequence of mapping
        ``epoch``, ``training_loss`` and ``validation_loss`` (or None) of each epoch.
    floor : float
        Not drawn where it is 0: there the axis begins.
    trivial : float or None
    at_fault : mapping, optional
        The epoch to mark, and in `of` which of its losses.
    of : {"training_loss", "validation_loss"}
    """
    points = [
        {"epoch": one["epoch"], "loss": one[key], "curve": name}
        for key, name in CURVES.items()
        for one in history
        if one[key] is not None
    ]
    lines = {"loss floor": floor or None, "trivial loss": trivial}
    known = {f"{name} {decimal(value)}": value for name, value in lines.items() if value is not None}
    mark = None if at_fault is None else {"epoch": at_fault["epoch"], "loss": at_fault[of]}
    fault = [] if mark is None else [f"epoch {mark['epoch']} with {decimal(mark['loss'])} is too good"]
    said = "; ".join([*_said(points), *known, *fault])
    return Picture("Learning curves", f"Losses by epoch: {said}.", partial(_draw, points, known, mark))


def _said(points: Sequence[Row]) -> list[str]:
    curves = {name: [one for one in points if one["curve"] == name] for name in CURVES.values()}
    return [
        f"{name} from {decimal(curve[0]['loss'])} in epoch {curve[0]['epoch']}"
        f" to {decimal(curve[-1]['loss'])} in epoch {curve[-1]['epoch']}"
        for name, curve in curves.items()
        if curve
    ]


def _draw(points: Sequence[Row], lines: Mapping[str, float], mark: Row | None) -> Any:
    import altair as alt

    names = [name for name in CURVES.values() if any(one["curve"] == name for one in points)]
    epochs = sorted({one["epoch"] for one in points})
    ticks = {"values": epochs} if len(epochs) <= LABELLED else {"tickCount": 8}
    x = alt.X("epoch:Q", title="epoch", axis=alt.Axis(format="d", **ticks), scale=alt.Scale(zero=False, nice=False))
    y = alt.Y("loss:Q", title="loss", scale=alt.Scale(domainMin=0))
    legend = alt.Legend(symbolType="stroke", symbolSize=500, symbolStrokeWidth=2)
    colours, dashes = [GOOD, CLASSES[1]][: len(names)], [[1, 0], [6, 3]][: len(names)]
    curves = alt.Chart(alt.Data(values=list(points))).encode(x=x, y=y)
    colour = alt.Color("curve:N", title=None, legend=legend, scale=alt.Scale(domain=names, range=colours))
    dash = alt.StrokeDash("curve:N", title=None, legend=legend, scale=alt.Scale(domain=names, range=dashes))
    layers = [curves.mark_line(strokeWidth=2).encode(color=colour, strokeDash=dash)]
    if len(points) <= WITH_POINTS:
        layers.append(curves.mark_circle(size=28, opacity=1).encode(color=colour))
    for place, (what, at) in enumerate(lines.items()):  # each on its own side, for two that lie close together
        ruled = alt.Chart(alt.Data(values=[{"loss": at, "what": what}])).encode(y=y)
        text = ruled.mark_text(align="left", baseline="bottom" if place else "top", x=WIDTH, dx=5, color=INK)
        layers += [ruled.mark_rule(color=MUTED, strokeDash=[2, 3]), text.encode(text="what:N")]
    if mark is not None:
        marked = alt.Chart(alt.Data(values=[dict(mark)])).encode(x=x, y=y)
        layers.append(marked.mark_point(size=160, color=BAD, strokeWidth=2.5, opacity=1))
    return alt.layer(*layers).properties(width=WIDTH, height=HEIGHT)
