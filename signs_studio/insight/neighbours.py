"""The training pictures that a network takes for most alike to a picture."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from signs_studio.data.streamed import in_windows
from signs_studio.insight.question import Lane, NetworkQuestion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures
    from signs_studio.data.streamed import StreamedPictures
    from signs_studio.engine.training.state import Network
    from signs_studio.insight.question import Progress

_WINDOW_BYTES = 1 << 20
_KEPT_BYTES = 64 << 20


@dataclass(eq=False)
class FeatureCache:
    """Features of the training pictures after one epoch of one run, for the next question.

    Whoever asks about another run takes another cache.

    Attributes:
        epochs: After how many epochs; None for none.
        features: (training pictures, numbers) float32.
    """

    epochs: int | None = None
    features: NDArray[np.float32] = field(default_factory=lambda: np.empty((0, 0), np.float32))


@dataclass(frozen=True, eq=False, kw_only=True)
class Neighbours:
    """The nearest training pictures, the nearest first.

    Attributes:
        places: Their indices in the training set, (count,) intp.
        distances: Euclidean distances of the outputs of the last hidden layer, (count,) float32.
        pictures: (count, height, width, channels).
    """

    places: NDArray[np.intp]
    distances: NDArray[np.float32]
    pictures: Pictures


@dataclass(frozen=True, eq=False, kw_only=True)
class NeighboursWanted(NetworkQuestion):
    """Asks for the nearest training pictures by the output of the last hidden layer.

    Attributes:
        picture: (height, width, channels), uint8 in 0..255 or float32 in 0..1.
        train_pictures: (N, height, width, channels), in memory or not.
        own_place: Index of the picture in the training set, which is left out; None where it is
            not of it.
        count: How many are wanted.
        cache: Keeps what can be used again while the epoch stays.
    """

    lane: ClassVar[Lane] = Lane.SLOW

    picture: Pictures
    train_pictures: Pictures | StreamedPictures
    own_place: int | None = None
    count: int = 5
    cache: FeatureCache = field(default_factory=FeatureCache)

    def answer(self, network: Network, progress: Progress) -> Neighbours:
        """Compares the picture with every training picture, some at a time.

        Raises:
            DataError: The training pictures cannot be read any more.
        """
        from signs_studio.engine.evaluation import hidden_features

        (own,), _ = hidden_features(network, self.picture[None])
        distances = [
            np.sqrt(((features - own) ** 2).sum(axis=1, dtype=np.float64))
            for features in self._features(network, progress, width=len(own))
        ]
        every = np.concatenate(distances).astype(np.float32)
        if self.own_place is not None:
            every[self.own_place] = np.inf
        # Where the network diverged, no picture is near.
        every = np.nan_to_num(every, nan=np.inf, posinf=np.inf)
        places = np.argsort(every, kind="stable")[: self.count]
        places = places[np.isfinite(every[places])]
        pictures: Pictures = np.empty((0, *self.picture.shape), np.uint8)
        if len(places):
            pictures = self.train_pictures[places.tolist()]
        return Neighbours(places=places, distances=every[places], pictures=pictures)

    def _features(
        self, network: Network, progress: Progress, *, width: int
    ) -> Iterator[NDArray[np.float32]]:
        from signs_studio.engine.evaluation import hidden_features

        count, cache = len(self.train_pictures), self.cache
        if cache.epochs == network.epochs and cache.features.shape == (count, width):
            yield cache.features
            return
        is_kept = 4 * count * width <= _KEPT_BYTES
        kept = []
        for rows, pictures in in_windows(self.train_pictures, nbytes=_WINDOW_BYTES):
            progress.step(rows.start, count)
            features, _ = hidden_features(network, pictures)
            if is_kept:
                kept.append(features)
            yield features
        if kept:
            cache.epochs, cache.features = network.epochs, np.concatenate(kept)
