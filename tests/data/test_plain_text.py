"""Strangers' names as plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signs_studio.data.plain_text import plain_text


@pytest.mark.parametrize("text", ["train_set_x", "Ärger ✋ 手", "<b>bold</b> &amp;", ""])
def test_what_is_printed_stays(text: str) -> None:
    assert plain_text(text) == text


@pytest.mark.parametrize(
    "text", ["a\nb", "a\x1b[31mb", "a\N{RIGHT-TO-LEFT OVERRIDE}b", "a\udcffb", "a\0b"]
)
def test_what_is_not_printed_is_replaced(text: str) -> None:
    shown = plain_text(text)
    assert shown.isprintable()
    assert shown.startswith("a\N{REPLACEMENT CHARACTER}")


@given(st.text(), st.integers(1, 20))
def test_the_result_is_short_and_on_one_line(text: str, limit: int) -> None:
    shown = plain_text(text, limit)
    assert len(shown) <= limit
    assert shown.isprintable()
    assert (len(text) > limit) == (shown != "" and len(text) > len(shown))


def test_a_cut_name_says_so() -> None:
    assert plain_text("x" * 100, 10) == "x" * 9 + "\N{HORIZONTAL ELLIPSIS}"
