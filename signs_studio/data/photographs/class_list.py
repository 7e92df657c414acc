"""The list of classes beside pictures that Signs Studio has written: their order and their names.

Not every name of a class can be that of a folder. The list is a stranger's like all the rest.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from pathlib import Path

NAME = "signs_studio_classes.json"
_BYTES_MAX = 16 << 20


class ListedClass(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One class.

    Attributes:
        folder: Name of its folder.
        name: Its own.
    """

    folder: str
    name: str


class ClassList(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The classes, in their order.

    Attributes:
        schema_version: Of this form.
        channels: Of every picture: 1 or 3.
        classes: All of them.
    """

    schema_version: int = 1
    channels: int
    classes: tuple[ListedClass, ...]


def read_class_list(folder: Path) -> ClassList | None:
    """Returns the list in a folder; None where there is none, or none that can be used."""
    try:
        flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW
        descriptor = os.open(folder / NAME, flags)
        with open(descriptor, "rb") as file:  # noqa: PTH123
            content = file.read(_BYTES_MAX + 1)
        listed = msgspec.json.decode(content, type=ClassList)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    folders = {each.folder for each in listed.classes}
    names = {each.name for each in listed.classes}
    are_all_different = len(folders) == len(names) == len(listed.classes)
    if listed.schema_version != 1 or listed.channels not in {1, 3} or not are_all_different:
        return None
    return listed
