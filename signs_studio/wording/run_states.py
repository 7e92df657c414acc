"""States of kept runs in a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.messages import Message

if TYPE_CHECKING:
    from signs_studio.runs.store.summary import RunSummary


def state_message(run: RunSummary) -> Message:
    """Returns how far a run is, or how it ended: ``complete``, ``cut short``."""
    return {
        "running": Message("run_states", "in training"),
        "cut_short": Message("run_states", "cut short"),
        "ended": Message("run_states", "ended"),
        "completed": Message("run_states", "complete"),
        "stopped": Message("run_states", "stopped"),
        "diverged": Message("run_states", "diverged"),
        "target_cost": Message("run_states", "reached its target"),
        "patience": Message("run_states", "stopped early"),
        "time_limit": Message("run_states", "out of time"),
    }[run.state]
