"""The thirteenth lesson that the README shows is one."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from signs_studio.lessons import catalogue, content, text
from signs_studio.lessons.catalogue import find_lesson, lesson_names, lesson_text
from tests.lessons.conftest import Compute

README = Path(__file__).parents[2] / "README.md"


@pytest.fixture
def thirteenth(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """Its name, with its two files where the README puts them, in folders of the test's own."""
    blocks = re.findall(r"^(````?)\w+\n(.*?)^\1$", README.read_text("utf-8"), re.DOTALL | re.M)
    (words,) = (block for _, block in blocks if "{{inputs}}" in block)
    (module,) = (block for _, block in blocks if "LESSON = " in block)
    lessons = tmp_path / "lessons" / "en"
    lessons.mkdir(parents=True)
    (lessons / "13_mean.md").write_text(words, encoding="utf-8")
    (tmp_path / "mean.py").write_text(module, encoding="utf-8")
    monkeypatch.setattr(text, "resource", tmp_path.joinpath)
    monkeypatch.setattr(content, "__path__", [*content.__path__, str(tmp_path)])
    yield "mean"
    sys.modules.pop(f"{content.__name__}.mean")
    catalogue.lesson_text.cache_clear()


def test_the_readmes_lesson_is_found_and_computed(
    compute: Compute, dialect: str, thirteenth: str
) -> None:
    assert lesson_names() == (thirteenth,)
    lesson, words = find_lesson(thirteenth), lesson_text(thirteenth)
    assert len(words.tasks) == len(lesson.tasks) == 1
    outcome = compute(thirteenth, dialect)
    assert outcome.result == 3
    assert outcome.printed == "3.0"
    assert lesson.show(outcome)
    assert not lesson.tasks[0](outcome)
    assert lesson.tasks[0](compute(thirteenth, dialect, numbers="1, 2, -3"))
