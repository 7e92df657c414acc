"""Writing files whole or not at all. Only the standard library is needed here."""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

from signs_studio.messages import Message


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file, replacing what was there only once all of it is on the disk.

    Args:
        path: The file; its folder must be there.
        content: All that it is to hold.

    Raises:
        OSError: It cannot be written, or what has this name is no ordinary file.
    """
    with replacing(path) as (beside,):
        beside.write_bytes(content)


@contextmanager
def replacing(*paths: Path) -> Iterator[tuple[Path, ...]]:
    """Gives the path of a new file beside each of ``paths``, to be written within the block.

    Once the block ends, every new file is brought onto the disk, and only then do all take their
    places. Whatever goes wrong before, the previous files stay as they were and nothing is left
    beside them. A link is followed, and a file that is replaced passes its permissions on.

    Args:
        paths: The files; their folders must be there.

    Raises:
        OSError: One cannot be written, or what has its name is no ordinary file.
    """
    targets = [Path(os.path.realpath(path)) for path in paths]
    modes = [_mode(target) for target in targets]
    # Short, whatever the length of the file's own name; dotted, so that no folder shows it.
    beside = tuple(target.with_name(f".saving-{os.urandom(6).hex()}") for target in targets)
    try:
        for new in beside:
            new.touch(exist_ok=False)
        yield beside
        for new, mode in zip(beside, modes, strict=True):
            _settle(new, mode)
        for new, target in zip(beside, targets, strict=True):
            new.replace(target)
    except BaseException:
        for new in beside:
            new.unlink(missing_ok=True)
        raise


def _settle(path: Path, mode: int | None) -> None:
    """Gives a file its permissions, where it has any to take over, and brings it onto the disk."""
    with path.open("rb") as file:
        if mode is not None:
            # Some file systems have no permissions; what is written counts.
            with suppress(OSError):
                path.chmod(mode)
        os.fsync(file.fileno())


def _mode(target: Path) -> int | None:
    """Returns the permissions of the file; None where there is none yet."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(mode):
        raise OSError(None, str(Message("files", "it is no ordinary file")), str(target))
    return stat.S_IMODE(mode)
