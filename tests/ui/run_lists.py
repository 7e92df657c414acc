"""Lists of runs for tests: entries of records, and a library of runs that are not kept."""

from collections.abc import Sequence

from signs_studio.runs.record import RunRecord
from signs_studio.ui.state.notifications import Notifications
from signs_studio.ui.state.run_entry import RunEntry, entry_of_record
from signs_studio.ui.state.run_library import RunLibrary
from signs_studio.worker.run_controller import RunController


def entry_of(record: RunRecord) -> RunEntry:
    """The line of a run that is in memory."""
    return entry_of_record(record, None, test_count=0, is_running=False)


def make_library(earlier: Sequence[RunRecord] = (), current: RunRecord | None = None) -> RunLibrary:
    """A library of runs of this window; nothing is kept."""
    library = RunLibrary(RunController(), Notifications())
    show_in(library, earlier, current)
    return library


def show_in(library: RunLibrary, earlier: Sequence[RunRecord], current: RunRecord | None) -> None:
    """Has a library hold other runs of this window, and no others."""
    library.records.unwritten.clear()
    library.controller.record = current
    put_away(library.controller, earlier)


def put_away(controller: RunController, records: Sequence[RunRecord]) -> None:
    """Has a window list runs as if they were trained in it and put away, unkept."""
    for record in records:
        controller.put_away.emit(record)
    controller.record_changed.emit()
