"""A strip of photographs to go through."""

# ruff: noqa: D102  (methods of Qt's, which documents them)
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QSizePolicy

from signs_studio.ui.widgets.picture_pixmap import picture_pixmap
from signs_studio.ui.widgets.wrapping import in_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from signs_studio.data.array_types import Pictures
    from signs_studio.ui.state.photographs import Photograph

_TICK = "✓"
_LINES = 3
"""Height of a thumbnail, in lines of words."""


class Thumbnails(QListWidget):
    """Hidden where there are fewer than two. Arrows go through them, Delete takes one out.

    Signals:
        photograph_chosen: The index of a photograph.
        removal_wanted: The chosen one is to be taken out.
    """

    photograph_chosen = Signal(int)
    removal_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("thumbnails")
        self.setAccessibleName(self.tr("Photographs that are open"))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setViewMode(QListView.ViewMode.ListMode)
        self.setWrapping(False)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._photographs: Sequence[Photograph] = ()
        self._signs: Sequence[str] = ()
        self._shown: list[object] = []
        self.currentRowChanged.connect(self._on_self_current_row_changed)
        self._fit()
        self.hide()

    def show_photographs(self, photographs: Sequence[Photograph], chosen: int | None) -> None:
        """Shows these, the chosen one marked."""
        self._photographs = photographs
        self.blockSignals(True)
        pictures: list[object] = [each.thumbnail for each in photographs]
        if pictures != self._shown:
            self._shown = pictures
            self._fill(photographs)
        self.setCurrentRow(-1 if chosen is None else chosen)
        self.blockSignals(False)
        self.setVisible(len(photographs) > 1)

    def show_signs(self, signs: Sequence[str]) -> None:
        """Ticks off the photographs that were kept.

        Args:
            signs: Name of the class as which each was kept; empty where it was not.
        """
        self._signs = signs
        for row, (photograph, sign) in enumerate(zip(self._photographs, signs, strict=False)):
            words = photograph.name
            if sign:
                words = self.tr("{name}, kept as {sign}").format(name=words, sign=sign)
            item = self.item(row)
            item.setText(_TICK if sign else "")
            item.setToolTip(in_lines(words))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()
            row = self.currentRow()
            self._shown = []
            signs = self._signs
            self.show_photographs(self._photographs, row if row >= 0 else None)
            self.show_signs(signs)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.removal_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _fill(self, photographs: Sequence[Photograph]) -> None:
        self.clear()
        for photograph in photographs:
            item = QListWidgetItem()
            if photograph.thumbnail is not None:
                item.setIcon(self._icon(photograph.thumbnail))
            self.addItem(item)
        self.show_signs([""] * len(photographs))

    def _icon(self, thumbnail: Pictures) -> QIcon:
        pixmap = picture_pixmap(
            thumbnail, side_px=self.iconSize().width(), pixel_ratio=self.devicePixelRatioF()
        )
        icon = QIcon(pixmap)
        # Without one of its own, Qt tints it in the colour of selections.
        icon.addPixmap(pixmap, QIcon.Mode.Selected)
        return icon

    def _fit(self) -> None:
        side = _LINES * self.fontMetrics().height()
        self.setIconSize(QSize(side, side))
        self.setFixedHeight(side + 14 + self.horizontalScrollBar().sizeHint().height())

    def _on_self_current_row_changed(self, row: int) -> None:
        if row >= 0:
            self.photograph_chosen.emit(row)
