"""HDF5 files for the tests of loading, made on the spot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import h5py
import numpy as np
import pytest

from signs_studio.data import opening
from signs_studio.data.reading.job import Job
from signs_studio.data.sources import read_pictures
from signs_studio.data.streamed import scratch_folder
from tests.data.archives.hdf5.mutator import layouts, study

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from signs_studio.data.reading.contents import Contents
    from signs_studio.data.reading.requests import ReadOptions
    from tests.data.archives.hdf5.mutator import Layout

TRAIN_COUNT, TEST_COUNT, CLASSES = 24, 12, 3


class WriteFile(Protocol):
    """Writes a small file in the SIGNS layout and returns its path."""

    def __call__(self, name: str = "small.h5", **arrays: Any) -> Path:
        """Write the file.

        Args:
            name: The file's name in the test's folder.
            arrays: What to write in place of the usual array of that name, or beside these;
                None leaves it out. A mapping gives the arguments of ``create_dataset``.
        """


@pytest.fixture
def read_in_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Has pictures read in the process of the test, which may change parts of the reader."""

    def read_here(paths: Sequence[Path], *, options: ReadOptions, **_rest: Any) -> Contents:
        job = Job(
            scratch=scratch_folder(),
            cache=tmp_path / "cache",
            allow_for=lambda _nbytes: None,
            report=lambda _done, _of: None,
        )
        return read_pictures(paths, options=options, job=job)

    monkeypatch.setattr(opening, "read_apart", read_here)


@pytest.fixture
def write_file(tmp_path: Path) -> WriteFile:
    """Write small files: 24 + 12 pictures of 8 x 6 x 3 uint8, of 3 classes."""

    def write(name: str = "small.h5", **arrays: Any) -> Path:
        random = np.random.default_rng(0)
        usual: dict[str, Any] = {
            "train_set_x": random.integers(0, 256, (TRAIN_COUNT, 8, 6, 3), np.uint8),
            "train_set_y": np.arange(TRAIN_COUNT) % CLASSES,
            "test_set_x": random.integers(0, 256, (TEST_COUNT, 8, 6, 3), np.uint8),
            "test_set_y": np.arange(TEST_COUNT) % CLASSES,
            "list_classes": np.arange(CLASSES),
        }
        with h5py.File(tmp_path / name, "w") as file:
            for key, value in (usual | arrays).items():
                if value is not None:
                    create(file, key, value)
        return tmp_path / name

    def create(file: h5py.File, key: str, value: Any) -> None:
        arguments: Mapping[str, Any] = value if isinstance(value, dict) else {"data": value}
        file.create_dataset(key, **arguments)

    return write


@pytest.fixture
def write_pair(write_file: WriteFile) -> Any:
    """Write ``train_small.h5`` and ``test_small.h5``; takes arrays like ``write_file``."""

    def write(**arrays: Any) -> tuple[Path, Path]:
        without_test = {"test_set_x": None, "test_set_y": None}
        without_train = {"train_set_x": None, "train_set_y": None}
        train = {key: value for key, value in arrays.items() if not key.startswith("test")}
        test = {key: value for key, value in arrays.items() if not key.startswith("train")}
        return (
            write_file("train_small.h5", **(without_test | train)),
            write_file("test_small.h5", **(without_train | test)),
        )

    return write


@pytest.fixture(scope="session")
def studied_layouts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Layout]:
    """A valid file of every kind of storage, and how it is built, by what is in it."""
    written = layouts(tmp_path_factory.mktemp("layouts"))
    return {name: study(path) for name, path in written.items()}
