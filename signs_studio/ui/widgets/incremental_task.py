"""Doing what takes long step by step, so that the window stays fluent meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Iterator


class IncrementalTask(QObject):
    """Gives each step a turn of the event loop: clicks, layouts and repaints come between.

    Signals:
        ended: No step is to come, and whether all were done: one that raises is the last. Not
            where they were stopped or others took their place.
    """

    ended = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._steps: Iterator[None] | None = None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._on_timer_timeout)

    @property
    def is_active(self) -> bool:
        """True if there are steps to come."""
        return self._steps is not None

    def begin(self, steps: Iterator[None]) -> None:
        """Does these steps, whose ends are where they yield, in place of those of before."""
        self._steps = steps
        self._timer.start()

    def stop(self) -> None:
        """Does no more of them."""
        self._timer.stop()
        self._steps = None

    def _on_timer_timeout(self) -> None:
        steps = self._steps
        assert steps is not None  # The timer is stopped with the last of them.
        try:
            next(steps)
        except StopIteration:
            self._end(steps, all_done=True)
        except BaseException:
            self._end(steps, all_done=False)
            raise

    def _end(self, steps: Iterator[None], *, all_done: bool) -> None:
        # The last of them may have begun others.
        if self._steps is steps:
            self.stop()
            self.ended.emit(all_done)
