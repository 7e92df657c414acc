"""Lesson 4: what is fed comes out ten times as large, or TensorFlow says why not."""

import math
from dataclasses import replace

import numpy as np
import pytest

from signs_studio.errors import LessonError
from signs_studio.figures import Graph, Note, Table
from signs_studio.lessons.catalogue import find_lesson, lesson_text
from signs_studio.lessons.program import run

LESSON = find_lesson("placeholders")


def _shown(outcome, kind):
    return [each for each in LESSON.show(outcome) if isinstance(each, kind)]


def test_2_gives_the_articles_20(compute, dialect):
    outcome = compute("placeholders", dialect)
    assert outcome.result == 20
    assert isinstance(outcome.result, int)
    assert _shown(outcome, Table)[0].rows == (("2", "20"),)


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({"x": "-3"}, -30),
        ({"x": "1, 2, 3"}, [10, 20, 30]),
        ({"x": "[4]"}, [40]),
        ({"x": "1, 2, 3", "shape": "three"}, [10, 20, 30]),
        ({"x": "7", "shape": "one"}, 70),
        ({"x": "0.5", "dtype": "float32"}, 5.0),
        ({"x": "2", "dtype": "float32"}, 20.0),
        ({"x": "1, 0.25", "dtype": "float32"}, [10.0, 2.5]),
        ({"x": "1e400", "dtype": "float32"}, math.inf),
        ({"x": "0.1", "dtype": "float32"}, float(np.float32(0.1) * np.float32(10))),
    ],
)
def test_ten_times_what_was_fed(compute, dialect, fields, result):
    outcome = compute("placeholders", dialect, **fields)
    assert outcome.result == result
    assert type(outcome.result) is type(result)
    assert outcome.failure is None


def test_no_number_stays_none(compute, dialect):
    assert math.isnan(compute("placeholders", dialect, x="nan", dtype="float32").result)


@pytest.mark.parametrize(
    ("fields", "reason", "own_words"),
    [
        ({"x": "abc"}, "type int64, a number, but the word “abc” came", "abc"),
        ({"x": "abc", "dtype": "float32"}, "type float32, a number, but the word “abc”", "abc"),
        ({"x": ""}, "an empty text came", "''"),
        ({"x": "2", "dtype": "string"}, "no text can be multiplied by 10", "got 10 of type 'int'"),
        ({"x": "ab", "dtype": "string"}, "no text can be multiplied by 10", "Expected string"),
        ({"feed": "false"}, "Nothing was fed for x", "'x'"),
        ({"x": "1, 2", "shape": "three"}, "but 2 numbers came, of shape (2,)", "(2,)"),
        ({"x": "5", "shape": "three"}, "but one number came, of shape ()", "(3,)"),
        ({"x": "1, 2", "shape": "one"}, "one number, (), but 2 numbers came", "(2,)"),
        ({"x": "9" * 20}, "ends at 9,223,372,036,854,775,807, but “9999", "int"),
    ],
)
def test_tensorflows_refusal_is_put_into_plain_words(compute, dialect, fields, reason, own_words):
    outcome = compute("placeholders", dialect, **fields)
    assert outcome.result is None
    plain, _, own = str(outcome.failure).partition(" TensorFlow's own words: ")
    assert reason in plain
    assert own_words in own
    assert "\n" not in str(outcome.failure)
    assert "File" not in str(outcome.failure)
    # The window says it once, beside all figures.
    assert _shown(outcome, Note) == []


@pytest.mark.parametrize("text", ["2.5", "1, 2.5", "nan", "1e400", "-1e400"])
def test_where_the_two_tensorflows_differ_neither_is_asked(compute, dialect, text):
    with pytest.raises(LessonError, match="holds whole numbers only"):
        compute("placeholders", dialect, x=text)


def test_a_number_beyond_float32_is_refused(compute, dialect):
    with pytest.raises(LessonError, match=r"ends at 3\.4×10³⁸"):
        compute("placeholders", dialect, x="1e39", dtype="float32")


def test_what_does_not_fit_any_more_is_shown_and_said(compute, dialect):
    wrapped = compute("placeholders", dialect, x="9000000000000000000")
    assert wrapped.result == (9 * 10**19 + 2**63) % 2**64 - 2**63
    assert "wrapped round" in _shown(wrapped, Note)[0].text
    infinite = compute("placeholders", dialect, x="3e38", dtype="float32")
    assert infinite.result == math.inf
    assert "infinite" in _shown(infinite, Note)[0].text


def test_the_graph_is_drawn_with_what_was_fed(compute, dialect):
    picture = LESSON.show(compute("placeholders", dialect, x="1, 2"))[0]
    assert isinstance(picture, Graph)
    drawn = {node.kind: node for node in picture.nodes}
    assert (drawn["Placeholder"].name, drawn["Placeholder"].value) == ("x", "[1, 2]")
    assert (drawn["Const"].value, drawn["Mul"].value) == ("10", "[10, 20]")
    names = {(picture.nodes[a].kind, picture.nodes[b].kind) for a, b in picture.edges}
    assert {("Placeholder", "Mul"), ("Const", "Mul")} <= names


@pytest.mark.usefixtures("compute")
@pytest.mark.parametrize(
    ("becomes", "nodes"),
    [
        ("7 - 3 * {x}", {"Placeholder": ["5"], "Mul": ["15"], "Sub": ["−8"], "Const": ["3", "7"]}),
        ("tf.maximum({x}, 9)", {"Placeholder": ["5"], "Maximum": ["9"], "Const": ["9"]}),
        ("tf.identity({x}) + {x}", {"Placeholder": ["5"], "Identity": ["5"], "AddV2": ["10"]}),
    ],
)
def test_the_values_are_those_of_the_graph_whatever_the_formula(dialect, becomes, nodes):
    was, x = {"tf1": ("10 * placeholder", "placeholder"), "tf2": ("10 * x", "x")}[dialect]
    text = lesson_text("placeholders")
    code = text.code[dialect].replace(was, becomes.format(x=x))
    assert code != text.code[dialect]
    changed = replace(text, code={dialect: code})
    outcome = run(LESSON, changed, dialect=dialect, inputs=LESSON.read({"x": "5"}))
    drawn = LESSON.show(outcome)[0].nodes
    kinds = {node.kind for node in drawn}
    assert {kind: sorted(n.value for n in drawn if n.kind == kind) for kind in kinds} == nodes


def test_a_refused_feed_leaves_the_graph_empty(compute, dialect):
    picture = LESSON.show(compute("placeholders", dialect, x="1, 2", shape="three"))[0]
    assert isinstance(picture, Graph)
    assert next(node.shape for node in picture.nodes if node.name == "x") == "(3,)"
    assert all(node.value == "" for node in picture.nodes)


def test_the_label_stands_beside_what_came(compute, dialect):
    outcome = compute("placeholders", dialect, x="1, 2", shape="three")
    assert _shown(outcome, Table)[0].rows == (
        ("type", "int64", "whole numbers"),
        ("shape", "(3,)", "(2,)"),
    )
    unfed = compute("placeholders", dialect, feed="false")
    assert [row[2] for row in _shown(unfed, Table)[0].rows] == ["nothing", "nothing"]


def test_a_novel_is_not_fed(compute):
    with pytest.raises(LessonError, match="32 characters at most"):
        compute("placeholders", x="a" * 33)


def test_a_word_stays_a_word_in_the_program(compute, dialect):
    word = "\"); import os; ('"
    outcome = compute("placeholders", dialect, x=word)
    assert outcome.values["x"] == word
    assert "os" not in outcome.values
