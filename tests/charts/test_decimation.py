import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from signs_studio.charts.decimation import (
    BUCKETS,
    bucket_size,
    last_before_gaps,
    visible_indices,
)

SERIES = arrays(
    np.float64,
    st.integers(0, 400),
    elements=st.one_of(
        st.floats(-1e6, 1e6), st.sampled_from([np.nan, np.inf, -np.inf]), st.just(0.0)
    ),
)


@given(
    values=SERIES, first=st.integers(-50, 450), span=st.integers(0, 450), size=st.integers(1, 50)
)
def test_indices_lie_in_and_just_around_the_view(values, first, span, size):
    indices = visible_indices(values, first=first, last=first + span, size=size)
    assert (np.diff(indices) > 0).all()
    inside = np.arange(max(first - 1, 0), min(first + span + 2, len(values)))
    assert set(indices) <= set(inside)
    if len(inside):
        assert indices[0] == inside[0]
        assert indices[-1] == inside[-1]


@given(values=SERIES, size=st.integers(1, 50))
def test_extremes_and_gaps_of_every_bucket_are_kept(values, size):
    kept = set(visible_indices(values, first=0, last=len(values), size=size))
    for begin in range(0, len(values), size):
        bucket = values[begin : begin + size]
        chosen = [values[i] for i in kept if begin <= i < begin + size]
        finite = bucket[np.isfinite(bucket)]
        assert np.isfinite(chosen).all() == np.isfinite(bucket).all()
        if len(finite):
            finite_chosen = [value for value in chosen if np.isfinite(value)]
            assert min(finite_chosen) == finite.min()
            assert max(finite_chosen) == finite.max()


@pytest.mark.parametrize("count", [1, 799, 800, 801, 1500, 150_000])
def test_about_as_many_points_as_pixels(count):
    values = np.random.default_rng(0).random(count)
    size = bucket_size(0, count)
    indices = visible_indices(values, first=0, last=count, size=size)
    assert len(indices) <= 2 * (BUCKETS + 1) + 2


def test_points_that_were_drawn_stay_while_the_series_grows():
    values = np.random.default_rng(0).random(5000)
    before = visible_indices(values[:3001], first=0, last=6000, size=15)
    after = visible_indices(values[:3014], first=0, last=6000, size=15)
    np.testing.assert_array_equal(before[before < 3000], after[after < 3000])


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], []),
        ([1.0], []),
        ([np.nan], []),
        ([1.0, 2.0], []),
        ([1.0, np.nan], [0]),
        ([1.0, np.nan, np.nan, 2.0, np.inf, 3.0], [0, 3]),
        ([np.nan, 1.0, 2.0], []),
    ],
)
def test_last_before_gaps(values, expected):
    assert last_before_gaps(np.array(values)).tolist() == expected
