"""The classes of a dataset as Qt's views and screen readers see them, one row each."""

# ruff: noqa: D102  (methods of Qt's, which documents them)
from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from signs_studio.data.curation import class_counts
from signs_studio.ui.widgets.picture_pixmap import picture_pixmap
from signs_studio.ui.widgets.wrapping import in_lines

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPixmap

    from signs_studio.data.dataset import Dataset

    Index = QModelIndex | QPersistentModelIndex

_CACHED = 256


class ClassRow(NamedTuple):
    """One class.

    Attributes:
        name: Of the class.
        train: How many training pictures it has.
        test: How many test pictures.
    """

    name: str
    train: int
    test: int


class ClassesModel(QAbstractListModel):
    """Name, counts and mean picture of each class. A name can be edited.

    Signals:
        name_edited: A class, and the name that a person gives it.

    Attributes:
        largest: The largest count of a class in either set, at least 1.
        longest_name: The longest name of a class.
    """

    name_edited = Signal(int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._train: NDArray[np.int64] = np.zeros(0, np.int64)
        self._test = self._train
        self._means: NDArray[Any] | None = None
        self.largest = 1
        self.longest_name = ""
        self._pixmap = lru_cache(maxsize=_CACHED)(self._make_pixmap)

    def show_data(self, dataset: Dataset) -> None:
        """Shows the classes of a dataset, as yet without mean pictures."""
        self.beginResetModel()
        self._names = dataset.class_names
        self._train, self._test = class_counts(dataset)
        self.largest = max(1, int(self._train.max()), int(self._test.max()))
        self.longest_name = max(self._names, key=len)
        self._means = None
        self._pixmap.cache_clear()
        self.endResetModel()

    def show_means(self, means: NDArray[Any] | None) -> None:
        """Shows the mean picture of each class, as of ``mean_pictures``."""
        self._means = means
        self._pixmap.cache_clear()
        if self._names:
            self.dataChanged.emit(self.index(0), self.index(len(self._names) - 1))

    def row_of(self, sign: int) -> ClassRow:
        """Returns what is shown of a class."""
        return ClassRow(self._names[sign], int(self._train[sign]), int(self._test[sign]))

    def pixmap(self, sign: int, *, side_px: int, pixel_ratio: float) -> QPixmap | None:
        """Returns the mean picture of a class; None where it has no pictures, or none yet."""
        if self._means is None or not self._train[sign]:
            return None
        return self._pixmap(sign, side_px, pixel_ratio)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        return 0 if parent.isValid() else len(self._names)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if role == Qt.ItemDataRole.EditRole:
            return self._names[index.row()]
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            row = self.row_of(index.row())
            words = self.tr("{name}: {train} training + {test} test pictures").format(
                name=row.name, train=f"{row.train:,}", test=f"{row.test:,}"
            )
            return in_lines(words) if role == Qt.ItemDataRole.ToolTipRole else words
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or value == self._names[index.row()]:
            return False
        self.name_edited.emit(index.row(), str(value))
        return True

    def _make_pixmap(self, sign: int, side_px: int, pixel_ratio: float) -> QPixmap:
        assert self._means is not None
        return picture_pixmap(self._means[sign], side_px=side_px, pixel_ratio=pixel_ratio)
