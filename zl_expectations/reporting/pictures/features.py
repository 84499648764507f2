"""What single features say about the target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from math import ceil
from typing import Any

from zl_expectations.reporting.evidence import decimal, names
from zl_expectations.reporting.pictures.picture import BY_TIER, INK, WIDTH, Picture, rows_of

MOST = 15


def ranked_features(features: Sequence[Mapping[str, Any]], score: str, limits: Mapping[str, float]) -> Picture:
    """The features ranked by what they say about the target, each with its lower bound.

    Parameters
    ----------
    features : sequence of mapping
        ``feature``, ``score``, ``lower_bound`` (or None) and ``tier`` of each.
    score : str
        The name of the score, whose largest value is 1.
    limits : mapping of str to float
        Lines to draw, by what they mean.
    """
    ranked = sorted(features, key=lambda one: -(one["score"] or 0))[:MOST]
    at_fault = [one["feature"] for one in ranked if one["tier"] != "none"]
    best = f"{ranked[0]['feature']} with {decimal(ranked[0]['score'])}" if ranked else "none"
    alt = f"{score} of the {len(ranked)} features that say most about the target, the best {best}; "
    alt += f"above a limit: {names(at_fault)}." if at_fault else "none is above a limit."
    return Picture(
        f"What one feature alone says about the target ({score})", alt, partial(_draw, ranked, score, dict(limits))
    )


def _draw(ranked: Sequence[Mapping[str, Any]], score: str, limits: Mapping[str, float]) -> Any:
    import altair as alt

    shown = [
        {
            "feature": str(one["feature"]),
            "score": one["score"],
            "from": one["score"] if one.get("lower_bound") is None else one["lower_bound"],
            "tier": one["tier"],
            "text": decimal(one["score"]),
        }
        for one in ranked
    ]
    lowest = min([0.5, *[one["from"] for one in shown]])
    order = [one["feature"] for one in shown]
    y = alt.Y("feature:N", sort=order, title=None)
    colour = alt.Color("tier:N", legend=None, scale=alt.Scale(domain=list(BY_TIER), range=list(BY_TIER.values())))
    x = alt.X(
        "score:Q",
        title=f"{score}, with its lower bound" if score == "AUC" else score,
        scale=alt.Scale(domain=[lowest, 1.06], nice=False, clamp=True, zero=False),
        axis=alt.Axis(values=[tenth / 10 for tenth in range(ceil(10 * lowest), 11)], format=".1f"),
    )
    base = alt.Chart(alt.Data(values=shown)).encode(y=y)
    bounds = base.mark_rule(strokeWidth=3, opacity=0.6).encode(x=alt.X("from:Q"), x2="score", color=colour)
    points = base.mark_circle(size=80, opacity=1).encode(x=x, color=colour)
    texts = base.mark_text(align="left", dx=8, color=INK).encode(x=x, text="text:N")
    lines = alt.Chart(alt.Data(values=[{"at": at, "what": what} for what, at in limits.items()]))
    rules = lines.mark_rule(strokeDash=[4, 3]).encode(x="at:Q")
    labels = lines.mark_text(align="right", baseline="bottom", dx=-3, y=0, dy=-2, fontSize=11).encode(
        x="at:Q", text="what:N"
    )
    return alt.layer(rules, labels, bounds, points, texts).properties(width=WIDTH, **rows_of(len(shown)))
