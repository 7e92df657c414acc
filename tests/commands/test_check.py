"""``signs-studio check``: what it prints, against the data itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from signs_studio.cli import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def with_copies(tmp_path: Path) -> Path:
    """Pictures of noise of which three repeat: two in the other set, one in its own."""
    random = np.random.default_rng(0)
    train = random.integers(0, 256, (24, 16, 16, 3), np.uint8)
    test = random.integers(0, 256, (6, 16, 16, 3), np.uint8)
    test[:2] = train[[3, 4]]
    train[20] = train[7]
    path = tmp_path / "copies.npz"
    labels = np.arange(24) % 3
    np.savez(path, x_train=train, y_train=labels, x_test=test, y_test=labels[:6])
    return path


def test_all_facts_as_json(with_copies: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(with_copies), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "train": 24,
        "test": 6,
        "classes": ["0", "1", "2"],
        "per_class": {"train": [8, 8, 8], "test": [2, 2, 2]},
        "picture_shape": [16, 16, 3],
        "notes": [],
        "copies": {"test_in_train": 2, "within_train": 1, "within_test": 0},
    }


def test_the_same_in_words(with_copies: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(with_copies)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "24 pictures to train on and 6 pictures to test with, 16 x 16 x 3 each"
    assert [line.split() for line in lines[1:5]] == [
        ["class", "training", "test"],
        ["0", "8", "2"],
        ["1", "8", "2"],
        ["2", "8", "2"],
    ]
    assert lines[-1] == (
        "2 test pictures repeat in training; 1 pair repeats within training, and 0 pairs within "
        "the test pictures."
    )


def test_the_articles_data_repeats(signs_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(signs_folder), "--json"]) == 0
    copies = json.loads(capsys.readouterr().out)["copies"]
    assert (copies["test_in_train"], copies["within_train"]) == (14, 48)


@pytest.mark.parametrize("mapping", ["images", "pictures=images"])
def test_a_mapping_that_is_none_is_refused(
    mapping: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", ".", "--map", mapping]) == 2
    assert "train_x=images,train_y=labels" in capsys.readouterr().err
