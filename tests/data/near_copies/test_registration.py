"""Registration of pictures that were moved and scaled."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from signs_studio.data.near_copies.registration import interior, move, register, resample, slopes


def drawn(placements: Any, *, size: int = 64) -> Any:
    """Smooth pictures, drawn as seen from each placement: exact, at any fraction of a pixel."""
    rng = np.random.default_rng(5)
    waves = rng.uniform(-0.35, 0.35, (12, 2))
    phases = rng.uniform(0, 6, 12)
    middle = np.arange(size) - (size - 1) / 2
    pictures = []
    for dx, dy, scale in placements:
        x = middle[None] * (1 + scale) + dx * size
        y = middle[:, None] * (1 + scale) + dy * size
        picture = sum(
            np.cos(a * x + b * y + phase) for (a, b), phase in zip(waves, phases, strict=True)
        )
        pictures.append(128 + 12 * picture)
    return np.array(pictures, np.float32)


PLACEMENTS = np.array(
    [
        [0, 0, 0],
        [1 / 64, 0, 0],
        [0, -2 / 64, 0],
        [0.02, 0.03, 0],
        [0, 0, 0.06],
        [-0.02, 0.01, -0.05],
    ]
)


@pytest.mark.parametrize("gain", [0.5, 1, 1.3])
def test_placements_are_found_whatever_the_brightness(gain: float) -> None:
    count = len(PLACEMENTS)
    moving = drawn(np.zeros((count, 3)))
    fixed = gain * drawn(PLACEMENTS) + 10
    found = register(moving, fixed, start=np.zeros((count, 3), np.float32), steps=8)
    np.testing.assert_allclose(found, PLACEMENTS, atol=1e-3)
    moved = gain * move(moving, found) + 10
    assert np.abs(interior(moved) - interior(fixed)).max() < 3


def test_where_nothing_is_to_be_seen_nothing_moves() -> None:
    blank = np.full((2, 32, 32), 80, np.float32)
    start = np.zeros((2, 3), np.float32)
    np.testing.assert_array_equal(register(blank, blank, start=start, steps=3), start)
    nothing = np.empty((0, 32, 32), np.float32)
    assert register(nothing, nothing, start=np.empty((0, 3), np.float32), steps=3).shape == (0, 3)


def test_moving_by_whole_pixels_moves_pixels() -> None:
    picture = np.random.default_rng(0).uniform(0, 255, (1, 9, 12)).astype(np.float32)
    moved = move(picture, np.array([[2 / 12, 1 / 9, 0]], np.float32))
    np.testing.assert_allclose(moved[:, :-1, :-2], picture[:, 1:, 2:], rtol=1e-4)
    np.testing.assert_array_equal(moved[:, -1, :-2], moved[:, -2, :-2])


@pytest.mark.parametrize(("size", "to"), [(64, 32), (64, 8), (9, 3), (10, 4), (28, 8), (3, 5)])
def test_resampling_keeps_means(size: int, to: int) -> None:
    planes = np.random.default_rng(1).uniform(0, 255, (2, size, size)).astype(np.float32)
    small = resample(planes, to, to)
    assert small.shape == (2, to, to)
    np.testing.assert_allclose(small.mean(axis=(1, 2)), planes.mean(axis=(1, 2)), rtol=1e-5)
    if size % to == 0:
        by_blocks = planes.reshape(2, to, size // to, to, size // to).mean(axis=(2, 4))
        np.testing.assert_allclose(small, by_blocks, rtol=1e-4)


def test_slopes_of_a_plane() -> None:
    plane = 3 * np.arange(6, dtype=np.float32)[:, None] + 2 * np.arange(5, dtype=np.float32)
    right, down = slopes(plane[None])
    np.testing.assert_allclose(right[0, :, 1:-1], 2)
    np.testing.assert_allclose(down[0, 1:-1], 3)
    for shape in ((1, 1, 1), (2, 1, 3)):
        assert all((slope == 0).all() for slope in slopes(np.ones(shape, np.float32)))
