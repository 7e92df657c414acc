"""What the child process hands back: plain facts, and open files that hold the numbers.

The facts are checked as strictly as the file itself: a library that a damaged file has led astray
may have said anything.
"""

from __future__ import annotations

import fcntl
import math
import mmap
import os
import stat
import sys
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import msgspec
import numpy as np

from signs_studio.data.labels import CLASSES_MAX
from signs_studio.data.streamed import PlainRows, StreamedPictures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from signs_studio.data.dataset import Labels

SIDE_MAX = 1024
PICTURE_NUMBERS_MAX = 4 * SIDE_MAX * SIDE_MAX
STREAMED_FROM_BYTES = 1 << 30
"""Of pictures in memory; more than that stay in the file and are read while training."""

# What a set takes: one file with its pictures, one with its labels.
_FILES_A_SET = 2
FILES_MAX = 2 * _FILES_A_SET


@dataclass(frozen=True, eq=False, kw_only=True)
class ReadSet:
    """The pictures of one set and their labels.

    Attributes:
        pictures: Where the pictures lie: in the file that was opened, or unpacked in another.
        held: Whether they were unpacked into memory.
        labels: The class of each picture, (N,) int32 in 0..classes-1.
    """

    pictures: StreamedPictures
    held: bool
    labels: Labels


@dataclass(frozen=True, eq=False, kw_only=True)
class Contents:
    """The contents of a file, or of two that belong together.

    Attributes:
        sets: The training set, and the test set after it where there is one.
        class_names: One name per class, fit to be shown.
        notes: Sentences on what was done to the pictures.
        streamed: Whether the pictures are too many for memory.
    """

    sets: tuple[ReadSet, ...]
    class_names: tuple[str, ...]
    notes: tuple[str, ...]
    streamed: bool


class SetFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One set, as it is sent; its numbers are in the two files that are sent along.

    Attributes:
        shape: (N, height, width, channels), or without channels for one.
        dtype: Type of the pictures' numbers.
        offset: Place of the first picture in its file, in bytes.
        held: Whether that file is in memory.
    """

    shape: tuple[int, ...]
    dtype: Literal["uint8", "float32"]
    offset: int
    held: bool


class Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """``Contents`` as they are sent."""

    sets: tuple[SetFacts, ...]
    class_names: tuple[str, ...]
    notes: tuple[str, ...]
    streamed: bool


class Refusal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """The sentence of a ``DataError``."""

    sentence: str


class Failure(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """The traceback of an error in Signs Studio."""

    details: str


Answer = Facts | Refusal | Failure


def pack(contents: Contents) -> tuple[Facts, list[int]]:
    """Returns the facts to send, and the files to send along, which are the caller's to close."""
    sets, descriptors = [], []
    for each in contents.sets:
        pictures = each.pictures
        sets.append(
            SetFacts(
                shape=pictures.stored_shape,
                dtype="uint8" if pictures.dtype == np.uint8 else "float32",
                offset=pictures.offset,
                held=each.held,
            )
        )
        labels = memory_file(each.labels.nbytes)
        os.pwrite(labels, each.labels.tobytes(), 0)
        descriptors += [os.dup(pictures.rows.descriptor), labels]
    facts = Facts(
        sets=tuple(sets),
        class_names=contents.class_names,
        notes=contents.notes,
        streamed=contents.streamed,
    )
    return facts, descriptors


def unpack_facts(facts: Facts, descriptors: Sequence[int], *, names: Sequence[str]) -> Contents:
    """Returns the contents that were sent.

    Args:
        facts: What was said.
        descriptors: The files that came along; those of the result are closed with it, the others
            are left to the caller.
        names: Of the files that were opened, as plain text; the last serves the sets after it.

    Raises:
        ValueError: The facts make no sense, or do not fit the files.
    """
    _check(1 <= len(facts.sets) <= 2, "one set or two")
    _check(len(descriptors) == _FILES_A_SET * len(facts.sets), "two files a set")
    _check(2 <= len(facts.class_names) <= CLASSES_MAX, "two classes or more")
    _check(len(set(facts.class_names)) == len(facts.class_names), "a name of its own a class")
    _check(all(map(str.isprintable, facts.class_names + facts.notes)), "plain text")
    kinds = {(each.shape[1:], each.dtype) for each in facts.sets}
    _check(len(kinds) == 1, "pictures of one kind")
    labels = []
    for place, each in enumerate(facts.sets):
        in_pictures, in_labels = descriptors[_FILES_A_SET * place :][:_FILES_A_SET]
        _check_pictures(each, in_pictures)
        labels.append(_labels(in_labels, each.shape[0], classes=len(facts.class_names)))
    return Contents(
        sets=tuple(
            ReadSet(
                pictures=StreamedPictures(
                    PlainRows(
                        os.dup(descriptors[_FILES_A_SET * place]),
                        name=names[min(place, len(names) - 1)],
                    ),
                    offset=each.offset,
                    shape=each.shape,
                    dtype=np.dtype(each.dtype),
                ),
                held=each.held,
                labels=labels[place],
            )
            for place, each in enumerate(facts.sets)
        ),
        class_names=facts.class_names,
        notes=facts.notes,
        streamed=facts.streamed,
    )


def memory_file(nbytes: int) -> int:
    """Opens a new file of zeros that is kept in memory, and returns its descriptor.

    Raises:
        MemoryError: There is no room for it.
    """
    if sys.platform == "linux":
        descriptor = os.memfd_create("pictures", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    else:
        with tempfile.TemporaryFile() as file:
            descriptor = os.dup(file.fileno())
    try:
        os.ftruncate(descriptor, nbytes)
    except OSError as error:
        os.close(descriptor)
        raise MemoryError from error
    return descriptor


def mapped_array(descriptor: int, shape: tuple[int, ...], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Returns the contents of a ``memory_file`` as a writeable array, without a copy.

    The file can never be cut short from here on, which would end the process that reads the array.

    Args:
        descriptor: Of the file, which may be closed afterwards.
        shape: Of the array, not empty.
        dtype: Of its numbers.

    Raises:
        MemoryError: There is no room in the address space.
        OSError: The file is not one of memory.
    """
    if sys.platform == "linux":
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK)
    try:
        mapped = mmap.mmap(descriptor, math.prod(shape) * dtype.itemsize)
    except OSError as error:
        raise MemoryError from error
    return np.frombuffer(mapped, dtype).reshape(shape)


def _check_pictures(facts: SetFacts, descriptor: int) -> None:
    shape = facts.shape
    _check(3 <= len(shape) <= 4 and min(shape) >= 1, "pictures")
    _check(max(shape[1:3]) <= SIDE_MAX, "small sides")
    _check(math.prod(shape[1:]) <= PICTURE_NUMBERS_MAX, "small pictures")
    _check(facts.offset >= 0, "a place")
    size = _file_size(descriptor)
    _check(facts.offset + math.prod(shape) * np.dtype(facts.dtype).itemsize <= size, "room")


def _labels(descriptor: int, count: int, *, classes: int) -> Labels:
    _check(_file_size(descriptor) == 4 * count, "a label a picture")
    labels = np.empty(count, np.int32)
    _check(os.preadv(descriptor, [labels.data], 0) == labels.nbytes, "whole labels")
    _check(labels.min() >= 0 and labels.max() < classes, "labels of classes")
    return labels


def _file_size(descriptor: int) -> int:
    status = os.fstat(descriptor)
    _check(stat.S_ISREG(status.st_mode), "a regular file")
    return status.st_size


def _check(holds: bool, expected: str) -> None:
    if not holds:
        raise ValueError(f"expected {expected}")
