"""Reasons in words why there is nothing yet that could be computed with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.messages import Message
from signs_studio.worker.run_state import RunState

if TYPE_CHECKING:
    from signs_studio.worker.run_controller import RunController


def why_no_data(controller: RunController) -> str:
    """Returns why there are no pictures; empty where there are."""
    if controller.dataset is None:
        words = Message("absences", "The pictures to learn from are on their way: a moment more.")
        return words.text()
    return ""


def why_no_engine(controller: RunController) -> str:
    """Returns why TensorFlow is not there; empty where it is."""
    if controller.state is RunState.LOADING_ENGINE:
        return Message("absences", "TensorFlow is loading: a moment more.").text()
    if not controller.engine_ready:
        words = Message(
            "absences", "Without TensorFlow nothing can be computed: press Reset to load it again."
        )
        return words.text()
    return ""
