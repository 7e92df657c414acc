from __future__ import annotations

import os
import struct
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image, ImageOps, TiffImagePlugin

from signs_studio.data.photographs.decoding import Change, decode
from signs_studio.errors import DataError
from tests.data.photographs.photo_sets import save_turned

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RNG = np.random.default_rng(0)
COLOURS = Image.fromarray(RNG.integers(0, 256, (24, 36, 3), np.uint8))
GREY = Image.fromarray(RNG.integers(0, 256, (24, 36), np.uint8))
BLACK_AND_WHITE = GREY.convert("1")
DEEP = RNG.integers(0, 65536, (24, 36), np.uint16)
FRACTIONS = RNG.random((24, 36), np.float32)
LAYERED = COLOURS.copy()
LAYERED.putalpha(GREY)
GREY_LAYERED = GREY.copy()
GREY_LAYERED.putalpha(GREY.rotate(180))


def on_white(picture: Image.Image) -> Image.Image:
    white = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(white, picture.convert("RGBA")).convert("RGB")


def grey_of(numbers: Any) -> Image.Image:
    return Image.fromarray(np.asarray(numbers, np.uint8)).convert("RGB")


def with_transparent_colour() -> Image.Image:
    picture = COLOURS.quantize(16)
    picture.info["transparency"] = 3
    return picture


# What is saved, as which file, with which options, what must come out, and what is said of it. None
# for what Pillow's own conversion makes of the file.
SAVED: dict[str, tuple[Image.Image, str, dict[str, Any], Image.Image | None, Change]] = {
    "colours, PNG": (COLOURS, "a.png", {}, COLOURS, Change.NONE),
    "colours, BMP": (COLOURS, "a.bmp", {}, COLOURS, Change.NONE),
    "colours, TIFF": (COLOURS, "a.tif", {}, COLOURS, Change.NONE),
    "colours, TIFF, LZW": (COLOURS, "a.tiff", {"compression": "tiff_lzw"}, COLOURS, Change.NONE),
    "colours, TIFF, zip": (
        COLOURS,
        "a.tiff",
        {"compression": "tiff_adobe_deflate"},
        COLOURS,
        Change.NONE,
    ),
    "colours, TIFF, JPEG": (COLOURS, "a.tiff", {"compression": "jpeg"}, None, Change.NONE),
    **{
        f"black and white, {compression}, {width} wide": (
            BLACK_AND_WHITE.crop((0, 0, width, 24)),
            "a.tif",
            {"compression": compression},
            BLACK_AND_WHITE.crop((0, 0, width, 24)).convert("RGB"),
            Change.NONE,
        )
        for compression in ("group3", "group4")
        for width in (1, 31, 32, 33)
    },
    "colours, WebP": (COLOURS, "a.webp", {"lossless": True}, COLOURS, Change.NONE),
    "colours, WebP, lossy": (COLOURS, "a.webp", {}, None, Change.NONE),
    "colours, JPEG": (COLOURS, "a.jpg", {}, None, Change.NONE),
    "colours, JPEG, progressive": (COLOURS, "a.jpeg", {"progressive": True}, None, Change.NONE),
    "colours, GIF": (COLOURS, "a.gif", {}, None, Change.NONE),
    "colours, PPM": (COLOURS, "a.ppm", {}, COLOURS, Change.NONE),
    "palette, PNG": (COLOURS.quantize(16), "a.png", {}, None, Change.NONE),
    "palette, BMP": (COLOURS.quantize(16), "a.bmp", {}, None, Change.NONE),
    "print colours, JPEG": (COLOURS.convert("CMYK"), "a.jpg", {}, None, Change.NONE),
    "print colours, TIFF": (COLOURS.convert("CMYK"), "a.tif", {}, None, Change.NONE),
    "Lab, TIFF": (Image.merge("LAB", COLOURS.split()), "a.tif", {}, None, Change.NONE),
    "grey, PNG": (GREY, "a.png", {}, GREY.convert("RGB"), Change.NONE),
    "grey, JPEG": (GREY, "a.jpg", {}, None, Change.NONE),
    "grey, PGM": (GREY, "a.pgm", {}, GREY.convert("RGB"), Change.NONE),
    "black and white, PNG": (GREY.convert("1"), "a.png", {}, None, Change.NONE),
    "black and white, TIFF, fax": (
        GREY.convert("1"),
        "a.tif",
        {"compression": "group4"},
        GREY.convert("1").convert("RGB"),
        Change.NONE,
    ),
    "layered, PNG": (LAYERED, "a.png", {}, on_white(LAYERED), Change.ON_WHITE),
    "layered, TIFF": (LAYERED, "a.tif", {}, on_white(LAYERED), Change.ON_WHITE),
    "layered, WebP": (
        LAYERED,
        "a.webp",
        {"lossless": True, "exact": True},
        on_white(LAYERED),
        Change.ON_WHITE,
    ),
    "grey layered, PNG": (GREY_LAYERED, "a.png", {}, on_white(GREY_LAYERED), Change.ON_WHITE),
    "transparent colour, PNG": (
        with_transparent_colour(),
        "a.png",
        {"transparency": 3},
        on_white(with_transparent_colour()),
        Change.ON_WHITE,
    ),
    "transparent colour, GIF": (
        with_transparent_colour(),
        "a.gif",
        {"transparency": 3},
        on_white(with_transparent_colour()),
        Change.ON_WHITE,
    ),
    "opaque layer, PNG": (COLOURS.convert("RGBA"), "a.png", {}, COLOURS, Change.NONE),
    "16 bits, PNG": (Image.fromarray(DEEP), "a.png", {}, grey_of(DEEP >> 8), Change.FROM_DEEP),
    "16 bits, TIFF": (Image.fromarray(DEEP), "a.tif", {}, grey_of(DEEP >> 8), Change.FROM_DEEP),
    "32 bits, TIFF": (
        Image.fromarray(DEEP.astype(np.int32)),
        "a.tif",
        {},
        grey_of(DEEP >> 8),
        Change.FROM_DEEP,
    ),
    "32 bits up to 255, TIFF": (
        Image.fromarray(np.asarray(GREY).astype(np.int32)),
        "a.tif",
        {},
        GREY.convert("RGB"),
        Change.FROM_DEEP,
    ),
    "fractions, TIFF": (
        Image.fromarray(FRACTIONS),
        "a.tif",
        {},
        grey_of(np.rint(FRACTIONS * 255)),
        Change.FROM_DEEP,
    ),
    "fractions up to 255, TIFF": (
        Image.fromarray(np.asarray(GREY).astype(np.float32)),
        "a.tif",
        {},
        GREY.convert("RGB"),
        Change.FROM_DEEP,
    ),
    "a film, GIF": (
        COLOURS,
        "a.gif",
        {"save_all": True, "append_images": [COLOURS.rotate(180)]},
        None,
        Change.FIRST_OF_SEVERAL,
    ),
    "two pages, TIFF": (
        COLOURS,
        "a.tif",
        {"save_all": True, "append_images": [COLOURS.rotate(180)]},
        COLOURS,
        Change.FIRST_OF_SEVERAL,
    ),
    "a film, WebP": (
        COLOURS,
        "a.webp",
        {"save_all": True, "append_images": [COLOURS.rotate(180)], "lossless": True},
        COLOURS,
        Change.FIRST_OF_SEVERAL,
    ),
    "a film, PNG": (
        COLOURS,
        "a.png",
        {"save_all": True, "append_images": [COLOURS.rotate(180)]},
        COLOURS,
        Change.FIRST_OF_SEVERAL,
    ),
    "two pictures of a phone, JPEG": (
        COLOURS,
        "a.mpo",
        {"save_all": True, "append_images": [COLOURS.rotate(180)]},
        None,
        Change.NONE,
    ),
    "a PNG under the name of a JPEG": (COLOURS, "a.jpg", {"format": "PNG"}, COLOURS, Change.NONE),
    "no ending": (COLOURS, "picture", {"format": "PNG"}, COLOURS, Change.NONE),
    "one pixel": (COLOURS.crop((0, 0, 1, 1)), "a.png", {}, None, Change.NONE),
}


@pytest.mark.parametrize("name", SAVED)
def test_a_picture_of_any_kind_is_read(name: str, tmp_path: Path) -> None:
    picture, file, options, expected, said = SAVED[name]
    path = tmp_path / file
    picture.save(path, **options)
    read, changes = decode(path, name=file)
    if expected is None:
        with Image.open(path) as stored:
            expected = stored.convert("RGB")
    assert read.mode == "RGB"
    np.testing.assert_array_equal(np.asarray(read), np.asarray(expected))
    assert changes == said


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize(
    ("file", "options"),
    [
        ("a.jpg", {"quality": 95}),
        ("a.png", {}),
        ("a.tif", {}),
        ("a.tif", {"compression": "tiff_lzw"}),
        ("a.webp", {"lossless": True}),
    ],
)
def test_a_picture_is_turned_as_its_exif_data_say(
    tmp_path: Path, file: str, options: dict[str, Any], orientation: int
) -> None:
    path = tmp_path / file
    save_turned(COLOURS, path, orientation, **options)
    read, changes = decode(path, name=file)
    with Image.open(path) as stored:
        expected = np.asarray(ImageOps.exif_transpose(stored).convert("RGB"))
    np.testing.assert_array_equal(np.asarray(read), expected)
    assert read.size == COLOURS.size
    if file != "a.jpg":
        np.testing.assert_array_equal(np.asarray(read), np.asarray(COLOURS))
    assert (changes == Change.TURNED) == (orientation != 1)


@pytest.mark.filterwarnings("ignore")
def test_exif_data_that_are_damaged_do_not_spoil_a_picture(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    COLOURS.save(path, exif=b"Exif\0\0II*\0\xff\xff\xff\xff")
    read, _ = decode(path, name="a.jpg")
    with Image.open(path) as stored:
        np.testing.assert_array_equal(np.asarray(read), np.asarray(stored))


@pytest.mark.parametrize("file", ["a.jpg", "a.png", "a.bmp"])
@pytest.mark.parametrize(
    "size", [(2048, 2048), (2049, 100), (2560, 1440), (4032, 3024), (6000, 4000), (10_000, 900)]
)
def test_a_large_picture_is_reduced_as_the_recipe_says(
    tmp_path: Path, file: str, size: tuple[int, int]
) -> None:
    path = tmp_path / file
    save = COLOURS.resize(size)
    if file == "a.jpg":
        save_turned(save, path, 6)
    else:
        save.save(path, **({"compress_level": 1} if file == "a.png" else {}))
    read, changes = decode(path, name=file)
    # The lines of its docstring.
    with Image.open(path) as stored:
        stored.draft("RGB", (1024, 1024))
        picture = stored.convert("RGB")
    picture = picture.reduce(-(-max(picture.size) // 2048))
    picture = ImageOps.exif_transpose(picture)
    np.testing.assert_array_equal(np.asarray(read), np.asarray(picture))
    assert max(read.size) <= 2048
    assert (Change.REDUCED in changes) == (max(read.size) < max(size))


def _png(width: int, height: int, data: bytes, *more: tuple[bytes, bytes]) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content).to_bytes(4, "big")
        return len(content).to_bytes(4, "big") + kind + content + check

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    chunks = [(b"IHDR", head), *more, (b"IDAT", data), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*each) for each in chunks)


def _saved(tmp_path: Path, ending: str) -> bytes:
    path = tmp_path / f"saved.{ending}"
    COLOURS.save(path)
    return path.read_bytes()


REFUSED: dict[str, tuple[str, Callable[[Path], bytes], str]] = {
    "empty": ("a.png", lambda _: b"", "is empty"),
    "zeros": ("a.jpg", lambda _: bytes(5000), "nothing but zeros"),
    "a web page": ("a.jpg", lambda _: b"\n<!DOCTYPE html><html>no such file", "web page"),
    "a web page of old": ("a.jpg", lambda _: b"<HTML><head>", "web page"),
    "a Git LFS pointer": (
        "a.png",
        lambda _: b"version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 3\n",
        "Git LFS pointer.*git lfs pull",
    ),
    "text": ("a.png", lambda _: b"404: Not Found\n", "holds text"),
    "HEIC": ("a.heic", lambda _: b"\0\0\0\x18ftypheic", "HEIC picture.*JPEG"),
    "HEIC as JPEG": ("a.jpg", lambda _: b"\0\0\0\x18ftypheic\0\0\0\0mif1", "HEIC picture"),
    "HEIC of several": ("a.jpg", lambda _: b"\0\0\0\x18ftypmif1", "HEIC picture"),
    "AVIF": ("a.avif", lambda _: b"\0\0\0\x18ftypavif", "AVIF picture"),
    "AVIF as JPEG": ("a.jpg", lambda _: b"\0\0\0\x18ftypavif", "AVIF picture"),
    "raw of Canon": ("a.CR2", lambda _: b"II*\0\x10\0\0\0CR", "raw photograph"),
    "raw of Nikon": ("a.nef", lambda _: b"MM\0*", "raw photograph"),
    "raw as JPEG": ("a.jpg", lambda _: b"II*\0\x10\0\0\0CR\x02\0", "raw photograph"),
    "raw of Fuji as JPEG": ("a.jpg", lambda _: b"FUJIFILMCCD-RAW 0201", "raw photograph"),
    "JPEG 2000": ("a.jp2", lambda _: b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000"),
    "JPEG XL": ("a.jxl", lambda _: b"\xff\x0a", "JPEG XL"),
    "JPEG XL as JPEG": ("a.jpg", lambda _: b"\0\0\0\x0cJXL \r\n\x87\n", "JPEG XL"),
    "Photoshop": ("a.png", lambda _: b"8BPS\0\1", "Photoshop"),
    "SVG": ("a.svg", lambda _: b"<svg/>", "drawing"),
    "SVG as PNG": ("a.png", lambda _: b'<?xml version="1.0"?>\n<svg/>', "drawing"),
    "a film": ("a.mp4", lambda _: b"\0\0\0\x18ftypisom", "save pictures of it"),
    "a film as JPEG": ("a.jpg", lambda _: b"\0\0\0\x18ftypqt  ", "a film"),
    "PDF as JPEG": ("a.jpg", lambda _: b"%PDF-1.4", "PDF"),
    "an icon as PNG": ("a.png", lambda _: b"\0\0\1\0\1\0", "icon"),
    "zip as JPEG": ("a.jpg", lambda _: b"PK\3\4", "packed"),
    "gzip as PNG": ("a.png", lambda _: b"\x1f\x8b\x08", "packed"),
    "HDF5 as PNG": ("a.png", lambda _: b"\x89HDF\r\n\x1a\n", "HDF5"),
    "what nobody knows": ("a.png", lambda _: b"\x93\xfe\1\2\3", "no picture of a kind"),
    "PNG, its beginning": ("a.png", lambda tmp: _saved(tmp, "png")[:20], "damaged"),
    "PNG, its first half": ("a.png", lambda tmp: _saved(tmp, "png")[:1500], "damaged"),
    "JPEG, its first half": ("a.jpg", lambda tmp: _saved(tmp, "jpg")[:900], "damaged"),
    "GIF, its first half": ("a.gif", lambda tmp: _saved(tmp, "gif")[:900], "damaged"),
    "BMP, its first half": ("a.bmp", lambda tmp: _saved(tmp, "bmp")[:900], "damaged"),
    "TIFF, its first half": ("a.tif", lambda tmp: _saved(tmp, "tif")[:900], "damaged"),
    "WebP, its first half": ("a.webp", lambda tmp: _saved(tmp, "webp")[:300], "damaged"),
    "30,000 x 30,000": (
        "a.png",
        lambda _: _png(30_000, 30_000, b""),
        "far larger than the 25 million",
    ),
    "25 megapixels and one row": ("a.png", lambda _: _png(5000, 5001, b""), "25 million"),
    "a bomb of text": (
        "a.png",
        lambda _: _png(
            1, 1, zlib.compress(bytes(4)), (b"zTXt", b"a\0\0" + zlib.compress(bytes(200 << 20), 9))
        ),
        "damaged",
    ),
    "numbers below zero": (
        "a.tif",
        lambda tmp: _tiff(tmp, np.full((4, 4), -1, np.int32)),
        "from −1 to −1",
    ),
    "numbers beyond": (
        "a.tif",
        lambda tmp: _tiff(tmp, np.full((4, 4), 1 << 20, np.int32)),
        "1.04858×10⁶",
    ),
    "not a number": (
        "a.tif",
        lambda tmp: _tiff(tmp, np.full((4, 4), np.nan, np.float32)),
        "from nan",
    ),
}


@pytest.mark.parametrize(
    ("compression", "damage"),
    [("group3", "cut short"), ("group4", "cut short"), ("group4", "changed")],
)
def test_damaged_fax_data_are_never_shown(tmp_path: Path, compression: str, damage: str) -> None:
    path = tmp_path / "a.tif"
    BLACK_AND_WHITE.save(path, compression=compression)
    content = path.read_bytes()
    with Image.open(path) as stored:
        (start,), (count,) = (
            stored.tag_v2[tag]  # type: ignore[attr-defined]
            for tag in (TiffImagePlugin.STRIPOFFSETS, TiffImagePlugin.STRIPBYTECOUNTS)
        )
    middle = start + count // 2
    if damage == "changed":
        path.write_bytes(content[:middle] + bytes(8) + content[middle + 8 :])
    else:
        tag = struct.pack("<HHI", TiffImagePlugin.STRIPBYTECOUNTS, 4, 1)
        assert content.count(tag + struct.pack("<I", count)) == 1
        path.write_bytes(
            content.replace(tag + struct.pack("<I", count), tag + struct.pack("<I", count // 2))
        )
    with pytest.raises(DataError, match=r"a\.tif is damaged"):
        decode(path, name="a.tif")


def _tiff(tmp_path: Path, numbers: Any) -> bytes:
    Image.fromarray(numbers).save(tmp_path / "numbers.tif")
    return (tmp_path / "numbers.tif").read_bytes()


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.filterwarnings("ignore")
def test_what_is_no_picture_is_called_what_it_is(name: str, tmp_path: Path) -> None:
    file, content, expected = REFUSED[name]
    path = tmp_path / file
    path.write_bytes(content(tmp_path))
    with pytest.raises(DataError, match=expected) as caught:
        decode(path, name="the file")
    assert str(caught.value).startswith("the file ")
    assert str(caught.value).endswith(".")


def test_no_pipe_folder_or_link_is_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "folder.png").mkdir()
    COLOURS.save(tmp_path / "real.png")
    (tmp_path / "link.png").symlink_to(tmp_path / "real.png")
    for name in ("pipe.png", "folder.png", "link.png", "none.png"):
        with pytest.raises(DataError):
            decode(tmp_path / name, name=name)


def test_a_file_of_many_gigabytes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    with path.open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        file.truncate(1 << 40)
    with pytest.raises(DataError, match=r"takes 1\.0 TiB, where 256\.0 MiB"):
        decode(path, name="a.png")
