"""What a person typed is never more than a value of the program."""

import ast
import math
import subprocess
import sys
from pathlib import Path

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from signs_studio.cli import main
from signs_studio.data.hdf5 import load_hdf5, write_signs
from signs_studio.errors import PersonError
from signs_studio.lessons.catalogue import find_lesson, lesson_names, lesson_text
from signs_studio.lessons.fields import WordField
from signs_studio.lessons.lesson import DIALECTS, Lesson
from signs_studio.lessons.program import literal, program, run
from signs_studio.lessons.text import LessonText
from tests.conftest import drawn_dataset

# Each would end the program, or write more of it, were it taken for code.
MARKS = (
    '"); quit(9) #',
    "'); quit(9) #",
    "\\'); quit(9) #",
    '"""\nquit(9)\n"""',
    "1\nquit(9)",
    "1\r\nquit(9)",
    "\u2028quit(9)",
    "\x85quit(9)",
    "1 #\\",
    "\x00",
    "\udcff",
    "{{data}}",
    "{{inputs}}",
    "\\g<0>\\1",
    "{quit(9)}",
    "__import__('os')._exit(9)",
)

# As a lesson's, but it says all that it was given.
ECHO = Lesson(
    show=lambda _: (),
    fields=(WordField(name="word", title="Word", help="Any.", default=""),),
    uses_data=True,
)
TEXT = LessonText(
    title="Echo",
    words="",
    code={"tf2": "{{data}}\n\n{{inputs}}\n\nresult = word\nprint(result)\n"},
    tasks=(),
)


def _echo(word: str, *, source: str = "") -> str:
    inputs = ECHO.read({"word": word})
    return program(ECHO, TEXT, dialect="tf2", inputs=inputs, source=source)


def _shape(code: str) -> str:
    """What the code does, whatever its values are."""

    class Blank(ast.NodeTransformer):
        def visit_Constant(self, node: ast.Constant) -> ast.AST:  # noqa: ARG002
            return ast.Constant(0)

    return ast.dump(Blank().visit(ast.parse(code)))


def _values(code: str) -> list[object]:
    return [node.value for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Constant)]


def test_code_that_does_more_is_told_from_code_that_does_not() -> None:
    assert _shape("x = 1") == _shape("x = 'two'")
    assert _shape("x = 1") != _shape("x = 1; quit(9)")


@pytest.mark.parametrize("mark", MARKS, ids=ascii)
def test_a_word_is_a_value_whatever_it_spells(mark: str) -> None:
    code = _echo(mark)
    assert _shape(code) == _shape(_echo("word"))
    assert mark in _values(code)
    assert (
        run(
            ECHO, TEXT, dialect="tf2", inputs=ECHO.read({"word": mark}), data=drawn_dataset()
        ).result
        == mark
    )


@pytest.mark.parametrize("mark", MARKS, ids=ascii)
def test_a_path_is_a_value_whatever_it_spells(mark: str) -> None:
    code = _echo("word", source=f"/signs/{mark}")
    assert _shape(code) == _shape(_echo("word", source="/signs/plain"))
    assert f"/signs/{mark}" in _values(code)


@pytest.mark.parametrize("mark", MARKS, ids=ascii)
@pytest.mark.parametrize("name", lesson_names())
def test_no_field_of_a_lesson_takes_what_would_be_code(name: str, mark: str) -> None:
    lesson, text = find_lesson(name), lesson_text(name)
    for field in lesson.fields:
        for typed in (mark, f"{field.default_text}{mark}"):
            try:
                inputs = lesson.read({field.name: typed})
            except PersonError:
                continue
            for dialect in DIALECTS:
                code = program(lesson, text, dialect=dialect, inputs=inputs)
                default = program(lesson, text, dialect=dialect, inputs=lesson.read({}))
                assert isinstance(field, WordField)
                assert _shape(code) == _shape(default)


@given(
    st.recursive(
        st.booleans() | st.integers() | st.floats() | st.text(),
        lambda values: st.lists(values, max_size=3) | st.tuples(values, values),
    )
)
def test_a_literal_is_the_value_that_was_read(value: object) -> None:
    written = literal(value)
    assert "\n" not in written
    read = eval(written, {"__builtins__": {"float": float}})
    np.testing.assert_equal(read, _with_lists(value))


def _with_lists(value: object) -> object:
    return [_with_lists(each) for each in value] if isinstance(value, (list, tuple)) else value


def test_what_no_field_reads_is_not_written() -> None:
    for value in (None, {"a": 1}, b"bytes", print, np.float32(math.pi)):
        with pytest.raises(TypeError, match="is not written into a program"):
            literal(value)


def test_a_set_that_spells_code_is_refused_or_fed(capsys: pytest.CaptureFixture[str]) -> None:
    for mark in MARKS:
        status = main(["lesson", "placeholders", "--set", f"x={mark}", "--code"])
        said = capsys.readouterr()
        if status:
            assert said.err.endswith(".\n")
        else:
            # Of a value that is set, the blanks around it are left out.
            assert mark.strip() in _values(said.out)


def test_pictures_are_opened_wherever_they_lie(tmp_path: Path) -> None:
    folder = tmp_path / 'it\'s "mine"\n\\n{{data}} ✋'
    folder.mkdir()
    write_signs(drawn_dataset(classes=6, train=12, test=6), folder)
    saved = tmp_path / "saved.py"
    code = _echo("read", source=str(folder)) + "print(data.train_x.shape)\n"
    saved.write_text(code, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(saved)],
        capture_output=True,
        text=True,
        cwd=Path.cwd(),
        check=False,
        env={"PYTHONPATH": ":".join(filter(None, sys.path))},
    )
    assert done.stdout == f"read\n{load_hdf5(folder).train_x.shape}\n", done.stderr
