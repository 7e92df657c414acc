"""What an epoch counts and reports, against NumPy by hand."""

import numpy as np
import pytest

from signs_studio.engine.training import passes as passes_module
from signs_studio.engine.training import resident as epoch_module
from signs_studio.engine.training.shuffling import epoch_permutation
from signs_studio.engine.training.trainer import Trainer
from signs_studio.runs.events import EpochFinished, RunFinished, RunStarted, Snapshot


def _one(events, kind):
    (event,) = (event for event in events if isinstance(event, kind))
    return event


def _softmax_of_linear(layer, pictures):
    outputs = pictures.astype(np.float64) @ layer["kernel"].T + layer["bias"]
    raised = np.exp(outputs - outputs.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("batch_size", ["1", "8", "11", "44", "64"])
def test_an_epoch_of_sgd_is_that_by_hand(batch_size, make_dataset, make_recipe, run_to_end):
    """Without hidden layers the gradient is known; 8 and 11 end on a short and on a full batch."""
    dataset = make_dataset()
    recipe = make_recipe(layers="", optimizer="sgd", learning_rate="0.1", batch_size=batch_size)
    trainer = Trainer(recipe, dataset)
    (layer,) = trainer.weights()
    pictures = dataset.train_x.reshape(44, -1) / 255
    order = epoch_permutation(44, seed=recipe.seed, epoch=0)
    costs, correct = [], 0
    for start in range(0, 44, recipe.batch_size):
        chosen = order[start : start + recipe.batch_size]
        x, y = pictures[chosen], dataset.train_y[chosen]
        read = _softmax_of_linear(layer, x)
        costs.extend(-np.log(read[range(len(y)), y]))
        correct += int((read.argmax(axis=1) == y).sum())
        error = (read - np.eye(3)[y]) / len(y)
        kernel, bias = layer["kernel"] - 0.1 * error.T @ x, layer["bias"] - 0.1 * error.sum(0)
        layer = {"kernel": kernel, "bias": bias}

    events = run_to_end(trainer, 1)
    (ours,) = trainer.weights()
    np.testing.assert_allclose(ours["kernel"], layer["kernel"], atol=1e-5)
    np.testing.assert_allclose(ours["bias"], layer["bias"], atol=1e-5)
    said = _one(events, EpochFinished)
    assert len(costs) == 44
    assert said.cost == pytest.approx(np.mean(costs), abs=1e-5)
    assert said.train_accuracy == correct / 44
    read = _softmax_of_linear(layer, dataset.test_x.reshape(10, -1) / 255)
    np.testing.assert_allclose(_one(events, Snapshot).probabilities, read, atol=1e-5)
    test_cost = -np.log(read[range(10), dataset.test_y]).mean()
    assert said.test_cost == pytest.approx(test_cost, abs=1e-5)
    assert said.test_accuracy == (read.argmax(axis=1) == dataset.test_y).mean()
    read = _softmax_of_linear(layer, pictures)
    finished = _one(events, RunFinished)
    assert finished.cost == pytest.approx(
        -np.log(read[range(44), dataset.train_y]).mean(), abs=1e-5
    )
    assert finished.train_accuracy == (read.argmax(axis=1) == dataset.train_y).mean()
    assert finished.test_cost == pytest.approx(test_cost, abs=1e-5)


def test_a_set_read_in_chunks_reads_as_one(monkeypatch, make_dataset, make_recipe, run_to_end):
    """With 48 numbers a picture, 200 make chunks of 4; 23 pictures end on a short one."""
    recipe = make_recipe()
    whole = run_to_end(Trainer(recipe, make_dataset(test=23)), 1)
    monkeypatch.setattr(passes_module, "_CHUNK_NUMBERS", 200)
    epoch_module.epoch_for.cache_clear()
    chunks = run_to_end(Trainer(recipe, make_dataset(test=23)), 1)
    epoch_module.epoch_for.cache_clear()
    assert _one(chunks, RunStarted).compiling
    for kind in (EpochFinished, RunFinished):
        for field in ("cost", "test_cost", "train_accuracy", "test_accuracy"):
            expected = getattr(_one(whole, kind), field)
            assert getattr(_one(chunks, kind), field) == pytest.approx(expected, abs=1e-6)
    np.testing.assert_allclose(
        _one(chunks, Snapshot).probabilities, _one(whole, Snapshot).probabilities, atol=1e-6
    )


def test_only_another_structure_is_compiled_again(make_dataset, make_recipe, run_to_end):
    # One batch of a size that no other test has: nothing is compiled yet, and soon is.
    dataset = make_dataset(train=7, test=3)

    def compiles(*, layers="2:relu", **fields):
        trainer = Trainer(make_recipe(layers=layers, **fields), dataset)
        return _one(run_to_end(trainer, 1), RunStarted).compiling

    assert compiles()
    assert not compiles()
    assert not compiles(seed="5", learning_rate="0.01", beta_1="0.8", initializer="random_normal")
    assert compiles(amsgrad="true")
    assert compiles(layers="2:tanh")
    assert compiles(label_smoothing="0.1")
    assert not compiles(label_smoothing="0.2")
    assert compiles(layers="2:relu,dropout:0.2", l2="0.1", translation="0.1", flip="true")
    assert not compiles(layers="2:relu,dropout:0.4", l2="0.2", translation="0.2", flip="true")


def test_what_is_plotted_is_free_of_penalties_and_smoothing(make_dataset, make_recipe, run_to_end):
    """A learning rate of next to nothing leaves the weights: only what is counted can differ."""
    recipes = (
        make_recipe(learning_rate="1e-12", optimizer="sgd", **fields)
        for fields in ({}, {"l1": "0.1", "l2": "0.1", "label_smoothing": "0.5"})
    )
    plain, added = (_one(run_to_end(Trainer(r, make_dataset()), 1), EpochFinished) for r in recipes)
    assert added.cost == pytest.approx(plain.cost, abs=1e-6)
    assert added.test_cost == pytest.approx(plain.test_cost, abs=1e-6)


def test_penalties_and_smoothing_move_the_weights_as_their_gradients_say(
    make_dataset, make_recipe, run_to_end
):
    """One step of gradient descent on all 44 pictures, of a softmax alone."""
    fields = {"layers": "", "optimizer": "sgd", "learning_rate": "0.1"}
    recipe = make_recipe(**fields, batch_size="44", l1="0.01", l2="0.02", label_smoothing="0.3")
    dataset = make_dataset()
    trainer = Trainer(recipe, dataset)
    (before,) = trainer.weights()
    x = dataset.train_x.reshape(44, -1) / 255
    wanted = 0.7 * np.eye(3)[dataset.train_y] + 0.3 / 3
    error = (_softmax_of_linear(before, dataset.train_x.reshape(44, -1) / 255) - wanted) / 44
    kernel = before["kernel"]
    gradient = error.T @ x + 0.01 * np.sign(kernel) + 2 * 0.02 * kernel
    run_to_end(trainer, 1)
    (after,) = trainer.weights()
    np.testing.assert_allclose(after["kernel"], kernel - 0.1 * gradient, atol=1e-6)
    np.testing.assert_allclose(after["bias"], before["bias"] - 0.1 * error.sum(0), atol=1e-6)
