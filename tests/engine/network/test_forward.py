"""First weights, activations and their gradients."""

import math

import numpy as np
import pytest

from signs_studio.engine.network.forward import (
    count_correct,
    draw_weights,
    forward,
    objective,
    to_float,
)
from signs_studio.engine.network.op import activate
from signs_studio.recipe.layer_kinds.kind import ACTIVATION
from signs_studio.recipe.layers import make_layer
from signs_studio.recipe.recipe import INITIALIZER


def _draw(initializer, seed=1, units=60, between=()):
    layers = (make_layer("dense", units=units), *between, make_layer("dense", units=4))
    return draw_weights(initializer, layers=layers, picture_shape=(10, 10, 5), seed=seed)


@pytest.mark.parametrize("initializer", INITIALIZER.choices)
def test_weights_have_the_shapes_of_the_article_and_biases_are_zero(initializer):
    hidden, softmax = _draw(initializer)
    assert hidden["kernel"].shape == (60, 500)
    assert softmax["kernel"].shape == (4, 60)
    for layer in (hidden, softmax):
        assert layer["kernel"].dtype == layer["bias"].dtype == np.float32
        assert layer["bias"].shape == (len(layer["kernel"]),)
        assert not layer["bias"].any()


def test_glorot_uniform_fills_its_range_evenly():
    kernel = _draw("glorot_uniform")[0]["kernel"]
    limit = math.sqrt(6 / 560)
    assert np.abs(kernel).max() <= limit
    assert np.abs(kernel).max() > 0.999 * limit
    assert kernel.var() == pytest.approx(limit**2 / 3, rel=0.02)
    assert abs(kernel.mean()) < 0.02 * limit


@pytest.mark.parametrize(
    ("initializer", "stddev"), [("he_normal", math.sqrt(2 / 500)), ("random_normal", 0.05)]
)
def test_normal_weights_have_their_spread(initializer, stddev):
    kernel = _draw(initializer)[0]["kernel"]
    assert kernel.std() == pytest.approx(stddev, rel=0.02)
    assert np.abs(kernel).max() > 3 * stddev
    assert abs(kernel.mean()) < 0.02 * stddev


def test_zeros_are_zeros():
    assert not any(layer["kernel"].any() for layer in _draw("zeros"))


@pytest.mark.parametrize("initializer", ["glorot_uniform", "he_normal", "random_normal"])
def test_a_seed_draws_the_same_weights_and_another_seed_others(initializer):
    first, again, other = _draw(initializer), _draw(initializer), _draw(initializer, seed=2)
    for layer, same, different in zip(first, again, other, strict=True):
        np.testing.assert_array_equal(layer["kernel"], same["kernel"])
        assert (layer["kernel"] != different["kernel"]).any()


def test_layers_draw_from_their_own_streams():
    # Both start from the same seed, but for the kernel's index.
    dense = make_layer("dense", units=8)
    layers = draw_weights("random_normal", layers=(dense, dense), picture_shape=(2, 2, 2), seed=3)
    assert (layers[0]["kernel"] != layers[1]["kernel"]).any()


def test_a_layer_without_a_kernel_leaves_the_others_weights_as_they_are():
    first, last = _draw("he_normal")
    first_again, nothing, norm, last_again = _draw(
        "he_normal", between=(make_layer("dropout"), make_layer("batch_norm"))
    )
    np.testing.assert_array_equal(first["kernel"], first_again["kernel"])
    np.testing.assert_array_equal(last["kernel"], last_again["kernel"])
    assert nothing == {}
    assert {name: set(array.tolist()) for name, array in norm.items()} == {
        "gamma": {1},
        "beta": {0},
        "moving_mean": {0},
        "moving_variance": {1},
    }


@pytest.mark.parametrize(
    ("initializer", "stddev"),
    [("glorot_uniform", math.sqrt(2 / (25 * (8 + 40)))), ("he_normal", math.sqrt(2 / (25 * 8)))],
)
def test_a_convolution_counts_the_pixels_under_its_kernel(initializer, stddev):
    layer = make_layer("conv", kernel_size=5, filters=40)
    (weights,) = draw_weights(initializer, layers=(layer,), picture_shape=(9, 9, 8), seed=1)
    assert weights["kernel"].shape == (5, 5, 8, 40)
    assert weights["kernel"].std() == pytest.approx(stddev, rel=0.03)
    assert weights["bias"].shape == (40,)


def test_an_unknown_initializer_is_refused():
    with pytest.raises(ValueError, match="glorious"):
        _draw("glorious")


@pytest.mark.parametrize("name", ACTIVATION.choices)
def test_an_activation_and_its_gradient_are_those_of_keras(name):
    import keras
    import tensorflow as tf

    sums = tf.constant(np.linspace(-6, 6, 241)[np.linspace(-6, 6, 241) != 0], tf.float32)

    def both(function):
        with tf.GradientTape() as tape:
            tape.watch(sums)
            values = function(sums)
        return values.numpy(), tape.gradient(values, sums).numpy()

    theirs = keras.activations.get(name)
    values, gradient = both(tf.function(lambda x: activate(name, x), jit_compile=True))
    expected_values, expected_gradient = both(theirs)
    np.testing.assert_allclose(values, expected_values, rtol=0, atol=2e-6)
    np.testing.assert_allclose(gradient, expected_gradient, rtol=0, atol=2e-6)


def test_bytes_and_their_fractions_read_alike():
    import tensorflow as tf

    layer = make_layer("dense", units=1, activation="linear")
    variables = ((tf.constant([[0.5, -1.0]]), tf.constant([0.25])),)
    bytes_ = tf.constant([255, 51], tf.uint8, (1, 1, 2, 1))
    fractions = tf.constant([1.0, 0.2], shape=(1, 1, 2, 1))
    for pictures in (bytes_, fractions):
        outputs, _ = forward(
            [layer], variables=variables, statistics=((),), pictures=to_float(pictures)
        )
        np.testing.assert_allclose(outputs.numpy(), [[0.55]], 1e-6)


def test_what_is_minimised_is_what_keras_adds_up():
    import keras
    import tensorflow as tf

    rng = np.random.default_rng(0)
    outputs = tf.constant(rng.normal(size=(5, 4)), tf.float32)
    labels = tf.constant([0, 3, 1, 2, 2])
    kernels = [tf.constant(rng.normal(size=shape), tf.float32) for shape in [(3, 2), (3, 3, 2, 4)]]
    strengths = {"label_smoothing": 0.3, "layers.0.l1": 0.01, "layers.2.l1": 0.02}
    strengths["layers.2.l2"] = 0.03
    ours = objective(
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels, outputs),
        labels=labels,
        outputs=outputs,
        variables=((kernels[0],), (), (kernels[1],)),
        numbers={name: tf.constant(value, tf.float64) for name, value in strengths.items()},
    )
    theirs = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.3)(
        tf.one_hot(labels, 4), outputs
    )
    theirs += keras.regularizers.L1(0.01)(kernels[0])
    theirs += keras.regularizers.L1L2(0.02, 0.03)(kernels[1])
    assert float(ours) == pytest.approx(float(theirs), abs=1e-5)


def test_a_picture_without_finite_logits_is_not_right():
    import tensorflow as tf

    outputs = tf.constant([[math.nan, 0.0], [3.0, 1.0], [0.0, 2.0]])
    assert int(count_correct(tf.constant([0, 0, 0]), outputs)) == 1
