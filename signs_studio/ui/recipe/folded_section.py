"""A part of the recipe that is seldom needed: a heading that says what is set, and opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from signs_studio.ui.forms.fields_form import GRID, ColumnLabel

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QFontMetrics, QMouseEvent, QPaintEvent


class FoldedSection(QWidget):
    """Shows one line until it is opened. What is inside is made only then.

    Words begin a step of the grid further in than the section: there is room for a ring.

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


class FoldButton(QToolButton):
    """Words that fold and unfold what is beneath them.

    Args:
        title: The words, which begin a step of the grid from the left.
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(title)
        self.setCheckable(True)

    def sizeHint(self) -> QSize:
        """Returns room for the words and a ring around them."""
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.text()) + GRID + GRID // 2
        return QSize(width, _line_height(metrics))

    def minimumSizeHint(self) -> QSize:
        """Returns the same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draws the words, and a ring where the focus is; a style would put them elsewhere."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        if self.hasFocus() or self.underMouse():
            role = QPalette.ColorRole.Accent if self.hasFocus() else QPalette.ColorRole.Mid
            painter.setPen(QPen(palette.color(role), 2 if self.hasFocus() else 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.setPen(palette.color(QPalette.ColorRole.ButtonText))
        words = self.rect().adjusted(GRID, 0, 0, 0)
        align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(words, align, self.text())


class Chevron(QWidget):
    """A small arrow: to the right while something is folded, down while it is open."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_open = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_open(self, is_open: bool) -> None:
        """Points down or to the right."""
        self._is_open = is_open
        self.update()

    def sizeHint(self) -> QSize:
        """Returns a width of as much as a line of words is high, and the height of what folds."""
        metrics = self.fontMetrics()
        return QSize(metrics.height(), _line_height(metrics))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draws the arrow."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self.palette().color(QPalette.ColorRole.PlaceholderText)
        pen = QPen(colour, max(1.5, self.width() / 9))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.translate(QRectF(self.rect()).center())
        if self._is_open:
            painter.rotate(90)
        side = self.width() / 4
        arrow = (QPointF(-side / 2, -side), QPointF(side / 2, 0), QPointF(-side / 2, side))
        painter.drawPolyline(QPolygonF(arrow))


def _line_height(metrics: QFontMetrics) -> int:
    """Returns the height of a line of words with a ring around them, as a target must have."""
    return max(24, metrics.height() + GRID)
