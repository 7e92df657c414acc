"""The code of a lesson and its buttons."""

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from signs_studio.ui.code.code_panel import CodePanel


@pytest.mark.parametrize("scale", [1.0, 2.4])
def test_buttons_that_say_what_they_did_keep_their_width(qtbot: QtBot, scale: float) -> None:
    panel = CodePanel()
    qtbot.addWidget(panel)
    panel.resize(1600, 300)
    with qtbot.waitExposed(panel):
        panel.show()
    # Words become larger or smaller in a window that is there.
    font = panel.font()
    font.setPointSizeF(font.pointSizeF() * scale)
    panel.setFont(font)
    copy, save = (panel.findChild(QPushButton, f"lesson_{name}") for name in ("copy", "save"))
    assert copy is not None
    assert save is not None
    QApplication.processEvents()
    places = [button.geometry() for button in (copy, save)]
    copy.click()
    panel.show_saved()
    QApplication.processEvents()
    assert (copy.text(), save.text()) == ("Copied", "Saved")
    assert [button.geometry() for button in (copy, save)] == places
