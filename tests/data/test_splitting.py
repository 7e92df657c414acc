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
