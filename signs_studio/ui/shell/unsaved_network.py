"""The question before a trained network is lost."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from signs_studio.worker.run_controller import ACTIVE_STATES

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QMainWindow, QMessageBox

    from signs_studio.runs.record import RunRecord
    from signs_studio.worker.run_controller import RunController


class UnsavedNetworkGuard(QObject):
    """Asks before the network of the run on show is forgotten; one question at a time.

    Each method calls ``then`` at once where nothing would be lost, and otherwise where a person
    agrees. A question that is still open is taken as answered with no: the latest wish counts. One
    whose run ends meanwhile is asked anew; one with nothing to lose any more closes.

    Args:
        controller: Of the run.
        window: The question is shown above it, and blocks it alone: a run goes on meanwhile.
    """

    def __init__(self, controller: RunController, window: QMainWindow) -> None:
        super().__init__(window)
        self._controller = controller
        self._window = window
        self._question: QMessageBox | None = None
        # What the question that is open says, and asks again.
        self._run: RunRecord | None = None
        self._was_on = False
        self._ask_anew: Callable[[], None] = self._close_question
        self._otherwise: Callable[[], object] | None = None
        controller.state_changed.connect(self._on_controller_changed)
        controller.record_changed.connect(self._on_controller_changed)

    @property
    def run_to_lose(self) -> RunRecord | None:
        """The run whose network would be lost; None where nothing was learnt that could go on."""
        controller = self._controller
        run = controller.record
        if run is None or controller.state in ACTIVE_STATES:
            return run
        return run if len(run) and controller.recipe_in_training is not None else None

    def reset(self, then: Callable[[], object]) -> None:
        """Asks before a reset."""
        self._ask(
            self.tr(
                "Resetting stops run #{number} after {epochs} of {all} epochs and forgets its "
                "network."
            ),
            self.tr(
                "Resetting forgets the network of run #{number}, which learnt for {epochs} epochs."
            ),
            verb=self.tr("Reset"),
            then=then,
        )

    def open(self, name: str, then: Callable[[], object]) -> None:
        """Asks before the pictures of that name are opened."""
        self._ask(
            self.tr(
                "Opening {name} stops run #{number} after {epochs} of {all} epochs and forgets its "
                "network."
            ),
            self.tr(
                "Opening {name} forgets the network of run #{number}, which learnt for {epochs} "
                "epochs."
            ),
            name=name,
            verb=self.tr("Open"),
            then=then,
        )

    def change_data(self, then: Callable[[], object], *, otherwise: Callable[[], object]) -> None:
        """Asks before the data is changed that a network learns from.

        Args:
            then: As of the class.
            otherwise: Called where a person does not agree.
        """
        self._ask(
            self.tr(
                "Changing the data stops run #{number} after {epochs} of {all} epochs and forgets "
                "its network."
            ),
            self.tr(
                "Changing the data forgets the network of run #{number}, which learnt for "
                "{epochs} epochs."
            ),
            verb=self.tr("Change"),
            then=then,
            otherwise=otherwise,
        )

    def close(self, then: Callable[[], object]) -> None:
        """Asks before the window is closed."""
        self._ask(
            self.tr(
                "Closing the window stops run #{number} after {epochs} of {all} epochs and forgets "
                "its network."
            ),
            self.tr(
                "Closing the window forgets the network of run #{number}, which learnt for "
                "{epochs} epochs."
            ),
            verb=self.tr("Close"),
            then=then,
        )

    def _ask(
        self,
        while_on: str,
        afterwards: str,
        *,
        verb: str,
        then: Callable[[], object],
        otherwise: Callable[[], object] | None = None,
        name: str = "",
    ) -> None:
        """Asks, where there is a network to lose.

        Args:
            while_on: Whole sentences, as they are translated, of a run that is on.
            afterwards: The same of one that has ended.
            verb: What loses the network, on a button.
            then: As of the class.
            otherwise: Called where a person does not agree; None for nothing.
            name: What ``{name}`` stands for in the sentences.
        """
        self._decline()
        run = self.run_to_lose
        if run is None:
            then()
            return
        # One that is minimised would hide it.
        self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
        self._window.raise_()
        self._run, self._was_on = run, self._is_on

        def agreed() -> None:
            self._question = self._otherwise = None
            then()

        words = (while_on if self._was_on else afterwards).format(
            name=name,
            number=run.run_id,
            epochs=f"{len(run):,}",
            all=f"{self._controller.goal:,}",
        )
        # Seldom needed: imported then, not before the start.
        from signs_studio.ui.widgets.confirmation import ask

        question = self._question = ask(
            self._window,
            self.tr("Forget the network?"),
            words,
            verb=verb,
            keep=self.tr("Go on training") if self._was_on else self.tr("Keep the network"),
            then=agreed,
            more=self.tr("Its curves and numbers stay with the runs."),
        )

        def on_question_finished() -> None:
            if self._question is question:
                self._question = None
                self._decline()

        question.finished.connect(on_question_finished)
        self._otherwise = otherwise
        self._ask_anew = partial(
            self._ask, while_on, afterwards, verb=verb, then=then, otherwise=otherwise, name=name
        )

    @property
    def _is_on(self) -> bool:
        return self._controller.state in ACTIVE_STATES

    def _close_question(self) -> None:
        """Takes it away, where one is open."""
        question, self._question = self._question, None
        if question is not None:
            question.reject()

    def _decline(self) -> None:
        """Answers it with no, where one is open."""
        self._close_question()
        otherwise, self._otherwise = self._otherwise, None
        if otherwise is not None:
            otherwise()

    def _on_controller_changed(self) -> None:
        if self._question is None:
            return
        if self.run_to_lose is not self._run:
            self._decline()
        elif self._is_on is not self._was_on:
            self._close_question()
            # The wish is the same: nobody has declined it.
            self._otherwise = None
            self._ask_anew()
