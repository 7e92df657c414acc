"""Questions before something is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget


def ask(
    parent: QWidget,
    title: str,
    words: str,
    *,
    verb: str,
    keep: str,
    then: Callable[[], object],
    more: str = "",
) -> QMessageBox:
    """Asks above a window, and blocks that alone: everything else goes on meanwhile.

    Enter and Esc lose nothing. It returns at once.

    Args:
        parent: In the window that is blocked.
        title: What the question is about.
        words: What would be lost, as a sentence.
        verb: What loses it, on a button.
        keep: What keeps it, on the other button.
        then: Called where a person agrees.
        more: What else is to be known, in smaller words.

    Returns:
        The question, open; it deletes itself when it is answered, and is hidden by then.
    """
    question = QMessageBox(parent)
    question.setObjectName("question")
    question.setIcon(QMessageBox.Icon.Question)
    question.setWindowTitle(title)
    # Names of files are in it.
    question.setTextFormat(Qt.TextFormat.PlainText)
    question.setText(words)
    question.setInformativeText(more)
    agree_button = question.addButton(verb, QMessageBox.ButtonRole.DestructiveRole)
    agree_button.setObjectName("question_agree")
    keep_button = question.addButton(keep, QMessageBox.ButtonRole.RejectRole)
    keep_button.setObjectName("question_keep")
    question.setDefaultButton(keep_button)
    question.setEscapeButton(keep_button)

    def on_question_finished() -> None:
        question.deleteLater()
        if question.clickedButton() is agree_button:
            then()

    question.finished.connect(on_question_finished)
    question.open()
    return question
