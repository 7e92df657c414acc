"""The pictures of both sets as one sequence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from signs_studio.data.streamed import WINDOW_BYTES, in_windows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures
    from signs_studio.data.streamed import StreamedPictures

    Floats = NDArray[np.float32]
    Places = NDArray[np.int64]
    Set = Pictures | StreamedPictures


class Pool:
    """The pictures of both sets, the training pictures first, read some at a time."""

    def __init__(self, train_x: Set, test_x: Set) -> None:
        self._sets = (train_x, test_x)
        self.train_count = len(train_x)
        self.count = len(train_x) + len(test_x)
        self.shape = tuple(train_x.shape[1:])
        self.is_bytes = train_x.dtype == np.uint8

    def windows(self) -> Iterator[tuple[int, NDArray[Any]]]:
        """Yields the place of the first picture of each window, and its pictures, as stored."""
        first = 0
        for pictures in self._sets:
            # As floats they take four times the room of bytes, and are there several times.
            for rows, some in in_windows(pictures, WINDOW_BYTES // 16):
                yield first + rows.start, some
            first += len(pictures)

    def read(self, places: Places) -> NDArray[Any]:
        """Returns pictures, as stored, in the order of their places."""
        pictures = np.empty((len(places), *self.shape), np.uint8 if self.is_bytes else np.float32)
        in_train = places < self.train_count
        for chosen, some, first in (
            (in_train, self._sets[0], 0),
            (~in_train, self._sets[1], self.train_count),
        ):
            if chosen.any():
                pictures[chosen] = some[(places[chosen] - first).tolist()]
        return pictures

    def levels(self, pictures: NDArray[Any]) -> Floats:
        """Returns stored pictures as grey levels 0..255, (N, channels, height, width) float32."""
        planes = np.moveaxis(pictures, 3, 1).astype(np.float32, order="C")
        return planes if self.is_bytes else planes * np.float32(255)


def lightness(levels: Floats) -> Floats:
    """Returns the lightness of pictures (N, channels, h, w), as (N, h, w)."""
    if levels.shape[1] != 3:
        grey: Floats = levels.mean(axis=1)
        return grey
    red, green, blue = (levels[:, channel] for channel in range(3))
    lightness: Floats = (
        np.float32(0.299) * red + np.float32(0.587) * green + np.float32(0.114) * blue
    )
    return lightness
