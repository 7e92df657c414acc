"""A share of the attack of ``benchmarks/hostile_files.py`` on npz, npy and IDX files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from signs_studio.data.opening import open_pictures
from signs_studio.errors import DataError
from tests.data.archives.plain_mutator import Format, idx_labels, layouts, mutant

if TYPE_CHECKING:
    from pathlib import Path

MUTANTS_A_LAYOUT = 20
LAYOUTS: dict[str, Format] = {
    name: kind
    for kind in ("npz", "idx")
    for name in layouts(kind)  # type: ignore[misc,arg-type]
}


def write(folder: Path, name: str, data: bytes) -> Path:
    if LAYOUTS[name] == "npz":
        path = folder / "any.npz"
    else:
        ending = ".gz" if data.startswith(b"\x1f\x8b") else ""
        path = folder / f"train-images-idx3-ubyte{ending}"
        (folder / "train-labels-idx1-ubyte").write_bytes(idx_labels())
    path.write_bytes(data)
    return path


def answer(path: Path) -> str:
    """Opens a file, and returns the sentence of the refusal or all that was read as text."""
    try:
        dataset = open_pictures(path)
    except DataError as error:
        sentence = str(error)
        assert sentence.endswith(".")
        assert sentence.isprintable()
        return sentence
    arrays = (dataset.train_x, dataset.train_y, dataset.test_x, dataset.test_y)
    return repr([(array.shape, array.dtype, np.asarray(array).tobytes()) for array in arrays])


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_opens(name: str, tmp_path: Path) -> None:
    data = layouts(LAYOUTS[name])[name]
    assert open_pictures(write(tmp_path, name, data)).train_x.shape[1:3] == (8, 8)


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_mutant_is_answered(name: str, tmp_path: Path) -> None:
    data = layouts(LAYOUTS[name])[name]
    for seed in range(MUTANTS_A_LAYOUT):
        path = write(tmp_path, name, mutant(data, seed))
        answer(path)
        path.unlink()


def test_a_mutant_is_the_same_each_time() -> None:
    for kind in ("npz", "idx"):
        for data in layouts(kind).values():  # type: ignore[arg-type]
            mutants = [mutant(data, seed) for seed in range(10)]
            assert mutants == [mutant(data, seed) for seed in range(10)]
            assert sum(each == data for each in mutants) <= 2
