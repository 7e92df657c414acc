"""The words of every lesson as they are laid out."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QFont, QTextBlock, QTextDocument
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from signs_studio.figures import Note
from signs_studio.lessons.catalogue import find_lesson, lesson_names, lesson_text
from signs_studio.ui.figures.note_view import NoteView
from signs_studio.ui.lessons.lesson_page import LessonPage
from signs_studio.ui.widgets.markdown import html_of
from signs_studio.ui.widgets.typography import reading_width


def blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def laid_out(html: str, *, font: QFont, width: int) -> QTextDocument:
    document = QTextDocument()
    document.setDefaultFont(font)
    document.setDocumentMargin(0)
    document.setHtml(html)
    document.setTextWidth(width)
    document.size()
    return document


@pytest.mark.parametrize("scale", [1.0, 2.4])
def test_no_line_of_a_lesson_is_too_long_to_read(qtbot: QtBot, scale: float) -> None:
    page = LessonPage()
    qtbot.addWidget(page)
    font = QApplication.font()
    font.setPointSizeF(font.pointSizeF() * scale)
    page.setFont(font)
    page.resize(2560, 1000)
    page.show()
    words = page.findChild(QLabel, "lesson_words")
    longest = 0
    for name in lesson_names():
        page.show_lesson(name, lesson_text(name), find_lesson(name))
        QApplication.processEvents()
        document = laid_out(words.text(), font=words.font(), width=words.width())
        for block in blocks(document):
            layout = block.layout()
            lines = [layout.lineAt(i).textLength() for i in range(layout.lineCount())]
            longest = max([longest, *lines])
    # Wide windows are used as far as a line may go.
    assert 50 < longest <= 65


def test_lines_of_lessons_are_apart() -> None:
    font = QApplication.font()
    for name in lesson_names():
        for text in (lesson_text(name).words, *lesson_text(name).tasks):
            for block in blocks(laid_out(html_of(text), font=font, width=300)):
                assert block.blockFormat().lineHeight() == 140, block.text()


def test_a_note_in_a_wide_pane_stays_at_its_left(qtbot: QtBot) -> None:
    note = NoteView()
    qtbot.addWidget(note)
    note.show_figure(Note("a word and " * 40))
    note.resize(1600, 200)
    note.show()
    (words,) = (label for label in note.findChildren(QLabel) if label.isVisible())
    QApplication.processEvents()
    assert words.x() == 0
    assert words.width() == reading_width(words.fontMetrics())
