"""NumPy's own files: ``.npz``, a zip of arrays, and ``.npy``, a lone one.

Nothing is unpickled, and no member is expanded further than its header says.
"""

from __future__ import annotations

import math
import struct
import tokenize
import zipfile
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import numpy as np

from signs_studio.data.archives.archive import check_name_count
from signs_studio.data.archives.plain_array import PlainArray
from signs_studio.data.byte_counts import format_bytes
from signs_studio.data.plain_text import plain_text
from signs_studio.errors import DataError
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NPY_MAGIC = b"\x93NUMPY"
ZIP_MAGIC = b"PK\x03\x04"
EMPTY_ZIP_MAGIC = b"PK\x05\x06"

EXPANSION_MAX = 200
EXPANSION_FREE_BYTES = 64 << 20
DIRECTORY_BYTES_MAX = 1 << 20

_HEADER_BYTES_MAX = 10_000
_AXES_MAX = 8
_IS_ENCRYPTED = 0x1
_END = struct.Struct("<4s4H2LH")
_LOCAL = struct.Struct("<4s22x2H")
_ERRORS = (
    OSError,
    EOFError,
    zlib.error,
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    ValueError,
    struct.error,
)
# What reading a header made of a Python literal may raise.
_HEADER_ERRORS = (
    *_ERRORS,
    SyntaxError,
    TypeError,
    LookupError,
    MemoryError,
    AttributeError,
    tokenize.TokenError,
)


def matches(path: Path, head: bytes) -> bool:
    """Returns whether a file is to be opened as NumPy's: an array, or a zip with one in it."""
    if head.startswith(NPY_MAGIC):
        return True
    if not head.startswith((ZIP_MAGIC, EMPTY_ZIP_MAGIC)):
        return False
    # A zip that holds something else is called what it is.
    return path.suffix.lower() == ".npz" or b".npy" in head


@contextmanager
def open_archive(path: Path) -> Iterator[NpyArchive | NpzArchive]:
    """Opens a file of NumPy.

    Raises:
        DataError: It is damaged, encrypted, or made to do harm.
    """
    with path.open("rb") as file:
        is_lone = file.read(len(NPY_MAGIC)) == NPY_MAGIC
    if is_lone:
        yield NpyArchive(path)
        return
    _check_directory(path)
    try:
        opened = zipfile.ZipFile(path)
    except _ERRORS as error:
        raise DataError(_damaged(path)) from error
    with opened as file:
        yield NpzArchive(path, file)


class _Header(NamedTuple):
    shape: tuple[int, ...]
    is_reversed: bool
    dtype: np.dtype[Any]
    nbytes: int


class NpyArchive:
    """A lone array, named like its file.

    Args:
        path: Of the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.label = plain_text(path.name)
        self._name = path.stem

    def names(self) -> tuple[str, ...]:
        """Returns the name of its array."""
        return (self._name,)

    def find(self, name: str) -> PlainArray:
        """Returns its array, having checked its header against its length.

        Raises:
            DataError: It is damaged, or no plain numbers or text.
        """
        where = Message("data", "{file}").format(file=self.label)
        try:
            with self.path.open("rb") as stream:
                header = _read_header(stream, where)
        except OSError as error:
            raise DataError(_damaged(self.path)) from error
        _check_length(header, self.path.stat().st_size, where)
        return _array(
            header,
            name=name,
            file=self.label,
            where=where,
            open_stream=lambda: self.path.open("rb"),
            path=self.path,
            offset=header.nbytes,
        )


class NpzArchive:
    """A zip of arrays.

    Args:
        path: Of the file.
        file: The same, open.

    Raises:
        DataError: A member is encrypted, stored in a way not known here, there twice, or expands
            too far.
    """

    def __init__(self, path: Path, file: zipfile.ZipFile) -> None:
        self.path = path
        self.label = plain_text(path.name)
        self._file = file
        members = [each for each in file.infolist() if each.filename.endswith(".npy")]
        check_name_count(len(members), self.label)
        self._members = {each.filename.removesuffix(".npy"): each for each in members}
        if len(self._members) < len(members):
            raise DataError(
                Message("data", "{file} holds two arrays of the same name. Save it again.").format(
                    file=self.label
                )
            )
        self._check_sizes(members)

    def names(self) -> tuple[str, ...]:
        """Returns the names of its arrays."""
        return tuple(self._members)

    def find(self, name: str) -> PlainArray:
        """Returns an array, having checked its header against its length.

        Raises:
            DataError: It is missing, encrypted, damaged, or no plain numbers or text.
        """
        where = Message("data", "{name} in {file}").format(name=plain_text(name), file=self.label)
        member = self._members[name]
        if member.flag_bits & _IS_ENCRYPTED:
            raise DataError(
                Message("data", "{where} is encrypted. Save the arrays without a password.").format(
                    where=where
                )
            )
        try:
            with self._file.open(member) as stream:
                header = _read_header(stream, where)
        except _ERRORS as error:
            raise DataError(_damaged(self.path)) from error
        _check_length(header, member.file_size, where)
        is_stored = member.compress_type == zipfile.ZIP_STORED
        return _array(
            header,
            name=name,
            file=self.label,
            where=where,
            open_stream=lambda: self._file.open(member),
            path=self.path if is_stored else None,
            offset=self._start(member) + header.nbytes if is_stored else 0,
        )

    def _start(self, member: zipfile.ZipInfo) -> int:
        """Returns where in the file the bytes of a stored member begin."""
        try:
            with self.path.open("rb") as file:
                file.seek(member.header_offset)
                magic, name_bytes, extra_bytes = _LOCAL.unpack(file.read(_LOCAL.size))
        except _ERRORS as error:
            raise DataError(_damaged(self.path)) from error
        start: int = member.header_offset + _LOCAL.size + name_bytes + extra_bytes
        if magic != ZIP_MAGIC or start + member.file_size > self.path.stat().st_size:
            raise DataError(_damaged(self.path))
        return start

    def _check_sizes(self, members: list[zipfile.ZipInfo]) -> None:
        file_bytes = self.path.stat().st_size
        stored = sum(each.compress_size for each in members)
        expanded = sum(each.file_size for each in members)
        if stored > file_bytes:
            raise DataError(
                Message(
                    "data",
                    "{file} is damaged, or made to do harm: its arrays claim {stored} stored "
                    "bytes, more than the file's {file_bytes}. Get the file from someone you "
                    "trust.",
                ).format(file=self.label, stored=stored, file_bytes=file_bytes)
            )
        for each in members:
            if each.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise DataError(
                    Message(
                        "data",
                        "{file} is compressed in a way that NumPy does not write. Save it with "
                        "numpy.savez or numpy.savez_compressed.",
                    ).format(file=self.label)
                )
        if expanded > max(EXPANSION_FREE_BYTES, EXPANSION_MAX * stored):
            raise DataError(
                Message(
                    "data",
                    "{file} expands from {stored} to {expanded}, where at most {most}-fold was "
                    "expected. Save it with numpy.savez if it is honest.",
                ).format(
                    file=self.label,
                    stored=format_bytes(stored),
                    expanded=format_bytes(expanded),
                    most=EXPANSION_MAX,
                )
            )


def zip_names(path: Path) -> tuple[str, ...]:
    """Returns the names within any zip file, none where it cannot be read."""
    try:
        _check_directory(path)
        with zipfile.ZipFile(path) as file:
            return tuple(file.namelist())
    except (DataError, *_ERRORS):
        return ()


def _check_directory(path: Path) -> None:
    """Looks at the end of a zip file before all of its directory is read into memory."""
    size = path.stat().st_size
    with path.open("rb") as file:
        # Where the end is, a remark of up to 65,535 bytes may follow it.
        file.seek(max(0, size - _END.size - 65_535))
        tail = file.read()
    place = tail.rfind(EMPTY_ZIP_MAGIC)
    if place < 0 or len(tail) - place < _END.size:
        raise DataError(
            Message(
                "data", "{name} is truncated: its end is missing. Copy or download it again."
            ).format(name=plain_text(path.name))
        )
    end = _END.unpack_from(tail, place)
    count, directory_bytes = end[4], end[5]
    check_name_count(count, plain_text(path.name))
    if directory_bytes > DIRECTORY_BYTES_MAX:
        raise DataError(
            Message(
                "data",
                "{name} has a table of contents of {found}, where a few arrays were expected. Save "
                "it with numpy.savez; files over 4 GiB as HDF5.",
            ).format(name=plain_text(path.name), found=format_bytes(directory_bytes))
        )


def _read_header(stream: IO[bytes], where: Message) -> _Header:
    """Reads the header of an array, and how long it is."""
    counted = _Counted(stream)
    try:
        version = np.lib.format.read_magic(counted)
        read = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
            # The same but for names that are no ASCII, which only compound values have.
            (3, 0): np.lib.format.read_array_header_2_0,
        }[version]
        shape, is_fortran, dtype = read(counted, max_header_size=_HEADER_BYTES_MAX)
    except _HEADER_ERRORS as error:
        raise DataError(
            Message(
                "data", "{where} is damaged: its header cannot be read. Get the file again."
            ).format(where=where)
        ) from error
    shape = tuple(int(side) for side in shape)
    if len(shape) > _AXES_MAX or min(shape, default=0) < 0:
        raise DataError(
            Message(
                "data", "{where} is damaged: its shape makes no sense. Get the file again."
            ).format(where=where)
        )
    _check_type(dtype, where)
    if is_fortran and len(shape) > 1:
        return _Header(shape[::-1], True, dtype, counted.count)
    return _Header(shape, False, dtype, counted.count)


class _Counted:
    """A stream that counts what is read of it, a little at a time."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.count = 0

    def read(self, count: int = -1, /) -> bytes:
        data = self._stream.read(min(max(count, 0), _HEADER_BYTES_MAX * 2))
        self.count += len(data)
        return data


def _check_type(dtype: np.dtype[Any], where: Message) -> None:
    if dtype.kind == "O":
        raise DataError(
            Message(
                "data",
                "{where} holds Python objects, pickled, which could run any program when they are "
                "read. Save it as numbers or text, such as with array.astype(str).",
            ).format(where=where)
        )
    if dtype.kind in "biufSU" and dtype.itemsize > 0:
        return
    found: Message | str = plain_text(str(dtype))
    if dtype.names is not None:
        found = Message("data", "compound values")
    raise DataError(
        Message(
            "data",
            "{where} holds {found} where plain integers, floats or text were expected. Save it as "
            "one of these.",
        ).format(where=where, found=found)
    )


def _check_length(header: _Header, size: int, where: Message) -> None:
    expected = header.nbytes + math.prod(header.shape) * header.dtype.itemsize
    if size != expected:
        raise DataError(
            Message(
                "data",
                "{where} is {size} bytes long where its shape {shape} needs {expected}: it is "
                "truncated or damaged. Get the file again.",
            ).format(where=where, size=size, shape=str(header.shape), expected=expected)
        )


def _array(header: _Header, *, open_stream: Any, **rest: Any) -> PlainArray:
    def at_first_number() -> IO[bytes]:
        stream: IO[bytes] = open_stream()
        stream.read(header.nbytes)
        return stream

    return PlainArray(
        shape=header.shape,
        dtype=header.dtype,
        is_reversed=header.is_reversed,
        open_stream=at_first_number,
        errors=_ERRORS,
        **rest,
    )


def _damaged(path: Path) -> Message:
    return Message(
        "data", "{name} is damaged: NumPy could not read it either. Get the file again."
    ).format(name=plain_text(path.name))
