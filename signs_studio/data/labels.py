"""Labels in the ways people store them, and the classes that they name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from signs_studio.data.plain_text import plain_names, plain_text
from signs_studio.errors import DataError
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from signs_studio.messages import Value

CLASSES_MAX = 65_536
CLASS_NAME_LIMIT = 100


@dataclass(frozen=True, eq=False, kw_only=True)
class StoredLabels:
    """One label per picture, as it was stored.

    Attributes:
        where: Names the array in a sentence: "train_set_y in train_signs.h5".
        values: (N,) whole numbers, the place of each class, or (N,) byte strings with its name.
        columns: How many columns a one-hot array had; None where it was not one-hot.
    """

    where: Value
    values: NDArray[Any]
    columns: int | None = None


def labels_shape_fits(shape: tuple[int, ...], pictures: int) -> bool:
    """Say whether an array of ``shape`` can hold a label for each of so many pictures.

    It can as (N,), (N, 1) or (1, N), or one-hot as (N, classes).
    """
    if shape in {(pictures,), (1, pictures)}:
        return True
    return len(shape) == 2 and shape[0] == pictures


def stored_labels(values: NDArray[Any], *, pictures: int, where: Value) -> StoredLabels:
    """Bring a label array of any accepted form into one of two: integers or byte strings.

    Args:
        values: Of a shape for which ``labels_shape_fits`` holds: whole numbers of any width, signed
            or not, or byte strings as (N,), (N, 1) or (1, N), or numbers 0 and 1 as (N, classes),
            one-hot.
        pictures: N.
        where: Names the array in a sentence.

    Raises:
        DataError: A one-hot array has a row that is not a single 1 among zeros, or the values are
            neither whole numbers, nor byte strings, nor one-hot.
    """
    if values.size == pictures and values.dtype.kind in "iuS":
        return StoredLabels(where=where, values=values.reshape(pictures))
    if values.size == pictures or values.dtype.kind == "S":
        raise DataError(
            Message(
                "data",
                "{where} holds {dtype} of shape {shape} where one label a picture was "
                "expected. Save the labels as whole numbers from 0, as byte strings, or "
                "one-hot.",
            ).format(where=where, dtype=str(values.dtype), shape=str(values.shape))
        )
    is_one = values == 1
    one_hot_rows = (is_one.sum(axis=1) == 1) & ((values == 0) | is_one).all(axis=1)
    if not one_hot_rows.all():
        row = int(np.argmin(one_hot_rows))
        raise DataError(
            Message(
                "data",
                "{where} has the shape {shape}, so one-hot rows were expected, each with "
                "a single 1 among zeros, but row {row} is not one. Save one whole number "
                "a picture, or true one-hot rows.",
            ).format(where=where, shape=str(values.shape), row=row)
        )
    return StoredLabels(where=where, values=is_one.argmax(axis=1), columns=values.shape[1])


def names_of_classes(values: NDArray[Any], *, where: Value) -> tuple[bytes, ...]:
    """Return the name of each class from the array that lists them.

    Args:
        values: (classes,) integers or byte strings.
        where: Names the array in a sentence.

    Raises:
        DataError: There are fewer than two classes, too many, or two of the same name.
    """
    _check_count(len(values), where)
    names = tuple(
        value if isinstance(value, bytes) else str(value).encode() for value in values.tolist()
    )
    twice, times = Counter(names).most_common(1)[0]
    if times > 1:
        raise DataError(
            Message(
                "data",
                '{where} lists the class "{twice}" twice. Give every class a name of its own.',
            ).format(where=where, twice=shown_name(twice))
        )
    return names


def settle_labels(
    sets: Sequence[StoredLabels], names: tuple[bytes, ...] | None
) -> tuple[list[NDArray[np.int32]], tuple[str, ...]]:
    """Turn stored labels into places in one list of classes.

    Args:
        sets: The training labels first, then the test labels where there are any.
        names: The listed name of each class, or None to derive the classes from the labels: as
            many as the columns of one-hot labels, 0 to the largest of integers, the sorted
            distinct byte strings.

    Returns:
        The place of each label's class, (N,) int32, per set; and the classes' names, to show.

    Raises:
        DataError: A label lies outside the classes, the sets store their labels in different ways,
            or there are not two classes to tell apart.
    """
    training = sets[0]
    are_names = {stored.values.dtype.kind == "S" for stored in sets}
    if len(are_names) > 1:
        raise DataError(
            Message(
                "data",
                "{where} and {other} should hold the same kind of labels, but one "
                "holds names and the other numbers. Save both in the same way.",
            ).format(where=sets[1].where, other=training.where)
        )
    if are_names == {True}:
        if names is None:
            names = tuple(np.unique(np.concatenate([stored.values for stored in sets])).tolist())
            _check_count(len(names), training.where)
        places = [_places_of_names(stored, names) for stored in sets]
    else:
        if names is None:
            count = max(stored.columns or int(stored.values.max()) + 1 for stored in sets)
            _check_count(count, training.where)
            names = tuple(str(place).encode() for place in range(count))
        places = [_places_of_numbers(stored, len(names)) for stored in sets]
    if len(np.unique(places[0])) < 2:
        only = shown_name(names[places[0][0]])
        raise DataError(
            Message(
                "data",
                'Every label in {where} is of the single class "{only}", but a network '
                "needs at least two to tell apart. Add pictures of another class.",
            ).format(where=training.where, only=only)
        )
    return places, plain_names(map(_decoded, names), CLASS_NAME_LIMIT)


def shown_name(name: bytes) -> str:
    """Return a class's stored name as text to show by itself."""
    return plain_text(_decoded(name), CLASS_NAME_LIMIT)


def _decoded(name: bytes) -> str:
    # A byte that is no text stays one of its own, so that different names stay different.
    return name.decode("utf-8", "surrogateescape")


def _check_count(count: int, where: Value) -> None:
    if not 2 <= count <= CLASSES_MAX:
        found = Message("data", "{count} classes", "a single class", 0).format(count=max(count, 0))
        raise DataError(
            Message(
                "data",
                "{where} makes {found} where 2 to {classes_max} were expected. Number the "
                "classes from 0, and have at least two to tell apart.",
            ).format(where=where, found=found, classes_max=CLASSES_MAX)
        )


def _places_of_numbers(stored: StoredLabels, classes: int) -> NDArray[np.int32]:
    if stored.columns is not None and stored.columns != classes:
        raise DataError(
            Message(
                "data",
                "{where} has {columns} one-hot columns, but there are {classes} classes. "
                "Make the two counts equal.",
            ).format(where=stored.where, columns=stored.columns, classes=classes)
        )
    outside = (stored.values < 0) | (stored.values >= classes)
    if outside.any():
        raise DataError(
            Message(
                "data",
                "{where} holds the label {label}, outside the {classes} classes 0 to "
                "{last}. Number the labels from 0, or list every class in list_classes.",
            ).format(
                where=stored.where,
                label=str(stored.values[outside][0]),
                classes=classes,
                last=classes - 1,
            )
        )
    return stored.values.astype(np.int32)


def _places_of_names(stored: StoredLabels, names: tuple[bytes, ...]) -> NDArray[np.int32]:
    place_of = {name: place for place, name in enumerate(names)}
    distinct, back = np.unique(stored.values, return_inverse=True)
    for name in distinct.tolist():
        if name not in place_of:
            raise DataError(
                Message(
                    "data",
                    '{where} holds the label "{name}", outside the {classes} classes '
                    "listed. Add it to list_classes, or correct it.",
                ).format(where=stored.where, name=shown_name(name), classes=len(names))
            )
    return np.array([place_of[name] for name in distinct.tolist()], np.int32)[back]
