"""Runs that provoke what is found in recipes, pictures and accuracies, and runs that do not."""

from dataclasses import replace

import numpy as np
import pytest

from signs_studio.data.dataset import Dataset
from signs_studio.diagnosis.doctor import Doctor
from signs_studio.engine.training.trainer import Trainer
from signs_studio.recipe.recipe import Recipe
from signs_studio.runs.events import FindingMade
from signs_studio.runs.findings import Finding, FindingKind
from signs_studio.wording.findings import finding_message
from tests.conftest import drawn_dataset
from tests.engine.conftest import MakeRecipe, RunToEnd

NEW = {
    FindingKind.NOT_SCALED,
    FindingKind.LINEAR,
    FindingKind.TEST_IN_TRAINING,
    FindingKind.TEST_TOO_GOOD,
    FindingKind.FEW_PICTURES,
}
TRAIN, TEST = 120, 60
WIDE, NARROW = "100:relu", "5:tanh"
# Ten epochs are waited for at least, and three times as many where the test is ahead.
EPOCHS = 45


def dim(dataset: Dataset) -> Dataset:
    return replace(dataset, train_x=dataset.train_x // 16, test_x=dataset.test_x // 16)


def with_copies(dataset: Dataset) -> Dataset:
    pictures = dataset.test_x.copy()
    pictures[:6] = dataset.train_x[:6]
    return replace(dataset, test_x=pictures)


def with_wrong_labels(dataset: Dataset, *, share: float) -> Dataset:
    """The same with the next sign as the label of some of the training pictures."""
    labels = dataset.train_y.copy()
    wrong = np.random.default_rng(3).random(len(labels)) < share
    labels[wrong] = (labels[wrong] + 1) % dataset.classes
    return replace(dataset, train_y=labels)


def by_chance() -> Dataset:
    """Noise as pictures, with labels by chance: there is nothing to learn but each by heart."""
    rng = np.random.default_rng(3)
    dataset = drawn_dataset(train=TRAIN, test=TEST, shape=(8, 8, 3))
    train_x, test_x = (
        rng.integers(0, 256, pictures.shape).astype(np.uint8)
        for pictures in (dataset.train_x, dataset.test_x)
    )
    return replace(dataset, train_x=train_x, test_x=test_x)


def found_in(
    recipe: Recipe, dataset: Dataset, run_to_end: RunToEnd, *, epochs: int = EPOCHS
) -> list[Finding]:
    events = run_to_end(Trainer(recipe, dataset), epochs, doctor=Doctor.of(recipe, dataset))
    findings = [event.finding for event in events if isinstance(event, FindingMade)]
    return [finding for finding in findings if finding.kind in NEW]


def recipe_of(make_recipe: MakeRecipe, layers: str) -> Recipe:
    return make_recipe(layers=layers, batch_size="4", learning_rate="0.003")


@pytest.mark.parametrize("layers", [NARROW, WIDE])
def test_a_run_that_is_in_order_provokes_none(
    layers: str, make_recipe: MakeRecipe, run_to_end: RunToEnd
) -> None:
    dataset = drawn_dataset(train=TRAIN, test=TEST)
    assert found_in(recipe_of(make_recipe, layers), dataset, run_to_end) == []


def test_what_is_wrong_before_the_first_epoch_is_said_with_it(
    make_recipe: MakeRecipe, run_to_end: RunToEnd
) -> None:
    dataset = with_copies(dim(drawn_dataset(train=TRAIN, test=TEST)))
    recipe = recipe_of(make_recipe, "5:linear,4:tanh")
    found = found_in(recipe, dataset, run_to_end, epochs=2)
    kinds = [FindingKind.NOT_SCALED, FindingKind.LINEAR, FindingKind.TEST_IN_TRAINING]
    assert [(each.kind, each.epoch) for each in found] == [(kind, 0) for kind in kinds]
    not_scaled, linear, copies = (str(finding_message(each)) for each in found)
    contrast = 100 * np.std(dataset.train_x.reshape(TRAIN, -1), axis=1).mean() / 255
    assert f"contrast {contrast:.1f} %" in not_scaled
    assert linear.startswith("Layer 1: ")
    assert copies.startswith("6 of the 60 test pictures")


def test_a_test_that_is_better_than_it_should_be_is_found(
    make_recipe: MakeRecipe, run_to_end: RunToEnd
) -> None:
    dataset = with_wrong_labels(drawn_dataset(train=TRAIN, test=TEST), share=0.25)
    (finding,) = found_in(recipe_of(make_recipe, NARROW), dataset, run_to_end)
    assert finding.kind is FindingKind.TEST_TOO_GOOD
    values = dict(finding.values)
    assert values["accuracy"] > values["train_accuracy"] + 0.1


def test_pictures_that_are_too_few_for_the_network_are_found(
    make_recipe: MakeRecipe, run_to_end: RunToEnd
) -> None:
    dataset = by_chance()
    found = found_in(recipe_of(make_recipe, WIDE), dataset, run_to_end, epochs=2 * EPOCHS)
    assert [each.kind for each in found] == [FindingKind.FEW_PICTURES]
    values = dict(found[0].values)
    parameters = 100 * (8 * 8 * 3 + 1) + 3 * (100 + 1)
    assert (values["parameters"], values["pictures"]) == (parameters, TRAIN)
    # The same pictures and labels are too many for a small network to learn by heart.
    narrow = recipe_of(make_recipe, NARROW)
    assert found_in(narrow, dataset, run_to_end, epochs=2 * EPOCHS) == []
