"""The classes of the target in each split."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from zl_expectations.reporting.evidence import percent
from zl_expectations.reporting.pictures.picture import CLASSES, MOST_SPLITS, WIDTH, Picture, stacked_shares

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
    rest = f"{len(ranked) - len(kept)} other classes" if len(kept) < len(ranked) else ""
    shares: list[dict[str, Any]] = []
    said: list[str] = []
    for split, counts in drawn.items():
        rows = sum(counts.values()) or 1
        parts = {str(name): counts.get(name, 0) for name in kept}
        if rest:
            parts[rest] = rows - sum(parts.values())
        shares += [{"bar": str(split), "class": name, "share": part / rows} for name, part in parts.items()]
        said.append(f"{split}: " + ", ".join(f"{name} {percent(part / rows)}" for name, part in parts.items()))
    some = "" if len(drawn) == len(by_split) else f", the first {MOST_SPLITS} of {len(by_split)}"
    return Picture(
        f"Classes of {target} in each split{some}",
        f"Class proportions. {'; '.join(said)}.",
        partial(stacked_shares, shares, [str(name) for name in kept], rest, WIDTH),
    )
