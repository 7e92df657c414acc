"""Actions of the menus and their keys.

Undo and redo are made in ``menus``; keys of a single view belong to it: ``plots.view_buttons``,
``view_chooser``, ``lessons.lesson_actions``.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QAction, QKeySequence

from signs_studio.messages import Message
from signs_studio.ui.widgets.tooltips import tooltip

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QMainWindow


class Menu(Enum):
    """A menu of the bar, with its title; they stand in this order."""

    FILE = Message("menus", "&File")
    EDIT = Message("menus", "&Edit")
    RUN = Message("menus", "&Run")
    VIEW = Message("menus", "&View")
    HELP = Message("menus", "&Help")


class ActionInfo(NamedTuple):
    """A menu's entry.

    Attributes:
        begins_group: Whether a line parts it from the entry above.
    """

    name: str
    menu: Menu
    title: Message
    tip: Message | None = None
    shortcut: str | QKeySequence.StandardKey = ""
    checkable: bool = False
    begins_group: bool = False


ACTIONS: tuple[ActionInfo, ...] = (
    ActionInfo(
        "open_data",
        Menu.FILE,
        Message("actions", "&Open pictures…"),
        Message("actions", "Open pictures in the SIGNS layout (HDF5)"),
        QKeySequence.StandardKey.Open,
    ),
    ActionInfo(
        "open_folder",
        Menu.FILE,
        Message("actions", "Open a &folder…"),
        Message("actions", "Open the folder of train_*.h5 and test_*.h5"),
        "Ctrl+Shift+O",
    ),
    ActionInfo(
        "open_photographs",
        Menu.FILE,
        Message("actions", "Open p&hotographs…"),
        Message("actions", "Open a folder of photographs, and choose the size they are brought to"),
    ),
    ActionInfo(
        "built_in_hands",
        Menu.FILE,
        Message("actions", "&Built-in hands"),
        Message("actions", "Use the pictures of hands that Signs Studio draws"),
    ),
    ActionInfo(
        "cancel_opening",
        Menu.FILE,
        Message("actions", "&Cancel opening"),
        Message("actions", "Stop opening pictures; what is open stays open"),
        QKeySequence.StandardKey.Cancel,
    ),
    ActionInfo(
        "open_recipe",
        Menu.FILE,
        Message("actions", "Open &recipe…"),
        Message("actions", "Take a recipe from a file; its line of text is pasted with Ctrl+V"),
        begins_group=True,
    ),
    ActionInfo(
        "share_recipe",
        Menu.FILE,
        Message("actions", "Share r&ecipe…"),
        Message("actions", "Hand the recipe on as a line of text, a QR code or a file"),
    ),
    ActionInfo(
        "open_run",
        Menu.FILE,
        Message("actions", "Open r&un…"),
        Message("actions", "Take a run from a file of another machine, and open it"),
        begins_group=True,
    ),
    ActionInfo(
        "save_run",
        Menu.FILE,
        Message("actions", "Save ru&n as a file…"),
        Message("actions", "Save the chosen run, or the one on show, to open it elsewhere"),
    ),
    ActionInfo(
        "save_report",
        Menu.FILE,
        Message("actions", "Save repor&t…"),
        Message(
            "actions", "Save a report of the chosen runs, or of the one on show, as HTML or PDF"
        ),
    ),
    ActionInfo(
        "save_picture",
        Menu.FILE,
        Message("actions", "&Save a picture of the window…"),
        Message("actions", "Save the window as it is as a PNG file"),
        "Ctrl+Shift+S",
        begins_group=True,
    ),
    ActionInfo(
        "save_curves",
        Menu.FILE,
        Message("actions", "Save cur&ves…"),
        Message(
            "actions",
            "Save the curves of this run and of those chosen in the list, as a picture, a drawing "
            "or a table",
        ),
    ),
    ActionInfo(
        "save_grid",
        Menu.FILE,
        Message("actions", "Save pictures of the &grid…"),
        Message("actions", "Save the test pictures, as they are filtered and sorted now, as PNG"),
    ),
    ActionInfo(
        "quit",
        Menu.FILE,
        Message("actions", "&Quit"),
        shortcut=QKeySequence.StandardKey.Quit,
        begins_group=True,
    ),
    ActionInfo(
        "paste",
        Menu.EDIT,
        Message("actions", "&Paste"),
        Message("actions", "Open files that were copied, or have a copied picture read"),
        QKeySequence.StandardKey.Paste,
    ),
    ActionInfo(
        "train",
        Menu.RUN,
        Message("actions", "&Train"),
        Message("actions", "Train the network"),
        "F5",
    ),
    ActionInfo(
        "train_more",
        Menu.RUN,
        Message("actions", "Train &more"),
        Message(
            "actions",
            "Train for as many epochs as the recipe asks for, beyond those that are trained",
        ),
        "Ctrl+F5",
    ),
    ActionInfo(
        "pause",
        Menu.RUN,
        Message("actions", "&Pause"),
        Message("actions", "Pause after this epoch, or go on"),
        "F6",
        checkable=True,
    ),
    ActionInfo(
        "step",
        Menu.RUN,
        Message("actions", "St&ep"),
        Message("actions", "Train for one epoch, then pause"),
        "F7",
    ),
    ActionInfo(
        "stop",
        Menu.RUN,
        Message("actions", "&Stop"),
        Message("actions", "End the run and keep what it learnt"),
        "Shift+F5",
    ),
    ActionInfo(
        "reset",
        Menu.RUN,
        Message("actions", "&Reset"),
        Message("actions", "Go back to the very same first weights"),
        "Ctrl+R",
    ),
    ActionInfo(
        "larger",
        Menu.VIEW,
        Message("actions", "&Larger"),
        Message("actions", "Enlarge words and buttons, for the back of a room"),
        "Ctrl+=",
    ),
    ActionInfo(
        "smaller",
        Menu.VIEW,
        Message("actions", "&Smaller"),
        Message("actions", "Make words and buttons smaller"),
        "Ctrl+-",
    ),
    ActionInfo(
        "normal_size",
        Menu.VIEW,
        Message("actions", "&Normal size"),
        Message("actions", "Make words and buttons as large as the desktop's"),
        "Ctrl+0",
    ),
    ActionInfo(
        "presenter",
        Menu.VIEW,
        Message("actions", "&Presenter"),
        Message("actions", "Fill the window with large words, in strong colours, for a projector"),
        "F12",
        checkable=True,
    ),
    ActionInfo(
        "next_pane",
        Menu.VIEW,
        Message("actions", "Ne&xt pane"),
        Message("actions", "Go to the next pane of the window"),
        "Ctrl+Tab",
    ),
    ActionInfo(
        "previous_pane",
        Menu.VIEW,
        Message("actions", "Pre&vious pane"),
        Message("actions", "Go to the pane before"),
        "Ctrl+Shift+Tab",
    ),
    ActionInfo(
        "full_screen",
        Menu.VIEW,
        Message("actions", "&Full screen"),
        shortcut="F11",
        checkable=True,
    ),
    ActionInfo(
        "lessons",
        Menu.HELP,
        Message("actions", "&Lessons"),
        Message("actions", "Learn TensorFlow step by step, with code that runs"),
        "F1",
    ),
    ActionInfo(
        "shortcuts",
        Menu.HELP,
        Message("actions", "&Keyboard shortcuts"),
        Message("actions", "List every key that does something"),
        "Ctrl+/",
    ),
    ActionInfo(
        "about",
        Menu.HELP,
        Message("actions", "&About Signs Studio"),
        Message("actions", "Show the version of Signs Studio and of what it is made with"),
    ),
)


_TRAIN_TITLES = {
    "train": Message("actions", "&Train"),
    "more": Message("actions", "&Train more"),
    "resume": Message("actions", "Res&ume"),
}


def train_titles() -> Mapping[str, str]:
    """Returns the titles of the action ``train`` by name: ``train``, ``more`` and ``resume``."""
    return {name: str(title) for name, title in _TRAIN_TITLES.items()}


def make_actions(window: QMainWindow) -> Mapping[str, QAction]:
    """Creates every action of ``ACTIONS`` on the window, unconnected, by name."""
    actions = {}
    for info in ACTIONS:
        action = QAction(str(info.title), window)
        action.setObjectName(f"action_{info.name}")
        action.setShortcut(QKeySequence(info.shortcut))
        action.setCheckable(info.checkable)
        action.setToolTip(tooltip(tip_of(info.name), action))
        window.addAction(action)
        actions[info.name] = action
    return actions


def tip_of(name: str) -> str:
    """Returns the tip of the action of that name."""
    info = next(info for info in ACTIONS if info.name == name)
    return str(info.tip or "")
