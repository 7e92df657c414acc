"""Layout of a graph: its nodes stand in layers, so that all edges lead the same way.

It is Sugiyama's method: circles are cut, nodes put into layers, long edges led through all of them,
crossings made few by barycentres, and places found by least squares.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Position = tuple[float, float]

_ORDER_SWEEPS, _PLACE_SWEEPS, _SETTLE_SWEEPS = 8, 4, 3
# How much it counts that an edge is straight. On its way through layers it is; at its ends it
# bends, so that others do not, and what hangs on a single edge moves to where that leads.
_THROUGH, _PLAIN, _BENDING, _HANGING = 8.0, 1.0, 0.2, 0.1


@dataclass(frozen=True)
class Layout:
    """Places of all nodes and edges, from (0, 0) at the top left.

    Attributes:
        places: The middle of each node.
        ways: Through which points each edge goes, from the edge of one node to that of the other.
        width: How wide all of it is.
        height: How high.
        downwards: Whether layers follow each other downwards; else to the right.
    """

    places: tuple[Position, ...]
    ways: tuple[tuple[Position, ...], ...]
    width: float
    height: float
    downwards: bool


def lay_out(
    sizes: Sequence[tuple[float, float]],
    edges: Sequence[tuple[int, int]],
    *,
    beside: float,
    between: float,
    downwards: bool,
) -> Layout:
    """Puts every node beneath (or right of) those that it takes its input from.

    Args:
        sizes: Width and height of each node.
        edges: From one node's index to another's. Where they lead round in a circle, one of them
            leads back.
        beside: Room between neighbours in a layer.
        between: Room between layers.
        downwards: Whether layers follow each other downwards; else to the right.
    """
    if not sizes:
        return Layout((), (), 0.0, 0.0, downwards)
    # It is worked out downwards, in which a node's breadth lies along its layer.
    breadths = [width if downwards else height for width, height in sizes]
    depths = [height if downwards else width for width, height in sizes]
    levels = layers_of(len(sizes), edges)
    chains, breadths, depths, levels = _through_layers(edges, breadths, depths, levels)
    layers: list[list[int]] = [[] for _ in range(max(levels) + 1)]
    for node, level in enumerate(levels):
        layers[level].append(node)
    links = [link for chain in chains for link in pairwise(chain) if len(chain) > 1]
    layers = _ordered(layers, links)
    across = _placed(layers, links, breadths, beside=beside, real=len(sizes))
    tops, along = 0.0, []
    for layer in layers:
        deepest = max(depths[node] for node in layer)
        along.append((tops, tops + deepest / 2, tops + deepest))
        tops += deepest + between
    left = min(across[node] - breadths[node] / 2 for node in range(len(breadths)))
    right = max(across[node] + breadths[node] / 2 for node in range(len(breadths)))

    def turned(x: float, y: float) -> Position:
        return (x - left, y) if downwards else (y, x - left)

    def way(chain: list[int]) -> tuple[Position, ...]:
        points = []
        for place, node in enumerate(chain):
            _, middle, _ = along[levels[node]]
            half = depths[node] / 2 if node < len(sizes) else 0.0
            if place > 0:
                points.append(turned(across[node], middle - half))
            if place < len(chain) - 1 and (place == 0 or half):
                points.append(turned(across[node], middle + half))
        return tuple(points)

    width, height = turned(right, tops - between)
    return Layout(
        places=tuple(turned(across[n], along[levels[n]][1]) for n in range(len(sizes))),
        ways=tuple(
            way(chain) if levels[chain[0]] <= levels[chain[-1]] else way(chain[::-1])[::-1]
            for chain in chains
        ),
        width=width,
        height=height,
        downwards=downwards,
    )


def layers_of(count: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """The layer of each node: as early as its inputs allow; what has none stands by its user.

    Args:
        count: How many nodes there are.
        edges: From one's index to another's.
    """
    forward = _without_circles(count, edges)
    followers: dict[int, list[int]] = defaultdict(list)
    for one, other in forward:
        followers[one].append(other)
    waiting = [0] * count
    for _, other in forward:
        waiting[other] += 1
    levels = [0] * count
    ready = [node for node in range(count) if not waiting[node]]
    sources = list(ready)
    for node in ready:
        for other in followers[node]:
            levels[other] = max(levels[other], levels[node] + 1)
            waiting[other] -= 1
            if not waiting[other]:
                ready.append(other)
    for node in sources:
        if followers[node]:
            levels[node] = min(levels[other] for other in followers[node]) - 1
    return levels


def _without_circles(count: int, edges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The edges but for those that close a circle."""
    followers: dict[int, list[int]] = defaultdict(list)
    for one, other in edges:
        followers[one].append(other)
    state = [0] * count  # 0 not seen yet, 1 on the way here, 2 done
    kept = []
    for start in range(count):
        if state[start]:
            continue
        state[start] = 1
        path = [(start, iter(followers[start]))]
        while path:
            node, rest = path[-1]
            for other in rest:
                if state[other] == 1:
                    continue
                kept.append((node, other))
                if not state[other]:
                    state[other] = 1
                    path.append((other, iter(followers[other])))
                    break
            else:
                state[node] = 2
                path.pop()
    return kept


def _through_layers(
    edges: Sequence[tuple[int, int]],
    breadths: list[float],
    depths: list[float],
    levels: list[int],
) -> tuple[list[list[int]], list[float], list[float], list[int]]:
    """Each edge as a chain of nodes in successive layers, with nodes of no size on its way."""
    breadths, depths, levels = list(breadths), list(depths), list(levels)
    chains = []
    for one, other in edges:
        step = 1 if levels[other] >= levels[one] else -1
        chain = [one]
        for level in range(levels[one] + step, levels[other], step):
            chain.append(len(levels))
            breadths.append(0.0)
            depths.append(0.0)
            levels.append(level)
        chains.append([*chain, other])
    return chains, breadths, depths, levels


def _ordered(layers: list[list[int]], links: list[tuple[int, int]]) -> list[list[int]]:
    """The layers in an order in which few edges cross, as far as a few sweeps find one."""
    neighbours: dict[int, list[int]] = defaultdict(list)
    for one, other in links:
        neighbours[one].append(other)
        neighbours[other].append(one)
    best, fewest = layers, _crossings(layers, links)
    now = [list(layer) for layer in layers]
    for sweep in range(_ORDER_SWEEPS):
        down = sweep % 2 == 0
        step = -1 if down else 1
        for level in range(1, len(now)) if down else range(len(now) - 2, -1, -1):
            now[level] = _by_neighbours(now[level], now[level + step], neighbours)
        crossings = _crossings(now, links)
        if crossings < fewest:
            best, fewest = [list(layer) for layer in now], crossings
    return best


def _by_neighbours(
    layer: list[int], fixed: list[int], neighbours: dict[int, list[int]]
) -> list[int]:
    """A layer in the order of what its nodes are connected with in the one that stays."""
    there = {node: place for place, node in enumerate(fixed)}
    middles = {}
    for place, node in enumerate(layer):
        places = [there[other] for other in neighbours[node] if other in there]
        middles[node] = sum(places) / len(places) if places else float(place)
    return sorted(layer, key=lambda node: middles[node])


def _crossings(layers: list[list[int]], links: list[tuple[int, int]]) -> int:
    """Returns the number of pairs of edges that cross between neighbouring layers."""
    place = {node: (level, n) for level, layer in enumerate(layers) for n, node in enumerate(layer)}
    by_level: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for link in links:
        (level, above), (_, below) = sorted(place[node] for node in link)
        by_level[level].append((above, below))
    return sum(
        (one[0] - other[0]) * (one[1] - other[1]) < 0
        for between in by_level.values()
        for n, one in enumerate(between)
        for other in between[:n]
    )


def _placed(
    layers: list[list[int]],
    links: list[tuple[int, int]],
    breadths: list[float],
    *,
    beside: float,
    real: int,
) -> list[float]:
    """Returns the middle of each node along its layer, as near to its neighbours as it can be."""
    near: dict[int, list[int]] = defaultdict(list)
    for one, other in links:
        near[one].append(other)
        near[other].append(one)

    def weight(one: int, other: int) -> float:
        if one >= real or other >= real:
            return _THROUGH if one >= real and other >= real else _BENDING
        fewest, most = sorted((len(near[one]), len(near[other])))
        return _HANGING if fewest == 1 < most else _PLAIN

    offsets = {}
    for layer in layers:
        at = 0.0
        for before, node in zip([None, *layer], layer, strict=False):
            if before is not None:
                at += (breadths[before] + breadths[node]) / 2 + beside
            offsets[node] = at
    across = [0.0] * len(breadths)
    for layer in layers:
        middle = offsets[layer[-1]] / 2
        for node in layer:
            across[node] = offsets[node] - middle
    level_of = {node: level for level, layer in enumerate(layers) for node in layer}

    def place(level: int, sides: tuple[int, ...]) -> None:
        """Moves a layer to where its neighbours in those beside it are."""
        layer = layers[level]
        wanted, weights = [], []
        for node in layer:
            pulls = [
                (across[other], weight(node, other))
                for other in near[node]
                if level_of[other] - level in sides
            ]
            total = sum(pull for _, pull in pulls)
            mean = sum(at * pull for at, pull in pulls) / total if pulls else across[node]
            wanted.append(mean - offsets[node])
            weights.append(total or _HANGING)
        for node, at in zip(layer, rising(wanted, weights), strict=True):
            across[node] = at + offsets[node]

    # What is known at one end reaches the other in a single sweep, then all settle between.
    for _ in range(_PLACE_SWEEPS):
        for level in range(1, len(layers)):
            place(level, (-1,))
        for level in range(len(layers) - 2, -1, -1):
            place(level, (1,))
    for _ in range(_SETTLE_SWEEPS):
        for level in range(len(layers)):
            place(level, (-1, 1))
    return across


def rising(values: Sequence[float], weights: Sequence[float]) -> list[float]:
    """Isotonic regression: the nearest numbers to ``values`` of which none is less than the last.

    Near is meant by weighted squares; neighbours out of order are pooled into their mean.

    Args:
        values: What is wanted.
        weights: How much each counts, positive, as many.
    """
    blocks: list[tuple[float, float, int]] = []  # mean, weight, how many
    for value, weight in zip(values, weights, strict=True):
        blocks.append((value, weight, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (mean, heavy, many), (other, light, few) = blocks[-2:]
            total = heavy + light
            blocks[-2:] = [((mean * heavy + other * light) / total, total, many + few)]
    return [mean for mean, _, many in blocks for _ in range(many)]
