"""Locks between processes: one that trains a run holds its lock, and a crash lets go of it."""

from __future__ import annotations

import fcntl
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TRIES, _WAIT_S = 500, 0.01


def try_lock(path: Path) -> BinaryIO | None:
    """Takes a lock for as long as the returned file is open; None where another holds it.

    On a file system without locks everyone gets it.

    Raises:
        OSError: The file cannot be opened or made.
    """
    file = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    except OSError:
        pass
    return file


def is_locked(path: Path) -> bool:
    """Returns whether some process, this one included, holds a lock."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        pass
    return False


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Holds a lock that others hold for moments only.

    Raises:
        OSError: Someone does not let go of it, or the file cannot be opened or made.
    """
    for _ in range(_TRIES):
        file = try_lock(path)
        if file is not None:
            break
        time.sleep(_WAIT_S)
    else:
        reason = Message("runs", "another window is saving and does not come to an end")
        raise OSError(None, str(reason), str(path))
    with file:
        yield
