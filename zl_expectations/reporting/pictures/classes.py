"""The classes of the target in each split."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from zl_expectations.reporting.evidence import percent
from zl_expectations.reporting.pictures.picture import (
    CLASSES,
    MOST_SPLITS,
    OTHER,
    WIDTH,
    Picture,
    rows_of,
    shares_of_rows,
)

MOST = len(CLASSES) - 1


def class_proportions(by_split: Mapping[str, Mapping[str, int]], target: str) -> Picture:
    """The proportions of the classes in each split; the rarest of many are drawn as one.

    Parameters
    ----------
    by_split : mapping of str to mapping of str to int
        Rows of each class in each split.
    target : str
    """
    drawn = dict(list(by_split.items())[:MOST_SPLITS])
    total: dict[str, int] = {}
    for counts in by_split.values():
        for name, rows in counts.items():
            total[name] = total.get(name, 0) + rows
    ranked = sorted(total, key=lambda name: (-total[name], name))
    kept = ranked if len(ranked) <= len(CLASSES) else ranked[:MOST]
    rest = f"{len(ranked) - len(kept)} other classes"
    shares: list[dict[str, Any]] = []
    for split, counts in drawn.items():
        rows = sum(counts.values()) or 1
        named = {name: counts.get(name, 0) for name in kept}
        if len(kept) < len(ranked):
            named[rest] = rows - sum(named.values())
        shares += [{"split": str(split), "class": str(name), "share": count / rows} for name, count in named.items()]
    said = "; ".join(
        f"{split}: "
        + ", ".join(f"{one['class']} {percent(one['share'])}" for one in shares if one["split"] == str(split))
        for split in drawn
    )
    order = [str(name) for name in kept] + ([rest] if len(kept) < len(ranked) else [])
    some = "" if len(drawn) == len(by_split) else f", the first {MOST_SPLITS} of {len(by_split)}"
    return Picture(
        f"Classes of {target} in each split{some}", f"Class proportions. {said}.", partial(_draw, shares, order)
    )


def _draw(shares: list[dict[str, Any]], order: list[str]) -> Any:
    import altair as alt

    colours = [OTHER if name not in order[: len(CLASSES)] else CLASSES[place] for place, name in enumerate(order)]
    ranked = [{**one, "place": order.index(one["class"])} for one in shares]
    return (
        alt.Chart(alt.Data(values=ranked))
        .mark_bar(stroke="#ffffff", strokeWidth=0.5)
        .encode(
            x=shares_of_rows(),
            y=alt.Y("split:N", title=None, sort=None),
            color=alt.Color("class:N", title=None, sort=order, scale=alt.Scale(domain=order, range=colours)),
            order=alt.Order("place:Q"),
        )
        .properties(width=WIDTH, **rows_of(len({one["split"] for one in shares})))
    )
