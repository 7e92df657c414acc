"""Live changes: fields of a recipe that are changed while it is trained."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from signs_studio.errors import InvalidValueError, RecipeError
from signs_studio.fields.declared import quoted, text_of
from signs_studio.messages import Message
from signs_studio.recipe.frozen import FrozenSettings
from signs_studio.recipe.layers import LAYER_KINDS
from signs_studio.recipe.recipe import Recipe, recipe_fields
from signs_studio.recipe.schema import assemble, values_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from signs_studio.fields.declared import Field, FieldValue


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
    """Returns what may be changed while ``recipe`` is trained: all fields that say they are live.

    Those of layers are named like ``layers.0.rate``.
    """
    fields = recipe_fields(values_of(recipe))
    for index, layer in enumerate(recipe.layers):
        own = LAYER_KINDS[layer.kind].fields
        fields |= {f"layers.{index}.{field.name}": field for field in own}
    return MappingProxyType({name: field for name, field in fields.items() if field.live})


def read_change(recipe: Recipe, field: str, text: str) -> FieldValue:
    """Returns the value that a text spells for a field which may be changed.

    Raises:
        RecipeError: With the field's own sentence, or those that there are.
    """
    known = live_fields(recipe)
    if field not in known:
        raise RecipeError(
            Message(
                "recipe", "{came} cannot be changed while training; what can is {known}."
            ).format(came=quoted(field), known=", ".join(known))
        )
    try:
        return known[field].parse(text)
    except InvalidValueError as error:
        raise RecipeError(error.message) from None


def with_change(recipe: Recipe, field: str, value: FieldValue) -> Recipe:
    """Returns the recipe as it is after a change.

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
    return assemble(Recipe, {**values_of(recipe), field: value}, layers=recipe.layers)


def with_changes(recipe: Recipe, changes: Iterable[Change]) -> Recipe:
    """Returns the recipe as it is after changes, one after another.

    Raises:
        RecipeError: When one of them cannot be made.
    """
    for change in changes:
        recipe = with_change(recipe, change.field, change.value)
    return recipe
