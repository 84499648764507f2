"""Runs in a peer's own environment: reads splits as JSON lines, and answers with what the peer says of each.

A line in names two Parquet files, the target, and the group and time columns where there are any; a line out is a list
of [about, tier, columns], or the error. Each peer is called as its documentation shows, with its default limits, and
with those of its checks that are about the same things.
"""

from __future__ import annotations

import contextlib
import io
import json
import signal
import sys
import warnings
from importlib import import_module
from typing import Any

Alarms = list[tuple[str, str, list[str]]]
SECONDS_FOR_ONE = 120


def targetleak(train: Any, test: Any, target: str, group: str | None, time: str | None) -> Alarms:
    import pandas as pd

    whole = pd.concat([train.assign(split="train"), test.assign(split="test")], ignore_index=True)
    about = {
        "target-proxy": "features",
        "pure-categories": "features",
        "missingness-leak": "features",
        "suspiciously-predictive": "features",
        "train-test-contamination": "rows",
        "group-overlap": "groups",
        "temporal-column": "times",
    }
    return [
        (about.get(one.kind, one.kind), one.severity, [one.column] if one.column else [])
        for one in import_module("targetleak").analyse(whole, target, split="split", group=group)
        if one.severity in ("critical", "warning")
    ]


def tabaudit(train: Any, test: Any, target: str, group: str | None, time: str | None) -> Alarms:
    about = {"leakage": "features", "duplicates": "rows", "imbalance": "classes"}
    tiers = {"critical": "critical", "high": "critical", "medium": "warning", "low": "warning"}
    report = import_module("tabaudit").run_audit(train, target=target, test=test, checks=list(about))
    return [
        (about.get(one.check, one.check), tiers[one.severity.value], [str(name) for name in one.columns])
        for one in report.findings
        if one.severity.value in tiers
    ]


def leakcheck_ml(train: Any, test: Any, target: str, group: str | None, time: str | None) -> Alarms:
    about = {
        "duplicates": "rows",
        "near-duplicates": "rows",
        "target-leakage": "features",
        "group-leakage": "groups",
        "temporal": "times",
    }
    found = import_module("leakcheck.checks").run_all(train, test, target, time_col=time, group_col=group)
    return [
        (about.get(one.check, one.check), {"fail": "critical", "warn": "warning"}[one.status], _named(one.details))
        for one in found
        if one.status != "pass"
    ]


def ml_leakproof(train: Any, test: Any, target: str, group: str | None, time: str | None) -> Alarms:
    about = {
        "D001": "rows",
        "D002": "rows",
        "D003": "groups",
        "D005": "features",
        "D006": "features",
        "M001": "classes",
    }
    result = import_module("ml_leakproof").analyze_data(train, test, target=target, group=group, time=time)
    alarms: Alarms = []
    for one in result.findings:
        kind = "times" if one.category.value.startswith("temporal") else about.get(one.rule_id, one.rule_id)
        gates = not one.advisory_only and one.severity.value in ("critical", "high")
        alarms.append((kind, "critical" if gates else "warning", _named(one.evidence)))
    return alarms


def splitcheck(train: Any, test: Any, target: str, group: str | None, time: str | None) -> Alarms:
    import polars as pl

    rows = import_module("splitcheck.dataset").extract_rows
    splits = {"train": rows(pl.from_pandas(train)), "test": rows(pl.from_pandas(test))}
    return [("rows", "critical", [])] if import_module("splitcheck").check_splits(splits) else []


def dataleak_guard(train: Any, test: Any, target: str, group: str | None, time: str | None) -> Alarms:
    about = {"Target Leakage": "features", "Row Contamination": "rows", "Target Split": "classes"}
    tiers = {"CRITICAL": "critical", "HIGH": "critical", "WARNING": "warning"}
    report = import_module("dataleak_guard").audit(
        train.drop(columns=target), test.drop(columns=target), train[target], test[target]
    )
    return [
        (about.get(one.category, one.category), tiers[one.severity.value], [str(name) for name in one.columns])
        for one in report.findings
        if one.severity.value in tiers
    ]


def leaklint(train: Any, test: Any, target: str, group: str | None, time: str | None) -> Alarms:
    about = {
        "cross_split_duplicates": "rows",
        "cross_split_near_duplicates": "rows",
        "leaky_feature": "features",
        "target_encoding_leakage": "features",
        "group_leakage": "groups",
        "temporal_leakage": "times",
    }
    kwargs: dict[str, Any] = {}
    if group:
        kwargs |= {"groups_train": train[group], "groups_test": test[group]}
    if time:
        kwargs |= {"time_train": train[time], "time_test": test[time]}
    left = [name for name in (target, group, time) if name]
    report = import_module("leaklint").detect_leakage(
        train.drop(columns=left),
        train[target],
        test.drop(columns=left),
        test[target],
        enable_near_dup=True,
        **kwargs,
    )
    tiers = {"high": "critical", "medium": "warning"}
    return [
        (about.get(one.detector, one.detector), tiers[one.severity], _named(one.details))
        for one in report.findings
        if one.severity in tiers
    ]


def deepchecks(train: Any, test: Any, target: str, group: str | None, time: str | None) -> Alarms:
    tabular = import_module("deepchecks.tabular")
    suites = import_module("deepchecks.tabular.suites")
    about = {
        "Train Test Samples Mix": "rows",
        "Feature Label Correlation": "features",
        "Feature Label Correlation Change": "features",
        "Label Drift": "classes",
        "New Label Train Test": "classes",
        "Class Imbalance": "classes",
        "Index Train Test Leakage": "groups",
        "Date Train Test Leakage Duplicates": "times",
        "Date Train Test Leakage Overlap": "times",
    }
    few = train[target].nunique() <= 10 or train[target].dtype == object
    sides = [
        tabular.Dataset(
            side.reset_index(drop=True),
            label=target,
            label_type="multiclass" if few else "regression",
            index_name=group,
            datetime_name=time,
        )
        for side in (train, test)
    ]
    alarms: Alarms = []
    checks = [*suites.train_test_validation().checks.values(), *suites.data_integrity().checks.values()]
    for one in tabular.Suite("all", *[check for check in checks if check.name() in about]).run(*sides).results:
        for condition in getattr(one, "conditions_results", ()):
            tier = {"FAIL": "critical", "WARN": "warning"}.get(condition.category.value)
            if tier:
                named = [str(name) for name in train.columns if f"'{name}'" in condition.details]
                alarms.append((about[one.check.name()], tier, named))
    return alarms


def _named(details: dict[str, Any]) -> list[str]:
    """The columns that an answer's details name."""
    found = [details[key] for key in ("column", "feature", "columns", "features") if details.get(key)]
    return [str(name) for one in found for name in (one if isinstance(one, list | tuple) else [one])]


def main() -> None:
    """Answer every line until there is none."""
    import pandas as pd

    peer = globals()[sys.argv[1]]
    warnings.simplefilter("ignore")

    def too_long(*_: Any) -> None:
        raise TimeoutError(f"more than {SECONDS_FOR_ONE} seconds")

    signal.signal(signal.SIGALRM, too_long)
    for line in sys.stdin:
        asked = json.loads(line)
        answer: dict[str, Any] = {}
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                signal.alarm(SECONDS_FOR_ONE)
                sides = [pd.read_parquet(asked[side]) for side in ("train", "test")]
                answer["alarms"] = peer(*sides, asked["target"], asked["group"], asked["time"])
        except Exception as error:  # a peer that crashes has found nothing
            answer["error"] = f"{type(error).__name__}: {error}"
        finally:
            signal.alarm(0)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
