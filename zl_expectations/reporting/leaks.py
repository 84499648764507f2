"""What is said of features that give the target away: in a sentence, in tables, and what to do about them.

All of it is read from the details of a result, where each judged feature is a mapping of its figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Any

from zl_expectations.reporting.evidence import MOST_ROWS, Evidence, Proof, count, decimal, names, percent, shown
from zl_expectations.reporting.pictures.distribution import distribution_by_class
from zl_expectations.reporting.pictures.features import ranked_features

MOST_SAID = 3
SCALES_SAID = {"linear": "on another scale", "log": "as its logarithm", "log1p": "as log1p", "logit": "as log-odds"}

Figures = Mapping[str, Any]


class Leak(Enum):
    """How a feature gives the target away, in the words of its table; where several hold, the first of them."""

    LOOKS_AHEAD = "made of own and later targets"
    CODE = "names the class with others"
    MEAN = "the target's mean over its rows"
    COURSE = "follows its course in time"
    ALONE = "predicts the target alone"
    COPY = "a noisy copy of the target"
    BANDS = "cuts it into bands"
    SOMEWHERE = "predicts it where it"
    VALUES = "decides it where it has some value"
    CLOSE = "comes close"
    CANNOT_TELL = "cannot tell at this size"


_BY_SCORE = {"critical": Leak.ALONE, "warning": Leak.CLOSE, "cannot_tell": Leak.CANNOT_TELL}


def leaks_of(one: Figures) -> list[Leak]:
    """Every way in which a feature gives the target away; none where its tier is none.

    Examples
    --------
    >>> leaks_of({"tier": "warning", "is_noisy_copy": True, "present_score": 0.99, "deciding_values": []})
    [<Leak.COPY: 'a noisy copy of the target'>, <Leak.SOMEWHERE: 'predicts it where it'>]
    >>> leaks_of({"tier": "critical", "deciding_values": []})
    [<Leak.ALONE: 'predicts the target alone'>]
    """
    if one["tier"] == "none":
        return []
    holds = {
        Leak.LOOKS_AHEAD: "looks_ahead" in one,
        Leak.CODE: one.get("names_class_with_others"),
        Leak.MEAN: "mean_over" in one,
        Leak.COURSE: "changes_explained" in one,
        Leak.COPY: one.get("is_noisy_copy"),
        Leak.BANDS: one.get("cuts_into_bands"),
        Leak.SOMEWHERE: _places(one),
        Leak.VALUES: one["tier"] == "warning" and one["deciding_values"],
    }
    return [leak for leak, found in holds.items() if found] or [_BY_SCORE[one["tier"]]]


def at_fault(features: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The features that give the target away, and are not allowed to."""
    return [one for one in features if one["tier"] != "none" and not one["allowed"]]


# ---------------------------------------------------------------------- the sentence


def summary(details: Figures) -> str:
    """What was found, in one sentence with its figures."""
    judged, found = count(details["features_judged"], "feature"), at_fault(details["features"])
    said = f"Of {judged}, {'; '.join(_clauses(found, details))}." if found else _nothing(judged, details)
    nested = details.get("nested")
    not_judged = f" What stands inside the values of {names(nested)} was not judged." if nested else ""
    return said + _row_order(details) + not_judged


def _clauses(found: Sequence[Figures], details: Figures) -> Iterator[str]:
    """What each sort of leak is said in, the most certain first."""
    by_leak = {leak: [one for one in found if leak in leaks_of(one)] for leak in Leak}
    if alone := by_leak[Leak.ALONE]:
        yield f"{_listed(alone, details)} {_verb('predict', alone)} the target alone"
    if coded := by_leak[Leak.CODE]:
        yield (
            f"{names(_features(coded))} name the class together: each class has one value of each, and no two classes"
            " have the same values"
        )
    yield from (_mean(one, details) for one in by_leak[Leak.MEAN][:MOST_SAID])
    yield from (_ahead(one, details) for one in by_leak[Leak.LOOKS_AHEAD][:MOST_SAID])
    if course := by_leak[Leak.COURSE]:
        yield (
            f"{_listed(course, details)} {_verb('follow', course)} its course in time, as its own past may, and not its"
            " changes from row to row"
        )
    if close := by_leak[Leak.CLOSE]:
        yield f"{_listed(close, details, _telling)} {_verb('come', close)} close"
    if copies := by_leak[Leak.COPY]:
        agree = f"{_listed(copies, details)} {_verb('agree', copies)} with it like a noisy copy"
        yield agree + _copied(copies[0], details)
    if bands := by_leak[Leak.BANDS]:
        yield f"{_listed(bands, details)} {_verb('cut', bands)} it into bands that hardly overlap"
    decided = by_leak[Leak.VALUES]
    yield from (_somewhere(one, details) for one in by_leak[Leak.SOMEWHERE] if one not in decided)
    yield from map(_decides, decided[:MOST_SAID])
    if unsure := by_leak[Leak.CANNOT_TELL]:
        yield f"{_listed(unsure, details)} may, but this size cannot tell"


def _nothing(judged: str, details: Figures) -> str:
    """That nothing is at fault, and what comes nearest."""
    allowed = [one["feature"] for one in details["features"] if one["allowed"] and one["tier"] != "none"]
    others = [one for one in details["features"] if one["feature"] not in allowed]
    but = f" but {names(allowed)}, as `allow` says," if allowed else ""
    best = f"; the best is {_listed(others[:1], details)}{_untold(others[0], details)}" if others else ""
    return f"None of {judged}{but} predicts the target alone{best}."


def _listed(
    features: Sequence[Figures], details: Figures, told: Callable[[Figures, Figures], tuple[float, str]] | None = None
) -> str:
    """The features with their scores, and of what: all classes, or as `told` says of a feature."""
    said = []
    for one in features:
        score, of = told(one, details) if told is not None else (one["score"], "")
        by = _by_missing(one, score) + _by_pieces(one)
        said.append(f"{one['feature']} ({details['score']} {decimal(score)}{of}{by})")
    return names(said)


def _by_missing(one: Figures, score: float) -> str:
    missing = one.get("missing_score")
    return ", by being missing" if missing is not None and missing >= score - 0.005 else ""


def _by_pieces(one: Figures) -> str:
    pieces = one.get("pieces")
    return f", by containing {names([shown(piece) for piece in pieces])}" if pieces else ""


def _telling(one: Figures, details: Figures) -> tuple[float, str]:
    """What a feature that comes close has: the score of the class that it tells from several others, where that is it.

    The mean over the classes, of which it may say nothing of most, is not what makes it suspicious.
    """
    proven = one.get("best_class_lower_bound", 0.0) >= details["limits"].get("warning", 1.0)
    if len(details["classes"]) > 2 and proven and one["best_class_score"] > one["score"]:
        return one["best_class_score"], f" for {one['best_class']}"
    return one["score"], ""


def _untold(one: Figures, details: Figures) -> str:
    """That a feature would give every class away, were there enough rows to tell it from chance."""
    lowest = min(one["score"], one.get("worst_class_score", one["score"]))
    return ", which so few rows do not tell from chance" if lowest >= details["limits"]["critical"] else ""


def _mean(one: Figures, details: Figures) -> str:
    target = details["target"]
    of = f"mean of {target}" if one["mean_of"] is None else f"share of {target} {one['mean_of']}"
    about = f"about {count(round(one['rows_a_group']), 'row')}"
    if one.get("mean_by") is not None:
        return (
            f"{one['feature']} is the {of} over the other rows of {one['mean_over']} that have its {one['mean_by']}"
            f" ({about} each), which tells each row's own target by what it lacks"
        )
    scale = f", {SCALES_SAID[one['mean_scale']]}," if one.get("mean_scale") is not None else ""
    return (
        f"{one['feature']} is{scale} the {of} over the rows of {one['mean_over']} that have its value, each row itself"
        f" among them ({about})"
    )


def _ahead(one: Figures, details: Figures) -> str:
    own, later = one["looks_ahead"]["own_row"], one["looks_ahead"]["rows_later"]
    if len(later) == 1 and not own:
        return f"{one['feature']} is {details['target']} of {count(later[0], 'row')} later"
    rows = " and ".join(filter(None, ["its own row" if own else "", "later rows" if later else ""]))
    return f"{one['feature']} is made of {details['target']} of {rows}, by a rolling mean, a sum or a difference"


def _copied(one: Figures, details: Figures) -> str:
    """In how many rows a copy agrees, where it stands in some rows only, or is one of a quantity."""
    agreeing, rows = one["copied_rows"]
    if details["task"] == "regression":
        return f" ({one['feature']} in about {agreeing:,} of {count(rows, 'row')})"
    return (
        f" ({one['feature']} in {agreeing:,} of the {count(rows, 'row')} where it says anything)"
        if rows < one["rows"]
        else ""
    )


def _places(one: Figures) -> list[tuple[str, float]]:
    """Where a feature predicts the target that does not do so everywhere, and how well."""
    where = {"present_score": "is present", "unusual_score": "has another value than its usual one"}
    return [(said, one[name]) for name, said in where.items() if one.get(name) is not None]


def _somewhere(one: Figures, details: Figures) -> str:
    where, score = _places(one)[0]
    return f"{one['feature']} {Leak.SOMEWHERE.value} {where} ({details['score']} {decimal(score)})"


def _decides(one: Figures) -> str:
    value = one["deciding_values"][0]
    return (
        f"where {one['feature']} is {shown(value['value'])}, the target is {value['class']} in"
        f" {value['class_rows']:,} of {count(value['rows'], 'row')}"
    )


def _row_order(details: Figures) -> str:
    found = details.get("row_order")
    if found is None:
        return ""
    return (
        f" The rows are sorted by the target (their position alone has {details['score']} {decimal(found['score'])}):"
        " unless that is their order in time, shuffle them before they are split by position or fed in order."
    )


def _verb(verb: str, features: Sequence[Figures]) -> str:
    return verb if len(features) > 1 else f"{verb}s"


def _be(features: Sequence[Figures]) -> str:
    return "are" if len(features) > 1 else "is"


def _features(found: Sequence[Figures]) -> list[str]:
    return [one["feature"] for one in found]


# ---------------------------------------------------------------------- what proves it


def evidence(details: Figures) -> list[Proof]:
    """The features, ranked by what they give away; the values that decide; those that say nothing."""
    ranked, distributions = details["features"], details["distributions"]
    proof: list[Proof] = [
        ranked_features(ranked, details["score"], details["limits"]),
        _ranking(details),
        *(
            distribution_by_class(name, details["classes"], distributions[name])
            for name in _features(ranked)  # where JSON has forgotten the order of the distributions
            if name in distributions
        ),
    ]
    if values := [(one["feature"], value) for one in ranked for value in one["deciding_values"]]:
        cells = [
            [name, one["value"], one["class"], one["class_rows"], one["rows"], decimal(one["lower_bound"])]
            for name, one in values
        ]
        header = ["feature", "value", "class", "rows of the class", "rows", "lower bound of the share"]
        proof.append(Evidence("Values that decide the target", header, cells))
    if idle := [
        *([name, "constant"] for name in details["constant"]),
        *([name, "nearly constant"] for name in details["nearly_constant"]),
    ]:
        proof.append(Evidence("Features that say nothing", ["feature", "why"], idle))
    return proof


def _ranking(details: Figures) -> Evidence:
    """Each feature with its figures and its verdict, all that give something away among them."""
    features = details["features"]
    rows = features[: max(MOST_ROWS, sum(one["tier"] != "none" for one in features))]
    if details["task"] == "regression":
        header = ["feature", "R² of the target's rank", "verdict"]
        cells = [[one["feature"], decimal(one["score"]), _verdict(one)] for one in rows]
    else:
        header = ["feature", "AUC", "lower bound", "best class", "its AUC", "explained", "missing alone (AUC)"]
        header.append("verdict")
        cells = [
            [
                one["feature"],
                decimal(one["score"]),
                decimal(one["lower_bound"]),
                one["best_class"],
                decimal(one["best_class_score"]),
                percent(max(0.0, one["explained"])),
                "" if one["missing_score"] is None else decimal(one["missing_score"]),
                _verdict(one),
            ]
            for one in rows
        ]
    parts = sum(one["columns"] != [one["feature"]] for one in features)
    total = details["features_judged"] + parts
    return Evidence("Features by what they say about the target", header, cells, total=total, most=5 * MOST_ROWS)


def _verdict(one: Figures) -> str:
    leaks = leaks_of(one)
    if not leaks:
        return ""
    words = leaks[0].value
    if leaks[0] is Leak.MEAN and one.get("mean_by") is not None:
        words = "the target's mean over other rows"
    elif leaks[0] is Leak.SOMEWHERE:
        words = f"{words} {_places(one)[0][0]}"
    return f"{words} (allowed)" if one["allowed"] else words


# ---------------------------------------------------------------------- what to do


def next_step(details: Figures) -> str:
    """What to do about the features at fault."""
    found = at_fault(details["features"])
    if found and all(Leak.MEAN in leaks_of(one) for one in found):
        return (
            f"Encode {names(_features(found))} from train alone, in folds, so that no value is made with its row's own"
            " target: scikit-learn's TargetEncoder does so."
        )
    if found and all(Leak.LOOKS_AHEAD in leaks_of(one) for one in found):
        return (
            f"Make {names(_features(found))} of earlier rows only: shift {details['target']} by one row before it is"
            " rolled, summed or subtracted."
        )
    if found and all(Leak.COURSE in leaks_of(one) for one in found):
        return (
            f"If {names(_features(found))} {_be(found)} known when {details['target']} is predicted, as its own past"
            " is, say so in `allow`, and hold the model against the last value known; otherwise leave it out."
        )
    return (
        f"Ask when the value of {names(details['columns'])} is known. If only after the outcome, drop it from the"
        " features; if it is honestly this good, name it in `allow`."
    )
