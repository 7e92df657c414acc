"""A share of the attack of ``benchmarks/hostile_pictures.py``, and bombs made by hand."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from signs_studio.data.opening import open_picture, open_pictures
from signs_studio.errors import DataError
from tests.data.photographs.mutator import FORMATS, mutant, valid_pictures

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MUTANTS_A_FORMAT = 40


@pytest.mark.parametrize("kind", FORMATS)
def test_every_mutant_is_read_or_skipped_and_stops_nothing(kind: str, tmp_path: Path) -> None:
    valid = valid_pictures(kind)
    for label in ("a", "b"):
        (tmp_path / label).mkdir()
        for number in range(2):
            (tmp_path / label / f"good{number}.{kind}").write_bytes(valid[0])
    for seed in range(MUTANTS_A_FORMAT):
        (tmp_path / "a" / f"{seed}.{kind}").write_bytes(mutant(valid, seed))
    dataset = open_pictures(tmp_path)
    assert dataset.train_names is not None
    assert dataset.test_names is not None
    names = [*dataset.train_names, *dataset.test_names]
    assert len(names) + len(dataset.skipped) == 4 + MUTANTS_A_FORMAT
    assert sorted(name for name in names if name.startswith("good")) == [
        f"good{number}.{kind}" for number in (0, 0, 1, 1)
    ]
    assert all(str(sentence).endswith(".") for sentence in dataset.skipped)
    # Once more, without the cache.
    again = open_pictures(tmp_path, side=63)
    assert again.skipped == dataset.skipped


def _many_frames(path: Path) -> None:
    """A GIF of 100,000 frames."""
    Image.new("P", (16, 16)).save(path)
    content = path.read_bytes()
    frame = b"\x2c" + struct.pack("<4H", 0, 0, 16, 16) + b"\0\x02\x02\x4c\x01\0"
    path.write_bytes(content[:-1] + frame * 100_000 + b";")


def _tiff_of(*tags: tuple[int, int, int, int]) -> bytes:
    entries = b"".join(struct.pack("<HHII", *tag) for tag in sorted(tags))
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(tags)) + entries + bytes(4)


def _absurd_tags(path: Path) -> None:
    """A TIFF whose tags say that they hold four billion values each."""
    size = ((256, 4, 1, 8), (257, 4, 1, 8))
    path.write_bytes(
        _tiff_of(*size, *((tag, 4, 0xFFFFFFFF, 8) for tag in range(258, 400))) + bytes(10_000)
    )


def _many_samples(path: Path) -> None:
    """A TIFF of 65,535 channels."""
    size = ((256, 4, 1, 5000), (257, 4, 1, 5000), (278, 4, 1, 5000))
    layout = ((258, 3, 1, 8), (262, 3, 1, 2), (277, 3, 1, 65535))
    path.write_bytes(_tiff_of(*size, *layout, (273, 4, 1, 8), (279, 4, 1, 100)))


def _directory_in_itself(path: Path) -> None:
    """A TIFF whose second page is its first."""
    Image.new("L", (16, 16)).save(path)
    content = bytearray(path.read_bytes())
    start = struct.unpack_from("<I", content, 4)[0]
    count = struct.unpack_from("<H", content, start)[0]
    struct.pack_into("<I", content, start + 2 + 12 * count, start)
    path.write_bytes(content)


BOMBS: dict[str, tuple[str, Callable[[Path], None], str | None]] = {
    "100,000 frames": ("a.gif", _many_frames, None),
    "absurd tags": ("a.tif", _absurd_tags, "a.tif is damaged"),
    "65,535 channels": ("a.tif", _many_samples, "a.tif is damaged"),
    "a page that is its own next": ("a.tif", _directory_in_itself, None),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_answered(name: str, tmp_path: Path) -> None:
    file, write, refusal = BOMBS[name]
    write(tmp_path / file)
    if refusal is None:
        picture = open_picture(tmp_path / file)
        np.testing.assert_array_equal(picture, np.zeros((16, 16, 3)))
    else:
        with pytest.raises(DataError, match=refusal):
            open_picture(tmp_path / file)
