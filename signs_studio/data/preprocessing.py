"""The article's three transformations: flatten, normalise, one-hot.

They are described as the article makes them and lesson 10 computes them: one picture a column, all
at once. Training does the same to every batch as it comes, with one picture a row.

Source: the article's section on preparing the data, after Coursera's "TensorFlow tutorial".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from signs_studio.messages import Message

if TYPE_CHECKING:
    from signs_studio.data.dataset import Dataset


@dataclass(frozen=True, kw_only=True)
class Transformation:
    """One transformation of one array: a row of the table that shows them.

    Attributes:
        name: The transformation: "Flatten", "Normalise" or "One-hot".
        array: Which array it changes, in the article's letters: "X_train", "Y_test".
        before: Shape, dtype and range before: "(1080, 64, 64, 3) uint8 0..255".
        after: The same after, one picture a column: "(12288, 1080) uint8 0..255".
        meaning: One plain sentence on what it does.
    """

    name: str
    array: str
    before: str
    after: str
    meaning: str


def describe_transformations(dataset: Dataset) -> tuple[Transformation, ...]:
    """Describe the three transformations, each for the training set and then for the test set.

    Only shapes and dtypes are looked at, so that this takes no time with any number of pictures.
    """
    height, width, channels = dataset.picture_shape
    picture = f"{height} × {width} × {channels}"
    is_bytes = dataset.train_x.dtype == np.uint8
    as_stored = "uint8 0..255" if is_bytes else "float32 0..1"
    scaling = Message("data", "Every number lies between 0 and 1 already, and stays as it is.")
    if is_bytes:
        scaling = Message(
            "data", "Every number is divided by 255, so that it lies between 0 and 1."
        )
    to_column = Message(
        "data", "Each picture of {picture} becomes one column of {features} numbers."
    )
    to_one_hot = Message(
        "data",
        "Each label becomes one column of {classes} numbers: 1 in the row of its class, and 0 "
        "elsewhere.",
    )
    zero_or_one = Message("data", "{shape} float32 0 or 1")
    sets = (("train", len(dataset.train_x)), ("test", len(dataset.test_x)))
    columns = {which: f"({dataset.features}, {count})" for which, count in sets}
    flattened = tuple(
        Transformation(
            name=Message("data", "Flatten").text(),
            array=f"X_{which}",
            before=f"({count}, {height}, {width}, {channels}) {as_stored}",
            after=f"{columns[which]} {as_stored}",
            meaning=to_column.text(picture=picture, features=str(dataset.features)),
        )
        for which, count in sets
    )
    normalised = tuple(
        Transformation(
            name=Message("data", "Normalise").text(),
            array=f"X_{which}",
            before=f"{columns[which]} {as_stored}",
            after=f"{columns[which]} float32 0..1",
            meaning=scaling.text(),
        )
        for which, _count in sets
    )
    one_hot_encoded = tuple(
        Transformation(
            name=Message("data", "One-hot").text(),
            array=f"Y_{which}",
            before=f"(1, {count}) int32 0..{dataset.classes - 1}",
            after=zero_or_one.text(shape=f"({dataset.classes}, {count})"),
            meaning=to_one_hot.text(classes=dataset.classes),
        )
        for which, count in sets
    )
    return flattened + normalised + one_hot_encoded
