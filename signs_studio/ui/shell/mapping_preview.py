"""The first pictures of what a mapping would open, with their labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QLabel, QListView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from signs_studio.data.plain_text import plain_text
from signs_studio.ui.widgets.wrapping import breakable

if TYPE_CHECKING:
    from signs_studio.data.array_types import Pictures
    from signs_studio.data.dataset import Dataset

PICTURES = 12
_LINES = 4
_NAME_LETTERS = 12


class MappingPreview(QWidget):
    """A strip of pictures over the words on them, or over the sentence why there are none."""

    def __init__(self) -> None:
        super().__init__()
        side = _LINES * self.fontMetrics().height()
        self._pictures = QListWidget()
        self._pictures.setObjectName("mapping_pictures")
        self._pictures.setAccessibleName(self.tr("The first pictures with their labels"))
        self._pictures.setViewMode(QListView.ViewMode.IconMode)
        self._pictures.setFlow(QListView.Flow.LeftToRight)
        self._pictures.setWrapping(False)
        self._pictures.setMovement(QListView.Movement.Static)
        self._pictures.setSelectionMode(QListView.SelectionMode.NoSelection)
        self._pictures.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._pictures.setIconSize(QSize(side, side))
        self._pictures.setFixedHeight(side + 4 * self.fontMetrics().height())
        self._words = QLabel(wordWrap=True)
        self._words.setObjectName("mapping_words")
        self._words.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pictures)
        layout.addWidget(self._words)

    def show_waiting(self) -> None:
        """Says that it is being read."""
        self._words.setText(self.tr("Reading the first pictures…"))

    def show_dataset(self, dataset: Dataset | None, sentence: str) -> None:
        """Shows the first training pictures; or, with None, a sentence why there are none."""
        from signs_studio.ui.widgets.picture_pixmap import picture_pixmap

        self._pictures.clear()
        if dataset is None:
            self._words.setText(breakable(sentence))
            return
        height, width, channels = dataset.picture_shape
        words = self.tr("So the first pictures would be: {height} × {width} × {channels}.")
        words = words.format(height=height, width=width, channels=channels)
        self._words.setText(breakable(" ".join([words, *map(str, dataset.notes)])))
        for pixels, label in zip(_first(dataset), dataset.train_y, strict=False):
            pixmap = picture_pixmap(
                pixels,
                side_px=self._pictures.iconSize().width(),
                pixel_ratio=self.devicePixelRatioF(),
            )
            name = plain_text(dataset.class_names[label], _NAME_LETTERS)
            self._pictures.addItem(QListWidgetItem(QIcon(pixmap), name))


def _first(dataset: Dataset) -> Pictures:
    return dataset.train_x[list(range(min(PICTURES, len(dataset.train_y))))]
