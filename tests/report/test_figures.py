"""Matrices and grids of pictures as SVG."""

import io
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from signs_studio.report.matrix import MAX_CLASSES, matrix_svg
from signs_studio.report.picture_grid import PictureTile, grid_svg, reading_caption
from signs_studio.report.pictures import picture_png

SVG = "{http://www.w3.org/2000/svg}"


def numbers(svg: str) -> list[str]:
    root = ElementTree.fromstring(svg)
    return [element.text or "" for element in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("classes", [1, 2, 6, MAX_CLASSES])
def test_every_count_but_zero_is_in_the_matrix(classes: int) -> None:
    confusion = np.arange(classes * classes).reshape(classes, classes)
    names = [f"sign {index} <&>" for index in range(classes)]
    told = numbers(matrix_svg(confusion, names, true_title="true", read_title="read"))
    assert {"true", "read"} <= set(told)
    assert [word for word in told if word.isdigit()] == [str(n) for n in range(1, classes**2)]
    assert len([word for word in told if word.startswith("sign")]) == 2 * classes


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_a_picture_is_enlarged_in_even_blocks(channels: int, dtype: type) -> None:
    picture = np.zeros((2, 3, channels), dtype)
    picture[1, 2] = 255 if dtype is np.uint8 else 1.0
    image = Image.open(io.BytesIO(picture_png(picture, least_side=10)))
    assert image.size == (12, 8)
    pixels = np.asarray(image.convert("L"))
    assert (pixels[4:, 8:] == 255).all()
    assert pixels.sum() == 255 * 16


def test_a_picture_that_is_too_large_is_thinned_out() -> None:
    image = Image.open(io.BytesIO(picture_png(np.zeros((100, 1300, 3), np.uint8))))
    assert image.size == (434, 34)


def test_a_caption_has_as_many_lines_as_its_names_need() -> None:
    assert reading_caption("5", "5", 0.994, columns=8) == ("5", "99\N{NO-BREAK SPACE}%")
    assert reading_caption("5", "4", 0.5, columns=8)[0] == "5 → 4"
    assert reading_caption("a long name", "b", 0.5, columns=8)[:2] == ("a long name", "→ b")
    tile = PictureTile(png=b"", caption=reading_caption("5", "5", 0.994, columns=8))
    assert numbers(grid_svg([tile], columns=8)) == ["5", "99\N{NO-BREAK SPACE}%"]


def test_tiles_have_their_captions_and_marks() -> None:
    png = picture_png(np.zeros((4, 4, 3), np.uint8))
    tiles = [
        PictureTile(png=png, caption=("5", "99 %"), right=True),
        PictureTile(png=png, caption=("5 → 4 and a name that is far too long",), right=False),
        PictureTile(png=png, caption=(), right=None),
    ]
    root = ElementTree.fromstring(grid_svg(tiles, columns=8, title="Title", notes=["a note"]))
    assert len(list(root.iter(f"{SVG}image"))) == 3
    assert len(list(root.iter(f"{SVG}circle"))) == 2
    words = [element.text or "" for element in root.iter(f"{SVG}text")]
    assert words[:4] == ["Title", "a note", "5", "99 %"]
    assert words[4].endswith("…")
