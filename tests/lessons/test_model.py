"""Lesson 11: the whole model."""

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from signs_studio.data.opening import open_pictures
from signs_studio.errors import LessonError
from signs_studio.figures import FunctionPlot, Graph, Histogram, Matrix, Table
from signs_studio.lessons.catalogue import find_lesson, lesson_text
from signs_studio.lessons.program import run
from signs_studio.numbers import format_number
from signs_studio.recipe.presets import find_preset
from tests.conftest import drawn_dataset

LESSON = find_lesson("model")

FORWARD = {
    ("X", "W1X"),
    ("W1", "W1X"),
    ("W1X", "Z1"),
    ("b1", "Z1"),
    ("Z1", "A1"),
    ("W2", "W2A1"),
    ("A1", "W2A1"),
    ("W2A1", "Z2"),
    ("b2", "Z2"),
    ("Z2", "A2"),
    ("W3", "W3A2"),
    ("A2", "W3A2"),
    ("W3A2", "Z3"),
    ("b3", "Z3"),
    ("Z3", "logits"),
    ("logits", "P"),
}


@pytest.fixture(scope="module")
def model(compute, hands):
    """Computes the lesson on the built-in pictures; the same only once."""
    return cache(lambda dialect="tf2", **fields: compute("model", dialect, data=hands, **fields))


def _shown(outcome, kind):
    return [each for each in LESSON.show(outcome) if isinstance(each, kind)]


def _solved(outcome):
    return [check(outcome) for check in LESSON.tasks]


def _named_edges(graph):
    return {(graph.nodes[a].name, graph.nodes[b].name) for a, b in graph.edges}


def _costs_by_hand(data, *, rate, epochs, pictures, batch_size, seed):
    """The same training in NumPy, float64: weights, batches and Adam as the lesson says."""
    rng = np.random.default_rng(seed)
    x = data.train_x[:pictures].reshape(pictures, -1).T / 255
    y = np.eye(data.classes)[:, data.train_y[:pictures]]
    parameters = []
    for rows, columns in ((25, len(x)), (12, 25), (data.classes, 12)):
        r = math.sqrt(6 / (rows + columns))
        parameters += [rng.uniform(-r, r, (rows, columns)), np.zeros((rows, 1))]
    first, second = ([np.zeros_like(each) for each in parameters] for _ in range(2))
    costs, step = [], 0
    for _ in range(epochs):
        order, seen = rng.permutation(pictures), []
        for start in range(0, pictures, batch_size):
            batch = order[start : start + batch_size]
            outs = [x[:, batch]]
            for place in (0, 2, 4):
                z = parameters[place] @ outs[-1] + parameters[place + 1]
                outs.append(np.maximum(z, 0) if place < 4 else z)
            e = np.exp(outs[3] - outs[3].max(axis=0))
            p = e / e.sum(axis=0)
            seen.append(-np.log((p * y[:, batch]).sum(axis=0)).mean())
            slope, slopes = (p - y[:, batch]) / len(batch), []
            for place in (4, 2, 0):
                before = outs[place // 2]
                slopes[:0] = [slope @ before.T, slope.sum(axis=1, keepdims=True)]
                slope = (parameters[place].T @ slope) * (before > 0)
            step += 1
            for n, g in enumerate(slopes):
                first[n] = 0.9 * first[n] + 0.1 * g
                second[n] = 0.999 * second[n] + 0.001 * g * g
                length = rate * math.sqrt(1 - 0.999**step) / (1 - 0.9**step)
                parameters[n] = parameters[n] - length * first[n] / (np.sqrt(second[n]) + 1e-8)
        costs.append(np.mean(seen))
    return costs


def test_the_costs_are_those_of_numpy(model, dialect, hands):
    expected = _costs_by_hand(hands, rate=1e-4, epochs=2, pictures=100, batch_size=32, seed=0)
    outcome = model(dialect, epochs="2", pictures="100")
    assert outcome.result == pytest.approx(expected, rel=1e-4)


def test_it_learns_the_articles_data(compute, dialect, signs_folder):
    outcome = compute("model", dialect, data=open_pictures(signs_folder))
    assert len(outcome.result) == 5
    assert outcome.result[-1] < outcome.result[0]


def test_the_parameters_have_the_articles_shapes(model, dialect):
    (table,) = _shown(model(dialect, epochs="1"), Table)
    assert [row[:2] for row in table.rows] == [
        ("W1", "(25, 12288)"),
        ("b1", "(25, 1)"),
        ("W2", "(12, 25)"),
        ("b2", "(12, 1)"),
        ("W3", "(6, 12)"),
        ("b3", "(6, 1)"),
    ]


def test_the_first_weights_are_xaviers(model, dialect):
    (histogram,) = _shown(model(dialect, epochs="1"), Histogram)
    reach = math.sqrt(6 / (25 + 12288))
    assert sum(histogram.counts) == 25 * 12288
    assert -reach <= histogram.edges[0] < -0.99 * reach
    assert 0.99 * reach < histogram.edges[-1] <= reach


def test_the_graph_is_forward_propagation(model, dialect):
    (graph,) = _shown(model(dialect, epochs="1"), Graph)
    assert LESSON.show(model(dialect, epochs="1"))[0] == graph
    assert _named_edges(graph) == FORWARD
    drawn = {node.name: node for node in graph.nodes}
    assert drawn.keys() == {name for edge in FORWARD for name in edge}
    assert drawn["W1"].shape == "(25, 12288)"
    assert [drawn[name].kind for name in ("W1X", "A1", "A2", "P")] == [
        "MatMul",
        "Relu",
        "Relu",
        "Softmax",
    ]
    assert all(node.value for node in graph.nodes)


@pytest.mark.usefixtures("compute")
def test_the_graph_follows_the_code(dialect, hands):
    text = lesson_text("model")
    code = text.code[dialect].replace(
        'A2 = tf.nn.relu(Z2, name="A2")',
        'A2 = tf.tanh(tf.negative(Z2, name="turned"), name="A2")',
    )
    assert code != text.code[dialect]
    changed = replace(text, code={**text.code, dialect: code})
    outcome = run(LESSON, changed, dialect=dialect, inputs=LESSON.read({"epochs": "1"}), data=hands)
    (graph,) = _shown(outcome, Graph)
    assert _named_edges(graph) == FORWARD - {("Z2", "A2")} | {("Z2", "turned"), ("turned", "A2")}
    drawn = {node.name: node for node in graph.nodes}
    assert (drawn["A2"].kind, drawn["turned"].kind) == ("Tanh", "Neg")


def test_the_values_are_those_of_one_picture(model, dialect, hands):
    outcome = model(dialect, picture="5", epochs="1")
    values = {name: np.asarray(each) for name, each in outcome.values["values"].items()}
    x = hands.train_x[5].reshape(-1, 1) / 255
    np.testing.assert_allclose(values["X"], x, atol=1e-6)
    a1 = np.maximum(values["W1"] @ x + values["b1"], 0)
    a2 = np.maximum(values["W2"] @ a1 + values["b2"], 0)
    z3 = values["W3"] @ a2 + values["b3"]
    np.testing.assert_allclose(values["A1"], a1, atol=1e-4)
    np.testing.assert_allclose(values["Z3"], z3, atol=1e-4)
    np.testing.assert_allclose(values["P"], (np.exp(z3) / np.exp(z3).sum()).T, atol=1e-5)
    sure = _shown(outcome, Matrix)[0]
    ((row, column),) = sure.marked
    assert sure.columns[column] == f"sign {hands.train_y[5]}"
    assert sure.values[row][column] == pytest.approx(values["P"][0, hands.train_y[5]], abs=5e-4)


def test_a_cost_that_leaves_the_scale_is_shown(model, dialect):
    outcome = model(dialect, learning_rate="1000")
    assert outcome.result[0] > 1e6
    (plot,) = _shown(outcome, FunctionPlot)
    assert list(plot.curves[0].y) == outcome.result


def test_a_picture_that_is_not_learnt_from_cannot_be_followed():
    with pytest.raises(LessonError, match="one of the 50 that are learnt from, 0 to 49"):
        LESSON.read({"picture": "50", "pictures": "50"})


def test_a_network_that_guesses_between_two_signs_has_learnt_nothing(compute, dialect):
    two = drawn_dataset(classes=2, train=8)
    outcome = compute("model", dialect, data=two, epochs="1", learning_rate="0")
    assert outcome.result[0] < 1.65
    assert not _solved(outcome)[0]


def test_of_very_many_signs_there_is_no_square_of_them(compute, dialect):
    names = tuple(map(str, range(60_000)))
    many = replace(drawn_dataset(train=8), class_names=names)
    outcome = compute("model", dialect, data=many, epochs="1")
    assert outcome.values["Y_train"].shape == (60_000, 8)
    np.testing.assert_array_equal(outcome.values["Y_train"].argmax(axis=0), many.train_y)
    assert outcome.values["Y_train"].sum() == 8


def test_where_there_are_fewer_pictures_the_last_can_be_followed(compute, dialect, hands):
    few = replace(hands, train_x=hands.train_x[:20], train_y=hands.train_y[:20])
    assert compute("model", dialect, data=few, epochs="1", picture="19").failure is None
    beyond = compute("model", dialect, data=few, epochs="1", picture="20")
    assert str(beyond.failure) == (
        "There is no picture 20 among the 20 that are learnt from: follow one from 0 to 19."
    )
    assert LESSON.show(beyond) == ()
    assert _solved(beyond) == [False, False, False]


def test_the_limits_of_a_field_are_in_its_help():
    for each in LESSON.fields:
        span = f"{format_number(each.minimum)} to {format_number(each.maximum)}."
        assert str(each.help).endswith(f", {span}")


def test_nothing_comes_through_a_network_whose_units_died(model, dialect):
    assert not _solved(model(dialect))[1]
    dead = model(dialect, learning_rate="0.1")
    assert _solved(dead)[1]
    assert dead.result[-1] == pytest.approx(math.log(6), abs=0.02)


def test_a_picture_read_right_is_told_from_one_read_wrong(model, dialect, hands):
    first = model(dialect, pictures="8", epochs="1")
    weights = {name: np.asarray(each) for name, each in first.values["values"].items()}
    x = hands.train_x[:8].reshape(8, -1).T / 255
    a1 = np.maximum(weights["W1"] @ x + weights["b1"], 0)
    a2 = np.maximum(weights["W2"] @ a1 + weights["b2"], 0)
    right = (weights["W3"] @ a2 + weights["b3"]).argmax(axis=0) == hands.train_y[:8]
    for picture in (right.argmax(), right.argmin()):
        outcome = model(dialect, pictures="8", epochs="1", picture=str(picture))
        assert _solved(outcome)[2] is bool(right[picture])
    assert set(right.tolist()) == {True, False}


def test_train_it_trains_what_the_article_did():
    assert find_preset(LESSON.preset).draft["epochs"] == "1500"
    costs = LESSON.published_costs
    assert list(costs) == list(range(0, 1500, 100))
    assert (costs[0], costs[1400]) == (1.855702, 0.052289)
    assert sorted(costs.values(), reverse=True) == list(costs.values())
