"""The actions of the menus View and Help, and those that concern the window itself."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from signs_studio.data.plain_text import plain_text
from signs_studio.ui.shell.curves_saver import CurvesSaver
from signs_studio.ui.widgets.screenshot import save_screenshot

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QDialog, QMainWindow, QMenu, QWidget

    from signs_studio.ui.shell.status_bar import StatusBar
    from signs_studio.ui.state.workspace import Workspace


class WindowActions(QObject):
    """Connects them.

    What is seldom needed is imported then, not before the start.

    Args:
        workspace: Of the window.
        panes: Returns the panes of the window, in the order of reading.
        menus: Those of the bar, whose keys are listed.
        status_bar: Has the words on TensorFlow.
        window: Acted on; dialogs are shown above it.
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        panes: Callable[[], Sequence[QWidget]],
        menus: Sequence[QMenu],
        status_bar: StatusBar,
        window: QMainWindow,
    ) -> None:
        super().__init__(window)
        self._notifications = workspace.notifications
        self._panes = panes
        self._menus = menus
        self._status_bar = status_bar
        self._window = window
        appearance = workspace.appearance
        for name, slot in (
            ("save_picture", self._on_save_picture_triggered),
            ("quit", window.close),
            ("larger", appearance.enlarge),
            ("smaller", appearance.shrink),
            ("normal_size", appearance.reset_size),
            ("next_pane", partial(self._go_to_pane, 1)),
            ("previous_pane", partial(self._go_to_pane, -1)),
            ("shortcuts", self._on_shortcuts_triggered),
            ("about", self._on_about_triggered),
            ("full_screen", self._on_full_screen_triggered),
        ):
            workspace.actions[name].triggered.connect(slot)
        CurvesSaver(workspace, window)
        # Until there is a panel with pictures.
        workspace.actions["save_grid"].setEnabled(False)

    def _go_to_pane(self, step: int) -> None:
        from signs_studio.ui.widgets.panes import go_to_pane

        go_to_pane(self._panes(), step)

    def _on_save_picture_triggered(self) -> None:
        from signs_studio.ui.widgets.file_dialog import FileDialog

        dialog = FileDialog(self._window, self.tr("Save a picture of the window"))
        chosen = dialog.choose_place("signs-studio.png", filters="PNG (*.png)", suffix="png")
        if chosen is None:
            return
        if chosen.suffix.lower() != ".png":
            words = self.tr(
                "A picture is saved as PNG: choose a name that ends in .png, not {end}."
            )
            words = words.format(end=plain_text(chosen.suffix, 20))
            self._notifications.went_wrong.emit(words, "")
        elif save_screenshot(self._window, chosen):
            words = self.tr("Saved as {name}")
            self._notifications.said.emit(words.format(name=plain_text(chosen.name)))
        else:
            words = self.tr("The picture could not be saved there: choose another folder.")
            self._notifications.went_wrong.emit(words, "")

    def _on_shortcuts_triggered(self) -> None:
        from signs_studio.ui.shell.help_dialogs import ShortcutsDialog

        _open_dialog(ShortcutsDialog(self._menus, self._window))

    def _on_about_triggered(self) -> None:
        from signs_studio.ui.shell.help_dialogs import AboutDialog

        _open_dialog(AboutDialog(self._status_bar.engine_words, self._window))

    def _on_full_screen_triggered(self) -> None:
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)


def _open_dialog(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.show()
