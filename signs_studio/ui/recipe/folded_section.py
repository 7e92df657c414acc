"""A part of the recipe that is seldom needed: a heading that says what is set, and opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from signs_studio.ui.elided_label import ElidedLabel
from signs_studio.ui.wrapping import in_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QMouseEvent


class FoldedSection(QWidget):
    """Shows one line until it is opened. What is inside is made only then.

    Args:
        title: The heading.
        object_name: Of the button that opens it.
        build: Makes what is inside.

    Signals:
        built: What is inside is there, and has yet to be told what to show.
    """

    built = Signal()

    def __init__(
        self,
        title: str,
        *,
        object_name: str,
        build: Callable[[], QWidget],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title = title
        self._build = build
        self._content: QWidget | None = None
        self._toggle = QToolButton()
        self._toggle.setObjectName(object_name)
        self._toggle.setProperty("role", "heading")
        self._toggle.setText(title)
        self._toggle.setCheckable(True)
        self._toggle.setAutoRaise(True)
        self._toggle.setArrowType(Qt.ArrowType.RightArrow)
        self._toggle.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._toggle.toggled.connect(self._on_toggle_toggled)
        self._summary = ElidedLabel()
        self._summary.setObjectName(f"{object_name}_summary")
        self._summary.setProperty("role", "muted")
        heading = QHBoxLayout()
        heading.setSpacing(6)
        heading.addWidget(self._toggle)
        heading.addWidget(self._summary, 1)
        heading.addStretch(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(heading)

    @property
    def is_open(self) -> bool:
        """Whether what is inside is to be seen."""
        return self._toggle.isChecked()

    def open(self) -> None:
        """Shows what is inside."""
        self._toggle.setChecked(True)

    def set_summary(self, words: str) -> None:
        """Says beside the heading what is set."""
        self._summary.set_words(words)
        self._toggle.setAccessibleName(f"{self._title}: {words}")
        self._toggle.setToolTip(in_lines(words))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The whole line opens it, not the words alone."""
        if event.position().y() <= self._toggle.geometry().bottom():
            self._toggle.toggle()
        else:
            super().mousePressEvent(event)

    def _on_toggle_toggled(self, checked: bool) -> None:
        self._toggle.setArrowType(Qt.ArrowType.DownArrow if checked else Qt.ArrowType.RightArrow)
        if self._content is None:
            self._content = self._build()
            layout = self.layout()
            assert layout is not None
            layout.addWidget(self._content)
            self.built.emit()
        self._content.setVisible(checked)
        self._summary.setVisible(not checked)
