"""Pictures that are made brighter or darker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.fields.declared import NumberField
from signs_studio.messages import Message
from signs_studio.recipe.augmentations.kind import AugmentationKind

if TYPE_CHECKING:
    from signs_studio.recipe.arithmetic import Tensor
    from signs_studio.recipe.augmentations.kind import Draw


def _change(pictures: Tensor, draw: Draw) -> Tensor:
    (brighter,) = draw.uniform(1)
    return pictures + brighter * draw.strength


AUGMENTATION = AugmentationKind(
    field=NumberField(
        name="brightness",
        title=Message("recipe", "Brightness"),
        help=Message(
            "recipe", "How much brighter or darker pictures are made, as a share of white."
        ),
        default=0.0,
        minimum=0.0,
        maximum=1.0,
        live=True,
    ),
    place=4,
    change=_change,
)
