"""How far a check is while it runs: line by line, or in a bar with the time left."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from zl_expectations.cli.interruption import stop_if_interrupted
from zl_expectations.cli.output import say
from zl_expectations.metrics.progress import listening


class TimeLeft(TimeRemainingColumn):
    """The time that the counts left take at the pace of those made; unknown once a single one takes longer."""

    def render(self, task: Task) -> Text:
        """The time left, in words."""
        if task.finished:
            return Text()
        left = task.time_remaining
        known = left is not None and task.get_time() - task.fields["last"] <= left
        return Text.assemble("about ", super().render(task), " left") if known else Text("time left unknown")


@contextmanager
def told(*, quiet: bool, verbose: bool) -> Iterator[None]:
    """Tell each count of what runs inside: on a line where that was asked for, or in a bar on a terminal."""
    if verbose:

        def tell(count: str) -> None:
            stop_if_interrupted()
            say(f"{_said(count)} ({heard.done} of {heard.total})")

        with listening(tell) as heard:
            yield
    elif quiet or not sys.stderr.isatty():
        with listening(lambda _: stop_if_interrupted()):
            yield
    else:
        with _in_a_bar():
            yield


@contextmanager
def _in_a_bar() -> Iterator[None]:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(20), MofNCompleteColumn(), TimeLeft())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, speed_estimate_period=math.inf) as progress:
        bar = progress.add_task("reading the data", total=None, last=progress.get_time())

        def tick(count: str) -> None:
            stop_if_interrupted()
            progress.update(
                bar,
                description=_said(count),
                completed=heard.done,
                total=heard.total or None,
                last=progress.get_time(),
            )

        with listening(tick) as heard:
            yield


def _said(count: str) -> str:
    return f"counted {count.removeprefix('zl.').replace('_', ' ')}"
