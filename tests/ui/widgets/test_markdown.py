import pytest
from PySide6.QtGui import QTextCharFormat, QTextDocument, QTextListFormat
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from signs_studio.ui.state.appearance import Appearance
from signs_studio.ui.widgets.markdown import html_of
from signs_studio.ui.widgets.typography import LINE_HEIGHT_PERCENT


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


def shown(markdown: str) -> QTextDocument:
    document = QTextDocument()
    document.setHtml(html_of(markdown))
    return document


def piece(document: QTextDocument, words: str) -> QTextCharFormat:
    found = document.find(words)
    assert not found.isNull(), words
    return found.charFormat()


def test_what_markdown_means_is_kept() -> None:
    document = shown("One **two** `three`\n\nfour\n\n1. *five*\n2. six")
    assert document.toPlainText() == "One two three\nfour\nfive\nsix"
    assert piece(document, "two").fontWeight() > piece(document, "One").fontWeight()
    assert "monospace" in piece(document, "three").fontFamilies()
    assert piece(document, "five").fontItalic()
    six = document.find("six").currentList()
    assert six.format().style() == QTextListFormat.Style.ListDecimal


def test_lines_are_as_far_apart_in_lists_as_in_prose() -> None:
    document = shown("prose\n\n- point")
    heights = {document.find(words).blockFormat().lineHeight() for words in ("prose", "point")}
    assert heights == {float(LINE_HEIGHT_PERCENT)}


def test_html_is_shown_as_it_is_written() -> None:
    words = "a <b>b</b> <img src=q>"
    assert shown(words).toPlainText() == words
