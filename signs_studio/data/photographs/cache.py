"""Pictures that were decoded, kept in the user's cache so that the next opening is quick.

An entry is one file: a mark, a digest of all that follows, the length of the facts, the facts as
JSON, and the pictures as plain rows. It is as little trusted as any other file.
"""

from __future__ import annotations

import hashlib
import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec
import PIL

from signs_studio.data.photographs.decoding import Change
from signs_studio.data.streamed import PlainRows
from signs_studio.errors import DataError
from signs_studio.files import replacing
from signs_studio.messages import Message  # noqa: TC001 - decoded by its type

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from signs_studio.data.photographs.files import PictureFile
    from signs_studio.data.reading.requests import ReadOptions

CACHE_BYTES_MAX = 2 << 30
"""Of all entries; the oldest go first. Whatever is larger by itself is not kept."""

# Of how pictures are read; another one makes all entries void.
_VERSION = 2
_MARK = b"SgnPhot1"
_DIGEST_BYTES = 32
_LENGTH_BYTES = 8
_FACTS_BYTES_MAX = 64 << 20
_PIECE_BYTES = 4 << 20
_ABANDONED_AFTER_S = 3600


class Decoded(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What became of a list of picture files.

    Attributes:
        channels: Of the pictures: 1 or 3.
        changes: What was done to each file's picture, a byte each, as of ``Change``.
        skipped: Places in the list of files that could not be read, rising, and why.
    """

    channels: int
    changes: bytes
    skipped: tuple[tuple[int, Message], ...]

    @property
    def rows(self) -> int:
        """Returns how many pictures could be read."""
        return len(self.changes) - len(self.skipped)


def cache_key(files: Sequence[PictureFile], *, options: ReadOptions, keeps_colours: bool) -> str:
    """Returns a name for the pictures of files as they are now, brought to one size.

    Args:
        files: The files, in their order.
        options: Of the reading: side and fit.
        keeps_colours: Whether grey pictures keep three channels.
    """
    digest = hashlib.blake2b(digest_size=20)
    digest.update(
        f"{_VERSION} {PIL.__version__} {options.side} {options.fit} {keeps_colours}".encode()
    )
    for file in files:
        name = os.fsencode("/".join(file.parts))
        numbers = " ".join(map(str, (len(name), file.size, *file.version)))
        digest.update(f"{numbers} ".encode() + name)
    return digest.hexdigest()


def read_entry(
    folder: Path, key: str, *, files: int, side: int
) -> tuple[Decoded, PlainRows, int] | None:
    """Returns what an entry holds, the open file, and where in it the pictures begin.

    Args:
        folder: Of the cache.
        key: As of ``cache_key``.
        files: How many files were asked for.
        side: Height and width of the pictures.

    Returns:
        None where there is no entry, or one that was damaged or does not fit.
    """
    path = _path(folder, key)
    try:
        rows = PlainRows.open(path)
        size = os.fstat(rows.descriptor).st_size
        head = os.pread(rows.descriptor, len(_MARK) + _DIGEST_BYTES + _LENGTH_BYTES, 0)
        length = int.from_bytes(head[-_LENGTH_BYTES:], "little")
        if not head.startswith(_MARK) or length > min(size, _FACTS_BYTES_MAX):
            return None
        facts = os.pread(rows.descriptor, length, len(head))
        decoded = msgspec.json.decode(facts, type=Decoded)
        places = [place for place, _ in decoded.skipped]
        offset = len(head) + length
        fits = (
            decoded.channels in {1, 3}
            and len(decoded.changes) == files
            and places == sorted(set(places))
            and all(0 <= place < files for place in places)
            and max(decoded.changes, default=0) <= sum(Change)
            and size == offset + decoded.rows * side * side * decoded.channels
        )
        if (
            not fits
            or _digest(rows.descriptor, len(head), facts) != head[len(_MARK) :][:_DIGEST_BYTES]
        ):
            return None
    except (DataError, OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return decoded, rows, offset


def write_entry(folder: Path, key: str, decoded: Decoded, rows: PlainRows, *, nbytes: int) -> None:
    """Keeps pictures for the next time, where there is room and the folder can be written to.

    Args:
        folder: Of the cache; made if it is not there.
        key: As of ``cache_key``.
        decoded: What became of the files.
        rows: The pictures, from the file's first byte on.
        nbytes: How many bytes they take.
    """
    facts = msgspec.json.encode(decoded)
    if nbytes > CACHE_BYTES_MAX or len(facts) > _FACTS_BYTES_MAX:
        return
    path = _path(folder, key)
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_room(path.parent, nbytes)
        length = len(facts).to_bytes(_LENGTH_BYTES, "little")
        with replacing(path) as (beside,), beside.open("r+b") as file:
            file.write(_MARK + bytes(_DIGEST_BYTES) + length + facts)
            for start in range(0, nbytes, _PIECE_BYTES):
                file.write(os.pread(rows.descriptor, min(_PIECE_BYTES, nbytes - start), start))
            file.flush()
            start = len(_MARK) + _DIGEST_BYTES + _LENGTH_BYTES
            digest = _digest(file.fileno(), start, facts)
            os.pwrite(file.fileno(), digest, len(_MARK))


def _path(folder: Path, key: str) -> Path:
    return folder / "photographs" / key


def _digest(descriptor: int, start: int, facts: bytes) -> bytes:
    """Returns a digest of the facts, which lie at ``start``, and of all that lies after them."""
    digest = hashlib.blake2b(facts, digest_size=_DIGEST_BYTES)
    place = start + len(facts)
    while piece := os.pread(descriptor, _PIECE_BYTES, place):
        digest.update(piece)
        place += len(piece)
    return digest.digest()


def _make_room(folder: Path, nbytes: int) -> None:
    """Removes the oldest entries beyond the limit, and what a write left that was broken off."""
    entries = [(entry.lstat(), entry) for entry in folder.iterdir()]
    free = CACHE_BYTES_MAX - nbytes
    for status, entry in sorted(entries, key=lambda pair: pair[0].st_mtime_ns, reverse=True):
        if entry.name.startswith("."):
            if status.st_mtime < time.time() - _ABANDONED_AFTER_S:
                entry.unlink(missing_ok=True)
            continue
        free -= status.st_size
        if free < 0:
            entry.unlink(missing_ok=True)
