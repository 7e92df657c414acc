from __future__ import annotations

import os
from pathlib import Path

import pytest

from signs_studio.data.photographs import files
from signs_studio.data.photographs.files import find_pictures, is_for_pictures, natural_key
from signs_studio.errors import DataError


def write(folder: Path, *names: str, content: bytes = b"\xff\xd8\xff") -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def found(*paths: Path) -> list[str]:
    return ["/".join(file.parts) for file in find_pictures(paths).files]


@pytest.mark.parametrize(
    "names",
    [
        ["1", "2", "10"],
        ["a1", "a2", "a10", "b"],
        ["2 dogs", "10 cats", "a"],
        ["IMG_9.jpg", "IMG_10.jpg"],
        ["A", "b", "C"],
        ["1", "01", "1a"],
        ["²", "٣"],
        ["9" * 200, "1" + "0" * 200],
    ],
)
def test_names_sort_as_people_count(names: list[str]) -> None:
    turned = names[::-1]
    assert sorted(turned, key=natural_key) in (names, [names[1], names[0], *names[2:]])
    assert sorted(names, key=natural_key) == sorted(turned, key=natural_key)
    numbers = [name for name in names if name.isascii() and name.isdigit()]
    assert [int(name) for name in sorted(numbers, key=natural_key)] == sorted(map(int, numbers))


def test_two_comes_before_ten(tmp_path: Path) -> None:
    write(tmp_path, "10/a.jpg", "2/a10.jpg", "2/a9.jpg", "1/b.jpg")
    assert found(tmp_path) == ["1/b.jpg", "2/a9.jpg", "2/a10.jpg", "10/a.jpg"]


def test_what_lies_beside_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path, "a/1.jpg")
    write(tmp_path, "a/Thumbs.db", "a/.DS_Store", "desktop.ini", "a/._1.jpg", "__MACOSX/a/1.jpg")
    write(tmp_path, "labels.csv", "readme.txt", "a/notes", "a/data.bin", content=b"plain text")
    write(tmp_path, ".ipynb_checkpoints/a.jpg", ".git/a.png", "@eaDir/a.jpg")
    assert found(tmp_path) == ["a/1.jpg"]
    assert find_pictures([tmp_path]).skipped == ()


def test_pictures_are_known_by_name_or_by_how_they_begin(tmp_path: Path) -> None:
    write(tmp_path, "A.JPG", "b.heic", "c.CR2", "d.tiff", content=b"anything")
    write(tmp_path, "subject01.happy", content=b"GIF89a")
    write(tmp_path, "no ending", content=b"\x89PNG\r\n\x1a\n")
    names = ["A.JPG", "b.heic", "c.CR2", "d.tiff", "no ending", "subject01.happy"]
    assert found(tmp_path) == names


@pytest.mark.parametrize(
    "name",
    ["<b>fett<b>", "手势", "إشارة", "имя", "a\nb", "a\u202eb", "👍", os.fsdecode(b"\xff\xfe")],
)
def test_names_in_every_script_are_plain_text(tmp_path: Path, name: str) -> None:
    write(tmp_path, f"{name}/{name}.jpg")
    (file,) = find_pictures([tmp_path]).files
    assert file.parts == (name, f"{name}.jpg")
    assert file.shown.isprintable()


def test_links_are_followed_inside_and_not_out(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    inside = tmp_path / "inside"
    write(outside, "secret/1.jpg", "2.jpg")
    write(inside, "a/1.jpg", "pool/b/1.jpg")
    (inside / "a" / "out.jpg").symlink_to(outside / "2.jpg")
    (inside / "out").symlink_to(outside / "secret")
    (inside / "up").symlink_to("../outside")
    (inside / "a" / "in.jpg").symlink_to("../pool/b/1.jpg")
    (inside / "a" / "broken.jpg").symlink_to("nowhere.jpg")
    (inside / "a" / "itself").symlink_to("itself")
    assert found(inside) == ["a/1.jpg", "a/in.jpg", "pool/b/1.jpg"]
    skipped = [str(sentence) for sentence in find_pictures([inside]).skipped]
    assert len(skipped) == 3
    assert all("leads out of the folder" in sentence for sentence in skipped)
    (chosen,) = [tmp_path / "chosen"]
    chosen.symlink_to(inside)
    assert found(chosen) == found(inside)


def test_links_lead_into_no_loop(tmp_path: Path) -> None:
    write(tmp_path, "a/1.jpg")
    for name in ("x", "y", "a/z"):
        (tmp_path / name).symlink_to(tmp_path)
    (tmp_path / "b").symlink_to("a")
    # Whichever is met first.
    assert found(tmp_path) in (["a/1.jpg"], ["b/1.jpg"])


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    write(tmp_path, "a/1.jpg")
    os.mkfifo(tmp_path / "a" / "pipe.jpg")
    os.mkfifo(tmp_path / "a" / "pipe")
    assert found(tmp_path) == ["a/1.jpg"]


def test_a_folder_may_be_deep_and_no_deeper(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*"a" * 31)
    write(deep, "1.jpg", "a/2.jpg", "a/a/3.jpg")
    assert [Path(each).name for each in found(tmp_path)] == ["1.jpg", "2.jpg"]


def test_of_too_many_files_no_more_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, *(f"{number}.txt" for number in range(60)))
    monkeypatch.setattr(files, "ENTRIES_MAX", 50)
    looked_at = []
    scandir = os.scandir

    class Counting:
        def __init__(self, folder: Path) -> None:
            self._entries = scandir(folder)

        def __enter__(self) -> Counting:
            return self

        def __exit__(self, *_exception: object) -> None:
            self._entries.close()

        def __iter__(self) -> Counting:
            return self

        def __next__(self) -> os.DirEntry[str]:
            looked_at.append(entry := next(self._entries))
            return entry

    monkeypatch.setattr(os, "scandir", Counting)
    with pytest.raises(DataError, match="more than 50 files and folders"):
        find_pictures([tmp_path])
    assert len(looked_at) == 51
    with pytest.raises(DataError):
        is_for_pictures([tmp_path])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every folder")
def test_a_folder_that_cannot_be_listed_is_said(tmp_path: Path) -> None:
    write(tmp_path, "a/1.jpg", "b/1.jpg")
    (tmp_path / "b").chmod(0)
    try:
        assert found(tmp_path) == ["a/1.jpg"]
        (sentence,) = find_pictures([tmp_path]).skipped
        assert str(sentence).startswith("b is a folder that cannot be read")
        with pytest.raises(DataError, match="cannot be read"):
            find_pictures([tmp_path / "b"])
    finally:
        (tmp_path / "b").chmod(0o700)


def test_several_files_and_folders_are_one_choice(tmp_path: Path) -> None:
    write(tmp_path, "a/1.jpg", "b/1.jpg", "c.png")
    assert found(tmp_path / "b", tmp_path / "a") == ["a/1.jpg", "b/1.jpg"]
    assert found(tmp_path / "a", tmp_path / "c.png") == ["a/1.jpg", "c.png"]
    assert find_pictures([tmp_path / "a", tmp_path / "c.png"]).name == tmp_path.name


def test_folders_without_pictures_are_named(tmp_path: Path) -> None:
    write(tmp_path, "a/1.jpg", "b/list.txt")
    (tmp_path / "c").mkdir()
    assert find_pictures([tmp_path]).empty_folders == ("b", "c")
