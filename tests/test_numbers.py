import ast
import math
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signs_studio.numbers import (
    format_fixed,
    format_full,
    format_percent,
    format_significant,
    format_value,
    round_significant,
    typeset,
    untypeset,
)

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("share", "places", "text"),
    [(1 / 6, 1, "16.7 %"), (0.9, 0, "90 %"), (1.0, 1, "100.0 %"), (0.0, 1, "0.0 %")],
)
def test_a_share_is_told_in_hundredths(share: float, places: int, text: str) -> None:
    assert format_percent(share, places) == text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1e-08", "10⁻⁸"),
        ("-1e-05", "−10⁻⁵"),
        ("5.2e-05", "5.2×10⁻⁵"),
        ("1.00e+05", "1.00×10⁵"),
        ("-0.10", "−0.10"),
        ("12,288", "12,288"),
        ("-inf", "−inf"),
        ("nan", "nan"),
        ("re-run 1e", "re-run 1e"),
    ],
)
def test_a_number_is_typeset(written: str, read: str) -> None:
    assert typeset(written) == read


@given(st.floats() | st.integers())
def test_in_full_nothing_is_lost(number: float) -> None:
    assert "-" not in format_full(number)
    read = float(untypeset(format_full(number)))
    assert read == float(number) or math.isnan(read) is math.isnan(number) is True


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("10⁻⁸", "1e-8"),
        ("−10⁻⁵", "-1e-5"),
        ("5.2 · 10³", "5.2e3"),
        ("−0.10", "-0.10"),
        ("110⁻⁵", "110⁻⁵"),
    ],
)
def test_a_typeset_number_is_read(typed: str, plain: str) -> None:
    assert untypeset(typed) == plain


@pytest.mark.parametrize(
    ("number", "digits", "rounded"),
    [(0.00026, 1, 0.0003), (123_456.0, 2, 120_000.0), (-1.24e-9, 2, -1.2e-9), (0.0, 3, 0.0)],
)
def test_significant_digits_are_kept(number: float, digits: int, rounded: float) -> None:
    assert round_significant(number, digits) == rounded


def test_what_rounds_to_zero_has_no_sign() -> None:
    assert format_fixed(-0.00001, 4) == "0.0000"
    assert format_fixed(-0.00006, 4) == "−0.0001"
    assert format_fixed(2, 1) == "2.0"
    assert format_significant(-0.0) == "0"


def test_numbers_in_sentences_are_typeset() -> None:
    assert format_value(-1.0, "g") == "−1"
    assert format_value(1e-8, "g") == "10⁻⁸"
    assert format_value(-1234) == "−1,234"


def _texts_of_messages(tree: ast.AST) -> set[ast.expr]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = [call for call in calls if getattr(call.func, "id", "") == "Message"]
    texts = {text for call in named for text in call.args[1:3]}
    return {text for text in texts if isinstance(text, ast.Constant)}


def _texts() -> Iterator[str]:
    """All that the program may say, with braces where a value comes."""
    for path in ROOT.glob("resources/lessons/**/*.md"):
        yield path.read_text("utf-8")
    for path in ROOT.glob("signs_studio/**/*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        messages = _texts_of_messages(tree)
        for node in ast.walk(tree):
            if node in messages:
                assert isinstance(node, ast.Constant)
                # A message says a share by ``format_percent``.
                yield re.sub(r"\{\w+:(\.\d)?%\}", "{} %", node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = node.values
                yield "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in parts)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value  # Formats such as .1% among them.


def test_percentages_have_one_form_in_all_that_is_said() -> None:
    texts = list(_texts())
    assert any(re.search(r"[\d}] %", text) for text in texts)
    assert [text for text in texts if re.search(r"[\d}]%", text)] == []


def test_a_run_that_diverged_is_told_in_one_way() -> None:
    """Docstrings apart, which may have more of it."""
    said = [text for text in _texts() if "``" not in text and "\n" not in text]
    told = [text for text in said if re.search(r"\bcost\b.*(finite|scale)", text)]
    assert len(told) > 3
    assert [text for text in told if "no longer a finite number" not in text] == []


ROOMS = ("diagnosis", "figures.py", "insight", "lessons", "report", "ui", "wording")
"""Folders and modules that make sentences, labels and tables for a person."""


def _untypeset(tree: ast.AST) -> Iterator[str]:
    """Numbers that would be read as Python writes them, with ``e-08`` and a hyphen."""
    typeset_or_parsed = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("typeset", "float")
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.FormattedValue) and node not in typeset_or_parsed:
            spec = ast.unparse(node.format_spec) if node.format_spec is not None else ""
            if re.search(r"[ge]'$", spec):
                yield ast.unparse(node)


def test_no_number_is_written_for_a_reader_as_python_writes_it() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {words}"
        for room in ROOMS
        for path in sorted(
            (ROOT / "signs_studio").glob(f"{room}/**/*.py" if "." not in room else room)
        )
        for words in _untypeset(ast.parse(path.read_text("utf-8")))
    ]
    assert not found
