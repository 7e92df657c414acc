"""A section of the view that is folded until a person opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from signs_studio.ui.forms.fields_form import GRID
from signs_studio.ui.forms.fold_button import Chevron, FoldButton

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QMouseEvent

    from signs_studio.ui.learning.section import Section
    from signs_studio.ui.widgets.theme import Theme


class FoldedSection(QWidget):
    """A heading, what it is about, and beneath it the section, which is built when it is opened.

    Args:
        title: The heading.
        about: The question that the section answers, beneath the heading while it is folded.
        object_name: Of the button that opens it.
        build: Makes the section.
    """

    def __init__(
        self,
        title: str,
        about: str,
        *,
        object_name: str,
        build: Callable[[], Section],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._build = build
        self._section: Section | None = None
        self._theme: Theme | None = None
        self._toggle = FoldButton(title)
        self._toggle.setObjectName(object_name)
        self._toggle.setProperty("role", "heading")
        self._toggle.toggled.connect(self._on_toggle_toggled)
        self._chevron = Chevron()
        self._about = QLabel(about, wordWrap=True)
        self._about.setProperty("role", "muted")
        self._about.setContentsMargins(GRID, 0, 0, 0)
        line = QFrame()
        line.setProperty("role", "line")
        heading = QHBoxLayout()
        heading.addWidget(self._toggle)
        heading.addStretch(1)
        heading.addWidget(self._chevron, 0, Qt.AlignmentFlag.AlignTop)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(GRID)
        self._layout.addWidget(line)
        self._layout.addLayout(heading)
        self._layout.addWidget(self._about)

    def open(self) -> None:
        """Shows the section."""
        self._toggle.setChecked(True)

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        if self._section is not None:
            self._section.set_theme(theme)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Opens it wherever the line is pressed, not the words alone."""
        if event.position().y() <= self._toggle.geometry().bottom():
            self._toggle.toggle()
        else:
            super().mousePressEvent(event)

    def _on_toggle_toggled(self, checked: bool) -> None:
        self._chevron.set_open(checked)
        if self._section is None:
            self._section = self._build()
            self._section.setContentsMargins(GRID, 0, 0, GRID)
            self._layout.addWidget(self._section)
            if self._theme is not None:
                self._section.set_theme(self._theme)
        self._section.setVisible(checked)
        self._about.setVisible(not checked)
