"""Descriptions of what is opened as data, and how, by which the same is opened again.

Nothing large is imported: a window knows what it opened last before it opens anything.
"""

from __future__ import annotations

import os
from collections.abc import Mapping  # noqa: TC003 (msgspec reads the annotations)
from dataclasses import dataclass, field, replace
from pathlib import Path  # noqa: TC003

from signs_studio.data.photographs.sizes import FITS, SIDE_DEFAULT, SIDE_MAX, SIDE_MIN, Fit
from signs_studio.data.plain_text import plain_text
from signs_studio.data.split_defaults import SPLIT_SEED

HANDS_NAME = "Built-in hands"
"""Name of the data that is drawn."""

HANDS_MAX = 300_000
"""Pictures that are drawn, training and test together: 3.4 GiB, which are held in memory."""

_SEED_MAX = 2**63 - 1


def _check(is_sound: bool, what: str) -> None:
    if not is_sound:
        raise ValueError(what)


@dataclass(frozen=True, kw_only=True)
class DrawnHands:
    """The built-in hands, as of ``built_in_hands``.

    Attributes:
        train_count: Training pictures, 1 or more.
        test_count: Test pictures, 1 or more; both together 300,000 at most.
        seed: 0 or greater.

    Raises:
        ValueError: A number is out of range.
    """

    train_count: int = 1080
    test_count: int = 120
    seed: int = 1

    def __post_init__(self) -> None:
        _check(min(self.train_count, self.test_count) >= 1, "count")
        _check(self.train_count + self.test_count <= HANDS_MAX, "count")
        _check(0 <= self.seed <= _SEED_MAX, "seed")


@dataclass(frozen=True, kw_only=True)
class CurationChoices:
    """Changes of data that was opened; by default none.

    Attributes:
        test_share: Share of all pictures that are test pictures, 0..1; None for the split with
            which the data was opened.
        seed: Which pictures and labels are drawn.
        keeps_groups: Whether pictures of one group stay in one set.
        label_noise: Share of the training labels that are made wrong, 0..1.
        leaves_copies_out: Whether test pictures that repeat in training are left out, and training
            pictures that repeat another.
        relabelled: Training pictures that have another label, in rising order: place in the
            training set as it was split, and class.
        left_out: Places of training pictures that are left out, in rising order.
        class_names: One name per class of the data that was opened; None for its own names.

    Raises:
        ValueError: A number is out of range.
    """

    test_share: float | None = None
    seed: int = SPLIT_SEED
    keeps_groups: bool = True
    label_noise: float = 0.0
    leaves_copies_out: bool = False
    relabelled: tuple[tuple[int, int], ...] = ()
    left_out: tuple[int, ...] = ()
    class_names: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        _check(self.test_share is None or 0 < self.test_share < 1, "test_share")
        _check(0 <= self.label_noise <= 1, "label_noise")
        _check(0 <= self.seed <= _SEED_MAX, "seed")
        _check(all(min(pair) >= 0 for pair in self.relabelled), "relabelled")
        _check(min(self.left_out, default=0) >= 0, "left_out")


@dataclass(frozen=True, kw_only=True)
class DataSource:
    """Files or folders that hold data, or how it is drawn; and how they are read.

    Attributes:
        paths: Files or folders; none where the data is drawn.
        hands: How the data is drawn; None where it is read.
        stream: Whether the pictures stay on the disk; None where their size decides.
        side: Height and width that photographs are brought to, in pixels.
        fit: Whether photographs that are no squares are cropped to one or padded.
        mapping: Names of arrays by their roles, where their own names do not tell.
        test_paths: Files or folders of the test pictures, where they are elsewhere.
        test_mapping: As ``mapping``, of those.
        curation: What is changed in it then.

    Raises:
        ValueError: Data is both read and drawn, or neither, or a number is out of range.
    """

    paths: tuple[Path, ...] = ()
    hands: DrawnHands | None = None
    stream: bool | None = None
    side: int = SIDE_DEFAULT
    fit: Fit = FITS[0]
    mapping: Mapping[str, str] = field(default_factory=dict)
    test_paths: tuple[Path, ...] = ()
    test_mapping: Mapping[str, str] = field(default_factory=dict)
    curation: CurationChoices = CurationChoices()

    def __post_init__(self) -> None:
        _check(bool(self.paths) is (self.hands is None), "paths or hands")
        _check(SIDE_MIN <= self.side <= SIDE_MAX, "side")
        _check(self.fit in FITS, "fit")
        for name in (*self.mapping.values(), *self.test_mapping.values()):
            name.encode()  # JSON may hold halves of characters, which no file does.

    @property
    def name(self) -> str:
        """Names of the files, or of what is drawn, as plain text."""
        named = _names(self.paths) or HANDS_NAME
        return f"{named}, tested on {_names(self.test_paths)}" if self.test_paths else named

    def absolute(self) -> DataSource:
        """Returns the same from wherever it is looked at."""
        return replace(
            self,
            paths=tuple(path.absolute() for path in self.paths),
            test_paths=tuple(path.absolute() for path in self.test_paths),
        )

    def missing_path(self) -> Path | None:
        """Returns a path at which there is nothing to be seen; None where all are there."""
        # A stranger's may be no path at all, at which only this one does not raise.
        there = os.path.exists
        return next((path for path in self.paths + self.test_paths if not there(path)), None)


BUILT_IN_HANDS = DataSource(hands=DrawnHands())
"""Data that is there without a file."""


def _names(paths: tuple[Path, ...]) -> str:
    return plain_text(" + ".join(path.name or str(path) for path in paths))
