"""The outputs of layers, painted beneath one another: units as strips, filters as maps."""

# ruff: noqa: D102  (methods of Qt's, which documents them)
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QLinearGradient, QPainter, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from signs_studio.charts.colour_scale import largest_magnitude, signed_colours
from signs_studio.numbers import format_signed
from signs_studio.ui.figures.heatmaps_view import scale_ends
from signs_studio.ui.forms.fields_form import GRID
from signs_studio.ui.inspect.inspect_figures import short
from signs_studio.ui.widgets.picture_pixmap import picture_image
from signs_studio.wording.networks import layer_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QImage, QPaintEvent, QResizeEvent

    from signs_studio.insight.unit_outputs import UnitOutputs
    from signs_studio.ui.widgets.theme import Theme

MAX_UNITS, MAX_MAPS = 256, 32
"""As many of a layer are painted."""
_UNIT_LINES, _MAP_LINES = 1.0, 3.2
"""Side of a unit and of a map, in lines of words."""
_BAR_LINES = 5
_MAX_MAP_PX = 48
_SHADES = 127
"""Colours on either side of that of zero."""


@dataclass(frozen=True, eq=False)
class _Block:
    """A layer as it is painted.

    Attributes:
        output: The layer's output.
        title: In words.
        limit: Magnitude at either end of its colours.
        has_negative: Whether a number is below 0, so that the lower half of its colours is used.
        images: Of its units or maps, in order.
        labels: Words beside each unit, or beneath each map; empty for none.
        widest: The widest of them; empty for none.
    """

    output: UnitOutputs
    title: str
    limit: float
    has_negative: bool
    images: tuple[QImage, ...]
    labels: tuple[str, ...]
    widest: str


class LayersSheet(QWidget):
    """Paints every layer with its own colours, from its largest magnitude below 0 to that above.

    Where no number is below 0, its colours begin at 0.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("layers_sheet")
        self._theme: Theme | None = None
        self._outputs: Sequence[UnitOutputs] = ()
        self._class_names: Sequence[str] = ()
        self._blocks: list[_Block] = []

    def show_outputs(self, outputs: Sequence[UnitOutputs], class_names: Sequence[str]) -> None:
        """Shows the outputs of layers, first to last; the last are the logits of these classes."""
        self._outputs, self._class_names = outputs, class_names
        self._colour()

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._theme = theme
        self._colour()

    def titles(self) -> list[str]:
        """Returns what is said of each layer."""
        return [block.title for block in self._blocks]

    def sizeHint(self) -> QSize:
        return QSize(self.width(), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(20 * self.fontMetrics().averageCharWidth(), self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(self._height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.setMinimumHeight(self._height())
            self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._words_at(event.pos()), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._theme is None:
            return
        painter = QPainter(self)
        line = self.fontMetrics().lineSpacing()
        top = 0
        for block in self._blocks:
            self._paint_heading(painter, block, top)
            for index, image in enumerate(block.images):
                place = self._place(block, index).translated(0, top + self._heading_px())
                cell = QRect(place.topLeft(), self._cell(block))
                if not cell.intersects(event.rect()):
                    continue
                is_dead = bool(block.output.dead[index])
                is_unit = block.output.values.ndim == 1
                painter.setRenderHint(
                    QPainter.RenderHint.SmoothPixmapTransform, place.width() < image.width()
                )
                painter.setOpacity(0.35 if is_dead else 1.0)
                painter.drawImage(place, image)
                painter.setOpacity(1.0)
                painter.setPen(QColor(self._theme.border))
                painter.drawRect(place)
                if is_dead:
                    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                    painter.setPen(QPen(QColor(self._theme.wrong), 1.5 if is_unit else 2))
                    painter.drawLine(place.topLeft(), place.bottomRight())
                if block.labels:
                    self._paint_label(painter, block.labels[index], cell, is_unit=is_unit)
            top += self._block_height(block) + line // 2

    def _paint_label(self, painter: QPainter, words: str, cell: QRect, *, is_unit: bool) -> None:
        """Writes a word beside a unit, or beneath a map."""
        assert self._theme is not None  # its caller has looked
        painter.setPen(QColor(self._theme.text if is_unit else self._theme.muted))
        if is_unit:
            right = cell.adjusted(cell.height() + GRID // 2, 0, 0, 0)
            painter.drawText(right, Qt.AlignmentFlag.AlignVCenter, words)
        else:
            bottom = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignHCenter
            painter.drawText(cell, bottom, words)

    def _paint_heading(self, painter: QPainter, block: _Block, top: int) -> None:
        """Writes what a layer is, with the bar of its colours beneath."""
        assert self._theme is not None  # its caller has looked
        metrics = self.fontMetrics()
        line = metrics.lineSpacing()
        font = painter.font()
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.text))
        words = painter.fontMetrics().elidedText(
            block.title, Qt.TextElideMode.ElideRight, self.width()
        )
        painter.drawText(QRect(0, top, self.width(), line), 0, words)
        font.setWeight(font.Weight.Normal)
        painter.setFont(font)
        low = format_signed(-block.limit) if block.has_negative else "0"
        high = format_signed(block.limit)
        left = metrics.horizontalAdvance(low) + GRID // 2
        bar = QRectF(left, top + line * 1.2, _BAR_LINES * line, line * 0.6)
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        colours = scale_ends(self._theme)[0 if block.has_negative else 1 :]
        for place, colour in zip(np.linspace(0, 1, len(colours)), colours, strict=True):
            gradient.setColorAt(place, QColor(*colour))
        painter.fillRect(bar, gradient)
        painter.setPen(QColor(self._theme.border))
        painter.drawRect(bar)
        painter.setPen(QColor(self._theme.muted))
        beside = QRect(0, top + line, self.width(), line)
        painter.drawText(beside, 0, low)
        painter.drawText(beside.adjusted(round(bar.right()) + GRID // 2, 0, 0, 0), 0, high)

    def _colour(self) -> None:
        if self._theme is None:
            return
        low, middle, high = scale_ends(self._theme)
        # Looking colours up is eight times as fast as mixing each.
        scale = np.linspace(-1.0, 1.0, 2 * _SHADES + 1)
        palette = signed_colours(scale, 1.0, low=low, middle=middle, high=high)
        self._blocks = []
        hidden = [output.layer for output in self._outputs[:-1]]
        names = layer_names(hidden, with_activations=True)
        for index, output in enumerate(self._outputs):
            limit = largest_magnitude((output.values,))
            shown = output.values[..., : MAX_UNITS if output.values.ndim == 1 else MAX_MAPS]
            if shown.ndim == 3:
                # No more pixels than are seen: colouring them would hold up the window.
                skip = -(-max(shown.shape[:2]) // _MAX_MAP_PX)
                shown = shown[::skip, ::skip]
            shares = np.nan_to_num(shown / np.float32(limit or 1.0), posinf=0.0, neginf=0.0)
            places = np.rint(_SHADES * np.clip(shares, -1, 1)).astype(np.int16) + _SHADES
            colours = palette[places]
            if shown.ndim == 1:
                colours = colours[None, None]
            images = tuple(picture_image(colours[:, :, place]) for place in range(shown.shape[-1]))
            is_last = index == len(self._outputs) - 1
            title = self._title(output, names[index], is_last=is_last)
            labels = self._labels(output, len(images), is_last=is_last)
            block = _Block(
                output=output,
                title=title,
                limit=limit,
                has_negative=bool((output.values < 0).any()),
                images=images,
                labels=labels,
                # Found once: it would be measured for every unit of hundreds.
                widest=max(labels, key=self.fontMetrics().horizontalAdvance, default=""),
            )
            self._blocks.append(block)
        self.setAccessibleName("; ".join(self.titles()))
        self.setMinimumHeight(self._height())
        self.updateGeometry()
        self.update()

    def _labels(self, output: UnitOutputs, count: int, *, is_last: bool) -> tuple[str, ...]:
        """Returns the class and logit of each unit, or the number of each filter."""
        if output.values.ndim == 3:
            return tuple(str(index + 1) for index in range(count))
        if not is_last or len(output.values) != len(self._class_names):
            return ()
        return tuple(
            f"{short(name)}: {format_signed(float(value))}"
            for name, value in zip(self._class_names[:count], output.values[:count], strict=True)
        )

    def _title(self, output: UnitOutputs, name: str, *, is_last: bool) -> str:
        count, dead = output.values.shape[-1], int(output.dead.sum())
        most = MAX_UNITS if output.values.ndim == 1 else MAX_MAPS
        words = self.tr("{layer}: logits") if is_last else "{layer}"
        title = words.format(layer=name)
        if count > most:
            title += self.tr(", the first {shown} of {count}").format(
                shown=most, count=f"{count:,}"
            )
        if dead:
            title += self.tr(", {dead} of {count} dead").format(
                dead=f"{dead:,}", count=f"{count:,}"
            )
        return title

    def _words_at(self, position: QPoint) -> str:
        """Returns what is said of the unit or filter at a place; nothing where there is none."""
        top = 0
        for block in self._blocks:
            for index in range(len(block.images)):
                if (
                    self._place(block, index)
                    .translated(0, top + self._heading_px())
                    .contains(position)
                ):
                    return self._unit_words(block.output, index)
            top += self._block_height(block) + self.fontMetrics().lineSpacing() // 2
        return ""

    def _unit_words(self, output: UnitOutputs, index: int) -> str:
        if output.dead[index]:
            words = self.tr("{number}: dead, 0 for every test picture")
            return words.format(number=index + 1)
        if output.values.ndim == 1:
            return f"{index + 1}: {format_signed(float(output.values[index]))}"
        values = output.values[..., index]
        words = self.tr("{number}: from {low} to {high}")
        low, high = (format_signed(float(end)) for end in (values.min(), values.max()))
        return words.format(number=index + 1, low=low, high=high)

    # ---- places

    def _heading_px(self) -> int:
        return round(2.3 * self.fontMetrics().lineSpacing())

    def _side(self, block: _Block) -> int:
        lines = _UNIT_LINES if block.output.values.ndim == 1 else _MAP_LINES
        return round(lines * self.fontMetrics().lineSpacing())

    def _cell(self, block: _Block) -> QSize:
        """Returns the room for a unit or a map, and its label."""
        side, metrics = self._side(block), self.fontMetrics()
        if not block.labels:
            return QSize(side, side)
        if block.output.values.ndim == 3:
            return QSize(side, side + metrics.height())
        return QSize(side + GRID // 2 + metrics.horizontalAdvance(block.widest) + GRID, side)

    def _columns(self, block: _Block) -> int:
        return max((self.width() - 1) // (self._cell(block).width() + 2), 1)

    def _place(self, block: _Block, index: int) -> QRect:
        row, column = divmod(index, self._columns(block))
        side, cell = self._side(block), self._cell(block)
        return QRect(column * (cell.width() + 2), row * (cell.height() + 2), side, side)

    def _block_height(self, block: _Block) -> int:
        rows = -(-len(block.images) // self._columns(block))
        return self._heading_px() + rows * (self._cell(block).height() + 2)

    def _height(self) -> int:
        gap = self.fontMetrics().lineSpacing() // 2
        return sum(self._block_height(block) + gap for block in self._blocks) + 2
