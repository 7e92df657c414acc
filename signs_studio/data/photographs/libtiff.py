"""Complaints of libtiff on what it decodes, which Pillow does not pass on.

Where fax data are damaged, libtiff says so, leaves rows unset, and counts them as read: they would
be other pixels each time.
"""

from __future__ import annotations

import ctypes
import os
import threading
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

FAX_COMPRESSIONS = frozenset({2, 3, 4, 32771})
"""Of the TIFF tag: CCITT run lengths, Group 3, Group 4, and run lengths in words."""

STRIP_BYTES_MAX = 64 << 20

_Handler = ctypes.CFUNCTYPE(
    None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p
)


class _Counted(threading.local):
    complaints = 0


_counted = _Counted()


@contextmanager
def complaints_raised() -> Iterator[None]:
    """Raises for errors that libtiff meets on this thread meanwhile, whether or not it goes on.

    Raises:
        ValueError: There was one.
    """
    _library()
    before = _counted.complaints
    yield
    if _counted.complaints > before:
        raise ValueError("libtiff complained")


def check_fax(file: BinaryIO, *, width: int) -> None:
    """Makes sure that every pixel of a TIFF's first picture is told by its fax data.

    Whatever libtiff leaves unset keeps what its place was filled with: it is filled in two ways.

    Args:
        file: Of the TIFF; its position is changed.
        width: Of the picture as it is stored, in pixels.

    Raises:
        ValueError: Pixels are left unset, or libtiff cannot be asked.
    """
    library = _library()
    if library is None:
        raise ValueError("expected a libtiff that can be asked")
    descriptor = os.dup(file.fileno())
    os.lseek(descriptor, 0, os.SEEK_SET)
    # The m keeps it from mapping the file, which may be cut short at any time.
    opened = library.TIFFFdOpen(descriptor, b"", b"rm")
    if not opened:
        os.close(descriptor)
        raise ValueError("expected a TIFF")
    try:
        is_tiled = library.TIFFIsTiled(opened)
        if is_tiled:
            size, count = library.TIFFTileSize(opened), library.TIFFNumberOfTiles(opened)
        else:
            size, count = library.TIFFStripSize(opened), library.TIFFNumberOfStrips(opened)
        # Rows end with a whole byte, whose last bits may be anything.
        row_bits = 8 if is_tiled else width
        read = library.TIFFReadEncodedTile if is_tiled else library.TIFFReadEncodedStrip
        if not 0 < size <= STRIP_BYTES_MAX:
            raise ValueError("expected small strips")
        pieces = np.empty((2, size), np.uint8)
        for place in range(count):
            counts = []
            for piece, filling in zip(pieces, (0x00, 0xFF), strict=True):
                piece.fill(filling)
                counts.append(read(opened, place, piece.ctypes.data, size))
            if min(counts) < 0:
                raise ValueError("expected data")
            unset = (pieces[0] ^ pieces[1])[: max(counts)].reshape(-1, -(-row_bits // 8))
            unset[:, -1] &= 0xFF << (-row_bits % 8) & 0xFF
            if unset.any():
                raise ValueError("expected data for all pixels")
    finally:
        library.TIFFClose(opened)


@lru_cache
def _library() -> ctypes.CDLL | None:
    """Returns Pillow's libtiff, its errors counted; None where it is not found."""
    try:
        lines = Path("/proc/self/maps").read_text().splitlines()
        places = [line.split(maxsplit=5)[-1] for line in lines]
        path = next(place for place in places if Path(place).name.startswith("libtiff"))
        library = ctypes.CDLL(path)
    except (OSError, StopIteration):
        return None
    handle, size, number = ctypes.c_void_p, ctypes.c_ssize_t, ctypes.c_uint32
    library.TIFFFdOpen.argtypes = [ctypes.c_int, ctypes.c_char_p, ctypes.c_char_p]
    library.TIFFFdOpen.restype = handle
    for function, result in (
        (library.TIFFClose, None),
        (library.TIFFIsTiled, ctypes.c_int),
        (library.TIFFStripSize, size),
        (library.TIFFTileSize, size),
        (library.TIFFNumberOfStrips, number),
        (library.TIFFNumberOfTiles, number),
    ):
        function.argtypes, function.restype = [handle], result
    for function in (library.TIFFReadEncodedStrip, library.TIFFReadEncodedTile):
        function.argtypes, function.restype = [handle, number, handle, size], size
    library.TIFFSetErrorHandler(None)
    library.TIFFSetErrorHandlerExt(_on_error)
    return library


def _count(_file: int, _module: int, _text: int, _values: int) -> None:
    _counted.complaints += 1


# For as long as libtiff may call it.
_on_error = _Handler(_count)
