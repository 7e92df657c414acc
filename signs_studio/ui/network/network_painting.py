"""Painting of a network: picture, units, and the words at them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from signs_studio.charts.colour_scale import signed_colours
from signs_studio.numbers import format_confidence
from signs_studio.ui.figures.colour_bar import scale_colours
from signs_studio.ui.figures.colours import blend, strength
from signs_studio.ui.network.network_words import format_activation, stage_lines
from signs_studio.ui.pictures.marks import draw_mark
from signs_studio.ui.widgets.picture_pixmap import picture_image, picture_pixmap

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from signs_studio.insight.network_activity import StageActivity
    from signs_studio.recipe.network_stages import Stage
    from signs_studio.ui.network.network_drawing import NetworkDrawing
    from signs_studio.ui.network.network_layout import ColumnPlace, NetworkPlaces
    from signs_studio.ui.widgets.theme import Theme

_BAR_ROOM = 4.0
"""Room for names and bars below which names come first, in lines of text."""
_DARK = 0.55
"""Share of a colour from which on words upon it are light."""


@dataclass(frozen=True, eq=False)
class NetworkPainting:
    """Paints one drawing in its places, but for its connections.

    Attributes:
        drawing: What is drawn.
        places: Where.
        theme: Colours.
        font: Of all words.
        pixel_ratio: Pixels of the screen per device-independent pixel.
    """

    drawing: NetworkDrawing
    places: NetworkPlaces
    theme: Theme
    font: QFont
    pixel_ratio: float

    @cached_property
    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(self.font)

    @property
    def _line(self) -> float:
        return self._metrics.lineSpacing()

    def paint(self, painter: QPainter) -> None:
        """Paints all of it."""
        painter.setFont(self.font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_picture(painter)
        for index, column in enumerate(self.places.columns):
            self._paint_units(painter, index, column)
            self._paint_label(painter, self.drawing.stages[index + 1], column)
        self._paint_answers(painter)

    def _paint_picture(self, painter: QPainter) -> None:
        place = self.places.picture
        painter.fillRect(place, QColor(self.theme.sunken))
        if self.drawing.picture is not None:
            side = round(place.width())
            pixmap = picture_pixmap(
                self.drawing.picture, side_px=side, pixel_ratio=self.pixel_ratio
            )
            size = pixmap.deviceIndependentSize()
            offset = QPointF(place.width() - size.width(), place.height() - size.height()) / 2
            painter.drawPixmap(place.topLeft() + offset, pixmap)
        painter.setPen(QPen(QColor(self.theme.border), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place)
        label = self.places.picture_label
        self._paint_words(painter, label, self.drawing.picture_lines, middle=place.center().x())

    def _paint_units(self, painter: QPainter, index: int, column: ColumnPlace) -> None:
        activity = self.drawing.activity
        stage = None if activity is None else activity.stages[index]
        is_last = index == len(self.places.columns) - 1
        is_pictures = self.drawing.stages[index + 1].is_pictures
        has_room = (
            stage is not None
            and not is_last
            and not is_pictures
            and self._has_room(stage.values, column)
        )
        for unit, place in zip(column.units, column.places, strict=True):
            row = None
            if stage is not None and unit in stage.units:
                row = stage.units.index(unit)
            is_chosen = self.drawing.chosen == (index, unit)
            edge = QPen(QColor(self.theme.border), max(self._line / 14, 1.0))
            if is_chosen:
                edge = QPen(QColor(self.theme.accent), max(self._line / 5, 3.0))
            if is_pictures:
                self._paint_map(painter, place, edge, index, row)
            else:
                self._paint_circle(painter, place, edge, stage, row, unit if is_last else None)
            if has_room and stage is not None and row is not None and unit not in stage.silent:
                self._paint_value(painter, place, stage, row)
            if stage is not None and unit in stage.silent:
                self._paint_silence(painter, place)
        if column.more is not None:
            painter.setPen(QColor(self.theme.muted))
            words = f"+{column.left_out:,}"
            painter.drawText(column.more, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_circle(
        self,
        painter: QPainter,
        place: QRectF,
        edge: QPen,
        stage: StageActivity | None,
        row: int | None,
        of_class: int | None,
    ) -> None:
        surface = self.theme.surface
        colour = QColor(surface)
        if stage is not None and row is not None and self.drawing.activity is not None:
            value = float(stage.values[row])
            share, high = _shade(value, stage.limit), value >= 0
            if of_class is not None:
                share, high = float(self.drawing.activity.probabilities[of_class]), True
                share = share if math.isfinite(share) else 0.0
            colour = blend(surface, self.theme.train if high else self.theme.test, share)
        painter.setPen(edge)
        painter.setBrush(colour)
        painter.drawEllipse(place)

    def _has_room(self, values: NDArray[np.float32], column: ColumnPlace) -> bool:
        """Returns whether the values of a column can be written into its units."""
        widest = max(self._metrics.horizontalAdvance(format_activation(float(v))) for v in values)
        return bool(column.places) and widest < column.places[0].width() - self._line / 4

    def _paint_value(
        self, painter: QPainter, place: QRectF, stage: StageActivity, row: int
    ) -> None:
        value = float(stage.values[row])
        is_dark = _shade(value, stage.limit) > _DARK
        painter.setPen(QColor(self.theme.surface if is_dark else self.theme.text))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, format_activation(value))

    def _paint_map(
        self,
        painter: QPainter,
        place: QRectF,
        edge: QPen,
        index: int,
        row: int | None,
    ) -> None:
        stage = None if self.drawing.activity is None else self.drawing.activity.stages[index]
        painter.fillRect(place, QColor(self.theme.surface))
        if stage is not None and row is not None and stage.maps is not None:
            painter.drawImage(place, picture_image(self._coloured(index)[row]))
        painter.setPen(edge)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place)

    def _coloured(self, index: int) -> NDArray[np.uint8]:
        """Returns the maps of a column in colours, (units, height, width, 3)."""
        if index not in self._maps and self.drawing.activity is not None:
            stage = self.drawing.activity.stages[index]
            assert stage.maps is not None
            low, middle, high = scale_colours(self.theme)
            shades = np.sign(stage.maps) * np.sqrt(np.abs(stage.maps))
            limit = math.sqrt(stage.limit)
            self._maps[index] = signed_colours(shades, limit, low=low, middle=middle, high=high)
        return self._maps[index]

    @cached_property
    def _maps(self) -> dict[int, NDArray[np.uint8]]:
        return {}

    def _paint_silence(self, painter: QPainter, place: QRectF) -> None:
        painter.setPen(QPen(QColor(self.theme.wrong), max(self._line / 12, 1.2)))
        inset = place.width() * 0.22
        inner = place.adjusted(inset, inset, -inset, -inset)
        painter.drawLine(inner.bottomLeft(), inner.topRight())

    def _paint_label(self, painter: QPainter, stage: Stage, column: ColumnPlace) -> None:
        lines = stage_lines(stage, self.drawing.layer_names)
        self._paint_words(painter, column.label, lines, middle=column.label.center().x())

    def _paint_words(
        self, painter: QPainter, label: QRectF, lines: tuple[tuple[str, ...], ...], *, middle: float
    ) -> None:
        """Writes as many lines as there is room for, each the longest way, the first in bold."""
        bold = QFont(self.font)
        bold.setWeight(QFont.Weight.DemiBold)
        for row, ways in enumerate(lines[: round(label.height() / self._line)]):
            painter.setFont(self.font if row else bold)
            painter.setPen(QColor(self.theme.muted if row else self.theme.text))
            metrics = self._metrics if row else QFontMetricsF(bold)
            fitting = (words for words in ways if metrics.horizontalAdvance(words) < label.width())
            words = next(fitting, ways[-1])
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, label.width())
            width = metrics.horizontalAdvance(shown) + 1
            left = max(middle - width / 2, label.left(), 2.0)
            place = QRectF(left, label.top() + row * self._line, width, self._line)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.setFont(self.font)

    def _paint_answers(self, painter: QPainter) -> None:
        column = self.places.columns[-1]
        activity = self.drawing.activity
        names = self.drawing.class_names
        shares = None if activity is None else np.nan_to_num(activity.probabilities)
        read = None if shares is None else int(shares.argmax())
        percent_width = self._metrics.horizontalAdvance(format_confidence(1.0)) + 2
        widest = max((self._metrics.horizontalAdvance(names[u]) for u in column.units), default=0)
        for unit, place in zip(column.units, self.places.answers, strict=True):
            is_true, is_read = unit == self.drawing.true_class, unit == read
            top = place.center().y() - self._line / 2
            mark = self._line * 0.9
            room = place.width() - mark - percent_width
            # Where there is no room for both, names matter more than bars.
            has_bars = shares is not None and room > _BAR_ROOM * self._line
            name_width = min(widest + 2, room * (0.5 if has_bars else 1.0))
            name = QRectF(place.left(), top, name_width, self._line)
            painter.setPen(QColor(self.theme.text if is_true or is_read else self.theme.muted))
            shown = self._metrics.elidedText(names[unit], Qt.TextElideMode.ElideMiddle, name_width)
            painter.drawText(name, Qt.AlignmentFlag.AlignVCenter, shown)
            if shares is None:
                continue
            colour = QColor(self.theme.previous_run)
            if is_true or is_read:
                colour = QColor(self.theme.right if is_true else self.theme.wrong)
            left = name.right() + 0.35 * self._line
            track = place.right() - mark - percent_width - left - 0.2 * self._line
            if track > self._line:
                bar = QRectF(left, top + 0.2 * self._line, track, 0.6 * self._line)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(self.theme.sunken))
                painter.drawRoundedRect(bar, 2, 2)
                bar.setWidth(max(track * float(shares[unit]), 1.5))
                painter.setBrush(colour)
                painter.drawRoundedRect(bar, 2, 2)
            number = QRectF(place.right() - mark - percent_width, top, percent_width, self._line)
            painter.setPen(QColor(self.theme.text if is_true or is_read else self.theme.muted))
            words = format_confidence(float(shares[unit]))
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(number, right, words)
            if is_true or is_read:
                disc = QRectF(0, 0, mark - 4, mark - 4)
                disc.moveCenter(QPointF(place.right() - mark / 2 + 2, place.center().y()))
                ground = QColor(self.theme.surface)
                draw_mark(painter, disc, right=is_true, colour=colour, ground=ground)


def _shade(value: float, limit: float) -> float:
    """Returns how strong the colour of an activation is, 0 to 1.

    It grows with the square root, so that what is less than the largest is still seen.
    """
    return math.sqrt(strength(value, limit))
