"""Pens and widths of curves, in the plots and in their legends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen, QTransform

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath

_DASHES = (6.0, 4.0)
_DOTS = (2.0, 3.0)
_LONG_DASHES = (9.0, 3.0)
_FAINT = 0.35
"""Of its colour, how much is left of a line that another lies over."""
_WORDS_PER_LINE = 8
"""Words are so many times as high as a curve is wide."""


def curve_width(metrics: QFontMetrics, *, least: int) -> int:
    """Width of the current run's curves in pixels: more than ``least`` beside large words.

    Args:
        metrics: Of the words beside them.
        least: ``curve_width`` of the theme.
    """
    return max(least, round(metrics.height() / _WORDS_PER_LINE))


def previous_run_width(metrics: QFontMetrics, *, least: int) -> int:
    """Width of the curves of earlier runs in pixels: half of the current run's."""
    return max(1, curve_width(metrics, least=least) // 2)


def cosmetic_pen(colour: str | QColor, width: int = 1) -> QPen:
    """A pen for any line of a plot, ``width`` pixels wide at any zoom."""
    pen = QPen(QColor(colour))
    pen.setCosmetic(True)
    pen.setWidth(width)
    return pen


def train_pen(colour: str | QColor, width: int) -> QPen:
    """The pen of a training curve: a whole line."""
    return cosmetic_pen(colour, width)


def test_pen(colour: str | QColor, width: int) -> QPen:
    """The pen of a test curve: dashed, so that it differs without its colour too."""
    return _dashed(cosmetic_pen(colour, width), _DASHES)


def raw_pen(colour: str | QColor, *, ground: str | QColor) -> QPen:
    """The pen of a series of which a smoothed curve is drawn: a faint, thin line.

    The colour is opaque: where a transparent line crosses itself it would no longer be faint.
    """
    own, behind = QColor(colour), QColor(ground)
    red, green, blue = (
        round(_FAINT * part + (1 - _FAINT) * other)
        for part, other in (
            (own.red(), behind.red()),
            (own.green(), behind.green()),
            (own.blue(), behind.blue()),
        )
    )
    return cosmetic_pen(QColor(red, green, blue))


def change_pen(colour: str | QColor) -> QPen:
    """The pen of an upright line where something was changed: dotted."""
    return _dashed(cosmetic_pen(colour), _DOTS)


def kept_pen(colour: str | QColor) -> QPen:
    """The pen of the upright line at the epoch that is kept: long dashes."""
    return _dashed(cosmetic_pen(colour), _LONG_DASHES)


def draw_curve(painter: QPainter, path: QPainterPath, pen: QPen) -> None:
    """Draws a path as wide as its cosmetic pen is.

    Qt takes 350 ms for a noisy line of 800 points that is two pixels wide, and less than one for a
    line of one pixel: so a wide line is drawn as thin ones beside each other.
    """
    width = pen.width()
    thin = QPen(pen)
    thin.setWidth(1)
    if pen.style() == Qt.PenStyle.CustomDashLine:
        _dashed(thin, [length * width for length in pen.dashPattern()])
    painter.setPen(thin)
    transform = painter.transform()
    offsets = [step - (width - 1) / 2 for step in range(width)]
    for right in offsets:
        for down in offsets:
            painter.setTransform(transform * QTransform.fromTranslate(right, down))
            painter.drawPath(path)
    painter.setTransform(transform)


def _dashed(pen: QPen, pixels: Sequence[float]) -> QPen:
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([length / pen.width() for length in pixels])
    return pen
