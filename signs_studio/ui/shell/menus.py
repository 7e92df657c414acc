"""The menu bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from signs_studio.messages import Message
from signs_studio.ui.shell.actions import ACTIONS, Menu, make_actions
from signs_studio.ui.shell.recent_menu import RecentMenu
from signs_studio.ui.window_options import THEMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QUndoStack
    from PySide6.QtWidgets import QMainWindow, QMenu

    from signs_studio.ui.shell.device_menu import DeviceMenu
    from signs_studio.ui.state.appearance import Appearance
    from signs_studio.ui.state.recent_data import RecentData


def build_menus(
    window: QMainWindow,
    *,
    undo_stack: QUndoStack,
    appearance: Appearance,
    devices: DeviceMenu,
    recent: RecentData,
    views: Sequence[QAction] = (),
) -> tuple[dict[str, QAction], list[QMenu]]:
    """Fills the menu bar with the declared actions, undo and redo, and the menus of choices.

    Args:
        window: Has the bar.
        undo_stack: Of the window.
        appearance: Of all windows.
        devices: Menu of the devices to train on.
        recent: Data that was opened before.
        views: Actions that open the views in the middle; empty where there is nothing to choose.

    Returns:
        Those of ``ACTIONS``, the views', undo and redo by name, and the menus of the bar.
    """
    actions = make_actions(window)
    menus = {menu: window.menuBar().addMenu(str(menu.value)) for menu in Menu}
    undo = undo_stack.createUndoAction(window, Message("menus", "&Undo").text())
    undo.setObjectName("action_undo")
    undo.setData(Message("menus", "&Undo").text())
    undo.setShortcut(QKeySequence("Ctrl+Z"))
    redo = undo_stack.createRedoAction(window, Message("menus", "&Redo").text())
    redo.setObjectName("action_redo")
    redo.setData(Message("menus", "&Redo").text())
    redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
    menus[Menu.EDIT].addActions([undo, redo])
    for info in ACTIONS:
        if info.begins_group:
            menus[info.menu].addSeparator()
        menus[info.menu].addAction(actions[info.name])
    menus[Menu.RUN].addMenu(devices)
    menus[Menu.FILE].insertMenu(actions["built_in_hands"], RecentMenu(recent, window))
    if views:
        menus[Menu.VIEW].addSeparator()
        menus[Menu.VIEW].addActions(views)
        menus[Menu.VIEW].addSeparator()
    _add_themes(menus[Menu.VIEW].addMenu(Message("menus", "&Colours").text()), appearance)
    by_name = {view.objectName().removeprefix("action_"): view for view in views}
    return {**actions, **by_name, "undo": undo, "redo": redo}, [*menus.values()]


def _add_themes(menu: QMenu, appearance: Appearance) -> None:
    titles = (
        Message("menus", "Like the desktop").text(),
        Message("menus", "Light").text(),
        Message("menus", "Dark").text(),
    )
    group = QActionGroup(menu)
    for name, title in zip(THEMES, titles, strict=True):
        action = group.addAction(title)
        action.setObjectName(f"action_theme_{name}")
        action.setCheckable(True)
        action.setData(name)
        menu.addAction(action)

    def show_choice() -> None:
        for action in group.actions():
            action.setChecked(action.data() == appearance.theme_name)

    def on_group_triggered(action: QAction) -> None:
        appearance.set_theme(action.data())

    group.triggered.connect(on_group_triggered)
    menu.aboutToShow.connect(show_choice)
    show_choice()
