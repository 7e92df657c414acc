"""What TensorFlow holds on to, as far as it can be counted."""

import gc
from typing import NamedTuple


class Kept(NamedTuple):
    """What TensorFlow keeps of functions.

    Attributes:
        functions: Names of those that it knows, but for those that it wraps operations in, other
            than the one that has XLA launch what it compiled.
        graphs: Their graphs, by where they lie in memory.
        gradients: Names of those that were registered for single operations of a graph.
    """

    functions: set[str]
    graphs: set[int]
    gradients: set[str]


def kept() -> Kept:
    """What it keeps now; TensorFlow must have been loaded."""
    from tensorflow.python.eager.context import context
    from tensorflow.python.framework.func_graph import FuncGraph
    from tensorflow.python.framework.ops import gradient_registry

    names = context().list_function_names()
    wrapped = {name for name in names if name.startswith("__wrapped__") and "XlaLaunch" not in name}
    return Kept(
        names - wrapped,
        {id(each) for each in gc.get_objects() if isinstance(each, FuncGraph)},
        {name for name in gradient_registry.list() if name.startswith("CustomGradient")},
    )
