"""Putting windows and splitters back where they were, as far as that can still be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPoint, QSize, Qt
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QSplitter, QWidget

WINDOW_SIZE = QSize(1280, 800)
LEAST_SIDE = 200
"""In pixels; no window of ours can be made smaller."""


def restore_window(window: QWidget, saved: QByteArray) -> None:
    """Gives a window that is not shown yet its place of last time, or one on the first screen.

    Args:
        window: The window.
        saved: What ``saveGeometry`` gave, or anything that a file held instead.
    """
    window.resize(WINDOW_SIZE)
    if not window.restoreGeometry(saved):
        return
    # Qt brings back on a screen what a screen that is gone held, but not every number.
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    found = [screen for screen in screens if screen.contains(window.geometry().center())]
    if found and window.width() >= LEAST_SIDE and window.height() >= LEAST_SIDE:
        window.resize(window.size().boundedTo(found[0].size()))
    else:
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.resize(WINDOW_SIZE)
        window.move(screens[0].topLeft() if screens else QPoint())


def restore_splitter(splitter: QSplitter, sizes: Sequence[int]) -> None:
    """Gives the parts of a splitter their sizes of last time, if there are as many.

    ``QSplitter.restoreState`` would also take the width of the handle from the file, and whether
    parts can vanish: with a handle of 16 million pixels no window can be used.
    """
    if len(sizes) == splitter.count() and sum(sizes) > 0:
        splitter.setSizes(sizes)
