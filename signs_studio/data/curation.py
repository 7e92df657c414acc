"""Curation: datasets made from datasets, and statistics of what is in one.

Every function leaves the dataset that it is given as it is, and says in the notes of the new one
what was done.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from signs_studio.data.labels import CLASS_NAME_LIMIT
from signs_studio.data.plain_text import plain_text
from signs_studio.data.splitting import stratified_split
from signs_studio.data.streamed import StreamedPictures, in_windows
from signs_studio.errors import DataError
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Mapping, Sequence

    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures
    from signs_studio.data.dataset import Dataset

    Places = NDArray[np.int64]
    Set = Pictures | StreamedPictures

IMBALANCE = 3
"""The largest class may have so many times the pictures of the smallest before a note is due."""

_STATISTICS_BYTES = 4 << 20


def with_split(
    dataset: Dataset,
    *,
    test_share: float,
    seed: int,
    groups: Sequence[Hashable | None] | None = None,
) -> Dataset:
    """Returns the pictures of both sets, split anew.

    Args:
        dataset: Whose pictures to split.
        test_share: How much of every class becomes test pictures, more than 0 and less than 1.
        seed: What the choice depends on, at least 0.
        groups: The group of each training picture and then of each test picture; None for one that
            is of no group. No group lies on both sides.

    Raises:
        DataError: No class can give a test picture, the pictures lie in two files and are too many
            for memory, or they cannot be read any more.
    """
    pool, order = _pooled(dataset)
    labels = np.concatenate([dataset.train_y, dataset.test_y])[order]
    pooled_groups = None if groups is None else [groups[place] for place in order.tolist()]
    in_train, in_test = stratified_split(labels, seed=seed, share=test_share, groups=pooled_groups)
    if len(in_test) == 0:
        raise DataError(
            Message(
                "data",
                "No picture can be set aside as a test picture: every class has a single picture, "
                "or a single group of pictures that belong together. Add pictures, or split "
                "without groups.",
            )
        )
    names = _pooled_names(dataset, order)
    note = Message(
        "data",
        "All {pictures} pictures were split anew, {test_count} of them, {share:.0f} % of every "
        "class, into the test set (seed {seed}).",
    )
    if groups is not None:
        note = Message(
            "data",
            "All {pictures} pictures were split anew, {test_count} of them, about {share:.0f} % of "
            "every class, into the test set (seed {seed}); pictures that belong together stayed on "
            "one side.",
        )
    return replace(
        dataset,
        train_x=_chosen(pool, in_train),
        train_y=labels[in_train],
        test_x=_chosen(pool, in_test),
        test_y=labels[in_test],
        train_names=_chosen_names(names, in_train),
        test_names=_chosen_names(names, in_test),
        notes=(
            *dataset.notes,
            note.format(
                pictures=len(labels),
                test_count=len(in_test),
                share=100 * test_share,
                seed=str(seed),
            ),
        ),
    )


def without(
    dataset: Dataset, *, train: Collection[int] = (), test: Collection[int] = ()
) -> Dataset:
    """Returns a dataset that lacks some of the pictures.

    Args:
        dataset: Whose pictures to take.
        train: Places of the training pictures to leave out.
        test: Places of the test pictures to leave out.

    Raises:
        DataError: No training picture or no test picture would be left, or there are no such
            pictures.
    """
    _check_places(dataset, train)
    in_train = _others(len(dataset.train_y), train)
    in_test = _others(len(dataset.test_y), test)
    if len(in_train) == 0 or (len(in_test) == 0 and len(dataset.test_y) > 0):
        raise DataError(
            Message(
                "data",
                "All training pictures or all test pictures would be left out. Keep one of each.",
            )
        )
    note = Message(
        "data",
        "{train_count} of the training pictures and {test_count} of the test pictures were left "
        "out.",
    ).format(
        train_count=len(dataset.train_y) - len(in_train),
        test_count=len(dataset.test_y) - len(in_test),
    )
    return replace(
        dataset,
        train_x=_chosen(dataset.train_x, in_train),
        train_y=dataset.train_y[in_train],
        test_x=_chosen(dataset.test_x, in_test),
        test_y=dataset.test_y[in_test],
        train_names=_chosen_names(dataset.train_names, in_train),
        test_names=_chosen_names(dataset.test_names, in_test),
        notes=(*dataset.notes, note),
    )


def with_held_out(dataset: Dataset, places: Collection[int]) -> Dataset:
    """Returns a dataset whose test pictures are some of the training pictures, which lack them.

    Args:
        dataset: Whose training pictures to take.
        places: Places of those to hold out, in rising order: at least one, and not all.
    """
    held_out = np.array(list(places), np.int64)
    rest = _others(len(dataset.train_y), places)
    return replace(
        dataset,
        train_x=_chosen(dataset.train_x, rest),
        train_y=dataset.train_y[rest],
        test_x=_chosen(dataset.train_x, held_out),
        test_y=dataset.train_y[held_out],
        train_names=_chosen_names(dataset.train_names, rest),
        test_names=_chosen_names(dataset.train_names, held_out),
    )


def with_train_labels(dataset: Dataset, labels: Mapping[int, int]) -> Dataset:
    """Returns a dataset in which some training pictures have another label.

    Args:
        dataset: Whose labels to change.
        labels: The class of each picture that gets another one, by its place.

    Raises:
        DataError: There is no such picture or class.
    """
    _check_places(dataset, labels)
    if max(labels.values(), default=0) >= dataset.classes:
        raise DataError(
            Message("data", "Labels were corrected to a class that these pictures lack.").format()
        )
    changed = dataset.train_y.copy()
    changed[list(labels)] = list(labels.values())
    note = Message("data", "{changed} training labels were corrected.").format(changed=len(labels))
    return replace(dataset, train_y=changed, notes=(*dataset.notes, note))


def _check_places(dataset: Dataset, places: Collection[int]) -> None:
    """Raises a ``DataError`` where the training set lacks one of these places."""
    if max(places, default=0) >= len(dataset.train_y):
        raise DataError(
            Message(
                "data",
                "Pictures were corrected or left out that the training set lacks: it has {count}.",
            ).format(count=len(dataset.train_y))
        )


def with_label_noise(dataset: Dataset, *, share: float, seed: int) -> Dataset:
    """Returns a dataset in which some training pictures have a wrong label; test labels stay.

    Args:
        dataset: Whose labels to change.
        share: How much of the training labels of every class to change, 0 to 1.
        seed: What the choice depends on, at least 0.
    """
    generator = np.random.default_rng(seed)
    labels = dataset.train_y.copy()
    changed = 0
    for sign in range(dataset.classes):
        members = np.flatnonzero(dataset.train_y == sign)
        wrong = generator.permutation(members)[: round(share * len(members))]
        # Never a class's own: those from its place on stand for the ones after it.
        others = generator.integers(0, dataset.classes - 1, len(wrong))
        labels[wrong] = others + (others >= sign)
        changed += len(wrong)
    note = Message(
        "data",
        "{changed} of the {pictures} training labels, {share:.0f} % of every class, were made "
        "wrong on purpose (seed {seed}).",
    ).format(changed=changed, pictures=len(labels), share=100 * share, seed=str(seed))
    return replace(dataset, train_y=labels, notes=(*dataset.notes, note))


def with_class_names(dataset: Dataset, names: Sequence[str]) -> Dataset:
    """Returns a dataset whose classes are called something else.

    Args:
        dataset: Whose classes to name.
        names: The name of each class, in their order.

    Raises:
        DataError: There are more or fewer names than classes, or one is empty, too long, not plain
            text, or given twice; the sentence says which.
    """
    if len(names) != dataset.classes:
        raise DataError(
            Message(
                "data", "{classes} names of classes are needed, but {names} were given."
            ).format(classes=dataset.classes, names=len(names))
        )
    for place, name in enumerate(names):
        if not name.strip():
            raise DataError(
                Message("data", 'The class "{name}" would have no name. Give it one.').format(
                    name=dataset.class_names[place]
                )
            )
        check_class_name(name)
    twice, times = Counter(name.strip() for name in names).most_common(1)[0]
    if times > 1:
        raise DataError(
            Message(
                "data", 'Two classes would be called "{name}". Give every class a name of its own.'
            ).format(name=twice)
        )
    note = Message("data", "The classes were renamed.")
    stripped = tuple(name.strip() for name in names)
    return replace(dataset, class_names=stripped, notes=(*dataset.notes, note))


def check_class_name(name: str) -> None:
    """Makes sure that a name can be given to a class.

    Raises:
        DataError: It is empty, longer than 100 characters, or has some that are not printed.
    """
    stripped = name.strip()
    if not stripped or plain_text(stripped, CLASS_NAME_LIMIT) != stripped:
        raise DataError(
            Message(
                "data",
                'A class cannot be called "{name}". Give it a name of 1 to {limit} characters, on '
                "one line, that can all be printed.",
            ).format(name=plain_text(stripped), limit=CLASS_NAME_LIMIT)
        )


def with_picture(
    dataset: Dataset, picture: NDArray[Any], class_name: str, *, name: str = ""
) -> Dataset:
    """Returns a dataset with one training picture more, the last.

    Args:
        dataset: What to add to.
        picture: (height, width, channels), of the shape and dtype of the others.
        class_name: The class that it shows; one that is not there yet becomes the last.
        name: Of its file.

    Raises:
        DataError: The class cannot be called so, or the pictures are too many for memory.
        ValueError: The picture has another shape or dtype.
    """
    if isinstance(dataset.train_x, StreamedPictures):
        raise DataError(
            Message(
                "data",
                "{name} is read from its file as it is learnt from, so that no picture can be "
                "added to it. Open fewer pictures, or begin a new set.",
            ).format(name=plain_text(dataset.name))
        )
    if picture.shape != dataset.picture_shape or picture.dtype != dataset.train_x.dtype:
        raise ValueError(f"{picture.shape} {picture.dtype}, not {dataset.picture_shape}")
    class_name = class_name.strip()
    class_names = dataset.class_names
    if class_name not in class_names:
        check_class_name(class_name)
        class_names = (*class_names, class_name)
    label = class_names.index(class_name)
    note = Message("data", 'A picture of the class "{class_name}" was added.')
    return replace(
        dataset,
        train_x=np.concatenate([dataset.train_x, picture[np.newaxis]]),
        train_y=np.append(dataset.train_y, np.int32(label)),
        class_names=class_names,
        path=None,
        train_names=None if dataset.train_names is None else (*dataset.train_names, name),
        notes=(*dataset.notes, note.format(class_name=class_name)),
    )


def class_counts(dataset: Dataset) -> tuple[Places, Places]:
    """Returns how many training pictures and how many test pictures each class has, (classes,)."""
    return (
        np.bincount(dataset.train_y, minlength=dataset.classes),
        np.bincount(dataset.test_y, minlength=dataset.classes),
    )


def imbalance_note(dataset: Dataset) -> Message | None:
    """Returns a sentence where a class has over three times the training pictures of another."""
    counts, _ = class_counts(dataset)
    largest, smallest = int(counts.argmax()), int(counts.argmin())
    if counts[largest] <= IMBALANCE * counts[smallest]:
        return None
    return Message(
        "data",
        'The classes are not balanced: "{largest}" has {most} training pictures, "{smallest}" '
        "{fewest}. A network then leans towards the large ones.",
    ).format(
        largest=dataset.class_names[largest],
        most=int(counts[largest]),
        smallest=dataset.class_names[smallest],
        fewest=int(counts[smallest]),
    )


def mean_pictures(dataset: Dataset) -> NDArray[np.uint8]:
    """Returns the mean training picture of each class, (classes, height, width, channels) uint8.

    The picture of a class without training pictures is black.

    Raises:
        DataError: Pictures cannot be read any more.
    """
    sums = np.zeros((dataset.classes, dataset.features))
    for rows, pictures in in_windows(dataset.train_x, _STATISTICS_BYTES):
        labels = dataset.train_y[rows]
        order = np.argsort(labels, kind="stable")
        signs, starts = np.unique(labels[order], return_index=True)
        # A product of matrices would be no faster, and large where there are many classes.
        by_sign = pictures.reshape(len(labels), -1)[order]
        sums[signs] += np.add.reduceat(by_sign, starts, axis=0, dtype=np.float64)
    counts, _ = class_counts(dataset)
    means = sums / np.maximum(counts, 1)[:, None]
    levels = np.rint(means if dataset.train_x.dtype == np.uint8 else 255 * means)
    return levels.astype(np.uint8).reshape(dataset.classes, *dataset.picture_shape)


@dataclass(frozen=True, kw_only=True)
class BrightnessAndContrast:
    """How bright the pictures of a set are, and how much there is to see in them.

    Attributes:
        brightness: Mean of all numbers, 0 to 1.
        contrast: Standard deviation of the numbers of a picture, averaged over pictures, 0 to 0.5.
    """

    brightness: float
    contrast: float


def brightness_and_contrast(pictures: Set) -> BrightnessAndContrast:
    """Returns the brightness and the contrast of the pictures of a set; both 0 where it is empty.

    Args:
        pictures: (N, height, width, channels): uint8 in 0..255 or float32 in 0..1.

    Raises:
        DataError: They cannot be read any more.
    """
    brightness = contrast = 0.0
    for _, some in in_windows(pictures, _STATISTICS_BYTES):
        numbers = some.reshape(len(some), -1)
        brightness += float(numbers.mean(axis=1, dtype=np.float64).sum())
        contrast += float(numbers.std(axis=1, dtype=np.float64).sum())
    unit = max(1, len(pictures)) * (255 if pictures.dtype == np.uint8 else 1)
    return BrightnessAndContrast(brightness=brightness / unit, contrast=contrast / unit)


def _others(count: int, places: Collection[int]) -> Places:
    is_kept = np.ones(count, bool)
    is_kept[list(places)] = False
    return np.flatnonzero(is_kept)


def _chosen(pictures: Set, places: Places) -> Set:
    if isinstance(pictures, StreamedPictures):
        return pictures.chosen(places)
    return pictures[places]


def _chosen_names(names: tuple[str, ...] | None, places: Places) -> tuple[str, ...] | None:
    return None if names is None else tuple(names[place] for place in places.tolist())


def _pooled(dataset: Dataset) -> tuple[Set, Places]:
    """Returns the pictures of both sets, and which of the training and test pictures each is."""
    train, test = dataset.train_x, dataset.test_x
    if not isinstance(train, StreamedPictures) and not isinstance(test, StreamedPictures):
        return np.concatenate([train, test]), np.arange(len(train) + len(test))
    if isinstance(train, StreamedPictures) and isinstance(test, StreamedPictures):
        pooled = train.pooled(test)
        if pooled is not None:
            return pooled
    raise DataError(
        Message(
            "data",
            "The training and test pictures of {name} lie apart and are too many for memory, so "
            "that they cannot be split anew. Save them as one array.",
        ).format(name=plain_text(dataset.name))
    )


def _pooled_names(dataset: Dataset, order: Places) -> tuple[str, ...] | None:
    if dataset.train_names is None and dataset.test_names is None:
        return None
    names = [
        *(dataset.train_names or [""] * len(dataset.train_y)),
        *(dataset.test_names or [""] * len(dataset.test_y)),
    ]
    return tuple(names[place] for place in order.tolist())
