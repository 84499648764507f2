"""The tables of a calibration: what was found, what was raised where nothing is, and by whom, with intervals."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from cases import CLEAN, UNTOUCHED
from faults import FAULTS
from judges import TIERS
from real_tables import halves
from scipy import special

OURS = "zl_expectations"
Result = dict[str, Any]


def report(results: Sequence[Result], *, as_json: bool) -> None:
    """Print every table, or their figures."""
    ours = [one for one in results if one["judge"] == OURS]
    flagged = _flagged(results)
    figures = {
        "found": [_found(name, group, flagged) for name, group in _by(ours, _fault)],
        "halves": _halves(ours, flagged),
        "false alarms": _false_alarms(ours),
        "peers": _peers(results, flagged),
    }
    if as_json:
        print(json.dumps(figures))
        return
    _print("Found, of the faults that theory says can be seen at that size", figures["found"])
    _print("The tables for calibration, and those that confirm", figures["halves"])
    _print("Alarms where nothing was planted", figures["false alarms"])
    _print("Side by side: found of all that were planted", figures["peers"])


def clopper_pearson(found: int, of: int, level: float = 0.95) -> tuple[float, float]:
    """The exact interval of a share (Clopper & Pearson 1934).

    Examples
    --------
    >>> clopper_pearson(0, 100)[0], round(clopper_pearson(0, 100)[1], 4)
    (0.0, 0.0362)
    """
    tail = (1 - level) / 2
    low = float(special.betaincinv(found, of - found + 1, tail)) if found else 0.0
    high = float(special.betaincinv(found + 1, of - found, 1 - tail)) if found < of else 1.0
    return low, high


def is_found(result: Result) -> bool:
    """At the tier that theory asks, or above."""
    return TIERS.index(result["found"]) >= TIERS.index(result["visible"] or "warning")


def _flagged(results: Iterable[Result]) -> set[tuple[Any, ...]]:
    """What is raised about a split without any fault in it: planting one there shows nothing."""
    return {
        (one["judge"], one["table"], one["rows"], one["seed"], alarm["about"])
        for one in results
        if one["fault"] == UNTOUCHED
        for alarm in one["alarms"]
        if alarm["about"] in ("rows", "classes")
    }


def _shows(result: Result, flagged: set[tuple[Any, ...]]) -> bool:
    split = (result["judge"], result["table"], result["rows"], result["seed"], result["about"])
    return result["fault"] not in CLEAN and split not in flagged


def _found(name: str, group: Sequence[Result], flagged: set[tuple[Any, ...]]) -> dict[str, Any]:
    shown = [one for one in group if _shows(one, flagged)]
    visible = [one for one in shown if one["visible"]]
    hidden = [one for one in shown if not one["visible"]]
    return {
        "fault": name,
        "visible": len(visible),
        **_share("found", sum(map(is_found, visible)), len(visible)),
        "not visible": len(hidden),
        "of them found": sum(map(is_found, hidden)),
    }


def _halves(ours: Sequence[Result], flagged: set[tuple[Any, ...]]) -> list[dict[str, Any]]:
    rows = []
    for name, tables in zip(("calibration", "confirmation"), halves(), strict=True):
        half = [one for one in ours if one["table"] in tables]
        shown = [one for one in half if _shows(one, flagged) and one["visible"]]
        clean = [one for one in half if one["fault"] in CLEAN]
        false = [
            alarm["tier"] for one in clean for alarm in one["alarms"] if alarm["check"] not in one["true of the source"]
        ]
        rows.append(
            {
                "half": name,
                "tables": len(tables),
                "visible": len(shown),
                **_share("found", sum(map(is_found, shown)), len(shown)),
                "checks of untouched and permuted tables": sum(len(one["checks"]) for one in clean),
                "false critical": false.count("critical"),
                "false warnings": false.count("warning"),
            }
        )
    return rows


def _false_alarms(ours: Sequence[Result]) -> list[dict[str, Any]]:
    rows = []
    for kind in CLEAN:
        cases = [one for one in ours if one["fault"] == kind]
        for check in sorted({check for one in cases for check in one["checks"]}):
            judged = [one for one in cases if check in one["checks"]]
            false = [_worst(one, check) for one in judged if check not in one["true of the source"]]
            true = [_worst(one, check) for one in judged if check in one["true of the source"]]
            rows.append(
                {
                    "where": kind,
                    "check": check,
                    "judged": len(false),
                    **_share("critical", false.count("critical"), len(false)),
                    **_share("warning", false.count("warning"), len(false)),
                    "true of the source": len(true),
                    "of them raised": sum(tier != "none" for tier in true),
                }
            )
    return rows


def _worst(result: Result, check: str) -> str:
    """The worst tier that a check raised."""
    return max((one["tier"] for one in result["alarms"] if one["check"] == check), key=TIERS.index, default="none")


def _peers(results: Sequence[Result], flagged: set[tuple[Any, ...]]) -> list[dict[str, Any]]:
    """Every judge on the cases that a peer had too."""
    judges = list(dict.fromkeys([OURS, *(one["judge"] for one in results)]))
    if len(judges) < 2:
        return []
    compared = {_case(one) for one in results if one["judge"] != OURS}
    cases = {judge: [one for one in results if one["judge"] == judge and _case(one) in compared] for judge in judges}
    rows: list[dict[str, Any]] = []
    for fault in FAULTS:
        of_fault = {judge: [one for one in cases[judge] if one["fault"] == fault] for judge in judges}
        if any(of_fault.values()):
            share = {judge: f"{sum(is_raised(one, flagged) for one in of)}/{len(of)}" for judge, of in of_fault.items()}
            rows.append({"fault": fault, **share})
    clean = {judge: [one for one in cases[judge] if one["fault"] == UNTOUCHED] for judge in judges}
    for tier in ("critical", "warning"):
        raised = {
            judge: f"{sum(alarm['tier'] == tier for one in of for alarm in one['alarms'])} in {len(of)}"
            for judge, of in clean.items()
        }
        rows.append({"fault": f"raised as {tier} about untouched tables", **raised})
    rows.append({"fault": "crashed", **{judge: sum(bool(one["error"]) for one in of) for judge, of in cases.items()}})
    seconds = {judge: round(sum(one["seconds"] for one in of) / max(1, len(of)), 2) for judge, of in cases.items()}
    return [*rows, {"fault": "seconds a case", **seconds}]


def is_raised(result: Result, flagged: set[tuple[Any, ...]]) -> bool:
    """At any tier, where the same split without the fault raised nothing of the kind."""
    return bool(result["found"] != "none") and _shows(result, flagged)


def _share(name: str, found: int, of: int) -> dict[str, Any]:
    if not of:
        return {name: "-", f"{name} %": "-"}
    low, high = clopper_pearson(found, of)
    return {name: found, f"{name} %": f"{100 * found / of:.1f} ({100 * low:.1f} to {100 * high:.1f})"}


def _fault(result: Result) -> str:
    return str(result["fault"]) if result["fault"].startswith("as ") else f"{result['fault']} {result['strength']:g}"


def _case(result: Result) -> tuple[Any, ...]:
    return tuple(result[name] for name in ("table", "rows", "seed", "fault", "strength"))


def _by(results: Iterable[Result], key: Callable[[Result], str]) -> list[tuple[str, list[Result]]]:
    groups: dict[str, list[Result]] = {}
    for one in results:
        if one["fault"] not in CLEAN:
            groups.setdefault(key(one), []).append(one)
    return list(groups.items())


def _print(title: str, rows: Sequence[dict[str, Any]]) -> None:
    """A Markdown table."""
    if not rows:
        return
    print(f"\n### {title}\n")
    print("| " + " | ".join(rows[0]) + " |")
    print("|" + "---|" * len(rows[0]))
    for row in rows:
        print("| " + " | ".join(str(value) for value in row.values()) + " |")
