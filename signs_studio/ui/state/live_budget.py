"""Budget of processor time for views that are computed anew while a run is trained."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

from signs_studio.worker.run_state import ACTIVE_STATES, RunState

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from signs_studio.worker.run_controller import RunController

SHARE = 0.02
"""Share of one processor that all live computations may take together while a run is trained."""
_FIRST_S = 0.1
"""Most seconds counted for a first computation, which imports and allocates what later ones use."""
_TRAINING_STATES = ACTIVE_STATES - {RunState.PAUSED}
"""States in which live computations slow a run down."""


class LiveBudget(QObject):
    """Divides ``SHARE`` evenly among the computations whose results are seen.

    Args:
        controller: Of the run.
    """

    def __init__(self, controller: RunController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._paces: list[LivePace] = []

    def pace(self, watched: QWidget) -> LivePace:
        """Returns the pace of one computation, which is a child of the widget that shows it."""
        pace = LivePace(self, watched)
        self._paces.append(pace)
        pace.destroyed.connect(lambda: self._paces.remove(pace))
        self._controller.state_changed.connect(pace.wake)
        return pace

    @property
    def is_training(self) -> bool:
        """True while a run is trained that computations slow down."""
        return self._controller.state in _TRAINING_STATES

    def rest_s(self, taken_s: float) -> float:
        """Returns the rest after a computation of ``taken_s``, both in seconds."""
        sharing = max(sum(pace.is_at_work for pace in self._paces), 1)
        return taken_s * (sharing / SHARE - 1)


class LivePace(QObject):
    """Schedules one live computation: it begins while its widget is seen, and once it has rested.

    A widget that is scrolled out of sight is not seen.

    Signals:
        due: The computation is to begin now, with ``begin``, unless there is nothing to compute.

    Attributes:
        is_busy: True from ``begin`` until the result is painted.
    """

    due = Signal()

    def __init__(self, budget: LiveBudget, watched: QWidget) -> None:
        super().__init__(watched)
        self._budget = budget
        self._watched = watched
        self._is_due = False
        self.is_busy = False
        self._has_begun = False
        self._elsewhere_s = 0.0
        self._before_s = _FIRST_S
        self._begun_at = 0.0
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._begin_if_due)
        self._painted = QTimer(self, singleShot=True, interval=0)
        self._painted.timeout.connect(self._on_painted_timeout)
        watched.installEventFilter(self)

    @property
    def is_at_work(self) -> bool:
        """True where it takes part in the budget: it is seen, and has computed something."""
        return self._has_begun and self._is_seen

    def request(self) -> None:
        """Asks for the computation, once the one before has ended and has been rested from."""
        self._is_due = True
        self._begin_if_due()

    def hurry(self) -> None:
        """Asks for the computation at once, in place of one that has begun."""
        self._painted.stop()
        self._rest.stop()
        self.is_busy = False
        self.request()

    def begin(self) -> None:
        """Marks the beginning of the computation."""
        self._is_due = False
        self.is_busy = self._has_begun = True
        self._begun_at = time.thread_time()

    def end(self, *, elsewhere_s: float = 0.0) -> None:
        """Marks the end of the computation.

        Time of this thread is counted from the beginning until the result is painted.

        Args:
            elsewhere_s: Time that it took on another thread, in seconds.
        """
        self._elsewhere_s = elsewhere_s
        # After the events that wait by then, those by which widgets are laid out and painted.
        self._painted.start()

    def wake(self) -> None:
        """Ends the rest where there is no run any more to rest for."""
        if self._rest.isActive() and not self._budget.is_training:
            self._rest.stop()
            self._begin_if_due()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begins the computation when its widget comes into sight."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.Paint) and self._is_due:
            # It is not visible yet.
            self._rest.start(max(self._rest.remainingTime(), 0))
        return super().eventFilter(watched, event)

    def _on_painted_timeout(self) -> None:
        self.is_busy = False
        taken_s = self._elsewhere_s + time.thread_time() - self._begun_at
        # One computation that takes unusually long is not rested from.
        counted_s, self._before_s = min(taken_s, self._before_s), taken_s
        if self._budget.is_training:
            self._rest.start(round(1000 * self._budget.rest_s(counted_s)))
        else:
            self._begin_if_due()

    @property
    def _is_seen(self) -> bool:
        return self._watched.isVisible() and not self._watched.visibleRegion().isEmpty()

    def _begin_if_due(self) -> None:
        is_held = self.is_busy or self._rest.isActive()
        if self._is_due and not is_held and self._is_seen:
            self.due.emit()
