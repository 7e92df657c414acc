"""Declaration of an augmentation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from signs_studio.fields.declared import NumberField, SwitchField
    from signs_studio.recipe.arithmetic import Arithmetic, Tensor


@dataclass(frozen=True, kw_only=True)
class Draw:
    """Facts of the pictures of a step that an augmentation goes by, and its random numbers.

    Attributes:
        strength: The value of its setting, () float32; 1 for one that is on or off.
        height: Of the pictures, in pixels.
        width: Of the pictures, in pixels.
        uniform: Returns so many numbers a picture, evenly between -1 and 1, (N, 1, 1, 1) float32
            each.
        normal: Returns a number of mean 0 and variance 1 for each one of the pictures,
            (N, height, width, channels) float32.
        math: Functions of tensors.
    """

    strength: Tensor
    height: int
    width: int
    uniform: Callable[[int], tuple[Tensor, ...]]
    normal: Callable[[], Tensor]
    math: Arithmetic


class Movement(NamedTuple):
    """Coordinates from which each pixel is read, for every picture of a step.

    A place is told by its distance from the middle of the picture, ``y`` downwards and ``x`` to the
    right, in pixels: the pixel at (y, x) is read at (yy y + yx x + y0, xy y + xx x + x0). Each
    number is (N, 1, 1, 1) float32, or one for all.
    """

    yy: Tensor = 1.0
    yx: Tensor = 0.0
    y0: Tensor = 0.0
    xy: Tensor = 0.0
    xx: Tensor = 1.0
    x0: Tensor = 0.0


@dataclass(frozen=True, kw_only=True)
class AugmentationKind:
    """An augmentation: all that is to be known of it.

    A module of this package has one, called ``AUGMENTATION``, which either moves pixels or changes
    their numbers; the module is called like its field.

    Attributes:
        field: Its strength, or whether it is on; live, and by default off.
        place: Where it comes in menus, from 0.
        move: Returns where pixels are read from.
        change: Returns pictures changed, (N, height, width, channels) float32; given ones are in
            0..1, or beyond where another augmentation brought them there.
    """

    field: NumberField | SwitchField
    place: int
    move: Callable[[Draw], Movement] | None = None
    change: Callable[[Tensor, Draw], Tensor] | None = None
