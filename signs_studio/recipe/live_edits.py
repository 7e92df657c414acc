"""Edits of the form that change a run which is on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.errors import InvalidValueError
from signs_studio.fields.declared import text_of
from signs_studio.recipe.changes import live_fields
from signs_studio.recipe.draft import draft_of

if TYPE_CHECKING:
    from signs_studio.recipe.draft import Draft
    from signs_studio.recipe.recipe import Recipe


def live_edits(draft: Draft, recipe: Recipe) -> dict[str, str]:
    """Returns what a draft has otherwise than a recipe in training, of what may be changed live.

    Args:
        draft: What the form shows; what is wrong in it is left out.
        recipe: What the next epoch is trained with.

    Returns:
        Texts by the names of ``live_fields``.
    """
    typed, trained = _texts_of(draft), _texts_of(draft_of(recipe))
    edits = {}
    for name, field in live_fields(recipe).items():
        try:
            text = text_of(field.parse(typed.get(name, "")))
        except InvalidValueError:
            continue  # The form says beside the field what is wrong with it.
        if text != trained[name]:
            edits[name] = text
    return edits


def differs_live_only(one: Draft, other: Draft, *, recipe: Recipe) -> bool:
    """Returns whether two drafts are the same but for what may be changed live."""
    mine, others = _texts_of(one), _texts_of(other)
    names = mine.keys() | others.keys()
    different = {name for name in names if mine.get(name) != others.get(name)}
    return different <= live_fields(recipe).keys()


def _texts_of(draft: Draft) -> dict[str, str]:
    """Returns all texts of a draft by name, a layer's like ``layers.0.rate``."""
    texts = dict(draft.texts)
    for index, layer in enumerate(draft.layers):
        texts[f"layers.{index}.kind"] = layer.kind
        texts |= {f"layers.{index}.{name}": text for name, text in layer.settings.items()}
    return texts
