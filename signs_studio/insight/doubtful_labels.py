"""Doubtful labels among the training pictures, by networks that did not learn from them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from signs_studio.errors import DataError
from signs_studio.insight.question import Lane, StandaloneQuestion
from signs_studio.messages import Message
from signs_studio.runs.events import EpochFinished, FinishReason, RunFinished

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from signs_studio.data.dataset import Dataset
    from signs_studio.insight.question import Progress
    from signs_studio.recipe.recipe import Recipe
    from signs_studio.runs.events import Event

FOLDS = 4


@dataclass(frozen=True, eq=False, kw_only=True)
class DoubtfulLabels:
    """Labels that seem wrong, the most doubtful first.

    Attributes:
        pictures: Indices in the training set, (M,) int64.
        seem: The class that each seems to be, (M,) int64.
        probabilities: Out of sample, of every training picture, (N, classes) float32 in 0..1.
        thresholds: Probability from which a picture seems to be of each class, (classes,) float64;
            above 1 for a class without pictures.
        accuracy: Share of the training pictures that are read as they are labelled, 0..1.
    """

    pictures: NDArray[np.int64]
    seem: NDArray[np.int64]
    probabilities: NDArray[np.float32]
    thresholds: NDArray[np.float64]
    accuracy: float


@dataclass(frozen=True, eq=False)
class DoubtfulLabelsWanted(StandaloneQuestion):
    """Asks for labels that seem wrong.

    Four networks are trained, each on three quarters of the training pictures, and read the fourth;
    pictures of one group stay together. What they say is judged by confident learning.

    Attributes:
        recipe: What each network is; as many epochs as it says are trained.
        dataset: Whose training pictures are looked at.
        groups: The group of each training picture, such as the burst that it is of, or None; None
            where there are no groups.
    """

    lane: ClassVar[Lane] = Lane.STUDY

    recipe: Recipe
    dataset: Dataset
    groups: tuple[str | None, ...] | None = None

    def answer(self, progress: Progress) -> DoubtfulLabels:
        """Trains the networks, and judges the labels.

        Raises:
            NotWantedError: It is not wanted any more.
            DataError: A class has too few pictures, or a network diverged.
        """
        from signs_studio.diagnosis.confident_learning import (
            confident_thresholds,
            doubtful_labels,
        )

        labels = self.dataset.train_y
        probabilities = np.zeros((len(labels), self.dataset.classes), np.float32)
        for number, held_out in enumerate(folds(labels, seed=self.recipe.seed, groups=self.groups)):
            probabilities[held_out] = self._read(held_out, number, progress)
        pictures, seem = doubtful_labels(labels, probabilities)
        return DoubtfulLabels(
            pictures=pictures,
            seem=seem,
            probabilities=probabilities,
            thresholds=confident_thresholds(labels, probabilities),
            accuracy=float((probabilities.argmax(axis=1) == labels).mean()),
        )

    def _read(
        self, held_out: NDArray[np.int64], fold: int, progress: Progress
    ) -> NDArray[np.float32]:
        from signs_studio.data.curation import with_held_out
        from signs_studio.engine.evaluation import predictions
        from signs_studio.engine.training.trainer import Trainer

        dataset = with_held_out(self.dataset, held_out)
        # What ends a run early would leave the four networks unlike each other.
        to_the_end = replace(self.recipe.stopping, target_cost=0.0, patience=0, time_limit=0.0)
        recipe = replace(self.recipe, stopping=to_the_end)
        trainer = Trainer(recipe, dataset)
        last: list[Event] = []

        def follow(event: Event) -> None:
            last[:] = [event]
            if isinstance(event, EpochFinished):
                progress.tell(fold * recipe.epochs + event.epoch + 1, FOLDS * recipe.epochs)

        trainer.run(epochs=recipe.epochs, emit=follow, control=progress.control)
        progress.check()
        (end,) = last
        if not isinstance(end, RunFinished) or end.reason is FinishReason.DIVERGED:
            raise DataError(
                Message(
                    "insight",
                    "The network does not learn with this recipe, so that it cannot judge labels: "
                    "try a lower learning rate.",
                ).format()
            )
        return predictions(trainer.network(), dataset.test_x)


def folds(
    labels: NDArray[np.int32], *, seed: int, groups: tuple[str | None, ...] | None = None
) -> list[NDArray[np.int64]]:
    """Deals the pictures of every class out to ``FOLDS`` folds, groups as a whole.

    Args:
        labels: The class of each picture, (N,) int32.
        seed: What the order depends on, at least 0.
        groups: The group of each picture; None for one that is of no group.

    Returns:
        The places of the pictures of each fold, in rising order, int64; all places are in one.

    Raises:
        DataError: A class has pictures in one fold only.
    """
    generator = np.random.default_rng(seed)
    fold_of = np.empty(len(labels), np.int64)
    for sign in np.unique(labels):
        units: dict[object, list[int]] = {}
        for place in generator.permutation(np.flatnonzero(labels == sign)).tolist():
            group = None if groups is None else groups[place]
            units.setdefault(place if group is None else group, []).append(place)
        if len(units) == 1:
            raise DataError(
                Message(
                    "insight",
                    "Every class needs two training pictures or more that do not belong together, "
                    "for one to learn from and one to read.",
                ).format()
            )
        filled = np.zeros(FOLDS, np.int64)
        # The large ones first: the others fill up what is missing.
        for places in sorted(units.values(), key=len, reverse=True):
            fold = int(filled.argmin())
            fold_of[places] = fold
            filled[fold] += len(places)
    chosen = [np.flatnonzero(fold_of == fold) for fold in range(FOLDS)]
    return [places for places in chosen if len(places)]
