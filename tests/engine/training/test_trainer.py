"""Runs: what they say, that they repeat, go on, pause, stop, diverge and fail."""

import json
import math
import subprocess
import sys

import numpy as np
import pytest

from signs_studio.diagnosis.doctor import Doctor
from signs_studio.engine.training import resident as epoch_module
from signs_studio.engine.training.shuffling import epoch_permutation
from signs_studio.engine.training.trainer import Trainer
from signs_studio.errors import RecipeError
from signs_studio.runs.control import RunControl
from signs_studio.runs.events import (
    EpochDiverged,
    EpochFinished,
    FindingMade,
    FinishReason,
    RunFailed,
    RunFinished,
    RunPaused,
    RunStarted,
    Snapshot,
)
from signs_studio.runs.findings import FindingKind
from tests.engine.conftest import assert_same_weights, words_of_end


def _kinds(events):
    return [type(event) for event in events]


def test_a_run_says_its_events_in_order(make_dataset, make_recipe, run_to_end):
    trainer = Trainer(make_recipe(), make_dataset())
    events = run_to_end(trainer, 2)
    epoch = [EpochFinished, Snapshot]
    assert _kinds(events) == [RunStarted, *epoch, *epoch, RunFinished]
    assert (events[0].first_epoch, events[0].last_epoch) == (0, 2)
    assert [event.epoch for event in events[1:-1]] == [0, 0, 1, 1]
    assert events[-1].reason is FinishReason.COMPLETED
    assert events[-1].epochs == trainer.epochs == 2
    assert events[-1].seconds == sum(e.seconds for e in events if isinstance(e, EpochFinished))


def test_probabilities_are_a_readonly_distribution(make_dataset, make_recipe, run_to_end):
    snapshot = run_to_end(Trainer(make_recipe(), make_dataset()), 1)[2]
    assert snapshot.probabilities.shape == (10, 3)
    assert snapshot.probabilities.dtype == np.float32
    np.testing.assert_allclose(snapshot.probabilities.sum(axis=1), 1, rtol=1e-6)
    assert not snapshot.probabilities.flags.writeable


@pytest.mark.parametrize(
    "options",
    [
        {"dtype": np.float32, "classes": 2, "train": 48},
        {"shape": (5, 3, 1), "classes": 10, "train": 64, "test": 20},
        {"train": 5},
    ],
    ids=lambda options: ",".join(options),
)
def test_all_kinds_of_pictures_are_learnt(options, make_dataset, make_recipe, run_to_end):
    recipe = make_recipe(layers="16:tanh", learning_rate="0.01")
    events = run_to_end(Trainer(recipe, make_dataset(**options)), 60)
    costs = [event.cost for event in events if isinstance(event, EpochFinished)]
    assert costs[-1] < costs[0] / 3
    assert events[-1].train_accuracy == 1


def test_zeros_learn_nothing_but_how_common_a_class_is(make_dataset, make_recipe, run_to_end):
    recipe, dataset = make_recipe(initializer="zeros"), make_dataset(train=48)
    trainer = Trainer(recipe, dataset)
    # 300 steps, which are enough to tell.
    events = run_to_end(trainer, 50)
    finished = events[-1]
    assert finished.cost == pytest.approx(math.log(3), abs=1e-3)
    assert "no better than guessing" in words_of_end(recipe, dataset, events)
    assert not any(layer["kernel"].any() for layer in trainer.weights())


def test_weights_are_copies(make_dataset, make_recipe):
    trainer = Trainer(make_recipe(), make_dataset())
    assert [layer["kernel"].shape for layer in trainer.weights()] == [(5, 48), (4, 5), (3, 4)]
    before = trainer.weights()[0]["kernel"][0, 0]
    trainer.weights()[0]["kernel"][:] = 9
    assert trainer.weights()[0]["kernel"][0, 0] == before


def test_a_network_too_large_is_refused(make_dataset, make_recipe):
    layers = ",".join(["4096:relu"] * 8)
    with pytest.raises(RecipeError, match="parameters"):
        Trainer(make_recipe(layers=layers), make_dataset())


def test_a_network_whose_shapes_cannot_work_is_refused(make_dataset, make_recipe):
    with pytest.raises(RecipeError, match="Layer 2: Conv needs a picture"):
        Trainer(make_recipe(layers="5,conv"), make_dataset())


def test_every_epoch_has_an_order_of_its_own():
    first, again = (epoch_permutation(50, seed=1, epoch=0) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(np.sort(first), np.arange(50))
    for other in (epoch_permutation(50, seed=1, epoch=1), epoch_permutation(50, seed=2, epoch=0)):
        assert (first != other).any()


_EVERYTHING = {
    "layers": "conv:4,batch_norm:0.9,max_pool,conv:6:2:1:valid:tanh:0.001,dropout:0.2,"
    "global_pool,batch_norm,8:relu:0:0.01,dropout:0.3",
    "l2": "0.001",
    "label_smoothing": "0.1",
    "translation": "0.1",
    "rotation": "10",
    "zoom": "0.1",
    "flip": "true",
    "brightness": "0.1",
    "noise": "0.05",
}
# The same without what XLA is not taken for.
_UNDER_XLA = {**_EVERYTHING, "layers": "batch_norm,max_pool,8:relu:0.001,dropout:0.2"}
_ALL_WAYS = pytest.mark.parametrize(
    "fields", [{}, _EVERYTHING, _UNDER_XLA], ids=["dense", "everything", "under XLA"]
)


@_ALL_WAYS
def test_a_run_repeats_to_the_bit(fields, make_dataset, make_recipe, run_to_end, numbers_of):
    one, other = (Trainer(make_recipe(**fields), make_dataset()) for _ in range(2))
    assert numbers_of(run_to_end(one, 5)) == numbers_of(run_to_end(other, 5))
    assert_same_weights(one, other)


_IN_ANOTHER_PROCESS = """
import json, sys
import numpy as np
from signs_studio.data.dataset import Dataset
from signs_studio.engine.training.trainer import Trainer
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.draft import validate
from signs_studio.runs.control import RunControl
from signs_studio.runs.events import EpochFinished

rng = np.random.default_rng(0)
pictures = rng.integers(0, 256, (330, 64, 64, 3), dtype=np.uint8)
labels = rng.integers(0, 6, 330).astype(np.int32)
dataset = Dataset(
    name="noise", source="tests", class_names=tuple("012345"),
    train_x=pictures[:300], train_y=labels[:300], test_x=pictures[300:], test_y=labels[300:],
)
runs = {}
for name, fields in json.loads(sys.argv[1]).items():
    events = []
    draft = PRESETS["article"].draft
    for field, text in fields.items():
        draft = draft.with_field(field, text)
    trainer = Trainer(validate(draft).recipe, dataset)
    trainer.run(epochs=3, emit=events.append, control=RunControl())
    epochs = [event for event in events if isinstance(event, EpochFinished)]
    numbers = [(e.cost, e.test_cost, e.train_accuracy, e.test_accuracy) for e in epochs]
    runs[name] = numbers
print(json.dumps(runs))
"""


def test_runs_repeat_to_the_bit_in_another_process():
    """The article's network and a convolution, whose products are shared out among threads."""
    recipes = json.dumps({"article": {}, "everything": _EVERYTHING})
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _IN_ANOTHER_PROCESS, recipes], stdout=subprocess.PIPE
        )
        for _ in range(2)
    ]
    one, other = (json.loads(process.communicate()[0]) for process in processes)
    assert {name: len(epochs) for name, epochs in one.items()} == {"article": 3, "everything": 3}
    assert one == other


@pytest.mark.parametrize(
    "fields",
    # Of Nadam and FTRL test_blocks asks the same.
    [{}, {"optimizer": "momentum"}, _EVERYTHING],
    ids=["adam", "momentum", "everything"],
)
def test_two_runs_equal_one_of_their_length(
    fields, make_dataset, make_recipe, run_to_end, numbers_of
):
    recipe = make_recipe(**fields)
    straight, parted = (Trainer(recipe, make_dataset()) for _ in range(2))
    expected = numbers_of(run_to_end(straight, 6))
    first, second = run_to_end(parted, 3), run_to_end(parted, 3)
    assert (second[0].first_epoch, second[0].last_epoch) == (3, 6)
    assert numbers_of(first) + numbers_of(second) == expected
    assert_same_weights(straight, parted)


@_ALL_WAYS
def test_pausing_stepping_and_resuming_change_nothing(
    fields, make_dataset, make_recipe, run_to_end, numbers_of
):
    straight, halting = (Trainer(make_recipe(**fields), make_dataset()) for _ in range(2))
    expected = numbers_of(run_to_end(straight, 6))
    control = RunControl()
    control.pause()
    events = []

    def drive(event):
        events.append(event)
        match event:
            case RunPaused(epochs=0 | 1):
                control.step()
            case RunPaused():
                control.resume()
            case EpochFinished(epoch=3):
                control.pause()

    halting.run(epochs=6, emit=drive, control=control)
    assert [event.epochs for event in events if isinstance(event, RunPaused)] == [0, 1, 2, 4]
    assert numbers_of(events) == expected
    assert_same_weights(straight, halting)


def test_a_run_stopped_before_its_first_epoch_says_so(make_dataset, make_recipe, run_to_end):
    trainer = Trainer(make_recipe(), make_dataset())
    control = RunControl()
    control.stop()
    events = run_to_end(trainer, 4, control=control)
    assert _kinds(events) == [RunStarted, RunFinished]
    assert events[-1].reason is FinishReason.STOPPED
    assert events[-1].epochs == trainer.epochs == 0
    assert math.isfinite(events[-1].cost)
    assert events[-1].seconds == 0


@_ALL_WAYS
def test_a_run_stopped_while_paused_ends_and_can_go_on(
    fields, make_dataset, make_recipe, run_to_end, numbers_of
):
    straight, stopped = (Trainer(make_recipe(**fields), make_dataset()) for _ in range(2))
    expected = numbers_of(run_to_end(straight, 5))
    control = RunControl()
    events = []

    def drive(event):
        events.append(event)
        if isinstance(event, EpochFinished) and event.epoch == 1:
            control.pause()
        if isinstance(event, RunPaused):
            control.stop()

    stopped.run(epochs=5, emit=drive, control=control)
    assert _kinds(events)[-2:] == [RunPaused, RunFinished]
    assert events[-1].reason is FinishReason.STOPPED
    assert stopped.epochs == 2
    assert numbers_of(events) + numbers_of(run_to_end(stopped, 3)) == expected


def test_a_cost_that_is_not_finite_ends_the_run_with_the_last_good_weights(
    make_dataset, make_recipe, run_to_end
):
    recipe = make_recipe(layers="8:linear,8:linear", optimizer="sgd", learning_rate="0.7")
    dataset = make_dataset()
    trainer = Trainer(recipe, dataset)
    events = run_to_end(trainer, 50, doctor=Doctor.of(recipe, dataset))
    kept = [event for event in events if isinstance(event, EpochFinished)]
    *_, bad, finding, finished = events
    assert finished.reason is FinishReason.DIVERGED
    assert isinstance(bad, EpochDiverged)
    assert isinstance(finding, FindingMade)
    assert finding.finding.kind is FindingKind.NOT_FINITE
    assert finding.finding.epoch == bad.epoch
    assert not (math.isfinite(bad.cost) and math.isfinite(bad.test_cost))
    assert all(math.isfinite(event.cost + event.test_cost) for event in kept)
    assert finished.epochs == trainer.epochs == bad.epoch == len(kept)
    assert finished.seconds == sum(event.seconds for event in (*kept, bad))
    assert len([event for event in events if isinstance(event, Snapshot)]) == trainer.epochs
    assert math.isfinite(finished.cost)
    assert math.isfinite(finished.test_cost)
    assert "0.07" in words_of_end(recipe, dataset, events)
    fresh = Trainer(recipe, make_dataset())
    if finished.epochs:
        run_to_end(fresh, finished.epochs)
    assert_same_weights(trainer, fresh)


@pytest.mark.parametrize("kind", [RunStarted, EpochFinished, Snapshot, RunPaused])
def test_a_listener_that_fails_ends_the_run_with_one_failure(kind, make_dataset, make_recipe):
    trainer = Trainer(make_recipe(), make_dataset())
    events = []
    control = RunControl()
    control.step()

    def listen(event):
        if isinstance(event, kind):
            raise RuntimeError("nobody there")
        events.append(event)

    trainer.run(epochs=3, emit=listen, control=control)
    assert isinstance(events[-1], RunFailed)
    assert not any(isinstance(event, RunFailed | RunFinished) for event in events[:-1])
    assert "nobody there" in events[-1].details
    assert "nobody there" not in str(events[-1].message)
    assert trainer.epochs == (1 if kind is RunPaused else 0)


def test_a_failing_epoch_leaves_the_trainer_as_it_was(
    monkeypatch, make_dataset, make_recipe, run_to_end, numbers_of
):
    straight, failing = (Trainer(make_recipe(), make_dataset()) for _ in range(2))
    expected = numbers_of(run_to_end(straight, 4))

    def order(count, *, seed, epoch):
        if epoch == 2:
            raise MemoryError
        return epoch_permutation(count, seed=seed, epoch=epoch)

    with monkeypatch.context() as patch:
        patch.setattr(epoch_module, "epoch_permutation", order)
        events = []
        failing.run(epochs=4, emit=events.append, control=RunControl())
    assert isinstance(events[-1], RunFailed)
    assert "not enough memory" in str(events[-1].message)
    assert failing.epochs == 2
    assert numbers_of(events) + numbers_of(run_to_end(failing, 2)) == expected
    assert_same_weights(straight, failing)


def test_what_ends_the_program_is_not_held_back(make_dataset, make_recipe):
    def interrupt(_event):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Trainer(make_recipe(), make_dataset()).run(epochs=1, emit=interrupt, control=RunControl())
