"""What is pasted into the window or dropped on it, told apart and handed on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget

from signs_studio.ui.one_picture.panel import PANEL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QMimeData
    from PySide6.QtWidgets import QMainWindow

    from signs_studio.ui.shell.data_opener import DataOpener
    from signs_studio.ui.shell.recipe_exchange import RecipeExchange
    from signs_studio.ui.shell.run_files import RunFiles
    from signs_studio.ui.shell.views_area import ViewsArea
    from signs_studio.ui.state.workspace import Workspace


class Receiver(QObject):
    """Does what the action ``paste`` asks for, and takes what is dropped.

    A file of a recipe, and its line, give the recipe to edit; a file of a run is opened. Other
    files and folders are opened as one set of pictures to learn from. A copied picture goes to the
    view of one picture, which is opened, and so do copied files while that view has the focus.

    Args:
        workspace: Of the window.
        views: The middle of the window.
        data: Opens pictures to learn from.
        recipes: Takes recipes.
        runs: Takes runs.
        window: Whose focus counts.
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        views: ViewsArea,
        data: DataOpener,
        recipes: RecipeExchange,
        runs: RunFiles,
        window: QMainWindow,
    ) -> None:
        super().__init__(window)
        self._photographs = workspace.photographs
        self._notifications = workspace.notifications
        self._views = views
        self._data = data
        self._recipes = recipes
        self._runs = runs
        self._window = window
        workspace.actions["paste"].triggered.connect(self._on_paste_triggered)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_application_focus_changed)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keeps a field that has the focus from pasting a recipe, of which it has no use."""
        is_pasting = (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Paste)
        )
        if not is_pasting:
            return False
        from signs_studio.recipe.sharing.reading import holds_recipe

        # Ignored, the keys go to the action.
        event.ignore()
        return holds_recipe(QGuiApplication.clipboard().text())

    def open_dropped(self, mime: QMimeData) -> bool:
        """Opens the files and folders that are dropped.

        Returns:
            False where nothing on this machine was dropped.
        """
        paths = _local_paths(mime)
        self._open(paths)
        return bool(paths)

    def _open(self, paths: Sequence[Path]) -> None:
        if len(paths) == 1 and (
            self._runs.take_file(paths[0]) or self._recipes.take_file(paths[0])
        ):
            return
        if paths:
            self._data.open(*paths)

    def _on_application_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        if before is not None:
            before.removeEventFilter(self)
        if isinstance(now, QLineEdit | QComboBox) and self._window.isAncestorOf(now):
            now.installEventFilter(self)

    def _on_paste_triggered(self) -> None:
        mime = QGuiApplication.clipboard().mimeData()
        paths = _local_paths(mime)
        focused = self._window.focusWidget()
        view = self._views.widget_of(PANEL.name)
        if paths and focused is not None and view.isAncestorOf(focused):
            self._photographs.open(paths)
        elif paths:
            self._open(paths)
        elif mime.hasText() and self._recipes.take_text(mime.text()):
            pass
        elif mime.hasImage():
            from signs_studio.ui.widgets.picture_pixmap import image_array

            self._photographs.add(
                self.tr("A picture that was pasted"),
                image_array(QGuiApplication.clipboard().image()),
            )
            self._views.open(PANEL.name)
        else:
            self._notifications.said.emit(
                self.tr("There is nothing to paste: copy files, a picture or a recipe first")
            )


def _local_paths(mime: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
