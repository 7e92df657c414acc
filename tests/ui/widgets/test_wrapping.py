from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from signs_studio.ui.widgets.wrapping import breakable, in_lines


def test_a_label_of_long_words_may_be_narrow(qtbot: QtBot) -> None:
    label = QLabel(wordWrap=True)
    qtbot.addWidget(label)
    label.setText("W" * 100)
    whole = label.minimumSizeHint().width()
    label.setText(breakable("W" * 100))
    assert label.minimumSizeHint().width() < whole / 4
    assert breakable("It is <b>&x</b><img src=q>.") == "It is <b>&x</b><img src=q>."


def test_lines_of_a_tooltip_stay_and_long_ones_are_broken() -> None:
    words = "Data: /pictures\n\n" + "word " * 40 + "W" * 100
    lines = in_lines(words).split("\n")
    assert lines[:2] == ["Data: /pictures", ""]
    assert max(map(len, lines)) <= 80
    assert "".join(lines).replace(" ", "") == words.replace(" ", "").replace("\n", "")
