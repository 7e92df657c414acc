"""Words and numbers of one run, as the list of the runs tells them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from signs_studio.data.plain_text import plain_text
from signs_studio.diagnosis.comparison import LAYERS, changed_on_their_own, recipe_differences
from signs_studio.messages import cache_words
from signs_studio.numbers import format_percent_digits
from signs_studio.recipe.changes import live_fields
from signs_studio.recipe.draft import validate
from signs_studio.recipe.presets import PRESETS
from signs_studio.runs.findings import FindingKind
from signs_studio.runs.metrics import accuracy_interval
from signs_studio.runs.store.metadata import changes_from_json
from signs_studio.runs.store.progress import known_findings
from signs_studio.ui.widgets.wrapping import SOURCE_LIMIT, in_lines
from signs_studio.wording.changes import change_words
from signs_studio.wording.comparison import difference_title, difference_values
from signs_studio.wording.findings import dated_finding_message
from signs_studio.wording.recipes import (
    describe_layers,
    describe_recipe,
    recipe_lines,
    recipe_title,
)

if TYPE_CHECKING:
    from signs_studio.messages import Message
    from signs_studio.recipe.recipe import Recipe
    from signs_studio.runs.record import RunRecord
    from signs_studio.ui.state.run_entry import RunEntry

ABSENT = "\N{EN DASH}"
_MAX_HAPPENED = 12
"""Changes and findings that a tooltip has room for."""
_MAX_CHANGED = 3
"""Settings by which a recipe may differ from a preset and still be called after it."""
"""Recipes of which the words are kept: more than are seen of a long list."""


def recipe_words(entry: RunEntry) -> str:
    """Returns what a run trained, and whether it was changed meanwhile or came to grief."""
    translate = QCoreApplication.translate
    title = ABSENT if entry.recipe is None else short_title(entry.recipe)
    progress = entry.progress
    title = _titled(title, is_changed=bool(progress.changes), has_diverged=progress.diverged)
    if entry.is_cut_short:
        title = translate("run_words", "Cut short: {recipe}").format(recipe=title)
    return title


def run_title(record: RunRecord) -> str:
    """Returns the same of a run that is on show, with its recipe in full."""
    title = recipe_title(record.recipe)
    return _titled(title, is_changed=bool(record.changes), has_diverged=record.diverged)


def _titled(title: str, *, is_changed: bool, has_diverged: bool) -> str:
    translate = QCoreApplication.translate
    if is_changed:
        title = translate("run_words", "Changed: {recipe}").format(recipe=title)
    if has_diverged:
        title = translate("run_words", "Diverged: {recipe}").format(recipe=title)
    return title


@cache_words
def short_title(recipe: Recipe) -> str:
    """Returns the preset that a recipe is or nearly is, or else the recipe in a few words."""
    title = recipe_title(recipe)
    if title != describe_recipe(recipe):
        return title
    counts = {}
    for preset, other in _preset_recipes():
        if [layer.kind for layer in other.layers] == [layer.kind for layer in recipe.layers]:
            own = changed_on_their_own(recipe_differences([other, recipe]))
            counts[str(preset)] = len(own)
    nearest = min(counts, key=lambda name: counts[name], default="")
    if nearest and counts[nearest] <= _MAX_CHANGED:
        words = QCoreApplication.translate("run_words", "{preset}, changed")
        return words.format(preset=nearest)
    return title


@cache
def _preset_recipes() -> tuple[tuple[Message, Recipe], ...]:
    found = ((preset.title, validate(preset.draft).recipe) for preset in PRESETS.values())
    return tuple((title, recipe) for title, recipe in found if recipe is not None)


def changed_words(entry: RunEntry, before: RunEntry | None) -> str:
    """Returns what was set differently than in the run before, in a few words; or nothing."""
    if before is None or entry.recipe is None or before.recipe is None:
        return ""
    words = _difference_words(before.recipe, entry.recipe)
    if not before.origin.is_same(entry.origin):
        data = QCoreApplication.translate("run_words", "data {name}").format(name=entry.origin.name)
        words = "; ".join(filter(None, (data, words)))
    return words


@cache_words
def _difference_words(before: Recipe, after: Recipe) -> str:
    told = []
    for each in changed_on_their_own(recipe_differences([before, after])):
        was, now = difference_values(each, [before, after])
        if each.name == LAYERS:
            was, now = (describe_layers(recipe.layers) for recipe in (before, after))
        title = str(difference_title(each))
        told.append(f"{title[:1].lower()}{title[1:]} {was} \N{RIGHTWARDS ARROW} {now}")
    return "; ".join(told)


def best_words(entry: RunEntry) -> str:
    """Returns the best test accuracy in percent with its interval: ``80.0 (72.0–86.2)``."""
    best = entry.progress.best
    if best is None:
        return ABSENT
    accuracy = format_percent_digits(best.test_accuracy)
    if not entry.test_count:
        return accuracy
    interval = accuracy_interval(best.test_accuracy, entry.test_count)
    low, high = (format_percent_digits(share, 0) for share in interval)
    return f"{accuracy} ({low}\N{EN DASH}{high})"


def started_words(entry: RunEntry) -> str:
    """Returns when a run began, in the local time; nothing where nobody wrote it down."""
    if entry.created is None:
        return ""
    began = QDateTime.fromSecsSinceEpoch(int(entry.created))
    return QLocale().toString(began, QLocale.FormatType.ShortFormat)


def run_tip(entry: RunEntry, before: RunEntry | None) -> str:
    """Returns the tooltip of a run: its recipe, data, changes and findings in full.

    Args:
        entry: The run.
        before: The run before it; None for none.
    """
    translate = QCoreApplication.translate
    title = recipe_words(entry)
    lines = [title] if not entry.labels.name else [entry.labels.name, title]
    if entry.labels.note:
        lines.append(translate("run_words", "Note: {note}").format(note=entry.labels.note))
    if entry.recipe is not None:
        short = describe_recipe(entry.recipe)
        lines += [*([] if short in title else [short]), *recipe_lines(entry.recipe)]
    source = plain_text(entry.origin.source, SOURCE_LIMIT)
    data = translate("run_words", "Data: {name} ({source})")
    lines.append(data.format(name=entry.origin.name, source=source))
    if before is not None:
        words = translate("run_words", "Changed since {run}: {changed}")
        changed = changed_words(entry, before) or translate("run_words", "nothing")
        lines.append(words.format(run=before.name, changed=changed))
    lines += _happened(entry)
    lines.append(translate("run_words", "Double click or press Enter to take this recipe."))
    return in_lines("\n".join(lines))


def _happened(entry: RunEntry) -> list[str]:
    """Returns the changes of a run, then its findings, in words; of many only the first."""
    translate, progress, recipe = QCoreApplication.translate, entry.progress, entry.recipe
    findings = known_findings(progress)
    told = []
    if progress.diverged and all(each.kind is not FindingKind.NOT_FINITE for each in findings):
        words = translate("run_words", "In epoch {epoch} the cost was no longer a finite number.")
        told.append(words.format(epoch=f"{entry.epochs + 1:,}"))
    if recipe is not None:
        live = live_fields(recipe)
        changes = changes_from_json(progress.changes)
        # What the files say is not checked before the run is read.
        told += [change_words(recipe, change) for change in changes if change.field in live]
    told += [str(dated_finding_message(finding)) for finding in findings if finding.is_whole]
    if len(told) > _MAX_HAPPENED:
        words = translate("run_words", "And {count} more.")
        told[_MAX_HAPPENED:] = [words.format(count=len(told) - _MAX_HAPPENED)]
    return told
