"""Lesson 3: the graph is the one TensorFlow holds, and nothing is computed before it is run."""

from dataclasses import replace

import pytest

from signs_studio.errors import LessonError
from signs_studio.figures import Graph, Note, Steps, Table
from signs_studio.lessons.catalogue import find_lesson, lesson_text
from signs_studio.lessons.program import run

LESSON = find_lesson("graph")


def _shown(outcome, kind):
    return next(each for each in LESSON.show(outcome) if isinstance(each, kind))


def _edges(picture):
    return {(picture.nodes[a].name, picture.nodes[b].name) for a, b in picture.edges}


def test_two_times_ten_is_the_articles_20(compute, dialect):
    outcome = compute("graph", dialect)
    assert outcome.result == 20
    assert outcome.printed == "20"
    assert "c is 20" in _shown(outcome, Note).text


def test_the_graph_is_drawn_with_what_was_computed(compute, dialect):
    outcome = compute("graph", dialect, a="-7", b="6")
    picture = LESSON.show(outcome)[0]
    assert isinstance(picture, Graph)
    drawn = {node.name: (node.kind, node.shape, node.value) for node in picture.nodes}
    kind = {"tf1": "Const", "tf2": "Placeholder"}[dialect]
    assert drawn["a"] == (kind, "()", "−7")
    assert drawn["b"] == (kind, "()", "6")
    assert drawn["c"] == ("Mul", "()", "−42")
    assert "c is −42." in _shown(outcome, Note).text
    assert {("a", "c"), ("b", "c")} <= _edges(picture)
    held = [operation.name for operation in outcome.values["graph"].get_operations()]
    assert [node.name for node in picture.nodes] == held


def test_before_the_run_there_is_a_graph_and_no_number(compute, dialect):
    outcome = compute("graph", dialect, run="false")
    assert outcome.result is None
    assert outcome.printed == "None"
    picture = _shown(outcome, Graph)
    assert {("a", "c"), ("b", "c")} <= _edges(picture)
    assert all(node.value == "" for node in picture.nodes)
    assert _shown(outcome, Note).text.startswith("Nothing has been computed yet")


def test_in_tensorflow_1_c_is_a_name_before_the_run(compute):
    outcome = compute("graph", "tf1", run="false")
    assert str(outcome.values["c"]) in _shown(outcome, Note).text
    assert "c:0" in _shown(outcome, Note).text


def test_a_step_ticks_when_the_program_has_done_it(compute):
    names = ["Create tensors", "Write operations", "Initialise", "Create a session", "Run it"]
    whole = _shown(compute("graph", "tf1"), Steps).steps
    assert whole == tuple((name, True) for name in names)
    half = _shown(compute("graph", "tf1", run="false"), Steps).steps
    assert half == tuple(zip(names, [True, True, True, False, False], strict=True))
    called = [done for _, done in _shown(compute("graph", "tf2"), Steps).steps]
    uncalled = [done for _, done in _shown(compute("graph", "tf2", run="false"), Steps).steps]
    assert (called, uncalled) == ([True] * 4, [True] * 3 + [False])


def test_what_tensorflow_2_does_today_stands_beside(compute, dialect):
    table = _shown(compute("graph", dialect), Table)
    assert len(table.rows) == 5
    assert all(len(row) == len(table.headings) for row in table.rows)


@pytest.mark.parametrize(
    ("was", "becomes", "kind", "edge"),
    [
        ("tf.multiply(a, b", "tf.add(a, b", "AddV2", ("b", "c")),
        ("tf.multiply(a, b", "tf.multiply(a, tf.negative(b, name='minus')", "Mul", ("minus", "c")),
    ],
)
def test_the_drawing_follows_the_code(compute, dialect, was, becomes, kind, edge):
    drawn_first = _shown(compute("graph", dialect), Graph)
    text = lesson_text("graph")
    assert was in text.code[dialect]
    changed = replace(text, code={dialect: text.code[dialect].replace(was, becomes)})
    outcome = run(LESSON, changed, dialect=dialect, inputs=LESSON.read({}))
    picture = _shown(outcome, Graph)
    assert picture != drawn_first
    assert next(node.kind for node in picture.nodes if node.name == "c") == kind
    assert edge in _edges(picture)


@pytest.mark.usefixtures("compute")
def test_a_step_that_is_left_out_does_not_tick():
    text = lesson_text("graph")
    code = text.code["tf1"].replace('    done.append("initialise")\n', "")
    outcome = run(LESSON, replace(text, code={"tf1": code}), dialect="tf1", inputs=LESSON.read({}))
    assert dict(_shown(outcome, Steps).steps)["Initialise"] is False


def test_the_largest_numbers_do_not_wrap_round(compute, dialect):
    assert compute("graph", dialect, a="-10000", b="10000").result == -(10**8)


@pytest.mark.parametrize("text", ["2.5", "10001", "1000000000"])
def test_what_is_no_small_whole_number_is_refused(compute, text):
    with pytest.raises(LessonError, match="a must be a whole number from -10000 to 10000"):
        compute("graph", a=text)
