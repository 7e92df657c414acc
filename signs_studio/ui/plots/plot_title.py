"""The title over a plot."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy, QWidget

from signs_studio.ui.widgets.elided_label import ElidedLabel


class PlotTitle(ElidedLabel):
    """Name of a quantity and, where there is room, its measure.

    Args:
        name: Of the quantity; always whole.
        measure: Of its numbers.
    """

    def __init__(self, name: str, *, measure: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._measure = name, measure
        self.setProperty("role", "heading")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_log(False)

    def set_log(self, is_log: bool) -> None:
        """Says that equal steps of the axis are equal factors, or no more."""
        words = self.tr("{name} ({measure}, log)") if is_log else self.tr("{name} ({measure})")
        self.set_words(words.format(name=self._name, measure=self._measure))

    def minimumSizeHint(self) -> QSize:
        """Room for the name."""
        width = self.fontMetrics().horizontalAdvance(f"{self._name}\N{HORIZONTAL ELLIPSIS}") + 2
        return QSize(width, super().minimumSizeHint().height())
