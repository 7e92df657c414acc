"""The numbers of guarded HDF5 arrays: read whole or in pieces, or found in the bytes of their file.

HDF5 expands a compressed block without a limit of its own. How far each truly expands is therefore
measured first, in pieces that are thrown away.
"""

from __future__ import annotations

import itertools
import math
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import h5py
import numpy as np

from signs_studio.data.archives.hdf5.guard import (
    CHECKSUM_BYTES,
    COMPRESSORS,
    damage_in,
    stored_item_bytes,
)
from signs_studio.data.archives.hdf5.heaps import check_heaps
from signs_studio.errors import DataError
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import DTypeLike, NDArray

    from signs_studio.data.archives.hdf5.guard import GuardedArray

# How often a block may be expanded anew where it reaches over several pieces of an array.
EXPANSIONS_MAX = 8

TEXT_BYTES_MAX = 64 << 20
"""Of all labels, each as long as the longest."""

_TEXTS_AT_ONCE = 64
_READ_CHUNKS_AT_ONCE = 4096
_INFLATE_PIECE = 16 << 10


def check_expansion(array: GuardedArray) -> None:
    """Measure how far every compressed block expands, in pieces, before HDF5 does it whole.

    Raises:
        DataError: One expands to another size than its declared one, or is damaged.
    """
    if not COMPRESSORS.intersection(array.filters):
        return
    with damage_in(array.dataset.file):
        _measure_blocks(array)


def read(array: GuardedArray, dtype: DTypeLike) -> NDArray[Any]:
    """Read a whole array, converted by HDF5: what is too large or small for ``dtype`` is clipped.

    Beside the result it takes the memory of one block, as stored and expanded.

    Args:
        array: From ``find_array``, its file still open.
        dtype: What to read it as.

    Returns:
        A new array of the stored shape and of ``dtype``.

    Raises:
        DataError: The data is damaged, expands beyond its declared size, or does not fit into the
            memory that is free.
    """
    check_expansion(array)
    if 0 in array.shape:
        return np.empty(array.shape, dtype)
    if array.dtype.kind == "O":
        return _read_text(array)
    with damage_in(array.dataset.file):
        result = np.empty(array.shape, dtype)
        for rows in _bands(array):
            array.dataset.read_direct(result, rows, rows)
    return result


def _read_text(array: GuardedArray) -> NDArray[np.bytes_]:
    """Reads text of varying length, little at a time: each may be as long as the file."""
    check_heaps(array.dataset.file)
    texts: list[bytes] = []
    longest = 1
    with damage_in(array.dataset.file):
        flat = math.prod(array.shape)
        for rows in _bands(array):
            band = array.dataset[rows]
            for text in np.asarray(band).reshape(-1):
                texts.append(bytes(text))
                longest = max(longest, len(text))
                if longest * flat > TEXT_BYTES_MAX:
                    raise DataError(_long_text(array, longest))
    return np.array(texts, f"S{longest}").reshape(array.shape)


def _long_text(array: GuardedArray, longest: int) -> Message:
    return Message(
        "data",
        "{where} holds text of {longest} characters where the name of a class was expected. Save "
        "short names.",
    ).format(where=array.where, longest=longest)


def read_in_pieces(array: GuardedArray, dtype: DTypeLike, *, rows: int) -> Iterator[NDArray[Any]]:
    """Read an array piece by piece, like ``read``, into the same memory each time.

    Args:
        array: From ``find_array``, its file still open; ``check_expansion`` was called.
        dtype: What to read it as.
        rows: How many rows a piece has at most.

    Yields:
        The rows in order; each piece is good until the next is asked for.

    Raises:
        DataError: The data is damaged; or it is stored in blocks of so many rows that each would
            have to be expanded again and again.
    """
    count = array.shape[0]
    chunk_rows = min(array.dataset.chunks[0], count) if array.dataset.chunks else 1
    if chunk_rows > EXPANSIONS_MAX * rows:
        raise DataError(
            Message(
                "data",
                "{where} is stored in blocks that reach over {chunk_rows} pictures, of "
                "which {rows} fit into a piece of it. Save it with chunks of a few whole "
                "pictures.",
            ).format(where=array.where, chunk_rows=chunk_rows, rows=rows)
        )
    step = rows - rows % chunk_rows if chunk_rows <= rows else rows
    piece = np.empty((min(step, count), *array.shape[1:]), dtype)
    for start in range(0, count, step):
        stop = min(start + step, count)
        with damage_in(array.dataset.file):
            array.dataset.read_direct(piece, slice(start, stop), slice(0, stop - start))
        yield piece[: stop - start]


def place_in_file(array: GuardedArray, dtype: DTypeLike) -> int | None:
    """Place of an array in the bytes of its file, as plain numbers of ``dtype``.

    Args:
        array: From ``find_array``, its file still open.
        dtype: What its numbers are to be, bit for bit.

    Returns:
        The place of the first byte; None where it is stored in another way.
    """
    dataset = array.dataset
    with damage_in(dataset.file):
        stored_as_is = dataset.id.get_type() == h5py.h5t.py_create(np.dtype(dtype))
        if dataset.chunks is not None or array.filters or not stored_as_is:
            return None
        place: int | None = dataset.id.get_offset()
        file_bytes = Path(dataset.file.filename).stat().st_size
    if place is None or place + array.nbytes_as(dtype) > file_bytes:
        return None
    return place


def inflated_bytes(stored: bytes, limit: int) -> int:
    """Measure what a zlib stream expands to, giving up soon after ``limit``.

    Returns:
        The size in bytes; some number over ``limit`` if it is larger; -1 if the stream is damaged.
    """
    inflater = zlib.decompressobj()
    size = 0
    try:
        for start in range(0, len(stored), _INFLATE_PIECE):
            size += len(inflater.decompress(stored[start : start + _INFLATE_PIECE]))
            if inflater.eof or size > limit:
                return size
    except zlib.error:
        return -1
    return -1


def lzf_bytes(stored: bytes, limit: int) -> int:
    """Measure what an lzf stream expands to, from its control bytes alone.

    A control byte under 32 starts a run of that many and one more plain bytes. Any other starts a
    copy: its upper three bits, or where these are all set the next byte too, give the length less
    two, and one more byte follows. Source: LibLZF's lzf_d.c.

    Returns:
        The size in bytes; some number over ``limit`` if it is larger; -1 if the stream is damaged.
    """
    place = size = 0
    while place < len(stored) and size <= limit:
        control = stored[place]
        if control < 32:
            place += control + 2
            size += control + 1
        else:
            length = control >> 5
            if length == 7:
                place += 1
                if place >= len(stored):
                    return -1
                length += stored[place]
            place += 2
            size += length + 2
    return size if place <= len(stored) or size > limit else -1


def _bands(array: GuardedArray) -> Iterator[slice]:
    """Cut the first axis so that no block is expanded twice and few are in hand at once."""
    rows, chunks = array.shape[0], array.dataset.chunks
    step = _TEXTS_AT_ONCE if array.dtype.kind == "O" else rows
    if chunks is not None:
        across = math.prod(
            -(-side // chunk) for side, chunk in zip(array.shape[1:], chunks[1:], strict=True)
        )
        step = chunks[0] * max(1, _READ_CHUNKS_AT_ONCE // across)
    for start in range(0, rows, step):
        yield slice(start, min(start + step, rows))


def _measure_blocks(array: GuardedArray) -> None:
    dataset, filters = array.dataset, array.filters
    place = next(i for i, code in enumerate(filters) if code in COMPRESSORS)
    expanded = inflated_bytes if filters[place] == h5py.h5z.FILTER_DEFLATE else lzf_bytes
    expected = math.prod(dataset.chunks) * stored_item_bytes(array)
    has_checksums = h5py.h5z.FILTER_FLETCHER32 in filters
    grid = (range(0, side, c) for side, c in zip(array.shape, dataset.chunks, strict=True))
    for corner in itertools.product(*grid):
        skipped, stored = dataset.id.read_direct_chunk(corner)
        if skipped >> place & 1:
            continue
        if has_checksums and not skipped >> (len(filters) - 1) & 1:
            stored = stored[:-CHECKSUM_BYTES]
        if expanded(stored, expected) != expected:
            raise DataError(
                Message(
                    "data",
                    "{where} is damaged, or made to do harm: a block that should hold "
                    "{expected} bytes expands to another size. Get the file from someone "
                    "you trust.",
                ).format(where=array.where, expected=expected)
            )
