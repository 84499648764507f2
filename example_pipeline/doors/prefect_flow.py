"""Prefect: the gate is a task, and the training task waits for it (``python -m doors.prefect_flow naive``)."""

from __future__ import annotations

import sys

from doors.gate import check_before_training, load_splits
from flights import Scores, Splits, train_model
from prefect import flow, task
from prefect.cache_policies import NO_CACHE


@task
def prepare(form: str) -> Splits:
    return load_splits(form)


@task(cache_policy=NO_CACHE)  # no retries either: the same data gets the same verdict
def check(splits: Splits) -> None:
    check_before_training(splits)


@task(cache_policy=NO_CACHE)
def train(splits: Splits) -> Scores:
    print("training")
    return train_model(splits)


@flow
def flights(form: str) -> Scores:
    splits = prepare(form)
    check(splits)
    scores: Scores = train(splits)
    return scores


if __name__ == "__main__":
    print(flights(sys.argv[1]))
