"""Pictures that are moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.fields.declared import NumberField
from signs_studio.messages import Message
from signs_studio.recipe.augmentations.kind import AugmentationKind, Movement

if TYPE_CHECKING:
    from signs_studio.recipe.augmentations.kind import Draw


def _move(draw: Draw) -> Movement:
    right, down = draw.uniform(2)
    return Movement(y0=-down * draw.strength * draw.height, x0=-right * draw.strength * draw.width)


AUGMENTATION = AugmentationKind(
    field=NumberField(
        name="translation",
        title=Message("recipe", "Translation"),
        unit=Message("recipe", "share"),
        help=Message(
            "recipe", "How far pictures are moved, each way, as a share of their height and width."
        ),
        default=0.0,
        minimum=0.0,
        maximum=0.5,
        live=True,
    ),
    place=0,
    move=_move,
)
