"""Distributions of the weights and activations of each layer over the epochs of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from signs_studio.insight.dead_units import probe_pictures
from signs_studio.insight.question import Lane, NetworkQuestion

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures
    from signs_studio.data.dataset import Dataset
    from signs_studio.engine.training.state import Network
    from signs_studio.insight.question import Progress
    from signs_studio.runs.checkpoint import Checkpoint

QUANTILES = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
"""Levels of the quantiles that describe a distribution, ascending, in 0..1."""

_MAX_SAMPLE = 1 << 17
_SEED = 0


@dataclass(frozen=True, eq=False, kw_only=True)
class Distributions:
    """Quantiles of the numbers of every layer.

    Attributes:
        epochs: Number of epochs trained, ascending, (E,) int64.
        weights: Quantiles of each layer's kernel, (E, layers, quantiles) float64; NaN where a layer
            has none, or no numbers.
        activations: Quantiles of what each layer gives for some test pictures, the softmax layer's
            logits last, of the same shape.
        pictures: Number of those test pictures.
    """

    epochs: NDArray[np.int64]
    weights: NDArray[np.float64]
    activations: NDArray[np.float64]
    pictures: int


@dataclass(frozen=True, eq=False, kw_only=True)
class DistributionsWanted(NetworkQuestion):
    """Asks for the distributions in the checkpoints of a run, and in the network itself.

    Attributes:
        dataset: What the run learns from.
        checkpoints: Returns the kept checkpoints, except those after the given numbers of epochs;
            called on the thread that answers.
        known: An earlier answer about the same run, whose checkpoints are not read again; None
            without one.
    """

    lane: ClassVar[Lane] = Lane.SLOW

    dataset: Dataset
    checkpoints: Callable[[Collection[int]], Iterable[Checkpoint]]
    known: Distributions | None = None

    def answer(self, network: Network, progress: Progress) -> Distributions:
        """Returns the distributions, those of the network last.

        Raises:
            NotWantedError: They are not wanted any more.
            PersonError: The checkpoints cannot be read.
        """
        from signs_studio.engine.network.forward import given_shapes
        from signs_studio.engine.training.kept_network import network_of

        shapes = given_shapes(network.layers, self.dataset.picture_shape)
        probes = probe_pictures(self.dataset.shown_x, shapes[1:])
        found: dict[int, tuple[NDArray[np.float64], NDArray[np.float64]]] = {}
        known = self.known
        if known is not None:
            # The last one was the network's own, of which there may be no checkpoint.
            for place, epochs in enumerate(known.epochs[:-1].tolist()):
                found[epochs] = known.weights[place], known.activations[place]
        for checkpoint in self.checkpoints(found.keys() | {network.epochs}):
            progress.check()
            if checkpoint.kept_epochs < network.epochs:
                then = network_of(checkpoint, self.dataset)
                found[then.epochs] = _quantiles_of(then, probes)
        told = sorted(each for each in found if each < network.epochs)
        rows = [*(found[each] for each in told), _quantiles_of(network, probes)]
        return Distributions(
            epochs=np.array([*told, network.epochs], np.int64),
            weights=np.stack([weights for weights, _ in rows]),
            activations=np.stack([activations for _, activations in rows]),
            pictures=len(probes),
        )


def quantiles(numbers: NDArray[np.float32] | None) -> NDArray[np.float64]:
    """Returns the ``QUANTILES`` of numbers, (quantiles,) float64; NaN without any.

    Of very many, a sample is taken, the same ones each time; the smallest and the largest are those
    of all.
    """
    if numbers is None or not numbers.size or not np.isfinite(numbers).all():
        return np.full(len(QUANTILES), np.nan)
    flat = numbers.ravel()
    sample = flat
    if len(flat) > _MAX_SAMPLE:
        sample = flat[np.random.default_rng(_SEED).integers(0, len(flat), _MAX_SAMPLE)]
    found = np.quantile(sample.astype(np.float64), QUANTILES)
    found[0], found[-1] = flat.min(), flat.max()
    return found


def _quantiles_of(
    network: Network, probes: Pictures
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Returns the quantiles of weights and activations, both (layers, quantiles) float64."""
    from signs_studio.engine.evaluation import activations, kernels

    own, outputs = kernels(network.layers, network.state()), activations(network, probes)
    return np.stack([quantiles(each) for each in own]), np.stack(
        [quantiles(each) for each in outputs]
    )
