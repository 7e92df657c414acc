"""Runs that leave the window as files and reports, and those that come into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from signs_studio.data.plain_text import plain_text
from signs_studio.runs.store.layout import RUN_FILE_SUFFIX
from signs_studio.ui.state.saving import save_as
from signs_studio.worker.run_state import ACTIVE_STATES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from signs_studio.data.dataset import Dataset
    from signs_studio.report.run import ReportRun
    from signs_studio.runs.store.summary import RunSummary
    from signs_studio.ui.state.workspace import Workspace
    from signs_studio.worker.run_keeping import RunKeeping

_WRITTEN_WAIT_MS = 3000


class RunFiles(QObject):
    """Does what the actions ``open_run``, ``save_run`` and ``save_report`` ask for.

    What is seldom needed is imported then, not before the start.

    Args:
        workspace: Of the window.
        window: Dialogs are shown above it.
    """

    def __init__(self, workspace: Workspace, window: QWidget) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._controller = workspace.controller
        self._library = workspace.library
        self._window = window
        actions = workspace.actions
        self._save_run, self._save_report = actions["save_run"], actions["save_report"]
        actions["open_run"].triggered.connect(self._on_open_run_triggered)
        self._save_run.triggered.connect(self._on_save_run_triggered)
        self._save_report.triggered.connect(self._on_save_report_triggered)
        self._library.changed.connect(self._enable)
        workspace.run_feed.grown.connect(self._enable)
        workspace.selection.ticked_runs_changed.connect(self._enable)
        self._enable()

    def take_file(self, path: Path) -> bool:
        """Takes the run of a file and opens it, or says why it cannot be taken.

        Returns:
            False where the file's name is none of a run; nothing is done then.
        """
        if path.suffix.lower() != RUN_FILE_SUFFIX:
            return False
        self._library.take_in(path, then=self._on_taken)
        return True

    def _enable(self) -> None:
        keys = self._keys()
        self._save_run.setEnabled(len(keys) == 1)
        self._save_report.setEnabled(bool(keys))

    def _keys(self) -> list[str]:
        """Returns the keys of kept runs, by number: the ticked ones, or else the one on show."""
        ticked, current = self._workspace.selection.ticked_runs, self._controller.record
        chosen = ticked or ({current.key} if current is not None else frozenset())
        entries = [entry for entry in map(self._library.entry, chosen) if entry is not None]
        kept = [entry for entry in entries if entry.is_kept and entry.epochs]
        return [entry.key for entry in sorted(kept, key=lambda entry: entry.number)]

    def _filters(self) -> str:
        return self.tr("Runs (*{ending})").format(ending=RUN_FILE_SUFFIX)

    def _on_open_run_triggered(self) -> None:
        from signs_studio.ui.widgets.file_dialog import FileDialog

        dialog = FileDialog(self._window, self.tr("Open a run"))
        chosen = dialog.choose_file(filters=self._filters())
        if chosen is not None:
            self._library.take_in(chosen, then=self._on_taken)

    def _on_taken(self, run: RunSummary, was_here: bool) -> None:
        name = plain_text(run.name)
        words = self.tr("{name} is here already") if was_here else self.tr("{name} was taken in")
        self._workspace.notifications.said.emit(words.format(name=name))
        # A run that is on is not broken off for it: it can be opened from the list.
        if self._controller.state not in ACTIVE_STATES:
            self._workspace.run_opening.reopen(run)

    def _on_save_run_triggered(self) -> None:
        keeping = self._controller.keeping
        (key,) = self._keys()
        entry = self._library.entry(key)
        if entry is None:
            return

        def write(path: Path) -> None:
            from signs_studio.runs.store.run_file import export_run

            keeping.flush(_WRITTEN_WAIT_MS)
            export_run(keeping.store(), key, path)

        save_as(
            self._window,
            self._workspace.file_writer,
            title=self.tr("Save the run as a file"),
            name=f"run-{entry.number}{RUN_FILE_SUFFIX}",
            filters=self._filters(),
            write=write,
        )

    def _on_save_report_triggered(self) -> None:
        # Taken before the dialog: while that is open, other data may come.
        keys, keeping, dataset = self._keys(), self._controller.keeping, self._controller.dataset

        def write(path: Path) -> None:
            from signs_studio.report.writing import check_ending, write_report

            check_ending(path)
            write_report(path, _reports(keeping, keys, dataset))

        save_as(
            self._window,
            self._workspace.file_writer,
            title=self.tr("Save a report"),
            name="report.pdf",
            filters=self.tr("PDF (*.pdf);;Web page (*.html)"),
            write=write,
        )


def _reports(keeping: RunKeeping, keys: Sequence[str], dataset: Dataset | None) -> list[ReportRun]:
    """Returns what is told of kept runs, on any thread that may wait for the disk.

    Args:
        keeping: Keeps them.
        keys: Of the runs.
        dataset: The data that is open; pictures are shown of those that learnt from it.
    """
    from signs_studio.report.run import ReportRun

    keeping.flush(_WRITTEN_WAIT_MS)
    runs = [keeping.store().open(key) for key in keys]
    return [
        ReportRun.of_stored(
            run,
            dataset if dataset is not None and run.summary.head.origin.is_of(dataset) else None,
        )
        for run in runs
    ]
