"""Questions about a network, against what training says of it and against differences."""

import numpy as np
import pytest

from signs_studio.engine.evaluation import (
    activations,
    picture_gradient,
    predictions,
    preview_augmentation,
)
from signs_studio.engine.training.trainer import Trainer
from signs_studio.fields.declared import FieldValue
from signs_studio.recipe.augmentations import AUGMENTATION_FIELDS
from signs_studio.recipe.frozen import FrozenSettings
from signs_studio.runs.events import Snapshot

NOTHING = FrozenSettings({field.name: field.default for field in AUGMENTATION_FIELDS})
PICTURES = np.random.default_rng(1).integers(0, 256, (5, 8, 6, 3)).astype(np.uint8)
SHARES = PICTURES.astype(np.float32) / np.float32(255)


@pytest.mark.parametrize("pictures", [PICTURES, SHARES], ids=["bytes", "shares"])
def test_nothing_changes_nothing(pictures: np.ndarray) -> None:
    np.testing.assert_array_equal(preview_augmentation(pictures, NOTHING, drawing=0), SHARES)


@pytest.mark.parametrize(
    "augmentation",
    [
        FrozenSettings(NOTHING, translation=0.3),
        FrozenSettings(NOTHING, rotation=90.0),
        FrozenSettings(NOTHING, zoom=0.4),
        FrozenSettings(NOTHING, brightness=0.5),
        FrozenSettings(NOTHING, noise=0.2),
    ],
)
def test_each_drawing_is_another_and_comes_again(augmentation: FrozenSettings[FieldValue]) -> None:
    first = preview_augmentation(PICTURES, augmentation, drawing=0)
    assert first.shape == PICTURES.shape
    assert first.min() >= 0.0
    assert first.max() <= 1.0
    assert not np.array_equal(first, SHARES)
    np.testing.assert_array_equal(preview_augmentation(PICTURES, augmentation, drawing=0), first)
    assert not np.array_equal(preview_augmentation(PICTURES, augmentation, drawing=1), first)


def test_a_flip_mirrors_some_and_leaves_the_others() -> None:
    many = np.concatenate([PICTURES] * 8)
    flipped = preview_augmentation(many, FrozenSettings(NOTHING, flip=True), drawing=0)
    shares = np.concatenate([SHARES] * 8)
    mirrored = [np.allclose(f, s[:, ::-1], atol=1e-6) for f, s in zip(flipped, shares, strict=True)]
    same = [np.allclose(f, s, atol=1e-6) for f, s in zip(flipped, shares, strict=True)]
    assert all(m != s for m, s in zip(mirrored, same, strict=True))
    assert 0 < sum(mirrored) < len(many)


@pytest.mark.parametrize(
    "layers",
    ["5:relu,4:tanh", "conv:3,max_pool,batch_norm,dropout:0.3,4:elu"],
    ids=["dense", "conv"],
)
def test_predictions_are_those_of_the_last_snapshot(layers, make_dataset, make_recipe, run_to_end):
    dataset = make_dataset()
    trainer = Trainer(make_recipe(layers=layers), dataset)
    snapshots = [e for e in run_to_end(trainer, 3) if isinstance(e, Snapshot)]
    network = trainer.network()
    assert network.epochs == 3
    said = predictions(network, dataset.test_x)
    np.testing.assert_allclose(said, snapshots[-1].probabilities, atol=1e-5)
    each = activations(network, dataset.test_x)
    assert len(each) == len(network.layers)
    assert all(len(outputs) == len(dataset.test_x) for outputs in each)
    exponents = np.exp(each[-1] - each[-1].max(axis=1, keepdims=True))
    np.testing.assert_allclose(said, exponents / exponents.sum(axis=1, keepdims=True), atol=1e-6)


def test_the_gradient_of_a_picture_is_that_of_differences(make_dataset, make_recipe, run_to_end):
    dataset = make_dataset()
    trainer = Trainer(make_recipe(layers="6:tanh"), dataset)
    run_to_end(trainer, 3)
    network, sign, step = trainer.network(), 1, 1e-2
    pictures = dataset.test_x[:2].astype(np.float32) / 255
    gradient = picture_gradient(network, pictures, sign)
    for place in [(0, 0, 0, 0), (0, 2, 1, 1), (1, 3, 3, 2)]:
        up, down = pictures.copy(), pictures.copy()
        up[place] += step
        down[place] -= step
        logits = (activations(network, each)[-1][place[0], sign] for each in (up, down))
        slope = np.subtract(*logits) / (2 * step)
        assert gradient[place] == pytest.approx(slope, rel=0.02, abs=1e-4)
