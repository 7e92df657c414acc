"""Axes: how arrays of any shape are read as pictures."""

from __future__ import annotations

import numpy as np
import pytest

from signs_studio.data.hands.generator import draw_hand
from signs_studio.data.plausibility.axes import arrangements, roughness, smoothest

N = 7


@pytest.mark.parametrize(
    ("shape", "pictures"),
    [
        ((N, 8, 6, 3), (8, 6, 3)),
        ((N, 8, 6, 1), (8, 6, 1)),
        ((N, 8, 6, 9), (8, 6, 9)),
        ((N, 3, 8, 6), (8, 6, 3)),
        ((N, 1, 8, 6), (8, 6, 1)),
        ((N, 3, 8, 3), (3, 8, 3)),
        ((8, 6, 3, N), (8, 6, 3)),
        ((3, 8, 6, N), (8, 6, 3)),
        ((N, 6, 3, N), (N, 6, 3)),
        ((N, 8, 6), (8, 6, 1)),
        ((8, 6, N), (8, 6, 1)),
        ((N, 64), (8, 8, 1)),
        ((64, N), (8, 8, 1)),
        ((N, 64, 1), (8, 8, 1)),
        ((N, 1, 64), (8, 8, 1)),
        ((N, 64, 3), (8, 8, 3)),
        ((N, 3, 64), (8, 8, 3)),
        ((N, 192), (8, 8, 3)),
        ((192, N), (8, 8, 3)),
    ],
)
@pytest.mark.parametrize("is_reversed", [False, True])
def test_pictures_of_a_shape(
    shape: tuple[int, ...], pictures: tuple[int, int, int], is_reversed: bool
) -> None:
    stored = np.zeros(shape[::-1] if is_reversed else shape)
    found = arrangements(stored.shape, counts=(N,), is_reversed=is_reversed)
    assert found
    for each in found:
        assert each.picture_shape == pictures
        assert each.count_in(stored.shape) == N
        assert each.apply(stored).shape == (N, *each.picture_shape)


@pytest.mark.parametrize("shape", [(), (N,), (N, 7), (N, 191), (N, 2), (N, 8, 6, 3, 1)])
def test_shapes_that_are_no_pictures(shape: tuple[int, ...]) -> None:
    assert arrangements(shape, counts=(N,), is_reversed=False) == ()


def test_the_numbers_go_where_they_belong() -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (N, 8, 8, 3))
    for stored in (
        pictures,
        pictures.transpose(0, 3, 1, 2),
        pictures.transpose(1, 2, 3, 0),
        pictures.transpose(3, 1, 2, 0),
        pictures.reshape(N, 64, 3),
        pictures.transpose(0, 3, 1, 2).reshape(N, 3, 64),
    ):
        (found,) = arrangements(stored.shape, counts=(N,), is_reversed=False)
        np.testing.assert_array_equal(found.apply(stored), pictures)


def test_matlab_flattens_by_columns() -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (N, 8, 8, 3))
    gray = np.stack([picture[..., 0].ravel("F") for picture in pictures])
    (found,) = arrangements((64, N), counts=(N,), is_reversed=True, is_matlab=True)
    np.testing.assert_array_equal(found.apply(gray.T), pictures[..., :1])
    colour = np.stack([picture.ravel("F") for picture in pictures])
    *_, found = arrangements((192, N), counts=(N,), is_reversed=True, is_matlab=True)
    np.testing.assert_array_equal(found.apply(colour.T), pictures)


def test_planes_are_told_from_points_by_the_look() -> None:
    down = np.arange(8)[:, None, None] * np.array([1, 5, 9]) + np.array([0, 100, 200])
    pictures = np.broadcast_to(down, (N, 8, 8, 3))
    for stored in (pictures.reshape(N, -1), pictures.transpose(0, 3, 1, 2).reshape(N, -1)):
        both = arrangements(stored.shape, counts=(N,), is_reversed=False)
        assert len(both) == 2
        np.testing.assert_array_equal(smoothest(both, stored).apply(stored), pictures)


@pytest.mark.parametrize("side", [32, 64])
def test_flattened_pictures_with_alpha_are_told_from_grey_ones_by_the_look(side: int) -> None:
    rng = np.random.default_rng(0)
    hands = np.stack([draw_hand(sign, rng) for sign in range(6)])[:, :: 64 // side, :: 64 // side]
    alpha = np.full((*hands.shape[:3], 1), 255, np.uint8)
    with_alpha = np.concatenate([hands, alpha], axis=3)
    for pictures in (with_alpha, with_alpha.transpose(0, 3, 1, 2), hands[..., :1]):
        stored = pictures.reshape(6, -1)
        candidates = arrangements(stored.shape, counts=(6,), is_reversed=False)
        wanted = pictures if pictures.shape[3] in {1, 4} else with_alpha
        np.testing.assert_array_equal(smoothest(candidates, stored).apply(stored), wanted)


def test_noise_is_read_as_grey() -> None:
    stored = np.random.default_rng(0).integers(0, 256, (8, 64 * 64))
    candidates = arrangements(stored.shape, counts=(8,), is_reversed=False)
    assert len(candidates) == 3
    assert smoothest(candidates, stored).picture_shape == (64, 64, 1)


def test_what_is_all_the_same_is_smooth() -> None:
    assert roughness(np.full((2, 4, 4, 1), 9)) == 0
    assert roughness(np.full((2, 1, 1, 1), 9)) == 0
