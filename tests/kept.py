"""What TensorFlow holds on to, as far as it can be counted."""

import gc


def kept_functions() -> set[str]:
    """The functions that TensorFlow knows of, but for those that it wraps operations in."""
    from tensorflow.python.eager.context import context

    names = context().list_function_names()
    return {name for name in names if not name.startswith("__wrapped__")}


def kept_graphs() -> list[object]:
    """The graphs of functions."""
    from tensorflow.python.framework.func_graph import FuncGraph

    return [each for each in gc.get_objects() if isinstance(each, FuncGraph)]


def kept_gradients() -> set[str]:
    """The gradients that were registered for single operations of a graph."""
    from tensorflow.python.framework.ops import gradient_registry

    return {name for name in gradient_registry.list() if name.startswith("CustomGradient")}
