"""What changes while a run goes on: when it takes effect, what is said, and that it replays."""

from functools import partial

import numpy as np
import pytest

from signs_studio.engine.programs import forget_programs
from signs_studio.engine.training.trainer import Trainer
from signs_studio.errors import RecipeError
from signs_studio.fields.declared import text_of
from signs_studio.recipe.changes import Change, live_fields
from signs_studio.runs.control import RunControl
from signs_studio.runs.events import (
    EpochFinished,
    FinishReason,
    RecipeChanged,
    RunFinished,
    RunPaused,
)
from signs_studio.runs.record import DataReference, RunRecord
from tests.engine.conftest import assert_same_weights

_LAYERS = "8:relu:0.001,dropout:0.2"


@pytest.fixture(scope="module")
def make_dataset(make_dataset):
    """As many pictures as fill their batches: a step of fewer is compiled apart."""
    return partial(make_dataset, train=48)


def _changed(events):
    return [(e.epoch, e.field, e.value) for e in events if isinstance(e, RecipeChanged)]


def _record(recipe, events):
    record = RunRecord(run_id=7, recipe=recipe, origin=DataReference("drawn", "tests"))
    for event in events:
        if isinstance(event, EpochFinished):
            record.apply(event)
        if isinstance(event, RecipeChanged):
            record.apply(event)
    return record


def _replay(record, dataset, run_to_end):
    """A trainer that only knows the history, trained for as many epochs."""
    trainer = Trainer(record.recipe, dataset, record.changes)
    events = []
    while trainer.epochs < len(record):
        events += run_to_end(trainer, len(record) - trainer.epochs)
    return trainer, events


_CASES = [
    ("learning_rate", 0.003),
    ("beta_1", 0.5),
    ("batch_size", 5),
    ("l1", 0.01),
    ("l2", 0.01),
    ("label_smoothing", 0.2),
    ("noise", 0.1),
    ("flip", True),
    ("layers.0.l1", 0.02),
    ("layers.1.rate", 0.6),
    ("layers.1.rate", 0.0),
]


@pytest.mark.parametrize(("field", "value"), _CASES, ids=lambda case: str(case))
def test_a_change_takes_effect_at_the_next_epoch_and_replays(
    field, value, make_dataset, make_recipe, run_to_end, numbers_of
):
    recipe, dataset = make_recipe(layers=_LAYERS, learning_rate="0.01"), make_dataset()
    unchanged = numbers_of(run_to_end(Trainer(recipe, dataset), 5))
    changing, control, events = Trainer(recipe, dataset), RunControl(), []

    def drive(event):
        events.append(event)
        if isinstance(event, EpochFinished) and event.epoch == 1:
            control.change(field, value)

    changing.run(epochs=5, emit=drive, control=control)

    assert _changed(events) == [(2, field, value)]
    place = next(i for i, event in enumerate(events) if isinstance(event, RecipeChanged))
    later = [e.epoch for e in events[place:] if isinstance(e, EpochFinished)]
    assert later == [2, 3, 4]
    assert numbers_of(events)[:2] == unchanged[:2]
    assert numbers_of(events)[2] != unchanged[2]
    replayed, again = _replay(_record(recipe, events), dataset, run_to_end)
    assert _changed(again) == _changed(events)
    assert numbers_of(again) == numbers_of(events)
    assert_same_weights(changing, replayed)


def test_a_change_before_the_first_epoch_is_another_recipe(
    make_dataset, make_recipe, run_to_end, numbers_of
):
    dataset = make_dataset(train=45)
    changes = [Change(0, "batch_size", 5), Change(0, "learning_rate", 0.01)]
    changed = run_to_end(Trainer(make_recipe(), dataset, changes), 3)
    plain = run_to_end(Trainer(make_recipe(batch_size="5", learning_rate="0.01"), dataset), 3)
    assert numbers_of(changed) == numbers_of(plain)


def test_what_changes_to_what_it_is_is_no_change(make_dataset, make_recipe, run_to_end):
    control = RunControl({"learning_rate": 1e-4, "batch_size": 8})
    trainer = Trainer(make_recipe(), make_dataset(), [Change(1, "l2", 0.0)])
    assert _changed(run_to_end(trainer, 2, control=control)) == []


def test_of_several_values_for_one_epoch_the_last_counts(make_dataset, make_recipe, run_to_end):
    control = RunControl()
    for value in (0.5, 0.25, 0.125):
        control.change("learning_rate", value)
    control.change("beta_1", 0.5)
    events = run_to_end(Trainer(make_recipe(), make_dataset()), 2, control=control)
    assert _changed(events) == [(0, "learning_rate", 0.125), (0, "beta_1", 0.5)]


def test_a_change_says_whether_the_epoch_waits_for_the_compiler(
    make_dataset, make_recipe, run_to_end
):
    # Nothing is compiled, and nothing is given up meanwhile for want of room.
    forget_programs()
    recipe, dataset = make_recipe(layers="7:selu"), make_dataset(train=72)
    changes = [
        Change(1, "learning_rate", 0.01),
        Change(2, "batch_size", 9),
        Change(3, "batch_size", 8),
    ]
    events = run_to_end(Trainer(recipe, dataset, changes), 4)
    compiling = [event.compiling for event in events if isinstance(event, RecipeChanged)]
    assert compiling == [False, True, False]


def test_the_slots_stay_when_the_batch_size_changes(
    make_dataset, make_recipe, run_to_end, numbers_of
):
    """With batches of all pictures and then of all again, the memory of momentum shows."""
    fields = {"layers": "5:relu", "optimizer": "momentum", "learning_rate": "0.05"}
    dataset = make_dataset(train=44)
    straight = run_to_end(Trainer(make_recipe(batch_size="44", **fields), dataset), 6)
    # A batch size above the number of pictures is one batch too, but another structure.
    changes = [Change(3, "batch_size", 64)]
    changed = run_to_end(Trainer(make_recipe(batch_size="44", **fields), dataset, changes), 6)
    assert _changed(changed) == [(3, "batch_size", 64)]
    np.testing.assert_allclose(numbers_of(changed), numbers_of(straight), rtol=1e-5)


@pytest.mark.parametrize("optimizer", ["adam", "nadam", "ftrl", "rmsprop"])
def test_every_number_of_an_optimizer_can_be_changed_and_replayed(
    optimizer, make_dataset, make_recipe, run_to_end, numbers_of
):
    recipe, dataset = make_recipe(optimizer=optimizer, learning_rate="0.01"), make_dataset()
    names = [name for name in recipe.optimizer.settings if name in live_fields(recipe)]
    assert names
    changes = [
        Change(1 + i, name, float(recipe.optimizer.settings[name]) * 0.9)
        for i, name in enumerate(names)
        if recipe.optimizer.settings[name]
    ]
    events = run_to_end(Trainer(recipe, dataset, changes), len(names) + 2)
    assert _changed(events) == [(c.epoch, c.field, c.value) for c in changes]
    _, again = _replay(_record(recipe, events), dataset, run_to_end)
    assert numbers_of(again) == numbers_of(events)


def test_a_run_that_was_paused_stepped_changed_and_trained_on_replays_to_the_bit(
    make_dataset, make_recipe, run_to_end, numbers_of
):
    recipe = make_recipe(
        layers=f"{_LAYERS},batch_norm,5",
        learning_rate="0.02",
        schedule="cosine",
        warmup_epochs="2",
        patience="3",
        epochs="12",
    )
    dataset, events = make_dataset(train=44), []
    trainer, control = Trainer(recipe, dataset), RunControl()
    control.pause()

    def drive(event):
        events.append(event)
        match event:
            case RunPaused(epochs=0):
                control.change("batch_size", 11)
                control.step()
            case RunPaused(epochs=1):
                control.change("layers.1.rate", 0.4)
                control.change("learning_rate", 0.05)
                control.resume()
            case EpochFinished(epoch=3):
                control.pause()
            case RunPaused():
                control.change("batch_size", 8)
                control.resume()

    trainer.run(epochs=6, emit=drive, control=control)
    more = RunControl({"l2": 0.001})
    trainer.run(epochs=20, emit=events.append, control=more)
    while trainer.epochs < 26:
        trainer.run(epochs=26 - trainer.epochs, emit=events.append, control=more)
    ends = [event.reason for event in events if isinstance(event, RunFinished)]
    assert FinishReason.PATIENCE in ends

    record = _record(recipe, events)
    assert [change.epoch for change in record.changes][:4] == [0, 1, 1, 4]
    assert {"batch_size", "layers.1.rate", "learning_rate", "l2"} == {
        change.field for change in record.changes
    }
    replayed, again = _replay(record, dataset, run_to_end)
    assert numbers_of(again) == numbers_of(events)
    assert_same_weights(trainer, replayed)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (Change(0, "seed", 3), "cannot be changed while training"),
        (Change(0, "amsgrad", True), "cannot be changed while training"),
        (Change(0, "layers.7.rate", 0.5), "cannot be changed while training"),
        (Change(2, "learning_rate", -1.0), "Learning rate must be a number from"),
        (Change(2, "batch_size", 1.5), "Batch size must be a whole number"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused_at_once(change, says, make_dataset, make_recipe):
    with pytest.raises(RecipeError, match=says):
        Trainer(make_recipe(), make_dataset(), [change])


def test_every_live_field_is_told_to_the_compiled_epoch(make_dataset, make_recipe, run_to_end):
    """Whatever is offered for a change can be changed; flip and batch size compile anew."""
    recipe = make_recipe(layers="6,dropout:0.1")
    values = {"batch_size": 9, "flip": True}
    changes = [Change(0, name, values.get(name, 0.125)) for name in live_fields(recipe)]
    events = run_to_end(Trainer(recipe, make_dataset(), changes), 1)
    assert events[-1].reason is FinishReason.COMPLETED
    assert _changed(events) == [(0, c.field, c.value) for c in changes]
    assert all(text_of(value) for _, _, value in _changed(events))
