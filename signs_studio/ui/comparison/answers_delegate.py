"""Drawing of a picture with what two runs read in it, a line each."""

# ruff: noqa: D102  (methods of Qt's, which documents them)
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from signs_studio.numbers import format_confidence
from signs_studio.ui.pictures.marks import mark_pixmap
from signs_studio.ui.pictures.tile_grid import FittingDelegate
from signs_studio.ui.pictures.tile_painting import draw_picture, draw_selection, elided

if TYPE_CHECKING:
    from signs_studio.ui.comparison.answers_model import Answer, AnswersModel

_MARGIN_PX, _GAP_PX, _PILLAR_PX = 8, 3, 4
_LINES = 3
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class AnswersDelegate(FittingDelegate):
    """Draws the rows of an ``AnswersModel``: the picture, its sign, and each run's answer.

    Each answer has the colour of its run before it, and a mark that says whether it is right.
    """

    def __init__(self, model: AnswersModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model

    def fit(self, tile_width: int, font: QFont) -> int:
        side = self._side(tile_width)
        return side + 2 * _MARGIN_PX + _GAP_PX + _LINES * (QFontMetrics(font).height() + _GAP_PX)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme = self.theme
        if theme is None:
            return
        place = option.rect
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            draw_selection(painter, place, theme)
        side = self._side(place.width())
        left = place.left() + _MARGIN_PX
        square = QRect(left, place.top() + _MARGIN_PX, side, side)
        ratio = painter.device().devicePixelRatioF()
        picture = self._model.picture(index.row())
        pixmap = self._model.pixmap(picture, side_px=side, pixel_ratio=ratio)
        draw_picture(painter, square, pixmap, theme)
        metrics = option.fontMetrics
        line = QRect(left, square.bottom() + 1 + _GAP_PX, side, metrics.height())
        painter.setPen(QColor(theme.text))
        words = self._model.tr("is {sign}").format(sign=self._model.sign(index.row()))
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, elided(words, side, metrics))
        for answer in self._model.answers(index.row()):
            line = line.translated(0, metrics.height() + _GAP_PX)
            self._draw_answer(painter, line, answer, metrics)

    def _draw_answer(
        self, painter: QPainter, line: QRect, answer: Answer, metrics: QFontMetrics
    ) -> None:
        theme = self.theme
        assert theme is not None  # Nothing is painted before it is there.
        if answer.colour:
            pillar = QRect(line.left(), line.top() + 1, _PILLAR_PX, line.height() - 2)
            painter.fillRect(pillar, QColor(answer.colour))
        colour = QColor(theme.right if answer.right else theme.wrong)
        mark_px = metrics.ascent()
        mark = mark_pixmap(
            right=answer.right,
            side_px=mark_px,
            pixel_ratio=painter.device().devicePixelRatioF(),
            colour=colour,
            ground=QColor(theme.surface),
        )
        left = line.left() + _PILLAR_PX + _GAP_PX
        painter.drawPixmap(left, line.top() + (line.height() - mark_px) // 2, mark)
        words = QRect(line)
        words.setLeft(left + mark_px + _GAP_PX)
        share = format_confidence(answer.confidence)
        painter.setPen(QColor(theme.muted))
        painter.drawText(words, _RIGHT, share)
        room = words.width() - metrics.horizontalAdvance(share) - _GAP_PX
        painter.setPen(QColor(theme.text) if answer.right else colour)
        painter.drawText(words, _LEFT, elided(answer.sign, room, metrics))

    @staticmethod
    def _side(tile_width: int) -> int:
        return tile_width - 2 * _MARGIN_PX
