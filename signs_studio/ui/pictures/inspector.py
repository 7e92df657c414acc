"""One test picture looked at closely, with what the network gives each sign."""

# ruff: noqa: D102  (methods of Qt's, which documents them)
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from signs_studio.ui.pictures.marks import draw_mark
from signs_studio.ui.pictures.pictures_model import percent
from signs_studio.ui.pictures.predictions import classes_to_show
from signs_studio.ui.widgets.elided_label import ElidedLabel
from signs_studio.ui.widgets.picture_pixmap import picture_pixmap
from signs_studio.ui.widgets.wrapping import breakable, in_lines

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from signs_studio.ui.pictures.pictures_model import Tile
    from signs_studio.ui.widgets.theme import Theme

    Picture = NDArray[np.uint8] | NDArray[np.float32]

_SENTENCE_SCALE = 1.4
"""How much larger the sentence is than the words around it."""


class Inspector(QWidget):
    """A larger picture, a sentence on it, and a bar for each sign."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setAccessibleName(self.tr("What the network says of the chosen picture"))
        self._caption = ElidedLabel()
        self._caption.setObjectName("inspector_caption")
        self._caption.setProperty("role", "muted")
        self._sentence = QLabel(wordWrap=True)
        self._sentence.setObjectName("inspector_sentence")
        self._picture = _PictureView()
        self._bars = BarsView()
        beside = QHBoxLayout()
        beside.setSpacing(12)
        beside.addWidget(self._picture, 2)
        beside.addWidget(self._bars, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._caption)
        layout.addWidget(self._sentence)
        layout.addLayout(beside, 1)
        # With large words it gives way, and the picture in it becomes smaller.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.clear()

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._picture.set_theme(theme)
        self._bars.set_theme(theme)
        # A style sheet gives words the size back that they had before.
        self._fit_font()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_font()

    def clear(self) -> None:
        """Shows no picture, and says how to get one."""
        self._caption.set_words("")
        self._set_sentence(self.tr("Click a picture to see what the network says of it."))
        self._picture.set_picture(None)
        self._bars.set_bars(())

    def show_picture(self, picture: Picture) -> None:
        """Shows a picture, (height, width, channels), uint8 in 0..255 or float32 in 0..1."""
        self._picture.set_picture(picture)

    def show_reading(
        self,
        tile: Tile,
        *,
        is_chosen: bool,
        true_class: int,
        class_names: tuple[str, ...],
        probabilities: NDArray[np.float32] | None,
        of_shown: bool = False,
    ) -> None:
        """Shows what the network says of the picture.

        Args:
            tile: What is read in it.
            is_chosen: Whether a person chose it; else it is the one of ``telling_picture``.
            true_class: The class of the sign it shows.
            class_names: One name per class.
            probabilities: Softmax output for this picture, (classes,) float32 in 0..1, or None
                before there is any. Where the network diverged it may be NaN.
            of_shown: Whether it tells most among the pictures shown alone: there may be others.
        """
        if probabilities is None or tile.read_as is None:
            words = self.tr("Picture {number}, not read yet")
            self._caption.set_words(words.format(number=f"{tile.picture + 1:,}"))
            self._set_sentence(self.tr("It is {sign}.").format(sign=tile.sign))
            self._bars.set_bars(())
            return
        if is_chosen:
            caption = self.tr("Picture {number}, read with {percent} confidence")
        elif of_shown and tile.right:
            caption = self.tr("All shown are right; it is least sure of this: {percent}")
        elif of_shown:
            caption = self.tr("Of those shown, the error it is surest of: {percent}")
        elif tile.right:
            caption = self.tr("All is right; it is least sure of this: {percent}")
        else:
            caption = self.tr("The error it is surest of: {percent}")
        number, share = f"{tile.picture + 1:,}", percent(tile.confidence)
        self._caption.set_words(caption.format(number=number, percent=share))
        if tile.right:
            words = self.tr("Read as {read}, and {sign} it is.")
        else:
            words = self.tr("Read as {read}. It is {sign}.")
        self._set_sentence(words.format(read=tile.read_as, sign=tile.sign))
        read = int(probabilities.argmax())
        self._bars.set_bars(
            tuple(
                Bar(
                    name=class_names[i],
                    share=float(np.nan_to_num(probabilities[i])),
                    true=i == true_class,
                    read=i == read,
                )
                for i in classes_to_show(probabilities, true_class)
            )
        )

    def _fit_font(self) -> None:
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * _SENTENCE_SCALE)
        font.setWeight(QFont.Weight.DemiBold)
        self._sentence.setFont(font)

    def _set_sentence(self, words: str) -> None:
        words = breakable(words)
        if words != self._sentence.text():
            self._sentence.setText(words)


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One sign and what the network gives it.

    Attributes:
        name: Of the sign.
        share: Its probability, 0..1.
        true: Whether the picture shows it.
        read: Whether the network reads it.
    """

    name: str
    share: float
    true: bool
    read: bool


class BarsView(QWidget):
    """Horizontal bars, each with a name, a percentage and, where it matters, a mark."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector_bars")
        self._theme: Theme | None = None
        self._bars: tuple[Bar, ...] = ()

    @property
    def bars(self) -> tuple[Bar, ...]:
        """What is shown, from the top."""
        return self._bars

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._theme = theme
        self.update()

    def set_bars(self, bars: tuple[Bar, ...]) -> None:
        """Shows these bars."""
        self._bars = bars
        shares = [f"{bar.name} {percent(bar.share)}" for bar in bars]
        self.setAccessibleName(", ".join(shares))
        self.setToolTip(in_lines("\n".join(shares)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if not self._bars or self._theme is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = self.fontMetrics()
        row_height = min(self.height() / len(self._bars), metrics.height() * 1.7)
        if row_height < metrics.height():
            font = painter.font()
            font.setPixelSize(round(QFontInfo(font).pixelSize() * row_height / metrics.height()))
            painter.setFont(font)
            metrics = painter.fontMetrics()
        mark = min(row_height, metrics.height()) - 2
        percent_width = metrics.horizontalAdvance(percent(1)) + 4
        widest = max(metrics.horizontalAdvance(bar.name) for bar in self._bars)
        name_width = min(widest, round(self.width() * 0.4)) + 1
        left = mark + 4 + name_width + 6
        track_width = self.width() - left - percent_width - 4
        middle = Qt.AlignmentFlag.AlignVCenter
        for place, bar in enumerate(self._bars):
            top = place * row_height
            colour = QColor(self._theme.previous_run)
            if bar.true or bar.read:
                colour = QColor(self._theme.right if bar.true else self._theme.wrong)
                disc = QRectF(0, top + (row_height - mark) / 2, mark, mark)
                ground = QColor(self._theme.surface)
                draw_mark(painter, disc, right=bar.true, colour=colour, ground=ground)
            painter.setPen(QColor(self._theme.text if bar.true or bar.read else self._theme.muted))
            painter.drawText(
                QRectF(mark + 4, top, name_width, row_height),
                middle | Qt.AlignmentFlag.AlignRight,
                metrics.elidedText(bar.name, Qt.TextElideMode.ElideMiddle, name_width),
            )
            painter.drawText(
                QRectF(left + track_width + 4, top, percent_width, row_height),
                middle | Qt.AlignmentFlag.AlignRight,
                percent(bar.share),
            )
            thickness = min(row_height * 0.55, metrics.height() * 0.7)
            track = QRectF(left, top + (row_height - thickness) / 2, track_width, thickness)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.sunken))
            painter.drawRoundedRect(track, 2, 2)
            painter.setBrush(colour)
            track.setWidth(track_width * bar.share)
            painter.drawRoundedRect(track, 2, 2)


class _PictureView(QWidget):
    """One picture, as large as its square allows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector_picture")
        self._theme: Theme | None = None
        self._picture: Picture | None = None

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def set_picture(self, picture: Picture | None) -> None:
        self._picture = picture
        self.update()

    def sizeHint(self) -> QSize:
        side = 9 * self.fontMetrics().height()
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint() / 2

    def resizeEvent(self, event: QResizeEvent) -> None:
        del event
        # What is left beside the square goes to the bars.
        self.setMaximumWidth(self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._theme is None or self._picture is None:
            return
        side = min(self.width(), self.height())
        painter = QPainter(self)
        painter.fillRect(QRect(0, 0, side, side), QColor(self._theme.sunken))
        pixmap = picture_pixmap(self._picture, side_px=side, pixel_ratio=self.devicePixelRatioF())
        size = pixmap.deviceIndependentSize()
        painter.drawPixmap(
            round((side - size.width()) / 2), round((side - size.height()) / 2), pixmap
        )
