"""What drops down from the combo boxes of all windows is whole."""

import pytest
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from signs_studio.ui.forms.folded_section import FoldedSection
from signs_studio.ui.shell.main_window import MainWindow


@pytest.mark.parametrize("scale", [0.8, 1.0, 2.0])
def test_no_entry_is_cut(qtbot: QtBot, ready_window: MainWindow, scale: float) -> None:
    window = ready_window
    window.appearance.scale = scale
    window.appearance.apply()
    window.lessons.open()
    for section in window.findChildren(FoldedSection):
        section.open()
    QApplication.processEvents()
    windows = [window, window.lessons.window]
    boxes = [box for each in windows if each for box in each.findChildren(QComboBox)]
    assert len(boxes) > 8
    seen = 0
    for box in boxes:
        if not box.isVisible():
            continue
        box.showPopup()
        view = box.view()
        qtbot.waitUntil(view.isVisible)
        rows = min(box.count(), box.maxVisibleItems())
        first, last = (
            view.visualRect(box.model().index(row, box.modelColumn())) for row in (0, rows - 1)
        )
        assert last.bottom() - first.top() <= view.viewport().height(), box.objectName()
        # What Qt puts around it are arrows to scroll by, over entries that would have room.
        assert view.window().height() - view.height() <= 2, box.objectName()
        box.hidePopup()
        seen += 1
    assert seen > 8
