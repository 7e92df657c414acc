"""The question before a trained network is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMainWindow, QMessageBox

from signs_studio.worker.run_controller import ACTIVE_STATES

if TYPE_CHECKING:
    from collections.abc import Callable

    from signs_studio.runs.history import History
    from signs_studio.worker.run_controller import RunController


class NetworkGuard(QObject):
    """Asks before the network of the run on show is forgotten; one question at a time.

    Args:
        controller: Of the run.
        window: The question is shown above it, and blocks it alone: a run goes on meanwhile.
    """

    def __init__(self, controller: RunController, window: QMainWindow) -> None:
        super().__init__(window)
        self._controller = controller
        self._window = window
        self._question: QMessageBox | None = None

    @property
    def run_to_lose(self) -> History | None:
        """The run whose network would be lost; None where nothing was learnt that could go on."""
        controller = self._controller
        run = controller.history
        if run is None or controller.state in ACTIVE_STATES:
            return run
        return run if len(run) and controller.recipe_in_training is not None else None

    def ask(self, action: str, *, verb: str, then: Callable[[], object]) -> None:
        """Calls ``then``, after a question where a network would be lost by it.

        A question that is still open is taken as answered with no: the latest wish counts.

        Args:
            action: What would lose it, as a noun that begins a sentence: "Opening pictures".
            verb: The same on a button: "Open".
            then: Called where nothing would be lost, or a person agrees.
        """
        if self._question is not None:
            self._question.reject()
        run = self.run_to_lose
        if run is None:
            then()
            return
        is_on = self._controller.state in ACTIVE_STATES
        if is_on:
            words = self.tr(
                "{action} stops run #{number} after {epochs} of {all} epochs and forgets its "
                "network."
            )
        else:
            words = self.tr(
                "{action} forgets the network of run #{number}, which learnt for {epochs} epochs."
            )
        question = QMessageBox(self._window)
        question.setObjectName("question")
        question.setIcon(QMessageBox.Icon.Question)
        question.setWindowTitle(self.tr("Forget the network?"))
        question.setTextFormat(Qt.TextFormat.PlainText)
        question.setText(
            words.format(
                action=action,
                number=run.run_id,
                epochs=f"{len(run):,}",
                all=f"{self._controller.goal:,}",
            )
        )
        question.setInformativeText(self.tr("Its curves and numbers stay with the runs."))
        agree = question.addButton(verb, QMessageBox.ButtonRole.DestructiveRole)
        agree.setObjectName("question_agree")
        keep = question.addButton(
            self.tr("Go on training") if is_on else self.tr("Keep the network"),
            QMessageBox.ButtonRole.RejectRole,
        )
        keep.setObjectName("question_keep")
        question.setDefaultButton(keep)
        question.setEscapeButton(keep)

        def on_question_finished() -> None:
            self._question = None
            question.deleteLater()
            if question.clickedButton() is agree:
                then()

        question.finished.connect(on_question_finished)
        self._question = question
        # One that is minimised would hide it.
        self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
        self._window.raise_()
        question.open()
