"""Labels in the ways people store them, and the classes that they name."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from signs_studio.data.labels import CLASS_NAME_LIMIT, CLASSES_MAX
from signs_studio.data.plain_text import plain_names, plain_text
from signs_studio.errors import DataError
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from signs_studio.messages import Value

NAMED_MAX = 8
"""Classes that a note names one by one."""


@dataclass(frozen=True, eq=False, kw_only=True)
class StoredLabels:
    """One label per picture, as it was stored.

    Attributes:
        where: Names the array in a sentence: "train_set_y in train_signs.h5".
        values: (N,) whole numbers, or (N,) byte strings.
        columns: How many columns a one-hot array had; None where it was not one-hot.
    """

    where: Value
    values: NDArray[Any]
    columns: int | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class Classes:
    """The classes that labels name.

    Attributes:
        places: The class of each label, (N,) int32, per set.
        names: One name per class, fit to be shown.
        notes: What was made of the labels.
    """

    places: tuple[NDArray[np.int32], ...]
    names: tuple[str, ...]
    notes: tuple[Message, ...]


def label_counts(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Returns how many pictures an array of a shape may label: (N,), (N, 1), (N, C), (C, N)."""
    sides = [side for side in shape if side != 1]
    if len(sides) > 2 or not shape:
        return ()
    if len(sides) == 2:
        return tuple(sides)
    # A single picture may be one-hot: (1, C).
    return (math.prod(shape), 1) if len(shape) > 1 else (math.prod(shape),)


def stored_labels(values: NDArray[Any], *, pictures: int, where: Value) -> StoredLabels:
    """Brings a label array of any accepted form into one of two: integers or byte strings.

    Args:
        values: One label a picture, with any axes of length 1: whole numbers of any type, booleans,
            or text; or one-hot, (N, classes) or (classes, N).
        pictures: N, one of ``label_counts``.
        where: Names the array in a sentence.

    Raises:
        DataError: A one-hot array has a row that is not a single 1 among zeros, or the values are
            neither whole numbers, nor text, nor one-hot.
    """
    if values.size == pictures:
        return StoredLabels(where=where, values=_plain_labels(values.reshape(pictures), where))
    if values.dtype.kind in "SU":
        raise DataError(_no_label(values, where))
    rows = values.reshape([side for side in values.shape if side != 1] or [1])
    rows = rows.reshape(1, -1) if rows.ndim == 1 else rows
    # Square arrays are one-hot either way round, or neither.
    if rows.shape[0] != pictures or (rows.shape[1] == pictures and not _one_hot_rows(rows).all()):
        rows = rows.T
    are_one_hot = _one_hot_rows(rows)
    if not are_one_hot.all():
        row = int(np.argmin(are_one_hot))
        raise DataError(
            Message(
                "data",
                "{where} has the shape {shape}, so one-hot rows were expected, each with "
                "a single 1 among zeros, but row {row} is not one. Save one whole number "
                "a picture, or true one-hot rows.",
            ).format(where=where, shape=str(values.shape), row=row)
        )
    return StoredLabels(where=where, values=(rows == 1).argmax(axis=1), columns=rows.shape[1])


def listed_names(values: NDArray[Any], *, where: Value) -> tuple[bytes, ...]:
    """Returns the name of each class from the array that lists them.

    Args:
        values: (classes,) integers or text.
        where: Names the array in a sentence.

    Raises:
        DataError: There are fewer than two classes, too many, or two of the same name.
    """
    _check_count(len(values), where)
    names = tuple(_name_of(value) for value in values.tolist())
    twice, times = Counter(names).most_common(1)[0]
    if times > 1:
        raise DataError(
            Message(
                "data",
                '{where} lists the class "{twice}" twice. Give every class a name of its own.',
            ).format(where=where, twice=_shown(twice))
        )
    return names


def classes_of(
    sets: Sequence[StoredLabels], listed: tuple[bytes, ...] | None, *, fewest: int = 2
) -> Classes:
    """Turns stored labels into places in one list of classes: those that occur.

    Whole numbers are places in the list of names where there is one, unless it lists these very
    numbers; else they name their classes, as text does.

    Args:
        sets: The training labels first, then the test labels where there are any.
        listed: The listed name of each class, or None.
        fewest: Classes that the first set must have.

    Raises:
        DataError: A label lies outside the listed classes, the sets store their labels in different
            ways or number them differently, or there are not two classes to tell apart.
    """
    _check_alike(sets)
    if listed is None and len(sets) == 2:
        _check_numbering(*sets)
    notes: list[Message] = []
    values = [each.values for each in sets]
    if listed is not None:
        values, shift_note = _places_in_list(sets, listed)
        notes += shift_note
    occurring, places = _numbered(values)
    names = [_name_of(value) for value in occurring]
    if listed is not None:
        names = [listed[place] for place in occurring]
    first = np.unique(places[0])
    if len(first) < fewest:
        raise DataError(
            Message(
                "data",
                'Every label in {where} is of the single class "{only}", but a network '
                "needs at least two to tell apart. Add pictures of another class.",
            ).format(where=sets[0].where, only=_shown(names[first[0]]))
        )
    _check_count(max(len(names), fewest), sets[0].where)
    notes += _missing_notes(sets, occurring, listed)
    if len(first) < len(names):
        learnt = set(first.tolist())
        strangers = [name for place, name in enumerate(names) if place not in learnt]
        notes.append(
            Message(
                "data",
                "Only the test set has pictures of {names}: the network cannot learn that.",
            ).format(names=_some(strangers))
        )
    return Classes(
        places=tuple(places),
        names=plain_names(map(_decoded, names), CLASS_NAME_LIMIT),
        notes=tuple(notes),
    )


def _plain_labels(values: NDArray[Any], where: Value) -> NDArray[Any]:
    """Returns one label a picture as integers or byte strings."""
    kind = values.dtype.kind
    if kind == "U":
        return np.char.encode(values, "utf-8", "backslashreplace")
    if kind == "b":
        return values.astype(np.int64)
    if kind == "f":
        with np.errstate(invalid="ignore"):
            whole = values.astype(np.int64)
        if not (np.isfinite(values).all() and (whole == values).all()):
            raise DataError(_no_label(values, where))
        return whole
    return values


def _no_label(values: NDArray[Any], where: Value) -> Message:
    return Message(
        "data",
        "{where} holds {dtype} of the shape {shape} where one label a picture was "
        "expected. Save the labels as whole numbers, as text, or one-hot.",
    ).format(where=where, dtype=str(values.dtype), shape=str(values.shape))


def _one_hot_rows(rows: NDArray[Any]) -> NDArray[np.bool_]:
    is_one = rows == 1
    result: NDArray[np.bool_] = (is_one.sum(axis=1) == 1) & ((rows == 0) | is_one).all(axis=1)
    return result


def _check_alike(sets: Sequence[StoredLabels]) -> None:
    if len({each.values.dtype.kind == "S" for each in sets}) > 1:
        raise DataError(
            Message(
                "data",
                "{where} and {other} should hold the same kind of labels, but one "
                "holds names and the other numbers. Save both in the same way.",
            ).format(where=sets[1].where, other=sets[0].where)
        )
    columns = [each.columns for each in sets]
    if len(columns) == 2 and None not in columns and columns[0] != columns[1]:
        raise DataError(
            Message(
                "data",
                "{where} has {columns} one-hot columns, but {other} has {others}. Make the two "
                "counts equal.",
            ).format(
                where=sets[1].where,
                columns=columns[1] or 0,
                other=sets[0].where,
                others=columns[0] or 0,
            )
        )
    for each in sets:
        if each.values.dtype.kind == "S":
            continue
        low = int(each.values.min())
        # Two classes may be called -1 and 1; else -1 stands for a label that nobody gave.
        if low < 0 and set(np.unique(each.values).tolist()) != {-1, 1}:
            raise DataError(
                Message(
                    "data",
                    "{where} holds the label {label}, which no class has. Number the labels from "
                    "0, and leave pictures without a label out.",
                ).format(where=each.where, label=str(low))
            )


def _places_in_list(
    sets: Sequence[StoredLabels], listed: tuple[bytes, ...]
) -> tuple[list[NDArray[Any]], list[Message]]:
    """Returns the labels as places in the list of classes, and what was made of them."""
    if sets[0].values.dtype.kind == "S":
        return [_places_of_names(each, listed) for each in sets], []
    for each in sets:
        if each.columns is not None and each.columns != len(listed):
            raise DataError(
                Message(
                    "data",
                    "{where} has {columns} one-hot columns, but there are {classes} classes. "
                    "Make the two counts equal.",
                ).format(where=each.where, columns=each.columns, classes=len(listed))
            )
    if all(map(_is_number, listed)) and _are_listed(sets, listed):
        return [_places_of_numbers(each, listed) for each in sets], []
    low = min(int(each.values.min()) for each in sets)
    high = max(int(each.values.max()) for each in sets)
    if low >= 0 and high < len(listed):
        return [each.values for each in sets], []
    if low == 1 and high == len(listed):
        note = Message(
            "data", "The labels count from 1: 1 is the first of the listed classes, {name}."
        ).format(name=_shown(listed[0]))
        return [each.values.astype(np.int64) - 1 for each in sets], [note]
    for each in sets:
        outside = (each.values < 0) | (each.values >= len(listed))
        if outside.any():
            raise DataError(
                Message(
                    "data",
                    "{where} holds the label {label}, outside the {classes} classes 0 to "
                    "{last}. Number the labels from 0, or list every class in list_classes.",
                ).format(
                    where=each.where,
                    label=str(each.values[outside][0]),
                    classes=len(listed),
                    last=len(listed) - 1,
                )
            )
    raise AssertionError("a label is outside the list")


def _places_of_names(stored: StoredLabels, listed: tuple[bytes, ...]) -> NDArray[np.int64]:
    place_of = {name: place for place, name in enumerate(listed)}
    distinct, back = np.unique(stored.values, return_inverse=True)
    for name in distinct.tolist():
        if name not in place_of:
            raise DataError(
                Message(
                    "data",
                    '{where} holds the label "{name}", outside the {classes} classes '
                    "listed. Add it to list_classes, or correct it.",
                ).format(where=stored.where, name=_shown(name), classes=len(listed))
            )
    return np.array([place_of[name] for name in distinct.tolist()], np.int64)[back]


def _are_listed(sets: Sequence[StoredLabels], listed: tuple[bytes, ...]) -> bool:
    """Returns whether every label is itself the name of a class; a place in one-hot rows is not."""
    if any(each.columns is not None for each in sets):
        return False
    names = set(listed)
    return all(
        _name_of(value) in names for each in sets for value in np.unique(each.values).tolist()
    )


def _places_of_numbers(stored: StoredLabels, listed: tuple[bytes, ...]) -> NDArray[Any]:
    place_of = {name: place for place, name in enumerate(listed)}
    distinct, back = np.unique(stored.values, return_inverse=True)
    return np.array([place_of[_name_of(value)] for value in distinct.tolist()], np.int64)[back]


def _check_numbering(train: StoredLabels, test: StoredLabels) -> None:
    """Refuses test labels that count from another number than the training labels do.

    Raises:
        DataError: They do.
    """
    names = [
        [_name_of(value) for value in np.unique(each.values).tolist()] for each in (train, test)
    ]
    if are_shifted(*(map(_decoded, each) for each in names)):
        raise DataError(
            Message(
                "data",
                "{where} numbers the classes {labels}, but {other} {others}: one counts from 0 and "
                "the other from 1. Number both from 0.",
            ).format(
                where=test.where,
                labels=_some(sorted(names[1], key=int)),
                other=train.where,
                others=_some(sorted(names[0], key=int)),
            )
        )


def are_shifted(train: Iterable[str], test: Iterable[str]) -> bool:
    """Returns whether one of two sets numbers its classes from 0 and the other the same from 1.

    Args:
        train: Names of the classes of the training set; all that there are.
        test: Names of the classes of the test set; some of them may be missing.
    """
    trained, tested = set(train), set(test)
    if not trained or not all(_is_number(name.encode()) for name in trained | tested):
        return False
    known = set(map(int, trained))
    low, high = min(known), max(known)
    if low not in {0, 1} or len(known) != high - low + 1:
        return False
    found = set(map(int, tested))
    # Only one number lies outside, and just where a shift of all would put it.
    outside, lost = (high + 1, low) if low == 0 else (0, high)
    return found - known == {outside} and lost not in found


def _numbered(values: Sequence[NDArray[Any]]) -> tuple[list[Any], list[NDArray[np.int32]]]:
    """Returns the labels that occur in any set, in order, and each label as a place among them."""
    distinct = [np.unique(each, return_inverse=True) for each in values]
    occurring = {value for found, _back in distinct for value in found.tolist()}
    # Numbers that were saved as text are put in the order of numbers.
    are_numbers = all(isinstance(value, int) or _is_number(value) for value in occurring)
    ordered = sorted(occurring, key=int if are_numbers else None)
    place_of = {value: place for place, value in enumerate(ordered)}
    places = [
        np.array([place_of[value] for value in found.tolist()], np.int32)[back.reshape(-1)]
        for found, back in distinct
    ]
    return ordered, places


def _is_number(text: bytes) -> bool:
    return text.isdigit() and len(text) < 10 and str(int(text)).encode() == text


def _missing_notes(
    sets: Sequence[StoredLabels], occurring: Sequence[Any], listed: tuple[bytes, ...] | None
) -> list[Message]:
    """Returns notes on classes that could have been expected and have no pictures."""
    if listed is not None:
        # Of 65,536, not each is looked up in a list.
        seen = set(occurring)
        unseen = [name for place, name in enumerate(listed) if place not in seen]
        if not unseen:
            return []
        return [
            Message(
                "data", "No picture is of {names}, though listed: left out of the classes."
            ).format(names=_some(unseen))
        ]
    if sets[0].values.dtype.kind == "S" or occurring[0] < 0:
        return []
    columns = next((each.columns for each in sets if each.columns is not None), None)
    lowest, highest = int(occurring[0]), int(occurring[-1])
    notes = []
    if columns is not None:
        lowest, highest = 0, max(columns - 1, highest)
    elif lowest > 0:
        notes.append(
            Message(
                "data", "The labels count from {low} to {high}: these are the classes' names."
            ).format(low=str(lowest), high=str(highest))
        )
    if highest - lowest + 1 > len(occurring):
        seen = set(occurring)
        gaps = (place for place in range(lowest, highest + 1) if place not in seen)
        notes.append(
            Message("data", "No picture is labelled {names}: left out of the classes.").format(
                names=_some_of(gaps, highest - lowest + 1 - len(occurring))
            )
        )
    return notes


def _some(names: Sequence[bytes]) -> Value:
    return _some_of((_shown(name) for name in names), len(names))


def _some_of(values: Iterable[Any], count: int) -> Value:
    shown = [str(value) for value, _ in zip(values, range(NAMED_MAX), strict=False)]
    listed = ", ".join(plain_text(text, 30) for text in shown)
    if count <= NAMED_MAX:
        return listed
    return Message("data", "{names} and {more} more").format(names=listed, more=count - NAMED_MAX)


def _name_of(value: object) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace")
    return str(value).encode()


def _shown(name: bytes) -> str:
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
                "{where} makes {found} where 2 to {classes_max} were expected. Have one label a "
                "class, and at least two to tell apart.",
            ).format(where=where, found=found, classes_max=CLASSES_MAX)
        )
