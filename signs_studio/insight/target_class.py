"""The class that an explanation is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from signs_studio.data.array_types import Pictures
    from signs_studio.engine.training.state import Network


def target_class(network: Network, picture: Pictures, sign: int | None) -> int:
    """Returns the index of a class.

    Args:
        network: The network.
        picture: (height, width, channels), uint8 in 0..255 or float32 in 0..1.
        sign: Index of the class; None for the one that the network reads.
    """
    if sign is not None:
        return sign
    from signs_studio.engine.evaluation import predictions

    return int(np.nan_to_num(predictions(network, picture[None])[0]).argmax())
