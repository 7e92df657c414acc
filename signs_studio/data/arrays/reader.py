"""Reads pictures and labels from files of arrays, whatever their format and names."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import numpy as np

from signs_studio.data.archives.archive import KnownArchive, StoredArray, described, meant_shape
from signs_studio.data.archives.opening import open_archive
from signs_studio.data.archives.regular_files import check_regular
from signs_studio.data.arrays.file_names import ArrayFile, find_files, likely_test_files
from signs_studio.data.arrays.names import Subset
from signs_studio.data.arrays.pictures import (
    StoredPictures,
    arrange,
    check_alike,
    drop_opaque,
    hold,
    learnt_bytes,
    prepared,
    scale,
    stream,
)
from signs_studio.data.arrays.roles import NamedArchive, Roles, found_roles, mapped_roles
from signs_studio.data.byte_counts import format_bytes
from signs_studio.data.plain_text import plain_names, plain_text
from signs_studio.data.plausibility.labels import (
    Classes,
    classes_of,
    label_counts,
    listed_names,
    stored_labels,
)
from signs_studio.data.reading.contents import STREAMED_FROM_BYTES, Contents, ReadSet
from signs_studio.errors import DataError
from signs_studio.messages import Message, both

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures
    from signs_studio.data.plausibility.axes import Arrangement
    from signs_studio.data.reading.job import Job
    from signs_studio.data.reading.requests import ReadOptions
    from signs_studio.data.streamed import StreamedPictures

LABEL_BYTES_MAX = 256 << 20

_TEST_FILES_SHOWN = 4


def read_arrays(paths: Sequence[Path], *, options: ReadOptions, job: Job) -> Contents:
    """Reads the pictures of files of arrays, or of a folder that holds them.

    Args:
        paths: What a person chose.
        options: Of the reading.
        job: Its surroundings.

    Raises:
        MappingNeededError: It does not follow which array holds what.
        DataError: The data cannot be used. Files are only ever opened for reading.
    """
    files = find_files(paths)
    # All before any is opened, so that no time is spent on the first for nothing.
    for file in files:
        check_regular(file.path)
        if file.path not in paths:
            _check_inside(file.path)
    try:
        with ExitStack() as opened:
            archives = [
                NamedArchive(
                    KnownArchive(opened.enter_context(open_archive(file.path))), file.name.meaning
                )
                for file in files
            ]
            return _read(archives, files, options=options, job=job)
    except MemoryError as error:
        raise DataError(
            Message(
                "data",
                "{names} needs more memory than is free. Close other programs, or choose "
                "fewer or smaller pictures.",
            ).format(names=both([plain_text(file.path.name) for file in files]))
        ) from error


def _check_inside(path: Path) -> None:
    """Refuses a file that nobody chose where it is a link out of its folder.

    Raises:
        DataError: It is one.
    """
    if path.is_symlink() and path.resolve().parent != path.parent.resolve():
        raise DataError(
            Message(
                "data",
                "{name} is a link out of its folder, which is not followed. Choose the file "
                "itself, or put it there.",
            ).format(name=plain_text(path.name))
        )


def _read(
    archives: Sequence[NamedArchive],
    files: Sequence[ArrayFile],
    *,
    options: ReadOptions,
    job: Job,
) -> Contents:
    if options.mapping:
        roles = mapped_roles(archives, options.mapping, for_testing=options.for_testing)
    else:
        roles = found_roles(archives, for_testing=options.for_testing)
    notes = list(roles.notes)
    pairs, empty_notes = _without_empty(roles)
    notes += empty_notes
    if len(pairs) == 1 and not options.for_testing and not options.mapping:
        notes += _notes_on_test_files(files)
    sets: list[StoredPictures] = []
    for x, y in pairs:
        sets.append(_arranged(x, y, like=sets[0].arrangement if sets else None))
    check_alike(sets)
    job.allow_for(2 * sum(x.nbytes_as(x.dtype) + y.nbytes_as(y.dtype) for x, y in pairs))
    classes = _read_classes(pairs, sets, roles.classes, for_testing=options.for_testing)
    notes += _arrangement_notes(sets)
    sets = [one.first(options.limit) for one in sets]
    is_streamed = options.stream
    if is_streamed is None:
        is_streamed = learnt_bytes(sets) > STREAMED_FROM_BYTES
    sets = [prepared(one, stream=is_streamed) for one in sets]
    sets, channel_notes = drop_opaque(sets)
    scalings, scale_notes = scale(sets)
    notes += [*channel_notes, *scale_notes, *classes.notes]
    pictures: Sequence[Pictures | StreamedPictures]
    if is_streamed:
        pictures, note = stream(sets, scalings, folder=job.scratch)
        notes.append(note)
    else:
        pictures = [hold(one, scaling) for one, scaling in zip(sets, scalings, strict=True)]
    return Contents(
        name=" + ".join(dict.fromkeys(x.file for x, _y in pairs)),
        sets=tuple(
            ReadSet(
                pictures=x,
                labels=np.ascontiguousarray(y[: one.count]),
                stretched=scaling.stretched,
            )
            for one, x, y, scaling in zip(sets, pictures, classes.places, scalings, strict=True)
        ),
        class_names=classes.names,
        notes=tuple(notes),
        streamed=is_streamed,
    )


def _without_empty(
    roles: Roles,
) -> tuple[list[tuple[StoredArray, StoredArray]], list[Message]]:
    """Returns the sets that hold pictures; an empty test set is none.

    Raises:
        DataError: There are no training pictures, or labels, or a list of classes without any.
    """
    pairs = list(roles.sets)
    notes = []
    if len(pairs) == 2 and 0 in pairs[1][0].shape:
        notes.append(
            Message("data", "{where} is empty, so it counts as no test set.").format(
                where=pairs[1][0].where
            )
        )
        pairs.pop()
    for array in (*(array for pair in pairs for array in pair), *roles.classes):
        if 0 in array.shape:
            raise DataError(
                Message(
                    "data",
                    "{where} is empty (shape {shape}) where pictures and labels were "
                    "expected. Save it with its contents.",
                ).format(where=array.where, shape=str(meant_shape(array)))
            )
    return pairs, notes


def _notes_on_test_files(files: Sequence[ArrayFile]) -> list[Message]:
    if files[0].name.meaning.subset not in (None, Subset.TRAIN):
        return []
    paths = likely_test_files(files)
    if not paths:
        return []
    if len(paths) == 1:
        note = Message(
            "data",
            "{name} beside it may be the test set, but is named otherwise: choose both to use it.",
        )
        return [note.format(name=plain_text(paths[0].name))]
    shown = ", ".join(plain_names([path.name for path in paths[:_TEST_FILES_SHOWN]], 40))
    note = Message(
        "data", "One of {names} beside it may be the test set: choose both files to use it."
    )
    more = Message("data", "{names} and {more} more").format(
        names=shown, more=len(paths) - _TEST_FILES_SHOWN
    )
    return [note.format(names=shown if len(paths) <= _TEST_FILES_SHOWN else more)]


def _arranged(x: StoredArray, y: StoredArray, *, like: Arrangement | None) -> StoredPictures:
    """Returns pictures with their axes told apart, by the count of their labels.

    Raises:
        DataError: They are no pictures, or the two counts differ.
    """
    counts = label_counts(meant_shape(y))
    pictures = arrange(x, counts, like=like)
    if pictures.count not in counts:
        raise DataError(
            Message(
                "data",
                "{where} holds {found} where one label for each of the {pictures} pictures "
                "was expected. Make the two counts equal, or save one-hot labels as "
                "(pictures, classes).",
            ).format(where=y.where, found=described(y), pictures=pictures.count)
        )
    return pictures


def _arrangement_notes(sets: Sequence[StoredPictures]) -> list[Message]:
    """Returns what was put right of the axes, the same for both sets said once."""
    wheres: dict[Message, list[Message]] = {}
    for one in sets:
        note = one.arrangement.note
        if note is not None:
            wheres.setdefault(note, []).append(one.x.where)
    return [note.format(**dict(note.values), where=both(where)) for note, where in wheres.items()]


def _read_classes(
    pairs: Sequence[tuple[StoredArray, StoredArray]],
    sets: Sequence[StoredPictures],
    listing: Sequence[StoredArray],
    *,
    for_testing: bool,
) -> Classes:
    labels = [
        stored_labels(_read_labels(y), pictures=one.count, where=y.where)
        for (_x, y), one in zip(pairs, sets, strict=True)
    ]
    return classes_of(labels, _read_names(listing, sets[0].count), fewest=1 if for_testing else 2)


def _read_names(listing: Sequence[StoredArray], pictures: int) -> tuple[bytes, ...] | None:
    """Reads the listed classes, which are to be the same wherever they are listed."""
    found: list[tuple[bytes, ...]] = []
    for array in listing:
        sides = [side for side in array.shape if side != 1]
        if array.dtype.kind not in "iuSUO" or len(sides) > 1 or not array.shape:
            raise DataError(
                Message(
                    "data",
                    "{where} holds {found} where one whole number or text a class "
                    "was expected. Save it like that, or leave it out.",
                ).format(where=array.where, found=described(array))
            )
        values = _read_labels(array).ravel()
        # A name for each picture, many of them the same, lists no classes.
        if len(values) != pictures or len(np.unique(values)) == pictures:
            found.append(listed_names(values, where=array.where))
    if len(set(found)) > 1:
        raise DataError(
            Message(
                "data",
                "list_classes differs between {train_file} and {test_file}, where the "
                "same classes were expected. Choose two files that belong together.",
            ).format(train_file=listing[0].file, test_file=listing[1].file)
        )
    return found[0] if found else None


def _read_labels(array: StoredArray) -> NDArray[Any]:
    """Reads labels or names of classes, the axes as they are meant."""
    is_text = array.dtype.kind in "OSU"
    dtype = array.dtype if is_text else array.dtype.newbyteorder("=")
    widest = dtype if is_text else np.dtype(np.float64)
    # Text of varying length has a limit of its own.
    if array.dtype.kind != "O" and array.nbytes_as(widest) > LABEL_BYTES_MAX:
        raise DataError(
            Message(
                "data",
                "{where} holds {found}, more than the {most} that were "
                "expected at most. Save one whole number a picture.",
            ).format(
                where=array.where,
                found=described(array),
                most=format_bytes(LABEL_BYTES_MAX),
            )
        )
    values = array.read(dtype)
    return values.T if array.is_reversed else values
