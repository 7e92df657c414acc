"""A list whose entries are ticked as they are done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from signs_studio.ui.widgets.tick_mark import TickMark

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from signs_studio.ui.widgets.theme import Theme

_GAP = 10


class TickList(QWidget):
    """A mark and words for each entry. Entries of the same number change in place.

    Args:
        done: What a tick means, in words.
        not_done: What it means that there is none.
        text_format: How the words are written.
        prefix: Goes before the number, from 0, in the names of the marks.
    """

    def __init__(
        self,
        *,
        done: str,
        not_done: str,
        text_format: Qt.TextFormat,
        prefix: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._done, self._not_done = done, not_done
        self._text_format = text_format
        self._prefix = prefix
        self._theme: Theme | None = None
        self._rows: list[tuple[TickMark, QLabel]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(_GAP)
        self._grid.setVerticalSpacing(_GAP)
        self._grid.setColumnStretch(1, 1)

    def set_theme(self, theme: Theme) -> None:
        """Colours the ticks."""
        self._theme = theme
        for mark, _ in self._rows:
            mark.set_theme(theme)

    def show_entries(self, entries: Sequence[str]) -> None:
        """Shows these, none of them done."""
        while len(self._rows) > len(entries):
            for widget in self._rows.pop():
                self._grid.removeWidget(widget)
                widget.hide()
                widget.deleteLater()
        while len(self._rows) < len(entries):
            self._add_row()
        for (_, words), entry in zip(self._rows, entries, strict=True):
            words.setText(entry)
        self.show_done(())

    def show_done(self, done: Collection[int]) -> None:
        """Shows which of them are done, from 0."""
        for place, (mark, _) in enumerate(self._rows):
            mark.set_done(place in done, words=self._done if place in done else self._not_done)

    def _add_row(self) -> None:
        row = len(self._rows)
        mark, words = TickMark(), QLabel(wordWrap=True)
        mark.setObjectName(f"{self._prefix}{row}")
        if self._theme is not None:
            mark.set_theme(self._theme)
        words.setTextFormat(self._text_format)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._grid.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(words, row, 1)
        self._rows.append((mark, words))
