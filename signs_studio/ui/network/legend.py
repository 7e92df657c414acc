"""The legend beneath a drawing of a network."""

# ruff: noqa: D102  (methods of Qt's, which documents them)
from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from signs_studio.ui.figures.colour_bar import scale_colours
from signs_studio.ui.widgets.wrapping_row import wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from signs_studio.ui.widgets.theme import Theme

_SAMPLE_LINES, _GAP_LINES = 1.8, 1.0


class Sample(StrEnum):
    """What a legend explains."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    ACTIVATION = "activation"
    SILENT = "silent"
    NOTHING = "nothing"


class Legend(QWidget):
    """Samples with words, in as many rows as they need.

    At one width it becomes no lower: what is drawn above, and thus what is to be explained, depends
    on its height, so that it could go up and down for ever.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("network_legend")
        self._entries: tuple[tuple[Sample, str], ...] = ()
        self._theme: Theme | None = None
        self._row_count = 0
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)

    def show_entries(self, entries: Sequence[tuple[Sample, str]]) -> None:
        """Shows samples, each with what it means."""
        if tuple(entries) != self._entries:
            self._entries = tuple(entries)
            self.setAccessibleName(". ".join(words for _, words in entries))
            self._fit()

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(0, self._row_count * round(1.25 * self.fontMetrics().lineSpacing()))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._row_count = 0
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._row_count = 0
            self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        if self._theme is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = self.fontMetrics().lineSpacing()
        widths = self._widths()
        for row, indices in enumerate(self._rows()):
            left = 0.0
            for index in indices:
                sample, words = self._entries[index]
                top = row * 1.25 * line
                room = QRectF(left, top, _SAMPLE_LINES * line, line)
                self._paint_sample(painter, sample, room, self._theme)
                begin = left if sample is Sample.NOTHING else room.right() + 0.4 * line
                painter.setPen(QColor(self._theme.muted))
                place = QRectF(begin, top, max(self.width() - begin, 0), line)
                shown = self.fontMetrics().elidedText(
                    words, Qt.TextElideMode.ElideRight, int(place.width())
                )
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)
                left += widths[index] + _GAP_LINES * line

    def _widths(self) -> list[int]:
        metrics = self.fontMetrics()
        sample_px = round((_SAMPLE_LINES + 0.4) * metrics.lineSpacing())
        return [
            metrics.horizontalAdvance(words) + 1 + sample_px * (sample is not Sample.NOTHING)
            for sample, words in self._entries
        ]

    def _rows(self) -> list[list[int]]:
        spacing = round(_GAP_LINES * self.fontMetrics().lineSpacing())
        return wrapped(self._widths(), width=self.width(), spacing=spacing)

    def _fit(self) -> None:
        self._row_count = max(self._row_count, len(self._rows()))
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    @staticmethod
    def _paint_sample(painter: QPainter, sample: Sample, room: QRectF, theme: Theme) -> None:
        middle = room.center().y()
        line = room.height()
        match sample:
            case Sample.POSITIVE | Sample.NEGATIVE:
                colour = theme.train if sample is Sample.POSITIVE else theme.test
                painter.setPen(QPen(QColor(colour), max(line / 6, 2.0)))
                painter.drawLine(QPointF(room.left(), middle), QPointF(room.right(), middle))
            case Sample.ACTIVATION:
                gradient = QLinearGradient(room.topLeft(), room.topRight())
                ends = scale_colours(theme)
                for place, colour_of in zip((0.0, 0.5, 1.0), ends, strict=True):
                    gradient.setColorAt(place, QColor(*colour_of))
                painter.setPen(QPen(QColor(theme.border), 1))
                painter.setBrush(gradient)
                painter.drawRoundedRect(room.adjusted(0, 0.15 * line, 0, -0.15 * line), 3, 3)
            case Sample.SILENT:
                disc = QRectF(0, 0, 0.8 * line, 0.8 * line)
                disc.moveCenter(room.center())
                painter.setPen(QPen(QColor(theme.border), 1))
                painter.setBrush(QColor(theme.surface))
                painter.drawEllipse(disc)
                painter.setPen(QPen(QColor(theme.wrong), max(line / 12, 1.2)))
                inset = disc.width() * 0.22
                inner = disc.adjusted(inset, inset, -inset, -inset)
                painter.drawLine(inner.bottomLeft(), inner.topRight())
