"""A run as one file, to be taken to another machine: a zip of its folder, without its lock."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from signs_studio.data.plain_text import plain_lines, plain_names, plain_text
from signs_studio.files import replacing
from signs_studio.messages import Message
from signs_studio.runs.store.checkpoint_files import read_checkpoint
from signs_studio.runs.store.layout import (
    CHECKPOINTS,
    EPOCHS,
    HEAD,
    IMPORTING,
    LABELS,
    LATEST_CHECKPOINT,
    PREDICTIONS,
    PROGRESS,
    checkpoint_epochs,
)
from signs_studio.runs.store.metadata import (
    MAX_JSON_BYTES,
    MAX_NAME_CHARACTERS,
    MAX_NOTE_CHARACTERS,
    Head,
    StoreError,
    parse_json,
    write_json,
)
from signs_studio.runs.store.ordinary_files import open_ordinary, open_stored_zip
from signs_studio.runs.store.stored_run import StoredRun
from signs_studio.runs.store.summary import read_summary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signs_studio.runs.store.store import RunStore
    from signs_studio.runs.store.summary import RunSummary

_NAMES = frozenset({HEAD, PROGRESS, LABELS, EPOCHS, PREDICTIONS, LATEST_CHECKPOINT})
_NUMBERED = re.compile(rf"{CHECKPOINTS}/[1-9][0-9]{{0,9}}\.npz")
_MAX_MEMBERS = 256
_MAX_CLASS_CHARACTERS, _MAX_SOURCE_CHARACTERS = 60, 4096


class RunIsHereError(StoreError):
    """Raised where the run of a file is kept here already.

    Attributes:
        key: Of the run.
    """

    def __init__(self, message: Message, key: str) -> None:
        super().__init__(message)
        self.key = key


def export_run(store: RunStore, key: str, path: Path) -> None:
    """Writes a run into one file, replacing what was there; it may be trained meanwhile.

    Raises:
        StoreError: There is no such run, or it cannot be read.
        OSError: A file cannot be read or written.
    """
    folder = store.summary(key).folder
    with (
        replacing(path) as (beside,),
        beside.open("wb") as file,
        zipfile.ZipFile(file, "w") as archive,
    ):
        for source in _files_of(folder):
            _add(archive, source, source.relative_to(folder).as_posix())


def import_run(store: RunStore, path: Path) -> RunSummary:
    """Takes a run from a file, which is read as a stranger's.

    All of it is read into a folder beside the runs, checked there, and put among them at last. It
    keeps its number, unless another run has it.

    Raises:
        RunIsHereError: The run is here already, and stays as it is.
        StoreError: The file makes no sense, or a newer version wrote it.
        OSError: It cannot be read, or the home cannot be written to.
    """
    try:
        with open_stored_zip(path, most_members=_MAX_MEMBERS) as archive:
            members = {each.filename: each for each in archive.infolist()}
            if HEAD not in members or not all(map(_is_member, members)):
                raise ValueError("no run")
            head = _read_head(archive, members[HEAD])
            store.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=IMPORTING, dir=store.folder) as place:
                folder = Path(place) / head.key
                _extract(archive, folder)
                _check(folder)
                return _take_over(store, folder)
    except ValueError:
        raise StoreError(
            Message(
                "runs",
                "{file} holds no run that can be read: it is damaged, or something else. Export "
                "the run again where it was trained.",
            ).format(file=plain_text(path.name))
        ) from None


def _files_of(folder: Path) -> Iterator[Path]:
    """Yields the files of a run, so that none knows of less than one that came before it."""
    yield folder / LATEST_CHECKPOINT
    for epochs in checkpoint_epochs(folder / CHECKPOINTS):
        yield folder / CHECKPOINTS / f"{epochs}.npz"
    yield from (folder / name for name in (EPOCHS, PREDICTIONS, PROGRESS, LABELS, HEAD))


def _add(archive: zipfile.ZipFile, source: Path, name: str) -> None:
    try:
        file = open_ordinary(source)
    except FileNotFoundError:
        return  # Not every run has all of them, and checkpoints come and go.
    with file:
        member = zipfile.ZipInfo(name)
        # Of one that grows, as much as there is now.
        member.file_size = os.fstat(file.fileno()).st_size
        left = member.file_size
        with archive.open(member, "w") as target:
            while left and (some := file.read(min(left, 1 << 20))):
                target.write(some)
                left -= len(some)


def _is_member(name: str) -> bool:
    return name in _NAMES or _NUMBERED.fullmatch(name) is not None


def _read_head(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Head:
    if member.file_size > MAX_JSON_BYTES:
        raise ValueError("too large")
    return parse_json(archive.read(member), Head)


def _extract(archive: zipfile.ZipFile, folder: Path) -> None:
    (folder / CHECKPOINTS).mkdir(parents=True)
    for member in archive.infolist():
        with archive.open(member) as source, (folder / member.filename).open("xb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
            target.flush()
            os.fsync(target.fileno())


def _check(folder: Path) -> None:
    """Reads all of a run.

    Raises:
        StoreError: Some of it makes no sense.
    """
    run = StoredRun(read_summary(folder))
    run.record()
    for epoch in range(run.summary.epochs):
        run.probabilities(epoch)
    checkpoints = [folder / CHECKPOINTS / f"{epochs}.npz" for epochs in run.checkpoint_epochs()]
    for path in (folder / LATEST_CHECKPOINT, *checkpoints):
        if path.exists():
            read_checkpoint(path, run.summary.head)


def _take_over(store: RunStore, folder: Path) -> RunSummary:
    summary = read_summary(folder)
    if (store.folder / summary.key).exists():
        raise _is_here(store.summary(summary.key), summary)
    head, progress, labels = summary.head, summary.progress, summary.labels
    head.number = store.claim_number(head.number)
    head.class_names = list(plain_names(head.class_names, _MAX_CLASS_CHARACTERS))
    head.origin = replace(
        head.origin,
        name=plain_text(head.origin.name),
        source=plain_text(head.origin.source, _MAX_SOURCE_CHARACTERS),
    )
    head.versions = {plain_text(name): plain_text(text) for name, text in head.versions.items()}
    # Nobody trains it here, and it was not cut short here.
    progress.has_ended = True
    progress.device = plain_text(progress.device)
    name = plain_text(labels.name, MAX_NAME_CHARACTERS)
    note = plain_lines(labels.note)[:MAX_NOTE_CHARACTERS]
    write_json(folder / HEAD, head)
    write_json(folder / PROGRESS, progress)
    write_json(folder / LABELS, msgspec.structs.replace(labels, name=name, note=note))
    try:
        folder.rename(store.folder / summary.key)
    except OSError:
        if (store.folder / summary.key).exists():
            raise _is_here(store.summary(summary.key), summary) from None
        raise
    return store.summary(summary.key)


def _is_here(here: RunSummary, there: RunSummary) -> RunIsHereError:
    if here.epochs < there.epochs:
        message = Message(
            "runs",
            "{name} is here already, after {here} epochs, and the file has {there} of them. To "
            "have those, remove the one that is here, then open the file again.",
        ).format(name=here.name, here=here.epochs, there=there.epochs)
    else:
        message = Message("runs", "{name} is here already.").format(name=here.name)
    return RunIsHereError(message, here.key)
