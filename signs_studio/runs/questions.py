"""Questions about a network, which are answered while it is trained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from signs_studio.data.array_types import Pictures
    from signs_studio.fields.declared import FieldValue
    from signs_studio.recipe.frozen import FrozenSettings


@dataclass(frozen=True, eq=False)
class PredictionsWanted:
    """Asks for the probabilities of each sign.

    The answer is what the softmax gives, (N, classes) float32 in 0..1.

    Attributes:
        pictures: (N, height, width, channels), uint8 in 0..255 or float32 in 0..1.
    """

    pictures: Pictures


@dataclass(frozen=True, eq=False)
class ActivationsWanted:
    """Asks for the activations of every layer.

    The answer is what each layer gives, the softmax layer's logits last, (N, ...) float32 each.

    Attributes:
        pictures: (N, height, width, channels), uint8 in 0..255 or float32 in 0..1.
    """

    pictures: Pictures


@dataclass(frozen=True, eq=False)
class GradientWanted:
    """Asks for the gradient of a sign's logit with respect to the pixels.

    The answer is the gradient of that sign's logit with respect to each picture, of the pictures'
    shape, float32.

    Attributes:
        pictures: (N, height, width, channels), uint8 in 0..255 or float32 in 0..1.
        sign: Index of the sign.
    """

    pictures: Pictures
    sign: int


@dataclass(frozen=True, eq=False)
class PreviewWanted:
    """Asks for pictures as augmentation changes them; it needs no network.

    The answer is pictures of the same shape, float32 in 0..1.

    Attributes:
        pictures: (N, height, width, channels), uint8 in 0..255 or float32 in 0..1.
        augmentation: Settings by the names of ``AUGMENTATIONS``.
        drawing: Which of many: each draws other chances, and the same ones when asked again.
    """

    pictures: Pictures
    augmentation: FrozenSettings[FieldValue]
    drawing: int


Question = PredictionsWanted | ActivationsWanted | GradientWanted | PreviewWanted
