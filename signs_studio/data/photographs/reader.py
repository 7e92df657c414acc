"""Folders of photographs, brought to one size and labelled."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from signs_studio.data.labels import CLASS_NAME_LIMIT, CLASSES_MAX
from signs_studio.data.photographs.cache import Decoded, cache_key, read_entry, write_entry
from signs_studio.data.photographs.class_list import read_class_list
from signs_studio.data.photographs.classes import Arrangement, arrange
from signs_studio.data.photographs.decoding import Change, decode, have_new_memory_zeroed
from signs_studio.data.photographs.files import NAME_LIMIT, find_pictures, natural_key
from signs_studio.data.photographs.fitting import fit_image
from signs_studio.data.plain_text import plain_names, plain_text
from signs_studio.data.plausibility.ranges import FAINT_MAX, range_of
from signs_studio.data.reading.contents import STREAMED_FROM_BYTES, Contents, ReadSet
from signs_studio.data.streamed import WINDOW_BYTES, StreamedPictures, in_windows, unpack
from signs_studio.errors import DataError
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from signs_studio.data.photographs.class_list import ClassList
    from signs_studio.data.photographs.classes import LabelledFile
    from signs_studio.data.photographs.files import PictureFile
    from signs_studio.data.reading.job import Job
    from signs_studio.data.reading.requests import ReadOptions
    from signs_studio.data.streamed import PlainRows

SKIPPED_MAX = 200
"""Files that are listed as left out; of more, the number is said."""

# More would not fit into a gigabyte where every picture is as large as it may be.
_THREADS = 2
_AHEAD = 8 * _THREADS
# Grants the time that the largest of pictures takes on a slow machine.
_PICTURE_GRANT_BYTES = 128 << 20


def read_photographs(paths: Sequence[Path], *, options: ReadOptions, job: Job) -> Contents:
    """Returns the pictures of folders with one folder a class, or of files named by their class.

    Args:
        paths: The files or folders that a person chose.
        options: Of the reading.
        job: Its surroundings.

    Raises:
        DataError: Nothing can be read, or names do not tell classes. A single file that cannot be
            read is left out, and said.
    """
    have_new_memory_zeroed()
    found = find_pictures(paths)
    if not found.files:
        raise DataError(
            Message(
                "data",
                "{name} holds no pictures. Choose a folder with a folder of pictures for each "
                "class.",
            ).format(name=found.name)
        )
    arrangement = arrange(found, for_testing=options.for_testing)
    if options.for_testing and arrangement.test:
        arrangement = replace(arrangement, train=arrangement.test, test=())
    class_list = None if found.root is None else read_class_list(found.root)
    if class_list is not None:
        arrangement = _in_order(arrangement, class_list)
    labelled = (*arrangement.train, *arrangement.test)
    decoded, rows, offset = _decoded(
        [each.file for each in labelled],
        options=options,
        job=job,
        keeps_colours=class_list is not None and class_list.channels == 3,
        name=found.name,
    )
    _check_any(decoded, name=found.name)
    unread = {place for place, _ in decoded.skipped}
    read = [place for place in range(len(labelled)) if place not in unread]
    classes = _classes(
        {labelled[place].class_key for place in read if place < len(arrangement.train)}, class_list
    )
    if len(classes.keys) < (1 if options.for_testing else 2):
        raise DataError(
            Message(
                "data",
                "Of the classes in {name}, pictures can be read of {classes} only, but a network "
                "needs at least two to tell apart. The first that cannot: {reason}",
            ).format(
                name=found.name,
                classes=plain_text(", ".join(classes.names)) or Message("data", "none"),
                reason=decoded.skipped[0][1],
            )
        )
    label_of = {key: label for label, key in enumerate(classes.keys)}
    sets = []
    shape = (options.side, options.side, decoded.channels)
    for first, last in ((0, len(arrangement.train)), (len(arrangement.train), len(labelled))):
        places = [place for place in read if first <= place < last]
        # Their training pictures could not be read, so that nothing can be learnt of them.
        used = [place for place in places if labelled[place].class_key in label_of]
        if not used:
            continue
        before = sum(place < first for place in read)
        pictures = StreamedPictures(
            rows,
            offset=offset + before * int(np.prod(shape)),
            shape=(len(places), *shape),
            dtype=np.dtype(np.uint8),
        )
        if len(used) < len(places):
            pictures = _unpacked(pictures, np.searchsorted(places, used), job=job, name=found.name)
        sets.append(
            ReadSet(
                pictures=pictures,
                labels=np.array([label_of[labelled[place].class_key] for place in used], np.int32),
                names=tuple(plain_text(labelled[place].name, NAME_LIMIT) for place in used),
            )
        )
    nbytes = decoded.rows * int(np.prod(shape))
    return Contents(
        name=found.name,
        sets=tuple(sets),
        class_names=classes.names,
        notes=(
            *arrangement.notes,
            *_notes(decoded, options=options),
            *_faint_notes(sets, name=found.name),
            *_class_notes(
                arrangement.train, sets[0].labels, classes, for_testing=options.for_testing
            ),
        ),
        streamed=nbytes > STREAMED_FROM_BYTES if options.stream is None else options.stream,
        skipped=_listed((*found.skipped, *(sentence for _, sentence in decoded.skipped))),
    )


def read_picture(path: Path) -> NDArray[np.uint8]:
    """Returns one picture, (height, width, 3), no side over 2,048, as of ``decode``.

    Raises:
        DataError: It cannot be read; the sentence says why and what to do.
    """
    have_new_memory_zeroed()
    place = Path(os.path.realpath(path))
    image, _changes = decode(place, name=plain_text(path.name, NAME_LIMIT) or "/")
    return np.asarray(image)


@dataclass(frozen=True)
class _Classes:
    keys: tuple[str, ...]
    names: tuple[str, ...]


def _in_order(arrangement: Arrangement, class_list: ClassList) -> Arrangement:
    """Returns the same pictures, those of a class after those of the class before it."""
    places = {each.folder: place for place, each in enumerate(class_list.classes)}

    def place_of(each: LabelledFile) -> int:
        return places.get(each.class_key, len(places))

    return Arrangement(
        train=tuple(sorted(arrangement.train, key=place_of)),
        test=tuple(sorted(arrangement.test, key=place_of)),
        notes=arrangement.notes,
    )


def _classes(keys: set[str], class_list: ClassList | None) -> _Classes:
    """Returns the classes that there are pictures of, in their order, and their names to show."""
    ordered = sorted(keys, key=natural_key)
    names = {key: key for key in keys}
    if class_list is not None and keys <= {each.folder for each in class_list.classes}:
        ordered = [each.folder for each in class_list.classes if each.folder in keys]
        names = {each.folder: each.name for each in class_list.classes}
    if len(ordered) > CLASSES_MAX:
        raise DataError(
            Message(
                "data", "{classes:,} classes came where {most:,} at most were expected."
            ).format(classes=len(ordered), most=CLASSES_MAX)
        )
    shown = plain_names((names[key] for key in ordered), CLASS_NAME_LIMIT)
    return _Classes(tuple(ordered), shown)


def _decoded(
    files: Sequence[PictureFile],
    *,
    options: ReadOptions,
    job: Job,
    keeps_colours: bool,
    name: str,
) -> tuple[Decoded, PlainRows, int]:
    """Returns what became of files, the file with their pictures, and where in it they begin."""
    key = cache_key(files, options=options, keeps_colours=keeps_colours)
    side = options.side
    row_bytes = 3 * side * side
    job.allow_for(len(files) * row_bytes + _PICTURE_GRANT_BYTES)
    entry = read_entry(job.cache, key, files=len(files), side=side)
    if entry is not None:
        return entry
    changes = bytearray(len(files))
    skipped: list[tuple[int, Message]] = []
    are_grey = not keeps_colours

    def rows_of_pictures() -> Iterator[NDArray[np.uint8]]:
        nonlocal are_grey
        for place, outcome in enumerate(_fitted(files, options)):
            job.allow_for(_PICTURE_GRANT_BYTES)
            if isinstance(outcome, Message):
                skipped.append((place, outcome))
            else:
                row, change = outcome
                changes[place] = change
                are_grey = are_grey and bool((row == row[..., :1]).all())
                yield row
            job.report(place + 1, len(files))

    rows = unpack(
        rows_of_pictures(),
        nbytes=len(files) * row_bytes,
        name=name,
        folder=job.scratch,
        advice=_ADVICE,
    )
    decoded = Decoded(channels=3, changes=bytes(changes), skipped=tuple(skipped))
    job.allow_for(2 * len(files) * row_bytes + _PICTURE_GRANT_BYTES)
    if are_grey and decoded.rows:
        decoded = Decoded(channels=1, changes=decoded.changes, skipped=decoded.skipped)
        rows = _first_channel(rows, decoded.rows, side=side, job=job, name=name)
    if decoded.rows:
        nbytes = decoded.rows * side * side * decoded.channels
        write_entry(job.cache, key, decoded, rows, nbytes=nbytes)
    return decoded, rows, 0


def _fitted(
    files: Sequence[PictureFile], options: ReadOptions
) -> Iterator[tuple[NDArray[np.uint8], Change] | Message]:
    """Yields each file's picture, (side, side, 3), or why it cannot be read, in their order."""
    size = (options.side, options.side)

    def fitted(file: PictureFile) -> tuple[NDArray[np.uint8], Change] | Message:
        try:
            image, changes = decode(file.path, name=file.shown)
        except DataError as error:
            return error.message
        return np.asarray(fit_image(image, size=size, fit=options.fit)), changes

    with ThreadPoolExecutor(_THREADS) as threads:
        waiting = deque(threads.submit(fitted, file) for file in files[:_AHEAD])
        for following in range(_AHEAD, len(files) + _AHEAD):
            if not waiting:
                break
            outcome = waiting.popleft().result()
            if following < len(files):
                waiting.append(threads.submit(fitted, files[following]))
            yield outcome


def _first_channel(rows: PlainRows, count: int, *, side: int, job: Job, name: str) -> PlainRows:
    colours = StreamedPictures(
        rows, offset=0, shape=(count, side, side, 3), dtype=np.dtype(np.uint8)
    )
    pieces = (np.ascontiguousarray(piece[..., 0]) for piece in _windows(colours, np.arange(count)))
    return unpack(pieces, nbytes=count * side * side, name=name, folder=job.scratch, advice=_ADVICE)


def _unpacked(
    pictures: StreamedPictures, places: NDArray[np.integer], *, job: Job, name: str
) -> StreamedPictures:
    """Returns some of the pictures as rows of their own."""
    nbytes = len(places) * pictures.picture_bytes
    job.allow_for(nbytes)
    rows = unpack(
        _windows(pictures, places), nbytes=nbytes, name=name, folder=job.scratch, advice=_ADVICE
    )
    return StreamedPictures(
        rows, offset=0, shape=(len(places), *pictures.shape[1:]), dtype=pictures.dtype
    )


def _windows(
    pictures: StreamedPictures, places: NDArray[np.integer]
) -> Iterator[NDArray[np.uint8]]:
    step = max(1, WINDOW_BYTES // pictures.picture_bytes)
    for start in range(0, len(places), step):
        yield pictures[places[start : start + step].tolist()]


_ADVICE = Message("data", "Make room there, or set TMPDIR to another folder.")


def _check_any(decoded: Decoded, *, name: str) -> None:
    if decoded.rows == 0:
        raise DataError(
            Message(
                "data",
                "None of the {count} pictures in {name} can be read. The first: {reason}",
                "The picture in {name} cannot be read: {reason}",
                0,
            ).format(count=len(decoded.skipped), name=name, reason=decoded.skipped[0][1])
        )


def _notes(decoded: Decoded, *, options: ReadOptions) -> list[Message]:
    """Returns sentences on how the pictures were prepared."""
    if options.fit == "pad":
        prepared = Message(
            "data",
            "Each photograph was turned as its EXIF data say, laid on white, and padded with white "
            "to {side} x {side} pixels by Pillow's bicubic filter (ImageOps.pad).",
        )
    else:
        prepared = Message(
            "data",
            "Each photograph was turned as its EXIF data say, laid on white, and its middle square "
            "brought to {side} x {side} pixels by Pillow's bicubic filter (ImageOps.fit).",
        )
    notes = [prepared.format(side=options.side)]
    counted = (
        (
            Change.TURNED,
            Message("data", "{count} were turned.", "{count} was turned.", 0),
        ),
        (
            Change.ON_WHITE,
            Message(
                "data",
                "{count} were transparent in places.",
                "{count} was transparent in places.",
                0,
            ),
        ),
        (
            Change.FROM_DEEP,
            Message(
                "data",
                "{count} had 16 or more bits a pixel, of which the upper 8 were kept.",
                "{count} had 16 or more bits a pixel, of which the upper 8 were kept.",
                0,
            ),
        ),
        (
            Change.FIRST_OF_SEVERAL,
            Message(
                "data",
                "Of {count} with several pictures in one file, the first was taken.",
                "Of {count} with several pictures in one file, the first was taken.",
                0,
            ),
        ),
        (
            Change.REDUCED,
            Message(
                "data",
                "{count} are larger than 2,047 pixels, and were reduced by a whole factor first: "
                'JPEG by Pillow\'s draft("RGB", (1024, 1024)), then all by reduce(n) with the '
                "smallest n that leaves no side over 2,048.",
                "{count} is larger than 2,047 pixels, and was reduced by a whole factor first: "
                'JPEG by Pillow\'s draft("RGB", (1024, 1024)), then all by reduce(n) with the '
                "smallest n that leaves no side over 2,048.",
                0,
            ),
        ),
    )
    for change, sentence in counted:
        count = sum(change in Change(each) for each in decoded.changes)
        if count:
            notes.append(sentence.format(count=count))
    if decoded.channels == 1:
        notes.append(Message("data", "All pictures are grey, and so have one channel."))
    return notes


def _faint_notes(sets: Sequence[ReadSet], *, name: str) -> list[Message]:
    """Returns a sentence where all is nearly black, as scans of 12 bits kept in 16 are."""
    ranges = [
        range_of((some for _, some in in_windows(each.pictures)), where=name, kind="u")
        for each in sets
    ]
    highest = max(each.high for each in ranges)
    if highest > FAINT_MAX:
        return []
    return [
        Message(
            "data",
            "The pictures are nearly black: their numbers reach {highest:g} of 255. Save them "
            "brighter, with white as 255, or as 65,535 with 16 bits.",
        ).format(highest=highest)
    ]


def _class_notes(
    train: Sequence[LabelledFile],
    labels: NDArray[np.int32],
    classes: _Classes,
    *,
    for_testing: bool,
) -> list[Message]:
    notes = []
    lost = {each.class_key for each in train} - set(classes.keys)
    if lost:
        notes.append(
            Message(
                "data",
                "No picture of the classes {classes} can be read, so they are left out.",
                "No picture of the class {classes} can be read, so it is left out.",
                0,
            ).format(count=len(lost), classes=plain_text(", ".join(sorted(lost, key=natural_key))))
        )
    counts = np.bincount(labels, minlength=len(classes.keys))
    single = [name for name, count in zip(classes.names, counts, strict=True) if count == 1]
    if single and not for_testing:
        notes.append(
            Message(
                "data",
                "There is a single training picture of each of the classes {classes}: add more.",
                "There is a single training picture of the class {classes}: add more.",
                0,
            ).format(count=len(single), classes=plain_text(", ".join(single)))
        )
    return notes


def _listed(skipped: Sequence[Message]) -> tuple[Message, ...]:
    if len(skipped) <= SKIPPED_MAX:
        return tuple(skipped)
    more = Message("data", "{count} more were left out.", "{count} more was left out.", 0).format(
        count=len(skipped) - SKIPPED_MAX
    )
    return (*skipped[:SKIPPED_MAX], more)
