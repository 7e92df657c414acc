"""Pictures that are mirrored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.fields.declared import SwitchField
from signs_studio.messages import Message
from signs_studio.recipe.augmentations.kind import AugmentationKind, Movement

if TYPE_CHECKING:
    from signs_studio.recipe.augmentations.kind import Draw


def _move(draw: Draw) -> Movement:
    (side,) = draw.uniform(1)
    return Movement(xx=draw.math.where(side < 0.0, -1.0, 1.0))


AUGMENTATION = AugmentationKind(
    field=SwitchField(
        name="flip",
        title=Message("recipe", "Flip"),
        help=Message("recipe", "Mirrors half of the pictures, chosen at random, left to right."),
        default=False,
        live=True,
    ),
    place=3,
    move=_move,
)
