"""A lesson's program: the code that is shown is the code that is run.

Its first lines are what was put into the fields. Nothing that a person typed is written into it but
values that a field has read: numbers, lists of numbers and quoted words.
"""

from __future__ import annotations

import ast
import io
import itertools
import linecache
import math
import re
import traceback
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from signs_studio.errors import PersonError
from signs_studio.lessons.lesson import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from signs_studio.data.dataset import Dataset
    from signs_studio.lessons.lesson import Inputs, Lesson
    from signs_studio.lessons.text import LessonText

FILES = "<lesson "
"""Beginning of the file's name that each program is said to be from."""

_ON_ITERATION = "__on_iteration__"
_RUNS = itertools.count(1)
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
    on_iteration: Callable[[], None] | None = None,
    values: dict[str, Any] | None = None,
) -> Outcome:
    """Runs a lesson's program on this thread; TensorFlow must have been loaded.

    Args:
        lesson: What the lesson declares.
        text: Where its code is.
        dialect: A name in ``DIALECTS``.
        inputs: What was put into the fields.
        data: The open pictures, which then need not be opened by the program again.
        source: As of ``program``.
        on_iteration: Called before every turn of the program's loops, but for those of functions
            that TensorFlow compiles; the program breaks off with whatever is raised there.
        values: An empty dictionary that the program's names are kept in, for who clears it.

    Raises:
        PersonError: What the person gave cannot be used, such as pictures that cannot be opened.
        Exception: Whatever else broke the program off and the lesson does not explain: an error of
            the lesson's author or of ours, with a note on the line of the program.
    """
    code = program(lesson, text, dialect=dialect, inputs=inputs, source=source)
    printed = io.StringIO()
    values = {} if values is None else values
    values.update({"__name__": "lesson", "print": partial(print, file=printed)})
    running = code
    if data is not None and lesson.uses_data:
        values["data"] = data
        running = _filled(lesson, text, dialect=dialect, inputs=inputs, opening="")
    failure = None
    with _source_file(running) as name:
        try:
            exec(compile(_watched(running, on_iteration, values), name, "exec"), values)
        except PersonError:
            raise
        except Exception as error:
            failure = lesson.explain(error, inputs)
            if failure is None:
                _note_line(error, name)
                raise
    words = printed.getvalue().removesuffix("\n")
    return Outcome(dialect, inputs, code, values, words, failure)


@contextmanager
def _source_file(code: str) -> Iterator[str]:
    """A name for the file that the code has not got, by which its lines are found.

    TensorFlow compiles a function from its lines, also one that is first called late in a program.
    """
    name = f"{FILES}{next(_RUNS)}>"
    # Without a time of its last change an entry is kept, whatever the current folder holds.
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    try:
        yield name
    finally:
        linecache.cache.pop(name, None)


def _note_line(error: Exception, name: str) -> None:
    """Says where the code broke off, while its lines can be found."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename == name:
            error.add_note(f"Line {frame.lineno} of the lesson's program: {frame.line}")
            return


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
    code: str, on_iteration: Callable[[], None] | None, values: dict[str, Any]
) -> str | ast.Module:
    """The code with a call before each turn of its loops, for which it has no line of its own."""
    if on_iteration is None:
        return code
    values[_ON_ITERATION] = on_iteration
    watched: ast.Module = _Watch().visit(ast.parse(code))
    return ast.fix_missing_locations(watched)


class _Watch(ast.NodeTransformer):
    """Begins each turn of a loop with a call; the lines stay where they are.

    What is decorated is left alone: TensorFlow compiles it.
    """

    def visit_For(self, node: ast.For) -> ast.AST:
        return self._begin_with_call(node)

    def visit_While(self, node: ast.While) -> ast.AST:
        return self._begin_with_call(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return node if node.decorator_list else self.generic_visit(node)

    def _begin_with_call(self, node: ast.For | ast.While) -> ast.AST:
        self.generic_visit(node)
        call = ast.Call(ast.Name(_ON_ITERATION, ast.Load()), [], [])
        node.body.insert(0, ast.Expr(call))
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
            "from signs_studio.data.opening import open_pictures\n\n"
            f"data = open_pictures(Path({source!r}))"
        )
    return "from signs_studio.data.hands.generator import built_in_hands\n\ndata = built_in_hands()"
