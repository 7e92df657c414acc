"""All that is known of one kept run: as plain values for JSON, and in lines for a person."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from signs_studio.commands.arguments import rows
from signs_studio.commands.run_facts import best_words, date_words, kept_numbers, run_facts
from signs_studio.data.command_line import data_arguments
from signs_studio.data.plain_text import plain_lines, plain_text
from signs_studio.messages import Message
from signs_studio.numbers import format_cost, format_percent
from signs_studio.recipe.command_line import train_arguments
from signs_studio.runs.record import SERIES
from signs_studio.runs.throughput import format_duration
from signs_studio.wording.changes import change_words
from signs_studio.wording.findings import dated_finding_message, finding_message
from signs_studio.wording.recipes import recipe_lines, recipe_title
from signs_studio.wording.run_states import state_message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.runs.record import RunRecord
    from signs_studio.runs.store.stored_run import StoredRun
    from signs_studio.runs.store.summary import RunSummary

_LIMIT = 4096


def run_details(stored: StoredRun) -> dict[str, Any]:
    """Returns all that is known of a run but its weights and predictions, fit for JSON.

    Raises:
        OSError: A file cannot be read.
        StoreError: They make no sense.
    """
    run, record = stored.summary, stored.record()
    head = run.head
    return {
        **run_facts(run),
        "classes": list(head.class_names),
        "picture_shape": list(head.picture_shape),
        "arguments": _arguments(run, record),
        "changes": [
            {"epoch": change.epoch, "field": change.field, "value": change.value}
            for change in record.changes
        ],
        "findings": [
            {
                "kind": finding.kind.value,
                "epoch": finding.epoch,
                "layer": finding.layer,
                "message": str(finding_message(finding)),
            }
            for finding in record.findings
        ],
        "series": {name: record.series(name).tolist() for name in SERIES},
        "versions": dict(head.versions),
    }


def print_details(stored: StoredRun) -> None:
    """Prints what is known of a run.

    Raises:
        OSError: A file cannot be read.
        StoreError: They make no sense.
    """
    run, record = stored.summary, stored.record()
    head = run.head
    facts = [
        (Message("report", "Id"), run.key),
        (Message("report", "State"), _state_words(run)),
        (Message("report", "Begun"), date_words(run)),
        (Message("report", "Recipe"), recipe_title(record.recipe)),
        *(("", line) for line in recipe_lines(record.recipe)),
        *(
            (Message("report", "Changed"), change_words(record.recipe, change))
            for change in record.changes
        ),
        (Message("report", "Best test accuracy"), best_words(run)),
        *_kept(run),
        *(
            (Message("report", "Found"), str(dated_finding_message(finding)))
            for finding in record.findings
        ),
        (Message("report", "Time"), format_duration(run.progress.seconds)),
        (Message("report", "Device"), plain_text(run.progress.device)),
        (Message("report", "Data"), f"{head.origin.name} ({head.origin.source})"),
        (
            Message("report", "Versions"),
            ", ".join(f"{name} {version}" for name, version in head.versions.items()),
        ),
        (Message("report", "Again"), f"signs-studio train {shlex.join(_arguments(run, record))}"),
    ]
    star = "\N{BLACK STAR} " if run.labels.starred else ""
    print(f"{star}{plain_text(run.name, 120)}")
    print(rows((str(title), plain_text(text, _LIMIT)) for title, text in facts if text))
    if run.labels.note:
        print(f"\n{plain_lines(run.labels.note)}")


def _state_words(run: RunSummary) -> str:
    said = Message("report", "{state}, {epochs} of {last}")
    last = max(run.progress.last_epoch, run.epochs)
    return said.text(state=state_message(run), epochs=run.epochs, last=last)


def _kept(run: RunSummary) -> Sequence[tuple[Message, str]]:
    """Returns the numbers of the weights that are kept."""
    numbers = kept_numbers(run)
    if numbers is None:
        return ()
    said = Message(
        "report",
        "cost {cost}, test cost {test_cost}, training accuracy {accuracy}, test accuracy "
        "{test_accuracy}",
    ).text(
        cost=format_cost(numbers["cost"]),
        test_cost=format_cost(numbers["test_cost"]),
        accuracy=format_percent(numbers["train_accuracy"]),
        test_accuracy=format_percent(numbers["test_accuracy"]),
    )
    title = Message("report", "After epoch {epoch}").format(epoch=run.progress.kept_epochs)
    return ((title, said),)


def _arguments(run: RunSummary, record: RunRecord) -> list[str]:
    """Returns arguments of ``signs-studio train`` that train the same run again."""
    source = run.head.opened_from
    where = [] if source is None else data_arguments(source)
    return [*train_arguments(record.recipe_as_trained, record.changes), *where]
