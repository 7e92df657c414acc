"""Regular files: what may be opened at all."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from signs_studio.data.plain_text import plain_text
from signs_studio.errors import DataError, system_reason
from signs_studio.messages import Message

if TYPE_CHECKING:
    from pathlib import Path


def check_regular(path: Path) -> None:
    """Refuse what is not a readable regular file, without opening it.

    Raises:
        DataError: The sentence says which of these it is.
    """
    name = plain_text(path.name)
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        raise DataError(
            Message("data", "There is no file {name} to open ({reason}). Check the path.").format(
                name=name, reason=system_reason(error)
            )
        ) from error
    if not stat.S_ISREG(status.st_mode):
        raise DataError(
            Message(
                "data", "{name} is {found} where a regular file was expected. Choose a file."
            ).format(name=name, found=_KINDS.get(stat.S_IFMT(status.st_mode), _SOMETHING))
        )
    if not os.access(path, os.R_OK):
        raise DataError(
            Message(
                "data", "{name} may not be read. Ask for the right to read it, or choose another."
            ).format(name=name)
        )
    if status.st_size == 0:
        raise DataError(
            Message(
                "data", "{name} is empty: it holds no bytes at all. Get the file again."
            ).format(name=name)
        )


_KINDS = {
    stat.S_IFDIR: Message("data", "a folder"),
    stat.S_IFIFO: Message("data", "a named pipe"),
    stat.S_IFSOCK: Message("data", "a socket"),
    stat.S_IFCHR: Message("data", "a device"),
    stat.S_IFBLK: Message("data", "a device"),
}
_SOMETHING = Message("data", "something else")
