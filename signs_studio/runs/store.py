"""The last runs, kept from one opening of the window to the next, in one JSON file."""

from __future__ import annotations

import base64
import json
import os
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from signs_studio.errors import RecipeError
from signs_studio.recipe.changes import Change, with_changes
from signs_studio.recipe.draft import draft_of, validate
from signs_studio.recipe.saved import draft_from_json, draft_to_json
from signs_studio.runs.findings import Finding, FindingKind
from signs_studio.runs.history import SERIES, History, Origin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from signs_studio.recipe.settings import Recipe

# Some 300,000 epochs: written and read in a blink, for the window saves while it closes.
MOST_BYTES = 16 * 1024 * 1024
_LARGEST_RUN_ID = 2**31


def save_runs(path: Path, histories: Sequence[History]) -> None:
    """Writes the histories, replacing the file only once they are wholly on disk.

    Args:
        path: The file; its folder is made where it is missing.
        histories: Oldest first; of more than ``MOST_BYTES`` the oldest are left out.

    Raises:
        OSError: When the file cannot be written.
    """
    texts: list[str] = []
    bytes_left = MOST_BYTES - len("[]")
    for history in reversed(histories):
        text = _text(history)
        bytes_left -= len(text) + len(",")
        if bytes_left < 0:
            break
        texts.insert(0, text)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"[{','.join(texts)}]")
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def load_runs(path: Path) -> list[History]:
    """Reads the histories that can be read; a run that makes no sense is left out."""
    try:
        if not path.is_file() or path.stat().st_size > MOST_BYTES:
            return []
        runs = json.loads(path.read_text(encoding="ascii"))
    except (OSError, ValueError, RecursionError):
        return []
    if not isinstance(runs, list):
        return []
    return [history for history in map(_history, runs) if history is not None]


def _text(history: History) -> str:
    # Numbers go in as bytes: as decimals, 100,000 epochs took over a second to write.
    series = {name: history.series(name).astype("<f8").tobytes() for name in SERIES}
    return json.dumps(
        {
            "run_id": history.run_id,
            "recipe": draft_to_json(draft_of(history.recipe)),
            "origin": asdict(history.origin),
            "device": history.device,
            "changes": [[c.epoch, c.field, c.value] for c in history.changes],
            "findings": [[f.kind, f.epoch, f.layer, f.message] for f in history.findings],
            "diverged": history.diverged,
            **{name: base64.b64encode(values).decode("ascii") for name, values in series.items()},
        }
    )


def _history(run: Any) -> History | None:
    try:
        run_id = run["run_id"]
        recipe = validate(draft_from_json(run["recipe"])).recipe
        origin = Origin(name=run["origin"]["name"], source=run["origin"]["source"])
        diverged = run["diverged"]
        # The first versions knew no changes, no findings and no device.
        device = run.get("device", "")
        changes = [Change(*change) for change in run.get("changes", [])]
        findings = [
            Finding(FindingKind(kind), *finding) for kind, *finding in run.get("findings", [])
        ]
        values = np.stack([_numbers(run[name]) for name in SERIES])
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    if type(run_id) is not int or not 0 < run_id < _LARGEST_RUN_ID or recipe is None:
        return None
    texts = (origin.name, origin.source, device)
    if type(diverged) is not bool or set(map(type, texts)) != {str}:
        return None
    if not _can_be_made(changes, recipe, epochs=values.shape[1]):
        return None
    if not all(_makes_sense(finding, recipe, epochs=values.shape[1]) for finding in findings):
        return None
    history = History.restored(
        run_id=run_id,
        recipe=recipe,
        origin=origin,
        values=values,
        diverged=diverged,
        device=device,
        changes=changes,
        findings=findings,
    )
    shares = (history.series("train_accuracy"), history.series("test_accuracy"))
    makes_sense = (
        (len(history) > 0 or diverged)
        and (np.isfinite(values) & (values >= 0)).all()
        and all((share <= 1).all() for share in shares)
    )
    return history if makes_sense else None


def _can_be_made(changes: Sequence[Change], recipe: Recipe, *, epochs: int) -> bool:
    if not all(
        type(c.epoch) is int and type(c.field) is str and type(c.value) in (bool, int, float)
        for c in changes
    ):
        return False
    due = [0, *(change.epoch for change in changes), epochs]
    try:
        with_changes(recipe, changes)
    except RecipeError:
        return False
    return due == sorted(due)


def _makes_sense(finding: Finding, recipe: Recipe, *, epochs: int) -> bool:
    known_layer = finding.layer is None or (
        type(finding.layer) is int and 0 <= finding.layer <= len(recipe.layers)
    )
    # One of a run that diverged is about the epoch after those that are kept.
    known_epoch = type(finding.epoch) is int and 0 <= finding.epoch <= epochs
    return known_layer and known_epoch and type(finding.message) is str


def _numbers(text: str) -> NDArray[np.float64]:
    return np.frombuffer(base64.b64decode(text, validate=True), "<f8").astype(np.float64)
