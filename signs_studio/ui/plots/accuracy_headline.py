"""Test and training accuracy in large figures, and how far apart they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from signs_studio.numbers import NO_BREAK, format_percent, format_percent_digits
from signs_studio.ui.charts.pens import curve_width, test_pen, train_pen
from signs_studio.ui.plots.hover_text import ABSENT

if TYPE_CHECKING:
    from signs_studio.ui.widgets.theme import Theme

_ENLARGED = 2.0
_GAP = 8
_MARGIN = 4


@dataclass(frozen=True, kw_only=True)
class Accuracies:
    """Accuracies after an epoch.

    Attributes:
        test: Share of the test pictures that are read correctly, 0..1.
        train: The same of the training pictures.
        epoch: After which, counted from 1.
    """

    test: float
    train: float
    epoch: int


class AccuracyHeadline(QWidget):
    """Draws test and training accuracy. Labels would be laid out again with every new value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("accuracy_headline")
        self.setAccessibleName(self.tr("Accuracy"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._accuracies: Accuracies | None = None
        self._theme: Theme | None = None

    def set_accuracies(self, accuracies: Accuracies | None) -> None:
        """Shows these, or that there are none yet."""
        if accuracies != self._accuracies:
            self._accuracies = accuracies
            self.setAccessibleDescription(", ".join(self.texts()))
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Takes the look of the curves, and the colour of the smaller words."""
        self._theme = theme
        self.update()

    def texts(self) -> tuple[str, ...]:
        """Returns what is shown, from left to right: test, training, difference, epoch."""
        shown = self._accuracies
        if shown is None:
            return self.tr("Test {0}").format(ABSENT), self.tr("Training {0}").format(ABSENT)
        return (
            self.tr("Test {0} %").format(format_percent_digits(shown.test)),
            self.tr("Training {0} %").format(format_percent_digits(shown.train)),
            self._gap_words(shown),
            self.tr("Epoch {0}").format(f"{shown.epoch:,}"),
        )

    def _gap_words(self, shown: Accuracies) -> str:
        # Of the figures as they are shown: whoever subtracts them finds the same.
        test, train = (float(format_percent_digits(share)) for share in (shown.test, shown.train))
        words = self.tr("{0} points apart") if train >= test else self.tr("{0} points ahead")
        return words.format(f"{abs(train - test):.1f}")

    def sizeHint(self) -> QSize:
        """Room for the widest numbers, so that new ones move nothing."""
        return QSize(2 * (self._figure_width() + _GAP) + self._rest_width(), self._height())

    def minimumSizeHint(self) -> QSize:
        """Room for the two figures."""
        return QSize(2 * self._figure_width() + _GAP, self._height())

    def changeEvent(self, event: QEvent) -> None:
        """Takes the room that another font needs."""
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draws the figures, what they are of, and how far they are apart."""
        theme = self._theme
        if theme is None:
            return
        painter = QPainter(self)
        width = curve_width(self.fontMetrics(), least=theme.curve_width)
        muted = QPen(theme.muted)
        shown = self._accuracies
        left = 0
        for title, share, pen in (
            (self.tr("test"), shown.test if shown else None, test_pen(theme.test, width)),
            (self.tr("training"), shown.train if shown else None, train_pen(theme.train, width)),
        ):
            words = ABSENT if share is None else format_percent(share, space=NO_BREAK)
            self._paint_figure(painter, words, title=title, pens=(pen, muted), left=left)
            left += self._figure_width() + _GAP
        if shown is not None and left + self._rest_width() <= self.width():
            painter.setFont(self.font())
            painter.setPen(muted)
            *_, gap, epoch = self.texts()
            lines = "\n".join([*_in_two_lines(gap), epoch])
            place = QRect(left, 0, self._rest_width(), self.height() - _MARGIN)
            painter.drawText(place, Qt.AlignmentFlag.AlignBottom, lines)

    def _paint_figure(
        self, painter: QPainter, words: str, *, title: str, pens: tuple[QPen, QPen], left: int
    ) -> None:
        line_pen, words_pen = pens
        small = self.fontMetrics()
        width = self._figure_width()
        painter.setFont(self._large_font())
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        bottom = self.height() - _MARGIN - small.height()
        place = QRect(left, _MARGIN, width, bottom - _MARGIN)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        line = 3 * small.averageCharWidth()
        middle = bottom + small.height() // 2
        painter.setPen(line_pen)
        painter.drawLine(QPoint(left, middle), QPoint(left + line, middle))
        painter.setFont(self.font())
        painter.setPen(words_pen)
        painter.drawText(
            QRect(left + line + small.averageCharWidth(), bottom, width, small.height()),
            Qt.AlignmentFlag.AlignVCenter,
            title,
        )

    def _large_font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * _ENLARGED)
        font.setWeight(QFont.Weight.DemiBold)
        font.setFeature(QFont.Tag.fromString("tnum"), 1)
        return font

    def _figure_width(self) -> int:
        small = self.fontMetrics()
        title = 4 * small.averageCharWidth() + small.horizontalAdvance(self.tr("training"))
        return max(QFontMetrics(self._large_font()).horizontalAdvance("100.0 %"), title)

    def _rest_width(self) -> int:
        gaps = (self.tr("{0} points apart"), self.tr("{0} points ahead"))
        words = [line for gap in gaps for line in _in_two_lines(gap.format("100.0"))]
        words.append(self.tr("Epoch {0}").format("00,000"))
        return max(map(self.fontMetrics().horizontalAdvance, words)) + 2

    def _height(self) -> int:
        large = QFontMetrics(self._large_font()).height()
        return large + self.fontMetrics().height() + 2 * _MARGIN


def _in_two_lines(words: str) -> list[str]:
    """Its last word beneath the others, for want of room beside the figures."""
    return words.rsplit(" ", 1)
