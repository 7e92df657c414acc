"""Words that take the room there is, and ask for none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from signs_studio.ui.widgets.wrapping import in_lines

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent


class ElidedLabel(QLabel):
    """Words in one line that end in an ellipsis where there is no room for all of them.

    Those that do not fit are in the tooltip.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        # A style's own would cut what fits to the pixel.
        self.setIndent(0)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    @property
    def words(self) -> str:
        """All of the words, whatever fits."""
        return self._words

    def set_words(self, words: str) -> None:
        """Shows these words, as many as fit."""
        if words != self._words:
            self._words = words
            self.setAccessibleName(words)
            self._fit()
            # What is shown may be the same, but who lays it out is to give it other room.
            self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shows as many as fit by now."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Shows as many as fit in another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def sizeHint(self) -> QSize:
        """Room for all of the words, for whom a layout asks: by itself the label takes any."""
        # A label's own hint, and an advance that was rounded, are narrower than what is elided.
        margins = self.contentsMargins()
        width = self.fontMetrics().horizontalAdvance(self._words) + 1
        return QSize(width + margins.left() + margins.right(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """No width: whatever room there is will do."""
        return QSize(0, super().minimumSizeHint().height())

    def _fit(self) -> None:
        room = self.contentsRect().width()
        text = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        if text != self.text():
            self.setText(text)
        self.setToolTip("" if text == self._words else in_lines(self._words))
