"""Files of runs as earlier versions wrote them, whose store was one file."""

import base64
import json
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from signs_studio.recipe.draft import draft_of, validate
from signs_studio.recipe.draft_json import draft_to_json
from signs_studio.recipe.presets import PRESETS
from signs_studio.runs.record import SERIES, DataReference, RunRecord


def run(
    run_id: int = 1, epochs: int = 3, *, preset: str = "article", diverged: bool = False
) -> RunRecord:
    """A run with numbers as a real one may have."""
    recipe = validate(PRESETS[preset].draft).recipe
    assert recipe is not None
    values = np.random.default_rng(run_id).random((len(SERIES), epochs))
    values[:2] *= 1e3
    return RunRecord.restored(
        run_id=run_id,
        recipe=recipe,
        origin=DataReference(f"signs {run_id} “ü”", f"/pictures/{run_id}/\udcff"),
        values=values,
        diverged=diverged,
        device=f"card {run_id}",
    )


def entry(record: RunRecord) -> dict[str, Any]:
    """A run as a file holds it."""
    findings = [(f.kind, f.epoch, f.layer, dict(f.values)) for f in record.findings]
    numbers = {name: record.series(name).astype("<f8").tobytes() for name in SERIES}
    packed = {"diagnostics": record.diagnostics.to_bytes(), **numbers}
    return {
        "key": record.key,
        "run_id": record.run_id,
        "schema_version": 1,
        "recipe": draft_to_json(draft_of(record.recipe)),
        "origin": msgspec.to_builtins(record.origin),
        "device": record.device,
        "changes": [(change.epoch, change.field, change.value) for change in record.changes],
        "findings": msgspec.to_builtins(findings),
        "diverged": record.diverged,
        "last_epoch": record.last_epoch,
        "end": msgspec.to_builtins(record.end),
        **{name: base64.b64encode(content).decode() for name, content in packed.items()},
    }


def write_runs(path: Path, *runs: RunRecord | dict[str, Any]) -> None:
    """Writes a file of runs; its folder is made where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    entries = [entry(each) if isinstance(each, RunRecord) else each for each in runs]
    path.write_text("[\n" + ",\n".join(map(json.dumps, entries)) + "\n]")


def assert_same(loaded: RunRecord, saved: RunRecord) -> None:
    """All that is known of two runs is the same."""
    assert loaded.run_id == saved.run_id
    assert loaded.recipe == saved.recipe
    assert loaded.origin == saved.origin
    assert loaded.diverged == saved.diverged
    assert loaded.device == saved.device
    assert loaded.changes == saved.changes
    assert loaded.findings == saved.findings
    assert (loaded.last_epoch, loaded.end) == (saved.last_epoch, saved.end)
    assert loaded.kept_epochs == saved.kept_epochs
    assert repr([*loaded.diagnostics]) == repr([*saved.diagnostics])  # NaN is not equal to itself.
    for name in SERIES:
        np.testing.assert_array_equal(loaded.series(name), saved.series(name), strict=True)
