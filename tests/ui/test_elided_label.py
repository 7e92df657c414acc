from pytestqt.qtbot import QtBot

from signs_studio.ui.elided_label import ElidedLabel


def test_words_that_do_not_fit_are_in_the_tooltip_as_they_are(qtbot: QtBot) -> None:
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.resize(120, 20)
    label.set_words("Units must be a whole number, but it is “<b>many</b>”.")
    label.show()
    assert label.text().endswith("…")
    assert label.fontMetrics().horizontalAdvance(label.text()) <= label.contentsRect().width()
    assert "&lt;b&gt;many" in label.toolTip()
    assert label.accessibleName() == label.words

    label.resize(2000, 20)
    assert label.text() == label.words
    assert label.toolTip() == ""


def test_words_ask_for_no_room(qtbot: QtBot) -> None:
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.set_words("word " * 100)
    assert label.minimumSizeHint().width() == 0
