"""A share of the attack of ``benchmarks/hostile_files.py``: an answer for every damaged file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from signs_studio.data.opening import open_pictures
from signs_studio.data.reading import client
from signs_studio.errors import DataError
from tests.data.archives.hdf5.mutator import HOSTILE, STORAGES, mutant, perturb_memory

if TYPE_CHECKING:
    from pathlib import Path

    from tests.data.archives.hdf5.mutator import Layout

MUTANTS_A_LAYOUT = 3


def answer(path: Path) -> str:
    """Open a file, and return the sentence of the refusal or all that was read as text."""
    try:
        dataset = open_pictures(path)
    except DataError as error:
        sentence = str(error)
        assert sentence.endswith(".")
        assert "\n" not in sentence
        return sentence
    arrays = (dataset.train_x, dataset.train_y, dataset.test_x, dataset.test_y)
    return repr([(array.shape, array.dtype, np.asarray(array).tobytes()) for array in arrays])


@pytest.fixture(autouse=True)
def own_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Undo ``perturb_memory`` after each test."""
    monkeypatch.setenv("GLIBC_TUNABLES", "")
    monkeypatch.setattr(client, "_server", client._server)


@pytest.mark.parametrize("name", HOSTILE)
def test_what_hdf5_does_not_survive_is_refused_in_words(name: str, tmp_path: Path) -> None:
    path = tmp_path / "hostile.h5"
    HOSTILE[name](path)
    with pytest.raises(DataError, match=r"^[^\n]*\.$"):
        open_pictures(path)


@pytest.mark.parametrize("name", STORAGES)
def test_a_mutant_is_answered_in_the_same_way_twice(
    name: str, tmp_path: Path, studied_layouts: dict[str, Layout]
) -> None:
    path = tmp_path / "mutant.h5"
    for seed in range(MUTANTS_A_LAYOUT):
        path.write_bytes(mutant(studied_layouts[name], seed))
        answers = []
        for byte in (0x55, 0xAA):
            perturb_memory(byte)
            answers.append(answer(path))
        assert answers[0] == answers[1], seed
