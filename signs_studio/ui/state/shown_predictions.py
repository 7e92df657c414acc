"""Predictions that all views show: the latest ones, or those of the epoch that is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from signs_studio.errors import PersonError, system_reason

if TYPE_CHECKING:
    from signs_studio.runs.events import Snapshot
    from signs_studio.ui.state.run_feed import RunFeed
    from signs_studio.ui.state.selection import Selection
    from signs_studio.worker.run_controller import RunController


class ShownPredictions(QObject):
    """Chooses between the run as it goes on and its past, so that no view has to.

    What was kept is read at once: that takes a millisecond for 100,000 pictures of ten classes.

    Args:
        controller: Has the run, its latest predictions and those that are kept.
        run_feed: Tells of its latest predictions.
        selection: Has the epoch that is looked at.

    Signals:
        changed: ``snapshot`` is another.

    Attributes:
        past_epoch: The epoch of the past that was asked for, counted from 1; None where the latest
            predictions are shown.
        problem: Why the predictions of that epoch cannot be read, as a sentence; else empty.
    """

    changed = Signal()

    def __init__(
        self,
        controller: RunController,
        *,
        run_feed: RunFeed,
        selection: Selection,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._selection = selection
        self._past: Snapshot | None = None
        self.past_epoch: int | None = None
        self.problem = ""
        selection.epoch_changed.connect(self._on_selection_epoch_changed)
        run_feed.snapshot_changed.connect(self._on_run_feed_snapshot_changed)

    @property
    def snapshot(self) -> Snapshot | None:
        """The predictions to be shown; None where there are none."""
        return self._controller.snapshot if self.past_epoch is None else self._past

    @property
    def has_past(self) -> bool:
        """Whether the run on show is kept, so that earlier epochs of it can be looked at."""
        return self._controller.past is not None

    def _past_epoch_wanted(self) -> int | None:
        record, epoch = self._controller.record, self._selection.epoch
        if epoch is None or record is None or not self.has_past:
            return None
        # Beyond the last one, the latest predictions are shown until the run gets there.
        return epoch if epoch <= len(record) else None

    def _show(self) -> None:
        self.past_epoch, self.problem = self._past_epoch_wanted(), ""
        self._past = None if self.past_epoch is None else self._read(self.past_epoch)
        self.changed.emit()

    def _read(self, epoch: int) -> Snapshot | None:
        past = self._controller.past
        assert past is not None  # An epoch of it was asked for.
        try:
            return past.predictions.snapshot(epoch - 1)
        except OSError as error:
            words = self.tr("The predictions of epoch {epoch} cannot be read: {reason}.")
            self.problem = words.format(epoch=f"{epoch:,}", reason=system_reason(error))
        except PersonError as error:
            self.problem = str(error)
        return None

    def _on_selection_epoch_changed(self) -> None:
        if self._past_epoch_wanted() != self.past_epoch:
            self._show()

    def _on_run_feed_snapshot_changed(self) -> None:
        # What is shown of the past stays as it is while the run goes on.
        if self.past_epoch is None or self._past_epoch_wanted() != self.past_epoch:
            self._show()
