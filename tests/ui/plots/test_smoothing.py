import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from signs_studio.ui.plots.smoothing import extend_average, half_window, moving_average

HALF = st.integers(0, 20)
NUMBERS = st.floats(-1e6, 1e6)
WITHOUT_GAPS = arrays(np.float64, st.integers(1, 120), elements=NUMBERS)
SERIES = arrays(
    np.float64,
    st.integers(0, 120),
    elements=st.one_of(NUMBERS, st.sampled_from([np.nan, np.inf, -np.inf])),
)


def average_at(heights, index, half):
    """The average of the widest window around a point that is within both ends and has no gap."""
    if not np.isfinite(heights[index]):
        return heights[index]
    for side in range(half, -1, -1):
        window = heights[max(index - side, 0) : index + side + 1]
        if index - side >= 0 and len(window) == 2 * side + 1 and np.isfinite(window).all():
            return window.mean()
    raise AssertionError("the point itself is a window")


@given(heights=SERIES, half=HALF)
def test_every_point_is_the_mean_of_a_window_around_it(heights, half):
    expected = [average_at(heights, index, half) for index in range(len(heights))]
    np.testing.assert_allclose(moving_average(heights, half), expected, rtol=1e-9, atol=1e-6)


@given(heights=WITHOUT_GAPS, half=HALF)
def test_both_ends_are_as_they_were(heights, half):
    averages = moving_average(heights, half)
    assert averages[0] == heights[0]
    assert averages[-1] == heights[-1]


@given(heights=SERIES, half=HALF)
def test_gaps_stay_and_both_sides_of_them_are_ends(heights, half):
    averages = moving_average(heights, half)
    finite = np.isfinite(heights)
    np.testing.assert_array_equal(np.isfinite(averages), finite)
    np.testing.assert_array_equal(averages[~finite], heights[~finite])
    beside = np.flatnonzero(finite[:-1] != finite[1:])
    for index in (*beside, *(beside + 1)):
        np.testing.assert_equal(averages[index], heights[index])


@given(heights=SERIES, half=HALF)
def test_a_reversed_series_gives_the_reversed_averages(heights, half):
    backwards = moving_average(heights[::-1], half)[::-1]
    np.testing.assert_allclose(moving_average(heights, half), backwards, rtol=1e-9, atol=1e-6)


@given(start=NUMBERS, slope=st.floats(-1e3, 1e3), count=st.integers(1, 120), half=HALF)
def test_a_straight_line_stays(start, slope, count, half):
    line = start + slope * np.arange(count)
    np.testing.assert_allclose(moving_average(line, half), line, rtol=1e-9, atol=1e-6)


@given(heights=SERIES, half=HALF, split=st.lists(st.integers(0, 120), max_size=6))
def test_a_series_that_grows_is_averaged_as_a_whole_one(heights, half, split):
    averages = np.empty(0)
    for count in [*sorted(split), len(heights)]:
        averages = extend_average(averages, heights[:count], half)
    np.testing.assert_allclose(averages, moving_average(heights, half), rtol=1e-9, atol=1e-6)


def test_a_cost_beyond_all_others_leaves_the_digits_of_those_outside_its_window():
    heights = np.append(1e30, np.linspace(1, 2, 50))
    np.testing.assert_allclose(moving_average(heights, 3)[4:], heights[4:], rtol=1e-12)


@pytest.mark.parametrize(
    ("last_epoch", "half"), [(1, 1), (99, 1), (100, 2), (1500, 30), (5000, 100), (10**6, 100)]
)
def test_the_window_is_a_share_of_the_axis(last_epoch, half):
    assert half_window(last_epoch) == half
