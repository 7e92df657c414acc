"""Live changes in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from signs_studio.fields.declared import text_of
from signs_studio.recipe.changes import live_fields
from signs_studio.ui.wording.declared import shown

if TYPE_CHECKING:
    from signs_studio.recipe.changes import Change
    from signs_studio.recipe.settings import Recipe


def change_words(recipe: Recipe, change: Change) -> str:
    """Returns a change as a sentence without its end: ``From epoch 41: Learning rate 0.001``.

    Args:
        recipe: Of the run; which of its values are others by then does not matter.
        change: What was changed.
    """
    title = shown(live_fields(recipe)[change.field].title)
    if change.field.startswith("layers."):
        layer = _tr("Layer {n}").format(n=int(change.field.split(".")[1]) + 1)
        title = f"{layer}, {title[:1].lower()}{title[1:]}"
    words = _tr("From epoch {epoch}: {field} {value}")
    epoch = f"{change.epoch + 1:,}"
    return words.format(epoch=epoch, field=title, value=text_of(change.value))


def _tr(text: str) -> str:
    return QCoreApplication.translate("changes", text)
