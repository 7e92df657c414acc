"""The row of buttons over the views, and the same as actions for the menu and the keyboard."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QToolButton, QWidget

from signs_studio.ui.widgets.icons import load_icon
from signs_studio.ui.widgets.tooltips import tooltip
from signs_studio.ui.widgets.wrapping_row import WrappingRow

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from signs_studio.ui.panel import Panel
    from signs_studio.ui.widgets.theme import Theme

_MAX_KEYS = 9
"""Views with a digit of their own."""


class ViewChooser(QWidget):
    """Has a button for each view, and one that puts two of them side by side.

    Args:
        views: Two or more.

    Signals:
        view_chosen: The name of a view that is to be open.
        pair_toggled: Whether two views are to be open.

    Attributes:
        all_actions: As many as there are buttons.
    """

    view_chosen = Signal(str)
    pair_toggled = Signal(bool)

    def __init__(self, views: Sequence[Panel]) -> None:
        super().__init__()
        self.setObjectName("view_chooser")
        row = WrappingRow()
        row.setContentsMargins(8, 4, 8, 4)
        self._icons: dict[QAction, str] = {}
        self._of_views: dict[str, QAction] = {}
        for number, view in enumerate(views, start=1):
            action = self._action(f"view_{view.name}", str(view.title), icon=view.icon)
            if number <= _MAX_KEYS:
                action.setShortcut(QKeySequence(f"Ctrl+{number}"))
            action.setToolTip(tooltip(self.tr("Show this view"), action))
            action.triggered.connect(partial(self._on_view_triggered, view.name))
            self._of_views[view.name] = action
            row.addWidget(self._button(action))
        self._pair = self._action("side_by_side", self.tr("Side by side"), icon="side_by_side")
        self._pair.setShortcut(QKeySequence("Ctrl+\\"))
        self._pair.setToolTip(
            tooltip(self.tr("Show the view that was open before beside this one"), self._pair)
        )
        self._pair.triggered.connect(self.pair_toggled)
        row.add_from_right(self._button(self._pair))
        self.setLayout(row)
        self.all_actions = (*self._of_views.values(), self._pair)

    def show_open(self, names: Collection[str], *, is_pair: bool) -> None:
        """Shows which views are open."""
        for name, action in self._of_views.items():
            action.setChecked(name in names)
        self._pair.setChecked(is_pair)

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        for action, icon in self._icons.items():
            action.setIcon(load_icon(icon, colour=theme.text, disabled=theme.previous_run))

    def _action(self, name: str, title: str, *, icon: str) -> QAction:
        action = QAction(title, self)
        action.setObjectName(f"action_{name}")
        action.setCheckable(True)
        if icon:
            self._icons[action] = icon
        return action

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton()
        button.setObjectName(action.objectName().removeprefix("action_"))
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    def _on_view_triggered(self, name: str) -> None:
        self.view_chosen.emit(name)
