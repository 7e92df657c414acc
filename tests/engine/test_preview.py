"""The look at what augmentation does."""

from dataclasses import replace

import numpy as np
import pytest

from signs_studio.engine.preview import preview_augmentation
from signs_studio.recipe.settings import Augmentation

NOTHING = Augmentation(shift=0.0, turn=0.0, scale=0.0, flip=False, brightness=0.0, noise=0.0)
PICTURES = np.random.default_rng(1).integers(0, 256, (5, 8, 6, 3)).astype(np.uint8)
SHARES = PICTURES.astype(np.float32) / np.float32(255)


@pytest.mark.parametrize("pictures", [PICTURES, SHARES], ids=["bytes", "shares"])
def test_nothing_changes_nothing(pictures: np.ndarray) -> None:
    np.testing.assert_array_equal(preview_augmentation(pictures, NOTHING, drawing=0), SHARES)


@pytest.mark.parametrize(
    "augmentation",
    [
        replace(NOTHING, shift=0.3),
        replace(NOTHING, turn=90.0),
        replace(NOTHING, scale=0.4),
        replace(NOTHING, brightness=0.5),
        replace(NOTHING, noise=0.2),
    ],
)
def test_each_drawing_is_another_and_comes_again(augmentation: Augmentation) -> None:
    first = preview_augmentation(PICTURES, augmentation, drawing=0)
    assert first.shape == PICTURES.shape
    assert first.min() >= 0.0
    assert first.max() <= 1.0
    assert not np.array_equal(first, SHARES)
    np.testing.assert_array_equal(preview_augmentation(PICTURES, augmentation, drawing=0), first)
    assert not np.array_equal(preview_augmentation(PICTURES, augmentation, drawing=1), first)


def test_a_flip_mirrors_some_and_leaves_the_others() -> None:
    many = np.concatenate([PICTURES] * 8)
    flipped = preview_augmentation(many, replace(NOTHING, flip=True), drawing=0)
    shares = np.concatenate([SHARES] * 8)
    mirrored = [np.allclose(f, s[:, ::-1], atol=1e-6) for f, s in zip(flipped, shares, strict=True)]
    same = [np.allclose(f, s, atol=1e-6) for f, s in zip(flipped, shares, strict=True)]
    assert all(m != s for m, s in zip(mirrored, same, strict=True))
    assert 0 < sum(mirrored) < len(many)
