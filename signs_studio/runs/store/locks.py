"""Locks between processes: one that trains a run holds its lock, and a crash lets go of it."""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TRIES, _WAIT_S = 500, 0.01
# Others that only look hold a lock for as long as two calls of the system take.
_LOOKS = 10


def try_lock(path: Path) -> BinaryIO | None:
    """Takes a lock for as long as the returned file is open; None where another holds it.

    On a file system without locks everyone gets it.

    Raises:
        OSError: The file cannot be opened or made.
    """
    return _take(path, tries=_LOOKS)


def is_locked(path: Path) -> bool:
    """Returns whether some process, this one included, holds a lock."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        pass
    finally:
        os.close(descriptor)
    return False


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Holds a lock that others hold for moments only.

    Raises:
        OSError: Someone does not let go of it, or the file cannot be opened or made.
    """
    file = _take(path, tries=_TRIES)
    if file is None:
        reason = Message("runs", "another window is saving and does not come to an end")
        raise OSError(None, str(reason), str(path))
    with file:
        yield


def _take(path: Path, *, tries: int) -> BinaryIO | None:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NONBLOCK, 0o666)
    for attempt in range(tries):
        if attempt:
            time.sleep(_WAIT_S)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        except OSError:
            pass  # A file system without locks.
        return os.fdopen(descriptor, "r+b", buffering=0)
    os.close(descriptor)
    return None
