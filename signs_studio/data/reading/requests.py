"""Requests to the process that opens files, one a packet."""

from __future__ import annotations

import msgspec


class Open(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Asks for files to be read; the socket for the answer comes along.

    Attributes:
        number: Names the reading.
        train_path: Absolute path of the file with the training pictures.
        test_path: Absolute path of the file with the test pictures, where that is another.
        stream: Whether the pictures stay on the disk; None where their size decides.
        scratch: Folder for what is unpacked onto the disk.
    """

    number: int
    train_path: bytes
    test_path: bytes | None
    stream: bool | None
    scratch: bytes


class Cancel(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Asks for a reading to be broken off."""

    number: int
