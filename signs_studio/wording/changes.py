"""Live changes in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.fields.declared import text_of
from signs_studio.messages import Message
from signs_studio.numbers import typeset
from signs_studio.recipe.changes import live_fields

if TYPE_CHECKING:
    from signs_studio.recipe.changes import Change
    from signs_studio.recipe.recipe import Recipe


def change_words(recipe: Recipe, change: Change) -> str:
    """Returns a change as a sentence without its end: ``From epoch 41: Learning rate 0.001``.

    Args:
        recipe: Of the run; which of its values are others by then does not matter.
        change: What was changed.
    """
    title = str(live_fields(recipe)[change.field].title)
    if change.field.startswith("layers."):
        layer = Message("changes", "Layer {n}").text(n=int(change.field.split(".")[1]) + 1)
        title = f"{layer}, {title[:1].lower()}{title[1:]}"
    return Message("changes", "From epoch {epoch}: {field} {value}").text(
        epoch=change.epoch + 1, field=title, value=typeset(text_of(change.value))
    )
