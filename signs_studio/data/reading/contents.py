"""Messages of the child process: plain facts, files that pictures lie in, and numbers.

All of it is checked as strictly as the file itself: a library that a damaged file has led astray
may have said anything.
"""

from __future__ import annotations

import math
import os
import socket
import stat
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import msgspec
import numpy as np

from signs_studio.data.labels import CLASS_NAME_LIMIT, CLASSES_MAX
from signs_studio.data.mapping import ArrayFacts  # noqa: TC001  # Read by msgspec.
from signs_studio.data.progress import ByteProgress
from signs_studio.data.streamed import PlainRows, StreamedPictures
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from signs_studio.data.array_types import Labels, Pictures

SIDE_MAX = 1024
PICTURE_NUMBERS_MAX = 4 * SIDE_MAX * SIDE_MAX
STREAMED_FROM_BYTES = 1 << 30
"""Of pictures in memory; more than that stay in the file and are read while training."""

PICTURE_SIDE_MAX = 2048
"""Of a picture that is looked at by itself."""

FILES_MAX = 2
ARRAYS_MAX = 8000
"""That a person may be asked about."""

MESSAGE_BYTES_MAX = 64 << 20
MESSAGE_DEPTH_MAX = 8

_HEAD_BYTES = 8


@dataclass(frozen=True, eq=False, kw_only=True)
class ReadSet:
    """The pictures of one set and their labels.

    Attributes:
        pictures: An array, where they had to be unpacked into memory; else where they lie, in the
            file that was opened or unpacked in another.
        labels: The class of each picture, (N,) int32 in 0..classes-1.
        names: The name of each picture's own file, as plain text; None where they have none.
        stretched: The stored numbers that became black and white, where it was the numbers that
            told; None where pictures of 0 to 255 or 0 to 1 were stored.
    """

    pictures: Pictures | StreamedPictures
    labels: Labels
    names: tuple[str, ...] | None = None
    stretched: tuple[float, float] | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class Contents:
    """The contents of a file, or of two that belong together.

    Attributes:
        name: A short name for a person, such as the file's.
        sets: The training set, and the test set after it where there is one.
        class_names: One name per class, fit to be shown.
        notes: What was done to the pictures.
        streamed: Whether the pictures are too many for memory.
        skipped: Sentences on what could not be read and was left out, a file each.
    """

    name: str
    sets: tuple[ReadSet, ...]
    class_names: tuple[str, ...]
    notes: tuple[Message, ...]
    streamed: bool
    skipped: tuple[Message, ...] = ()


class SetFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One set, as it is sent.

    Attributes:
        shape: (N, height, width, channels), or without channels for one.
        dtype: Type of the pictures' numbers.
        offset: Place of the first picture in a file that is sent along, in bytes; None where the
            pictures follow.
        file: Name of that file, as plain text; empty where there is none.
        names: The name of each picture's own file, or None.
        stretched: As of ``ReadSet``.
    """

    shape: tuple[int, ...]
    dtype: Literal["uint8", "float32"]
    offset: int | None
    file: str
    names: tuple[str, ...] | None
    stretched: tuple[float, float] | None

    @property
    def nbytes(self) -> int:
        """Returns how many bytes the pictures take."""
        return math.prod(self.shape) * np.dtype(self.dtype).itemsize


class Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """``Contents`` as they are sent."""

    name: str
    sets: tuple[SetFacts, ...]
    class_names: tuple[str, ...]
    notes: tuple[Message, ...]
    streamed: bool
    skipped: tuple[Message, ...]


class PictureFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """One picture, as it is sent: 3 bytes a pixel follow."""

    height: int
    width: int


class Steps(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """So many of so many steps of a long reading are done; more comes."""

    done: int
    of: int


class Refusal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """The message of a ``DataError``."""

    message: Message


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """A ``MappingNeededError``."""

    message: Message
    arrays: tuple[ArrayFacts, ...]


class Failure(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """The traceback of an error in Signs Studio."""

    details: str


Answer = Facts | PictureFacts | Steps | Refusal | Question | Failure


def send_contents(channel: socket.socket, contents: Contents) -> None:
    """Sends what was read: facts, the files that pictures lie in, then all other numbers."""
    sets, descriptors = [], []
    for each in contents.sets:
        pictures = each.pictures
        dtype: Literal["uint8", "float32"] = "uint8" if pictures.dtype == np.uint8 else "float32"
        if isinstance(pictures, StreamedPictures):
            sets.append(
                SetFacts(
                    pictures.stored_shape,
                    dtype,
                    pictures.offset,
                    pictures.rows.name,
                    each.names,
                    each.stretched,
                )
            )
            descriptors.append(pictures.rows.descriptor)
        else:
            sets.append(SetFacts(pictures.shape, dtype, None, "", each.names, each.stretched))
    facts = Facts(
        name=contents.name,
        sets=tuple(sets),
        class_names=contents.class_names,
        notes=contents.notes,
        streamed=contents.streamed,
        skipped=contents.skipped,
    )
    _send(channel, facts, descriptors)
    for each in contents.sets:
        channel.sendall(each.labels.data)
        if not isinstance(each.pictures, StreamedPictures):
            channel.sendall(each.pictures.data)


def send_picture(channel: socket.socket, picture: NDArray[np.uint8]) -> None:
    """Sends one picture, (height, width, 3)."""
    height, width, _ = picture.shape
    _send(channel, PictureFacts(height, width), [])
    channel.sendall(np.ascontiguousarray(picture).data)


def send_steps(channel: socket.socket, done: int, of: int) -> None:
    """Sends how far a long reading is, before what was read."""
    _send(channel, Steps(done, of), [])


def send_problem(channel: socket.socket, problem: Refusal | Question | Failure) -> None:
    """Sends why nothing could be read."""
    _send(channel, problem, [])


def receive(
    channel: socket.socket, *, progress: ByteProgress | None = None
) -> Contents | Refusal | Question | Failure:
    """Receives what was read, or why nothing was.

    Args:
        channel: Where it comes from.
        progress: Told the steps of a long reading; expects all pictures that are not left on the
            disk, and counts those that come.

    Raises:
        ValueError: The channel ended too soon, or what came makes no sense or does not fit the
            files that came along.
        MemoryError: There is no room for it.
    """
    progress = progress or ByteProgress(lambda _share: None)
    with ExitStack() as received:
        answer, descriptors = _receive_answer(channel, received)
        while isinstance(answer, Steps):
            _check(0 <= answer.done <= answer.of, "steps")
            progress.prepared(answer.done, answer.of)
            answer, descriptors = _receive_answer(channel, received)
        if isinstance(answer, Refusal | Question):
            _check_message(answer.message)
        if isinstance(answer, Question):
            _check_question(answer)
        if isinstance(answer, Refusal | Question | Failure):
            return answer
        if not isinstance(answer, Facts):
            raise ValueError("expected the facts of sets")
        _check_facts(answer, descriptors)
        if not answer.streamed:
            progress.expect(sum(each.nbytes for each in answer.sets))
        files = iter(descriptors)
        return Contents(
            name=answer.name,
            sets=tuple(
                _receive_set(
                    channel,
                    each,
                    None if each.offset is None else next(files),
                    classes=len(answer.class_names),
                    progress=progress,
                )
                for each in answer.sets
            ),
            class_names=answer.class_names,
            notes=answer.notes,
            streamed=answer.streamed,
            skipped=answer.skipped,
        )


def receive_picture(channel: socket.socket) -> NDArray[np.uint8] | Refusal | Failure:
    """Returns one picture, (height, width, 3), or why it could not be read.

    Raises:
        ValueError: The channel ended too soon, or what came makes no sense.
    """
    with ExitStack() as received:
        answer, _descriptors = _receive_answer(channel, received)
    if isinstance(answer, Refusal):
        _check_message(answer.message)
    if isinstance(answer, Refusal | Failure):
        return answer
    if not isinstance(answer, PictureFacts):
        raise ValueError("expected a picture")
    _check(min(answer.height, answer.width) >= 1, "a picture")
    _check(max(answer.height, answer.width) <= PICTURE_SIDE_MAX, "small sides")
    picture = np.empty((answer.height, answer.width, 3), np.uint8)
    _receive_into(channel, picture.reshape(-1).data)
    return picture


def _receive_answer(channel: socket.socket, received: ExitStack) -> tuple[Answer, list[int]]:
    head, descriptors, _flags, _address = socket.recv_fds(
        channel, _HEAD_BYTES, FILES_MAX, socket.MSG_CMSG_CLOEXEC | socket.MSG_WAITALL
    )
    for descriptor in descriptors:
        received.callback(os.close, descriptor)
    length = int.from_bytes(head, "little")
    _check(len(head) == _HEAD_BYTES and length <= MESSAGE_BYTES_MAX, "a message")
    message = bytearray(length)
    _receive_into(channel, memoryview(message))
    try:
        answer = msgspec.json.decode(message, type=Answer)
    except RecursionError as error:
        raise ValueError("expected shallow messages") from error
    return answer, descriptors


def _send(channel: socket.socket, answer: Answer, descriptors: list[int]) -> None:
    message = msgspec.json.encode(answer)
    socket.send_fds(channel, [len(message).to_bytes(_HEAD_BYTES, "little")], descriptors)
    channel.sendall(message)


def _receive_set(
    channel: socket.socket,
    facts: SetFacts,
    descriptor: int | None,
    *,
    classes: int,
    progress: ByteProgress,
) -> ReadSet:
    labels = np.empty(facts.shape[0], np.int32)
    _receive_into(channel, labels.data.cast("B"))
    _check(labels.min() >= 0 and labels.max() < classes, "labels of classes")
    dtype = np.dtype(facts.dtype)
    if descriptor is None or facts.offset is None:
        pictures = np.empty(facts.shape, dtype)
        _receive_into(channel, pictures.reshape(-1).view(np.uint8).data, progress.add)
        return ReadSet(
            pictures=pictures, labels=labels, names=facts.names, stretched=facts.stretched
        )
    rows = PlainRows(os.dup(descriptor), name=facts.file)
    where = StreamedPictures(rows, offset=facts.offset, shape=facts.shape, dtype=dtype)
    return ReadSet(pictures=where, labels=labels, names=facts.names, stretched=facts.stretched)


def _receive_into(
    channel: socket.socket, target: memoryview, on_piece: Callable[[int], None] | None = None
) -> None:
    while target:
        count = channel.recv_into(target)
        _check(count > 0, "more")
        if on_piece is not None:
            on_piece(count)
        target = target[count:]


def _check_facts(facts: Facts, descriptors: list[int]) -> None:
    _check(facts.name.isprintable(), "plain text")
    _check(1 <= len(facts.sets) <= 2, "one set or two")
    # Test pictures alone may be of a single class.
    _check(1 <= len(facts.class_names) <= CLASSES_MAX, "classes")
    _check(len(set(facts.class_names)) == len(facts.class_names), "a name of its own a class")
    _check(all(map(str.isprintable, facts.class_names)), "plain text")
    for sentence in (*facts.notes, *facts.skipped):
        _check_message(sentence)
    _check(max(map(len, facts.class_names)) <= 2 * CLASS_NAME_LIMIT, "short names")
    kinds = {((*each.shape, 1)[1:4], each.dtype) for each in facts.sets}
    _check(len(kinds) == 1, "pictures of one kind")
    in_files = [each for each in facts.sets if each.offset is not None]
    _check(len(in_files) == len(descriptors), "a file for each set that lies in one")
    _check(len(in_files) == len(facts.sets) or not facts.streamed, "pictures in files")
    for each in facts.sets:
        shape = each.shape
        _check(3 <= len(shape) <= 4 and min(shape) >= 1, "pictures")
        _check(max(shape[1:3]) <= SIDE_MAX, "small sides")
        _check(math.prod(shape[1:]) <= PICTURE_NUMBERS_MAX, "small pictures")
        _check(each.file.isprintable(), "plain text")
        if each.names is not None:
            _check(len(each.names) == shape[0], "a name for each picture")
            _check(all(map(str.isprintable, each.names)), "plain text")
    for each, descriptor in zip(in_files, descriptors, strict=True):
        status = os.fstat(descriptor)
        _check(stat.S_ISREG(status.st_mode), "a regular file")
        _check(0 <= (each.offset or 0) <= status.st_size - each.nbytes, "room in the file")


def _check_question(question: Question) -> None:
    _check(len(question.arrays) <= ARRAYS_MAX, "few arrays")
    for each in question.arrays:
        _check(all(map(str.isprintable, (each.key, each.name, each.file))), "plain text")
        _check(each.dtype.isprintable() and len(each.dtype) <= 40, "a type")
        _check(all(side >= 0 for side in each.shape), "a shape")


def _check_message(message: Message, *, depth: int = MESSAGE_DEPTH_MAX) -> None:
    _check(depth > 0, "shallow messages")
    texts = [message.context, message.source, message.singular]
    for name, value in message.values:
        texts.append(name)
        if isinstance(value, Message):
            _check_message(value, depth=depth - 1)
        elif isinstance(value, str):
            texts.append(value)
    _check(all(map(str.isprintable, texts)), "plain text")


def _check(holds: bool, expected: str) -> None:
    if not holds:
        raise ValueError(f"expected {expected}")
