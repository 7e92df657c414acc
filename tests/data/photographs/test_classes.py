from __future__ import annotations

import random
from pathlib import Path

import pytest

from signs_studio.data.photographs.classes import arrange, classes_from_names
from signs_studio.data.photographs.files import FoundFiles, PictureFile, natural_key
from signs_studio.errors import DataError


def found(*names: str, empty_folders: tuple[str, ...] = ()) -> FoundFiles:
    return FoundFiles(
        name="chosen",
        root=None,
        files=tuple(
            PictureFile(parts=tuple(name.split("/")), path=Path(name), size=1, version=(1,))
            for name in sorted(names, key=lambda name: tuple(map(natural_key, name.split("/"))))
        ),
        empty_folders=empty_folders,
        skipped=(),
    )


def several(*patterns: str, count: int = 3) -> list[str]:
    return [pattern.replace("#", str(n)) for pattern in patterns for n in range(1, count + 1)]


# What lies there; the classes and counts of training and test pictures; and what is said.
LAYOUTS: dict[str, tuple[list[str], dict[str, int], dict[str, int], str]] = {
    "a folder a class": (several("a/#.jpg", "b/#.jpg"), {"a": 3, "b": 3}, {}, ""),
    "unpacked into itself": (several("s/s/a/#.jpg", "s/s/b/#.jpg"), {"a": 3, "b": 3}, {}, ""),
    "train and test": (
        several("train/a/#.jpg", "train/b/#.jpg", "test/a/#.jpg", "test/b/#.jpg"),
        {"a": 3, "b": 3},
        {"a": 3, "b": 3},
        "",
    ),
    "Training and Testing in a folder": (
        several("x/Training/a/#.jpg", "x/Training/b/#.jpg", "x/Testing/a/#.jpg"),
        {"a": 3, "b": 3},
        {"a": 3},
        "",
    ),
    "as at Kaggle": (
        [
            *several("asl_train/asl_train/A/A#.jpg", "asl_train/asl_train/B/B#.jpg"),
            "asl_test/asl_test/A_test.jpg",
            "asl_test/asl_test/B_test.jpg",
        ],
        {"A": 3, "B": 3},
        {"A": 1, "B": 1},
        "",
    ),
    "seg_train, seg_test and seg_pred": (
        several("seg_train/seg_train/a/#.jpg", "seg_train/seg_train/b/#.jpg")
        + several(
            "seg_test/seg_test/a/#.jpg", "seg_test/seg_test/b/#.jpg", "seg_pred/seg_pred/#.jpg"
        ),
        {"a": 3, "b": 3},
        {"a": 3, "b": 3},
        "3 pictures in seg_pred are left out: the folder belongs to no set.",
    ),
    "train1 and train2": (
        several("train1/a/#.jpg", "train2/b/#.jpg", "test/a/#.jpg"),
        {"a": 3, "b": 3},
        {"a": 3},
        "",
    ),
    "only train": (several("train/a/#.jpg", "train/b/#.jpg"), {"a": 3, "b": 3}, {}, ""),
    "train and val": (
        several("train/a/#.jpg", "train/b/#.jpg", "val/a/#.jpg"),
        {"a": 3, "b": 3},
        {"a": 3},
        "3 pictures in val serve as the test set.",
    ),
    "train, validation and test": (
        several("train/a/#.jpg", "train/b/#.jpg", "validation/a/#.jpg", "test/b/#.jpg"),
        {"a": 3, "b": 3},
        {"b": 3},
        "3 pictures in validation are left out",
    ),
    "sets in each class": (
        several("a/train/#.jpg", "b/train/#.jpg", "a/test/#.jpg", "b/test/#.jpg"),
        {"a": 3, "b": 3},
        {"a": 3, "b": 3},
        "",
    ),
    "trains among vehicles": (
        several("train/#.jpg", "bus/#.jpg", "car/#.jpg"),
        {"train": 3, "bus": 3, "car": 3},
        {},
        "",
    ),
    "stations": (
        several("train station/#.jpg", "bus station/#.jpg"),
        {"train station": 3, "bus station": 3},
        {},
        "",
    ),
    "folders in classes": (
        several("a/anna/#.jpg", "a/ben/#.jpg", "b/anna/#.jpg"),
        {"a": 6, "b": 3},
        {},
        "9 pictures lie in folders within the folder of a class",
    ),
    "pictures beside": (
        ["cover.jpg", *several("a/#.jpg", "b/#.jpg")],
        {"a": 3, "b": 3},
        {},
        "1 picture beside the folders is left out",
    ),
    "names of files": (
        several("3_IMG_586#.jpg", "5_IMG_586#.jpg"),
        {"3": 3, "5": 3},
        {},
        "the beginnings of the files' names do: 3, 5.",
    ),
    "names of files in a folder": (
        several("signs/3_IMG_586#.jpg", "signs/5_IMG_586#.jpg"),
        {"3": 3, "5": 3},
        {},
        "the beginnings of the files' names do: 3, 5.",
    ),
    "names of files in train and test": (
        several("train/cat.#.jpg", "train/dog.#.jpg", "test/cat.1#.jpg"),
        {"cat": 3, "dog": 3},
        {"cat": 3},
        "the beginnings of the files' names do: cat, dog.",
    ),
    "a test set without classes": (
        several("train/cat.#.jpg", "train/dog.#.jpg", "test1/#.jpg"),
        {"cat": 3, "dog": 3},
        {},
        "3 pictures in test1 are of no class",
    ),
    "classes that only the test set has": (
        several("train/a/#.jpg", "train/b/#.jpg", "test/a/#.jpg", "test/c/#.jpg"),
        {"a": 3, "b": 3},
        {"a": 3},
        "3 pictures in test are of no class that there are training pictures of",
    ),
    "other capitals in the test set": (
        several("train/Cat/#.jpg", "train/dog/#.jpg", "test/cat/#.jpg", "test/Dog/#.jpg"),
        {"Cat": 3, "dog": 3},
        {"Cat": 3, "dog": 3},
        "",
    ),
    "letters spelt as two in the test set": (
        several("train/é/#.jpg", "train/o/#.jpg", "test/e\u0301/#.jpg", "test/o/#.jpg"),
        {"é": 3, "o": 3},
        {"é": 3, "o": 3},
        "",
    ),
    "two digits in the test set": (
        several("train/1/#.jpg", "train/10/#.jpg", "test/10_#.jpg", "test/1_#.jpg"),
        {"1": 3, "10": 3},
        {"10": 3, "1": 3},
        "",
    ),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_is_understood(name: str) -> None:
    files, train, test, said = LAYOUTS[name]
    shuffled = random.Random(0).sample(files, len(files))
    arrangement = arrange(found(*shuffled))
    for pictures, expected in ((arrangement.train, train), (arrangement.test, test)):
        counts: dict[str, int] = {}
        for each in pictures:
            counts[each.class_key] = counts.get(each.class_key, 0) + 1
        assert counts == expected
    notes = " ".join(map(str, arrangement.notes))
    assert said in notes
    assert bool(said) == bool(notes)


REFUSED = {
    "one picture": (["a.jpg"], 'a.jpg is one picture.*"Your picture"'),
    "one class": (several("a/#.jpg"), 'single class "a".*folder above'),
    "names that tell nothing": (several("IMG_#.jpg"), "neither folders nor names of files"),
    "test without train": (several("test/a/#.jpg", "val/a/#.jpg"), "none in a folder named train"),
    "a class only in train": (several("train/a/#.jpg", "test/a/#.jpg"), 'single class "a"'),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_names_do_not_tell_is_refused(name: str) -> None:
    files, expected = REFUSED[name]
    with pytest.raises(DataError, match=expected):
        arrange(found(*files))


def test_empty_folders_are_said() -> None:
    arrangement = arrange(found(*several("a/#.jpg", "b/#.jpg"), empty_folders=("c",)))
    assert [str(note) for note in arrangement.notes] == ["The folder c holds no pictures."]


NAMES: dict[str, tuple[list[str], list[str] | None]] = {
    "the article's": (several("3_IMG_586#.jpg", "5_IMG_586#.jpg"), ["3"] * 3 + ["5"] * 3),
    "dogs and cats": (several("cat.#.jpg", "dog.#.jpg"), ["cat"] * 3 + ["dog"] * 3),
    "persons": (several("anna-#.png", "ben-#.png"), ["anna"] * 3 + ["ben"] * 3),
    "letters": (several("A#.jpg", "B#.jpg"), ["A"] * 3 + ["B"] * 3),
    "renamed by Windows": (several("1 (#).jpg", "2 (#).jpg"), ["1"] * 3 + ["2"] * 3),
    "words": (
        several("american_bulldog_#.jpg", "american_terrier_#.jpg"),
        ["american_bulldog"] * 3 + ["american_terrier"] * 3,
    ),
    "a word before all": (several("sign_3_#.png", "sign_4_#.png"), ["3"] * 3 + ["4"] * 3),
    "words and a camera": (several("cat_IMG_#.jpg", "dog_IMG_#.jpg"), ["cat"] * 3 + ["dog"] * 3),
    "two-figure classes": (several("9-#.png", "10-#.png"), ["9"] * 3 + ["10"] * 3),
    "Cyrillic": (several("кот_#.jpg", "пёс_#.jpg"), ["кот"] * 3 + ["пёс"] * 3),
    "a camera's": (several("IMG_58#.jpg", "IMG_59#.jpg"), None),
    "two cameras'": (several("IMG_#.jpg", "DSC_#.jpg"), None),
    "dates": (several("20240501_12000#.jpg", "20240502_12000#.jpg"), None),
    "dates with dashes": (several("2024-05-0#.jpg", "2025-05-0#.jpg"), None),
    "dates after IMG": (several("IMG_20240501_#.jpg", "IMG_20240502_#.jpg"), None),
    "numbers": ([f"{n}.jpg" for n in range(20)], None),
    "hashes": (["3f9a1c.jpg", "3f0b2d.jpg", "9c1d22.jpg", "9c44aa.jpg"], None),
    "every one of its own": (["ann.jpg", "ben.jpg", "cid.jpg"], None),
}


@pytest.mark.parametrize("name", NAMES)
def test_names_of_files_tell_or_do_not(name: str) -> None:
    files, expected = NAMES[name]
    assert classes_from_names(files) == expected


def test_a_few_names_may_be_others() -> None:
    names = several("cat.#.jpg", "dog.#.jpg", count=20)
    assert classes_from_names([*names, "2.jpg"]) == ["cat"] * 20 + ["dog"] * 20 + [None]
    arrangement = arrange(found(*names, "2.jpg"))
    assert "1 picture is left out: its name begins with no class." in map(str, arrangement.notes)
