"""The optimizers of the main window as a lesson writes them, in both dialects."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from signs_studio.recipe.optimizers import OPTIMIZER as CHOSEN

if TYPE_CHECKING:
    from collections.abc import Mapping

OPTIMIZER = replace(CHOSEN, default="gradient_descent")

_KERAS: Mapping[str, str] = MappingProxyType(
    {
        "gradient_descent": "tf.keras.optimizers.SGD(learning_rate)",
        "adam": "tf.keras.optimizers.Adam(learning_rate)",
    }
)
_TRAIN: Mapping[str, str] = MappingProxyType(
    {
        "gradient_descent": "tf.train.GradientDescentOptimizer(learning_rate)",
        "adam": "tf.train.AdamOptimizer(learning_rate, epsilon=1e-7)",
    }
)


def optimizer_code(name: str, dialect: str) -> str:
    """The expression that makes the optimizer; the learning rate is a name in the program.

    Args:
        name: A choice of ``OPTIMIZER``.
        dialect: A name in ``DIALECTS``.
    """
    return {"tf1": _TRAIN, "tf2": _KERAS}[dialect][name]
