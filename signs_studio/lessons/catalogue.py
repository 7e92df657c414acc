"""All lessons, found where they lie: a text and a module of the same name are one."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, cast

from signs_studio.errors import UsageError
from signs_studio.fields.declared import quoted
from signs_studio.lessons.text import lesson_files, read_text
from signs_studio.messages import Message

if TYPE_CHECKING:
    from signs_studio.lessons.lesson import Lesson
from signs_studio.lessons.text import LessonText


def lesson_names() -> tuple[str, ...]:
    """The names of all lessons, in order."""
    return tuple(lesson_files())


@lru_cache
def lesson_text(name: str) -> LessonText:
    """The text of the lesson of that name.

    Raises:
        UsageError: When there is none; the message lists them.
    """
    files = lesson_files()
    if name not in files:
        raise UsageError(
            Message("lessons", "There is no lesson {came}; the lessons are {known}.").format(
                came=quoted(name), known=", ".join(files)
            )
        )
    return read_text(files[name])


def find_lesson(name: str) -> Lesson:
    """Returns the declaration of the lesson of that name.

    Raises:
        UsageError: When there is none; the message lists them.
    """
    lesson_text(name)
    module = import_module(f"signs_studio.lessons.content.{name.replace('-', '_')}")
    return cast("Lesson", module.LESSON)
