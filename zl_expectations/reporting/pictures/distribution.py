"""How one feature's values fall into the classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from zl_expectations.reporting.evidence import count, percent
from zl_expectations.reporting.pictures.picture import NARROW, Picture, stacked_shares

MOST = 5


def distribution_by_class(feature: str, classes: Sequence[str], groups: Sequence[Mapping[str, Any]]) -> Picture:
    """The classes of the rows at a feature's values, grouped by how they fall; missing is a bar of its own.

    Parameters
    ----------
    feature : str
    classes : sequence of str
    groups : sequence of mapping
        ``values`` (or bins, of a quantity of many values), ``missing`` and ``rows`` (of each class) of each group.
    """
    kept = sorted(range(len(classes)), key=lambda place: -sum(group["rows"][place] for group in groups))[:MOST]
    names = [str(classes[place]) for place in kept]
    other = "other classes" if len(classes) > MOST else ""
    bars: list[dict[str, Any]] = []
    said: list[str] = []
    for number, group in enumerate(groups, 1):
        total = sum(group["rows"])
        several = "values or bins" if group["values"] != 1 else "value or bin"
        what = "missing" if group["missing"] else f"{number}: {group['values']:,} {several}"
        label = f"{what} ({count(total, 'row')})"
        rows = [group["rows"][place] for place in kept]
        parts = [*zip(names, rows, strict=True), *([(other, total - sum(rows))] if other else [])]
        bars += [{"bar": label, "class": name, "share": part / max(1, total)} for name, part in parts]
        top = max(parts, key=lambda part: part[1])
        said.append(f"{what}, {percent(top[1] / max(1, total))} {top[0]}")
    return Picture(
        f"{feature}: its values or bins, ordered by how their rows fall into the classes",
        f"Classes of the rows at the values of {feature}: {'; '.join(said)}.",
        partial(stacked_shares, bars, names, other, NARROW),
    )
