"""Weights as pictures, against the layers' own arithmetic and NumPy's."""

import numpy as np
import pytest

from signs_studio.engine.network.forward import draw_weights
from signs_studio.engine.training.trainer import Trainer
from signs_studio.insight.question import Progress
from signs_studio.insight.weights import (
    Start,
    WeightsKind,
    WeightsSeen,
    WeightsWanted,
    shrunk,
)
from signs_studio.recipe.recipe import Recipe
from signs_studio.runs.control import RunControl
from tests.conftest import drawn_dataset
from tests.engine.conftest import _recipe as make_recipe

DATASET = drawn_dataset(shape=(6, 5, 3), test=12)


def seen(trainer: Trainer, recipe: Recipe, kind: WeightsKind) -> WeightsSeen:
    question = WeightsWanted(
        kind=kind,
        first=0,
        start=Start(recipe.initializer, recipe.seed),
        picture=DATASET.test_x[2:3],
        test_pictures=DATASET.test_x,
    )
    return question.answer(trainer.network(), Progress())


def train(trainer: Trainer) -> np.ndarray:
    """Trains an epoch; returns the first kernel that it gave."""
    trainer.run(epochs=1, emit=lambda _: None, control=RunControl())
    return first_kernel(trainer)


def first_kernel(trainer: Trainer) -> np.ndarray:
    return np.array(next(own["kernel"] for own in trainer.weights() if "kernel" in own))


def test_weights_of_units_are_seen_in_the_places_of_pixels() -> None:
    recipe = make_recipe(layers="dropout:0.1,5:relu,4:relu")
    trainer = Trainer(recipe, DATASET)
    start = first_kernel(trainer)
    assert seen(trainer, recipe, WeightsKind.LAST_EPOCH).pictures is None
    first, second = train(trainer), train(trainer)
    assert not np.array_equal(first, second)

    found = seen(trainer, recipe, WeightsKind.WEIGHTS)
    assert (found.layer, found.units, found.probes, found.maps) == (1, 5, 12, None)
    assert found.pictures is not None
    # The products are those of the layer.
    shares = DATASET.test_x / np.float32(255)
    np.testing.assert_allclose(
        np.einsum("uhwc,nhwc->nu", found.pictures, shares),
        shares.reshape(12, -1) @ second.T,
        rtol=1e-5,
    )
    changes = {WeightsKind.LAST_EPOCH: second - first, WeightsKind.SINCE_START: second - start}
    for kind, change in changes.items():
        pictures = seen(trainer, recipe, kind).pictures
        assert pictures is not None
        np.testing.assert_array_equal(pictures.reshape(5, -1), change)


def test_filters_have_maps_of_the_chosen_picture() -> None:
    recipe = make_recipe(layers="conv:4,max_pool,3:relu")
    trainer = Trainer(recipe, DATASET)
    kernel = train(trainer)
    found = seen(trainer, recipe, WeightsKind.WEIGHTS)
    assert found.pictures is not None
    np.testing.assert_array_equal(found.pictures, np.moveaxis(kernel, -1, 0))
    assert found.maps is not None
    assert found.maps.shape[0] == 4
    # In the middle of the picture, by hand.
    bias = trainer.weights()[0]["bias"]
    field = DATASET.test_x[2, 1:4, 1:4] / np.float32(255)
    wanted = np.maximum(np.einsum("hwc,hwcf->f", field, kernel) + bias, 0)
    row = 2 if found.maps.shape[1] == 6 else 1
    np.testing.assert_allclose(found.maps[:, row, row], wanted, rtol=1e-4, atol=1e-6)


def test_the_start_is_what_is_drawn_of_the_recipes_seed() -> None:
    recipe = make_recipe(layers="5:relu", seed="7")
    trainer = Trainer(recipe, DATASET)
    drawn = draw_weights(
        recipe.initializer, layers=trainer.network().layers, picture_shape=(6, 5, 3), seed=7
    )
    np.testing.assert_array_equal(drawn[0]["kernel"], first_kernel(trainer))
    pictures = seen(trainer, recipe, WeightsKind.SINCE_START).pictures
    assert pictures is not None
    assert not pictures.any()


@pytest.mark.parametrize("side", [64, 128, 100])
def test_large_pictures_are_averaged(side: int) -> None:
    pictures = np.random.default_rng(side).random((2, side, side, 3), np.float32)
    found = shrunk(pictures)
    assert max(found.shape[1:3]) <= 64
    block = -(-side // 64)
    np.testing.assert_allclose(
        found[1, 3, 5],
        pictures[1, 3 * block :][:block, 5 * block :][:, :block].mean(axis=(0, 1)),
        rtol=1e-5,
    )
