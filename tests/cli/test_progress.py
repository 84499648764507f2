"""The time left that a check shows while it runs."""

from __future__ import annotations

import math

import pytest
from rich.progress import Progress

from zl_expectations.cli.progress import TimeLeft


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("made", "waited", "said"),
    [
        ([], 1, "time left unknown"),  # nothing is known of the pace
        ([10], 0, "time left unknown"),
        ([10, 10, 10], 0, "about 0:00:30 left"),
        ([100, 100, 100], 0, "about 0:05:00 left"),  # slow counts are still a pace
        ([10, 10, 10], 20, "about 0:00:30 left"),
        ([10, 10, 10], 31, "time left unknown"),  # one count outlasted what all of them were to take
        ([1] * 6, 9, ""),
    ],
)
def test_the_time_left_follows_the_pace_and_is_unknown_where_there_is_none(
    made: list[float], waited: float, said: str
) -> None:
    clock = Clock()
    progress = Progress(TimeLeft(), get_time=clock, speed_estimate_period=math.inf)
    bar = progress.add_task("", total=6, last=0.0)
    for number, seconds in enumerate(made, 1):
        clock.now += seconds
        progress.update(bar, completed=number, last=clock.now)
    clock.now += waited
    assert TimeLeft().render(progress.tasks[0]).plain == said
