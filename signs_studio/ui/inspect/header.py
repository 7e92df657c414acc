"""The picture that is looked into, what it is, and what is read in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from signs_studio.insight.predictions import PredictionsWanted
from signs_studio.numbers import format_confidence
from signs_studio.ui.forms.card_section import words_label
from signs_studio.ui.state.live_answer import LiveAnswer
from signs_studio.ui.state.selection import SetName
from signs_studio.ui.widgets.elided_label import ElidedLabel
from signs_studio.ui.widgets.picture_view import PictureView
from signs_studio.ui.widgets.wrapping import breakable

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QShowEvent

    from signs_studio.insight.question import Question
    from signs_studio.ui.state.chosen_picture import ChosenPicture
    from signs_studio.ui.state.workspace import Workspace
    from signs_studio.ui.widgets.theme import Theme

_LINES = 4.5
"""Height of the picture, in lines of words."""


class InspectHeader(QWidget):
    """Follows the picture and the epoch that is looked at.

    What is read in test pictures is known of every epoch; of a training picture, the network is
    asked.

    Args:
        picture: Is shown.
        workspace: Of the window.

    Signals:
        answer_changed: ``probabilities`` are others.

    Attributes:
        probabilities: Softmax output for the picture, (classes,) float32; None where there is none.
        epochs: How many epochs the network had been trained that gave them.
    """

    answer_changed = Signal()

    def __init__(self, picture: ChosenPicture, workspace: Workspace) -> None:
        super().__init__()
        self.setObjectName("inspect_header")
        self._shown_predictions = workspace.shown_predictions
        self.probabilities: NDArray[np.float32] | None = None
        self.epochs = 0
        self._picture = picture
        self._caption = ElidedLabel()
        self._caption.setObjectName("inspect_caption")
        self._caption.setProperty("role", "muted")
        self._sentence = words_label("inspect_sentence", role="heading")
        self._view = PictureView()
        self._view.setObjectName("inspect_picture")
        beside = QVBoxLayout()
        beside.setSpacing(4)
        beside.addWidget(self._caption)
        beside.addWidget(self._sentence)
        beside.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self._view, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(beside, 1)
        self._live = LiveAnswer("inspect header", self._question, workspace=workspace, watched=self)
        self._live.changed.connect(self._show_answer)
        self._shown_predictions.changed.connect(self._on_shown_predictions_changed)
        picture.changed.connect(self._show_picture)
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._view.set_theme(theme)

    def showEvent(self, event: QShowEvent) -> None:
        """Shows what has changed while it was hidden."""
        super().showEvent(event)
        self._show_answer()

    def changeEvent(self, event: QEvent) -> None:
        """Gives the picture the room that another font needs."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        side = round(_LINES * self.fontMetrics().height())
        self._view.setFixedSize(side, side)

    def _question(self) -> Question | None:
        pixels, chosen = self._picture.pixels, self._picture.chosen
        if pixels is None or chosen is None or chosen.of is SetName.TEST:
            return None
        return PredictionsWanted(pixels[None])

    def _show_picture(self) -> None:
        self._view.set_picture(self._picture.pixels)
        self._live.refresh()
        self._show_answer()

    def _show_answer(self) -> None:
        self.probabilities, self.epochs = self._read()
        self._show_words()
        self.answer_changed.emit()

    def _on_shown_predictions_changed(self) -> None:
        chosen = self._picture.chosen
        if chosen is not None and chosen.of is SetName.TEST and self.isVisible():
            self._show_answer()

    def _read(self) -> tuple[NDArray[np.float32] | None, int]:
        """Returns the probabilities, and after how many epochs."""
        chosen, classes = self._picture.chosen, len(self._picture.class_names)
        snapshot, answer = self._shown_predictions.snapshot, self._live.answer
        if chosen is None:
            return None, 0
        if chosen.of is SetName.TRAIN:
            is_fitting = answer is not None and answer.shape == (1, classes)
            return (answer[0] if is_fitting else None), self._live.epochs or 0
        if snapshot is None or snapshot.probabilities.shape[1] != classes:
            return None, 0
        if chosen.place >= len(snapshot.probabilities):
            return None, 0
        return snapshot.probabilities[chosen.place], snapshot.epoch + 1

    def _show_words(self) -> None:
        picture, probabilities = self._picture, self.probabilities
        chosen, true_class = picture.chosen, picture.true_class
        if chosen is None or true_class is None:
            return
        words = self.tr("Test picture {number}")
        if chosen.of is SetName.TRAIN:
            words = self.tr("Training picture {number}")
        caption = words.format(number=f"{chosen.place + 1:,}")
        sign = picture.class_names[true_class]
        if probabilities is None:
            self._caption.set_words(caption)
            sentence = self.tr("It is {sign}.").format(sign=sign)
            self._sentence.setText(breakable(f"{sentence} {self._live.words}".rstrip()))
            return
        shares = np.nan_to_num(probabilities)
        read = int(shares.argmax())
        epochs = self.tr("{caption}, after epoch {epochs}")
        epochs = epochs.format(caption=caption, epochs=f"{self.epochs:,}")
        self._caption.set_words(epochs)
        if read == true_class:
            words = self.tr("Read as {read} ({share}), and {sign} it is.")
        else:
            words = self.tr("Read as {read} ({share}). It is {sign}.")
        share = format_confidence(float(shares[read]))
        words = words.format(read=picture.class_names[read], share=share, sign=sign)
        self._sentence.setText(breakable(words))
