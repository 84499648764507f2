"""Measure: ``python tests/benchmarks/measure.py`` prints medians, and ratios against the floor of the same run.

Every operation runs in a process of its own, in turn with all others, several times, so that a machine that drifts
slows all alike; the timed step leaves out imports and reading. The operations that count shared rows must agree. Other
leak checkers are timed as whole processes, which is how they are used, beside a whole process of ours.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from operations import OPERATIONS
from tables import parquet


def measure(name: str, path: Path) -> dict[str, float | int | None]:
    """One operation in this process: seconds, those of the processors, peak memory in MB, and its answer."""
    run = OPERATIONS[name](path)
    start, processors = time.perf_counter(), time.process_time()
    answer = run()
    return {
        "seconds": time.perf_counter() - start,
        "processors": time.process_time() - processors,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "answer": answer,
    }


def measure_process(command: list[str], text: str = "") -> dict[str, float | int | None]:
    """A whole process: seconds, those of the processors, and peak memory in MB; no answer is compared."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(text.encode())
    process.stdin.close()
    said = process.stdout.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    failed = process.returncode not in (0, 1) or not said or '"error"' in said
    return {
        "seconds": float("nan") if failed else time.perf_counter() - start,
        "processors": used.ru_utime + used.ru_stime,
        "peak": used.ru_maxrss / 1024,
        "answer": None,
    }


def peer_question(path: Path) -> str:
    """The line that a peer's worker reads: the splits as two files, which are made once."""
    import pandas as pd

    frame = None
    asked: dict[str, str | None] = {"target": "y", "group": None, "time": None}
    for side in ("train", "test"):
        file = path.with_name(f"{path.stem}_{side}.parquet")
        if not file.exists():
            frame = pd.read_parquet(path) if frame is None else frame
            frame[frame["split"] == side].drop(columns="split").reset_index(drop=True).to_parquet(file)
        asked[side] = str(file)
    return json.dumps(asked) + "\n"


def main() -> None:
    """Run all operations in turn, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", type=int, default=1_000_000)
    parser.add_argument("--evaluation", type=int, default=250_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", choices=list(OPERATIONS), default=list(OPERATIONS))
    parser.add_argument("--directory", type=Path, default=Path(tempfile.gettempdir()) / "zl_benchmarks")
    parser.add_argument("--peers", type=Path, help="the directory that peers.py filled; its peers are timed as well")
    parser.add_argument("--one", choices=list(OPERATIONS), help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.directory.mkdir(parents=True, exist_ok=True)
    if options.one:
        print(json.dumps(measure(options.one, parquet(options.directory, options.train, options.evaluation))))
        return
    # In a process of its own: the peak of each process that this one starts would be no less than its own.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        path = pool.submit(parquet, options.directory, options.train, options.evaluation).result()
        asked = pool.submit(peer_question, path).result() if options.peers else ""
    names = list(dict.fromkeys(["floor_parquet", "floor_frame", *options.only]))
    whole: dict[str, list[str]] = {}
    if options.peers:
        from peers import PEERS

        worker = str(Path(__file__).with_name("peer_worker.py"))
        whole["process of ours"] = [sys.executable, "-m", "zl_expectations.cli", "check", str(path), "--target", "y"]
        whole |= {f"process of {name}": [str(options.peers / env / "bin" / "python"), worker, name]
                  for name, env in PEERS.items()}  # fmt: skip
    found: dict[str, list[dict[str, float]]] = {name: [] for name in [*names, *whole]}
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
        for name, command in whole.items():
            found[name].append(measure_process(command, asked))  # type: ignore[arg-type]
    answers = {one["answer"] for runs in found.values() for one in runs if one["answer"] is not None}
    assert len(answers) <= 1, f"the operations disagree on the shared rows: {answers}"
    print(
        f"{options.train:,} + {options.evaluation:,} rows, medians of {options.rounds}; shared rows: {answers or '-'}"
    )
    print(f"{'operation':28} {'seconds':>9} {'x floor':>8} {'processors':>10} {'x floor':>8} {'peak MB':>8}")
    for name, runs in found.items():
        floor = found["floor_frame" if "frame" in name or "peer" in name else "floor_parquet"]
        shown = [name.ljust(28)]
        for key, width in (("seconds", 9), ("processors", 10)):
            ratio = statistics.median(a[key] / b[key] for a, b in zip(runs, floor, strict=True))
            shown += [f"{statistics.median(one[key] for one in runs):{width}.3f}", f"{ratio:8.1f}"]
        print(*shown, f"{statistics.median(one['peak'] for one in runs):8.0f}")


if __name__ == "__main__":
    main()
