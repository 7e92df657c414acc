"""The text of a lesson: its words, its code in both dialects, and what to try, from Markdown.

A text has a first line ``# Title``, words, one fenced block of code for each dialect, opened by
```` ```python tf1 ```` and ```` ```python tf2 ````, and under ``## Try this`` a numbered list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from signs_studio.resources import resource

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_TRY_THIS = "Try this"
_FENCE_OF_CODE = "python "


@dataclass(frozen=True)
class LessonText:
    """Text of a lesson.

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
    """Returns the files of all lessons by name, in the order of their numbers."""
    folder = resource("lessons", "en")
    return {path.stem.partition("_")[2]: path for path in sorted(folder.glob("*.md"))}


def read_text(path: Path) -> LessonText:
    """Returns the text in a file."""
    source = path.read_text(encoding="utf-8")
    lines = source.splitlines(keepends=True)
    title, words, code, tasks = "", [], {}, []
    trying = False
    blocks = SyntaxTreeNode(MarkdownIt().parse(source)).children
    for block in blocks:
        if block.type == "heading":
            heading = block.children[0].content
            trying = heading == _TRY_THIS
            if block.tag == "h1":
                title = heading
                continue
        if block.type == "fence" and block.info.startswith(_FENCE_OF_CODE):
            code[block.info.removeprefix(_FENCE_OF_CODE)] = block.content
        elif not trying:
            words.append(_source_of(block, lines))
        elif block.type == "ordered_list":
            tasks += [_source_of(each, lines).partition(". ")[2] for each in block.children]
    return LessonText(
        title=title,
        words="\n\n".join(words),
        code=code,
        tasks=tuple(" ".join(task.split()) for task in tasks),
    )


def _source_of(block: SyntaxTreeNode, lines: list[str]) -> str:
    """Returns the Markdown that a block was read from."""
    first, last = block.map or (0, 0)
    return "".join(lines[first:last]).strip()
