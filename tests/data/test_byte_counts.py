"""Numbers of bytes in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signs_studio.data.byte_counts import format_bytes


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (1023, "1,023 bytes"),
        (1024, "1.0 KiB"),
        (12_900_000, "12.3 MiB"),
        ((1 << 20) - 1, "1.0 MiB"),
        (52_428_800, "50.0 MiB"),
        (2_576_980_378, "2.4 GiB"),
        (1 << 62, "4,194,304.0 TiB"),
    ],
)
def test_the_unit_fits(count: int, words: str) -> None:
    assert str(format_bytes(count)) == words


@given(st.integers(1, 1 << 64))
def test_something_is_never_nothing(count: int) -> None:
    assert float(str(format_bytes(count)).split()[0].replace(",", "")) >= 1
