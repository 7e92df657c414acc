"""One step of training, explained: forward, cost, backward, update."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from signs_studio.insight.question import NetworkQuestion
from signs_studio.insight.update_arithmetic import Term, WeightUpdate, update_terms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures
    from signs_studio.data.dataset import Dataset
    from signs_studio.engine.training.single_steps import StepTaken
    from signs_studio.engine.training.state import Network
    from signs_studio.insight.question import Progress
    from signs_studio.recipe.layer_kinds.kind import Layer
    from signs_studio.recipe.recipe import Recipe
    from signs_studio.runs.record import RunRecord

_EXAMPLES = 2


@dataclass(frozen=True, eq=False, kw_only=True)
class Example:
    """A picture of the batch.

    Attributes:
        place: Index in the training set.
        picture: (height, width, channels), uint8 in 0..255 or float32 in 0..1.
        label: Its class.
        logits: (classes,) float32.
        probabilities: (classes,) float64 in 0..1.
        cost: Its cross-entropy, −ln of the probability of its class.
    """

    place: int
    picture: Pictures
    label: int
    logits: NDArray[np.float32]
    probabilities: NDArray[np.float64]
    cost: float


@dataclass(frozen=True, kw_only=True)
class LayerStep:
    """A layer in a step.

    Attributes:
        layer: The layer.
        shape: Of what it gives for the batch.
        gradient: Length of the gradient of its kernel; None where it learns nothing.
        update: How far the step moves its kernel, as a share of the kernel's length; None too.
    """

    layer: Layer
    shape: tuple[int, ...]
    gradient: float | None
    update: float | None


@dataclass(frozen=True, kw_only=True)
class ExplainedBatch:
    """A step, with real numbers.

    Attributes:
        step: How many steps this is since training began.
        batch: Pictures in the batch.
        shape: Of the batch.
        layers: Of the network, the softmax layer's dense one last.
        examples: The first pictures of the batch.
        cost: Mean cross-entropy of the batch.
        objective: What is minimised: the same with label smoothing and penalties.
        unit: Of the softmax layer: the class whose weight is followed.
        weight: The weight is the one with which it reads this number of the layer before, from 0.
        optimizer: A name in ``OPTIMIZERS``.
        terms: Arithmetic of the weight's update, the new weight last.
        after: The weight after the step, as training has it.
        has_chance: Whether dropout or augmentation draw random numbers, which training may draw
            otherwise.
    """

    step: int
    batch: int
    shape: tuple[int, ...]
    layers: tuple[LayerStep, ...]
    examples: tuple[Example, ...]
    cost: float
    objective: float
    unit: int
    weight: int
    optimizer: str
    terms: tuple[Term, ...]
    after: float
    has_chance: bool


@dataclass(frozen=True, eq=False, kw_only=True)
class ExplainedBatchWanted(NetworkQuestion):
    """Asks for the first step of the epoch that follows.

    Attributes:
        dataset: What the run learns from.
        record: Of the run, which nobody changes any more.
    """

    dataset: Dataset
    record: RunRecord

    def answer(self, network: Network, progress: Progress) -> ExplainedBatch:  # noqa: ARG002
        """Returns the step; the network stays as it is.

        Raises:
            DataError: A picture cannot be read any more.
        """
        from signs_studio.engine.training.single_steps import next_step

        recipe, rate = self.record.training_of(network.epochs)
        taken = next_step(network, self.dataset, recipe=recipe, learning_rate=rate)
        kernel = f"layers.{len(network.layers) - 1}.kernel"
        # The weight that the batch would change most: there is something to be seen.
        gradients = np.nan_to_num(np.abs(taken.gradients[kernel]))
        unit, weight = np.unravel_index(int(gradients.argmax()), gradients.shape)
        optimizer = recipe.optimizer.name
        update = _update_of(taken, kernel, (int(unit), int(weight)))
        return ExplainedBatch(
            step=taken.step,
            batch=len(taken.places),
            shape=(len(taken.places), *self.dataset.picture_shape),
            layers=tuple(
                LayerStep(
                    layer=layer,
                    shape=activation.shape,
                    gradient=_length(taken.gradients.get(f"layers.{index}.kernel")),
                    update=_update_share(taken, f"layers.{index}.kernel"),
                )
                for index, (layer, activation) in enumerate(
                    zip(network.layers, taken.activations, strict=True)
                )
            ),
            examples=tuple(
                self._example(taken, place) for place in range(min(_EXAMPLES, len(taken.places)))
            ),
            cost=taken.cost,
            objective=taken.objective,
            unit=int(unit),
            weight=int(weight),
            optimizer=optimizer,
            terms=update_terms(optimizer, update),
            after=update.after,
            has_chance=_has_chance(recipe),
        )

    def _example(self, taken: StepTaken, place: int) -> Example:
        index = int(taken.places[place])
        logits = taken.activations[-1][place]
        shifted = logits.astype(np.float64) - logits.max()
        logarithms = shifted - np.log(np.exp(shifted).sum())
        label = int(self.dataset.train_y[index])
        return Example(
            place=index,
            picture=self.dataset.train_x[[index]][0],
            label=label,
            logits=logits,
            probabilities=np.exp(logarithms),
            cost=-float(logarithms[label]),
        )


def _has_chance(recipe: Recipe) -> bool:
    drops = any(layer.kind == "dropout" for layer in recipe.layers)
    return drops or any(bool(value) for value in recipe.augmentation.values())


def _update_of(taken: StepTaken, kernel: str, at: tuple[int, int]) -> WeightUpdate:
    def numbers(slots: tuple[NDArray[np.floating], ...]) -> list[float]:
        return [float(each[at] if each.shape else each) for each in slots]

    return WeightUpdate(
        before=float(taken.before[kernel][at]),
        gradient=float(taken.gradients[kernel][at]),
        after=float(taken.after[kernel][at]),
        slots_before=numbers(taken.slots_before[kernel]),
        slots_after=numbers(taken.slots_after[kernel]),
        step=taken.step,
        numbers=taken.numbers,
    )


def _length(array: NDArray[np.float32] | None) -> float | None:
    return None if array is None else float(np.linalg.norm(array.ravel()))


def _update_share(taken: StepTaken, kernel: str) -> float | None:
    before = _length(taken.before.get(kernel))
    if before is None:
        return None
    moved = _length(taken.after[kernel] - taken.before[kernel])
    return moved / before if moved is not None and before else 0.0
