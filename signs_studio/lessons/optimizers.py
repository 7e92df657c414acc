"""Optimizers of the main window as a lesson writes them, in both dialects.

TensorFlow 2 has all of these, in Keras: ``optimizer_code``. TensorFlow 1 had some under other
names; where it had none, or one that computes other numbers, a lesson writes the update out by
hand: ``train_code``.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from signs_studio.recipe.optimizers import OPTIMIZER as CHOSEN

if TYPE_CHECKING:
    from collections.abc import Mapping

# Of TensorFlow 2.
_KERAS: Mapping[str, str] = MappingProxyType(
    {
        "sgd": "SGD(learning_rate)",
        "momentum": "SGD(learning_rate, momentum=0.9)",
        "nesterov": "SGD(learning_rate, momentum=0.9, nesterov=True)",
        "rmsprop": "RMSprop(learning_rate)",
        "adagrad": "Adagrad(learning_rate)",
        "adadelta": "Adadelta(learning_rate)",
        "adam": "Adam(learning_rate)",
        "adamax": "Adamax(learning_rate)",
        "nadam": "Nadam(learning_rate)",
        "adamw": "AdamW(learning_rate)",
        "ftrl": "Ftrl(learning_rate)",
    }
)
# Of TensorFlow 1, as are those by hand.
_TRAIN: Mapping[str, str] = MappingProxyType(
    {
        "sgd": "GradientDescentOptimizer(learning_rate)",
        "momentum": "MomentumOptimizer(learning_rate, 0.9)",
        "nesterov": "MomentumOptimizer(learning_rate, 0.9, use_nesterov=True)",
        "adagrad": "AdagradOptimizer(learning_rate)",
        "adadelta": "AdadeltaOptimizer(learning_rate, epsilon=1e-7)",
        "adam": "AdamOptimizer(learning_rate, epsilon=1e-7)",
        "ftrl": "FtrlOptimizer(learning_rate)",
    }
)

OPTIMIZER = replace(
    CHOSEN,
    default="sgd",
    choices={name: title for name, title in CHOSEN.choices.items() if name in _KERAS},
)
"""Those that lessons know how to write."""

_BY_HAND: Mapping[str, str] = MappingProxyType(
    {
        "rmsprop": """\
# tf.train.RMSPropOptimizer starts its average at 1, Keras at 0: here it is by hand, from 0.
square = tf.Variable(0.0)
(slope,) = tf.gradients(cost, [w])
square_now = square.assign(0.9 * square + 0.1 * slope**2)
train = w.assign_sub(learning_rate * slope / tf.sqrt(square_now + 1e-7))""",
        "adamax": """\
# tf.train has no Adamax: here it is by hand.
count, average, largest = tf.Variable(0.0), tf.Variable(0.0), tf.Variable(0.0)
(slope,) = tf.gradients(cost, [w])
average_now = average.assign(0.9 * average + 0.1 * slope)
largest_now = largest.assign(tf.maximum(0.999 * largest, tf.abs(slope)))
rate = learning_rate / (1 - 0.9 ** count.assign_add(1.0))
train = w.assign_sub(rate * average_now / (largest_now + 1e-7))""",
        "nadam": """\
# tf.train has no Nadam: here it is by hand.
count, product = tf.Variable(0.0), tf.Variable(1.0)
average, square = tf.Variable(0.0), tf.Variable(0.0)
(slope,) = tf.gradients(cost, [w])
count_now = count.assign_add(1.0)
share = 0.9 * (1 - 0.5 * 0.96**count_now)
next_share = 0.9 * (1 - 0.5 * 0.96 ** (count_now + 1))
product_now = product.assign(product * share)
average_now = average.assign(0.9 * average + 0.1 * slope)
square_now = square.assign(0.999 * square + 0.001 * slope**2)
ahead = next_share * average_now / (1 - product_now * next_share)
ahead += (1 - share) * slope / (1 - product_now)
size = tf.sqrt(square_now / (1 - 0.999**count_now))
train = w.assign_sub(learning_rate * ahead / (size + 1e-7))""",
        "adamw": """\
# tf.train has no AdamW: before each step of Adam, w is pulled towards 0 by hand.
optimizer = tf.train.AdamOptimizer(learning_rate, epsilon=1e-7)
((slope, _),) = optimizer.compute_gradients(cost, [w])
with tf.control_dependencies([slope]):
    pulled = w.assign_sub(0.004 * learning_rate * w)
with tf.control_dependencies([pulled]):
    train = optimizer.apply_gradients([(slope, w)])""",
    }
)


def optimizer_code(name: str) -> str:
    """Of TensorFlow 2 (``tf2``): the expression that makes the optimizer.

    The learning rate is a name in the program.

    Args:
        name: A choice of ``OPTIMIZER``.
    """
    return f"tf.keras.optimizers.{_KERAS[name]}"


def train_code(name: str) -> str:
    """Of TensorFlow 1 (``tf1``): the lines that make ``train``, one step downhill.

    The learning rate, the variable ``w`` and its ``cost`` are names in the program.

    Args:
        name: A choice of ``OPTIMIZER``.
    """
    if name in _BY_HAND:
        return _BY_HAND[name]
    return f"optimizer = tf.train.{_TRAIN[name]}\ntrain = optimizer.minimize(cost)"
