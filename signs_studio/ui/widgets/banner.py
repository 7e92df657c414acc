"""The strip beneath the control bar that says what went wrong and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)


class Banner(QFrame):
    """Hidden until there is something to say; the details open on demand."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.hide()

    @property
    def message(self) -> str:
        """The sentence that is on show; empty where none is."""
        return "" if self.isHidden() else self.accessibleName()

    def say(self, message: str, details: str = "") -> None:
        """Shows a sentence, with details for whoever opens them."""
        if self.layout() is None:
            self._build()
        self._message.setText(message)
        self._details.setPlainText(details)
        self._details_button.setChecked(False)
        self._details_button.setVisible(bool(details))
        self._details.hide()
        self.setAccessibleName(message)
        self.show()

    def _build(self) -> None:
        """Makes what is inside, which takes longer than most of the window and is seldom needed."""
        self._message = QLabel(wordWrap=True)
        self._message.setObjectName("banner_message")
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self._message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._details_button = QPushButton(self.tr("Details"))
        self._details_button.setObjectName("banner_details_button")
        self._details_button.setAccessibleName(self.tr("Show the details of the error"))
        self._details_button.setCheckable(True)
        self._details_button.toggled.connect(self._on_details_button_toggled)
        close = QPushButton(self.tr("Close"))
        close.setObjectName("banner_close")
        close.setAccessibleName(self.tr("Close this message"))
        close.clicked.connect(self.hide)
        self._details = QPlainTextEdit(readOnly=True)
        self._details.setObjectName("banner_details")
        self._details.setAccessibleName(self.tr("Details of the error"))
        self._details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._details.setMaximumHeight(180)
        line = QHBoxLayout()
        line.addWidget(self._message, 1)
        line.addWidget(self._details_button)
        line.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 8)
        layout.addLayout(line)
        layout.addWidget(self._details)

    def _on_details_button_toggled(self, checked: bool) -> None:
        self._details.setVisible(checked)
