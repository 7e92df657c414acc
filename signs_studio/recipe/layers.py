"""The layers to choose from: all kinds, found where they lie."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from signs_studio.fields.declared import ChoiceField
from signs_studio.messages import Message
from signs_studio.recipe import layer_kinds as kinds
from signs_studio.recipe.declarations import find_declarations
from signs_studio.recipe.frozen import FrozenSettings
from signs_studio.recipe.layer_kinds.kind import Layer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signs_studio.recipe.layer_kinds.kind import LayerKind

MAX_LAYERS = 32

LAYER_KINDS: Mapping[str, LayerKind] = MappingProxyType(find_declarations(kinds.__name__, "KIND"))
"""Every kind by its name, in the order of menus."""

LAYER_KIND = ChoiceField(
    name="kind",
    title=Message("recipe", "Kind"),
    help=Message("recipe", "What the layer does with what it is given."),
    default="dense",
    choices={name: kind.title for name, kind in LAYER_KINDS.items()},
)


def make_layer(kind: str, **settings: Any) -> Layer:
    """Returns a layer of that kind; settings that are not given have their defaults.

    Args:
        kind: A name in ``LAYER_KINDS``.
        **settings: Values by the names of the kind's fields; whether they are in range is not
            looked at.

    Raises:
        KeyError: When the kind has no such setting.
    """
    values = {field.name: field.default for field in LAYER_KINDS[kind].fields}
    unknown = settings.keys() - values.keys()
    if unknown:
        raise KeyError(f"a {kind} layer has no {', '.join(sorted(unknown))}")
    return Layer(kind, FrozenSettings(values | settings))


@cache
def live_settings(kind: str) -> tuple[str, ...]:
    """Returns the names of the settings of a kind that may be changed while it is trained."""
    return tuple(field.name for field in LAYER_KINDS[kind].fields if field.live)
