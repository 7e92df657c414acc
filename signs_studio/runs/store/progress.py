"""How far a run is, from its record; and its record, from its files."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from signs_studio.errors import RecipeError
from signs_studio.messages import Message
from signs_studio.recipe.changes import with_changes
from signs_studio.runs.events import RunFinished
from signs_studio.runs.findings import Finding, FindingKind
from signs_studio.runs.record import SERIES, RunRecord
from signs_studio.runs.store.epoch_rows import read_rows
from signs_studio.runs.store.layout import EPOCHS
from signs_studio.runs.store.metadata import (
    Best,
    Progress,
    StoreError,
    changes_from_json,
    changes_to_json,
    is_possible,
)
from signs_studio.runs.store.recipes import read_recipe

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from signs_studio.recipe.changes import Change
    from signs_studio.recipe.recipe import Recipe
    from signs_studio.runs.store.metadata import Head, SavedFinding


_KNOWN_KINDS = frozenset(kind.value for kind in FindingKind)


def progress_of(record: RunRecord, unknown: Sequence[SavedFinding] = ()) -> Progress:
    """Returns how far a run is.

    Args:
        record: Of the run.
        unknown: Findings that its record does not know, as of ``unknown_findings``.
    """
    end = record.end if isinstance(record.end, RunFinished) else None
    findings: list[SavedFinding] = [
        (f.kind.value, f.epoch, f.layer, dict(f.values)) for f in record.findings
    ]
    progress = Progress(
        device=record.device,
        epochs=len(record),
        last_epoch=record.last_epoch,
        kept_epochs=record.kept_epochs,
        changes=changes_to_json(record.changes),
        findings=[
            *(each for each in findings if all(map(math.isfinite, each[3].values()))),
            *unknown,
        ],
        diverged=record.diverged,
        has_ended=record.end is not None,
        # Weights that overflow may leave a cost that is no finite number.
        end=end if end is not None and is_possible(end) else None,
    )
    if len(record):
        accuracies = record.series("test_accuracy")
        best = int(accuracies.argmax())
        progress.best = Best(best + 1, float(accuracies[best]))
        kept = max(record.kept_epochs, 1) - 1
        progress.cost = float(record.series("cost")[kept])
        progress.test_cost = float(record.series("test_cost")[kept])
        progress.train_accuracy = float(record.series("train_accuracy")[kept])
        progress.test_accuracy = float(record.series("test_accuracy")[kept])
        progress.seconds = float(record.series("seconds").sum())
    return progress


def known_findings(progress: Progress) -> list[Finding]:
    """Returns the findings that can be put in words, if their values are sound."""
    return [
        Finding(FindingKind(kind), epoch, layer, tuple(values.items()))
        for kind, epoch, layer, values in progress.findings
        if kind in _KNOWN_KINDS
    ]


def unknown_findings(progress: Progress) -> list[SavedFinding]:
    """Returns the findings of kinds that only a newer version knows: no record holds them."""
    return [each for each in progress.findings if each[0] not in _KNOWN_KINDS]


def read_record(folder: Path, head: Head, progress: Progress) -> RunRecord:
    """Returns the record of a run, with every epoch that its file holds.

    Raises:
        OSError: A file cannot be read.
        StoreError: They make no sense.
    """
    try:
        recipe = read_recipe(head.recipe)
        layers = len(recipe.layers) + 1
        if (folder / EPOCHS).exists():
            values, diagnostics = read_rows(folder / EPOCHS, layers=layers)
        else:
            values, diagnostics = np.empty((len(SERIES), 0)), None
        epochs = values.shape[1]
        changes = changes_from_json(progress.changes)
        findings = known_findings(progress)
        # Of a process that was killed, rows may be missing of which more is known already.
        changes = tuple(change for change in changes if change.epoch <= epochs)
        findings = [finding for finding in findings if finding.epoch <= epochs]
        _check(recipe, changes, findings)
    except (ValueError, RecipeError, OverflowError):
        raise StoreError(
            Message("runs", "The numbers of the run are damaged, so that it cannot be shown.")
        ) from None
    end = progress.end
    return RunRecord.restored(
        run_id=head.number,
        recipe=recipe,
        origin=head.origin,
        values=values,
        diverged=progress.diverged,
        key=head.key,
        device=progress.device,
        changes=changes,
        findings=findings,
        last_epoch=max(progress.last_epoch, epochs),
        end=end if end is not None and end.epochs == epochs else None,
        diagnostics=diagnostics,
    )


def _check(recipe: Recipe, changes: Sequence[Change], findings: Sequence[Finding]) -> None:
    with_changes(recipe, changes)
    due = [change.epoch for change in changes]
    if due != sorted(due):
        raise ValueError("changes")
    for finding in findings:
        known_layer = finding.layer is None or 0 <= finding.layer <= len(recipe.layers)
        is_sound = all(math.isfinite(number) for _, number in finding.values)
        if not (known_layer and finding.is_whole and is_sound):
            raise ValueError("findings")
