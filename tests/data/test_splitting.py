"""The stratified split."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signs_studio.data.splitting import stratified_split


@given(st.lists(st.integers(0, 5), max_size=200), st.integers(0, 2**32))
def test_every_class_gives_a_tenth_and_keeps_a_picture(labels: list[int], seed: int) -> None:
    signs = np.array(labels, np.int32)
    in_train, in_test = stratified_split(signs, seed=seed)
    assert sorted([*in_train, *in_test]) == list(range(len(labels)))
    assert list(in_train) == sorted(in_train)
    assert list(in_test) == sorted(in_test)
    for sign in set(labels):
        count, held = labels.count(sign), int((signs[in_test] == sign).sum())
        assert (
            held == 0
            if count == 1
            else max(1, count / 10 - 0.5) <= held <= max(1, count / 10 + 0.5)
        )


def test_the_seed_decides() -> None:
    signs = np.repeat(np.arange(6, dtype=np.int32), 180)
    once, again, other = (stratified_split(signs, seed=seed)[1] for seed in (1, 1, 2))
    np.testing.assert_array_equal(once, again)
    assert len(once) == len(other) == 108
    assert not np.array_equal(once, other)


def test_a_negative_seed_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="non-negative"):
        stratified_split(np.zeros(4, np.int32), seed=-1)


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 8)), max_size=120),
    st.sampled_from([0.1, 0.2, 0.5, 0.8]),
    st.integers(0, 99),
)
def test_groups_stay_together_and_every_class_stays_in_training(
    pictures: list[tuple[int, int]], share: float, seed: int
) -> None:
    signs = np.array([sign for sign, _ in pictures], np.int32)
    groups = [f"group {group}" if group else None for _, group in pictures]
    in_train, in_test = stratified_split(signs, seed=seed, share=share, groups=groups)
    assert sorted([*in_train, *in_test]) == list(range(len(pictures)))
    sides = [{groups[place] for place in side} - {None} for side in (in_train, in_test)]
    assert not sides[0] & sides[1]
    assert set(signs[in_train].tolist()) == set(signs.tolist())


def test_groups_come_near_the_share() -> None:
    random = np.random.default_rng(0)
    signs = random.integers(0, 6, 3_000).astype(np.int32)
    groups = [f"burst {burst}" for burst in random.integers(0, 200, 3_000)]
    _, in_test = stratified_split(signs, seed=1, share=0.2, groups=groups)
    held = np.bincount(signs[in_test]) / np.bincount(signs)
    assert (np.abs(held - 0.2) < 0.05).all()


def test_a_class_of_two_groups_gives_the_smaller() -> None:
    signs = np.array([0] * 10 + [1] * 10, np.int32)
    groups = ["a"] * 6 + ["b"] * 4 + ["c"] * 7 + ["d"] * 3
    _, in_test = stratified_split(signs, seed=0, groups=groups)
    assert in_test.tolist() == [6, 7, 8, 9, 17, 18, 19]


@given(st.lists(st.integers(0, 3), max_size=60), st.floats(0.01, 0.99))
def test_no_groups_are_as_none(labels: list[int], share: float) -> None:
    signs = np.array(labels, np.int32)
    plain = stratified_split(signs, seed=4, share=share)
    grouped = stratified_split(signs, seed=4, share=share, groups=[None] * len(labels))
    for one, other in zip(plain, grouped, strict=True):
        np.testing.assert_array_equal(one, other)
