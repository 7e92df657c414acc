"""The text of a lesson: its words, its code in both dialects, and what to try, from Markdown.

A text has a first line ``# Title``, words, one fenced block of code for each dialect, opened by
```` ```python tf1 ```` and ```` ```python tf2 ````, and under ``## Try this`` a numbered list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from signs_studio.resources import resource

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_CODE = re.compile(r"^```python (tf\d)\n(.*?)^```\n?", re.DOTALL | re.MULTILINE)
_TRY_THIS = re.compile(r"^## Try this\n(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)
_TASK = re.compile(r"^\d+\. (.*?)(?=^\d+\. |\Z)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class LessonText:
    """What is read in a lesson.

    Attributes:
        title: Its heading.
        words: Markdown, without the heading, the code and what to try.
        code: The program by dialect, with places for what is put in.
        tasks: What to try, Markdown each.
    """

    title: str
    words: str
    code: Mapping[str, str]
    tasks: tuple[str, ...]


def lesson_files() -> dict[str, Path]:
    """The files of all lessons by name, in the order of their numbers."""
    folder = resource("lessons", "en")
    return {path.stem.partition("_")[2]: path for path in sorted(folder.glob("*.md"))}


def read_text(path: Path) -> LessonText:
    """The text in a file."""
    whole = path.read_text(encoding="utf-8")
    heading, _, rest = whole.partition("\n")
    code = dict(_CODE.findall(rest))
    rest = _CODE.sub("", rest)
    found = _TRY_THIS.search(rest)
    tasks = _TASK.findall(found[1]) if found else []
    return LessonText(
        title=heading.removeprefix("# ").strip(),
        words=_TRY_THIS.sub("", rest).strip(),
        code=code,
        tasks=tuple(" ".join(task.split()) for task in tasks),
    )
