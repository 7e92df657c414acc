"""The crop box: always of the right proportions, and within the photograph."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signs_studio.ui.state.crop_box import SIDE_MIN, Corner, CropBox

SIDES = st.integers(1, 5000)
PLACES = st.floats(-10_000, 10_000)
RATIOS = st.sampled_from([1.0, 28 / 20, 20 / 28, 3 / 7])
ROUNDING = 1e-6


@st.composite
def boxes(draw: st.DrawFn) -> CropBox:
    box = CropBox.centred(draw(SIDES), draw(SIDES), ratio=draw(RATIOS))
    for _ in range(draw(st.integers(0, 3))):
        box = box.dragged(draw(st.sampled_from(Corner)), draw(PLACES), draw(PLACES))
    return box


def is_within(box: CropBox) -> bool:
    return (
        box.side > 0
        and 0 <= box.left <= box.width - box.side + ROUNDING
        and 0 <= box.top <= box.height - box.side * box.ratio + ROUNDING
    )


@given(SIDES, SIDES, RATIOS)
def test_it_begins_as_the_largest_in_the_middle(width: int, height: int, ratio: float) -> None:
    box = CropBox.centred(width, height, ratio=ratio)
    assert is_within(box)
    assert box.part is None
    assert 2 * box.left + box.side == pytest.approx(width)
    assert 2 * box.top + box.side * ratio == pytest.approx(height)
    fills_width = box.side == pytest.approx(width)
    assert fills_width or box.side * ratio == pytest.approx(height)


@given(boxes(), PLACES, PLACES)
def test_moved_it_keeps_its_size(box: CropBox, x: float, y: float) -> None:
    moved = box.moved_to(x, y)
    assert is_within(moved)
    assert moved.side == box.side


@given(boxes(), st.sampled_from(Corner), PLACES, PLACES)
def test_dragged_by_a_corner_the_one_across_stays(
    box: CropBox, corner: Corner, x: float, y: float
) -> None:
    dragged = box.dragged(corner, x, y)
    assert is_within(dragged)
    across = Corner((not corner.value[0], not corner.value[1]))
    assert dragged.corner(across) == pytest.approx(box.corner(across))


@given(boxes(), st.sampled_from([1.1, 1 / 1.1]))
def test_scaled_it_grows_or_shrinks_as_far_as_it_can(box: CropBox, factor: float) -> None:
    scaled = box.scaled(factor)
    assert is_within(scaled)
    most = min(box.width, box.height / box.ratio)
    if factor > 1:
        assert scaled.side > box.side or scaled.side == pytest.approx(most)
    else:
        assert scaled.side < box.side or scaled.side <= min(SIDE_MIN, most)


def test_a_corner_follows_the_place_it_is_dragged_to() -> None:
    box = CropBox.centred(300, 200)
    assert (box.left, box.top, box.side) == (50, 0, 200)
    assert box.dragged(Corner.BOTTOM_RIGHT, 150, 80).part == (50, 0, 100)
    assert box.dragged(Corner.TOP_LEFT, 150, 120).part == (150, 100, 100)
