"""Every optimizer's updates against Keras' own, and the article's against TensorFlow 1's."""

import numpy as np
import pytest

from signs_studio.engine.network.optimizers import init_slots, update
from signs_studio.engine.training.shuffling import epoch_permutation
from signs_studio.engine.training.trainer import Trainer
from signs_studio.recipe.frozen import FrozenSettings
from signs_studio.recipe.optimizers import OPTIMIZERS, Optimizer
from signs_studio.recipe.optimizers.kind import Step

TOLERANCE = 1e-5

# Our name; Keras' class and what is needed beside the settings; settings off their defaults.
CASES = [
    ("sgd", "SGD", {}, {}),
    ("momentum", "SGD", {}, {"momentum": "0.8"}),
    ("nesterov", "SGD", {"nesterov": True}, {"momentum": "0.8"}),
    ("rmsprop", "RMSprop", {}, {}),
    ("rmsprop", "RMSprop", {}, {"rho": "0.8", "momentum": "0.5", "epsilon": "1e-4"}),
    ("rmsprop", "RMSprop", {}, {"centered": "true", "momentum": "0.5"}),
    ("adagrad", "Adagrad", {}, {}),
    ("adagrad", "Adagrad", {}, {"initial_accumulator_value": "0.01", "epsilon": "1e-3"}),
    ("adadelta", "Adadelta", {}, {"epsilon": "1e-3"}),
    ("adadelta", "Adadelta", {}, {"rho": "0.8", "epsilon": "0.01"}),
    ("adam", "Adam", {}, {}),
    ("adam", "Adam", {}, {"beta_1": "0.5", "beta_2": "0.7", "amsgrad": "true"}),
    ("adamax", "Adamax", {}, {}),
    ("adamax", "Adamax", {}, {"beta_1": "0.5", "beta_2": "0.7"}),
    ("nadam", "Nadam", {}, {}),
    ("nadam", "Nadam", {}, {"beta_1": "0.5", "beta_2": "0.7"}),
    ("adamw", "AdamW", {}, {}),
    ("adamw", "AdamW", {}, {"weight_decay": "0.5", "amsgrad": "true"}),
    ("ftrl", "Ftrl", {}, {}),
    (
        "ftrl",
        "Ftrl",
        {},
        {
            "learning_rate_power": "-0.7",
            "l1_regularization_strength": "0.001",
            "l2_regularization_strength": "0.01",
            "l2_shrinkage_regularization_strength": "0.02",
            "beta": "0.1",
        },
    ),
]


def test_every_optimizer_has_a_case():
    assert {case[0] for case in CASES} == set(OPTIMIZERS)


@pytest.mark.parametrize(("name", "keras_class", "extra", "changed"), CASES)
def test_an_epoch_updates_as_keras_does(
    name, keras_class, extra, changed, make_dataset, make_recipe, run_to_end
):
    import keras
    import tensorflow as tf

    dataset = make_dataset()
    recipe = make_recipe(layers="5:tanh,4:sigmoid", optimizer=name, learning_rate="0.05", **changed)
    trainer = Trainer(recipe, dataset)
    first = _flat(trainer.weights())
    run_to_end(trainer, 1)

    optimizer = getattr(keras.optimizers, keras_class)(
        learning_rate=recipe.learning_rate, **extra, **recipe.optimizer.settings
    )
    variables = [keras.Variable(array) for array in first]
    pictures = (dataset.train_x.reshape(44, -1) / 255).astype(np.float32)
    order = epoch_permutation(44, seed=recipe.seed, epoch=0)
    for start in range(0, 44, recipe.batch_size):
        chosen = order[start : start + recipe.batch_size]
        with tf.GradientTape() as tape:
            w1, b1, w2, b2, w3, b3 = [variable.value for variable in variables]
            hidden = keras.activations.tanh(pictures[chosen] @ tf.transpose(w1) + b1)
            hidden = keras.activations.sigmoid(hidden @ tf.transpose(w2) + b2)
            cost = tf.reduce_mean(
                keras.losses.sparse_categorical_crossentropy(
                    dataset.train_y[chosen], hidden @ tf.transpose(w3) + b3, from_logits=True
                )
            )
        gradients = tape.gradient(cost, [variable.value for variable in variables])
        optimizer.apply(gradients, variables)

    for start, ours, theirs in zip(first, _flat(trainer.weights()), variables, strict=True):
        assert np.abs(ours - start).max() > 20 * TOLERANCE
        np.testing.assert_allclose(ours, theirs.numpy(), rtol=0, atol=TOLERANCE)


def test_the_article_updates_as_a_tensorflow_1_session_does(make_dataset, make_recipe, run_to_end):
    import tensorflow as tf

    dataset = make_dataset(train=80, shape=(8, 8, 3), classes=6)
    recipe = make_recipe(layers="25:relu,12:relu", batch_size="32")
    assert recipe.optimizer.settings["epsilon"] == 1e-8
    trainer = Trainer(recipe, dataset)
    first = _flat(trainer.weights())
    run_to_end(trainer, 1)

    v1 = tf.compat.v1
    with tf.Graph().as_default():
        pictures = v1.placeholder(tf.float32, (None, 192))
        labels = v1.placeholder(tf.int32, (None,))
        variables = [v1.Variable(array, use_resource=True) for array in first]
        w1, b1, w2, b2, w3, b3 = variables
        hidden = tf.nn.relu(tf.matmul(pictures, w1, transpose_b=True) + b1)
        hidden = tf.nn.relu(tf.matmul(hidden, w2, transpose_b=True) + b2)
        outputs = tf.matmul(hidden, w3, transpose_b=True) + b3
        cost = tf.reduce_mean(
            tf.nn.softmax_cross_entropy_with_logits(tf.one_hot(labels, 6), outputs)
        )
        train = v1.train.AdamOptimizer(recipe.learning_rate, epsilon=1e-8).minimize(cost)
        order = epoch_permutation(80, seed=recipe.seed, epoch=0)
        with v1.Session() as session:
            session.run(v1.global_variables_initializer())
            for start in range(0, 80, 32):
                chosen = order[start : start + 32]
                batch = dataset.train_x[chosen].reshape(len(chosen), -1) / 255
                session.run(train, {pictures: batch, labels: dataset.train_y[chosen]})
            theirs = session.run(variables)

    for start, ours, expected in zip(first, _flat(trainer.weights()), theirs, strict=True):
        assert np.abs(ours - start).max() > 1e-4
        # A learning rate of 1e-4 makes updates small: a tenth of the tolerance, to see anything.
        np.testing.assert_allclose(ours, expected, rtol=0, atol=TOLERANCE / 10)


def _flat(layers):
    return [array for layer in layers for array in layer.values()]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_numpy_updates_as_tensorflow_does(name):
    """A rule is plain arithmetic: whoever has NumPy's functions computes the same."""
    import tensorflow as tf

    rng = np.random.default_rng(3)
    kind = OPTIMIZERS[name]
    settings = {field.name: field.default for field in kind.fields}
    switches = {key: True for key, value in settings.items() if isinstance(value, bool)}
    numbers = {key: np.float64(v) for key, v in settings.items() if key not in switches}
    numbers["learning_rate"] = np.float64(0.01)
    optimizer = Optimizer(name, FrozenSettings(settings, **switches))
    by_numpy = by_tensorflow = rng.standard_normal((4, 3)).astype(np.float32)
    slots = their_slots = init_slots(optimizer, (4, 3))
    for step in range(1, 6):
        gradient = rng.standard_normal((4, 3)).astype(np.float32)
        told = Step(
            learning_rate=numbers["learning_rate"],
            count=np.float64(step),
            numbers=numbers,
            switches=switches,
            math=np,
        )
        by_numpy, slots = kind.update(by_numpy, gradient, slots, told)
        (by_tensorflow,), (their_slots,) = update(
            name,
            [by_tensorflow],
            gradients=[tf.constant(gradient)],
            slots=[their_slots],
            steps=tf.constant(step, tf.int64),
            numbers={key: tf.constant(value) for key, value in numbers.items()},
            switches=switches,
        )
        np.testing.assert_allclose(by_numpy, by_tensorflow, rtol=2e-5, atol=1e-6)
