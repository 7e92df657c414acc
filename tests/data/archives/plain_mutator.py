"""Attacks on readers of npz, npy and IDX: valid files of every kind, and damaged copies of them.

``layouts`` writes small valid files. ``mutant`` damages one: bytes, numbers in headers and in the
directory of a zip, lengths, whole spans. Checksums of members are put right, so that the damage
reaches the code behind them.
"""

from __future__ import annotations

import gzip
import io
import random
import struct
import zipfile
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

TRAIN_COUNT, TEST_COUNT, CLASSES, SIDE = 12, 6, 3, 8

Format = Literal["npz", "idx"]

_INTERESTING = (0, 1, 2, 255, 256, 65_535, (1 << 31) - 1, 1 << 31, (1 << 32) - 1)


def _pictures(count: int) -> np.ndarray:
    rng = np.random.default_rng(count)
    return (rng.integers(0, 5, (count, SIDE, SIDE, 3)) * 60).astype(np.uint8)


def _arrays(**changes: Any) -> dict[str, np.ndarray]:
    usual = {
        "x_train": _pictures(TRAIN_COUNT),
        "y_train": np.arange(TRAIN_COUNT) % CLASSES,
        "x_test": _pictures(TEST_COUNT),
        "y_test": np.arange(TEST_COUNT) % CLASSES,
    }
    return usual | changes


def _npz(arrays: dict[str, np.ndarray], *, packed: bool) -> bytes:
    file = io.BytesIO()
    (np.savez_compressed if packed else np.savez)(file, **arrays)
    return file.getvalue()


def _idx(array: np.ndarray, code: int) -> bytes:
    sides = np.array(array.shape, ">u4").tobytes()
    return bytes([0, 0, code, array.ndim]) + sides + array.tobytes()


def layouts(kind: Format) -> dict[str, bytes]:
    """Returns valid files of a format, by what is in them. Labels of IDX files lie beside them."""
    if kind == "npz":
        names = np.array(["fist", "five", "two"])
        floats = _pictures(TRAIN_COUNT).astype(np.float32) / 255
        tests = _pictures(TEST_COUNT).astype(">f8") / 255
        kinds = {
            "bytes": _arrays(),
            "floats": _arrays(x_train=floats, x_test=tests),
            "text": _arrays(
                y_train=names[np.arange(TRAIN_COUNT) % CLASSES],
                y_test=names[np.arange(TEST_COUNT) % CLASSES],
            ),
            "Fortran": _arrays(x_train=np.asfortranarray(_pictures(TRAIN_COUNT))),
            "one-hot": _arrays(y_train=np.eye(CLASSES)[np.arange(TRAIN_COUNT) % CLASSES]),
        }
        return {
            f"npz, {name}{', packed' if packed else ''}": _npz(arrays, packed=packed)
            for name, arrays in kinds.items()
            for packed in (False, True)
        }
    gray = _pictures(TRAIN_COUNT)[..., 0]
    plain = {
        "bytes": _idx(gray, 8),
        "colours": _idx(_pictures(TRAIN_COUNT), 8),
        "floats": _idx((gray / 255).astype(">f4"), 13),
        "shorts": _idx(gray.astype(">i2"), 11),
    }
    packed = {f"{name}, packed": gzip.compress(data, mtime=0) for name, data in plain.items()}
    return {f"idx, {name}": data for name, data in (plain | packed).items()}


def idx_labels() -> bytes:
    """Returns the labels that lie beside the pictures of an IDX layout."""
    return _idx((np.arange(TRAIN_COUNT) % CLASSES).astype(np.uint8), 8)


def mutant(data: bytes, seed: int) -> bytes:
    """Returns a damaged copy of a file; the same for the same seed."""
    rng = random.Random(seed)
    if data.startswith(b"\x1f\x8b") and rng.random() < 0.6:
        # Damage behind a right stream.
        return gzip.compress(_damaged(gzip.decompress(data), rng), mtime=0)
    if data.startswith(b"PK") and rng.random() < 0.6:
        return _damaged_members(data, rng)
    return _damaged(data, rng)


def _damaged(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        if changed:
            rng.choice(_DAMAGES)(changed, rng)
    return bytes(changed)


def _damaged_members(data: bytes, rng: random.Random) -> bytes:
    """Damages an array within a zip whose checksums stay right, or the zip's own numbers."""
    file, target = io.BytesIO(data), io.BytesIO()
    with zipfile.ZipFile(file) as source:
        members = [(info.filename, source.read(info)) for info in source.infolist()]
        packed = source.infolist()[0].compress_type
    place = rng.randrange(len(members))
    name, content = members[place]
    members[place] = name, _damaged(content, rng)
    with zipfile.ZipFile(target, "w", compression=packed) as changed:
        for name, content in members:
            changed.writestr(zipfile.ZipInfo(name), content, compress_type=packed)
    result = bytearray(target.getvalue())
    if rng.random() < 0.3:
        # A field of a header in the directory, or of the directory's end.
        magic = rng.choice((b"PK\x01\x02", b"PK\x05\x06", b"PK\x03\x04"))
        start = result.find(magic)
        if start >= 0:
            spot = start + rng.randrange(4, 30)
            result[spot : spot + 4] = struct.pack("<I", rng.choice(_INTERESTING))
    return bytes(result)


def _near_start(data: bytearray, rng: random.Random) -> int:
    """Returns a place, as often as not in a header."""
    return rng.randrange(min(len(data), 160) if rng.random() < 0.6 else len(data))


def _flip(data: bytearray, rng: random.Random) -> None:
    data[_near_start(data, rng)] ^= 1 << rng.randrange(8)


def _set(data: bytearray, rng: random.Random) -> None:
    data[_near_start(data, rng)] = rng.randrange(256)


def _set_number(data: bytearray, rng: random.Random) -> None:
    place, order = _near_start(data, rng), rng.choice("<>")
    number = struct.pack(f"{order}I", rng.choice(_INTERESTING))
    data[place : place + 4] = number[: len(data) - place]


def _set_digits(data: bytearray, rng: random.Random) -> None:
    """Changes a number in the text of a header of NumPy."""
    end = min(len(data), 128)
    digits = [place for place in range(end) if chr(data[place]).isdigit()]
    if digits:
        data[rng.choice(digits)] = rng.choice(b"0123456789-,()'")


def _cut(data: bytearray, rng: random.Random) -> None:
    del data[rng.randrange(len(data)) :]


def _remove(data: bytearray, rng: random.Random) -> None:
    place = _near_start(data, rng)
    del data[place : place + rng.choice((1, 2, 4, 64))]


def _insert(data: bytearray, rng: random.Random) -> None:
    place = _near_start(data, rng)
    data[place:place] = rng.randbytes(rng.choice((1, 2, 4, 64)))


def _repeat(data: bytearray, rng: random.Random) -> None:
    place = rng.randrange(len(data))
    data[place:place] = data[place : place + rng.choice((4, 64, 1024))]


_DAMAGES: tuple[Callable[[bytearray, random.Random], None], ...] = (
    _flip,
    _flip,
    _set,
    _set_number,
    _set_number,
    _set_digits,
    _set_digits,
    _cut,
    _remove,
    _insert,
    _repeat,
)
