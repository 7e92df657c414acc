"""The files of a dataset in the SIGNS layout: one, or two side by side."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from signs_studio.data.plain_text import plain_names, plain_text
from signs_studio.errors import DataError, system_reason
from signs_studio.messages import Message

if TYPE_CHECKING:
    from pathlib import Path

_PART = re.compile(r"(train|test)(_.*\.(?:h5|hdf5))", re.DOTALL)


def find_signs_files(path: Path) -> tuple[Path, Path | None]:
    """Find the file with the training pictures and, where there are two, the one with the tests.

    Args:
        path: A file of any name, one of ``train_*.h5`` and ``test_*.h5`` with the other beside it
            under the same ending, or the folder that holds them; ``.hdf5`` serves as well.

    Returns:
        The training file and the test file; or the only file, and None.

    Raises:
        DataError: A folder holds no training file, several, or a test file of another ending only;
            or it cannot be listed.
    """
    try:
        is_folder = path.is_dir()
    except OSError:
        # Opening it will say what is the matter.
        return path, None
    if is_folder:
        return _find_in_folder(path)
    part = _PART.fullmatch(path.name)
    if part is None:
        return path, None
    train, test = path.with_name("train" + part[2]), path.with_name("test" + part[2])
    other = test if part[1] == "train" else train
    # A broken link is no reason to go on without the other file.
    if not os.path.lexists(other):
        return path, None
    return train, test


def _find_in_folder(folder: Path) -> tuple[Path, Path | None]:
    endings: dict[str, set[str]] = {"train": set(), "test": set()}
    shown = plain_text(folder.name) or Message("data", "The folder")
    try:
        entries = [entry.name for entry in folder.iterdir()]
    except OSError as error:
        raise DataError(
            Message(
                "data",
                "{shown} is a folder that cannot be read ({reason}). Ask for the right "
                "to read it, or choose another.",
            ).format(shown=shown, reason=system_reason(error))
        ) from error
    for entry in entries:
        part = _PART.fullmatch(entry)
        if part is not None:
            endings[part[1]].add(part[2])
    trains = sorted(endings["train"])
    if not trains:
        raise DataError(
            Message(
                "data",
                "{shown} holds no train_*.h5, which was expected, with test_*.h5 beside "
                "it. Choose another folder, or the file itself.",
            ).format(shown=shown)
        )
    if len(trains) > 1:
        names = ", ".join(plain_names(("train" + ending for ending in trains[:4]), 40))
        raise DataError(
            Message(
                "data",
                "{shown} holds {trains} training files ({names}) where one was expected. "
                "Choose the file itself.",
            ).format(shown=shown, trains=len(trains), names=names)
        )
    train = folder / f"train{trains[0]}"
    if trains[0] in endings["test"]:
        return train, folder / f"test{trains[0]}"
    if endings["test"]:
        found = plain_text("test" + min(endings["test"]), 40)
        raise DataError(
            Message(
                "data",
                "{shown} holds {name} and {found} where the same ending was expected. "
                "Rename one, or choose the training file itself to go without the other.",
            ).format(shown=shown, name=plain_text(train.name), found=found)
        )
    return train, None
