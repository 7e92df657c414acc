"""What holds for every lesson, whatever it teaches."""

import json
import math
import os
import subprocess
import sys
import time
from functools import cache
from itertools import product
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

import signs_studio
from signs_studio.commands.lesson import as_json
from signs_studio.data.archives.hdf5.writer import write_signs
from signs_studio.errors import LessonError
from signs_studio.figures import Figure
from signs_studio.lessons.catalogue import find_lesson, lesson_names, lesson_text
from signs_studio.lessons.lesson import DIALECTS
from signs_studio.lessons.program import program
from tests.lessons.answers import ANSWERS, SLOW, missing_answers

HOSTILE = ("", "abc", "nan", "1e400", "-1e400", "1000000000", "100000, 100000", "\x00", "9" * 5000)

# What is quick on an idle machine takes this long at most on one that is busy.
FREEZE_S = 60.0

FIELDS = [(name, each.name) for name in lesson_names() for each in find_lesson(name).fields]

# What a lesson does again and again is done as seldom as it can be: all else has its default, with
# which test_overfitting.py has both dialects read every picture alike at every step.
FEWER = {"overfitting": {"seeds": "2", "steps": "60"}}

# Each program has names of its own and nothing of the app's; they share a process, because
# importing TensorFlow takes longer than most of them.
RUN_ALL = """
import runpy, sys
for path in sys.argv[1:]:
    print("----")
    runpy.run_path(path, run_name="__main__")
"""


@pytest.fixture(scope="session")
def default_outcome(compute, hands):
    """What a lesson computes with its defaults in a dialect; each is computed once."""
    return cache(lambda name, dialect: compute(name, dialect, data=hands, **FEWER.get(name, {})))


def _program(name, dialect, *, source=""):
    lesson = find_lesson(name)
    inputs = lesson.read(FEWER.get(name, {}))
    return program(lesson, lesson_text(name), dialect=dialect, inputs=inputs, source=source)


def _plain_python(*arguments):
    """What plain Python prints, without a graphics card, as the app computes."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(signs_studio.__file__).parents[1]),
        "CUDA_VISIBLE_DEVICES": "-1",
    }
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _equal(one, other):
    """Asserts that two results are the same to float32's rounding, whatever they nest."""
    if isinstance(one, list):
        assert len(one) == len(other)
        for mine, theirs in zip(one, other, strict=True):
            _equal(mine, theirs)
    elif isinstance(one, float):
        assert one == pytest.approx(other, rel=1e-4, abs=1e-5, nan_ok=True)
    else:
        assert one == other


def _holds_plain_numbers(result):
    if isinstance(result, list):
        return all(map(_holds_plain_numbers, result))
    return type(result) in (int, float)


@pytest.mark.parametrize("name", lesson_names())
def test_both_dialects_agree(default_outcome, name):
    tf1, tf2 = (default_outcome(name, dialect).result for dialect in DIALECTS)
    assert _holds_plain_numbers(tf1)
    assert _holds_plain_numbers(tf2)
    _equal(tf1, tf2)


@pytest.mark.parametrize("name", lesson_names())
def test_what_is_printed_last_is_the_result(default_outcome, dialect, name):
    outcome = default_outcome(name, dialect)
    assert outcome.failure is None
    assert outcome.printed.splitlines()[-1] == str(outcome.result)
    json.dumps(as_json(outcome.result), allow_nan=False)
    json.dumps(as_json([*outcome.inputs.values.values()]), allow_nan=False)


def test_plain_python_prints_what_every_lesson_shows(default_outcome, hands, tmp_path):
    # Drawing the built-in pictures takes longer than reading them.
    write_signs(hands, tmp_path / "hands")
    every = list(product(DIALECTS, lesson_names()))
    paths = [tmp_path / f"{dialect}_{name}.py" for dialect, name in every]
    for (dialect, name), path in zip(every, paths, strict=True):
        code = _program(name, dialect, source=str(tmp_path / "hands"))
        path.write_text(code, encoding="utf-8")
    printed = _plain_python("-c", RUN_ALL, *map(str, paths)).split("----\n")[1:]
    shown = [default_outcome(name, dialect).printed + "\n" for dialect, name in every]
    assert dict(zip(every, printed, strict=True)) == dict(zip(every, shown, strict=True))


@pytest.mark.parametrize(("name", "dialect"), [("minimise", "tf1"), ("pictures", "tf2")])
def test_a_saved_program_runs_on_its_own(default_outcome, dialect, name, tmp_path):
    path = tmp_path / "saved.py"
    path.write_text(_program(name, dialect), encoding="utf-8")
    assert _plain_python(str(path)) == default_outcome(name, dialect).printed + "\n"


@pytest.mark.parametrize("name", lesson_names())
def test_a_program_is_whole_and_of_its_dialect(dialect, name):
    code = _program(name, dialect)
    compile(code, name, "exec")
    assert "{{" not in code
    assert "\n\n\n\n" not in code
    assert ("tensorflow.compat.v1" in code) is (dialect == "tf1")
    assert code.rstrip().endswith("print(result)")
    assert max(map(len, code.splitlines())) <= 100


@pytest.mark.parametrize("name", lesson_names())
def test_something_is_shown_in_both_dialects(default_outcome, dialect, name):
    outcome = default_outcome(name, dialect)
    shown = find_lesson(name).show(outcome)
    assert shown
    assert all(isinstance(each, get_args(Figure)) for each in shown)


def _answer(compute, name, dialect, **given):
    """An outcome, or the sentence with which it is refused."""
    try:
        return compute(name, dialect, **given)
    except LessonError as error:
        return str(error)


@pytest.mark.parametrize(("name", "field"), FIELDS)
def test_hostile_values_end_in_a_sentence_or_a_result(compute, hands, dialect, name, field):
    for value in HOSTILE:
        began = time.monotonic()
        answer = _answer(compute, name, dialect, data=hands, **{field: value})
        assert time.monotonic() - began < FREEZE_S
        if isinstance(answer, str):
            assert answer.endswith(".")
            assert len(answer) < 400
        else:
            assert answer.failure or answer.result is not None
            assert find_lesson(name).show(answer)


@pytest.mark.parametrize(("name", "field"), FIELDS)
def test_a_field_reads_its_own_default(name, field):
    lesson = find_lesson(name)
    declared = next(each for each in lesson.fields if each.name == field)
    assert lesson.read({field: declared.default_text}) == lesson.read({})
    assert field.isidentifier()
    assert str(declared.title)
    assert str(declared.help).endswith(".")


@pytest.mark.parametrize("name", lesson_names())
def test_a_field_that_is_not_there_is_told_with_those_that_are(name):
    lesson = find_lesson(name)
    with pytest.raises(LessonError) as told:
        lesson.read({"no_such_field": "1"})
    assert all(field.name in str(told.value) for field in lesson.fields)


@pytest.mark.parametrize("name", lesson_names())
def test_every_task_has_a_check_and_is_still_to_be_done(default_outcome, dialect, name):
    lesson, text = find_lesson(name), lesson_text(name)
    assert 1 <= len(text.tasks) == len(lesson.tasks) <= 3
    assert all(text.tasks)
    outcome = default_outcome(name, dialect)
    assert [check(outcome) for check in lesson.tasks] == [False] * len(lesson.tasks)


@pytest.mark.parametrize("name", lesson_names())
def test_every_task_has_a_right_answer_and_a_wrong_one(name):
    missing = missing_answers(name, ANSWERS.get(name, ()))
    assert not missing, missing


@pytest.mark.parametrize(
    ("dialect", "name", "fields", "solved"),
    [
        (dialect, name, *answer)
        for name, answers in ANSWERS.items()
        for answer in answers
        for dialect in tuple(DIALECTS)[: 1 if answer in SLOW else None]
    ],
)
def test_right_answers_are_told_from_wrong_ones(
    compute, default_outcome, hands, dialect, name, fields, solved
):
    if fields == FEWER.get(name, {}):
        outcome = default_outcome(name, dialect)
    else:
        outcome = compute(name, dialect, data=hands, **fields)
    assert tuple(check(outcome) for check in find_lesson(name).tasks) == solved


def test_what_is_missing_is_said():
    assert missing_answers("graph", ()) == (
        "Task 1 of the lesson graph has no right answer: write one into tests/lessons/answers.py."
    )
    assert "Task 2 of the lesson graph has no right answer" in missing_answers(
        "graph", (({}, (False, False)), ({}, (True, False)))
    )
    assert "Task 1 of the lesson graph has no wrong answer" in missing_answers(
        "graph", (({}, (True, True)),)
    )
    assert "tells of 1 task, but there are 2" in missing_answers("graph", (({}, (True,)),))


@pytest.mark.parametrize("name", lesson_names())
def test_a_text_is_short_and_has_both_dialects(name):
    text = lesson_text(name)
    assert text.title
    assert set(text.code) == set(DIALECTS)
    assert 20 <= len(text.words.split()) <= 170
    assert "```" not in text.words


def test_the_lessons_are_the_articles_in_its_order():
    assert lesson_names()[:12] == (
        "minimise",
        "coefficients",
        "graph",
        "placeholders",
        "linear",
        "sigmoid",
        "cost",
        "one-hot",
        "zeros-ones",
        "pictures",
        "model",
        "overfitting",
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [(1.0, 1.001), ([1.0], [1.0, 2.0]), ([[1]], [[2]]), (math.nan, 1.0), (math.inf, 1e38)],
)
def test_results_that_differ_are_told_apart(one, other):
    with pytest.raises(AssertionError):
        _equal(one, other)
    _equal(one, one)
    _equal(np.float32(0.1).item(), 0.1)
