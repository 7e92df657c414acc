"""Damaged pictures, the same ones for the same seed."""

from __future__ import annotations

import io
import random
import struct
import zlib
from typing import Any

import numpy as np
from PIL import ExifTags, Image

_RNG = np.random.default_rng(0)
_COLOURS = Image.fromarray(_RNG.integers(0, 256, (40, 56, 3), np.uint8)).resize((90, 70))
_GREY = _COLOURS.convert("L")
_LAYERED = _COLOURS.copy()
_LAYERED.putalpha(_GREY)
_DEEP = Image.fromarray(_RNG.integers(0, 65536, (40, 56), np.uint16))
_FRACTIONS = Image.fromarray(_RNG.random((40, 56), np.float32))
_MORE = {"save_all": True, "append_images": [_COLOURS.rotate(90), _COLOURS.rotate(180)]}

# Pictures and options of saving them, by format: what damage meets different parts of its decoder.
_SAVED: dict[str, list[tuple[Image.Image, dict[str, Any]]]] = {
    "PNG": [
        (_COLOURS, {}),
        (_GREY, {"optimize": True}),
        (_LAYERED, {}),
        (_DEEP, {}),
        (_COLOURS.quantize(16), {"transparency": 3}),
        (_GREY.convert("1"), {}),
        (_COLOURS, _MORE),
    ],
    "JPEG": [
        (_COLOURS, {}),
        (_COLOURS, {"progressive": True, "subsampling": 0}),
        (_GREY, {"optimize": True}),
        (_COLOURS.convert("CMYK"), {}),
        (_GREY.resize((2100, 2050)), {"quality": 5}),
        (_COLOURS, {"restart_marker_blocks": 2}),
    ],
    "MPO": [(_COLOURS, _MORE)],
    "GIF": [
        (_COLOURS, {}),
        (_GREY, {"interlace": 0}),
        (_COLOURS.quantize(16), {"transparency": 3}),
        (_COLOURS, _MORE),
    ],
    "BMP": [
        (_COLOURS, {}),
        (_GREY, {}),
        (_LAYERED, {}),
        (_GREY.convert("1"), {}),
        (_COLOURS.quantize(16), {}),
    ],
    "TIFF": [
        (_COLOURS, {}),
        (_COLOURS, {"compression": "tiff_lzw"}),
        (_COLOURS, {"compression": "tiff_adobe_deflate"}),
        (_COLOURS, {"compression": "jpeg"}),
        (_COLOURS, {"compression": "packbits"}),
        (_GREY.convert("1"), {"compression": "group4"}),
        (_GREY.convert("1"), {"compression": "group3"}),
        (_DEEP, {"compression": "tiff_lzw"}),
        (_FRACTIONS, {}),
        (_LAYERED, {"compression": "tiff_deflate"}),
        (_COLOURS, _MORE),
        (_COLOURS, {"big_tiff": True, "compression": "tiff_lzw"}),
    ],
    "WEBP": [
        (_COLOURS, {}),
        (_COLOURS, {"lossless": True}),
        (_LAYERED, {}),
        (_COLOURS, _MORE),
    ],
    "PPM": [(_COLOURS, {}), (_GREY, {}), (_GREY.convert("1"), {}), (_DEEP, {})],
}
FORMATS = tuple(_SAVED)
_PNG = b"\x89PNG\r\n\x1a\n"
# Bytes that mean something in a size, a count or an offset.
_TELLING = (0, 1, 2, 0x7F, 0x80, 0xFE, 0xFF)


def valid_pictures(kind: str) -> list[bytes]:
    """Returns files of one format that are in order, each of another kind of picture."""
    contents = []
    for picture, options in _SAVED[kind]:
        file = io.BytesIO()
        exif = Image.Exif()
        exif[ExifTags.Base.Orientation] = 6
        if kind in {"PNG", "JPEG", "WEBP"}:
            options = {"exif": exif, **options}
        # Saving leaves the encoder's settings with each picture.
        if "append_images" in options:
            options = {**options, "append_images": [_COLOURS.rotate(90), _COLOURS.rotate(180)]}
        picture.copy().save(file, kind, **options)
        contents.append(file.getvalue())
    return contents


def mutant(valid: list[bytes], seed: int) -> bytes:
    """Returns one of the files, damaged in one to a few ways.

    Args:
        valid: Files of one format, as of ``valid_pictures``.
        seed: The same one gives the same damage.
    """
    rng = random.Random(seed)
    content = bytearray(valid[seed % len(valid)])
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        if content:
            rng.choice(_DAMAGES)(content, rng, valid)
    if content.startswith(_PNG) and rng.random() < 0.7:
        _put_sums_right(content)
    return bytes(content)


def _put_sums_right(content: bytearray) -> None:
    """Makes the check sums of a PNG's parts true, so that its decoder goes on."""
    place = len(_PNG)
    while place + 12 <= len(content):
        end = place + 8 + int.from_bytes(content[place : place + 4], "big")
        if end + 4 > len(content):
            break
        content[end : end + 4] = zlib.crc32(content[place + 4 : end]).to_bytes(4, "big")
        place = end + 4


def _place(content: bytearray, rng: random.Random) -> int:
    # What describes a picture lies at the beginning, but in a TIFF at the end.
    near = rng.randrange(min(len(content), 200))
    return rng.choice((near, len(content) - 1 - near, rng.randrange(len(content))))


def _flip(content: bytearray, rng: random.Random, _valid: list[bytes]) -> None:
    content[_place(content, rng)] ^= 1 << rng.randrange(8)


def _set(content: bytearray, rng: random.Random, _valid: list[bytes]) -> None:
    content[_place(content, rng)] = rng.choice((*_TELLING, rng.randrange(256)))


def _set_number(content: bytearray, rng: random.Random, _valid: list[bytes]) -> None:
    place = _place(content, rng)
    number = rng.choice((0, 1, 0xFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, rng.getrandbits(32)))
    packed = struct.pack(rng.choice("<>") + "I", number)[: rng.choice((2, 4))]
    content[place : place + len(packed)] = packed


def _cut(content: bytearray, rng: random.Random, _valid: list[bytes]) -> None:
    del content[rng.randrange(len(content)) :]


def _remove(content: bytearray, rng: random.Random, _valid: list[bytes]) -> None:
    place = _place(content, rng)
    del content[place : place + rng.choice((1, 2, 4, 16, 100))]


def _repeat(content: bytearray, rng: random.Random, _valid: list[bytes]) -> None:
    place = _place(content, rng)
    content[place:place] = content[place : place + rng.choice((1, 4, 12, 100))] * rng.choice((1, 9))


def _fill(content: bytearray, rng: random.Random, _valid: list[bytes]) -> None:
    place, length = _place(content, rng), rng.choice((4, 16, 64))
    content[place : place + length] = bytes([rng.choice(_TELLING)]) * length


def _splice(content: bytearray, rng: random.Random, valid: list[bytes]) -> None:
    other = rng.choice(valid)
    place = rng.randrange(min(len(content), len(other)))
    content[place:] = other[place:]


_DAMAGES = (
    _flip,
    _flip,
    _set,
    _set,
    _set_number,
    _set_number,
    _cut,
    _remove,
    _repeat,
    _fill,
    _splice,
)
