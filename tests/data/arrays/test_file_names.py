"""Which files a path stands for."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest

from signs_studio.data.arrays.file_names import find_files
from signs_studio.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path


def found(*paths: Path) -> tuple[Path, ...]:
    return tuple(file.path for file in find_files(paths))


def touch(folder: Path, *names: str) -> list[Path]:
    for name in names:
        (folder / name).touch()
    return [folder / name for name in names]


@pytest.mark.parametrize("ending", ["_signs.h5", "_signs.hdf5", "_a.b c.h5", "_.h5"])
def test_either_file_and_the_folder_stand_for_the_pair(tmp_path: Path, ending: str) -> None:
    train, test = touch(tmp_path, f"train{ending}", f"test{ending}")
    touch(tmp_path, "notes.txt", "other.h5", "test_of_something_else.h5")
    for path in (train, test, tmp_path):
        assert found(path) == (train, test)


def test_any_other_file_stands_for_itself(tmp_path: Path) -> None:
    own, lone, *_ = touch(tmp_path, "mine.h5", "train_lone.h5", "test_mixed.h5")
    assert found(own) == (own,)
    assert found(lone) == (lone,)


def test_files_of_two_endings_are_a_pair_where_there_is_no_better(tmp_path: Path) -> None:
    train, test = touch(tmp_path, "train_a.hdf5", "test_a.h5")
    assert found(train) == (train, test)
    (better,) = touch(tmp_path, "test_a.hdf5")
    assert found(train) == (train, better)


@pytest.mark.parametrize(
    "names",
    [
        ("train.h5", "test.h5"),
        ("signs_train.h5", "signs_test.h5"),
        ("Signs-Train.H5", "signs test.h5"),
        ("train_signs (1).h5", "test_signs.h5"),
        ("train_signs copy.h5", "test_signs (2).h5"),
        ("X_train.npy", "y_train.npy", "X_test.npy", "y_test.npy"),
        ("X.npy", "Y.npy"),
        ("trainX.npy", "trainY.npy", "testX.npy", "testY.npy"),
        ("train_images.npy", "train_labels.npy"),
        ("training_set.npz", "testing_set.npz"),
        (
            "train-images-idx3-ubyte.gz",
            "train-labels-idx1-ubyte.gz",
            "t10k-images-idx3-ubyte.gz",
            "t10k-labels-idx1-ubyte.gz",
        ),
        ("train-images.idx3-ubyte", "train-labels.idx1-ubyte"),
        ("emnist-letters-train-images-idx3-ubyte", "emnist-letters-train-labels-idx1-ubyte"),
    ],
)
def test_files_that_belong_together_are_found_from_any(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    files = touch(tmp_path, *names)
    touch(tmp_path, "notes.txt", "other_train.h5.bak")
    for path in files:
        assert set(found(path)) == set(files), path.name
    assert set(found(*files)) == set(files)
    assert set(found(tmp_path)) == set(files)


def test_a_folder_with_a_training_file_only_stands_for_it(tmp_path: Path) -> None:
    (train,) = touch(tmp_path, "train_signs.h5")
    assert found(tmp_path) == (train,)


def test_a_broken_link_to_the_other_file_is_not_passed_over(tmp_path: Path) -> None:
    (train,) = touch(tmp_path, "train_signs.h5")
    test = tmp_path / "test_signs.h5"
    test.symlink_to(tmp_path / "nowhere.h5")
    assert found(train) == (train, test)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ["holds no train_*.h5", "Choose"]),
        (["notes.h5", "test_signs.h5"], ["holds no train_*.h5", "test_*.h5"]),
        (["train_a.h5", "train_b.h5", "test_a.h5"], ["2 training files", "train_a.h5, train_b.h5"]),
        (["train_a.h5", "test_b.h5"], ["train_a.h5", "test_b.h5", "the same ending"]),
        (["train_\n\x1b.h5", "train_b.h5"], ["train_\N{REPLACEMENT CHARACTER}"]),
    ],
)
def test_a_folder_without_one_clear_choice_is_refused(
    tmp_path: Path, names: list[str], said: list[str]
) -> None:
    touch(tmp_path, *names)
    with pytest.raises(DataError) as refusal:
        find_files([tmp_path])
    for words in said:
        assert words in str(refusal.value)
    assert re.search(r"[\n\x1b]", str(refusal.value)) is None


def test_training_files_that_look_alike_are_told_apart(tmp_path: Path) -> None:
    # They differ in what is cut out of the middle.
    touch(tmp_path, *(f"train_{'x' * 40}{number}{'x' * 40}.h5" for number in range(3)))
    with pytest.raises(DataError, match=r"3 training files \((.*)\) where") as refusal:
        find_files([tmp_path])
    found = re.search(r"\((.*)\) where", str(refusal.value))
    assert found is not None
    names = found[1].split(", ")
    assert len(set(names)) == 3
    assert max(map(len, names)) <= 40


def test_a_folder_that_cannot_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The administrator, as whom tests run in a container, may list every folder.
    def refuse(_folder: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(DataError, match=r"cannot be read \(Permission denied\)\. Ask"):
        find_files([tmp_path])
