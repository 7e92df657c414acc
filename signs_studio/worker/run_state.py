"""States of the engine and of the run that is on show."""

from enum import StrEnum


class RunState(StrEnum):
    """State of the engine and its run."""

    LOADING_ENGINE = "loading engine"
    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"
    REOPENING = "reopening"
    FINISHED = "finished"
    FAILED = "failed"


ACTIVE_STATES = frozenset(
    {RunState.RUNNING, RunState.PAUSED, RunState.STOPPING, RunState.REOPENING}
)
"""States in which a run is on, or is being reopened, so that recipe and data stand still."""
