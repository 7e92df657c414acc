"""Augmented pictures: moved as asked, within their bounds, and the same again."""

import numpy as np
import pytest

from signs_studio.engine.network.augmentation import augment
from signs_studio.engine.network.random import StepRandom

ALL = {"translation": 0.2, "rotation": 20.0, "zoom": 0.2, "brightness": 0.3, "noise": 0.1}

MOVES = {"translation": 0.15, "rotation": 20.0, "zoom": 0.2, "flip": True}


def _augment(pictures, *, flip=False, seed=1, step=1, compiled=False, **strengths):
    import tensorflow as tf

    def go(pictures):
        numbers = {name: tf.constant(value, tf.float64) for name, value in strengths.items()}
        chance = StepRandom(tf.constant(seed, tf.int64), tf.constant(step, tf.int64))
        return augment(pictures, numbers=numbers, switches={"flip": flip}, chance=chance)

    return tf.function(go, jit_compile=compiled)(tf.constant(pictures, tf.float32)).numpy()


@pytest.fixture
def pictures():
    """Smooth, so that a pixel read between others is close to them."""
    y, x = np.mgrid[0:24, 0:20] / 24
    ramps = [np.sin(3 * y + phase) * np.cos(2 * x - phase) for phase in (0.0, 1.0, 2.0)]
    picture = (np.stack(ramps, axis=-1) + 1) / 2
    return np.stack([np.roll(picture, i, axis=2) for i in range(40)]).astype(np.float32)


def test_without_strengths_pictures_stay_as_they_are(pictures):
    np.testing.assert_array_equal(_augment(pictures), pictures)
    np.testing.assert_array_equal(_augment(pictures, rate=0.5), pictures)


def test_a_flip_mirrors_about_half_of_them_and_leaves_the_others(pictures):
    flipped = _augment(pictures, flip=True)
    mirrored = 0
    for before, after in zip(pictures, flipped, strict=True):
        if np.allclose(after, before[:, ::-1], atol=1e-5):
            mirrored += 1
        else:
            np.testing.assert_allclose(after, before, atol=1e-5)
    assert 10 <= mirrored <= 30


def test_a_rotation_by_a_half_circle_or_less_keeps_the_middle(pictures):
    # 19 columns have a middle. With this seed none is turned by as little as a degree.
    turned = _augment(pictures[:, :, :19], seed=3, rotation=180.0)
    middle = pictures[:, 11:13, 9].mean(axis=1)
    np.testing.assert_allclose(turned[:, 11:13, 9].mean(axis=1), middle, atol=0.02)
    assert np.abs(turned - pictures[:, :, :19]).max(axis=(1, 2, 3)).min() > 0.02


@pytest.mark.parametrize("strength", [0.1, 0.25])
def test_a_translation_moves_by_up_to_its_share_each_way(strength):
    """A white dot on black: the mass of the picture says where it went."""
    dots = np.zeros((300, 41, 61, 1), np.float32)
    dots[:, 20, 30] = 1.0
    moved = _augment(dots, translation=strength)[..., 0]
    mass = moved.sum(axis=(1, 2))
    np.testing.assert_allclose(mass, 1, atol=1e-4)
    for axis, side, middle in ((1, 41, 20), (2, 61, 30)):
        where = (moved.sum(axis=3 - axis) * np.arange(side)).sum(axis=1) / mass - middle
        assert np.abs(where).max() <= strength * side + 1e-3
        assert np.abs(where).max() > 0.9 * strength * side
        assert abs(where.mean()) < 0.1 * strength * side


def test_a_zoom_grows_and_shrinks_a_square():
    squares = np.zeros((200, 40, 40, 1), np.float32)
    squares[:, 10:30, 10:30] = 1.0
    sides = np.sqrt(_augment(squares, zoom=0.2).sum(axis=(1, 2, 3))) / 20
    assert sides.min() == pytest.approx(0.8, abs=0.02)
    assert sides.max() == pytest.approx(1.2, abs=0.02)


def test_brightness_adds_one_number_to_a_picture():
    grey = np.full((200, 3, 3, 3), 0.5, np.float32)
    bright = _augment(grey, brightness=0.2)
    np.testing.assert_allclose(bright, bright[:, :1, :1, :1].repeat(3, 1).repeat(3, 2).repeat(3, 3))
    assert bright.min() == pytest.approx(0.3, abs=0.01)
    assert bright.max() == pytest.approx(0.7, abs=0.01)


def test_noise_has_its_spread_and_pixels_stay_in_range():
    grey = np.full((20, 16, 16, 3), 0.5, np.float32)
    noisy = _augment(grey, noise=0.05)
    assert (noisy - 0.5).std() == pytest.approx(0.05, rel=0.05)
    assert abs((noisy - 0.5).mean()) < 0.005
    loud = _augment(grey, noise=1.0, brightness=1.0)
    assert (loud.min(), loud.max()) == (0.0, 1.0)


def test_pictures_change_with_seed_and_step_alone(pictures):
    first = _augment(pictures, flip=True, **ALL)
    np.testing.assert_array_equal(first, _augment(pictures, flip=True, **ALL))
    assert (first != _augment(pictures, flip=True, seed=2, **ALL)).mean() > 0.9
    assert (first != _augment(pictures, flip=True, step=2, **ALL)).mean() > 0.9
    assert 0 <= first.min() <= first.max() <= 1


def test_xla_augments_alike(pictures):
    """Not to the bit: it contracts products and sums."""
    plain = _augment(pictures, flip=True, **ALL)
    compiled = _augment(pictures, flip=True, compiled=True, **ALL)
    np.testing.assert_allclose(compiled, plain, atol=1e-4)


def test_one_that_is_added_leaves_the_chances_of_the_others(pictures):
    grey = np.full_like(pictures, 0.5)
    flat = _augment(grey, brightness=0.2)
    np.testing.assert_allclose(_augment(grey, brightness=0.2, rotation=30.0), flat, atol=1e-6)
    np.testing.assert_allclose(_augment(grey, brightness=0.2, noise=1e-9), flat, atol=1e-6)


def test_movements_are_done_one_after_another(pictures):
    """Translated, then turned and mirrored: the same as one after another, but for the blur."""
    for names in (("translation", "rotation"), ("rotation", "zoom"), ("zoom", "flip")):
        at_once = _augment(pictures, **{name: MOVES[name] for name in names})
        by_one = pictures
        # A movement says where pixels are read from: the last one is done first.
        for name in reversed(names):
            by_one = _augment(by_one, **{name: MOVES[name]})
        inner = (slice(None), slice(9, 15), slice(7, 13))
        np.testing.assert_allclose(at_once[inner], by_one[inner], atol=0.03)
