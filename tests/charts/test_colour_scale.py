"""Colours on a scale that is symmetric around zero."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from signs_studio.charts.colour_scale import (
    ColourScale,
    overlay,
    overlay_bar,
    signed_colours,
    signed_pixels,
)

LOW, MIDDLE, HIGH = (255, 128, 0), (250, 250, 250), (0, 90, 255)

numbers = arrays(np.float64, (3, 4), elements=st.floats(-1e6, 1e6))


def coloured(values: np.ndarray, limit: float) -> np.ndarray:
    return signed_colours(values, limit, low=LOW, middle=MIDDLE, high=HIGH)


def test_the_ends_the_middle_and_what_lies_beyond() -> None:
    values = np.array([-9.0, -2.0, 0.0, 2.0, 9.0, np.nan, np.inf, -np.inf])
    wanted = [LOW, LOW, MIDDLE, HIGH, HIGH, MIDDLE, HIGH, LOW]
    assert coloured(values, 2.0).tolist() == [list(each) for each in wanted]
    assert coloured(values[2:3], 0.0).tolist() == [list(MIDDLE)]


@given(numbers, st.floats(1e-3, 1e6))
def test_colours_lie_between_the_middle_and_an_end(values: np.ndarray, limit: float) -> None:
    result = coloured(values, limit).astype(float)
    shares = np.clip(values / limit, -1, 1)[..., None]
    ends = np.where(shares < 0, LOW, HIGH)
    np.testing.assert_allclose(
        result, MIDDLE + np.abs(shares) * (ends - np.array(MIDDLE)), atol=0.51
    )


def test_channels_are_grey_at_zero() -> None:
    values = np.array([[[0.0, 1.0, -1.0]]])
    assert signed_pixels(values, 1.0).tolist() == [[[128, 255, 0]]]
    assert set(signed_pixels(values, 0.0).ravel().tolist()) == {128}


@pytest.mark.parametrize(
    ("given_arrays", "low", "high"),
    [
        ((), "0", "0"),
        (([1.0, -3.0], [2.0]), "−3", "3"),
        (([0.0, 2.0], [1.0]), "0", "2"),
        (([np.nan, np.inf, -0.5],), "−0.5", "0.5"),
        (([np.nan, -np.inf],), "0", "0"),
    ],
)
def test_a_scale_ends_at_the_largest_finite_magnitude_and_begins_at_zero_if_none_is_below(
    given_arrays: tuple[list[float], ...], low: str, high: str
) -> None:
    arrays_of_one_scale = tuple(map(np.array, given_arrays))
    scale = ColourScale.of(arrays_of_one_scale)
    assert (scale.low_label, scale.high_label) == (low, high)
    limited = ColourScale.of(arrays_of_one_scale, limit=0.25)
    assert (limited.limit, limited.is_signed) == (0.25, scale.is_signed)


@pytest.mark.parametrize("is_signed", [True, False])
def test_the_bar_of_a_map_over_a_picture_shows_the_colours_of_the_map(*, is_signed: bool) -> None:
    length, grey = 41, 215
    values = np.linspace(-3.0 if is_signed else 0.0, 3.0, length)
    scale = ColourScale.of((values,), is_over_picture=True)
    bar = overlay_bar(scale, side=8, length=length, low=LOW, high=HIGH)
    picture = np.full((1, length, 3), grey, np.uint8)
    laid = overlay(picture, values[None], scale.limit, low=LOW, high=HIGH)[0]
    # In one of two rows of squares, the board is as grey as the picture.
    matches = (bar == laid).all(axis=2)
    assert matches.any(axis=0).all()
    assert not matches.all(axis=0).any()
    at_zero = bar[:, length // 2 if is_signed else 0]
    assert (at_zero == at_zero[:, :1]).all(), "nothing but grey"
