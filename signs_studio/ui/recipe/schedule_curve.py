"""The learning rate of every epoch as a small curve, drawn from the schedule alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from signs_studio.numbers import format_significant
from signs_studio.recipe.schedules import SCHEDULES, learning_rate_at

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from signs_studio.recipe.recipe import Recipe
    from signs_studio.ui.widgets.theme import Theme

MAX_POINTS = 240
"""A curve this wide shows no more."""


class ScheduleCurve(QWidget):
    """Draws how the learning rate goes; nothing while the recipe is not right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("schedule_curve")
        self._rates: list[tuple[int, float]] = []
        self._plateau = False
        self._theme: Theme | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_recipe(self, recipe: Recipe | None) -> None:
        """Draws the schedule of a recipe; None draws nothing."""
        self._rates = rates_of(recipe) if recipe is not None else []
        self._plateau = recipe is not None and SCHEDULES[recipe.schedule.kind].waits_for_plateaus
        words = self.tr("Learning rate")
        if self._rates:
            begin, end = self._ends()
            words = self.tr("Learning rate from {begin} to {end}").format(begin=begin, end=end)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Returns the height of five lines of words."""
        return QSize(100, 5 * self.fontMetrics().lineSpacing())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draws the curve, and in words where it begins, ends and is highest."""
        if self._theme is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QColor(self._theme.border))
        painter.setBrush(QColor(self._theme.surface))
        painter.drawRoundedRect(box, 5, 5)
        if not self._rates:
            return
        line = self.fontMetrics().height()
        painter.setPen(QColor(self._theme.muted))
        words = box.adjusted(8, 3, -8, -3)
        highest = max(rate for _, rate in self._rates)
        begin, end = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        bottom, top = Qt.AlignmentFlag.AlignBottom, Qt.AlignmentFlag.AlignTop
        painter.drawText(words, begin | top, _short(highest))
        if self._plateau:
            painter.drawText(words, end | top, self.tr("falls on a plateau"))
        else:
            painter.drawText(words, end | top, self.tr("ends at {0}").format(self._ends()[1]))
        painter.drawText(words, begin | bottom, self.tr("epoch 1"))
        painter.drawText(words, end | bottom, f"{self._rates[-1][0] + 1:,}")
        painter.setPen(QPen(QColor(self._theme.train), 1.5))
        plot = box.adjusted(8, line + 6, -8, -line - 5)
        last = max(self._rates[-1][0], 1)
        points = [
            QPointF(
                plot.left() + plot.width() * epoch / last,
                plot.bottom() - plot.height() * rate / highest,
            )
            for epoch, rate in self._rates
        ]
        if len(points) == 1:
            points.append(QPointF(plot.right(), points[0].y()))
        painter.drawPolyline(QPolygonF(points))

    def _ends(self) -> tuple[str, str]:
        return _short(self._rates[0][1]), _short(self._rates[-1][1])


def rates_of(recipe: Recipe) -> list[tuple[int, float]]:
    """Returns epochs, from 0, and their learning rates: all, or ``MAX_POINTS`` spread evenly.

    A plateau follows from the costs, which nobody knows beforehand: its rate stays.
    """
    count = min(recipe.epochs, MAX_POINTS)
    last = recipe.epochs - 1
    epochs = [round(i * last / max(count - 1, 1)) for i in range(count)]
    return [
        (
            epoch,
            learning_rate_at(
                recipe.schedule,
                epoch=epoch,
                learning_rate=recipe.learning_rate,
                epochs=recipe.epochs,
            ),
        )
        for epoch in epochs
    ]


def _short(rate: float) -> str:
    return format_significant(rate)
