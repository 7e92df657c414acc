"""Pictures that are turned."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from signs_studio.fields.declared import NumberField
from signs_studio.messages import Message
from signs_studio.recipe.augmentations.kind import AugmentationKind, Movement

if TYPE_CHECKING:
    from signs_studio.recipe.augmentations.kind import Draw


def _move(draw: Draw) -> Movement:
    (turn,) = draw.uniform(1)
    angle = turn * draw.strength * (math.pi / 180.0)
    cos, sin = draw.math.cos(angle), draw.math.sin(angle)
    return Movement(yy=cos, yx=-sin, xy=sin, xx=cos)


AUGMENTATION = AugmentationKind(
    field=NumberField(
        name="rotation",
        title=Message("recipe", "Rotation"),
        unit=Message("recipe", "°"),
        help=Message("recipe", "How far pictures are turned, either way, in degrees."),
        default=0.0,
        minimum=0.0,
        maximum=180.0,
        live=True,
    ),
    place=1,
    move=_move,
)
