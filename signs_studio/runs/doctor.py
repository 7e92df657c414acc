"""A doctor for runs that do not learn: looks at every epoch and says once what begins to go wrong.

Nothing is said of a single bad epoch: what is found has lasted for a while, or came slowly, and
carries the epoch at which it began.
"""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING

from signs_studio.runs.events import EpochDiverged
from signs_studio.runs.findings import Finding, FindingKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from signs_studio.recipe.settings import Recipe
    from signs_studio.runs.events import EpochFinished
    from signs_studio.runs.vitals import Vitals

# What comes and goes within ten epochs is how training is. An epoch of few steps moves little, so
# that more of them are waited for: as many as make ten of the article's (of 34 steps) or so.
PATIENCE_EPOCHS = 10
PATIENCE_STEPS = 300

# The article's own network learns with four of five ReLUs of its first layer dead; with nine of ten
# it learnt late, or not at all (seeds 1 to 12, built-in pictures).
MANY_UNITS = 0.9

# Where the first layer's gradient is a thousandth of the last one's, the last has learnt what it
# can before the first has moved. Networks that learn had a tenth or more; six layers of sigmoid, or
# a first layer of tanh that is saturated, a ten-thousandth or less.
VANISHING_RATIO = 1e-3

# A step that learns moves a kernel by a thousandth of its length or so (less than 0.002 in all runs
# of the article's network that learn). By a tenth, ten steps forget everything.
EXPLODING_UPDATE = 0.1

# A cost that is not 2 % below that of guessing says nothing of any picture yet. One that moves,
# however slowly, is left in peace: a learning rate a hundred times too low still made 1 % in ten
# epochs of the article's network. So is one that jumps about, which is another matter.
STUCK_SHARE = 0.02
STUCK_FALL = 0.005

# Costs rise again by chance, and by much where they are near zero. Both are asked for: so many
# times the lowest, and so large a share of the cost of guessing more.
RISING_TIMES, RISING_SHARE = 1.25, 0.1
# The test cost is read after the epoch and over fewer pictures, but averages out as well, and a
# tenth above its lowest it does not come back while training goes on.
DRIFTING_TIMES, DRIFTING_SHARE = 1.1, 0.05


_Key = tuple[FindingKind, int | None]
"""What is said once: a kind and the layer that it is about."""

_STUCK: _Key = (FindingKind.STUCK, None)
_RISING: _Key = (FindingKind.RISING, None)
_DRIFTING: _Key = (FindingKind.DRIFTING, None)

_NOT_FINITE = (
    "The cost is no finite number any more: try a lower learning rate or another optimizer."
)


class Doctor:
    """Watches one run, epoch by epoch. Each kind of finding is said once, and once a layer.

    Attributes:
        patience: How many epochs it takes to tell whether a network learns.
    """

    def __init__(
        self, recipe: Recipe, *, train_counts: Sequence[int], test_counts: Sequence[int]
    ) -> None:
        """Gets to know the run.

        Args:
            recipe: What is trained.
            train_counts: How many training pictures there are of each sign.
            test_counts: How many test pictures there are of each sign.
        """
        count = sum(train_counts)
        steps = math.ceil(count / recipe.batch_size)
        shares = [some / count for some in train_counts if some]
        self._layers = len(recipe.layers)
        # What it costs to know nothing but how common each sign is: ln(signs) where all are alike.
        self._guessing = -sum(share * math.log(share) for share in shares)
        self._learnt = (1.0 - STUCK_SHARE) * self._guessing
        self._signs_differ = max(test_counts) < sum(test_counts)
        self.patience = max(PATIENCE_EPOCHS, math.ceil(PATIENCE_STEPS / steps))
        self._since: dict[_Key, int] = {}
        self._said: set[_Key] = set()
        self._costs = _Trend(self.patience)
        self._test_costs = _Trend(self.patience)
        self._cost_then = math.inf

    def examine(self, event: EpochFinished | EpochDiverged) -> list[Finding]:
        """What is found at an epoch that was not said before; epochs come in order."""
        epoch = event.epoch
        if isinstance(event, EpochDiverged):
            return [Finding(FindingKind.NOT_FINITE, epoch, None, _NOT_FINITE)]
        self._costs.add(epoch, event.cost)
        self._test_costs.add(epoch, event.test_cost)
        self._since = {key: self._since.get(key, epoch) for key in self._signs(event)}
        begun = {
            key: first
            for key, first in self._since.items()
            if epoch - first + 1 >= self.patience
            and key not in self._said
            and (key != _STUCK or self._stands_still)
        }
        begun.update(self._trends())
        return [self._say(key, first, event) for key, first in begun.items()]

    def _signs(self, event: EpochFinished) -> Iterator[_Key]:
        """What looks wrong in this epoch; where one thing brings another about, only the first."""
        vitals = event.vitals
        if vitals is not None:
            dead = [index for index, layer in enumerate(vitals.layers) if layer.dead >= 1.0]
            if dead:
                # What else there is comes of the layer that died first.
                keys = [(FindingKind.LAYER_DEAD, index) for index in dead]
                yield min(keys, key=lambda key: self._since.get(key, event.epoch))
                return
            saturated = False
            for index, layer in enumerate(vitals.layers):
                if layer.dead >= MANY_UNITS:
                    yield FindingKind.MANY_DEAD, index
                if layer.saturated >= MANY_UNITS:
                    saturated = True
                    yield FindingKind.SATURATED, index
                if layer.update >= EXPLODING_UPDATE:
                    yield FindingKind.EXPLODING, index
            if not saturated and _vanishes(vitals):
                yield FindingKind.VANISHING, None
            if self._signs_differ and vitals.said_most >= 1.0:
                yield FindingKind.ONE_SIGN, None
        if event.cost >= self._learnt:
            yield _STUCK

    @property
    def _stands_still(self) -> bool:
        costs = self._costs.recent
        falls = abs(costs[0] - costs[-1]) >= STUCK_FALL * self._guessing
        return not falls and max(costs) - min(costs) < STUCK_SHARE * self._guessing

    def _trends(self) -> Iterator[tuple[_Key, int]]:
        """What the costs of many epochs show, and since when."""
        costs, test_costs = self._costs, self._test_costs
        if _RISING not in self._said and costs.has_risen(
            times=RISING_TIMES, more=RISING_SHARE * self._guessing
        ):
            yield _RISING, costs.lowest_epoch + 1
        if test_costs.at_lowest:
            self._cost_then = costs.mean
        if (
            _DRIFTING not in self._said
            and costs.mean < min(self._cost_then, self._learnt)
            and test_costs.has_risen(times=DRIFTING_TIMES, more=DRIFTING_SHARE * self._guessing)
        ):
            yield _DRIFTING, test_costs.lowest_epoch + 1

    def _say(self, key: _Key, first: int, event: EpochFinished) -> Finding:
        self._said.add(key)
        kind, layer = key
        return Finding(kind, first, layer, self._in_words(kind, layer, event))

    def _in_words(self, kind: FindingKind, index: int | None, event: EpochFinished) -> str:
        """What was found, and what to try."""
        name = "Softmax layer" if index == self._layers else f"Layer {(index or 0) + 1}"
        match kind:
            case FindingKind.LAYER_DEAD:
                return (
                    f"{name}: every ReLU is dead, zero for every test picture, so that nothing "
                    "gets through and nothing is learnt: try another seed, a lower learning rate "
                    "or Leaky ReLU."
                )
            case FindingKind.MANY_DEAD:
                return (
                    f"{name}: {MANY_UNITS:.0%} or more of the ReLUs are dead, zero for every test "
                    "picture: try another seed, a lower learning rate or Leaky ReLU."
                )
            case FindingKind.SATURATED:
                return (
                    f"{name}: {MANY_UNITS:.0%} or more of the units are saturated, at one of their "
                    "ends for nearly every test picture, where they hardly learn: try a lower "
                    "learning rate, smaller initial weights, a batch norm before it or ReLU."
                )
            case FindingKind.VANISHING:
                return (
                    "The gradients vanish on their way back: the first layer's are less than a "
                    "thousandth of the last one's, so that it hardly learns: try ReLU, fewer "
                    "layers, He initial weights or a batch norm."
                )
            case FindingKind.EXPLODING:
                return (
                    f"{name}: each step changes the weights by more than {EXPLODING_UPDATE:.0%} "
                    "of their size, which undoes what was learnt: try a lower learning rate."
                )
            case FindingKind.STUCK:
                return (
                    f"The cost stays at {event.cost:.2f}, no better than guessing, which costs "
                    f"{self._guessing:.2f}: try a higher learning rate, another seed or other "
                    "initial weights."
                )
            case FindingKind.RISING:
                return "The cost is rising: try a lower learning rate or a larger batch."
            case FindingKind.DRIFTING:
                return (
                    "The test cost is rising while the training cost falls: the training pictures "
                    "are learnt by heart. Try L2, dropout, augmentation, more pictures or fewer "
                    "epochs."
                )
            case FindingKind.ONE_SIGN:
                return (
                    "Every test picture is read as the same sign, which is right for "
                    f"{event.test_accuracy:.0%} of them without looking: try another learning "
                    "rate, another seed, or as many pictures of each sign."
                )
        raise ValueError(f"{kind} is not found in an epoch that is kept")


class _Trend:
    """Means of a number over the last epochs, and the lowest of these means so far."""

    def __init__(self, epochs: int) -> None:
        self.recent: deque[float] = deque(maxlen=epochs)
        self._epochs = epochs
        self._total = 0.0
        self.mean = self.lowest = math.inf
        self.lowest_epoch = 0
        self.at_lowest = False

    def add(self, epoch: int, number: float) -> None:
        """Takes in the number of the next epoch; the mean is infinite until there are enough."""
        last = self.recent
        if len(last) == self._epochs:
            self._total -= last[0]
        last.append(number)
        self._total += number
        self.at_lowest = False
        if len(last) == self._epochs:
            self.mean = self._total / self._epochs
            if self.mean < self.lowest:
                self.at_lowest = True
                self.lowest, self.lowest_epoch = self.mean, epoch

    def has_risen(self, *, times: float, more: float) -> bool:
        """Whether the mean is that many times its lowest, and that much more as well."""
        return math.inf > self.mean > max(times * self.lowest, self.lowest + more)


def _vanishes(vitals: Vitals) -> bool:
    """Whether the first layer that has a kernel gets hardly any gradient."""
    slopes = [layer.gradient for layer in vitals.layers if layer.gradient >= 0.0]
    return len(slopes) > 1 and slopes[0] < VANISHING_RATIO * slopes[-1]
