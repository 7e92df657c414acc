"""Summaries of the recipe's folded sections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.fields.declared import ChoiceField
from signs_studio.messages import Message
from signs_studio.numbers import typeset
from signs_studio.recipe.augmentations import AUGMENTATION_FIELDS
from signs_studio.recipe.layer_kinds.kind import L1, L2
from signs_studio.recipe.recipe import LABEL_SMOOTHING
from signs_studio.recipe.schedules import SCHEDULE, SCHEDULES, WARMUP_EPOCHS
from signs_studio.recipe.stopping import STOPPING_FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from signs_studio.fields.declared import Field
    from signs_studio.recipe.draft import Draft

PENALTY_FIELDS = (L1, L2, LABEL_SMOOTHING)


def schedule_summary(draft: Draft) -> str:
    """Returns the schedule in words: ``constant``, or ``cosine, warm-up 5``."""
    chosen = draft[SCHEDULE.name]
    kind = SCHEDULES.get(chosen)
    words = [str(kind.title).lower() if kind is not None else chosen]
    return ", ".join([*words, *set_words((WARMUP_EPOCHS,), draft.texts)])


def stopping_summary(draft: Draft) -> str:
    """Returns the stopping criteria in words, as far as they are set."""
    return _set_or_off(draft, STOPPING_FIELDS)


def penalties_summary(draft: Draft) -> str:
    """Returns penalties and label smoothing, as far as they are set."""
    return _set_or_off(draft, PENALTY_FIELDS)


def augmentation_summary(draft: Draft) -> str:
    """Returns what is done to pictures."""
    return _set_or_off(draft, AUGMENTATION_FIELDS)


def set_words(fields: Sequence[Field], texts: Mapping[str, str]) -> list[str]:
    """Returns the fields that are not at their defaults, with their texts: ``label smoothing 0.1``.

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
    """Returns a field with its text, ``batch size 32``; of one that is on, its title alone."""
    if isinstance(field, ChoiceField):
        return str(field.choices.get(text, text))
    title = str(field.title)
    title = title if title.isupper() or title[1:2].isdigit() else title.lower()
    return title if text == "true" else f"{title} {typeset(text.strip())}"


def _set_or_off(draft: Draft, fields: Sequence[Field]) -> str:
    words = set_words(fields, draft.texts)
    return ", ".join(words) or Message("summaries", "off").text()
