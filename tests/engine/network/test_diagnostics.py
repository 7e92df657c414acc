"""The diagnostics of an epoch, against NumPy by hand; and what a doctor finds in real runs."""

from dataclasses import replace

import numpy as np
import pytest

from signs_studio.diagnosis.doctor import Doctor
from signs_studio.engine.training import passes as passes_module
from signs_studio.engine.training import resident as epoch_module
from signs_studio.engine.training.shuffling import epoch_permutation
from signs_studio.engine.training.trainer import Trainer
from signs_studio.runs.control import RunControl
from signs_studio.runs.events import EpochFinished, FindingMade, Snapshot
from signs_studio.runs.findings import FindingKind
from signs_studio.wording.findings import finding_message


def _diagnostics(events):
    return [event.diagnostics for event in events if isinstance(event, EpochFinished)]


def _activate(name, sums):
    return {
        "relu": lambda: np.maximum(sums, 0),
        "tanh": lambda: np.tanh(sums),
        "sigmoid": lambda: 1 / (1 + np.exp(-sums)),
    }[name]()


@pytest.mark.parametrize(
    ("activation", "slope_at_end"), [("tanh", 1.0), ("sigmoid", 0.25)], ids=["tanh", "sigmoid"]
)
def test_a_unit_is_saturated_whose_slope_is_nearly_nothing_for_nearly_all(
    activation, slope_at_end, make_dataset, make_recipe, run_to_end
):
    dataset = make_dataset(test=40)
    recipe = make_recipe(layers=f"200:{activation}", learning_rate="0.1")
    trainer = Trainer(recipe, dataset)
    (diagnostics,) = _diagnostics(run_to_end(trainer, 1))
    hidden, _ = trainer.weights()
    sums = dataset.test_x.reshape(40, -1) / 255 @ hidden["kernel"].T + hidden["bias"]
    values = _activate(activation, sums.astype(np.float64))
    slopes = 1 - values**2 if activation == "tanh" else values * (1 - values)
    at_end = slopes < 0.0199 * slope_at_end
    share = (at_end.mean(axis=0) >= 0.95).mean()
    assert 0 < share < 1
    # A unit whose slope is at the very edge may be counted either way.
    assert diagnostics.layers[0].saturated == pytest.approx(share, abs=1.5 / 200)
    assert np.isnan(diagnostics.layers[0].dead)
    assert np.isnan(diagnostics.layers[1][:2]).all()


@pytest.mark.parametrize("chunk_numbers", [200, 4_194_304])
def test_a_relu_is_dead_that_gives_nothing_for_any_test_picture(
    chunk_numbers, monkeypatch, make_dataset, make_recipe, run_to_end
):
    """Chunks of 4 of 23 pictures count as all at once: a unit that lives in one of them lives."""
    monkeypatch.setattr(passes_module, "_CHUNK_NUMBERS", chunk_numbers)
    epoch_module.epoch_for.cache_clear()
    dataset = make_dataset(test=23)
    trainer = Trainer(make_recipe(layers="50:relu,20:relu", learning_rate="0.01"), dataset)
    events = run_to_end(trainer, 3)
    epoch_module.epoch_for.cache_clear()
    diagnostics = _diagnostics(events)[-1]
    values = dataset.test_x.reshape(23, -1) / 255
    shares = []
    for layer in trainer.weights()[:-1]:
        values = np.maximum(values @ layer["kernel"].T + layer["bias"], 0)
        shares.append((values == 0).all(axis=0).mean())
    assert shares[0] > 0
    assert [layer.dead for layer in diagnostics.layers[:2]] == pytest.approx(shares)
    assert np.isnan(diagnostics.layers[2].dead)
    said = events[-2].probabilities.argmax(axis=1)
    assert isinstance(events[-2], Snapshot)
    assert diagnostics.top_class_share == pytest.approx(np.bincount(said).max() / 23)


def test_a_filter_is_dead_that_gives_nothing_at_any_place(make_dataset, make_recipe, run_to_end):
    dataset = make_dataset(shape=(5, 5, 3))
    trainer = Trainer(make_recipe(layers="conv:40:1:1:valid,max_pool"), dataset)
    (diagnostics,) = _diagnostics(run_to_end(trainer, 1))
    conv = trainer.weights()[0]
    values = dataset.test_x / 255 @ conv["kernel"][0, 0] + conv["bias"]
    share = (values <= 0).all(axis=(0, 1, 2)).mean()
    assert 0 < share < 1
    assert diagnostics.layers[0].dead == pytest.approx(share)
    assert np.isnan(diagnostics.layers[1]).all()
    assert diagnostics.layers[0].gradient > 0


@pytest.mark.parametrize("batch_size", ["44", "22", "30"])
def test_gradient_and_update_are_those_of_the_last_step(
    batch_size, make_dataset, make_recipe, run_to_end
):
    """A softmax alone, whose gradient is known; 44 is one step, 22 two, 30 ends on a short one."""
    dataset = make_dataset()
    recipe = make_recipe(layers="", optimizer="sgd", learning_rate="0.1", batch_size=batch_size)
    trainer = Trainer(recipe, dataset)
    (layer,) = trainer.weights()
    kernel, bias = layer["kernel"].astype(np.float64), layer["bias"].astype(np.float64)
    pictures = dataset.train_x.reshape(44, -1) / 255
    order = epoch_permutation(44, seed=recipe.seed, epoch=0)
    for start in range(0, 44, recipe.batch_size):
        chosen = order[start : start + recipe.batch_size]
        x, y = pictures[chosen], dataset.train_y[chosen]
        raised = np.exp(x @ kernel.T + bias)
        error = (raised / raised.sum(axis=1, keepdims=True) - np.eye(3)[y]) / len(y)
        before, gradient = kernel, error.T @ x
        kernel, bias = kernel - 0.1 * gradient, bias - 0.1 * error.sum(axis=0)
    (diagnostics,) = _diagnostics(run_to_end(trainer, 1))
    (softmax,) = diagnostics.layers
    assert softmax.gradient == pytest.approx(np.sqrt((gradient**2).mean()), rel=1e-4)
    moved = np.linalg.norm(kernel - before) / np.linalg.norm(before)
    assert softmax.update == pytest.approx(moved, rel=1e-4)


def test_a_kernel_of_zeros_has_no_update_that_could_explode(make_dataset, make_recipe, run_to_end):
    recipe = make_recipe(layers="5:tanh", initializer="zeros", batch_size="44")
    (diagnostics,) = _diagnostics(run_to_end(Trainer(recipe, make_dataset()), 1))
    assert [layer.update for layer in diagnostics.layers] == [0, 0]


# ---- real runs: what provokes a finding, and what does not


def _lopsided(dataset):
    """Two signs, one of which is ten times as common, and pictures that do not tell which."""
    rng = np.random.default_rng(3)
    return replace(
        dataset,
        train_y=(rng.permutation(len(dataset.train_y)) % 11 == 0).astype(np.int32),
        test_y=(np.arange(len(dataset.test_y)) % 5 == 0).astype(np.int32),
        class_names=("0", "1"),
    )


def _without_meaning(dataset):
    """Signs drawn by lot: they can only be learnt by heart."""
    rng = np.random.default_rng(5)
    return replace(
        dataset,
        train_y=rng.integers(0, 3, len(dataset.train_y)).astype(np.int32),
        test_y=rng.integers(0, 3, len(dataset.test_y)).astype(np.int32),
    )


def _plain(dataset):
    return dataset


_DEEP = ",".join(["8:{}"] * 8)
# Finding, layer, what provokes it, the same with the one thing put right, and the pictures.
_RUNS = [
    ("layer_dead", 1, {"learning_rate": "0.3"}, {"learning_rate": "0.01"}, _plain),
    (
        "layer_dead",
        1,
        {"learning_rate": "0.3"},
        {"learning_rate": "0.3", "layers": "5:leaky_relu,4:leaky_relu"},
        _plain,
    ),
    (
        "many_dead",
        0,
        {"layers": "40", "learning_rate": "0.1"},
        {"layers": "40", "learning_rate": "0.01"},
        _plain,
    ),
    (
        "saturated",
        0,
        {"layers": "8:tanh", "learning_rate": "1"},
        {"layers": "8:tanh", "learning_rate": "0.01"},
        _plain,
    ),
    (
        "saturated",
        0,
        {"layers": "8:sigmoid", "learning_rate": "1"},
        {"layers": "8:sigmoid", "learning_rate": "0.01"},
        _plain,
    ),
    (
        "vanishing",
        None,
        {"layers": _DEEP.format(*["sigmoid"] * 8), "learning_rate": "1e-3"},
        {"layers": _DEEP.format(*["elu"] * 8), "learning_rate": "1e-3"},
        _plain,
    ),
    (
        "exploding",
        1,
        {"layers": "8:tanh", "optimizer": "sgd", "learning_rate": "5"},
        {"layers": "8:tanh", "optimizer": "sgd", "learning_rate": "0.1"},
        _plain,
    ),
    (
        "stuck",
        None,
        {"layers": "8:tanh", "learning_rate": "1e-9"},
        {"layers": "8:tanh", "learning_rate": "1e-3"},
        _plain,
    ),
    (
        "rising",
        None,
        {"layers": "8:tanh", "learning_rate": "1"},
        {"layers": "8:tanh", "learning_rate": "0.01"},
        _plain,
    ),
    (
        "drifting",
        None,
        {"layers": "60:leaky_relu", "learning_rate": "3e-3"},
        {"layers": "60:leaky_relu", "learning_rate": "3e-3", "l2": "0.1"},
        _without_meaning,
    ),
    (
        "one_sign",
        None,
        {"layers": "8:tanh", "learning_rate": "1e-3", "initializer": "zeros"},
        {"layers": "8:tanh", "learning_rate": "0.03"},
        _lopsided,
    ),
    (
        "not_finite",
        None,
        {"layers": "8:linear", "optimizer": "sgd", "learning_rate": "30"},
        {"layers": "8:linear", "optimizer": "sgd", "learning_rate": "0.01"},
        _plain,
    ),
]


@pytest.mark.parametrize(
    ("kind", "layer", "sick", "well", "pictures"), _RUNS, ids=[f"{r[0]}-{r[1]}" for r in _RUNS]
)
def test_a_run_provokes_its_finding_and_put_right_does_not(
    kind, layer, sick, well, pictures, make_dataset, make_recipe, run_to_end
):
    dataset = pictures(make_dataset())

    def findings(fields):
        recipe = make_recipe(**fields)
        doctor = Doctor.of(recipe, dataset)
        events = run_to_end(Trainer(recipe, dataset), 250, doctor=doctor)
        return [event.finding for event in events if isinstance(event, FindingMade)]

    found = [finding for finding in findings(sick) if finding.kind == kind]
    assert [finding.layer for finding in found] == [layer]
    assert 0 <= found[0].epoch < 250
    assert FindingKind(kind) not in {finding.kind for finding in findings(well)}


def test_the_doctor_follows_what_is_changed_while_training(make_dataset, make_recipe, run_to_end):
    recipe = make_recipe(layers="16:leaky_relu,dropout:0", learning_rate="1e-3")
    dataset = make_dataset(train=88)
    doctor, control = Doctor.of(recipe, dataset), RunControl({"layers.1.rate": 0.5})
    events = run_to_end(Trainer(recipe, dataset), 250, control=control, doctor=doctor)
    found = [event.finding for event in events if isinstance(event, FindingMade)]
    assert [finding.kind for finding in found] == [FindingKind.TEST_AHEAD]
    assert "dropout makes" in str(finding_message(found[0]))


@pytest.mark.parametrize(
    ("fields", "notes"),
    [
        ({"layers": "16:leaky_relu", "learning_rate": "1e-3"}, []),
        ({"layers": "12:tanh,8:tanh", "learning_rate": "3e-3"}, []),
        (
            {"layers": "conv:4,max_pool,dropout:0.2,batch_norm,8:elu", "learning_rate": "1e-3"},
            [FindingKind.TEST_AHEAD],
        ),
    ],
    ids=["leaky ReLU", "tanh", "conv"],
)
def test_nothing_wrong_is_found_in_a_run_that_learns(
    fields, notes, make_dataset, make_recipe, run_to_end
):
    recipe, dataset = make_recipe(**fields), make_dataset(train=88)
    doctor = Doctor.of(recipe, dataset)
    events = run_to_end(Trainer(recipe, dataset), 250, doctor=doctor)
    found = [event.finding.kind for event in events if isinstance(event, FindingMade)]
    assert found == notes
    assert all(kind.is_note for kind in found)
    assert events[-1].test_accuracy == 1


def test_findings_are_the_same_however_a_run_is_parted(make_dataset, make_recipe, run_to_end):
    recipe, dataset = make_recipe(learning_rate="0.3"), make_dataset()
    straight, parted = (Trainer(recipe, dataset) for _ in range(2))
    one, other = (Doctor.of(recipe, dataset) for _ in range(2))
    whole = run_to_end(straight, 80, doctor=one)
    expected = [e.finding for e in whole if isinstance(e, FindingMade)]
    events = [*run_to_end(parted, 20, doctor=other), *run_to_end(parted, 60, doctor=other)]
    assert expected
    assert [e.finding for e in events if isinstance(e, FindingMade)] == expected


def test_a_finding_follows_the_epoch_after_which_it_is_sure(make_dataset, make_recipe, run_to_end):
    recipe, dataset = make_recipe(learning_rate="0.3"), make_dataset()
    doctor = Doctor.of(recipe, dataset)
    events = run_to_end(Trainer(recipe, dataset), 80, doctor=doctor)
    at = next(i for i, event in enumerate(events) if isinstance(event, FindingMade))
    assert isinstance(events[at - 2], EpochFinished)
    assert isinstance(events[at - 1], Snapshot)
    # 44 pictures in batches of 8 make 6 steps an epoch, and 300 steps are waited for.
    assert events[at - 1].epoch == events[at].finding.epoch + 300 / 6 - 1
