"""Stored arrays as pictures: arranged, scaled, then held in memory or left on the disk."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from signs_studio.data.archives.archive import described, meant_shape
from signs_studio.data.byte_counts import format_bytes
from signs_studio.data.plausibility.axes import (
    SAMPLE_PICTURES,
    Arrangement,
    arrangements,
    smoothest,
)
from signs_studio.data.plausibility.ranges import Scaling, range_of, scalings_of
from signs_studio.data.reading.contents import PICTURE_NUMBERS_MAX, SIDE_MAX, STREAMED_FROM_BYTES
from signs_studio.data.streamed import WINDOW_BYTES, StreamedPictures, unpack
from signs_studio.errors import DataError
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from signs_studio.data.archives.archive import StoredArray
    from signs_studio.data.array_types import Pictures

OPAQUE_CHANNELS = (2, 4)
"""Channels of which the last is often alpha."""


@dataclass(frozen=True, eq=False, kw_only=True)
class StoredPictures:
    """The pictures of one set, found but not yet read.

    Attributes:
        x: The stored array.
        arrangement: Of its axes.
        count: How many of them are read, the first ones.
        channels: How many channels of each, the first ones.
        held: All of the array, where it was read into memory.
    """

    x: StoredArray
    arrangement: Arrangement
    count: int
    channels: int
    held: NDArray[Any] | None = None

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """(N, height, width, channels)."""
        return self.count, self.arrangement.height, self.arrangement.width, self.channels

    def first(self, limit: int | None) -> StoredPictures:
        """Returns the first so many of the pictures; all for None."""
        return self if limit is None else replace(self, count=min(self.count, max(1, limit)))

    @property
    def keeps_order(self) -> bool:
        """True if all numbers of the pictures are stored in their order, without gaps."""
        return self.arrangement.keeps_order and self.channels == self.arrangement.channels

    def pieces(self) -> Iterator[NDArray[Any]]:
        """Yields pictures of the stored type, (n, height, width, channels), a window at a time.

        Each is good until the next is asked for. Where the first stored axis does not count the
        pictures, all of the array is read at once.

        Raises:
            DataError: The data is damaged.
        """
        dtype = _native(self.x.dtype)
        rows = max(1, WINDOW_BYTES // (math.prod(self.shape[1:]) * dtype.itemsize))
        if self.held is not None or not self.arrangement.counts_first:
            stored = self.x.read(dtype) if self.held is None else self.held
            pictures = self.arrangement.apply(stored)[: self.count, ..., : self.channels]
            for start in range(0, self.count, rows):
                yield pictures[start : start + rows]
            return
        left = self.count
        for piece in self.x.read_in_pieces(dtype, rows=rows):
            yield self.arrangement.apply(piece[:left])[..., : self.channels]
            left -= len(piece)
            if left <= 0:
                return


def arrange(
    x: StoredArray, counts: Collection[int], *, like: Arrangement | None = None
) -> StoredPictures:
    """Returns pictures with their axes told apart.

    Args:
        x: The stored array.
        counts: How many pictures there may be, as their labels say.
        like: The arrangement of the training pictures, where these are others.

    Raises:
        DataError: It holds no pictures, or too large ones.
    """
    candidates: tuple[Arrangement, ...] = ()
    if x.dtype.kind in "biuf":
        candidates = arrangements(
            x.shape, counts=counts, is_reversed=x.is_reversed, is_matlab=x.is_matlab
        )
    if not candidates:
        raise DataError(_no_pictures(x))
    arrangement = candidates[0]
    alike = [
        each
        for each in candidates
        if like is not None and (each.planes, each.channels) == (like.planes, like.channels)
    ]
    if alike:
        arrangement = alike[0]
    elif len(candidates) > 1:
        x.check_expansion()
        arrangement = smoothest(candidates, _sample(x, arrangement))
    if (
        max(arrangement.picture_shape[:2]) > SIDE_MAX
        or math.prod(arrangement.picture_shape) > PICTURE_NUMBERS_MAX
    ):
        raise DataError(
            Message(
                "data",
                "{where} holds {found} where pictures of at most {side_max} a side and "
                "{picture_numbers_max} numbers were expected. Make them smaller; 64 "
                "x 64 shows a sign well.",
            ).format(
                where=x.where,
                found=described(x),
                side_max=SIDE_MAX,
                picture_numbers_max=PICTURE_NUMBERS_MAX,
            )
        )
    count = arrangement.count_in(x.shape)
    return StoredPictures(
        x=x,
        arrangement=arrangement,
        count=count,
        channels=arrangement.channels,
    )


def check_alike(sets: Sequence[StoredPictures]) -> None:
    """Makes sure that the pictures of both sets are of one size.

    Raises:
        DataError: They are not.
    """
    train, *others = sets
    for one in others:
        if one.shape[1:] != train.shape[1:]:
            raise DataError(
                Message(
                    "data",
                    "{where} holds {found} where pictures like those of {train} were "
                    "expected, {expected}. Save both in one size and type.",
                ).format(
                    where=one.x.where,
                    found=described(one.x),
                    train=train.x.where,
                    expected=described(train.x),
                )
            )


def drop_opaque(
    sets: Sequence[StoredPictures],
) -> tuple[list[StoredPictures], tuple[Message, ...]]:
    """Returns the sets without an alpha channel that is opaque everywhere, and says what was done.

    Raises:
        DataError: The data is damaged.
    """
    channels = sets[0].channels
    if channels not in OPAQUE_CHANNELS:
        return list(sets), ()
    if all(_is_opaque(one) for one in sets):
        note = Message(
            "data",
            "The last of the {channels} channels was dropped: it is alpha, the same everywhere.",
        )
        return (
            [replace(one, channels=channels - 1) for one in sets],
            (note.format(channels=channels),),
        )
    note = Message(
        "data",
        "The pictures have {channels} channels, of which the last may be alpha: all are learnt "
        "from as they are.",
    )
    return list(sets), (note.format(channels=channels),)


def learnt_bytes(sets: Sequence[StoredPictures]) -> int:
    """Returns how many bytes all pictures take in memory, as they are learnt from."""
    size = 4 if any(one.x.dtype.kind == "f" for one in sets) else 1
    return size * sum(math.prod(one.shape) for one in sets)


def prepared(one: StoredPictures, *, stream: bool) -> StoredPictures:
    """Returns the pictures of a set, read into memory where they are not to stay on the disk.

    Those that lie in their file as bytes are left there: whoever wants them reads them from there.

    Raises:
        DataError: The data is damaged.
    """
    stored_bytes = one.x.nbytes_as(_native(one.x.dtype))
    is_part = one.arrangement.counts_first and one.count < one.x.shape[0]
    lies_in_file = one.keeps_order and one.x.place(np.uint8) is not None
    if stream or is_part or lies_in_file or stored_bytes > STREAMED_FROM_BYTES:
        one.x.check_expansion()
        return one
    return replace(one, held=one.x.read(_native(one.x.dtype)))


def scale(sets: Sequence[StoredPictures]) -> tuple[tuple[Scaling, ...], tuple[Message, ...]]:
    """Returns how the numbers of each set become uint8 or float32, and notes on it.

    Raises:
        DataError: They cannot, or the data is damaged.
    """
    return scalings_of(
        [range_of(one.pieces(), where=one.x.where, kind=one.x.dtype.kind) for one in sets]
    )


def hold(one: StoredPictures, scaling: Scaling) -> Pictures | StreamedPictures:
    """Returns the pictures of a set, in memory; bytes that lie in their file, as these.

    Raises:
        DataError: The data is damaged.
    """
    held = one.held
    if held is None and scaling.dtype == np.uint8:
        in_file = _in_file(one, scaling)
        if in_file is not None:
            return in_file
    if held is not None and held.dtype == scaling.dtype and one.keeps_order:
        # In place: there may be no room for them twice.
        pictures = held.reshape(-1, *one.shape[1:])
        if not scaling.keeps(held.dtype):
            for piece in one.pieces():
                piece[...] = scaling.apply(piece)
        return pictures[: one.count]
    result = np.empty(one.shape, scaling.dtype)
    start = 0
    for piece in _scaled(one, scaling):
        result[start : start + len(piece)] = piece
        start += len(piece)
    return result


def stream(
    sets: Sequence[StoredPictures], scalings: Sequence[Scaling], *, folder: Path
) -> tuple[list[StreamedPictures], Message]:
    """Returns where the pictures of each set lie, unpacked onto the disk if need be, and a note.

    Read from there, their numbers are those of ``hold`` to the bit.

    Args:
        sets: The pictures.
        scalings: Of their numbers.
        folder: For what is unpacked.

    Raises:
        DataError: The data is damaged, or cannot be rearranged a piece at a time.
    """
    streamed = []
    for one, scaling in zip(sets, scalings, strict=True):
        in_file = _in_file(one, scaling)
        streamed.append(in_file or _unpacked(one, scaling, folder))
    nbytes = learnt_bytes(sets)
    if nbytes > STREAMED_FROM_BYTES:
        note = Message(
            "data",
            "The pictures, {size}, are too large for memory: training reads them from there.",
        )
    else:
        note = Message(
            "data", "The pictures, {size}, are left on the disk: training reads them from there."
        )
    return streamed, note.format(size=format_bytes(nbytes))


def _unpacked(one: StoredPictures, scaling: Scaling, folder: Path) -> StreamedPictures:
    stored_bytes = one.x.nbytes_as(one.x.dtype)
    if not one.arrangement.counts_first and stored_bytes > STREAMED_FROM_BYTES // 2:
        raise DataError(
            Message(
                "data",
                "{where} holds {found}: so many pictures can be put in order only where their "
                "first axis counts them. Save it as (pictures, height, width, channels).",
            ).format(where=one.x.where, found=described(one.x))
        )
    rows = unpack(
        (np.ascontiguousarray(piece) for piece in _scaled(one, scaling)),
        nbytes=math.prod(one.shape) * scaling.dtype.itemsize,
        name=one.x.file,
        folder=folder,
    )
    return StreamedPictures(rows, offset=0, shape=one.shape, dtype=scaling.dtype)


def _in_file(one: StoredPictures, scaling: Scaling) -> StreamedPictures | None:
    """Returns pictures that lie in their file as they are needed; None where they do not."""
    if not (scaling.keeps(_native(one.x.dtype)) and one.keeps_order):
        return None
    place = one.x.place(scaling.dtype)
    if place is None:
        return None
    return StreamedPictures(place.rows, offset=place.offset, shape=one.shape, dtype=scaling.dtype)


def _scaled(one: StoredPictures, scaling: Scaling) -> Iterator[NDArray[Any]]:
    return (scaling.apply(piece) for piece in one.pieces())


def _is_opaque(one: StoredPictures) -> bool:
    """Returns whether the last channel is the largest number of its type wherever it is."""
    dtype = _native(one.x.dtype)
    if dtype.kind == "b":
        return False
    opaque = 1.0 if dtype.kind == "f" else np.iinfo(dtype).max
    tops = {opaque, 255} if dtype.kind == "f" or dtype.itemsize > 1 else {opaque}
    return any(all((piece[..., -1] == top).all() for piece in one.pieces()) for top in sorted(tops))


def _sample(x: StoredArray, arrangement: Arrangement) -> NDArray[Any]:
    dtype = _native(x.dtype)
    if not arrangement.counts_first:
        return x.read(dtype)
    row_bytes = math.prod(x.shape[1:]) * dtype.itemsize
    for piece in x.read_in_pieces(dtype, rows=max(1, WINDOW_BYTES // row_bytes)):
        return piece[:SAMPLE_PICTURES]
    return np.empty((0, *x.shape[1:]), dtype)


def _native(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """Returns a type in this machine's byte order; floats as float32, as they are learnt from."""
    return np.dtype(np.float32) if dtype.kind == "f" else dtype.newbyteorder("=")


def _no_pictures(x: StoredArray) -> Message:
    shape = meant_shape(x)
    if x.dtype.kind in "biuf" and len(shape) == 2:
        return Message(
            "data",
            "{where} holds {found}, rows of numbers that make no square pictures, where numbers of "
            "the shape (pictures, height, width, channels) were expected. Save the pictures like "
            "that.",
        ).format(where=x.where, found=described(x))
    return Message(
        "data",
        "{where} holds {found} where numbers of the shape (pictures, height, "
        "width, channels) were expected. Save the pictures like that.",
    ).format(where=x.where, found=described(x))
