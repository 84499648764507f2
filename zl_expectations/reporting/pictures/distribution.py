"""How one feature's values fall into the classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from zl_expectations.reporting.evidence import count, percent
from zl_expectations.reporting.pictures.picture import CLASSES, NARROW, OTHER, Picture, rows_of, shares_of_rows

MOST = 5


def distribution_by_class(feature: str, classes: Sequence[str], groups: Sequence[Mapping[str, Any]]) -> Picture:
    """The classes of the rows at a feature's values, grouped by how they fall; missing is a bar of its own.

    Parameters
    ----------
    feature : str
    classes : sequence of str
    groups : sequence of mapping
        ``values``, ``missing`` and ``rows`` (of each class) of each group.
    """
    kept = sorted(range(len(classes)), key=lambda place: -sum(group["rows"][place] for group in groups))[:MOST]
    names = [str(classes[place]) for place in kept]
    bars: list[dict[str, Any]] = []
    said: list[str] = []
    for number, group in enumerate(groups, 1):
        total = sum(group["rows"])
        what = "missing" if group["missing"] else f"{number}: {count(group['values'], 'value')}"
        label = f"{what} ({count(total, 'row')})"
        rows = [group["rows"][place] for place in kept]
        rest = total - sum(rows)
        parts = [*zip(names, rows, strict=True), *([("other classes", rest)] if len(classes) > MOST else [])]
        bars += [{"group": label, "class": name, "share": part / max(1, total)} for name, part in parts]
        top = max(parts, key=lambda part: part[1])
        said.append(f"{what}, {percent(top[1] / max(1, total))} {top[0]}")
    order = [*names, *(["other classes"] if len(classes) > MOST else [])]
    alt = f"Classes of the rows at the values of {feature}: {'; '.join(said)}."
    return Picture(
        f"{feature}: its values, ordered by how their rows fall into the classes", alt, partial(_draw, bars, order)
    )


def _draw(bars: list[dict[str, Any]], order: list[str]) -> Any:
    import altair as alt

    colours = [OTHER if name == "other classes" else CLASSES[place] for place, name in enumerate(order)]
    ranked = [{**one, "place": order.index(one["class"])} for one in bars]
    return (
        alt.Chart(alt.Data(values=ranked))
        .mark_bar()
        .encode(
            x=shares_of_rows(),
            y=alt.Y("group:N", title=None, sort=None),
            color=alt.Color("class:N", title=None, sort=order, scale=alt.Scale(domain=order, range=colours)),
            order=alt.Order("place:Q"),
        )
        .properties(width=NARROW, **rows_of(len({one["group"] for one in bars})))
    )
