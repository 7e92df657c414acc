"""Words on what is on while a run learns and off while it is tested: dropout and augmentation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.messages import Message
from signs_studio.recipe.changes import with_changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from signs_studio.runs.record import RunRecord

_TRAINING = {
    (True, False): Message("training_conditions", "train, with dropout"),
    (False, True): Message("training_conditions", "train, augmented"),
    (True, True): Message("training_conditions", "train, augmented, with dropout"),
}
_ON = {
    (True, False): Message("training_conditions", "with dropout on"),
    (False, True): Message("training_conditions", "with augmentation on"),
    (True, True): Message("training_conditions", "with dropout and augmentation on"),
}


def training_curve_title(record: RunRecord) -> Message | None:
    """Returns the name of a run's training curves; None where nothing is on in training alone."""
    return _of(record, _TRAINING)


def training_conditions(record: RunRecord) -> Message | None:
    """Returns what is on in training alone, at some epoch of a run; None where nothing is."""
    return _of(record, _ON)


def training_numbers_message(conditions: Message) -> Message:
    """Returns how cost and accuracy of the training pictures are measured under conditions."""
    words = Message(
        "training_conditions",
        "Training cost and accuracy are measured while training, {conditions}: they may be worse "
        "than the test's.",
    )
    return words.format(conditions=conditions)


def training_notes(runs: Iterable[tuple[str, RunRecord]]) -> Iterator[str]:
    """Yields how training numbers are measured, each sentence after the runs that it is about.

    Args:
        runs: Name and record of each; none is named of which nothing is to be said.
    """
    names: dict[str, list[str]] = {}
    for name, record in runs:
        conditions = training_conditions(record)
        if conditions is not None:
            names.setdefault(str(training_numbers_message(conditions)), []).append(name)
    words = Message("training_conditions", "{runs}: {sentence}")
    for sentence, those in names.items():
        yield words.text(runs=", ".join(those), sentence=sentence)


def _of(record: RunRecord, words: Mapping[tuple[bool, bool], Message]) -> Message | None:
    recipes = [
        with_changes(record.recipe, record.changes[:count])
        for count in range(len(record.changes) + 1)
    ]
    has_dropout = any(recipe.has_dropout for recipe in recipes)
    has_augmentation = any(recipe.has_augmentation for recipe in recipes)
    return words.get((has_dropout, has_augmentation))
