from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import log_loss, roc_auc_score

from zl_expectations.statistics.cross_fitting import Folds, Integers, deal, repeats_for

CELL_ROWS = st.integers(0, 6)


@st.composite
def tables(draw: st.DrawFn) -> tuple[Integers, Integers]:
    """Vectors of two to four classes, each class with rows, and how many values have each."""
    classes = draw(st.integers(2, 4))
    vector = st.lists(CELL_ROWS, min_size=classes, max_size=classes).filter(any)
    vectors = draw(st.lists(vector, min_size=1, max_size=8))
    counts = np.vstack([np.array(vectors, dtype=np.int64), np.full(classes, 2)])
    times = draw(st.lists(st.integers(1, 3), min_size=len(counts), max_size=len(counts)))
    return counts, np.array(times, dtype=np.int64)


def one_deal(counts: Integers, multiplicity: Integers, *, repeats: int = 1, seed: int = 0) -> list[Folds]:
    return list(deal(counts, multiplicity, folds=5, repeats=repeats, seed=seed))


@given(tables(), st.integers(1, 3))
def test_every_row_lies_inside_one_fold_of_each_deal(table: tuple[Integers, Integers], repeats: int) -> None:
    counts, times = table
    rows = times @ counts
    for batch in one_deal(counts, times, repeats=repeats):
        inside = batch.inside.reshape(repeats, 5, -1).sum(axis=1)
        for found in inside:
            assert np.bincount(batch.klass, found, len(rows)).tolist() == rows.tolist()


@given(tables(), st.integers(0, 100))
def test_the_area_and_the_cross_entropy_are_those_of_the_rows_one_by_one(
    table: tuple[Integers, Integers], seed: int
) -> None:
    counts, times = table
    prior = (times @ counts) / (times @ counts).sum()
    classes = np.arange(len(prior))
    (batch,) = one_deal(counts, times, seed=seed)
    areas, entropy = batch.auc(classes, prior), 0.0
    p = (batch.outside + prior[batch.klass]) / (batch.outside_rows[:, batch.value] + 1)
    for fold in range(5):
        seen = np.zeros((len(batch.first), len(prior)))
        np.add.at(seen, (batch.value, batch.klass), batch.outside[fold])
        predicted = np.repeat(
            ((seen + prior) / (seen.sum(axis=1, keepdims=True) + 1))[batch.value], batch.inside[fold], axis=0
        )
        truth = np.repeat(batch.klass, batch.inside[fold])
        if len(truth):
            entropy += log_loss(truth, predicted, labels=classes, normalize=False)
        for k in classes:
            if 0 < (truth == k).sum() < len(truth):
                assert areas[fold, k] == pytest.approx(roc_auc_score(truth == k, predicted[:, k]))
            else:
                assert np.isnan(areas[fold, k])
    assert batch.cross_entropy(prior) == pytest.approx(entropy)
    assert (p > 0).all()


@given(tables(), st.randoms(use_true_random=False))
def test_the_deal_does_not_depend_on_the_order_of_the_vectors(table: tuple[Integers, Integers], random: object) -> None:
    counts, times = table
    order = list(range(len(counts)))
    random.shuffle(order)  # type: ignore[attr-defined]
    for a, b in zip(one_deal(counts, times), one_deal(counts[order], times[order]), strict=True):
        assert (a.inside == b.inside).all()
        assert (a.klass == b.klass).all()


def test_a_large_deal_comes_in_batches_that_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    counts, times = rng.integers(0, 50, (40, 3)), np.ones(40, dtype=np.int64)
    judged, prior = np.arange(3), np.full(3, 1 / 3)
    whole = np.concatenate([batch.auc(judged, prior) for batch in one_deal(counts, times)])
    monkeypatch.setattr("zl_expectations.statistics.cross_fitting.CELLS_AT_ONCE", 150)
    batches = one_deal(counts, times)
    assert len(batches) == 5
    assert np.concatenate([batch.auc(judged, prior) for batch in batches]) == pytest.approx(whole)


def test_values_that_stand_alone_take_no_room() -> None:
    (batch,) = one_deal(np.array([[1, 0], [0, 1]]), np.array([10**9, 10**9]))
    assert batch.inside.shape == (5, 2)
    assert not batch.outside.any()


def test_the_fewer_rows_the_more_deals() -> None:
    assert repeats_for(0) == repeats_for(1) == 20
    assert repeats_for(10**9) == 1
    assert all(repeats_for(rows) >= repeats_for(rows + 500) for rows in range(0, 70_000, 500))
