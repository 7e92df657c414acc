import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from signs_studio.ui.widgets.picture_pixmap import image_array, picture_image, picture_pixmap

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize("channels", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_every_pixel_keeps_its_colour(channels: int, dtype: type) -> None:
    numbers = np.random.default_rng(0).integers(0, 256, (3, 5, channels), dtype=np.uint8)
    picture = numbers if dtype is np.uint8 else (numbers / 255).astype(np.float32)

    image = picture_image(picture)

    assert (image.width(), image.height()) == (5, 3)
    for y in range(3):
        for x in range(5):
            first, *others = numbers[y, x].tolist()
            expected = [first, *others[:2]] if channels >= 3 else [first] * 3
            assert list(QColor(image.pixel(x, y)).getRgb())[:3] == expected


def test_a_view_with_gaps_in_memory_is_shown_as_it_is() -> None:
    numbers = np.random.default_rng(0).integers(0, 256, (8, 8, 3), dtype=np.uint8)

    assert picture_image(numbers[::2, ::2]) == picture_image(numbers[::2, ::2].copy())


def test_an_image_is_reduced_as_photographs_in_files_are() -> None:
    for size, shape in (
        ((4096, 1024), (512, 2048, 3)),
        ((1, 5000), (2048, 1, 3)),
        ((2048, 9), (9, 2048, 3)),
    ):
        image = QImage(*size, QImage.Format.Format_RGB32)
        image.fill(QColor(10, 20, 30))
        pixels = image_array(image)
        assert pixels.shape == shape
        assert pixels[-1, -1].tolist() == [10, 20, 30]


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize(
    "shape", [(64, 64, 3), (8, 20, 1), (20, 8, 4), (1, 900, 3), (900, 1, 1), (1, 1, 1)]
)
def test_it_fills_the_square_one_way_and_fits_the_other(
    shape: tuple[int, int, int], ratio: float
) -> None:
    pixmap = picture_pixmap(np.zeros(shape, dtype=np.uint8), side_px=90, pixel_ratio=ratio)

    side = round(90 * ratio)
    assert pixmap.devicePixelRatio() == ratio
    assert max(pixmap.width(), pixmap.height()) == side
    height, width = shape[:2]
    assert pixmap.width() == pytest.approx(max(1, side * min(1, width / height)), abs=2)
    assert pixmap.height() == pytest.approx(max(1, side * min(1, height / width)), abs=2)


def test_enlarged_pixels_are_sharp_blocks() -> None:
    picture = np.array([[[0], [255]], [[255], [0]]], dtype=np.uint8)

    image = picture_pixmap(picture, side_px=40, pixel_ratio=1).toImage()

    for x, y, grey in ((18, 18, 0), (21, 18, 255), (18, 21, 255), (21, 21, 0)):
        assert QColor(image.pixel(x, y)).red() == grey
