"""The buttons of the control bar: the large one for what comes next, and its fellows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from PySide6.QtGui import QAction, QMouseEvent, QPaintEvent

    from signs_studio.ui.widgets.theme import Theme

_RING = 2
"""Width in pixels of the focus ring, which is inset by twice as much."""


class RoomyButton(QToolButton):
    """Shows its icon alone where there is no room for its words beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """Returns the size of the icon with its padding."""
        hint = self.sizeHint()
        return QSize(hint.height(), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws words and icon, or the icon alone."""
        if self.width() >= self.sizeHint().width():
            super().paintEvent(event)
            return
        # Classes that take some milliseconds to import; few windows are so narrow.
        from PySide6.QtWidgets import QStyle, QStyleOptionToolButton, QStylePainter

        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.toolButtonStyle = Qt.ToolButtonStyle.ToolButtonIconOnly
        QStylePainter(self).drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)


class MainButton(QPushButton):
    """Triggers whatever action it shows, and is as wide as the longest of their titles.

    Args:
        titles: All that it may be called: what is beside it stays in its place.
    """

    def __init__(self, titles: Iterable[str]) -> None:
        super().__init__()
        self._titles = tuple(titles)
        self._action: QAction | None = None
        self._icons: Mapping[QAction, QIcon] = {}
        self._ring = QColor()
        self._other = QToolButton()
        self._other.setObjectName("other")
        self._other.setAccessibleName(self.tr("Another way to go on"))
        self._other.setToolTip(self.tr("Another way to go on"))
        self._other.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._other.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 2 * _RING, 0)
        row.addStretch(1)
        row.addWidget(self._other)
        self.clicked.connect(self._on_self_clicked)

    def show_action(self, action: QAction) -> None:
        """Stands for this action from now on."""
        if action is self._action:
            return
        if self._action is not None:
            self._action.changed.disconnect(self._on_action_changed)
        self._action = action
        action.changed.connect(self._on_action_changed)
        self._on_action_changed()

    def add_other(self, action: QAction) -> None:
        """Lets an arrow on the button lead to what else may be done, once that is offered."""
        menu = QMenu(self._other)
        menu.addAction(action)
        self._other.setMenu(menu)

    def offer_other(self, is_offered: bool) -> None:
        """Shows the arrow, and makes room for it beside the words, or hides it."""
        self._other.setVisible(is_offered)
        set_style_property(self, "other", is_offered)

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._ring = QColor(theme.on_accent)

    def set_icons(self, icons: Mapping[QAction, QIcon], *, other: QIcon) -> None:
        """Takes the icon of each action and of the arrow, in the colours of the button."""
        self._icons = icons
        self._other.setIcon(other)
        self._on_action_changed()

    def sizeHint(self) -> QSize:
        """Room for any of the titles."""
        hint = super().sizeHint()
        widest = max(map(self._width, self._titles))
        return hint + QSize(widest - self._width(self.text()), 0)

    def minimumSizeHint(self) -> QSize:
        """As much: words that are cut tell nothing."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws a ring inside the button while it has the focus: around it, it would be alike."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._ring, _RING))
            inset = 2 * _RING
            painter.drawRoundedRect(self.rect().adjusted(inset, inset, -inset, -inset), 4, 4)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Does nothing: the first click of a double click began what the second would pause."""
        event.accept()

    def _width(self, title: str) -> int:
        return self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, title).width()

    def _on_self_clicked(self) -> None:
        if self._action is not None:
            self._action.trigger()

    def _on_action_changed(self) -> None:
        action = self._action
        if action is None:
            return
        self.setText(action.iconText())
        self.setIcon(self._icons.get(action, QIcon()))
        self.setEnabled(action.isEnabled())
        self.setToolTip(action.toolTip())
        self.setAccessibleName(action.iconText())
        self.setAccessibleDescription(action.toolTip())


def set_style_property(widget: QWidget, name: str, is_set: bool) -> None:
    """Sets what the style goes by, and styles the widget anew where it was not so."""
    if bool(widget.property(name)) is not is_set:
        widget.setProperty(name, is_set)
        style = widget.style()
        style.unpolish(widget)
        style.polish(widget)
