"""The gradient of a class's logit with respect to the pixels of pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from signs_studio.insight.question import NetworkQuestion

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures
    from signs_studio.engine.training.state import Network
    from signs_studio.insight.question import Progress


@dataclass(frozen=True, eq=False)
class GradientWanted(NetworkQuestion):
    """Asks for the gradient of a class's logit with respect to the pixels.

    Attributes:
        pictures: (N, height, width, channels), uint8 in 0..255 or float32 in 0..1.
        sign: Index of the class.
    """

    pictures: Pictures
    sign: int

    def answer(self, network: Network, progress: Progress) -> NDArray[np.float32]:  # noqa: ARG002
        """Returns the gradient per 1.0 of a number in 0..1, of the pictures' shape, float32."""
        from signs_studio.engine.evaluation import picture_gradient

        return picture_gradient(network, self.pictures, self.sign)
