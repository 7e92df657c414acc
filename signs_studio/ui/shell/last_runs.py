"""The last kept runs, looked for as the window opens."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from signs_studio.errors import PersonError
from signs_studio.worker.run_controller import EARLIER_RUNS_KEPT

if TYPE_CHECKING:
    from signs_studio.runs.record import RunRecord
    from signs_studio.runs.store.store import RunStore
    from signs_studio.runs.store.summary import RunSummary
    from signs_studio.ui.shell.cut_short_notice import CutShortNotice
    from signs_studio.ui.shell.main_window import MainWindow
    from signs_studio.ui.state.workspace import Workspace
    from signs_studio.worker.data_thread import DataThread
    from signs_studio.worker.run_keeping import RunKeeping

_LOOKED_AT = 20
"""Of all runs, the last ones that were written to."""


class LastRuns(QObject):
    """Shows the last runs beside the one that comes, and offers one that a crash cut short.

    Args:
        workspace: Of the window.
        data_thread: Where they are looked for, so that the window waits for no disk.
        notice: Offers the run.
        window: They are looked for once its panels are built.
    """

    _found = Signal(object, object)

    def __init__(
        self,
        workspace: Workspace,
        data_thread: DataThread,
        *,
        notice: CutShortNotice,
        window: MainWindow,
    ) -> None:
        super().__init__(window)
        self._controller = workspace.controller
        self._opening = workspace.run_opening
        self._library = workspace.library
        self._data_thread = data_thread
        self._notice = notice
        self._found.connect(self._on_self_found)
        window.panels_built.connect(self._on_window_panels_built)

    def _on_window_panels_built(self) -> None:
        keeping = self._controller.keeping
        self._library.open()
        if keeping is not None:
            self._data_thread.load(partial(self._search, keeping))

    def _search(self, keeping: RunKeeping) -> None:
        """On the data thread."""
        store = keeping.open_store()
        summaries = _last_summaries(store)
        records: list[RunRecord] = []
        for summary in summaries:
            if summary.is_open or len(records) == EARLIER_RUNS_KEPT:
                continue
            with suppress(OSError, PersonError):
                records.append(store.open(summary.key).record())
        cut_short = next((each for each in summaries if each.is_cut_short and each.epochs), None)
        self._found.emit(records[::-1], cut_short)

    def _on_self_found(self, records: list[RunRecord], cut_short: RunSummary | None) -> None:
        self._controller.remember_earlier(records)
        self._notice.offer(cut_short, self._opening)


def _last_summaries(store: RunStore) -> list[RunSummary]:
    """Returns the runs that were written to last, the newest first."""
    dated = []
    with suppress(OSError):
        for folder in store.folder.iterdir():
            with suppress(OSError):
                dated.append((folder.stat().st_mtime, folder.name))
    found = []
    for _, key in sorted(dated, reverse=True)[:_LOOKED_AT]:
        with suppress(OSError, PersonError):
            found.append(store.summary(key))
    return found
