"""Pasting: files that were copied are opened, and a picture is read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from signs_studio.ui.one_picture.panel import PANEL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QMainWindow

    from signs_studio.ui.shell.views_area import ViewsArea
    from signs_studio.ui.state.workspace import Workspace


class Paster(QObject):
    """Does what the action ``paste`` asks for.

    A picture goes to the view of one picture, which is opened, and so do files while that view has
    the focus; otherwise files are opened as the pictures to learn from.

    Args:
        workspace: Of the window.
        views: The middle of the window.
        open_files: Opens files and folders as pictures to learn from.
        window: Whose focus counts.
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        views: ViewsArea,
        open_files: Callable[[Sequence[Path]], object],
        window: QMainWindow,
    ) -> None:
        super().__init__(window)
        self._photographs = workspace.photographs
        self._notifications = workspace.notifications
        self._views = views
        self._open_files = open_files
        self._window = window
        workspace.actions["paste"].triggered.connect(self._on_paste_triggered)

    def _on_paste_triggered(self) -> None:
        mime = QGuiApplication.clipboard().mimeData()
        paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        focused = self._window.focusWidget()
        view = self._views.widget_of(PANEL.name)
        if paths and focused is not None and view.isAncestorOf(focused):
            self._photographs.open(paths)
        elif paths:
            self._open_files(paths)
        elif mime.hasImage():
            from signs_studio.ui.widgets.picture_pixmap import image_array

            self._photographs.add(
                self.tr("A picture that was pasted"),
                image_array(QGuiApplication.clipboard().image()),
            )
            self._views.open(PANEL.name)
        else:
            self._notifications.said.emit(
                self.tr("There is nothing to paste: copy files or a picture first")
            )
