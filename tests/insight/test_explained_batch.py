"""One step explained: its numbers are those of the engine's own step."""

import numpy as np
import pytest

from signs_studio.engine.training.shuffling import epoch_permutation
from signs_studio.engine.training.single_steps import next_step
from signs_studio.engine.training.trainer import Trainer
from signs_studio.insight.explained_batch import ExplainedBatch, ExplainedBatchWanted
from signs_studio.insight.question import Progress
from signs_studio.recipe.draft import validate
from signs_studio.recipe.optimizers import OPTIMIZERS
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.recipe import Recipe
from signs_studio.runs.control import RunControl
from signs_studio.runs.events import EpochFinished, Event
from signs_studio.runs.record import DataReference, RunRecord
from tests.conftest import drawn_dataset

DATASET = drawn_dataset()
COUNT = len(DATASET.train_y)


def make_recipe(**fields: str) -> Recipe:
    draft = PRESETS["article"].draft
    fields = {"layers": "5:tanh,4:relu", "batch_size": "8", "learning_rate": "0.01", **fields}
    for name, text in sorted(fields.items(), key=lambda each: each[0] != "optimizer"):
        draft = draft.with_field(name, text)
    recipe = validate(draft).recipe
    assert recipe is not None
    return recipe


def record_of(recipe: Recipe) -> RunRecord:
    return RunRecord(run_id=1, recipe=recipe, origin=DataReference.of(DATASET))


def explain(recipe: Recipe, trainer: Trainer, record: RunRecord | None = None) -> ExplainedBatch:
    question = ExplainedBatchWanted(dataset=DATASET, record=record or record_of(recipe))
    return question.answer(trainer.network(), Progress())


def test_the_step_is_the_one_that_training_takes() -> None:
    # All pictures are one batch: an epoch is a step.
    recipe = make_recipe(
        optimizer="adam",
        batch_size=str(COUNT),
        schedule="exponential",
        l2="0.01",
        label_smoothing="0.1",
    )
    trainer, record = Trainer(recipe, DATASET), record_of(recipe)
    events: list[Event] = []

    def emit(event: Event) -> None:
        events.append(event)
        record.apply(event)

    trainer.run(epochs=2, emit=emit, control=RunControl())
    batch = explain(recipe, trainer, record)
    _, rate = record.training_of(2)
    taken = next_step(trainer.network(), DATASET, recipe=recipe, learning_rate=rate)
    trainer.run(epochs=1, emit=emit, control=RunControl())
    trained = [event for event in events if isinstance(event, EpochFinished)][-1]
    assert rate == record.learning_rates()[2] < recipe.learning_rate
    assert batch.step == taken.step == 3
    assert batch.cost == pytest.approx(trained.cost, rel=1e-4)
    assert batch.objective > batch.cost
    assert not batch.has_chance
    arrays = trainer.checkpoint().arrays
    for name, after in taken.after.items():
        np.testing.assert_allclose(after, arrays[name], rtol=1e-4, atol=1e-6)
    assert trained.diagnostics is not None
    for layer, own in zip(batch.layers, trained.diagnostics.layers, strict=True):
        if layer.update is not None:
            assert layer.update == pytest.approx(own.update, rel=1e-3)
    kernel = f"layers.{len(batch.layers) - 1}.kernel"
    assert batch.terms[-1].value == pytest.approx(
        float(arrays[kernel][batch.unit, batch.weight]), rel=1e-4, abs=1e-6
    )


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
def test_the_arithmetic_gives_the_weight_that_the_engine_gives(optimizer: str) -> None:
    recipe = make_recipe(optimizer=optimizer)
    batch = explain(recipe, Trainer(recipe, DATASET))
    assert batch.terms[-1].value == pytest.approx(batch.after, rel=1e-5)
    by_name = {str(term.name): term.value for term in batch.terms}
    assert by_name["gradient g"] != 0
    assert by_name["learning rate"] == pytest.approx(recipe.learning_rate)
    if optimizer == "adam":
        # The first step of Adam is as long as the learning rate, whatever the gradient.
        assert abs(by_name["step"]) == pytest.approx(recipe.learning_rate, rel=1e-4)
        assert by_name["average m"] == pytest.approx(0.1 * by_name["gradient g"])


def test_it_is_said_where_chance_is_drawn() -> None:
    for fields in ({"translation": "0.1"}, {"layers": "5:tanh,dropout:0.5"}, {"flip": "true"}):
        recipe = make_recipe(**fields)
        assert explain(recipe, Trainer(recipe, DATASET)).has_chance


def test_the_batch_is_the_first_of_the_next_epoch_and_costs_what_its_pictures_cost() -> None:
    recipe = make_recipe()
    trainer = Trainer(recipe, DATASET)
    batch = explain(recipe, trainer)
    order = epoch_permutation(COUNT, seed=recipe.seed, epoch=0)
    assert [each.place for each in batch.examples] == order[:2].tolist()
    assert batch.batch == 8
    assert [each.shape for each in batch.layers] == [(8, 5), (8, 4), (8, 3)]
    taken = next_step(trainer.network(), DATASET, recipe=recipe, learning_rate=0.01)
    logits = taken.activations[-1].astype(np.float64)
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    costs = -np.log(shares[np.arange(8), DATASET.train_y[taken.places]])
    assert batch.cost == pytest.approx(costs.mean(), rel=1e-5)
    assert [each.cost for each in batch.examples] == pytest.approx(costs[:2].tolist(), rel=1e-5)
    # The gradient of the softmax layer's bias is the mean of probability minus truth.
    truth = np.eye(3)[DATASET.train_y[taken.places]]
    np.testing.assert_allclose(
        taken.gradients["layers.2.bias"], (shares - truth).mean(axis=0), atol=1e-6
    )
