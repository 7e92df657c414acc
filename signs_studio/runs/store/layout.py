"""Names of the files of a run's folder, and the place of all of them.

A folder holds:

- ``run.json``: what the run is, written once, as its first epoch begins (``metadata.Head``);
- ``progress.json``: how far it is, replaced as it goes (``metadata.Progress``);
- ``labels.json``: what a person wrote to it (``metadata.Labels``);
- ``epochs.bin``: numbers of every epoch, a row each (``epoch_rows``);
- ``predictions.bin``: probabilities of the test pictures after every epoch (``prediction_rows``);
- ``checkpoint.npz``: what training goes on from, and in ``checkpoints/`` those after some epochs
  (``checkpoint_files``);
- ``lock``: locked by the process that trains the run.

The two files of rows only grow: one that is killed while it is written ends in a part of a row,
which is left out. All others are written beside and replaced.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import platformdirs

HOME_VARIABLE = "SIGNS_STUDIO_HOME"
"""Environment variable that names another home."""

HEAD, PROGRESS, LABELS = "run.json", "progress.json", "labels.json"
EPOCHS, PREDICTIONS = "epochs.bin", "predictions.bin"
LATEST_CHECKPOINT, CHECKPOINTS = "checkpoint.npz", "checkpoints"
LOCK = "lock"
RUN_FILE_SUFFIX = ".signsrun"
"""Ending of the names of files that hold a whole run."""
IMPORTING = ".importing-"
"""Beginning of the names of folders in which runs are read from files before they are kept."""

_KEY = re.compile("[0-9a-f]{16}")
_EPOCHS = re.compile("[1-9][0-9]{0,9}")


def default_home() -> Path:
    """Returns the folder under which the user's runs are kept; it may not be there yet."""
    named = os.environ.get(HOME_VARIABLE)
    if named:
        return Path(named).expanduser().absolute()
    return platformdirs.user_data_path("signs-studio", appauthor=False)


def is_key(name: str) -> bool:
    """Returns whether a folder of this name may be a run's."""
    return _KEY.fullmatch(name) is not None


def checkpoint_epochs(folder: Path) -> list[int]:
    """Returns after how many epochs there are checkpoints in a run's ``CHECKPOINTS``, ascending."""
    names = [path.stem for path in folder.glob("*.npz")] if folder.is_dir() else []
    return sorted(int(name) for name in names if _EPOCHS.fullmatch(name))
