"""What folded sections say of what is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from signs_studio.fields.declared import ChoiceField
from signs_studio.recipe.kinds.kind import L1, L2
from signs_studio.recipe.live_edits import draft_texts
from signs_studio.recipe.schedules import SCHEDULES, WARMUP_EPOCHS
from signs_studio.recipe.settings import AUGMENTATION_FIELDS, LABEL_SMOOTHING
from signs_studio.recipe.stopping import STOPPING_FIELDS
from signs_studio.ui.wording.declared import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from signs_studio.fields.declared import Field
    from signs_studio.recipe.draft import Draft

PENALTY_FIELDS = (L1, L2, LABEL_SMOOTHING)


def schedule_summary(draft: Draft) -> str:
    """``constant``, or ``cosine, warm-up 5``."""
    kind = SCHEDULES.get(draft.schedule)
    words = [shown(kind.title).lower() if kind is not None else draft.schedule]
    return ", ".join([*words, *set_words((WARMUP_EPOCHS,), draft_texts(draft))])


def ends_summary(draft: Draft) -> str:
    """What ends a run before its last epoch."""
    return _set_or_off(draft, STOPPING_FIELDS)


def penalties_summary(draft: Draft) -> str:
    """Penalties and label smoothing, as far as they are set."""
    return _set_or_off(draft, PENALTY_FIELDS)


def augmentation_summary(draft: Draft) -> str:
    """What is done to pictures."""
    return _set_or_off(draft, AUGMENTATION_FIELDS)


def set_words(fields: Sequence[Field], texts: Mapping[str, str]) -> list[str]:
    """The fields that are not as they are by default, each with its text: ``label smoothing 0.1``.

    Args:
        fields: Of which to tell.
        texts: By the names of the fields.
    """
    return [
        field_words(field, texts[field.name])
        for field in fields
        # Where a field may be empty, nothing means the same as its default.
        if texts[field.name].strip() not in ("", field.default_text)
    ]


def field_words(field: Field, text: str) -> str:
    """A field with its text: ``batch size 32``; of one that is on or off, its title or nothing."""
    if isinstance(field, ChoiceField):
        return shown(field.choices.get(text, text))
    title = shown(field.title)
    title = title if title.isupper() or title[1:2].isdigit() else title.lower()
    return title if text == "true" else f"{title} {text.strip()}"


def _set_or_off(draft: Draft, fields: Sequence[Field]) -> str:
    words = set_words(fields, draft_texts(draft))
    return ", ".join(words) or QCoreApplication.translate("summaries", "off")
