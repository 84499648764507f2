"""Other leak checkers, each in an environment of its own: ``python tests/benchmarks/peers.py DIRECTORY`` makes them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from faults import Split
from judges import Alarm, Opinion

_TOGETHER = [
    "targetleak==0.3.2",
    "tabaudit==0.3.1",
    "leakcheck-ml==0.3.0",
    "ml-leakproof==0.2.0rc2",
    "splitcheck==0.2.0",
    "dataleak-guard==0.1.0",
    "mlleak==0.1.1",
    "scikit-learn",
    "pyarrow",
]
ENVIRONMENTS: dict[str, list[str]] = {
    "peers": _TOGETHER,
    "leaklint": ["leaklint==0.1.0", "pandas==2.3.*", "scikit-learn", "pyarrow"],
    "deepchecks": [
        "deepchecks==0.19.1",
        "numpy<2",
        "pandas<3",
        "scikit-learn<1.8",
        "pyarrow<19",
        "setuptools<81",
    ],
    "ppscore": ["ppscore==1.3.0", "pandas<2", "numpy<2", "scikit-learn<1.6", "pyarrow<17", "setuptools<81"],
    "cleanlab": ["cleanlab[datalab]==2.9.0", "pyarrow", "scikit-learn"],
}
PEERS: dict[str, str] = {
    "targetleak": "peers",
    "tabaudit": "peers",
    "leakcheck_ml": "peers",
    "ml_leakproof": "peers",
    "splitcheck": "peers",
    "dataleak_guard": "peers",
    "leaklint": "leaklint",
    "deepchecks": "deepchecks",
}


@dataclass
class Peer:
    """A peer at work in a process of its own."""

    name: str
    directory: Path
    scratch: Path

    def __post_init__(self) -> None:
        python = self.directory / PEERS[self.name] / "bin" / "python"
        self._process = subprocess.Popen(
            [str(python), str(Path(__file__).with_name("peer_worker.py")), self.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def judge(self, split: Split) -> Opinion:
        """What the peer says of a split."""
        asked: dict[str, Any] = {"target": split.target, **{key: split.columns.get(key) for key in ("group", "time")}}
        for side in ("train", "test"):
            asked[side] = str(self.scratch / f"{side}.parquet")
            getattr(split, side).reset_index(drop=True).to_parquet(asked[side])
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline() or '{"error": "it died"}')
        alarms = [Alarm(self.name, about, tier, tuple(names)) for about, tier, names in answer.get("alarms", ())]
        return Opinion(tuple(alarms), (self.name,), answer.get("error"))

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)


def install(directory: Path) -> None:
    """Make every environment."""
    directory.mkdir(parents=True, exist_ok=True)
    build = directory / "build.txt"
    build.write_text("setuptools<81\n")  # ppscore is built from source, with pkg_resources
    for name, packages in ENVIRONMENTS.items():
        python = directory / name / "bin" / "python"
        subprocess.run([sys.executable, "-m", "venv", str(directory / name)], check=True)
        subprocess.run(
            [str(python), "-m", "pip", "install", "-q", *packages],
            check=True,
            env={**os.environ, "PIP_CONSTRAINT": str(build)},
        )


if __name__ == "__main__":
    install(Path(sys.argv[1]))
