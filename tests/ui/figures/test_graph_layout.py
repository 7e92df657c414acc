"""Where nodes of a graph stand, for any graph."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signs_studio.ui.figures.graph_layout import Layout, lay_out, layers_of, rising

BESIDE, BETWEEN = 10.0, 20.0


def graphs(*, circles: bool) -> st.SearchStrategy[tuple[int, list[tuple[int, int]]]]:
    """A number of nodes, and edges between them; without circles all lead to a later one."""

    def edges(count: int) -> st.SearchStrategy[tuple[int, list[tuple[int, int]]]]:
        node = st.integers(0, count - 1)
        pair = st.tuples(node, node)
        if not circles:
            pair = pair.filter(lambda edge: edge[0] < edge[1])
        return st.tuples(st.just(count), st.lists(pair, max_size=20, unique=True))

    return st.integers(2, 10).flatmap(edges)


def laid_out(count: int, edges: list[tuple[int, int]], *, downwards: bool = True) -> Layout:
    sizes = [size(n) for n in range(count)]
    return lay_out(sizes, edges, beside=BESIDE, between=BETWEEN, downwards=downwards)


def size(n: int) -> tuple[float, float]:
    return (30.0 + 5 * (n % 3), 12.0 + 4 * (n % 2))


@given(graphs(circles=True), st.booleans())
def test_no_node_lies_on_another_or_outside(
    graph: tuple[int, list[tuple[int, int]]], downwards: bool
) -> None:
    count, edges = graph
    layout = laid_out(count, edges, downwards=downwards)
    for n, (x, y) in enumerate(layout.places):
        width, height = size(n)
        assert x - width / 2 >= -1e-6
        assert x + width / 2 <= layout.width + 1e-6
        assert y - height / 2 >= -1e-6
        assert y + height / 2 <= layout.height + 1e-6
    for one, other in combinations(range(count), 2):
        (x1, y1), (x2, y2) = layout.places[one], layout.places[other]
        (w1, h1), (w2, h2) = size(one), size(other)
        apart = abs(x1 - x2) >= (w1 + w2) / 2 - 1e-6 or abs(y1 - y2) >= (h1 + h2) / 2 - 1e-6
        assert apart, (one, other)


@given(graphs(circles=False), st.booleans())
def test_every_edge_leads_the_same_way(
    graph: tuple[int, list[tuple[int, int]]], downwards: bool
) -> None:
    count, edges = graph
    layout = laid_out(count, edges, downwards=downwards)
    for (one, other), way in zip(edges, layout.ways, strict=True):
        along = [point[1] if downwards else point[0] for point in way]
        assert all(a < b for a, b in pairwise(along))
        across = 0 if downwards else 1
        assert way[0][across] == pytest.approx(layout.places[one][across])
        assert way[-1][across] == pytest.approx(layout.places[other][across])


@given(graphs(circles=True))
def test_every_edge_is_drawn_whatever_circles_there_are(
    graph: tuple[int, list[tuple[int, int]]],
) -> None:
    count, edges = graph
    layout = laid_out(count, edges)
    assert len(layout.ways) == len(edges)
    assert all(len(way) >= 2 for way in layout.ways)


def test_what_has_no_input_stands_right_above_what_uses_it() -> None:
    assert layers_of(4, [(0, 1), (1, 2), (3, 2)]) == [0, 1, 2, 1]


def test_a_chain_is_straight() -> None:
    layout = laid_out(4, [(0, 1), (1, 2), (2, 3)])
    assert len({round(x, 6) for x, _ in layout.places}) == 1


def test_edges_that_need_not_cross_do_not() -> None:
    layout = laid_out(4, [(0, 3), (1, 2)])
    (x0, _), (x1, _), (x2, _), (x3, _) = layout.places
    assert (x0 < x1) == (x3 < x2)


def test_no_nodes_take_no_room() -> None:
    layout = lay_out([], [], beside=BESIDE, between=BETWEEN, downwards=True)
    assert (layout.width, layout.height, layout.places) == (0.0, 0.0, ())


@given(st.lists(st.tuples(st.floats(-99, 99), st.floats(0.1, 9)), min_size=1, max_size=6))
def test_rising_is_nearer_than_any_neighbouring_choice(pairs: list[tuple[float, float]]) -> None:
    values, weights = zip(*pairs, strict=True)
    best = rising(values, weights)

    def cost(choice: list[float]) -> float:
        return sum(w * (c - v) ** 2 for c, v, w in zip(choice, values, weights, strict=True))

    assert all(a <= b + 1e-9 for a, b in pairwise(best))
    for n in range(len(best)):
        for step in (-0.01, 0.01):
            other = [*best]
            other[n] += step
            if all(a <= b for a, b in pairwise(other)):
                assert cost(best) <= cost(other) + 1e-9
