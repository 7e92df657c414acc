"""Several epochs in one call: to the bit what one epoch per call gives, wherever a run is held."""

from functools import lru_cache

import numpy as np
import pytest

from signs_studio.engine.training import compile_key as structure_module
from signs_studio.engine.training import resident as epoch_module
from signs_studio.engine.training import trainer as trainer_module
from signs_studio.engine.training.resident import CompiledEpochs, ResidentSets
from signs_studio.engine.training.trainer import Trainer
from signs_studio.recipe.changes import Change
from signs_studio.runs.control import RunControl
from signs_studio.runs.devices import Device
from signs_studio.runs.events import (
    EpochDiverged,
    EpochFinished,
    FinishReason,
    RecipeChanged,
    RunFailed,
    RunFinished,
    RunPaused,
    Snapshot,
)

_EPOCHS = 40
_SMALL = {"layers": "16:tanh,dropout:0.2", "learning_rate": "0.02"}
_EVERYTHING = {
    "layers": "batch_norm,max_pool,8:relu:0.001,dropout:0.2",
    "l2": "0.001",
    "label_smoothing": "0.1",
    "translation": "0.1",
    "rotation": "10",
    "flip": "true",
    "noise": "0.05",
}


@pytest.fixture
def in_blocks(monkeypatch):
    """Blocks as long as may be from the second epoch on, however slow the machine is.

    Returns:
        First epoch and length of each block that is computed.
    """
    monkeypatch.setattr(trainer_module, "_AHEAD_SECONDS", 1e9)
    monkeypatch.setattr(trainer_module, "_AHEAD_SHARE", 1)
    blocks = []
    train = ResidentSets.train

    def listen(self, structure, *, state, numbers, epoch):
        blocks.append((epoch, len(numbers)))
        return train(self, structure, state=state, numbers=numbers, epoch=epoch)

    monkeypatch.setattr(ResidentSets, "train", listen)
    return blocks


@lru_cache
def _epoch_alone(structure):
    """The epoch as a program of its own, whatever it leaves."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(structure_module, "_MAX_EPOCHS", 1)
        return CompiledEpochs(structure)


def _one_by_one(recipe, dataset, epochs, *, changes=()):
    """The events and the trainer of a run of one epoch per call, by the program of one epoch."""
    events = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(epoch_module, "epoch_for", _epoch_alone)
        trainer = Trainer(recipe, dataset, changes)
        trainer.run(epochs=epochs, emit=events.append, control=RunControl())
    return events, trainer


def _said(events):
    """Everything that is said of epochs, in order, but for the time they took."""
    said = []
    for event in events:
        match event:
            case EpochFinished():
                costs = (event.cost, event.test_cost, event.train_accuracy, event.test_accuracy)
                said.append((event.epoch, costs, repr(event.diagnostics)))
            case EpochDiverged():
                said.append((event.epoch, repr((event.cost, event.test_cost))))
            case Snapshot():
                said.append((event.epoch, event.probabilities.tobytes()))
            case RunPaused() | RunFailed():
                pass
            case RunFinished():
                said.append((event.reason, event.epochs, event.kept_epochs, event.cost))
            case _ if hasattr(event, "finding"):
                said.append(event.finding)
    return said


def _weights(trainer):
    return [{name: a.tobytes() for name, a in layer.items()} for layer in trainer.weights()]


@pytest.mark.parametrize(
    "fields",
    [
        *({"optimizer": name, "learning_rate": "0.01"} for name in ("nadam", "ftrl", "sgd")),
        {**_SMALL, "schedule": "cosine", "warmup_epochs": "3"},
        _EVERYTHING,
    ],
    ids=["nadam", "ftrl", "gradient descent", "dropout", "everything"],
)
def test_compiled_ways(fields, in_blocks, make_dataset, make_recipe, run_to_end):
    """One epoch as a program of its own, one per call of the other, and many: all the same bits."""
    recipe, dataset = make_recipe(**fields), make_dataset()
    alone, trainer = _one_by_one(recipe, dataset, _EPOCHS)
    in_blocks.clear()
    many = Trainer(recipe, dataset)
    events = run_to_end(many, _EPOCHS)
    assert in_blocks == [(0, 1), (1, 1), (2, 2), (4, 4), (8, 8), (16, 16), (32, 8)]
    assert _said(events) == _said(alone)
    assert _weights(many) == _weights(trainer)
    single = Trainer(recipe, dataset)
    parts = [run_to_end(single, 1) for _ in range(4)]
    assert [part for events in parts for part in _said(events[:-1])] == _said(events)[:8]


def test_pausing_stepping_and_resuming_inside_a_block(in_blocks, make_dataset, make_recipe):
    recipe, dataset = make_recipe(**_SMALL), make_dataset()
    alone, trainer = _one_by_one(recipe, dataset, _EPOCHS)
    in_blocks.clear()
    held, control, events, weights = Trainer(recipe, dataset), RunControl(), [], {}

    def drive(event):
        events.append(event)
        match event:
            case EpochFinished(epoch=18 | 21):
                control.pause()
            case RunPaused(epochs=19 | 20 as epochs):
                weights[epochs] = _weights(held)
                control.step()
            case RunPaused():
                control.resume()

    held.run(epochs=_EPOCHS, emit=drive, control=control)

    assert [event.epochs for event in events if isinstance(event, RunPaused)] == [19, 20, 21, 22]
    # What was computed ahead is kept: no epoch is computed twice.
    assert in_blocks == [(0, 1), (1, 1), (2, 2), (4, 4), (8, 8), (16, 16), (32, 8)]
    assert _said(events) == _said(alone)
    assert _weights(held) == _weights(trainer)
    for epochs, seen in weights.items():
        assert seen == _weights(_one_by_one(recipe, dataset, epochs)[1])


def test_stopping_inside_a_block_goes_on_from_there(
    in_blocks, make_dataset, make_recipe, run_to_end
):
    recipe, dataset = make_recipe(**_SMALL), make_dataset()
    alone, trainer = _one_by_one(recipe, dataset, _EPOCHS)
    in_blocks.clear()
    stopped, control, events = Trainer(recipe, dataset), RunControl(), []

    def drive(event):
        events.append(event)
        if isinstance(event, EpochFinished) and event.epoch == 18:
            control.stop()

    stopped.run(epochs=_EPOCHS, emit=drive, control=control)

    assert events[-1].reason is FinishReason.STOPPED
    assert stopped.epochs == events[-1].epochs == 19
    assert events[-1].seconds == sum(e.seconds for e in events if isinstance(e, EpochFinished))
    assert _weights(stopped) == _weights(_one_by_one(recipe, dataset, 19)[1])
    in_blocks.clear()
    more = run_to_end(stopped, _EPOCHS - 19)
    assert in_blocks[0] == (19, 1)
    assert _said(events[:-1]) + _said(more) == _said(alone)
    assert _weights(stopped) == _weights(trainer)


def test_a_change_inside_a_block_takes_effect_at_the_next_epoch(
    in_blocks, make_dataset, make_recipe, run_to_end
):
    recipe, dataset = make_recipe(**_SMALL), make_dataset()
    changes = [Change(19, "learning_rate", 0.01), Change(25, "layers.1.rate", 0.5)]
    alone, trainer = _one_by_one(recipe, dataset, _EPOCHS, changes=changes)
    in_blocks.clear()
    changing, control, events = Trainer(recipe, dataset), RunControl(), []

    def drive(event):
        events.append(event)
        match event:
            case EpochFinished(epoch=17):
                # What changes nothing drops nothing.
                control.change("batch_size", recipe.batch_size)
            case EpochFinished(epoch=18):
                control.change("learning_rate", 0.01)
            case EpochFinished(epoch=24):
                control.change("layers.1.rate", 0.5)

    changing.run(epochs=_EPOCHS, emit=drive, control=control)

    assert in_blocks[-3:] == [(16, 16), (19, 19), (25, 15)]
    changed = [(e.epoch, e.field, e.value) for e in events if isinstance(e, RecipeChanged)]
    assert changed == [(change.epoch, change.field, change.value) for change in changes]
    assert _said(events) == _said(alone)
    assert _weights(changing) == _weights(trainer)
    # Known beforehand, no epoch is computed in vain.
    in_blocks.clear()
    replayed = Trainer(recipe, dataset, changes)
    assert _said(run_to_end(replayed, _EPOCHS)) == _said(alone)
    assert in_blocks[-4:] == [(8, 8), (16, 3), (19, 6), (25, 15)]
    assert _weights(replayed) == _weights(trainer)


def test_an_early_stop_inside_a_block_brings_the_best_weights_back(
    in_blocks, make_dataset, make_recipe, run_to_end
):
    one, other = make_dataset(), make_dataset(seed=1)
    unlike = type(one)(
        name="unlike",
        source="tests",
        train_x=one.train_x,
        train_y=one.train_y,
        test_x=other.test_x,
        test_y=other.test_y,
        class_names=one.class_names,
    )
    recipe = make_recipe(patience="4", **_SMALL)
    alone, trainer = _one_by_one(recipe, unlike, 200)
    in_blocks.clear()
    stopped = Trainer(recipe, unlike)
    events = run_to_end(stopped, 200)

    assert events[-1].reason is FinishReason.PATIENCE
    first, length = in_blocks[-1]
    assert first < events[-1].epochs < first + length
    assert _said(events) == _said(alone)
    assert _weights(stopped) == _weights(trainer)
    # The best epoch's state, the optimizer's memory with it, is what training goes on from.
    more = [], []
    for each, emitted in zip((stopped, trainer), more, strict=True):
        each.run(epochs=5, emit=emitted.append, control=RunControl())
    assert _said(more[0]) == _said(more[1])


def test_a_target_reached_inside_a_block_ends_the_run(
    in_blocks, make_dataset, make_recipe, run_to_end
):
    dataset = make_dataset()
    full, _ = _one_by_one(make_recipe(**_SMALL), dataset, _EPOCHS)
    costs = [event.cost for event in full if isinstance(event, EpochFinished)]
    target = min(costs[:12])
    recipe = make_recipe(target_cost=repr(target), **_SMALL)
    alone, trainer = _one_by_one(recipe, dataset, _EPOCHS)
    in_blocks.clear()
    reached = Trainer(recipe, dataset)
    events = run_to_end(reached, _EPOCHS)
    assert events[-1].reason is FinishReason.TARGET_COST
    first, length = in_blocks[-1]
    assert first < events[-1].epochs < first + length
    assert _said(events) == _said(alone)
    assert _weights(reached) == _weights(trainer)


def test_divergence_inside_a_block_keeps_the_epochs_before_it(
    in_blocks, make_dataset, make_recipe, run_to_end
):
    # Each step multiplies a kernel by 1 - 2 * rate * l2 = -3.4, 6 steps an epoch: too large a
    # number for float32 after 12 epochs or so.
    recipe = make_recipe(layers="", optimizer="sgd", learning_rate="2.2", l2="1")
    dataset = make_dataset()
    alone, trainer = _one_by_one(recipe, dataset, _EPOCHS)
    in_blocks.clear()
    diverging = Trainer(recipe, dataset)
    events = run_to_end(diverging, _EPOCHS)
    (bad,) = (event for event in events if isinstance(event, EpochDiverged))
    first, length = in_blocks[-1]
    assert first < bad.epoch < first + length - 1
    assert events[-1].reason is FinishReason.DIVERGED
    assert events[-1].epochs == diverging.epochs == bad.epoch
    assert _said(events) == _said(alone)
    assert _weights(diverging) == _weights(trainer)


def test_epochs_whose_rate_depends_on_costs_come_one_by_one(
    in_blocks, make_dataset, make_recipe, run_to_end
):
    recipe, dataset = (
        make_recipe(schedule="plateau", plateau_patience="2", **_SMALL),
        make_dataset(),
    )
    alone, _ = _one_by_one(recipe, dataset, 12)
    in_blocks.clear()
    events = run_to_end(Trainer(recipe, dataset), 12)
    assert in_blocks == [(epoch, 1) for epoch in range(12)]
    assert _said(events) == _said(alone)


def test_a_listener_that_fails_inside_a_block_leaves_what_it_was_told(
    in_blocks, make_dataset, make_recipe, run_to_end
):
    recipe, dataset = make_recipe(**_SMALL), make_dataset()
    alone, trainer = _one_by_one(recipe, dataset, _EPOCHS)
    failing, events = Trainer(recipe, dataset), []

    def listen(event):
        if isinstance(event, EpochFinished) and event.epoch == 19:
            raise RuntimeError("nobody there")
        events.append(event)

    failing.run(epochs=_EPOCHS, emit=listen, control=RunControl())
    assert isinstance(events[-1], RunFailed)
    assert failing.epochs == 19
    assert in_blocks[-1] == (16, 16)
    more = run_to_end(failing, _EPOCHS - 19)
    assert _said(events) + _said(more) == _said(alone)
    assert _weights(failing) == _weights(trainer)


def test_a_block_takes_no_longer_than_is_seen(monkeypatch, make_dataset, make_recipe, run_to_end):
    """By a clock that goes on by 10 ms an epoch, and stands still otherwise."""
    now, lengths = [0.0], []
    train = ResidentSets.train

    def listen(self, structure, *, state, numbers, epoch):
        now[0] += 0.01 * len(numbers)
        lengths.append(len(numbers))
        return train(self, structure, state=state, numbers=numbers, epoch=epoch)

    monkeypatch.setattr(ResidentSets, "train", listen)
    monkeypatch.setattr(trainer_module.time, "perf_counter", lambda: now[0])
    monkeypatch.setattr(trainer_module, "_AHEAD_SECONDS", 0.035)
    events = run_to_end(Trainer(make_recipe(**_SMALL), make_dataset()), 60)
    # An epoch a call; then an eighth of those that the run has had; then what 35 ms are enough for.
    assert lengths == [1] * 16 + [2] * 4 + [3] * 12
    seconds = [event.seconds for event in events if isinstance(event, EpochFinished)]
    assert seconds == pytest.approx([0.01] * 60)


@pytest.mark.parametrize(
    ("fields", "shape", "alone"),
    [
        ({"layers": "16:tanh"}, (1, 1, 2), False),
        ({"layers": "25:relu,12:relu"}, (64, 64, 3), True),
        ({"layers": "conv:2"}, (4, 4, 3), True),
    ],
    ids=["small", "article", "convolution"],
)
def test_only_what_leaves_little_is_computed_several_at_a_time(
    fields, shape, alone, make_dataset, make_recipe
):
    recipe, dataset = make_recipe(**fields), make_dataset(shape=shape)
    structure = structure_module.compile_key_of(recipe, dataset, device=Device("CPU:0", "CPU"))
    assert (structure.epochs_per_call == 1) is alone


def test_snapshots_of_a_block_are_readonly(in_blocks, make_dataset, make_recipe, run_to_end):
    events = run_to_end(Trainer(make_recipe(**_SMALL), make_dataset()), 8)
    assert in_blocks[-1][1] > 1
    snapshots = [event.probabilities for event in events if isinstance(event, Snapshot)]
    assert not any(each.flags.writeable for each in snapshots)
    assert len({each.tobytes() for each in snapshots}) == 8
    assert all(each.dtype == np.float32 for each in snapshots)
