"""Pictures of a set that can be shown: those of an array at once, others once they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from signs_studio.data.streamed import StreamedPictures

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures
    from signs_studio.ui.pictures.pictures_model import IndexedPictures


class LoadedPictures:
    """Some pictures of a set, by their places in it.

    Attributes:
        places: Which are there, (M,) int64, rising.
    """

    def __init__(self, places: NDArray[np.int64], pictures: NDArray[Any]) -> None:
        """Takes the pictures, (M, height, width, channels), of these places."""
        self.places = places
        self._pictures = pictures

    def __getitem__(self, picture: int) -> NDArray[Any]:
        """Returns the picture of a place that is there."""
        read: NDArray[Any] = self._pictures[np.searchsorted(self.places, picture)]
        return read


def load(
    pictures: Pictures | StreamedPictures, places: NDArray[np.int64]
) -> tuple[IndexedPictures, NDArray[np.int64]]:
    """Returns pictures that can be shown, and which of those that were asked for are there.

    Pictures in a file are read: 10,000, or as many as fit into 32 MiB; call it off the GUI thread.

    Args:
        pictures: Of a set, in memory or on the disk.
        places: Which to show, (M,), rising.

    Raises:
        DataError: They cannot be read any more.
    """
    if not isinstance(pictures, StreamedPictures):
        return pictures, places
    if not len(places):
        return LoadedPictures(places, np.empty((0, *pictures.shape[1:]), pictures.dtype)), places
    first = pictures.chosen(places).first
    there = places[: len(first)]
    return LoadedPictures(there, first), there
