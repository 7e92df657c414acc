"""Drafts as JSON can hold them, and back from whatever a file held instead."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from signs_studio.recipe.draft import Draft, default_settings, draft_layer
from signs_studio.recipe.layers import LAYER_KINDS, MAX_LAYERS
from signs_studio.recipe.optimizers import OPTIMIZER, OPTIMIZERS
from signs_studio.recipe.schedules import SCHEDULES
from signs_studio.recipe.settings import SCALAR_FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signs_studio.recipe.draft import LayerDraft


def draft_to_json(draft: Draft) -> dict[str, object]:
    """A draft as JSON can hold it."""
    scalars: dict[str, object] = {name: getattr(draft, name) for name in SCALAR_FIELDS}
    layers = [{"kind": layer.kind, "settings": dict(layer.settings)} for layer in draft.layers]
    return {
        **scalars,
        "layers": layers,
        "optimizer_settings": dict(draft.optimizer_settings),
        "schedule_settings": dict(draft.schedule_settings),
    }


def draft_from_json(saved: Mapping[str, object]) -> Draft:
    """A draft as it was saved; whatever of it makes no sense keeps its default.

    Args:
        saved: What ``draft_to_json`` gave, or anything that a file held instead. Layers of no known
            kind are left out.
    """
    draft = Draft(layers=(), optimizer_settings=default_settings(OPTIMIZER.default))
    kinds = {"optimizer": OPTIMIZERS, "schedule": SCHEDULES}
    for name in SCALAR_FIELDS:
        text = saved.get(name)
        if isinstance(text, str) and text in kinds.get(name, (text,)):
            draft = draft.with_field(name, text)
    known = {
        "optimizer_settings": draft.optimizer_settings,
        "schedule_settings": draft.schedule_settings,
    }
    for place, names in known.items():
        settings = saved.get(place)
        for name, text in settings.items() if isinstance(settings, dict) else ():
            if name in names and isinstance(text, str):
                draft = draft.with_field(name, text)
    rows = saved.get("layers")
    layers = map(_layer, rows[:MAX_LAYERS]) if isinstance(rows, list) else ()
    return replace(draft, layers=tuple(layer for layer in layers if layer is not None))


def _layer(row: object) -> LayerDraft | None:
    if not isinstance(row, dict):
        return None
    # The first version knew dense layers only, and saved their settings alone.
    kind, settings = row.get("kind", "dense"), row.get("settings", row)
    if not isinstance(kind, str) or kind not in LAYER_KINDS:
        return None
    layer = draft_layer(kind)
    for name, text in settings.items() if isinstance(settings, dict) else ():
        if name in layer.settings and isinstance(text, str):
            layer = layer.with_setting(name, text)
    return layer
