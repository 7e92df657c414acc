"""Drawing of one class: its mean picture, its name, and a bar for each set."""

# ruff: noqa: D102  (methods of Qt's, which documents them)
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from signs_studio.ui.widgets.icons import load_icon

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel

    from signs_studio.ui.data.classes_model import ClassesModel
    from signs_studio.ui.widgets.theme import Theme

    Index = QModelIndex | QPersistentModelIndex

_PADDING = 6
_GAP = 12
_NAME_SHARE = 0.3
"""Share of the width that names take at most."""


class ClassDelegate(QStyledItemDelegate):
    """Draws the rows of a ``ClassesModel``, and lets their names be edited."""

    def __init__(self, model: ClassesModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._theme: Theme | None = None
        self._pencil = QIcon()

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._theme = theme
        self._pencil = load_icon("edit", colour=theme.muted, disabled=theme.muted)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del index
        return QSize(0, row_height(option.fontMetrics))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self._theme
        if theme is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(QColor(theme.selection_edge), 1))
            painter.setBrush(QColor(theme.selection))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        self._draw_picture(painter, option.rect, index.row(), theme)
        name = self.name_place(option.rect, option.fontMetrics)
        row = self._model.row_of(index.row())
        painter.setPen(QColor(theme.text))
        side = option.fontMetrics.height()
        elided = option.fontMetrics.elidedText(
            row.name, Qt.TextElideMode.ElideMiddle, name.width() - side - 4
        )
        painter.drawText(name, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided)
        over_or_chosen = QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected
        if option.state & over_or_chosen:
            self._pencil.paint(
                painter, self._pencil_place(option.rect, option.fontMetrics, row.name)
            )
        left = name.right() + _GAP
        bars = QRect(left, name.top(), option.rect.right() - _PADDING - left, name.height())
        self._draw_bars(painter, bars, (row.train, row.test), option.fontMetrics)
        painter.restore()

    def name_place(self, row: QRect, metrics: QFontMetrics) -> QRect:
        """Returns where the name stands in a row."""
        left = row.left() + 2 * _PADDING + _picture_side(metrics) + _GAP // 2
        widest = metrics.horizontalAdvance(self._model.longest_name) + metrics.height() + 8
        width = min(max(widest, 3 * metrics.height()), round(row.width() * _NAME_SHARE))
        return QRect(left, row.top(), width, row.height())

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        del option, index
        editor = QLineEdit(parent)
        editor.setObjectName("class_name")
        editor.setProperty("compact", True)
        editor.setAccessibleName(self.tr("Name of the class"))
        editor.setMaxLength(100)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        # The mean pictures, which come late, are no reason to lose what was typed.
        if editor.isModified():
            return
        editor.setText(index.data(Qt.ItemDataRole.EditRole))
        editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        del index
        place = self.name_place(option.rect, option.fontMetrics)
        height = min(editor.sizeHint().height(), place.height())
        width = max(place.width(), 8 * option.fontMetrics.averageCharWidth() + 16)
        top = place.top() + (place.height() - height) // 2
        editor.setGeometry(place.left() - _PADDING, top, width + _PADDING, height)

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Opens the editor where the pencil is clicked."""
        is_release = event.type() == QEvent.Type.MouseButtonRelease
        view = option.widget
        if is_release and isinstance(event, QMouseEvent) and isinstance(view, QAbstractItemView):
            name = self._model.row_of(index.row()).name
            pencil = self._pencil_place(option.rect, option.fontMetrics, name)
            if pencil.adjusted(-4, -4, 4, 4).contains(event.position().toPoint()):
                view.edit(self._model.index(index.row()))
                return True
        return super().editorEvent(event, model, option, index)

    def _pencil_place(self, row: QRect, metrics: QFontMetrics, name: str) -> QRect:
        place, side = self.name_place(row, metrics), metrics.height()
        width = min(metrics.horizontalAdvance(name), place.width() - side - 4)
        return QRect(place.left() + width + 6, row.center().y() - side // 2, side - 2, side - 2)

    def _draw_picture(self, painter: QPainter, row: QRect, sign: int, theme: Theme) -> None:
        side = _picture_side(QFontMetrics(painter.font()))
        place = QRect(row.left() + _PADDING, row.top() + (row.height() - side) // 2, side, side)
        ratio = painter.device().devicePixelRatioF()
        pixmap = self._model.pixmap(sign, side_px=side, pixel_ratio=ratio)
        if pixmap is None:
            painter.fillRect(place, QColor(theme.sunken))
            return
        size = pixmap.deviceIndependentSize()
        left = place.left() + (side - size.width()) / 2
        top = place.top() + (side - size.height()) / 2
        painter.drawPixmap(round(left), round(top), pixmap)

    def _draw_bars(
        self, painter: QPainter, place: QRect, counts: tuple[int, int], metrics: QFontMetrics
    ) -> None:
        assert self._theme is not None
        figures = metrics.horizontalAdvance(f"{self._model.largest:,}")
        track = place.width() - figures - _GAP
        line = min(metrics.height(), (place.height() - 4) // 2)
        top = place.top() + (place.height() - 2 * line) // 2
        for count, colour in zip(counts, (self._theme.train, self._theme.test), strict=True):
            thickness = round(line * 0.55)
            width = max(track * count / self._model.largest, 2 if count else 0)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            bar = QRectF(place.left(), top + (line - thickness) / 2, width, thickness)
            painter.drawRoundedRect(bar, 2, 2)
            painter.setPen(QColor(self._theme.muted))
            words = QRect(place.right() - figures, top, figures, line)
            painter.drawText(
                words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, f"{count:,}"
            )
            top += line


def row_height(metrics: QFontMetrics) -> int:
    """Returns the height of a row: two lines of figures, and room for a picture."""
    return _picture_side(metrics) + _PADDING


def _picture_side(metrics: QFontMetrics) -> int:
    return 5 * metrics.height() // 2
