"""Python code is coloured as Python reads it, also over several lines."""

import pytest
from PySide6.QtGui import QColor, QTextDocument
from pytestqt.qtbot import QtBot

from signs_studio.ui.code.python_highlighter import PythonHighlighter
from signs_studio.ui.widgets.theme import load_theme

CODE = '''"""Words
that are not for: 3
"""
for epoch in range(1_500):  # all of them
    print(f"epoch {epoch}", 1e-4 if not epoch else 0x10)
'''


@pytest.fixture
def document(qtbot: QtBot) -> QTextDocument:  # noqa: ARG001  # There must be an application.
    document = QTextDocument(CODE)
    highlighter = PythonHighlighter(document)
    highlighter.setParent(document)
    highlighter.set_theme(load_theme("light"))
    return document


def colour_at(document: QTextDocument, place: int) -> QColor | None:
    """The colour of a letter, counted from the beginning; None where it has that of the text."""
    block = document.findBlock(place)
    for piece in block.layout().formats():
        if piece.start <= place - block.position() < piece.start + piece.length:
            return piece.format.foreground().color()
    return None


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("Words", "right"),
        ("for: 3", "right"),
        ("for epoch", "accent"),
        ("epoch in", None),
        ("in range", "accent"),
        ("range", "accent"),
        ("1_500", "test"),
        ("# all", "muted"),
        ("1e-4", "test"),
        ("not epoch", "accent"),
        ("0x10", "test"),
    ],
)
def test_each_word_has_the_colour_of_its_kind(
    document: QTextDocument, words: str, role: str | None
) -> None:
    expected = QColor(getattr(load_theme("light"), role)) if role else None
    assert colour_at(document, CODE.index(words)) == expected


def test_what_is_typed_is_coloured_anew(document: QTextDocument) -> None:
    place = CODE.index("for epoch")
    accent = QColor(load_theme("light").accent)
    assert colour_at(document, place) == accent
    document.setPlainText(CODE.replace('"""\nfor', "\nfor"))
    assert colour_at(document, document.toPlainText().index("for epoch")) != accent
