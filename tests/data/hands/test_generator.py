"""The built-in pictures: the same for a seed, balanced, and truly showing their signs.

Fingers are counted by an oracle that knows nothing of how a hand is drawn: it looks only at the
outline, takes away what is as broad as a palm, and counts the pieces that are left.
"""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from signs_studio.data.hands import generator as hands
from signs_studio.data.hands.pose import SIGNS, pose_hand
from signs_studio.data.hands.rendering import height_field

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIGNS_TWICE = np.arange(2 * SIGNS, dtype=np.int32) % SIGNS


def generator(number: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(number))


def outline(sign: int, number: int) -> "NDArray[np.bool_]":
    """Where the hand of one drawing is, (128, 128) bool."""
    height, _ = height_field(pose_hand(sign, generator(number)))
    return height > -5e3


def spread(start: "NDArray[np.bool_]", free: "NDArray[np.bool_]") -> "NDArray[np.bool_]":
    """The part of ``free`` that can be walked to from ``start``, sideways, up and down."""
    reached = start & free
    while True:
        grown = grow(reached, corners=False) & free
        if np.array_equal(grown, reached):
            return reached
        reached = grown


def grow(shape: "NDArray[np.bool_]", *, corners: bool) -> "NDArray[np.bool_]":
    """The shape with its neighbours, those at the corners too or not."""
    wide = np.pad(shape, 1)
    across = wide[:, 2:] | wide[:, 1:-1] | wide[:, :-2]
    middle = across if corners else wide[:, 1:-1]
    return middle[2:] | across[1:-1] | middle[:-2]


def broad(shape: "NDArray[np.bool_]", half_width: int) -> "NDArray[np.bool_]":
    """The parts of the shape that hold an octagon of this half width, a little grown."""
    # Beyond the picture counts as hand, so that a forearm is as broad at the frame as before it.
    around = 2 * half_width
    wide = np.pad(shape, around, mode="edge")
    for step in range(half_width):
        wide = ~grow(~wide, corners=step % 2 == 0)
    for step in range(half_width + 2):
        wide = grow(wide, corners=step % 2 == 0)
    return wide[around:-around, around:-around]


def fingers_seen(hand: "NDArray[np.bool_]") -> int:
    """How many pieces longer than a knuckle stick out of the broad parts of a hand."""
    left = hand & ~broad(hand, 7)
    count = 0
    while left.any():
        start = np.zeros_like(left)
        start.flat[left.argmax()] = True
        piece = spread(start, left)
        left &= ~piece
        count += piece.sum() > 110
    return count


def test_pictures_have_the_shape_and_type_of_the_article() -> None:
    pictures = hands.draw_pictures(SIGNS_TWICE, seed=1)
    assert pictures.shape == (12, 64, 64, 3)
    assert pictures.dtype == np.uint8


def test_the_same_seed_draws_the_same_and_another_seed_others() -> None:
    first = hands.draw_pictures(SIGNS_TWICE, seed=5)
    assert np.array_equal(first, hands.draw_pictures(SIGNS_TWICE, seed=5))
    for picture, other in zip(first, hands.draw_pictures(SIGNS_TWICE, seed=6), strict=True):
        assert not np.array_equal(picture, other)


def test_a_picture_does_not_depend_on_how_many_are_drawn() -> None:
    few = hands.draw_pictures(SIGNS_TWICE[:5], seed=3)
    assert np.array_equal(few, hands.draw_pictures(SIGNS_TWICE, seed=3)[:5])


def test_no_pictures_are_an_empty_array() -> None:
    assert hands.draw_pictures(np.array([], dtype=np.int32), seed=1).shape == (0, 64, 64, 3)


def test_the_dataset_is_balanced_shuffled_and_read_only() -> None:
    data = hands.built_in_hands(train_count=60, test_count=18, seed=2)
    assert np.bincount(data.train_y).tolist() == [10] * 6
    assert np.bincount(data.test_y).tolist() == [3] * 6
    assert data.train_y.tolist() != sorted(data.train_y.tolist())
    assert data.train_y.tolist() != [i % 6 for i in range(60)]
    assert data.train_y.dtype == data.test_y.dtype == np.int32
    assert data.train_x.shape == (60, 64, 64, 3)
    assert data.test_x.shape == (18, 64, 64, 3)
    assert data.class_names == ("0", "1", "2", "3", "4", "5")
    assert data.name == "Built-in hands"
    assert "seed 2" in data.source
    with pytest.raises(ValueError, match="read-only"):
        data.train_x[0] = 0


def test_training_and_test_pictures_are_different_draws() -> None:
    data = hands.built_in_hands(train_count=48, test_count=48, seed=4)
    train = {picture.tobytes() for picture in data.train_x}
    test = {picture.tobytes() for picture in data.test_x}
    assert len(train) == len(test) == 48
    assert train.isdisjoint(test)


def test_neither_set_changes_with_the_size_of_the_other() -> None:
    small = hands.built_in_hands(train_count=6, test_count=6, seed=9)
    larger = hands.built_in_hands(train_count=12, test_count=6, seed=9)
    assert np.array_equal(small.test_x, larger.test_x)
    assert np.array_equal(small.test_y, larger.test_y)


def test_one_picture_of_each_set_is_enough() -> None:
    data = hands.built_in_hands(train_count=1, test_count=1)
    assert data.train_x.shape == data.test_x.shape == (1, 64, 64, 3)
    assert data.classes == 6


def test_progress_rises_to_one() -> None:
    told: list[float] = []
    hands.built_in_hands(train_count=6, test_count=2, progress=told.append)
    assert told == [(i + 1) / 8 for i in range(8)]


def test_the_sign_0_has_a_hole_that_shows_the_wall() -> None:
    frame = np.pad(np.zeros((126, 126), dtype=bool), 1, constant_values=True)
    for number in range(40):
        hand = outline(0, number)
        hole = ~hand & ~spread(frame, ~hand)
        # Twice as fine as the picture, so 24 are six of its pixels.
        assert hole.sum() >= 24, number


@pytest.mark.parametrize("sign", [1, 2, 3, 4, 5])
def test_as_many_fingers_stand_apart_as_the_sign_says(sign: int) -> None:
    # Fingers held together or in line count as one, so the oracle may see fewer at times.
    seen = np.bincount([fingers_seen(outline(sign, number)) for number in range(40)])
    assert seen.argmax() == sign
    assert seen[sign + 1 :].sum() <= 3


def test_every_hand_leaves_the_picture_by_its_forearm_only() -> None:
    for number in range(60):
        hand = outline(number % SIGNS, number)
        frame = np.concatenate([hand[0], hand[1:, -1], hand[-1, -2::-1], hand[-2:0:-1, 0]])
        assert (frame & ~np.roll(frame, 1)).sum() == 1, number


def test_threes_come_with_the_thumb_and_without() -> None:
    """With the thumb the ring finger is folded: its tip is nearer the wrist than its knuckle."""
    folded = []
    for number in range(40):
        hand = pose_hand(3, generator(number))
        wrist, knuckle, tip = hand.palm.starts[2], hand.palm.ends[2], hand.fingers.ends[11]
        folded.append(np.linalg.norm(tip - wrist) < np.linalg.norm(knuckle - wrist))
    assert 20 <= sum(folded) <= 38


def test_hands_are_left_and_right() -> None:
    """Seen from the palm the thumb of a right hand is on the right."""
    sides = []
    for number in range(60):
        palm = pose_hand(5, generator(number)).palm
        across = palm.ends[0, :2] - palm.ends[3, :2]
        along = palm.ends[1, :2] - palm.starts[1, :2]
        sides.append(across[0] * along[1] - across[1] * along[0] < 0)
    assert 18 <= sum(sides) <= 42


def test_skin_goes_from_pale_to_dark_before_pale_walls() -> None:
    pale_wall = []
    palms = []
    for number in range(60):
        picture = hands.draw_hand(5, generator(number)).astype(float)
        palm = pose_hand(5, generator(number)).palm
        x, y = ((palm.starts[1] + palm.ends[1]) / 2)[:2].astype(int)
        palms.append(picture[y - 1 : y + 2, x - 1 : x + 2].mean(axis=(0, 1)))
        pale_wall.append(picture[2, [2, -3]].mean())
    brightness = np.mean(palms, axis=1)
    assert brightness.min() < 80
    assert brightness.max() > 190
    assert all(red > green > blue for red, green, blue in palms)
    assert np.median(pale_wall) > 180


def test_no_two_hands_are_held_alike() -> None:
    shapes = np.array([outline(2, number) for number in range(20)])
    differing = (shapes[:, None] != shapes[None]).mean(axis=(2, 3))
    np.fill_diagonal(differing, 1)
    assert differing.min() > 0.01
