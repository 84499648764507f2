"""What splits share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from zl_expectations.reporting.evidence import percent
from zl_expectations.reporting.pictures.picture import Picture

DEEP = "#a84300"  # white text is read on it, dark text on what is less than half of it


def overlap_matrix(pairs: Sequence[Mapping[str, Any]], what: str, chance: str) -> Picture:
    """The share of each evaluation split that stands in train, with what chance would make.

    Parameters
    ----------
    pairs : sequence of mapping
        ``train``, ``evaluation``, ``share``, and the chance under the key `chance` (or None).
    what : str
        What is shared, such as "rows".
    chance : str
        The key of the chance level.
    """
    said = [
        f"{percent(one['share'])} of {one['evaluation']} in {one['train']}"
        + (f" (chance {percent(one[chance])})" if one.get(chance) is not None else "")
        for one in pairs
    ]
    alt = f"Share of {what}: {'; '.join(said[:12])}{'; and more' if len(said) > 12 else ''}."
    return Picture(
        f"{what.capitalize()} that splits share, and what chance would make", alt, partial(_draw, pairs, chance)
    )


def _draw(pairs: Sequence[Mapping[str, Any]], chance: str) -> Any:
    import altair as alt

    cells = [
        {
            "train": str(one["train"]),
            "evaluation": str(one["evaluation"]),
            "share": one["share"],
            "text": percent(one["share"]),
            "chance": f"chance {percent(one[chance])}" if one.get(chance) is not None else "",
        }
        for one in pairs
    ]
    base = alt.Chart(alt.Data(values=cells)).encode(
        x=alt.X("evaluation:N", title="evaluation split", sort=None, axis=alt.Axis(labelAngle=0, orient="top")),
        y=alt.Y("train:N", title="train split", sort=None),
    )
    colour = alt.Color(
        "share:Q", legend=None, scale=alt.Scale(domain=[0, 0.5], range=["#eef2f6", DEEP], clamp=True, interpolate="rgb")
    )
    ink = alt.condition("datum.share > 0.25", alt.value("#ffffff"), alt.value("#1f2328"))
    wide = len({one["evaluation"] for one in cells})
    return alt.layer(
        base.mark_rect().encode(color=colour),
        base.mark_text(fontSize=15, fontWeight="bold", dy=-8).encode(text="text:N", color=ink),
        base.mark_text(fontSize=11, dy=10).encode(text="chance:N", color=ink),
    ).properties(width=130 * wide if wide <= 3 else 480, height=64 * len({one["train"] for one in cells}))
