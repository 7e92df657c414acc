"""What ``signs-studio train`` prints: for a person, or as JSON for a program."""

from __future__ import annotations

import json
import math
import sys
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from signs_studio.commands.progress_line import bar
from signs_studio.data.plain_text import plain_lines
from signs_studio.fields.declared import text_of
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
from signs_studio.runs.words import format_count, format_percent

if TYPE_CHECKING:
    from signs_studio.commands.progress_line import ProgressLine
    from signs_studio.runs.events import Event
    from signs_studio.runs.findings import Finding
    from signs_studio.runs.record import RunRecord

_PRINT_INTERVAL_S = 1.0


class PlainReport:
    """Says how a run goes to a person: a line that moves, and how it ended.

    Where the line, or what is printed, does not go to a terminal, an epoch is printed now and then
    too: whoever reads it sees that the run goes on, and whoever stops reading ends it.
    """

    def __init__(self, line: ProgressLine, history: RunRecord) -> None:
        self._line = line
        self._history = history
        self._prints = not (sys.stdout.isatty() and sys.stderr.isatty())
        self._printed_at = -_PRINT_INTERVAL_S

    def say(self, event: Event | str) -> None:
        """Shows what has just happened, or the words for what happens now."""
        if not isinstance(event, str):
            self._history.apply(event)
        match event:
            case str():
                self._line.show(event, rare=True)
            case RunStarted():
                if event.compiling:
                    self._line.show("TensorFlow is compiling the first epoch", rare=True)
            case EpochFinished():
                self._print_epoch(event)
                self._show_progress(event)
            case RecipeChanged():
                self._print_change(event)
            case FindingMade():
                self._print_finding(event.finding)

    def finish(self, end: RunFinished, words: str) -> None:
        """Prints how the run ended, and what ``end_in_words`` says of it."""
        self._line.clear()
        print(words)
        trained = (
            f"{format_count(end.epochs, 'epoch')} in {end.seconds:.1f} s on {self._history.device}"
        )
        print(f"{trained}: {_numbers(end)}")

    def fail(self, end: RunFailed) -> None:
        """Says on standard error why the run broke off."""
        self._line.clear()
        said = "\n\n".join(filter(None, (end.message, end.details)))
        print(plain_lines(said), file=sys.stderr)

    def _print_epoch(self, event: EpochFinished) -> None:
        now = time.monotonic()
        if self._prints and now - self._printed_at >= _PRINT_INTERVAL_S:
            self._printed_at = now
            self._line.clear()
            epoch = f"Epoch {event.epoch + 1:,} of {self._history.last_epoch:,}"
            print(f"{epoch}: {_numbers(event)}", flush=True)

    def _print_change(self, event: RecipeChanged) -> None:
        self._line.clear()
        after = f"After {format_count(event.epoch, 'epoch')}"
        print(f"{after}: {event.field} is {text_of(event.value)}", flush=True)

    def _print_finding(self, finding: Finding) -> None:
        if finding.kind is not FindingKind.NOT_FINITE:  # That is how the run ends, and said there.
            self._line.clear()
            print(f"Epoch {finding.epoch + 1:,}: {finding.message}", flush=True)

    def _show_progress(self, event: EpochFinished) -> None:
        done, last = event.epoch + 1, self._history.last_epoch
        pace = measure_throughput(self._history, last_epoch=last)
        left = format_duration(pace.seconds_left) if pace else "?"
        self._line.show(
            f"{bar(done / last)} {done:,}/{last:,}  {left} left  "
            f"cost {event.cost:.4g}  test {format_percent(event.test_accuracy)}"
        )


class JsonReport(PlainReport):
    """Prints a line of JSON an epoch and one at the end, and moves the same line.

    Of each kept epoch the event is ``epoch``; the one at which a run diverged is ``diverged``, and
    where a field changes, ``changed`` comes before the epoch with that number. ``finding`` carries
    the epoch at which that began, which is one of those printed before. The last line is
    ``finished``, or ``failed`` where the run broke off after so many ``epochs``.
    """

    def say(self, event: Event | str) -> None:
        """Shows what the plain report shows; prints also where the run diverged."""
        super().say(event)
        if isinstance(event, EpochDiverged):
            _print_json({"event": "diverged", **_fields(event)})

    def finish(self, end: RunFinished, words: str) -> None:
        """Prints how the run ended; words on what went wrong are for standard error."""
        _print_json({"event": "finished", **_fields(end), "device": self._history.device})
        if end.reason is FinishReason.DIVERGED:
            print(words, file=sys.stderr)

    def fail(self, end: RunFailed) -> None:
        """Prints that the run broke off and why, and says it on standard error as well."""
        _print_json({"event": "failed", "epochs": len(self._history), "message": end.message})
        super().fail(end)

    def _print_epoch(self, event: EpochFinished) -> None:
        fields = _fields(event)
        del fields["diagnostics"]
        if event.diagnostics is not None:
            fields["top_class_share"] = event.diagnostics.top_class_share
            fields["layers"] = [_known(layer._asdict()) for layer in event.diagnostics.layers]
        _print_json({"event": "epoch", **fields})

    def _print_change(self, event: RecipeChanged) -> None:
        _print_json({"event": "changed", **_fields(event)})

    def _print_finding(self, finding: Finding) -> None:
        _print_json({"event": "finding", **asdict(finding)})


def _fields(event: EpochFinished | EpochDiverged | RecipeChanged | RunFinished) -> dict[str, Any]:
    fields = asdict(event)
    del fields["run_id"]
    return fields


def _print_json(fields: dict[str, Any]) -> None:
    """Prints one line; JSON knows neither NaN nor infinity, which become null."""
    print(json.dumps(_known(fields), allow_nan=False), flush=True)


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in fields.items()
    }


def _numbers(event: EpochFinished | RunFinished) -> str:
    return (
        f"cost {event.cost:.4g}, test cost {event.test_cost:.4g}, "
        f"training accuracy {format_percent(event.train_accuracy)}, "
        f"test accuracy {format_percent(event.test_accuracy)}"
    )
