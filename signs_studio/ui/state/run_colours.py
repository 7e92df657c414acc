"""The colours of the curves that are drawn of each run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class RunColours(QObject):
    """Says which colours each run has, so that whatever shows a run can mark it alike.

    Signals:
        changed: ``by_key`` is another.

    Attributes:
        by_key: Colours of the curves of every run that is drawn, ``#rrggbb`` each, by its key.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.by_key: Mapping[str, Sequence[str]] = {}

    def set_colours(self, by_key: Mapping[str, Sequence[str]]) -> None:
        """Takes the colours of all runs that are drawn now."""
        self.by_key = by_key
        self.changed.emit()
