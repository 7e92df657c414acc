"""Graphs as TensorFlow holds them, drawn."""

import numpy as np
import pytest

from signs_studio.lessons.graphs import graph_figure, value_text
from signs_studio.lessons.words import shape_text


@pytest.fixture(scope="module")
def tf():
    from signs_studio.engine.loading import load_tensorflow

    load_tensorflow()
    import tensorflow

    return tensorflow


def _named_edges(figure):
    return {(figure.nodes[a].name, figure.nodes[b].name) for a, b in figure.edges}


def test_a_session_graph_is_drawn_as_it_is(tf):
    with tf.Graph().as_default() as graph:
        x = tf.compat.v1.placeholder(tf.float32, [None, 3], name="x")
        w = tf.ones([3, 2], name="w")
        product = tf.matmul(x, w, name="product")
        with tf.control_dependencies([product]):
            tf.no_op(name="after")
    figure = graph_figure(graph, "Product")
    assert figure.title == "Product"
    assert [node.name for node in figure.nodes] == [o.name for o in graph.get_operations()]
    drawn = {node.name: node for node in figure.nodes}
    assert (drawn["x"].kind, drawn["x"].shape) == ("Placeholder", "(?, 3)")
    assert (drawn["product"].kind, drawn["product"].shape) == ("MatMul", "(?, 2)")
    assert {("x", "product"), ("w", "product"), ("product", "after")} <= _named_edges(figure)
    assert all(node.value == "" for node in figure.nodes)


def test_a_function_graph_is_drawn_as_it_is(tf):
    square = tf.function(lambda x: tf.multiply(x, x, name="square"))
    graph = square.get_concrete_function(tf.TensorSpec((), tf.float32, name="x")).graph
    figure = graph_figure(graph, "Square", values={"x": 3.0, "square": np.float32(9.0)})
    assert [(node.name, node.value) for node in figure.nodes[:2]] == [
        ("x", "3"),
        ("square", "9"),
    ]
    # One that is taken twice comes from one place.
    assert figure.edges.count((0, 1)) == 1


def test_operations_can_be_left_out(tf):
    with tf.Graph().as_default() as graph:
        a = tf.constant(1, name="a")
        tf.add(tf.identity(a, name="between"), a, name="sum")
    figure = graph_figure(graph, "Sum", keep=lambda operation: operation.name != "between")
    assert [node.name for node in figure.nodes] == ["a", "sum"]
    assert figure.edges == ((0, 1),)


def test_what_flows_through_one_left_out_is_an_edge(tf):
    with tf.Graph().as_default() as graph:
        w = tf.compat.v1.Variable([[1.0]], name="w", use_resource=False)
        tf.matmul(w, tf.ones((1, 1), name="x"), name="product")
    figure = graph_figure(graph, "Product", keep=lambda operation: "/" not in operation.name)
    assert _named_edges(figure) == {("w", "product"), ("x", "product")}


def test_an_operation_with_two_outputs_tells_both_shapes(tf):
    with tf.Graph().as_default() as graph:
        tf.split(tf.zeros([4, 6]), 2, name="halves")
    halves = next(n for n in graph_figure(graph, "").nodes if n.name == "halves")
    assert halves.shape == "(2, 6), (2, 6)"


@pytest.mark.parametrize(
    ("sizes", "text"), [(None, "?"), ([], "()"), ([3], "(3,)"), ([None, 2], "(?, 2)")]
)
def test_a_shape_reads_as_python_writes_it(tf, sizes, text):
    assert shape_text(tf.TensorShape(sizes)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (20, "20"),
        (np.int32(20), "20"),
        ("word", "word"),
        (0.123456, "0.1235"),
        ([1, 2], "[1, 2]"),
        (np.array([-1, 10**6]), "[−1, 1000000]"),
        (True, "True"),
        (np.array([[2.5, -0.123456], [0.0, 1.0], [7.0, 3.0]]), "−0.123 to 7"),
        (np.array([0.0, 1.0, np.nan, 2.0, np.inf]), "nan to nan"),
        ([[0.262712], [0.197834], [-0.533319]], "−0.533 to 0.263"),
        (float("nan"), "nan"),
        (10**18 / 7, "1.429×10¹⁷"),
        ([], "[]"),
    ],
)
def test_a_value_is_short(value, text):
    assert value_text(value) == text
