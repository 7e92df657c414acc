"""The bar at the top: the button to press next and its fellows, and how far the run has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from signs_studio.runs.throughput import format_duration, format_rate
from signs_studio.ui.shell.actions import train_titles
from signs_studio.ui.shell.control_buttons import MainButton, RoomyButton, set_style_property
from signs_studio.ui.widgets.elided_label import ElidedLabel
from signs_studio.ui.widgets.icons import load_icon
from signs_studio.worker.run_state import RunState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QAction

    from signs_studio.runs.throughput import Throughput
    from signs_studio.ui.widgets.theme import Theme

_BUTTONS = ("step", "stop", "reset")
_ICONS = ("pause", *_BUTTONS)
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
        self._main = MainButton([*titles, actions["pause"].iconText()])
        self._main.setObjectName("train")
        self._main.show_action(actions["train"])
        self._main.add_other(actions["train_more"])
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._main)
        for name in _BUTTONS:
            button = RoomyButton()
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
        self,
        *,
        epochs: int,
        last_epoch: int | None,
        pace: Throughput | None,
        running: bool,
        place: str = "",
    ) -> None:
        """Shows how many epochs are done and, while it runs, how long the rest will take.

        Args:
            epochs: That are done.
            last_epoch: How many there will be; None where nobody knows.
            pace: Of the latest ones; None where there is none.
            running: Whether they are being trained to the last one.
            place: Of the run in a series, in words; empty for a run of none.
        """
        if last_epoch is None:
            counter = self.tr("Epoch {done}").format(done=f"{epochs:,}")
        else:
            counter = self.tr("Epoch {done} of {all}")
            counter = counter.format(done=f"{epochs:,}", all=f"{last_epoch:,}")
        self._epoch.set_words(f"{counter}  ·  {place}" if place else counter)
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
        set_style_property(self._progress, "quiet", is_quiet)
