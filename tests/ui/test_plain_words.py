"""Words that come from anybody are shown as they are, everywhere in both windows: never as markup.

Each test fills a window with hostile words and walks all that it shows.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence, QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGraphicsTextItem,
    QGraphicsView,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QTextEdit,
    QToolTip,
    QWidget,
)

from signs_studio.figures import (
    Curve,
    Figure,
    FunctionPlot,
    Graph,
    Histogram,
    Matrix,
    Node,
    Note,
    Photographs,
    Point,
    Steps,
    Table,
)
from signs_studio.lessons.catalogue import find_lesson, lesson_names, lesson_text
from signs_studio.recipe.draft import LayerDraft, draft_layer
from signs_studio.recipe.layers import LAYER_KINDS
from signs_studio.runs.devices import Device
from signs_studio.runs.events import FindingMade
from signs_studio.runs.findings import Finding, FindingKind
from signs_studio.ui.recipe.recipe_panel import RecipePanel
from signs_studio.ui.shell.device_menu import DeviceMenu
from signs_studio.worker.lesson_thread import LessonAnswer, LessonRequest
from tests.ui.conftest import ENGINE_TIMEOUT_MS, small_dataset

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from signs_studio.ui.shell.main_window import MainWindow

HOSTILE = "<b>&x</b><img src=q>"
ROLE = Qt.ItemDataRole
SAID_ROLES = (ROLE.ToolTipRole, ROLE.StatusTipRole, ROLE.WhatsThisRole)


class Walk:
    """All words of a window; each is looked at as Qt would show it.

    Attributes:
        met: How many places of each sort were looked at.
        hostile: Where hostile words were found, by the names of objects or the sort of place.
    """

    def __init__(self, window: QWidget) -> None:
        self.met: Counter[str] = Counter()
        self.hostile: set[str] = set()
        self._tips: dict[str, str] = {}
        self._models: set[QAbstractItemModel] = set()
        for widget in (window, *window.findChildren(QWidget)):
            self._walk_widget(widget)
        for action in window.findChildren(QAction):
            self._walk_action(action)
        for tip, where in self._tips.items():
            self._show_tip(tip, where, window)

    def _note(self, sort: str, words: str, where: str) -> None:
        self.met[sort] += 1
        if HOSTILE in words:
            self.hostile.add(where)

    def _walk_widget(self, widget: QWidget) -> None:
        where = widget.objectName() or type(widget).__name__
        assert "[*]" not in widget.windowTitle()
        assert not isinstance(widget, QTextEdit), f"{where} guesses what its words are"
        for tip in (widget.toolTip(), widget.statusTip(), widget.whatsThis()):
            self._tips.setdefault(tip, where)
        self._note("accessible", widget.accessibleName() + widget.accessibleDescription(), where)
        if isinstance(widget, QLabel):
            self._walk_label(widget, where)
        elif isinstance(widget, QAbstractButton | QMenu):
            words = widget.title() if isinstance(widget, QMenu) else widget.text()
            self._check_mnemonic(words, where)
        elif isinstance(widget, QLineEdit):
            self._note("input", widget.text(), where)
        elif isinstance(widget, QComboBox):
            self._walk_model(widget.model(), where)
        elif isinstance(widget, QAbstractItemView):
            if widget.model() is not None:
                self._walk_model(widget.model(), where)
        elif isinstance(widget, QGraphicsView) and widget.scene() is not None:
            self._walk_scene(widget, where)

    def _walk_label(self, label: QLabel, where: str) -> None:
        label.ensurePolished()
        words = getattr(label, "words", label.text())
        self._note("label", words, where)
        if label.textFormat() is Qt.TextFormat.RichText:
            self.met["marked-up label"] += 1
            self._check_html(label.text(), where)
        else:
            assert label.textFormat() is Qt.TextFormat.PlainText, (where, words)

    def _check_html(self, html: str, where: str) -> None:
        document = QTextDocument()
        document.setHtml(html)
        self._check_document(document, where)
        assert "img src=q" not in html or HOSTILE in document.toPlainText(), where

    def _check_document(self, document: QTextDocument, where: str) -> None:
        assert "\N{OBJECT REPLACEMENT CHARACTER}" not in document.toPlainText(), where
        if HOSTILE in document.toPlainText():
            self.hostile.add(where)

    def _walk_model(self, model: QAbstractItemModel, where: str) -> None:
        if model in self._models:
            return
        self._models.add(model)
        rows = model.rowCount()
        columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        cells: list[Callable[[Qt.ItemDataRole], Any]] = [
            *(model.index(row, column).data for row in range(rows) for column in range(columns)),
            *(partial(model.headerData, column, across) for column in range(columns)),
            *(partial(model.headerData, row, down) for row in range(rows)),
        ]
        for data in cells:
            self._note("cell", str(data(ROLE.DisplayRole) or ""), where)
            for role in SAID_ROLES:
                self._tips.setdefault(data(role) or "", where)

    def _walk_scene(self, view: QGraphicsView, where: str) -> None:
        for item in view.scene().items():
            self._tips.setdefault(item.toolTip(), where)
            if isinstance(item, QGraphicsTextItem):
                self.met["words in a scene"] += 1
                self._check_document(item.document(), where)
            if isinstance(item, pg.AxisItem):
                self.met["axis"] += 1
                drawn = item.label.toPlainText()
                assert "img src=q" not in item.labelText or HOSTILE in drawn, (where, drawn)

    def _walk_action(self, action: QAction) -> None:
        where = action.objectName() or action.text()
        self.met["action"] += 1
        self._check_mnemonic(action.text(), where)
        for tip in (action.toolTip(), action.statusTip(), action.whatsThis()):
            self._tips.setdefault(tip, where)

    def _check_mnemonic(self, words: str, where: str) -> None:
        self._note("button", words.replace("&&", "&"), where)
        assert "img src=q" not in words or QKeySequence.mnemonic(words).isEmpty(), where

    def _show_tip(self, tip: str, where: str, window: QWidget) -> None:
        """Shows a tooltip and looks at what is on the screen."""
        if not tip:
            return
        self._note("tip", tip, f"tip of {where}")
        QToolTip.showText(QPoint(9, 9), tip, window)
        shown = [w for w in QApplication.topLevelWidgets() if w.inherits("QTipLabel")]
        labels = [w for w in shown if isinstance(w, QLabel) and w.isVisible()]
        assert [(w.text(), w.textFormat()) for w in labels] == [(tip, Qt.TextFormat.PlainText)]
        assert labels[0].width() <= window.screen().size().width(), where


def type_hostile_words(panel: QWidget) -> int:
    """Types into every field; returns how many there are."""
    count = 0
    QApplication.processEvents()  # What was just made is shown then.
    # Typing has fields made and taken away: each is asked for anew.
    while True:
        untyped = [
            field
            for field in panel.findChildren(QLineEdit)
            if field.text() != HOSTILE and not field.isReadOnly() and field.isVisibleTo(panel)
        ]
        if not untyped:
            return count
        untyped[0].selectAll()
        untyped[0].insert(HOSTILE)
        count += 1


def unfold_everything(panel: QWidget) -> None:
    QApplication.processEvents()
    for button in panel.findChildren(QAbstractButton):
        # A switch is a field; what unfolds is a button.
        if button.isCheckable() and button.inherits("QToolButton"):
            button.setChecked(True)


@pytest.fixture
def hostile_window(qtbot: QtBot, ready_window: MainWindow) -> MainWindow:
    """A window whose data, device, run and findings are called by hostile words."""
    window = ready_window
    menu = window.findChild(DeviceMenu)
    assert isinstance(menu, DeviceMenu)
    menu.show_devices([Device("CPU:0", HOSTILE)])
    dataset = replace(
        small_dataset(),
        name=f"{HOSTILE} data",
        source=f"{HOSTILE} source",
        class_names=tuple(f"{HOSTILE} sign {number}" for number in range(3)),
        notes=(f"{HOSTILE} note",),
    )
    window.controller.set_data(dataset)
    with qtbot.waitSignal(window.run_shown, timeout=ENGINE_TIMEOUT_MS):
        window.train()
    history = window.controller.history
    assert history is not None
    history.apply(
        FindingMade(
            run_id=history.run_id, finding=Finding(FindingKind.STUCK, 2, None, f"{HOSTILE} finding")
        )
    )
    window.controller.history_changed.emit()
    grid = window.findChild(QAbstractItemView, "picture_grid")
    assert isinstance(grid, QAbstractItemView)
    grid.setCurrentIndex(grid.model().index(0, 0))
    return window


def test_the_main_window_takes_no_words_for_markup(hostile_window: MainWindow) -> None:
    window = hostile_window
    draft = window.editor.draft
    layers = (*map(draft_layer, LAYER_KINDS), LayerDraft(HOSTILE, {}))
    window.editor.edit(replace(draft, layers=layers), title="test")
    panel = window.findChild(RecipePanel)
    assert isinstance(panel, RecipePanel)
    unfold_everything(panel)
    fields = type_hostile_words(panel)
    window.show_error(f"{HOSTILE} message", f"{HOSTILE} details")

    walk = Walk(window)

    assert fields >= 30
    # Known places: the walk has met each, and hostile words were there.
    assert walk.hostile >= {
        "data_name",
        "data_counts",
        "tip of data_name",
        "inspector_sentence",
        "inspector_bars",
        "filter_sign",
        "tip of picture_grid",
        "tip of inspector_bars",
        "findings",
        "tip of runs_table",
        "banner_message",
        "banner",
        "action_device_CPU:0",
        "tip of train",
        "epochs",
        "epochs_error",
        "layer_1_error",
        f"layer_{len(layers)}_kind",
    }, walk.hostile
    least = {"label": 120, "tip": 80, "cell": 200, "action": 30, "button": 90, "axis": 8}
    assert {sort: walk.met[sort] for sort in least} == {
        sort: max(count, walk.met[sort]) for sort, count in least.items()
    }


def hostile_figures() -> tuple[Figure, ...]:
    """A figure of every kind, in which every word is hostile."""
    picture = np.zeros((4, 4, 3), np.uint8)
    return (
        FunctionPlot(
            title=HOSTILE,
            x_label=f"{HOSTILE} x",
            y_label=f"{HOSTILE} y",
            curves=(Curve(HOSTILE, (1, 2), (1, 2)), Curve(f"{HOSTILE} 2", (1, 2), (2, 1))),
            points=(Point(HOSTILE, 1, 1),),
            x_names=(HOSTILE,),
        ),
        Histogram(title=HOSTILE, label=f"{HOSTILE} h", edges=(0, 1, 2), counts=(1, 2)),
        Matrix(title=HOSTILE, values=((HOSTILE, 1),), rows=(HOSTILE,), columns=(HOSTILE, "b")),
        Graph(
            title=HOSTILE,
            nodes=(Node(HOSTILE, HOSTILE, HOSTILE, HOSTILE), Node("b", HOSTILE)),
            edges=((0, 1),),
        ),
        Table(title=HOSTILE, headings=(HOSTILE,), rows=((f"{HOSTILE} cell",),)),
        Steps(title=HOSTILE, steps=((HOSTILE, True),)),
        Note(HOSTILE),
        Photographs(title=HOSTILE, pictures=(picture,), captions=(HOSTILE,)),
    )


def test_the_lessons_take_no_words_for_markup_but_their_own(
    qtbot: QtBot, ready_window: MainWindow
) -> None:
    ready_window.lessons.open(lesson_names()[0])
    window = ready_window.lessons.window
    assert window is not None
    hostile: set[str] = set()
    fields = 0
    for name in lesson_names():
        window.open(name)
        page = window.findChild(QWidget, "lesson_page")
        assert page is not None
        fields += type_hostile_words(page)
        walk = Walk(window)
        assert walk.met["marked-up label"] >= 3, name
        hostile |= walk.hostile
    assert fields >= 30
    assert "lesson_minimise_learning_rate" in hostile
    assert "lesson_minimise_learning_rate_error" in hostile

    name = window.session.name
    lesson = find_lesson(name)
    answer = LessonAnswer(
        request=LessonRequest(
            name=name,
            lesson=lesson,
            text=lesson_text(name),
            dialect="tf2",
            inputs=lesson.read({}),
        ),
        program=HOSTILE,
        printed=HOSTILE,
        failure=HOSTILE,
        figures=hostile_figures(),
        solved=frozenset(),
    )
    # What is still computed of lessons before would be shown in between.
    qtbot.waitUntil(lambda: not window.session.is_computing, timeout=ENGINE_TIMEOUT_MS)
    window.session.failed.emit(HOSTILE, HOSTILE)
    assert Walk(window).hostile >= {"banner_message", "banner"}
    with qtbot.waitSignal(window.answer_shown, timeout=ENGINE_TIMEOUT_MS):
        window.session.answered.emit(answer)
    walk = Walk(window)
    assert walk.hostile >= {
        "graph",
        "lesson_failure",
        "lesson_figures_words",
        "lesson_table",
        "matrix",
        "photographs",
        "tip of graph",
        "tip of lesson_table",
        "tip of matrix",
        "PlotCanvas",
    }, walk.hostile
    assert walk.met["axis"] >= 8


def test_long_names_widen_no_window(hostile_window: MainWindow) -> None:
    panels = [hostile_window.findChild(QWidget, name) for name in ("pictures_panel", "data_name")]
    before = [panel.minimumSizeHint().width() for panel in panels if panel is not None]
    dataset = replace(
        small_dataset(),
        name="W" * 60,
        class_names=("W" * 100, "M" * 100, "W" * 99),
        notes=("W" * 60,),
    )
    hostile_window.controller.set_data(dataset)
    grid = hostile_window.findChild(QAbstractItemView, "picture_grid")
    assert isinstance(grid, QAbstractItemView)
    grid.setCurrentIndex(grid.model().index(0, 0))
    after = [panel.minimumSizeHint().width() for panel in panels if panel is not None]
    assert len(after) == 2
    # A line of the widest letters, of 60 and 100 that there are.
    line = hostile_window.fontMetrics().horizontalAdvance("W" * 21)
    assert max(after) <= max(line, *before)


def test_messages_are_plain(ready_window: MainWindow) -> None:
    box = QMessageBox(ready_window)
    box.setText(f"{HOSTILE} text")
    box.setInformativeText(f"{HOSTILE} more")
    box.show()
    walk = Walk(box)
    assert walk.hostile == {"qt_msgbox_label", "qt_msgbox_informativelabel"}
