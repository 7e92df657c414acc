"""Names of runs, wherever a person reads one."""

from __future__ import annotations

from signs_studio.messages import Message


def run_name(number: int, given: str = "") -> Message:
    """Returns what a run is called: "Run 7", and the name that a person gave to it.

    Args:
        number: Of the run.
        given: That name; empty where there is none.
    """
    # As a text: numbers are grouped by thousands.
    if given:
        return Message("runs", "Run {number} “{name}”").format(number=str(number), name=given)
    return Message("runs", "Run {number}").format(number=str(number))
