"""So many of a thing, in words."""

from __future__ import annotations

from signs_studio.messages import Message


def epochs_message(count: int) -> Message:
    """``1 epoch``, ``1,500 epochs``."""
    return Message("counts", "{count} epochs", "{count} epoch", 0).format(count=count)


def steps_message(count: int) -> Message:
    """``1 step``, ``1,000 steps``."""
    return Message("counts", "{count} steps", "{count} step", 0).format(count=count)


def pictures_message(count: int) -> Message:
    """``1 picture``, ``1,080 pictures``."""
    return Message("counts", "{count} pictures", "{count} picture", 0).format(count=count)
