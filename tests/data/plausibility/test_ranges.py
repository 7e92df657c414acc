"""Ranges: what black and white are, and what becomes of the numbers between."""

from __future__ import annotations

import numpy as np
import pytest

from signs_studio.data.plausibility.ranges import Range, range_of, scalings_of
from signs_studio.errors import DataError


def ranged(low: float, high: float, kind: str = "u", where: str = "train_x") -> Range:
    return Range(low=low, high=high, kind=kind, where=where)


@pytest.mark.parametrize(
    ("low", "high", "kind", "black", "white", "said"),
    [
        (0, 255, "u", 0, 255, ""),
        (0, 200, "u", 0, 255, ""),
        (3, 64, "u", 0, 255, ""),
        (0, 0, "u", 0, 255, ""),
        (0, 1, "b", 0, 1, "True became 255"),
        (0, 1, "u", 0, 1, "0 to 1"),
        (0, 15, "u", 0, 15, "0 to 15"),
        (2, 63, "i", 0, 63, "2 to 63"),
        (0, 900, "u", 0, 1023, "0 to 900"),
        (0, 65_535, "u", 0, 65_535, "0 to 65535"),
        (-128, 127, "i", -128, 127, "−128 to 127"),
        (0.0, 1.0, "f", 0, 1, ""),
        (0.2, 0.4, "f", 0, 1, ""),
        (0.0, 255.0, "f", 0, 255, "divided by 255"),
        (0.0, 16.0, "f", 0, 16, "0 to 16"),
        (-1.0, 1.0, "f", -1, 1, "−1 to 1"),
        (-0.9, 0.99, "f", -1, 1, "−0.9 to 0.99"),
        (-0.5, 0.5, "f", -0.5, 0.5, "−0.5 to 0.5"),
        (-2.1, 2.6, "f", -2.1, 2.6, "−2.1 to 2.6"),
        (0.0, 65_535.0, "f", 0, 65_535, "0 to 65535"),
        (-0.01, 1.0, "f", 0, 1, "−0.01 to 1, were taken for a range of 0 to 1"),
        (-0.001, 0.4, "f", 0, 1, "clipped"),
        (-0.01, 1.02, "f", 0, 1, "−0.01 to 1.02"),
        (-2.0, 257.0, "f", 0, 255, "−2 to 257, were taken for a range of 0 to 255"),
        (-0.2, 1.0, "f", -1, 1, "−0.2 to 1"),
    ],
)
def test_black_and_white(
    low: float, high: float, kind: str, black: float, white: float, said: str
) -> None:
    (scaling,), notes = scalings_of([ranged(low, high, kind)])
    assert (scaling.black, scaling.white) == (black, white)
    assert scaling.dtype == (np.float32 if kind == "f" else np.uint8)
    assert said in " ".join(map(str, notes))
    assert bool(notes) == bool(said)


@pytest.mark.parametrize(
    ("train", "test", "own"),
    [
        (ranged(0, 1, "f"), ranged(0, 255), True),
        (ranged(0, 1, "f"), ranged(0, 255, "f"), True),
        (ranged(-1, 1, "f"), ranged(0, 1, "f"), True),
        (ranged(-1, 1, "f"), ranged(-0.8, 0.9, "f"), False),
        (ranged(0, 1, "f"), ranged(0, 0.01, "f"), False),
        (ranged(0, 255), ranged(0, 120), False),
        (ranged(0, 255), ranged(0, 1), True),
        (ranged(0, 255), ranged(0, 0), False),
        (ranged(0, 65_535), ranged(0, 255), True),
        (ranged(0, 1, "b"), ranged(0, 255), True),
    ],
)
def test_sets_that_differ_grossly_are_scaled_by_their_own(
    train: Range, test: Range, own: bool
) -> None:
    for ranges in ([train, test], [test, train]):
        scalings, notes = scalings_of(ranges)
        assert ("scaled by its own" in " ".join(map(str, notes))) == own
        assert len({scaling.dtype for scaling in scalings}) == 1
        assert own or scalings[0] == scalings[1]


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_not_finite(value: float) -> None:
    pieces = [np.zeros(3, np.float32), np.array([1, value], np.float32)]
    with pytest.raises(DataError, match="not finite"):
        scalings_of([range_of(pieces, where="x", kind="f")])


def test_whole_numbers_are_stretched_to_the_nearest_byte() -> None:
    (scaling,), _notes = scalings_of([ranged(0, 15)])
    np.testing.assert_array_equal(scaling.apply(np.arange(16)), np.arange(16) * 17)
    (scaling,), _notes = scalings_of([ranged(0, 65_535)])
    wide = np.arange(256, dtype=np.uint16) * 257
    np.testing.assert_array_equal(scaling.apply(wide), np.arange(256))


def test_what_resizing_left_beyond_black_and_white_is_clipped() -> None:
    for top in (1, 255):
        numbers = np.array([-0.008, 0, 0.5, 1, 1.008], np.float32) * np.float32(top)
        (scaling,), _notes = scalings_of([range_of([numbers], where="x", kind="f")])
        scaled = scaling.apply(numbers)
        np.testing.assert_array_equal(scaled, np.array([0, 0, 0.5, 1, 1], np.float32))
        assert scaled.dtype == np.float32
        assert not scaling.keeps(numbers.dtype)


def test_no_more_bytes_are_looked_at_than_are_needed() -> None:
    def pieces() -> object:
        yield np.array([0, 64], np.uint8)
        pytest.fail("enough was seen")

    assert range_of(pieces(), where="x", kind="u").high == 64  # type: ignore[arg-type]
