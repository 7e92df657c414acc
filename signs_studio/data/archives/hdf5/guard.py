"""HDF5 files from strangers: nothing is opened, expanded or followed before it is known to be safe.

An HDF5 file may lead out of itself (soft and external links, external raw storage, virtual
layouts), and h5py follows without a word; a few bytes may expand to gibibytes; and a file that is
no regular one may block for ever. What is accepted here is a dataset of plain numbers or text that
hard links lead to, stored in the file itself, whole, as it is or through well-known filters. Sizes
are judged here from what the file says of itself; how far its blocks truly expand is measured by
``arrays``, which reads the numbers.

libhdf5 itself does not survive every file, so all of this runs in the child process of
``reading``.
"""

from __future__ import annotations

import itertools
import math
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import h5py
import numpy as np

from signs_studio.data.archives.archive import check_name_count
from signs_studio.data.archives.regular_files import check_regular
from signs_studio.data.byte_counts import format_bytes
from signs_studio.data.plain_text import plain_text
from signs_studio.errors import DataError
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import DTypeLike

# A block is expanded whole even where one number is wanted.
CHUNK_BYTES_MAX = 64 << 20
# HDF5 spends about 4 kB on each block that a read touches.
CHUNKS_MAX = 250_000
# Photographs shrink to a half, drawings to a twentieth; a smaller array cannot hurt.
EXPANSION_MAX = 200
EXPANSION_FREE_BYTES = 64 << 20

# Filters by their registered number, each at most once and in this order, as h5py and the HDF5
# tools lay them: https://github.com/HDFGroup/hdf5_plugins/blob/master/docs/RegisteredFilterPlugins.md
_FILTER_ORDER = {
    h5py.h5z.FILTER_SHUFFLE: 0,
    h5py.h5z.FILTER_DEFLATE: 1,
    h5py.h5z.FILTER_LZF: 1,
    h5py.h5z.FILTER_FLETCHER32: 2,
}

COMPRESSORS = frozenset({h5py.h5z.FILTER_DEFLATE, h5py.h5z.FILTER_LZF})
CHECKSUM_BYTES = 4
"""Of fletcher32, behind each block."""

# What h5py raises on damaged files; which one depends on where the damage lies.
_H5PY_ERRORS = (OSError, RuntimeError, ValueError, LookupError, TypeError, OverflowError)


@dataclass(frozen=True, eq=False, kw_only=True)
class GuardedArray:
    """A dataset that passed every check on how it is stored. Good while its file is open.

    Attributes:
        where: Names the array in a sentence: "train_set_y in train_signs.h5".
        shape: Its axes, as they are stored; (0,) where it has none.
        dtype: Of kind b, i, u, f or S, or O for text of varying length.
        dataset: The open h5py dataset.
        filters: The numbers of its filters, in the order in which they were applied.
    """

    where: Message
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    dataset: Any
    filters: tuple[int, ...]

    def nbytes_as(self, dtype: DTypeLike) -> int:
        """How many bytes the array takes in memory as ``dtype``."""
        return math.prod(self.shape) * np.dtype(dtype).itemsize


@contextmanager
def open_guarded(path: Path) -> Iterator[Any]:
    """Open an HDF5 file for reading; a context manager that gives the ``h5py.File``.

    A symbolic link is followed where a person's own path leads over one; what it leads to must be
    a regular file.

    Raises:
        DataError: There is no such file, it is no regular file, it may not be read, or it is not a
            whole HDF5 file.
    """
    check_regular(path)
    try:
        # Best effort: file systems that know no locks, such as many read-only ones, are welcome.
        file = h5py.File(path, "r", locking="best-effort")
    except _H5PY_ERRORS as error:
        raise DataError(_why_not_opened(path, error)) from error
    try:
        yield file
    finally:
        # Nothing was written; and a damaged file may resist being closed.
        with suppress(*_H5PY_ERRORS):
            file.close()


def file_label(file: Any) -> str:
    """Return an open file's name, to show."""
    return plain_text(Path(file.filename).name)


def array_names(file: Any) -> tuple[str, ...]:
    """Returns the paths of all that may be arrays, also within groups: "train/x".

    Links that are not hard, and empty groups, are among them, so that they can be refused in words;
    none is followed.

    Raises:
        DataError: The file is damaged, or holds too many.
    """
    names: list[str] = []
    with damage_in(file):
        seen = {_address(file.id)}
        groups = [("", file.id)]
        while groups:
            path, group = groups.pop()
            check_name_count(len(names) + group.get_num_objs(), file_label(file))
            for raw_name in list(group):
                name = path + raw_name.decode("utf-8", "surrogateescape")
                inner = _inner_group(group, raw_name)
                if inner is None or inner.get_num_objs() == 0:
                    names.append(name)
                # A hard link may lead back up, and MATLAB's own groups hold nothing of a person's.
                elif _address(inner) not in seen and not name.startswith("#"):
                    seen.add(_address(inner))
                    groups.append((f"{name}/", inner))
                    check_name_count(len(seen), file_label(file))
    return tuple(names)


def _inner_group(group: Any, raw_name: bytes) -> Any | None:
    if group.links.get_info(raw_name).type != h5py.h5l.TYPE_HARD:
        return None
    if h5py.h5o.get_info(group, raw_name).type != h5py.h5o.TYPE_GROUP:
        return None
    return h5py.h5g.open(group, raw_name)


def _address(group: Any) -> int:
    address: int = h5py.h5o.get_info(group).addr
    return address


def find_array(file: Any, name: str) -> GuardedArray:
    """Find a dataset and check how it is stored, reading none of its data.

    Args:
        file: From ``open_guarded``.
        name: Its path, as of ``array_names``.

    Raises:
        DataError: The name is missing, leads over a link that is not hard, or to no dataset; its
            type is not plain numbers or text; it was never written, is stored outside the file or
            in another, filtered in a way not known here, in blocks too large or too many, or it
            expands too far.
    """
    # What a damaged file says of itself may not fit together, here or there.
    with damage_in(file):
        return _find_array(file, name)


@contextmanager
def damage_in(file: Any) -> Iterator[None]:
    """Turn what a damaged file leads to within the block into a sentence.

    Raises:
        DataError: The file is damaged.
    """
    try:
        yield
    except _H5PY_ERRORS as error:
        raise DataError(
            Message(
                "data", "{file} is damaged: part of it cannot be read. Get the file again."
            ).format(file=file_label(file))
        ) from error


def _find_array(file: Any, name: str) -> GuardedArray:
    where = Message("data", "{name} in {file}").format(name=plain_text(name), file=file_label(file))
    # One link at a time: HDF5 itself would look at the type of the last one only.
    *outer, last = name.encode("utf-8", "surrogateescape").split(b"/")
    group = file.id
    for step in outer:
        inner = _inner_group(group, step) if group.links.exists(step) else None
        if inner is None:
            raise DataError(_link_sentence(where))
        group = inner
    if not group.links.exists(last):
        raise DataError(
            Message("data", "{where} is not there. Check the name.").format(where=where)
        )
    if group.links.get_info(last).type != h5py.h5l.TYPE_HARD:
        raise DataError(_link_sentence(where))
    if h5py.h5o.get_info(group, last).type != h5py.h5o.TYPE_DATASET:
        raise DataError(
            Message(
                "data",
                "{where} is a group or a type where an array was expected. Save the "
                "array itself under that name.",
            ).format(where=where)
        )
    # Not file[name], and not its shape yet: the shape of a virtual dataset opens other files.
    dataset_id = h5py.h5d.open(group, last)
    created = dataset_id.get_create_plist()
    layout = created.get_layout()
    is_external = created.get_external_count() > 0
    if layout == h5py.h5d.VIRTUAL:
        raise DataError(
            Message(
                "data",
                "{where} is virtual: its numbers lie in other files. Save it as an ordinary array.",
            ).format(where=where)
        )
    if is_external:
        raise DataError(
            Message(
                "data",
                "{where} keeps its numbers in another file (external storage). Save them "
                "in the HDF5 file itself.",
            ).format(where=where)
        )
    filters = _checked_filters(created, where)
    dataset = h5py.Dataset(dataset_id)
    array = GuardedArray(
        where=where,
        shape=_shape(dataset),
        dtype=_checked_dtype(dataset, where),
        dataset=dataset,
        filters=filters,
    )
    if 0 not in array.shape:
        _check_storage(array, layout)
    return array


def _link_sentence(where: Message) -> Message:
    return Message(
        "data",
        "{where} is a link to another place where the array itself was expected. Save the array "
        "under that name.",
    ).format(where=where)


def _why_not_opened(path: Path, error: Exception) -> Message:
    said = str(error).lower()
    if "truncated" in said:
        why = Message("data", "{name} is truncated: its end is missing. Copy or download it again.")
    elif "consistency flags" in said:
        why = Message(
            "data",
            "{name} is still being written, or was never closed by the program that wrote it. "
            "Close it there; where that program is gone, clear its mark with h5clear -s.",
        )
    elif isinstance(error, BlockingIOError):
        why = Message(
            "data", "{name} is in use by another program. Close it there, and open it again."
        )
    elif "signature" in said:
        why = Message(
            "data", "{name} is not an HDF5 file, which was expected here. Choose a file in HDF5."
        )
    else:
        why = Message("data", "{name} is damaged: HDF5 cannot open it. Get the file again.")
    return why.format(name=plain_text(path.name))


def _checked_filters(created: Any, where: Message) -> tuple[int, ...]:
    codes: list[int] = []
    for place in range(created.get_nfilters()):
        code, _flags, values, raw_name = created.get_filter(place)
        if code not in _FILTER_ORDER:
            label = plain_text(raw_name.decode("utf-8", "replace"), 30)
            raise DataError(
                Message(
                    "data",
                    "{where} is stored through the filter {code} ({label}); gzip, lzf, "
                    "shuffle and fletcher32 are understood. Save it with gzip, or "
                    "uncompressed.",
                ).format(where=where, code=str(code), label=label or Message("data", "no name"))
            )
        if code == h5py.h5z.FILTER_LZF and max(values, default=0) > CHUNK_BYTES_MAX:
            raise DataError(
                Message(
                    "data", "{where} is damaged: its lzf settings make no sense. Save it again."
                ).format(where=where)
            )
        codes.append(code)
    ranks = [_FILTER_ORDER[code] for code in codes]
    if any(after <= before for before, after in itertools.pairwise(ranks)):
        raise DataError(
            Message(
                "data",
                "{where} is stored through repeated filters, or filters in an unusual "
                "order; each of shuffle, one of gzip and lzf, and fletcher32 was "
                "expected once at most. Save it with gzip, or uncompressed.",
            ).format(where=where)
        )
    return tuple(codes)


def _shape(dataset: Any) -> tuple[int, ...]:
    shape: tuple[int, ...] | None = dataset.shape
    # MATLAB stores the shape of an empty array in place of it.
    if shape is None or h5py.h5a.exists(dataset.id, b"MATLAB_empty"):
        return (0,)
    return shape


def _checked_dtype(dataset: Any, where: Message) -> np.dtype[Any]:
    try:
        dtype: np.dtype[Any] = dataset.dtype
    except _H5PY_ERRORS:
        found = Message("data", "a type without a NumPy equivalent")
        raise DataError(_type_sentence(where, found)) from None
    if h5py.check_string_dtype(dtype) is not None:
        return dtype if dtype.kind == "S" and dtype.itemsize else np.dtype(object)
    if dtype.kind not in "biuf" or dtype.itemsize == 0:
        raise DataError(_type_sentence(where, _type_name(dtype)))
    return dtype


def _type_name(dtype: np.dtype[Any]) -> Message | str:
    if h5py.check_ref_dtype(dtype) is not None:
        return Message("data", "references to other arrays (in MATLAB, a cell array)")
    if h5py.check_vlen_dtype(dtype) is not None:
        return Message("data", "rows of varying length")
    if dtype.names is not None:
        return Message("data", "compound values")
    if dtype.subdtype is not None:
        return Message("data", "an array in each element")
    return Message("data", "opaque bytes") if dtype.kind == "V" else plain_text(str(dtype))


def _type_sentence(where: Message, found: Message | str) -> Message:
    return Message(
        "data",
        "{where} holds {found} where plain integers, floats or text were expected. Save it as one "
        "of these.",
    ).format(where=where, found=found)


def _check_storage(array: GuardedArray, layout: int) -> None:
    """Check that all of the array was written, and that it does not expand too far."""
    where = array.where
    item_bytes = stored_item_bytes(array)
    file_bytes = Path(array.dataset.file.filename).stat().st_size
    logical = math.prod(array.shape) * item_bytes
    if layout == h5py.h5d.CHUNKED:
        stored = _checked_chunks(array, item_bytes=item_bytes, file_bytes=file_bytes)
    else:
        stored = array.dataset.id.get_storage_size()
    if stored == 0:
        raise DataError(
            Message(
                "data",
                "{where} is empty: it was given a shape, but no numbers were ever "
                "written. Save it with its contents.",
            ).format(where=where)
        )
    if stored > file_bytes or (layout != h5py.h5d.CHUNKED and stored < logical):
        raise DataError(
            Message(
                "data",
                "{where} claims {stored} stored bytes, which do not fit its shape "
                "{shape} and the file's {file_bytes}. Get the file again.",
            ).format(where=where, stored=stored, shape=str(array.shape), file_bytes=file_bytes)
        )
    if logical > EXPANSION_FREE_BYTES and logical > EXPANSION_MAX * stored:
        raise DataError(
            Message(
                "data",
                "{where} expands from {stored} to {logical}, {times}-fold, where at most "
                "{expansion_max}-fold was expected. Save it uncompressed if it is honest.",
            ).format(
                where=where,
                stored=format_bytes(stored),
                logical=format_bytes(logical),
                times=logical // stored,
                expansion_max=EXPANSION_MAX,
            )
        )


def stored_item_bytes(array: GuardedArray) -> int:
    """Returns how many bytes an element takes in the file."""
    if array.dtype.kind == "O":
        # Text of varying length lies elsewhere in the file: a length, an address and a number.
        address_bytes: int = array.dataset.file.id.get_create_plist().get_sizes()[0]
        return 8 + address_bytes
    item_bytes: int = array.dataset.id.get_type().get_size()
    return item_bytes


def _checked_chunks(array: GuardedArray, *, item_bytes: int, file_bytes: int) -> int:
    """Return how many bytes the blocks of a chunked array take in the file."""
    where, chunks = array.where, array.dataset.chunks
    chunk_bytes = math.prod(chunks) * item_bytes
    if chunk_bytes > CHUNK_BYTES_MAX:
        raise DataError(
            Message(
                "data",
                "{where} is stored in blocks of {chunk_bytes} {chunks}; at most "
                "{chunk_bytes_max} were expected. Save it with smaller chunks, or "
                "without.",
            ).format(
                where=where,
                chunk_bytes=format_bytes(chunk_bytes),
                chunks=str(chunks),
                chunk_bytes_max=format_bytes(CHUNK_BYTES_MAX),
            )
        )
    expected = math.prod(-(-side // chunk) for side, chunk in zip(array.shape, chunks, strict=True))
    if expected > CHUNKS_MAX:
        raise DataError(
            Message(
                "data",
                "{where} is stored in {expected} blocks; at most {chunks_max} were "
                "expected. Save it with larger chunks, or without.",
            ).format(where=where, expected=expected, chunks_max=CHUNKS_MAX)
        )
    corners: set[tuple[int, ...] | None] = set()
    count = total = 0
    fits = True

    def add(chunk: Any) -> bool | None:
        nonlocal count, total, fits
        count, total = count + 1, total + chunk.size
        corners.add(chunk.chunk_offset)
        fits = fits and _length_fits(chunk, chunk_bytes, array.filters)
        # A damaged index may go round in circles.
        return True if count > expected or total > file_bytes or not fits else None

    array.dataset.id.chunk_iter(add)
    if fits and 0 < count < expected:
        raise DataError(
            Message(
                "data",
                "{where} is incomplete: only {count} of its {expected} blocks were ever "
                "written. Save it again, to the end.",
            ).format(where=where, count=count, expected=expected)
        )
    on_grid = all(
        # Of some damaged blocks h5py does not know where they are.
        corner is not None
        and all(
            place % side == 0 and place < end
            for place, side, end in zip(corner, chunks, array.shape, strict=True)
        )
        for corner in corners
    )
    if not fits or not on_grid or not len(corners) == count <= expected:
        raise DataError(
            Message(
                "data",
                "{where} is damaged: its blocks do not fit its shape {shape}. Get the file again.",
            ).format(where=where, shape=str(array.shape))
        )
    return total


def _length_fits(chunk: Any, chunk_bytes: int, filters: tuple[int, ...]) -> bool:
    """Say whether a block is stored as long as it must be, or as it can be where it is compressed.

    HDF5 takes a block that is stored short for whole, with whatever lies in memory behind it.
    """
    used = {code for place, code in enumerate(filters) if not chunk.filter_mask >> place & 1}
    stored = chunk.size - (CHECKSUM_BYTES if h5py.h5z.FILTER_FLETCHER32 in used else 0)
    if not COMPRESSORS & used:
        return bool(stored == chunk_bytes)
    # What cannot be compressed grows by less than a hundredth.
    return bool(0 < stored <= chunk_bytes + chunk_bytes // 100 + 64)
