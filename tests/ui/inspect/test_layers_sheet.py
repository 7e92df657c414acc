"""The outputs of layers as squares and maps, and in words what each gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from signs_studio.insight.unit_outputs import UnitOutputs
from signs_studio.recipe.layers import make_layer
from signs_studio.ui.inspect.layers_sheet import LayersSheet
from signs_studio.ui.widgets.theme import load_theme

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from pytestqt.qtbot import QtBot


def output(values: ArrayLike, dead: ArrayLike) -> UnitOutputs:
    layer = make_layer("dense", units=4, activation="relu")
    return UnitOutputs(layer=layer, values=np.float32(values), dead=np.array(dead, np.bool_))


@pytest.mark.parametrize(
    ("values", "dead", "words"),
    [
        ([0.0, 1.0, 0.0], [False] * 3, "3 units, 2 give 0 for this picture"),
        ([0.0, 2.0, 0.0, 0.0], [True, False, True, True], "4 units, 3 dead"),
        (
            [0.0, 2.0, 0.0],
            [True, False, False],
            "3 units, 1 dead, 1 other gives 0 for this picture",
        ),
        (
            [[[0.0, 0.0, 5.0]]],
            [True, False, False],
            "3 maps, 1 dead, 1 other gives 0 for this picture",
        ),
    ],
)
def test_dead_units_are_told_from_those_that_give_nothing_for_this_picture(
    qtbot: QtBot, values: ArrayLike, dead: ArrayLike, words: str
) -> None:
    sheet = LayersSheet()
    qtbot.addWidget(sheet)
    sheet.set_theme(load_theme("light"))
    sheet.show_outputs((output(values, dead),), (), tested=1)
    assert sheet.titles() == [f"1 Softmax: logits, {words}"]


def test_a_unit_says_what_it_gives_and_a_dead_one_for_which_pictures(qtbot: QtBot) -> None:
    sheet = LayersSheet()
    qtbot.addWidget(sheet)
    sheet.set_theme(load_theme("light"))
    sheet.resize(400, 300)
    hidden = output([0.0, 35.1, 0.0, 2.5], [True, False, False, False])
    logits = output([1.5, -2.0], [False, False])
    sheet.show_outputs((hidden, logits), ("one", "two"), tested=120)
    sheet.show()
    assert sheet.titles()[1].startswith("2 Softmax: logits, 2 units")
    told = set()
    for x in range(0, sheet.width(), 4):
        for y in range(0, sheet.minimumHeight(), 4):
            at = QPoint(x, y)
            QToolTip.hideText()
            QApplication.sendEvent(
                sheet, QHelpEvent(QEvent.Type.ToolTip, at, sheet.mapToGlobal(at))
            )
            told.add(QToolTip.text())
    assert told - {""} == {
        "Unit 1 is dead for all 120 test pictures",
        "Unit 2 gives 35.1 for this picture",
        "Unit 3 gives 0 for this picture",
        "Unit 4 gives 2.5 for this picture",
        "Unit 1 gives 1.5 for this picture",
        "Unit 2 gives −2 for this picture",
    }
