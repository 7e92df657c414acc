"""Words and numbers of one run, as the table of the runs tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from signs_studio.data.plain_text import plain_text
from signs_studio.runs.findings import FindingKind
from signs_studio.ui.widgets.wrapping import SOURCE_LIMIT, in_lines
from signs_studio.wording.changes import change_words
from signs_studio.wording.findings import dated_finding_message
from signs_studio.wording.recipes import describe_recipe, recipe_lines, recipe_title

if TYPE_CHECKING:
    from signs_studio.runs.record import RunRecord

_MAX_HAPPENED = 12
"""Changes and findings that a tooltip has room for."""


def run_title(record: RunRecord) -> str:
    """Returns the name of a run's recipe, and whether it was changed or diverged."""
    title = recipe_title(record.recipe)
    if record.changes:
        words = QCoreApplication.translate("run_words", "Changed: {recipe}")
        title = words.format(recipe=title)
    if record.diverged:
        words = QCoreApplication.translate("run_words", "Diverged: {recipe}")
        title = words.format(recipe=title)
    return title


def run_tip(record: RunRecord) -> str:
    """Returns the tooltip of a run: its recipe, data, changes and findings in full."""
    title, short = run_title(record), describe_recipe(record.recipe)
    data = QCoreApplication.translate("run_words", "Data: {name} ({source})")
    lines = [
        title,
        *([] if short in title else [short]),
        *recipe_lines(record.recipe),
        data.format(name=record.origin.name, source=plain_text(record.origin.source, SOURCE_LIMIT)),
    ]
    told = {finding.kind for finding in record.findings}
    if record.diverged and FindingKind.NOT_FINITE not in told:
        words = QCoreApplication.translate(
            "run_words", "In epoch {epoch} the cost was no longer a finite number."
        )
        lines.append(words.format(epoch=f"{len(record) + 1:,}"))
    happened = _happened(record)
    lines += happened[:_MAX_HAPPENED]
    if len(happened) > _MAX_HAPPENED:
        words = QCoreApplication.translate("run_words", "And {count} more.")
        lines.append(words.format(count=len(happened) - _MAX_HAPPENED))
    lines.append(
        QCoreApplication.translate("run_words", "Double click or press Enter to take this recipe.")
    )
    return in_lines("\n".join(lines))


def _happened(record: RunRecord) -> list[str]:
    """Returns the changes of a run, then its findings, in words."""
    return [
        *(change_words(record.recipe, change) for change in record.changes),
        *(str(dated_finding_message(finding)) for finding in record.findings),
    ]
