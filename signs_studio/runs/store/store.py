"""All kept runs of a home: listed, found, labelled, removed, and gone on with."""

from __future__ import annotations

import json
import os
import platform
import shutil
import stat
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from signs_studio import __version__
from signs_studio.errors import system_reason
from signs_studio.files import write_whole
from signs_studio.messages import Message
from signs_studio.recipe.draft import draft_of
from signs_studio.recipe.draft_json import draft_to_json
from signs_studio.runs.store.epoch_rows import rows_of
from signs_studio.runs.store.keeper import RunKeeper
from signs_studio.runs.store.layout import (
    CHECKPOINTS,
    EPOCHS,
    HEAD,
    IMPORTING,
    LABELS,
    LOCK,
    PROGRESS,
    default_home,
    is_key,
)
from signs_studio.runs.store.locks import is_locked, locked, try_lock
from signs_studio.runs.store.metadata import (
    MAX_NAME_CHARACTERS,
    MAX_NOTE_CHARACTERS,
    RESERVED_NAMES,
    Head,
    StoreError,
    write_json,
)
from signs_studio.runs.store.ordinary_files import read_at_most
from signs_studio.runs.store.progress import progress_of, unknown_findings
from signs_studio.runs.store.stored_run import StoredRun
from signs_studio.runs.store.summary import read_summary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from signs_studio.data.dataset import Dataset
    from signs_studio.runs.record import RunRecord
    from signs_studio.runs.store.metadata import Labels
    from signs_studio.runs.store.summary import RunSummary

_NUMBER, _SETTINGS = "last_number.json", "settings.json"
_REMOVED = "removed"
_NUMBERS_AHEAD = 1000
# What is younger may be on its way: a folder that has no head yet, a file that is written.
_BEING_MADE_S = 60.0
_REMOVED_KEPT_S = 24 * 3600.0


class RunStore:
    """The runs of one home, which any number of processes may share.

    Methods read and write the disk at once; call them on a thread that may wait, but for ``keep``.

    Args:
        home: The folder under which they are; None for the user's own, as of ``default_home``.
            It is made when the first run is kept.
    """

    def __init__(self, home: Path | None = None) -> None:
        self.home = home or default_home()
        self.folder = self.home / "runs"

    # ---- listing

    def summaries(self) -> list[RunSummary]:
        """Returns the runs that can be read, the oldest first."""
        return self.scan()[0]

    def scan(self) -> tuple[list[RunSummary], list[tuple[str, Message]]]:
        """Returns the runs that can be read, the oldest first, and why each of the others cannot.

        Returns:
            The summaries, and the key and a sentence of each that cannot be read.
        """
        found: list[RunSummary] = []
        refused: list[tuple[str, Message]] = []
        for key in self._keys():
            try:
                summary = read_summary(self.folder / key)
            except FileNotFoundError:
                continue  # It is being made, or was removed just now.
            except OSError as error:
                reason = Message("runs", "The run cannot be read: {reason}.")
                refused.append((key, reason.format(reason=system_reason(error))))
            except StoreError as error:
                refused.append((key, error.message))
            else:
                # Of one that was cut short before its first epoch nothing is left to show.
                if summary.epochs or not summary.is_cut_short:
                    found.append(summary)
        found.sort(key=lambda summary: (summary.head.created, summary.head.number))
        return found, refused

    def summary(self, key: str) -> RunSummary:
        """Returns one run.

        Raises:
            StoreError: There is none, or it cannot be read.
        """
        if is_key(key):
            try:
                return read_summary(self.folder / key)
            except FileNotFoundError:
                pass
            except OSError as error:
                reason = Message("runs", "The run cannot be read: {reason}.")
                raise StoreError(reason.format(reason=system_reason(error))) from error
        raise StoreError(
            Message("runs", "There is no run {key} any more: list the runs anew.").format(key=key)
        )

    def open(self, key: str) -> StoredRun:
        """Returns a run to read from.

        Raises:
            StoreError: There is none, or it cannot be read.
        """
        return StoredRun(self.summary(key))

    def disk_bytes(self) -> int:
        """Returns how much room all runs take on the disk."""
        total = 0
        for path in self.folder.rglob("*"):
            with suppress(OSError):
                status = path.lstat()
                if stat.S_ISREG(status.st_mode):
                    # A checkpoint may have two names.
                    total += status.st_size // status.st_nlink
        return total

    # ---- keeping

    def last_number(self) -> int:
        """Returns the largest number that was given to a run; 0 where there is none."""
        try:
            last = json.loads(read_at_most(self.home / _NUMBER, 100))
        except (OSError, ValueError):
            last = None
        if type(last) is int and 0 <= last < 2**31 - 2:
            return last
        return max((number for number in self._numbers() if number < 2**31 - 2), default=0)

    def next_number(self, least: int = 1) -> int:
        """Returns a number that no other run of this home has, of whichever process.

        Args:
            least: Runs that the disk was not told of may have those below it.

        Raises:
            OSError: The home cannot be written to.
        """
        return self._claim_number(lambda last: max(last + 1, least))

    def claim_number(self, wanted: int) -> int:
        """Returns the number that a run has elsewhere, or the next one where that is taken.

        Args:
            wanted: The number.

        Raises:
            OSError: The home cannot be written to.
        """

        def choose(last: int) -> int:
            # A stranger's may be so large that none are left for others.
            is_small = 1 <= wanted <= last + _NUMBERS_AHEAD
            return wanted if is_small and wanted not in self._numbers() else last + 1

        return self._claim_number(choose)

    def keep(
        self,
        record: RunRecord,
        dataset: Dataset,
        *,
        versions: dict[str, str] | None = None,
        on_numbered: Callable[[int], None] | None = None,
        on_trouble: Callable[[str], None] = lambda _reason: None,
    ) -> RunKeeper:
        """Begins to keep a new run; the disk is written to on a thread of its own.

        Args:
            record: Of the run, as it is before its first event; a copy is taken.
            dataset: What it learns from.
            versions: Versions of TensorFlow and others, by name, beside those of this program,
                Python, NumPy and the machine.
            on_numbered: Called on the keeper's thread with the number that the run is given as its
                folder is made, which is that of the record unless others have that one; None where
                the record's is from ``next_number``.
            on_trouble: As of ``RunKeeper``.
        """

        def claim_number() -> int:
            number = self.next_number(record.run_id)
            if on_numbered is not None:
                on_numbered(number)
            return number

        return RunKeeper(
            self.folder / record.key,
            head_of(record, dataset, versions=versions or {}),
            record.copy(),
            claim_number=None if on_numbered is None else claim_number,
            on_trouble=on_trouble,
        )

    def keep_on(
        self, key: str, *, on_trouble: Callable[[str], None] = lambda _reason: None
    ) -> RunKeeper:
        """Begins to keep what follows in a run that is there.

        Raises:
            StoreError: There is none, it cannot be read, or another window or command has it open.
            OSError: Its folder cannot be written to.
        """
        # Before anything is touched: one that a newer version kept is left as it is.
        summary = self.summary(key)
        lock = try_lock(summary.folder / LOCK)
        if lock is None:
            raise _is_open_elsewhere(summary)
        try:
            run = self.open(key)
            record = run.record()
        except BaseException:
            lock.close()
            raise
        return RunKeeper(
            run.summary.folder,
            run.summary.head,
            record,
            lock=lock,
            unknown_findings=unknown_findings(run.summary.progress),
            on_trouble=on_trouble,
        )

    def check_not_open(self, summary: RunSummary) -> None:
        """Sees whether ``keep_on`` would be refused, before anything is prepared for it.

        Raises:
            StoreError: Another window or command has the run open.
        """
        if summary.is_open:
            raise _is_open_elsewhere(summary)

    def add(self, record: RunRecord, head: Head) -> None:
        """Puts a run away of which only the record is known; it cannot be gone on with.

        Raises:
            OSError: It cannot be written.
        """
        folder = self.folder / record.key
        folder.mkdir(parents=True, exist_ok=True)
        progress = progress_of(record)
        progress.has_ended = True
        write_whole(folder / EPOCHS, rows_of(record, 0).tobytes())
        write_json(folder / PROGRESS, progress)
        # The head last: without it there is no run.
        write_json(folder / HEAD, head)

    # ---- changing

    def label(
        self,
        key: str,
        *,
        name: str | None = None,
        note: str | None = None,
        starred: bool | None = None,
    ) -> Labels:
        """Changes what a person wrote to a run; what is None stays.

        Returns:
            All of it as it is now.

        Raises:
            StoreError: There is no such run, a text is too long, or the name is reserved.
            OSError: It cannot be written.
        """
        folder = self.summary(key).folder
        for text, most in ((name, MAX_NAME_CHARACTERS), (note, MAX_NOTE_CHARACTERS)):
            if text is not None and len(text) > most:
                raise StoreError(
                    Message(
                        "runs",
                        "A name may have {name} characters and a note {note}, but it has {came}: "
                        "make it shorter.",
                    ).format(name=MAX_NAME_CHARACTERS, note=MAX_NOTE_CHARACTERS, came=len(text))
                )
        if name is not None and name.strip().casefold() in RESERVED_NAMES:
            raise StoreError(
                Message(
                    "runs",
                    "A run cannot be called “{name}”: commands call the run that was begun last "
                    "“last”, and the one of the best test accuracy “best”.",
                ).format(name=name.strip())
            )
        changed = {"name": name, "note": note, "starred": starred}
        known = {key: value for key, value in changed.items() if value is not None}
        with locked(folder / ".labels.lock"):
            labels = msgspec.structs.replace(read_summary(folder).labels, **known)
            write_json(folder / LABELS, labels)
        return labels

    def remove(self, key: str) -> None:
        """Removes a run, which ``restore`` brings back within a day.

        Raises:
            StoreError: There is none, or a window or a command has it open.
            OSError: It cannot be moved.
        """
        if not is_key(key) or not (self.folder / key).is_dir():
            self.summary(key)
        lock = try_lock(self.folder / key / LOCK)
        if lock is None:
            raise StoreError(
                Message(
                    "runs",
                    "{name} is open in a window or a command: stop it or close it there first.",
                ).format(name=self.summary(key).name)
            )
        with lock:
            removed = self.home / _REMOVED
            removed.mkdir(exist_ok=True)
            if (removed / key).exists():
                # It was removed before, and came back from a file.
                shutil.rmtree(removed / key)
            os.utime(self.folder / key)
            (self.folder / key).rename(removed / key)

    def restore(self, key: str) -> None:
        """Brings a removed run back.

        Raises:
            StoreError: It is not there any more, or is kept again.
            OSError: It cannot be moved.
        """
        removed = self.home / _REMOVED / key
        if not is_key(key) or not removed.is_dir():
            raise StoreError(Message("runs", "The run is gone for good: it cannot be restored."))
        if (self.folder / key).exists():
            raise StoreError(
                Message("runs", "The run is here already: nothing was to be restored.")
            )
        self.folder.mkdir(parents=True, exist_ok=True)
        removed.rename(self.folder / key)

    def removed(self) -> list[RunSummary]:
        """Returns the runs that ``restore`` can bring back and that can be read, the oldest first.

        Their folders are elsewhere: nothing but their names and numbers is to be asked for.
        """
        folder = self.home / _REMOVED
        found = []
        for each in folder.iterdir() if folder.is_dir() else ():
            with suppress(OSError, StoreError):
                found.append(read_summary(each))
        return sorted(found, key=lambda summary: (summary.head.created, summary.head.number))

    def clean_up(self) -> None:
        """Deletes what was removed over a day ago, and what those left behind that were killed."""
        now = time.time()
        removed = self.home / _REMOVED
        for folder in removed.iterdir() if removed.is_dir() else ():
            if is_key(folder.name) and _is_older(folder, now - _REMOVED_KEPT_S):
                shutil.rmtree(folder, ignore_errors=True)
        for folder in self.folder.glob(f"{IMPORTING}*"):
            if _is_older(folder, now - _REMOVED_KEPT_S):
                shutil.rmtree(folder, ignore_errors=True)
        for key in self._keys():
            folder = self.folder / key
            if is_locked(folder / LOCK):
                continue
            was_begun = (folder / HEAD).exists()
            if (not was_begun and _is_older(folder, now - _BEING_MADE_S)) or (
                was_begun and _is_older(folder, now - _REMOVED_KEPT_S) and _is_empty(folder)
            ):
                shutil.rmtree(folder, ignore_errors=True)
            for beside in (*folder.glob(".saving-*"), *folder.glob(f"{CHECKPOINTS}/.saving-*")):
                if _is_older(beside, now - _BEING_MADE_S):
                    beside.unlink(missing_ok=True)

    @property
    def keep_at_most(self) -> int:
        """How many runs are kept, beside those with a star; 0 for all of them."""
        try:
            saved = json.loads(read_at_most(self.home / _SETTINGS, 10_000))
            number = saved["keep_at_most"]
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return 0
        return number if type(number) is int and 0 <= number < 10**6 else 0

    def set_keep_at_most(self, number: int) -> None:
        """Says how many runs are kept; those that are too many go with the next ``prune``.

        Raises:
            OSError: It cannot be written.
        """
        self.home.mkdir(parents=True, exist_ok=True)
        write_whole(self.home / _SETTINGS, json.dumps({"keep_at_most": number}).encode("ascii"))

    def prune(self) -> list[str]:
        """Removes the oldest runs that are too many, and returns their keys."""
        most = self.keep_at_most
        runs = [each for each in self.summaries() if not each.labels.starred] if most else []
        gone = []
        for each in runs[: max(len(runs) - most, 0)]:
            with suppress(OSError, StoreError):
                self.remove(each.key)
                gone.append(each.key)
        return gone

    def _claim_number(self, choose: Callable[[int], int]) -> int:
        """Returns what is chosen, given the last number, while no other process chooses."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with locked(self.home / ".number.lock"):
            last = self.last_number()
            number = choose(last)
            write_whole(self.home / _NUMBER, json.dumps(max(last, number)).encode("ascii"))
        return number

    def _numbers(self) -> set[int]:
        return {each.head.number for each in self.summaries()}

    def _keys(self) -> Iterable[str]:
        try:
            return sorted(path.name for path in self.folder.iterdir() if is_key(path.name))
        except OSError:
            return ()


def _is_open_elsewhere(summary: RunSummary) -> StoreError:
    return StoreError(
        Message(
            "runs", "{name} is open in another window or command: end it there, then go on."
        ).format(name=summary.name)
    )


def _is_empty(folder: Path) -> bool:
    """Returns whether a run was cut short before its first epoch: no list shows it."""
    if (folder / EPOCHS).exists():
        return False
    try:
        return read_summary(folder).is_cut_short
    except (OSError, StoreError):
        return False


def _is_older(path: Path, than: float) -> bool:
    try:
        return path.lstat().st_mtime < than
    except OSError:
        return False


def head_of(record: RunRecord, dataset: Dataset, *, versions: dict[str, str]) -> Head:
    """Returns what is written once of a run that begins now."""
    return Head(
        key=record.key,
        number=record.run_id,
        created=time.time(),
        recipe=draft_to_json(draft_of(record.recipe)),
        origin=record.origin,
        opened_from=dataset.opened_from,
        class_names=list(dataset.class_names),
        picture_shape=dataset.picture_shape,
        picture_dtype="uint8" if dataset.train_x.dtype == np.uint8 else "float32",
        train_count=len(dataset.train_y),
        test_count=len(dataset.test_y),
        versions={
            "signs_studio": __version__,
            "python": platform.python_version(),
            "numpy": np.__version__,
            "platform": f"{sys.platform} {platform.machine()}",
            **versions,
        },
    )
