"""The built-in data: hand signs 0 to 5, drawn.

Every picture has a random stream of its own, made from the seed, the set it belongs to and its
place in it. So a picture depends neither on how many are drawn nor on those drawn before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from signs_studio.data.data_source import HANDS_NAME
from signs_studio.data.dataset import Dataset
from signs_studio.data.hands.pose import PICTURE_PX, SIGNS, pose_hand
from signs_studio.data.hands.rendering import photograph

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_TRAIN, _TEST = 0, 1
_LARGE_BYTES = 1 << 24


def draw_hand(sign: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Draw one hand that shows a sign.

    Args:
        sign: The sign, 0 to 5: 0 is a closed O, 1 to 5 that many fingers.
        rng: Where the hand, its pose, the light, the wall and the camera are drawn from.

    Returns:
        The picture, (64, 64, 3) uint8, RGB.
    """
    return photograph(pose_hand(sign, rng), rng)


def draw_pictures(
    signs: NDArray[np.int32],
    *,
    seed: int,
    stream: int = _TRAIN,
    tick: Callable[[], None] = lambda: None,
) -> NDArray[np.uint8]:
    """Draws one picture for each sign.

    Args:
        signs: The sign of each picture, (N,) int32 in 0..5.
        seed: 0 or greater. The same seed gives the same pictures; a picture depends only on the
            seed, the stream, its sign and its place in ``signs``.
        stream: Names the set that they are drawn for.
        tick: Called after each.

    Returns:
        The pictures, (N, 64, 64, 3) uint8, RGB.
    """
    # Once a large block was freed, glibc keeps what smaller ones give back. Without this line the
    # first drawing hands every array's pages to the system and back, and takes half as long again.
    np.empty(_LARGE_BYTES, dtype=np.uint8)
    pictures = np.empty((len(signs), PICTURE_PX, PICTURE_PX, 3), dtype=np.uint8)
    for place, sign in enumerate(signs.tolist()):
        pictures[place] = draw_hand(
            sign, np.random.Generator(np.random.PCG64([seed, stream, place]))
        )
        tick()
    return pictures


def built_in_hands(
    *,
    train_count: int = 1080,
    test_count: int = 120,
    seed: int = 1,
    progress: Callable[[float], None] | None = None,
) -> Dataset:
    """Draw a training and a test set, each sign as often as the others, in random order.

    Takes about two milliseconds a picture; call it off the GUI thread.

    Args:
        train_count: Training pictures, 1 or more. Fewer than six lack some signs.
        test_count: Test pictures, 1 or more.
        seed: 0 or greater. Neither set changes with the size of the other.
        progress: Told after each picture how much is done, up to 1.0, on the calling thread.

    Returns:
        The pictures, read-only, with classes "0" to "5".
    """
    drawn = 0

    def tick() -> None:
        nonlocal drawn
        drawn += 1
        if progress is not None:
            progress(drawn / (train_count + test_count))

    train_y = _balanced(train_count, seed=seed, stream=_TRAIN)
    test_y = _balanced(test_count, seed=seed, stream=_TEST)
    return Dataset(
        name=HANDS_NAME,
        source=f"drawn by Signs Studio with seed {seed}",
        train_x=draw_pictures(train_y, seed=seed, stream=_TRAIN, tick=tick),
        train_y=train_y,
        test_x=draw_pictures(test_y, seed=seed, stream=_TEST, tick=tick),
        test_y=test_y,
        class_names=tuple(str(sign) for sign in range(SIGNS)),
    )


def _balanced(count: int, *, seed: int, stream: int) -> NDArray[np.int32]:
    """Every sign as often as the others, but for one where ``count`` does not divide; shuffled."""
    signs = np.arange(count, dtype=np.int32) % SIGNS
    return np.random.Generator(np.random.PCG64([seed, stream])).permutation(signs)
