"""Learning-rate finder: its steps are those of training, and its range follows from the costs."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import log_loss

from signs_studio.engine.training import single_steps
from signs_studio.engine.training.single_steps import rising_rate_costs
from signs_studio.engine.training.trainer import Trainer
from signs_studio.errors import PersonError
from signs_studio.insight.learning_rate_range import (
    HIGHEST_RATE,
    LOWEST_RATE,
    RETRY_FACTOR,
    SEEDS,
    LearningRateRangeWanted,
    NothingLearntError,
    guessing_cost,
    has_diverged,
    range_of,
    smooth,
)
from signs_studio.insight.question import NotWantedError, Progress
from signs_studio.recipe.draft import validate
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.recipe import Recipe
from signs_studio.runs.control import RunControl
from signs_studio.runs.events import EpochFinished, Event
from tests.conftest import drawn_dataset

DATASET = drawn_dataset()
RATES = np.geomspace(LOWEST_RATE, HIGHEST_RATE, 400)


def make_recipe(**fields: str) -> Recipe:
    draft = PRESETS["article"].draft
    for name, text in {"layers": "5:tanh", "batch_size": "8", **fields}.items():
        draft = draft.with_field(name, text)
    recipe = validate(draft).recipe
    assert recipe is not None
    return recipe


def valley(*, falls: float, rises: float) -> np.ndarray:
    """Costs that fall from 2 to 1 around one rate, and rise again around another."""
    powers = np.log10(RATES)
    fall = 1 / (1 + np.exp(-8 * (powers - math.log10(falls))))
    rise = np.exp(4 * (powers - math.log10(rises)))
    return np.array(2 - fall + rise)


def test_its_steps_are_those_of_training() -> None:
    recipe = make_recipe(learning_rate="0.01")
    trainer = Trainer(recipe, DATASET)
    events: list[Event] = []
    trainer.run(epochs=2, emit=events.append, control=RunControl())
    trained = [event.cost for event in events if isinstance(event, EpochFinished)]

    steps = -(-len(DATASET.train_y) // recipe.batch_size)
    costs = rising_rate_costs(
        recipe, DATASET, rates=[0.01] * 2 * steps, is_enough=lambda _costs: False
    )
    sizes = np.array([8] * (steps - 1) + [len(DATASET.train_y) - 8 * (steps - 1)])
    means = costs.reshape(2, steps) @ sizes / sizes.sum()
    np.testing.assert_allclose(means, trained, rtol=1e-5)


def test_a_run_is_left_as_it_is_to_the_bit() -> None:
    recipe = make_recipe()
    trainer, alone = Trainer(recipe, DATASET), Trainer(recipe, DATASET)
    for each in (trainer, alone):
        each.run(epochs=1, emit=lambda _event: None, control=RunControl())
    LearningRateRangeWanted(recipe, DATASET, steps=60).answer(Progress())
    for each in (trainer, alone):
        each.run(epochs=1, emit=lambda _event: None, control=RunControl())
    arrays, others = trainer.checkpoint().arrays, alone.checkpoint().arrays
    assert arrays.keys() == others.keys()
    assert all(np.array_equal(arrays[name], others[name]) for name in arrays)


def test_costs_that_diverge_end_and_the_range_lies_below() -> None:
    found = LearningRateRangeWanted(make_recipe(optimizer="sgd", l2="1"), DATASET).answer(
        Progress()
    )
    assert found.diverged
    ended = np.isnan(found.costs)
    assert ended[:, -1].any()
    assert not ended[:, 0].any()
    # Once it has ended, nothing follows.
    assert (np.diff(ended.astype(int), axis=1) >= 0).all()
    first = RATES[ended.any(axis=0).argmax()]
    assert LOWEST_RATE / 3 <= found.low < found.high < first


def test_the_range_is_the_valley_below_where_the_cost_rises() -> None:
    found = range_of(RATES, np.stack([valley(falls=1e-3, rises=1.0)] * 3))
    assert 1e-3 < found.low < 3e-3
    assert 2 * found.low < found.high < 0.3
    assert found.low < found.middle < found.high
    digit, _, _ = f"{found.middle:.6e}".partition("e")
    assert float(digit) == int(float(digit))
    assert not found.diverged


def test_a_seed_that_diverges_ends_the_range() -> None:
    good = valley(falls=1e-3, rises=1.0)
    bad = good.copy()
    bad[RATES > 0.02] = np.nan
    found = range_of(RATES, np.stack([good, good, bad]))
    assert found.diverged
    assert found.high < 0.02


def test_the_fall_is_compared_with_the_spread_of_the_seeds() -> None:
    good = valley(falls=1e-3, rises=1.0)
    near = range_of(RATES, np.stack([good, good + 0.1, good - 0.1]))
    assert not near.is_within_spread
    far = range_of(RATES, np.stack([good, good + 0.6, good - 0.6]))
    assert far.is_within_spread


def test_guessing_costs_the_entropy_of_the_labels() -> None:
    labels = np.array([0, 0, 0, 2], np.int32)
    shares = np.array([0.75, 0.0, 0.25])
    assert guessing_cost(labels) == pytest.approx(log_loss(labels, [shares] * 4, labels=range(3)))
    assert guessing_cost(np.arange(6, dtype=np.int32)) == pytest.approx(math.log(6))


def test_nothing_is_suggested_where_nothing_is_learnt() -> None:
    with pytest.raises(PersonError, match="learns nothing within 400 steps"):
        range_of(RATES, np.full((3, 400), 1.8))
    with pytest.raises(PersonError, match="learns nothing"):
        range_of(RATES, np.full((3, 400), np.nan))


def test_means_do_not_lag_behind() -> None:
    line = np.arange(200.0)  # Means are of 21.
    np.testing.assert_allclose(smooth(line)[30:-30], line[30:-30])
    ended = np.where(line < 100, line, np.inf)
    assert np.isfinite(smooth(ended)).sum() == 100


@pytest.mark.parametrize("layers", ["5:tanh", "3:relu,3:relu,3:relu"])
def test_where_few_steps_say_nothing_more_are_taken(layers: str) -> None:
    """Its progress never falls back, and what is found is what its last steps say."""
    recipe = make_recipe(layers=layers)
    told: list[tuple[int, int]] = []

    class Told(Progress):
        def step(self, done: int, of: int) -> None:
            told.append((done, of))

    found = LearningRateRangeWanted(recipe, DATASET, steps=60).answer(Told())
    whole = SEEDS * 60 * (1 + RETRY_FACTOR)
    assert {of for _, of in told} == {whole}
    assert told[-1] == (whole, whole)
    is_late = layers != "5:tanh"
    steps = 60 * (RETRY_FACTOR if is_late else 1)
    # A seed that diverges is broken off.
    assert all(one < other for (one, _), (other, _) in itertools.pairwise(told[:-1]))
    is_second = [done > SEEDS * 60 for done, _ in told[:-1]]
    assert any(is_second) == is_late
    assert len(found.rates) == steps
    costs = np.array(
        [
            rising_rate_costs(
                replace(recipe, seed=recipe.seed + index),
                DATASET,
                rates=found.rates.tolist(),
                is_enough=lambda so_far: has_diverged(so_far, steps=steps),
            )
            for index in range(SEEDS)
        ]
    )
    np.testing.assert_array_equal(found.costs, [smooth(each) for each in costs])


@pytest.mark.parametrize("is_found_first", [True, False])
def test_a_range_is_kept_where_more_steps_find_none(
    monkeypatch: pytest.MonkeyPatch, is_found_first: bool
) -> None:
    """Costs are made up: of seeds that differ by more than they fall, then of dead networks."""
    good = valley(falls=1e-3, rises=1.0)
    differ = [good, good + 0.6, good - 0.6] if is_found_first else [np.full(400, 1.8)] * 3
    costs = iter([*differ, *[np.full(1600, 1.8)] * 3])
    monkeypatch.setattr(single_steps, "rising_rate_costs", lambda *_, **__: next(costs))
    question = LearningRateRangeWanted(make_recipe(), DATASET)
    if is_found_first:
        found = question.answer(Progress())
        assert (len(found.rates), found.is_within_spread) == (400, True)
    else:
        with pytest.raises(NothingLearntError, match="learns nothing within 1,600 steps"):
            question.answer(Progress())
    assert next(costs, None) is None


def test_it_stops_where_it_is_not_wanted() -> None:
    control = RunControl()
    control.stop()
    question = LearningRateRangeWanted(replace(make_recipe(), seed=3), DATASET)
    with pytest.raises(NotWantedError):
        question.answer(Progress(control))
