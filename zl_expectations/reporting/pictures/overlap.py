"""What splits share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from zl_expectations.reporting.evidence import percent
from zl_expectations.reporting.pictures.picture import Picture

MOST = 10
DEEP = "#a84300"
WHITE_ABOVE = 0.425  # the share at which white and black text are read equally well


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
    drawn = _of_few_splits(pairs)
    said = [
        f"{percent(one['share'])} of {one['evaluation']} in {one['train']}"
        + (f" (chance {percent(one[chance])})" if one.get(chance) is not None else "")
        for one in drawn
    ]
    alt = f"Share of {what}: {'; '.join(said[:12])}{'; and more' if len(said) > 12 else ''}."
    some = "" if len(drawn) == len(pairs) else f", in the {MOST} splits that share most"
    return Picture(
        f"{what.capitalize()} that splits share, and what chance would make{some}", alt, partial(_draw, drawn, chance)
    )


def _of_few_splits(pairs: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """The pairs of the splits that share most, as many as a matrix can show."""
    ranked = sorted(pairs, key=lambda one: -one["share"])
    splits = dict.fromkeys(split for one in ranked for split in (one["train"], one["evaluation"]))
    kept = set(list(splits)[:MOST])
    return [one for one in pairs if {one["train"], one["evaluation"]} <= kept]


def _draw(pairs: Sequence[Mapping[str, Any]], chance: str) -> Any:
    import altair as alt

    wide = len({one["evaluation"] for one in pairs})
    narrow = wide > 4
    cells = [
        {
            "train": str(one["train"]),
            "evaluation": str(one["evaluation"]),
            "share": one["share"],
            "text": _whole_percent(one["share"]) if narrow else percent(one["share"]),
            "chance": f"chance {percent(one[chance])}" if one.get(chance) is not None and not narrow else "",
        }
        for one in pairs
    ]
    order = list(dict.fromkeys([*(one["train"] for one in cells), *(one["evaluation"] for one in cells)]))
    base = alt.Chart(alt.Data(values=cells)).encode(
        x=alt.X(
            "evaluation:N",
            title="evaluation split",
            sort=order,
            axis=alt.Axis(labelAngle=0, orient="top", labelLimit=480 // wide if narrow else 130),
        ),
        y=alt.Y("train:N", title="train split", sort=order),
    )
    colour = alt.Color(
        "share:Q", legend=None, scale=alt.Scale(domain=[0, 0.5], range=["#eef2f6", DEEP], clamp=True, interpolate="rgb")
    )
    ink = alt.condition(f"datum.share > {WHITE_ABOVE}", alt.value("#ffffff"), alt.value("#000000"))
    size, raised = (13, 0) if narrow else (15, -8)
    return alt.layer(
        base.mark_rect().encode(color=colour),
        base.mark_text(fontSize=size, fontWeight="bold", dy=raised).encode(text="text:N", color=ink),
        base.mark_text(fontSize=11, dy=10).encode(text="chance:N", color=ink),
    ).properties(
        width=480 if narrow else 130 * wide, height=(32 if narrow else 64) * len({one["train"] for one in cells})
    )


def _whole_percent(share: float) -> str:
    """A share in a narrow cell, never rounded to nothing or all.

    Examples
    --------
    >>> [_whole_percent(share) for share in (0.0, 0.001, 0.126, 0.999, 1.0)]
    ['0 %', '<1 %', '13 %', '>99 %', '100 %']
    """
    if 0 < share < 0.01:
        return "<1 %"
    return ">99 %" if 0.99 < share < 1 else f"{100 * share:.0f} %"
