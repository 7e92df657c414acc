"""States of kept runs in a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.messages import Message
from signs_studio.runs.events import FinishReason

if TYPE_CHECKING:
    from signs_studio.runs.store.summary import RunSummary


def state_message(run: RunSummary) -> Message:
    """Returns how far a run is, or how it ended: ``complete``, ``cut short``."""
    if run.is_running:
        return Message("run_states", "in training")
    if run.is_cut_short:
        return Message("run_states", "cut short")
    end = run.progress.end
    if end is None:
        ended, diverged = Message("run_states", "ended"), Message("run_states", "diverged")
        return diverged if run.progress.diverged else ended
    match end.reason:
        case FinishReason.COMPLETED:
            return Message("run_states", "complete")
        case FinishReason.STOPPED:
            return Message("run_states", "stopped")
        case FinishReason.DIVERGED:
            return Message("run_states", "diverged")
        case FinishReason.TARGET_COST:
            return Message("run_states", "reached its target")
        case FinishReason.PATIENCE:
            return Message("run_states", "stopped early")
        case FinishReason.TIME_LIMIT:
            return Message("run_states", "out of time")
