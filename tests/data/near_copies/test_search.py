"""The leak check: what is a near-copy and what is none, and how many there are."""

from __future__ import annotations

import io
import os
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signs_studio.data import streamed
from signs_studio.data.hands.generator import built_in_hands
from signs_studio.data.near_copies import candidates, pool
from signs_studio.data.near_copies import pairs as copy_pairs
from signs_studio.data.near_copies.pairs import LISTED_MAX
from signs_studio.data.near_copies.registration import resample
from signs_studio.data.near_copies.search import find_near_copies
from signs_studio.data.opening import open_pictures
from signs_studio.data.reading.cancellation import Cancellation, ReadingCancelledError
from signs_studio.data.streamed import PlainRows, StreamedPictures

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

COUNT = 40


def photographs(count: int, *, size: int = 64, channels: int = 3, seed: int = 0) -> Any:
    """Pictures whose spectrum falls as that of photographs does, none like another."""
    rng = np.random.default_rng(seed)
    frequency = np.hypot(*np.meshgrid(np.fft.fftfreq(2 * size), np.fft.fftfreq(2 * size)))
    falling = 1 / np.maximum(frequency, 1 / size) ** 1.5
    # The channels of a photograph are much alike.
    noise = rng.normal(size=(count, 1, 2 * size, 2 * size))
    noise = noise + rng.normal(size=(count, channels, 2 * size, 2 * size)) / 2
    # The half is cut out, as the whole goes on at the other side.
    planes = np.fft.ifft2(np.fft.fft2(noise) * falling).real[..., :size, :size]
    planes -= planes.mean(axis=(2, 3), keepdims=True)
    planes *= 35 / planes.std(axis=(1, 2, 3), keepdims=True)
    planes += rng.uniform(100, 140, (count, channels, 1, 1))
    return np.moveaxis(np.clip(planes, 10, 220), 1, 3).round().astype(np.uint8)


def encoded(pictures: Any, kind: str, **options: Any) -> Any:
    image = pytest.importorskip("PIL.Image")
    copies = []
    for picture in pictures:
        file = io.BytesIO()
        image.fromarray(picture.squeeze()).save(file, kind, **options)
        decoded = np.asarray(image.open(file).convert("L" if picture.shape[2] == 1 else "RGB"))
        copies.append(decoded.reshape(picture.shape))
    return np.stack(copies)


def moved(pictures: Any, down: int, right: int) -> Any:
    """Moved by pixels; the border goes on as it was."""
    size = pictures.shape[1:3]
    row, column = (
        np.clip(np.arange(side) - by, 0, side - 1)
        for side, by in zip(size, (down, right), strict=True)
    )
    return pictures[:, row][:, :, column]


def cropped(pictures: Any, border: int) -> Any:
    """Without a border, at the old size."""
    size = pictures.shape[1]
    inner = pictures[:, border : size - border, border : size - border]
    planes = np.moveaxis(inner, 3, 1).astype(np.float32)
    fine = resample(np.repeat(np.repeat(planes, 4, axis=2), 4, axis=3), size, size)
    return np.moveaxis(fine, 1, 3).round().astype(np.uint8)


def brightened(pictures: Any, factor: float) -> Any:
    return np.clip(pictures * factor, 0, 255).round().astype(np.uint8)


COPIES: dict[str, Callable[[Any], Any]] = {
    "the same": lambda pictures: pictures.copy(),
    "JPEG of quality 60": lambda pictures: encoded(pictures, "JPEG", quality=60),
    "WebP": lambda pictures: encoded(pictures, "WEBP", quality=70),
    "a tenth brighter": lambda pictures: brightened(pictures, 1.1),
    "a tenth dimmer": lambda pictures: brightened(pictures, 0.9),
    "less contrast": lambda pictures: (0.8 * pictures.astype(float) + 20).astype(np.uint8),
    "down": lambda pictures: moved(pictures, 1, 0),
    "up and right": lambda pictures: moved(pictures, -1, 1),
    "two pixels": lambda pictures: moved(pictures, 2, -2),
    "cropped by a pixel": lambda pictures: cropped(pictures, 1),
    "cropped by two pixels": lambda pictures: cropped(pictures, 2),
    "all at once": lambda pictures: encoded(
        brightened(moved(pictures, 1, -1), 0.9), "JPEG", quality=75
    ),
}


@pytest.mark.parametrize("how", COPIES)
def test_a_copy_is_found_and_nothing_else(how: str) -> None:
    train, others = photographs(COUNT), photographs(COUNT, seed=1)
    test = np.concatenate([COPIES[how](train[::2]), others])
    copies = find_near_copies(train, test)
    expected = {(place, 2 * place) for place in range(COUNT // 2)}
    assert {pair[:2] for pair in copies.test_in_train.listed} == expected
    assert copies.test_in_train.total == len(expected)
    assert copies.test_copies.tolist() == list(range(COUNT // 2))
    assert copies.within_train.total == copies.within_test.total == 0
    assert copies.complete
    assert all(0 <= pair.distance < 0.3 for pair in copies.test_in_train.listed)


NO_COPIES: dict[str, Callable[[Any], Any]] = {
    "mirrored": lambda pictures: pictures[:, :, ::-1],
    "upside down": lambda pictures: pictures[:, ::-1],
    "turned": lambda pictures: np.rot90(pictures, axes=(1, 2)),
    "negative": lambda pictures: 255 - pictures,
    "in other colours": lambda pictures: pictures[..., ::-1],
    "far away": lambda pictures: moved(pictures, 12, 9),
    "half of it another": lambda pictures: np.concatenate(
        [pictures[:, :32], photographs(len(pictures), seed=9)[:, 32:]], axis=1
    ),
}


@pytest.mark.parametrize("how", NO_COPIES)
def test_what_is_no_copy(how: str) -> None:
    train = photographs(COUNT)
    copies = find_near_copies(train, np.ascontiguousarray(NO_COPIES[how](train)))
    assert copies.test_in_train.listed == ()
    assert copies.test_copies.tolist() == []


@pytest.mark.parametrize("how", ["the same", "JPEG of quality 60", "a tenth dimmer", "down"])
@pytest.mark.parametrize(("size", "channels"), [(28, 1), (32, 3), (64, 1), (100, 3)])
def test_other_sizes_and_grey(how: str, size: int, channels: int) -> None:
    train = photographs(COUNT, size=size, channels=channels)
    copies = find_near_copies(train, COPIES[how](train))
    assert [pair[:2] for pair in sorted(copies.test_in_train.listed)] == [
        (place, place) for place in range(COUNT)
    ]


@pytest.mark.parametrize(
    "shape", [(8, 8, 3), (8, 8, 1), (5, 12, 2), (12, 90, 4), (3, 3, 1), (2, 1, 1), (1, 1, 3)]
)
def test_small_and_odd_shapes(shape: tuple[int, int, int]) -> None:
    train = np.random.default_rng(2).integers(0, 256, (20, *shape), np.uint8)
    train = np.unique(train, axis=0)
    copies = find_near_copies(train, train[::-1])
    count = len(train)
    pairs = {pair[:2] for pair in copies.test_in_train.listed}
    assert pairs >= {(count - 1 - place, place) for place in range(count)}
    if np.prod(shape) > 64:
        assert copies.test_in_train.total == count


def test_small_pictures_re_encoded_and_brighter() -> None:
    train = photographs(COUNT, size=8)
    for how in ("a tenth dimmer", "a tenth brighter", "less contrast"):
        found = find_near_copies(train, COPIES[how](train)).test_in_train
        assert {pair[:2] for pair in found.listed} == {(place, place) for place in range(COUNT)}


def test_floats_are_judged_as_bytes_are() -> None:
    train = photographs(COUNT)
    test = brightened(moved(train, 1, 1), 0.9)
    as_bytes = find_near_copies(train, test).test_in_train
    scaled = [(some / np.float32(255)).astype(np.float32) for some in (train, test)]
    as_floats = find_near_copies(*scaled).test_in_train
    assert {pair[:2] for pair in as_bytes.listed} == {pair[:2] for pair in as_floats.listed}
    assert as_floats.total == COUNT


def test_pictures_in_a_file_are_read_in_windows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train = photographs(COUNT)
    test = moved(train[5:30], 1, 0)
    in_memory = find_near_copies(train, test)
    sets = []
    for number, pictures in enumerate((train, test)):
        path = tmp_path / str(number)
        path.write_bytes(pictures.tobytes())
        rows = PlainRows(os.open(path, os.O_RDONLY), name=path.name)
        sets.append(StreamedPictures(rows, offset=0, shape=pictures.shape, dtype=pictures.dtype))
    monkeypatch.setattr(pool, "WINDOW_BYTES", 16 * 7 * train[0].nbytes)
    monkeypatch.setattr(streamed, "WINDOW_BYTES", 1)
    from_file = find_near_copies(*sets)
    assert from_file.test_in_train.total == in_memory.test_in_train.total == 25
    assert from_file.test_in_train == in_memory.test_in_train
    chosen = sets[0].chosen(np.arange(0, COUNT, 2))
    assert find_near_copies(chosen, sets[1]).test_in_train.listed[0].first in range(25)


@given(
    st.lists(st.integers(0, 6), min_size=1, max_size=12), st.lists(st.integers(0, 6), max_size=12)
)
def test_every_pair_is_counted(train: list[int], test: list[int]) -> None:
    faces = photographs(7, size=16, channels=1)
    with pytest.MonkeyPatch.context() as patch:
        # Twelve of one face in each set are more pairs than are listed of a group.
        patch.setattr(copy_pairs, "LISTED_OF_A_GROUP", LISTED_MAX)
        copies = find_near_copies(faces[train], faces[test])
    for pairs, expected in (
        (
            copies.within_train,
            [p for p in combinations(range(len(train)), 2) if len({train[i] for i in p}) == 1],
        ),
        (
            copies.within_test,
            [p for p in combinations(range(len(test)), 2) if len({test[i] for i in p}) == 1],
        ),
        (
            copies.test_in_train,
            [
                (i, j)
                for i, j in product(range(len(test)), range(len(train)))
                if test[i] == train[j]
            ],
        ),
    ):
        assert sorted(pair[:2] for pair in pairs.listed) == sorted(expected)
        assert pairs.total == len(expected)
    assert copies.test_copies.tolist() == [i for i, face in enumerate(test) if face in train]
    repeats = [i for i, face in enumerate(train) if face in train[:i]]
    assert copies.train_repeats.tolist() == repeats


def test_without_the_repeats_none_is_left() -> None:
    faces = photographs(10)
    train = np.concatenate([faces, moved(faces, 1, 0), faces[:5], moved(faces[:3], 0, 1)])
    copies = find_near_copies(train, train[:0])
    assert copies.within_test.total == copies.test_in_train.total == 0
    kept = np.setdiff1d(np.arange(len(train)), copies.train_repeats)
    assert kept.tolist() == list(range(10))
    assert find_near_copies(train[kept], train[:0]).within_train.total == 0


def test_parts_of_a_clear_sky_are_no_copies() -> None:
    # Each paler to the horizon, as skies are, and of another hour.
    down = np.linspace(0, 1, 64)[:, None, None] * np.ones((1, 64, 1))
    zeniths = ((100, 160, 205), (120, 176, 217), (140, 192, 229), (74, 70, 165), (96, 85, 175))
    skies = [zenith + 30 * down for zenith in zeniths]
    pictures = np.round(np.stack(skies)).astype(np.uint8)
    copies = find_near_copies(pictures, encoded(pictures, "JPEG", quality=60))
    assert sorted(pair[:2] for pair in copies.test_in_train.listed) == [
        (place, place) for place in range(len(skies))
    ]
    assert copies.within_train.total == 0


def test_thousands_of_plain_pictures_are_a_group() -> None:
    plain = np.full((3_000, 16, 16, 3), 200, np.uint8)
    plain[1::2] += np.random.default_rng(0).integers(0, 2, plain[1::2].shape, np.uint8)
    faces = photographs(4, size=16)
    copies = find_near_copies(np.concatenate([faces, plain]), np.concatenate([plain[:7], faces]))
    assert copies.within_train.total == 3_000 * 2_999 // 2
    assert copies.within_test.total == 7 * 6 // 2
    assert copies.test_in_train.total == 7 * 3_000 + 4
    assert copies.test_copies.tolist() == list(range(11))
    assert len(copies.train_repeats) == 2_999
    # They do not take the list from the others.
    assert {pair[:2] for pair in copies.test_in_train.listed} >= {(7 + i, i) for i in range(4)}
    assert len(copies.within_train.listed) < 100
    assert copies.complete


def test_plain_pictures_of_other_colours_are_no_copies() -> None:
    colours = np.array(
        [[0, 0, 0], [255, 255, 255], [200, 20, 20], [20, 200, 20], [100, 10, 10]], np.uint8
    )
    plain = np.broadcast_to(colours[:, None, None], (5, 12, 12, 3)).copy()
    copies = find_near_copies(plain, np.minimum(plain, 253) + np.uint8(2))
    assert copies.within_train.total == 0
    assert [pair[:2] for pair in copies.test_in_train.listed] == [(i, i) for i in range(5)]


def test_long_lists_are_cut_and_counted() -> None:
    faces = photographs(60, size=16)
    train = np.repeat(faces, 30, axis=0)
    pairs = find_near_copies(train, faces).within_train
    assert pairs.total == 60 * 30 * 29 // 2
    assert len(pairs.listed) == LISTED_MAX


def test_a_crowd_of_near_copies_is_found_but_not_said_to_be_all() -> None:
    face = photographs(1)
    noise = np.random.default_rng(0).integers(0, 3, (60, *face.shape[1:]), np.uint8)
    crowd = face + noise
    copies = find_near_copies(crowd[:50], crowd[50:])
    assert not copies.complete
    assert copies.test_copies.tolist() == list(range(10))
    assert copies.within_train.total >= 50 * 8 / 2


def test_more_pictures_than_are_all_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "COMPARED_MAX", 64)
    monkeypatch.setattr(candidates, "ROWS_A_BLOCK", 16)
    train = photographs(300)
    for how in ("the same", "JPEG of quality 60", "a tenth dimmer"):
        found = find_near_copies(train, COPIES[how](train[:60])).test_in_train
        assert {pair[:2] for pair in found.listed} == {(place, place) for place in range(60)}


def test_progress_rises_and_a_cancellation_ends_it() -> None:
    train = photographs(COUNT)
    shares: list[float] = []
    find_near_copies(train, moved(train, 0, 1), progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    cancellation = Cancellation()

    def cancel(share: float) -> None:
        if share >= 0.3:
            cancellation.cancel()

    with pytest.raises(ReadingCancelledError):
        find_near_copies(train, train, progress=cancel, cancellation=cancellation)


def test_built_in_hands_have_none() -> None:
    hands = built_in_hands(train_count=300, test_count=60)
    copies = find_near_copies(hands.train_x, hands.test_x)
    kinds = (copies.test_in_train, copies.within_train, copies.within_test)
    assert [kind.total for kind in kinds] == [0, 0, 0]


def test_the_articles_pictures(signs_folder: Path) -> None:
    signs = open_pictures(signs_folder)
    copies = find_near_copies(signs.train_x, signs.test_x)
    assert len(copies.test_copies) == 14
    assert set(signs.test_y[copies.test_copies].tolist()) == {0}
    assert copies.within_train.total == len(copies.within_train.listed) == 48
    assert copies.complete
