"""The panel of the runs: the list, the row over it, and the menus."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from signs_studio.runs.record import DataReference
from signs_studio.ui.runs.list_bar import ListBar
from signs_studio.ui.runs.list_layout import layout_from_words, layout_to_words
from signs_studio.ui.runs.note_dialog import NoteDialog
from signs_studio.ui.runs.run_columns import COLUMNS
from signs_studio.ui.runs.run_menu import RunContext, RunMenu
from signs_studio.ui.runs.runs_model import RunsModel
from signs_studio.ui.runs.runs_table import RunsTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from signs_studio.ui.state.run_entry import RunEntry
    from signs_studio.ui.state.workspace import Workspace
    from signs_studio.ui.widgets.theme import Theme


class RunsPanel(QWidget):
    """Lists all runs, and has them labelled, removed and compared.

    Args:
        workspace: Of the window.

    Signals:
        open_wanted: Key of a run that is to be on show again, with its weights.
        recipe_wanted: Key of a run whose recipe is to be edited.
        seeds_wanted: Key of a run whose recipe is to be trained again with other seeds.
        layout_changed: ``layout_words`` are others.
    """

    open_wanted = Signal(str)
    recipe_wanted = Signal(str)
    seeds_wanted = Signal(str)
    layout_changed = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = workspace.controller
        self._library = workspace.library
        self._selection = workspace.selection
        self._actions = workspace.actions
        self._model = RunsModel(self)
        self._bar = ListBar()
        self._table = RunsTable(self._model, self._selection)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar)
        layout.addWidget(self._table, 1)
        self._bar.asked.connect(self._show_order)
        self._bar.compare_wanted.connect(self._on_bar_compare_wanted)
        self._bar.undo_wanted.connect(self._library.undo_remove)
        self._bar.limit_chosen.connect(self._library.set_keep_at_most)
        self._table.recipe_wanted.connect(self.recipe_wanted)
        self._table.star_clicked.connect(self._toggle_star)
        self._table.removal_wanted.connect(self._on_table_removal_wanted)
        self._table.undo_wanted.connect(self._library.undo_remove)
        self._table.menu_wanted.connect(self._on_table_menu_wanted)
        self._table.sorting_wanted.connect(self._on_table_sorting_wanted)
        self._table.columns_changed.connect(self.layout_changed)
        self._table.texts.closeEditor.connect(self.show_runs)
        self._model.renamed.connect(lambda key, name: self._library.label(key, name=name))
        self._selection.ticked_runs_changed.connect(self._show_bar)
        self.show_runs()

    @property
    def switches(self) -> tuple[QAbstractButton, ...]:
        """The buttons that are remembered."""
        return (self._bar.only_this_data,)

    @property
    def layout_words(self) -> str:
        """Columns and order, in words to remember."""
        order, columns = self._model.order, self._table.chosen_columns
        return layout_to_words(columns, column=order.column, falls=order.falls)

    def restore_layout(self, words: str) -> None:
        """Shows the columns and the order that ``layout_words`` told."""
        columns, column, falls = layout_from_words(words)
        self._table.choose_columns(columns)
        self._model.set_order(replace(self._model.order, column=column, falls=falls))

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours of the window."""
        self._table.set_theme(theme)

    def show_runs(self) -> None:
        """Lists the runs there are by now; while a name is typed, that waits."""
        if self._table.is_edited:
            return
        record = self._controller.record
        self._model.show_runs(self._library.entries, record.key if record is not None else None)
        self._show_order()

    def show_progress(self) -> None:
        """Shows the latest numbers of the run on show."""
        entry = self._library.refresh_current()
        if entry is not None:
            self._model.update_current(entry)

    def show_colours(self, colours: Mapping[str, Sequence[str]]) -> None:
        """Shows the colours of the curves of runs, as of ``RunColours.by_key``."""
        self._model.set_colours(colours)

    def show_series(self, words: Mapping[str, str]) -> None:
        """Shows the place in its series of each run that is of one, in words, by its key."""
        self._model.set_series(words)

    # ---- inside

    def _show_order(self) -> None:
        origin = self._open_data() if self._bar.only_this_data.isChecked() else None
        self._model.set_order(replace(self._model.order, search=self._bar.search, origin=origin))
        self._show_bar()

    def _show_bar(self) -> None:
        library, entries = self._library, self._library.entries
        data = self._open_data()
        has_other = data is not None and not all(each.origin.is_same(data) for each in entries)
        self._bar.show_list(
            count=len(entries),
            has_other_data=has_other,
            ticked=len(self._selection.ticked_runs),
            removed=library.removed,
        )
        self._bar.show_store(
            count=sum(entry.is_kept for entry in entries),
            disk_bytes=library.disk_bytes,
            limit=library.keep_at_most,
            refused=[str(reason) for _, reason in library.refused],
        )
        self._table.can_undo = bool(library.removed)

    def _open_data(self) -> DataReference | None:
        dataset = self._controller.dataset
        return DataReference.of(dataset) if dataset is not None else None

    def _chosen(self, key: str) -> list[str]:
        """Returns the runs that a wish about one is about: the ticked ones, if it is of them."""
        ticked = self._selection.ticked_runs
        return sorted(ticked) if key in ticked else [key]

    def _compared(self, key: str) -> set[str]:
        """Returns the runs that one is compared with: the ticked ones, or else the one on show."""
        record = self._controller.record
        on_show = {record.key} if record is not None else set()
        return {key, *(self._selection.ticked_runs or on_show)}

    def _trigger(self, action: str, keys: Iterable[str]) -> None:
        """Does what an action of the menus does with the runs that are ticked."""
        self._selection.tick_runs(keys)
        self._actions[action].trigger()

    def _toggle_star(self, key: str) -> None:
        entry = self._library.entry(key)
        if entry is not None:
            self._library.label(key, starred=not entry.labels.starred)

    def _write_note(self, key: str) -> None:
        entry = self._library.entry(key)
        if entry is not None:

            def then(note: str) -> None:
                self._library.label(key, note=note)

            NoteDialog(entry.name, entry.labels.note, then=then, parent=self).open()

    def _remove(self, keys: list[str]) -> None:
        record = self._controller.record
        self._library.remove(key for key in keys if record is None or key != record.key)

    def _context(self, entry: RunEntry) -> RunContext:
        record, data = self._controller.record, self._open_data()
        return RunContext(
            is_on_show=record is not None and record.key == entry.key,
            is_busy=not self._controller.can_start(),
            is_of_open_data=data is not None and entry.origin.is_same(data),
            chosen=len(self._chosen(entry.key)),
            compared=len(self._compared(entry.key)),
        )

    # ---- slots

    def _on_bar_compare_wanted(self) -> None:
        self._actions["view_compare"].trigger()

    def _on_table_removal_wanted(self) -> None:
        key = self._table.key_at_cursor()
        ticked = sorted(self._selection.ticked_runs)
        self._remove(ticked or ([key] if key is not None else []))

    def _on_table_sorting_wanted(self, column: int) -> None:
        """The first click sorts, the second turns it round, the third puts the latest first."""
        order, falls = self._model.order, COLUMNS[column].falls
        if order.column != column:
            order = replace(order, column=column, falls=falls)
        elif order.falls == falls:
            order = replace(order, falls=not falls)
        else:
            order = replace(order, column=None)
        self._model.set_order(order)
        self.layout_changed.emit()

    def _on_table_menu_wanted(self, key: str, at: QPoint) -> None:
        entry = self._library.entry(key)
        if entry is None:
            return
        menu = RunMenu(entry, self._context(entry), self)
        menu.chosen.connect(partial(self._do, key))
        menu.popup(at)

    def _do(self, key: str, what: str) -> None:
        match what:
            case "open":
                self.open_wanted.emit(key)
            case "recipe":
                self.recipe_wanted.emit(key)
            case "seeds":
                self.seeds_wanted.emit(key)
            case "rename":
                self._table.rename(key)
            case "note":
                self._write_note(key)
            case "star":
                self._toggle_star(key)
            case "compare":
                self._trigger("view_compare", self._compared(key))
            case "save":
                self._trigger("save_run", [key])
            case "report":
                self._trigger("save_report", self._chosen(key))
            case "remove":
                self._remove(self._chosen(key))
