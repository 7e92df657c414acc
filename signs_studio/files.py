"""Writing files whole or not at all. Only the standard library is needed here."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from signs_studio.messages import Message


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file, replacing what was there only once all of it is on the disk.

    The content goes into a file beside it first: whatever goes wrong, the previous file stays as it
    was. A link is followed, and a file that is replaced passes its permissions on.

    Args:
        path: The file; its folder must be there.
        content: All that it is to hold.

    Raises:
        OSError: It cannot be written, or what has this name is no ordinary file.
    """
    target = Path(os.path.realpath(path))
    mode = _mode(target)
    # Short, whatever the length of the file's own name; dotted, so that no folder shows it.
    beside = target.with_name(f".saving-{os.urandom(6).hex()}")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            if mode is not None:
                # Some file systems have no permissions; what is written counts.
                with suppress(OSError):
                    beside.chmod(mode)
            os.fsync(file.fileno())
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _mode(target: Path) -> int | None:
    """Returns the permissions of the file; None where there is none yet."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(mode):
        raise OSError(None, str(Message("files", "it is no ordinary file")), str(target))
    return stat.S_IMODE(mode)
