"""Reports read a run's record; whoever hears its events writes it."""

import io
import json

import pytest

from signs_studio.commands.progress_line import ProgressLine
from signs_studio.commands.train_report import JsonReport, PlainReport
from signs_studio.runs.record import RunRecord
from tests.runs.test_record import HANDS, article, diverged, epoch, started


@pytest.mark.parametrize("kind", [PlainReport, JsonReport])
def test_a_report_leaves_the_record_as_it_is(
    kind: type[PlainReport], capsys: pytest.CaptureFixture[str]
) -> None:
    record = RunRecord(run_id=1, recipe=article(), origin=HANDS)
    report = kind(ProgressLine(io.StringIO(), wanted=False), record)
    for event in (started(0), epoch(0), epoch(1), diverged(2)):
        record.apply(event)
        report.say(event)
    assert len(record) == 2
    lines = capsys.readouterr().out.splitlines()
    if kind is JsonReport:
        begin, *events = [json.loads(line) for line in lines]
        assert (begin["event"], begin["run"]) == ("started", None)
        assert [(e["event"], e["epoch"]) for e in events] == [
            ("epoch", 0),
            ("epoch", 1),
            ("diverged", 2),
        ]
    else:
        assert lines[0].startswith("Epoch 1 of 9: cost 2, ")
