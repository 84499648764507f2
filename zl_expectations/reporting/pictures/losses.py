"""The losses that the data allows, on one scale."""

from __future__ import annotations

from functools import partial
from typing import Any

from zl_expectations.reporting.evidence import decimal
from zl_expectations.reporting.pictures.picture import BAD, GOOD, INK, OTHER, WIDTH, Picture, rows_of


def losses(floor: float | None, attainable: float | None, trivial: float | None, loss: str = "loss in nats") -> Picture:
    """The loss floor, the loss that a small model attains, and the trivial loss.

    Parameters
    ----------
    floor, attainable, trivial : float or None
        None leaves one out.
    loss : str
        Which loss, and its unit.
    """
    named = {"loss floor": floor, "attainable loss": attainable, "trivial loss": trivial}
    known = {name: value for name, value in named.items() if value is not None}
    said = ", ".join(f"{name} {decimal(value)}" for name, value in known.items())
    return Picture(f"What training can reach ({loss})", f"{loss.capitalize()}: {said}.", partial(_draw, known, loss))


def _draw(known: dict[str, float], loss: str) -> Any:
    import altair as alt

    colours = {"loss floor": BAD, "attainable loss": GOOD, "trivial loss": OTHER}
    rows = [{"loss": name, "value": value, "text": decimal(value)} for name, value in known.items()]
    widest = 1.15 * max(known.values()) or 1  # room for the text beside the longest bar, and none below 0
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("value:Q", title=loss, scale=alt.Scale(domain=[0, widest], nice=False)),
        y=alt.Y("loss:N", title=None, sort=list(colours)),
    )
    colour = alt.Color("loss:N", legend=None, scale=alt.Scale(domain=list(colours), range=list(colours.values())))
    return alt.layer(
        base.mark_bar(height=12, cornerRadius=2).encode(color=colour),
        base.mark_text(align="left", dx=6, color=INK).encode(text="text:N"),
    ).properties(width=WIDTH, **rows_of(len(rows)))
