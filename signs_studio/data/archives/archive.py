"""An archive: a file of named arrays, whatever its format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from signs_studio.errors import DataError
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import DTypeLike, NDArray

    from signs_studio.data.streamed import PlainRows

NAMES_MAX = 1000
"""Arrays in a file; no set of pictures has more."""


class Place(NamedTuple):
    """Numbers that lie in a file as they are.

    Attributes:
        rows: The file.
        offset: Where in it the first number begins, in bytes.
    """

    rows: PlainRows
    offset: int


class StoredArray(Protocol):
    """An array that passed every check on how it is stored; none of it is read yet.

    Good while its archive is open.

    Attributes:
        name: Of the array, as the archive spells it.
        file: Of the archive, as plain text.
        where: Names the array in a sentence: "train_set_y in train_signs.h5".
        shape: Its axes as they are stored, the last one running fastest. May have a 0.
        dtype: Of kind b, i, u, f, S or U, or O for text of varying length.
        is_reversed: Whether its axes are meant the other way round, as MATLAB and Fortran do.
        is_matlab: Whether MATLAB saved it, which also flattens pictures by their columns.
    """

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def file(self) -> str: ...  # noqa: D102

    @property
    def where(self) -> Message: ...  # noqa: D102

    @property
    def shape(self) -> tuple[int, ...]: ...  # noqa: D102

    @property
    def dtype(self) -> np.dtype[Any]: ...  # noqa: D102

    @property
    def is_reversed(self) -> bool: ...  # noqa: D102

    @property
    def is_matlab(self) -> bool: ...  # noqa: D102

    def nbytes_as(self, dtype: DTypeLike) -> int:
        """Returns how many bytes the array takes in memory as ``dtype``."""

    def check_expansion(self) -> None:
        """Checks that it expands to its size, before it is read in pieces.

        Raises:
            DataError: It does not.
        """

    def read(self, dtype: DTypeLike) -> NDArray[Any]:
        """Returns the whole array as ``dtype``, in its stored shape; text of varying length as S.

        Raises:
            DataError: The data is damaged.
        """

    def read_in_pieces(self, dtype: DTypeLike, *, rows: int) -> Iterator[NDArray[Any]]:
        """Yields at most so many rows at a time, each piece good until the next is asked for.

        Raises:
            DataError: The data is damaged, or is stored so that pieces would take for ever.
        """

    def place(self, dtype: DTypeLike) -> Place | None:
        """Returns where in a file its numbers lie as ``dtype``; None where they do not.

        Raises:
            DataError: The file was replaced while it was read.
        """


class Archive(Protocol):
    """An open file of named arrays.

    Attributes:
        path: Of the file.
        label: Its name, as plain text.
    """

    @property
    def path(self) -> Path: ...  # noqa: D102

    @property
    def label(self) -> str: ...  # noqa: D102

    def names(self) -> tuple[str, ...]:
        """Returns the names of all arrays, in the order of the file.

        Raises:
            DataError: The file is damaged, or has too many.
        """

    def find(self, name: str) -> StoredArray:
        """Returns an array, having checked how it is stored.

        Raises:
            DataError: It is missing, or stored in a way that is not read.
        """


def meant_shape(array: StoredArray) -> tuple[int, ...]:
    """Returns the axes of an array in the order in which whoever saved it knows them."""
    return array.shape[::-1] if array.is_reversed else array.shape


def described(array: StoredArray) -> Message:
    """Returns the type and the shape of an array, to be said in a sentence."""
    return Message("data", "{dtype} of the shape {shape}").format(
        dtype=type_name(array), shape=str(meant_shape(array))
    )


def type_name(array: StoredArray) -> Message | str:
    """Returns the type of an array as it is stored."""
    if array.dtype.kind == "O":
        return Message("data", "text of varying length")
    return str(array.dtype)


def check_name_count(count: int, label: str) -> None:
    """Refuses a file with more arrays than any set of pictures has.

    Raises:
        DataError: There are too many.
    """
    if count > NAMES_MAX:
        raise DataError(
            Message(
                "data",
                "{file} holds {found} arrays where at most {most} were expected. Save the pictures "
                "in one array, and their labels in another.",
            ).format(file=label, found=count, most=NAMES_MAX)
        )


class KnownArchive:
    """An archive that looks at each of its arrays once.

    Args:
        archive: An open one.
    """

    def __init__(self, archive: Archive) -> None:
        self.path = archive.path
        self.label = archive.label
        self._archive = archive
        self._names: tuple[str, ...] | None = None
        self._found: dict[str, StoredArray | DataError] = {}

    def names(self) -> tuple[str, ...]:
        """Returns the names of all arrays."""
        if self._names is None:
            self._names = self._archive.names()
        return self._names

    def find(self, name: str) -> StoredArray:
        """Returns an array, having checked how it is stored."""
        if name not in self._found:
            try:
                self._found[name] = self._archive.find(name)
            except DataError as error:
                self._found[name] = error
        found = self._found[name]
        if isinstance(found, DataError):
            raise found
        return found
