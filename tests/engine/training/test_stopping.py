"""What ends a run before its last epoch, which weights are kept, and how training goes on."""

from dataclasses import replace

import numpy as np
import pytest

from signs_studio.engine.training import trainer as trainer_module
from signs_studio.engine.training.trainer import Trainer
from signs_studio.recipe.changes import Change
from signs_studio.recipe.plateau import PlateauCounter
from signs_studio.recipe.schedules import learning_rate_at
from signs_studio.recipe.stopping import STOPPING_FIELDS
from signs_studio.runs.control import RunControl
from signs_studio.runs.events import EpochFinished, FinishReason, RunPaused, Snapshot
from signs_studio.runs.record import DataReference, RunRecord
from tests.engine.conftest import assert_same_weights, words_of_end


def _epochs(events):
    return [event for event in events if isinstance(event, EpochFinished)]


# A test set of noise beside the training set: its cost rises while the other falls.
_FAST = {"layers": "16:tanh", "learning_rate": "0.02"}


@pytest.fixture(scope="module")
def unlike(make_dataset):
    """Test pictures that have nothing to do with those in training."""
    one, other = make_dataset(), make_dataset(seed=1)
    return type(one)(
        name="unlike",
        source="tests",
        train_x=one.train_x,
        train_y=one.train_y,
        test_x=other.test_x,
        test_y=other.test_y,
        class_names=one.class_names,
    )


def test_a_run_ends_at_its_target_cost(make_dataset, make_recipe, run_to_end, numbers_of):
    dataset = make_dataset()
    full = run_to_end(Trainer(make_recipe(**_FAST), dataset), 40)
    target = (_epochs(full)[19].cost + _epochs(full)[20].cost) / 2
    trainer = Trainer(make_recipe(target_cost=repr(target), **_FAST), dataset)

    events = run_to_end(trainer, 40)

    costs = [event.cost for event in _epochs(events)]
    assert costs[-1] <= target < min(costs[:-1])
    finished = events[-1]
    assert finished.reason is FinishReason.TARGET_COST
    assert finished.epochs == finished.kept_epochs == trainer.epochs == len(costs)
    words = words_of_end(make_recipe(target_cost=repr(target), **_FAST), dataset, events)
    assert "reached the target of" in words
    assert f"{len(costs)} epochs" in words
    # It goes on from there, and does not end for this again.
    more = run_to_end(trainer, 40 - len(costs))
    assert more[-1].reason is FinishReason.COMPLETED
    assert numbers_of(events) + numbers_of(more) == numbers_of(full)


def test_a_target_that_is_not_reached_ends_nothing(make_dataset, make_recipe, run_to_end):
    events = run_to_end(Trainer(make_recipe(target_cost="1e-9"), make_dataset()), 3)
    assert events[-1].reason is FinishReason.COMPLETED
    assert len(_epochs(events)) == 3


def test_an_end_that_is_0_ends_nothing(make_dataset, make_recipe, run_to_end):
    """Of one sign alone the cost is 0 from the start, and never falls: each end would be met."""
    recipe = make_recipe(**{field.name: "0" for field in STOPPING_FIELDS})
    drawn = make_dataset()
    one_sign = replace(
        drawn,
        train_y=np.zeros_like(drawn.train_y),
        test_y=np.zeros_like(drawn.test_y),
        class_names=drawn.class_names[:1],
    )

    events = run_to_end(Trainer(recipe, one_sign), 3)

    assert [(event.cost, event.test_cost) for event in _epochs(events)] == [(0.0, 0.0)] * 3
    assert events[-1].reason is FinishReason.COMPLETED


def test_a_target_reached_by_the_last_epoch_is_said(make_dataset, make_recipe, run_to_end):
    events = run_to_end(Trainer(make_recipe(target_cost="1e6"), make_dataset()), 1)
    assert events[-1].reason is FinishReason.TARGET_COST


def test_patience_ends_a_run_and_brings_the_best_weights_back(unlike, make_recipe, run_to_end):
    trainer = Trainer(make_recipe(patience="4", **_FAST), unlike)

    events = run_to_end(trainer, 200)

    test_costs = [event.test_cost for event in _epochs(events)]
    best = int(np.argmin(test_costs))
    assert len(test_costs) == best + 1 + 4 < 200
    finished = events[-1]
    assert finished.reason is FinishReason.PATIENCE
    assert (finished.epochs, finished.kept_epochs) == (len(test_costs), best + 1)
    words = words_of_end(make_recipe(patience="4", **_FAST), unlike, events)
    assert "4 epochs" in words
    assert f"after {len(test_costs)} epochs" in words
    assert f"after {best + 1} epoch" in words
    # Read again as they are, the weights cost what they cost after that epoch.
    assert finished.test_cost == pytest.approx(test_costs[best], rel=1e-6)
    other = Trainer(make_recipe(**_FAST), unlike)
    run_to_end(other, best + 1)
    assert_same_weights(trainer, other)
    # What is on show is what is kept.
    snapshots = [event for event in events if isinstance(event, Snapshot)]
    assert snapshots[-1].epoch == best
    assert snapshots[-1].probabilities is snapshots[best].probabilities


def test_patience_does_not_end_a_run_that_still_learns(make_dataset, make_recipe, run_to_end):
    events = run_to_end(Trainer(make_recipe(patience="1"), make_dataset()), 8)
    test_costs = [event.test_cost for event in _epochs(events)]
    assert test_costs == sorted(test_costs, reverse=True)
    assert events[-1].reason is FinishReason.COMPLETED
    assert events[-1].kept_epochs == 8


def test_trained_on_after_patience_it_has_as_many_epochs_to_beat_the_best(
    unlike, make_recipe, run_to_end
):
    trainer = Trainer(make_recipe(patience="4", **_FAST), unlike)
    first = run_to_end(trainer, 200)
    second = run_to_end(trainer, 200)

    assert _epochs(second)[0].epoch == first[-1].epochs
    assert second[-1].reason is FinishReason.PATIENCE
    test_costs = [event.test_cost for event in _epochs(first) + _epochs(second)]
    standstill, ran_out = PlateauCounter(), []
    for epochs, test_cost in enumerate(test_costs, start=1):
        count = standstill.count
        standstill = standstill.after(test_cost, patience=4)
        if standstill.count > count:
            ran_out.append(epochs)
    assert ran_out == [first[-1].epochs, second[-1].epochs]
    assert second[-1].kept_epochs == int(np.argmin(test_costs)) + 1
    # It went on from the best weights, not from the last: the other order of an epoch's pictures
    # apart, its cost is that of the epoch after the best one.
    after_best = _epochs(first)[first[-1].kept_epochs].cost
    assert abs(_epochs(second)[0].cost - after_best) < abs(
        _epochs(second)[0].cost - _epochs(first)[-1].cost
    )


def test_patience_survives_a_pause_and_more_training(unlike, make_recipe, run_to_end, numbers_of):
    recipe = make_recipe(patience="4", **_FAST)
    straight, parted = Trainer(recipe, unlike), Trainer(recipe, unlike)
    expected = run_to_end(straight, 200)
    control, events = RunControl(), []
    control.step()

    def drive(event):
        events.append(event)
        if isinstance(event, RunPaused):
            control.step()

    parted.run(epochs=3, emit=drive, control=control)
    while events[-1].reason is FinishReason.COMPLETED:
        events += run_to_end(parted, 1)

    assert numbers_of(events) == numbers_of(expected)
    assert events[-1].kept_epochs == expected[-1].kept_epochs
    assert_same_weights(straight, parted)


def test_a_run_that_diverges_after_its_patience_names_the_weights_it_has(
    unlike, make_recipe, run_to_end
):
    recipe = make_recipe(patience="4", optimizer="sgd", **_FAST)
    trainer = Trainer(recipe, unlike)
    first = run_to_end(trainer, 2000)
    assert first[-1].reason is FinishReason.PATIENCE
    control = RunControl({"learning_rate": 1e6, "l2": 1e3})

    then = run_to_end(trainer, 2000, control=control)
    diverged = then[-1]

    assert diverged.reason is FinishReason.DIVERGED
    assert diverged.kept_epochs == first[-1].kept_epochs < diverged.epochs
    words = words_of_end(recipe, unlike, [*first, *then])
    assert f"weights after {diverged.kept_epochs} epoch" in words


class _Clock:
    """A clock by which each epoch takes a second."""

    def __init__(self):
        self._seconds = 0.0

    def perf_counter(self):
        self._seconds += 1.0
        return self._seconds


def test_a_run_ends_when_its_time_is_up_and_replays_by_its_epochs(
    monkeypatch, make_dataset, make_recipe, run_to_end, numbers_of
):
    monkeypatch.setattr(trainer_module, "time", _Clock())
    recipe, dataset = make_recipe(time_limit="3"), make_dataset()
    trainer = Trainer(recipe, dataset)

    events = run_to_end(trainer, 10)

    assert events[-1].reason is FinishReason.TIME_LIMIT
    assert events[-1].epochs == events[-1].kept_epochs == 3
    words = words_of_end(recipe, dataset, events)
    assert "time limit of 3 s" in words
    assert "3 epochs" in words
    again = run_to_end(Trainer(recipe, dataset), events[-1].epochs)
    assert again[-1].reason is FinishReason.COMPLETED
    assert numbers_of(again) == numbers_of(events)
    # Trained on, it has as long again.
    more = run_to_end(trainer, 10)
    assert more[-1].reason is FinishReason.TIME_LIMIT
    assert more[-1].epochs == 6


def test_a_run_that_ends_with_its_time_has_come_to_its_end(
    monkeypatch, make_dataset, make_recipe, run_to_end
):
    monkeypatch.setattr(trainer_module, "time", _Clock())
    events = run_to_end(Trainer(make_recipe(time_limit="3"), make_dataset()), 3)
    assert events[-1].reason is FinishReason.COMPLETED


class _SlowAtFirst(_Clock):
    """The same, but that the first epoch takes a hundred seconds more, to be compiled."""

    def perf_counter(self):
        now = super().perf_counter()
        return now if now < 2.0 else now + 100.0


def test_a_time_limit_leaves_out_the_compiling(
    monkeypatch, make_dataset, make_recipe, run_to_end, numbers_of
):
    monkeypatch.setattr(trainer_module, "time", _SlowAtFirst())
    # No other test has a network like this, so that nobody has compiled it.
    recipe, dataset = make_recipe(layers="11:tanh,9:tanh", time_limit="3"), make_dataset()

    events = run_to_end(Trainer(recipe, dataset), 10)

    assert events[0].compiling
    assert events[-1].reason is FinishReason.TIME_LIMIT
    assert events[-1].epochs == 3
    # Compiled by now, the same epochs end it.
    monkeypatch.setattr(trainer_module, "time", _Clock())
    again = run_to_end(Trainer(recipe, dataset), 10)
    assert not again[0].compiling
    assert numbers_of(again) == numbers_of(events)


def test_an_end_says_so_when_nothing_was_learnt(make_dataset, make_recipe, run_to_end):
    recipe = make_recipe(initializer="zeros", learning_rate="1e-9", patience="19")
    # 29 steps an epoch: twenty of these epochs are enough to tell.
    dataset = make_dataset(train=225)
    events = run_to_end(Trainer(recipe, dataset), 30)
    assert events[-1].reason is FinishReason.PATIENCE
    words = words_of_end(recipe, dataset, events)
    assert "The network still does no better than guessing" in words


@pytest.mark.parametrize("end", [{"target_cost": "1e6"}, {"time_limit": "1e-6"}])
def test_an_end_after_few_epochs_blames_no_recipe(end, make_dataset, make_recipe, run_to_end):
    recipe = make_recipe(initializer="zeros", learning_rate="1e-9", **end)
    dataset = make_dataset(train=45)
    events = run_to_end(Trainer(recipe, dataset), 5)
    assert events[-1].reason is FinishReason(next(iter(end)))
    assert "guessing" not in words_of_end(recipe, dataset, events)


# ---- schedules in a run


def test_a_schedule_is_the_rate_of_its_epoch(make_dataset, make_recipe, run_to_end, numbers_of):
    """A run on a schedule is the run in which a person set those rates by hand."""
    fields = {"schedule": "exponential", "decay_rate": "0.1", "warmup_epochs": "2", "epochs": "8"}
    recipe, dataset = make_recipe(learning_rate="0.01"), make_dataset()
    scheduled = make_recipe(learning_rate="0.01", **fields)
    rates = [
        learning_rate_at(scheduled.schedule, epoch=epoch, learning_rate=0.01, epochs=8)
        for epoch in range(8)
    ]
    by_hand = [Change(epoch, "learning_rate", rate) for epoch, rate in enumerate(rates)]
    assert numbers_of(run_to_end(Trainer(scheduled, dataset), 8)) == numbers_of(
        run_to_end(Trainer(recipe, dataset, by_hand), 8)
    )


def test_a_plateau_lowers_the_rate_by_the_costs_of_the_run(
    unlike, make_recipe, run_to_end, numbers_of
):
    recipe = make_recipe(schedule="plateau", plateau_patience="2", factor="0.3", **_FAST)
    events = run_to_end(Trainer(recipe, unlike), 20)

    record = RunRecord(run_id=7, recipe=recipe, origin=DataReference("unlike", "tests"))
    for event in _epochs(events):
        record.apply(event)
    rates = record.learning_rates()
    assert rates[0] == recipe.learning_rate
    changes = [
        Change(epoch, "learning_rate", rates[epoch])
        for epoch in range(1, 20)
        if rates[epoch] != rates[epoch - 1]
    ]
    assert len(changes) >= 2
    by_hand = run_to_end(Trainer(make_recipe(**_FAST), unlike, changes), 20)
    assert numbers_of(by_hand) == numbers_of(events)


def test_a_schedule_goes_on_where_it_was_when_training_goes_on(
    make_dataset, make_recipe, run_to_end, numbers_of
):
    recipe = make_recipe(schedule="plateau", plateau_patience="1", learning_rate="0.5")
    straight, parted = (Trainer(recipe, make_dataset()) for _ in range(2))
    expected = numbers_of(run_to_end(straight, 9))
    found = [n for epochs in (2, 3, 4) for n in numbers_of(run_to_end(parted, epochs))]
    assert found == expected
