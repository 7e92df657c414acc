"""The outputs of layers, painted beneath one another: units as strips, filters as maps."""

# ruff: noqa: D102  (methods of Qt's, which documents them)
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from signs_studio.charts.colour_scale import ColourScale, signed_colours
from signs_studio.numbers import format_significant
from signs_studio.ui.figures.colour_bar import paint_bar, scale_colours
from signs_studio.ui.forms.fields_form import GRID
from signs_studio.ui.inspect.class_charts import short
from signs_studio.ui.widgets.picture_pixmap import picture_image
from signs_studio.wording.networks import dead_for, layer_names, units_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QImage, QPaintEvent, QResizeEvent

    from signs_studio.insight.unit_outputs import UnitOutputs
    from signs_studio.ui.widgets.theme import Theme

MAX_UNITS, MAX_MAPS = 256, 32
"""As many of a layer are painted."""
_MAX_LABELLED = 64
"""Most units of a layer that are labelled with their outputs."""
_UNIT_LINES, _MAP_LINES = 1.4, 3.2
"""Side of a unit and of a map, in lines of words."""
_BAR_LINES = 10
_MAX_MAP_PX = 48
_SHADES = 127
"""Colours on either side of that of zero."""


@dataclass(frozen=True, eq=False)
class _Block:
    """A layer as it is painted.

    Attributes:
        output: The layer's output.
        title: In words.
        counts: How many units it has, and how many of them are dead, in words.
        scale: Of its colours.
        images: Of its units or maps, in order.
        labels: Words with each unit or map; empty for none.
        widest: The widest of them; empty for none.
        has_labels_beside: Whether labels are beside units; else they are beneath.
    """

    output: UnitOutputs
    title: str
    counts: str
    scale: ColourScale
    images: tuple[QImage, ...]
    labels: tuple[str, ...]
    widest: str
    has_labels_beside: bool


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
        self._tested = 0
        self._blocks: list[_Block] = []

    def show_outputs(
        self, outputs: Sequence[UnitOutputs], class_names: Sequence[str], *, tested: int
    ) -> None:
        """Shows the outputs of layers, first to last; the last are the logits of these classes.

        Args:
            outputs: Of all layers.
            class_names: One name per class.
            tested: Number of test pictures by which dead units were found.
        """
        self._outputs, self._class_names, self._tested = outputs, class_names, tested
        self._colour()

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._theme = theme
        self._colour()

    def titles(self) -> list[str]:
        """Returns what is said of each layer."""
        return [f"{block.title}, {block.counts}" for block in self._blocks]

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
                cell = self._cell_at(block, index).translated(0, top + self._heading_px())
                place = self._square(block, cell)
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
                    self._paint_label(
                        painter, block.labels[index], cell, is_beside=block.has_labels_beside
                    )
            top += self._block_height(block) + line // 2

    def _paint_label(self, painter: QPainter, words: str, cell: QRect, *, is_beside: bool) -> None:
        """Writes a word beside a unit, or beneath a unit or a map."""
        assert self._theme is not None  # its caller has looked
        painter.setPen(QColor(self._theme.text if is_beside else self._theme.muted))
        if is_beside:
            right = cell.adjusted(cell.height() + GRID // 2, 0, 0, 0)
            painter.drawText(right, Qt.AlignmentFlag.AlignVCenter, words)
        else:
            bottom = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignHCenter
            painter.drawText(cell, bottom, words)

    def _paint_heading(self, painter: QPainter, block: _Block, top: int) -> None:
        """Writes what a layer is, with its counts and the bar of its colours beneath."""
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
        painter.setPen(QColor(self._theme.muted))
        counts = metrics.elidedText(block.counts, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(QRect(0, top + line, self.width(), line), 0, counts)
        low, high = block.scale.low_label, block.scale.high_label
        left = metrics.horizontalAdvance(low) + GRID // 2
        bar = QRectF(left, top + line * 2.3, _BAR_LINES * line, line * 0.7)
        paint_bar(painter, bar, block.scale, self._theme)
        painter.setPen(QColor(self._theme.muted))
        beside = QRectF(0, bar.top(), self.width(), bar.height())
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
        painter.drawText(beside, middle, low)
        painter.drawText(beside.adjusted(bar.right() + GRID // 2, 0, 0, 0), middle, high)

    def _colour(self) -> None:
        if self._theme is None:
            return
        low, middle, high = scale_colours(self._theme)
        # Looking colours up is eight times as fast as mixing each.
        shades = np.linspace(-1.0, 1.0, 2 * _SHADES + 1)
        palette = signed_colours(shades, 1.0, low=low, middle=middle, high=high)
        self._blocks = []
        hidden = [output.layer for output in self._outputs[:-1]]
        names = layer_names(hidden, with_activations=True)
        for index, output in enumerate(self._outputs):
            scale = ColourScale.of((output.values,))
            shown = output.values[..., : MAX_UNITS if output.values.ndim == 1 else MAX_MAPS]
            if shown.ndim == 3:
                # No more pixels than are seen: colouring them would hold up the window.
                skip = -(-max(shown.shape[:2]) // _MAX_MAP_PX)
                shown = shown[::skip, ::skip]
            shares = np.nan_to_num(shown / np.float32(scale.limit or 1.0))
            places = np.rint(_SHADES * np.clip(shares, -1, 1)).astype(np.int16) + _SHADES
            colours = palette[places]
            if shown.ndim == 1:
                colours = colours[None, None]
            images = tuple(picture_image(colours[:, :, place]) for place in range(shown.shape[-1]))
            is_last = index == len(self._outputs) - 1
            is_beside = is_last and len(output.values) == len(self._class_names)
            labels = self._labels(output, len(images), is_beside=is_beside)
            block = _Block(
                output=output,
                title=self._title(output, names[index], is_last=is_last),
                counts=units_words(
                    len(output.dead),
                    dead=int(output.dead.sum()),
                    inactive=output.inactive,
                    are_maps=output.values.ndim == 3,
                ),
                scale=scale,
                images=images,
                labels=labels,
                # Found once: it would be measured for every unit of hundreds.
                widest=max(labels, key=self.fontMetrics().horizontalAdvance, default=""),
                has_labels_beside=is_beside,
            )
            self._blocks.append(block)
        self.setAccessibleName("; ".join(self.titles()))
        self.setMinimumHeight(self._height())
        self.updateGeometry()
        self.update()

    def _labels(self, output: UnitOutputs, count: int, *, is_beside: bool) -> tuple[str, ...]:
        """Returns the class and logit of each unit, its output, or the number of each filter."""
        if output.values.ndim == 3:
            return tuple(str(index + 1) for index in range(count))
        values = output.values[:count].tolist()
        if is_beside:
            named = zip(self._class_names[:count], values, strict=True)
            return tuple(f"{short(name)}: {format_significant(value)}" for name, value in named)
        if len(output.values) > _MAX_LABELLED:
            return ()
        return tuple(format_significant(value, 2) for value in values)

    def _title(self, output: UnitOutputs, name: str, *, is_last: bool) -> str:
        count = output.values.shape[-1]
        most = MAX_UNITS if output.values.ndim == 1 else MAX_MAPS
        words = self.tr("{layer}: logits") if is_last else "{layer}"
        title = words.format(layer=name)
        if count > most:
            title += self.tr(", the first {shown} of {count}").format(
                shown=most, count=f"{count:,}"
            )
        return title

    def _words_at(self, position: QPoint) -> str:
        """Returns what is said of the unit or filter at a place; nothing where there is none."""
        top = 0
        for block in self._blocks:
            for index in range(len(block.images)):
                cell = self._cell_at(block, index).translated(0, top + self._heading_px())
                if cell.contains(position):
                    return self._unit_words(block.output, index)
            top += self._block_height(block) + self.fontMetrics().lineSpacing() // 2
        return ""

    def _unit_words(self, output: UnitOutputs, index: int) -> str:
        is_unit = output.values.ndim == 1
        if output.dead[index]:
            words = self.tr("Unit {number} is {dead}")
            if not is_unit:
                words = self.tr("Filter {number} is {dead}")
            return words.format(number=index + 1, dead=dead_for(self._tested))
        if is_unit:
            words = self.tr("Unit {number} gives {value} for this picture")
            value = format_significant(float(output.values[index]))
            return words.format(number=index + 1, value=value)
        values = output.values[..., index]
        words = self.tr("Filter {number} gives {low} to {high} for this picture")
        low, high = (format_significant(float(end)) for end in (values.min(), values.max()))
        return words.format(number=index + 1, low=low, high=high)

    # ---- places

    def _heading_px(self) -> int:
        return round(3.5 * self.fontMetrics().lineSpacing())

    def _side(self, block: _Block) -> int:
        lines = _UNIT_LINES if block.output.values.ndim == 1 else _MAP_LINES
        return round(lines * self.fontMetrics().lineSpacing())

    def _cell(self, block: _Block) -> QSize:
        """Returns the room for a unit or a map, and its label."""
        side, metrics = self._side(block), self.fontMetrics()
        if not block.labels:
            return QSize(side, side)
        words = metrics.horizontalAdvance(block.widest)
        if block.has_labels_beside:
            return QSize(side + GRID // 2 + words + GRID, side)
        return QSize(max(side, words + GRID // 2), side + metrics.height())

    def _columns(self, block: _Block) -> int:
        return max((self.width() - 1) // (self._cell(block).width() + 2), 1)

    def _cell_at(self, block: _Block, index: int) -> QRect:
        """Returns the room of a unit or a map, beneath the heading of its layer."""
        row, column = divmod(index, self._columns(block))
        cell = self._cell(block)
        return QRect(QPoint(column * (cell.width() + 2), row * (cell.height() + 2)), cell)

    def _square(self, block: _Block, cell: QRect) -> QRect:
        """Returns the square of a unit or a map in its room: above the middle of its label."""
        side = self._side(block)
        inset = 0 if block.has_labels_beside else (cell.width() - side) // 2
        return QRect(cell.left() + inset, cell.top(), side, side)

    def _block_height(self, block: _Block) -> int:
        rows = -(-len(block.images) // self._columns(block))
        return self._heading_px() + rows * (self._cell(block).height() + 2)

    def _height(self) -> int:
        gap = self.fontMetrics().lineSpacing() // 2
        return sum(self._block_height(block) + gap for block in self._blocks) + 2
