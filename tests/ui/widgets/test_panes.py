"""Going from pane to pane goes by what is seen, not by what was made first."""

from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from signs_studio.ui.widgets.panes import go_to_pane


def test_a_pane_is_entered_at_its_top_then_where_it_was_left(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    outside = QLineEdit(window)
    row.addWidget(outside)
    panes = []
    for _ in range(2):
        pane = QWidget()
        lower, upper = QLineEdit(pane), QLineEdit(pane)
        column = QVBoxLayout(pane)
        column.addWidget(upper)
        column.addWidget(lower)
        row.addWidget(pane)
        panes.append((pane, upper, lower))
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    outside.setFocus()
    (left, left_upper, _), (right, right_upper, right_lower) = panes
    for expected in (left_upper, right_upper):
        go_to_pane([left, None, right], 1)
        assert QApplication.focusWidget() is expected
    right_lower.setFocus()
    go_to_pane([left, right], 1)
    assert QApplication.focusWidget() is left_upper
    go_to_pane([left, right], -1)
    assert QApplication.focusWidget() is right_lower
