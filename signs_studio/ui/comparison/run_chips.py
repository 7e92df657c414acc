"""The ticked runs in the colours of their curves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from signs_studio.ui.state.run_entry import RunEntry

_GAP_PX = 16


class RunChips(QWidget):
    """Names of runs, each after a piece of its curves, in as many lines as they need."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("run_chips")
        self._runs: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def show_runs(self, entries: Sequence[RunEntry], colours: Mapping[str, Sequence[str]]) -> None:
        """Shows these runs; one without a colour is not drawn among the curves.

        Args:
            entries: The runs.
            colours: Of their curves, ``#rrggbb``, by their keys.
        """
        self._runs = tuple((entry.name, tuple(colours.get(entry.key, ()))) for entry in entries)
        self.setAccessibleName(", ".join(name for name, _ in self._runs))
        self._fit()
        self.update()

    def resizeEvent(self, event: object) -> None:
        """Takes the lines that another width needs."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the runs."""
        painter = QPainter(self)
        line = self.fontMetrics().height()
        for (name, colours), (left, top) in zip(self._runs, self._places(), strict=True):
            thick = max(3, line // 5)
            first = top + (line - thick * (2 * len(colours) - 1)) // 2
            for index, colour in enumerate(colours):
                place = (left, first + 2 * thick * index, line, thick)
                painter.fillRect(*place, QColor(colour))
            painter.setPen(self.palette().text().color())
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(left + line + 4, top, self.width(), line, flags, name)

    def _places(self) -> list[tuple[int, int]]:
        metrics = self.fontMetrics()
        left = top = 0
        places = []
        for name, _ in self._runs:
            width = metrics.height() + 4 + metrics.horizontalAdvance(name)
            if left and left + width > self.width():
                left, top = 0, top + metrics.height() + 4
            places.append((left, top))
            left += width + _GAP_PX
        return places

    def _fit(self) -> None:
        last = max((top for _, top in self._places()), default=0)
        self.setFixedHeight(last + self.fontMetrics().height())
