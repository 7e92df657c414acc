"""Some pictures as they are and, beneath them, as a step of training sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from signs_studio.insight.augmentation_preview import PreviewWanted

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from signs_studio.data.array_types import Pictures
    from signs_studio.data.dataset import Dataset
    from signs_studio.fields.declared import FieldValue
    from signs_studio.recipe.frozen import FrozenSettings
    from signs_studio.ui.widgets.theme import Theme

PICTURES = 5
_GAP = 4


class AugmentationPreview(QWidget):
    """Shows what others draw: it takes TensorFlow, which lives on a thread of its own.

    One drawing is asked for at a time; what has changed meanwhile is asked for after it.

    Signals:
        wanted: A ``PreviewWanted``.
    """

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("augmentation_preview")
        self._dataset: Dataset | None = None
        self._pictures: Pictures | None = None
        self._augmentation: FrozenSettings[FieldValue] | None = None
        self._reason = ""
        self._drawing = 0
        self._asked: tuple[object, ...] | None = None
        self._waits = False
        self._failed = False
        self._before = _PictureRow(self.tr("Pictures as they are"))
        self._before.setObjectName("pictures_before")
        self._after = _PictureRow(self.tr("The same as training sees them"))
        self._after.setObjectName("pictures_after")
        self._words = QLabel(wordWrap=True)
        self._words.setObjectName("preview_words")
        self._words.setProperty("role", "muted")
        self._again = QPushButton(self.tr("Again"))
        self._again.setObjectName("preview_again")
        self._again.setAccessibleName(self.tr("Draw the preview again"))
        self._again.setToolTip(self.tr("Change the pictures once more, by chance"))
        self._again.clicked.connect(self._on_again_clicked)
        bottom = QHBoxLayout()
        bottom.addWidget(self._words, 1)
        bottom.addWidget(self._again)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._before)
        layout.addWidget(self._after)
        layout.addLayout(bottom)
        self._describe()

    def show_data(self, dataset: Dataset | None) -> None:
        """Takes the pictures to show: one of each sign, as far as there is room."""
        if dataset is self._dataset:
            return
        self._dataset = dataset
        self._pictures = _some_pictures(dataset) if dataset is not None else None
        self._before.show_pictures(self._pictures)
        self._after.show_pictures(None)
        self._asked = None
        self._ask()

    def show_augmentation(self, augmentation: FrozenSettings[FieldValue] | None) -> None:
        """Takes what is done to them; None while that is not right."""
        self._augmentation = augmentation
        self._ask()

    def set_unavailable(self, reason: str) -> None:
        """Says why nothing can be drawn now; empty where it can."""
        self._reason = reason
        self._ask()

    def show_drawn(self, pictures: Pictures | None) -> None:
        """Shows what was drawn; None where it could not be."""
        self._waits = False
        self._failed = pictures is None
        if self._asked is not None:
            self._after.show_pictures(pictures)
        self._ask()

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._before.set_theme(theme)
        self._after.set_theme(theme)

    def _ask(self) -> None:
        """Asks for what is not shown yet, if it can be had."""
        wish = (self._pictures is not None, self._augmentation, self._drawing)
        pictures, augmentation = self._pictures, self._augmentation
        is_due = not self._reason and not self._waits and wish != self._asked
        if pictures is not None and augmentation is not None and is_due:
            self._asked = wish
            self._waits = True
            self.wanted.emit(PreviewWanted(pictures, augmentation, self._drawing))
        self._describe()

    def _describe(self) -> None:
        if self._pictures is None:
            words = self.tr("The pictures are being opened: a moment more.")
        elif self._augmentation is None:
            words = self.tr("The preview is drawn again once the recipe has no errors.")
        elif self._reason:
            words = self._reason
        elif self._failed:
            words = self.tr("The preview could not be drawn: press Again.")
        else:
            words = self.tr("Above as they are, below as training sees them.")
        self._words.setText(words)
        self._again.setEnabled(
            self._pictures is not None and self._augmentation is not None and not self._reason
        )

    def _on_again_clicked(self) -> None:
        self._drawing += 1
        self._ask()


class _PictureRow(QWidget):
    """Pictures beside one another, as large as the width allows."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setToolTip(name)
        self._pixmaps: list[QPixmap] = []
        self._pictures: Pictures | None = None
        self._side = 0
        self._empty = QColor()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_pictures(self, pictures: Pictures | None) -> None:
        self._pictures = pictures
        self._side = 0
        self.setAccessibleDescription(str(len(pictures)) if pictures is not None else "")
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self._empty = QColor(theme.sunken)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(PICTURES * 40, _side(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setFixedHeight(_side(self.width()))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        painter = QPainter(self)
        side = _side(self.width())
        if side != self._side:
            self._side = side
            self._scale()
        for i in range(PICTURES):
            place = QRectF(i * (side + _GAP), 0, side, side)
            if i < len(self._pixmaps):
                pixmap = self._pixmaps[i]
                size = pixmap.deviceIndependentSize()
                at = place.center() - QRectF(0, 0, size.width(), size.height()).center()
                painter.drawPixmap(at, pixmap)
            else:
                painter.fillRect(place, self._empty)

    def _scale(self) -> None:
        # It brings NumPy, which is not to be waited for before the window is shown.
        from signs_studio.ui.widgets.picture_pixmap import picture_pixmap

        pictures = self._pictures if self._pictures is not None else ()
        self._pixmaps = [
            picture_pixmap(p, side_px=self._side, pixel_ratio=self.devicePixelRatioF())
            for p in pictures
        ]


def _side(width: int) -> int:
    return max(1, (width - (PICTURES - 1) * _GAP) // PICTURES)


def _some_pictures(dataset: Dataset) -> Pictures:
    """Returns one picture of each of the first signs, then more of any, ``PICTURES`` at most."""
    pictures = dataset.shown_x
    signs = dataset.test_y[: len(pictures)].tolist()
    firsts: dict[int, int] = {}
    for index, sign in enumerate(signs):
        firsts.setdefault(sign, index)
    chosen = [firsts[sign] for sign in sorted(firsts)][:PICTURES]
    others = (index for index in range(len(signs)) if index not in chosen)
    while len(chosen) < min(PICTURES, len(signs)):
        chosen.append(next(others))
    return pictures[chosen]
