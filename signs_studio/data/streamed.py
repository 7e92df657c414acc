"""Pictures that stay in their file and are read as they are needed, for data larger than memory.

They lie there as plain rows, one picture after another: in an HDF5 array that is neither compressed
nor cut into blocks, or in a temporary file into which it was unpacked once. So they are read
without HDF5 and its lock, by any thread.
"""

from __future__ import annotations

import itertools
import math
import os
import tempfile
import weakref
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from signs_studio.data.byte_counts import format_bytes
from signs_studio.data.plain_text import plain_text
from signs_studio.errors import DataError, system_reason
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures

WINDOW_BYTES = 32 << 20
"""As much of a set is in hand at a time: being learnt from, being shown, or being unpacked."""

SHOWN_MAX = 10_000

# Beside what is unpacked, so that a disk is not filled to its last byte.
_DISK_RESERVE_BYTES = 256 << 20


class PlainRows:
    """A file held open for reading. It stays readable where its name is taken away.

    Any thread may read it, several at a time. It is closed when nothing refers to it any more.

    Attributes:
        name: What to call it in a sentence, as plain text.
        descriptor: Of the open file.
    """

    def __init__(self, descriptor: int, *, name: str) -> None:
        """Takes over an open file.

        Args:
            descriptor: Of the file; closed by this object.
            name: What to call it in a sentence, as plain text.
        """
        self.name = name
        self.descriptor = descriptor
        weakref.finalize(self, os.close, descriptor)
        self._status = os.fstat(descriptor)

    @classmethod
    def open(cls, path: Path) -> PlainRows:
        """Opens a regular file.

        Raises:
            DataError: It cannot be opened any more.
        """
        name = plain_text(path.name)
        try:
            # A named pipe that has taken the file's place is not waited for.
            flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK
            return cls(os.open(path, flags), name=name)
        except OSError as error:
            raise DataError(_unreadable(name, error)) from error

    def read_into(self, target: memoryview, offset: int) -> None:
        """Fills ``target`` with what begins at ``offset``.

        Raises:
            DataError: The file ends before, was changed since it was opened, or cannot be read.
        """
        try:
            while target:
                count = os.preadv(self.descriptor, [target], offset)
                if count == 0:
                    raise DataError(self._changed())
                target, offset = target[count:], offset + count
        except OSError as error:
            raise DataError(_unreadable(self.name, error)) from error

    def check_unchanged(self) -> None:
        """Makes sure that nobody has written to the file, whatever its time of modification says.

        That a name of the file was taken away does not matter. A new name or other permissions
        cannot be told from other contents.

        Raises:
            DataError: Somebody has, or that cannot be found out.
        """
        try:
            status = os.fstat(self.descriptor)
        except OSError as error:
            raise DataError(_unreadable(self.name, error)) from error
        before = self._status
        if (status.st_size, status.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
            raise DataError(self._changed())
        if status.st_nlink < before.st_nlink:
            self._status = status
        # Unlike the time of modification, nobody can set this one.
        elif status.st_ctime_ns != before.st_ctime_ns:
            raise DataError(self._changed())

    def _changed(self) -> Message:
        return Message(
            "data",
            "{name} was changed or cut short while it was learnt from: open it again, then train "
            "again.",
        ).format(name=self.name)


class StreamedPictures:
    """Pictures of one set, in a file. What is read is copied; nothing is ever written.

    Attributes:
        shape: (N, height, width, channels).
        dtype: uint8, in 0..255, or float32, in 0..1.
        rows: The file.
        offset: Where in it the first of its pictures begins, in bytes.
        stored_shape: (pictures in the file, height, width, channels), or without channels for one.
    """

    def __init__(
        self,
        rows: PlainRows,
        *,
        offset: int,
        shape: tuple[int, ...],
        dtype: np.dtype[Any],
        places: NDArray[np.int64] | None = None,
    ) -> None:
        """Describes where they lie.

        Args:
            rows: The file.
            offset: Where in it the first picture begins, in bytes.
            shape: (pictures in the file, height, width, channels), or without channels for one.
            dtype: Of the numbers, in this machine's byte order.
            places: Which of the file's pictures are meant, rising; None for all.
        """
        count = shape[0] if places is None else len(places)
        height, width, channels = (*shape[1:], 1)[:3]
        self.shape = (count, height, width, channels)
        self.dtype = dtype
        self.rows = rows
        self.offset = offset
        self.stored_shape = shape
        self._places = places

    def __len__(self) -> int:
        return self.shape[0]

    @property
    def picture_bytes(self) -> int:
        """How many bytes a picture takes."""
        return math.prod(self.shape[1:]) * self.dtype.itemsize

    def chosen(self, places: NDArray[np.int64]) -> StreamedPictures:
        """Some of these pictures as a set of their own; ``places`` rise."""
        return StreamedPictures(
            self.rows,
            offset=self.offset,
            shape=self.stored_shape,
            dtype=self.dtype,
            places=places if self._places is None else self._places[places],
        )

    def pooled(self, other: StreamedPictures) -> tuple[StreamedPictures, NDArray[np.int64]] | None:
        """Returns the pictures of two sets as one, where they lie in the same array of a file.

        Returns:
            The pictures in the order of their file, and which of these and then the other's each
            of them is, (N,) int64; None where they lie in different arrays.
        """
        layout = (self.rows, self.offset, self.stored_shape)
        if layout != (other.rows, other.offset, other.stored_shape):
            return None
        places = np.concatenate(
            [
                np.arange(len(some)) if some._places is None else some._places
                for some in (self, other)
            ]
        )
        order = np.argsort(places, kind="stable")
        pool = StreamedPictures(
            self.rows,
            offset=self.offset,
            shape=self.stored_shape,
            dtype=self.dtype,
            places=places[order],
        )
        return pool, order

    def __getitem__(self, pictures: Sequence[int] | NDArray[np.integer[Any]]) -> NDArray[Any]:
        """Reads a few pictures, in any order: (M, height, width, channels).

        Raises:
            DataError: They cannot be read any more.
        """
        asked = np.asarray(pictures, np.int64)
        rising = np.argsort(asked, kind="stable")
        read = np.empty((len(asked), *self.shape[1:]), self.dtype)
        self.read_into(read, asked[rising])
        result = np.empty_like(read)
        result[rising] = read
        return result

    def read_into(self, target: NDArray[Any], pictures: NDArray[np.integer[Any]]) -> None:
        """Reads some pictures; those that lie side by side at once.

        Args:
            target: Where to, (M, ...), contiguous, of ``dtype``, with as many numbers in a row as a
                picture has.
            pictures: Which, (M,), rising, at least one.

        Raises:
            DataError: The file was changed or cut short, or cannot be read.
        """
        self.rows.check_unchanged()
        places = pictures if self._places is None else self._places[pictures]
        bounds = [0, *(np.flatnonzero(np.diff(places) != 1) + 1).tolist(), len(places)]
        size = self.picture_bytes
        numbers = _bytes_of(target)
        for start, stop in itertools.pairwise(bounds):
            place = self.offset + int(places[start]) * size
            self.rows.read_into(numbers[start * size : stop * size], place)

    @cached_property
    def first(self) -> NDArray[Any]:
        """The first pictures, in memory: 10,000, or as many as fit into a window; read-only.

        Raises:
            DataError: They cannot be read.
        """
        count = min(len(self), SHOWN_MAX, max(1, WINDOW_BYTES // self.picture_bytes))
        pictures = np.empty((count, *self.shape[1:]), self.dtype)
        self.read_into(pictures, np.arange(count))
        pictures.flags.writeable = False
        return pictures


def in_windows(
    pictures: Pictures | StreamedPictures, nbytes: int = WINDOW_BYTES
) -> Iterator[tuple[slice, Pictures]]:
    """Yields the pictures of a set some at a time, and which they are.

    Args:
        pictures: An array, or what reads them from their file.
        nbytes: How many bytes may be in hand at a time; one picture always is.

    Raises:
        DataError: They cannot be read any more.
    """
    picture_bytes = max(1, math.prod(pictures.shape[1:]) * pictures.dtype.itemsize)
    step = max(1, nbytes // picture_bytes)
    for start in range(0, len(pictures), step):
        rows = slice(start, min(start + step, len(pictures)))
        if isinstance(pictures, StreamedPictures):
            yield rows, pictures[range(rows.start, rows.stop)]
        else:
            yield rows, pictures[rows]


def read_whole(pictures: Pictures | StreamedPictures, on_piece: Callable[[int], None]) -> Pictures:
    """Returns the pictures of a set in memory, (N, height, width, channels).

    Args:
        pictures: An array, without channels for one, or what reads them from their file.
        on_piece: Told the bytes of each piece that is read; what it raises breaks the reading off.

    Raises:
        DataError: They cannot be read any more.
    """
    if not isinstance(pictures, StreamedPictures):
        return pictures if pictures.ndim == 4 else pictures[..., np.newaxis]
    result = np.empty(pictures.shape, pictures.dtype)
    step = max(1, WINDOW_BYTES // pictures.picture_bytes)
    for start in range(0, len(pictures), step):
        rows = np.arange(start, min(start + step, len(pictures)))
        pictures.read_into(result[rows[0] : rows[-1] + 1], rows)
        on_piece(len(rows) * pictures.picture_bytes)
    return result


def unpack(
    pieces: Iterable[NDArray[Any]],
    *,
    nbytes: int,
    name: str,
    folder: Path,
    advice: Message | None = None,
) -> PlainRows:
    """Writes pictures one after another to a temporary file, which is gone when it is closed.

    Args:
        pieces: The pictures, some at a time.
        nbytes: How many bytes they take in all, at most.
        folder: Where the file is to be, such as ``scratch_folder()``.
        name: Of the file that they come from, as plain text.
        advice: What to do where there is no room; None for the advice on compressed pictures.

    Raises:
        DataError: There is not enough room, or it cannot be written.
    """
    needed = Message("data", "{size} of free disk in {folder}").format(
        size=format_bytes(nbytes), folder=plain_text(str(folder), 100)
    )
    advice = advice or Message(
        "data", "Make room there, set TMPDIR to another folder, or save the pictures uncompressed."
    )
    try:
        status = os.statvfs(folder)
        if status.f_bavail * status.f_frsize < nbytes + _DISK_RESERVE_BYTES:
            raise DataError(
                Message(
                    "data", "To learn from {name}, it is unpacked into {needed}. {advice}"
                ).format(name=name, needed=needed, advice=advice)
            )
        with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
            for piece in pieces:
                numbers = _bytes_of(piece)
                while numbers:
                    numbers = numbers[file.write(numbers) :]
            return PlainRows(os.dup(file.fileno()), name=name)
    except OSError as error:
        reason = plain_text(system_reason(error), 100)
        raise DataError(
            Message("data", "{name} cannot be unpacked into {needed} ({reason}). {advice}").format(
                name=name, needed=needed, reason=reason, advice=advice
            )
        ) from error


def scratch_folder() -> Path:
    """Returns the folder for large temporary files: the one of ``TMPDIR``, else ``/var/tmp``."""
    # The usual folder for temporary files is kept in memory on many systems, this one never.
    large = Path("/var/tmp")
    if "TMPDIR" in os.environ or not os.access(large, os.W_OK | os.X_OK):
        # Where there is none either, unpacking will say so.
        with suppress(FileNotFoundError):
            return Path(tempfile.gettempdir())
    return large


def _bytes_of(numbers: NDArray[Any]) -> memoryview:
    return numbers.reshape(-1).view(np.uint8).data


def _unreadable(name: str, error: OSError) -> Message:
    return Message(
        "data", "{name} can no longer be read ({reason}): see to its disk, then open it again."
    ).format(name=name, reason=plain_text(system_reason(error), 100))
