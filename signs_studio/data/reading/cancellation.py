"""Cancelling a reading that is under way."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class ReadingCancelledError(Exception):
    """A reading was cancelled by whoever asked for it."""


class Cancellation:
    """Cancels a reading, from any thread, before it begins or while it is under way."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cancelled = False
        self._break_off: Callable[[], None] | None = None

    def cancel(self) -> None:
        """Has the reading end at once with a ``ReadingCancelledError``."""
        with self._lock:
            self._cancelled = True
            if self._break_off is not None:
                self._break_off()

    @property
    def is_cancelled(self) -> bool:
        """True once it was cancelled."""
        return self._cancelled

    def check(self) -> None:
        """Does nothing, unless it was cancelled.

        Raises:
            ReadingCancelledError: It was.
        """
        if self._cancelled:
            raise ReadingCancelledError

    @contextmanager
    def breaking_off(self, break_off: Callable[[], None]) -> Iterator[None]:
        """Within the block, ``cancel`` also calls ``break_off``, which must not wait."""
        with self._lock:
            self.check()
            self._break_off = break_off
        try:
            yield
        finally:
            with self._lock:
                self._break_off = None
