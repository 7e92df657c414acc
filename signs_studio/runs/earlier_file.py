"""The last runs as earlier versions kept them, in one JSON file, which is only read.

The file is a list with one run a line, so that a line that is damaged is all that is lost. Weights
were not kept.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from typing import TYPE_CHECKING, Annotated

import msgspec
import numpy as np

from signs_studio.errors import RecipeError
from signs_studio.recipe.changes import Change, with_changes
from signs_studio.recipe.draft import validate
from signs_studio.recipe.draft_json import current_name, draft_from_json
from signs_studio.runs.diagnostics import DiagnosticsLog
from signs_studio.runs.events import RunFinished  # noqa: TC001 (msgspec reads the annotations)
from signs_studio.runs.findings import Finding, FindingKind
from signs_studio.runs.record import SERIES, DataReference, RunRecord

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from signs_studio.recipe.recipe import Recipe

FILE_NAME = "runs.json"
MAX_BYTES = 24 * 1024 * 1024
"""Of the file; none was written that is larger."""

_LARGEST_RUN_ID = 2**31
_SCHEMA_VERSION = 1
_KEY = re.compile("[0-9a-f]{16}")


class _SavedRun(msgspec.Struct, kw_only=True):
    """A run as the file holds it; the first versions left out what has a default.

    Attributes:
        key: As of ``RunRecord``, and so are others of the same name.
        schema_version: A run of a newer one is not read.
        recipe: As of ``draft_to_json``.
        changes: Epoch, field and value of each.
        findings: Kind, epoch, layer and values of each.
        end: How its last training ended; None where it broke off, or nobody knows.
        diagnostics: Of every epoch, as of ``DiagnosticsLog.to_bytes``; empty where there are none.
        cost: Of every epoch, as little-endian float64; and so are the other series.
    """

    key: str = ""
    run_id: Annotated[int, msgspec.Meta(gt=0, lt=_LARGEST_RUN_ID)]
    schema_version: Annotated[int, msgspec.Meta(ge=1, le=_SCHEMA_VERSION)] = _SCHEMA_VERSION
    recipe: dict[str, object]
    origin: DataReference
    device: str = ""
    changes: list[tuple[int, str, bool | int | float]] = []
    findings: list[tuple[FindingKind, int, int | None, dict[str, int | float] | str]] = []
    diverged: bool
    diagnostics: bytes = b""
    last_epoch: Annotated[int, msgspec.Meta(ge=0)] = 0
    end: RunFinished | None = None
    cost: bytes
    test_cost: bytes
    train_accuracy: bytes
    test_accuracy: bytes
    seconds: bytes


def load_runs(path: Path) -> list[RunRecord]:
    """Reads the records that can be read, oldest first; a run that makes no sense is left out.

    Raises:
        OSError: The file cannot be read.
    """
    found = map(_record, _parse(_read(path)))
    return [record for record in found if record is not None]


def _read(path: Path) -> bytes:
    """Returns what the file holds; nothing where it is no file, or larger than any of ours."""
    if not path.is_file():
        return b""
    with path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    return content if len(content) <= MAX_BYTES else b""


def _parse(content: bytes) -> Iterator[object]:
    """Yields what the file holds of each run."""
    first, *lines = content.split(b"\n")
    if first != b"[":
        # The first versions wrote all runs in one line.
        runs = _parse_json(content)
        yield from runs if isinstance(runs, list) else ()
        return
    for line in lines:
        if line != b"]":
            yield _parse_json(line.removesuffix(b","))


def _parse_json(text: bytes) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _record(run: object) -> RunRecord | None:
    """Returns a run as the file holds it; None where it makes no sense."""
    try:
        saved = msgspec.convert(run, _SavedRun)
        key = saved.key if _KEY.fullmatch(saved.key) else _key_of(run)
        recipe = validate(draft_from_json(saved.recipe)).recipe
        values = np.stack([np.frombuffer(getattr(saved, name), "<f8") for name in SERIES])
        diagnostics = DiagnosticsLog.from_bytes(saved.diagnostics, epochs=values.shape[1])
    except (ValueError, RecursionError):
        return None
    changes = [Change(epoch, current_name(field), value) for epoch, field, value in saved.changes]
    # The first versions kept a sentence in the place of the values, in one language.
    findings = [
        Finding(kind, epoch, layer, tuple(values.items()))
        for kind, epoch, layer, values in saved.findings
        if not isinstance(values, str)
    ]
    if recipe is None or not _can_be_made(changes, recipe, epochs=values.shape[1]):
        return None
    if not all(_makes_sense(finding, recipe, epochs=values.shape[1]) for finding in findings):
        return None
    if saved.end is not None and not _is_of_run(saved.end, values.shape[1]):
        return None
    if diagnostics.layers not in (None, len(recipe.layers) + 1):
        diagnostics = DiagnosticsLog(values.shape[1])  # Of another network: they are not shown.
    record = RunRecord.restored(
        run_id=saved.run_id,
        recipe=recipe,
        origin=saved.origin,
        values=values.astype(np.float64),
        diverged=saved.diverged,
        key=key,
        device=saved.device,
        changes=changes,
        findings=findings,
        last_epoch=saved.last_epoch,
        end=saved.end,
        diagnostics=diagnostics,
    )
    shares = (record.series("train_accuracy"), record.series("test_accuracy"))
    makes_sense = (
        (len(record) > 0 or saved.diverged)
        and (np.isfinite(values) & (values >= 0)).all()
        and all((share <= 1).all() for share in shares)
    )
    return record if makes_sense else None


def _key_of(run: object) -> str:
    """Returns the key of a run of the first versions, which knew none: always the same one."""
    return hashlib.sha256(json.dumps(run).encode("ascii")).hexdigest()[:16]


def _can_be_made(changes: Sequence[Change], recipe: Recipe, *, epochs: int) -> bool:
    due = [0, *(change.epoch for change in changes), epochs]
    try:
        with_changes(recipe, changes)
    except RecipeError:
        return False
    return due == sorted(due)


def _makes_sense(finding: Finding, recipe: Recipe, *, epochs: int) -> bool:
    known_layer = finding.layer is None or 0 <= finding.layer <= len(recipe.layers)
    # One of a run that diverged is about the epoch after those that are kept.
    return known_layer and 0 <= finding.epoch <= epochs and finding.is_whole


def _is_of_run(end: RunFinished, epochs: int) -> bool:
    numbers = (end.cost, end.test_cost, end.train_accuracy, end.test_accuracy, end.seconds)
    return (
        0 <= end.kept_epochs <= end.epochs == epochs
        and all(math.isfinite(number) and number >= 0 for number in numbers)
        and max(end.train_accuracy, end.test_accuracy) <= 1
    )
