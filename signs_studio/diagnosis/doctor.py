"""A doctor for runs that do not learn: looks at every epoch and says when something goes wrong.

Nothing is said of a single bad epoch: what is found has lasted for a while, or came slowly, and
carries the epoch at which it began. It is said once, and again only when it had gone away for a
good while, or had come to a halt and then grew much worse.
"""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING, Self

from signs_studio.diagnosis.beforehand import findings_beforehand
from signs_studio.recipe.changes import with_change
from signs_studio.recipe.network_summary import summarise_network
from signs_studio.runs.events import (
    EpochDiverged,
    EpochFinished,
    FindingMade,
    RecipeChanged,
    Snapshot,
)
from signs_studio.runs.findings import NEEDED_VALUES, Finding, FindingKind
from signs_studio.runs.record import SERIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from signs_studio.data.array_types import Pictures
    from signs_studio.data.curation import BrightnessAndContrast
    from signs_studio.data.dataset import Dataset
    from signs_studio.data.streamed import StreamedPictures
    from signs_studio.recipe.recipe import Recipe
    from signs_studio.runs.diagnostics import Diagnostics
    from signs_studio.runs.events import Event
    from signs_studio.runs.record import RunRecord

# What comes and goes within ten epochs is how training is. An epoch of few steps moves little, so
# that more of them are waited for: as many as make ten of the article's (of 34 steps) or so.
PATIENCE_EPOCHS = 10
PATIENCE_STEPS = 300

# The article's own network learns with four of five ReLUs of its first layer dead; with nine of ten
# it learnt late, or not at all (seeds 1 to 12, built-in pictures). From one half on, people who see
# the dead units elsewhere ask about them.
MANY_UNITS, HALF_UNITS = 0.9, 0.5

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

# Photographs of one room under one light differ by a twentieth of the scale or so; what differs by
# more than a fifth, or in contrast by half, was taken or prepared in another way.
BRIGHTNESS_DIFFERS, CONTRAST_DIFFERS_TIMES = 0.2, 1.5
_LOOKED_AT = 512

# What comes and goes for long is one finding, so that it must be away for longer than it takes to
# be sure of it, or a rise have halted for as long, before it is news again; and then a rise must be
# larger as well.
GONE_PATIENCES = 5
AGAIN_TIMES, AGAIN_SHARE = 2.0, 0.2

# A network that learns fast reads test pictures better than training pictures for some epochs, for
# those were read before it had learnt.
AHEAD_PATIENCES = 3
# Without a reason, a test that is a little easier than training is luck, or the choice of pictures.
# A lead of so many standard errors of the test accuracy is not.
LEAD_ERRORS = 3.0

# The article's network has 285 parameters for each picture, and learns them by heart. What reads
# all that it learnt from, and a tenth less of the others, has too few to learn from.
PARAMETERS_PER_PICTURE = 100
BY_HEART, BY_HEART_GAP = 0.99, 0.1

_Key = tuple[FindingKind, int | None]
"""A kind of finding and the layer that it is about."""

_TEST_AHEAD: _Key = (FindingKind.TEST_AHEAD, None)
_STUCK: _Key = (FindingKind.STUCK, None)
_RISING: _Key = (FindingKind.RISING, None)
_DRIFTING: _Key = (FindingKind.DRIFTING, None)
_SETS_DIFFER: _Key = (FindingKind.SETS_DIFFER, None)
_TEST_TOO_GOOD: _Key = (FindingKind.TEST_TOO_GOOD, None)
_FEW_PICTURES: _Key = (FindingKind.FEW_PICTURES, None)


def patience_of(recipe: Recipe, *, train_count: int) -> int:
    """Returns how many epochs it takes to tell whether a network learns."""
    steps = math.ceil(train_count / recipe.batch_size)
    return max(PATIENCE_EPOCHS, math.ceil(PATIENCE_STEPS / steps))


class Doctor:
    """Watches one run, epoch by epoch.

    Attributes:
        patience: How many epochs it takes to tell whether a network learns.
        recipe: What the next epoch is trained with; some of it may change with every epoch.
    """

    @classmethod
    def of(cls, recipe: Recipe, dataset: Dataset) -> Self:
        """Returns a doctor for a run of ``recipe`` on ``dataset``."""
        import numpy as np

        train_counts, test_counts = (
            np.bincount(labels, minlength=dataset.classes).tolist()
            for labels in (dataset.train_y, dataset.test_y)
        )
        looks = _look_of(dataset.train_x), _look_of(dataset.test_x)
        network = summarise_network(
            recipe.layers, picture_shape=dataset.picture_shape, classes=dataset.classes
        )
        return cls(
            recipe,
            train_counts=train_counts,
            test_counts=test_counts,
            looks=looks,
            parameters=network.parameters,
            beforehand=findings_beforehand(recipe, dataset, train_look=looks[0]),
        )

    @classmethod
    def of_record(cls, record: RunRecord, dataset: Dataset) -> Self:
        """Returns a doctor who knows all of a run that was kept, as if it had watched it."""
        doctor = cls.of(record.recipe, dataset)
        columns = [record.series(name).tolist() for name in SERIES]
        for epoch, numbers in enumerate(zip(*columns, strict=True)):
            for change in record.changes:
                if change.epoch == epoch:
                    doctor.recipe = with_change(doctor.recipe, change.field, change.value)
            doctor.examine(
                EpochFinished(
                    epoch=epoch,
                    diagnostics=record.diagnostics[epoch],
                    **dict(zip(SERIES, numbers, strict=True)),
                )
            )
        doctor.recipe = record.last_recipe
        return doctor

    def __init__(
        self,
        recipe: Recipe,
        *,
        train_counts: Sequence[int],
        test_counts: Sequence[int],
        looks: tuple[BrightnessAndContrast, BrightnessAndContrast] | None = None,
        parameters: int = 0,
        beforehand: Sequence[Finding] = (),
    ) -> None:
        """Gets to know the run.

        Args:
            recipe: What is trained.
            train_counts: How many training pictures there are of each sign.
            test_counts: How many test pictures there are of each sign.
            looks: Brightness and contrast of the training pictures and of the test pictures; None
                where nothing is known of them.
            parameters: How many numbers the network learns.
            beforehand: What was found before the first epoch, which is said with it.
        """
        self._looks = looks
        self._beforehand = tuple(beforehand)
        self._parameters = parameters
        self.recipe = recipe
        count = sum(train_counts)
        shares = [some / count for some in train_counts if some]
        self._layers = len(recipe.layers)
        # What it costs to know nothing but how common each sign is: ln(signs) where all are alike.
        self._guessing = -sum(share * math.log(share) for share in shares)
        self._learnt = (1.0 - STUCK_SHARE) * self._guessing
        self._signs_differ = max(test_counts) < sum(test_counts)
        self._train_count, self._test_count = count, sum(test_counts)
        self.patience = patience_of(recipe, train_count=count)
        self._since: dict[_Key, int] = {}
        # Of what lasts and was said, how many epochs ago it was last seen.
        self._unseen: dict[_Key, int] = {}
        self._costs = _Trend(self.patience, guessing=self._guessing)
        self._test_costs = _Trend(self.patience, guessing=self._guessing)
        # By how much the test accuracy is above that of training.
        self._leads: deque[float] = deque(maxlen=self.patience)
        self._ahead_is_told = False
        self._ahead_since = 0
        self._ahead_reasons = self._only_in_training
        self._cost_then = math.inf
        self._has_learnt = False

    def listening(self, emit: Callable[[Event], None]) -> Callable[[Event], None]:
        """Returns an ``emit`` for a run, which adds a ``FindingMade`` wherever something is found.

        It comes after all events of its epoch.

        Args:
            emit: Takes the run's events and those that are added, in order, on the run's thread.
        """
        found: list[Finding] = []

        def say(event: Event) -> None:
            emit(event)
            match event:
                case RecipeChanged():
                    self.recipe = with_change(self.recipe, event.field, event.value)
                case EpochFinished() | EpochDiverged():
                    found.extend(self.examine(event))
            # The predictions of an epoch come after its numbers.
            if isinstance(event, Snapshot | EpochDiverged):
                for finding in found:
                    emit(FindingMade(finding=finding))
                found.clear()

        return say

    def examine(self, event: EpochFinished | EpochDiverged) -> list[Finding]:
        """Returns what is found at an epoch and is news by then; epochs come in order."""
        epoch = event.epoch
        if isinstance(event, EpochDiverged):
            return [Finding(FindingKind.NOT_FINITE, epoch)]
        self._costs.add(epoch, event.cost)
        self._test_costs.add(epoch, event.test_cost)
        self._has_learnt = self._has_learnt or self._costs.mean < self._learnt
        self._since = {key: self._since.get(key, epoch) for key in self._signs(event)}
        unseen = {key: 0 if key in self._since else n + 1 for key, n in self._unseen.items()}
        self._unseen = {key: n for key, n in unseen.items() if n < GONE_PATIENCES * self.patience}
        begun = {
            key: first
            for key, first in self._since.items()
            if epoch - first + 1 >= self.patience
            and key not in self._unseen
            and (key != _STUCK or self._stands_still)
        }
        self._unseen.update(dict.fromkeys(begun, 0))
        begun.update(self._trends())
        begun.update(self._test_ahead(event))
        found = [
            Finding(kind, first, layer, self._values(kind, event))
            for (kind, layer), first in begun.items()
        ]
        return [*self._beforehand, *found] if epoch == 0 else found

    def _signs(self, event: EpochFinished) -> Iterator[_Key]:
        """Yields what looks wrong in this epoch; of what follows from another, only the other."""
        diagnostics = event.diagnostics
        if diagnostics is not None:
            dead = [index for index, layer in enumerate(diagnostics.layers) if layer.dead >= 1.0]
            if dead:
                # What else there is comes of the layer that died first.
                keys = [(FindingKind.LAYER_DEAD, index) for index in dead]
                yield min(keys, key=lambda key: self._since.get(key, event.epoch))
                return
            saturated = False
            for index, layer in enumerate(diagnostics.layers):
                if layer.dead >= MANY_UNITS:
                    yield FindingKind.MANY_DEAD, index
                elif (
                    layer.dead >= HALF_UNITS and (FindingKind.MANY_DEAD, index) not in self._unseen
                ):
                    yield FindingKind.HALF_DEAD, index
                if layer.saturated >= MANY_UNITS:
                    saturated = True
                    yield FindingKind.SATURATED, index
                if layer.update >= EXPLODING_UPDATE:
                    yield FindingKind.EXPLODING, index
            if not saturated and _vanishes(diagnostics):
                yield FindingKind.VANISHING, None
            if self._signs_differ and diagnostics.top_class_share >= 1.0:
                yield FindingKind.ONE_SIGN, None
        if event.cost >= self._learnt:
            yield _STUCK
        has_many = self._parameters >= PARAMETERS_PER_PICTURE * self._train_count
        gap = event.train_accuracy - event.test_accuracy
        if has_many and event.train_accuracy >= BY_HEART and gap >= BY_HEART_GAP:
            yield _FEW_PICTURES

    @property
    def _stands_still(self) -> bool:
        costs = self._costs.recent
        falls = abs(costs[0] - costs[-1]) >= STUCK_FALL * self._guessing
        return not falls and max(costs) - min(costs) < STUCK_SHARE * self._guessing

    def _trends(self) -> Iterator[tuple[_Key, int]]:
        """Yields what the costs of many epochs show, and since when."""
        costs, test_costs = self._costs, self._test_costs
        if test_costs.at_lowest:
            self._cost_then = costs.mean
        if costs.has_risen(times=RISING_TIMES, share=RISING_SHARE):
            yield _RISING, costs.tell()
        if costs.mean < min(self._cost_then, self._learnt) and test_costs.has_risen(
            times=DRIFTING_TIMES, share=DRIFTING_SHARE
        ):
            # A network cannot be blamed for what it was never shown.
            kind = _SETS_DIFFER if self._looks and _differ(*self._looks) else _DRIFTING
            yield kind, test_costs.tell()

    def _test_ahead(self, event: EpochFinished) -> Iterator[tuple[_Key, int]]:
        """Yields that the test is read better than training for long: as a note, with a reason."""
        self._leads.append(event.test_accuracy - event.train_accuracy)
        reasons = self._only_in_training
        if reasons != self._ahead_reasons:
            self._ahead_reasons = reasons
            self._ahead_since = event.epoch
        if sum(self._leads) <= 0:
            self._ahead_since = event.epoch + 1
        lasts = event.epoch - self._ahead_since + 1 >= AHEAD_PATIENCES * self.patience
        if self._ahead_is_told or not lasts or not (any(reasons) or self._leads_by_more_than_luck):
            return
        self._ahead_is_told = True
        yield _TEST_AHEAD if any(reasons) else _TEST_TOO_GOOD, self._ahead_since

    @property
    def _leads_by_more_than_luck(self) -> bool:
        lead = sum(self._leads) / len(self._leads)
        # An accuracy of one half has the largest error.
        return lead > LEAD_ERRORS * math.sqrt(0.25 / self._test_count)

    @property
    def _only_in_training(self) -> tuple[bool, bool]:
        """Tells whether dropout, and whether augmentation, makes only training harder."""
        return self.recipe.has_dropout, self.recipe.has_augmentation

    def _values(self, kind: FindingKind, event: EpochFinished) -> tuple[tuple[str, float], ...]:
        """Returns the numbers of a finding of this kind."""
        dropout, augmentation = self._only_in_training
        values: dict[str, float] = {
            "hidden_layers": self._layers,
            "limit": EXPLODING_UPDATE if kind is FindingKind.EXPLODING else MANY_UNITS,
            "cost": event.cost,
            "guessing": self._guessing,
            "has_learnt": int(self._has_learnt),
            "accuracy": event.test_accuracy,
            "train_accuracy": event.train_accuracy,
            "parameters": self._parameters,
            "pictures": self._train_count,
            "dropout": int(dropout),
            "augmentation": int(augmentation),
        }
        if self._looks is not None:
            for name, look in zip(("train", "test"), self._looks, strict=True):
                values[f"{name}_brightness"] = look.brightness
                values[f"{name}_contrast"] = look.contrast
        return tuple((name, values[name]) for name in NEEDED_VALUES.get(kind, ()))


class _Trend:
    """Means of a number over the last epochs, and the lowest of these means so far.

    Once a rise is told, the lowest is looked for anew when it has halted.
    """

    def __init__(self, epochs: int, *, guessing: float) -> None:
        self.recent: deque[float] = deque(maxlen=epochs)
        self._epochs = epochs
        self._guessing = guessing
        self._total = 0.0
        self.mean = self.lowest = math.inf
        self.lowest_epoch = 0
        self.at_lowest = False
        self._told = False
        self._rises = False
        self._highest = -math.inf
        self._since_highest = 0

    def add(self, epoch: int, number: float) -> None:
        """Takes in the number of the next epoch; the mean is infinite until there are enough."""
        last = self.recent
        if len(last) == self._epochs:
            self._total -= last[0]
        last.append(number)
        self._total += number
        self.at_lowest = False
        if len(last) < self._epochs:
            return
        self.mean = self._total / self._epochs
        if self._rises:
            self._follow_rise()
        if not self._rises and self.mean < self.lowest:
            self.at_lowest = True
            self.lowest, self.lowest_epoch = self.mean, epoch

    def has_risen(self, *, times: float, share: float) -> bool:
        """Returns whether the mean is far above its lowest, in a rise that was not told yet.

        Args:
            times: How many times its lowest it must be.
            share: How much more it must be as well, as a share of the cost of guessing.
        """
        if self._told:
            times, share = AGAIN_TIMES, AGAIN_SHARE
        high = max(times * self.lowest, self.lowest + share * self._guessing)
        return not self._rises and math.inf > self.mean > high

    def tell(self) -> int:
        """Notes that the rise is told, and returns the epoch at which it began."""
        self._told = self._rises = True
        self._highest, self._since_highest = self.mean, 0
        return self.lowest_epoch + 1

    def _follow_rise(self) -> None:
        """Sees whether the rise goes on, or has halted for long."""
        if self.mean > self._highest:
            self._highest, self._since_highest = self.mean, 0
            return
        self._since_highest += 1
        if self._since_highest == GONE_PATIENCES * self._epochs:
            self._rises = False
            self.lowest = math.inf


def _look_of(pictures: Pictures | StreamedPictures) -> BrightnessAndContrast:
    """Returns brightness and contrast of some pictures, evenly spread over all."""
    import numpy as np

    from signs_studio.data.curation import brightness_and_contrast

    places = np.unique(np.linspace(0, len(pictures) - 1, _LOOKED_AT).astype(np.int64))
    return brightness_and_contrast(pictures[places.tolist()])


def _differ(one: BrightnessAndContrast, other: BrightnessAndContrast) -> bool:
    """Returns whether two sets of pictures differ grossly in brightness or contrast."""
    low, high = sorted((one.contrast, other.contrast))
    differ = abs(one.brightness - other.brightness) > BRIGHTNESS_DIFFERS
    return differ or high > CONTRAST_DIFFERS_TIMES * low


def _vanishes(diagnostics: Diagnostics) -> bool:
    """Returns whether the first layer that has a kernel gets hardly any gradient."""
    slopes = [layer.gradient for layer in diagnostics.layers if layer.gradient >= 0.0]
    return len(slopes) > 1 and slopes[0] < VANISHING_RATIO * slopes[-1]
