"""The three transformations against the article's shapes and plain arithmetic."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from signs_studio.data.dataset import Dataset
from signs_studio.data.sources import open_pictures
from signs_studio.data.transformations import (
    describe_transformations,
    flatten,
    normalise,
    one_hot,
)

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


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_what_is_described_is_what_the_functions_do(
    dtype: type[np.uint8] | type[np.float32],
) -> None:
    dataset = small_dataset(dtype)
    arrays = {
        "X_train": dataset.train_x,
        "X_test": dataset.test_x,
        "Y_train": dataset.train_y,
        "Y_test": dataset.test_y,
    }
    for row in describe_transformations(dataset):
        before = arrays[row.array]
        if row.name == "Flatten":
            arrays[row.array] = after = flatten(before)
            assert row.before.startswith(f"{before.shape} {before.dtype}")
        elif row.name == "Normalise":
            after = normalise(before)
            assert row.before.startswith(f"{before.T.shape} {before.dtype}")
        else:
            after = one_hot(before, dataset.classes)
            assert row.before == f"(1, {len(before)}) {before.dtype} 0..2"
        assert row.after.startswith(f"{after.T.shape} {after.dtype}")
        assert row.meaning.endswith(".")


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


def test_flatten_keeps_rows_then_columns_then_channels() -> None:
    pictures = np.arange(2 * 3 * 4 * 5, dtype=np.uint8).reshape(2, 3, 4, 5)
    flat = flatten(pictures)
    assert flat.shape == (2, 60)
    assert flat[1, (2 * 4 + 3) * 5 + 4] == pictures[1, 2, 3, 4]
    assert np.shares_memory(flat, pictures)


def test_normalise_divides_every_byte_by_255() -> None:
    every_byte = np.arange(256, dtype=np.uint8)
    scaled = normalise(every_byte)
    assert scaled.dtype == np.float32
    np.testing.assert_array_equal(scaled, (np.arange(256) / 255).astype(np.float32))
    assert (scaled.min(), scaled.max()) == (0, 1)


def test_normalise_leaves_floats_alone_and_refuses_the_rest() -> None:
    floats = np.linspace(0, 1, 7, dtype=np.float32)
    assert normalise(floats) is floats
    with pytest.raises(TypeError, match="float64"):
        normalise(np.zeros(3))


def test_one_hot_has_a_single_one_in_the_column_of_the_class() -> None:
    labels = np.array([2, 0, 1, 2], np.int32)
    rows = one_hot(labels, 4)
    assert rows.dtype == np.float32
    np.testing.assert_array_equal(rows.sum(axis=1), np.ones(4))
    np.testing.assert_array_equal(rows.argmax(axis=1), labels)
    assert set(np.unique(rows)) == {0, 1}


@pytest.mark.parametrize("label", [-1, 3])
def test_one_hot_refuses_a_label_outside_the_classes(label: int) -> None:
    with pytest.raises(ValueError, match=str(label)):
        one_hot(np.array([0, label], np.int32), 3)
