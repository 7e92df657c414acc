"""The bar at the top: the button to press next and its fellows, and how far the run has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from signs_studio.runs.throughput import format_duration, format_rate
from signs_studio.ui.shell.actions import train_titles
from signs_studio.ui.widgets.elided_label import ElidedLabel
from signs_studio.ui.widgets.icons import load_icon
from signs_studio.worker.run_controller import RunState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from PySide6.QtGui import QAction, QMouseEvent, QPaintEvent

    from signs_studio.runs.throughput import Throughput
    from signs_studio.ui.widgets.theme import Theme

_BUTTONS = ("step", "stop", "reset")
_ICONS = ("pause", *_BUTTONS)
_RING = 2
"""Width in pixels of the focus ring, which is inset by twice as much."""
_WAITING = frozenset({RunState.RUNNING, RunState.STOPPING})
"""States in which the run can only be waited for, so that pausing it is what comes next."""


class ControlBar(QFrame):
    """Shows the actions of a run as buttons, and its progress."""

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("control_bar")
        self._actions = actions
        # That had the focus when it was disabled.
        self._left: QWidget | None = None
        titles = [title.replace("&", "") for title in train_titles().values()]
        self._main = _MainButton([*titles, actions["pause"].iconText()])
        self._main.setObjectName("train")
        self._main.show_action(actions["train"])
        self._main.add_other(actions["train_more"])
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._main)
        for name in _BUTTONS:
            button = _RoomyButton()
            button.setObjectName(name)
            button.setDefaultAction(actions[name])
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            buttons.addWidget(button)

        self._epoch = ElidedLabel()
        self._epoch.setObjectName("epoch_counter")
        self._epoch.setProperty("role", "heading")
        # What keeps a run from starting may be a long sentence, and moves nothing aside.
        self._pace = ElidedLabel()
        self._pace.setObjectName("pace")
        self._pace.setProperty("role", "muted")
        for label in (self._epoch, self._pace):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._progress = QProgressBar(textVisible=False)
        self._progress.setObjectName("progress")
        self._progress.setAccessibleName(self.tr("Progress of the run"))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(self._epoch)
        words.addWidget(self._pace)
        words.addStretch(1)
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(24)
        row.addLayout(buttons)
        row.addLayout(words, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(self._progress)

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        for name in _ICONS:
            icon = load_icon(name, colour=theme.text, disabled=theme.previous_run)
            self._actions[name].setIcon(icon)
        self._main.set_theme(theme)
        self._main.set_icons(
            {
                self._actions[name]: load_icon(name, colour=theme.on_accent, disabled=theme.muted)
                for name in ("train", "pause")
            },
            other=load_icon("down", colour=theme.on_accent, disabled=theme.muted),
        )

    def show_progress(
        self, *, epochs: int, last_epoch: int | None, pace: Throughput | None, running: bool
    ) -> None:
        """Shows how many epochs are done and, while it runs, how long the rest will take.

        Args:
            epochs: That are done.
            last_epoch: How many there will be; None where nobody knows.
            pace: Of the latest ones; None where there is none.
            running: Whether they are being trained to the last one.
        """
        if last_epoch is None:
            self._epoch.set_words(self.tr("Epoch {done}").format(done=f"{epochs:,}"))
        else:
            counter = self.tr("Epoch {done} of {all}")
            self._epoch.set_words(counter.format(done=f"{epochs:,}", all=f"{last_epoch:,}"))
        most = max(last_epoch or 0, 1)
        if (self._progress.maximum(), self._progress.value()) != (most, epochs):
            # Else Qt paints it here and now, apart from all that is painted next.
            self._progress.setUpdatesEnabled(False)
            self._progress.setRange(0, most)
            self._progress.setValue(epochs)
            self._progress.setUpdatesEnabled(True)
        if pace is None:
            self._pace.set_words("")
            return
        speed = self.tr("{rate} epochs/s").format(rate=format_rate(pace.epochs_per_second))
        if running and last_epoch is not None and epochs < last_epoch:
            left = self.tr("{time} left").format(time=format_duration(pace.seconds_left))
            speed = f"{speed}  ·  {left}"
        self._pace.set_words(speed)

    def show_words(self, words: str) -> None:
        """Shows words where the pace would be: why nothing runs, or what is waited for."""
        self._pace.set_words(words)

    def show_state(self, state: RunState, *, compiling: bool, epochs_left: int) -> None:
        """Shows the button to press next, and whether something goes on.

        Args:
            state: Of the run.
            compiling: Whether TensorFlow compiles the network, for nobody knows how long.
            epochs_left: That a run which was stopped is short of its goal: it may go on to that, or
                be trained for more.
        """
        self._main.show_action(self._actions["pause" if state in _WAITING else "train"])
        self._main.offer_other(epochs_left > 0)
        self._set_quiet(state is RunState.FINISHED or state is RunState.FAILED)
        if compiling or state is RunState.LOADING_ENGINE:
            self._progress.setRange(0, 0)
        elif self._progress.maximum() == 0:
            self._progress.setRange(0, 1)
            self._progress.setValue(0)
        if state not in _WAITING:
            self._give_focus_back()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keeps the focus from jumping away where a button is disabled that has it."""
        held = self.window().focusWidget()
        if held is not None and self.isAncestorOf(held) and not held.isEnabled():
            self._left = held
            return False
        return super().focusNextPrevChild(forward)

    def _give_focus_back(self) -> None:
        """Gives it to the button that had it, or, where nothing is left to do there, to the main.

        Unless a person has gone elsewhere meanwhile.
        """
        left, self._left = self._left, None
        if left is not None and self.window().focusWidget() in (None, left):
            (left if left.isEnabled() else self._main).setFocus()

    def _set_quiet(self, is_quiet: bool) -> None:
        """Lets the progress sink into the line that it is drawn on, or stand out again."""
        _set_property(self._progress, "quiet", is_quiet)


def _set_property(widget: QWidget, name: str, is_set: bool) -> None:
    """Sets what the style goes by, and styles the widget anew where it was not so."""
    if bool(widget.property(name)) is not is_set:
        widget.setProperty(name, is_set)
        style = widget.style()
        style.unpolish(widget)
        style.polish(widget)


class _RoomyButton(QToolButton):
    """Shows its icon alone where there is no room for its words beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(hint.height(), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.width() >= self.sizeHint().width():
            super().paintEvent(event)
            return
        # Classes that take some milliseconds to import; few windows are so narrow.
        from PySide6.QtWidgets import QStyle, QStyleOptionToolButton, QStylePainter

        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.toolButtonStyle = Qt.ToolButtonStyle.ToolButtonIconOnly
        QStylePainter(self).drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)


class _MainButton(QPushButton):
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
        _set_property(self, "other", is_offered)

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
