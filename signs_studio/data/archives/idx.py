"""IDX files, as those of MNIST, also compressed with gzip: one array a file.

The format: two zero bytes, a code of the type, the number of axes, the length of each as a 32-bit
number, then the numbers, all with the highest byte first. Source: http://yann.lecun.com/exdb/mnist/
"""

from __future__ import annotations

import gzip
import math
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, cast

import numpy as np

from signs_studio.data.archives.plain_array import PlainArray
from signs_studio.data.byte_counts import format_bytes
from signs_studio.data.plain_text import plain_text
from signs_studio.errors import DataError
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_AXES_MAX = 6
_GZIP = b"\x1f\x8b"
_ERRORS = (OSError, EOFError, zlib.error)

EXPANSION_MAX = 200
EXPANSION_FREE_BYTES = 64 << 20


def matches(path: Path, head: bytes) -> bool:
    """Returns whether a file is to be opened as IDX: by its first bytes, expanded if need be."""
    if head.startswith(_GZIP):
        try:
            with gzip.open(path) as stream:
                head = stream.read(4)
        except _ERRORS:
            # Damaged; its name says what it should have been.
            return "ubyte" in path.name.lower() or "idx" in path.name.lower()
    if len(head) < 4 or head[:2] != b"\0\0":
        return False
    return head[2] in _TYPES and 1 <= head[3] <= _AXES_MAX


@contextmanager
def open_archive(path: Path) -> Iterator[IdxArchive]:
    """Opens an IDX file.

    Raises:
        DataError: Its header and its length do not go together.
    """
    yield IdxArchive(path)


@dataclass(frozen=True, kw_only=True)
class _Header:
    dtype: np.dtype[Any]
    shape: tuple[int, ...]

    @property
    def nbytes(self) -> int:
        """Bytes of the header itself."""
        return 4 + 4 * len(self.shape)

    @property
    def data_bytes(self) -> int:
        """Bytes of the numbers that follow it."""
        return math.prod(self.shape) * self.dtype.itemsize


class IdxArchive:
    """An IDX file; its single array is named like the file.

    Args:
        path: Of the file.

    Raises:
        DataError: As of ``open_archive``.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.label = plain_text(path.name)
        self._is_compressed = _first_bytes(path, 2) == _GZIP
        self._header = self._read_header()
        self._name = path.name.removesuffix(".gz")
        self._check_length()

    def names(self) -> tuple[str, ...]:
        """Returns the name of its array."""
        return (self._name,)

    def find(self, name: str) -> PlainArray:
        """Returns its array."""
        if name != self._name:
            raise KeyError(name)
        return PlainArray(
            name=name,
            file=self.label,
            where=Message("data", "{file}").format(file=self.label),
            shape=self._header.shape,
            dtype=self._header.dtype,
            open_stream=self._open_numbers,
            errors=_ERRORS,
            path=None if self._is_compressed else self.path,
            offset=self._header.nbytes,
        )

    def _open(self) -> IO[bytes]:
        if self._is_compressed:
            return cast("IO[bytes]", gzip.open(self.path))
        return self.path.open("rb")

    def _open_numbers(self) -> IO[bytes]:
        stream = self._open()
        stream.read(self._header.nbytes)
        return stream

    def _read_header(self) -> _Header:
        try:
            with self._open() as stream:
                head = stream.read(4)
                lengths = stream.read(4 * head[3]) if len(head) == 4 else b""
        except _ERRORS as error:
            raise DataError(self._damaged()) from error
        if len(head) < 4 or len(lengths) < 4 * head[3] or head[2] not in _TYPES:
            raise DataError(self._damaged())
        shape = tuple(int(length) for length in np.frombuffer(lengths, ">u4"))
        return _Header(dtype=np.dtype(_TYPES[head[2]]), shape=shape)

    def _check_length(self) -> None:
        stored = self.path.stat().st_size
        expected = self._header.nbytes + self._header.data_bytes
        if not self._is_compressed and stored != expected:
            raise DataError(
                Message(
                    "data",
                    "{file} is {stored} bytes long where its shape {shape} needs {expected}: it is "
                    "truncated, or another file. Get the file again.",
                ).format(
                    file=self.label,
                    stored=stored,
                    shape=str(self._header.shape),
                    expected=expected,
                )
            )
        if expected > max(EXPANSION_FREE_BYTES, EXPANSION_MAX * stored):
            raise DataError(
                Message(
                    "data",
                    "{file} expands from {stored} to {expected}, where at most {most}-fold was "
                    "expected. Expand it yourself if it is honest.",
                ).format(
                    file=self.label,
                    stored=format_bytes(stored),
                    expected=format_bytes(expected),
                    most=EXPANSION_MAX,
                )
            )

    def _damaged(self) -> Message:
        return Message(
            "data", "{file} is damaged or truncated: its header cannot be read. Get the file again."
        ).format(file=self.label)


def _first_bytes(path: Path, count: int) -> bytes:
    with path.open("rb") as file:
        return file.read(count)
