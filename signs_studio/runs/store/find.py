"""A run that a person names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.data.plain_text import plain_text
from signs_studio.messages import Message, either
from signs_studio.runs.store.layout import is_key
from signs_studio.runs.store.metadata import BEST, LAST, StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.messages import Value
    from signs_studio.runs.store.summary import RunSummary

_SHORT_KEY = 8
_MAX_CANDIDATES = 5
_NAME_LIMIT = 60


def find_run(runs: Sequence[RunSummary], asked: str) -> RunSummary:
    """Returns the run that is meant.

    Args:
        runs: The runs to choose from, the oldest first.
        asked: A run's id, "last", "best" (the best test accuracy; of several the latest), a name in
            any case, or the beginning of an id, looked for in this order.

    Raises:
        StoreError: There is none, or there are several.
    """
    word = asked.strip().casefold()
    if not runs:
        raise StoreError(
            Message("runs", "No run is kept here yet: train one, or name another home with --home.")
        )
    if is_key(word):
        found = [run for run in runs if run.key == word]
    elif word == LAST:
        found = [runs[-1]]
    elif word == BEST:
        found = _best(runs)
    else:
        found = [run for run in runs if run.name.strip().casefold() == word]
        if not found and word:
            found = [run for run in runs if run.key.startswith(word)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise StoreError(
            Message(
                "runs",
                "There is no run “{asked}”: a run is named by its id or the beginning of it, by "
                "its name, or as last or best; signs-studio runs lists them.",
            ).format(asked=plain_text(asked))
        )
    told: list[Value] = [
        f"{plain_text(run.name, _NAME_LIMIT)} ({short_key(run, runs)})"
        for run in found[-_MAX_CANDIDATES:]
    ]
    if len(found) > len(told):
        told.append(
            Message("runs", "{count} others", "{count} other", 0).format(
                count=len(found) - len(told)
            )
        )
    raise StoreError(
        Message("runs", "“{asked}” may be {found}: name one of them by its id.").format(
            asked=plain_text(asked), found=either(told)
        )
    )


def short_key(run: RunSummary, runs: Sequence[RunSummary]) -> str:
    """Returns the beginning of a run's id that no other run has, of eight characters or more."""
    others = [other.key for other in runs if other.key != run.key]
    length = _SHORT_KEY
    while length < len(run.key) and any(key.startswith(run.key[:length]) for key in others):
        length += 1
    return run.key[:length]


def _best(runs: Sequence[RunSummary]) -> list[RunSummary]:
    """Returns the run of the best test accuracy, in a list; none where no epoch is known of."""
    best: list[RunSummary] = []
    highest = -1.0
    for run in runs:
        known = run.progress.best
        if known is not None and known.test_accuracy >= highest:
            best, highest = [run], known.test_accuracy
    return best
