"""The thirteenth lesson that the README shows is one."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from signs_studio.lessons import catalogue, content, text
from signs_studio.lessons.catalogue import find_lesson, lesson_names, lesson_text
from signs_studio.lessons.text import lesson_files
from tests.lessons.answers import missing_answers
from tests.lessons.conftest import Compute

BLOCK = re.compile(r"^(````?)\w+\n(.*?)^\1$", re.DOTALL | re.MULTILINE)
README = Path(__file__).parents[2] / "README.md"


def _block(mark: str) -> str:
    """The one block of the README that has the mark in it."""
    (block,) = (each for _, each in BLOCK.findall(README.read_text("utf-8")) if mark in each)
    return str(block)


@pytest.fixture
def thirteenth(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """Its name, with its two files where the README puts them, in folders of the test's own."""
    words, module = _block("{{inputs}}"), _block("LESSON = ")
    lessons = tmp_path / "lessons" / "en"
    lessons.mkdir(parents=True)
    (lessons / "13_mean.md").write_text(words, encoding="utf-8")
    (tmp_path / "mean.py").write_text(module, encoding="utf-8")
    monkeypatch.setattr(text, "resource", tmp_path.joinpath)
    monkeypatch.setattr(content, "__path__", [*content.__path__, str(tmp_path)])
    yield "mean"
    sys.modules.pop(f"{content.__name__}.mean", None)
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


def test_the_readmes_answers_are_all_that_is_asked_for(
    compute: Compute, dialect: str, thirteenth: str
) -> None:
    answers = ast.literal_eval(f"{{{_block('(True,)')}}}")
    assert list(answers) == [thirteenth]
    assert "no right answer" in missing_answers(thirteenth, ())
    assert missing_answers(thirteenth, answers[thirteenth]) == ""
    for fields, solved in answers[thirteenth]:
        outcome = compute(thirteenth, dialect, **fields)
        assert tuple(check(outcome) for check in find_lesson(thirteenth).tasks) == solved


def test_a_text_is_named_as_the_readme_says(thirteenth: str) -> None:
    assert lesson_files()[thirteenth].name == f"13_{thirteenth}.md"
    (folder,) = {path.parent for path in lesson_files().values()}
    (folder / "14_two_words-and-more.md").write_text("# Two words\n", encoding="utf-8")
    assert lesson_names() == (thirteenth, "two_words-and-more")
    with pytest.raises(ModuleNotFoundError, match="two_words_and_more"):
        find_lesson("two_words-and-more")
