"""The list of keyboard shortcuts, and what the program is."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from signs_studio import __version__
from signs_studio.messages import Message
from signs_studio.ui.widgets.placement import dialog_size

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QMenu

_LAYERS = Message("help_dialogs", "On the handle of a layer")
_RUNS = Message("help_dialogs", "In the table of runs")
_LESSONS = Message("help_dialogs", "In the lessons")
_PLOTS = Message("help_dialogs", "In a plot, and on its slider")
_OTHER_KEYS = (
    (_LAYERS, Message("help_dialogs", "Move up, move down"), ("Up", "Down")),
    (_LAYERS, Message("help_dialogs", "Remove"), ("Del",)),
    (_RUNS, Message("help_dialogs", "Take the recipe of the run"), ("Enter",)),
    (_RUNS, Message("help_dialogs", "Select none"), ("Esc",)),
    (_PLOTS, Message("help_dialogs", "Epoch before, next epoch"), ("Left", "Right")),
    (_PLOTS, Message("help_dialogs", "Ten epochs before, ten further"), ("PgUp", "PgDown")),
    (_PLOTS, Message("help_dialogs", "First epoch, last epoch"), ("Home", "End")),
    (_PLOTS, Message("help_dialogs", "Back to the latest epoch"), ("Esc",)),
    (_PLOTS, Message("help_dialogs", "Zoom in, zoom out"), ("+", "-")),
    (_PLOTS, Message("help_dialogs", "Logarithmic cost axis, on and off"), ("L",)),
    (_PLOTS, Message("help_dialogs", "Smooth curves, on and off"), ("S",)),
    (_LESSONS, Message("help_dialogs", "Previous lesson, next lesson"), ("Alt+Left", "Alt+Right")),
    (_LESSONS, Message("help_dialogs", "Close the lessons"), ("Ctrl+W",)),
)
"""Keys of single panels and of the other window: where they work, what they do."""


class ShortcutsDialog(QDialog):
    """Every key that does something, by the menu in which its action is.

    Args:
        menus: Those of the bar; actions without a key are left out.
        parent: The window that the keys work in.
    """

    def __init__(self, menus: Iterable[QMenu], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("shortcuts")
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        list_ = QWidget()
        self._grid = QGridLayout(list_)
        self._grid.setHorizontalSpacing(24)
        self._grid.setColumnStretch(0, 1)
        for menu in menus:
            with_keys = [action for action in menu.actions() if not action.shortcut().isEmpty()]
            if with_keys:
                self._add_heading(_plain(menu.title()))
            for action in with_keys:
                # Undo and redo say what they would undo; their names are kept beside.
                self._add_row(_plain(action.data() or action.text()), action.shortcuts())
        place: Message | None = None
        for where, words, keys in _OTHER_KEYS:
            if where != place:
                place = where
                self._add_heading(str(where))
            self._add_row(str(words), map(QKeySequence, keys))
        self._grid.setRowStretch(self._grid.rowCount(), 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(list_)
        area.setMinimumWidth(list_.sizeHint().width() + area.verticalScrollBar().sizeHint().width())
        layout = QVBoxLayout(self)
        layout.addWidget(area)
        layout.addWidget(_close_box(self))
        self.resize(dialog_size(parent, letters=60, lines=34))

    def _add_heading(self, title: str) -> None:
        heading = QLabel(title)
        heading.setProperty("role", "heading")
        row = self._grid.rowCount()
        heading.setContentsMargins(0, 8 if row > 1 else 0, 0, 0)
        self._grid.addWidget(heading, row, 0, 1, 2)

    def _add_row(self, words: str, keys: Iterable[QKeySequence]) -> None:
        row = self._grid.rowCount()
        native = QKeySequence.SequenceFormat.NativeText
        self._grid.addWidget(QLabel(words), row, 0)
        self._grid.addWidget(QLabel(", ".join(key.toString(native) for key in keys)), row, 1)


class AboutDialog(QDialog):
    """The program's version, and those of what it is made with: they belong in a report of a fault.

    Args:
        engine: TensorFlow's version and device, or that it is loading.
        parent: The window that is asked about.
    """

    def __init__(self, engine: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("about")
        self.setWindowTitle(self.tr("About Signs Studio"))
        name = QLabel(self.tr("Signs Studio {version}").format(version=__version__))
        name.setObjectName("about_version")
        name.setProperty("role", "heading")
        words = QLabel(
            self.tr(
                "Pick layer sizes and an optimizer, click Train, and watch a TensorFlow network "
                "learn to read hand signs."
            ),
            wordWrap=True,
        )
        made_with = QLabel(f"{engine}\nQt {qVersion()}\nPython {platform.python_version()}")
        made_with.setObjectName("about_made_with")
        made_with.setProperty("role", "muted")
        license_ = QLabel(self.tr("Free software under the MIT license."))
        for label in (name, made_with):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        for label in (name, words, made_with, license_):
            layout.addWidget(label)
        layout.addStretch(1)
        layout.addWidget(_close_box(self))
        self.resize(dialog_size(parent, letters=60, lines=14).expandedTo(self.sizeHint()))


def _close_box(dialog: QDialog) -> QDialogButtonBox:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    box.rejected.connect(dialog.reject)
    return box


def _plain(title: str) -> str:
    """A menu's entry without its access key and the dots that announce a dialog."""
    return title.replace("&", "").removesuffix("…")
