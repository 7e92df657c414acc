"""How a network is doing inside, after an epoch."""

from __future__ import annotations

from typing import NamedTuple


class LayerDiagnostics(NamedTuple):
    """How a layer is doing; NaN where a number makes no sense for it.

    Attributes:
        dead: Share of its units that give zero for every test picture, 0..1, of a layer of ReLU; a
            unit of a convolution is a filter, and it gives a number at every place.
        saturated: Share of its units that are near one of their ends for 95 % of the test pictures
            (and places) or more, 0..1, of a layer of tanh or sigmoid.
        gradient: Root mean square of the gradient of its kernel in the epoch's last step.
        update: How far that step moved the kernel, as a share of the kernel's own length; 0 where
            it was all zeros.
    """

    dead: float
    saturated: float
    gradient: float
    update: float


class Diagnostics(NamedTuple):
    """How a network is doing.

    Attributes:
        said_most: Share of the test pictures that are read as the sign that is said most often.
        layers: Of every layer, the softmax layer last.
    """

    top_class_share: float
    layers: tuple[LayerDiagnostics, ...]
