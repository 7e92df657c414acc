"""Learning-rate finder: the cost while the learning rate rises from step to step."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from signs_studio.errors import PersonError
from signs_studio.insight.question import Lane, StandaloneQuestion
from signs_studio.messages import Message
from signs_studio.numbers import format_significant, round_significant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from signs_studio.data.array_types import Labels
    from signs_studio.data.dataset import Dataset
    from signs_studio.insight.question import Progress
    from signs_studio.recipe.recipe import Recipe

LOWEST_RATE, HIGHEST_RATE = 1e-5, 10.0
STEPS = 400
RETRY_FACTOR = 4
"""Factor by which the number of steps grows where a first search says nothing."""
SEEDS = 3
_WINDOW_SHARE = 0.1
"""Share of the costs of which a mean is taken: over two thirds of a power of ten."""
_DIVERGED = 4.0
"""Times the lowest mean so far at which a seed is broken off."""
_ENTERS, _LEAVES = 0.8, 0.6
"""Shares of the fall at which the valley is entered and left: costs jump up and down."""
_SAFETY = 3.0
_LEAST_RATIO = 3.0
"""Of the ends of the range: costs of a few seeds say no more."""
_LEAST_FALL = 0.02
"""Share of the first cost by which it must fall to count as learning."""


class NothingLearntError(PersonError):
    """A network learns at none of the learning rates."""


@dataclass(frozen=True, eq=False)
class LearningRateRange:
    """Costs over rising rates, and where between them a rate may lie.

    Attributes:
        rates: Learning rate of each step, (steps,) float64, rising geometrically.
        costs: Smoothed cost of each seed at each step, (seeds, steps) float64, NaN from where it
            diverged or ended.
        low: Lowest rate that is suggested.
        high: Highest rate that is suggested.
        diverged: Whether any seed diverged.
    """

    rates: NDArray[np.float64]
    costs: NDArray[np.float64]
    low: float
    high: float
    diverged: bool

    @property
    def middle(self) -> float:
        """Geometric middle of the range, rounded to one significant digit."""
        return round_significant(math.sqrt(self.low * self.high), 1)

    @property
    def fall(self) -> float:
        """Fall of the mean cost of the seeds from where it starts to its lowest point."""
        mean = self.costs.mean(axis=0)
        return float(mean[0] - np.nanmin(mean))

    @property
    def spread(self) -> float:
        """Distance between the lowest and the highest cost of the seeds at that point."""
        lowest = int(np.nanargmin(self.costs.mean(axis=0)))
        return float(np.ptp(self.costs[:, lowest]))

    @property
    def is_within_spread(self) -> bool:
        """True if the mean cost falls by less than the seeds differ at its lowest point."""
        return self.fall < self.spread


@dataclass(frozen=True, eq=False)
class LearningRateRangeWanted(StandaloneQuestion):
    """Asks which learning rates a recipe can be trained with.

    Networks of some seeds are trained for some steps each, with a rate that rises geometrically
    (Smith 2017, "Cyclical Learning Rates for Training Neural Networks"). Where the cost does not
    fall by more than the seeds differ, as of the article's network, all of it is done again with
    ``RETRY_FACTOR`` times as many steps. The networks are new ones: no run is touched.

    Its progress is a share of the steps of both searches from the start, so that it never falls
    back; where the first one is enough, the rest is skipped.

    Attributes:
        recipe: What is trained; its own seed is the first of the seeds.
        dataset: What it learns from.
        steps: Of each network.
    """

    lane: ClassVar[Lane] = Lane.STUDY

    recipe: Recipe
    dataset: Dataset
    steps: int = STEPS

    def answer(self, progress: Progress) -> LearningRateRange:
        """Returns the costs, and the range that they suggest.

        Raises:
            NotWantedError: It is not wanted any more.
            NothingLearntError: The network learns at none of the rates.
            PersonError: It does not fit the data.
        """
        found: LearningRateRange | None = None
        try:
            found = self._range_in(self.steps, progress)
            if found.is_within_spread:
                found = self._retry(progress)
        except NothingLearntError:
            found = found or self._retry(progress)
        progress.step(self._all_steps, self._all_steps)
        return found

    @property
    def _all_steps(self) -> int:
        """Steps of all seeds in both searches."""
        return SEEDS * (1 + RETRY_FACTOR) * self.steps

    def _retry(self, progress: Progress) -> LearningRateRange:
        return self._range_in(RETRY_FACTOR * self.steps, progress, done=SEEDS * self.steps)

    def _range_in(self, steps: int, progress: Progress, *, done: int = 0) -> LearningRateRange:
        """Returns the range that follows from so many steps of each seed.

        Args:
            steps: Of each seed.
            progress: Told of every step.
            done: Steps of a search before this one, which count as progress.
        """
        from signs_studio.engine.training.single_steps import rising_rate_costs

        rates = np.geomspace(LOWEST_RATE, HIGHEST_RATE, steps)
        costs = []
        for index in range(SEEDS):
            recipe = replace(self.recipe, seed=self.recipe.seed + index)

            def is_enough(so_far: Sequence[float], before: int = done + index * steps) -> bool:
                progress.step(before + len(so_far), self._all_steps)
                return has_diverged(so_far, steps=steps)

            costs.append(
                rising_rate_costs(recipe, self.dataset, rates=rates.tolist(), is_enough=is_enough)
            )
        return range_of(rates, np.array(costs))


def guessing_cost(labels: Labels) -> float:
    """Returns the cost of answering with the shares of the classes: their entropy, in nats.

    No answer that does not look at the pictures costs less.

    Args:
        labels: Class of each picture, (N,), one at least.
    """
    counts = np.bincount(labels)
    shares = counts[counts > 0] / len(labels)
    return float(-(shares * np.log(shares)).sum())


def has_diverged(costs: Sequence[float], *, steps: int) -> bool:
    """Returns whether the latest costs are several times those at the lowest point.

    Costs of single batches jump: means of neighbouring ones are compared.

    Args:
        costs: Of the steps so far.
        steps: How many steps there are in all.
    """
    window = _window(steps)
    if len(costs) <= window:
        return False
    means = np.convolve(costs, np.ones(window) / window, "valid")
    return bool(means[-1] > _DIVERGED * means.min())


def _window(steps: int) -> int:
    """Returns the odd number of neighbouring costs of which means are taken."""
    return 2 * round(_WINDOW_SHARE * steps / 2) + 1


def smooth(costs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Returns the mean of the costs around each step; at the ends, of those nearest.

    Unlike an average over the steps before, it does not lag behind the rate.

    Args:
        costs: (steps,); not finite from some step on, where the mean is NaN.
    """
    window = _window(len(costs))
    is_finite = np.isfinite(costs)
    count = len(costs) if is_finite.all() else int(is_finite.argmin())
    smoothed = np.full(len(costs), np.nan)
    sums = np.concatenate([[0.0], np.cumsum(costs[:count])])
    first = (np.arange(count) - window // 2).clip(0, max(count - window, 0))
    last = np.minimum(first + window, count)
    smoothed[:count] = (sums[last] - sums[first]) / (last - first)
    return smoothed


def range_of(rates: NDArray[np.float64], costs: NDArray[np.float64]) -> LearningRateRange:
    """Returns what costs suggest.

    The mean cost of the seeds falls from where it starts to its lowest point. The range begins
    where four fifths of that fall are done: with lower rates little is learnt in so many steps. It
    ends at a third of the rate at which the cost has risen again, or a seed diverges, for a rate
    that goes well for a moment need not go well for long; and at three times the rate at the
    lowest point, for a network whose units have died has a low cost at any rate.

    Args:
        rates: (steps,), rising.
        costs: Of each seed, (seeds, steps), not smoothed; not finite from where it ended.

    Raises:
        NothingLearntError: The cost does not fall.
    """
    smoothed = np.array([smooth(each) for each in costs])
    mean = smoothed.mean(axis=0)
    finite = mean[np.isfinite(mean)]
    start = float(finite[0]) if len(finite) else math.nan
    fall = start - float(finite.min(initial=math.inf))
    if not fall > _LEAST_FALL * start:
        raise NothingLearntError(
            Message(
                "insight",
                "The cost falls at none of the learning rates from {low} to {high}: this network "
                "learns nothing within {steps} steps. Look at its layers and its first weights.",
            ).format(
                low=format_significant(LOWEST_RATE),
                high=format_significant(HIGHEST_RATE),
                steps=len(rates),
            )
        )
    lowest = int(finite.argmin())
    enters = int((finite <= start - _ENTERS * fall).argmax())
    is_out = np.append(finite > start - _LEAVES * fall, True)
    leaves = lowest + int(is_out[lowest:].argmax()) - 1
    high = min(float(rates[leaves]) / _SAFETY, _SAFETY * float(rates[lowest]))
    return LearningRateRange(
        rates=rates,
        costs=smoothed,
        low=min(float(rates[enters]), high / _LEAST_RATIO),
        high=high,
        diverged=bool(np.isnan(smoothed).any()),
    )
