"""The last runs, kept from one opening of the window to the next, in one JSON file.

The file is a list with one run a line, so that a line that is damaged is all that is lost. Several
windows may change it at a time: each adds its own runs to what is there, under a lock.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import itertools
import json
import re
import shutil
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from signs_studio.errors import RecipeError
from signs_studio.files import write_whole
from signs_studio.messages import Message
from signs_studio.recipe.changes import Change, with_changes
from signs_studio.recipe.draft import draft_of, validate
from signs_studio.recipe.saved import draft_from_json, draft_to_json
from signs_studio.runs.findings import Finding, FindingKind
from signs_studio.runs.record import SERIES, DataReference, RunRecord

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from signs_studio.recipe.settings import Recipe

MAX_RUNS = 12
"""Two windows' worth."""
# Some 300,000 epochs in one run, and always room for half as many in others: read in a blink, for
# the window waits for it.
MAX_BYTES_A_RUN = 16 * 1024 * 1024
MAX_BYTES = 24 * 1024 * 1024
LOCK_TRIES, LOCK_WAIT_S = 200, 0.01
_LARGEST_RUN_ID = 2**31
_CHUNK_BYTES = 3 * 2**15
_KEY = re.compile("[0-9a-f]{16}")
_HEAD = re.compile(rb'\{"key": "([0-9a-f]{16})", "run_id": ([1-9][0-9]{0,9}), ')


@dataclass(frozen=True)
class _Entry:
    """A run as the file holds it.

    Attributes:
        key: As of ``RunRecord``.
        run_id: As of ``RunRecord``; 0 where it is none.
        line: All of it, in JSON.
    """

    key: str
    run_id: int
    line: bytes


def save_runs(path: Path, histories: Sequence[RunRecord]) -> list[RunRecord]:
    """Adds runs to those in the file; what it holds of the same runs gives way.

    A run whose number another window has given in the meantime gets another one in the file.

    Args:
        path: The file; its folder is made where it is missing.
        histories: Oldest first. Of more than ``MAX_RUNS`` or ``MAX_BYTES`` in all, the oldest in
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
        for history in histories:
            before = entries.get(history.key)
            taken = {entry.run_id for entry in entries.values() if entry is not before}
            wanted = before.run_id if before is not None else history.run_id
            entry = _entry(history, run_id=_free_run_id(wanted, taken))
            if len(entry.line) > MAX_BYTES_A_RUN:
                too_long.append(history)
            else:
                entries[history.key] = entry
        lines = _lines_that_fit([entry.line for entry in entries.values()])
        write_whole(path, b"[\n" + b",\n".join(lines) + b"\n]")
    return too_long


def load_runs(path: Path) -> list[RunRecord]:
    """Reads the histories that can be read, oldest first; a run that makes no sense is left out."""
    try:
        entries, _ = _parse(_read(path))
    except OSError:
        return []
    histories: list[RunRecord] = []
    for entry in entries:
        try:
            history = _history(json.loads(entry.line), key=entry.key)
        except (ValueError, RecursionError):
            continue
        if history is not None:
            histories.append(history)
    return histories


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
        shutil.copyfile(path, beside)


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


def _entry(history: RunRecord, *, run_id: int) -> _Entry:
    facts = {
        "key": history.key,
        "run_id": run_id,
        "recipe": draft_to_json(draft_of(history.recipe)),
        "origin": asdict(history.origin),
        "device": history.device,
        "changes": [[c.epoch, c.field, c.value] for c in history.changes],
        "findings": [[f.kind, f.epoch, f.layer, dict(f.values)] for f in history.findings],
        "diverged": history.diverged,
    }
    pieces = [json.dumps(facts).encode("ascii").removesuffix(b"}")]
    # Numbers go in as bytes: as decimals, 100,000 epochs took over a second to write. Some at a
    # time: while they are encoded, no other thread runs Python.
    for name in SERIES:
        numbers = history.series(name).astype("<f8").tobytes()
        pieces.append(f', "{name}": "'.encode("ascii"))
        pieces += [
            base64.b64encode(numbers[start : start + _CHUNK_BYTES])
            for start in range(0, len(numbers), _CHUNK_BYTES)
        ]
        pieces.append(b'"')
    return _Entry(history.key, run_id, b"".join([*pieces, b"}"]))


def _history(run: Any, *, key: str) -> RunRecord | None:
    try:
        run_id = run["run_id"]
        recipe = validate(draft_from_json(run["recipe"])).recipe
        data = run["origin"]
        # The first versions knew no fingerprint, and no changes, findings and device.
        origin = DataReference(data["name"], data["source"], data.get("fingerprint", ""))
        diverged = run["diverged"]
        device = run.get("device", "")
        changes = [Change(*change) for change in run.get("changes", [])]
        # The first versions kept a sentence in the place of the values, in one language.
        findings = [
            Finding(FindingKind(kind), epoch, layer, tuple(values.items()))
            for kind, epoch, layer, values in run.get("findings", [])
            if type(values) is not str
        ]
        values = np.stack([_numbers(run[name]) for name in SERIES])
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    if type(run_id) is not int or not 0 < run_id < _LARGEST_RUN_ID or recipe is None:
        return None
    texts = (origin.name, origin.source, origin.fingerprint, device)
    if type(diverged) is not bool or set(map(type, texts)) != {str}:
        return None
    if not _can_be_made(changes, recipe, epochs=values.shape[1]):
        return None
    if not all(_makes_sense(finding, recipe, epochs=values.shape[1]) for finding in findings):
        return None
    history = RunRecord.restored(
        run_id=run_id,
        recipe=recipe,
        origin=origin,
        values=values,
        diverged=diverged,
        key=key,
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
    are_numbers = all(type(value) in (int, float) for _, value in finding.values)
    return known_layer and known_epoch and are_numbers and finding.is_whole


def _numbers(text: str) -> NDArray[np.float64]:
    return np.frombuffer(base64.b64decode(text, validate=True), "<f8").astype(np.float64)
