"""The class of each picture, as told by the names of folders or files, and its set."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from signs_studio.data.labels import CLASS_NAME_LIMIT
from signs_studio.data.photographs.files import natural_key
from signs_studio.data.plain_text import plain_text
from signs_studio.errors import DataError
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from signs_studio.data.photographs.files import FoundFiles, PictureFile

Part = Literal["train", "test", "validation"]

_PART_WORDS: dict[str, Part] = {
    "train": "train",
    "training": "train",
    "trainset": "train",
    "trainingset": "train",
    "test": "test",
    "testing": "test",
    "tests": "test",
    "testset": "test",
    "val": "validation",
    "valid": "validation",
    "validation": "validation",
}
# Beginnings of the names that cameras and programs give, or parts of them.
_CAMERA = (
    "img image images dsc dscn dscf pxl mvimg pict pic picture photo photograph scan scanned "
    "screenshot frame video vid whatsapp signal snapchat fb untitled unnamed download capture cam "
    "camera webcam win burst pano portrait resized copy edited"
)
_CAMERA_WORDS = frozenset(_CAMERA.split())
_SHARE_OF_PREFIXED = 0.9


@dataclass(frozen=True, kw_only=True)
class LabelledFile:
    """A picture and its class.

    Attributes:
        file: The picture.
        class_key: Name of the class as its folder or file spells it.
        name: Of the picture within its class, such as its file's.
    """

    file: PictureFile
    class_key: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Arrangement:
    """What names tell of all pictures.

    Attributes:
        train: Pictures to learn from.
        test: Pictures to test with; empty where there are none.
        notes: What was decided.
    """

    train: tuple[LabelledFile, ...]
    test: tuple[LabelledFile, ...]
    notes: tuple[Message, ...]


@dataclass(frozen=True)
class _Placed:
    """A picture and the names of folders that are still to be looked at, and its own."""

    parts: tuple[str, ...]
    file: PictureFile


def arrange(found: FoundFiles, *, for_testing: bool = False) -> Arrangement:
    """Returns the class and the set of every picture.

    Classes are the folders right in what was chosen, or in its ``train`` and ``test``; one folder
    around them is looked through. Where there are no such folders, names of files that begin with
    the class tell.

    Args:
        found: The pictures.
        for_testing: Whether a test set alone is wanted: all pictures count as ``train`` where there
            is none, and may be of a single class.

    Raises:
        DataError: Names do not tell; the sentence says what was expected.
    """
    notes: list[Message] = []
    placed = [_Placed(file.parts, file) for file in found.files]
    sets, set_names = _parts_of(_inside(placed), notes)
    if for_testing and "train" not in sets:
        sets = {"train": sets.get("test") or sets["validation"]}
    if "train" not in sets:
        raise DataError(
            Message(
                "data",
                "{name} holds pictures in {folders}, but none in a folder named train. Rename one, "
                "or choose the folder that holds a folder for each class.",
            ).format(name=found.name, folders=_listed(set_names.values()))
        )
    if "validation" in sets:
        pictures = len(sets["validation"])
        if "test" in sets:
            del sets["validation"]
            sentence = Message(
                "data",
                "{count} pictures in {folder} are left out, since there is a test set too: move "
                "them to the training pictures to learn from them.",
                "{count} picture in {folder} is left out, since there is a test set too: move it "
                "to the training pictures to learn from it.",
                0,
            )
        else:
            sets["test"] = sets.pop("validation")
            sentence = Message(
                "data",
                "{count} pictures in {folder} serve as the test set.",
                "{count} picture in {folder} serves as the test set.",
                0,
            )
        notes.append(sentence.format(count=pictures, folder=set_names["validation"]))
    train = _labelled(sets["train"], notes)
    if train is None:
        raise _no_classes(found)
    classes = {each.class_key for each in train}
    if len(classes) == 1 and not for_testing:
        raise DataError(
            Message(
                "data",
                'All pictures in {name} are of the single class "{only}", but a network needs at '
                "least two to tell apart. Choose the folder above, or add pictures of another "
                "class.",
            ).format(name=found.name, only=plain_text(min(classes), CLASS_NAME_LIMIT))
        )
    test = _test_set(sets.get("test", []), classes, set_names.get("test", ""), notes)
    if found.empty_folders and "test" not in sets:
        notes.append(
            Message(
                "data",
                "The folders {folders} hold no pictures.",
                "The folder {folders} holds no pictures.",
                0,
            ).format(count=len(found.empty_folders), folders=_listed(found.empty_folders))
        )
    return Arrangement(train=tuple(train), test=tuple(test), notes=tuple(notes))


def _parts_of(
    placed: Sequence[_Placed], notes: list[Message]
) -> tuple[dict[Part, list[_Placed]], dict[Part, str]]:
    """Returns the pictures of each set, without its folder, and the folders' names."""
    tops = {each.parts[0] for each in placed if len(each.parts) > 1}
    nested = {each.parts[0] for each in placed if len(each.parts) > 2}
    part_of = {top: part for top in tops if (part := _part_named(top)) is not None}
    seconds = {each.parts[1] for each in placed if len(each.parts) > 2}
    trains = {top for top, part in part_of.items() if part == "train"}
    # Of vehicles, "train" may be a class.
    if part_of and ((len(part_of) == len(tops) and len(tops) > 1) or trains & nested):
        level = 0
    elif (
        seconds
        and all(_part_named(second) is not None for second in seconds)
        and any(_part_named(second) == "train" for second in seconds)
        and all(len(each.parts) > 2 for each in placed)
    ):
        level = 1
        part_of = {second: part for second in seconds if (part := _part_named(second)) is not None}
    else:
        return {"train": list(placed)}, {}
    sets: dict[Part, list[_Placed]] = {}
    names: dict[Part, set[str]] = {}
    left_out: Counter[str] = Counter()
    for each in placed:
        folder = each.parts[level] if len(each.parts) > level + 1 else ""
        part = part_of.get(folder)
        if part is None:
            left_out[folder] += 1
            continue
        rest = each.parts[:level] + each.parts[level + 1 :]
        sets.setdefault(part, []).append(_Placed(rest, each.file))
        names.setdefault(part, set()).add(folder)
    _note_left_out(left_out, notes)
    if level == 0:
        sets = {part: _inside(each) for part, each in sets.items()}
    return sets, {part: _listed(each) for part, each in names.items()}


def _labelled(placed: Sequence[_Placed], notes: list[Message]) -> list[LabelledFile] | None:
    """Returns pictures with the class that a folder or a name tells; None where none does."""
    in_folders = [each for each in placed if len(each.parts) > 1]
    folders = {each.parts[0] for each in in_folders}
    if len(folders) < 2:
        keys = classes_from_names([each.parts[-1] for each in placed])
        if keys is None and not in_folders:
            return None
        if keys is not None:
            labelled = [
                LabelledFile(file=each.file, class_key=key, name=each.parts[-1])
                for each, key in zip(placed, keys, strict=True)
                if key is not None
            ]
            classes = sorted({each.class_key for each in labelled}, key=natural_key)
            notes.append(
                Message(
                    "data",
                    "No folders tell the classes, so the beginnings of the files' names do: "
                    "{classes}.",
                ).format(classes=_listed(classes))
            )
            _note_unnamed(len(placed) - len(labelled), notes)
            return sorted(labelled, key=_order)
    _note_left_out(Counter({"": len(placed) - len(in_folders)}), notes)
    deeper = sum(len(each.parts) > 2 for each in in_folders)
    if deeper:
        notes.append(
            Message(
                "data",
                "{count} pictures lie in folders within the folder of a class, and belong to it.",
                "{count} picture lies in a folder within the folder of a class, and belongs to it.",
                0,
            ).format(count=deeper)
        )
    return [
        LabelledFile(file=each.file, class_key=each.parts[0], name="/".join(each.parts[1:]))
        for each in in_folders
    ]


def _test_set(
    placed: Sequence[_Placed], classes: set[str], folder: str, notes: list[Message]
) -> list[LabelledFile]:
    """Returns test pictures of the classes that there is something to learn of."""
    if not placed:
        return []
    in_folders = [each for each in placed if len(each.parts) > 1]
    alike = {_folded(key): key for key in sorted(classes)}
    tops = {_folded(each.parts[0]) for each in in_folders}
    if len(tops) == 1 and len(in_folders) == len(placed) and not tops & alike.keys():
        # One folder around all of them.
        placed = [_Placed(each.parts[1:], each.file) for each in placed]
        in_folders = [each for each in placed if len(each.parts) > 1]
    key_of: Callable[[_Placed], str | None]
    if in_folders:

        def key_of(each: _Placed) -> str | None:
            top = each.parts[0] if len(each.parts) > 1 else ""
            return top if top in classes else alike.get(_folded(top))
    else:
        # The longest first: a class may begin as another does.
        longest_first = sorted(classes, key=len, reverse=True)
        pattern = re.compile(
            f"({'|'.join(re.escape(_folded(key)) for key in longest_first)})(?![^\\W\\d_])"
        )
        by_folded = {_folded(key): key for key in longest_first}

        def key_of(each: _Placed) -> str | None:
            begins = pattern.match(_folded(each.parts[-1]))
            # The class 1 is not that of a file named 10.
            if begins is None or (
                begins[1][-1:].isdigit() and _folded(each.parts[-1])[begins.end() :][:1].isdigit()
            ):
                return None
            return by_folded[begins[1]]

    labelled = []
    for each in placed:
        key = key_of(each)
        if key is not None:
            name = "/".join(each.parts[1:]) if len(each.parts) > 1 else each.parts[0]
            labelled.append(LabelledFile(file=each.file, class_key=key, name=name))
    if len(labelled) < len(placed):
        notes.append(
            Message(
                "data",
                "{count} pictures in {folder} are of no class that there are training pictures "
                "of, and are left out.",
                "{count} picture in {folder} is of no class that there are training pictures of, "
                "and is left out.",
                0,
            ).format(count=len(placed) - len(labelled), folder=folder)
        )
    return sorted(labelled, key=_order)


def classes_from_names(names: Sequence[str]) -> list[str | None] | None:
    """Returns the class that each file's name begins with, None for some; or None in all.

    Names tell where nearly all of them begin with a number or a word that others share, and that is
    neither a date nor what a camera writes: ``3_IMG_5864.jpg``, ``cat.12.jpg``, ``1 (2).png``.
    """
    stems = [name.rpartition(".")[0] or name for name in names]
    for _ in range(3):
        for rule in (_leading_number, _words_before_number, _leading_word):
            keys = [rule(stem) for stem in stems]
            if _tells(keys):
                return keys
        shared = {match[0] for stem in stems if (match := _TOKEN.match(stem))}
        if len(shared) != 1:
            return None
        # All begin alike, as in sign_3_001.png.
        stems = [stem[len(min(shared)) :] for stem in stems]
    return None


_TOKEN = re.compile(r"[^\W\d_]+[_\-. ]*|\d+[_\-. ]+")
_NUMBER = re.compile(r"(\d+)(?:[_\-. ]|\(|$)")
_WORD = re.compile(r"([^\W\d_]+)(?=[_\-. (\d])")
_AFTER_WORDS = re.compile(r"[_\-. (]*\d+\)?$")


def _leading_number(stem: str) -> str | None:
    match = _NUMBER.match(stem)
    # 2024_05_01 and 20240501 are dates.
    return match[1] if match and len(match[1]) <= 5 and not _is_year(match[1]) else None


def _is_year(digits: str) -> bool:
    return len(digits) == 4 and digits[:2] in {"19", "20"}


def _words_before_number(stem: str) -> str | None:
    """Returns ``new york`` of ``new york-12``, and ``cat`` of ``cat_IMG_0012``."""
    before = None
    while (match := _AFTER_WORDS.search(stem)) is not None:
        before = stem = stem[: match.start()]
        word = re.split(r"[_\-. ]", stem)[-1]
        if word.casefold() in _CAMERA_WORDS:
            stem = stem[: len(stem) - len(word)]
            before = stem = stem.rstrip("_-. ")
    if not before or not before[0].isalpha():
        return None
    first = _WORD.match(before + "_")
    return None if first is None or first[1].casefold() in _CAMERA_WORDS else before


def _leading_word(stem: str) -> str | None:
    match = _WORD.match(stem)
    return match[1] if match and match[1].casefold() not in _CAMERA_WORDS else None


def _tells(keys: Sequence[str | None]) -> bool:
    counts = Counter(key for key in keys if key is not None)
    total = counts.total()
    return len(counts) >= 2 and total >= 2 * len(counts) and total >= _SHARE_OF_PREFIXED * len(keys)


def _part_named(folder: str) -> Part | None:
    parts = {
        part for word in re.findall("[a-z]+", folder.casefold()) if (part := _PART_WORDS.get(word))
    }
    return parts.pop() if len(parts) == 1 else None


def _inside(placed: Sequence[_Placed]) -> list[_Placed]:
    """Returns pictures without the one folder around all of them that holds folders again."""
    placed = list(placed)
    while placed:
        seconds = {each.parts[1] for each in placed if len(each.parts) > 2}
        is_around = len({each.parts[0] for each in placed}) == 1 and all(
            len(each.parts) > 1 for each in placed
        )
        # Where pictures lie right in it and in a single folder more, it may be that of a class.
        if not is_around or not (
            len(seconds) > 1 or (seconds and all(len(each.parts) > 2 for each in placed))
        ):
            break
        placed = [_Placed(each.parts[1:], each.file) for each in placed]
    return placed


def _folded(name: str) -> str:
    # macOS spells letters with marks as two.
    return unicodedata.normalize("NFC", name).casefold().strip()


def _order(each: LabelledFile) -> tuple[object, ...]:
    return natural_key(each.class_key), tuple(map(natural_key, each.file.parts))


def _listed(names: Iterable[str]) -> str:
    """Returns names, the first few of them, as plain text."""
    ordered = sorted(names, key=natural_key)
    shown = ", ".join(plain_text(name, 40) for name in ordered[:10])
    return shown if len(ordered) <= 10 else f"{shown}, \N{HORIZONTAL ELLIPSIS}"


def _note_left_out(folders: Counter[str], notes: list[Message]) -> None:
    for folder, pictures in sorted(folders.items()):
        if not pictures:
            continue
        if folder:
            sentence = Message(
                "data",
                "{count} pictures in {folder} are left out: the folder belongs to no set.",
                "{count} picture in {folder} is left out: the folder belongs to no set.",
                0,
            )
        else:
            sentence = Message(
                "data",
                "{count} pictures beside the folders are left out: no folder tells their class.",
                "{count} picture beside the folders is left out: no folder tells its class.",
                0,
            )
        notes.append(sentence.format(count=pictures, folder=plain_text(folder, 40)))


def _note_unnamed(pictures: int, notes: list[Message]) -> None:
    if pictures:
        notes.append(
            Message(
                "data",
                "{count} pictures are left out: their names begin with no class.",
                "{count} picture is left out: its name begins with no class.",
                0,
            ).format(count=pictures)
        )


def _no_classes(found: FoundFiles) -> DataError:
    if len(found.files) == 1:
        return DataError(
            Message(
                "data",
                "{name} is one picture, and a network learns from many. Choose the folder that "
                'holds a folder of pictures for each class. The view "Your picture" has one '
                "picture read by a network that was trained.",
            ).format(name=found.files[0].shown)
        )
    return DataError(
        Message(
            "data",
            "{name} holds {pictures} pictures, but neither folders nor names of files tell their "
            "classes. Put the pictures of each class into a folder of its own, or begin their "
            "names with the class, as in 3_IMG_5864.jpg.",
        ).format(name=found.name, pictures=len(found.files))
    )
