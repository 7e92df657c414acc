"""The bar at the top: Train and its fellows, and how far the run has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from signs_studio.runs.pace import format_duration, format_rate
from signs_studio.ui.actions import train_titles
from signs_studio.ui.elided_label import ElidedLabel
from signs_studio.ui.icons import load_icon
from signs_studio.worker.run_controller import RunState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QAction, QPaintEvent

    from signs_studio.runs.pace import Pace
    from signs_studio.ui.theme import Theme

_BUTTONS = ("pause", "step", "stop", "reset")


class ControlBar(QFrame):
    """Shows the actions of a run as buttons, and its progress."""

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("control_bar")
        self._actions = actions
        self._train = _SteadyButton([title.replace("&", "") for title in train_titles().values()])
        self._train.setObjectName("train")
        self._train.clicked.connect(actions["train"].trigger)
        actions["train"].changed.connect(self._on_train_action_changed)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(self._train)
        for name in _BUTTONS:
            button = _RoomyButton()
            button.setObjectName(name)
            button.setDefaultAction(actions[name])
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            buttons.addWidget(button)

        self._epoch = ElidedLabel()
        self._epoch.setObjectName("epoch_counter")
        self._epoch.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        # What keeps a run from starting may be a long sentence, and moves nothing aside.
        self._pace = ElidedLabel()
        self._pace.setObjectName("pace")
        self._pace.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._pace.setProperty("role", "muted")
        self._bar = QProgressBar(textVisible=False)
        self._bar.setObjectName("progress")
        self._bar.setAccessibleName(self.tr("Progress of the run"))
        words = QHBoxLayout()
        words.setSpacing(12)
        words.addWidget(self._epoch)
        words.addWidget(self._pace, 1)
        progress = QVBoxLayout()
        progress.setSpacing(5)
        progress.addStretch(1)
        progress.addLayout(words)
        progress.addWidget(self._bar)
        progress.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setSpacing(24)
        layout.addLayout(buttons)
        layout.addLayout(progress, 1)
        self._on_train_action_changed()

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        for name in _BUTTONS:
            icon = load_icon(name, colour=theme.text, disabled=theme.ghost)
            self._actions[name].setIcon(icon)
        icon = load_icon("train", colour=theme.on_accent, disabled=theme.muted)
        self._train.setIcon(icon)

    def show_progress(
        self, *, epochs: int, last_epoch: int | None, pace: Pace | None, running: bool
    ) -> None:
        """Shows how many epochs are done and, while it runs, how long the rest will take.

        Args:
            epochs: That are done.
            last_epoch: How many there will be; None where nobody knows.
            pace: Of the latest ones; None where there is none.
            running: Whether more are being trained.
        """
        if last_epoch is None:
            self._epoch.set_words(self.tr("Epoch {done}").format(done=f"{epochs:,}"))
        else:
            counter = self.tr("Epoch {done} of {all}")
            self._epoch.set_words(counter.format(done=f"{epochs:,}", all=f"{last_epoch:,}"))
        most = max(last_epoch or 0, 1)
        if (self._bar.maximum(), self._bar.value()) != (most, epochs):
            # Else Qt paints it here and now, apart from all that is painted next.
            self._bar.setUpdatesEnabled(False)
            self._bar.setRange(0, most)
            self._bar.setValue(epochs)
            self._bar.setUpdatesEnabled(True)
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

    def show_state(self, state: RunState, *, compiling: bool) -> None:
        """Shows that something goes on whose length nobody knows."""
        if compiling or state is RunState.LOADING_ENGINE:
            self._bar.setRange(0, 0)
        elif self._bar.maximum() == 0:
            self._bar.setRange(0, 1)
            self._bar.setValue(0)

    def _on_train_action_changed(self) -> None:
        action = self._actions["train"]
        self._train.setText(action.iconText())
        self._train.setEnabled(action.isEnabled())
        self._train.setToolTip(action.toolTip())
        self._train.setAccessibleName(action.iconText())
        self._train.setAccessibleDescription(action.toolTip())


class _RoomyButton(QToolButton):
    """Shows its icon alone where there is no room for its words beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(hint.height(), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        if self.width() < self.sizeHint().width():
            option.toolButtonStyle = Qt.ToolButtonStyle.ToolButtonIconOnly
        QStylePainter(self).drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)


class _SteadyButton(QPushButton):
    """As wide as the longest of its words: what is beside it stays in its place."""

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__()
        self._titles = titles

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        widest = max(map(self._width, self._titles))
        return hint + QSize(widest - self._width(self.text()), 0)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _width(self, title: str) -> int:
        return self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, title).width()
