from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget
from pytestqt.qtbot import QtBot

from signs_studio.ui.widgets.elided_label import ElidedLabel


def test_words_that_do_not_fit_are_in_the_tooltip_as_they_are(qtbot: QtBot) -> None:
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.resize(120, 20)
    label.set_words("Units must be a whole number, but it is “<b>many</b>”.")
    label.show()
    assert label.text().endswith("…")
    assert label.fontMetrics().horizontalAdvance(label.text()) <= label.contentsRect().width()
    assert label.toolTip() == label.words
    assert label.accessibleName() == label.words

    label.resize(2000, 20)
    assert label.text() == label.words
    assert label.toolTip() == ""


def test_words_that_are_long_are_broken_in_the_tooltip(qtbot: QtBot) -> None:
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.resize(120, 20)
    label.set_words("W" * 300)
    lines = label.toolTip().split("\n")
    assert max(map(len, lines)) <= 80
    assert "".join(lines) == label.words


def test_words_ask_for_no_room(qtbot: QtBot) -> None:
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.set_words("word " * 100)
    assert label.minimumSizeHint().width() == 0


def test_who_lays_it_out_may_give_it_room_for_longer_words(qtbot: QtBot) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    label = ElidedLabel()
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    layout = QHBoxLayout(box)
    layout.addWidget(label)
    layout.addStretch(1)
    label.set_words("Epoch 5 of 5")
    box.resize(400, 40)
    box.show()
    for words in ("Epoch 10 of 10", "Epoch 100 of 1,000", "Epoch 1,000 of 1,000,000"):
        label.set_words(words)
        qtbot.waitUntil(lambda: label.text() == label.words)
