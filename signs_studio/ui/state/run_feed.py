"""The news of a run, as often as views can follow them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from signs_studio.ui.widgets.throttle import Throttle

if TYPE_CHECKING:
    from signs_studio.runs.events import RunFailed, RunFinished, Snapshot
    from signs_studio.worker.run_controller import RunController

# Painting competes with training for the same cores: a curve that grows five times a second looks
# live, and tiles that turn from wrong to right at half of that are easier to follow.
CURVES_INTERVAL_MS = 200
PICTURES_INTERVAL_MS = 400


class RunFeed(QObject):
    """Tells every view of the run at the same moment, so that they are painted together.

    Args:
        controller: Of the run.

    Signals:
        grown: The record of the run has more epochs, changes or findings, or has its end.
        snapshot_changed: The controller has another ``snapshot``, or none any more.
        ended: The ``RunFinished`` or ``RunFailed``, after the last ``grown`` and
            ``snapshot_changed``.
    """

    grown = Signal()
    snapshot_changed = Signal()
    ended = Signal(object)

    def __init__(self, controller: RunController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._curves_throttle = Throttle(CURVES_INTERVAL_MS, self)
        self._pictures_throttle = Throttle(PICTURES_INTERVAL_MS, self)
        self._curves_throttle.due.connect(self.grown)
        self._pictures_throttle.due.connect(self._on_pictures_throttle_due)
        controller.progressed.connect(self._curves_throttle.request)
        controller.recipe_changed.connect(self._curves_throttle.request)
        controller.finding_made.connect(self._curves_throttle.request)
        controller.snapshot_arrived.connect(self._on_controller_snapshot_arrived)
        controller.ended.connect(self._on_controller_ended)

    def _on_controller_snapshot_arrived(self, snapshot: Snapshot | None) -> None:
        if snapshot is None:
            self.snapshot_changed.emit()
        else:
            self._pictures_throttle.request()

    def _on_pictures_throttle_due(self) -> None:
        if self._controller.snapshot is not None:
            self.snapshot_changed.emit()

    def _on_controller_ended(self, terminal: RunFinished | RunFailed) -> None:
        # The end itself is news, which may come alone: it says which epoch's weights are kept.
        self._curves_throttle.request()
        self._curves_throttle.flush()
        self._pictures_throttle.flush()
        self.ended.emit(terminal)
