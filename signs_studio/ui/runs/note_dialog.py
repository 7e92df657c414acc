"""The window in which a person writes a note to a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from signs_studio.runs.store.metadata import MAX_NOTE_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Callable


class NoteDialog(QDialog):
    """Has a note typed; it blocks its window alone, and deletes itself when it is closed.

    Args:
        run: Name of the run.
        note: As it is so far.
        then: Called with the note where a person agrees.
        parent: In the window that is blocked.
    """

    def __init__(
        self, run: str, note: str, *, then: Callable[[str], object], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("note_dialog")
        self.setWindowTitle(self.tr("Note to {run}").format(run=run))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._then = then
        self._text = QPlainTextEdit(note)
        self._text.setObjectName("note")
        self._text.setAccessibleName(self.tr("Note"))
        self._text.setTabChangesFocus(True)
        metrics = self.fontMetrics()
        self._text.setMinimumSize(48 * metrics.averageCharWidth(), 6 * metrics.height())
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self._text)
        layout.addWidget(buttons)
        self.accepted.connect(self._on_self_accepted)

    def _on_self_accepted(self) -> None:
        self._then(self._text.toPlainText()[:MAX_NOTE_CHARACTERS].strip())
