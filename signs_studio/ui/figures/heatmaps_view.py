"""Arrays as pictures side by side, with their colour bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from signs_studio.charts.colour_scale import ColourScale, overlay, signed_colours, signed_pixels
from signs_studio.figures import Heatmaps
from signs_studio.ui.figures.colour_bar import ColourBar, scale_colours
from signs_studio.ui.figures.figure_view import FigureView
from signs_studio.ui.figures.photographs_view import arranged
from signs_studio.ui.widgets.picture_pixmap import picture_image

if TYPE_CHECKING:
    from PySide6.QtGui import QImage, QPaintEvent, QResizeEvent

    from signs_studio.ui.widgets.theme import Theme

_GAP, _OVER_WORDS = 10, 2
_SMALLEST_PX = 56


class HeatmapsView(FigureView[Heatmaps]):
    """Maps as large as all of them can be shown, or of the least size and scrolled."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet = _Sheet()
        self._sheet.map_chosen.connect(self._on_sheet_map_chosen)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._sheet)
        self._bar = ColourBar()
        self._set_body(self._area)
        self._layout.insertWidget(1, self._bar)

    def show_figure(self, figure: Heatmaps) -> None:
        """Shows the maps."""
        scale = ColourScale.of(figure.maps, limit=figure.limit, is_over_picture=bool(figure.under))
        self._show_title(figure.title)
        self._sheet.setAccessibleName(f"{figure.title}: {', '.join(figure.captions)}")
        self._sheet.show_maps(figure, scale)
        self._bar.show_scale(scale, figure.label)
        # Colours that are channels of their own are on no scale.
        self._bar.setVisible(bool(figure.maps) and figure.maps[0].ndim == 2)

    def set_theme(self, theme: Theme) -> None:
        """Colours the maps."""
        self._sheet.set_theme(theme)
        self._bar.set_theme(theme)

    def _on_sheet_map_chosen(self, index: int) -> None:
        self.number_chosen.emit(self._sheet.figure.field, float(index))


class _Sheet(QWidget):
    """Paints the maps.

    Signals:
        map_chosen: Index of a map that was clicked, or reached with the arrow keys.
    """

    map_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("heatmaps")
        self.figure = Heatmaps(title="", maps=(), captions=())
        self._scale = ColourScale.of(())
        self._theme: Theme | None = None
        self._images: list[QImage] = []

    def show_maps(self, figure: Heatmaps, scale: ColourScale) -> None:
        self.figure = figure
        self._scale = scale
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if figure.field else Qt.FocusPolicy.NoFocus)
        self._colour()
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._colour()

    def minimumSizeHint(self) -> QSize:
        columns, side = self._arranged()
        rows = -(-len(self.figure.maps) // columns)
        return QSize(_SMALLEST_PX, rows * self._row_height(side))

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._map_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and index is not None:
            self._choose(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        chooses = bool(self.figure.field) and self._map_at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if chooses else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        columns, _ = self._arranged()
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -columns,
            Qt.Key.Key_Down: columns,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None or not self.figure.field:
            super().keyPressEvent(event)
            return
        index = (self.figure.chosen if self.figure.chosen is not None else -step) + step
        if 0 <= index < len(self.figure.maps):
            self._choose(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._theme is None:
            return
        painter = QPainter(self)
        line = self.fontMetrics().lineSpacing()
        for index, image in enumerate(self._images):
            place = self._place(index)
            if not place.adjusted(-4, -4, 4, line + 8).intersects(event.rect()):
                continue
            is_marked = index in self.figure.marked
            # A number is a square of one colour, unless there are more than there are pixels.
            is_smooth = place.width() < image.width() or self._scale.is_over_picture
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_smooth)
            painter.setOpacity(0.35 if is_marked else 1.0)
            painter.drawImage(_centred(image, place), image)
            painter.setOpacity(1.0)
            if is_marked:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(QColor(self._theme.wrong), 2))
                painter.drawLine(place.topLeft(), place.bottomRight())
            if index == self.figure.chosen:
                painter.setPen(QPen(QColor(self._theme.accent), 3))
                painter.drawRect(place.adjusted(-2, -2, 2, 2))
            if index < len(self.figure.captions):
                painter.setPen(QColor(self._theme.text))
                words = self.fontMetrics().elidedText(
                    self.figure.captions[index], Qt.TextElideMode.ElideRight, place.width() + _GAP
                )
                box = QRect(
                    place.left() - _GAP // 2,
                    place.bottom() + 1 + _OVER_WORDS,
                    place.width() + _GAP,
                    line,
                )
                painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, words)

    def _choose(self, index: int) -> None:
        if self.figure.field:
            self.map_chosen.emit(index)

    def _map_at(self, position: QPointF) -> int | None:
        at = position.toPoint()
        places = (self._place(index) for index in range(len(self.figure.maps)))
        return next((index for index, place in enumerate(places) if place.contains(at)), None)

    def _row_height(self, side: int) -> int:
        return side + _OVER_WORDS + self.fontMetrics().lineSpacing() + _GAP

    def _arranged(self) -> tuple[int, int]:
        """Returns the number of columns, and the side of a map in pixels."""
        count = max(len(self.figure.maps), 1)
        parent = self.parentWidget()
        room = (self if parent is None else parent).size()
        width, height = max(room.width() - _GAP, 1), room.height() - _GAP
        words_px = self.fontMetrics().lineSpacing() + _OVER_WORDS
        columns, side = arranged(count, width=width, height=height, words_px=words_px)
        if side >= _SMALLEST_PX:
            return columns, side
        columns = max(min(width // (_SMALLEST_PX + _GAP), count), 1)
        return columns, _SMALLEST_PX

    def _place(self, index: int) -> QRect:
        columns, side = self._arranged()
        row, column = divmod(index, columns)
        left = _GAP // 2 + column * (side + _GAP)
        return QRect(left, _GAP // 2 + row * self._row_height(side), side, side)

    def _fit(self) -> None:
        self.setMinimumHeight(self.minimumSizeHint().height())
        self.update()

    def _colour(self) -> None:
        if self._theme is None:
            return
        self._images = [self._image(index, self._theme) for index in range(len(self.figure.maps))]
        self.update()

    def _image(self, index: int, theme: Theme) -> QImage:
        values, limit = self.figure.maps[index], self._scale.limit
        if values.ndim == 3:
            return picture_image(signed_pixels(values, limit))
        low, middle, high = scale_colours(theme)
        if self._scale.is_over_picture:
            picture = self.figure.under[index]
            return picture_image(overlay(picture, values, limit, low=low, high=high))
        return picture_image(signed_colours(values, limit, low=low, middle=middle, high=high))


def _centred(image: QImage, place: QRect) -> QRect:
    """Returns where an image lies in a square: as large as it can be, in its own proportions."""
    size = image.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
    shown = QRect(place.topLeft(), size)
    shown.moveCenter(place.center())
    return shown
