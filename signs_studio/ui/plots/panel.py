"""Declaration of the panel: the curves of a run, a view in the middle."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from signs_studio.messages import Message
from signs_studio.ui.panel import BuiltPanel, Dock, Panel
from signs_studio.worker.run_state import ACTIVE_STATES

if TYPE_CHECKING:
    from signs_studio.ui.plots.plots_panel import PlotsPanel
    from signs_studio.ui.state.workspace import Workspace


class _Curves(QObject):
    """Has the run drawn, and kept up to date, and says what is shown of its past."""

    def __init__(self, plots: PlotsPanel, workspace: Workspace) -> None:
        super().__init__(plots)
        self._plots = plots
        self._controller = workspace.controller
        self._predictions = workspace.shown_predictions
        self._predictions.changed.connect(self._show_past)
        self._controller.repeating.connect(self._on_controller_repeating)
        self._controller.repeated.connect(self._on_controller_repeated)
        self._controller.record_changed.connect(self._show_run)
        self._controller.state_changed.connect(self._show_state)
        workspace.run_feed.grown.connect(plots.refresh)
        plots.lesson_wanted.connect(workspace.lesson_requests.wanted)
        self._show_run()

    def _show_run(self) -> None:
        self._plots.show_run(self._controller.record)
        self._show_state()
        self._show_past()

    def _show_state(self) -> None:
        self._plots.epoch_bar.set_running(self._controller.state in ACTIVE_STATES)

    def _show_past(self) -> None:
        bar = self._plots.epoch_bar
        bar.set_why_no_past("" if self._predictions.has_past else self._why_no_past())
        bar.set_note(self._note())

    def _on_controller_repeating(self, epoch: int, percent: int) -> None:
        if epoch == self._predictions.past_epoch:
            self._plots.epoch_bar.show_weights_progress(epoch, percent)

    def _on_controller_repeated(self, problem: str) -> None:
        self._plots.epoch_bar.set_note(problem or self._note())

    def _why_no_past(self) -> str:
        return self.tr("This run is not kept on the disk, so that it has no epochs to go back to.")

    def _note(self) -> str:
        """Returns what is to be said where not all that is shown is of the epoch looked at."""
        shown = self._predictions
        if shown.past_epoch is None or shown.problem:
            return shown.problem
        epoch = f"{shown.past_epoch:,}"
        if shown.snapshot is None:
            return self.tr("Epoch {epoch}: no predictions").format(epoch=epoch)
        kept = shown.snapshot.epoch + 1
        if kept == shown.past_epoch:
            return ""
        words = self.tr("Epoch {epoch}, predictions of {kept}")
        return words.format(epoch=epoch, kept=f"{kept:,}")


def _import_modules() -> None:
    import signs_studio.ui.plots.plots_panel  # noqa: F401


def _build(workspace: Workspace) -> BuiltPanel:
    from signs_studio.ui.plots.plots_panel import PlotsPanel

    plots = PlotsPanel(workspace.selection, workspace.run_colours)
    return BuiltPanel(
        widget=plots,
        connect=partial(_Curves, plots, workspace),
        set_theme=plots.set_theme,
        switches=plots.switches,
    )


PANEL = Panel(
    name="curves",
    title=Message("panels", "Curves"),
    dock=Dock.MIDDLE,
    build=_build,
    needs=_import_modules,
    icon="curves",
    waiting=Message("panels", "The cost of every epoch will be drawn here."),
)
