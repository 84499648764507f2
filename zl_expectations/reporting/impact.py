"""What a finding buys a model, in words and in a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zl_expectations.reporting.evidence import Evidence, decimal, names

NOTHING = 0.005

Figures = Mapping[str, Any]


def said(found: Figures) -> str:
    """What loss and score owe to a finding, in sentences.

    Examples
    --------
    >>> one = {"loss": 0.001, "score": 1.0}, {"loss": 0.6, "score": 0.71}
    >>> found = {"of": "features", "names": ["arr_time"], "task": "classification", "rows": 900, "sampled": 900}
    >>> print(said({**found, "with": one[0], "without": one[1], "each": [], "left_out": []}))
    A small model reaches AUC 1 (loss 0.001 nats) with all features, AUC 0.71 (0.6 nats) without arr_time: 0.29 of \
the AUC is owed to it.
    """
    if "missing" in found:
        return f"Its worth to a model could not be measured: {found['missing']}"
    score, unit = _score(found), _unit(found)
    whole, without = found["with"], found["without"]
    loss = "loss" if found["task"] == "classification" else "squared error"
    reached = f"{score} {decimal(whole['score'])} ({loss} {decimal(whole['loss'])}{unit})"
    left = f"{score} {decimal(without['score'])} ({decimal(without['loss'])}{unit})"
    if found["of"] == "rows":
        text = f"A small forest reaches {reached} on {found['names'][1]} with the shared rows in {found['names'][0]}"
        text += f", {left} without them: {_owed(found)} is owed to them."
    else:
        them = "it" if len(found["names"]) == 1 else "them"
        text = f"A small model reaches {reached} with all features, {left} without {_at_fault(found['names'])}"
        text += f": {_owed(found)} is owed to {them}."
    return " ".join(filter(None, [text, _most_alone(found), _left_out(found), _sampled(found)]))


def models(found: Figures) -> list[Evidence]:
    """The models that were fitted, as a table; none where none could be."""
    if "missing" in found:
        return []
    if found["of"] == "rows":
        rows = [["with the shared rows", found["with"]], ["without them", found["without"]]]
    else:
        rows = _of_features(found)
    loss = "loss in nats" if found["task"] == "classification" else "squared error"
    cells = [[what, decimal(one["loss"]), decimal(one["score"])] for what, one in rows]
    trivial = ["the trivial answer", decimal(found["trivial_loss"]), "0.5" if _score(found) == "AUC" else "0"]
    return [Evidence("What it buys a small model", ["model", loss, _score(found)], [*cells, trivial])]


def _of_features(found: Figures) -> list[list[Any]]:
    none = f"without {_at_fault(found['names'])}"
    rows = [["all features", found["with"]], [none, found["without"]]]
    for one in found["each"]:
        name = one["column"]
        if len(found["names"]) > 1:
            rows += [[f"without {name} alone", one["without_it"]], [f"{none}, but for {name}", one["with_it_alone"]]]
        if one["with_its_missingness"]:
            rows.append([f"{none}, but told whether {name} is missing", one["with_its_missingness"]])
    return rows


def _at_fault(features: Sequence[str]) -> str:
    return names(features) if len(features) < 3 else f"the {len(features)} at fault"


def _most_alone(found: Figures) -> str:
    """The feature that brings the most by itself, and how much of that by being missing."""
    gains = [(one["with_it_alone"]["score"] - found["without"]["score"], one) for one in found["each"]]
    gain, best = max(gains, key=lambda item: item[0], default=(0.0, None))
    if best is None or gain < NOTHING:
        return ""
    missing = best["with_its_missingness"]
    part = missing["score"] - found["without"]["score"] if missing else 0.0
    by_missing = f", {_part(part, gain)} by being missing" if part >= NOTHING else ""
    if len(found["names"]) == 1:
        return f"{_part(part, gain).capitalize()} comes from {best['column']} being missing." if by_missing else ""
    return f"{best['column']} alone brings {_difference(gain)}{by_missing}."


def _part(part: float, whole: float) -> str:
    return "all of it" if whole - part < NOTHING else f"{_difference(part)} of it"


def _owed(found: Figures) -> str:
    difference = found["with"]["score"] - found["without"]["score"]
    return f"{'nothing' if difference < NOTHING else _difference(difference)} of the {_score(found)}"


def _difference(value: float) -> str:
    return f"{value:.2f}"


def _left_out(found: Figures) -> str:
    if not found["left_out"]:
        return ""
    one = len(found["left_out"]) == 1
    return f"It does not see {names(found['left_out'])}, which {'gives' if one else 'give'} the target away alone."


def _sampled(found: Figures) -> str:
    return f"Seen on {found['sampled']:,} of {found['rows']:,} rows." if found["sampled"] < found["rows"] else ""


def _score(found: Figures) -> str:
    return "AUC" if found["task"] == "classification" else "R²"


def _unit(found: Figures) -> str:
    return " nats" if found["task"] == "classification" else ""
