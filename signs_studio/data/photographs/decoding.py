"""Opening one picture with Pillow: turned, on white, and of a size that memory holds."""

from __future__ import annotations

import ctypes
import enum
import os
import stat
import threading
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from PIL import (
    BmpImagePlugin,
    ExifTags,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    PpmImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from signs_studio.data.byte_counts import format_bytes
from signs_studio.data.photographs.kinds import (
    HEAD_BYTES,
    ending_of,
    refusal_by_head,
    refusal_by_name,
)
from signs_studio.data.photographs.libtiff import (
    FAX_COMPRESSIONS,
    check_fax,
    complaints_raised,
)
from signs_studio.data.reading.contents import PICTURE_SIDE_MAX
from signs_studio.errors import DataError, system_reason
from signs_studio.messages import Message
from signs_studio.numbers import format_significant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PIXELS_MAX = 25_000_000
"""Of a picture as it is stored."""

SIDE_READ_MAX = PICTURE_SIDE_MAX
"""A picture with a longer side is reduced by the smallest whole factor that brings it below."""

FILE_BYTES_MAX = 256 << 20

# The decoder of JPEG reduces by 2, 4 or 8 in no time, as long as no side falls below this.
_DRAFT_SIDE = 1024

# Of larger ones one is in memory at a time, however many threads there are.
_PIXELS_AT_A_TIME = PIXELS_MAX // 2
_one_large = threading.Lock()

_PLUGINS = (
    PngImagePlugin,
    JpegImagePlugin,
    MpoImagePlugin,
    GifImagePlugin,
    BmpImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
    PpmImagePlugin,
)
# No others: each is one more way in for a stranger's file.
_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "DIB", "TIFF", "WEBP", "PPM")
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


# Of glibc's malloc.h; the byte that memory is set to has all bits turned.
_M_PERTURB = -6


class Change(enum.IntFlag):
    """Changes that were made to a picture before it was fitted."""

    NONE = 0
    TURNED = enum.auto()
    ON_WHITE = enum.auto()
    FROM_DEEP = enum.auto()
    FIRST_OF_SEVERAL = enum.auto()
    REDUCED = enum.auto()


def have_new_memory_zeroed() -> None:
    """Has this process's memory zeroed as it is handed out, where glibc does that.

    libtiff leaves rows unset where the fax or JPEG data of a file are damaged: they would show what
    other pictures left in memory, and be others each time.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_PERTURB, 0xFF)


def decode(path: Path, *, name: str) -> tuple[Image.Image, Change]:
    """Returns the picture of a file, of mode RGB and with no side over 2,048, and what was changed.

    A Pillow program does the same in these lines, but for pictures of more than 8 bits and those
    that are transparent::

        picture = Image.open(path)
        picture.draft("RGB", (1024, 1024))
        picture = picture.convert("RGB")
        picture = picture.reduce(-(-max(picture.size) // 2048))
        picture = ImageOps.exif_transpose(picture)

    Args:
        path: The file; no link is followed.
        name: What to call it in a sentence, as plain text.

    Raises:
        DataError: It cannot be read, or is no picture; the sentence says why and what to do.
    """
    refusal = refusal_by_name(ending_of(path.name), name=name)
    if refusal is not None:
        raise DataError(refusal)
    with _opened(path, name) as file:
        refusal = refusal_by_head(file.read(HEAD_BYTES), name=name)
        if refusal is not None:
            raise DataError(refusal)
        file.seek(0)
        try:
            return _decode(file, name)
        except DataError:
            raise
        except Image.DecompressionBombError as error:
            raise DataError(
                Message(
                    "data",
                    "{name} is far larger than the {pixels_max} million pixels that can be read: "
                    "save it smaller.",
                ).format(name=name, pixels_max=PIXELS_MAX // 1_000_000)
            ) from error
        except MemoryError as error:
            raise DataError(
                Message("data", "{name} takes more memory than there is: save it smaller.").format(
                    name=name
                )
            ) from error
        # Pillow raises nearly every error that there is where a file is damaged.
        except Exception as error:
            raise DataError(
                Message(
                    "data", "{name} is damaged or cut short: get it, or save it, again."
                ).format(name=name)
            ) from error


def _decode(file: BinaryIO, name: str) -> tuple[Image.Image, Change]:
    with Image.open(file, formats=_FORMATS) as stored:
        width, height = stored.size
        if width * height > PIXELS_MAX:
            raise DataError(
                Message(
                    "data",
                    "{name} is {width} x {height} pixels large, where {pixels_max} million pixels "
                    "at most can be read: save it smaller.",
                ).format(
                    name=name,
                    width=width,
                    height=height,
                    pixels_max=PIXELS_MAX // 1_000_000,
                )
            )
        changes = Change.NONE
        # A film is not counted to its end; and a camera's second picture is a preview.
        if stored.format != "MPO" and getattr(stored, "is_animated", False):
            changes |= Change.FIRST_OF_SEVERAL
        stored.draft("RGB", (_DRAFT_SIDE, _DRAFT_SIDE))
        # Of a TIFF, Pillow forgets it when it loads the pixels, and turns them itself.
        orientation = _orientation(stored)
        is_large = width * height > _PIXELS_AT_A_TIME
        with _one_large if is_large else nullcontext():
            _load(stored, file)
            picture, more = _on_white(stored, name)
            changes |= more
            factor = -(-max(picture.size) // SIDE_READ_MAX)
            if factor > 1:
                picture = picture.reduce(factor)
            # A TIFF may be turned by now.
            if max(picture.size) < max(width, height):
                changes |= Change.REDUCED
            if stored.format == "TIFF":
                changes |= Change.TURNED if orientation in _TURNS else Change.NONE
                orientation = 1
    if orientation in _TURNS:
        picture = picture.transpose(_TURNS[orientation])
        changes |= Change.TURNED
    return picture, changes


def _load(stored: Image.Image, file: BinaryIO) -> None:
    """Decodes the pixels.

    Raises:
        ValueError: Of a TIFF, some are damaged or missing; Pillow raises for other pictures.
    """
    if not isinstance(stored, TiffImagePlugin.TiffImageFile):
        stored.load()
        return
    # Pillow forgets them when it loads the pixels, and turns these.
    compression = stored.tag_v2.get(TiffImagePlugin.COMPRESSION)
    width = stored.width
    with complaints_raised():
        stored.load()
        if compression in FAX_COMPRESSIONS:
            check_fax(file, width=width)


def _orientation(picture: Image.Image) -> int:
    try:
        return int(picture.getexif().get(ExifTags.Base.Orientation, 1))
    # The picture itself may be sound where what is said of it is not.
    except Exception:
        return 1


def _on_white(picture: Image.Image, name: str) -> tuple[Image.Image, Change]:
    """Returns a picture of any mode as RGB."""
    if picture.mode in {"I", "F"} or picture.mode.startswith("I;16"):
        return _from_deep(np.asarray(picture), name)
    if picture.has_transparency_data:
        layered = picture if picture.mode == "RGBA" else picture.convert("RGBA")
        opacity = layered.getchannel("A")
        white = Image.new("RGB", picture.size, "white")
        white.paste(layered, mask=opacity)
        is_opaque = opacity.getextrema() == (255, 255)
        return white, Change.NONE if is_opaque else Change.ON_WHITE
    return picture.convert("RGB"), Change.NONE


def _from_deep(numbers: np.ndarray, name: str) -> tuple[Image.Image, Change]:
    """Returns grey numbers of 16 or 32 bits, or fractions, in 0..255 as RGB."""
    least, most = numbers.min(), numbers.max()
    # Not a number is in no range.
    if not (least >= 0 and most <= 65535):
        raise DataError(
            Message(
                "data",
                "{name} holds numbers from {least} to {most}, where 0 to 65,535 at most was "
                "expected: save it with 8 or 16 bits.",
            ).format(
                name=name, least=format_significant(least, 6), most=format_significant(most, 6)
            )
        )
    is_whole = numbers.dtype.kind in "iu"
    if is_whole and (numbers.dtype.itemsize == 2 or most > 255):
        numbers = numbers >> 8
    elif not is_whole and most <= 1:
        numbers = np.rint(numbers * 255)
    elif not is_whole and most > 255:
        numbers = numbers / 256
    grey = Image.fromarray(numbers.astype(np.uint8))
    return grey.convert("RGB"), Change.FROM_DEEP


@contextmanager
def _opened(path: Path, name: str) -> Iterator[BinaryIO]:
    try:
        # A named pipe is not waited for.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW)
    except OSError as error:
        raise DataError(
            Message("data", "{name} cannot be opened ({reason}).").format(
                name=name, reason=system_reason(error)
            )
        ) from error
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise DataError(Message("data", "{name} is no ordinary file.").format(name=name))
    with open(descriptor, "rb") as file:  # noqa: PTH123
        if status.st_size > FILE_BYTES_MAX:
            raise DataError(
                Message(
                    "data",
                    "{name} takes {size}, where {most} at most can be read: save it smaller.",
                ).format(
                    name=name, size=format_bytes(status.st_size), most=format_bytes(FILE_BYTES_MAX)
                )
            )
        try:
            yield file
        except OSError as error:
            raise DataError(
                Message("data", "{name} cannot be read ({reason}).").format(
                    name=name, reason=system_reason(error)
                )
            ) from error
