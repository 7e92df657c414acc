"""Strangers' names as plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signs_studio.data.plain_text import plain_names, plain_text


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


def test_a_cut_name_says_so_and_keeps_its_end() -> None:
    assert plain_text("x" * 100 + ".h5", 10) == "xxxxx\N{HORIZONTAL ELLIPSIS}x.h5"


@given(
    st.lists(
        # Few letters and lengths about the limit, so that many are shown alike.
        st.text(st.sampled_from("a\0\1\n…\N{REPLACEMENT CHARACTER} (2)"), max_size=16),
        unique=True,
    )
)
def test_names_of_one_list_are_told_apart(names: list[str]) -> None:
    shown = plain_names(names, 12)
    assert len(set(shown)) == len(names)
    for name, text in zip(names, shown, strict=True):
        assert len(text) <= 12
        assert text.isprintable()
        assert text == name or plain_text(name, 12) != name


def test_names_that_would_look_alike_are_numbered() -> None:
    assert plain_names(["a\0", "a\1", "a\N{REPLACEMENT CHARACTER}", "b"], 20) == (
        "a\N{REPLACEMENT CHARACTER} (2)",
        "a\N{REPLACEMENT CHARACTER} (3)",
        "a\N{REPLACEMENT CHARACTER}",
        "b",
    )
