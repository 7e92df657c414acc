"""The photograph that is looked at as the network sees it, and what the network says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from signs_studio.insight.predictions import PredictionsWanted
from signs_studio.worker.picture_reader import FitWanted

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures
    from signs_studio.insight.question import Question
    from signs_studio.ui.state.photographs import Photographs
    from signs_studio.ui.state.run_feed import RunFeed
    from signs_studio.ui.state.shown_predictions import ShownPredictions
    from signs_studio.worker.picture_reader import PictureReader
    from signs_studio.worker.run_controller import RunController

_ASKER = "one picture"


class PicturePrediction(QObject):
    """Has it fitted to the data that is open, and asks for its prediction after every epoch.

    One question at a time is asked, and the next when it is answered, so that a run loses as little
    time by it as can be. Nothing is asked while nobody looks. While an epoch of the past is looked
    at, the network of that epoch is asked.

    Args:
        photographs: Has the photograph.
        controller: Has the data and the run, and is asked.
        run_feed: Tells of epochs.
        shown_predictions: Tells which epoch is looked at.
        reader: Fits photographs.

    Signals:
        seen_changed: ``seen`` is another.
        answer_changed: ``probabilities`` are others, or None.

    Attributes:
        seen: As the network sees it, (height, width, channels); None where there is none.
        probabilities: Softmax output for it, (classes,) float32; None before there is any.
        epochs: How many epochs the network had been trained that gave them.
    """

    seen_changed = Signal()
    answer_changed = Signal()

    def __init__(
        self,
        photographs: Photographs,
        *,
        controller: RunController,
        run_feed: RunFeed,
        shown_predictions: ShownPredictions,
        reader: PictureReader,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._photographs = photographs
        self._controller = controller
        self._shown_predictions = shown_predictions
        self._reader = reader
        self.seen: Pictures | None = None
        self.probabilities: NDArray[np.float32] | None = None
        self.epochs = 0
        self._is_watched = False
        self._wanted: FitWanted | None = None
        self._asked: PredictionsWanted | None = None
        self._past_epoch: int | None = None
        self._asks_again = False
        photographs.changed.connect(self._fit)
        photographs.crop_changed.connect(self._fit)
        reader.fitted.connect(self._on_reader_fitted)
        controller.data_changed.connect(self._on_controller_data_changed)
        controller.record_changed.connect(self._on_controller_record_changed)
        controller.state_changed.connect(self._ask)
        controller.answered.connect(self._on_controller_answered)
        run_feed.grown.connect(self._ask_on)
        run_feed.ended.connect(self._ask_on)
        shown_predictions.changed.connect(self._on_shown_predictions_changed)

    @property
    def is_idle(self) -> bool:
        """True if the next frame of a camera may come: nothing is being fitted or answered."""
        return self._asked is None and self._wanted is None

    def set_watched(self, is_watched: bool) -> None:
        """Asks only while somebody can see the answer."""
        if is_watched != self._is_watched:
            self._is_watched = is_watched
            self._fit()

    def _fit(self) -> None:
        dataset = self._controller.dataset
        if self._photographs.current is None or dataset is None:
            self._wanted = None
            self._forget_seen()
            return
        height, width, _ = dataset.picture_shape
        self._photographs.set_ratio(height / width)
        pixels, crop = self._photographs.current.pixels, self._photographs.current.crop
        if pixels is None or crop is None:
            # It is read again first: what was seen before is of another one.
            self._wanted = None
            self._forget_seen()
        elif self._is_watched:
            self._wanted = FitWanted(
                pixels=pixels,
                crop=crop.part,
                shape=dataset.picture_shape,
                dtype=dataset.train_x.dtype,
            )
            self._reader.fit(self._wanted)

    def _forget_seen(self) -> None:
        if self.seen is not None:
            self.seen = None
            self._forget_answer()
            self.seen_changed.emit()

    def _forget_answer(self) -> None:
        # An answer that is still to come is about what is not on show any more.
        self._asked, self._asks_again = None, False
        self.probabilities = None
        self.answer_changed.emit()

    def _ask(self) -> None:
        controller = self._controller
        is_due = controller.engine_ready and controller.record is not None and self._is_watched
        if self.seen is None or not is_due:
            return
        if self._asked is not None:
            self._asks_again = True
            return
        self._asked = PredictionsWanted(self.seen[None])
        controller.ask(self._asked, _ASKER, epoch=self._past_epoch)

    def _ask_on(self) -> None:
        """Asks as the run goes on, unless the past is looked at, which stays as it is."""
        if self._past_epoch is None:
            self._ask()

    def _on_shown_predictions_changed(self) -> None:
        if self._shown_predictions.past_epoch != self._past_epoch:
            self._past_epoch = self._shown_predictions.past_epoch
            # What is asked for may take long, and an answer is shown with its own epoch alone.
            self._forget_answer()
            self._ask()

    def _on_controller_data_changed(self) -> None:
        self._forget_seen()
        self._fit()

    def _on_controller_record_changed(self) -> None:
        self._forget_answer()
        self._ask()

    def _on_reader_fitted(self, wanted: FitWanted, seen: Pictures) -> None:
        dataset = self._controller.dataset
        if wanted is self._wanted:
            self._wanted = None
        elif self._wanted is None or dataset is None or dataset.picture_shape != wanted.shape:
            return  # Of a photograph or of data that is gone.
        self.seen = seen
        self.seen_changed.emit()
        self._ask()

    def _on_controller_answered(self, question: Question, answer: Any, epochs: int | None) -> None:
        if question is not self._asked:
            return
        self._asked = None
        dataset = self._controller.dataset
        if answer is not None and dataset is not None and answer.shape == (1, dataset.classes):
            self.probabilities, self.epochs = answer[0], epochs or 0
            self.answer_changed.emit()
        if self._asks_again:
            self._asks_again = False
            self._ask()
