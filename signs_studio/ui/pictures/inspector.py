"""One test picture looked at closely, with what the network gives each sign."""

# ruff: noqa: D102  (methods of Qt's, which documents them)
from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from signs_studio.numbers import format_confidence
from signs_studio.ui.pictures.bars_view import Bar, BarsView, classes_to_show
from signs_studio.ui.widgets.elided_label import ElidedLabel
from signs_studio.ui.widgets.picture_view import PictureView
from signs_studio.ui.widgets.wrapping import breakable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from signs_studio.ui.pictures.pictures_model import Tile
    from signs_studio.ui.widgets.picture_view import Picture
    from signs_studio.ui.widgets.theme import Theme

_SENTENCE_SCALE = 1.4
"""Size of the sentence, in that of the words around it."""


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
        self._picture = PictureView()
        self._picture.setObjectName("inspector_picture")
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

    def show_prediction(
        self,
        tile: Tile,
        *,
        is_chosen: bool,
        true_class: int,
        class_names: tuple[str, ...],
        probabilities: NDArray[np.float32] | None,
        of_shown: bool = False,
    ) -> None:
        """Shows the prediction for the picture.

        Args:
            tile: Its caption.
            is_chosen: True if a person chose it; else it is the one of ``telling_picture``.
            true_class: The class of the sign it shows.
            class_names: One name per class.
            probabilities: Softmax output for this picture, (classes,) float32 in 0..1, or None
                before there is any. Where the network diverged it may be NaN.
            of_shown: True if it tells most among the pictures shown alone: there may be others.
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
        number, share = f"{tile.picture + 1:,}", format_confidence(tile.confidence)
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
