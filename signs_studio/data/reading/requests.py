"""Requests to the process that opens files.

``Start`` and ``Cancel`` are packets to the server; ``Open`` and ``OpenPicture`` follow on the
channel of the answer, because many paths are longer than a packet can be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from signs_studio.data.photographs.sizes import SIDE_DEFAULT, Fit

if TYPE_CHECKING:
    import socket

REQUEST_BYTES_MAX = 64 << 20

_HEAD_BYTES = 8


class ReadOptions(msgspec.Struct, frozen=True, kw_only=True):
    """Wishes of a person about what is read.

    Attributes:
        stream: Whether the pictures stay on the disk; None where their size decides.
        side: Height and width that photographs are brought to, in pixels, 16 to 256.
        fit: Whether photographs that are no squares are cropped to one or padded.
        mapping: Names of the arrays that hold ``train_x``, ``train_y``, ``test_x``, ``test_y`` and
            ``classes``, where their own names do not tell.
        limit: How many pictures of each set to read, the first ones; None for all.
        for_testing: Whether a test set alone is wanted: the one that there is, else all pictures.
    """

    stream: bool | None = None
    side: int = SIDE_DEFAULT
    fit: Fit = "crop"
    mapping: dict[str, str] = {}
    limit: int | None = None
    for_testing: bool = False


class Start(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Asks for a child process; the channel for the request and the answer comes along.

    Attributes:
        number: Names the reading.
    """

    number: int


class Open(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Asks for files to be read.

    Attributes:
        paths: Absolute paths of the files or folders that a person chose, in their order.
        options: Of the reading.
        scratch: Folder for what is unpacked onto the disk, until it is closed.
        cache: Folder for what spares work the next time; may be absent, and emptied at any time.
    """

    paths: tuple[bytes, ...]
    options: ReadOptions
    scratch: bytes
    cache: bytes


class OpenPicture(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Asks for one picture to be read.

    Attributes:
        path: Absolute path of its file.
    """

    path: bytes


class Cancel(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Asks for a reading to be broken off."""

    number: int


def send_request(channel: socket.socket, request: Open | OpenPicture) -> None:
    """Sends what a child process is to do; waits until it takes it.

    Raises:
        OSError: The channel was closed.
    """
    message = msgspec.json.encode(request)
    channel.sendall(len(message).to_bytes(_HEAD_BYTES, "little") + message)


def receive_request(channel: socket.socket) -> Open | OpenPicture:
    """Returns what was sent.

    Raises:
        EOFError: The channel was closed before.
    """
    length = int.from_bytes(_receive(channel, _HEAD_BYTES), "little")
    if length > REQUEST_BYTES_MAX:
        raise ValueError("expected a short request")
    return msgspec.json.decode(_receive(channel, length), type=Open | OpenPicture)


def _receive(channel: socket.socket, length: int) -> bytes:
    received = bytearray()
    while len(received) < length:
        piece = channel.recv(length - len(received))
        if not piece:
            raise EOFError("the channel was closed")
        received += piece
    return bytes(received)
