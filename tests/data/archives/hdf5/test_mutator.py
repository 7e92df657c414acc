"""The attacks are what they claim to be: files that open, and damage behind right checksums."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import h5py
import numpy as np
import pytest

from signs_studio.data.opening import open_pictures
from tests.data.archives.hdf5.mutator import (
    CHECKSUMMED,
    STORAGES,
    fletcher32,
    lookup3,
    mutant,
    put_right,
    signatures,
    write_layout,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.data.archives.hdf5.mutator import Layout

    Layouts = dict[str, Layout]


@pytest.mark.parametrize(
    ("data", "checksum"), [(b"", 0xDEADBEEF), (b"Four score and seven years ago", 0x17770551)]
)
def test_lookup3_gives_its_authors_own_examples(data: bytes, checksum: int) -> None:
    assert lookup3(data) == checksum


@pytest.mark.parametrize("numbers", [range(193), [0] * 7, [255] * 3000, [1]])
def test_fletcher32_is_that_of_hdf5(tmp_path: Path, numbers: list[int]) -> None:
    array = np.array(numbers, np.uint8)
    with h5py.File(tmp_path / "a.h5", "w") as file:
        stored = file.create_dataset("a", data=array, chunks=array.shape, fletcher32=True)
        file.flush()
        _skipped, block = stored.id.read_direct_chunk((0,))
    assert block == array.tobytes() + struct.pack("<I", fletcher32(array.tobytes()))


@pytest.mark.parametrize("name", STORAGES)
def test_every_layout_opens(name: str, tmp_path: Path) -> None:
    path = tmp_path / "layout.h5"
    write_layout(path, STORAGES[name])
    dataset = open_pictures(path)
    assert dataset.train_x.shape[1:] == (8, 8, 3)
    assert len(dataset.class_names) == 3


def test_a_layout_has_the_same_bytes_each_time(tmp_path: Path, studied_layouts: Layouts) -> None:
    for name, layout in studied_layouts.items():
        path = tmp_path / "layout.h5"
        path.unlink(missing_ok=True)
        write_layout(path, STORAGES[name])
        assert path.read_bytes() == layout.data, name


def test_the_checksums_found_cover_every_signature(studied_layouts: Layouts) -> None:
    kinds = set()
    for name, layout in studied_layouts.items():
        found = {span.start for span in layout.spans}
        present = signatures(layout.data, CHECKSUMMED)
        assert found.issuperset(present), name
        kinds |= {layout.data[place : place + 4] for place in present}
    assert kinds == set(CHECKSUMMED)


def test_every_chunk_index_has_entries_to_attack(studied_layouts: Layouts) -> None:
    for name, layout in studied_layouts.items():
        filtered = "gzip" in STORAGES[name].filters
        assert not filtered or all(one.size is not None for one in layout.entries), name
        assert layout.entries or not filtered, name


def test_an_honest_file_is_right_already(studied_layouts: Layouts) -> None:
    for name, layout in studied_layouts.items():
        data = bytearray(layout.data)
        put_right(data, layout.spans)
        assert data == layout.data, name


def test_mutants_have_right_checksums_but_for_few(studied_layouts: Layouts) -> None:
    wrong = same = 0
    seeds = range(10)
    for name, layout in studied_layouts.items():
        for seed in seeds:
            data = mutant(layout, seed)
            assert data == mutant(layout, seed), (name, seed)
            same += data == layout.data
            fixed = bytearray(data)
            put_right(fixed, layout.spans)
            wrong += fixed != data
    count = len(studied_layouts) * len(seeds)
    assert 0 < wrong <= 0.1 * count
    assert same <= 0.1 * count
