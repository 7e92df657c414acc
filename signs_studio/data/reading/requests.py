"""Requests to the process that opens files, one a packet."""

from __future__ import annotations

from typing import Literal

import msgspec


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
    side: int = 64
    fit: Literal["crop", "pad"] = "crop"
    mapping: dict[str, str] = {}
    limit: int | None = None
    for_testing: bool = False


class Open(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Asks for files to be read; the socket for the answer comes along.

    Attributes:
        number: Names the reading.
        paths: Absolute paths of the files or folders that a person chose, in their order.
        options: Of the reading.
        scratch: Folder for what is unpacked onto the disk, until it is closed.
        cache: Folder for what spares work the next time; may be absent, and emptied at any time.
    """

    number: int
    paths: tuple[bytes, ...]
    options: ReadOptions
    scratch: bytes
    cache: bytes


class Cancel(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Asks for a reading to be broken off."""

    number: int
