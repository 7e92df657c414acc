"""Pictures that stay in a file: the same numbers as in memory, and files that change or break."""

from __future__ import annotations

import os
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import h5py
import numpy as np
import pytest

from signs_studio.data import streamed
from signs_studio.data.archives.hdf5 import archive as hdf5_archive
from signs_studio.data.archives.hdf5.writer import write_signs
from signs_studio.data.arrays import pictures as stored_pictures
from signs_studio.data.opening import open_pictures
from signs_studio.data.streamed import PlainRows, StreamedPictures, scratch_folder, unpack
from signs_studio.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    WriteFile = Callable[..., Path]


@pytest.fixture(autouse=True)
def small_pieces(
    read_in_process: None,  # noqa: ARG001  # The pieces are those of the process that reads.
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Pieces of five of the small pictures, so that there are several."""
    monkeypatch.setattr(stored_pictures, "WINDOW_BYTES", 5 * 8 * 6 * 3)


def numbers(low: float, high: float) -> NDArray[Any]:
    return np.random.default_rng(1).uniform(low, high, (24, 8, 6, 3))


def read_all(pictures: Any) -> NDArray[Any]:
    assert isinstance(pictures, StreamedPictures)
    everything = np.empty(pictures.shape, pictures.dtype)
    pictures.read_into(everything, np.arange(len(pictures)))
    return everything


def where_read(pictures: Any) -> str:
    """The path of the file that is held open."""
    return str(Path(f"/proc/self/fd/{pictures.rows.descriptor}").readlink())


STORED = {
    "bytes": {"data": numbers(0, 256).astype(np.uint8)},
    "whole numbers": {"data": numbers(0, 256).astype(">i4")},
    "booleans": {"data": numbers(0, 1) > 0.5},
    "floats of 0 to 1": {"data": numbers(0, 1).astype("<f4")},
    "floats the other way round": {"data": numbers(0, 1).astype(">f4")},
    "doubles": {"data": numbers(0, 1)},
    "floats of 0 to 255": {"data": numbers(0, 255).astype("<f4")},
    "floats of any size": {"data": numbers(-3, 7).astype("<f4")},
    "one channel": {"data": numbers(0, 256).astype(np.uint8)[..., 0]},
    "compressed": {"data": numbers(0, 256).astype(np.uint8), "compression": "gzip"},
    "blocks of whole pictures": {
        "data": numbers(0, 256).astype(np.uint8),
        "chunks": (2, 8, 6, 3),
        "compression": "lzf",
        "shuffle": True,
    },
    "blocks across many pictures": {
        "data": numbers(0, 256).astype(np.uint8),
        "chunks": (24, 2, 3, 1),
        "compression": "gzip",
        "fletcher32": True,
    },
}
LIE_IN_THE_FILE = {"bytes", "floats of 0 to 1", "one channel"}


@pytest.mark.parametrize("kind", STORED)
def test_the_numbers_are_those_in_memory(write_file: WriteFile, kind: str) -> None:
    test_x = STORED[kind]["data"][::-1][:12]
    path = write_file(train_set_x=STORED[kind], test_set_x=test_x)
    held, left = open_pictures(path), open_pictures(path, stream=True)
    for name in ("train_x", "test_x"):
        array, pictures = getattr(held, name), getattr(left, name)
        assert pictures.shape == array.shape
        assert pictures.dtype == array.dtype
        np.testing.assert_array_equal(read_all(pictures), array)
    np.testing.assert_array_equal(left.shown_x, held.test_x)
    assert left.notes[:-1] == held.notes
    assert "are left on the disk: training reads them from there" in str(left.notes[-1])
    is_in_place = where_read(left.train_x) == str(path)
    assert is_in_place == (kind in LIE_IN_THE_FILE)


@pytest.mark.parametrize("kind", ["bytes", "compressed"])
def test_a_set_that_is_split_is_split_as_in_memory(write_file: WriteFile, kind: str) -> None:
    path = write_file(train_set_x=STORED[kind], test_set_x=None, test_set_y=None)
    held, left = open_pictures(path), open_pictures(path, stream=True)
    for name in ("train", "test"):
        array = getattr(held, f"{name}_x")
        np.testing.assert_array_equal(read_all(getattr(left, f"{name}_x")), array)
        np.testing.assert_array_equal(getattr(left, f"{name}_y"), getattr(held, f"{name}_y"))


def test_some_pictures_are_read_in_the_order_asked_for(write_file: WriteFile) -> None:
    path = write_file()
    held, left = open_pictures(path).train_x, open_pictures(path, stream=True).train_x
    chosen = [20, 3, 4, 5, 0, 3]
    np.testing.assert_array_equal(left[chosen], held[chosen])


def test_a_user_block_before_the_file_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "block.h5"
    pictures = STORED["bytes"]["data"]
    with h5py.File(path, "w", userblock_size=1024) as file:
        file["train_set_x"], file["train_set_y"] = pictures, np.arange(24) % 3
        file["test_set_x"], file["test_set_y"] = pictures, np.arange(24) % 3
    train_x = open_pictures(path, stream=True).train_x
    np.testing.assert_array_equal(read_all(train_x), pictures)
    assert where_read(train_x) == str(path)


def test_more_than_fits_into_memory_is_left_in_the_file(write_file: WriteFile) -> None:
    # Nothing is written but the size: the file is sparse.
    labels = {"train_set_y": np.arange(4000) % 3, "test_set_y": np.arange(400) % 3}
    path = write_file(train_set_x=None, test_set_x=None, **labels)
    with h5py.File(path, "a") as file:
        for name, count in (("train_set_x", 4000), ("test_set_x", 400)):
            stored_at_once = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
            stored_at_once.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
            stored_at_once.set_fill_time(h5py.h5d.FILL_TIME_NEVER)
            space = h5py.h5s.create_simple((count, 512, 512, 1))
            h5py.h5d.create(file.id, name.encode(), h5py.h5t.STD_U8LE, space, stored_at_once)
    dataset = open_pictures(path)
    assert isinstance(dataset.train_x, StreamedPictures)
    assert dataset.train_x.shape == (4000, 512, 512, 1)
    assert "1.1 GiB, are too large for memory" in str(dataset.notes[-1])
    # As many as fit into a window, of 256 KiB each.
    assert len(dataset.shown_x) == streamed.WINDOW_BYTES >> 18


def test_small_data_is_held_in_memory(write_file: WriteFile) -> None:
    assert isinstance(open_pictures(write_file()).train_x, np.ndarray)


def test_blocks_that_would_be_expanded_again_and_again_are_refused(write_file: WriteFile) -> None:
    pictures = np.zeros((2000, 8, 6, 3), np.uint8)
    pictures[::2] = 90
    block = {"data": pictures, "chunks": (2000, 1, 1, 1), "compression": "gzip"}
    path = write_file(train_set_x=block, train_set_y=np.arange(2000) % 3)
    with pytest.raises(DataError, match="blocks that reach over 2,000 pictures, of which 5 fit"):
        open_pictures(path, stream=True)


def test_what_cannot_be_put_in_order_a_piece_at_a_time_is_refused(
    write_file: WriteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures = STORED["bytes"]["data"]
    path = write_file(train_set_x=pictures.transpose(1, 2, 3, 0))
    held, left = open_pictures(path), open_pictures(path, stream=True)
    np.testing.assert_array_equal(held.train_x, pictures)
    np.testing.assert_array_equal(read_all(left.train_x), pictures)
    monkeypatch.setattr(stored_pictures, "STREAMED_FROM_BYTES", pictures.nbytes)
    with pytest.raises(DataError, match=r"only where their first axis counts them\. Save it as"):
        open_pictures(path, stream=True)


@pytest.mark.parametrize("ending", ["npz", "npy"])
def test_what_lies_in_a_file_of_numpy_is_read_from_there(tmp_path: Path, ending: str) -> None:
    pictures = STORED["bytes"]["data"]
    path = tmp_path / f"x.{ending}"
    if ending == "npz":
        np.savez(path, x=pictures, y=np.arange(24) % 3, x_test=pictures, y_test=np.arange(24) % 3)
    else:
        np.save(path, pictures)
        np.save(tmp_path / "y.npy", np.arange(24) % 3)
    left = open_pictures(path, stream=True).train_x
    assert where_read(left) == str(path)
    np.testing.assert_array_equal(read_all(left), open_pictures(path).train_x)


def test_a_block_that_expands_beyond_its_size_is_refused(write_file: WriteFile) -> None:
    path = write_file(train_set_x=STORED["compressed"] | {"chunks": (24, 8, 6, 3)})
    with h5py.File(path, "a") as file:
        file["train_set_x"].id.write_direct_chunk((0, 0, 0, 0), zlib.compress(bytes(1 << 20)))
    with pytest.raises(DataError, match="made to do harm"):
        open_pictures(path, stream=True)


def test_numbers_out_of_range_in_a_later_piece_are_refused(write_file: WriteFile) -> None:
    pictures = numbers(0, 1).astype("<f4")
    pictures[-1, -1, -1, -1] = np.nan
    with pytest.raises(DataError, match="not finite"):
        open_pictures(write_file(train_set_x=pictures, test_set_x=pictures[:12]), stream=True)
    whole = numbers(0, 256).astype(np.int32)
    whole[-1, -1, -1, -1] = 70_000
    with pytest.raises(DataError, match="the number 70000"):
        open_pictures(write_file(train_set_x=whole), stream=True)


@pytest.mark.parametrize("what", ["cut short", "written to", "written to, its time kept"])
def test_a_file_that_changes_is_not_read_on(write_file: WriteFile, what: str) -> None:
    path = write_file()
    train_x = open_pictures(path, stream=True).train_x
    read_all(train_x)
    before = path.stat()
    if what == "cut short":
        os.truncate(path, 3000)
    else:
        path.write_bytes(path.read_bytes())
        # A file system may count in coarse steps of time.
        times = (0, 0) if what == "written to" else (before.st_atime_ns, before.st_mtime_ns)
        os.utime(path, ns=times)
    assert (path.stat().st_mtime_ns == before.st_mtime_ns) == what.endswith("time kept")
    for _ in range(2):
        with pytest.raises(DataError, match=r"^small.h5 was changed or cut short .* again\.$"):
            read_all(train_x)


@pytest.mark.parametrize("what", ["written to", "grown, its time kept"])
def test_a_name_that_is_taken_away_hides_no_change(write_file: WriteFile, what: str) -> None:
    path = write_file()
    path.with_name("link.h5").hardlink_to(path)
    train_x = open_pictures(path, stream=True).train_x
    before = path.stat()
    if what == "written to":
        path.write_bytes(path.read_bytes())
        os.utime(path, ns=(0, 0))
    else:
        os.truncate(path, before.st_size + 1)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    path.unlink()
    with pytest.raises(DataError, match=r"^small.h5 was changed or cut short .* again\.$"):
        read_all(train_x)


@pytest.mark.parametrize("by", ["another file", "a named pipe"])
def test_a_file_that_is_replaced_while_it_is_opened_is_refused(
    write_file: WriteFile, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    path, other = write_file(), write_file("other.h5")
    if by == "a named pipe":
        other.unlink()
        os.mkfifo(other)
    find_place = hdf5_archive.place_in_file

    def find_place_and_replace(*arguments: Any) -> int | None:
        place = find_place(*arguments)
        if other.exists():
            other.replace(path)
        return place

    monkeypatch.setattr(hdf5_archive, "place_in_file", find_place_and_replace)
    with ThreadPoolExecutor(1) as thread:
        reading = thread.submit(open_pictures, path, stream=True)
        try:
            with pytest.raises(DataError, match=r"^small.h5 was replaced by another file"):
                reading.result(30)
        finally:
            # Whoever waits at a pipe for a writer is let go of.
            with suppress(OSError):
                os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))


def test_a_file_whose_place_another_takes_is_read_to_its_end(write_file: WriteFile) -> None:
    path = write_file()
    held = open_pictures(path).train_x
    left = open_pictures(path, stream=True).train_x
    other = np.zeros((24, 8, 6, 3), np.uint8)
    write_file("other.h5", train_set_x=other).replace(path)
    np.testing.assert_array_equal(read_all(left), held)
    np.testing.assert_array_equal(open_pictures(path).train_x, other)


def test_a_file_that_ends_too_soon_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "short"
    path.write_bytes(bytes(10))
    with pytest.raises(DataError, match="short was changed or cut short"):
        PlainRows.open(path).read_into(memoryview(bytearray(8)), 5)


def test_an_error_of_the_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "rows"
    path.write_bytes(bytes(10))
    rows = PlainRows.open(path)

    def fail(*_arguments: Any) -> int:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "preadv", fail)
    with pytest.raises(DataError, match=r"rows can no longer be read \(Input/output error\)"):
        rows.read_into(memoryview(bytearray(8)), 0)


def test_a_file_that_is_removed_is_read_to_its_end(write_file: WriteFile) -> None:
    path = write_file()
    held = open_pictures(path).train_x
    path.with_name("link.h5").hardlink_to(path)
    left = open_pictures(path, stream=True).train_x
    for name in (path, path.with_name("link.h5")):
        name.unlink()
        np.testing.assert_array_equal(read_all(left), held)


def test_a_file_is_closed_when_its_pictures_are_gone(write_file: WriteFile) -> None:
    dataset = open_pictures(write_file(), stream=True)
    descriptor = dataset.train_x.rows.descriptor
    os.fstat(descriptor)
    del dataset
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)


def test_what_is_unpacked_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", None)
    assert scratch_folder() == folder
    pieces = iter([np.arange(3, dtype=np.uint8), np.arange(2, dtype=np.uint8)])
    rows = unpack(pieces, nbytes=5, name="some.h5", folder=folder)
    assert list(folder.iterdir()) == []
    target = bytearray(5)
    rows.read_into(memoryview(target), 0)
    assert bytes(target) == bytes([0, 1, 2, 0, 1])


def test_a_disk_without_room_is_not_filled(tmp_path: Path) -> None:
    def never() -> Any:
        yield pytest.fail("nothing may be written")

    with pytest.raises(DataError, match=r"To learn from some\.h5, it is unpacked into 1"):
        unpack(never(), nbytes=1 << 60, name="some.h5", folder=tmp_path)


def test_streamed_pictures_are_not_written_by_us(write_file: WriteFile, tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="in memory"):
        write_signs(open_pictures(write_file(), stream=True), tmp_path / "out")
