"""The last runs, kept from one opening of the window to the next, in one JSON file."""

from __future__ import annotations

import json
import math
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from signs_studio.recipe.settings import draft_from_json, draft_to_json, validate
from signs_studio.runs.events import EpochFinished
from signs_studio.runs.history import SERIES, History

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_BYTES = 64 * 1024 * 1024


def save_runs(path: Path, histories: Sequence[History]) -> None:
    """Writes the histories, replacing the file only once they are wholly on disk.

    Raises:
        OSError: When the file cannot be written.
    """
    runs = [
        {
            "run_id": history.run_id,
            "recipe": draft_to_json(history.recipe.draft()),
            **{name: history.series(name).tolist() for name in SERIES},
        }
        for history in histories
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(runs, file)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def load_runs(path: Path) -> list[History]:
    """Reads the histories that can be read; a run that makes no sense is left out."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return []
        runs = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return []
    if not isinstance(runs, list):
        return []
    return [history for history in map(_history, runs) if history is not None]


def _history(run: Any) -> History | None:
    try:
        recipe = validate(draft_from_json(run["recipe"])).recipe
        columns = [[float(value) for value in run[name]] for name in SERIES]
        run_id = int(run["run_id"])
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    if recipe is None or not columns[0] or len({len(column) for column in columns}) > 1:
        return None
    if any(math.isnan(value) for value in columns[-1]):
        return None
    history = History(run_id=run_id, recipe=recipe)
    for epoch, values in enumerate(zip(*columns, strict=True)):
        numbers = dict(zip(SERIES, values, strict=True))
        history.record(EpochFinished(run_id=run_id, epoch=epoch, **numbers))
    return history
