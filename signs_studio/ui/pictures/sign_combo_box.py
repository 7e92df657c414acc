"""Combo boxes of the filter: one that may get narrow, and one of as many signs as there may be."""

# ruff: noqa: D102  (methods of Qt's, which documents them)
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QListView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from signs_studio.ui.widgets.quiet_inputs import QuietComboBox
from signs_studio.ui.widgets.wrapping import in_lines

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QHelpEvent
    from PySide6.QtWidgets import QAbstractItemView

    Index = QModelIndex | QPersistentModelIndex

_ENTRY_HEIGHT_PX = 24


class NarrowComboBox(QuietComboBox):
    """May get narrower than its longest entry."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setMaxVisibleItems(16)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def fit_width(self, letters: int) -> None:
        """Lets it stretch no further than so many letters need."""
        metrics = self.fontMetrics()
        self.setMaximumWidth(letters * metrics.averageCharWidth() + 3 * metrics.height())


class SignComboBox(NarrowComboBox):
    """May have 65,536 entries, which are looked at as they come into view; their list scrolls.

    Its name in the style sheet makes it a list: a popup like a menu's measures every entry.
    """

    def __init__(self) -> None:
        super().__init__()
        self._letters = 0
        entries = self.view()
        assert isinstance(entries, QListView)
        # Else each would be measured whenever a colour or a font changes.
        entries.setUniformItemSizes(True)
        entries.setItemDelegate(_EntryDelegate(entries))

    def set_letters(self, letters: int) -> None:
        """Makes the list wide enough for so many letters, however narrow the box is."""
        self._letters = letters

    def showPopup(self) -> None:
        entries = self.view()
        entries.setMinimumWidth(self._letters * self.fontMetrics().averageCharWidth())
        # Qt takes the bar away whenever the style changes, as a menu has none.
        entries.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        super().showPopup()


class _EntryDelegate(QStyledItemDelegate):
    """Draws entries that are high enough to be hit; each tells all of its words in a tooltip."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return super().sizeHint(option, index).expandedTo(QSize(0, _ENTRY_HEIGHT_PX))

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        del option
        QToolTip.showText(event.globalPos(), in_lines(index.data() or ""), view)
        return True
