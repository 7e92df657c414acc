"""Checkpoints after some epochs of a run, log-spaced, within a budget.

From the one before any epoch, training can be repeated up to it, to the bit.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from signs_studio.runs.store.checkpoint_files import is_brought_back
from signs_studio.runs.store.layout import CHECKPOINTS, checkpoint_epochs
from signs_studio.runs.store.ordinary_files import ordinary_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from signs_studio.runs.checkpoint import Checkpoint

BUDGET_BYTES = 64 * 1024 * 1024
"""Of the checkpoints of one run, beside its latest one."""

_RATIO = 2


class CheckpointSeries:
    """The numbered checkpoints of a run's folder. Lives on the thread that writes them.

    Args:
        folder: Of the run; there may be none yet.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / CHECKPOINTS
        self._sizes: dict[int, int] = {}
        for epochs in checkpoint_epochs(self._folder):
            self._sizes[epochs] = ordinary_bytes(self._folder / f"{epochs}.npz")

    @property
    def next_mark(self) -> int:
        """After how many epochs the next one is due."""
        return self.mark_after(max(self._sizes, default=0))

    def mark_after(self, epochs: int) -> int:
        """Returns after how many epochs one is due that follows one after ``epochs``."""
        return max(1, epochs * _RATIO)

    def add(self, checkpoint: Checkpoint, path: Path, *, size: int) -> None:
        """Adds a checkpoint that has just been written, where one is due.

        Raises:
            OSError: It cannot be written.
        """
        brought_back = checkpoint.kept_epochs < checkpoint.epochs
        if checkpoint.epochs < self.next_mark and not brought_back:
            return
        if size > BUDGET_BYTES // 2:
            return
        self._folder.mkdir(exist_ok=True)
        target = self._folder / f"{checkpoint.epochs}.npz"
        target.unlink(missing_ok=True)
        try:
            target.hardlink_to(path)
        except OSError:
            shutil.copyfile(path, target)
        self._sizes[checkpoint.epochs] = size
        while sum(self._sizes.values()) > BUDGET_BYTES and self._drop_one():
            pass

    def _drop_one(self) -> bool:
        """Removes the one that is missed least; False where none may go."""
        epochs = sorted(self._sizes)
        inner = [
            (after / max(before, 1), at)
            for before, at, after in zip(epochs, epochs[1:], epochs[2:], strict=False)
        ]
        for _, at in sorted(inner):
            path = self._folder / f"{at}.npz"
            # What was trained after one that was brought back does not follow from those before.
            if path.exists() and is_brought_back(path):
                continue
            path.unlink(missing_ok=True)
            del self._sizes[at]
            return True
        return False
