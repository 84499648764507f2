"""Measure: ``python tests/benchmarks/measure.py`` prints medians, and ratios against the floor of the same run.

Every operation runs in a process of its own, in turn with all others, several times, so that a machine that drifts
slows all alike; the timed step leaves out imports and reading. The operations that count shared rows must agree.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from operations import OPERATIONS
from tables import parquet


def measure(name: str, path: Path) -> dict[str, float | int | None]:
    """One operation in this process: seconds, peak memory in MB, and its answer."""
    run = OPERATIONS[name](path)
    start = time.perf_counter()
    answer = run()
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "answer": answer}


def main() -> None:
    """Run all operations in turn, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", type=int, default=1_000_000)
    parser.add_argument("--evaluation", type=int, default=250_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", choices=list(OPERATIONS), default=list(OPERATIONS))
    parser.add_argument("--directory", type=Path, default=Path(tempfile.gettempdir()) / "zl_benchmarks")
    parser.add_argument("--one", choices=list(OPERATIONS), help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.directory.mkdir(parents=True, exist_ok=True)
    path = parquet(options.directory, options.train, options.evaluation)
    if options.one:
        print(json.dumps(measure(options.one, path)))
        return
    names = list(dict.fromkeys(["floor_parquet", "floor_frame", *options.only]))
    found: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    size = [
        "--train",
        str(options.train),
        "--evaluation",
        str(options.evaluation),
        "--directory",
        str(options.directory),
    ]
    for _ in range(options.rounds):
        for name in names:
            ran = subprocess.run(
                [sys.executable, __file__, "--one", name, *size], capture_output=True, text=True, check=True
            )
            found[name].append(json.loads(ran.stdout.splitlines()[-1]))
    answers = {one["answer"] for runs in found.values() for one in runs if one["answer"] is not None}
    assert len(answers) <= 1, f"the operations disagree on the shared rows: {answers}"
    print(
        f"{options.train:,} + {options.evaluation:,} rows, medians of {options.rounds}; shared rows: {answers or '-'}"
    )
    print(f"{'operation':24} {'seconds':>9} {'x floor':>8} {'peak MB':>8}")
    for name, runs in found.items():
        floor = found["floor_frame" if "frame" in name or "peer" in name else "floor_parquet"]
        ratio = statistics.median(a["seconds"] / b["seconds"] for a, b in zip(runs, floor, strict=True))
        seconds, peak = (statistics.median(one[key] for one in runs) for key in ("seconds", "peak"))
        print(f"{name:24} {seconds:9.3f} {ratio:8.1f} {peak:8.0f}")


if __name__ == "__main__":
    main()
