"""What the network reads, as the article prints it, with a bar for each class."""

# ruff: noqa: D102  (methods of Qt's, which documents them)
from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from signs_studio.numbers import format_confidence
from signs_studio.ui.pictures.bars_view import Bar, BarsView, classes_to_show
from signs_studio.ui.widgets.elided_label import ElidedLabel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from signs_studio.ui.widgets.theme import Theme

_ANSWER_SCALE = 2.6
"""Size of the answer, in that of the words around it."""
_LINES = 9


class AnswerView(QWidget):
    """Says ``y = 5`` and how sure of it the network is; or, in words, why it says nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("answer_view")
        self._answer = ElidedLabel()
        self._answer.setObjectName("answer")
        self._caption = ElidedLabel()
        self._caption.setObjectName("answer_caption")
        self._words = QLabel(wordWrap=True)
        self._words.setObjectName("answer_words")
        for label in (self._caption, self._words):
            label.setProperty("role", "muted")
        self._bars = BarsView()
        self._bars.setObjectName("answer_bars")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._answer)
        layout.addWidget(self._caption)
        layout.addWidget(self._words)
        layout.addWidget(self._bars, 8)
        # What is left beneath the bars; else there would be gaps between the words.
        layout.addStretch(1)
        self._fit_fonts()
        self.show_words("")

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._bars.set_theme(theme)
        # A style sheet gives words the size back that they had before.
        self._fit_fonts()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_fonts()

    def show_words(self, words: str) -> None:
        """Says why there is no answer."""
        for widget in (self._answer, self._caption, self._bars):
            widget.hide()
        self._bars.set_bars(())
        self._words.setText(words)
        self._words.show()

    def show_answer(
        self, probabilities: NDArray[np.float32], *, class_names: tuple[str, ...], epochs: int
    ) -> None:
        """Says what the network reads.

        Args:
            probabilities: Softmax output, (classes,) float32 in 0..1. Where the network diverged it
                may be NaN.
            class_names: One name per class.
            epochs: How many epochs the network was trained.
        """
        read = int(np.nan_to_num(probabilities).argmax())
        for widget in (self._answer, self._caption, self._bars):
            widget.show()
        self._words.hide()
        self._answer.set_words(f"y = {class_names[read]}")
        if np.isnan(probabilities).any():
            caption = self.tr("The cost of this network is no number any more: it reads nothing.")
        elif epochs:
            caption = self.tr("{percent} sure, after epoch {epochs}")
        else:
            caption = self.tr("{percent} sure, before the first epoch: a guess")
        share = format_confidence(float(np.nan_to_num(probabilities[read])))
        self._caption.set_words(caption.format(percent=share, epochs=f"{epochs:,}"))
        self._bars.set_bars(
            tuple(
                Bar(
                    name=class_names[sign],
                    share=float(np.nan_to_num(probabilities[sign])),
                    true=None,
                    read=sign == read,
                )
                for sign in classes_to_show(probabilities, None)
            )
        )
        self._fit_bars()

    def _fit_fonts(self) -> None:
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * _ANSWER_SCALE)
        font.setWeight(QFont.Weight.DemiBold)
        self._answer.setFont(font)
        for label, room in (
            (self._answer, QFontMetrics(font)),
            (self._caption, self.fontMetrics()),
        ):
            label.setFixedHeight(room.height())
        self._fit_bars()

    def _fit_bars(self) -> None:
        height = self.fontMetrics().height()
        # With less, they would be drawn in smaller words than all others.
        self._bars.setMinimumHeight(max(4, len(self._bars.bars)) * height)
        self._bars.setMaximumHeight(round(_LINES * 1.7 * height))
