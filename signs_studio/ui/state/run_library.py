"""All runs there are: those kept on the disk, whoever trained them, and those of this window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from signs_studio.ui.state.record_cache import RecordCache
from signs_studio.ui.widgets.throttle import Throttle
from signs_studio.worker.store_thread import StoreThread

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from pathlib import Path

    from signs_studio.messages import Message
    from signs_studio.runs.record import RunRecord
    from signs_studio.runs.store.store import RunStore
    from signs_studio.runs.store.stored_run import StoredRun
    from signs_studio.runs.store.summary import RunSummary
    from signs_studio.ui.state.notifications import Notifications
    from signs_studio.ui.state.run_entry import RunEntry
    from signs_studio.ui.state.store_work import RecipeReaders, Scan
    from signs_studio.worker.run_controller import RunController

    _T = TypeVar("_T")

_RESCAN_INTERVAL_MS = 1000


class RunLibrary(QObject):
    """Lists all runs, and reads, labels and removes the kept ones on a thread of their own.

    Other windows and commands keep runs in the same folder: it is scanned anew when something comes
    or goes there, and when a person comes back to the window. What fails is said in the channel of
    notifications.

    Args:
        controller: Has the run on show, and tells when it is put away.
        notifications: Where a person is told of what failed.

    Signals:
        opened: The kept runs are listed for the first time.
        changed: ``entries`` are others, or one of them says something else.
        record_arrived: The record of the run of this key can be had from ``record_of`` now.

    Attributes:
        controller: Has the run on show.
        records: Those that were read last.
        refused: Key and a sentence of each kept run that cannot be read.
        disk_bytes: Room that all kept runs take.
        keep_at_most: How many are kept beside those with a star; 0 for all.
    """

    opened = Signal()
    changed = Signal()
    record_arrived = Signal(str)

    def __init__(
        self,
        controller: RunController,
        notifications: Notifications,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.refused: list[tuple[str, Message]] = []
        self.disk_bytes = 0
        self.keep_at_most = 0
        self.controller = controller
        self._store: RunStore | None = None
        self._kept: dict[str, RunEntry] = {}
        self._all: dict[str, RunEntry] = {}
        self._recipes: RecipeReaders = {}
        self.records = RecordCache()
        self._removed: list[tuple[RunEntry, ...]] = []
        self._labelled = 0
        self._thread = StoreThread(self)
        self._notifications = notifications
        self._thread.failed.connect(notifications.went_wrong)
        self._watcher = QFileSystemWatcher(self)
        self._rescan = Throttle(_RESCAN_INTERVAL_MS, self)
        self._rescan.due.connect(self._scan)
        self._watcher.directoryChanged.connect(self._rescan.request)
        controller.put_away.connect(self._on_controller_put_away)
        controller.record_changed.connect(self._on_controller_record_changed)
        controller.ended.connect(self._on_controller_ended)

    def open(self) -> None:
        """Lists the runs of the store in which the controller's are kept, from now on."""
        keeping = self.controller.keeping
        if not keeping.keeps_runs:
            return
        keeping.released.connect(self._rescan.request)

        def work() -> RunStore:
            store = keeping.open_store()
            store.clean_up()
            return store

        self._thread.ask(work, then=self._use)

    def rescan(self) -> None:
        """Lists anew soon."""
        self._rescan.request()

    def close(self, wait_ms: int) -> bool:
        """Ends the thread after what it was asked; False when it still runs after ``wait_ms``."""
        self._store = None
        return self._thread.finish(wait_ms)

    def is_thread_running(self) -> bool:
        """Returns whether something is read or written, or may be."""
        return self._thread.isRunning()

    # ---- reading

    @property
    def entries(self) -> Sequence[RunEntry]:
        """All runs, the oldest first."""
        return tuple(self._all.values())

    def entry(self, key: str) -> RunEntry | None:
        """Returns a run by its key; None where there is none any more."""
        return self._all.get(key)

    def is_current_in(self, keys: Collection[str]) -> bool:
        """Returns whether the run on show is one of these."""
        record = self.controller.record
        return record is not None and record.key in keys

    def refresh_current(self) -> RunEntry | None:
        """Returns the run on show with its latest numbers; None where there is none."""
        record = self.controller.record
        if record is None:
            return None
        entry = self._all[record.key] = self._entry_of(record)
        return entry

    def record_of(self, key: str) -> RunRecord | None:
        """Returns the record of a run; None until ``record_arrived`` says that it is read."""
        entry, own = self._kept.get(key), self._own_records()
        if key in own:
            return own[key]
        if entry is not None and self.records.ask(entry):
            then = partial(self._on_record_read, entry)
            refuse = partial(self.records.refuse, entry)
            self.read(key, lambda run: run.record(), then=then, otherwise=refuse)
        return self.records.record(key)

    def read(
        self,
        key: str,
        work: Callable[[StoredRun], _T],
        *,
        then: Callable[[_T], object],
        otherwise: Callable[[], object] | None = None,
    ) -> None:
        """Has something read from a kept run.

        Args:
            key: Of the run.
            work: Reads it, on the thread.
            then: Called with what was read, on the GUI thread.
            otherwise: Called there instead, after what failed was said.
        """
        store = self._store
        if store is not None:
            self._thread.ask(lambda: work(store.open(key)), then=then, otherwise=otherwise)

    # ---- writing

    def label(
        self,
        key: str,
        *,
        name: str | None = None,
        note: str | None = None,
        starred: bool | None = None,
    ) -> None:
        """Changes what is written to a kept run; what is None stays."""
        store, entry = self._store, self._kept.get(key)
        if store is None or entry is None:
            return
        # Seen at once; where it fails, the next scan brings back what is on the disk.
        self._labelled += 1
        self._kept[key] = entry.with_labels(name=name, note=note, starred=starred)
        self._list()
        self._thread.ask(
            lambda: store.label(key, name=name, note=note, starred=starred),
            then=lambda _labels: None,
            otherwise=self._scan,
        )

    def remove(self, keys: Iterable[str]) -> None:
        """Removes kept runs; ``undo_remove`` brings them back."""
        store = self._store
        known = [key for key in keys if key in self._kept]
        if store is not None and known:
            # It is there by now: a run is listed.
            from signs_studio.ui.state.store_work import remove

            self._thread.ask(partial(remove, store, known), then=self._on_removed)

    @property
    def removed(self) -> Sequence[RunEntry]:
        """The runs that ``undo_remove`` would bring back."""
        return self._removed[-1] if self._removed else ()

    def undo_remove(self) -> None:
        """Brings back what was removed last."""
        store = self._store
        if store is None or not self._removed:
            return
        keys = [entry.key for entry in self._removed.pop()]

        from signs_studio.ui.state.store_work import restore

        work = partial(restore, store, keys)
        self._thread.ask(work, then=lambda _: self._scan(), otherwise=self._scan)

    def set_keep_at_most(self, number: int) -> None:
        """Removes the oldest runs that are more than so many, now and from now on; 0 for none."""
        store = self._store
        if store is not None:
            self._thread.ask(
                partial(store.set_keep_at_most, number),
                then=lambda _: self._prune(),
                otherwise=self._scan,
            )

    def take_in(self, path: Path, *, then: Callable[[RunSummary, bool], object]) -> None:
        """Takes a run from a file that ``export_run`` wrote.

        Args:
            path: The file.
            then: Called with the run, and whether it was here already, on the GUI thread.
        """

        def on_taken(taken: tuple[RunSummary, bool]) -> None:
            self._scan()
            then(*taken)

        if self._store is not None:
            from signs_studio.ui.state.store_work import take_in

            self._thread.ask(partial(take_in, self._store, path), then=on_taken)

    def _prune(self) -> None:
        store = self._store
        if store is not None:
            self._thread.ask(
                lambda: (store.prune(), ""), then=self._on_removed, otherwise=self._scan
            )

    def _use(self, store: RunStore) -> None:
        self._store = store
        if isinstance(application := QGuiApplication.instance(), QGuiApplication):
            application.applicationStateChanged.connect(self._on_application_state_changed)
        self._scan()
        self._thread.ask(lambda: None, then=lambda _: self.opened.emit())

    def _scan(self) -> None:
        store, recipes = self._store, self._recipes
        if store is None:
            return

        def work() -> Scan:
            from signs_studio.ui.state.store_work import scan

            return scan(store, recipes)

        self._thread.ask(work, then=partial(self._on_scanned, str(store.folder), self._labelled))

    def _on_scanned(self, folder: str, labelled: int, scan: Scan) -> None:
        if labelled != self._labelled:
            # Of labels that were given meanwhile it may know nothing.
            self._scan()
            return
        self._kept, self.refused = scan.entries, scan.refused
        self.disk_bytes, self.keep_at_most = scan.disk_bytes, scan.keep_at_most
        self.records.let_go_of_written(self._kept)
        # Not there before the first run; then told of what comes and goes.
        if scan.entries and folder not in self._watcher.directories():
            self._watcher.addPath(folder)
        self._list()
        # So that none has to be read while a person searches.
        readers = tuple(self._recipes.values())
        self._thread.ask(lambda: [read() for read in readers], then=lambda _: None)

    def _own_records(self) -> dict[str, RunRecord]:
        """Returns the records that need not be read, by key."""
        current = self.controller.record
        return self.records.unwritten | ({current.key: current} if current is not None else {})

    def _entry_of(self, record: RunRecord) -> RunEntry:
        from signs_studio.ui.state.run_entry import entry_of_record
        from signs_studio.worker.run_state import ACTIVE_STATES

        controller, dataset = self.controller, self.controller.dataset
        is_open = dataset is not None and record.origin.is_of(dataset)
        return entry_of_record(
            record,
            self._kept.get(record.key),
            test_count=len(dataset.test_y) if dataset is not None and is_open else 0,
            is_running=record is controller.record and controller.state in ACTIVE_STATES,
        )

    def _list(self) -> None:
        removed = {entry.key for batch in self._removed for entry in batch}
        entries = dict(self._kept)
        for key, record in self._own_records().items():
            if key not in removed:
                entries[key] = self._entry_of(record)
        self._all = entries
        self.changed.emit()

    def _on_controller_put_away(self, record: RunRecord) -> None:
        self.records.unwritten[record.key] = record
        self.records.let_go_of_written(self._kept)

    def _on_controller_record_changed(self) -> None:
        self._list()
        self._rescan.request()

    def _on_controller_ended(self) -> None:
        self._rescan.request()
        if self.keep_at_most:
            self._prune()

    def _on_application_state_changed(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            self._rescan.request()

    def _on_record_read(self, entry: RunEntry, record: RunRecord) -> None:
        self.records.add(record, entry)
        self.record_arrived.emit(record.key)

    def _on_removed(self, removal: tuple[Sequence[str], str]) -> None:
        keys, failed = removal
        gone = tuple(self._kept[key] for key in keys if key in self._kept)
        if gone:
            self._removed.append(gone)
        self._kept = {key: entry for key, entry in self._kept.items() if key not in set(keys)}
        self._list()
        self._scan()
        if failed:
            self._notifications.went_wrong.emit(failed, "")
