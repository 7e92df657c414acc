"""Choices of what is changed in the data that was opened, and the data that is made by them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from signs_studio.data.split_defaults import SPLIT_SEED

if TYPE_CHECKING:
    from signs_studio.data.dataset import Dataset
    from signs_studio.data.near_copies import NearCopies
    from signs_studio.data.reading.cancellation import Cancellation
    from signs_studio.ui.state.kept_pictures import KeptPicture


@dataclass(frozen=True, kw_only=True)
class Choices:
    """All that is changed in the data that was opened; by default nothing.

    Attributes:
        test_share: Share of all pictures that are test pictures, 0..1; None for the split with
            which the data was opened.
        seed: Which pictures and labels are drawn.
        keeps_groups: Whether pictures of one group stay in one set.
        label_noise: Share of the training labels that are made wrong, 0..1.
        leaves_copies_out: Whether test pictures that repeat in training are left out, and training
            pictures that repeat another.
        class_names: One name per class of the data that was opened; None for its own names.
        added: Training pictures that are added, whose classes may be new; their signs are as of
            ``class_names``.
    """

    test_share: float | None = None
    seed: int = SPLIT_SEED
    keeps_groups: bool = True
    label_noise: float = 0.0
    leaves_copies_out: bool = False
    class_names: tuple[str, ...] | None = None
    added: tuple[KeptPicture, ...] = ()


@dataclass(frozen=True, eq=False, kw_only=True)
class CuratedData:
    """Data as it was changed.

    Attributes:
        whole: With the split and the names that were chosen; near-copies are places in it.
        dataset: What is learnt from: without what is left out, and with wrong labels.
    """

    whole: Dataset
    dataset: Dataset


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


def effect_of(choices: Choices) -> Choices:
    """Returns the same choices but for those that change nothing, which are as by default."""
    if choices.test_share is not None:
        return choices
    return replace(
        choices, keeps_groups=True, seed=choices.seed if choices.label_noise else SPLIT_SEED
    )


def learnt_by(choices: Choices) -> tuple[Choices, list[int]]:
    """Returns all on which it depends what is learnt: no names of classes."""
    choices = effect_of(choices)
    pictures = [id(picture.pixels) for picture in choices.added]
    return replace(choices, class_names=None, added=()), pictures


def split_of(choices: Choices) -> tuple[Choices, list[int]]:
    """Returns all on which it depends which pictures are in which set."""
    return learnt_by(replace(choices, label_noise=0.0, leaves_copies_out=False))


def curated_data(
    original: Dataset,
    choices: Choices,
    cancellation: Cancellation,
    *,
    copies: NearCopies | None,
) -> CuratedData:
    """Makes data by choices; on a thread of its own.

    Args:
        original: Where nothing is chosen, it is what comes out.
        choices: What is changed.
        cancellation: Breaks it off.
        copies: What is left out where that is chosen.
    """
    from signs_studio.data.curation import (
        with_class_names,
        with_label_noise,
        with_picture,
        with_split,
        without,
    )
    from signs_studio.data.photographs.fitting import fit_picture

    whole = original
    if choices.class_names is not None:
        whole = with_class_names(whole, choices.class_names)
    shape, dtype = original.picture_shape, original.train_x.dtype
    for picture in choices.added:
        cancellation.check()
        pixels = fit_picture(picture.pixels, shape=shape, dtype=dtype)
        whole = with_picture(whole, pixels, picture.sign)
    if choices.test_share is not None:
        # Names of files begin with those of classes, as they were called then.
        named = replace(whole, class_names=original.class_names)
        groups = groups_in(named) if choices.keeps_groups else None
        whole = with_split(whole, test_share=choices.test_share, seed=choices.seed, groups=groups)
    dataset = whole
    if choices.leaves_copies_out and copies is not None:
        dataset = without(dataset, train=copies.train_repeats, test=copies.test_copies)
    if choices.label_noise:
        dataset = with_label_noise(dataset, share=choices.label_noise, seed=choices.seed)
    # Here, so that the GUI thread waits for neither.
    _ = dataset.fingerprint, dataset.shown_x
    return CuratedData(whole=whole, dataset=dataset)
