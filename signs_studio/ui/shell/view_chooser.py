"""The row of buttons over the views, and the same as actions for the menu and the keyboard."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from signs_studio.ui.widgets.icons import load_icon
from signs_studio.ui.widgets.tooltips import tooltip

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from PySide6.QtGui import QResizeEvent

    from signs_studio.ui.panel import Panel
    from signs_studio.ui.widgets.theme import Theme

_MAX_KEYS = 9
"""Views with a digit of their own."""
_MARGIN, _SPACING = 8, 6


def fitting(
    widths: Sequence[int], *, room: int, more: int, chosen: Collection[int] = ()
) -> list[int]:
    """Returns the indices of the buttons that are shown where there is not room for all.

    The first ones are, but for those that make room for chosen ones further on.

    Args:
        widths: Of the buttons, in pixels, what is between them included.
        room: Width for them, in pixels.
        more: Width of the button behind which the others are, if there are others.
        chosen: Indices of those that are shown in any case.
    """
    if sum(widths) <= room:
        return list(range(len(widths)))
    left = room - more - sum(widths[index] for index in chosen)
    shown = set(chosen)
    for index, width in enumerate(widths):
        if index in shown:
            continue
        left -= width
        if left < 0:
            break
        shown.add(index)
    return sorted(shown)


class ViewChooser(QWidget):
    """Has a button for each view, and one that puts two of them side by side.

    Views for whose buttons there is no room are in a menu.

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
        row = QHBoxLayout(self)
        row.setContentsMargins(_MARGIN, 4, _MARGIN, 4)
        row.setSpacing(_SPACING)
        self._icons: dict[QAction, str] = {}
        self._of_views: dict[str, QAction] = {}
        self._buttons: list[QToolButton] = []
        for number, view in enumerate(views, start=1):
            action = self._action(f"view_{view.name}", str(view.title), icon=view.icon)
            if number <= _MAX_KEYS:
                action.setShortcut(QKeySequence(f"Ctrl+{number}"))
            action.setToolTip(tooltip(self.tr("Show this view"), action))
            action.triggered.connect(partial(self._on_view_triggered, view.name))
            self._of_views[view.name] = action
            self._buttons.append(self._button(action))
            row.addWidget(self._buttons[-1])
        self._more = QToolButton()
        self._more.setObjectName("more_views")
        self._more.setText(self.tr("More"))
        self._more.setToolTip(self.tr("Views for which there is no room here"))
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._more.setMenu(QMenu(self._more))
        row.addWidget(self._more)
        row.addStretch(1)
        self._pair = self._action("side_by_side", self.tr("Side by side"), icon="side_by_side")
        self._pair.setShortcut(QKeySequence("Ctrl+\\"))
        self._pair.setToolTip(
            tooltip(self.tr("Show the view that was open before beside this one"), self._pair)
        )
        self._pair.triggered.connect(self.pair_toggled)
        self._pair_button = self._button(self._pair)
        row.addWidget(self._pair_button)
        self.all_actions = (*self._of_views.values(), self._pair)

    def show_open(self, names: Collection[str], *, is_pair: bool) -> None:
        """Shows which views are open."""
        for name, action in self._of_views.items():
            action.setChecked(name in names)
        self._pair.setChecked(is_pair)
        self._fit()

    def sizeHint(self) -> QSize:
        """As wide as all buttons."""
        return QSize(sum(self._widths()) + self._room_beside(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """As wide as those that are shown in any case."""
        widest = max(self._widths())
        width = widest + self._width(self._more) + self._room_beside()
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shows as many buttons as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Shows fewer with larger words."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

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

    def _width(self, button: QToolButton) -> int:
        return button.sizeHint().width() + _SPACING

    def _widths(self) -> list[int]:
        return [self._width(button) for button in self._buttons]

    def _room_beside(self) -> int:
        """Width of what is shown beside the views."""
        return self._pair_button.sizeHint().width() + 2 * _MARGIN

    def _fit(self) -> None:
        shown = fitting(
            self._widths(),
            room=self.width() - self._room_beside(),
            more=self._width(self._more),
            chosen=[i for i, each in enumerate(self._of_views.values()) if each.isChecked()],
        )
        menu = self._more.menu()
        menu.clear()
        for index, (button, action) in enumerate(
            zip(self._buttons, self._of_views.values(), strict=True)
        ):
            button.setVisible(index in shown)
            if index not in shown:
                menu.addAction(action)
        self._more.setVisible(len(shown) < len(self._buttons))

    def _on_view_triggered(self, name: str) -> None:
        self.view_chosen.emit(name)
