"""The menu of data that was opened before."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from signs_studio.data.plain_text import plain_text
from signs_studio.ui.widgets.wrapping import SOURCE_LIMIT

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from signs_studio.data.data_source import DataSource
    from signs_studio.ui.state.recent_data import RecentData

_LETTERS = 60


class RecentMenu(QMenu):
    """Has an entry for each; those that are gone by now cannot be chosen.

    Args:
        recent: What was opened.
    """

    def __init__(self, recent: RecentData, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Open &recent"))
        self.setObjectName("recent_menu")
        self.setToolTipsVisible(True)
        self._recent = recent
        # When it opens: a file may have gone or come back since.
        self.aboutToShow.connect(self._fill)
        recent.changed.connect(self._show_whether_there_are_any)
        self._show_whether_there_are_any()

    def _show_whether_there_are_any(self) -> None:
        self.menuAction().setEnabled(bool(self._recent.all))

    def _fill(self) -> None:
        self.clear()
        for number, source in enumerate(self._recent.all, start=1):
            self._add(number, source)
        self.addSeparator()
        clear = self.addAction(self.tr("&Clear this list"))
        clear.setObjectName("action_clear_recent")
        clear.triggered.connect(self._recent.clear)

    def _add(self, number: int, source: DataSource) -> None:
        is_there = source.missing_path() is None
        words = "&{number} {name}" if is_there else self.tr("&{number} {name} (not there)")
        name = source.name if len(source.name) <= _LETTERS else f"{source.name[:_LETTERS]}…"
        action = self.addAction(words.format(number=number, name=name.replace("&", "&&")))
        action.setObjectName(f"action_recent_{number}")
        action.setEnabled(is_there)
        action.setToolTip(
            plain_text(", ".join(map(str, source.paths + source.test_paths)), SOURCE_LIMIT)
        )
        action.triggered.connect(partial(self._on_action_triggered, source))

    def _on_action_triggered(self, source: DataSource) -> None:
        self._recent.wanted.emit(source)
