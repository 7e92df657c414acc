import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from signs_studio.ui.state.appearance import Appearance
from signs_studio.ui.widgets.markdown import html_of


@pytest.mark.usefixtures("look_of_before")
def test_code_grows_with_the_words_around_it(qtbot: QtBot) -> None:
    appearance = Appearance(theme_name="light", scale=1.0)
    appearance.apply()
    label = QLabel(html_of("`minimize`"))
    qtbot.addWidget(label)
    label.show()
    before = label.sizeHint().height()
    for _ in range(4):
        appearance.enlarge()
    QApplication.processEvents()
    assert label.sizeHint().height() > 1.3 * before


def test_what_markdown_means_is_kept() -> None:
    html = html_of("One **two** `three`\n\nfour")
    assert "font-weight" in html
    assert "monospace" in html
    assert html.count("<p") == 2
