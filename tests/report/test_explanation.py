"""A picture with its maps as SVG: colours lie where the numbers are, titles and bars are told."""

import base64
import io
from xml.etree import ElementTree

import numpy as np
from PIL import Image

from signs_studio.report.explanation import MAX_BARS, ExplanationMap, explanation_svg

SVG, HREF = "{http://www.w3.org/2000/svg}", "href"


def test_a_map_is_laid_over_the_picture_with_its_bar() -> None:
    picture = np.full((8, 8, 3), 100, np.uint8)
    values = np.zeros((8, 8), np.float32)
    values[2, 3], values[5, 6] = 2.0, -2.0
    svg = explanation_svg(
        picture,
        [ExplanationMap(title="plain"), ExplanationMap(title="map", values=values, label="unit")],
        title="<&> a title",
        notes=["a note"],
        probabilities=[(f"class {place}", 1 / (place + 2)) for place in range(2 * MAX_BARS)],
        bars_title="all classes",
    )
    root = ElementTree.fromstring(svg)
    words = [element.text or "" for element in root.iter(f"{SVG}text")]
    assert words[:3] == ["<&> a title", "a note", "plain"]
    assert {"map", "−2", "0", "2", "unit", "all classes", "50.0 %"} <= set(words)
    assert sum(word.startswith("class ") for word in words) == MAX_BARS
    plain, laid, bar = (
        np.asarray(Image.open(io.BytesIO(base64.b64decode(image.attrib[HREF].split(",")[1]))))
        for image in root.iter(f"{SVG}image")
    )
    assert (plain == 100).all()
    block = laid.shape[0] // 8
    colours = laid[block // 2 :: block, block // 2 :: block].astype(int)
    red, blue = colours[..., 0], colours[..., 2]
    assert blue[2, 3] > red[2, 3] + 50
    assert red[5, 6] > blue[5, 6] + 50
    rest = np.ones((8, 8), bool)
    rest[2, 3] = rest[5, 6] = False
    assert (colours[rest] == 100).all()
    # The bar lies over greys as the map does over the picture: at 0 there are only these.
    middle = bar[:, bar.shape[1] // 2].astype(int)
    assert (middle.max(axis=1) - middle.min(axis=1) <= 2).all()
    first, last = bar[0, 0].astype(int), bar[0, -1].astype(int)
    assert first[0] > first[2] + 50
    assert last[2] > last[0] + 50
