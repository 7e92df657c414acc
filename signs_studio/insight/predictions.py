"""The probabilities that a network gives each class."""

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
class PredictionsWanted(NetworkQuestion):
    """Asks for the probabilities of each class.

    Attributes:
        pictures: (N, height, width, channels), uint8 in 0..255 or float32 in 0..1.
    """

    pictures: Pictures

    def answer(self, network: Network, progress: Progress) -> NDArray[np.float32]:  # noqa: ARG002
        """Returns the softmax output for each picture, (N, classes) float32 in 0..1."""
        from signs_studio.engine.evaluation import predictions

        return predictions(network, self.pictures)
