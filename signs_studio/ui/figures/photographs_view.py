"""Pictures side by side, with a word under each."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from signs_studio.figures import Photographs
from signs_studio.ui.figures.figure_view import FigureView
from signs_studio.ui.widgets.picture_pixmap import picture_pixmap

if TYPE_CHECKING:
    from signs_studio.ui.widgets.theme import Theme

_GAP, _OVER_WORDS, _FRAME_PX = 10, 2, 3
_LARGEST_PX, _SMALLEST_LINES = 360, 4


class PhotographsView(FigureView[Photographs]):
    """Pictures as large as all of them can be shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure = Photographs(title="", pictures=(), captions=())
        self._wall = _Wall()
        self._wall.pixel_chosen.connect(self._on_wall_pixel_chosen)
        self._set_body(self._wall)

    def show_figure(self, figure: Photographs) -> None:
        """Shows the pictures."""
        self._figure = figure
        self._show_title(figure.title)
        self._wall.setAccessibleName(
            f"{figure.title}: {', '.join(figure.captions)}".replace("\n", " ")
        )
        self._wall.show_pictures(figure)

    def set_theme(self, theme: Theme) -> None:
        """Colours the words."""
        self._wall.set_theme(theme)

    def _on_wall_pixel_chosen(self, row: int, column: int) -> None:
        for field, place in ((self._figure.row_field, row), (self._figure.column_field, column)):
            if field:
                self.number_chosen.emit(field, float(place // self._figure.block))


class _Wall(QWidget):
    """Paints the pictures.

    Signals:
        pixel_chosen: Row and column of a pixel of the first picture that was clicked, or over which
            the pointer was dragged.
    """

    pixel_chosen = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("photographs")
        self._shown = Photographs(title="", pictures=(), captions=())
        self._theme: Theme | None = None

    def show_pictures(self, shown: Photographs) -> None:
        self._shown = shown
        chooses = bool(shown.row_field or shown.column_field)
        self.setCursor(Qt.CursorShape.CrossCursor if chooses else Qt.CursorShape.ArrowCursor)
        self.setToolTip(self.tr("Click a pixel of the first picture to follow it") * chooses)
        self.updateGeometry()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Room for one row of small ones."""
        line = self.fontMetrics().lineSpacing()
        return QSize(line * _SMALLEST_LINES, line * (_SMALLEST_LINES + 2))

    def sizeHint(self) -> QSize:
        """The same: all that there is beyond is given to it anyway."""
        return self.minimumSizeHint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._choose(event.position())

    def _choose(self, position: QPointF) -> None:
        if not self._shown.pictures:
            return
        _, side = self._arranged()
        height, width = self._shown.pictures[0].shape[:2]
        pixel = side / max(height, width)
        row, column = int(position.y() // pixel), int(position.x() // pixel)
        if 0 <= row < height and 0 <= column < width:
            self.pixel_chosen.emit(row, column)

    def _arranged(self) -> tuple[int, int]:
        return arranged(
            len(self._shown.pictures),
            width=self.width(),
            height=self.height(),
            words_px=self._words_px() + _OVER_WORDS,
        )

    def _words_px(self) -> int:
        lines = max((words.count("\n") + 1 for words in self._shown.captions[:1]), default=1)
        return lines * self.fontMetrics().lineSpacing()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        count = len(self._shown.pictures)
        if self._theme is None or not count:
            return
        painter = QPainter(self)
        line, words_px = self.fontMetrics().lineSpacing(), self._words_px()
        columns, side = self._arranged()
        for place, picture in enumerate(self._shown.pictures):
            row, column = divmod(place, columns)
            left, top = column * (side + _GAP), row * (side + _OVER_WORDS + words_px + _GAP)
            pixmap = picture_pixmap(picture, side_px=side, pixel_ratio=self.devicePixelRatioF())
            painter.drawPixmap(left, top, pixmap)
            if place < len(self._shown.right):
                is_right = self._shown.right[place]
                colour = self._theme.right if is_right else self._theme.wrong
                # Whoever does not see red or green sees dashes.
                style = Qt.PenStyle.SolidLine if is_right else Qt.PenStyle.DashLine
                painter.setPen(QPen(QColor(colour), _FRAME_PX, style))
                painter.drawRect(QRect(left, top, side, side).adjusted(1, 1, -2, -2))
            painter.setPen(QColor(self._theme.text))
            captions = self._shown.captions[place : place + 1]
            lines = [words for caption in captions for words in caption.split("\n")]
            for row_of_words, words in enumerate(lines):
                shown = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, side)
                under = top + side + _OVER_WORDS + row_of_words * line
                painter.drawText(
                    QRect(left, under, side, line), Qt.AlignmentFlag.AlignHCenter, shown
                )


def arranged(count: int, *, width: int, height: int, words_px: int) -> tuple[int, int]:
    """In how many columns pictures are largest, and how large.

    Args:
        count: How many there are, 1 or more.
        width: Of the room, in pixels.
        height: The same.
        words_px: Height of the words under each.
    """
    best = (1, 1)
    for columns in range(1, count + 1):
        rows = ceil(count / columns)
        across = (width - (columns - 1) * _GAP) // columns
        down = (height - rows * words_px - (rows - 1) * _GAP) // rows
        side = min(across, down, _LARGEST_PX)
        if side > best[1]:
            best = (columns, side)
    return best
