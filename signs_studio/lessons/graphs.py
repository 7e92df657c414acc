"""A graph as TensorFlow holds it, as a figure.

TensorFlow is not imported: whatever has operations with inputs and outputs can be drawn.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from signs_studio.figures import Graph, Node
from signs_studio.lessons.words import format_digits, shape_text
from signs_studio.messages import Message
from signs_studio.numbers import format_full

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

# Of tensors of more numbers or letters only the span is written into a node.
_WHOLE_UP_TO, _LONGEST = 4, 22


def _every_operation(_operation: Any) -> bool:
    return True


def graph_figure(
    tf_graph: Any,
    title: str,
    *,
    values: Mapping[str, Any] = MappingProxyType({}),
    keep: Callable[[Any], bool] = _every_operation,
) -> Graph:
    """Operations of a graph in the order they were made, and what flows between them.

    Args:
        tf_graph: A ``tf.Graph``, or the graph of a concrete function.
        title: What the figure is called.
        values: What came out of operations, by their names: numbers, words or arrays.
        keep: Which operations are drawn, where there are too many for all. What flows through
            others, such as the reading of a variable, is an edge from one drawn to the next.
    """
    operations = [each for each in tf_graph.get_operations() if keep(each)]
    index = {operation.name: place for place, operation in enumerate(operations)}
    nodes = tuple(
        Node(
            operation.name,
            operation.type,
            shape=", ".join(shape_text(output.shape) for output in operation.outputs),
            value=value_text(values[operation.name]) if operation.name in values else "",
        )
        for operation in operations
    )
    edges = tuple(
        (index[name], index[operation.name])
        for operation in operations
        for name in _sources(operation, drawn=index.keys())
    )
    return Graph(title=title, nodes=nodes, edges=edges)


def value_text(value: Any) -> str:
    """A tensor's value, short enough for a node: of many numbers the least and the largest."""
    array = np.asarray(value)
    if array.dtype.kind in "USO":
        return str(value)
    span = (
        Message("lessons", "{lowest} to {highest}").text(
            lowest=format_digits(array.min(), 3), highest=format_digits(array.max(), 3)
        )
        if array.size > 1
        else ""
    )
    if array.size > _WHOLE_UP_TO:
        return span
    whole = np.array2string(
        array,
        separator=", ",
        formatter={
            "int_kind": lambda number: format_full(int(number)),
            "float_kind": lambda number: format_digits(float(number), 4),
        },
    )
    return span if span and len(whole) > _LONGEST else whole


def _sources(operation: Any, *, drawn: Collection[str]) -> tuple[str, ...]:
    """The names of the drawn operations that come next before this one, in order, each once."""
    found: dict[str, None] = {}
    passed: set[str] = set()
    waiting = _before(operation)
    while waiting:
        each = waiting.pop()
        if each.name in drawn:
            found[each.name] = None
        elif each.name not in passed:
            passed.add(each.name)
            waiting.extend(_before(each))
    return tuple(found)


def _before(operation: Any) -> list[Any]:
    """The operations right before this one, the last of them first."""
    return [*(each.op for each in operation.inputs), *operation.control_inputs][::-1]
