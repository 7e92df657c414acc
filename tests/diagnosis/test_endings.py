"""What is said of a run's end: the numbers that ended it, and what to try after a bad one."""

import math

import pytest

from signs_studio.diagnosis.endings import judge_ending
from signs_studio.recipe.draft import validate
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.recipe import Recipe
from signs_studio.runs.events import FinishReason, RunFinished, RunStarted
from signs_studio.runs.record import DataReference, RunRecord
from signs_studio.wording.endings import ending_message

_CLASSES = 6
_LEARNT, _GUESSING = 0.5 * math.log(_CLASSES), math.log(_CLASSES)
# 34 steps of 32 pictures an epoch: ten epochs tell whether a network learns.
_TRAIN_COUNT, _PATIENCE = 1080, 10


@pytest.fixture
def recipe() -> Recipe:
    draft = PRESETS["article"].draft.with_field("learning_rate", "0.03")
    for name, text in {"target_cost": "0.25", "patience": "7", "time_limit": "90"}.items():
        draft = draft.with_field(name, text)
    validation = validate(draft)
    assert validation.recipe is not None, validation.errors
    return validation.recipe


def _said(
    reason: FinishReason,
    recipe: Recipe,
    *,
    cost: float = _LEARNT,
    accuracy: float = 1 / _CLASSES,
    epochs: int = 1200,
    kept: int = 1200,
) -> str:
    record = RunRecord(run_id=1, recipe=recipe, origin=DataReference("hands", "drawn"))
    record.apply(RunStarted(first_epoch=0, last_epoch=1500, compiling=False, device="CPU"))
    record.apply(
        RunFinished(
            reason=reason,
            epochs=epochs,
            kept_epochs=kept,
            cost=cost,
            test_cost=cost,
            train_accuracy=accuracy,
            test_accuracy=accuracy,
            seconds=60.0,
        )
    )
    ending = judge_ending(record, classes=_CLASSES, train_count=_TRAIN_COUNT)
    return str(ending_message(ending))


@pytest.mark.parametrize(
    ("reason", "parts"),
    [
        (FinishReason.COMPLETED, ["1,200 epochs"]),
        (FinishReason.STOPPED, ["1,200 of 1,500 epochs."]),
        (FinishReason.TARGET_COST, ["1,200 epochs", "0.25"]),
        (FinishReason.TIME_LIMIT, ["1,200 epochs", "90 s"]),
        (FinishReason.PATIENCE, ["1,200 epochs", "7 epochs", "weights after 1,193 epochs"]),
        (FinishReason.DIVERGED, ["epoch 1,201", "weights after 1,193 epochs", "0.003"]),
    ],
)
def test_an_end_is_told_with_its_numbers(
    reason: FinishReason, parts: list[str], recipe: Recipe
) -> None:
    message = _said(reason, recipe, kept=1193)
    for part in parts:
        assert part in message
    assert "guessing" not in message
    assert message.endswith(".")


@pytest.mark.parametrize(
    "reason", [FinishReason.COMPLETED, FinishReason.TARGET_COST, FinishReason.PATIENCE]
)
def test_a_network_that_only_guesses_is_told_what_to_try(
    reason: FinishReason, recipe: Recipe
) -> None:
    message = _said(reason, recipe, cost=_GUESSING)
    assert "1,200 epochs" in message
    assert "no better than guessing: try another seed" in message


def test_a_network_that_reads_most_pictures_does_not_guess_whatever_its_errors_cost(
    recipe: Recipe,
) -> None:
    learnt = _said(FinishReason.COMPLETED, recipe, cost=5550, accuracy=0.67)
    assert learnt == "Trained 1,200 epochs."
    assert "guessing" in _said(FinishReason.COMPLETED, recipe, cost=5550, accuracy=0.2)


@pytest.mark.parametrize("reason", [FinishReason.COMPLETED, FinishReason.TIME_LIMIT])
def test_a_few_epochs_say_nothing_of_the_recipe(reason: FinishReason, recipe: Recipe) -> None:
    few = _said(reason, recipe, cost=_GUESSING, epochs=_PATIENCE - 1)
    assert "guessing" not in few
    assert "seed" not in few
    assert "guessing" in _said(reason, recipe, cost=_GUESSING, epochs=_PATIENCE)


@pytest.mark.parametrize("epochs", [1, 1200])
def test_a_time_limit_too_short_to_learn_in_is_to_be_longer(epochs: int, recipe: Recipe) -> None:
    assert "give it more time" in _said(
        FinishReason.TIME_LIMIT, recipe, cost=_GUESSING, epochs=epochs
    )
    assert "more time" not in _said(FinishReason.TIME_LIMIT, recipe, epochs=epochs)


def test_a_run_that_diverged_at_once_kept_its_first_weights(recipe: Recipe) -> None:
    assert "the first weights were kept" in _said(FinishReason.DIVERGED, recipe, kept=0)
