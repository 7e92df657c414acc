"""Pictures that are made larger or smaller."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.fields.declared import NumberField
from signs_studio.messages import Message
from signs_studio.recipe.augmentations.kind import AugmentationKind, Movement

if TYPE_CHECKING:
    from signs_studio.recipe.augmentations.kind import Draw


def _move(draw: Draw) -> Movement:
    (zoom,) = draw.uniform(1)
    nearer = 1.0 / (1.0 + zoom * draw.strength)
    return Movement(yy=nearer, xx=nearer)


AUGMENTATION = AugmentationKind(
    field=NumberField(
        name="zoom",
        title=Message("recipe", "Zoom"),
        help=Message("recipe", "How much larger or smaller pictures are made, as a share."),
        default=0.0,
        minimum=0.0,
        maximum=0.5,
        live=True,
    ),
    place=2,
    move=_move,
)
