"""Two small networks that have learnt a little, and the same ones made of Keras' layers."""

from typing import Any, NamedTuple

import numpy as np
import pytest

from signs_studio.data.dataset import Dataset
from signs_studio.engine.training.state import Network, arrays_of
from signs_studio.engine.training.trainer import Trainer
from signs_studio.insight.question import Progress
from signs_studio.recipe.draft import validate
from signs_studio.recipe.presets import PRESETS
from signs_studio.runs.control import RunControl
from tests.conftest import drawn_dataset

EPOCHS = 4
SHAPE = (8, 6, 3)


class Learnt(NamedTuple):
    """A network, what it learnt from, and Keras' own with the same weights.

    Attributes:
        network: Ours.
        dataset: Small pictures of bytes.
        keras: Gives the output of every layer but the one that makes numbers in a row.
    """

    network: Network
    dataset: Dataset
    keras: Any


def learn(layers: str) -> Learnt:
    dataset = drawn_dataset(shape=SHAPE)
    draft = PRESETS["article"].draft
    for name, text in {"layers": layers, "batch_size": "8", "learning_rate": "0.01"}.items():
        draft = draft.with_field(name, text)
    recipe = validate(draft).recipe
    assert recipe is not None
    trainer = Trainer(recipe, dataset)
    trainer.run(epochs=EPOCHS, emit=lambda _event: None, control=RunControl())
    network = trainer.network()
    return Learnt(network, dataset, keras_twin(network))


def keras_twin(network: Network) -> Any:
    """Keras' layers with the weights of a network of dense layers, convolutions and pools."""
    import keras

    values = inputs = keras.Input(SHAPE)
    arrays = arrays_of(network.state(), network.layers)
    outputs, weights = [], []
    for index, layer in enumerate(network.layers):
        settings = layer.settings
        is_last = index == len(network.layers) - 1
        if layer.kind == "dense":
            activation = "linear" if is_last else settings["activation"]
            if len(values.shape) > 2:
                values = keras.layers.Flatten()(values)
            made = keras.layers.Dense(settings["units"], activation=activation)
            values = made(values)
            kernel = arrays[f"layers.{index}.kernel"].T
            weights.append((made, [kernel, arrays[f"layers.{index}.bias"]]))
        elif layer.kind == "conv":
            made = keras.layers.Conv2D(
                settings["filters"],
                settings["kernel_size"],
                padding=settings["padding"],
                activation=settings["activation"],
            )
            values = made(values)
            own = [arrays[f"layers.{index}.{name}"] for name in ("kernel", "bias")]
            weights.append((made, own))
        else:
            values = keras.layers.MaxPooling2D(settings["pool_size"], settings["strides"])(values)
        outputs.append(values)
    model = keras.Model(inputs, outputs)
    for made, own in weights:
        made.set_weights(own)
    return model


@pytest.fixture(scope="session")
def dense() -> Learnt:
    return learn("12:relu,7:relu")


@pytest.fixture(scope="session")
def convolutional() -> Learnt:
    return learn("conv:4,max_pool,conv:5,9:tanh")


@pytest.fixture(params=["dense", "convolutional"])
def learnt(request: pytest.FixtureRequest) -> Learnt:
    found: Learnt = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def progress() -> Progress:
    return Progress()


def with_bias(network: Network, *, layer: int, unit: int, bias: float) -> Network:
    """Returns a network in which a unit has another bias."""
    import tensorflow as tf

    state = network.state()
    kernel, biases = state.variables[layer]
    biases = tf.tensor_scatter_nd_update(biases, [[unit]], [bias])
    variables = (*state.variables[:layer], (kernel, biases), *state.variables[layer + 1 :])
    changed = state._replace(variables=variables)
    return network._replace(state=lambda: changed)


def shares(pictures: Any) -> Any:
    return pictures.astype(np.float32) / np.float32(255)
