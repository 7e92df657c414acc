"""Opens a file of arrays as what its first bytes say it is, whatever its name ends in."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, cast

from signs_studio.data.archives import idx, npz
from signs_studio.data.archives.hdf5 import archive as hdf5
from signs_studio.data.archives.recognition import refusal_of
from signs_studio.data.archives.regular_files import check_regular
from signs_studio.data.plain_text import plain_text
from signs_studio.errors import DataError, system_reason
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from signs_studio.data.archives.archive import Archive

HEAD_BYTES = 16 << 10


class _Format(Protocol):
    def matches(self, path: Path, head: bytes, /) -> bool: ...

    def open_archive(self, path: Path, /) -> AbstractContextManager[Archive]: ...


_FORMATS = tuple(cast("_Format", module) for module in (hdf5, npz, idx))


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Opens a file of named arrays.

    Raises:
        DataError: It is no regular file, cannot be read, or is of another kind, which is named.
    """
    check_regular(path)
    head = read_head(path)
    for each in _FORMATS:
        if each.matches(path, head):
            with each.open_archive(path) as archive:
                yield archive
            return
    raise DataError(refusal_of(path, head))


def read_head(path: Path) -> bytes:
    """Returns the first bytes of a regular file.

    Raises:
        DataError: They cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except OSError as error:
        raise DataError(
            Message("data", "{name} cannot be read ({reason}). Choose another file.").format(
                name=plain_text(path.name), reason=system_reason(error)
            )
        ) from error
