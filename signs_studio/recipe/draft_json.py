"""Drafts as JSON can hold them, and back from whatever a file held instead."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from signs_studio.recipe.draft import Draft, draft_layer, make_draft
from signs_studio.recipe.layers import LAYER_KINDS, MAX_LAYERS
from signs_studio.recipe.recipe import RECIPE_KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signs_studio.recipe.draft import LayerDraft

_FORMER_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "kernel": "kernel_size",
        "stride": "strides",
        "size": "pool_size",
        "shift": "translation",
        "turn": "rotation",
        "scale": "zoom",
        "min_rate": "min_lr",
    }
)
"""Names of settings in files of earlier versions, and their names now. Nothing else knows them."""

_FORMER_CHOICES: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("optimizer", "gradient_descent"): "sgd",
        ("initializer", "xavier_uniform"): "glorot_uniform",
        ("initializer", "normal"): "random_normal",
        ("activation", "swish"): "silu",
    }
)
"""Names of choices in such files, each with its setting, and their names now."""


def draft_to_json(draft: Draft) -> dict[str, object]:
    """Returns a draft as JSON can hold it."""
    layers = [{"kind": layer.kind, "settings": dict(layer.settings)} for layer in draft.layers]
    return {**draft.texts, "layers": layers}


def draft_from_json(saved: Mapping[str, object]) -> Draft:
    """Returns a draft as it was saved; whatever of it makes no sense keeps its default.

    Args:
        saved: What ``draft_to_json`` gave, or anything that a file held instead. Layers of no known
            kind are left out.
    """
    # Earlier versions kept the settings of the kinds apart.
    apart = (saved.get(f"{name}_settings") for name in RECIPE_KINDS)
    texts = current_texts(saved)
    for settings in apart:
        texts |= current_texts(settings)
    draft = make_draft()
    for name, kinds in RECIPE_KINDS.items():
        if texts.get(name) in kinds:
            draft = draft.with_field(name, texts[name])
    for name in draft.fields.keys() - RECIPE_KINDS.keys():
        if name in texts:
            draft = draft.with_field(name, texts[name])
    rows = saved.get("layers")
    layers = map(_layer, rows[:MAX_LAYERS]) if isinstance(rows, list) else ()
    return replace(draft, layers=tuple(layer for layer in layers if layer is not None))


def current_name(field: str) -> str:
    """Returns the name that a setting has by now, from its name in a file of any version."""
    return _FORMER_NAMES.get(field, field)


def _layer(row: object) -> LayerDraft | None:
    if not isinstance(row, dict):
        return None
    # The first version knew dense layers only, and saved their settings alone.
    kind, settings = row.get("kind", "dense"), row.get("settings", row)
    if not isinstance(kind, str) or kind not in LAYER_KINDS:
        return None
    layer = draft_layer(kind)
    for name, text in current_texts(settings).items():
        if name in layer.settings:
            layer = layer.with_setting(name, text)
    return layer


def current_texts(saved: object) -> dict[str, str]:
    """Returns the texts of what a file of any version holds, by the names that are used by now."""
    texts = {}
    for name, text in saved.items() if isinstance(saved, dict) else ():
        if isinstance(name, str) and isinstance(text, str):
            now = current_name(name)
            texts[now] = _FORMER_CHOICES.get((now, text), text)
    return texts
