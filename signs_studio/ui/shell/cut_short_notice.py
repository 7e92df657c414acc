"""The strip that offers a run which a crash cut short."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from signs_studio.data.plain_text import plain_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from signs_studio.ui.state.run_entry import RunEntry
    from signs_studio.ui.state.run_library import RunLibrary
    from signs_studio.ui.state.run_opening import RunOpening

    Reopen = Callable[[bool], object]


class CutShortNotice(QFrame):
    """Hidden until there is such a run. Each is offered once for each time that it was cut short.

    Signals:
        changed: ``known`` is another.

    Args:
        known: Which run was offered last, as of the attribute of last time.

    Attributes:
        known: Key and epochs of the run that was offered last and answered.
    """

    changed = Signal()

    def __init__(self, known: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.known = known
        self._offered = ""
        self.hide()

    def follow(self, library: RunLibrary, opening: RunOpening) -> None:
        """Offers the run that was cut short last, once the kept runs are listed.

        Args:
            library: Has the runs.
            opening: Reopens the run.
        """
        library.opened.connect(partial(self._offer_last, library, opening))

    def _offer_last(self, library: RunLibrary, opening: RunOpening) -> None:
        run = last_cut_short(library.entries)
        if run is None or _mark(run) == self.known:
            return

        def reopen(trains: bool) -> None:
            then = partial(opening.reopen, trains=trains)
            library.read(run.key, lambda stored: stored.summary, then=then)

        self._offer(run, reopen)

    def _offer(self, run: RunEntry, reopen: Reopen) -> None:
        self._offered = _mark(run)
        last_epoch = run.progress.last_epoch
        words = self.tr(
            "{name} was cut short at epoch {epoch} of {all}. Lost is what came after it: two "
            "seconds at most, or one epoch."
        )
        if last_epoch <= run.epochs:
            words = self.tr(
                "{name} was cut short at epoch {epoch}. Lost is what came after it: two seconds at "
                "most, or one epoch."
            )
        message = QLabel(
            words.format(name=plain_text(run.name), epoch=f"{run.epochs:,}", all=f"{last_epoch:,}"),
            wordWrap=True,
        )
        message.setObjectName("notice_message")
        message.setTextFormat(Qt.TextFormat.PlainText)
        line = QHBoxLayout(self)
        line.setContentsMargins(14, 8, 14, 8)
        line.addWidget(message, 1)
        for name, title, tip in (
            ("notice_go_on", self.tr("Go on"), self.tr("Train it to its last epoch")),
            ("notice_look", self.tr("Look"), self.tr("Show it as it was left, with its network")),
            ("notice_dismiss", self.tr("Dismiss"), self.tr("Leave it with the runs as it is")),
        ):
            button = QPushButton(title)
            button.setObjectName(name)
            button.setToolTip(tip)
            button.setAccessibleName(f"{title}: {message.text()}")
            button.clicked.connect(self._answer)
            if name != "notice_dismiss":
                trains = name == "notice_go_on"
                button.clicked.connect(lambda _checked, t=trains: reopen(t))
            line.addWidget(button)
        self.setAccessibleName(message.text())
        self.show()

    def _answer(self) -> None:
        self.known = self._offered
        # Else Qt hands the focus to the next button, and a second Space presses that.
        self.window().setFocus()
        self.hide()
        self.changed.emit()


def last_cut_short(runs: Sequence[RunEntry]) -> RunEntry | None:
    """Returns the run that was written last of those that were cut short; None for none."""
    cut_short = [run for run in runs if run.is_cut_short and run.epochs]
    return max(cut_short, key=lambda run: run.written or 0.0, default=None)


def _mark(run: RunEntry) -> str:
    return f"{run.key} {run.epochs}"
