"""A recipe as JSON holds it, whole, and back from whatever stands there instead.

All settings are written, also those that have their defaults: the recipe stays the same where a
later version has other defaults. Those that are left out of a file written by hand have theirs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import msgspec

from signs_studio.errors import RecipeError
from signs_studio.fields.declared import fields_of, quoted, text_of
from signs_studio.messages import Message, together
from signs_studio.recipe.draft import draft_layer, make_draft, validate, with_fields
from signs_studio.recipe.layers import LAYER_KINDS
from signs_studio.recipe.schema import values_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signs_studio.recipe.draft import LayerDraft
    from signs_studio.recipe.recipe import Recipe

SCHEMA_VERSION = 1
MAX_BYTES = 64 * 1024
"""Size of a file, of a line, and of what a line is inflated to; no recipe takes a third of it."""
_MAX_ERRORS_TOLD = 3
_MAX_REASON_LENGTH = 120
_NOT_AS_EXPECTED = Message("sharing", "The recipe is not written as it must be: {reason}.")

Setting = bool | int | float | str
Declared = TypeVar("Declared")


class RecipeContent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of a recipe.

    Attributes:
        layers: The hidden layers, first to last, each with its ``kind`` before its settings.
        settings: All other settings, by the names of fields.
    """

    layers: list[dict[str, Setting]]
    settings: dict[str, Setting]


def content_of(recipe: Recipe) -> RecipeContent:
    """Returns the content from which ``recipe_of`` makes the recipe."""
    layers = [{"kind": layer.kind, **layer.settings} for layer in recipe.layers]
    return RecipeContent(layers, dict(values_of(recipe)))


def recipe_of(content: RecipeContent) -> Recipe:
    """Returns the recipe of a content.

    Raises:
        RecipeError: A setting is unknown, or its value cannot be trained: the field's own sentence.
    """
    texts = {name: text_of(value) for name, value in content.settings.items()}
    layers = tuple(_layer(number, row) for number, row in enumerate(content.layers, start=1))
    # A draft takes layers as a text too, and under the same name as other settings.
    if "layers" in texts:
        reason = Message("sharing", "the layers stand among the settings")
        raise RecipeError(_NOT_AS_EXPECTED.format(reason=reason))
    checked = validate(replace(with_fields(make_draft(), texts.items()), layers=layers))
    if checked.recipe is None:
        raise RecipeError(together([error.located for error in checked.errors[:_MAX_ERRORS_TOLD]]))
    return checked.recipe


def decode(encoded: bytes | str, declared: type[Declared]) -> Declared:
    """Returns what JSON holds, of the type that it must be of.

    Raises:
        RecipeError: It is no JSON, or holds something else.
    """
    try:
        return msgspec.json.decode(encoded, type=declared)
    except msgspec.ValidationError as error:
        plain = "".join(letter if letter.isprintable() else "?" for letter in str(error))
        reason = plain[:_MAX_REASON_LENGTH]
        raise RecipeError(_NOT_AS_EXPECTED.format(reason=reason)) from None
    except (ValueError, RecursionError):
        raise damaged() from None


def check_version(version: int) -> None:
    """Checks that this version of the program knows how a recipe was written.

    Raises:
        RecipeError: It does not.
    """
    if version > SCHEMA_VERSION:
        raise RecipeError(
            Message(
                "sharing",
                "The recipe was written by a newer version of Signs Studio; update this one to "
                "take it.",
            )
        )
    if version < 1:
        raise damaged()


def damaged() -> RecipeError:
    """Returns the error of a recipe that is not whole."""
    return RecipeError(
        Message(
            "sharing", "The recipe is damaged: a part of it is missing or changed. Copy it anew."
        )
    )


def _layer(number: int, row: Mapping[str, Setting]) -> LayerDraft:
    """Returns a layer as it is in a draft; whether its values fit is for ``validate`` to say."""
    layer = draft_layer(text_of(row.get("kind", "")))
    known = [field.name for field in fields_of(LAYER_KINDS, layer.kind)]
    for name, value in row.items():
        if name in known:
            layer = layer.with_setting(name, text_of(value))
        elif name != "kind" and layer.kind in LAYER_KINDS:
            raise RecipeError(
                Message(
                    "sharing",
                    "Layer {layer}: There is no setting {came} here; the settings are {known}.",
                ).format(layer=number, came=quoted(name), known=", ".join(["kind", *known]))
            )
    return layer
