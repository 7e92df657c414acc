"""Data larger than a window: the same run whether it lies in memory or in a file."""

import os
import threading
from functools import partial

import numpy as np
import pytest

from signs_studio.data.archives.hdf5.writer import write_signs
from signs_studio.data.opening import open_pictures
from signs_studio.engine.training import shuffling as order_module
from signs_studio.engine.training import streamed as windows_module
from signs_studio.engine.training.shuffling import epoch_permutation, epoch_windows, window_size
from signs_studio.engine.training.trainer import Trainer
from signs_studio.runs.control import RunControl
from signs_studio.runs.events import EpochFinished, RunFailed, RunFinished, RunPaused, Snapshot
from tests.engine.conftest import assert_same_weights

_TRAIN, _TEST, _SHAPE, _BATCH = 150, 40, (6, 6, 3), 8
_WINDOW = 32


@pytest.fixture(scope="module")
def make_recipe(make_recipe):
    """One hidden layer, where a test does not ask for others: each window is a program."""
    return partial(make_recipe, layers="5:relu")


@pytest.fixture
def small_windows(monkeypatch):
    """Windows of 32 pictures, so that the training set is five of them and the test set two."""
    for module in (order_module, windows_module):
        monkeypatch.setattr(module, "WINDOW_BYTES", _WINDOW * 6 * 6 * 3)


@pytest.fixture
def both_ways(tmp_path, make_dataset):
    """The same pictures in memory and in a file, and the path of the training file."""
    held = make_dataset(train=_TRAIN, test=_TEST, shape=_SHAPE)
    train_path, _ = write_signs(held, tmp_path)
    return held, open_pictures(tmp_path, stream=True), train_path


def _probabilities(events):
    return [event.probabilities for event in events if isinstance(event, Snapshot)]


def _end(events):
    end = events[-1]
    assert isinstance(end, RunFinished)
    return end.cost, end.test_cost, end.train_accuracy, end.test_accuracy


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"layers": "conv:3,max_pool,batch_norm,dropout:0.3,5:tanh", "noise": "0.1"},
    ],
    ids=["dense", "layers of every kind"],
)
@pytest.mark.usefixtures("small_windows")
def test_a_file_gives_the_same_run_as_memory_to_the_bit(
    fields, both_ways, make_recipe, run_to_end, numbers_of
):
    recipe = make_recipe(learning_rate="0.01", **fields)
    held, left = (Trainer(recipe, dataset) for dataset in both_ways[:2])
    expected, came = run_to_end(held, 3), run_to_end(left, 3)
    assert numbers_of(came) == numbers_of(expected)
    assert len(numbers_of(came)) == 3
    assert _end(came) == _end(expected)
    diagnostics = [
        [e.diagnostics for e in events if isinstance(e, EpochFinished)]
        for events in (expected, came)
    ]
    assert str(diagnostics[0]) == str(diagnostics[1])
    for one, other in zip(_probabilities(expected), _probabilities(came), strict=True):
        np.testing.assert_array_equal(one, other)
        assert one.shape == (_TEST, 3)
    assert_same_weights(held, left)


@pytest.mark.usefixtures("small_windows")
def test_windows_take_the_steps_that_their_order_says(
    both_ways, make_recipe, run_to_end, monkeypatch
):
    """Against the same pictures laid out in that order, learnt in one call without a shuffle."""
    recipe = make_recipe(learning_rate="0.01", batch_size=str(_BATCH))
    held = both_ways[0]
    windowed = Trainer(recipe, held)
    run_to_end(windowed, 1)

    orders = list(epoch_windows(_TRAIN, window=_WINDOW, seed=recipe.seed, epoch=0))
    whole_order = np.concatenate(orders)
    with monkeypatch.context() as patch:
        patch.setattr("signs_studio.engine.training.trainer.is_streamed", lambda _dataset: False)
        patch.setattr(
            "signs_studio.engine.training.resident.epoch_permutation", lambda *_, **__: whole_order
        )
        whole = Trainer(recipe, held)
        run_to_end(whole, 1)
    for a, b in zip(windowed.weights(), whole.weights(), strict=True):
        for name in a:
            np.testing.assert_allclose(a[name], b[name], rtol=1e-4, atol=1e-6)


@pytest.mark.usefixtures("small_windows")
def test_pause_step_change_and_training_more_replay_to_the_bit(both_ways, make_recipe, numbers_of):
    recipe = make_recipe(learning_rate="0.01")
    straight, broken = Trainer(recipe, both_ways[0]), Trainer(recipe, both_ways[1])

    def run(trainer, epochs, *, changed_at, pausing):
        control, events = RunControl(), []
        if pausing:
            control.step()

        def drive(event):
            events.append(event)
            if isinstance(event, EpochFinished) and event.epoch + 1 == changed_at:
                control.change("batch_size", 12)
                control.change("learning_rate", 0.003)
            if isinstance(event, RunPaused):
                control.step()

        trainer.run(epochs=epochs, emit=drive, control=control)
        return events

    expected = run(straight, 5, changed_at=2, pausing=False)
    came = run(broken, 3, changed_at=2, pausing=True)
    assert any(isinstance(event, RunPaused) for event in came)
    came += run(broken, 2, changed_at=0, pausing=False)
    assert numbers_of(came) == numbers_of(expected)
    assert_same_weights(straight, broken)


def test_a_set_that_fits_into_a_window_is_shuffled_wholly(
    both_ways, make_recipe, run_to_end, numbers_of
):
    held, left, _ = both_ways
    recipe = make_recipe(learning_rate="0.01")
    whole, one_window = run_to_end(Trainer(recipe, held), 2), run_to_end(Trainer(recipe, left), 2)
    for a, b in zip(numbers_of(whole), numbers_of(one_window), strict=True):
        assert a == pytest.approx(b, rel=1e-5)


@pytest.mark.usefixtures("small_windows")
def test_a_file_cut_short_ends_the_run_and_keeps_what_was_learnt(
    both_ways, make_recipe, run_to_end, numbers_of
):
    held, left, path = both_ways
    recipe = make_recipe(learning_rate="0.01")
    trainer, events = Trainer(recipe, left), []

    def drive(event):
        events.append(event)
        if isinstance(event, EpochFinished) and event.epoch == 1:
            os.truncate(path, path.stat().st_size // 2)

    trainer.run(epochs=5, emit=drive, control=RunControl())
    end = events[-1]
    assert isinstance(end, RunFailed)
    assert str(end.message) == (
        "train_signs.h5 was changed or cut short while it was learnt from: open it again, then "
        "train again."
    )
    assert trainer.epochs == 2
    straight = Trainer(recipe, held)
    assert numbers_of(events) == numbers_of(run_to_end(straight, 2))
    assert_same_weights(straight, trainer)


@pytest.mark.usefixtures("small_windows")
def test_the_next_window_is_read_on_another_thread_while_one_is_learnt(
    both_ways, make_recipe, monkeypatch
):
    left = both_ways[1]
    readers = set()
    read_into = type(left.train_x).read_into
    reading = threading.Event()

    def record(pictures, target, rows):
        readers.add(threading.current_thread())
        reading.set()
        read_into(pictures, target, rows)

    monkeypatch.setattr(type(left.train_x), "read_into", record)
    trainer = Trainer(make_recipe(), left)
    windows = windows_module._prefetch(trainer._sets._train.jobs_in_order(), trainer._key.device)
    next(windows)
    reading.clear()
    next(windows)
    # Nobody asks for the third, and yet it is read.
    is_read = reading.wait(30)
    windows.close()
    assert is_read
    assert threading.current_thread() not in readers
    assert not any(thread.is_alive() for thread in readers)


@pytest.mark.parametrize("count", [1, 31, 32, 33, 64, 150, 1001])
@pytest.mark.parametrize("window", [32, 640])
def test_an_order_is_a_permutation_in_windows(count, window):
    windows, again = (list(epoch_windows(count, window=window, seed=3, epoch=5)) for _ in range(2))
    for one, other in zip(windows, again, strict=True):
        np.testing.assert_array_equal(one, other)
        assert one.dtype == np.int32
    assert [len(one) for one in windows[:-1]] == [window] * (len(windows) - 1)
    np.testing.assert_array_equal(np.sort(np.concatenate(windows)), np.arange(count))
    if count <= window:
        np.testing.assert_array_equal(windows[0], epoch_permutation(count, seed=3, epoch=5))


def test_a_file_sorted_by_sign_is_mixed_in_every_window():
    count, window, signs = 100_000, 2560, 6
    sign = np.arange(count) * signs // count
    for seed in range(5):
        for one in list(epoch_windows(count, window=window, seed=seed, epoch=0))[:-1]:
            shares = np.bincount(sign[one], minlength=signs) / window
            assert shares.min() > 0.02
            assert shares.max() < 0.45


def test_windows_of_other_seeds_and_epochs_are_others():
    first, *others = (
        np.concatenate(list(epoch_windows(1000, window=64, seed=seed, epoch=epoch)))
        for seed, epoch in ((1, 0), (1, 1), (2, 0))
    )
    for other in others:
        assert (first != other).any()


def test_a_window_is_whole_batches_and_at_least_one():
    assert window_size(picture_bytes=12288, batch_size=32) == 2720
    assert window_size(picture_bytes=12288, batch_size=1000) == 2000
    assert window_size(picture_bytes=1 << 24, batch_size=32) == 32
