"""How curves are drawn, in the plots and in their legends."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPen

_DASHES = (5.0, 3.0)
_DOTS = (2.0, 3.0)
_LONG_DASHES = (9.0, 3.0)


def cosmetic_pen(colour: str | QColor) -> QPen:
    """A pen for any line of a plot."""
    pen = QPen(QColor(colour))
    pen.setCosmetic(True)  # One pixel wide at any zoom; wider pens take many times as long.
    return pen


def train_pen(colour: str | QColor) -> QPen:
    """The pen of a training curve: a whole line."""
    return cosmetic_pen(colour)


def test_pen(colour: str | QColor) -> QPen:
    """The pen of a test curve: dashed, so that it differs without its colour too."""
    pen = cosmetic_pen(colour)
    pen.setDashPattern(_DASHES)
    return pen


def change_pen(colour: str | QColor) -> QPen:
    """The pen of an upright line where something was changed: dotted."""
    pen = cosmetic_pen(colour)
    pen.setDashPattern(_DOTS)
    return pen


def kept_pen(colour: str | QColor) -> QPen:
    """The pen of the upright line at the epoch that is kept: long dashes."""
    pen = cosmetic_pen(colour)
    pen.setDashPattern(_LONG_DASHES)
    return pen
