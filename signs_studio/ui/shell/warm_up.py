"""Work that is done before a person asks for it: importing and building, step by step.

It is done here and nowhere else; which steps there are, and in which order, is in
``MainWindow._steps_after_paint``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from signs_studio.worker.run_state import ACTIVE_STATES

if TYPE_CHECKING:
    from signs_studio.worker.data_thread import DataThread
    from signs_studio.worker.run_controller import RunController

TURN_MS = 5
"""Time between two steps, for a repaint and a click."""
QUIET_MS = 500
"""Time without training after which something is done in idle time."""


class Turn(Enum):
    """The moment at which steps go on."""

    NEXT = auto()
    """After whatever is to be painted or was clicked."""
    IDLE = auto()
    """Once TensorFlow is loaded and nothing has been trained for ``QUIET_MS``."""


WarmUpStep = Turn | Callable[[], object]
"""A turn, or a function that is called on the data thread, whose return is waited for.

Large modules are imported by such functions: the GUI thread would stand still meanwhile.
"""


class WarmUp(QObject):
    """Does work that takes long step by step, so that the window stays fluent meanwhile.

    Args:
        controller: Says when TensorFlow is loaded and whether something is trained.
        data_thread: Imports.
    """

    def __init__(
        self,
        controller: RunController,
        data_thread: DataThread,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._data_thread = data_thread
        self._steps: Iterator[WarmUpStep] = iter(())
        self._awaited: WarmUpStep | None = None
        self._turn = QTimer(self, singleShot=True)
        self._turn.timeout.connect(self._on_turn_timeout)
        self._is_quiet = False
        self._quiet = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._quiet.timeout.connect(self._on_quiet_timeout)
        data_thread.loaded.connect(self._on_data_thread_loaded)
        controller.state_changed.connect(self._on_controller_state_changed)

    def begin(self, steps: Iterator[WarmUpStep]) -> None:
        """Begins with steps, each of which yields what the next one waits for.

        One that raises is the last.
        """
        self._steps = steps
        self._turn.start(0)

    def stop(self) -> None:
        """Takes no more steps."""
        self._steps = iter(())
        self._awaited = None
        self._turn.stop()
        self._quiet.stop()

    def _on_turn_timeout(self) -> None:
        self._awaited = None
        step = self._awaited = next(self._steps, None)
        if step is Turn.NEXT:
            self._turn.start(TURN_MS)
        elif step is Turn.IDLE:
            self._go_on_if_idle()
        elif step is not None:
            self._data_thread.load(step)

    def _go_on_if_idle(self) -> None:
        if self._is_quiet and self._awaited is Turn.IDLE:
            self._turn.start(0)

    def _on_data_thread_loaded(self, done: Callable[[], object]) -> None:
        if done is self._awaited:
            self._turn.start(0)

    def _on_controller_state_changed(self) -> None:
        is_on = self._controller.state in ACTIVE_STATES
        if is_on or not self._controller.engine_ready:
            self._is_quiet = False
            self._quiet.stop()
            if self._awaited is Turn.IDLE:
                self._turn.stop()
        elif not self._is_quiet:
            self._quiet.start()

    def _on_quiet_timeout(self) -> None:
        self._is_quiet = True
        self._go_on_if_idle()
