"""Throughput of a run, and the time that it will still take."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from signs_studio.runs.record import RunRecord

RECENT_EPOCHS = 30


class Throughput(NamedTuple):
    """The speed of the latest epochs.

    Attributes:
        epochs_per_second: Above 0.
        seconds_left: Until the last epoch asked for, pauses left out.
    """

    epochs_per_second: float
    seconds_left: float


def measure_throughput(record: RunRecord, *, last_epoch: int) -> Throughput | None:
    """The pace of the last ``RECENT_EPOCHS`` epochs; None where there is none yet.

    Args:
        record: The run so far.
        last_epoch: How many epochs it will have at its end.
    """
    # The first epoch waits for the compiler and says nothing of the next.
    recent = record.series("seconds")[1:][-RECENT_EPOCHS:]
    total = float(recent.sum())
    if total <= 0:
        return None
    rate = recent.size / total
    return Throughput(rate, max(last_epoch - len(record), 0) / rate)


def format_rate(rate: float) -> str:
    """A rate with three figures at most, whole from 100 on: ``2.50``, ``12.5``, ``1,250``."""
    return f"{rate:,.0f}" if rate >= 100 else f"{rate:.1f}" if rate >= 10 else f"{rate:.2f}"


def format_duration(seconds: float) -> str:
    """Seconds as ``m:ss``, or ``h:mm:ss`` from an hour on."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
