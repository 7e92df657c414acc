"""The surroundings of a reading in the child process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Job:
    """Handed to a source with what it is to read.

    Attributes:
        scratch: Folder for what is unpacked onto the disk, until it is closed.
        cache: Folder for what spares work the next time; may be absent, and emptied at any time.
        allow_for: Told how many bytes are to be read from now on, once that is known; grants the
            time for it.
        report: Told how many of how many steps of equal length are done, where reading takes long
            before anything is handed back.
    """

    scratch: Path
    cache: Path
    allow_for: Callable[[int], None]
    report: Callable[[int, int], None]
