"""The files that a person meant: the chosen ones, and those beside them that belong to them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from signs_studio.data.arrays.names import COPY_MARK, FileName, Kind, Subset, read_file_name
from signs_studio.data.plain_text import plain_names, plain_text
from signs_studio.errors import DataError, system_reason
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

ENTRIES_MAX = 100_000
"""Of a folder, before it is said to be none of arrays."""

_LONE_SUFFIXES = (".npy",)
_SUFFIXES = (".h5", ".hdf5", ".he5", ".mat", ".npz", ".npy")


class ArrayFile(NamedTuple):
    """A file of arrays.

    Attributes:
        path: Of the file.
        name: What its name says.
    """

    path: Path
    name: FileName


def is_array_name(name: str) -> bool:
    """Returns whether a file of this name may hold arrays."""
    small = name.lower()
    return not small.startswith(".") and (small.endswith(_SUFFIXES) or is_idx_name(small))


def is_idx_name(name: str) -> bool:
    """Returns whether a file is named as those of MNIST: ``train-images-idx3-ubyte.gz``."""
    small = COPY_MARK.sub("", name.lower().removesuffix(".gz"))
    return any(small.endswith(ending) for ending in ("ubyte", ".idx", *(f"idx{n}" for n in "1234")))


def find_files(paths: Sequence[Path]) -> tuple[ArrayFile, ...]:
    """Finds the files that hold the parts of what was chosen.

    Beside a file whose name says which part it holds, those are looked for that hold the others:
    ``train_signs.h5`` and ``test_signs.h5``, ``X.npy`` and ``y.npy``, the four files of MNIST.

    Args:
        paths: The files that a person chose, or a folder that holds them.

    Returns:
        The files, one a part, that of the training pictures first.

    Raises:
        DataError: A folder holds no files of arrays or several that could be meant; or it cannot be
            listed.
    """
    if len(paths) == 1 and is_folder(paths[0]):
        return _find_in_folder(paths[0])
    chosen = [_array_file(path) for path in paths]
    first = chosen[0]
    meaning = first.name.meaning
    if meaning.subset is None and (meaning.kind is None or not _is_lone(first)):
        return tuple(chosen)
    beside = [_array_file(path) for path in _listed(first.path.parent) if path not in paths]
    family = [each for each in beside if _belong_together(first, each)]
    return _in_order([*chosen, *_best(family, like=first, taken=chosen)])


def likely_test_files(files: Sequence[ArrayFile]) -> tuple[Path, ...]:
    """Returns the files beside some that may hold their test set, though named otherwise.

    Args:
        files: That hold no test set, as of ``find_files``.
    """
    taken = {each.path for each in files}
    return tuple(
        path
        for path in _listed(files[0].path.parent)
        if path not in taken and read_file_name(_stem(path)).meaning.subset is Subset.TEST
    )


def _find_in_folder(folder: Path) -> tuple[ArrayFile, ...]:
    shown = plain_text(folder.name) or Message("data", "The folder")
    files = [_array_file(path) for path in _listed(folder, say=True)]
    if len(files) == 1:
        return tuple(files)
    families: dict[str, list[ArrayFile]] = {}
    for each in files:
        if each.name.meaning != (None, None):
            families.setdefault(each.name.rest, []).append(each)
    with_training = {
        rest: family for rest, family in families.items() if any(_is_first(each) for each in family)
    }
    if not with_training:
        raise DataError(
            Message(
                "data",
                "{shown} holds no train_*.h5, which was expected, with test_*.h5 beside "
                "it, nor files of arrays in other usual names. Choose another folder, or the file "
                "itself.",
            ).format(shown=shown)
        )
    if len(with_training) > 1:
        firsts = [next(filter(_is_first, family)) for family in with_training.values()]
        names = ", ".join(plain_names(sorted(each.path.name for each in firsts)[:4], 40))
        raise DataError(
            Message(
                "data",
                "{shown} holds {trains} training files ({names}) where one was expected. "
                "Choose the file itself.",
            ).format(shown=shown, trains=len(with_training), names=names)
        )
    (family,) = with_training.values()
    first = min(filter(_is_first, family), key=_tidiness)
    chosen = _in_order([first, *_best(family, like=first, taken=[first])])
    others = [each for rest in families if rest not in with_training for each in families[rest]]
    strays = [each for each in others if each.name.meaning.subset is Subset.TEST]
    if strays and all(each.name.meaning.subset is not Subset.TEST for each in chosen):
        found = plain_text(min(each.path.name for each in strays), 40)
        raise DataError(
            Message(
                "data",
                "{shown} holds {name} and {found} where the same ending was expected. "
                "Rename one, or choose the training file itself to go without the other.",
            ).format(shown=shown, name=plain_text(first.path.name), found=found)
        )
    return chosen


def _is_first(file: ArrayFile) -> bool:
    """Returns whether a file may hold training pictures."""
    subset, kind = file.name.meaning
    return subset in (None, Subset.TRAIN) and kind in (None, Kind.PICTURES)


def _belong_together(one: ArrayFile, other: ArrayFile) -> bool:
    mine, theirs = one.name.meaning, other.name.meaning
    if other.name.rest != one.name.rest or theirs == (None, None):
        return False
    return (mine.subset is None) == (theirs.subset is None) or _is_lone(other)


def _best(
    family: Iterable[ArrayFile], *, like: ArrayFile, taken: Sequence[ArrayFile]
) -> list[ArrayFile]:
    """Returns one file for each part that is not there yet: that which is named most alike."""
    parts = {each.name.meaning for each in taken}
    best = []
    for each in sorted(
        family, key=lambda other: (_suffix(other) != _suffix(like), _tidiness(other))
    ):
        if each.name.meaning not in parts:
            parts.add(each.name.meaning)
            best.append(each)
    return best


def _tidiness(file: ArrayFile) -> tuple[bool, str]:
    return file.name.is_copy, file.path.name


def _in_order(files: Iterable[ArrayFile]) -> tuple[ArrayFile, ...]:
    """Returns files with the training set's first, as their names are said."""
    order = [Subset.TRAIN, None, Subset.TEST, Subset.VALIDATION]
    return tuple(sorted(files, key=lambda file: order.index(file.name.meaning.subset)))


def _is_lone(file: ArrayFile) -> bool:
    return file.path.name.lower().endswith(_LONE_SUFFIXES) or is_idx_name(file.path.name)


def _array_file(path: Path) -> ArrayFile:
    return ArrayFile(path, read_file_name(_stem(path)))


def _stem(path: Path) -> str:
    name = path.name
    if name.lower().endswith(".gz"):
        name = name[:-3]
    for suffix in _SUFFIXES:
        if name.lower().endswith(suffix):
            return name[: -len(suffix)]
    return name


def _suffix(file: ArrayFile) -> str:
    name = file.path.name.lower()
    return "idx" if is_idx_name(name) else file.path.suffix.lower()


def is_folder(path: Path) -> bool:
    """Returns whether a path is a folder, as far as can be seen."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        # Opening it will say what is the matter.
        return False


def _listed(folder: Path, *, say: bool = False) -> list[Path]:
    """Returns the files of arrays in a folder, by their names alone.

    Raises:
        DataError: It cannot be listed, and that is to be said.
    """
    try:
        with os.scandir(folder) as entries:
            names = []
            for count, entry in enumerate(entries):
                if count >= ENTRIES_MAX:
                    break
                if is_array_name(entry.name):
                    names.append(entry.name)
    except (OSError, ValueError) as error:
        if not say:
            return []
        raise DataError(
            Message(
                "data",
                "{shown} is a folder that cannot be read ({reason}). Ask for the right "
                "to read it, or choose another.",
            ).format(
                shown=plain_text(folder.name) or Message("data", "The folder"),
                reason=system_reason(error),
            )
        ) from error
    return [folder / name for name in sorted(names)]
