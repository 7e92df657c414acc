"""A line on the predictions: how many are right, what has turned, and after which epoch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from signs_studio.ui.widgets.elided_label import ElidedLabel

if TYPE_CHECKING:
    from signs_studio.ui.widgets.theme import Theme

TURNED_MS = 1500
"""Time for which the pictures that have turned are told: until the next predictions, or so."""
SPACING_PX = 6


class CountsLine(QWidget):
    """Counts of the pictures between the filter and the grid.

    Signals:
        past_left: A person wants to go back from an earlier epoch to the latest one.
    """

    past_left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Its words change ten times a second; they may not push the rest about.
        self._counts = ElidedLabel()
        self._counts.setObjectName("picture_counts")
        self._to_right, self._to_wrong, self._epoch = QLabel(), QLabel(), QLabel()
        self._past = QToolButton()
        self._past.setObjectName("past_mark")
        self._past.setText(self.tr("past ×"))
        self._past.setProperty("compact", "true")
        self._past.setToolTip(
            self.tr("The pictures show an earlier epoch: click to go back to the latest one")
        )
        self._past.setAccessibleName(self.tr("Leave the past"))
        self._past.clicked.connect(self.past_left)
        self._past.hide()
        self._to_right.setObjectName("turned_right")
        self._to_right.setToolTip(
            self.tr("Pictures that were wrong a moment ago and are right now")
        )
        self._to_wrong.setObjectName("turned_wrong")
        self._to_wrong.setToolTip(
            self.tr("Pictures that were right a moment ago and are wrong now")
        )
        self._epoch.setObjectName("snapshot_epoch")
        self._epoch.setProperty("role", "muted")
        self._epoch.setToolTip(
            self.tr(
                "The pictures show what was read after this epoch: while the network trains, the "
                "curves are some epochs further"
            )
        )
        self._turned_timer = QTimer(self, singleShot=True, interval=TURNED_MS)
        self._turned_timer.timeout.connect(self._on_turned_timer_timeout)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING_PX)
        layout.addWidget(self._counts, 1)
        layout.addWidget(self._to_right)
        layout.addWidget(self._to_wrong)
        layout.addWidget(self._past)
        layout.addWidget(self._epoch)
        self._say_turned("", "")

    def sizeHint(self) -> QSize:
        """Room for the way out of the past, so that it moves nothing when it comes."""
        return super().sizeHint().expandedTo(QSize(0, self._past.sizeHint().height()))

    def minimumSizeHint(self) -> QSize:
        """The same height."""
        return super().minimumSizeHint().expandedTo(QSize(0, self._past.sizeHint().height()))

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._to_right.setStyleSheet(f"color: {theme.right}; font-weight: 600")
        self._to_wrong.setStyleSheet(f"color: {theme.muted}")
        self._past.setStyleSheet(f"color: {theme.accent}; font-weight: 600")

    def set_counts(self, words: str) -> None:
        """Shows how many pictures there are, and how many of them are predicted correctly."""
        self._counts.set_words(words)

    def set_epoch(self, epoch: int | None, *, is_past: bool = False) -> None:
        """Shows the epoch of the predictions.

        Args:
            epoch: Counted from 1; None where there are no predictions.
            is_past: Whether it is looked back at.
        """
        words = "" if epoch is None else self.tr("epoch {number}").format(number=f"{epoch:,}")
        self._epoch.setText(words)
        self._past.setVisible(is_past)

    def show_turned(self, *, to_right: int, to_wrong: int) -> None:
        """Shows for a moment how many pictures have turned right, and how many wrong."""
        self._say_turned(
            f"+{to_right:,}" if to_right else "",
            f"\N{MINUS SIGN}{to_wrong:,}" if to_wrong else "",
        )
        self._turned_timer.start()

    def _on_turned_timer_timeout(self) -> None:
        self._say_turned("", "")

    def _say_turned(self, to_right: str, to_wrong: str) -> None:
        for label, words in ((self._to_right, to_right), (self._to_wrong, to_wrong)):
            label.setText(words)
            # Without words, it would still be spaced from the others.
            label.setVisible(bool(words))
