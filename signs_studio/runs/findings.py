"""What a doctor may find wrong with a run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FindingKind(StrEnum):
    """What may be wrong with a run, and what only looks so."""

    LAYER_DEAD = "layer_dead"
    MANY_DEAD = "many_dead"
    SATURATED = "saturated"
    VANISHING = "vanishing"
    EXPLODING = "exploding"
    STUCK = "stuck"
    RISING = "rising"
    DRIFTING = "drifting"
    ONE_SIGN = "one_sign"
    NOT_FINITE = "not_finite"
    TEST_AHEAD = "test_ahead"

    @property
    def is_note(self) -> bool:
        """Whether all is well, and it only answers what people ask."""
        return self is FindingKind.TEST_AHEAD


@dataclass(frozen=True)
class Finding:
    """Something that is wrong with a run, or a note on what is not.

    Attributes:
        kind: What it is.
        epoch: Index of the epoch at which it began, from 0.
        layer: Index of the layer that it is about, the softmax layer last, or None.
        message: What it is and what to try, in words.
    """

    kind: FindingKind
    epoch: int
    layer: int | None
    message: str
