import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from signs_studio.ui.markdown import html_of


@pytest.mark.parametrize("points", [9, 30])
def test_code_is_as_large_as_the_words_around_it(qtbot: QtBot, points: int) -> None:
    def height(text: str) -> int:
        label = QLabel(html_of(text))
        qtbot.addWidget(label)
        font = QFont(label.font())
        font.setPointSize(points)
        label.setFont(font)
        return label.sizeHint().height()

    # Their fonts differ by a little, not by the size of another label's words.
    assert height("`minimize`") == pytest.approx(height("minimize"), rel=0.3)
    assert height("**minimize**") == height("minimize")
