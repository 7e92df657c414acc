"""Progress of reading pictures, as a share of the bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class ByteProgress:
    """Counts bytes that come, and tells which share of all that are expected is there.

    Args:
        tell: Told the share after each piece, up to 1.0.
    """

    def __init__(self, tell: Callable[[float], None]) -> None:
        self._tell = tell
        self._expected = self._came = 0

    def expect(self, nbytes: int) -> None:
        """Expects so many bytes more."""
        self._expected += nbytes

    def add(self, nbytes: int) -> None:
        """Counts bytes that have come."""
        self._came += nbytes
        self._tell(min(1.0, self._came / max(1, self._expected)))
