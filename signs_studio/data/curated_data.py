"""Data that is made of data that was opened, by what is chosen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from signs_studio.data.data_source import CurationChoices

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.data.dataset import Dataset
    from signs_studio.data.near_copies.pairs import NearCopies
    from signs_studio.data.reading.cancellation import Cancellation


@dataclass(frozen=True, eq=False, kw_only=True)
class CuratedData:
    """Data as it was changed.

    Attributes:
        whole: With the split and the names that were chosen; near-copies are places in it.
        dataset: What is learnt from: without what is left out, and with other labels.
        train_places: Place in ``whole`` of each training picture of ``dataset``, (N,) int64; None
            where each has its own.
        copies: Near-copies in ``whole``; None where they are not known.
    """

    whole: Dataset
    dataset: Dataset
    train_places: NDArray[np.int64] | None = None
    copies: NearCopies | None = None


def groups_in(dataset: Dataset) -> tuple[str | None, ...] | None:
    """Returns the group of each training picture and then of each test picture.

    Returns:
        None where no file name tells of a group.
    """
    from signs_studio.data.groups import groups_of

    if dataset.train_names is None and dataset.test_names is None:
        return None
    names = [
        *(dataset.train_names or [""] * len(dataset.train_y)),
        *(dataset.test_names or [""] * len(dataset.test_y)),
    ]
    groups = groups_of(names, class_names=dataset.class_names)
    return groups if any(group is not None for group in groups) else None


def curated_data(
    original: Dataset,
    choices: CurationChoices,
    *,
    added: Iterable[tuple[NDArray[Any], str]] = (),
    copies: NearCopies | None = None,
    cancellation: Cancellation,
) -> CuratedData:
    """Makes data by choices; takes a while.

    Args:
        original: Data as it was opened. Where nothing is chosen, it is what comes out.
        choices: What is changed.
        added: Pixels, (height, width, 3) uint8, and class of each training picture to add; classes
            may be new. Data that has any is not opened by ``Dataset.opened_from`` again.
        copies: Near-copies in what becomes of it before any are left out; None to search for them
            where they are needed.
        cancellation: Breaks it off.

    Raises:
        DataError: It cannot be changed so, or pictures cannot be read any more.
        ReadingCancelledError: It was cancelled.
    """
    import numpy as np

    from signs_studio.data.curation import (
        with_class_names,
        with_label_noise,
        with_picture,
        with_split,
        with_train_labels,
        without,
    )
    from signs_studio.data.photographs.fitting import fit_picture

    whole = original
    if original.opened_from is not None and choices != CurationChoices():
        whole = replace(whole, opened_from=replace(original.opened_from, curation=choices))
    if choices.class_names is not None:
        whole = with_class_names(whole, choices.class_names)
    if choices.test_share is not None:
        # Names of files begin with those of classes, as they were called then.
        named = replace(whole, class_names=original.class_names)
        groups = groups_in(named) if choices.keeps_groups else None
        whole = with_split(whole, test_share=choices.test_share, seed=choices.seed, groups=groups)
    shape, dtype = original.picture_shape, original.train_x.dtype
    for pixels, sign in added:
        cancellation.check()
        whole = with_picture(whole, fit_picture(pixels, shape=shape, dtype=dtype), sign)
    dataset = whole
    # First, so that the same labels stay wrong whatever is left out.
    if choices.label_noise:
        dataset = with_label_noise(dataset, share=choices.label_noise, seed=choices.seed)
    if choices.relabelled:
        dataset = with_train_labels(dataset, dict(choices.relabelled))
    train_out, test_out = set(choices.left_out), set[int]()
    if choices.leaves_copies_out:
        from signs_studio.data.near_copies.search import find_near_copies

        copies = copies or find_near_copies(whole.train_x, whole.test_x, cancellation=cancellation)
        train_out.update(copies.train_repeats.tolist())
        test_out.update(copies.test_copies.tolist())
    places = None
    if train_out or test_out:
        dataset = without(dataset, train=train_out, test=test_out)
        places = np.delete(np.arange(len(whole.train_y)), sorted(train_out))
    return CuratedData(whole=whole, dataset=dataset, train_places=places, copies=copies)
