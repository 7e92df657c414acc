"""Roles: which array holds the training pictures, their labels, and the rest."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from signs_studio.data.archives.archive import meant_shape
from signs_studio.data.arrays.names import Kind, Meaning, Subset, meaning_of_array
from signs_studio.data.mapping import ROLES, ArrayFacts, MappingNeededError
from signs_studio.data.plain_text import plain_text
from signs_studio.data.plausibility.axes import arrangements
from signs_studio.data.plausibility.labels import label_counts
from signs_studio.errors import DataError
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from signs_studio.data.archives.archive import Archive, StoredArray

NAMES_SHOWN = 8
KEY_LIMIT = 200

Role = tuple[Subset, Kind]
_KINDS = (Kind.PICTURES, Kind.LABELS)


class NamedArchive(NamedTuple):
    """An open archive, and what its file's name says."""

    archive: Archive
    meaning: Meaning


class Entry(NamedTuple):
    """An array by its name; none of it has been looked at."""

    archive: Archive
    name: str

    @property
    def key(self) -> str:
        """What a mapping calls it: its name, or that as plain text where it cannot be typed."""
        return self.name if self.name.isprintable() else plain_text(self.name, KEY_LIMIT)

    @property
    def key_with_file(self) -> str:
        """The same where several files have an array of the name."""
        return f"{self.archive.label}:{self.key}"

    @property
    def where(self) -> Message:
        """Names the array in a sentence."""
        return self.archive.find(self.name).where


@dataclass(frozen=True, eq=False)
class Roles:
    """The arrays to read.

    Attributes:
        sets: Pictures and labels of the training set, and of the test set where there is one.
        classes: Arrays that list the classes.
        notes: What was made of the names.
    """

    sets: tuple[tuple[StoredArray, StoredArray], ...]
    classes: tuple[StoredArray, ...]
    notes: tuple[Message, ...] = ()


def mapped_roles(
    files: Sequence[NamedArchive], mapping: Mapping[str, str], *, for_testing: bool
) -> Roles:
    """Returns the arrays that a person named.

    Args:
        files: The open archives.
        mapping: A name of an array for each of some of ``ROLES``; as "file:name" where several
            files have one of that name.
        for_testing: Whether a test set is wanted alone.

    Raises:
        DataError: A role or a name is not there, or pictures are named without labels.
    """
    found: dict[str, StoredArray] = {}
    for role, name in mapping.items():
        if role not in ROLES:
            raise DataError(
                Message(
                    "data",
                    "There is no {role} to be mapped: name one of {roles}, such as {example}.",
                ).format(
                    role=plain_text(role),
                    roles=", ".join(ROLES),
                    example=_example(for_testing=for_testing),
                )
            )
        found[role] = _named(files, name, role)
    sets = []
    for which in ("train", "test"):
        pair = [found.get(f"{which}_{kind}") for kind in "xy"]
        if pair[0] is not None and pair[1] is not None:
            sets.append((pair[0], pair[1]))
        elif pair != [None, None] or (which == "train" and not for_testing):
            missing = f"{which}_{'x' if pair[0] is None else 'y'}"
            raise DataError(
                Message(
                    "data",
                    "{role} is missing: say which array it is, such as {example}.",
                ).format(role=missing, example=_example(for_testing=for_testing))
            )
    if not sets:
        raise DataError(_unclear(files, for_testing=for_testing))
    classes = (found["classes"],) if "classes" in found else ()
    return Roles(tuple(sets[-1:] if for_testing else sets), classes)


def found_roles(files: Sequence[NamedArchive], *, for_testing: bool) -> Roles:
    """Returns the arrays that names tell, and shapes where only one reading makes sense.

    Args:
        files: The open archives.
        for_testing: Whether a test set is wanted alone: the one that there is, else all pictures.

    Raises:
        MappingNeededError: What is what does not follow from names and shapes.
        DataError: There are no pictures with labels.
    """
    candidates = _by_names(files)
    chosen: dict[Role, Entry] = {}
    for role, entries in candidates.items():
        if role[1] in _KINDS:
            entry = _single(entries)
            if entry is not None:
                chosen[role] = entry
    _check_pair(files, candidates)
    notes = _add_by_shape(files, chosen)
    notes += _add_validation(chosen)
    _check_complete(files, chosen, for_testing=for_testing)
    sets = []
    for subset in (Subset.TRAIN, Subset.TEST):
        is_wanted = subset is Subset.TEST or not (for_testing and _has(chosen, Subset.TEST))
        if is_wanted and _has(chosen, subset):
            x, y = (chosen[subset, kind] for kind in _KINDS)
            sets.append((x.archive.find(x.name), y.archive.find(y.name)))
    taken = {(entry.archive.label, entry.name) for entry in chosen.values()}
    listing = [
        entry
        for (_subset, kind), entries in candidates.items()
        if kind is Kind.CLASSES
        for entry in entries
        if (entry.archive.label, entry.name) not in taken
    ]
    classes = [entry.archive.find(entry.name) for entry in listing]
    return Roles(tuple(sets), tuple(classes), tuple(notes))


def _has(chosen: Mapping[Role, Entry], subset: Subset) -> bool:
    return all((subset, kind) in chosen for kind in _KINDS)


def _by_names(files: Sequence[NamedArchive]) -> dict[Role, list[Entry]]:
    """Returns the arrays whose names, or those of their files, say what they hold."""
    found: dict[Role, list[Entry]] = {}
    plain: dict[Role, list[Entry]] = {}
    for archive, meaning in files:
        names = archive.names()
        for name in names:
            subset, kind = meaning_of_array(name)
            if len(names) == 1:
                # The only array of a file may be called anything.
                kind = meaning.kind or kind
            if kind is None:
                continue
            entry = Entry(archive, name)
            subset = subset or meaning.subset
            if subset is None:
                plain.setdefault((Subset.TRAIN, kind), []).append(entry)
            else:
                found.setdefault((subset, kind), []).append(entry)
    for role, entries in plain.items():
        # Beside x_train, a plain x is all of it or something else.
        found.setdefault(role, entries)
    return found


def _single(entries: Sequence[Entry]) -> Entry | None:
    """Returns the one array of some that could be meant by the same words; None where several."""
    if len(entries) == 1:
        return entries[0]
    # The same pictures are often saved flattened as well.
    axes = {entry: len(_shape(entry) or ()) for entry in entries}
    most = [entry for entry in entries if axes[entry] == max(axes.values())]
    return most[0] if len(most) == 1 and axes[most[0]] > 2 else None


def _shape(entry: Entry) -> tuple[int, ...] | None:
    array = _found(entry)
    return None if array is None else array.shape


def _found(entry: Entry) -> StoredArray | None:
    try:
        return entry.archive.find(entry.name)
    except DataError:
        return None


def _check_pair(files: Sequence[NamedArchive], candidates: Mapping[Role, Sequence[Entry]]) -> None:
    """Refuses two files of which one holds a part that the other is there for.

    Raises:
        DataError: One does.
    """
    parts = {file.meaning.subset: file.archive for file in files}
    if len(files) < 2 or not {Subset.TRAIN, Subset.TEST} <= set(parts):
        return
    for (subset, kind), entries in candidates.items():
        if kind not in _KINDS or subset not in parts:
            continue
        for entry in entries:
            owner = next(file for file in files if file.archive is entry.archive)
            if owner.meaning.subset not in (None, subset):
                raise DataError(
                    Message(
                        "data",
                        "{file} holds {name} too, where one set was expected in each of "
                        "{train_file} and {test_file}. Move one of these files to "
                        "another folder.",
                    ).format(
                        file=entry.archive.label,
                        name=plain_text(entry.name),
                        train_file=parts[Subset.TRAIN].label,
                        test_file=parts[Subset.TEST].label,
                    )
                )


def _add_by_shape(files: Sequence[NamedArchive], chosen: dict[Role, Entry]) -> list[Message]:
    """Adds pictures or labels that only one array can be, and says so."""
    notes = []
    taken = set(chosen.values())
    free = {
        entry: array
        for entry in _entries(files)
        if entry not in taken and (array := _found(entry)) is not None
    }
    for subset in (Subset.TRAIN, Subset.TEST):
        x_role, y_role = ((subset, kind) for kind in _KINDS)
        x, y = chosen.get(x_role), chosen.get(y_role)
        if (x is None) == (y is None) and (subset is Subset.TEST or x is not None or chosen):
            continue
        xs = [x] if x is not None else list(free)
        ys = [y] if y is not None else list(free)
        pairs = [
            (one, other)
            for one, other in itertools.product(xs, ys)
            if one is not other and _go_together(_found(one), _found(other))
        ]
        if len(pairs) != 1:
            continue
        chosen[x_role], chosen[y_role] = pairs[0]
        for entry in pairs[0]:
            free.pop(entry, None)
        notes.append(
            Message(
                "data",
                "{x} was taken for the pictures and {y} for their labels: no other arrays fit.",
            ).format(x=pairs[0][0].where, y=pairs[0][1].where)
        )
    return notes


def _go_together(x: StoredArray | None, y: StoredArray | None) -> bool:
    """Returns whether the shapes and types of two arrays are those of pictures and their labels."""
    # Rows of numbers and as many labels are as like as not something else than pictures.
    if x is None or y is None or x.dtype.kind not in "biuf" or len(x.shape) not in (3, 4):
        return False
    counts = label_counts(meant_shape(y))
    if max(counts, default=0) < 2 or 0 in x.shape:
        return False
    found = arrangements(x.shape, counts=counts, is_reversed=x.is_reversed)
    return any(each.count_in(x.shape) in counts for each in found)


def _add_validation(chosen: dict[Role, Entry]) -> list[Message]:
    """Has a validation set serve as the test set where there is none, and says what was done."""
    if not _has(chosen, Subset.VALIDATION):
        return []
    pictures = chosen[Subset.VALIDATION, Kind.PICTURES]
    if _has(chosen, Subset.TEST):
        return [
            Message(
                "data",
                "{where} is a validation set, and was left out: the test set serves.",
            ).format(where=pictures.where)
        ]
    for kind in _KINDS:
        chosen[Subset.TEST, kind] = chosen[Subset.VALIDATION, kind]
    return [
        Message("data", "{where}, a validation set, serves as the test set.").format(
            where=pictures.where
        )
    ]


def _check_complete(
    files: Sequence[NamedArchive], chosen: Mapping[Role, Entry], *, for_testing: bool
) -> None:
    """Makes sure that there are pictures with labels to learn from, and none without.

    Raises:
        MappingNeededError: There may be, by another name.
        DataError: There are none.
    """
    missing = [
        (subset, kind)
        for subset in (Subset.TRAIN, Subset.TEST)
        for kind in _KINDS
        if (subset, kind) not in chosen and any((subset, other) in chosen for other in _KINDS)
    ]
    has_training, has_test = (_has(chosen, part) for part in (Subset.TRAIN, Subset.TEST))
    if not missing and (has_training or (for_testing and has_test)):
        return
    if _may_be_mapped(files, chosen, missing):
        raise MappingNeededError(_unclear(files, for_testing=for_testing), tuple(_facts(files)))
    if not missing and has_test:
        file = chosen[Subset.TEST, Kind.PICTURES].archive
        other = file.label.replace("test", "train", 1)
        raise DataError(
            Message(
                "data",
                "{name} holds test pictures only, and no {other} lies beside it to "
                "train on. Put the training file there.",
            ).format(
                name=file.label,
                other=other if other != file.label else Message("data", "training file"),
            )
        )
    for entry in _entries(files):
        if entry in chosen.values() or len(entry.archive.names()) == 1:
            # What cannot be read says why.
            entry.archive.find(entry.name)
    raise DataError(_missing(files, missing[0] if missing else (Subset.TRAIN, Kind.PICTURES)))


def _may_be_mapped(
    files: Sequence[NamedArchive], chosen: Mapping[Role, Entry], missing: Sequence[Role]
) -> bool:
    """Returns whether some array could be what is missing, or some two pictures and labels."""
    taken = set(chosen.values())
    free = [
        array
        for entry in _entries(files)
        if entry not in taken and (array := _found(entry)) is not None
    ]
    if not missing:
        return any(_go_together(x, y) for x in free for y in free if x is not y)
    subset, kind = missing[0]
    if kind is Kind.LABELS:
        x = _found(chosen[subset, Kind.PICTURES])
        return any(_go_together(x, y) for y in free)
    y = _found(chosen[subset, Kind.LABELS])
    return any(_go_together(x, y) for x in free)


def _missing(files: Sequence[NamedArchive], role: Role) -> Message:
    """Returns a sentence on what is not there, in the words of the SIGNS files."""
    subset, kind = role
    owner = next((file for file in files if file.meaning.subset is subset), files[0])
    return Message(
        "data",
        "{name} is missing from {file_name}, which holds {file}. Expected train_set_x, "
        "train_set_y, test_set_x, test_set_y, list_classes, or other usual names.",
    ).format(
        name=f"{subset.value}_set_{kind.value}",
        file_name=owner.archive.label,
        file=_names_shown(owner.archive.names()),
    )


def _example(*, for_testing: bool) -> str:
    """Returns how a mapping is said on the command line."""
    if for_testing:
        return "--test-map test_x=images,test_y=labels"
    return "--map train_x=images,train_y=labels"


def _unclear(files: Sequence[NamedArchive], *, for_testing: bool) -> Message:
    facts = list(itertools.islice(_facts(files), NAMES_SHOWN + 1))
    said: Message | str = ""
    for each in facts[:NAMES_SHOWN]:
        one = Message("data", "{key}: {dtype} {shape}").format(
            key=plain_text(each.key, 40), dtype=each.dtype, shape=str(each.shape)
        )
        said = (
            one
            if said == ""
            else Message("lists", "{first}; {other}").format(first=said, other=one)
        )
    if len(facts) > NAMES_SHOWN:
        said = Message("data", "{names} and more").format(names=said)
    return Message(
        "data",
        "Which arrays hold the pictures and their labels does not follow from the names in {file} "
        "({arrays}). Say it, such as with {example}.",
    ).format(file=files[0].archive.label, arrays=said, example=_example(for_testing=for_testing))


def _names_shown(names: Sequence[str]) -> Message | str:
    if not names:
        return Message("data", "nothing")
    shown = ", ".join(plain_text(name, 30) for name in names[:NAMES_SHOWN])
    if len(names) <= NAMES_SHOWN:
        return shown
    return Message("data", "{names} and {more} more").format(
        names=shown, more=len(names) - NAMES_SHOWN
    )


def _entries(files: Sequence[NamedArchive]) -> Iterator[Entry]:
    for archive, _meaning in files:
        for name in archive.names():
            yield Entry(archive, name)


def _facts(files: Sequence[NamedArchive]) -> Iterator[ArrayFacts]:
    """Yields what is told of every array that could be mapped."""
    entries = list(_entries(files))
    for entry in entries:
        array = _found(entry)
        if array is None:
            continue
        is_unique = sum(other.key == entry.key for other in entries) == 1
        yield ArrayFacts(
            key=entry.key if is_unique else entry.key_with_file,
            name=plain_text(entry.name),
            file=entry.archive.label,
            shape=meant_shape(array),
            dtype=type_text(array),
        )


def type_text(array: StoredArray) -> str:
    """Returns the type of an array as it is stored, for a table."""
    return "text" if array.dtype.kind in "OSU" else str(array.dtype)


def _named(files: Sequence[NamedArchive], name: str, role: str) -> StoredArray:
    entries = [
        entry for entry in _entries(files) if name in (entry.name, entry.key, entry.key_with_file)
    ]
    if len(entries) == 1:
        return entries[0].archive.find(entries[0].name)
    names = [fact.key for fact in itertools.islice(_facts(files), NAMES_SHOWN + 1)]
    if entries:
        raise DataError(
            Message(
                "data",
                "Several files have an array {name}: name {role} as one of {names}.",
            ).format(name=plain_text(name), role=role, names=_names_shown(names))
        )
    raise DataError(
        Message(
            "data",
            "{role} is to be {name}, but {file} has no array of that name: it holds {names}. Check "
            "the mapping.",
        ).format(
            role=role,
            name=plain_text(name),
            file=files[0].archive.label,
            names=_names_shown(names),
        )
    )
