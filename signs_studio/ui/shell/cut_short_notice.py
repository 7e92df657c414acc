"""The strip that offers a run which a crash cut short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from signs_studio.data.plain_text import plain_text

if TYPE_CHECKING:
    from signs_studio.runs.store.summary import RunSummary
    from signs_studio.ui.state.run_opening import RunOpening


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

    def offer(self, run: RunSummary | None, opening: RunOpening) -> None:
        """Offers a run, unless it is known or there is none.

        Args:
            run: The run.
            opening: Reopens it.
        """
        if run is None or _mark(run) == self.known:
            return
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
                button.clicked.connect(lambda _checked, t=trains: opening.reopen(run, trains=t))
            line.addWidget(button)
        self.setAccessibleName(message.text())
        self.show()

    def _answer(self) -> None:
        self.known = self._offered
        # Else Qt hands the focus to the next button, and a second Space presses that.
        self.window().setFocus()
        self.hide()
        self.changed.emit()


def _mark(run: RunSummary) -> str:
    return f"{run.key} {run.epochs}"
