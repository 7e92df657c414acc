"""The three transformations against the article's shapes; against what a lesson computes, there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from signs_studio.data.dataset import Dataset
from signs_studio.data.opening import open_pictures
from signs_studio.data.preprocessing import describe_transformations

if TYPE_CHECKING:
    from pathlib import Path


def small_dataset(dtype: type[np.uint8] | type[np.float32]) -> Dataset:
    return Dataset(
        name="small",
        source="a test",
        train_x=np.zeros((7, 4, 5, 2), dtype),
        train_y=np.arange(7, dtype=np.int32) % 3,
        test_x=np.zeros((2, 4, 5, 2), dtype),
        test_y=np.arange(2, dtype=np.int32),
        class_names=("a", "b", "c"),
    )


def test_the_articles_data_gets_the_articles_shapes(signs_folder: Path) -> None:
    rows = describe_transformations(open_pictures(signs_folder))
    assert [(row.name, row.array, row.before, row.after) for row in rows] == [
        ("Flatten", "X_train", "(1080, 64, 64, 3) uint8 0..255", "(12288, 1080) uint8 0..255"),
        ("Flatten", "X_test", "(120, 64, 64, 3) uint8 0..255", "(12288, 120) uint8 0..255"),
        ("Normalise", "X_train", "(12288, 1080) uint8 0..255", "(12288, 1080) float32 0..1"),
        ("Normalise", "X_test", "(12288, 120) uint8 0..255", "(12288, 120) float32 0..1"),
        ("One-hot", "Y_train", "(1, 1080) int32 0..5", "(6, 1080) float32 0 or 1"),
        ("One-hot", "Y_test", "(1, 120) int32 0..5", "(6, 120) float32 0 or 1"),
    ]


def test_floats_are_said_to_stay_as_they_are() -> None:
    meanings = {
        dtype: next(
            row.meaning
            for row in describe_transformations(small_dataset(dtype))
            if row.name == "Normalise"
        )
        for dtype in (np.uint8, np.float32)
    }
    assert "255" in meanings[np.uint8]
    assert "stays as it is" in meanings[np.float32]
