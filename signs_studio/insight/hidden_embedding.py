"""Pictures as points: what the last hidden layer gives for them, in two dimensions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from signs_studio.errors import PersonError
from signs_studio.insight.question import Lane, NetworkQuestion
from signs_studio.messages import Message

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from signs_studio.data.dataset import Dataset
    from signs_studio.engine.training.state import Network
    from signs_studio.insight.question import Progress

_SEED = 0
_LEAST_POINTS = 10
"""Fewer have no neighbourhoods that t-SNE could keep."""


class EmbeddingKind(StrEnum):
    """Ways from many dimensions to two."""

    PCA = "pca"
    TSNE = "tsne"


@dataclass(frozen=True, eq=False, kw_only=True)
class HiddenEmbedding:
    """Test pictures as points of a plane.

    Attributes:
        points: (N, 2) float64.
        places: Index of each in the test set, (N,) int64.
        predicted: Class that each is read as, (N,) int64.
        units: Numbers that the last hidden layer gives for a picture.
        share: Share of their variance that the plane keeps, 0..1; NaN for t-SNE.
    """

    points: NDArray[np.float64]
    places: NDArray[np.int64]
    predicted: NDArray[np.int64]
    units: int
    share: float


@dataclass(frozen=True, eq=False)
class PcaWanted(NetworkQuestion):
    """Asks for the principal components of the last hidden layer.

    The plane turns slowly while the network is trained: it is turned such that the middles of the
    classes lie as they would on a circle, in their order. That follows from the network alone, so
    that an epoch looks the same whenever it is looked at.

    Attributes:
        dataset: Has the pictures.
        places: Indices in the test set, (N,), of pictures that can be looked at.
    """

    dataset: Dataset
    places: NDArray[np.int64]

    def answer(self, network: Network, progress: Progress) -> HiddenEmbedding:  # noqa: ARG002
        """Returns the points.

        Raises:
            DataError: A picture cannot be read any more.
        """
        from signs_studio.engine.evaluation import hidden_features

        features, logits = hidden_features(network, self.dataset.shown_x[self.places])
        points, share = principal_components(features)
        return HiddenEmbedding(
            points=turned_to_circle(points, self.dataset.test_y[self.places]),
            places=self.places,
            predicted=logits.argmax(axis=1),
            units=features.shape[1],
            share=share,
        )


@dataclass(frozen=True, eq=False)
class TsneWanted(NetworkQuestion):
    """Asks for t-SNE of the last hidden layer (van der Maaten and Hinton 2008), by openTSNE.

    It begins with the principal components, and with the same random numbers each time.

    Attributes:
        dataset: As of ``PcaWanted``.
        places: The same.
    """

    lane: ClassVar[Lane] = Lane.STUDY

    dataset: Dataset
    places: NDArray[np.int64]

    def answer(self, network: Network, progress: Progress) -> HiddenEmbedding:
        """Returns the points.

        Raises:
            NotWantedError: It is not wanted any more.
            PersonError: openTSNE is missing, there are too few pictures, or one cannot be read.
        """
        try:
            from openTSNE import TSNE
        except ImportError:
            raise PersonError(
                Message(
                    "insight",
                    "t-SNE needs the package openTSNE, which is not installed: install it with "
                    "{command}, or choose PCA.",
                ).format(command="pip install 'signs-studio[tsne]'")
            ) from None
        if len(self.places) < _LEAST_POINTS:
            raise PersonError(
                Message(
                    "insight",
                    "t-SNE needs at least {least} test pictures, and there are {count}: choose "
                    "PCA.",
                ).format(least=_LEAST_POINTS, count=len(self.places))
            )
        from signs_studio.engine.evaluation import hidden_features

        features, logits = hidden_features(network, self.dataset.shown_x[self.places])
        rounds = 750

        def on_round(iteration: int, _error: float, _points: object) -> None:
            progress.step(min(iteration, rounds - 1), rounds)

        embedding = TSNE(
            perplexity=min(30.0, (len(features) - 1) / 3),
            n_jobs=1,
            random_state=_SEED,
            callbacks=on_round,
            callbacks_every_iters=10,
        ).fit(features.astype(np.float64))
        progress.step(rounds, rounds)
        return HiddenEmbedding(
            points=turned_to_circle(
                np.array(embedding, np.float64), self.dataset.test_y[self.places]
            ),
            places=self.places,
            predicted=logits.argmax(axis=1),
            units=features.shape[1],
            share=float("nan"),
        )


def principal_components(features: NDArray[np.floating]) -> tuple[NDArray[np.float64], float]:
    """Returns features along their first two principal components, and the share of variance.

    The sign of each is such that the largest weight of its direction is positive.

    Args:
        features: (N, dimensions).

    Returns:
        (N, 2) float64, the second 0 where there is one dimension only; and 0..1.
    """
    centred = features.astype(np.float64)
    centred -= centred.mean(axis=0)
    if len(features) > features.shape[1]:
        # The same directions from a small matrix, where there are many pictures.
        values, vectors = np.linalg.eigh(centred.T @ centred)
        directions = vectors.T[::-1]
        variances = values[::-1].clip(0.0)
    else:
        _, lengths, directions = np.linalg.svd(centred, full_matrices=False)
        variances = np.square(lengths)
    first = directions[:2]
    largest = np.take_along_axis(first, np.abs(first).argmax(axis=1)[:, np.newaxis], axis=1)
    first = first * np.where(largest < 0, -1.0, 1.0)
    points = np.zeros((len(features), 2))
    points[:, : len(first)] = centred @ first.T
    total = float(variances.sum())
    return points, float(variances[:2].sum()) / total if total else 1.0


def turned_to_circle(points: NDArray[np.float64], labels: NDArray[np.int32]) -> NDArray[np.float64]:
    """Returns points turned, or mirrored, but not stretched.

    The middles of the classes come as near as they can to points of a circle, on which the classes
    lie in their order (orthogonal Procrustes: Schönemann 1966).

    Args:
        points: (N, 2), their middle at 0.
        labels: Class of each, (N,).
    """
    classes = np.unique(labels)
    middles = np.stack([points[labels == each].mean(axis=0) for each in classes])
    angles = np.pi / 2 - 2 * np.pi * np.arange(len(classes)) / len(classes)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    left, _, right = np.linalg.svd(middles.T @ circle)
    turned: NDArray[np.float64] = points @ (left @ right)
    return turned
