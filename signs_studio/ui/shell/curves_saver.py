"""Saving the curves of the run on show, and of those that are ticked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from signs_studio.runs.run_names import run_name
from signs_studio.ui.state.saving import save_as

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from signs_studio.runs.record import RunRecord
    from signs_studio.ui.state.workspace import Workspace


class CurvesSaver(QObject):
    """Connects the action; what is seldom needed is imported then.

    Args:
        workspace: Of the window.
        window: The dialog is shown above it.
    """

    def __init__(self, workspace: Workspace, window: QWidget) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._window = window
        self._action = workspace.actions["save_curves"]
        self._action.triggered.connect(self._on_action_triggered)
        workspace.controller.record_changed.connect(self._enable)
        workspace.run_feed.grown.connect(self._enable)
        workspace.selection.ticked_runs_changed.connect(self._enable)
        self._enable()

    def _enable(self) -> None:
        self._action.setEnabled(bool(self._records()))

    def _records(self) -> list[RunRecord]:
        """Returns the runs to save: the ticked ones and the one on show, or else all drawn."""
        current, ticked = self._workspace.controller.record, self._workspace.selection.ticked_runs
        drawn = self._workspace.run_colours.previous_runs
        records = [record for record in drawn if record.key in ticked]
        if current is not None and len(current):
            records.append(current)
        return records or list(drawn)

    def _on_action_triggered(self) -> None:
        from signs_studio.report.curves import NamedRun
        from signs_studio.ui.runs.run_words import run_title
        from signs_studio.ui.widgets.theme import load_theme

        # Copied before the dialog: while that is open, the run goes on. Every run has the colour
        # that it has in the window where that is light, as paper is.
        theme, tints = load_theme("light"), self._workspace.run_colours.tints
        runs = [
            NamedRun(
                f"{run_name(record.run_id)}: {run_title(record)}",
                record.copy(),
                theme.earlier[tints[record.key]] if record.key in tints else theme.train,
            )
            for record in self._records()
        ]

        def write(path: Path) -> None:
            from signs_studio.report.curve_files import write_curves

            write_curves(path, runs)

        save_as(
            self._window,
            self._workspace.file_writer,
            title=self.tr("Save the curves"),
            name="curves.png",
            filters=self.tr("Picture (*.png);;Drawing (*.svg);;Table (*.csv)"),
            write=write,
        )
