"""What of a recipe may be changed while it is trained, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from signs_studio.errors import RecipeError
from signs_studio.fields.declared import NumberField, quoted, text_of
from signs_studio.recipe.frozen import FrozenSettings
from signs_studio.recipe.kinds.kind import L1, L2
from signs_studio.recipe.layers import LAYER_KINDS, LIVE_SETTINGS
from signs_studio.recipe.optimizers import OPTIMIZERS
from signs_studio.recipe.settings import (
    AUGMENTATION_FIELDS,
    BATCH_SIZE,
    LABEL_SMOOTHING,
    LEARNING_RATE,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from signs_studio.fields.declared import Field, FieldValue
    from signs_studio.recipe.settings import Recipe

# It matters before the first step only.
_FIRST_SLOTS = "initial_accumulator_value"
_AUGMENTATION = frozenset(field.name for field in AUGMENTATION_FIELDS)


@dataclass(frozen=True)
class Change:
    """One field of a recipe, changed while it is trained.

    Attributes:
        epoch: Index of the first epoch that is trained with the value: so many came before it.
        field: A name in ``live_fields``.
        value: What it is from then on.
    """

    epoch: int
    field: str
    value: FieldValue


def live_fields(recipe: Recipe) -> Mapping[str, Field]:
    """What may be changed while ``recipe`` is trained, by name.

    These are the learning rate, the optimizer's numbers, the batch size, the penalties, label
    smoothing, the augmentation, and of layers what is named like ``layers.0.rate``.
    """
    optimizer = OPTIMIZERS[recipe.optimizer.name].fields
    own = [f for f in optimizer if isinstance(f, NumberField) and f.name != _FIRST_SLOTS]
    recipes = (LEARNING_RATE, *own, BATCH_SIZE, L1, L2, LABEL_SMOOTHING, *AUGMENTATION_FIELDS)
    layers = {
        f"layers.{index}.{field.name}": field
        for index, layer in enumerate(recipe.layers)
        for field in LAYER_KINDS[layer.kind].fields
        if field.name in LIVE_SETTINGS
    }
    return MappingProxyType({**{field.name: field for field in recipes}, **layers})


def read_change(recipe: Recipe, field: str, text: str) -> FieldValue:
    """The value that a text spells for a field which may be changed.

    Raises:
        RecipeError: With the field's own sentence, or those that there are.
    """
    known = live_fields(recipe)
    if field not in known:
        raise RecipeError(
            f"{quoted(field)} cannot be changed while training; what can is {', '.join(known)}."
        )
    try:
        return known[field].parse(text)
    except ValueError as error:
        raise RecipeError(str(error)) from None


def with_change(recipe: Recipe, field: str, value: FieldValue) -> Recipe:
    """The recipe as it is after a change.

    Raises:
        RecipeError: When the field cannot be changed, or not to this.
    """
    value = read_change(recipe, field, text_of(value))
    if field.startswith("layers."):
        _, index, name = field.split(".")
        layers = list(recipe.layers)
        layer = layers[int(index)]
        settings = FrozenSettings(layer.settings, **{name: value})
        layers[int(index)] = replace(layer, settings=settings)
        return replace(recipe, layers=tuple(layers))
    if field in recipe.optimizer.settings:
        settings = FrozenSettings(recipe.optimizer.settings, **{field: value})
        return replace(recipe, optimizer=replace(recipe.optimizer, settings=settings))
    changed: dict[str, Any] = {field: value}
    if field in _AUGMENTATION:
        return replace(recipe, augmentation=replace(recipe.augmentation, **changed))
    return replace(recipe, **changed)


def with_changes(recipe: Recipe, changes: Iterable[Change]) -> Recipe:
    """The recipe as it is after changes, one after another.

    Raises:
        RecipeError: When one of them cannot be made.
    """
    for change in changes:
        recipe = with_change(recipe, change.field, change.value)
    return recipe
