"""Groups of pictures that belong together, as their file names tell: bursts, films and persons."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# What cameras, phones and programs call every picture alike, so that it tells nothing of it.
_GENERIC = frozenset(
    [
        "camera",
        "capture",
        "crop",
        "download",
        "dsc",
        "dscf",
        "dscn",
        "e",
        "example",
        "face",
        "file",
        "frame",
        "gopr",
        "hand",
        "image",
        "images",
        "img",
        "imgp",
        "index",
        "item",
        "m",
        "mvimg",
        "p",
        "photo",
        "photos",
        "pic",
        "picture",
        "pict",
        "pxl",
        "sample",
        "scan",
        "screenshot",
        "shot",
        "sign",
        "snap",
        "snapshot",
        "test",
        "train",
        "training",
        "unnamed",
        "val",
        "valid",
        "video",
        "whatsapp_image",
    ]
)
_EXTENSION = re.compile(r"\.[a-z0-9]{1,5}$")
_SEPARATORS = " _-."
_CLASS_NUMBER = re.compile(r"^\d{1,3}[ _-]+(?=.*[^\W\d_])")
_UNIQUE = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-")
_TIME = re.compile(r"(?:19|20)\d{6}[ _-]?\d{6,9}$")
# A longer number counts all pictures of a camera, or is a time, unless it is said to be a frame's.
_NUMBER = re.compile(
    r"^(.*?)[ _.-]*(?:\((\d{1,4})\)|(?:frame|burst|shot)[ _.-]*(\d+)|(?<!\d)(\d{1,4}))$"
)


def groups_of(names: Sequence[str], *, class_names: Iterable[str] = ()) -> tuple[str | None, ...]:
    """Returns the group that each picture belongs to, as far as file names tell.

    Frames of a burst or a film and pictures of one person are often numbered after a name that they
    share: ``IMG_5864_003.jpg``, ``video1_frame0012.jpg``, ``anna_03.png``. What a camera calls
    every picture, such as ``IMG_5864.jpg``, tells nothing, nor does what all of them are called. A
    class at the beginning of a name, ``3_IMG_5864_003.jpg``, is no part of it.

    Args:
        names: Of the files, with or without folders.
        class_names: Of the classes, where names may begin with them.

    Returns:
        The group of each, in lower case; None where a name tells of none, or of one that has no
        other picture.
    """
    classes = frozenset(name.casefold() for name in class_names)
    groups = [_group_of(name, classes) for name in names]
    counts = Counter(group for group in groups if group is not None)
    if len(counts) == 1:
        return (None,) * len(groups)
    return tuple(group if group is not None and counts[group] > 1 else None for group in groups)


def _group_of(name: str, classes: frozenset[str]) -> str | None:
    stem = _EXTENSION.sub("", PurePath(name.replace("\\", "/")).name.casefold())
    stem = _without_class(stem, classes)
    found = _NUMBER.match(stem)
    if found is None or _UNIQUE.match(stem) or _TIME.search(stem):
        return None
    group = found[1].rstrip(_SEPARATORS)
    if _tells_nothing(group, classes):
        return None
    return group


def _without_class(stem: str, classes: frozenset[str]) -> str:
    for length in range(len(stem) - 1, 0, -1):
        if stem[length] in _SEPARATORS and stem[:length] in classes:
            return stem[length:].lstrip(_SEPARATORS)
    return _CLASS_NUMBER.sub("", stem)


def _tells_nothing(group: str, classes: frozenset[str]) -> bool:
    # A short number or a single letter is a class rather than a person or a film.
    is_short = len(group) < 2 or (group.isdecimal() and len(group) < 4)
    return is_short or group in classes or group.replace(" ", "_") in _GENERIC
