"""A lesson's program: the code that is shown is the code that is run.

Its first lines are what was put into the fields. Nothing that a person typed is written into it but
values that a field has read: numbers, lists of numbers and quoted words.
"""

from __future__ import annotations

import ast
import math
import re
from typing import TYPE_CHECKING, Any

from signs_studio.errors import LessonError
from signs_studio.lessons.lesson import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from signs_studio.data.dataset import Dataset
    from signs_studio.lessons.lesson import Inputs, Lesson
    from signs_studio.lessons.text import LessonText

_AT_EACH_TURN = "__at_each_turn__"
_PLACE = re.compile(r"^( *)(.*)\{\{(\w+)\}\}$", re.MULTILINE)


def program(
    lesson: Lesson, text: LessonText, *, dialect: str, inputs: Inputs, source: str = ""
) -> str:
    """The code of a lesson with its inputs, as plain Python runs it.

    Args:
        lesson: What the lesson declares.
        text: Where its code is; ``{{inputs}}`` at a line's end is where they go, ``{{data}}``
            where the pictures are opened, and ``{{name}}`` a part of ``Lesson.parts``.
        dialect: A name in ``DIALECTS``.
        inputs: What was put into the fields.
        source: The file or folder of the open pictures; empty for the built-in ones.
    """
    return _filled(lesson, text, dialect=dialect, inputs=inputs, opening=_opening(source))


def run(
    lesson: Lesson,
    text: LessonText,
    *,
    dialect: str,
    inputs: Inputs,
    data: Dataset | None = None,
    source: str = "",
    at_each_turn: Callable[[], None] | None = None,
) -> Outcome:
    """Runs a lesson's program on this thread; TensorFlow must have been loaded.

    Args:
        lesson: What the lesson declares.
        text: Where its code is.
        dialect: A name in ``DIALECTS``.
        inputs: What was put into the fields.
        data: The open pictures, which then need not be opened by the program again.
        source: As of ``program``.
        at_each_turn: Called before every turn of the program's loops, outside of its functions; the
            program breaks off with whatever is raised there.

    Raises:
        LessonError: The program broke off, which the lesson did not expect.
    """
    code = program(lesson, text, dialect=dialect, inputs=inputs, source=source)
    printed: list[str] = []

    def note(*words: object) -> None:
        printed.append(" ".join(map(str, words)))

    values: dict[str, Any] = {"__name__": "lesson", "print": note}
    running = code
    if data is not None and lesson.uses_data:
        values["data"] = data
        running = _filled(lesson, text, dialect=dialect, inputs=inputs, opening="")
    failure = ""
    try:
        exec(compile(_watched(running, at_each_turn, values), "lesson.py", "exec"), values)
    except Exception as error:
        failure = lesson.explain(error, inputs)
        if not failure:
            raise LessonError(
                f"TensorFlow could not compute this ({type(error).__name__}): take other values."
            ) from error
    return Outcome(dialect, inputs, code, values, "\n".join(printed), failure)


def _filled(lesson: Lesson, text: LessonText, *, dialect: str, inputs: Inputs, opening: str) -> str:
    """The code of a text with its places filled, each once: what fills one is not looked into."""
    given = (f"{name} = {literal(value)}" for name, value in inputs.values.items())
    places = {"inputs": "\n".join(given), "data": opening, **lesson.parts(inputs, dialect)}

    def fill(place: re.Match[str]) -> str:
        first, *rest = places[place[3]].splitlines() or [""]
        lines = [f"{place[2]}{first}", *rest]
        return "\n".join(f"{place[1]}{line}" if line else "" for line in lines)

    return _PLACE.sub(fill, text.code[dialect])


def _watched(
    code: str, at_each_turn: Callable[[], None] | None, values: dict[str, Any]
) -> str | ast.Module:
    """The code with a call before each turn of its loops, for which it has no line of its own."""
    if at_each_turn is None:
        return code
    values[_AT_EACH_TURN] = at_each_turn
    watched: ast.Module = _Watch().visit(ast.parse(code))
    return ast.fix_missing_locations(watched)


class _Watch(ast.NodeTransformer):
    """Leaves functions as they are: TensorFlow may compile them."""

    def visit_For(self, node: ast.For) -> ast.AST:
        return self._begin_with_call(node)

    def visit_While(self, node: ast.While) -> ast.AST:
        return self._begin_with_call(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return node

    def _begin_with_call(self, node: ast.For | ast.While) -> ast.AST:
        self.generic_visit(node)
        node.body[:0] = ast.parse(f"{_AT_EACH_TURN}()").body
        return node


def literal(value: object) -> str:
    """A value that a field has read, as Python writes it."""
    match value:
        case bool() | int() | str():
            return repr(value)
        case float():
            return repr(value) if math.isfinite(value) else f'float("{value}")'
        case tuple() | list():
            return f"[{', '.join(map(literal, value))}]"
    raise TypeError(f"{type(value).__name__} is not written into a program")


def _opening(source: str) -> str:
    if source:
        return (
            "from pathlib import Path\n\n"
            "from signs_studio.data.hdf5 import load_hdf5\n\n"
            f"data = load_hdf5(Path({source!r}))"
        )
    return "from signs_studio.data.hands import built_in_hands\n\ndata = built_in_hands()"
