"""Drawing of the star before a run and of its name, and typing of that."""

# ruff: noqa: D102  (methods of Qt's, which documents them)
from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from signs_studio.runs.store.metadata import MAX_NAME_CHARACTERS

if TYPE_CHECKING:
    from signs_studio.ui.runs.runs_model import RunsModel
    from signs_studio.ui.widgets.theme import Theme

_RADIUS = 0.42
"""Of a line's height."""
_GAP = 4
_INNER = 0.42
"""Of a star's radius, how far its inner corners are from its middle."""


class StarDelegate(QStyledItemDelegate):
    """Draws a star where there is one, and an outline where the pointer or the selection is."""

    def __init__(self, model: RunsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._theme: Theme | None = None

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._theme = theme

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        entry, theme = self._model.entry(index.row()), self._theme
        near = QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected
        if theme is None or not (entry.labels.starred or (entry.is_kept and option.state & near)):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(theme.accent if entry.labels.starred else theme.muted)
        painter.setPen(QPen(colour, 1.2))
        painter.setBrush(colour if entry.labels.starred else Qt.BrushStyle.NoBrush)
        painter.drawPolygon(
            star(option.rect.toRectF().center(), option.fontMetrics.height() * 0.42)
        )
        painter.restore()


class NameDelegate(QStyledItemDelegate):
    """Marks a run that has a note, and has its name typed.

    What else changes in the list while a name is typed leaves it alone.
    """

    def __init__(self, model: RunsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._theme: Theme | None = None

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._theme = theme

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        if self._model.entry(index.row()).labels.note:
            # The mark is at the right; what is too long ends before it.
            taken = option.decorationSize.width() + 3 * _GAP + note_width(option.fontMetrics)
            room = option.rect.width() - taken
            option.text = option.fontMetrics.elidedText(
                option.text, Qt.TextElideMode.ElideRight, room
            )

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        if self._theme is None or not self._model.entry(index.row()).labels.note:
            return
        height = option.fontMetrics.ascent()
        page = QRectF(0.0, 0.0, 0.8 * height, height)
        page.moveCenter(option.rect.toRectF().center())
        page.moveRight(option.rect.right() - _GAP)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.muted), 1.2))
        painter.drawPolyline(note_page(page))
        for share in (0.45, 0.7):
            y = page.top() + share * page.height()
            inset = 0.22 * page.width()
            painter.drawLine(QPointF(page.left() + inset, y), QPointF(page.right() - inset, y))
        painter.restore()

    def createEditor(
        self,
        parent: QWidget,
        _option: QStyleOptionViewItem,
        _index: QModelIndex | QPersistentModelIndex,
    ) -> QWidget:
        editor = QLineEdit(parent)
        editor.setObjectName("run_name")
        editor.setAccessibleName(self.tr("Name of the run"))
        editor.setMaxLength(MAX_NAME_CHARACTERS)
        editor.setFrame(False)
        return editor

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        if not editor.property("is_filled"):
            editor.setProperty("is_filled", True)
            super().setEditorData(editor, index)


def note_width(metrics: QFontMetrics) -> int:
    """Returns the width of the mark of a note beside words of this size, with its gap."""
    return metrics.ascent() + _GAP


def note_page(place: QRectF) -> QPolygonF:
    """Returns the outline of a page of which a corner is cut off."""
    corner = 0.3 * place.width()
    return QPolygonF(
        [
            place.topLeft(),
            place.topRight() - QPointF(corner, 0.0),
            place.topRight() + QPointF(0.0, corner),
            place.bottomRight(),
            place.bottomLeft(),
            place.topLeft(),
        ]
    )


def star(middle: QPointF, radius: float) -> QPolygonF:
    """Returns a star of five points that stands upright."""
    corners = []
    for corner in range(10):
        angle = math.pi * (corner / 5 - 0.5)
        reach = radius * (_INNER if corner % 2 else 1.0)
        corners.append(middle + QPointF(reach * math.cos(angle), reach * math.sin(angle)))
    return QPolygonF(corners)
