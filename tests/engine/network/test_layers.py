"""Every layer against Keras: what it gives, its gradients, and the arithmetic of its shapes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signs_studio.engine.network.forward import draw_weights, forward
from signs_studio.engine.network.layers import LAYER_OPS, array_shapes
from signs_studio.engine.network.op import Call, Training
from signs_studio.engine.network.random import StepRandom
from signs_studio.recipe.draft import read_layers
from signs_studio.recipe.layer_kinds.kind import ACTIVATION
from signs_studio.recipe.layers import LAYER_KINDS, make_layer
from signs_studio.recipe.network_summary import output_shape, summarise_network
from tests.recipe.strategies import sound_layers

TOLERANCE = 1e-5

_SIDES = st.integers(1, 9)
_SEEDS = st.integers(0, 2**31)
_ACTIVATIONS = st.sampled_from(sorted(ACTIVATION.choices))


def _kinds():
    """Layers of each kind that Keras has, of settings that fit any picture of 9 by 9 or more."""
    sizes, strides = st.integers(1, 5), st.integers(1, 3)
    return {
        "dense": st.builds(
            lambda units, activation: make_layer("dense", units=units, activation=activation),
            st.integers(1, 7),
            _ACTIVATIONS,
        ),
        "conv": st.builds(
            lambda filters, kernel, stride, padding, activation: make_layer(
                "conv",
                filters=filters,
                kernel_size=kernel,
                strides=stride,
                padding=padding,
                activation=activation,
            ),
            st.integers(1, 5),
            sizes,
            strides,
            st.sampled_from(["same", "valid"]),
            _ACTIVATIONS,
        ),
        "max_pool": st.builds(
            lambda size, stride: make_layer("max_pool", pool_size=size, strides=stride),
            sizes,
            strides,
        ),
        "average_pool": st.builds(
            lambda size, stride: make_layer("average_pool", pool_size=size, strides=stride),
            sizes,
            strides,
        ),
        "global_pool": st.just(make_layer("global_pool")),
        "flatten": st.just(make_layer("flatten")),
        "dropout": st.builds(lambda rate: make_layer("dropout", rate=rate), st.floats(0, 0.9)),
        "batch_norm": st.builds(
            lambda momentum, epsilon: make_layer("batch_norm", momentum=momentum, epsilon=epsilon),
            st.floats(0, 0.999),
            st.floats(1e-4, 0.1),
        ),
    }


def test_every_kind_is_tried():
    assert set(_kinds()) == set(LAYER_KINDS) == set(LAYER_OPS)


def _keras_layer(layer):
    import keras

    s = layer.settings
    match layer.kind:
        case "dense":
            dense = keras.layers.Dense(s["units"], activation=_keras_activation(layer))
            return [keras.layers.Flatten(), dense]
        case "conv":
            conv = keras.layers.Conv2D(
                s["filters"],
                s["kernel_size"],
                strides=s["strides"],
                padding=s["padding"],
                activation=_keras_activation(layer),
            )
            return [conv]
        case "max_pool":
            return [keras.layers.MaxPooling2D(s["pool_size"], strides=s["strides"])]
        case "average_pool":
            return [keras.layers.AveragePooling2D(s["pool_size"], strides=s["strides"])]
        case "global_pool":
            return [keras.layers.GlobalAveragePooling2D()]
        case "flatten":
            return [keras.layers.Flatten()]
        case "dropout":
            return [keras.layers.Dropout(s["rate"])]
        case "batch_norm":
            return [keras.layers.BatchNormalization(momentum=s["momentum"], epsilon=s["epsilon"])]
    raise AssertionError(layer.kind)


def _keras_activation(layer):
    import keras

    name = str(layer.settings["activation"])
    if name == "gelu":
        return lambda x: keras.activations.gelu(x, approximate=False)
    return keras.activations.get(name)


def _as_keras(name, array):
    """Keras keeps a dense kernel as (inputs, units)."""
    return array.T if name == "kernel" and array.ndim == 2 else array


@pytest.mark.parametrize("training", [True, False], ids=["training", "reading"])
@pytest.mark.parametrize("kind", LAYER_KINDS)
@settings(max_examples=15)
@given(data=st.data())
def test_a_layer_and_its_gradient_are_those_of_keras(kind, training, data):
    import tensorflow as tf

    layer = data.draw(_kinds()[kind])
    needs_picture = kind in ("conv", "max_pool", "average_pool", "global_pool")
    picture = st.tuples(st.integers(9, 13), st.integers(9, 13), st.integers(1, 4))
    shape = data.draw(picture if needs_picture else picture | st.tuples(st.integers(1, 20)))
    count = data.draw(st.integers(2, 5))
    rng = np.random.default_rng(data.draw(_SEEDS))

    def draw(*shape):
        return rng.normal(size=shape).astype(np.float32)

    if kind == "dropout" and training:
        layer = make_layer("dropout", rate=0.0)  # What is dropped has a test of its own.
    values, weighing = draw(count, *shape), draw(count, *output_shape(layer, shape))
    arrays = {name: draw(*array) for name, array in array_shapes(layer, shape).items()}
    if "kernel" in arrays:
        # As large as first weights are: sums of hundreds saturate a tanh, and of 1 - tanh squared
        # float32 then keeps so few digits that TensorFlow differs from itself.
        kernel = arrays["kernel"]
        arrays["kernel"] = kernel / np.float32(np.sqrt(kernel.size / _width(layer)))
    if "moving_variance" in arrays:
        arrays["moving_variance"] = np.abs(arrays["moving_variance"]) + 0.5
    op = LAYER_OPS[kind]
    variables = tuple(tf.constant(arrays[name]) for name in op.variables)
    call = Call(
        layer=layer,
        index=0,
        variables=variables,
        statistics=tuple(tf.constant(arrays[name]) for name in op.statistics),
        training=Training(_chance(), {}) if training else None,
    )
    with tf.GradientTape() as tape:
        given_values = tf.constant(values)
        tape.watch((given_values, variables))
        ours, statistics = op.apply(given_values, call)
        total = tf.reduce_sum(ours * weighing)
    our_gradients = tape.gradient(total, (given_values, *variables))

    chain = _keras_layer(layer)
    theirs = tf.constant(values)
    for keras_layer in chain:
        theirs = keras_layer(theirs)
    last = chain[-1]
    last.set_weights([_as_keras(name, array) for name, array in arrays.items()])
    with tf.GradientTape() as tape:
        theirs = given_values = tf.constant(values)
        tape.watch(given_values)
        for keras_layer in chain:
            theirs = keras_layer(theirs, training=training)
        total = tf.reduce_sum(theirs * weighing)
    trained = [variable.value for variable in last.trainable_variables]
    their_gradients = tape.gradient(total, (given_values, *trained))

    assert ours.shape == theirs.shape == (count, *output_shape(layer, shape))
    _assert_close(ours, theirs)
    for name, one, other in zip(
        ("values", *op.variables), our_gradients, their_gradients, strict=True
    ):
        _assert_close(_as_keras(name, one.numpy()), other)
    for one, other in zip(statistics, last.non_trainable_variables, strict=False):
        _assert_close(one, other)


def _width(layer):
    """How many kernels there are side by side: units, or filters."""
    return layer.whole("units" if layer.kind == "dense" else "filters")


def _assert_close(one, other):
    one, other = np.asarray(one), np.asarray(other)
    scale = max(1.0, np.abs(other).max(initial=0.0))
    np.testing.assert_allclose(one / scale, other / scale, rtol=0, atol=TOLERANCE)


def _chance(seed=1, step=1):
    import tensorflow as tf

    return StepRandom(tf.constant(seed, tf.int64), tf.constant(step, tf.int64))


def _drop(rate, chance, index=0, values=None):
    """What a dropout makes of ones, and the gradient of its sum."""
    import tensorflow as tf

    values = tf.ones((200, 50)) if values is None else values
    call = Call(
        layer=make_layer("dropout"),
        index=index,
        variables=(),
        statistics=(),
        training=Training(chance, {f"layers.{index}.rate": tf.constant(rate, tf.float64)}),
    )
    with tf.GradientTape() as tape:
        tape.watch(values)
        dropped, _ = LAYER_OPS["dropout"].apply(values, call)
    return dropped.numpy(), tape.gradient(dropped, values).numpy()


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.9])
def test_a_dropout_drops_its_share_and_makes_up_for_it(rate):
    dropped, gradient = _drop(rate, _chance())
    kept = dropped != 0
    assert kept.mean() == pytest.approx(1 - rate, abs=0.02)
    np.testing.assert_allclose(dropped[kept], 1 / (1 - rate), rtol=1e-6)
    np.testing.assert_array_equal(gradient, dropped)


def test_what_is_dropped_depends_on_seed_step_and_layer_alone():
    first, _ = _drop(0.5, _chance())
    np.testing.assert_array_equal(first, _drop(0.5, _chance())[0])
    for other in (_chance(seed=2), _chance(step=2)):
        assert (first != _drop(0.5, other)[0]).mean() == pytest.approx(0.5, abs=0.05)
    assert (first != _drop(0.5, _chance(), index=1)[0]).mean() == pytest.approx(0.5, abs=0.05)


def test_chance_is_the_same_whichever_way_it_is_compiled():
    import tensorflow as tf

    def draw():
        chance = _chance()
        return chance.uniform((7, 5), stream=3), chance.normal((7, 5), stream=3)

    for one, other in zip(draw(), tf.function(draw)(), strict=True):
        np.testing.assert_array_equal(one.numpy(), other.numpy())
    uniform, normal = tf.function(draw, jit_compile=True)()
    np.testing.assert_array_equal(uniform.numpy(), draw()[0].numpy())
    np.testing.assert_allclose(normal.numpy(), draw()[1].numpy(), atol=1e-5)


@settings(max_examples=500)
@given(
    drafts=st.lists(sound_layers, max_size=8),
    picture_shape=st.tuples(st.integers(1, 24), st.integers(1, 24), st.integers(1, 4)),
    classes=st.integers(2, 12),
)
def test_the_arithmetic_of_shapes_is_that_of_the_network(drafts, picture_shape, classes):
    """Built without computing: TensorFlow infers the shapes of a traced function."""
    import tensorflow as tf

    hidden, errors = read_layers(drafts)
    assert errors == ()
    summary = summarise_network(hidden, picture_shape=picture_shape, classes=classes)
    if summary.problem is not None:
        # As far as it works: what comes before the layer that cannot be.
        hidden = hidden[: len(summary.rows) - 1]
        summary = summarise_network(hidden, picture_shape=picture_shape, classes=classes)
    layers = (*hidden, make_layer("dense", units=classes, activation="linear"))
    given_shape = picture_shape
    for row, layer in zip(summary.rows[1:], layers, strict=True):
        shapes = array_shapes(layer, given_shape)
        op = LAYER_OPS[layer.kind]

        def apply(values, variables, statistics, layer=layer, op=op):
            return op.apply(
                values,
                Call(
                    layer=layer,
                    index=0,
                    variables=variables,
                    statistics=statistics,
                    training=None,
                ),
            )[0]

        specs = [
            tuple(tf.TensorSpec(shapes[name], tf.float32) for name in names)
            for names in (op.variables, op.statistics)
        ]
        with tf.Graph().as_default():
            values = tf.compat.v1.placeholder(tf.float32, (3, *given_shape))
            arrays = [
                tuple(tf.compat.v1.placeholder(spec.dtype, spec.shape) for spec in part)
                for part in specs
            ]
            given_values = apply(values, *arrays)
        assert tuple(given_values.shape) == (3, *row.output_shape)
        assert row.parameters == sum(int(np.prod(shapes[name])) for name in op.variables)
        given_shape = row.output_shape


def test_a_network_reads_and_trains_layer_by_layer():
    """Reading keeps the statistics; training renews only the batch norm's."""
    import tensorflow as tf

    layers = (make_layer("conv", filters=2), make_layer("batch_norm"), make_layer("dense", units=3))
    weights = draw_weights("he_normal", layers=layers, picture_shape=(4, 4, 1), seed=1)
    variables = tuple(
        tuple(tf.constant(own[name]) for name in LAYER_OPS[layer.kind].variables)
        for layer, own in zip(layers, weights, strict=True)
    )
    statistics = ((), (tf.zeros(2), tf.ones(2)), ())
    pictures = tf.random.stateless_uniform((5, 4, 4, 1), (1, 2))

    def go(training):
        return forward(
            layers,
            variables=variables,
            statistics=statistics,
            pictures=pictures,
            training=training,
        )

    outputs, kept = go(None)
    assert outputs.shape == (5, 3)
    assert kept == statistics
    _, renewed = go(Training(_chance(), {}))
    assert renewed[0] == renewed[2] == ()
    assert (renewed[1][0].numpy() != 0).all()
