"""The panel of the runs in a window: labels, search, order, removal, and the run's menu."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QFont, QFontMetrics, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from signs_studio.data.dataset import Dataset
from signs_studio.runs.store.store import RunStore
from signs_studio.ui.panel import Panel
from signs_studio.ui.runs import panel as runs
from signs_studio.ui.runs.column_widths import column_widths
from signs_studio.ui.runs.list_layout import ListLayout, layout_from_words
from signs_studio.ui.runs.note_dialog import NoteDialog
from signs_studio.ui.runs.run_columns import COLUMNS, INDEX, sorted_title
from signs_studio.ui.runs.runs_panel import RunsPanel
from signs_studio.ui.runs.runs_table import RunsTable
from signs_studio.ui.shell.main_window import MainWindow
from tests.conftest import drawn_dataset
from tests.stored_runs import store_run

NAME, STAR, NOTE, BEST, CHANGED = (INDEX[n] for n in ("name", "star", "note", "best", "changed"))


class Listed:
    """The panel in a window of its own kind, with three kept runs."""

    def __init__(self, qtbot: QtBot, home: Path, make: Callable[..., MainWindow]) -> None:
        self.qtbot, self.home = qtbot, home
        store, dataset = RunStore(home), drawn_dataset()
        self.other = drawn_dataset(seed=1)
        self.first = store_run(store, dataset, accuracies=(0.2, 0.9, 0.6))
        self.second = store_run(store, dataset, fields={"learning_rate": "0.01"})
        self.third = store_run(store, self.other, accuracies=(0.3,))
        self.window = make(panels=(runs.PANEL, _middle()))
        self.window.resize(1400, 500)
        self.open(dataset)
        self.table = self.window.findChild(RunsTable)
        self.panel = self.window.findChild(RunsPanel)
        self.library = self.window.workspace.library
        self.wait_for(3, 2, 1)
        qtbot.waitUntil(lambda: all(entry.is_kept for entry in self.library.entries))

    def open(self, dataset: Dataset) -> None:
        self.window.controller.set_data(dataset)

    def numbers(self) -> list[int]:
        model = self.table.model()
        names = [model.index(row, NAME).data() for row in range(model.rowCount())]
        return [int(name.split()[1]) for name in names]

    def wait_for(self, *numbers: int) -> None:
        self.qtbot.waitUntil(lambda: self.numbers() == list(numbers))

    def words(self, row: int, column: int) -> str:
        return str(self.table.model().index(row, column).data())

    def click(self, row: int, column: int) -> None:
        place = self.table.visualRect(self.table.model().index(row, column)).center()
        QTest.mouseClick(self.table.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def menu(self, row: int) -> QMenu:
        place = self.table.visualRect(self.table.model().index(row, NAME)).center()
        at = self.table.viewport().mapToGlobal(place)
        key = self.library.entries[self.numbers()[row] - 1].key
        self.table.menu_wanted.emit(key, QPoint(at))
        menus = [menu for menu in self.window.findChildren(QMenu, "run_menu") if menu.isVisible()]
        assert len(menus) == 1
        return menus[0]


def _middle() -> Panel:
    from signs_studio.ui.plots import panel as plots

    return plots.PANEL


def right_end(table: RunsTable, row: int) -> QImage:
    """Returns the end of the column of names, as it is painted."""
    index = table.model().index(row, NAME)
    table.scrollTo(index)
    place = table.visualRect(index)
    place.setLeft(place.right() - table.fontMetrics().height())
    return table.viewport().grab(place).toImage()


@pytest.fixture
def listed(qtbot: QtBot, tmp_path: Path, make_window: Callable[..., MainWindow]) -> Listed:
    return Listed(qtbot, tmp_path / "home", make_window)


def test_a_run_tells_its_best_epoch_and_what_changed_since_the_run_before(listed: Listed) -> None:
    assert listed.words(2, BEST) == "90.0 (60\N{EN DASH}98)"
    assert listed.words(2, INDEX["best_epoch"]) == "2"
    assert listed.words(1, CHANGED) == "learning rate 0.0001 \N{RIGHTWARDS ARROW} 0.01"
    assert listed.words(0, CHANGED).startswith("data drawn; learning rate 0.01")
    assert listed.words(2, CHANGED) == ""


def test_a_name_is_typed_in_place_and_a_star_clicked_on(listed: Listed) -> None:
    listed.click(1, NAME)
    QTest.keyClick(listed.table, Qt.Key.Key_F2)
    editor = listed.table.findChild(QLineEdit, "run_name")
    assert isinstance(editor, QLineEdit)
    QTest.keyClicks(editor, "warm")
    # A scan meanwhile leaves what is typed.
    listed.library.changed.emit()
    QTest.keyClicks(editor, "er")
    with listed.qtbot.assertNotEmitted(listed.table.recipe_wanted):
        QTest.keyClick(editor, Qt.Key.Key_Return)
        listed.qtbot.waitUntil(lambda: listed.words(1, NAME) == "Run 2 “warmer”")
    ticked = listed.window.workspace.selection.ticked_runs
    listed.click(2, STAR)
    assert listed.library.entries[0].labels.starred
    assert listed.window.workspace.selection.ticked_runs == ticked
    QTest.keyClick(listed.table, Qt.Key.Key_Asterisk)
    assert listed.library.entries[1].labels.starred, "the keyboard is at the second"


def test_a_column_of_notes_comes_with_the_first_note(listed: Listed) -> None:
    assert listed.table.isColumnHidden(NOTE)
    entries = {action.data(): action for action in listed.menu(2).actions()}
    entries["note"].trigger()
    dialog = listed.window.findChild(NoteDialog)
    assert dialog is not None
    text = dialog.findChild(QPlainTextEdit, "note")
    assert text is not None
    text.setPlainText("the one to beat\nsee page 3")
    dialog.accept()
    assert not listed.table.isColumnHidden(NOTE)
    assert listed.words(2, NOTE) == "the one to beat see page 3"
    model, tip = listed.table.model(), Qt.ItemDataRole.ToolTipRole
    assert model.index(2, NOTE).data(tip) == "the one to beat\nsee page 3"
    # Where there is no room for the column, the name has a mark.
    name = model.index(2, NAME)
    assert name.data(Qt.ItemDataRole.AccessibleTextRole) == "Run 1, with a note"
    assert "Note: the one to beat" in name.data(tip)
    marks = [right_end(listed.table, row) for row in range(3)]
    assert marks[0] == marks[1] != marks[2]


def test_the_list_is_searched_filtered_and_sorted(listed: Listed) -> None:
    search = listed.window.findChild(QLineEdit, "search_runs")
    only = listed.window.findChild(QPushButton, "only_this_data")
    assert search is not None
    assert only is not None
    listed.library.label(listed.first.key, name="Baseline", note="dim light")
    search.setText("LIGHT base")
    assert listed.numbers() == [1]
    search.setText("article, changed")
    assert listed.numbers() == [2]
    search.setText("nothing of that kind")
    assert listed.numbers() == []
    search.clear()
    only.click()
    assert listed.numbers() == [2, 1]
    listed.open(listed.other)
    assert listed.numbers() == [3]
    only.click()
    header = listed.table.horizontalHeader()
    seen = []
    for _ in range(3):
        header.sectionClicked.emit(BEST)
        seen.append(listed.numbers())
    assert seen == [[1, 2, 3], [3, 2, 1], [3, 2, 1]]


def test_the_header_says_the_order_and_has_room_for_it(listed: Listed) -> None:
    header, model = listed.table.horizontalHeader(), listed.table.model()
    horizontal = Qt.Orientation.Horizontal

    def title(role: Qt.ItemDataRole = Qt.ItemDataRole.DisplayRole) -> str:
        return str(model.headerData(BEST, horizontal, role))

    width = header.sectionSize(BEST)
    assert title() == "Best %"
    for arrow, order in (
        ("\N{BLACK DOWN-POINTING SMALL TRIANGLE}", "highest"),
        ("\N{BLACK UP-POINTING SMALL TRIANGLE}", "lowest"),
    ):
        header.sectionClicked.emit(BEST)
        assert title().endswith(arrow)
        assert title(Qt.ItemDataRole.AccessibleTextRole) == f"Best %, {order} first"
        assert header.sectionSize(BEST) == width
        for column in range(model.columnCount()):
            if not listed.table.isColumnHidden(column) and COLUMNS[column].widest:
                bold = QFont(listed.table.font())
                bold.setBold(True)
                words = sorted_title(COLUMNS[column], falls=True) * (column != STAR)
                room = header.sectionSize(column) - 2 * 8 * (column != STAR)
                assert QFontMetrics(bold).horizontalAdvance(words) <= room
    header.sectionClicked.emit(BEST)
    assert title() == "Best %"


def test_a_narrow_list_shows_what_it_is_sorted_by_and_fills_its_room() -> None:
    wanted = [STAR, NAME, BEST, INDEX["best_epoch"], INDEX["epochs"]]
    fixed = dict.fromkeys(wanted, 100)
    usual = column_widths(wanted, fixed, least=10, room=350)
    assert usual == {STAR: 100, NAME: 150, BEST: 100}
    by_epoch = column_widths(wanted, fixed, least=10, room=350, sorted_by=INDEX["best_epoch"])
    assert by_epoch == {STAR: 100, NAME: 150, INDEX["best_epoch"]: 100}


def test_columns_and_order_are_remembered(
    listed: Listed, make_window: Callable[..., MainWindow]
) -> None:
    heard = []
    listed.panel.layout_changed.connect(lambda: heard.append(listed.panel.layout_words))
    listed.table.horizontalHeader().sectionClicked.emit(INDEX["cost"])
    listed.table.horizontalHeader().customContextMenuRequested.emit(QPoint(5, 5))
    menu = listed.window.findChild(QMenu, "columns_menu")
    assert menu is not None
    for action in menu.actions():
        if action.data() in (INDEX["test_cost"], CHANGED):
            action.trigger()
    assert len(heard) == 3
    words = heard[-1]
    listed.window.close()
    again = make_window(panels=(runs.PANEL, _middle())).findChild(RunsPanel)
    assert again is not None
    assert again.layout_words == words
    columns, column, falls = layout_from_words(words)
    assert (column, falls) == (INDEX["cost"], False)
    assert columns ^ ListLayout().columns == {INDEX["test_cost"], CHANGED}


@pytest.mark.parametrize(
    "words", ["", "latest", "nonsense", "cost", "cost sideways", "latest x", "x"]
)
def test_a_layout_that_makes_no_sense_is_the_usual_one(words: str) -> None:
    assert layout_from_words(words) == ListLayout()


def test_ticked_runs_are_removed_and_come_back(qtbot: QtBot, listed: Listed) -> None:
    listed.window.workspace.selection.tick_runs([listed.first.key, listed.third.key])
    QTest.keyClick(listed.table, Qt.Key.Key_Delete)
    listed.wait_for(2)
    assert listed.window.workspace.selection.ticked_runs == set()
    undo = listed.window.findChild(QPushButton, "undo_remove")
    assert undo is not None
    assert undo.text() == "Undo: remove 2 runs"
    with qtbot.waitActive(listed.window):
        listed.window.activateWindow()
    listed.table.setFocus()
    QTest.keyClick(listed.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    listed.wait_for(3, 2, 1)
    assert undo.isHidden()


def test_the_menu_compares_and_hands_on_the_runs_it_is_about(
    listed: Listed, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, selection = listed.window, listed.window.workspace.selection
    done: list[tuple[str, frozenset[str]]] = []
    panel_actions = dict(window.workspace.actions)
    for name in ("view_compare", "save_run", "save_report"):
        action = QAction(window)
        action.triggered.connect(lambda _=False, n=name: done.append((n, selection.ticked_runs)))
        panel_actions[name] = action
    monkeypatch.setattr(listed.panel, "_actions", panel_actions)
    first, second, third = listed.first.key, listed.second.key, listed.third.key

    def entries(row: int) -> dict[str, QAction]:
        menu = listed.menu(row)
        menu.hide()
        return {action.data(): action for action in menu.actions()}

    alone = entries(2)
    assert not alone["compare"].isEnabled()
    assert "hold Ctrl" in alone["compare"].toolTip()
    alone["save"].trigger()
    selection.tick_runs([second, third])
    outside = entries(2)
    assert outside["compare"].text() == "&Compare 3 runs"
    outside["compare"].trigger()
    assert done == [("save_run", {first}), ("view_compare", {first, second, third})]
    done.clear()
    selection.tick_runs([first, third])
    inside = entries(0)
    assert inside["compare"].text() == "&Compare 2 runs"
    assert inside["report"].text() == "Re&port of 2 runs…"
    inside["report"].trigger()
    inside["save"].trigger()
    assert done == [("save_report", {first, third}), ("save_run", {third})]


def test_the_menu_says_why_something_cannot_be_done(listed: Listed) -> None:
    keeper = RunStore(listed.home).keep_on(listed.third.key)
    listed.library.rescan()
    listed.qtbot.waitUntil(lambda: listed.library.entries[2].is_running)
    actions = {action.data(): action for action in listed.menu(0).actions()}
    for name in ("open", "remove"):
        assert not actions[name].isEnabled()
        assert actions[name].toolTip() == "Another window or command has it open"
    keeper.close(60.0)
    assert listed.window.editor.draft["learning_rate"] == "0.0001"
    listed.click(1, NAME)
    QTest.keyClick(listed.table, Qt.Key.Key_Return)
    assert listed.window.editor.draft["learning_rate"] == "0.01"
    actions["recipe"].trigger()
    assert listed.window.editor.draft["learning_rate"] == "0.0001"
