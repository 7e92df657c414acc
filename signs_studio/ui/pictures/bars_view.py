"""Probabilities of signs as bars."""

# ruff: noqa: D102  (methods of Qt's, which documents them)
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontInfo, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from signs_studio.numbers import format_confidence
from signs_studio.ui.pictures.marks import draw_mark
from signs_studio.ui.widgets.wrapping import in_lines

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from signs_studio.figures import ColourName
    from signs_studio.ui.widgets.theme import Theme

BARS = 10
"""As many classes as a person can compare at a glance."""


def classes_to_show(probabilities: NDArray[np.float32], true_class: int | None) -> list[int]:
    """Returns the classes whose bars are shown for one picture.

    All of them in their own order where they are few, so that bars grow in place while the network
    learns; else the most likely first, always with the true class among them.

    Args:
        probabilities: One picture's softmax output, (classes,) float32 in 0..1.
        true_class: The class of the picture, 0..classes-1; None where nobody has said it.

    Returns:
        At most ``BARS`` different classes.
    """
    if len(probabilities) <= BARS:
        return list(range(len(probabilities)))
    likeliest: list[int] = np.argsort(-probabilities, kind="stable")[:BARS].tolist()
    if true_class is None or true_class in likeliest:
        return likeliest
    return [*likeliest[:-1], true_class]


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One sign and its probability.

    Attributes:
        name: Of the sign.
        share: Its probability, 0..1.
        true: True if the picture shows it; None where nobody has said what it shows.
        read: True if the network predicts it.
        colour: That it has where neither picture nor network means it; None for grey.
    """

    name: str
    share: float
    true: bool | None
    read: bool
    colour: ColourName | None = None


class BarsView(QWidget):
    """Horizontal bars, each with a name, a percentage and, where it matters, a mark."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector_bars")
        self._theme: Theme | None = None
        self._bars: tuple[Bar, ...] = ()

    @property
    def bars(self) -> tuple[Bar, ...]:
        """The bars, from the top."""
        return self._bars

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._theme = theme
        self.update()

    def set_bars(self, bars: tuple[Bar, ...]) -> None:
        """Shows these bars."""
        self._bars = bars
        shares = [f"{bar.name} {format_confidence(bar.share)}" for bar in bars]
        self.setAccessibleName(", ".join(shares))
        self.setToolTip(in_lines("\n".join(shares)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if not self._bars or self._theme is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = self.fontMetrics()
        row_height = min(self.height() / len(self._bars), metrics.height() * 1.7)
        if row_height < metrics.height():
            font = painter.font()
            font.setPixelSize(round(QFontInfo(font).pixelSize() * row_height / metrics.height()))
            painter.setFont(font)
            metrics = painter.fontMetrics()
        mark = min(row_height, metrics.height()) - 2
        percent_width = metrics.horizontalAdvance(format_confidence(1)) + 4
        widest = max(metrics.horizontalAdvance(bar.name) for bar in self._bars)
        name_width = min(widest, round(self.width() * 0.4)) + 1
        left = mark + 4 + name_width + 6
        track_width = self.width() - left - percent_width - 4
        middle = Qt.AlignmentFlag.AlignVCenter
        for place, bar in enumerate(self._bars):
            top = place * row_height
            colour = QColor(self._theme.previous_run)
            if bar.colour is not None:
                colour = QColor(self._theme.colour(bar.colour))
            if bar.true is None and bar.read:
                colour = QColor(self._theme.train)
            elif bar.true or bar.read:
                colour = QColor(self._theme.right if bar.true else self._theme.wrong)
                disc = QRectF(0, top + (row_height - mark) / 2, mark, mark)
                ground = QColor(self._theme.surface)
                draw_mark(painter, disc, right=bool(bar.true), colour=colour, ground=ground)
            painter.setPen(QColor(self._theme.text if bar.true or bar.read else self._theme.muted))
            painter.drawText(
                QRectF(mark + 4, top, name_width, row_height),
                middle | Qt.AlignmentFlag.AlignRight,
                metrics.elidedText(bar.name, Qt.TextElideMode.ElideMiddle, name_width),
            )
            painter.drawText(
                QRectF(left + track_width + 4, top, percent_width, row_height),
                middle | Qt.AlignmentFlag.AlignRight,
                format_confidence(bar.share),
            )
            thickness = min(row_height * 0.55, metrics.height() * 0.7)
            track = QRectF(left, top + (row_height - thickness) / 2, track_width, thickness)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.sunken))
            painter.drawRoundedRect(track, 2, 2)
            painter.setBrush(colour)
            track.setWidth(track_width * bar.share)
            painter.drawRoundedRect(track, 2, 2)
