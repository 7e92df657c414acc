"""What is on in training alone is said of runs that have it, and of no other."""

import pytest

from signs_studio.recipe.changes import Change
from signs_studio.runs.record import DataReference, RunRecord
from signs_studio.wording.training_conditions import training_conditions, training_curve_title
from tests.ui.runs.test_runs_table import make_recipe


@pytest.mark.parametrize(
    ("layers", "fields", "conditions", "title"),
    [
        ("4:relu", {"label_smoothing": "0.1", "l2": "0.1"}, None, None),
        ("4:relu,dropout:0", {"rotation": "0"}, None, None),
        ("4:relu,dropout:0.1", {}, "with dropout on", "train, with dropout"),
        ("4:relu", {"noise": "0.1"}, "with augmentation on", "train, augmented"),
        (
            "4:relu,dropout:0.1",
            {"flip": "true"},
            "with dropout and augmentation on",
            "train, augmented, with dropout",
        ),
    ],
)
def test_a_recipe_says_what_is_on_in_training_alone(
    layers: str, fields: dict[str, str], conditions: str | None, title: str | None
) -> None:
    record = _record(layers, fields)
    said = training_conditions(record), training_curve_title(record)
    assert [None if words is None else str(words) for words in said] == [conditions, title]


def test_what_was_on_for_some_epochs_is_said_too() -> None:
    record = _record("4:relu", {})
    record.changes = (Change(2, "noise", 0.1), Change(5, "noise", 0.0))
    assert str(training_conditions(record)) == "with augmentation on"


def _record(layers: str, fields: dict[str, str]) -> RunRecord:
    origin = DataReference("Hands", "drawn for a test")
    return RunRecord(run_id=1, recipe=make_recipe(layers, **fields), origin=origin)
