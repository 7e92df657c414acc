"""First weights, activations and their gradients."""

import math

import numpy as np
import pytest

from signs_studio.engine.network import activate, count_correct, draw_weights, logits
from signs_studio.recipe.layers import ACTIVATION, Dense
from signs_studio.recipe.settings import INITIALIZER


def _draw(initializer, seed=1, units=60):
    return draw_weights(
        initializer, features=500, layers=(Dense(units, "relu"),), classes=4, seed=seed
    )


@pytest.mark.parametrize("initializer", INITIALIZER.choices)
def test_weights_have_the_shapes_of_the_article_and_biases_are_zero(initializer):
    hidden, softmax = _draw(initializer)
    assert hidden.kernel.shape == (60, 500)
    assert softmax.kernel.shape == (4, 60)
    for layer in (hidden, softmax):
        assert layer.kernel.dtype == layer.bias.dtype == np.float32
        assert layer.bias.shape == (len(layer.kernel),)
        assert not layer.bias.any()


def test_xavier_uniform_fills_its_range_evenly():
    kernel = _draw("xavier_uniform")[0].kernel
    limit = math.sqrt(6 / 560)
    assert np.abs(kernel).max() <= limit
    assert np.abs(kernel).max() > 0.999 * limit
    assert kernel.var() == pytest.approx(limit**2 / 3, rel=0.02)
    assert abs(kernel.mean()) < 0.02 * limit


@pytest.mark.parametrize(
    ("initializer", "stddev"), [("he_normal", math.sqrt(2 / 500)), ("normal", 0.05)]
)
def test_normal_weights_have_their_spread(initializer, stddev):
    kernel = _draw(initializer)[0].kernel
    assert kernel.std() == pytest.approx(stddev, rel=0.02)
    assert np.abs(kernel).max() > 3 * stddev
    assert abs(kernel.mean()) < 0.02 * stddev


def test_zeros_are_zeros():
    assert not any(layer.kernel.any() for layer in _draw("zeros"))


@pytest.mark.parametrize("initializer", ["xavier_uniform", "he_normal", "normal"])
def test_a_seed_draws_the_same_weights_and_another_seed_others(initializer):
    first, again, other = _draw(initializer), _draw(initializer), _draw(initializer, seed=2)
    for layer, same, different in zip(first, again, other, strict=True):
        np.testing.assert_array_equal(layer.kernel, same.kernel)
        assert (layer.kernel != different.kernel).any()


def test_layers_draw_from_their_own_streams():
    # Both start from the same seed, but for the layer's index.
    layers = draw_weights("normal", features=8, layers=(Dense(8, "relu"),), classes=8, seed=3)
    assert (layers[0].kernel != layers[1].kernel).any()


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
    if name == "gelu":
        # tf.nn.gelu and keras.activations.gelu are both exact by default.
        theirs = lambda x: keras.activations.gelu(x, approximate=False)  # noqa: E731
    values, gradient = both(tf.function(lambda x: activate(name, x), jit_compile=True))
    expected_values, expected_gradient = both(theirs)
    np.testing.assert_allclose(values, expected_values, rtol=0, atol=2e-6)
    np.testing.assert_allclose(gradient, expected_gradient, rtol=0, atol=2e-6)


def test_bytes_and_their_fractions_read_alike():
    import tensorflow as tf

    kernel, bias = tf.constant([[0.5, -1.0]]), tf.constant([0.25])
    bytes_ = tf.constant([[255, 51]], tf.uint8)
    fractions = tf.constant([[1.0, 0.2]])
    for pictures in (bytes_, fractions):
        np.testing.assert_allclose(logits((kernel, bias), pictures, ()).numpy(), [[0.55]], 1e-6)


def test_a_picture_without_finite_logits_is_not_right():
    import tensorflow as tf

    outputs = tf.constant([[math.nan, 0.0], [3.0, 1.0], [0.0, 2.0]])
    assert int(count_correct(tf.constant([0, 0, 0]), outputs)) == 1
