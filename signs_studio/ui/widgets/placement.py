"""Putting windows and splitters where they can be used: where they were, as far as that is so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QSplitter, QWidget

WINDOW_SIZE = QSize(1280, 800)
LEAST_SIDE = 200
"""In pixels; no window of ours can be made smaller."""
USUAL_FRAME = QMargins(4, 36, 4, 4)
"""Around a window that is not shown yet: its own frame is known only later."""


def restore_window(window: QWidget, saved: QByteArray, *, fits: bool = True) -> None:
    """Gives a window that is not shown yet its place of last time, or one on its screen.

    Args:
        window: The window.
        saved: What ``saveGeometry`` gave, or anything that a file held instead.
        fits: Whether all of it must be on one screen.
    """
    window.resize(WINDOW_SIZE)
    if not window.restoreGeometry(saved):
        if fits:
            screen = window.screen().availableGeometry()
            window.resize(WINDOW_SIZE.boundedTo(screen.marginsRemoved(USUAL_FRAME).size()))
        return
    # Qt brings back on a screen what a screen that is gone held, but not every number.
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    found = [screen for screen in screens if screen.contains(window.geometry().center())]
    if not (found and window.width() >= LEAST_SIDE and window.height() >= LEAST_SIDE):
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.setGeometry(QRect(_first_place(window), WINDOW_SIZE))
        found = [window.screen().availableGeometry()]
    if fits and not _fills_screen(window):
        window.setGeometry(fitted(window.geometry(), found[0], frame=USUAL_FRAME))


def keep_on_screen(window: QWidget) -> None:
    """Moves a window that is shown, with its frame, onto its screen where it reaches beyond."""
    if _fills_screen(window):
        return
    inner, outer = window.geometry(), window.frameGeometry()
    frame = QMargins(
        inner.left() - outer.left(),
        inner.top() - outer.top(),
        outer.right() - inner.right(),
        outer.bottom() - inner.bottom(),
    )
    place = fitted(inner, window.screen().availableGeometry(), frame=frame)
    if place != inner:
        window.setGeometry(place)


def bring_to_front(window: QWidget) -> None:
    """Shows a window above all others, also one that was minimised."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()


def fitted(window: QRect, screen: QRect, *, frame: QMargins) -> QRect:
    """Returns the place of a window on a screen that is nearest to the one that it has.

    Args:
        window: Without its frame.
        screen: What of the screen can be used.
        frame: Around the window.
    """
    inside = screen.marginsRemoved(frame)
    size = window.size().boundedTo(inside.size())
    right, bottom = inside.right() - size.width() + 1, inside.bottom() - size.height() + 1
    left = min(max(window.left(), inside.left()), right)
    top = min(max(window.top(), inside.top()), bottom)
    return QRect(QPoint(left, top), size)


def dialog_size(parent: QWidget, *, letters: int, lines: int) -> QSize:
    """Returns the size of a dialog with room for so much in the parent's font, on its screen."""
    metrics = parent.fontMetrics()
    wanted = QSize(letters * metrics.averageCharWidth(), lines * metrics.lineSpacing())
    screen = parent.screen().availableGeometry()
    return wanted.boundedTo(screen.marginsRemoved(USUAL_FRAME).size())


def restore_splitter(splitter: QSplitter, sizes: Sequence[int]) -> None:
    """Gives the parts of a splitter their sizes of last time, if there are as many.

    ``QSplitter.restoreState`` would also take the width of the handle from the file, and whether
    parts can vanish: with a handle of 16 million pixels no window can be used.
    """
    if len(sizes) == splitter.count() and sum(sizes) > 0:
        splitter.setSizes(sizes)


def _fills_screen(window: QWidget) -> bool:
    return window.isMaximized() or window.isFullScreen()


def _first_place(window: QWidget) -> QPoint:
    """In the middle of its screen."""
    screen = window.screen().availableGeometry()
    return screen.center() - QRect(QPoint(), WINDOW_SIZE).center()
