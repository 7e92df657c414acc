"""A kept run as one line of a list: all that is known without reading its epochs."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from signs_studio.messages import Message
from signs_studio.runs.events import FinishReason
from signs_studio.runs.run_names import run_name
from signs_studio.runs.store.epoch_rows import count_rows
from signs_studio.runs.store.layout import EPOCHS, HEAD, LABELS, LOCK, PROGRESS
from signs_studio.runs.store.locks import is_locked
from signs_studio.runs.store.metadata import (
    Head,
    Labels,
    Progress,
    StoreError,
    damaged_file,
    is_possible,
    read_json,
)
from signs_studio.runs.store.recipes import read_recipe

if TYPE_CHECKING:
    from pathlib import Path

    from signs_studio.recipe.recipe import Recipe


class RunSummary:
    """A kept run, as its small files say.

    Attributes:
        folder: Of the run.
        head: What the run is.
        progress: How far it was when that was written last.
        labels: What a person wrote to it.
        written: When its progress was written last, in seconds since 1970.
        is_open: Whether a window or a command has it open at this moment, and may train it.
    """

    def __init__(
        self,
        folder: Path,
        head: Head,
        *,
        progress: Progress,
        labels: Labels,
        written: float,
        is_open: bool,
    ) -> None:
        self.folder = folder
        self.head = head
        self.progress = progress
        self.labels = labels
        self.written = written
        self.is_open = is_open

    @property
    def key(self) -> str:
        """Names the run among all others: 16 hexadecimal digits."""
        return self.head.key

    @property
    def name(self) -> str:
        """The name that a person gave, or "Run 7"."""
        return self.labels.name or str(run_name(self.head.number))

    @property
    def is_cut_short(self) -> bool:
        """Whether the process that trained it ended before its training did."""
        return not self.progress.has_ended and not self.is_open

    @property
    def state(self) -> str:
        """A word for programs: "running", "cut_short", "ended", or how it ended.

        The last is a value of ``FinishReason``; "ended" is said where nobody knows it.
        """
        progress = self.progress
        if not progress.has_ended:
            return "running" if self.is_open else "cut_short"
        if progress.end is not None:
            return progress.end.reason.value
        return FinishReason.DIVERGED.value if progress.diverged else "ended"

    @cached_property
    def epochs(self) -> int:
        """Epochs that are kept."""
        if self.progress.has_ended:
            return self.progress.epochs
        layers = self.head.recipe.get("layers")
        count = len(layers) if isinstance(layers, list) else 0
        return count_rows(self.folder / EPOCHS, layers=count + 1)

    @cached_property
    def recipe(self) -> Recipe | None:
        """What was trained at first; None where that cannot be read."""
        try:
            return read_recipe(self.head.recipe)
        except ValueError:
            return None


def read_summary(folder: Path) -> RunSummary:
    """Reads the small files of a run.

    Raises:
        OSError: It has no head, or that cannot be read.
        StoreError: Something makes no sense, or a newer version wrote it.
    """
    head = read_json(folder / HEAD, Head)
    if head.key != folder.name:
        raise StoreError(
            Message("runs", "The run's folder “{name}” is another run's.").format(name=folder.name)
        )
    try:
        progress = read_json(folder / PROGRESS, Progress)
        written = (folder / PROGRESS).stat().st_mtime
    except FileNotFoundError:
        progress, written = Progress(), head.created
    if progress.end is not None and not is_possible(progress.end):
        raise damaged_file(folder / PROGRESS)
    try:
        labels = read_json(folder / LABELS, Labels)
    except FileNotFoundError:
        labels = Labels()
    return RunSummary(
        folder,
        head,
        progress=progress,
        labels=labels,
        written=written,
        is_open=is_locked(folder / LOCK),
    )
