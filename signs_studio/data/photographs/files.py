"""Pictures among the files and folders that a person chose, found by their names."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from signs_studio.data.photographs.kinds import (
    HEAD_BYTES,
    begins_as_picture,
    is_hidden,
    is_named_as_picture,
    lies_beside,
)
from signs_studio.data.plain_text import plain_text
from signs_studio.errors import DataError, system_reason
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ENTRIES_MAX = 200_000
"""Of files and folders that are looked at."""

DEPTH_MAX = 32
NAME_LIMIT = 100

_DIGITS = re.compile("([0-9]+)")


@dataclass(frozen=True, kw_only=True)
class PictureFile:
    """A file that is a picture by its name or its first bytes.

    Attributes:
        parts: Names of the folders that it lies in, from what was chosen down, and its own.
        path: Where it lies, without links.
        size: In bytes.
        version: Numbers that no other file has, nor this one once it is changed: its device and
            inode, and when its contents and its inode last changed, in nanoseconds.
    """

    parts: tuple[str, ...]
    path: Path
    size: int
    version: tuple[int, ...]

    @property
    def shown(self) -> str:
        """Returns what to call it in a sentence, as plain text."""
        return plain_text("/".join(self.parts), NAME_LIMIT)


@dataclass(frozen=True, kw_only=True)
class FoundFiles:
    """Pictures that were found.

    Attributes:
        name: What to call what was chosen, as plain text.
        root: The folder that was chosen, without links; None where several things were.
        files: The pictures, in the order in which people count.
        empty_folders: Names of the folders right in the one that was chosen that hold no pictures.
        skipped: Sentences on what was not followed or could not be listed.
    """

    name: str
    root: Path | None
    files: tuple[PictureFile, ...]
    empty_folders: tuple[str, ...]
    skipped: tuple[Message, ...]


def natural_key(name: str) -> tuple[object, ...]:
    """Returns what sorts names as people count: 2 comes before 10."""
    # Pieces of digits and others take turns.
    pieces = [
        (0, int(piece), "") if place % 2 else (1, 0, piece.casefold())
        for place, piece in enumerate(_DIGITS.split(name))
    ]
    return (*(piece for piece in pieces if piece != (1, 0, "")), (-1, 0, name))


def is_for_pictures(paths: Sequence[Path]) -> bool:
    """Returns whether there is a picture among files and in folders, or nothing but folders.

    The first picture ends the search.

    Raises:
        DataError: As of ``find_pictures``.
    """
    walk = _Walk(paths)
    if next(walk.pictures(), None) is not None:
        return True
    return bool(walk.top_folders) and not walk.holds_others


def find_pictures(paths: Sequence[Path]) -> FoundFiles:
    """Returns the pictures among files and in folders, whatever the depth.

    Links are followed where they lead to a place inside what was chosen, each folder once. Hidden
    files and those that lie beside pictures, such as lists, are passed over.

    Raises:
        DataError: There are too many files, or a folder that was chosen cannot be listed.
    """
    walk = _Walk(paths)
    files = sorted(walk.pictures(), key=lambda file: tuple(map(natural_key, file.parts)))
    is_one_folder = len(paths) == 1 and walk.roots[0].is_dir()
    filled = {file.parts[0] for file in files}
    name = paths[0].name if len(paths) == 1 else os.path.commonpath(list(map(str, paths)))
    return FoundFiles(
        name=plain_text(Path(name).name) or str(Message("data", "Photographs")),
        root=walk.roots[0] if is_one_folder else None,
        files=tuple(files),
        empty_folders=tuple(sorted(walk.top_folders - filled, key=natural_key)),
        skipped=tuple(walk.skipped),
    )


@dataclass
class _Walk:
    paths: Sequence[Path]
    roots: list[Path] = field(init=False)
    skipped: list[Message] = field(init=False, default_factory=list)
    top_folders: set[str] = field(init=False, default_factory=set)
    holds_others: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        # What was chosen may be a link itself.
        self.roots = [Path(os.path.realpath(path)) for path in self.paths]

    def pictures(self) -> Iterator[PictureFile]:
        """Yields pictures in no order."""
        # Paths as texts: there may be 200,000.
        seen = set(map(str, self.roots))
        folders: list[tuple[str, tuple[str, ...]]] = []
        looked_at = 0
        for path, root in zip(self.paths, self.roots, strict=True):
            if root.is_dir():
                folders.append((str(root), () if len(self.paths) == 1 else (path.name,)))
            elif (file := _picture_file(str(root), (path.name,))) is not None:
                yield file
        while folders:
            folder, parts = folders.pop()
            for entry in self._entries(folder, parts):
                looked_at += 1
                if looked_at > ENTRIES_MAX:
                    raise DataError(
                        Message(
                            "data",
                            "{name} holds more than {most:,} files and folders, more than can be "
                            "looked through. Choose a folder further inside.",
                        ).format(
                            name=plain_text(self.paths[0].name) or "/",
                            most=ENTRIES_MAX,
                        )
                    )
                if is_hidden(entry.name):
                    continue
                inside = (*parts, entry.name)
                place = self._place(entry, inside)
                if place is None:
                    continue
                if _is_folder(entry):
                    if not parts:
                        self.top_folders.add(entry.name)
                    if place not in seen and len(inside) <= DEPTH_MAX:
                        seen.add(place)
                        folders.append((place, inside))
                elif (file := _picture_file(place, inside)) is not None:
                    yield file
                else:
                    self.holds_others = True

    def _entries(self, folder: str, parts: tuple[str, ...]) -> Iterator[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as entries:
                yield from entries
        except OSError as error:
            sentence = Message(
                "data",
                "{name} is a folder that cannot be read ({reason}). Ask for the right to read it, "
                "or choose another.",
            ).format(
                name=plain_text("/".join(parts) or Path(folder).name, NAME_LIMIT),
                reason=system_reason(error),
            )
            if not parts:
                raise DataError(sentence) from error
            self.skipped.append(sentence)

    def _place(self, entry: os.DirEntry[str], parts: tuple[str, ...]) -> str | None:
        """Returns where an entry lies, without links; None where that is outside of all roots."""
        if not entry.is_symlink():
            return entry.path
        place = os.path.realpath(entry.path)
        if any(Path(place).is_relative_to(root) for root in self.roots):
            return place
        self.skipped.append(
            Message(
                "data",
                "{name} is a link that leads out of the folder, and is not followed: put the "
                "pictures themselves there.",
            ).format(name=plain_text("/".join(parts), NAME_LIMIT))
        )
        return None


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    # Such as a link to itself.
    except OSError:
        return False


def _picture_file(place: str, parts: tuple[str, ...]) -> PictureFile | None:
    name = parts[-1]
    if lies_beside(name):
        return None
    try:
        status = os.lstat(place)
        if not stat.S_ISREG(status.st_mode):
            return None
        if not is_named_as_picture(name) and not begins_as_picture(_head(place)):
            return None
    except OSError:
        return None
    # The time of a file's contents alone may be any: an archive that is unpacked restores it.
    version = (status.st_dev, status.st_ino, status.st_mtime_ns, status.st_ctime_ns)
    return PictureFile(parts=parts, path=Path(place), size=status.st_size, version=version)


def _head(place: str) -> bytes:
    # Should it have become something else since.
    descriptor = os.open(place, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW)
    try:
        return os.read(descriptor, HEAD_BYTES)
    finally:
        os.close(descriptor)
