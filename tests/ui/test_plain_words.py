"""Words that come from anybody are shown as they are, everywhere in both windows: never as markup.

Each test fills a window with hostile words and walks all that it shows.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLineEdit,
    QMessageBox,
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
from signs_studio.messages import Message, set_translator
from signs_studio.recipe.draft import LayerDraft, draft_layer
from signs_studio.recipe.layers import LAYER_KINDS
from signs_studio.runs.devices import Device
from signs_studio.runs.events import FindingMade
from signs_studio.runs.findings import Finding, FindingKind
from signs_studio.ui.recipe.recipe_panel import RecipePanel
from signs_studio.ui.shell.device_menu import DeviceMenu
from signs_studio.worker.lesson_thread import LessonAnswer, LessonRequest
from tests.ui.conftest import ENGINE_TIMEOUT_MS, small_dataset
from tests.ui.walk import HOSTILE, Walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from signs_studio.ui.shell.main_window import MainWindow


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
def hostile_language() -> Iterator[None]:
    """Has findings said in a language of hostile words."""

    def translate(context: str, source: str, _singular: str, _count: int) -> str:
        return f"{HOSTILE} {source}" if context == "findings" else source

    set_translator(translate)
    yield
    set_translator(None)


@pytest.fixture
def hostile_window(
    qtbot: QtBot,
    ready_window: MainWindow,
    hostile_language: None,  # noqa: ARG001 - asked for to be spoken
) -> MainWindow:
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
        notes=(Message("data", "{name} note").format(name=HOSTILE),),
        skipped=(Message("data", "{name} skipped").format(name=HOSTILE),),
    )
    window.controller.set_data(dataset)
    with qtbot.waitSignal(window.run_shown, timeout=ENGINE_TIMEOUT_MS):
        window.train()
    record = window.controller.record
    assert record is not None
    record.apply(FindingMade(finding=Finding(FindingKind.RISING, 2)))
    window.controller.record_changed.emit()
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
    window.actions_by_name["view_data"].trigger()

    walk = Walk(window)

    assert fields >= 30
    # Known places: the walk has met each, and hostile words were there.
    assert walk.hostile >= {
        "data_name",
        "card_name",
        "card_source",
        "card_notes",
        "card_skipped",
        "tip of class_list",
        "tip of browse_grid",
        "browse_sign",
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
    names = ("pictures_panel", "data_name", "data_card")
    panels = [hostile_window.findChild(QWidget, name) for name in names]
    hostile_window.actions_by_name["view_data"].trigger()
    before = [panel.minimumSizeHint().width() for panel in panels if panel is not None]
    dataset = replace(
        small_dataset(),
        name="W" * 60,
        class_names=("W" * 100, "M" * 100, "W" * 99),
        notes=(Message("data", "W" * 60),),
    )
    hostile_window.controller.set_data(dataset)
    grid = hostile_window.findChild(QAbstractItemView, "picture_grid")
    assert isinstance(grid, QAbstractItemView)
    grid.setCurrentIndex(grid.model().index(0, 0))
    after = [panel.minimumSizeHint().width() for panel in panels if panel is not None]
    assert len(after) == 3
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
