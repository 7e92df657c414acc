"""Everything that can be done by menu or key, declared once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtGui import QAction, QKeySequence

from signs_studio.ui.widgets.tooltips import tooltip

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QMainWindow

_CONTEXT = "actions"


def _mark(title: str) -> str:
    """Marks words for translation where they are declared."""
    return str(QT_TRANSLATE_NOOP(_CONTEXT, title))


@dataclass(frozen=True)
class ActionInfo:
    """A menu's entry. ``title`` and ``tip`` are in English; the menu shows them translated."""

    name: str
    menu: str
    title: str
    tip: str = ""
    shortcut: str | QKeySequence.StandardKey = ""
    checkable: bool = False


ACTIONS: tuple[ActionInfo, ...] = (
    ActionInfo(
        "open_data",
        "&File",
        _mark("&Open pictures…"),
        _mark("Open pictures in the SIGNS layout (HDF5)"),
        QKeySequence.StandardKey.Open,
    ),
    ActionInfo(
        "open_folder",
        "&File",
        _mark("Open a &folder…"),
        _mark("Open the folder of train_*.h5 and test_*.h5"),
        "Ctrl+Shift+O",
    ),
    ActionInfo(
        "built_in_hands",
        "&File",
        _mark("&Built-in hands"),
        _mark("Use the pictures of hands that Signs Studio draws"),
    ),
    ActionInfo(
        "cancel_opening",
        "&File",
        _mark("&Cancel opening"),
        _mark("Stop opening pictures; what is open stays open"),
        QKeySequence.StandardKey.Cancel,
    ),
    ActionInfo(
        "save_picture",
        "&File",
        _mark("&Save a picture of the window…"),
        _mark("Save the window as it is as a PNG file"),
        "Ctrl+Shift+S",
    ),
    ActionInfo("quit", "&File", _mark("&Quit"), "", QKeySequence.StandardKey.Quit),
    ActionInfo(
        "train",
        "&Run",
        _mark("&Train"),
        _mark("Train the network"),
        "F5",
    ),
    ActionInfo(
        "train_more",
        "&Run",
        _mark("Train &more"),
        _mark("Train for as many epochs as the recipe asks for, beyond those that are trained"),
        "Ctrl+F5",
    ),
    ActionInfo(
        "pause",
        "&Run",
        _mark("&Pause"),
        _mark("Pause after this epoch, or go on"),
        "F6",
        checkable=True,
    ),
    ActionInfo(
        "step",
        "&Run",
        _mark("St&ep"),
        _mark("Train for one epoch, then pause"),
        "F7",
    ),
    ActionInfo(
        "stop",
        "&Run",
        _mark("&Stop"),
        _mark("End the run and keep what it learnt"),
        "Shift+F5",
    ),
    ActionInfo(
        "reset",
        "&Run",
        _mark("&Reset"),
        _mark("Go back to the very same first weights"),
        "Ctrl+R",
    ),
    ActionInfo(
        "larger",
        "&View",
        _mark("&Larger"),
        _mark("Enlarge words and buttons, for the back of a room"),
        "Ctrl+=",
    ),
    ActionInfo(
        "smaller",
        "&View",
        _mark("&Smaller"),
        _mark("Make words and buttons smaller"),
        "Ctrl+-",
    ),
    ActionInfo(
        "normal_size",
        "&View",
        _mark("&Normal size"),
        _mark("Make words and buttons as large as the desktop's"),
        "Ctrl+0",
    ),
    ActionInfo(
        "presenter",
        "&View",
        _mark("&Presenter"),
        _mark("Fill the window with large words, in strong colours, for a projector"),
        "F12",
        checkable=True,
    ),
    ActionInfo(
        "next_pane",
        "&View",
        _mark("Ne&xt pane"),
        _mark("Go to the next pane of the window"),
        "Ctrl+Tab",
    ),
    ActionInfo(
        "previous_pane",
        "&View",
        _mark("Pre&vious pane"),
        _mark("Go to the pane before"),
        "Ctrl+Shift+Tab",
    ),
    ActionInfo(
        "full_screen",
        "&View",
        _mark("&Full screen"),
        "",
        "F11",
        checkable=True,
    ),
    ActionInfo(
        "lessons",
        "&Help",
        _mark("&Lessons"),
        _mark("Learn TensorFlow step by step, with code that runs"),
        "F1",
    ),
    ActionInfo(
        "shortcuts",
        "&Help",
        _mark("&Keyboard shortcuts"),
        _mark("List every key that does something"),
        "Ctrl+/",
    ),
    ActionInfo(
        "about",
        "&Help",
        _mark("&About Signs Studio"),
        _mark("Show the version of Signs Studio and of what it is made with"),
    ),
)


_TRAIN_TITLES = {
    "train": _mark("&Train"),
    "more": _mark("&Train more"),
    "resume": _mark("Res&ume"),
}


def train_titles() -> Mapping[str, str]:
    """Returns the titles of the action ``train`` by name: ``train``, ``more`` and ``resume``."""
    return {name: QCoreApplication.translate(_CONTEXT, t) for name, t in _TRAIN_TITLES.items()}


def make_actions(window: QMainWindow) -> Mapping[str, QAction]:
    """Creates every action of ``ACTIONS`` on the window, unconnected, by name."""
    actions = {}
    for info in ACTIONS:
        action = QAction(QCoreApplication.translate(_CONTEXT, info.title), window)
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
    return QCoreApplication.translate(_CONTEXT, info.tip)
