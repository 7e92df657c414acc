"""A piece of line, or a mark, and what it stands for, with its last value."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget


class LegendEntry(QWidget):
    """Draws itself: a label would be laid out again with every new value.

    Args:
        name: Of the curve.
        widest: The longest value it will show.
        mark: Drawn and filled in the middle of the line's place, in pixels around it; None draws
            the line.
    """

    def __init__(
        self,
        name: str,
        *,
        widest: str,
        mark: QPainterPath | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._mark = mark
        self._name = name
        self._widest = widest
        self._value = ""
        self._pen = QPen()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_name(self, name: str) -> None:
        """Takes another name of the curve."""
        if name != self._name:
            self._name = name
            self.setAccessibleName(name)
            self.updateGeometry()
            self.update()

    def set_value(self, value: str) -> None:
        """Shows ``value`` after the name; empty shows the name alone."""
        if value != self._value:
            self._value = value
            self.setAccessibleDescription(value)
            self.update()

    def set_pen(self, pen: QPen) -> None:
        """Shows the line or the mark as this pen draws it."""
        self._pen = QPen(pen)
        self.update()

    def text(self) -> str:
        """The words beside the line."""
        return f"{self._name} {self._value}".strip()

    def sizeHint(self) -> QSize:
        """Room for the widest value, so that new values move nothing."""
        metrics = self.fontMetrics()
        words = metrics.horizontalAdvance(f"{self._name} {self._widest}".strip())
        return QSize(self._line_width() + words + metrics.averageCharWidth(), metrics.height() + 4)

    def minimumSizeHint(self) -> QSize:
        """Room for the widest value alone, or after the name up to its first comma."""
        metrics = self.fontMetrics()
        name, comma, _ = self._name.partition(",")
        words = metrics.horizontalAdvance(
            f"{name} {self._widest}".strip() if comma else self._widest or name
        )
        return QSize(self._line_width() + words + metrics.averageCharWidth(), metrics.height() + 4)

    def changeEvent(self, event: QEvent) -> None:
        """Takes the room that another font needs."""
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draws the line or the mark, then the words."""
        painter = QPainter(self)
        painter.setPen(self._pen)
        middle = self.height() // 2
        length = self._line_width() - self.fontMetrics().averageCharWidth()
        if self._mark is None:
            painter.drawLine(0, middle, length, middle)
        else:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(self._pen.color())
            painter.drawPath(self._mark.translated(length / 2, middle))
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        place = self.rect().adjusted(self._line_width(), 0, 0, 0)
        painter.drawText(
            place,
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            self._fitting(place.width()),
        )

    def _fitting(self, width: int) -> str:
        """The words up to a comma for which there is room, and the number, never cut off."""
        parts = self._name.split(", ")
        for count in range(len(parts), 0, -1):
            words = f"{', '.join(parts[:count])} {self._value}".strip()
            if self.fontMetrics().horizontalAdvance(words) <= width:
                return words
        return self._value or self.text()

    def _line_width(self) -> int:
        return 4 * self.fontMetrics().averageCharWidth()
