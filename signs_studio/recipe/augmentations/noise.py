"""Pictures with noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.fields.declared import NumberField
from signs_studio.messages import Message
from signs_studio.recipe.augmentations.kind import AugmentationKind

if TYPE_CHECKING:
    from signs_studio.recipe.arithmetic import Tensor
    from signs_studio.recipe.augmentations.kind import Draw


def _change(pictures: Tensor, draw: Draw) -> Tensor:
    return pictures + draw.normal() * draw.strength


AUGMENTATION = AugmentationKind(
    field=NumberField(
        name="noise",
        title=Message("recipe", "Noise"),
        help=Message("recipe", "How much each pixel is changed at random, as a share of white."),
        default=0.0,
        minimum=0.0,
        maximum=1.0,
        live=True,
    ),
    place=5,
    change=_change,
)
