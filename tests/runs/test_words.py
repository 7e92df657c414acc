import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from signs_studio.runs.words import format_count, format_percent

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 epochs"), (1, "1 epoch"), (2, "2 epochs"), (1500, "1,500 epochs")],
)
def test_one_is_singular_and_thousands_are_parted(count: int, words: str) -> None:
    assert format_count(count, "epoch") == words


@pytest.mark.parametrize(
    ("share", "places", "text"),
    [(1 / 6, 1, "16.7 %"), (0.9, 0, "90 %"), (1.0, 1, "100.0 %"), (0.0, 1, "0.0 %")],
)
def test_a_share_is_told_in_hundredths(share: float, places: int, text: str) -> None:
    assert format_percent(share, places) == text


def _texts() -> Iterator[str]:
    """All that the program may say, with braces where a value comes."""
    for path in ROOT.glob("resources/lessons/**/*.md"):
        yield path.read_text("utf-8")
    for path in ROOT.glob("signs_studio/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
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
