"""Attacks on readers of HDF5: valid files of every kind of storage, and damaged copies of them.

``layouts`` writes small valid files in the SIGNS layout, with every superblock, group, object
header, chunk index and filter that h5py can write. ``mutant`` damages one and then puts its
checksums right, so that the damage reaches the code behind them. ``hostile_files`` writes four
files that HDF5 1.14 itself does not survive.

The format: https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html
"""

from __future__ import annotations

import ctypes
import math
import os
import random
import struct
import zlib
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import h5py
import numpy as np

from signs_studio.data.reading import client

if TYPE_CHECKING:
    from collections.abc import Callable

TRAIN_COUNT, TEST_COUNT, CLASSES, SIDE = 12, 6, 3, 8

EARLIEST = (h5py.h5f.LIBVER_EARLIEST, h5py.h5f.LIBVER_LATEST)
V18 = (h5py.h5f.LIBVER_V18, h5py.h5f.LIBVER_V18)
V110 = (h5py.h5f.LIBVER_V110, h5py.h5f.LIBVER_V110)
LATEST = (h5py.h5f.LIBVER_LATEST, h5py.h5f.LIBVER_LATEST)

UNLIMITED = h5py.h5s.UNLIMITED


# Checksums.


def _mix(a: Any, b: Any, c: Any) -> tuple[Any, Any, Any]:
    c = c & 0xFFFFFFFF
    a = (a - c) & 0xFFFFFFFF ^ (c << 4 & 0xFFFFFFFF | c >> 28)
    c = (c + b) & 0xFFFFFFFF
    b = (b - a) & 0xFFFFFFFF ^ (a << 6 & 0xFFFFFFFF | a >> 26)
    a = (a + c) & 0xFFFFFFFF
    c = (c - b) & 0xFFFFFFFF ^ (b << 8 & 0xFFFFFFFF | b >> 24)
    b = (b + a) & 0xFFFFFFFF
    a = (a - c) & 0xFFFFFFFF ^ (c << 16 & 0xFFFFFFFF | c >> 16)
    c = (c + b) & 0xFFFFFFFF
    b = (b - a) & 0xFFFFFFFF ^ (a << 19 & 0xFFFFFFFF | a >> 13)
    a = (a + c) & 0xFFFFFFFF
    c = (c - b) & 0xFFFFFFFF ^ (b << 4 & 0xFFFFFFFF | b >> 28)
    return a, (b + a) & 0xFFFFFFFF, c


def _finish(a: Any, b: Any, c: Any) -> Any:
    b = b & 0xFFFFFFFF
    c = ((c ^ b) - (b << 14 & 0xFFFFFFFF | b >> 18)) & 0xFFFFFFFF
    a = ((a ^ c) - (c << 11 & 0xFFFFFFFF | c >> 21)) & 0xFFFFFFFF
    b = ((b ^ a) - (a << 25 & 0xFFFFFFFF | a >> 7)) & 0xFFFFFFFF
    c = ((c ^ b) - (b << 16 & 0xFFFFFFFF | b >> 16)) & 0xFFFFFFFF
    a = ((a ^ c) - (c << 4 & 0xFFFFFFFF | c >> 28)) & 0xFFFFFFFF
    b = ((b ^ a) - (a << 14 & 0xFFFFFFFF | a >> 18)) & 0xFFFFFFFF
    return ((c ^ b) - (b << 24 & 0xFFFFFFFF | b >> 8)) & 0xFFFFFFFF


def lookup3(data: bytes | bytearray) -> int:
    """Return Bob Jenkins' lookup3 (hashlittle, 0), the checksum of HDF5's metadata."""
    a = b = c = (0xDEADBEEF + len(data)) & 0xFFFFFFFF
    if not data:
        return c
    words = struct.unpack(f"<{-(-len(data) // 12) * 3}I", bytes(data) + bytes(-len(data) % 12))
    for place in range(0, len(words) - 3, 3):
        a, b, c = _mix(a + words[place], b + words[place + 1], c + words[place + 2])
    checksum: int = _finish(a + words[-3], b + words[-2], c + words[-1])
    return checksum


def _checksummed_length(data: bytes, start: int) -> int | None:
    """Find how many bytes from ``start`` the checksum that follows them is the lookup3 of."""
    low, most = 4, len(data) - start - 4
    while low <= most:
        # Most are short; many lengths at once cost little more than one.
        lengths = np.arange(low, min(low + max(64, 3 * low), most + 1), dtype=np.uint32)
        found = _lookup3_of_each(data[start : start + int(lengths[-1])], lengths)
        for place in np.flatnonzero(found == _word_after_each(data, start + lengths)):
            return int(lengths[place])
        low += len(lengths)
    return None


def _word_after_each(data: bytes, places: np.ndarray) -> np.ndarray:
    octets = np.frombuffer(data, np.uint8)[places[:, np.newaxis] + np.arange(4)]
    words: np.ndarray = np.ascontiguousarray(octets).view("<u4")[:, 0]
    return words


def _lookup3_of_each(data: bytes, lengths: np.ndarray) -> np.ndarray:
    """Return ``lookup3`` of the first so many bytes, for each of some lengths of at least 1."""
    padded = data + bytes(-len(data) % 12)
    blocks = np.frombuffer(padded, "<u4").reshape(-1, 3)
    # The last block of 1 to 12 bytes is filled up with zeros, and mixed in another way.
    last = (lengths - 1) // 12
    kept = np.clip(lengths[:, np.newaxis].astype(int) % 12 - 4 * np.arange(3), 0, 4)
    kept[lengths % 12 == 0] = 4
    masks = ((1 << 8 * kept) - 1).astype(np.uint32)
    found = np.zeros_like(lengths)
    a = b = c = lengths + np.uint32(0xDEADBEEF)
    for block, words in enumerate(blocks):
        ends = slice(*np.searchsorted(last, (block, block + 1)))
        if ends.start < ends.stop:
            tail = words & masks[ends]
            found[ends] = _finish(a[ends] + tail[:, 0], b[ends] + tail[:, 1], c[ends] + tail[:, 2])
        a, b, c = _mix(a + words[0], b + words[1], c + words[2])
    return found


def fletcher32(data: bytes | bytearray) -> int:
    """Return the checksum that HDF5's fletcher32 filter appends to a block, little-endian."""
    words = np.frombuffer(bytes(data) + bytes(len(data) % 2), ">u2").astype(object)
    first, second = sum(words), sum(words * np.arange(len(words), 0, -1).astype(object))
    # Ones' complement sums: they reach 0 only where there is nothing else.
    first, second = (int(total) and (int(total) - 1) % 65535 + 1 for total in (first, second))
    return second << 16 | first


# Valid files.


@dataclass(frozen=True, kw_only=True)
class Storage:
    """How a file and its arrays are to be stored.

    Attributes:
        libver: The oldest and newest version of the format that may be used.
        chunk: The side of a block of pictures along each axis; None stores them in one piece.
        filters: Names of filters, in the order in which they are applied.
        unlimited: How many of the first axes may grow; blocks only.
        early: Whether space is set aside for blocks before they are written.
        compact: Whether the pictures lie in their object header.
        page_bits: How many elements a page of a chunk index has, as a power of 2; HDF5's own is 10.
        arrays: What to store in place of the usual arrays; None leaves one out.
        file: Sets properties of the file to be made, by its HDF5 property list.
        contents: Adds what else the file is to hold, once before the arrays are written.
    """

    libver: tuple[int, int] = LATEST
    chunk: tuple[int, int, int, int] | None = None
    filters: str = ""
    unlimited: int = 0
    early: bool = False
    compact: bool = False
    page_bits: int | None = None
    arrays: dict[str, Any] = field(default_factory=dict)
    file: Callable[[Any], None] = lambda _created: None
    contents: Callable[[h5py.File], None] = lambda _file: None


def _pictures(count: int, dtype: Any = np.uint8) -> np.ndarray:
    rng = np.random.default_rng(count)
    numbers = rng.integers(0, 5, (count, SIDE, SIDE, 3)) * 60
    return (numbers / 255 if np.dtype(dtype).kind == "f" else numbers).astype(dtype)


def _labels(count: int) -> np.ndarray:
    return np.arange(count) % CLASSES


def _arrays(dtype: Any = np.uint8, label: Callable[[np.ndarray], Any] = np.int64) -> dict[str, Any]:
    return {
        "train_set_x": _pictures(TRAIN_COUNT, dtype),
        "train_set_y": label(_labels(TRAIN_COUNT)),
        "test_set_x": _pictures(TEST_COUNT, dtype),
        "test_set_y": label(_labels(TEST_COUNT)),
        "list_classes": np.arange(CLASSES),
    }


def _libhdf5() -> ctypes.CDLL:
    """Return the HDF5 library that h5py uses, for the few settings that h5py does not know."""
    maps = Path("/proc/self/maps").read_text().splitlines()
    return ctypes.CDLL(next(line.split()[-1] for line in maps if "/libhdf5-" in line))


def _shared_messages(created: Any) -> None:
    library = _libhdf5()
    library.H5Pset_shared_mesg_nindexes(ctypes.c_int64(created.id), 2)
    for index, kinds in enumerate((0x0B, 0x14)):
        library.H5Pset_shared_mesg_index(ctypes.c_int64(created.id), index, kinds, 1)


def _shared_messages_in_trees(created: Any) -> None:
    _shared_messages(created)
    # At most two messages in a list, then a B-tree.
    _libhdf5().H5Pset_shared_mesg_phase_change(ctypes.c_int64(created.id), 2, 1)


def _chunk_tree_rank(created: Any) -> None:
    _libhdf5().H5Pset_istore_k(ctypes.c_int64(created.id), 4)


def _small_groups(created: Any) -> None:
    _libhdf5().H5Pset_sym_k(ctypes.c_int64(created.id), 2, 1)


def _many_links(file: h5py.File) -> None:
    for index in range(60):
        file[f"a link with a name that is long enough to fill a heap {index}"] = h5py.SoftLink("/x")
    file["outside"] = h5py.ExternalLink("elsewhere.h5", "/x")
    _create_group(file, "a group", h5py.h5p.CRT_ORDER_TRACKED)


def _few_links(file: h5py.File) -> None:
    file["soft"] = h5py.SoftLink("/train_set_x")
    _create_group(file, "group")
    _create_group(file, "group/below")


def _create_group(file: h5py.File, name: str, order: int = 0) -> None:
    created = h5py.h5p.create(h5py.h5p.GROUP_CREATE)
    created.set_obj_track_times(False)
    created.set_link_creation_order(order)
    h5py.h5g.create(file.id, name.encode(), gcpl=created)


def _attributes(file: h5py.File) -> None:
    file.attrs["text of varying length"] = ["one", "two"]
    file.attrs["numbers"] = np.arange(300.0)
    for index in range(30):
        file.attrs[f"attribute {index}"] = index
        file.create_dataset(f"dataset {index}", data=index) if index < 3 else None


def _large_attribute(file: h5py.File) -> None:
    _attributes(file)
    file.attrs["large"] = np.arange(3000, dtype=np.float64)


def _free_space(file: h5py.File) -> None:
    for index in range(6):
        file[f"gone {index}"] = np.zeros(100 + index)
    for index in range(0, 6, 2):
        del file[f"gone {index}"]


def _big_endian(labels: np.ndarray) -> np.ndarray:
    return labels.astype(">i4")


def _as_column(labels: np.ndarray) -> np.ndarray:
    return labels[:, np.newaxis]


def _as_text(labels: np.ndarray) -> np.ndarray:
    """Text of varying length, which lies in heaps of its own."""
    text: np.ndarray = labels.astype(str).astype(h5py.string_dtype())
    return text


_WHOLE = (TRAIN_COUNT, SIDE, SIDE, 3)
_ROWS = (5, SIDE, SIDE, 3)
_TILES = (1, 4, 4, 3)
_SPECKS = (1, 2, 2, 3)
_earliest = partial(Storage, libver=EARLIEST, chunk=_ROWS)
_latest = partial(Storage, chunk=_ROWS, unlimited=1, filters="gzip")

STORAGES: dict[str, Storage] = {
    # Superblocks and groups.
    "superblock 0": Storage(libver=EARLIEST),
    "superblock 0, user block": Storage(libver=EARLIEST, file=lambda it: it.set_userblock(512)),
    "superblock 0, 4-byte offsets": _earliest(filters="gzip", file=lambda it: it.set_sizes(4, 4)),
    "superblock 1": Storage(libver=EARLIEST, chunk=_TILES, file=_chunk_tree_rank),
    "superblock 2": Storage(libver=V18, contents=_few_links),
    "superblock 3": Storage(libver=V110, contents=_few_links),
    "superblock 3, user block": Storage(file=lambda it: it.set_userblock(512)),
    "superblock 3, 4-byte offsets": Storage(
        chunk=_TILES, filters="gzip", file=lambda it: it.set_sizes(4, 4)
    ),
    "text of varying length": Storage(libver=EARLIEST, arrays=_arrays(label=_as_text)),
    "text of varying length, superblock 3": Storage(arrays=_arrays(label=_as_text)),
    "symbol table": Storage(libver=EARLIEST, contents=_many_links),
    "symbol table, small nodes": Storage(libver=EARLIEST, contents=_many_links, file=_small_groups),
    "dense links": Storage(contents=_many_links),
    "dense links, ordered": Storage(
        libver=V18,
        contents=_many_links,
        file=lambda it: it.set_link_creation_order(
            h5py.h5p.CRT_ORDER_TRACKED | h5py.h5p.CRT_ORDER_INDEXED
        ),
    ),
    "ordered links": Storage(
        contents=_few_links,
        file=lambda it: it.set_link_creation_order(
            h5py.h5p.CRT_ORDER_TRACKED | h5py.h5p.CRT_ORDER_INDEXED
        ),
    ),
    "attributes, header 1": Storage(libver=EARLIEST, contents=_attributes),
    "attributes, dense": Storage(contents=_attributes),
    "attributes, dense, ordered, large": Storage(
        contents=_large_attribute,
        file=lambda it: it.set_attr_creation_order(
            h5py.h5p.CRT_ORDER_TRACKED | h5py.h5p.CRT_ORDER_INDEXED
        ),
    ),
    "attributes, in the header": Storage(
        contents=_attributes, file=lambda it: it.set_attr_phase_change(100, 90)
    ),
    "shared messages": Storage(libver=V18, file=_shared_messages, contents=_few_links),
    "shared messages, trees": Storage(
        libver=V18, file=_shared_messages_in_trees, contents=_attributes
    ),
    # In later formats HDF5 leaves an old checksum of a time in unused space.
    "free space": Storage(
        libver=EARLIEST,
        file=lambda it: it.set_file_space_strategy(h5py.h5f.FSPACE_STRATEGY_FSM_AGGR, True, 1),
        contents=_free_space,
    ),
    "free space, pages": Storage(
        file=lambda it: it.set_file_space_strategy(h5py.h5f.FSPACE_STRATEGY_PAGE, True, 1),
        contents=_free_space,
    ),
    # Without blocks.
    "contiguous": Storage(),
    "contiguous, header 2": Storage(libver=V18),
    "compact": Storage(compact=True),
    "compact, header 1": Storage(libver=EARLIEST, compact=True),
    # Version 1 B-trees of blocks.
    "B-tree 1": _earliest(),
    "B-tree 1, gzip": _earliest(filters="gzip"),
    "B-tree 1, lzf": _earliest(filters="lzf"),
    "B-tree 1, fletcher32": _earliest(filters="fletcher32"),
    "B-tree 1, shuffle": _earliest(filters="shuffle"),
    "B-tree 1, shuffle gzip fletcher32": _earliest(filters="shuffle gzip fletcher32"),
    "B-tree 1, lzf fletcher32": _earliest(filters="lzf fletcher32"),
    "B-tree 1, two levels": Storage(libver=EARLIEST, chunk=_SPECKS, unlimited=4),
    "B-tree 1, header 2": Storage(libver=V18, chunk=_TILES, filters="gzip"),
    # One block.
    "single block": Storage(chunk=_WHOLE),
    "single block, gzip": Storage(chunk=_WHOLE, filters="gzip"),
    "single block, fletcher32": Storage(libver=V110, chunk=_WHOLE, filters="fletcher32"),
    "single block, shuffle lzf": Storage(chunk=_WHOLE, filters="shuffle lzf"),
    # Nothing but the first block's place.
    "implicit": Storage(chunk=_TILES, early=True),
    # Fixed arrays.
    "fixed array": Storage(chunk=_TILES),
    "fixed array, gzip": Storage(chunk=_TILES, filters="gzip"),
    "fixed array, fletcher32": Storage(libver=V110, chunk=_ROWS, filters="fletcher32"),
    "fixed array, shuffle lzf": Storage(chunk=_ROWS, filters="shuffle lzf"),
    "fixed array, pages": Storage(chunk=(1, 1, 1, 2)),
    "fixed array, small pages": Storage(chunk=_SPECKS, page_bits=4),
    "fixed array, small pages, gzip": Storage(chunk=_SPECKS, page_bits=4, filters="gzip"),
    # Extensible arrays.
    "extensible array": Storage(chunk=_ROWS, unlimited=1),
    "extensible array, gzip": Storage(chunk=_ROWS, unlimited=1, filters="gzip"),
    "extensible array, data blocks": Storage(chunk=_TILES, unlimited=1),
    "extensible array, super blocks": Storage(chunk=(1, 2, 1, 3), unlimited=1),
    "extensible array, super blocks, fletcher32": Storage(
        chunk=(1, 2, 1, 3), unlimited=1, filters="fletcher32"
    ),
    "extensible array, pages": Storage(chunk=(1, 1, 1, 3), unlimited=1, page_bits=6),
    "extensible array, pages, lzf": Storage(
        chunk=(1, 1, 1, 3), unlimited=1, page_bits=6, filters="lzf"
    ),
    # Version 2 B-trees of blocks.
    "B-tree 2": Storage(chunk=_ROWS, unlimited=2),
    "B-tree 2, gzip": Storage(chunk=_ROWS, unlimited=2, filters="gzip"),
    "B-tree 2, shuffle gzip fletcher32": Storage(
        chunk=_TILES, unlimited=2, filters="shuffle gzip fletcher32"
    ),
    "B-tree 2, lzf": Storage(libver=V110, chunk=_TILES, unlimited=4, filters="lzf"),
    "B-tree 2, two levels": Storage(chunk=_SPECKS, unlimited=3),
    "B-tree 2, two levels, gzip": Storage(chunk=_SPECKS, unlimited=2, filters="gzip"),
    # Types and shapes.
    "float32": _earliest(filters="gzip", arrays=_arrays(np.float32)),
    "float32, header 2": _latest(arrays=_arrays(np.float32)),
    "int64 and uint64": _latest(arrays=_arrays(np.int64, np.uint64)),
    "uint64 and big-endian": _earliest(arrays=_arrays(np.uint64, _big_endian)),
    "bool": _latest(arrays=_arrays(np.bool_)),
    "one-hot labels": _latest(arrays=_arrays(label=np.eye(CLASSES).__getitem__)),
    "labels (N, 1)": _earliest(arrays=_arrays(label=_as_column)),
    "strings": _earliest(
        filters="gzip",
        arrays=_arrays(label=np.array([b"fist", b"palm", b"peace"]).__getitem__)
        | {"list_classes": np.array([b"fist", b"palm", b"peace"])},
    ),
    "no test set, no classes": _latest(
        arrays={"test_set_x": None, "test_set_y": None, "list_classes": None}
    ),
}


def layouts(folder: Path) -> dict[str, Path]:
    """Write a valid file of every kind of storage; return their paths by what is in them."""
    paths = {name: folder / f"{index}.h5" for index, name in enumerate(STORAGES)}
    for name, path in paths.items():
        write_layout(path, STORAGES[name])
    return paths


def write_layout(path: Path, storage: Storage) -> None:
    """Write a valid file; the same bytes each time."""
    created = h5py.h5p.create(h5py.h5p.FILE_CREATE)
    created.set_obj_track_times(False)
    storage.file(created)
    access = h5py.h5p.create(h5py.h5p.FILE_ACCESS)
    access.set_libver_bounds(*storage.libver)
    arrays = {key: x for key, x in (_arrays() | storage.arrays).items() if x is not None}
    with h5py.File(h5py.h5f.create(bytes(path), h5py.h5f.ACC_EXCL, created, access)) as file:
        for name, array in arrays.items():
            _create(file, name, array, storage)
        storage.contents(file)
    if storage.page_bits is not None:
        _set_page_bits(path, storage.page_bits)
    with h5py.File(h5py.h5f.open(bytes(path), h5py.h5f.ACC_RDWR, access)) as file:
        for name, array in arrays.items():
            file[name][...] = array
    _forget_times(path)


def _create(file: h5py.File, name: str, array: np.ndarray, storage: Storage) -> None:
    created = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    created.set_obj_track_times(False)
    limits = array.shape
    if storage.compact:
        created.set_layout(h5py.h5d.COMPACT)
    elif storage.chunk and name != "list_classes":
        block = storage.chunk if array.ndim == 4 else (5, *array.shape[1:])
        created.set_chunk(tuple(min(pair) for pair in zip(block, array.shape, strict=True)))
        limits = (UNLIMITED,) * min(storage.unlimited, array.ndim) + limits[storage.unlimited :]
        for one in storage.filters.split():
            _SET_FILTER[one](created)
        if storage.early:
            created.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    space = h5py.h5s.create_simple(array.shape, limits)
    stored_type = h5py.h5t.py_create(array.dtype, logical=True)
    h5py.h5d.create(file.id, name.encode(), stored_type, space, created)


_SET_FILTER: dict[str, Callable[[Any], None]] = {
    "gzip": lambda it: it.set_deflate(6),
    "lzf": lambda it: it.set_filter(h5py.h5z.FILTER_LZF, h5py.h5z.FLAG_OPTIONAL),
    "shuffle": lambda it: it.set_shuffle(),
    "fletcher32": lambda it: it.set_fletcher32(),
}


def _forget_times(path: Path) -> None:
    """Set the times to zero that HDF5 keeps of the superblock's extension, asked or not."""
    data = bytearray(path.read_bytes())
    for place in signatures(bytes(data), (b"OHDR",)):
        length = _checksummed_length(bytes(data), place) if data[place + 5] & 32 else None
        if length is not None:
            data[place + 6 : place + 22] = bytes(16)
            put_right(data, [Span(place, place + length, place + length)])
    path.write_bytes(data)


def _set_page_bits(path: Path, bits: int) -> None:
    """Ask for smaller pages than HDF5's own in the layout messages of arrays not yet written."""
    data, undefined = path.read_bytes(), b"\xff" * 8
    for honest in (b"\x03\x0a" + undefined, b"\x04\x20\x04\x04\x10\x0a" + undefined):
        data = data.replace(honest, honest[:-9] + bytes([bits]) + undefined)
    fixed = bytearray(data)
    put_right(fixed, checksummed_spans(path.read_bytes()))
    path.write_bytes(fixed)


# The anatomy of a file.

CHECKSUMMED = tuple(
    b"OHDR OCHK BTHD BTIN BTLF FRHP FHDB FHIB FSHD FSSE FAHD FADB EAHD EAIB EASB EADB SMTB "
    b"SMLI".split()
)
_SUPERBLOCK = b"\x89HDF\r\n\x1a\n"
_UNCHECKED = (b"TREE", b"HEAP", b"SNOD", b"GCOL")


@dataclass(frozen=True)
class Span:
    """Checksummed bytes, ``start`` to ``stop``, and where their checksum lies: after or in them."""

    start: int
    stop: int
    place: int

    @property
    def end(self) -> int:
        """Where span and checksum are both over."""
        return max(self.stop, self.place + 4)

    def checksum(self, data: bytes | bytearray) -> int:
        content = bytearray(data[self.start : self.stop])
        if self.place < self.stop:
            content[self.place - self.start : self.place - self.start + 4] = bytes(4)
        return lookup3(content)


def put_right(data: bytearray, spans: list[Span]) -> None:
    """Write the checksum of every span that is still there, and not cut off."""
    for span in (span for span in spans if span.end <= len(data)):
        struct.pack_into("<I", data, span.place, span.checksum(data))


def signatures(data: bytes, names: tuple[bytes, ...]) -> list[int]:
    """Find every place of these four letters."""
    places = []
    for name in names:
        place = data.find(name)
        while place >= 0:
            places.append(place)
            place = data.find(name, place + 1)
    return sorted(places)


def checksummed_spans(data: bytes) -> list[Span]:
    """Find the checksummed parts of a valid file, by trying which lengths give their checksum."""
    spans = []
    start = data.find(_SUPERBLOCK)
    places = signatures(data, CHECKSUMMED)
    if data[start + 8] >= 2:
        places.insert(0, start)
    for place in places:
        if data[place : place + 4] == b"FHDB":
            spans += _heap_block_span(data, place)
            continue
        length = _checksummed_length(data, place)
        if length is None:
            continue
        spans.append(Span(place, place + length, place + length))
        if data[place : place + 4] in (b"FADB", b"EADB") and length < _PAGED_HEADER_MAX:
            spans += _page_spans(data, spans[-1].place + 4)
    return spans


_PAGED_HEADER_MAX = 40


def _page_spans(data: bytes, start: int) -> list[Span]:
    """Find the pages that follow the header of a block of a chunk index, if it has any."""
    spans: list[Span] = []
    while data[start : start + 4] not in CHECKSUMMED:
        length = _checksummed_length(data[: start + _PAGE_BYTES_MAX], start)
        if length is None:
            break
        spans.append(Span(start, start + length, start + length))
        start += length + 4
    return spans


_PAGE_BYTES_MAX = 8 * 1024 + 4


def _heap_block_span(data: bytes, start: int) -> list[Span]:
    """A direct block of a fractal heap has its checksum inside, after a place of unknown width."""
    for stop in (start + (256 << doubled) for doubled in range(9)):
        for place in range(start + 10, min(start + 22, len(data))):
            span = Span(start, stop, place)
            claimed = data[place : place + 4]
            if stop <= len(data) and claimed == struct.pack("<I", span.checksum(data)):
                return [span]
    return []


@dataclass(frozen=True)
class Entry:
    """Where a chunk index says how a block is stored, and the block.

    Attributes:
        address: Where its address lies in the file.
        size: Where its stored size lies, None if the index has none: blocks without filters.
        size_bytes: The width of that.
        mask: Where the mask of skipped filters lies, 4 bytes.
        start: The block's own place.
        stop: The end of that.
        expanded: Its size in bytes without filters.
        filters: Their registered numbers, in the order in which they were applied.
    """

    address: int
    size: int | None
    size_bytes: int
    mask: int
    start: int
    stop: int
    expanded: int
    filters: tuple[int, ...]


@dataclass(frozen=True)
class Message:
    """A message of an object header: the places of its type and size, and of its body."""

    kind: int
    kind_bytes: int
    body: int
    stop: int


@dataclass(frozen=True, eq=False)
class Layout:
    """A valid file and all that an attack on it needs to know.

    Attributes:
        data: Its bytes.
        spans: What is checksummed.
        entries: All blocks of all arrays.
        messages: All messages of all object headers.
        width: Bytes of an address.
        base: Where addresses count from, the size of the user block.
        eof: Where the superblock says how long the file is.
        structures: Where structures with a signature begin, and object headers.
        metadata: All places that are not pictures or labels.
        telling: Those of them that are not zero.
        words: Those of them where a number lies that could be an address.
    """

    data: bytes
    spans: list[Span]
    entries: list[Entry]
    messages: list[Message]
    width: int
    base: int
    eof: int
    structures: list[int]
    metadata: list[int]
    telling: list[int]
    words: list[int]


def study(path: Path) -> Layout:
    """Find out how a valid file is built."""
    data = path.read_bytes()
    base = data.find(_SUPERBLOCK)
    version = data[base + 8]
    width = data[base + (13 if version < 2 else 9)]
    eof = base + (24 + 4 * version if version < 2 else 12) + 2 * width
    entries: list[Entry] = []
    raw: list[tuple[int, int, int]] = []
    headers: list[int] = []
    with h5py.File(path) as file:
        headers.append(h5py.h5o.get_info(file.id).addr + base)
        for name in STORED:
            if name not in file:
                continue
            stored = file[name]
            headers.append(h5py.h5o.get_info(stored.id).addr + base)
            blocks = _stored_blocks(stored)
            raw += blocks
            if stored.chunks:
                found = (_entry(data, stored, *one, base=base, width=width) for one in blocks)
                entries += filter(None, found)
    is_raw = np.zeros(len(data), bool)
    for start, stop, _mask in raw:
        is_raw[start:stop] = True
    metadata = np.flatnonzero(~is_raw).tolist()
    spans = checksummed_spans(data)
    addresses = (int.from_bytes(data[place : place + width], "little") for place in metadata)
    return Layout(
        data=data,
        spans=spans,
        entries=entries,
        messages=_messages(data, spans, headers, base=base, width=width),
        width=width,
        base=base,
        eof=eof,
        structures=sorted({*signatures(data, CHECKSUMMED + _UNCHECKED), *headers}),
        metadata=metadata,
        telling=[place for place in metadata if data[place]],
        words=[
            place
            for place, address in zip(metadata, addresses, strict=True)
            if 0 < address <= len(data) and place + width <= len(data)
        ],
    )


STORED = ("train_set_x", "train_set_y", "test_set_x", "test_set_y", "list_classes")


def _stored_blocks(stored: h5py.Dataset) -> list[tuple[int, int, int]]:
    """List where each block of an array starts and stops, and its mask of skipped filters."""
    blocks: list[tuple[int, int, int]] = []

    def add(block: Any) -> None:
        start = block.byte_offset
        blocks.append((start, start + block.size, block.filter_mask))

    if stored.chunks:
        stored.id.chunk_iter(add)
    elif (start := stored.id.get_offset()) is not None:
        blocks.append((start, start + stored.nbytes, 0))
    return blocks


def _entry(
    data: bytes, stored: h5py.Dataset, start: int, stop: int, skipped: int, *, base: int, width: int
) -> Entry | None:
    """Find the place in a chunk index that leads to a block."""
    created = stored.id.get_create_plist()
    filters = tuple(created.get_filter(i)[0] for i in range(created.get_nfilters()))
    entry = partial(
        Entry,
        start=start,
        stop=stop,
        expanded=math.prod(stored.chunks) * stored.dtype.itemsize,
        filters=filters,
    )
    size, mask = stop - start, skipped.to_bytes(4, "little")
    packed, plain = (start - base).to_bytes(width, "little"), None
    place = data.find(packed)
    while place >= 0:
        # Version 1 B-trees have size, mask and coordinates before the address,
        key = place - 8 * (stored.ndim + 1) - 8
        if key >= 0 and data[key : key + 8] == size.to_bytes(4, "little") + mask:
            return entry(address=place, size=key, size_bytes=4, mask=key + 4)
        # a layout of one block has size and mask,
        before = place - 4 - width
        if filters and before >= 0 and data[before:place] == size.to_bytes(width, "little") + mask:
            return entry(address=place, size=before, size_bytes=width, mask=place - 4)
        # all others have a size of as few bytes as serve, and the mask, after it.
        after = place + width
        for count in range(2, 9) if filters else ():
            if data[after : after + count + 4] == size.to_bytes(count, "little") + mask:
                return entry(address=place, size=after, size_bytes=count, mask=after + count)
        plain = plain or entry(address=place, size=None, size_bytes=0, mask=0)
        place = data.find(packed, place + 1)
    return plain


def _messages(
    data: bytes, spans: list[Span], headers: list[int], *, base: int, width: int
) -> list[Message]:
    """Walk through all object headers: version 2 by their signatures, version 1 by ``headers``."""
    messages: list[Message] = []
    order_bytes = 0
    for span in spans:
        name = data[span.start : span.start + 4]
        if name == b"OHDR":
            flags = data[span.start + 5]
            order_bytes = 2 if flags & 4 else 0
            prefix = 6 + (16 if flags & 32 else 0) + (4 if flags & 16 else 0) + (1 << (flags & 3))
            _walk(data, span.start + prefix, span.stop, messages, (1, 4 + order_bytes))
        elif name == b"OCHK":
            _walk(data, span.start + 4, span.stop, messages, (1, 4 + order_bytes))
    for header in headers:
        if data[header] != 1:
            continue
        size = struct.unpack_from("<I", data, header + 8)[0]
        first = len(messages)
        _walk(data, header + 16, header + 16 + size, messages, (2, 8))
        for message in messages[first:]:
            if data[message.kind] == 0x10:
                start = base + int.from_bytes(data[message.body :][:width], "little")
                size = int.from_bytes(data[message.body + width :][:width], "little")
                _walk(data, start, start + size, messages, (2, 8))
    return messages


def _walk(
    data: bytes, place: int, stop: int, messages: list[Message], widths: tuple[int, int]
) -> None:
    kind_bytes, head_bytes = widths
    while place + head_bytes <= stop:
        size = struct.unpack_from("<H", data, place + kind_bytes)[0]
        body = place + head_bytes
        messages.append(Message(place, kind_bytes, body, body + size))
        place = body + size


# Damage.


class _Mutant:
    """A copy of a valid file, on its way to be damaged."""

    def __init__(self, layout: Layout, rng: random.Random) -> None:
        self.layout = layout
        self.rng = rng
        self.data = bytearray(layout.data)
        self.copied: list[Span] = []

    def place(self) -> int:
        """Choose a place, mostly in metadata."""
        kind = self.rng.random()
        if kind < 0.65:
            return self.rng.choice(self.layout.telling)
        return self.rng.choice(self.layout.metadata) if kind < 0.95 else self.below(len(self.data))

    def below(self, limit: int) -> int:
        return self.rng.randrange(max(1, limit))

    def put(self, place: int, number: int, width: int) -> None:
        """Write a number; what does not fit into the file is left out."""
        packed = (number % (1 << 8 * width)).to_bytes(width, "little")
        kept = max(0, min(width, len(self.data) - place))
        self.data[place : place + kept] = packed[:kept]

    def number(self, place: int, width: int) -> int:
        return int.from_bytes(self.data[place : place + width], "little")

    def hostile(self, honest: int) -> int:
        """Choose a number that readers do not expect, some of them close to the honest one."""
        powers = [1 << bits for bits in (7, 8, 15, 16, 20, 24, 30, 31, 32, 40, 48, 62, 63)]
        close = [honest + step for step in (-8, -4, -2, -1, 1, 2, 4, 8)]
        return self.rng.choice(
            [0, 1, 2, 3, *powers, *(one - 1 for one in powers), (1 << 64) - 1, *close, honest * 2]
        )

    def flip_bits(self) -> None:
        for _ in range(self.rng.choice((1, 1, 1, 2, 8))):
            self.data[self.place() % len(self.data)] ^= 1 << self.below(8)

    def set_byte(self) -> None:
        byte = self.rng.choice((0, 255, 128, 127, self.below(16), self.below(256)))
        self.data[self.place() % len(self.data)] = byte

    def set_field(self) -> None:
        place, width = self.place(), self.rng.choice((1, 2, 4, 8))
        self.put(place, self.hostile(self.number(place, width)), width)

    def set_word(self) -> None:
        place, width = self.rng.choice(self.layout.words), self.layout.width
        self.put(place, self.hostile(self.number(place, width)), width)

    def redirect(self) -> None:
        """Let a pointer lead somewhere else: to another's goal, to itself, into a circle."""
        place = self.rng.choice(self.layout.words)
        before = [one for one in self.layout.structures if one <= place]
        other = self.rng.choice(self.layout.words)
        goal = self.rng.choice(
            [
                self.number(other, self.layout.width),
                self.rng.choice(self.layout.structures) - self.layout.base,
                (before[-1] if before else place) - self.layout.base,
                place - self.layout.base,
                len(self.data) - self.below(16),
            ]
        )
        self.put(place, goal, self.layout.width)

    def truncate(self) -> None:
        """Cut the end off; half of the time the superblock does not tell."""
        del self.data[self.rng.choice([self.place(), len(self.data) - self.below(600)]) :]
        if self.rng.random() < 0.5:
            self.tell_length()

    def tell_length(self) -> None:
        self.put(self.layout.eof, len(self.data), self.layout.width)

    def copy_structure(self) -> None:
        """Put a copy of one structure over another, or at the end, with a pointer to it."""
        layout = self.layout
        if layout.spans and self.rng.random() < 0.7:
            span = self.rng.choice(layout.spans)
            start, stop = span.start, span.end
        else:
            span, start = None, self.rng.choice(layout.structures)
            stop = min(len(self.data), start + self.rng.choice((16, 64, 256, 1024)))
        block = self.data[start:stop]
        if self.rng.random() < 0.5:
            goal = self.rng.choice(layout.structures)
            kept = block[: max(0, len(self.data) - goal)]
            self.data[goal : goal + len(kept)] = kept
            return
        goal = len(self.data)
        self.data += block
        self.tell_length()
        if span:
            by = goal - start
            self.copied.append(Span(goal, span.stop + by, span.place + by))
        self.put(self.rng.choice(layout.words), goal - layout.base, layout.width)

    def change_message(self) -> None:
        """Change the type, size, flags or the inside of a message of an object header."""
        if not self.layout.messages:
            return
        message = self.rng.choice(self.layout.messages)
        size_place = message.kind + message.kind_bytes
        what = self.rng.random()
        if what < 0.3:
            self.put(message.kind, self.below(0x1A), message.kind_bytes)
        elif what < 0.45:
            self.put(size_place, self.hostile(self.number(size_place, 2)), 2)
        elif what < 0.55:
            self.put(size_place + 2, 1 << self.below(8), 1)
        else:
            width = self.rng.choice((1, 1, 2, 4, 8))
            place = message.body + self.below(message.stop - message.body)
            self.put(place, self.hostile(self.number(place, width)), width)

    def change_entry(self) -> None:
        """Change the stored size or the mask of skipped filters that an index has for a block."""
        entry = self.entry()
        if entry is None or entry.size is None:
            self.set_field()
            return
        if self.rng.random() < 0.5:
            mask = self.rng.choice((1, 2, 3, 4, 7, 0xFFFFFFFF, 1 << 31, self.below(8)))
            self.put(entry.mask, mask, 4)
        else:
            honest = self.number(entry.size, entry.size_bytes)
            sizes = (self.hostile(honest), self.below(honest), entry.expanded, entry.expanded * 2)
            self.put(entry.size, self.rng.choice(sizes), entry.size_bytes)

    def entry(self) -> Entry | None:
        return self.rng.choice(self.layout.entries) if self.layout.entries else None

    def damage_block(self) -> None:
        """Damage a stored block, and put its fletcher32 right."""
        entry = self.entry()
        if entry is None or entry.stop > len(self.data):
            self.set_field()
            return
        for _ in range(self.rng.choice((1, 2, 10))):
            self.data[entry.start + self.below(entry.stop - entry.start)] = self.below(256)
        if h5py.h5z.FILTER_FLETCHER32 in entry.filters and entry.stop - entry.start > 4:
            checksum = fletcher32(self.data[entry.start : entry.stop - 4])
            self.put(entry.stop - 4, checksum, 4)

    def store_anew(self) -> None:
        """Store a block of another length at the end of the file, and let the index lead to it."""
        entry = self.entry()
        if entry is None or entry.size is None:
            self.set_field()
            return
        block, mask = self.new_block(entry)
        start = len(self.data)
        self.data += block
        self.tell_length()
        self.put(entry.address, start - self.layout.base, self.layout.width)
        self.put(entry.size, len(block), entry.size_bytes)
        self.put(entry.mask, mask, 4)

    def new_block(self, entry: Entry) -> tuple[bytes, int]:
        """Make what to store for a block: through some of its filters, of any length."""
        expanded = entry.expanded
        size = self.rng.choice(
            (0, 1, 2, 3, 4, 5, expanded - 1, expanded + 1, expanded // 2, expanded, 20 * expanded)
        )
        block = self.rng.randbytes(min(size, 1 << 15)) if size % 2 else bytes(size)
        skip_all = self.rng.random() < 0.4
        mask = 0
        for place, code in enumerate(entry.filters):
            if skip_all or self.rng.random() < 0.2:
                mask |= 1 << place
            elif code == h5py.h5z.FILTER_DEFLATE:
                block = zlib.compress(block)
            elif code == h5py.h5z.FILTER_FLETCHER32 and self.rng.random() < 0.7:
                block += struct.pack("<I", fletcher32(block))
        if self.rng.random() < 0.2:
            block = block[: self.below(len(block) + 1)]
        return block, 0xFFFFFFFF if skip_all and self.rng.random() < 0.5 else mask


# Damage by the share of it.
_DAMAGE: dict[Callable[[_Mutant], None], int] = {
    _Mutant.flip_bits: 12,
    _Mutant.set_byte: 12,
    _Mutant.set_field: 18,
    _Mutant.set_word: 12,
    _Mutant.redirect: 12,
    _Mutant.truncate: 2,
    _Mutant.copy_structure: 6,
    _Mutant.change_message: 12,
    _Mutant.change_entry: 7,
    _Mutant.damage_block: 2,
    _Mutant.store_anew: 7,
}


def mutant(layout: Layout, seed: int) -> bytes:
    """Return a damaged copy of a valid file, its checksums right but for one in twenty.

    The same layout and seed give the same bytes.
    """
    one = _Mutant(layout, random.Random(seed))
    count = one.rng.choices((1, 2, 3, 6), (60, 25, 12, 3))[0]
    for damage in one.rng.choices(list(_DAMAGE), list(_DAMAGE.values()), k=count):
        damage(one)
    if one.rng.random() < 0.95:
        put_right(one.data, changed_spans(one.data, layout) + one.copied)
    return bytes(one.data)


def changed_spans(data: bytes | bytearray, layout: Layout) -> list[Span]:
    """Find the checksummed parts that are no longer as in the valid file."""
    return [
        span
        for span in layout.spans
        if data[span.start : span.end] != layout.data[span.start : span.end]
    ]


# Files that HDF5 1.14 does not survive.


def write_short_checksummed_block(path: Path) -> None:
    """Store two bytes where fletcher32 takes four off the end: a segmentation fault."""
    write_layout(path, Storage(libver=EARLIEST, chunk=_ROWS, filters="fletcher32"))
    with h5py.File(path, "r+") as file:
        file["train_set_x"].id.write_direct_chunk((0, 0, 0, 0), b"\x01\x02")


def write_wrong_tree_header(path: Path) -> None:
    """Give a B-tree header a wrong version: asked for its size, HDF5 closes what it never opened.

    The checksum is wrong too, which is noticed later than the version.
    """
    write_layout(path, Storage(chunk=_ROWS, unlimited=2))
    data = bytearray(path.read_bytes())
    data[data.index(b"BTHD") + 4] = 1
    path.write_bytes(data)


def write_endless_index(path: Path) -> None:
    """Let the header of an extensible array claim 2^62 blocks, which HDF5 counts one by one."""
    write_layout(path, Storage(chunk=_ROWS, unlimited=1))
    data = bytearray(path.read_bytes())
    spans = checksummed_spans(bytes(data))
    header = data.index(b"EAHD")
    # After signature, version, client and 6 settings of a byte each: counts and sizes of super
    # blocks and data blocks, then the count of elements.
    struct.pack_into("<Q", data, header + 12 + 4 * 8, 1 << 62)
    put_right(data, spans)
    path.write_bytes(data)


def write_short_skipped_blocks(path: Path) -> None:
    """Store a few bytes a block without filters: HDF5 fills up with what lies in memory."""
    write_layout(path, Storage(libver=EARLIEST, chunk=_ROWS, filters="gzip"))
    with h5py.File(path, "r+") as file:
        stored = file["train_set_x"]
        for row in range(0, TRAIN_COUNT, _ROWS[0]):
            stored.id.write_direct_chunk((row, 0, 0, 0), b"\x07" * 16, filter_mask=0xFFFFFFFF)


HOSTILE: dict[str, Callable[[Path], None]] = {
    "a fletcher32 block of two bytes": write_short_checksummed_block,
    "a wrong byte in a B-tree header": write_wrong_tree_header,
    "an index that claims 2^62 blocks": write_endless_index,
    "short blocks with skipped filters": write_short_skipped_blocks,
}


def hostile_files(folder: Path) -> dict[str, Path]:
    """Write one file of each kind of harm; return their paths by what is wrong in them."""
    paths = {name: folder / f"hostile{index}.h5" for index, name in enumerate(HOSTILE)}
    for name, path in paths.items():
        HOSTILE[name](path)
    return paths


def perturb_memory(byte: int) -> None:
    """Has files opened by processes that find this byte in memory that nobody has set.

    What is read from there, and not from the file, then differs from one byte to the next. It
    serves where the C library is glibc, whose small cache of freed memory knows no such setting.
    """
    os.environ["GLIBC_TUNABLES"] = f"glibc.malloc.perturb={byte}:glibc.malloc.tcache_count=0"
    # Each byte has a server of its own, whose children have its memory.
    client._server = _servers.get(byte)
    _servers[byte] = client._running_server()


_servers: dict[int, client._Server] = {}
