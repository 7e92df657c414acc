"""Progress of reading pictures, as a share of the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


# Where there is something to prepare, as photographs to decode, it takes nearly all of the time.
_PREPARED_SHARE = 0.95


class ByteProgress:
    """Counts bytes that come, and tells which share of all that are expected is there.

    Args:
        tell: Told the share after each piece, up to 1.0.
    """

    def __init__(self, tell: Callable[[float], None]) -> None:
        self._tell = tell
        self._expected = self._came = 0
        self._prepared_share = 0.0

    def prepared(self, done: int, of: int) -> None:
        """Tells that so many of so many steps are done that come before any bytes."""
        self._prepared_share = _PREPARED_SHARE
        self._tell(_PREPARED_SHARE * done / max(1, of))

    def expect(self, nbytes: int) -> None:
        """Expects so many bytes more."""
        self._expected += nbytes

    def add(self, nbytes: int) -> None:
        """Counts bytes that have come."""
        self._came += nbytes
        share = min(1.0, self._came / max(1, self._expected))
        self._tell(self._prepared_share + (1 - self._prepared_share) * share)
