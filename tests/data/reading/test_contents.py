"""What a child process may claim: facts that fit their files are taken, all others are not."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import pytest

from signs_studio.data.reading.contents import (
    Answer,
    Contents,
    Facts,
    ReadSet,
    SetFacts,
    mapped_array,
    memory_file,
    pack,
    unpack_facts,
)
from signs_studio.data.streamed import PlainRows, StreamedPictures

if TYPE_CHECKING:
    from collections.abc import Iterator

SHAPE = (6, 4, 5, 3)
NBYTES = 6 * 4 * 5 * 3
LABELS = np.arange(6, dtype=np.int32) % 3


def in_memory(data: bytes) -> int:
    descriptor = memory_file(len(data))
    os.pwrite(descriptor, data, 0)
    return descriptor


@pytest.fixture
def descriptors() -> Iterator[list[int]]:
    """Files for a set: its pictures after 7 bytes of something else, and its labels."""
    opened = [in_memory(bytes(7) + os.urandom(NBYTES)), in_memory(LABELS.tobytes())]
    yield opened
    for descriptor in opened:
        with contextlib.suppress(OSError):
            os.close(descriptor)


def facts(*, names: tuple[str, ...] = ("a", "b", "c"), sets: int = 1, **changes: Any) -> Facts:
    said = {"shape": SHAPE, "dtype": "uint8", "offset": 7, "held": True} | changes
    note = said.pop("note", "All is well.")
    return Facts(sets=(SetFacts(**said),) * sets, class_names=names, notes=(note,), streamed=False)


def test_what_is_packed_is_unpacked() -> None:
    numbers = np.random.default_rng(0).random(SHAPE, np.float32)
    rows = PlainRows(in_memory(b"head" + numbers.tobytes()), name="x.h5")
    pictures = StreamedPictures(rows, offset=4, shape=SHAPE, dtype=np.dtype(np.float32))
    sent, descriptors = pack(
        Contents(
            sets=(ReadSet(pictures=pictures, held=True, labels=LABELS),),
            class_names=("0", "1", "2"),
            notes=("A note.",),
            streamed=True,
        )
    )
    del rows, pictures
    answer = msgspec.json.decode(msgspec.json.encode(sent), type=Answer)
    got = unpack_facts(answer, descriptors, names=["x.h5"])
    for descriptor in descriptors:
        os.close(descriptor)
    (one,) = got.sets
    np.testing.assert_array_equal(one.pictures[range(6)], numbers)
    np.testing.assert_array_equal(one.labels, LABELS)
    assert (got.class_names, got.notes, got.streamed) == (("0", "1", "2"), ("A note.",), True)
    assert one.pictures.rows.name == "x.h5"


def test_facts_that_fit_their_files_are_taken(descriptors: list[int]) -> None:
    got = unpack_facts(facts(), descriptors, names=["x.h5"])
    assert got.sets[0].pictures.shape == SHAPE


@pytest.mark.parametrize(
    "said",
    [
        {"offset": 8},
        {"offset": -1},
        {"dtype": "float32"},
        {"shape": (7, 4, 5, 3)},
        {"shape": (5, 4, 5, 3)},
        {"shape": (0, 4, 5, 3)},
        {"shape": (-6, -4, 5, 3)},
        {"shape": (6, 60)},
        {"shape": (6, 1, 1025, 1)},
        {"shape": (6, 1024, 1024, 5)},
        {"shape": (6, 4, 5, 3, 1)},
        {"shape": (1 << 62, 4, 5, 3)},
        {"names": ("a", "b")},
        {"names": ("a",)},
        {"names": ()},
        {"names": ("a", "b", "b")},
        {"names": ("a", "b", "c\n")},
        {"names": tuple(map(str, range(65_537)))},
        {"note": "\x1b[31mred"},
        {"sets": 0},
        {"sets": 2},
    ],
    ids=str,
)
def test_facts_that_lie_are_refused(descriptors: list[int], said: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="expected"):
        unpack_facts(facts(**said), descriptors, names=["x.h5"])


def test_labels_that_lie_are_refused(descriptors: list[int]) -> None:
    for label in (-1, 3):
        os.pwrite(descriptors[1], np.int32(label).tobytes(), 8)
        with pytest.raises(ValueError, match="labels of classes"):
            unpack_facts(facts(), descriptors, names=["x.h5"])


@pytest.mark.parametrize("place", [0, 1])
def test_what_is_no_regular_file_is_refused(descriptors: list[int], place: int) -> None:
    reader, writer = os.pipe()
    os.close(descriptors[place])
    descriptors[place] = reader
    with pytest.raises(ValueError, match="regular file"):
        unpack_facts(facts(), descriptors, names=["x.h5"])
    os.close(writer)


@pytest.mark.parametrize(
    "message",
    [b"", b"{}", b"null", b'{"type":"Refusal"}', b'{"type":"Refusal","sentence":3}', b"\xff"],
)
def test_a_message_that_is_no_answer_is_refused(message: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        msgspec.json.decode(message, type=Answer)


def test_what_is_mapped_cannot_be_cut_short() -> None:
    descriptor = in_memory(bytes(range(12)))
    array = mapped_array(descriptor, (3, 4), np.dtype(np.uint8))
    with pytest.raises(PermissionError):
        os.ftruncate(descriptor, 0)
    os.close(descriptor)
    assert array.tolist() == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]


def test_more_memory_than_there_is_is_told_as_such() -> None:
    # More than the address space of any process.
    descriptor = memory_file(1 << 48)
    with pytest.raises(MemoryError):
        mapped_array(descriptor, (1 << 48,), np.dtype(np.uint8))
    os.close(descriptor)
