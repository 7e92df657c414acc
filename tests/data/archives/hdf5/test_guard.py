"""HDF5 files made to mislead: each is refused in words, without hanging and in bounded memory."""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import subprocess
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import h5py
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signs_studio.data.archives.hdf5.arrays import lzf_bytes
from signs_studio.data.archives.hdf5.guard import damage_in, open_guarded
from signs_studio.data.opening import open_pictures
from signs_studio.errors import DataError
from tests.data.archives.hdf5.mutator import checksummed_spans, put_right

if TYPE_CHECKING:
    from collections.abc import Callable

    WriteFile = Callable[..., Path]
    WritePair = Callable[..., tuple[Path, Path]]

MIB = 1 << 20
CHILD_SECONDS = 60
CHILD_ROOM = 150 * MIB

# Reads a file in a process of its own, where no more memory can be had than CHILD_ROOM on top of
# what the imports took: a hang ends with the time limit and a bomb with another sentence. The child
# process in which files are opened has more room.
CHILD = """
import resource, sys
from pathlib import Path
from signs_studio.data.arrays.reader import read_arrays
from signs_studio.data.reading.job import Job
from signs_studio.data.reading.requests import ReadOptions
from signs_studio.errors import DataError
taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (taken + int(sys.argv[2]),) * 2)
try:
    job = Job(
        scratch=Path("/"),
        cache=Path("/"),
        allow_for=lambda _: None,
        report=lambda _done, _of: None,
    )
    contents = read_arrays([Path(sys.argv[1])], options=ReadOptions(), job=job)
except DataError as error:
    print(error)
else:
    print("loaded", contents.sets[0].pictures.shape)
"""


def load_apart(path: Path) -> str:
    """Load in a process of its own and return the sentence of the refusal, or "loaded"."""
    command = [sys.executable, "-c", CHILD, str(path), str(CHILD_ROOM)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=CHILD_SECONDS, check=True
    )
    # HDF5 prints its own errors where it is not silenced.
    assert done.stderr == ""
    return done.stdout.strip()


def refusal(path: Path) -> str:
    with pytest.raises(DataError) as caught:
        open_pictures(path)
    return str(caught.value)


def check_says(sentence: str, *said: str) -> None:
    for words in said:
        assert words in sentence


def gzip_of_zeros(count: int) -> bytes:
    packer = zlib.compressobj(9)
    zeros = bytes(MIB)
    parts = [packer.compress(zeros) for _ in range(count // MIB)]
    return b"".join([*parts, packer.compress(bytes(count % MIB)), packer.flush()])


# What is not a readable HDF5 file at all.


def test_the_guarded_child_loads_an_honest_file(write_file: WriteFile) -> None:
    assert load_apart(write_file()) == "loaded (24, 8, 6, 3)"


@pytest.mark.parametrize("name", ["nowhere.h5", "no/where/train_signs.h5", "x" * 300, "a\0b"])
def test_a_path_that_leads_nowhere(tmp_path: Path, name: str) -> None:
    check_says(refusal(tmp_path / name), "There is no file", "Check the path")


def test_a_link_that_leads_nowhere(write_pair: WritePair, tmp_path: Path) -> None:
    train, test = write_pair()
    test.unlink()
    test.symlink_to(tmp_path / "gone.h5")
    check_says(refusal(train), "There is no file test_small.h5", "Check the path")


def test_a_link_to_a_regular_file_is_followed(write_file: WriteFile, tmp_path: Path) -> None:
    link = tmp_path / "link.h5"
    link.symlink_to(write_file())
    assert len(open_pictures(link).train_x) == 24


@pytest.mark.parametrize("which", ["named", "beside", "in the folder", "behind a link"])
def test_a_named_pipe(write_pair: WritePair, tmp_path: Path, which: str) -> None:
    train, test = write_pair()
    test.unlink()
    os.mkfifo(test)
    path = {"named": test, "beside": train, "in the folder": tmp_path}.get(which)
    if path is None:
        path = tmp_path / "link.h5"
        path.symlink_to(test)
    check_says(load_apart(path), "is a named pipe", "a regular file was expected")


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device(device: str) -> None:
    check_says(load_apart(Path(device)), "is a device", "a regular file was expected")


def test_a_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # By a short name, as a socket's path may have 107 characters only.
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.h5")
        check_says(load_apart(tmp_path / "socket.h5"), "is a socket")


def test_a_folder_in_place_of_a_file(write_pair: WritePair, tmp_path: Path) -> None:
    _train, test = write_pair()
    test.unlink()
    test.mkdir()
    check_says(refusal(tmp_path), "test_small.h5 is a folder", "regular file was expected")


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "none.h5").touch()
    check_says(refusal(tmp_path / "none.h5"), "none.h5 is empty", "Get the file again")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"x", "not an HDF5"),
        (b"PK\3\4" * 1000, "a zip file without arrays"),
        (bytes(5000), "nothing but zeros"),
        (b"\x89HDF\r\n\x1a", "cut short"),
    ],
)
def test_not_hdf5(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "other.h5").write_bytes(content)
    check_says(refusal(tmp_path / "other.h5"), "other.h5", said)


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.9, 0.9999])
def test_a_truncated_file(write_file: WriteFile, share: float) -> None:
    path = write_file()
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    check_says(refusal(path), "small.h5 is truncated", "Copy or download it again")


def test_hdf5_stays_silent_on_another_thread(
    write_file: WriteFile, capfd: pytest.CaptureFixture[str]
) -> None:
    path = write_file()
    path.write_bytes(path.read_bytes()[:-100])
    with ThreadPoolExecutor(1) as other_thread:
        check_says(other_thread.submit(refusal, path).result(), "is truncated")
    assert capfd.readouterr() == ("", "")


def test_a_damaged_file(write_file: WriteFile) -> None:
    path = write_file()
    content = bytearray(path.read_bytes())
    content[8] = 99
    path.write_bytes(content)
    check_says(refusal(path), "small.h5 is damaged", "Get the file again")


def test_damage_within(write_file: WriteFile) -> None:
    path = write_file()
    # The header of the group at the root, through which every name is found.
    path.write_bytes(path.read_bytes().replace(b"TREE", b"EERT").replace(b"SNOD", b"DONS"))
    check_says(refusal(path), "small.h5 is damaged: part of it cannot be read")


def test_a_file_that_another_program_writes(write_file: WriteFile) -> None:
    path = write_file()
    with h5py.File(path, "a"):
        check_says(load_apart(path), "small.h5 is in use by another program", "Close it there")


@given(changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255))))
def test_any_damage_ends_in_a_sentence_or_in_data(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[float, int]]
) -> None:
    folder = tmp_path_factory.mktemp("damage")
    path = folder / "any.h5"
    with h5py.File(path, "w") as file:
        for which in ("train", "test"):
            file[f"{which}_set_x"] = np.zeros((4, 2, 2, 3), np.uint8)
            file[f"{which}_set_y"] = np.arange(4) % 2
    content = bytearray(path.read_bytes())
    for place, flip in changes:
        content[int(place * len(content))] ^= flip
    path.write_bytes(content)
    # Any other error fails the test.
    with contextlib.suppress(DataError):
        dataset = open_pictures(path)
        assert dataset.train_x.shape[0] == len(dataset.train_y)
        assert 0 <= dataset.train_y.min() < dataset.train_y.max() < dataset.classes


# What leads out of the file.


@pytest.mark.parametrize(
    "name", ["train_set_x", "train_set_y", "test_set_x", "test_set_y", "list_classes"]
)
@pytest.mark.parametrize("kind", ["soft", "dangling", "external", "external pipe"])
def test_links(write_file: WriteFile, tmp_path: Path, name: str, kind: str) -> None:
    write_file("secret.h5")
    os.mkfifo(tmp_path / "pipe")
    path = write_file(**{name: None})
    with h5py.File(path, "a") as file:
        file["elsewhere"] = np.arange(24)
        file[name] = {
            "soft": h5py.SoftLink("/elsewhere"),
            "dangling": h5py.SoftLink("/nowhere"),
            "external": h5py.ExternalLink(str(tmp_path / "secret.h5"), name),
            "external pipe": h5py.ExternalLink(str(tmp_path / "pipe"), name),
        }[kind]
    sentence = load_apart(path) if kind == "external pipe" else refusal(path)
    check_says(sentence, f"{name} in small.h5 is a link", "the array itself was expected")


def test_a_hard_link_is_the_array_itself(write_file: WriteFile) -> None:
    path = write_file(train_set_x=None)
    with h5py.File(path, "a") as file:
        file["group/pictures"] = np.full((24, 8, 6, 3), 77, np.uint8)
        file["train_set_x"] = file["group/pictures"]
    assert open_pictures(path).train_x.min() == 77


@pytest.mark.parametrize("kind", ["group", "type"])
def test_a_hard_link_to_no_dataset(write_file: WriteFile, kind: str) -> None:
    path = write_file(train_set_y=None)
    with h5py.File(path, "a") as file:
        if kind == "group":
            file.create_group("train_set_y")
        else:
            file["train_set_y"] = np.dtype("i4")
    check_says(refusal(path), "train_set_y", "group or a type", "an array was expected")


@pytest.mark.parametrize("target", ["secret.txt", "pipe"])
def test_external_storage(write_file: WriteFile, tmp_path: Path, target: str) -> None:
    (tmp_path / "secret.txt").write_bytes(b"s" * 24 * 8 * 6 * 3)
    os.mkfifo(tmp_path / "pipe")
    outside = {
        "shape": (24, 8, 6, 3),
        "dtype": "u1",
        "external": [(str(tmp_path / target), 0, h5py.h5f.UNLIMITED)],
    }
    path = write_file(train_set_x=outside)
    check_says(load_apart(path), "train_set_x", "another file (external storage)", "Save")


@pytest.mark.parametrize("unlimited", [True, False])
def test_a_virtual_layout(write_file: WriteFile, tmp_path: Path, unlimited: bool) -> None:
    # Asked for its shape, HDF5 would open the other file: a pipe, at which it would wait for ever.
    os.mkfifo(tmp_path / "pipe")
    shape = (24, 8, 6, 3)
    longest = (None, *shape[1:]) if unlimited else shape
    layout = h5py.VirtualLayout(shape, "u1", maxshape=longest)
    source = h5py.VirtualSource(str(tmp_path / "pipe"), "x", shape, "u1", maxshape=longest)
    rows = slice(0, h5py.h5s.UNLIMITED if unlimited else 24)
    layout[rows, :, :, :] = source[rows, :, :, :]
    path = write_file(train_set_x=None)
    with h5py.File(path, "a") as file:
        file.create_virtual_dataset("train_set_x", layout)
    check_says(load_apart(path), "train_set_x", "is virtual", "in other files", "Save")


# What expands, or was never written.


def add_chunked(
    path: Path,
    *,
    shape: tuple[int, ...],
    chunk: tuple[int, ...],
    filters: list[tuple[int, tuple[int, ...]]],
    stored: bytes | None,
) -> None:
    """Replace ``train_set_x`` by bytes in chunks, each stored as the given bytes, or left out."""
    with h5py.File(path, "a") as file:
        del file["train_set_x"]
        created = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        created.set_chunk(chunk)
        for code, values in filters:
            created.set_filter(code, h5py.h5z.FLAG_OPTIONAL, values)
        space = h5py.h5s.create_simple(shape)
        dataset = h5py.h5d.create(file.id, b"train_set_x", h5py.h5t.STD_U8LE, space, created)
        if stored is not None:
            for row in range(0, shape[0], chunk[0]):
                dataset.write_direct_chunk((row, *(0,) * (len(shape) - 1)), stored)


GZIP = (h5py.h5z.FILTER_DEFLATE, (9,))
SHUFFLE = (h5py.h5z.FILTER_SHUFFLE, (1,))
FLETCHER32 = (h5py.h5z.FILTER_FLETCHER32, ())
LZF = (h5py.h5z.FILTER_LZF, ())


def test_a_small_stream_that_expands_beyond_its_block(write_file: WriteFile) -> None:
    path = write_file()
    shape = (24, 8, 6, 3)
    stored = gzip_of_zeros(300 * 1000)
    add_chunked(path, shape=shape, chunk=shape, filters=[GZIP], stored=stored)
    check_says(load_apart(path), "made to do harm", "should hold 3,456 bytes")


def test_a_large_stream_that_expands_far(write_file: WriteFile) -> None:
    # The stream is nearly as long as its block, so that its length looks honest.
    path = write_file()
    stored = gzip_of_zeros(400 * MIB)
    shape = (32, 128, 128, 1)
    assert 400_000 < len(stored) < 32 * 128 * 128
    add_chunked(path, shape=shape, chunk=shape, filters=[GZIP], stored=stored)
    with h5py.File(path, "a") as file:
        del file["train_set_y"], file["test_set_x"]
        file["train_set_y"] = np.arange(32) % 3
        file["test_set_x"] = np.zeros((12, 128, 128, 1), np.uint8)
    check_says(load_apart(path), "made to do harm", "should hold 524,288 bytes")


@pytest.mark.parametrize("size", [3455, 3457, 4000])
def test_an_lzf_stream_of_another_size(write_file: WriteFile, size: int) -> None:
    path = write_file()
    shape = (24, 8, 6, 3)
    # One plain byte, then copies of it: 264 at a time, the last one shorter.
    copies, rest = divmod(size - 1, 264)
    assert rest >= 9
    stored = b"\x00\x00" + b"\xe0\xff\x00" * copies + bytes([0xE0, rest - 9, 0])
    assert lzf_bytes(stored, size) == size
    add_chunked(path, shape=shape, chunk=shape, filters=[LZF], stored=stored)
    check_says(load_apart(path), "made to do harm", "should hold 3,456 bytes")


def test_lzf_settings_that_ask_for_gibibytes(write_file: WriteFile) -> None:
    path = write_file(train_set_x={"data": np.zeros((24, 8, 6, 3), "u1"), "compression": "lzf"})
    content = path.read_bytes()
    with h5py.File(path) as file:
        _code, _flags, values, _name = file["train_set_x"].id.get_create_plist().get_filter(0)
    honest = struct.pack("<3I", *values)
    assert content.count(honest) == 1
    path.write_bytes(content.replace(honest, struct.pack("<3I", *values[:2], 0xF0000000)))
    check_says(load_apart(path), "train_set_x", "lzf settings make no sense")


def test_a_stream_compressed_twice(write_file: WriteFile) -> None:
    path = write_file()
    stored = zlib.compress(gzip_of_zeros(48 * MIB), 9)
    assert len(stored) < 2000
    shape = (48, 1024, 1024, 1)
    add_chunked(path, shape=shape, chunk=shape, filters=[GZIP, GZIP], stored=stored)
    check_says(load_apart(path), "train_set_x", "repeated filters", "once at most")


@pytest.mark.parametrize(
    "filters",
    [[GZIP, LZF], [GZIP, SHUFFLE], [FLETCHER32, GZIP], [SHUFFLE, SHUFFLE], [FLETCHER32] * 3],
)
def test_filters_repeated_or_in_another_order(
    write_file: WriteFile, filters: list[tuple[int, tuple[int, ...]]]
) -> None:
    path, shape = write_file(), (24, 8, 6, 3)
    add_chunked(path, shape=shape, chunk=shape, filters=filters, stored=bytes(3456))
    check_says(refusal(path), "repeated filters", "unusual order", "Save it with gzip")


@pytest.mark.parametrize("code", [h5py.h5z.FILTER_NBIT, h5py.h5z.FILTER_SCALEOFFSET, 32001, 65535])
def test_unknown_filters(write_file: WriteFile, code: int) -> None:
    path, shape = write_file(), (24, 8, 6, 3)
    values = (2, 0) if code == h5py.h5z.FILTER_SCALEOFFSET else ()
    add_chunked(path, shape=shape, chunk=shape, filters=[(code, values)], stored=bytes(3456))
    check_says(refusal(path), f"the filter {code} (", "gzip, lzf, shuffle", "uncompressed")


def test_an_honest_expansion_beyond_belief(write_file: WriteFile) -> None:
    path = write_file()
    shape = (128, 1024, 1024, 1)
    stored = zlib.compress(bytes(MIB), 9)
    add_chunked(path, shape=shape, chunk=(1, 1024, 1024, 1), filters=[GZIP], stored=stored)
    check_says(load_apart(path), "to 128.0 MiB", "-fold", "at most 200-fold")


def test_blocks_too_large(write_file: WriteFile) -> None:
    path, shape = write_file(), (1024, 1024, 1024, 1)
    add_chunked(path, shape=shape, chunk=shape, filters=[GZIP], stored=None)
    check_says(load_apart(path), "blocks of 1.0 GiB", "at most 64.0 MiB")


def test_too_many_blocks(write_file: WriteFile) -> None:
    path = write_file()
    chunk = (1, 1, 1, 1)
    add_chunked(path, shape=(300_000, 1, 1, 1), chunk=chunk, filters=[], stored=None)
    check_says(load_apart(path), "in 300,000 blocks", "at most 250,000")


def test_many_blocks_are_read_in_bounded_memory(write_file: WriteFile) -> None:
    # HDF5 takes about 4 kB for every block that a read touches: at once, 240 MB here.
    count = 60_000
    path = write_file(
        train_set_x={"data": np.zeros((count, 1, 1, 1), "u1"), "chunks": (1, 1, 1, 1)},
        train_set_y=np.arange(count) % 3,
        test_set_x=np.zeros((12, 1, 1, 1), "u1"),
    )
    assert load_apart(path) == f"loaded ({count}, 1, 1, 1)"


def test_an_array_never_written(write_file: WriteFile) -> None:
    path = write_file(train_set_x={"shape": (3000, 1024, 1024, 1), "dtype": "u1"})
    check_says(load_apart(path), "train_set_x", "no numbers were ever written")


def test_chunks_never_written(write_file: WriteFile) -> None:
    path, shape = write_file(), (1000, 1024, 1024, 1)
    add_chunked(path, shape=shape, chunk=(10, *shape[1:]), filters=[GZIP], stored=None)
    check_says(load_apart(path), "train_set_x", "no numbers were ever written")


def test_chunks_written_in_part(write_file: WriteFile) -> None:
    path = write_file(train_set_x={"shape": (24, 8, 6, 3), "dtype": "u1", "chunks": (5, 8, 6, 3)})
    with h5py.File(path, "a") as file:
        file["train_set_x"][:12] = 7
    check_says(refusal(path), "train_set_x", "only 3 of its 5 blocks", "Save it again")


def test_a_block_without_a_place(write_file: WriteFile) -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (24, 8, 6, 3), np.uint8)
    path = write_file(train_set_x={"data": pictures, "chunks": (12, 8, 6, 3)})
    with h5py.File(path) as file:
        place = file["train_set_x"].id.get_chunk_info(1).byte_offset
    content, stored = path.read_bytes(), struct.pack("<Q", place)
    assert content.count(stored) == 1
    # Where HDF5 writes nowhere.
    path.write_bytes(content.replace(stored, b"\xff" * 8))
    check_says(load_apart(path), "train_set_x", "its blocks do not fit its shape (24, 8, 6, 3)")


@pytest.mark.parametrize("row", [0, 24], ids=["where another is", "beyond the end"])
def test_a_block_in_a_wrong_place(write_file: WriteFile, row: int) -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (24, 8, 6, 3), np.uint8)
    path = write_file(train_set_x={"data": pictures, "chunks": (12, 8, 6, 3)})
    content = path.read_bytes()
    # The size of the block, the filters that were skipped, and its corner.
    key = struct.pack("<2I5Q", 12 * 8 * 6 * 3, 0, 12, 0, 0, 0, 0)
    assert content.count(key) == 1
    moved = struct.pack("<2I5Q", 12 * 8 * 6 * 3, 0, row, 0, 0, 0, 0)
    path.write_bytes(content.replace(key, moved))
    check_says(load_apart(path), "train_set_x", "its blocks do not fit its shape (24, 8, 6, 3)")


def test_a_checksum_without_a_block(write_file: WriteFile) -> None:
    path, shape = write_file(), (24, 8, 6, 3)
    add_chunked(path, shape=shape, chunk=shape, filters=[GZIP, FLETCHER32], stored=b"ab")
    check_says(load_apart(path), "train_set_x", "its blocks do not fit its shape (24, 8, 6, 3)")


def test_a_block_whose_filters_were_skipped_is_read(write_file: WriteFile) -> None:
    path, shape = write_file(), (24, 8, 6, 3)
    add_chunked(path, shape=shape, chunk=shape, filters=[GZIP, FLETCHER32], stored=None)
    with h5py.File(path, "a") as file:
        stored = bytes([77]) * 3456
        file["train_set_x"].id.write_direct_chunk((0, 0, 0, 0), stored, filter_mask=3)
    assert (open_pictures(path).train_x == 77).all()


def test_a_block_of_fewer_axes_than_its_array(tmp_path: Path) -> None:
    # Read as it is, such a block is never come to an end with.
    path = tmp_path / "small.h5"
    with h5py.File(path, "w", libver="latest") as file:
        for which, count in (("train", 24), ("test", 12)):
            file[f"{which}_set_y"] = np.arange(count) % 3
        file["test_set_x"] = np.zeros((12, 8, 6, 3), np.uint8)
        block = (24, 8, 6, 3)
        file.create_dataset("train_set_x", data=np.ones(block, np.uint8), chunks=block)
    content = bytearray(path.read_bytes())
    spans = checksummed_spans(bytes(content))
    # The number of axes, the bytes that each side takes, the sides, and the size of a number.
    sides, fewer = b"\x05\x01" + bytes([*block, 1]), b"\x04\x01" + bytes([24, 8, 6 * 3, 1])
    assert content.count(sides) == 1
    start = content.index(sides)
    # All that follows, the index and its place, moves up.
    end = start + len(sides) + 9
    content[start:end] = fewer + content[start + len(sides) : end] + b"\0"
    put_right(content, spans)
    path.write_bytes(content)
    with h5py.File(path) as file:
        assert len(file["train_set_x"].chunks) == 3
    check_says(load_apart(path), "small.h5 is damaged: part of it cannot be read")


def test_a_block_stored_at_greater_length_than_it_can_need(write_file: WriteFile) -> None:
    path, shape = write_file(), (24, 8, 6, 3)
    stored = zlib.compress(bytes(3456)) + bytes(4000)
    add_chunked(path, shape=shape, chunk=shape, filters=[GZIP], stored=stored)
    check_says(refusal(path), "train_set_x", "its blocks do not fit its shape (24, 8, 6, 3)")


@pytest.mark.parametrize("claimed", [3455, 1 << 40])
def test_a_stored_size_that_cannot_be(write_file: WriteFile, claimed: int) -> None:
    path = write_file()
    content, honest = path.read_bytes(), struct.pack("<Q", 24 * 8 * 6 * 3)
    assert content.count(honest) == 1
    path.write_bytes(content.replace(honest, struct.pack("<Q", claimed)))
    check_says(refusal(path), "train_set_x", f"claims {claimed:,} stored bytes", "(24, 8, 6, 3)")


def test_a_compressed_label_array_is_guarded_as_well(write_file: WriteFile) -> None:
    path = write_file(train_set_y={"shape": 24, "dtype": "u1", "chunks": (24,), "compression": 9})
    with h5py.File(path, "a") as file:
        file["train_set_y"].id.write_direct_chunk((0,), zlib.compress(bytes(25)))
    check_says(refusal(path), "train_set_y", "should hold 24 bytes")


@pytest.mark.parametrize("cut", [0, 1, 20])
def test_a_damaged_stream(write_file: WriteFile, cut: int) -> None:
    path, shape = write_file(), (24, 8, 6, 3)
    random = np.random.default_rng(3).integers(0, 256, 3000, np.uint8).tobytes() + bytes(456)
    stored = zlib.compress(random)
    damaged = stored[:-cut] if cut else b"\xff" + stored[1:]
    add_chunked(path, shape=shape, chunk=shape, filters=[GZIP], stored=damaged)
    check_says(refusal(path), "train_set_x", "is damaged")


@pytest.mark.parametrize("stream", [None, True])
def test_a_wrong_checksum(write_file: WriteFile, stream: bool | None) -> None:
    path = write_file(train_set_x={"data": np.full((24, 8, 6, 3), 77, "u1"), "fletcher32": True})
    content = path.read_bytes()
    path.write_bytes(content.replace(b"\x4d" * 100, b"\x4e" + b"\x4d" * 99, 1))
    with pytest.raises(DataError, match=r"^small.h5 is damaged"):
        open_pictures(path, stream=stream)


@pytest.mark.parametrize("size", [0, 8, 1 << 40, (1 << 64) - 16])
def test_text_whose_heap_has_no_end(write_file: WriteFile, size: int) -> None:
    names = np.array(["0", "1", "2"])[np.arange(24) % 3].tolist()
    path = write_file(train_set_y={"data": names, "dtype": h5py.string_dtype()}, test_set_y=None)
    content = bytearray(path.read_bytes())
    place, end = content.index(b"GCOL") + 16, content.index(b"GCOL") + 4096
    # All texts are there, then what is free.
    while content[place]:
        place += 16 + 8
    assert int.from_bytes(content[place + 8 : place + 16], "little") == end - place
    content[place + 8 : place + 16] = struct.pack("<Q", size)
    path.write_bytes(content)
    with h5py.File(path, "a") as file:
        del file["test_set_x"]
    check_says(load_apart(path), "small.h5 is damaged: where its text lies makes no sense")


def test_more_memory_than_is_free(write_file: WriteFile) -> None:
    # Where they lie in the file as they are, they take no memory in the child process.
    pictures = {
        "data": np.zeros((2 * CHILD_ROOM // MIB, 1024, 1024, 1), "u1"),
        "chunks": (1, 1024, 1024, 1),
    }
    path = write_file(
        train_set_x=pictures,
        train_set_y=np.arange(2 * CHILD_ROOM // MIB) % 3,
        test_set_x=np.zeros((12, 1024, 1024, 1), "u1"),
    )
    check_says(load_apart(path), "more memory than is free", "fewer or smaller pictures")


@pytest.mark.parametrize(
    "error",
    [OSError, RuntimeError, ValueError, KeyError, IndexError, TypeError, OverflowError],
)
def test_whatever_h5py_raises_is_damage(write_file: WriteFile, error: type[Exception]) -> None:
    with (
        open_guarded(write_file()) as file,
        pytest.raises(DataError, match=r"^small.h5 is damaged: part of it cannot be read\."),
        damage_in(file),
    ):
        raise error("by HDF5")


def test_the_guard_closes_what_it_opened(write_file: WriteFile) -> None:
    with open_guarded(write_file()) as file:
        assert set(file) >= {"train_set_x"}
    handle: Any = file
    assert not handle
