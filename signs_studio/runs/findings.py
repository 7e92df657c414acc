"""Findings of the doctor on a run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FindingKind(StrEnum):
    """Kinds of findings: faults of a run, and what only looks like one."""

    LAYER_DEAD = "layer_dead"
    MANY_DEAD = "many_dead"
    HALF_DEAD = "half_dead"
    SATURATED = "saturated"
    VANISHING = "vanishing"
    EXPLODING = "exploding"
    STUCK = "stuck"
    RISING = "rising"
    DRIFTING = "drifting"
    SETS_DIFFER = "sets_differ"
    ONE_SIGN = "one_sign"
    NOT_FINITE = "not_finite"
    TEST_AHEAD = "test_ahead"
    NOT_SCALED = "not_scaled"
    LINEAR = "linear"
    TEST_IN_TRAINING = "test_in_training"
    TEST_TOO_GOOD = "test_too_good"
    FEW_PICTURES = "few_pictures"

    @property
    def is_note(self) -> bool:
        """True where all is well, and it only answers what people ask."""
        return self in (FindingKind.HALF_DEAD, FindingKind.TEST_AHEAD)


NEEDED_VALUES = {
    FindingKind.LAYER_DEAD: ("hidden_layers",),
    FindingKind.MANY_DEAD: ("hidden_layers", "limit"),
    FindingKind.HALF_DEAD: ("hidden_layers",),
    FindingKind.SATURATED: ("hidden_layers", "limit"),
    FindingKind.EXPLODING: ("hidden_layers", "limit"),
    FindingKind.STUCK: ("cost", "guessing", "has_learnt"),
    FindingKind.SETS_DIFFER: (
        "train_brightness",
        "test_brightness",
        "train_contrast",
        "test_contrast",
    ),
    FindingKind.ONE_SIGN: ("accuracy",),
    FindingKind.TEST_AHEAD: ("dropout", "augmentation"),
    FindingKind.NOT_SCALED: ("brightness", "contrast"),
    FindingKind.LINEAR: ("hidden_layers",),
    FindingKind.TEST_IN_TRAINING: ("copies", "test_pictures"),
    FindingKind.TEST_TOO_GOOD: ("train_accuracy", "accuracy"),
    FindingKind.FEW_PICTURES: ("parameters", "pictures", "train_accuracy", "accuracy"),
}
"""Names of the numbers of a finding; a kind that is not here has none.

``hidden_layers`` is how many the network has, ``limit`` the share of 0..1 that is reached,
``guessing`` the cost of knowing nothing, and ``accuracy`` that of the test, 0..1. Brightness and
contrast are those of the pictures of a set, the training set where none is named, as of
``BrightnessAndContrast``. ``pictures`` counts those to learn from, ``copies`` the test pictures
that are among them. ``has_learnt``, ``dropout`` and ``augmentation`` say 1 for yes: that the
network had learnt before, and what makes only training harder.
"""


@dataclass(frozen=True)
class Finding:
    """Something that is wrong with a run, or a note on what is not.

    Attributes:
        kind: What it is.
        epoch: Index of the epoch at which it began, from 0.
        layer: Index of the layer that it is about, the softmax layer last, or None.
        values: Numbers of it, each with its name: those of ``NEEDED_VALUES`` for its kind.
    """

    kind: FindingKind
    epoch: int
    layer: int | None = None
    values: tuple[tuple[str, float], ...] = ()

    @property
    def is_whole(self) -> bool:
        """True where all is there that is needed to put it in words."""
        has_layer = self.layer is not None
        names = [name for name, _ in self.values]
        return names == list(NEEDED_VALUES.get(self.kind, ())) and has_layer == (
            "hidden_layers" in names
        )
