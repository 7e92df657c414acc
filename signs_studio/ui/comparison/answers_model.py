"""Pictures with what two runs read in them, as Qt's views and screen readers see them."""

# ruff: noqa: D102  (methods of Qt's, which documents them)
from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from signs_studio.numbers import format_confidence
from signs_studio.ui.widgets.picture_pixmap import picture_pixmap
from signs_studio.ui.widgets.wrapping import in_lines

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPixmap

    from signs_studio.runs.predictions import Predictions
    from signs_studio.ui.pictures.pictures_model import LabelledPictures

    Index = QModelIndex | QPersistentModelIndex

_CACHED_TILES = 256


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What one run reads in a picture.

    Attributes:
        run: Name of the run.
        sign: Name of the sign it reads.
        confidence: Probability of that sign, 0..1.
        right: Whether it is the true one.
        colour: Of the run's curves, ``#rrggbb``; empty where it has none.
    """

    run: str
    sign: str
    confidence: float
    right: bool
    colour: str


@dataclass(frozen=True, eq=False, kw_only=True)
class RunAnswers:
    """What one run reads in all test pictures.

    Attributes:
        run: Name of the run.
        predictions: Of all test pictures.
        colour: As of ``Answer``.
    """

    run: str
    predictions: Predictions
    colour: str


class AnswersModel(QAbstractListModel):
    """Some of the test pictures, each with the answers of the runs that are compared."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._set: LabelledPictures | None = None
        self._answers: tuple[RunAnswers, ...] = ()
        self._order: NDArray[np.intp] = np.empty(0, dtype=np.intp)
        self._pixmap = lru_cache(maxsize=_CACHED_TILES)(self._make_pixmap)

    def show_answers(
        self,
        shown: LabelledPictures | None,
        answers: tuple[RunAnswers, ...],
        order: NDArray[np.intp],
    ) -> None:
        """Shows pictures of the test set.

        Args:
            shown: The test set; None for no pictures.
            answers: Of each run.
            order: Indices of the pictures, (M,) intp.
        """
        self.beginResetModel()
        if shown is not self._set:
            self._pixmap.cache_clear()
        self._set, self._answers = shown, answers
        self._order = order if shown is not None else order[:0]
        self.endResetModel()

    def picture(self, row: int) -> int:
        """Returns the index of a picture in the test set."""
        return int(self._order[row])

    def sign(self, row: int) -> str:
        """Returns the name of the sign that a picture shows."""
        assert self._set is not None  # Without it there are no rows.
        sign: str = self._set.class_names[self._set.labels[self.picture(row)]]
        return sign

    def answers(self, row: int) -> list[Answer]:
        """Returns what each run reads in a picture."""
        assert self._set is not None  # Without it there are no rows.
        picture, names = self.picture(row), self._set.class_names
        return [
            Answer(
                run=each.run,
                sign=names[each.predictions.predicted[picture]],
                confidence=float(each.predictions.confidence[picture]),
                right=bool(each.predictions.right[picture]),
                colour=each.colour,
            )
            for each in self._answers
        ]

    def pixmap(self, picture: int, *, side_px: int, pixel_ratio: float) -> QPixmap:
        """Returns a picture, fit into a square."""
        return self._pixmap(picture, side_px, pixel_ratio)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        return 0 if parent.isValid() else len(self._order)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if role not in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return None
        words = self.tr("Test picture {number}, which is {sign}").format(
            number=f"{self.picture(index.row()) + 1:,}", sign=self.sign(index.row())
        )
        told = self.tr("{run} reads {sign} ({share})")
        lines = [words] + [
            told.format(run=each.run, sign=each.sign, share=format_confidence(each.confidence))
            for each in self.answers(index.row())
        ]
        if role == Qt.ItemDataRole.ToolTipRole:
            return in_lines("\n".join(lines))
        return "; ".join(lines)

    def _make_pixmap(self, picture: int, side_px: int, pixel_ratio: float) -> QPixmap:
        assert self._set is not None
        pixels = self._set.pictures[picture]
        return picture_pixmap(pixels, side_px=side_px, pixel_ratio=pixel_ratio)
