"""The crop box: always a square within the photograph."""

from hypothesis import given
from hypothesis import strategies as st

from signs_studio.ui.state.crop_box import SIDE_MIN, Corner, CropBox

SIDES = st.integers(1, 5000)
PLACES = st.floats(-10_000, 10_000)


@st.composite
def boxes(draw: st.DrawFn) -> CropBox:
    width, height = draw(SIDES), draw(SIDES)
    side = draw(st.integers(1, min(width, height)))
    return CropBox(
        left=draw(st.integers(0, width - side)),
        top=draw(st.integers(0, height - side)),
        side=side,
        width=width,
        height=height,
    )


def is_within(box: CropBox) -> bool:
    return (
        box.side >= 1
        and 0 <= box.left <= box.width - box.side
        and 0 <= box.top <= box.height - box.side
    )


@given(SIDES, SIDES)
def test_it_begins_in_the_middle(width: int, height: int) -> None:
    box = CropBox.centred(width, height)
    assert box.side == min(width, height)
    assert is_within(box)
    assert abs(2 * box.left + box.side - width) <= 1
    assert abs(2 * box.top + box.side - height) <= 1


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
    assert dragged.corner(across) == box.corner(across)


@given(boxes(), st.sampled_from([1.1, 1 / 1.1]))
def test_scaled_it_grows_or_shrinks_as_far_as_it_can(box: CropBox, factor: float) -> None:
    scaled = box.scaled(factor)
    assert is_within(scaled)
    most = min(box.width, box.height)
    if factor > 1:
        assert scaled.side > box.side or scaled.side == most
    else:
        assert scaled.side < box.side or scaled.side <= min(SIDE_MIN, most)


def test_a_corner_follows_the_place_it_is_dragged_to() -> None:
    box = CropBox.centred(300, 200)
    assert box.square == (50, 0, 200)
    assert box.dragged(Corner.BOTTOM_RIGHT, 150, 80).square == (50, 0, 100)
    assert box.dragged(Corner.TOP_LEFT, 150, 120).square == (150, 100, 100)
