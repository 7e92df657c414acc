"""What folded sections say of what is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from signs_studio.recipe.ends import END_FIELDS
from signs_studio.recipe.layers import L1, L2
from signs_studio.recipe.schedules import SCHEDULES, WARMUP_EPOCHS
from signs_studio.recipe.settings import AUGMENTATION_FIELDS, LABEL_SMOOTHING
from signs_studio.ui.recipe.declared import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.recipe.draft import Draft
    from signs_studio.recipe.fields import Field

PENALTY_FIELDS = (L1, L2, LABEL_SMOOTHING)


def schedule_summary(draft: Draft) -> str:
    """``constant``, or ``cosine, warm-up 5``."""
    kind = SCHEDULES.get(draft.schedule)
    words = [shown(kind.title).lower() if kind is not None else draft.schedule]
    if draft.warmup_epochs != WARMUP_EPOCHS.default_text:
        words.append(f"{shown(WARMUP_EPOCHS.title).lower()} {draft.warmup_epochs}")
    return ", ".join(words)


def ends_summary(draft: Draft) -> str:
    """What ends a run before its last epoch."""
    return _set(draft, END_FIELDS)


def penalties_summary(draft: Draft) -> str:
    """Penalties and label smoothing, as far as they are set."""
    return _set(draft, PENALTY_FIELDS)


def augmentation_summary(draft: Draft) -> str:
    """What is done to pictures."""
    return _set(draft, AUGMENTATION_FIELDS)


def _set(draft: Draft, fields: Sequence[Field]) -> str:
    """The fields that are not as they are by default, with their texts; ``off`` if none is."""
    words = []
    for field in fields:
        text = getattr(draft, field.name).strip()
        # Where a field may be empty, nothing means the same as its default.
        if text in ("", field.default_text):
            continue
        title = shown(field.title)
        title = title if title.isupper() or title[1:2].isdigit() else title.lower()
        words.append(title if text == "true" else f"{title} {text}")
    return ", ".join(words) or QCoreApplication.translate("summaries", "off")
