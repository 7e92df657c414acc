"""A run without a window, from its first report to the exit status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio import signals
from signs_studio.commands.train_run import Interruption, train
from signs_studio.runs.events import FinishReason, RunFailed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from signs_studio.commands.progress_line import ProgressLine
    from signs_studio.commands.train_run import Training

EXIT_FAILED = 1
EXIT_REFUSED = 2

EXIT_STATUS_HELP = [
    ("0", "the run ended, also where it diverged: its cost was no longer a finite number"),
    ("1", "something broke that should not"),
    ("2", "the arguments or the data cannot be used"),
    ("74", "what is printed cannot be written, as on a disk that is full"),
    ("130", "Ctrl-C: the epoch is finished first; a second Ctrl-C leaves at once"),
    ("129, 143", "SIGHUP and SIGTERM: the epoch is finished first"),
    ("141", "nobody reads what is printed any more"),
]


def report_training(
    training: Training,
    *,
    line: ProgressLine,
    as_json: bool,
    kept_as: str | None,
    photographs: Sequence[Path] = (),
) -> int:
    """Trains, reports every epoch, and says how it ended.

    Args:
        training: What to train.
        line: The line that moves.
        as_json: Whether to print lines of JSON.
        kept_as: The name under which the run is kept; None where it is not.
        photographs: Files of the training's pictures.

    Returns:
        The exit status.

    Raises:
        UsageError: There is no such device.
    """
    from signs_studio.commands.train_report import JsonReport, PlainReport
    from signs_studio.diagnosis.endings import judge_ending
    from signs_studio.wording.endings import ending_message

    record, dataset = training.record, training.dataset
    report = (JsonReport if as_json else PlainReport)(line, record, kept_as=kept_as)
    interruption = Interruption()
    try:
        with signals.handled_by(interruption.on_signal):
            end, probabilities = train(training, report=report, interruption=interruption)
    finally:
        line.clear()
    if isinstance(end, RunFailed):
        report.fail(end)
        return EXIT_FAILED if end.details else EXIT_REFUSED
    ending = judge_ending(record, classes=dataset.classes, train_count=len(dataset.train_y))
    report.finish(end, ending_message(ending))
    if probabilities is not None:
        report.predict(photographs, probabilities, class_names=dataset.class_names)
    return interruption.status if end.reason is FinishReason.STOPPED else 0
