"""Calibrate: ``python tests/benchmarks/calibration.py`` plants faults in real tables and prints what each judge finds.

Every untouched split is judged by the public `check`, one with a fault by its expectations about such faults, and with
``--peers`` by other leak checkers too. Results are kept in a file of JSON
lines, one a case and judge: a second run goes on where the first stopped.
"""

from __future__ import annotations

import argparse
import json
import logging
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cases import (
    Case,
    clean_cases,
    fault_cases,
    in_smallest_matrix,
    large_cases,
    tables_named,
    true_of_source,
)
from faults import FAULTS
from judges import TIERS, Opinion, judge
from peers import PEERS, Peer
from report import report

OURS = "zl_expectations"
PEER_TABLES = ("breast_cancer", "sklearn/wine", "iris", "HMDA")


def main() -> None:
    """Judge all cases that are not in the file yet, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", nargs="*", default=[], help="parts of tables' names; all by default")
    parser.add_argument("--faults", nargs="*", choices=list(FAULTS), default=list(FAULTS))
    parser.add_argument("--sizes", nargs="*", type=int, default=[50, 5_000])
    parser.add_argument("--seeds", type=int, default=5, help="splits of each table for the false alarms")
    parser.add_argument("--first-seed", type=int, default=0, help="of those splits: another one gives fresh splits")
    parser.add_argument("--large", type=int, default=1_000_000, help="rows of the generated table; 0 for none")
    parser.add_argument("--quick", action="store_true", help="three tables, one size, one seed")
    parser.add_argument("--peers", type=Path, help="the directory that peers.py made; peers see PEER_TABLES only")
    parser.add_argument("--results", type=Path, default=Path(tempfile.gettempdir()) / "zl_calibration.jsonl")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--only-report", action="store_true", help="judge nothing")
    options = parser.parse_args()
    if options.quick:
        options.tables, options.sizes, options.seeds, options.large = ["iris", "breast_cancer", "HMDA"], [5_000], 1, 0
    if not options.only_report:
        warnings.simplefilter("ignore")
        logging.disable(logging.WARNING)
        with options.results.open("a") as file:
            judge_all(options, file, {_key(one) for one in read(options.results)})
    report(list(read(options.results)), as_json=options.json)


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The results so far."""
    with path.open() as file:
        for line in file:
            yield json.loads(line)


def judge_all(options: argparse.Namespace, file: Any, done: set[tuple[Any, ...]]) -> None:
    """Judge what is not done; the peers after us."""
    tables = tables_named(options.tables)
    seeds = range(options.first_seed, options.first_seed + options.seeds)
    judge_cases(OURS, judge_case, clean_cases(tables, options.sizes, seeds), file, done)
    judge_cases(OURS, judge_case, fault_cases(tables, options.sizes, seeds[:1], options.faults), file, done)
    if options.large:
        judge_cases(OURS, judge_case, large_cases(options.large, options.faults), file, done)
    if options.peers:
        compared = [one for one in tables_named(PEER_TABLES) if one in tables]
        for name in PEERS:
            cases = filter(in_smallest_matrix, fault_cases(compared, [5_000], seeds[:1], options.faults))
            judge_by_peer(name, options.peers, cases, file, done)


def judge_by_peer(name: str, directory: Path, cases: Iterable[Case], file: Any, done: set[tuple[Any, ...]]) -> None:
    """The same for a peer, which is ended when it has said all."""
    with tempfile.TemporaryDirectory() as scratch:
        peer = Peer(name, directory, Path(scratch))
        try:
            judge_cases(name, lambda case: peer.judge(case.planted.split), cases, file, done)
        finally:
            peer.close()


def judge_cases(
    name: str, judging: Callable[[Case], Opinion], cases: Iterable[Case], file: Any, done: set[tuple[Any, ...]]
) -> None:
    """Write one line for each case."""
    for case in cases:
        key = (name, case.table, case.rows, case.seed, case.fault, case.strength)
        if key in done:
            continue
        start = time.perf_counter()
        opinion = judging(case)
        seconds = time.perf_counter() - start
        result = dict(zip(_KEY, key, strict=True)) | {
            "about": case.about,
            "visible": case.planted.visible,
            "found": tier_found(case, opinion),
            "alarms": [asdict(alarm) for alarm in opinion.alarms],
            "checks": list(opinion.checks),
            "error": opinion.error,
            "true of the source": true_of_source(case.planted.split) if case.clean else [],
            "seconds": round(seconds, 3),
        }
        done.add(key)
        file.write(json.dumps(result) + "\n")
        file.flush()


def judge_case(case: Case) -> Opinion:
    """All that we say of a clean split; of one with a fault, what we say of that."""
    return judge(case.planted.split, None if case.clean else case.about)


def tier_found(case: Case, opinion: Opinion) -> str:
    """The worst tier of an alarm about what was planted; about a column, it must name that column or none."""
    column = case.planted.column
    tiers = [
        alarm.tier
        for alarm in opinion.alarms
        if alarm.about == case.about and (column is None or not alarm.columns or column in alarm.columns)
    ]
    return max(tiers, key=TIERS.index, default="none")


_KEY = ("judge", "table", "rows", "seed", "fault", "strength")


def _key(result: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(result[name] for name in _KEY)


if __name__ == "__main__":
    main()
