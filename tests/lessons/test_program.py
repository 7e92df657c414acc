"""A program runs as plain Python runs it; what a person typed is never more than a value of it."""

import ast
import itertools
import linecache
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from signs_studio.cli import main
from signs_studio.data.archives.hdf5.writer import write_signs
from signs_studio.data.opening import open_pictures
from signs_studio.errors import DataError, PersonError
from signs_studio.fields.lists import WordField
from signs_studio.lessons import program as program_module
from signs_studio.lessons.catalogue import find_lesson, lesson_names, lesson_text
from signs_studio.lessons.lesson import DIALECTS, Lesson, Outcome
from signs_studio.lessons.program import literal, program, run
from signs_studio.lessons.text import LessonText
from signs_studio.messages import Message
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
    fields=(
        WordField(
            name="word", title=Message("tests", "Word"), help=Message("tests", "Any."), default=""
        ),
    ),
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
    assert done.stdout == f"read\n{open_pictures(folder).train_x.shape}\n", done.stderr


def _run(code: str, **given: Any) -> Outcome:
    """Runs code of its own, as a lesson without fields."""
    text = LessonText(title="Code", words="", code={"tf2": code}, tasks=())
    lesson = Lesson(show=lambda _: ())
    return run(lesson, text, dialect="tf2", inputs=lesson.read({}), **given)


# What depends on a tensor takes AutoGraph, which reads the lines of the function.
BRANCHES = """
import tensorflow as tf


@tf.function
def size(x):
    if x < 0:
        x = -x
    while x > 10:
        x = x / 10
    return x


# Compiled here, long after it was written.
result = [size(tf.constant(x)).numpy().item() for x in (-3.0, 4.0, -2500.0)]
"""


@pytest.mark.usefixtures("compute")
@pytest.mark.parametrize("watch", [None, lambda: None])
def test_a_compiled_function_branches_on_tensors_as_in_plain_python(watch: Any) -> None:
    outcome = _run(BRANCHES, on_iteration=watch)
    assert outcome.result == [3.0, 4.0, 2.5]
    plain: dict[str, Any] = {}
    with pytest.raises(Exception, match="AutoGraph"):
        exec(compile(BRANCHES, "nowhere", "exec"), plain)


@pytest.mark.usefixtures("compute")
def test_a_strangers_files_in_the_folder_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = BRANCHES.replace("x = -x", "x = x * 666")
    assert hostile.count("\n") == BRANCHES.count("\n")
    monkeypatch.setattr(program_module, "_RUNS", itertools.count(7))
    for name in ("lesson.py", "lesson", "<lesson 7>", "<lesson 7>.py"):
        (tmp_path / name).write_text(hostile, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    outcome = _run(BRANCHES)
    assert outcome.values["size"].python_function.__code__.co_filename == "<lesson 7>"
    assert outcome.result == [3.0, 4.0, 2.5]


def test_the_lines_of_a_program_are_kept_while_it_runs() -> None:
    code = "import linecache\n\nname = (lambda: 0).__code__.co_filename\n"
    name = _run(code + "result = linecache.getline(name, 3)\n")
    assert name.result == "name = (lambda: 0).__code__.co_filename\n"
    assert name.values["name"] not in linecache.cache
    with pytest.raises(ZeroDivisionError):
        _run("1 / 0")
    assert not [each for each in linecache.cache if each.startswith("<lesson")]


@pytest.mark.parametrize(
    ("call", "printed"),
    [
        ('print("a", 1, 2.5)', "a 1 2.5"),
        ('print("a", "b", sep="-")', "a-b"),
        ('print("a", end=" ")\nprint("b")', "a b"),
        ('print("a")\nprint()\nprint("b")', "a\n\nb"),
        ('print("a", "b", sep=None, end=None, flush=True)', "a b"),
        ('import sys\nprint("elsewhere", file=sys.stderr)\nprint("here")', "here"),
        ("", ""),
    ],
)
def test_what_is_printed_is_what_python_prints(
    capsys: pytest.CaptureFixture[str], call: str, printed: str
) -> None:
    assert _run(call).printed == printed
    assert capsys.readouterr().out == ""
    exec(call, {})
    assert capsys.readouterr().out.removesuffix("\n") == printed


def test_what_no_lesson_explains_is_raised_with_its_line() -> None:
    with pytest.raises(ZeroDivisionError) as told:
        _run("def half(x):\n    return x / 0\n\n\nhalf(2)\n")
    assert told.value.__notes__ == ["Line 2 of the lesson's program: return x / 0"]


def test_what_a_person_gave_is_refused_in_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "train_signs.h5").write_text("no pictures")
    code = "from signs_studio.data.opening import open_pictures\nfrom pathlib import Path\n"
    with pytest.raises(DataError) as told:
        _run(f"{code}open_pictures(Path({str(tmp_path / 'train_signs.h5')!r}))")
    assert not hasattr(told.value, "__notes__")


class _EnoughError(BaseException):
    """Raised where a program is to break off."""


def test_plain_functions_give_way_and_compiled_ones_are_left_alone() -> None:
    turns: list[int] = []
    code = """
def keep(function):
    return function

def plain():
    for _ in range(3):
        pass
    @keep
    def inner():
        for _ in range(100):
            pass
    inner()

@keep
def decorated():
    while True:
        break

plain()
decorated()
result = 0
for _ in range(2):
    for _ in range(2):
        result += 1
"""
    assert _run(code, on_iteration=lambda: turns.append(0)).result == 4
    assert len(turns) == 3 + 2 * (1 + 2)


@pytest.mark.usefixtures("compute")
def test_training_gives_way_in_its_midst(dialect: str) -> None:
    lesson, text = find_lesson("overfitting"), lesson_text("overfitting")
    calls = itertools.count(1)

    def on_iteration() -> None:
        # The kind, the seed, and seven steps.
        if next(calls) == 9:
            raise _EnoughError

    with pytest.raises(_EnoughError) as told:
        run(
            lesson,
            text,
            dialect=dialect,
            inputs=lesson.read({}),
            data=drawn_dataset(),
            on_iteration=on_iteration,
        )
    train = next(each for each in told.traceback if each.name == "train")
    assert train.locals["number"] == 7
