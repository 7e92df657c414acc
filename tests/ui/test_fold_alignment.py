"""Words of folds begin where the words around them do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QWidget

from signs_studio.messages import Message
from signs_studio.ui.forms.fields_form import GRID
from signs_studio.ui.forms.fold_button import FoldButton
from signs_studio.worker.run_state import RunState
from tests.ui.conftest import ENGINE_TIMEOUT_MS, small_dataset

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from signs_studio.ui.shell.main_window import MainWindow


@pytest.mark.parametrize(
    ("view", "form", "beside"),
    [
        ("matrix", "matrix_view", "matrix_accuracy"),
        ("weights", "weights_view", "weights_words"),
        ("learning", "learning_view", "gradients_words"),
        ("data", "data_card", "card_name"),
    ],
)
def test_folds_stand_in_one_line_with_what_is_around_them(
    qtbot: QtBot, ready_window: MainWindow, view: str, form: str, beside: str
) -> None:
    controller = ready_window.controller
    controller.set_data(replace(small_dataset(), skipped=(Message("test", "0.png: too large"),)))
    qtbot.waitUntil(lambda: controller.state is RunState.READY, timeout=ENGINE_TIMEOUT_MS)
    ready_window.actions_by_name[f"view_{view}"].trigger()
    ready_window.actions_by_name["step"].trigger()
    words = ready_window.findChild(QLabel, beside)
    column = ready_window.findChild(QWidget, form)
    assert words is not None
    assert column is not None

    def folds() -> list[FoldButton]:
        return [each for each in column.findChildren(FoldButton) if each.isVisible()]

    qtbot.waitUntil(lambda: words.isVisible() and bool(folds()), timeout=ENGINE_TIMEOUT_MS)
    begins = [fold.mapTo(column, QPoint(GRID, 0)).x() for fold in folds()]
    assert set(begins) == {words.mapTo(column, QPoint(0, 0)).x()}
