"""When the rows of each split were."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from zl_expectations.reporting.pictures.picture import BAD, GOOD, MOST_SPLITS, WIDTH, Picture, rows_of


def time_ranges(ranges: Mapping[str, Mapping[str, Any]], train_split: str, time_column: str) -> Picture:
    """The range of times of each split, and where train ends.

    Parameters
    ----------
    ranges : mapping of str to mapping
        ``first`` and ``last`` time of each split, as numbers or ISO texts.
    train_split, time_column : str
    """
    every = {split: one for split, one in ranges.items() if one.get("first") is not None}
    known = dict(list(every.items())[:MOST_SPLITS])
    some = "" if len(known) == len(every) else f", the first {MOST_SPLITS} of {len(every)}"
    said = "; ".join(f"{split} from {one['first']} to {one['last']}" for split, one in known.items())
    return Picture(
        f"{time_column} in each split{some}", f"Ranges of {time_column}: {said}.", partial(_draw, known, train_split)
    )


def _draw(ranges: Mapping[str, Mapping[str, Any]], train_split: str) -> Any:
    import altair as alt

    numbers = all(isinstance(one[end], int | float) for one in ranges.values() for end in ("first", "last"))
    kind = "Q" if numbers else "T"
    rows = [
        {
            "split": str(split),
            "first": _instant(one["first"]),
            "last": _instant(one["last"]),
            "train": split == train_split,
        }
        for split, one in ranges.items()
    ]
    base = alt.Chart(alt.Data(values=rows))
    colour = alt.condition("datum.train", alt.value(GOOD), alt.value("#e69f00"))
    scale = alt.Scale(zero=False) if numbers else alt.Scale(type="utc")
    bars = base.mark_bar(height=12, cornerRadius=2).encode(
        x=alt.X(f"first:{kind}", title=None, scale=scale),
        x2="last",
        y=alt.Y("split:N", title=None, sort=None),
        color=colour,
    )
    ends = (
        base.transform_filter("datum.train")
        .mark_rule(color=BAD, strokeDash=[4, 3])
        .encode(x=alt.X(f"last:{kind}", scale=scale))
    )
    return alt.layer(bars, ends).properties(width=WIDTH, **rows_of(len(rows)))


def _instant(value: Any) -> Any:
    return value if isinstance(value, int | float) else str(value).replace(" ", "T")
