"""In what order training pictures come: by chance, and the same again for the same seed.

A set of at most ``WINDOW_BYTES`` is shuffled wholly. A larger one is shuffled in windows, whether
it lies in memory or in a file: it is cut into blocks of a 64th of a window, the blocks of the whole
set are shuffled, and as many as fill a window are shuffled picture by picture. So a file that has
its signs one after another is well mixed, and yet is read a block at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from signs_studio.data.streamed import WINDOW_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

_BLOCKS_PER_WINDOW = 64


def epoch_permutation(count: int, *, seed: int, epoch: int) -> NDArray[np.int32]:
    """In what order the training pictures come in an epoch: a permutation, (count,) int32."""
    return _generator(seed, epoch).permutation(count).astype(np.int32)


def epoch_windows(count: int, *, window: int, seed: int, epoch: int) -> Iterator[NDArray[np.int32]]:
    """The same for a set that is shuffled in windows.

    Args:
        count: How many pictures there are.
        window: How many of them are in a window.
        seed: The recipe's.
        epoch: From 0.

    Yields:
        The order of each window, int32: of ``window`` pictures, or fewer in the last. Together they
        are 0..count-1. Where all pictures fit into one, it is ``epoch_permutation``.
    """
    if count <= window:
        yield epoch_permutation(count, seed=seed, epoch=epoch)
        return
    rng = _generator(seed, epoch)
    block = max(1, window // _BLOCKS_PER_WINDOW)
    firsts = rng.permutation(-(-count // block)).astype(np.int32) * np.int32(block)
    pictures = (firsts[:, np.newaxis] + np.arange(block, dtype=np.int32)).ravel()
    pictures = pictures[pictures < count]
    for start in range(0, count, window):
        yield rng.permutation(pictures[start : start + window])


def window_size(*, picture_bytes: int, batch_size: int) -> int:
    """Returns the pictures in a window: whole batches, one at least, ``WINDOW_BYTES`` at most.

    So no batch is short but the last of an epoch.
    """
    return max(1, WINDOW_BYTES // picture_bytes // batch_size) * batch_size


def _generator(seed: int, epoch: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64([seed, epoch]))
