"""Reports of ``signs-studio train``: for a person, or as JSON for a program."""

from __future__ import annotations

import sys
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from signs_studio.commands.json_text import json_text
from signs_studio.commands.prediction_report import print_predictions, print_predictions_json
from signs_studio.data.plain_text import plain_lines, plain_text
from signs_studio.diagnosis.finding_lessons import LESSONS
from signs_studio.fields.declared import text_of
from signs_studio.messages import Message
from signs_studio.runs.events import (
    EpochDiverged,
    EpochFinished,
    FindingMade,
    FinishReason,
    RecipeChanged,
    RunFailed,
    RunFinished,
    RunStarted,
)
from signs_studio.runs.findings import FindingKind
from signs_studio.runs.throughput import format_duration, measure_throughput
from signs_studio.wording.counts import epochs_message
from signs_studio.wording.findings import dated_finding_message, finding_message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.commands.progress_line import ProgressLine
    from signs_studio.runs.events import Event
    from signs_studio.runs.findings import Finding
    from signs_studio.runs.record import RunRecord

_NAME_LIMIT = 120
_PRINT_INTERVAL_S = 1.0


class PlainReport:
    """Says how a run goes to a person: a line that moves, and how it ended.

    Where the line, or what is printed, does not go to a terminal, an epoch is printed now and then
    too: whoever reads it sees that the run goes on, and whoever stops reading ends it.

    Args:
        line: The line that moves.
        record: The run's record, which is only read.
        kept_as: The name under which the run is kept; None where it is not.
    """

    def __init__(
        self, line: ProgressLine, record: RunRecord, *, kept_as: str | None = None
    ) -> None:
        self._line = line
        self._record = record
        self._kept_as = kept_as
        self._prints = not (sys.stdout.isatty() and sys.stderr.isatty())
        self._printed_at = -_PRINT_INTERVAL_S

    def say(self, event: Event | Message) -> None:
        """Shows what has just happened, or the words for what happens now.

        Args:
            event: An event that the run's record has already, or words.
        """
        match event:
            case Message():
                self._line.show(str(event), rare=True)
            case RunStarted():
                self._print_start(event)
                if event.compiling:
                    said = Message("report", "TensorFlow is compiling the first epoch")
                    self._line.show(str(said), rare=True)
            case EpochFinished():
                self._print_epoch(event)
                self._show_progress(event)
            case RecipeChanged():
                self._print_change(event)
            case FindingMade():
                self._print_finding(event.finding)

    def finish(self, end: RunFinished, words: Message) -> None:
        """Prints how the run ended, and what ``ending_message`` says of it."""
        self._line.clear()
        print(words)
        said = Message("report", "{epochs} in {seconds:.1f} s on {device}: {numbers}")
        epochs = epochs_message(end.epochs)
        device, numbers = self._record.device, _numbers(end)
        seconds = self._seconds()
        print(said.format(epochs=epochs, seconds=seconds, device=device, numbers=numbers))

    def predict(
        self,
        paths: Sequence[Path],
        probabilities: NDArray[np.float32],
        *,
        class_names: Sequence[str],
    ) -> None:
        """Prints the sign that each photograph was read as, as the article does: *y = 5*.

        Args:
            paths: The photographs.
            probabilities: Of each sign, (N, classes) in 0..1.
            class_names: Names of the signs.
        """
        named = len(paths) > 1
        print_predictions(paths, probabilities, class_names=class_names, named=named)

    def fail(self, end: RunFailed) -> None:
        """Says on standard error why the run broke off."""
        self._line.clear()
        said = "\n\n".join(filter(None, (str(end.message), end.details)))
        print(plain_lines(said), file=sys.stderr)

    def warn(self, words: Message) -> None:
        """Says on standard error that something is not as it should be, while the run goes on."""
        self._line.clear()
        print(words, file=sys.stderr)

    def _seconds(self) -> float:
        """Returns the time that all epochs took, those before the run was gone on with included."""
        return float(self._record.series("seconds").sum())

    def _print_start(self, event: RunStarted) -> None:
        if self._kept_as is None:
            return
        self._line.clear()
        said = Message("report", "{name} is kept as {key}")
        if event.first_epoch:
            said = Message("report", "{name} ({key}) goes on after {epochs}")
        name, epochs = plain_text(self._kept_as, _NAME_LIMIT), epochs_message(event.first_epoch)
        print(said.format(name=name, key=self._record.key, epochs=epochs), flush=True)

    def _print_epoch(self, event: EpochFinished) -> None:
        now = time.monotonic()
        if self._prints and now - self._printed_at >= _PRINT_INTERVAL_S:
            self._printed_at = now
            self._line.clear()
            said = Message("report", "Epoch {epoch} of {last}: {numbers}")
            last, numbers = self._record.last_epoch, _numbers(event)
            print(said.format(epoch=event.epoch + 1, last=last, numbers=numbers), flush=True)

    def _print_change(self, event: RecipeChanged) -> None:
        self._line.clear()
        said = Message("report", "After {epochs}: {field} is {value}")
        epochs, value = epochs_message(event.epoch), text_of(event.value)
        print(said.format(epochs=epochs, field=event.field, value=value), flush=True)

    def _print_finding(self, finding: Finding) -> None:
        if finding.kind is not FindingKind.NOT_FINITE:  # That is how the run ends, and said there.
            self._line.clear()
            print(dated_finding_message(finding), flush=True)

    def _show_progress(self, event: EpochFinished) -> None:
        done, last = event.epoch + 1, self._record.last_epoch
        pace = measure_throughput(self._record, last_epoch=last)
        left = format_duration(pace.seconds_left) if pace else "?"
        said = Message(
            "report", "{done}/{last}  {left} left  cost {cost:.4g}  test {accuracy:.1%}"
        ).format(
            done=done,
            last=last,
            left=left,
            cost=event.cost,
            accuracy=event.test_accuracy,
        )
        self._line.show(str(said), share=done / last)


class JsonReport(PlainReport):
    """Prints a line of JSON an epoch and one at the end, and moves the same line.

    The first event is ``started``, with the id and the name under which the run is kept, or null
    where it is not. Of each kept epoch the event is ``epoch``; the one at which a run diverged is
    ``diverged``, and where a field changes, ``changed`` comes before the epoch with that number.
    ``finding`` carries the epoch at which that began, which is one of those printed before. The
    last line is ``finished``, or ``failed`` where the run broke off after so many ``epochs``.
    """

    def say(self, event: Event | Message) -> None:
        """Shows what the plain report shows; prints also where the run diverged."""
        super().say(event)
        if isinstance(event, EpochDiverged):
            _print_json({"event": "diverged", **_fields(event)})

    def finish(self, end: RunFinished, words: Message) -> None:
        """Prints how the run ended; words on what went wrong are for standard error."""
        whole = {"seconds": self._seconds(), "device": self._record.device}
        _print_json({"event": "finished", **_fields(end), **whole})
        if end.reason is FinishReason.DIVERGED:
            print(words, file=sys.stderr)

    def predict(
        self,
        paths: Sequence[Path],
        probabilities: NDArray[np.float32],
        *,
        class_names: Sequence[str],
    ) -> None:
        """Prints a line of JSON for each photograph."""
        print_predictions_json(paths, probabilities, class_names=class_names, event="prediction")

    def fail(self, end: RunFailed) -> None:
        """Prints that the run broke off and why, and says it on standard error as well."""
        _print_json({"event": "failed", "epochs": len(self._record), "message": str(end.message)})
        super().fail(end)

    def _print_start(self, event: RunStarted) -> None:
        is_kept = self._kept_as is not None
        _print_json(
            {
                "event": "started",
                "run": self._record.key if is_kept else None,
                "number": self._record.run_id if is_kept else None,
                "name": self._kept_as,
                "first_epoch": event.first_epoch,
                "last_epoch": event.last_epoch,
                "device": event.device,
            }
        )

    def _print_epoch(self, event: EpochFinished) -> None:
        fields = _fields(event)
        del fields["diagnostics"]
        fields["learning_rate"] = self._record.learning_rates()[event.epoch]
        if event.diagnostics is not None:
            fields["top_class_share"] = event.diagnostics.top_class_share
            fields["layers"] = [layer._asdict() for layer in event.diagnostics.layers]
        _print_json({"event": "epoch", **fields})

    def _print_change(self, event: RecipeChanged) -> None:
        _print_json({"event": "changed", **_fields(event)})

    def _print_finding(self, finding: Finding) -> None:
        said = {
            "message": str(finding_message(finding)),
            "values": dict(finding.values),
            "lesson": LESSONS[finding.kind],
        }
        _print_json({"event": "finding", **asdict(finding), **said})


def _fields(event: EpochFinished | EpochDiverged | RecipeChanged | RunFinished) -> dict[str, Any]:
    return asdict(event)


def _print_json(fields: dict[str, Any]) -> None:
    print(json_text(fields), flush=True)


def _numbers(event: EpochFinished | RunFinished) -> Message:
    return Message(
        "report",
        "cost {cost:.4g}, test cost {test_cost:.4g}, training accuracy {train_accuracy:.1%}, test "
        "accuracy {test_accuracy:.1%}",
    ).format(
        cost=event.cost,
        test_cost=event.test_cost,
        train_accuracy=event.train_accuracy,
        test_accuracy=event.test_accuracy,
    )
