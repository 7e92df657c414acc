"""Numbers, shapes and excerpts as a person reads them."""

import math

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from signs_studio.lessons.words import excerpt, format_digits, shape_text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (5.0, "5"),
        (-3.25, "−3.25"),
        (-0.0, "0"),
        (4.99999997, "5"),
        (1 / 3, "0.333333"),
        (-12_345_678, "−12345678"),
        (1e-5, "10⁻⁵"),
        (-1.5e20, "−1.5×10²⁰"),
        (np.float32(0.1), "0.1"),
        (np.int64(-7), "−7"),
        (math.inf, "inf"),
        (-math.inf, "−inf"),
        (math.nan, "nan"),
    ],
)
def test_a_number_is_said_shortly_with_a_minus_that_is_one(number: float, text: str) -> None:
    assert format_digits(number) == text


def test_digits_are_counted() -> None:
    assert format_digits(math.pi, 3) == "3.14"


@pytest.mark.parametrize(
    ("sizes", "text"),
    [((), "()"), ((3,), "(3,)"), ((None, 2), "(?, 2)"), ([4, 1, 2], "(4, 1, 2)")],
)
def test_a_shape_reads_as_python_writes_it(sizes: tuple[int | None, ...], text: str) -> None:
    assert shape_text(sizes) == text
    if None not in sizes:
        assert text == str(np.zeros(sizes).shape)


@given(st.data(), st.integers(1, 40), st.integers(2, 15))
def test_an_excerpt_holds_the_place_and_as_much_around_it_as_there_is(
    data: st.DataObject, size: int, shown: int
) -> None:
    place = data.draw(st.integers(0, size - 1))
    part = excerpt(place, size, shown=shown)
    assert place in part
    assert len(part) == min(size, shown)
    assert 0 <= part.start < part.stop <= size
    assert part.start == place - 1 or part.start == 0 or part.stop == size
