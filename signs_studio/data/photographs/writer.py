"""Writing datasets as folders of pictures that open again."""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from PIL import Image

from signs_studio.data.photographs.class_list import NAME, ClassList, ListedClass
from signs_studio.data.photographs.kinds import is_hidden
from signs_studio.data.plain_text import plain_text
from signs_studio.data.streamed import StreamedPictures
from signs_studio.errors import DataError, system_reason
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.data.dataset import Dataset

# On any system: Windows has the shortest list of what a folder may be called.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*%]|^[. ]|[. ]$')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE | re.DOTALL)
_FOLDER_NAME_BYTES_MAX = 100


def write_folder(dataset: Dataset, folder: Path) -> None:
    """Writes a dataset as ``train`` and ``test`` with a folder of PNG pictures for each class.

    Opened again at the same size, it gives the same pictures, class by class, bit for bit, in the
    same sets and with the same classes; a list of the classes is written beside them. The folder
    appears once all of it is written.

    Args:
        dataset: Pictures of one channel or three. Fractions are rounded to 0..255.
        folder: A new or an empty one; folders above it are made.

    Raises:
        DataError: The folder is not empty or cannot be written to, or the pictures are of another
            kind. Nothing half-written is left.
    """
    channels = dataset.picture_shape[2]
    if channels not in {1, 3}:
        raise DataError(
            Message(
                "data",
                "Pictures of {channels} channels cannot be kept as a folder of pictures: those "
                "of 1 or 3 can.",
            ).format(channels=channels)
        )
    folders = folder_names(dataset.class_names)
    # Dotted, so that no window shows it before it is complete.
    beside = folder.with_name(f".saving-{os.urandom(6).hex()}")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise DataError(
                Message(
                    "data",
                    "{folder} is not empty, and nothing in it is replaced. Choose a new folder.",
                ).format(folder=plain_text(str(folder), 100))
            )
        try:
            _write(dataset, beside, folders)
            _keep(beside)
            beside.replace(folder)
            _sync(folder.parent)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
    except OSError as error:
        raise DataError(
            Message(
                "data",
                "The pictures cannot be written to the folder {folder} ({reason}). Choose another "
                "folder, or make room there.",
            ).format(
                folder=plain_text(str(folder), 100), reason=plain_text(system_reason(error), 100)
            )
        ) from error


def _keep(folder: Path) -> None:
    """Returns once all that a folder holds is on its disk, and that of no other disk waited for."""
    for place, _folders, files in os.walk(folder):
        for name in files:
            _sync(Path(place, name))
        _sync(Path(place))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def folder_names(names: Sequence[str]) -> tuple[str, ...]:
    """Returns a name for the folder of each class that every system takes, all different.

    A class's own name is kept where that is possible.
    """
    taken: set[str] = set()
    result = []
    for name in names:
        safe = _UNSAFE.sub("_", unicodedata.normalize("NFC", name))
        if _RESERVED.fullmatch(safe) or is_hidden(safe):
            safe = f"_{safe}"
        while len(safe.encode()) > _FOLDER_NAME_BYTES_MAX:
            safe = safe[:-1]
        safe = safe.rstrip(". ") or "_"
        unique, number = safe, 2
        # Some systems take capital and small letters for the same.
        while unique.casefold() in taken:
            unique, number = f"{safe} ({number})", number + 1
        taken.add(unique.casefold())
        result.append(unique)
    return tuple(result)


def _write(dataset: Dataset, folder: Path, folders: Sequence[str]) -> None:
    sets = {
        "train": (dataset.train_x, dataset.train_y),
        "test": (dataset.test_x, dataset.test_y),
    }
    for part, (pictures, labels) in sets.items():
        digits = len(str(len(labels)))
        for label in np.unique(labels):
            (folder / part / folders[label]).mkdir(parents=True)
        for place, label in enumerate(labels):
            if isinstance(pictures, StreamedPictures):
                picture = pictures[[place]][0]
            else:
                picture = pictures[place]
            if picture.dtype != np.uint8:
                picture = np.rint(picture * 255).astype(np.uint8)
            image = Image.fromarray(picture[..., 0] if picture.shape[2] == 1 else picture)
            image.save(folder / part / folders[label] / f"{place:0{digits}}.png", compress_level=1)
    listed = ClassList(
        channels=dataset.picture_shape[2],
        classes=tuple(map(ListedClass, folders, dataset.class_names)),
    )
    (folder / NAME).write_bytes(msgspec.json.format(msgspec.json.encode(listed), indent=1))
