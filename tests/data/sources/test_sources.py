from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from signs_studio.data.archives.hdf5.writer import write_signs
from signs_studio.data.opening import open_pictures
from signs_studio.data.sources import file_patterns
from tests.conftest import drawn_dataset

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_patterns_are_known_without_what_reads_pictures() -> None:
    program = (
        "import sys\n"
        "from signs_studio.data.sources import file_patterns\n"
        "file_patterns()\n"
        "print({'numpy', 'h5py'} & set(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout == "set()\n"


def test_patterns_are_those_of_names() -> None:
    assert set(file_patterns()) >= {"*.h5", "*.hdf5", "*.npz", "*.npy", "*-ubyte.gz"}
    assert all(pattern.startswith("*") for pattern in file_patterns())


@pytest.mark.parametrize(("stream", "told"), [(False, True), (True, False)])
def test_progress_rises_to_the_end(tmp_path: Path, stream: bool, told: bool) -> None:
    write_signs(drawn_dataset(), tmp_path)
    shares: list[float] = []
    open_pictures(tmp_path, stream=stream, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1:] == ([1.0] if told else [])


def test_progress_counts_what_had_to_be_unpacked(write_file: Callable[..., Path]) -> None:
    data = np.zeros((24, 8, 6, 3), np.uint8)
    path = write_file(train_set_x={"data": data, "compression": "gzip"})
    shares: list[float] = []
    open_pictures(path, stream=False, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
