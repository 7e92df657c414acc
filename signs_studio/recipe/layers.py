"""The layers to choose from: all kinds, found where they lie."""

from __future__ import annotations

import importlib
import pkgutil
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from signs_studio.fields.declared import ChoiceField
from signs_studio.recipe import kinds
from signs_studio.recipe.frozen import FrozenSettings
from signs_studio.recipe.kinds.kind import Layer, LayerKind

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_LAYERS = 32

MAIN_SETTINGS = frozenset({"units", "filters", "kernel", "size", "rate", "activation"})
"""Settings by which a layer is known, and which are shown first."""

LIVE_SETTINGS = frozenset({"rate", "l1", "l2"})
"""Settings of layers that may change from one epoch to the next of the same run."""


def _find_kinds() -> Mapping[str, LayerKind]:
    names = [module.name for module in pkgutil.iter_modules(kinds.__path__)]
    modules = {name: importlib.import_module(f"{kinds.__name__}.{name}") for name in names}
    found = {name: module.KIND for name, module in modules.items() if hasattr(module, "KIND")}
    return MappingProxyType(dict(sorted(found.items(), key=lambda item: item[1].place)))


LAYER_KINDS = _find_kinds()
"""Every kind by its name, in the order of menus."""

LAYER_KIND = ChoiceField(
    name="kind",
    title="Kind",
    help="What the layer does with what it is given.",
    default="dense",
    choices={name: kind.title for name, kind in LAYER_KINDS.items()},
)


def make_layer(kind: str, **settings: Any) -> Layer:
    """A layer of that kind, unchecked; the settings that are not given have their defaults."""
    fields = LAYER_KINDS[kind].fields
    return Layer(kind, FrozenSettings({f.name: f.default for f in fields} | settings))
