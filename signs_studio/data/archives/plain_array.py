"""Arrays whose numbers follow one another in a stream of bytes, behind a header."""

from __future__ import annotations

import math
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from signs_studio.data.archives.archive import Place
from signs_studio.data.streamed import PlainRows
from signs_studio.errors import DataError
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import DTypeLike, NDArray

_PIECE_BYTES = 4 << 20


@dataclass(frozen=True, eq=False, kw_only=True)
class PlainArray:
    """A ``StoredArray`` of a stream.

    Attributes:
        name: As of ``StoredArray``, like those that follow.
        file: The archive's name, as plain text.
        where: Names the array in a sentence.
        shape: Its axes as they are stored.
        dtype: Of the numbers, in their stored byte order.
        is_reversed: Whether its axes are meant the other way round.
        open_stream: Returns the stream, at its first number.
        errors: What reading the stream raises where it is damaged.
        path: The file in which the numbers lie as they are; None where they do not.
        offset: Where in it they begin, in bytes.
    """

    name: str
    file: str
    where: Message
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    is_reversed: bool = False
    open_stream: Callable[[], IO[bytes]]
    errors: tuple[type[Exception], ...]
    path: Path | None
    offset: int = 0

    @property
    def is_matlab(self) -> bool:
        """False: MATLAB writes none of these formats."""
        return False

    def nbytes_as(self, dtype: DTypeLike) -> int:
        """Returns how many bytes the array takes in memory as ``dtype``."""
        return math.prod(self.shape) * np.dtype(dtype).itemsize

    def check_expansion(self) -> None:
        """Does nothing: no more of a stream is ever expanded than is asked for."""

    def read(self, dtype: DTypeLike) -> NDArray[Any]:
        """Returns the whole array as ``dtype``, in its stored shape.

        Raises:
            DataError: The data is damaged.
        """
        result = np.empty(self.shape, dtype)
        row_bytes = max(1, math.prod(self.shape[1:]) * self.dtype.itemsize)
        start = 0
        for piece in self.read_in_pieces(dtype, rows=max(1, _PIECE_BYTES // row_bytes)):
            result[start : start + len(piece)] = piece
            start += len(piece)
        return result

    def read_in_pieces(self, dtype: DTypeLike, *, rows: int) -> Iterator[NDArray[Any]]:
        """Yields at most so many rows at a time, each piece good until the next is asked for.

        Raises:
            DataError: The data is damaged.
        """
        if not self.shape:
            raise DataError(self._damaged())
        count, rest = self.shape[0], self.shape[1:]
        buffer = np.empty((min(rows, count), *rest), self.dtype)
        with self._damage(), self.open_stream() as stream:
            for start in range(0, count, rows):
                piece = buffer[: min(rows, count - start)]
                self._fill(stream, piece)
                # What is too large for a narrower float becomes infinite, and is refused as that.
                with np.errstate(over="ignore", invalid="ignore"):
                    yield piece.astype(dtype, copy=False)
            # A checksum of what is compressed is looked at when its end is seen.
            if stream.read(1):
                raise DataError(self._damaged())

    def place(self, dtype: DTypeLike) -> Place | None:
        """Returns where in the file its numbers lie as ``dtype``; None where they do not.

        Raises:
            DataError: The file cannot be opened any more.
        """
        if self.path is None or self.dtype != np.dtype(dtype):
            return None
        return Place(PlainRows.open(self.path), self.offset)

    @contextmanager
    def _damage(self) -> Iterator[None]:
        try:
            yield
        except self.errors as error:
            raise DataError(self._damaged()) from error

    def _fill(self, stream: IO[bytes], piece: NDArray[Any]) -> None:
        target = piece.reshape(-1).view(np.uint8).data if piece.size else memoryview(b"")
        while target:
            got = stream.read(min(len(target), _PIECE_BYTES))
            if not got:
                raise DataError(self._damaged())
            target[: len(got)] = got
            target = target[len(got) :]

    def _damaged(self) -> Message:
        return Message(
            "data", "{where} is damaged: its numbers cannot be read. Get the file again."
        ).format(where=self.where)
