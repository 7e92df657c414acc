from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageOps

from signs_studio.data.photographs.fitting import fit_picture

PICTURE = np.random.default_rng(0).integers(0, 256, (77, 130, 3), np.uint8)
GREY = np.repeat(PICTURE[..., :1], 3, axis=2)


@pytest.mark.parametrize("side", [16, 64, 256])
def test_the_middle_square_is_that_of_pillow(side: int) -> None:
    fitted = fit_picture(PICTURE, shape=(side, side, 3))
    expected = ImageOps.fit(Image.fromarray(PICTURE), (side, side))
    np.testing.assert_array_equal(fitted, np.asarray(expected))
    assert fitted.dtype == np.uint8


@pytest.mark.parametrize("size", [(64, 64), (40, 20), (9, 90)])
def test_padding_is_that_of_pillow(size: tuple[int, int]) -> None:
    fitted = fit_picture(PICTURE, shape=(size[1], size[0], 3), fit="pad")
    expected = ImageOps.pad(Image.fromarray(PICTURE), size, color="white")
    np.testing.assert_array_equal(fitted, np.asarray(expected))


@pytest.mark.parametrize("shape", [(20, 20, 3), (20, 40, 3), (30, 10, 3)])
def test_a_part_is_shown(shape: tuple[int, int, int]) -> None:
    fitted = fit_picture(PICTURE, shape=shape, crop=(10, 5, 20))
    height = 20 * shape[0] / shape[1]
    box = (10, 5, 30, 5 + height)
    expected = Image.fromarray(PICTURE).resize((shape[1], shape[0]), box=box)
    np.testing.assert_array_equal(fitted, np.asarray(expected))


def test_a_part_of_the_same_size_is_as_it_is() -> None:
    fitted = fit_picture(PICTURE, shape=(64, 64, 3), crop=(3, 4, 64))
    np.testing.assert_array_equal(fitted, PICTURE[4:68, 3:67])


def test_a_part_outside_is_none() -> None:
    with pytest.raises(ValueError, match="box"):
        fit_picture(PICTURE, shape=(64, 64, 3), crop=(100, 0, 64))


def test_grey_is_that_of_pillow() -> None:
    fitted = fit_picture(PICTURE, shape=(64, 64, 1))
    expected = ImageOps.fit(Image.fromarray(PICTURE), (64, 64)).convert("L")
    np.testing.assert_array_equal(fitted[..., 0], np.asarray(expected))


def test_a_grey_picture_keeps_its_numbers_in_one_channel() -> None:
    one = fit_picture(GREY, shape=(64, 64, 1))
    three = fit_picture(GREY, shape=(64, 64, 3))
    np.testing.assert_array_equal(three, np.repeat(one, 3, axis=2))


@pytest.mark.parametrize("channels", [2, 4])
def test_opacity_is_full(channels: int) -> None:
    fitted = fit_picture(PICTURE, shape=(64, 64, channels))
    assert fitted.shape == (64, 64, channels)
    assert (fitted[..., -1] == 255).all()


def test_fractions_are_those_of_training() -> None:
    numbers = fit_picture(PICTURE, shape=(64, 64, 3), dtype=np.float32)
    whole = fit_picture(PICTURE, shape=(64, 64, 3))
    assert numbers.dtype == np.float32
    np.testing.assert_array_equal(numbers, whole.astype(np.float32) / np.float32(255))


def test_the_result_may_be_written_to() -> None:
    fit_picture(PICTURE, shape=(64, 64, 3))[0] = 0
