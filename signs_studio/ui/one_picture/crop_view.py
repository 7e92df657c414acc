"""A photograph with the box around what the network is to see."""

# ruff: noqa: D102  (methods of Qt's, which documents them)
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from signs_studio.ui.state.crop_box import Corner, CropBox
from signs_studio.ui.widgets.picture_pixmap import picture_pixmap

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QWheelEvent

    from signs_studio.ui.widgets.theme import Theme

_RING_PX = 2
_HANDLE_PX = 12
_REACH_PX = 14
"""How far from a corner it is still caught."""
_LEAST_LINES = 6
"""Least height and width, in lines of words."""
_STEP = 0.02
_LARGE_STEP = 0.1
"""Share of the box that an arrow key moves it by, without and with Shift."""
_FACTOR = 1.1
_KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_CURSORS = {
    Corner.TOP_LEFT: Qt.CursorShape.SizeFDiagCursor,
    Corner.BOTTOM_RIGHT: Qt.CursorShape.SizeFDiagCursor,
    Corner.TOP_RIGHT: Qt.CursorShape.SizeBDiagCursor,
    Corner.BOTTOM_LEFT: Qt.CursorShape.SizeBDiagCursor,
}


class CropView(QWidget):
    """Shows a photograph whole. Drag the box to move it, a corner to change its size.

    With the keyboard, arrows move the box (with Shift further), + and - change its size, and Home
    puts it back into the middle.

    Signals:
        crop_chosen: Carries a ``CropBox``.
    """

    crop_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("crop_view")
        self.setAccessibleName(self.tr("Photograph with the box that the network sees"))
        self.setToolTip(
            self.tr(
                "Drag the box or its corners; or move it with the arrow keys, and make it larger "
                "or smaller with + and -. Home puts it into the middle"
            )
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._theme: Theme | None = None
        self._pixels: NDArray[np.uint8] | None = None
        self._pixmap = QPixmap()
        self._pixmap_size = QSize()
        self._crop: CropBox | None = None
        self._held: Corner | QPointF | None = None

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._theme = theme
        self.update()

    def show_photograph(self, pixels: NDArray[np.uint8] | None, crop: CropBox | None) -> None:
        """Shows a photograph, (height, width, 3) uint8, and its box; None for none."""
        if pixels is not self._pixels:
            self._pixels = pixels
            self._pixmap_size = QSize()
        self.show_crop(crop)

    def show_crop(self, crop: CropBox | None) -> None:
        """Shows another box."""
        self._crop = crop
        words = ""
        if crop is not None:
            words = self.tr("{side} of {width} × {height} pixels, {left} from the left, {top} down")
            words = words.format(
                side=round(crop.side),
                width=crop.width,
                height=crop.height,
                left=round(crop.left),
                top=round(crop.top),
            )
        self.setAccessibleDescription(words)
        self.update()

    def sizeHint(self) -> QSize:
        # It takes what room there is, and asks for no more than it needs: what is scrolled is as
        # high as it would like to be.
        side = _LEAST_LINES * self.fontMetrics().height()
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    # ---- events

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._theme is None or self._pixels is None or self._crop is None:
            return
        painter = QPainter(self)
        place = self._place
        self._fit_pixmap()
        painter.drawPixmap(place, self._pixmap, QRectF(self._pixmap.rect()))
        box = self._box_on_screen
        outside = QPainterPath()
        outside.addRect(place)
        inside = QPainterPath()
        inside.addRect(box)
        shade = QColor(self._theme.window)
        shade.setAlphaF(0.62)
        painter.fillPath(outside.subtracted(inside), shade)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Seen upon any picture: the accent upon a rim of the ground.
        painter.setPen(QPen(QColor(self._theme.surface), 4))
        painter.drawRect(box)
        painter.setPen(QPen(QColor(self._theme.accent), 2))
        painter.drawRect(box)
        painter.setPen(QPen(QColor(self._theme.surface), 1.5))
        painter.setBrush(QColor(self._theme.accent))
        for corner in Corner:
            painter.drawEllipse(self._on_screen(corner), _HANDLE_PX / 2, _HANDLE_PX / 2)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for inset in range(_RING_PX):
                painter.setPen(QColor(self._theme.accent))
                painter.drawRect(self.rect().adjusted(inset, inset, -inset - 1, -inset - 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton or self._crop is None:
            return
        self._held = self._grip(event.position())
        if self._held is None:
            # Where there is no box it comes to.
            x, y = self._in_photograph(event.position())
            half = self._crop.side / 2
            self._choose(self._crop.moved_to(x - half, y - half * self._crop.ratio))
            self._held = self._grip(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        crop, held = self._crop, self._held
        if crop is None:
            return
        if held is None:
            self._show_cursor(event.position())
            return
        x, y = self._in_photograph(event.position())
        if isinstance(held, Corner):
            self._choose(crop.dragged(held, x, y))
        else:
            self._choose(crop.moved_to(x - held.x(), y - held.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None
        self._show_cursor(event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:
        # A wheel scrolls; what has a value of its own is not to change by it.
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        crop, key = self._crop, Qt.Key(event.key())
        if crop is None:
            super().keyPressEvent(event)
        elif key in _KEYS:
            is_large = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            step = max(1, round(crop.side * (_LARGE_STEP if is_large else _STEP)))
            across, down = _KEYS[key]
            self._choose(crop.moved_by(across * step, down * step))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._choose(crop.scaled(_FACTOR))
        elif key is Qt.Key.Key_Minus:
            self._choose(crop.scaled(1 / _FACTOR))
        elif key is Qt.Key.Key_Home:
            self._choose(CropBox.centred(crop.width, crop.height, ratio=crop.ratio))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    # ---- places

    @property
    def _scale(self) -> float:
        """Pixels of the widget per pixel of the photograph."""
        assert self._crop is not None
        room = self.size() - QSize(_HANDLE_PX, _HANDLE_PX)
        return max(min(room.width() / self._crop.width, room.height() / self._crop.height), 1e-6)

    @property
    def _place(self) -> QRectF:
        """The photograph within the widget."""
        assert self._crop is not None
        size = QSizeF(self._crop.width, self._crop.height) * self._scale
        place = QRectF(QPointF(), size)
        place.moveCenter(QRectF(self.rect()).center())
        return place

    @property
    def _box_on_screen(self) -> QRectF:
        return QRectF(self._on_screen(Corner.TOP_LEFT), self._on_screen(Corner.BOTTOM_RIGHT))

    def _on_screen(self, corner: Corner) -> QPointF:
        assert self._crop is not None
        x, y = self._crop.corner(corner)
        return self._place.topLeft() + QPointF(x, y) * self._scale

    def _in_photograph(self, at: QPointF) -> tuple[float, float]:
        place = (at - self._place.topLeft()) / self._scale
        return place.x(), place.y()

    def _grip(self, at: QPointF) -> Corner | QPointF | None:
        """The corner that is caught there, or how far within the box it is; None outside."""
        assert self._crop is not None
        near = {corner: (self._on_screen(corner) - at).manhattanLength() for corner in Corner}
        corner = min(near, key=near.__getitem__)
        if near[corner] <= _REACH_PX:
            return corner
        if self._box_on_screen.contains(at):
            x, y = self._in_photograph(at)
            return QPointF(x - self._crop.left, y - self._crop.top)
        return None

    def _show_cursor(self, at: QPointF) -> None:
        grip = self._grip(at) if self._crop is not None else None
        if isinstance(grip, Corner):
            self.setCursor(_CURSORS[grip])
        elif grip is not None:
            self.setCursor(Qt.CursorShape.SizeAllCursor)
        else:
            self.unsetCursor()

    def _choose(self, crop: CropBox) -> None:
        if crop != self._crop:
            self.show_crop(crop)
            self.crop_chosen.emit(crop)

    def _fit_pixmap(self) -> None:
        """Scales the photograph anew where its place has another size."""
        size = self._place.size().toSize()
        if size == self._pixmap_size or self._pixels is None:
            return
        self._pixmap_size = size
        self._pixmap = picture_pixmap(
            self._pixels,
            side_px=max(size.width(), size.height()),
            pixel_ratio=self.devicePixelRatioF(),
        )
