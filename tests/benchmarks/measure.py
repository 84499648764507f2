"""Measure: ``python tests/benchmarks/measure.py`` prints medians, and ratios against the floor of the same run.

Every operation runs in a process of its own, in turn with all others, several times, so that a machine that drifts
slows all alike; the timed step leaves out imports and reading. What counts shared rows must count the same. With
``--peers`` the other leak checkers run too, each in its own environment; and with ``--processes`` each of them judges
the splits as a whole process, which is how they are used, beside a whole process of ours.
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
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from operations import OPERATIONS
from tables import TABLES, parquet

FLOORS = ("floor_parquet", "floor_frame")
Run = dict[str, Any]


def measure(name: str, path: Path) -> Run:
    """One operation in this process: seconds, those of the processors, peak memory in MB, and its answer."""
    run = OPERATIONS[name].prepare(path)
    _forget_the_peak()
    start, processors = time.perf_counter(), time.process_time()
    answer = run()
    return {
        "seconds": time.perf_counter() - start,
        "processors": time.process_time() - processors,
        "peak": _peak(),
        "answer": answer,
    }


def _forget_the_peak() -> None:
    """Linux counts the peak anew from here; elsewhere what was needed to read the table counts too."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return


def _peak() -> float:
    try:
        status = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))


def measured_alone(command: list[str], limit: float) -> Run:
    """What an operation measured of itself in a process of its own, or why there is nothing."""
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return {"failed": f"not done after {limit:g} s"}
    if ran.returncode != 0:
        return {"failed": (ran.stderr.strip().splitlines() or [f"ended with {ran.returncode}"])[-1]}
    return dict(json.loads(ran.stdout.splitlines()[-1]))


def measured_process(command: list[str], limit: float, text: str = "") -> Run:
    """A whole process: seconds, those of the processors, and peak memory in MB; no answer is compared."""
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=said, stderr=subprocess.DEVNULL, text=True)
        assert process.stdin is not None
        process.stdin.write(text)
        process.stdin.close()
        while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
            if time.perf_counter() - start > limit:
                process.kill()
                process.wait()
                return {"failed": f"not done after {limit:g} s"}
            time.sleep(0.01)
        seconds, used = time.perf_counter() - start, ended[2]
        process.returncode = os.waitstatus_to_exitcode(ended[1])
        said.seek(0)
        answer = said.read()
    if process.returncode not in (0, 1) or not answer or '"error"' in answer:
        return {"failed": f"ended with {process.returncode}, without an answer"}
    peak = used.ru_maxrss / 1024
    return {"seconds": seconds, "processors": used.ru_utime + used.ru_stime, "peak": peak, "answer": None}


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


def whole_processes(path: Path, peers: Path) -> dict[str, list[str]]:
    """The commands that judge the splits: ours, and each peer's."""
    from peers import PEERS

    worker = str(Path(__file__).with_name("peer_worker.py"))
    ours = [sys.executable, "-m", "zl_expectations.cli", "check", str(path), "--target", "y"]
    theirs = {name: [str(peers / env / "bin" / "python"), worker, name] for name, env in PEERS.items()}
    return {"process of ours": ours, **{f"process of {name}": command for name, command in theirs.items()}}


def printed(found: dict[str, list[Run]]) -> None:
    """The table: medians, and medians of the ratios to the floor, and to our own answer, of the same round."""
    heads = ("seconds", "x floor", "x ours", "processors", "x floor", "peak MB", "x floor")
    print(f"{'operation':28}", *(head.rjust(10) for head in heads))
    ours: dict[tuple[str, bool], list[Run]] = {}
    for name, runs in found.items():
        known = OPERATIONS.get(name)
        question, in_memory = (known.question, known.in_memory) if known else ("whole processes", False)
        if question not in [asked for asked, _ in ours]:
            print(f"-- {question}")
            ours[question, False] = runs
        if known and known.is_ours:
            ours.setdefault((question, in_memory), runs)
        reference = ours.get((question, in_memory), ours[question, False])
        if failures := [one["failed"] for one in runs if "failed" in one]:
            print(f"{name:28} {failures[0]}")
            continue
        floor = found[FLOORS[in_memory]]
        figures = [
            _median(runs, "seconds"), _ratio(runs, floor, "seconds"), _ratio(runs, reference, "seconds"),
            _median(runs, "processors"), _ratio(runs, floor, "processors"),
            _median(runs, "peak"), _ratio(runs, floor, "peak"),
        ]  # fmt: skip
        places = (3, 1, 1, 3, 1, 0, 1)
        print(f"{name:28}", *(f"{one:10.{digits}f}" for one, digits in zip(figures, places, strict=True)))


def _median(runs: list[Run], key: str) -> float:
    return float(statistics.median(one[key] for one in runs))


def _ratio(runs: list[Run], to: list[Run], key: str) -> float:
    pairs = [(a[key], b[key]) for a, b in zip(runs, to, strict=True) if "failed" not in b]
    return statistics.median(a / b for a, b in pairs) if pairs else float("nan")


def main() -> None:
    """Run all operations in turn, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--table", choices=list(TABLES), default="mixed", help="which of tables.py's, made once")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", choices=list(OPERATIONS), default=list(OPERATIONS))
    parser.add_argument("--directory", type=Path, default=Path(tempfile.gettempdir()) / "zl_benchmarks")
    parser.add_argument("--peers", type=Path, help="the directory that peers.py filled; its peers run as well")
    parser.add_argument("--processes", action="store_true", help="judge the splits as whole processes too")
    parser.add_argument("--limit", type=float, default=600, help="seconds after which a process is ended")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one[0], Path(options.one[1]))))
        return
    if options.processes and options.peers is None:
        parser.error("--processes needs --peers.")
    options.directory.mkdir(parents=True, exist_ok=True)
    # In a process of its own: the peak of each process that this one starts would be no less than its own.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        path = pool.submit(parquet, options.directory, options.table).result()
        asked = pool.submit(peer_question, path).result() if options.processes else ""
    wanted = [name for name in options.only if OPERATIONS[name].environment is None or options.peers]
    commands: dict[str, list[str]] = {}
    for name in dict.fromkeys([*FLOORS, *wanted]):
        environment = OPERATIONS[name].environment
        python = sys.executable if environment is None else str(options.peers / environment / "bin" / "python")
        commands[name] = [python, __file__, "--one", name, str(path)]
    whole = whole_processes(path, options.peers) if options.processes else {}
    found: dict[str, list[Run]] = {name: [] for name in [*commands, *whole]}
    for _ in range(options.rounds):
        for name, command in commands.items():
            found[name].append(measured_alone(command, options.limit))
        for name, command in whole.items():
            found[name].append(measured_process(command, options.limit, asked))
    answers = {name: one["answer"] for name, runs in found.items() for one in runs if one.get("answer") is not None}
    size, shared = TABLES[options.table], ", ".join(map(str, set(answers.values()))) or "-"
    print(f"{options.table}: {size.train:,} + {size.evaluation:,} rows, medians of {options.rounds}", end="; ")
    print(f"shared rows: {shared}")
    printed(found)
    assert len(set(answers.values())) <= 1, f"the operations disagree on the shared rows: {answers}"


if __name__ == "__main__":
    main()
