"""Grad-CAM: which places of a picture a convolution finds evidence for a class in.

Selvaraju et al. 2017, "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based
Localization".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from signs_studio.errors import PersonError
from signs_studio.insight.question import NetworkQuestion
from signs_studio.insight.target_class import target_class
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures
    from signs_studio.engine.training.state import Network
    from signs_studio.insight.question import Progress
    from signs_studio.recipe.layer_kinds.kind import Layer


@dataclass(frozen=True, eq=False, kw_only=True)
class GradCam:
    """The class activation map of a convolution.

    Attributes:
        sign: Index of the class.
        coarse: The map as the layer gives it, (rows, columns) float32, 0 or more.
        over: The same, stretched over the picture by bilinear interpolation, (height, width)
            float32.
        layer: Index of the layer.
    """

    sign: int
    coarse: NDArray[np.float32]
    over: NDArray[np.float32]
    layer: int


def last_convolution(layers: Sequence[Layer]) -> int | None:
    """Returns the index of the last convolution; None where there is none."""
    places = [index for index, layer in enumerate(layers) if layer.kind == "conv"]
    return places[-1] if places else None


def class_activation_map(
    maps: NDArray[np.float32], gradients: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Returns the sum of the maps of a layer, weighted by their mean gradients, without negatives.

    Args:
        maps: Output of the layer for a picture, (rows, columns, filters).
        gradients: Of the class's logit with respect to it, of the same shape.
    """
    weights = gradients.mean(axis=(0, 1), dtype=np.float64)
    summed: NDArray[np.float64] = (maps * weights).sum(axis=2)
    return np.maximum(summed, 0).astype(np.float32)


def stretched(values: NDArray[np.float32], shape: tuple[int, int]) -> NDArray[np.float32]:
    """Returns numbers between which others are interpolated bilinearly, pixel centres aligned.

    Args:
        values: (rows, columns).
        shape: Height and width of what is returned.
    """
    for axis, side in enumerate(shape):
        count = values.shape[axis]
        places = np.clip((np.arange(side) + 0.5) * count / side - 0.5, 0, count - 1)
        first = np.floor(places).astype(int)
        beyond = (places - first).reshape((-1, 1) if axis == 0 else (1, -1))
        second = np.minimum(first + 1, count - 1)
        values = values.take(first, axis) * (1 - beyond) + values.take(second, axis) * beyond
    return values.astype(np.float32)


@dataclass(frozen=True, eq=False, kw_only=True)
class GradCamWanted(NetworkQuestion):
    """Asks for the class activation map of the last convolution.

    Attributes:
        picture: (height, width, channels), uint8 in 0..255 or float32 in 0..1.
        sign: Index of the class; None for the one that the network reads.
    """

    picture: Pictures
    sign: int | None = None

    def answer(self, network: Network, progress: Progress) -> GradCam:  # noqa: ARG002
        """Computes the map.

        Raises:
            PersonError: The network has no convolution.
        """
        from signs_studio.engine.attribution import output_gradient

        layer = last_convolution(network.layers)
        if layer is None:
            raise PersonError(
                Message(
                    "insight",
                    "Grad-CAM needs a convolution, and this network has none: look at integrated "
                    "gradients or occlusion.",
                )
            )
        sign = target_class(network, self.picture, self.sign)
        maps, gradients = output_gradient(network, self.picture[None], sign=sign, layer=layer)
        coarse = class_activation_map(maps[0], gradients[0])
        height, width = self.picture.shape[:2]
        return GradCam(
            sign=sign, coarse=coarse, over=stretched(coarse, (height, width)), layer=layer
        )
