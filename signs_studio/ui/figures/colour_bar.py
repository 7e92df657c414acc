"""The bar of a scale's colours."""

# ruff: noqa: D102  (methods of Qt's, which documents them)
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter
from PySide6.QtWidgets import QWidget

from signs_studio.charts.colour_scale import ColourScale, overlay_bar
from signs_studio.ui.widgets.picture_pixmap import picture_image

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from signs_studio.ui.widgets.theme import Theme

_GAP = 10
_BAR_LINES = 1.0


class ColourBar(QWidget):
    """The colours of a scale, with what a number is, and the numbers at the ends and 0."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("colour_bar")
        self._scale = ColourScale.of(())
        self._label = ""
        self._theme: Theme | None = None

    def show_scale(self, scale: ColourScale, label: str) -> None:
        """Shows a scale, and what its numbers are."""
        self._scale, self._label = scale, label
        self.setAccessibleName(f"{label}: {scale.low_label} … {scale.high_label}")
        self.updateGeometry()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        line = self.fontMetrics().lineSpacing()
        return QSize(line * 12, round(line * (1 + _BAR_LINES)) + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        if self._theme is None:
            return
        painter = QPainter(self)
        metrics = self.fontMetrics()
        line = metrics.lineSpacing()
        label = metrics.elidedText(self._label, Qt.TextElideMode.ElideRight, self.width() // 2)
        left = metrics.horizontalAdvance(label) + (_GAP if label else 0)
        width = max(min(self.width() - left, line * 16), 1)
        bar = QRectF(left, 2, width, line * _BAR_LINES)
        paint_bar(painter, bar, self._scale, self._theme)
        painter.setPen(QColor(self._theme.text))
        painter.drawText(QRectF(0, 2, left, line), Qt.AlignmentFlag.AlignVCenter, label)
        zero = self.tr("0: picture alone") if self._scale.is_over_picture else "0"
        under = QRectF(left, bar.bottom() + 2, width, line)
        if self._scale.is_signed:
            painter.drawText(under, Qt.AlignmentFlag.AlignLeft, self._scale.low_label)
            painter.drawText(under, Qt.AlignmentFlag.AlignHCenter, zero)
        else:
            painter.drawText(under, Qt.AlignmentFlag.AlignLeft, zero)
        painter.drawText(under, Qt.AlignmentFlag.AlignRight, self._scale.high_label)


def paint_bar(painter: QPainter, bar: QRectF, scale: ColourScale, theme: Theme) -> None:
    """Paints the colours of a scale, with a line around them."""
    low, middle, high = scale_colours(theme)
    if scale.is_over_picture:
        side, length = round(bar.height()), round(bar.width())
        pixels = overlay_bar(scale, side=side, length=length, low=low, high=high)
        painter.drawImage(bar, picture_image(pixels))
    else:
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        colours = (low, middle, high) if scale.is_signed else (middle, high)
        for place, colour in enumerate(colours):
            gradient.setColorAt(place / (len(colours) - 1), QColor(*colour))
        painter.fillRect(bar, gradient)
    painter.setPen(QColor(theme.border))
    painter.drawRect(bar)


def scale_colours(theme: Theme) -> tuple[tuple[int, int, int], ...]:
    """Returns the colours of the least number, of zero and of the largest.

    Orange and blue are told apart by whoever does not see red or green.
    """
    low, middle, high = (QColor(name) for name in (theme.test, theme.surface, theme.train))
    return tuple((each.red(), each.green(), each.blue()) for each in (low, middle, high))
