"""Loss landscape: its costs are those of the run, its directions those of the paper."""

from typing import NamedTuple

import numpy as np
import pytest

from signs_studio.engine.training.state import Network
from signs_studio.engine.training.trainer import Trainer
from signs_studio.errors import PersonError
from signs_studio.insight.loss_landscape import (
    LossLandscapeWanted,
    PlaneKind,
    principal_directions,
    project,
    random_directions,
    sample,
)
from signs_studio.insight.question import Progress
from signs_studio.recipe.draft import validate
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.recipe import Recipe
from signs_studio.runs.checkpoint import Checkpoint
from signs_studio.runs.control import RunControl
from signs_studio.runs.events import EpochFinished, Event, RunFinished
from tests.conftest import drawn_dataset

DATASET = drawn_dataset(shape=(6, 6, 3))
EPOCHS = 4


class Trained(NamedTuple):
    """A run of a few epochs.

    Attributes:
        recipe: What was trained.
        network: As it stands at the end.
        checkpoints: After every epoch.
        test_costs: The same.
        cost: Of the training pictures at the end.
    """

    recipe: Recipe
    network: Network
    checkpoints: list[Checkpoint]
    test_costs: list[float]
    cost: float


@pytest.fixture(scope="module", params=["6:tanh,5:relu", "conv:3,batch_norm,max_pool,dropout:0.2"])
def trained(request: pytest.FixtureRequest) -> Trained:
    draft = PRESETS["article"].draft
    fields = {"layers": request.param, "batch_size": "16", "learning_rate": "0.02"}
    for name, text in fields.items():
        draft = draft.with_field(name, text)
    recipe = validate(draft).recipe
    assert recipe is not None
    trainer = Trainer(recipe, DATASET)
    events: list[Event] = []
    checkpoints = []
    for _ in range(EPOCHS):
        trainer.run(epochs=1, emit=events.append, control=RunControl())
        checkpoints.append(trainer.checkpoint())
    costs = [event.test_cost for event in events if isinstance(event, EpochFinished)]
    end = events[-1]
    assert isinstance(end, RunFinished)
    return Trained(recipe, trainer.network(), checkpoints, costs, end.cost)


def ask(trained: Trained, kind: PlaneKind, *, on_test: bool) -> LossLandscapeWanted:
    return LossLandscapeWanted(
        kind=kind,
        recipe=trained.recipe,
        dataset=DATASET,
        on_test=on_test,
        checkpoints=lambda: trained.checkpoints,
        side=5,
    )


@pytest.mark.parametrize("kind", list(PlaneKind))
def test_centre_and_path_cost_what_the_run_cost(trained: Trained, kind: PlaneKind) -> None:
    landscape = ask(trained, kind, on_test=False).answer(trained.network, Progress())
    column, row = int(np.argmin(np.abs(landscape.x))), int(np.argmin(np.abs(landscape.y)))
    assert (landscape.x[column], landscape.y[row]) == (0, 0)
    assert landscape.costs[row, column] == pytest.approx(trained.cost, rel=1e-6)
    assert landscape.path[-1].cost == pytest.approx(trained.cost, rel=1e-6)
    assert (landscape.path[-1].x, landscape.path[-1].y) == pytest.approx((0, 0), abs=1e-9)
    assert landscape.pictures == landscape.of == len(DATASET.train_y)

    landscape = ask(trained, kind, on_test=True).answer(trained.network, Progress())
    assert [each.epochs for each in landscape.path] == list(range(EPOCHS + 1))
    costs = [each.cost for each in landscape.path[1:]]
    assert costs == pytest.approx(trained.test_costs, rel=1e-6)
    inside = [
        (landscape.x[0] < each.x < landscape.x[-1]) and (landscape.y[0] < each.y < landscape.y[-1])
        for each in landscape.path
    ]
    assert all(inside)
    # Drawn on one scale, neither direction is too narrow to be seen.
    extents = sorted(float(np.ptp(axis)) for axis in (landscape.x, landscape.y))
    assert extents[0] > 0.4 * extents[1]


def test_each_filter_of_a_random_direction_is_as_long_as_its_weights(trained: Trained) -> None:
    arrays = trained.checkpoints[-1].arrays
    learnt = [name for name in arrays if name.startswith("layers.") and "moving" not in name]
    first, second = random_directions(arrays, learnt)
    again, _ = random_directions(arrays, learnt)
    for name in learnt:
        np.testing.assert_array_equal(first[name], again[name])
        if arrays[name].ndim == 1:
            assert not first[name].any()
            continue
        filters = arrays[name] if arrays[name].ndim == 2 else np.moveaxis(arrays[name], -1, 0)
        for direction in (first, second):
            own = direction[name]
            own = own if own.ndim == 2 else np.moveaxis(own, -1, 0)
            np.testing.assert_allclose(
                np.linalg.norm(own.reshape(len(own), -1), axis=1),
                np.linalg.norm(filters.reshape(len(filters), -1), axis=1),
                rtol=1e-5,
            )
        assert not np.allclose(first[name], second[name])


def test_directions_of_the_path_are_its_singular_vectors() -> None:
    rng = np.random.default_rng(3)
    moved = [
        {"a": rng.normal(size=(4, 5)).astype(np.float32), "b": rng.normal(size=7).astype("f4")}
        for _ in range(6)
    ]
    directions, shares = principal_directions(moved)
    flat = np.stack([np.concatenate([each["a"].ravel(), each["b"]]) for each in moved])
    left, lengths, _ = np.linalg.svd(flat, full_matrices=False)
    x, y = project(moved, directions)
    np.testing.assert_allclose(np.abs(x), np.abs(left[:, 0] * lengths[0]), rtol=1e-4)
    np.testing.assert_allclose(np.abs(y), np.abs(left[:, 1] * lengths[1]), rtol=1e-4)
    assert shares == pytest.approx(tuple(lengths[:2] ** 2 / (lengths**2).sum()), rel=1e-5)
    assert x[0] < 0 < y[0]


def test_a_plane_needs_a_path_that_spans_it(trained: Trained) -> None:
    question = LossLandscapeWanted(
        kind=PlaneKind.PATH,
        recipe=trained.recipe,
        dataset=DATASET,
        on_test=False,
        checkpoints=list,
        side=3,
    )
    with pytest.raises(PersonError, match="train a few more epochs, or choose random directions"):
        question.answer(trained.network, Progress())


def test_a_sample_is_always_the_same() -> None:
    np.testing.assert_array_equal(sample(5), np.arange(5))
    some = sample(100, most=7)
    assert len(np.unique(some)) == 7
    np.testing.assert_array_equal(some, sample(100, most=7))
