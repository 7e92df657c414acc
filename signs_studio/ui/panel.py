"""The declaration of a panel, by which the shell builds, places and remembers all of them alike."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import SignalInstance
    from PySide6.QtWidgets import QAbstractButton, QWidget

    from signs_studio.messages import Message
    from signs_studio.ui.state.workspace import Workspace
    from signs_studio.ui.widgets.theme import Theme


class Dock(StrEnum):
    """Places of panels in the window, in the order of reading."""

    LEFT = "left"
    MIDDLE = "middle"
    BELOW = "below"
    RIGHT = "right"


class Remembered(NamedTuple):
    """What of a panel is remembered beside its switches, as text.

    Attributes:
        words: Returns it.
        restore: Takes what ``words`` returned in an earlier session, or any other text: an empty
            one where nothing was remembered.
        changed: Emitted when it is another.
    """

    words: Callable[[], str]
    restore: Callable[[str], object]
    changed: SignalInstance


class BuiltPanel(NamedTuple):
    """A panel that is there.

    Attributes:
        widget: What is shown.
        connect: Shows what there is, and has it followed from then on; called once, when the widget
            has its colours and its switches stand as they were.
        set_theme: Takes the colours of the window, now and whenever they change.
        switches: Buttons that are remembered, by their object names.
        remembered: What else is, by the panel's name; None for nothing.
    """

    widget: QWidget
    connect: Callable[[], object] | None = None
    set_theme: Callable[[Theme], object] | None = None
    switches: tuple[QAbstractButton, ...] = ()
    remembered: Remembered | None = None


class Panel(NamedTuple):
    """A part of the window. Those in the middle are views, of which one or two are open at a time.

    Attributes:
        name: Remembers its place.
        title: Its name for a person.
        dock: Where it stands.
        build: Builds it for a workspace; on the GUI thread.
        needs: Imports the modules that ``build`` needs and that the GUI thread would stand still
            for; on another thread, before ``build`` is called. None where there are none.
        icon: A file of ``resources/icons`` without its ending, for a view's button.
        waiting: Words in its place until it is built; None for none.
    """

    name: str
    title: Message
    dock: Dock
    build: Callable[[Workspace], BuiltPanel]
    needs: Callable[[], object] | None = None
    icon: str = ""
    waiting: Message | None = None
