"""All lessons, in order, with a tick where all was solved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from signs_studio.lessons.catalogue import lesson_names, lesson_text
from signs_studio.ui.widgets.icons import load_icon

if TYPE_CHECKING:
    from signs_studio.ui.lessons.progress import Progress
    from signs_studio.ui.widgets.theme import Theme


class LessonList(QListWidget):
    """Shows which lesson is open, and asks for others.

    Signals:
        lesson_chosen: A person chose the lesson of this name.
    """

    lesson_chosen = Signal(str)

    def __init__(self, progress: Progress, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lesson_list")
        self.setAccessibleName(self.tr("Lessons"))
        self.setToolTip(self.tr("A lesson has a tick once everything to try in it is solved"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrap(True)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self._progress = progress
        self._tick = self._blank = QIcon()
        self._items: dict[str, QListWidgetItem] = {}
        for number, name in enumerate(lesson_names(), start=1):
            item = QListWidgetItem(f"{number}  {lesson_text(name).title}", self)
            item.setData(Qt.ItemDataRole.UserRole, name)
            self._items[name] = item
        self.currentItemChanged.connect(self._on_self_current_item_changed)
        progress.changed.connect(self._show_ticks)
        self._fit_font()

    def set_theme(self, theme: Theme) -> None:
        """Colours the ticks."""
        self._tick = load_icon("tick", colour=theme.right, disabled=theme.previous_run)
        nothing = QPixmap(8, 8)
        nothing.fill(Qt.GlobalColor.transparent)
        self._blank = QIcon(nothing)
        self._show_ticks()

    def show_lesson(self, name: str) -> None:
        """Shows which lesson is open."""
        blocker = QSignalBlocker(self)
        self.setCurrentItem(self._items[name])
        blocker.unblock()

    def changeEvent(self, event: QEvent) -> None:
        """Draws ticks as large as the words."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_font()
            self.scheduleDelayedItemsLayout()

    def _fit_font(self) -> None:
        side = self.fontMetrics().height()
        self.setIconSize(QSize(side, side))

    def _show_ticks(self) -> None:
        for name, item in self._items.items():
            is_complete = self._progress.is_complete(name)
            item.setIcon(self._tick if is_complete else self._blank)
            words = self.tr("{title}, solved") if is_complete else "{title}"
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words.format(title=item.text()))

    def _on_self_current_item_changed(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.lesson_chosen.emit(item.data(Qt.ItemDataRole.UserRole))
