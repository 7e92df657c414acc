"""A part of a form that is seldom needed: a heading that says what is in it, and opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from signs_studio.ui.forms.fields_form import GRID, ColumnLabel
from signs_studio.ui.forms.fold_button import Chevron, FoldButton

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QMouseEvent


def aligned_with_folds(*widgets: QWidget, spacing: int = GRID) -> QVBoxLayout:
    """Returns a column of widgets that begin where the words of folds above or beneath them do."""
    column = QVBoxLayout()
    column.setContentsMargins(GRID, 0, 0, 0)
    column.setSpacing(spacing)
    for widget in widgets:
        column.addWidget(widget)
    return column


class FoldedSection(QWidget):
    """Shows one line until it is opened. What is inside is made only then.

    Words begin a step of the grid further in than the section: there is room for a ring. What
    stands beside sections goes into ``aligned_with_folds``.

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
        self._toggle = FoldButton(title)
        self._toggle.setObjectName(object_name)
        self._toggle.setProperty("role", "heading")
        self._toggle.toggled.connect(self._on_toggle_toggled)
        self._summary = QLabel(wordWrap=True)
        self._summary.setObjectName(f"{object_name}_summary")
        self._summary.setProperty("role", "muted")
        self._chevron = Chevron()
        heading = QGridLayout()
        heading.setHorizontalSpacing(GRID)
        heading.setColumnStretch(1, 1)
        # In one column with the inputs of forms, however wide the title is.
        heading.addWidget(ColumnLabel("", inset=-GRID), 0, 0)
        top = Qt.AlignmentFlag.AlignTop
        heading.addWidget(self._toggle, 0, 0, Qt.AlignmentFlag.AlignLeft | top)
        heading.addWidget(self._summary, 0, 1)
        heading.addWidget(self._chevron, 0, 2, top)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(heading)
        self._fit_font()

    @property
    def toggle(self) -> FoldButton:
        """The button that opens and folds it."""
        return self._toggle

    def open(self) -> None:
        """Shows what is inside."""
        self._toggle.setChecked(True)

    def set_summary(self, words: str) -> None:
        """Says beside the heading what is set."""
        self._summary.setText(words)
        self._toggle.setAccessibleName(f"{self._title}: {words}")

    def changeEvent(self, event: QEvent) -> None:
        """Keeps the first lines of words on one height in another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_font()

    def _fit_font(self) -> None:
        metrics = self._summary.fontMetrics()
        above = (self._toggle.sizeHint().height() - metrics.height()) // 2
        self._summary.setContentsMargins(0, above, 0, above)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Opens it wherever the line is pressed, not the words alone."""
        if event.position().y() <= self._toggle.geometry().bottom():
            self._toggle.toggle()
        else:
            super().mousePressEvent(event)

    def _on_toggle_toggled(self, checked: bool) -> None:
        self._chevron.set_open(checked)
        if self._content is None:
            self._content = self._build()
            self._content.setContentsMargins(GRID, 0, 0, 0)
            layout = self.layout()
            assert layout is not None
            layout.addWidget(self._content)
            self.built.emit()
        self._content.setVisible(checked)
        self._summary.setVisible(not checked)
