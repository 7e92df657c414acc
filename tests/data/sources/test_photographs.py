"""Which choices are photographs, and which are left to the readers of arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from signs_studio.data.sources.photographs import can_read

if TYPE_CHECKING:
    from pathlib import Path

PNG = b"\x89PNG\r\n\x1a\n"


def write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PNG if name.endswith((".png", "picture")) else b"text")


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["a/1.png", "b/1.png"], True),
        (["train/a/1.png", "labels.csv"], True),
        (["3_IMG.png"], True),
        (["a/b/c/d/1.png"], True),
        (["a/1.heic"], True),
        (["a/picture"], True),
        (["train_signs.h5", "test_signs.h5"], False),
        (["train_signs.h5", "preview.png"], False),
        (["train_signs.h5", "a/1.png", "b/1.png"], True),
        (["train_signs.h5", "notes/readme.txt"], False),
        (["images.npz", "preview.png"], False),
        (["train-images-idx3-ubyte.gz", "preview.png"], False),
        (["notes.txt"], False),
        (["a/notes.txt"], False),
        (["a/.hidden.png"], True),
        ([], False),
    ],
)
def test_a_folder_is_one_of_photographs_or_not(
    tmp_path: Path, names: list[str], expected: bool
) -> None:
    write(tmp_path, *names)
    assert can_read([tmp_path]) == expected


def test_folders_of_nothing_are_empty_classes(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    assert can_read([tmp_path])


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["1.png"], True),
        (["1.heic"], True),
        (["picture"], True),
        (["a.h5"], False),
        (["a.npz"], False),
        (["notes.txt"], False),
        (["1.png", "2.png"], True),
        (["1.png", "notes.txt"], True),
        (["1.png", "a.h5"], False),
    ],
)
def test_files_are_photographs_or_not(tmp_path: Path, names: list[str], expected: bool) -> None:
    write(tmp_path, *names)
    assert can_read([tmp_path / name for name in names]) == expected


def test_what_is_not_there_is_left_to_others(tmp_path: Path) -> None:
    assert not can_read([tmp_path / "nowhere"])
    assert not can_read([tmp_path / "nowhere.h5"])
