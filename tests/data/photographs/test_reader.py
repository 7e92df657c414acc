"""Folders of photographs as a whole, opened as the program does."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image, ImageOps

from signs_studio.data.opening import open_picture, open_pictures, open_test_set
from signs_studio.data.photographs import cache, reader
from signs_studio.data.photographs.fitting import fit_picture
from signs_studio.data.reading.cancellation import Cancellation, ReadingCancelledError
from signs_studio.errors import DataError
from tests.data.photographs.photo_sets import grey_scans, named_files, phone_photographs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from signs_studio.data.dataset import Dataset

RNG = np.random.default_rng(0)


def colours(width: int = 80, height: int = 64) -> Image.Image:
    return Image.fromarray(RNG.integers(0, 256, (height, width, 3), np.uint8))


def save(folder: Path, *names: str, picture: Image.Image | None = None) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        (picture or colours()).save(path)


def by_name(dataset: Dataset) -> dict[tuple[str, str], Any]:
    """All pictures of a dataset by their class and name."""
    pictures = {}
    for x, y, names in (
        (dataset.train_x, dataset.train_y, dataset.train_names),
        (dataset.test_x, dataset.test_y, dataset.test_names),
    ):
        assert names is not None
        for place, (label, name) in enumerate(zip(y, names, strict=True)):
            pictures[dataset.class_names[label], name] = np.asarray(x[[place]][0])
    return pictures


def by_hand(path: Path, side: int = 64) -> Any:
    """A picture as the data card says that it was prepared, with Pillow alone."""
    with Image.open(path) as picture:
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    return np.asarray(ImageOps.fit(upright, (side, side)))


@pytest.mark.parametrize("side", [16, 64, 100])
def test_photographs_of_a_phone_are_as_pillow_prepares_them(tmp_path: Path, side: int) -> None:
    folder = tmp_path / "phone"
    phone_photographs(folder, per_class=8, classes=3, largest=1600)
    dataset = open_pictures(folder, side=side)
    assert dataset.class_names == ("0", "1", "2")
    assert dataset.picture_shape == (side, side, 3)
    assert (len(dataset.train_y), len(dataset.test_y)) == (21, 3)
    pictures = by_name(dataset)
    assert len(pictures) == 24
    for (label, name), picture in pictures.items():
        np.testing.assert_array_equal(picture, by_hand(folder / label / name, side))
    notes = " ".join(map(str, dataset.notes))
    assert "turned as its EXIF data say" in notes
    assert f"{side} x {side} pixels by Pillow's bicubic filter (ImageOps.fit)" in notes
    # Of eight, seven were not upright.
    assert "21 were turned." in notes
    assert dataset.skipped == ()


def test_one_photograph_gives_the_same_numbers_by_itself(tmp_path: Path) -> None:
    folder = tmp_path / "phone"
    phone_photographs(folder, per_class=6, classes=2, largest=4032)
    dataset = open_pictures(folder)
    assert any("2 are larger than 2,047 pixels" in str(note) for note in dataset.notes)
    for (label, name), picture in by_name(dataset).items():
        alone = open_picture(folder / label / name)
        assert max(alone.shape) <= 2048
        np.testing.assert_array_equal(fit_picture(alone, shape=(64, 64, 3)), picture)


def test_padded_photographs_are_as_pillow_pads_them(tmp_path: Path) -> None:
    save(tmp_path / "x", "a/1.png", "a/2.png", "b/1.png", "b/2.png")
    dataset = open_pictures(tmp_path / "x", fit="pad", side=50)
    for (label, name), picture in by_name(dataset).items():
        with Image.open(tmp_path / "x" / label / name) as stored:
            expected = ImageOps.pad(stored, (50, 50), color="white")
        np.testing.assert_array_equal(picture, np.asarray(expected))
        alone = open_picture(tmp_path / "x" / label / name)
        np.testing.assert_array_equal(fit_picture(alone, shape=(50, 50, 3), fit="pad"), picture)
    assert any("ImageOps.pad" in str(note) for note in dataset.notes)


def test_grey_scans_have_one_channel(tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    grey_scans(folder, per_class=5)
    dataset = open_pictures(folder, side=32)
    assert dataset.picture_shape == (32, 32, 1)
    assert dataset.class_names == tuple("0123456789")
    assert (len(dataset.train_y), len(dataset.test_y)) == (50, 10)
    assert any("All pictures are grey" in str(note) for note in dataset.notes)
    assert dataset.train_names is not None
    for label, name, picture in zip(
        dataset.train_y, dataset.train_names, dataset.train_x[:], strict=True
    ):
        expected = by_hand(folder / "Training" / str(label) / name, 32)
        np.testing.assert_array_equal(np.repeat(picture, 3, axis=2), expected)
        alone = open_picture(folder / "Training" / str(label) / name)
        np.testing.assert_array_equal(fit_picture(alone, shape=(32, 32, 1)), picture)


@pytest.mark.parametrize(("bits", "is_said"), [(12, True), (14, True), (16, False)])
def test_scans_of_fewer_bits_than_are_stored_are_said_to_be_nearly_black(
    tmp_path: Path, bits: int, is_said: bool
) -> None:
    numbers = np.linspace(0, 2**bits - 1, 40 * 40).reshape(40, 40).astype(np.uint16)
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        for number in range(2):
            Image.fromarray(numbers).save(tmp_path / name / f"{number}.tif")
    said = [str(note) for note in open_pictures(tmp_path).notes]
    assert any(f"reach {2 ** (bits - 8) - 1} of 255" in note for note in said) is is_said


def test_a_grey_picture_among_colours_has_three_channels(tmp_path: Path) -> None:
    save(tmp_path / "x", "a/1.png", "a/2.png", "b/1.png")
    save(tmp_path / "x", "b/2.png", picture=colours().convert("L"))
    dataset = open_pictures(tmp_path / "x")
    assert dataset.picture_shape == (64, 64, 3)
    grey = by_name(dataset)["b", "2.png"]
    np.testing.assert_array_equal(grey, by_hand(tmp_path / "x" / "b" / "2.png"))


def test_files_named_by_their_class(tmp_path: Path) -> None:
    named_files(tmp_path / "x", per_class=4)
    dataset = open_pictures(tmp_path / "x")
    assert dataset.class_names == tuple("012345")
    for label, name in by_name(dataset):
        assert name.startswith(f"{label}_IMG_")
    dropped = open_pictures(*sorted((tmp_path / "x").iterdir(), reverse=True))
    assert dropped.fingerprint == dataset.fingerprint


def test_a_thousand_files_are_dropped_at_once(tmp_path: Path) -> None:
    save(tmp_path, "x/picture.png")
    folder = tmp_path / ("a long name of a folder " * 8)
    folder.mkdir()
    for number in range(1000):
        os.link(tmp_path / "x" / "picture.png", folder / f"{number % 2}_IMG_{number}.png")
    dataset = open_pictures(*folder.iterdir(), side=16)
    assert len(dataset.train_y) + len(dataset.test_y) == 1000


def test_several_folders_are_classes_or_sets(tmp_path: Path) -> None:
    save(tmp_path, *(f"{part}/{label}/{n}.png" for part in ("train", "test") for label in "ab"
                     for n in range(3)))  # fmt: skip
    classes = open_pictures(tmp_path / "train" / "a", tmp_path / "train" / "b")
    assert classes.class_names == ("a", "b")
    assert len(classes.train_y) + len(classes.test_y) == 6
    sets = open_pictures(tmp_path / "test", tmp_path / "train")
    assert (len(sets.train_y), len(sets.test_y)) == (6, 6)
    assert sets.fingerprint == open_pictures(tmp_path).fingerprint


def test_what_cannot_be_read_is_listed_and_stops_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "x"
    save(folder, "a/1.png", "a/2.png", "b/1.png", "b/2.png")
    (folder / "a" / "3.jpg").write_bytes(b"")
    (folder / "b" / "<b>3.heic").write_bytes(b"\0\0\0\x18ftypheic")
    (folder / "b" / "4\n.jpg").write_bytes(b"<!DOCTYPE html>")
    (folder / "b" / os.fsdecode(b"\xff.jpg")).write_bytes(
        (folder / "b" / "1.png").read_bytes()[:99]
    )
    (folder / "b" / "out.jpg").symlink_to("/etc/passwd")
    dataset = open_pictures(folder)
    assert len(by_name(dataset)) == 4
    skipped = [str(sentence) for sentence in dataset.skipped]
    assert skipped == [
        "b/out.jpg is a link that leads out of the folder, and is not followed: put the pictures "
        "themselves there.",
        "a/3.jpg is empty: get the file again.",
        "b/4\N{REPLACEMENT CHARACTER}.jpg is a web page that was saved under the name of a "
        "picture: save the picture itself.",
        "b/<b>3.heic is a HEIC picture, which cannot be read: save it as JPEG or PNG.",
        "b/\N{REPLACEMENT CHARACTER}.jpg is damaged or cut short: get it, or save it, again.",
    ]
    for (label, name), picture in by_name(dataset).items():
        np.testing.assert_array_equal(picture, by_hand(folder / label / name))
    # From the cache too.
    assert [str(sentence) for sentence in open_pictures(folder).skipped] == skipped


def test_of_many_that_cannot_be_read_some_are_listed(tmp_path: Path) -> None:
    save(tmp_path / "x", "a/1.png", "a/2.png", "b/1.png", "b/2.png")
    for number in range(250):
        (tmp_path / "x" / "a" / f"bad{number}.png").touch()
    dataset = open_pictures(tmp_path / "x")
    assert len(dataset.skipped) == 201
    assert str(dataset.skipped[-1]) == "50 more were left out."


def _all_bad(folder: Path) -> None:
    for name in ("a/1.jpg", "b/1.jpg"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).touch()


def _one_class_bad(folder: Path) -> None:
    save(folder, "a/1.png", "a/2.png")
    (folder / "b").mkdir()
    (folder / "b" / "1.jpg").touch()


REFUSED: dict[str, tuple[Callable[[Path], None], str]] = {
    "none can be read": (
        _all_bad,
        r"None of the 2 pictures in x can be read\. The first: a/1\.jpg is empty",
    ),
    "of one class alone": (
        _one_class_bad,
        r"Of the classes in x, pictures can be read of a only.*b/1\.jpg is empty",
    ),
    "one class": (lambda folder: save(folder, "a/1.png", "a/2.png"), 'single class "a"'),
    "one picture a class": (lambda folder: save(folder, "a/1.png", "b/1.png"), "a single picture"),
    "no names that tell": (
        lambda folder: save(folder, "IMG_1.png", "IMG_2.png"),
        "neither folders nor names",
    ),
    "empty folders": (
        lambda folder: (folder / "a" / "b").mkdir(parents=True),
        "x holds no pictures",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_used_is_refused_in_words(tmp_path: Path, name: str) -> None:
    write, expected = REFUSED[name]
    write(tmp_path / "x")
    with pytest.raises(DataError, match=expected):
        open_pictures(tmp_path / "x")


def test_a_lone_picture_is_refused_in_words(tmp_path: Path) -> None:
    save(tmp_path, "hand.png")
    with pytest.raises(DataError, match=r'one picture.*learns from many.*"Your picture"'):
        open_pictures(tmp_path / "hand.png")


def test_a_class_whose_pictures_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "x"
    names = [
        f"{part}/{label}/{n}.png" for part in ("train", "test") for label in "abc" for n in "12"
    ]
    save(folder, *names)
    for path in (folder / "train" / "b").iterdir():
        path.write_bytes(b"")
    dataset = open_pictures(folder)
    assert dataset.class_names == ("a", "c")
    assert "No picture of the class b can be read, so it is left out." in map(str, dataset.notes)
    assert dataset.test_names == ("1.png", "2.png", "1.png", "2.png")
    for part, x, y, names in (
        ("train", dataset.train_x, dataset.train_y, dataset.train_names),
        ("test", dataset.test_x, dataset.test_y, dataset.test_names),
    ):
        assert names is not None
        for picture, label, name in zip(x[:], y, names, strict=True):
            path = folder / part / dataset.class_names[label] / name
            np.testing.assert_array_equal(picture, by_hand(path))


def test_a_single_picture_of_a_class_is_said(tmp_path: Path) -> None:
    save(tmp_path / "x", "a/1.png", "a/2.png", "b/1.png")
    notes = list(map(str, open_pictures(tmp_path / "x").notes))
    assert "There is a single training picture of the class b: add more." in notes


@pytest.mark.parametrize("stream", [True, False])
def test_pictures_on_the_disk_are_the_same(tmp_path: Path, stream: bool) -> None:
    phone_photographs(tmp_path / "x", per_class=4, classes=2, largest=1280)
    for _ in range(2):
        dataset = open_pictures(tmp_path / "x", stream=stream)
        assert isinstance(dataset.train_x, np.ndarray) == (not stream)
        for (label, name), picture in by_name(dataset).items():
            np.testing.assert_array_equal(picture, by_hand(tmp_path / "x" / label / name))


def test_progress_rises_to_the_end(tmp_path: Path) -> None:
    save(tmp_path / "x", *(f"{label}/{n}.png" for label in "ab" for n in range(40)))
    shares: list[float] = []
    open_pictures(tmp_path / "x", progress=shares.append)
    assert shares == sorted(shares)
    assert len(shares) >= 80
    assert shares[-1] == 1.0


def test_a_reading_under_way_is_cancelled(tmp_path: Path, own_cache: Path) -> None:
    save(tmp_path / "x", "a/0.png", "b/0.png", picture=colours(4000, 3000))
    for number in range(1, 200):
        for label in "ab":
            os.link(tmp_path / "x" / label / "0.png", tmp_path / "x" / label / f"{number}.png")
    cancellation = Cancellation()
    with ThreadPoolExecutor(1) as thread:

        def on_progress(_share: float) -> None:
            cancellation.cancel()

        reading = thread.submit(
            open_pictures, tmp_path / "x", progress=on_progress, cancellation=cancellation
        )
        with pytest.raises(ReadingCancelledError):
            reading.result(60)
    assert not own_cache.exists()


class TestCache:
    """The second opening."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        save(tmp_path / "x", "a/1.png", "a/2.png", "b/1.png", "b/2.png")
        (tmp_path / "x" / "b" / "3.png").touch()
        return tmp_path / "x"

    @pytest.fixture
    def decoded(self, monkeypatch: pytest.MonkeyPatch, read_in_process: None) -> list[str]:  # noqa: ARG002
        """Names of the files that are decoded from now on, in this process."""
        names: list[str] = []
        decode = reader.decode

        def noted(path: Path, *, name: str) -> Any:
            names.append(name)
            return decode(path, name=name)

        monkeypatch.setattr(reader, "decode", noted)
        return names

    def test_nothing_is_decoded_twice(self, folder: Path, decoded: list[str]) -> None:
        first = open_pictures(folder)
        assert len(decoded) == 5
        second = open_pictures(folder)
        assert len(decoded) == 5
        assert second.fingerprint == first.fingerprint
        assert (second.notes, second.skipped) == (first.notes, first.skipped)
        assert (second.train_names, second.test_names) == (first.train_names, first.test_names)

    def test_a_folder_that_was_moved_is_known(self, folder: Path, decoded: list[str]) -> None:
        open_pictures(folder)
        open_pictures(folder.rename(folder.with_name("y")))
        assert len(decoded) == 5

    @pytest.mark.parametrize(
        "change",
        [
            lambda folder: save(folder, "a/3.png"),
            lambda folder: (folder / "a" / "1.png").unlink(),
            lambda folder: (folder / "a" / "1.png").rename(folder / "b" / "0.png"),
            lambda folder: save(folder, "a/1.png", picture=colours(10, 10)),
            lambda folder: os.utime(folder / "a" / "1.png", ns=(1, 1)),
        ],
    )
    def test_what_was_changed_is_decoded_again(
        self, folder: Path, decoded: list[str], change: Callable[[Path], object]
    ) -> None:
        save(folder, "a/0.png")
        open_pictures(folder)
        before = len(decoded)
        change(folder)
        dataset = open_pictures(folder)
        assert len(decoded) > before
        for (label, name), picture in by_name(dataset).items():
            np.testing.assert_array_equal(picture, by_hand(folder / label / name))

    def test_files_of_the_same_names_sizes_and_times_are_not_mixed_up(
        self,
        tmp_path: Path,
        decoded: list[str],
    ) -> None:
        one, other = tmp_path / "1" / "set", tmp_path / "2" / "set"
        for folder in (one, other):
            names = [f"{label}/{place}.bmp" for label in "ab" for place in range(3)]
            save(folder, *names)
            for name in names:
                os.utime(folder / name, ns=(10**18, 10**18))
        for folder in (one, other):
            for (label, name), picture in by_name(open_pictures(folder)).items():
                np.testing.assert_array_equal(picture, by_hand(folder / label / name))
        # Nor is one that took another's place, as unpacking an archive again leaves it.
        save(one, "a/0.bmp")
        os.utime(one / "a" / "0.bmp", ns=(10**18, 10**18))
        for (label, name), picture in by_name(open_pictures(one)).items():
            np.testing.assert_array_equal(picture, by_hand(one / label / name))
        before = len(decoded)
        open_pictures(other)
        assert len(decoded) == before

    @pytest.mark.parametrize("options", [{"side": 32}, {"fit": "pad"}])
    def test_other_wishes_are_decoded_again(
        self, folder: Path, decoded: list[str], options: dict[str, Any]
    ) -> None:
        open_pictures(folder)
        open_pictures(folder, **options)
        assert len(decoded) == 10

    @pytest.mark.parametrize(
        "damage",
        [
            lambda _content: b"",
            lambda content: content[:20],
            lambda content: content[:-1],
            lambda content: content + b"\0",
            lambda content: content[:-1] + bytes([content[-1] ^ 1]),
            lambda content: content[:20] + bytes([content[20] ^ 1]) + content[21:],
            lambda content: content[:60] + bytes([content[60] ^ 1]) + content[61:],
            lambda content: content[:40] + b"\xff" * 8 + content[48:],
            lambda content: b"another" + content[7:],
            lambda content: content[:48] + b"{" * 100_000,
        ],
    )
    def test_an_entry_that_was_damaged_is_replaced(
        self,
        folder: Path,
        tmp_path: Path,
        decoded: list[str],
        damage: Callable[[bytes], bytes],
    ) -> None:
        first = open_pictures(folder)
        (entry,) = (tmp_path / "cache" / "photographs").iterdir()
        content = entry.read_bytes()
        entry.write_bytes(damage(content))
        assert open_pictures(folder).fingerprint == first.fingerprint
        assert len(decoded) == 10
        assert entry.read_bytes() == content

    @pytest.mark.parametrize("what", ["file", "folder", "link"])
    def test_a_cache_that_cannot_be_used_is_done_without(
        self, folder: Path, tmp_path: Path, decoded: list[str], what: str
    ) -> None:
        first = open_pictures(folder)
        (entry,) = (tmp_path / "cache" / "photographs").iterdir()
        shutil.rmtree(tmp_path / "cache")
        if what == "file":
            (tmp_path / "cache").touch()
        elif what == "folder":
            entry.mkdir(parents=True)
        else:
            (tmp_path / "cache").symlink_to("/proc/nowhere")
        assert open_pictures(folder).fingerprint == first.fingerprint
        assert len(decoded) == 10

    def test_the_oldest_entries_are_removed(
        self,
        folder: Path,
        tmp_path: Path,
        decoded: list[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        kept = tmp_path / "cache" / "photographs"
        open_pictures(folder, side=16)
        (oldest,) = kept.iterdir()
        os.utime(oldest, ns=(10**18, 10**18))
        abandoned = kept / ".saving-abandoned"
        abandoned.touch()
        os.utime(abandoned, ns=(1, 1))
        (kept / ".saving-now").touch()
        monkeypatch.setattr(cache, "CACHE_BYTES_MAX", 4 * 20 * 20 * 3 + 1000)
        open_pictures(folder, side=20)
        assert not oldest.exists()
        assert not abandoned.exists()
        assert (kept / ".saving-now").exists()
        del decoded[:]
        open_pictures(folder, side=20)
        assert decoded == []

    def test_what_is_too_large_is_not_kept(
        self, folder: Path, tmp_path: Path, decoded: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(cache, "CACHE_BYTES_MAX", 4 * 64 * 64 * 3 - 1)
        open_pictures(folder)
        assert len(decoded) == 5
        assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(
    ("names", "classes"),
    [
        (["test/a/1.png", "test/b/1.png"], ("a", "b")),
        (["test/a/1.png", "test/a/2.png"], ("a",)),
        (["test/b/1.png", "val/a/1.png"], ("b",)),
        (["test/a/1.png", "test/b/1.png", "train/a/1.png", "train/b/1.png"], ("a", "b")),
        (["test/b/1.png", "train/a/1.png", "train/b/1.png"], ("b",)),
        (["b/x.png", "b/y.png"], ("b",)),
        (["a/x.png", "b/y.png"], ("a", "b")),
    ],
)
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_folder_to_test_with(
    tmp_path: Path, names: list[str], classes: tuple[str, ...], mode: str
) -> None:
    learnt = tmp_path / "learnt"
    save(learnt, "a/1.png", "a/2.png", "b/1.png", "b/2.png")
    tested = tmp_path / "tested"
    for name in names:
        save(tested, name, picture=colours().convert(mode))
    test_set = open_test_set(tested)
    assert test_set.class_names == classes
    assert "training picture" not in " ".join(map(str, test_set.notes))
    dataset = open_pictures(learnt, test_set=test_set)
    assert dataset.picture_shape == (64, 64, 3)
    wanted = [name for name in names if name.startswith("test/")] or names
    assert len(dataset.test_y) == len(wanted)
    assert dataset.test_names is not None
    for x, label, name in zip(dataset.test_x, dataset.test_y, dataset.test_names, strict=True):
        folder = tested / "test" if (tested / "test").exists() else tested
        np.testing.assert_array_equal(x, by_hand(folder / dataset.class_names[label] / name))


class TestOnePicture:
    """A picture by itself."""

    def test_it_is_turned_and_laid_on_white(self, tmp_path: Path) -> None:
        layered = colours(40, 30)
        layered.putalpha(colours(40, 30).convert("L"))
        exif = Image.Exif()
        exif[0x112] = 6
        layered.save(tmp_path / "a.png", exif=exif)
        white = Image.alpha_composite(Image.new("RGBA", (40, 30), "white"), layered)
        expected = white.convert("RGB").transpose(Image.Transpose.ROTATE_270)
        picture = open_picture(tmp_path / "a.png")
        np.testing.assert_array_equal(picture, np.asarray(expected))

    def test_a_link_that_was_chosen_is_followed(self, tmp_path: Path) -> None:
        save(tmp_path, "a.png")
        (tmp_path / "b.png").symlink_to("a.png")
        assert open_picture(tmp_path / "b.png").shape == (64, 80, 3)

    @pytest.mark.parametrize(
        ("name", "content", "expected"),
        [
            ("a.png", b"", "a.png is empty"),
            ("a.heic", b"\0\0\0\x18ftypheic", "a.heic is a HEIC picture"),
            ("a\n.png", b"<html>", "a\N{REPLACEMENT CHARACTER}.png is a web page"),
        ],
    )
    def test_what_is_none_is_refused_in_words(
        self, tmp_path: Path, name: str, content: bytes, expected: str
    ) -> None:
        (tmp_path / name).write_bytes(content)
        with pytest.raises(DataError, match=expected):
            open_picture(tmp_path / name)

    def test_a_folder_is_none(self, tmp_path: Path) -> None:
        with pytest.raises(DataError, match="no ordinary file"):
            open_picture(tmp_path)
        with pytest.raises(DataError, match="cannot be opened"):
            open_picture(tmp_path / "nowhere.png")

    def test_it_is_cancelled(self, tmp_path: Path) -> None:
        save(tmp_path, "a.png")
        cancellation = Cancellation()
        cancellation.cancel()
        with pytest.raises(ReadingCancelledError):
            open_picture(tmp_path / "a.png", cancellation=cancellation)
