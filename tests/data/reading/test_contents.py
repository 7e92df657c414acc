"""Sending what was read: contents arrive as they were, and no lie of a child is believed."""

from __future__ import annotations

import os
import socket
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import pytest

from signs_studio.data.mapping import ArrayFacts
from signs_studio.data.reading.contents import (
    Contents,
    Facts,
    Failure,
    Question,
    ReadSet,
    Refusal,
    SetFacts,
    receive,
    send_contents,
    send_problem,
)
from signs_studio.data.streamed import PlainRows, StreamedPictures
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

SHAPE = (6, 4, 5, 3)
SENTENCE = Message("data", "{where} holds {numbers} numbers, up to {high:g}.").format(
    where=Message("data", "{count} files", "{count} file", 0).format(count=1),
    numbers=1 << 70,
    high=0.5,
)
LABELS = np.arange(6, dtype=np.int32) % 3
PICTURES = np.random.default_rng(0).integers(0, 256, SHAPE, np.uint8)


@pytest.fixture
def channel() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The child's end and this process's end."""
    ends = socket.socketpair()
    yield ends
    for end in ends:
        end.close()


@pytest.fixture
def file() -> Iterator[int]:
    """A file with pictures after 7 bytes of something else."""
    with tempfile.TemporaryFile() as opened:
        opened.write(bytes(7) + PICTURES.tobytes())
        opened.flush()
        yield opened.fileno()


def samefile(entry: Path, descriptor: int) -> bool:
    return os.path.samestat(entry.stat(), os.fstat(descriptor))


def said(*, names: tuple[str, ...] = ("a", "b", "c"), sets: int = 1, **changes: Any) -> Facts:
    note = Message("data", "{word}").format(word=changes.pop("note", "All is well."))
    streamed = changes.pop("streamed", False)
    one = SetFacts(
        **(
            {"shape": SHAPE, "dtype": "uint8", "offset": None, "file": "", "names": None}
            | {"stretched": None}
            | changes
        )
    )
    return Facts(
        name="small.h5",
        skipped=(),
        sets=(one,) * sets,
        class_names=names,
        notes=(note,),
        streamed=streamed,
    )


def send(end: socket.socket, facts: Any, *more: bytes, files: tuple[int, ...] = ()) -> None:
    """Sends what a child would, on a thread, for more is sent than the channel holds."""
    message = facts if isinstance(facts, bytes) else msgspec.json.encode(facts)
    socket.send_fds(end, [len(message).to_bytes(8, "little")], files)

    def send_rest() -> None:
        # Whoever does not believe it does not read on.
        with end, suppress(OSError):
            end.sendall(b"".join([message, *more]))

    threading.Thread(target=send_rest, daemon=True).start()


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_contents_arrive_as_they_were(
    channel: tuple[socket.socket, socket.socket], dtype: type
) -> None:
    numbers = PICTURES.astype(dtype)
    with tempfile.TemporaryFile() as opened:
        opened.write(b"head" + numbers.tobytes())
        opened.flush()
        rows = PlainRows(os.dup(opened.fileno()), name="theirs")
    in_file = StreamedPictures(rows, offset=4, shape=SHAPE, dtype=numbers.dtype)
    send_contents(
        channel[0],
        Contents(
            name="small.h5",
            sets=(
                ReadSet(pictures=numbers[::-1].copy(), labels=LABELS),
                ReadSet(pictures=in_file, labels=LABELS[::-1].copy(), stretched=(-1, 15.5)),
            ),
            class_names=("0", "1", "2"),
            notes=(SENTENCE,),
            streamed=False,
        ),
    )
    del rows, in_file
    got = receive(channel[1])
    assert isinstance(got, Contents)
    train, test = got.sets
    np.testing.assert_array_equal(train.pictures, numbers[::-1])
    assert isinstance(test.pictures, StreamedPictures)
    np.testing.assert_array_equal(test.pictures[range(6)], numbers)
    assert test.pictures.dtype == dtype
    assert test.pictures.rows.name == "theirs"
    np.testing.assert_array_equal(train.labels, LABELS)
    np.testing.assert_array_equal(test.labels, LABELS[::-1])
    assert (train.stretched, test.stretched) == (None, (-1, 15.5))
    assert (got.class_names, got.notes, got.streamed) == (("0", "1", "2"), (SENTENCE,), False)


@pytest.mark.parametrize("problem", [Refusal(SENTENCE), Failure("Traceback")])
def test_problems_arrive_as_they_were(
    channel: tuple[socket.socket, socket.socket], problem: Refusal | Failure
) -> None:
    send_problem(channel[0], problem)
    assert receive(channel[1]) == problem


def test_facts_that_are_true_are_believed(
    channel: tuple[socket.socket, socket.socket], file: int
) -> None:
    send(channel[0], said(offset=7), LABELS.tobytes(), files=(file,))
    got = receive(channel[1])
    assert isinstance(got, Contents)
    assert got.sets[0].pictures.shape == SHAPE


LIES: list[dict[str, Any]] = [
    {"shape": (7, 4, 5, 3)},
    {"shape": (0, 4, 5, 3)},
    {"shape": (-6, -4, 5, 3)},
    {"shape": (6, 60)},
    {"shape": (6, 1, 1025, 1)},
    {"shape": (6, 1024, 1024, 5)},
    {"shape": (6, 4, 5, 3, 1)},
    {"dtype": "float32"},
    {"names": ("a", "b")},
    {"names": ("a",)},
    {"names": ()},
    {"names": ("a", "b", "b")},
    {"names": ("a", "b", "c\n")},
    {"names": tuple(map(str, range(65_537)))},
    {"note": "\x1b[31mred"},
    {"sets": 0},
    {"sets": 2},
    {"sets": 3},
]
LIES_OF_PLACES = [{"offset": 8}, {"offset": -1}, {"offset": 1 << 62}, {"shape": (1 << 62, 4, 5, 3)}]


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: str(lie)[:40])
def test_facts_that_lie_are_refused(
    channel: tuple[socket.socket, socket.socket], lie: dict[str, Any]
) -> None:
    send(channel[0], said(**lie), LABELS.tobytes() + PICTURES.tobytes())
    with pytest.raises(ValueError, match="expected"):
        receive(channel[1])


@pytest.mark.parametrize("lie", [*LIES, *LIES_OF_PLACES], ids=lambda lie: str(lie)[:40])
def test_facts_that_lie_about_a_file_are_refused(
    channel: tuple[socket.socket, socket.socket], file: int, lie: dict[str, Any]
) -> None:
    send(channel[0], said(**({"offset": 7} | lie)), LABELS.tobytes(), files=(file,))
    with pytest.raises(ValueError, match="expected"):
        receive(channel[1])
    same = [e for e in Path("/proc/self/fd").iterdir() if e.exists() and samefile(e, file)]
    assert [int(entry.name) for entry in same] == [file]


def test_pictures_said_to_be_on_the_disk_are_there(
    channel: tuple[socket.socket, socket.socket],
) -> None:
    send(channel[0], said(streamed=True), LABELS.tobytes() + PICTURES.tobytes())
    with pytest.raises(ValueError, match="expected pictures in files"):
        receive(channel[1])


def question(*, count: int = 1, **changes: Any) -> Question:
    usual = {"key": "x", "name": "x", "file": "a.npz", "shape": (6, 4), "dtype": "uint8"}
    return Question(SENTENCE, (ArrayFacts(**(usual | changes)),) * count)


@pytest.mark.parametrize("field", ["key", "name", "file"])
def test_a_question_is_of_plain_text(
    channel: tuple[socket.socket, socket.socket], field: str
) -> None:
    send(channel[0], question())
    assert receive(channel[1]) == question()
    ours, theirs = socket.socketpair()
    with ours:
        send(theirs, question(**{field: "\x1b[31mred"}))
        with pytest.raises(ValueError, match="plain text"):
            receive(ours)


NUMBERS = LABELS.tobytes() + PICTURES.tobytes()
OTHER_KIND = SetFacts((6, 4, 5, 1), "uint8", None, "", None, None)
# Each comes with all the numbers that it speaks of.
WHOLE: dict[str, tuple[Any, bytes]] = {
    "one set or two": (said(sets=3), NUMBERS * 3),
    "short names": (said(names=("a", "b", "c" * 201)), NUMBERS),
    "small sides": (said(shape=(6, 1, 1025, 1)), LABELS.tobytes() + bytes(6 * 1025)),
    "small pictures": (said(shape=(1, 1024, 1024, 5)), LABELS[:1].tobytes() + bytes(5 << 20)),
    "pictures of one kind": (
        Facts(
            name="small.h5",
            skipped=(),
            sets=(*said().sets, OTHER_KIND),
            class_names=("a", "b", "c"),
            notes=(),
            streamed=False,
        ),
        NUMBERS + LABELS.tobytes() + bytes(6 * 4 * 5),
    ),
    "plain text": (Refusal(Message("data", "{word}").format(word="\x1b[31mred")), b""),
    "a type": (question(dtype="\n"), b""),
    "a shape": (question(shape=(2, -1)), b""),
    "few arrays": (question(count=8001), b""),
    "unknown field `more`": (
        msgspec.json.encode(said()).replace(b'"notes":', b'"more":1,"notes":'),
        NUMBERS,
    ),
    "unknown field `size`": (
        msgspec.json.encode(said()).replace(b'"shape":', b'"size":1,"shape":'),
        NUMBERS,
    ),
}


def test_what_is_sent_whole_is_believed_where_it_makes_sense(
    channel: tuple[socket.socket, socket.socket],
) -> None:
    send(channel[0], said(sets=2, names=("a", "b", "c" * 200)), NUMBERS * 2)
    assert isinstance(receive(channel[1]), Contents)


@pytest.mark.parametrize("words", WHOLE)
def test_what_makes_no_sense_is_refused_however_whole_it_is(
    channel: tuple[socket.socket, socket.socket], words: str
) -> None:
    message, numbers = WHOLE[words]
    send(channel[0], message, numbers)
    with pytest.raises(ValueError, match=words):
        receive(channel[1])


@pytest.mark.parametrize("depth", [9, 200, 100_000])
def test_messages_in_messages_without_end_are_refused(
    channel: tuple[socket.socket, socket.socket], depth: int
) -> None:
    # All in one another, where Python's own limit would be met while they are read or said.
    head, tail = b'{"context":"","source":"","values":[["a",', b"]]}"
    nested = head * depth + b"1" + tail * depth
    send(channel[0], b'{"type":"Refusal","message":' + nested + b"}")
    with pytest.raises(ValueError, match="expected shallow messages"):
        receive(channel[1])


@pytest.mark.parametrize("label", [-1, 3])
def test_labels_that_lie_are_refused(
    channel: tuple[socket.socket, socket.socket], label: int
) -> None:
    labels = LABELS.copy()
    labels[3] = label
    send(channel[0], said(), labels.tobytes() + PICTURES.tobytes())
    with pytest.raises(ValueError, match="labels of classes"):
        receive(channel[1])


def test_what_is_no_regular_file_is_refused(channel: tuple[socket.socket, socket.socket]) -> None:
    send(channel[0], said(offset=0), LABELS.tobytes(), files=(channel[1].fileno(),))
    with pytest.raises(ValueError, match="regular file"):
        receive(channel[1])


@pytest.mark.parametrize(
    "message",
    [b"", b"{}", b"null", b'{"type":"Refusal"}', b'{"type":"Refusal","message":3}', b"\xff"],
)
def test_a_message_that_is_no_answer_is_refused(
    channel: tuple[socket.socket, socket.socket], message: bytes
) -> None:
    send(channel[0], message)
    with pytest.raises(ValueError, match=r"."):
        receive(channel[1])


@pytest.mark.parametrize("count", [0, 5, 8, 40, -1])
def test_an_answer_that_is_cut_short_is_refused(
    channel: tuple[socket.socket, socket.socket], count: int
) -> None:
    message = msgspec.json.encode(said())
    whole = len(message).to_bytes(8, "little") + message + LABELS.tobytes() + PICTURES.tobytes()
    channel[0].sendall(whole[:count])
    channel[0].close()
    with pytest.raises(ValueError, match="expected"):
        receive(channel[1])


def test_a_message_without_end_is_not_waited_for(
    channel: tuple[socket.socket, socket.socket],
) -> None:
    channel[0].sendall((1 << 62).to_bytes(8, "little"))
    with pytest.raises(ValueError, match="expected a message"):
        receive(channel[1])
