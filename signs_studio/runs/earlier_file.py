"""The last runs, kept from one opening of the window to the next, in one JSON file.

The file is a list with one run a line, so that a line that is damaged is all that is lost. Several
windows may change it at a time: each adds its own runs to what is there, under a lock. Weights are
not kept.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import itertools
import json
import math
import re
import shutil
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import numpy as np
import platformdirs

from signs_studio.errors import RecipeError
from signs_studio.files import replacing, write_whole
from signs_studio.messages import Message
from signs_studio.recipe.changes import Change, with_changes
from signs_studio.recipe.draft import draft_of, validate
from signs_studio.recipe.draft_json import current_name, draft_from_json, draft_to_json
from signs_studio.runs.diagnostics import DiagnosticsLog
from signs_studio.runs.events import RunFinished
from signs_studio.runs.findings import Finding, FindingKind
from signs_studio.runs.record import SERIES, DataReference, RunRecord

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from signs_studio.recipe.recipe import Recipe

FILE_NAME = "runs.json"
MAX_RUNS = 12
"""Two windows' worth."""
# Some 300,000 epochs in one run, half as many with diagnostics, and always room for half as many in
# others: read in a blink, for the window waits for it.
MAX_BYTES_A_RUN = 16 * 1024 * 1024
MAX_BYTES = 24 * 1024 * 1024
LOCK_TRIES, LOCK_WAIT_S = 200, 0.01
_LARGEST_RUN_ID = 2**31
_SCHEMA_VERSION = 1
# A multiple of three: the chunks' base 64 is that of the whole.
_CHUNK_BYTES = 3 * 2**15
_KEY = re.compile("[0-9a-f]{16}")
_HEAD = re.compile(rb'\{"key": "([0-9a-f]{16})", "run_id": ([1-9][0-9]{0,9}), ')


@dataclass(frozen=True)
class _Entry:
    """A line of the file.

    Attributes:
        key: As of ``RunRecord``.
        run_id: As of ``RunRecord``; 0 where it is none.
        line: All of it, in JSON.
    """

    key: str
    run_id: int
    line: bytes


class _SavedRun(msgspec.Struct, kw_only=True):
    """A run as the file holds it; the first versions left out what has a default.

    Attributes:
        key: As of ``RunRecord``, and so are others of the same name.
        schema_version: A run of a newer one is not read, and stays as it is in the file.
        recipe: As of ``draft_to_json``.
        changes: Epoch, field and value of each.
        findings: Kind, epoch, layer and values of each.
        end: How its last training ended; None where it broke off, or nobody knows.
        diagnostics: Of every epoch, as of ``DiagnosticsLog.to_bytes``; empty where there are none.
        cost: Of every epoch, as little-endian float64; and so are the other series. As bytes: as
            decimals, 100,000 epochs took over a second to write.
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


def runs_file() -> Path:
    """Returns the file in which the user's runs are kept, where this system keeps such files."""
    return platformdirs.user_data_path("signs-studio", appauthor=False) / FILE_NAME


def save_runs(path: Path, records: Sequence[RunRecord]) -> list[RunRecord]:
    """Adds runs to those in the file; what it holds of the same runs gives way.

    A run whose number another window has given in the meantime gets another one in the file.

    Args:
        path: The file; its folder is made where it is missing.
        records: Oldest first. Of more than ``MAX_RUNS`` or ``MAX_BYTES`` in all, the oldest in
            the file are left out.

    Returns:
        Those that are too long to be kept.

    Raises:
        OSError: The file cannot be read or written, or another program does not let go of it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    too_long = []
    with _locked(path):
        entries = {entry.key: entry for entry in _entries_to_keep(path)}
        for record in records:
            before = entries.get(record.key)
            taken = {entry.run_id for entry in entries.values() if entry is not before}
            wanted = before.run_id if before is not None else record.run_id
            run_id = _free_run_id(wanted, taken)
            entry = _entry(record, run_id=run_id)
            if len(entry.line) > MAX_BYTES_A_RUN:
                entry = _entry(record, run_id=run_id, with_diagnostics=False)
            if len(entry.line) > MAX_BYTES_A_RUN:
                too_long.append(record)
            else:
                entries[record.key] = entry
        lines = _lines_that_fit([entry.line for entry in entries.values()])
        write_whole(path, b"[\n" + b",\n".join(lines) + b"\n]")
    return too_long


def load_runs(path: Path) -> list[RunRecord]:
    """Reads the records that can be read, oldest first; a run that makes no sense is left out."""
    try:
        entries, _ = _parse(_read(path))
    except OSError:
        return []
    found = (_record(entry.line, key=entry.key) for entry in entries)
    return [record for record in found if record is not None]


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Holds the lock that every window takes which changes the file."""
    with path.with_name(f".{path.name}.lock").open("ab") as lock:
        for _ in range(LOCK_TRIES):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(LOCK_WAIT_S)
            except OSError:
                # A file system without locks: what is written is whole all the same.
                break
            else:
                break
        else:
            reason = Message("runs", "another window is saving and does not come to an end")
            raise OSError(None, str(reason), str(path))
        yield


def _entries_to_keep(path: Path) -> list[_Entry]:
    """Returns the entries of the file; one that is damaged is kept beside what is written anew."""
    entries, is_sound = _parse(_read(path))
    if not is_sound:
        _keep_damaged(path, path.with_name(f"{path.name}.damaged"))
    return entries


def _keep_damaged(path: Path, beside: Path) -> None:
    """Gives the file a second name, under which it stays when another takes its first."""
    beside.unlink(missing_ok=True)
    try:
        beside.hardlink_to(path)
    except OSError:
        # A file system without links; on a full disk nothing is written anew either.
        with replacing(beside) as (copied,):
            shutil.copyfile(path, copied)


def _read(path: Path) -> bytes:
    """Returns what the file holds; no more than is ever written, nothing where it is no file."""
    if not path.is_file():
        return b""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _parse(content: bytes) -> tuple[list[_Entry], bool]:
    """Finds the runs in a file.

    Returns:
        The entries, and whether they are all that the file holds.
    """
    if not content:
        return [], True
    if len(content) > MAX_BYTES:
        return [], False
    lines = content.split(b"\n")
    if lines[0] == b"[":
        found = [_parse_line(line.removesuffix(b",")) for line in lines[1:] if line != b"]"]
        is_whole = lines[-1] == b"]"
    else:
        # The first versions wrote all runs in one line.
        try:
            runs = json.loads(content)
        except (ValueError, RecursionError):
            return [], False
        found = [_entry_of(run) for run in runs] if isinstance(runs, list) else [None]
        is_whole = True
    entries = [entry for entry in found if entry is not None]
    return entries, is_whole and len(entries) == len(found)


def _parse_line(line: bytes) -> _Entry | None:
    # Only the head is read: while a large run is parsed, no other thread runs Python.
    head = _HEAD.match(line)
    if head is not None and line.endswith(b"}"):
        return _Entry(head[1].decode("ascii"), int(head[2]), line)
    try:
        return _entry_of(json.loads(line))
    except (ValueError, RecursionError):
        return None


def _entry_of(run: object) -> _Entry | None:
    if not isinstance(run, dict):
        return None
    line = json.dumps(run).encode("ascii")
    key, run_id = run.get("key"), run.get("run_id")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        # The first versions knew none: every window that reads such a run gives it the same.
        key = hashlib.sha256(line).hexdigest()[:16]
    return _Entry(key, run_id if type(run_id) is int else 0, line)


def _free_run_id(wanted: int, taken: set[int]) -> int:
    free = itertools.chain([wanted, max(taken, default=0) + 1], itertools.count(1))
    return next(i for i in free if 0 < i < _LARGEST_RUN_ID and i not in taken)


def _lines_that_fit(lines: Sequence[bytes]) -> list[bytes]:
    """Leaves out the oldest of more than fits; one that is large does not keep smaller ones out."""
    kept: list[bytes] = []
    bytes_left = MAX_BYTES - len(b"[]")
    for line in reversed(lines[-MAX_RUNS:]):
        needed = len(line) + len(b",\n")
        if needed <= bytes_left:
            kept.insert(0, line)
            bytes_left -= needed
    return kept


def _entry(record: RunRecord, *, run_id: int, with_diagnostics: bool = True) -> _Entry:
    end = record.end
    changes: list[Any] = [(change.epoch, change.field, change.value) for change in record.changes]
    packed = {name: record.series(name).astype("<f8").tobytes() for name in SERIES}
    packed["diagnostics"] = record.diagnostics.to_bytes() if with_diagnostics else b""
    left_out: dict[str, Any] = dict.fromkeys(packed, b"")
    saved = _SavedRun(
        key=record.key,
        run_id=run_id,
        recipe=draft_to_json(draft_of(record.recipe)),
        origin=record.origin,
        device=record.device,
        changes=changes,
        findings=[(f.kind, f.epoch, f.layer, dict(f.values)) for f in record.findings],
        diverged=record.diverged,
        last_epoch=record.last_epoch,
        end=end if isinstance(end, RunFinished) and _is_of_run(end, len(record)) else None,
        **left_out,
    )
    facts = {k: value for k, value in msgspec.to_builtins(saved).items() if k not in packed}
    # By Python's own JSON: a path may hold bytes that are no text, which msgspec does not write.
    pieces = [json.dumps(facts, allow_nan=False).encode("ascii").removesuffix(b"}")]
    # Some bytes at a time: while they are encoded, no other thread runs Python.
    for name, numbers in packed.items():
        starts = range(0, len(numbers), _CHUNK_BYTES)
        chunks = (base64.b64encode(numbers[start : start + _CHUNK_BYTES]) for start in starts)
        pieces += [f', "{name}": "'.encode("ascii"), *chunks, b'"']
    return _Entry(record.key, run_id, b"".join([*pieces, b"}"]))


def _record(line: bytes, *, key: str) -> RunRecord | None:
    """Returns the run of a line; None where it makes no sense."""
    try:
        saved = msgspec.convert(json.loads(line), _SavedRun)
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
