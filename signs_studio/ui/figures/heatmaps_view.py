"""Arrays as pictures side by side, with the bar of their colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QLinearGradient, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from signs_studio.charts.colour_scale import (
    has_negative,
    largest_magnitude,
    overlay,
    overlay_bar,
    signed_colours,
    signed_pixels,
)
from signs_studio.figures import Heatmaps
from signs_studio.numbers import format_significant
from signs_studio.ui.figures.figure_view import FigureView
from signs_studio.ui.figures.photographs_view import arranged
from signs_studio.ui.widgets.picture_pixmap import picture_image

if TYPE_CHECKING:
    from PySide6.QtGui import QImage, QPaintEvent, QResizeEvent

    from signs_studio.ui.widgets.theme import Theme

_GAP, _OVER_WORDS = 10, 2
_SMALLEST_PX = 56
_BAR_LINES = 1.0


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
        self._bar = _ColourBar()
        self._set_body(self._area)
        self._layout.insertWidget(1, self._bar)

    def show_figure(self, figure: Heatmaps) -> None:
        """Shows the maps."""
        limit = figure.limit if figure.limit is not None else largest_magnitude(figure.maps)
        self._show_title(figure.title)
        self._sheet.setAccessibleName(f"{figure.title}: {', '.join(figure.captions)}")
        self._sheet.show_maps(figure, limit)
        self._bar.show_scale(
            figure.label,
            limit,
            is_signed=has_negative(figure.maps),
            is_over_picture=bool(figure.under),
        )
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
        self._limit = 0.0
        self._theme: Theme | None = None
        self._images: list[QImage] = []

    def show_maps(self, figure: Heatmaps, limit: float) -> None:
        self.figure = figure
        self._limit = limit
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
            is_smooth = place.width() < image.width() or bool(self.figure.under)
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
        values = self.figure.maps[index]
        if values.ndim == 3:
            return picture_image(signed_pixels(values, self._limit))
        low, middle, high = scale_ends(theme)
        if self.figure.under:
            picture = self.figure.under[index]
            return picture_image(overlay(picture, values, self._limit, low=low, high=high))
        return picture_image(signed_colours(values, self._limit, low=low, middle=middle, high=high))


class _ColourBar(QWidget):
    """The colours of the scale, with the numbers at its ends and 0."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("colour_bar")
        self._label = ""
        self._limit = 0.0
        self._is_signed = True
        self._is_over_picture = False
        self._theme: Theme | None = None

    def show_scale(
        self, label: str, limit: float, *, is_signed: bool, is_over_picture: bool
    ) -> None:
        self._label, self._limit = label, limit
        self._is_signed, self._is_over_picture = is_signed, is_over_picture
        low = format_significant(-limit) if is_signed else "0"
        self.setAccessibleName(f"{label}: {low} … {format_significant(limit)}")
        self.updateGeometry()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        line = self.fontMetrics().lineSpacing()
        return QSize(line * 12, round(line * (1 + _BAR_LINES)) + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        if self._theme is None:
            return
        painter = QPainter(self)
        metrics = self.fontMetrics()
        line = metrics.lineSpacing()
        low, middle, high = scale_ends(self._theme)
        label = metrics.elidedText(self._label, Qt.TextElideMode.ElideRight, self.width() // 2)
        left = metrics.horizontalAdvance(label) + (_GAP if label else 0)
        width = max(min(self.width() - left, line * 16), 1)
        bar = QRectF(left, 2, width, line * _BAR_LINES)
        if self._is_over_picture:
            pixels = overlay_bar(
                side=round(bar.height()),
                length=round(bar.width()),
                is_signed=self._is_signed,
                low=low,
                high=high,
            )
            painter.drawImage(bar, picture_image(pixels))
        else:
            gradient = QLinearGradient(bar.topLeft(), bar.topRight())
            colours = (low, middle, high) if self._is_signed else (middle, high)
            for place, colour in enumerate(colours):
                gradient.setColorAt(place / (len(colours) - 1), QColor(*colour))
            painter.fillRect(bar, gradient)
        painter.setPen(QColor(self._theme.border))
        painter.drawRect(bar)
        painter.setPen(QColor(self._theme.text))
        painter.drawText(QRectF(0, 2, left, line), Qt.AlignmentFlag.AlignVCenter, label)
        under = QRectF(left, bar.bottom() + 2, width, line)
        zero = self.tr("0: picture alone") if self._is_over_picture else "0"
        left_words, middle_words = (
            (format_significant(-self._limit), zero) if self._is_signed else (zero, "")
        )
        for words, side in (
            (left_words, Qt.AlignmentFlag.AlignLeft),
            (middle_words, Qt.AlignmentFlag.AlignHCenter),
            (format_significant(self._limit), Qt.AlignmentFlag.AlignRight),
        ):
            painter.drawText(under, side, words)


def scale_ends(theme: Theme) -> tuple[tuple[int, int, int], ...]:
    """Returns the colours of the least number, of zero and of the largest.

    Orange and blue are told apart by whoever does not see red or green.
    """
    low, middle, high = (QColor(name) for name in (theme.test, theme.surface, theme.train))
    return tuple((each.red(), each.green(), each.blue()) for each in (low, middle, high))


def _centred(image: QImage, place: QRect) -> QRect:
    """Returns where an image lies in a square: as large as it can be, in its own proportions."""
    size = image.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
    shown = QRect(place.topLeft(), size)
    shown.moveCenter(place.center())
    return shown
