"""The same data has one fingerprint, wherever it lies; other data has another."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from signs_studio.data import fingerprint
from signs_studio.data.archives.hdf5.writer import write_signs
from signs_studio.data.dataset import Dataset
from signs_studio.data.opening import open_pictures
from tests.conftest import drawn_dataset

CHANGES: dict[str, Callable[[Dataset], Dataset]] = {
    "a pixel": lambda data: replace(data, test_x=_changed(data.test_x)),
    "a label": lambda data: replace(data, train_y=np.roll(data.train_y, 1)),
    "a class": lambda data: replace(data, class_names=(*data.class_names, "x")),
    "the sets": lambda data: replace(
        data,
        train_x=data.test_x,
        train_y=data.test_y,
        test_x=data.train_x,
        test_y=data.train_y,
    ),
}


def _changed(pictures: np.ndarray) -> np.ndarray:
    changed = pictures.copy()
    changed[-1, -1, -1, -1] ^= 1
    return changed


@pytest.mark.parametrize("stream", [False, True])
def test_a_pair_is_the_same_data_by_either_file_and_as_its_folder(
    tmp_path: Path, stream: bool
) -> None:
    held = drawn_dataset()
    paths = write_signs(held, tmp_path)
    opened = [open_pictures(path, stream=stream) for path in (*paths, tmp_path)]
    assert {data.fingerprint for data in opened} == {held.fingerprint}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_other_data_has_another(change: Callable[[Dataset], Dataset]) -> None:
    data = drawn_dataset()
    assert change(data).fingerprint != data.fingerprint
    same = replace(
        data, name="another", source="elsewhere", class_names=("x", *data.class_names[1:])
    )
    assert same.fingerprint == data.fingerprint


@pytest.mark.parametrize("place", [0, -1])
def test_of_a_large_set_a_sample_tells(monkeypatch: pytest.MonkeyPatch, place: int) -> None:
    monkeypatch.setattr(fingerprint, "SAMPLE_BYTES", 10 * drawn_dataset().train_x[0].nbytes)
    data = drawn_dataset(train=40)
    changed = data.train_x.copy()
    changed[place] += 1
    assert replace(data, train_x=changed).fingerprint != data.fingerprint
