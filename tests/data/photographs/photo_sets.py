"""Sets of photographs with the habits of those who take them, made on the spot.

They are drawn, not taken: no photographs of others lie in the project.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import ExifTags, Image, ImageDraw, ImageFont

from signs_studio.data.hands.generator import draw_hand
from signs_studio.data.hands.pose import SIGNS

if TYPE_CHECKING:
    from pathlib import Path

# Stored in this way, a picture is upright again once it is turned as its EXIF data say.
STORED_TURNED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
PHONE_SIZES = ((1600, 1200), (1200, 1600), (2016, 1512), (1280, 720), (960, 960), (4032, 3024))


def save_turned(picture: Image.Image, path: Path, orientation: int, **options: Any) -> None:
    """Saves an upright picture as a phone does that was held otherwise."""
    turn = STORED_TURNED[orientation]
    stored = picture if turn is None else picture.transpose(turn)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "Phone"
    stored.save(path, exif=exif, **options)


def phone_photographs(
    folder: Path, *, per_class: int, classes: int = 10, largest: int = 4032, seed: int = 1
) -> None:
    """Writes JPEG photographs of hands, a folder a class, of mixed sizes and turned every way.

    From the class 6 on, the hands are mirrored: those of the class 6 show one finger.
    """
    rng = np.random.default_rng(seed)
    sizes = [size for size in PHONE_SIZES if max(size) <= largest]
    for label in range(classes):
        (folder / str(label)).mkdir(parents=True)
        for place in range(per_class):
            hand = draw_hand(label % SIGNS + label // SIGNS, rng)
            if label >= SIGNS:
                hand = hand[:, ::-1]
            width, height = sizes[place % len(sizes)]
            picture = Image.fromarray(hand).resize((max(width, height),) * 2)
            left, top = (max(width, height) - width) // 2, (max(width, height) - height) // 2
            picture = picture.crop((left, top, left + width, top + height))
            noise = Image.effect_noise((width // 4, height // 4), 24).resize((width, height))
            picture = Image.blend(picture, noise.convert("RGB"), 0.06)
            path = folder / str(label) / f"IMG_{5000 + 37 * place}.jpg"
            save_turned(picture, path, place % 8 + 1, quality=85)


def grey_scans(folder: Path, *, per_class: int, side: int = 200, seed: int = 2) -> None:
    """Writes scans of figures in grey, ``train`` and ``test`` over a folder a class, as TIFF."""
    rng = np.random.default_rng(seed)
    font = ImageFont.load_default(side * 0.7)
    for part, count in (("Training", per_class), ("Test", max(1, per_class // 5))):
        for label in range(10):
            (folder / part / str(label)).mkdir(parents=True)
            for place in range(count):
                scan = Image.new("L", (side, side * 5 // 4), 235)
                ImageDraw.Draw(scan).text(
                    (side * 0.3, side * 0.2), str(label), int(rng.integers(10, 90)), font
                )
                scan = scan.rotate(float(rng.normal(0, 8)), fillcolor=235)
                scan = Image.blend(scan, Image.effect_noise(scan.size, 40), 0.1)
                scan.save(folder / part / str(label) / f"scan{place}.tif", compression="tiff_lzw")


def named_files(folder: Path, *, per_class: int, classes: int = 6, seed: int = 3) -> None:
    """Writes PNG pictures whose names begin with the class, all in one folder."""
    rng = np.random.default_rng(seed)
    folder.mkdir(parents=True)
    for label in range(classes):
        for place in range(per_class):
            picture = Image.fromarray(draw_hand(label % SIGNS, rng)).resize((150, 100))
            picture.save(folder / f"{label}_IMG_{5864 + 11 * place + label}.png")
