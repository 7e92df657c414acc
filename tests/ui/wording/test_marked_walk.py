"""Whatever the windows show can be said in another language.

Every text is translated to a marked one, the windows are used, and nothing unmarked is seen but
data: names, numbers, code, keys, and the text of lessons, which is a file of its own.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialog,
    QLabel,
    QWidget,
)

from signs_studio.lessons.catalogue import lesson_names, lesson_text
from signs_studio.lessons.lesson import DIALECTS
from signs_studio.recipe.draft import draft_layer
from signs_studio.recipe.layers import LAYER_KINDS
from signs_studio.recipe.sharing.line import recipe_to_line
from signs_studio.runs.events import FindingMade
from signs_studio.runs.findings import Finding, FindingKind
from signs_studio.ui.inspect.answer_page import AnswerPage
from signs_studio.ui.widgets.markdown import html_of
from signs_studio.worker.run_state import RunState
from tests.ui.conftest import (
    ENGINE_TIMEOUT_MS,
    answer,
    open_lesson,
    question,
    show_data_card,
    small_dataset,
    small_draft,
)
from tests.ui.test_plain_words import unfold_everything
from tests.ui.walk import Walk
from tests.ui.wording.marked_walk import install, uninstall, unmarked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from signs_studio.ui.shell.main_window import MainWindow

PRODUCTS = ("Signs Studio", "TensorFlow", "Qt", "Python", *DIALECTS.values())
TYPES = tuple(str(np.dtype(name)) for name in ("uint8", "int32", "int64", "float32"))
ARRAYS = ("X_train", "X_test", "Y_train", "Y_test", "W1X", "W2A1", "W3A2")
# As TensorFlow and Python call them, in figures of lessons.
CODE = (
    *("tf.zeros", "tf.ones", "tf.Session()", "session.run(c)", "sigmoid(z)", "exp(", "log p"),
    *("Placeholder", "Const", "Mul", "mul/", "mul", "MatMul", "AddV2", "Relu", "Softmax"),
    *("Transpose", "Identity", "logits", "nan", "SGD"),
)
FINDING_VALUES = (
    *(("hidden_layers", 1), ("limit", 0.5), ("cost", 1.0), ("guessing", 1.1)),
    *(("has_learnt", 0), ("dropout", 1), ("augmentation", 1), ("accuracy", 0.3)),
    *(("train_brightness", 0.6), ("test_brightness", 0.2)),
    *(("train_contrast", 0.2), ("test_contrast", 0.1), ("brightness", 0.6), ("contrast", 0.2)),
    *(("copies", 3), ("test_pictures", 12), ("train_accuracy", 0.9)),
    *(("parameters", 307615), ("pictures", 1080)),
)


@pytest.fixture
def marked_language(qapp: QApplication) -> Iterator[None]:  # noqa: ARG001 - it translates
    translator = install()
    yield
    uninstall(translator)


@pytest.fixture
def marked_window(
    marked_language: None,  # noqa: ARG001 - spoken from the start
    make_window: Callable[[], MainWindow],
    qtbot: QtBot,
) -> MainWindow:
    """A window in which data, signs and edits are called by numbers, with a run that has ended."""
    window = make_window()
    window.editor.edit(small_draft(), title="7")
    dataset = replace(small_dataset(), name="0", source="1", class_names=("0", "1", "2"))
    window.controller.set_data(dataset)
    qtbot.waitUntil(lambda: window.controller.state is RunState.READY, timeout=ENGINE_TIMEOUT_MS)
    with qtbot.waitSignal(window.run_shown, timeout=ENGINE_TIMEOUT_MS):
        window.train()
    return window


def test_nothing_is_seen_that_cannot_be_translated(
    qtbot: QtBot, marked_window: MainWindow, tmp_path: Path
) -> None:
    window = marked_window
    seen: dict[str, dict[str, set[str]]] = {}
    recipe = window.editor.validation.recipe
    assert recipe is not None
    line = recipe_to_line(recipe)
    titles = [lesson_text(name).title for name in lesson_names()]

    def look(what: str, shown: QWidget | None) -> None:
        assert shown is not None, what
        QApplication.processEvents()
        data = (*PRODUCTS, *TYPES, *ARRAYS, "CPU:0", "HDF5", line, *titles)
        seen[what] = unmarked(Walk(shown).said, data)

    find_everything(window)
    grid = window.findChild(QAbstractItemView, "picture_grid")
    assert isinstance(grid, QAbstractItemView)
    grid.setCurrentIndex(grid.model().index(0, 0))
    unfold_everything(window)
    look("a run that has ended", window)
    window.actions_by_name["view_inspect"].trigger()
    for tab in window.findChildren(QAbstractButton):
        if tab.objectName().startswith("inspect_tab_"):
            tab.click()
            page = window.findChild(AnswerPage, tab.objectName().replace("_tab", ""))
            assert page is not None
            answer_is_there = partial(getattr, page.live, "answer")
            qtbot.waitUntil(lambda a=answer_is_there: a() is not None, timeout=ENGINE_TIMEOUT_MS)
    look("the inspector", window)
    window.actions_by_name["view_curves"].trigger()

    layers = tuple(map(draft_layer, LAYER_KINDS))
    wrong = replace(window.editor.draft, layers=layers).with_field("epochs", "0")
    window.editor.edit(wrong, title="7")
    damaged = tmp_path / "1.2"
    damaged.write_bytes(b"no HDF5")
    with qtbot.waitSignal(window.data_thread.refused, timeout=ENGINE_TIMEOUT_MS):
        window.open_data(damaged)
    look("a wrong recipe and a wrong file", window)

    window.actions_by_name["presenter"].trigger()
    look("the presenter", window)
    window.actions_by_name["presenter"].trigger()

    window.editor.edit(small_draft(), title="7")
    for name in ("about", "shortcuts", "share_recipe"):
        window.actions_by_name[name].trigger()
        dialog = window.findChild(QDialog, name)
        look(name, dialog)
        assert dialog is not None
        dialog.close()

    window.editor.edit(small_draft(), title="7")
    window._closing._ask_for_kept_pictures()
    look("a question", question(window))
    answer(window, "keep")

    show_data_card(qtbot, window)
    look("the data card", window)

    assert {what: said for what, said in seen.items() if said} == {}


def test_a_lesson_shows_nothing_else_but_its_text_and_code(
    qtbot: QtBot, marked_window: MainWindow
) -> None:
    seen: defaultdict[str, set[str]] = defaultdict(set)
    texts = {name: lesson_text(name) for name in lesson_names()}
    titles = [text.title for text in texts.values()]
    for name, text in texts.items():
        window = open_lesson(qtbot, marked_window, name)
        failure = window.findChild(QLabel, "lesson_failure")
        assert failure is not None
        assert not failure.isVisible()
        own = [plain(html_of(words)) for words in (text.words, *text.tasks)]
        data = (*titles, *own, *PRODUCTS, *TYPES, *ARRAYS, *CODE)
        for where, words in unmarked(Walk(window).said, data).items():
            seen[f"{name}: {where}"] |= words
    assert dict(seen) == {}


def find_everything(window: MainWindow) -> None:
    """Has the run of a window all findings that there are."""
    record = window.controller.record
    assert record is not None
    for kind in FindingKind:
        finding = Finding(kind, 2, layer=0, values=FINDING_VALUES)
        record.apply(FindingMade(finding=finding))
    window.controller.record_changed.emit()


def plain(html: str) -> str:
    return QTextDocumentFragment.fromHtml(html).toPlainText()
