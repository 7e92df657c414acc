"""The optimizers to choose from, a module each: settings, words and the rule of the update.

Names and defaults are those of ``keras.optimizers`` (Keras 3). ``momentum`` and ``nesterov`` are
Keras' ``SGD`` with a momentum, as TensorFlow 1 had it: for this Keras has no default but zero, and
0.9 is the value its documentation and most courses use.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from signs_studio.fields.declared import ChoiceField
from signs_studio.messages import Message
from signs_studio.recipe.declarations import find_declarations
from signs_studio.recipe.schema import setting, settings_of_kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signs_studio.fields.declared import FieldValue
    from signs_studio.recipe.frozen import FrozenSettings
    from signs_studio.recipe.optimizers.kind import OptimizerKind

OPTIMIZERS: Mapping[str, OptimizerKind] = MappingProxyType(find_declarations(__name__, "OPTIMIZER"))
"""Every optimizer by its name, in the order of menus."""

OPTIMIZER = ChoiceField(
    name="optimizer",
    title=Message("recipe", "Optimizer"),
    help=Message("recipe", "The rule that turns gradients into updates of the weights."),
    default="adam",
    choices={name: kind.title for name, kind in OPTIMIZERS.items()},
)


@dataclass(frozen=True)
class Optimizer:
    """A chosen optimizer: its name in ``OPTIMIZERS`` and the value of each of its settings."""

    name: str = setting(OPTIMIZER)
    settings: FrozenSettings[FieldValue] = settings_of_kind(OPTIMIZER, OPTIMIZERS)
