"""Activity of a network and the details of its units, against Keras with the same weights."""

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from signs_studio.engine.training.trainer import Trainer
from signs_studio.insight.network_activity import MAX_UNITS, ActivityWanted, spread, units_told
from signs_studio.insight.question import NotWantedError, Progress
from signs_studio.insight.unit_details import EXCITING, UnitWanted
from signs_studio.recipe.network_stages import Stage, network_stages
from signs_studio.recipe.network_summary import summarise_network
from signs_studio.runs.control import RunControl
from tests.conftest import drawn_dataset
from tests.engine.conftest import _recipe, _run_to_end
from tests.insight.conftest import with_bias

if TYPE_CHECKING:
    from signs_studio.data.dataset import Dataset
    from signs_studio.engine.training.state import Network
    from signs_studio.recipe.recipe import Recipe

LAYERS = "batch_norm,conv:4:3:1:same:relu,max_pool,dropout:0.5,5:tanh,batch_norm"
CONV, DENSE, ANSWER = 1, 4, 6
"""Indices of the layers that have connections."""


class Trained:
    """A small network after two epochs, and the same one in Keras."""

    def __init__(self) -> None:
        import keras

        self.dataset: Dataset = drawn_dataset(shape=(6, 6, 3))
        self.recipe: Recipe = _recipe(layers=LAYERS)
        trainer = Trainer(self.recipe, self.dataset)
        _run_to_end(trainer, 2)
        self.network: Network = trainer.network()
        self.stages: tuple[Stage, ...] = network_stages(
            summarise_network(self.recipe.layers, picture_shape=(6, 6, 3), classes=3)
        )
        self.keras_layers = [
            keras.layers.BatchNormalization(),
            keras.layers.Conv2D(4, 3, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(5, activation="tanh"),
            keras.layers.BatchNormalization(),
            keras.layers.Dense(3),
        ]
        self.outputs(self.dataset.test_x[:1])
        for layer, arrays in zip(self.keras_layers, trainer.weights(), strict=True):
            is_dense = isinstance(layer, keras.layers.Dense)
            layer.set_weights(
                [
                    array.T if is_dense and name == "kernel" else array
                    for name, array in arrays.items()
                ]
            )
        self.weights = trainer.weights()

    def outputs(self, pictures: Any) -> list[Any]:
        """Returns the output of every layer of Keras'."""
        import tensorflow as tf

        values = tf.cast(pictures, tf.float32)
        values = values / 255.0 if pictures.dtype == np.uint8 else values
        found = []
        for index, layer in enumerate(self.keras_layers):
            if index == DENSE:
                values = tf.reshape(values, (len(values), -1))
            values = layer(values, training=False)
            found.append(values)
        return found


@pytest.fixture(scope="module")
def trained() -> Trained:
    return Trained()


def ask(trained: Trained, layer: int, unit: int, picture: int = 0) -> Any:
    pictures = trained.dataset.test_x[picture : picture + 1]
    question = UnitWanted(trained.dataset, pictures, layer, unit)
    return question.answer(trained.network, Progress())


def test_stages_begin_at_layers_with_connections(trained: Trained) -> None:
    assert [stage.layers for stage in trained.stages] == [(0,), (1, 2, 3), (4, 5), (6,)]
    assert [stage.shown for stage in trained.stages] == [None, 3, 5, 6]
    assert [stage.shape for stage in trained.stages] == [(6, 6, 3), (3, 3, 4), (5,), (3,)]
    summary = summarise_network(trained.recipe.layers, picture_shape=(6, 6, 3), classes=3)
    assert sum(stage.parameters for stage in trained.stages) == summary.parameters
    # What is learnt on the picture itself is no part of any column.
    assert trained.stages[0].parameters == summary.rows[1].parameters > 0


@pytest.mark.parametrize("picture", [0, 7])
def test_activity_is_that_of_keras(trained: Trained, picture: int) -> None:
    question = ActivityWanted(
        trained.stages, trained.dataset.test_x[picture], trained.dataset.test_x
    )
    activity = question.answer(trained.network, Progress())
    theirs = trained.outputs(trained.dataset.test_x[picture : picture + 1])
    maps = np.moveaxis(theirs[3].numpy()[0], 2, 0)
    conv, dense, answer = activity.stages
    np.testing.assert_allclose(conv.maps, maps, atol=1e-5)
    np.testing.assert_allclose(conv.values, maps.max(axis=(1, 2)), atol=1e-5)
    assert dense.maps is None
    np.testing.assert_allclose(dense.values, theirs[5].numpy()[0], atol=1e-5)
    np.testing.assert_allclose(answer.values, theirs[6].numpy()[0], atol=1e-5)
    assert dense.limit == pytest.approx(np.abs(theirs[5].numpy()).max(), abs=1e-5)
    exponents = np.exp(theirs[6].numpy()[0])
    np.testing.assert_allclose(activity.probabilities, exponents / exponents.sum(), atol=1e-5)
    assert activity.sample == len(trained.dataset.test_x)


def test_a_connection_is_the_sum_of_the_weights_of_all_places(trained: Trained) -> None:
    question = ActivityWanted(trained.stages, trained.dataset.test_x[0], trained.dataset.test_x)
    conv, dense, answer = question.answer(trained.network, Progress()).stages
    kernel = trained.weights[CONV]["kernel"]
    np.testing.assert_allclose(conv.weights[:, 0], kernel.sum(axis=(0, 1, 2)), atol=1e-5)
    # Numbers in a row come from the filters in turn.
    flat = trained.weights[DENSE]["kernel"]
    for source in range(4):
        np.testing.assert_allclose(
            dense.weights[:, source], flat[:, source::4].sum(axis=1), atol=1e-5
        )
    np.testing.assert_array_equal(answer.weights, trained.weights[ANSWER]["kernel"])


def test_of_a_wide_layer_evenly_spread_units_are_told_of() -> None:
    assert units_told(32) == tuple(range(32))
    assert units_told(128) == tuple(range(0, 128, 4))
    assert units_told(100) == tuple(100 * each // 32 for each in range(32))


def test_of_a_wide_layer_a_dead_unit_is_told_of() -> None:
    assert units_told(128, {4, 5}) == units_told(128)
    told = units_told(128, {5, 7})
    assert len(told) == MAX_UNITS
    assert set(told) - set(units_told(128)) == {5}


@pytest.mark.parametrize("count", [1, 2, 3, 25, 64, 100, 1000])
def test_every_beginning_of_the_order_is_spread_over_all_units(count: int) -> None:
    order = spread(count)
    assert sorted(order) == list(range(count))
    for length in range(1, count + 1):
        ends = (*sorted(order[:length]), count)
        gaps = [after - before for before, after in itertools.pairwise(ends)]
        assert max(gaps) <= 2 * count / length + 1


def test_a_dead_unit_of_a_wide_layer_is_found_wherever_it_is() -> None:
    dataset = drawn_dataset(train=40, test=40)
    network = Trainer(_recipe(layers="100:relu"), dataset).network()
    for unit in range(100):
        network = with_bias(network, layer=0, unit=unit, bias=-1e3 if unit == 51 else 1e3)
    stages = network_stages(
        summarise_network(network.layers[:-1], picture_shape=(4, 4, 3), classes=dataset.classes)
    )
    wanted = ActivityWanted(stages, dataset.test_x[0], dataset.test_x)
    wide, answer = wanted.answer(network, Progress()).stages
    assert 51 not in units_told(100)
    assert len(wide.units) == MAX_UNITS
    assert wide.silent == {51}
    assert answer.weights.shape == (dataset.classes, MAX_UNITS)


def test_of_many_classes_the_likeliest_are_told_of() -> None:
    dataset = drawn_dataset(train=40, test=40, classes=40)
    network = Trainer(_recipe(layers="8:tanh"), dataset).network()
    stages = network_stages(
        summarise_network(network.layers[:-1], picture_shape=(4, 4, 3), classes=40)
    )
    activity = ActivityWanted(stages, dataset.test_x[0], dataset.test_x).answer(network, Progress())
    likeliest = np.argsort(-activity.probabilities, kind="stable")[:MAX_UNITS]
    assert activity.stages[-1].units == tuple(sorted(likeliest.tolist()))
    assert activity.stages[-1].weights.shape == (MAX_UNITS, 8)


@pytest.mark.parametrize(("layer", "unit"), [(CONV, 2), (DENSE, 3), (ANSWER, 1)])
def test_details_of_a_unit_are_those_of_keras(trained: Trained, layer: int, unit: int) -> None:
    import tensorflow as tf

    details = ask(trained, layer, unit, picture=3)
    # Of a filter, the largest of all places.
    theirs = trained.outputs(trained.dataset.test_x)[layer].numpy()[..., unit]
    theirs = theirs.reshape(len(theirs), -1).max(axis=1)
    assert details.value == pytest.approx(theirs[3], abs=1e-5)
    assert details.active == np.count_nonzero(theirs > 0)
    assert details.tested == len(theirs)
    strongest = np.argsort(-theirs, kind="stable")[:EXCITING]
    np.testing.assert_allclose(
        [value for _, value in details.strongest], theirs[strongest], atol=1e-5
    )
    np.testing.assert_allclose(
        theirs[[index for index, _ in details.strongest]], theirs[strongest], atol=1e-5
    )
    pictures = tf.constant(trained.dataset.test_x[3:4].astype(np.float32) / 255)
    with tf.GradientTape() as tape:
        tape.watch(pictures)
        output = tf.reduce_max(trained.outputs(pictures)[layer][..., unit])
    np.testing.assert_allclose(details.gradient, tape.gradient(output, pictures)[0], atol=1e-5)
    arrays = trained.weights[layer]
    kernel = arrays["kernel"][..., unit] if layer == CONV else arrays["kernel"][unit]
    np.testing.assert_array_equal(details.weights, kernel)
    assert details.bias == pytest.approx(float(arrays["bias"][unit]))
    assert not details.is_dead


def test_a_dead_unit_is_found_and_explained(trained: Trained) -> None:
    network = with_bias(trained.network, layer=CONV, unit=1, bias=-100.0)
    dataset = trained.dataset
    wanted = UnitWanted(dataset, dataset.test_x[:1], CONV, 1)
    details = wanted.answer(network, Progress())
    assert details.is_dead
    assert details.active == 0
    assert details.pictures == len(dataset.train_x) + len(dataset.test_x)
    before = with_bias(trained.network, layer=CONV, unit=1, bias=1000.0)
    sums = [
        replace(wanted, picture=pictures[i : i + 1]).answer(before, Progress()).value
        for pictures in (dataset.train_x, dataset.test_x)
        for i in range(len(pictures))
    ]
    assert details.largest_sum == pytest.approx(max(sums) - 1100, abs=1e-3)
    assert not details.gradient.any()
    closest = sorted(sums[len(dataset.train_x) :], reverse=True)[:EXCITING]
    np.testing.assert_allclose(
        [value for _, value in details.strongest], np.subtract(closest, 1100), atol=1e-3
    )
    activity = ActivityWanted(trained.stages, dataset.test_x[0], dataset.test_x).answer(
        network, Progress()
    )
    assert 1 in activity.stages[0].silent
    assert not activity.stages[1].silent

    # One picture to learn from is enough for it to live.
    lively = with_bias(
        trained.network, layer=CONV, unit=1, bias=-100.0 - details.largest_sum + 0.01
    )
    alone = wanted.answer(lively, Progress())
    assert not alone.is_dead
    assert alone.largest_sum == pytest.approx(0.01, abs=1e-3)


def test_what_is_not_wanted_any_more_is_broken_off(trained: Trained) -> None:
    control = RunControl()
    control.stop()
    wanted = UnitWanted(trained.dataset, trained.dataset.test_x[:1], CONV, 0)
    with pytest.raises(NotWantedError):
        wanted.answer(trained.network, Progress(control))
