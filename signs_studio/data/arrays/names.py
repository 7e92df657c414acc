"""Names in use for arrays of pictures, labels and classes, and for the files that hold them.

One table: a name is made of a word for the set and a word for what it holds, in any order and case,
with or without ``_``, ``-``, spaces or groups between.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import NamedTuple


class Kind(Enum):
    """Kinds of contents of an array: pictures, labels or names of classes."""

    PICTURES = "x"
    LABELS = "y"
    CLASSES = "classes"


class Subset(Enum):
    """Subsets of a dataset."""

    TRAIN = "train"
    TEST = "test"
    VALIDATION = "validation"


class Meaning(NamedTuple):
    """Meaning of an array's name; None for what it does not tell.

    Attributes:
        subset: The part of the data.
        kind: What is held.
    """

    subset: Subset | None
    kind: Kind | None


_SUBSET_WORDS = {
    Subset.TRAIN: ("train", "training", "trainset", "trainingset", "tr", "trn", "learn"),
    Subset.TEST: ("test", "testing", "testset", "testingset", "te", "tst", "t10k", "eval"),
    Subset.VALIDATION: ("val", "valid", "validation", "validationset", "valset", "dev", "vl"),
}
_KIND_WORDS = {
    Kind.PICTURES: (
        *("x", "xs", "xdata", "setx", "setxorig", "orig", "data", "dataset", "inputs", "input"),
        *("image", "images", "img", "imgs", "imagedata", "imagearray", "pic", "pics"),
        *("picture", "pictures", "photo", "photos", "frames"),
        *("features", "feature", "pixels", "pixel", "pixelvalues", "samples", "examples"),
        *("arr0", "dataimages", "imagesdata"),
    ),
    Kind.LABELS: (
        *("y", "ys", "ydata", "sety", "setyorig", "label", "labels", "lbl", "lbls", "labs"),
        *("target", "targets", "output", "outputs", "class", "classid", "classids"),
        *("category", "categories", "annotations", "finelabel", "finelabels", "gt", "groundtruth"),
        *("truth", "imagelabels", "labelset", "classlabels", "imageslabels", "arr1"),
    ),
    Kind.CLASSES: (
        *("listclasses", "classes", "classnames", "classlist", "classname", "labelnames"),
        *("labelname", "targetnames", "categorynames", "finelabelnames", "metaclasses"),
        *("signnames",),
    ),
}
# numpy.savez numbers what it is given without names.
_NUMBERED = {
    "arr0": Meaning(Subset.TRAIN, Kind.PICTURES),
    "arr1": Meaning(Subset.TRAIN, Kind.LABELS),
    "arr2": Meaning(Subset.TEST, Kind.PICTURES),
    "arr3": Meaning(Subset.TEST, Kind.LABELS),
}
_SEPARATORS = re.compile(r"[^0-9a-z]+")
_NO_LETTERS = re.compile(r"[\W_]+")
COPY_MARK = re.compile(r"(?:\s*\(\d+\)|[ _-]+copy(?:[ _-]?\d+)?|[ _-]+kopie)+$", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# Of IDX files, and of what says nothing.
_FILLERS = {"idx1", "idx3", "idx2", "idx4", "ubyte", "idx", "set", "npy", "h5", "the", "of"}


def meaning_of_array(name: str) -> Meaning:
    """Returns what an array's name says, such as ``x_train``, ``train/images`` or ``pixels``.

    Args:
        name: Of the array, groups parted by "/".
    """
    parts = [_squeezed(part) for part in name.split("/")]
    if not all(parts):
        return Meaning(None, None)
    table = _table()
    for start in range(len(parts)):
        found = table.get("".join(parts[start:]))
        if found is not None:
            outer = [_subset_words().get(part) for part in parts[:start]]
            subset = found.subset or next(filter(None, outer), None)
            return Meaning(subset, found.kind)
    return Meaning(None, None)


class FileName(NamedTuple):
    """Parts of a file's name.

    Attributes:
        meaning: Of its words.
        rest: What remains of it, which is the same for files that belong together.
        is_copy: Whether it ends as copies do, " (1)".
    """

    meaning: Meaning
    rest: str
    is_copy: bool


def read_file_name(stem: str) -> FileName:
    """Returns what a file's name without its ending says, such as ``signs_train (1)``.

    Args:
        stem: The name without endings such as ``.h5`` and ``.gz``.
    """
    plain = COPY_MARK.sub("", stem)
    words = [word for word in _NO_LETTERS.split(_CAMEL.sub("_", plain).lower()) if word]
    subset = kind = None
    rest = []
    # The last word for a kind counts: "data_labels" holds labels.
    for word in reversed(words):
        said = _meaning_of_word(word)
        subset = subset or said.subset
        if kind is None and said.kind is not None:
            kind = said.kind
        elif said.subset is None and word not in _FILLERS:
            rest.append(word)
    return FileName(Meaning(subset, kind), "_".join(reversed(rest)), plain != stem)


def _meaning_of_word(word: str) -> Meaning:
    # As a word of its own, a short one may mean anything.
    if word in _subset_words():
        return Meaning(_subset_words()[word] if len(word) > 2 else None, None)
    return _table().get(word, Meaning(None, None))


@lru_cache
def _table() -> dict[str, Meaning]:
    table: dict[str, Meaning] = dict(_NUMBERED)
    for kind, words in _KIND_WORDS.items():
        for word in words:
            table.setdefault(word, Meaning(None, kind))
            for subset, subset_words in _SUBSET_WORDS.items():
                for subset_word in subset_words:
                    for key in (subset_word + word, word + subset_word, f"set{word}{subset_word}"):
                        table.setdefault(key, Meaning(subset, kind))
    return table


@lru_cache
def _subset_words() -> dict[str, Subset]:
    return {word: subset for subset, words in _SUBSET_WORDS.items() for word in words}


def _squeezed(part: str) -> str:
    return _SEPARATORS.sub("", COPY_MARK.sub("", part).lower())
