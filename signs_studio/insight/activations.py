"""What each layer of a network gives for pictures."""

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
class ActivationsWanted(NetworkQuestion):
    """Asks for the activations of every layer.

    Attributes:
        pictures: (N, height, width, channels), uint8 in 0..255 or float32 in 0..1.
    """

    pictures: Pictures

    def answer(
        self,
        network: Network,
        progress: Progress,  # noqa: ARG002
    ) -> tuple[NDArray[np.float32], ...]:
        """Returns the output of each layer, (N, ...) float32, the softmax layer's logits last."""
        from signs_studio.engine.evaluation import activations

        return activations(network, self.pictures)
