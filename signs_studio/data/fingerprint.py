"""A fingerprint of data: of what is in it, not of where it lies."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np

from signs_studio.data.streamed import StreamedPictures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from signs_studio.data.array_types import Labels, Pictures

# As much is read of every set: all of the article's, and of a large one what takes a moment.
SAMPLE_BYTES = 32 << 20


def fingerprint_of(
    sets: Sequence[tuple[Pictures | StreamedPictures, Labels]], *, classes: int
) -> str:
    """Returns 32 hexadecimal digits that are the same for the same pictures and labels.

    Names of classes have no part in it: a network learns the same by others.

    Of a set of more than 32 MiB only that much is looked at, evenly spread over it.

    Args:
        sets: Pictures and labels of the training set and of the test set, in memory or on the
            disk.
        classes: Number of classes.

    Raises:
        DataError: Pictures cannot be read any more.
    """
    digest = hashlib.blake2b(digest_size=16)
    digest.update(str(classes).encode())
    for pictures, labels in sets:
        digest.update(f"{pictures.shape} {pictures.dtype}".encode())
        digest.update(np.ascontiguousarray(labels).data)
        digest.update(_sample(pictures).data)
    return digest.hexdigest()


def _sample(pictures: Pictures | StreamedPictures) -> NDArray[Any]:
    if isinstance(pictures, StreamedPictures):
        picture_bytes = pictures.picture_bytes
    else:
        picture_bytes = pictures.nbytes // max(1, len(pictures))
    count = max(1, SAMPLE_BYTES // max(1, picture_bytes))
    if not isinstance(pictures, StreamedPictures) and len(pictures) <= count:
        return np.ascontiguousarray(pictures)
    rows = np.linspace(0, len(pictures) - 1, min(count, len(pictures))).astype(np.int64)
    sample: NDArray[Any] = pictures[rows.tolist()]
    return sample
