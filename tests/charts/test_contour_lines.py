"""Contour lines of surfaces whose lines are known."""

import numpy as np
import pytest

from signs_studio.charts.contour_lines import contour_levels, contour_segments

X, Y = np.linspace(-2, 2, 41), np.linspace(-1.5, 1.5, 31)


def test_lines_of_a_bowl_are_circles() -> None:
    heights = X[np.newaxis] ** 2 + Y[:, np.newaxis] ** 2
    segments = contour_segments(X, Y, values=heights, level=0.97**2)
    radii = np.hypot(segments[..., 0], segments[..., 1])
    np.testing.assert_allclose(radii, 0.97, atol=5e-3)
    length = np.hypot(*(segments[:, 1] - segments[:, 0]).T).sum()
    assert length == pytest.approx(2 * np.pi * 0.97, rel=5e-3)
    # Closed: every end is another's start.
    ends = np.round(segments.reshape(-1, 2), 9)
    _, counts = np.unique(ends, axis=0, return_counts=True)
    assert (counts == 2).all()


def test_a_plane_is_cut_exactly() -> None:
    heights = np.broadcast_to(3 * X, (len(Y), len(X))) - 2 * Y[:, np.newaxis]
    segments = contour_segments(X, Y, values=heights, level=0.25)
    np.testing.assert_allclose(3 * segments[..., 0] - 2 * segments[..., 1], 0.25, atol=1e-12)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_saddle_has_two_lines(sign: int) -> None:
    corners = np.array([[1.0, -1.0], [-1.0, 1.0]]) * sign
    segments = contour_segments(np.array([0.0, 1]), np.array([0.0, 1]), values=corners, level=0.0)
    assert len(segments) == 2
    assert {tuple(end) for end in segments.reshape(-1, 2).tolist()} == {
        (0.5, 0.0),
        (1.0, 0.5),
        (0.5, 1.0),
        (0.0, 0.5),
    }


def test_cells_without_a_height_are_left_out() -> None:
    heights = np.broadcast_to(X, (len(Y), len(X))).copy()
    heights[10:] = np.nan
    segments = contour_segments(X, Y, values=heights, level=0.05)
    assert segments[..., 1].max() == pytest.approx(Y[9])
    assert not len(contour_segments(X, Y, values=np.full((31, 41), 1.0), level=1.0))


def test_levels_are_equally_far_apart_as_ratios() -> None:
    levels = contour_levels(np.array([[0.1, 1000.0], [np.nan, -1.0]]), 3)
    assert levels == (1.0, 10.0, 100.0)
    assert contour_levels(np.ones((2, 2)), 3) == ()
