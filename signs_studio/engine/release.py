"""Gives back memory that TensorFlow would hold for as long as the process lives.

TensorFlow keeps what it makes in four places, none of which it ever clears:

- The graph of a function refers to itself, partly in C++, where Python's search for garbage does
  not look. Such a search would also have to be made on a thread that destroys no widgets.
- A function whose gradient is written out, as that of the cross-entropy, adds it to a registry with
  each graph that it is part of, and with it the whole graph.
- XLA keeps every program that it has compiled.
- For each variable of another name the operation that makes it is compiled, and kept.

So graphs are taken apart here, on the thread that traced them, XLA's programs are dropped all at
once, and variables are named as before.
"""

from __future__ import annotations

import gc
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

# What TensorFlow calls XLA's compiler: by name, and by its C++ type as compilers spell it.
_COMPILER = (
    "xla_device_compiler",
    "N10tensorflow14DeviceCompilerIN3xla15LocalExecutableENS1_11LocalClientEEE",
)
_CONTAINER = "localhost"
_MAX_BUCKETS = 2**63 - 1


def release_graphs_of(files: str) -> None:
    """Takes apart the graphs of all functions that were traced by code of some files.

    None of these functions can be called any more.

    Args:
        files: What the names of these files begin with.
    """
    _release(graph for graph in _live_graphs() if _is_traced_by(graph, files))


def release_graph(root: Any) -> None:
    """Takes apart the graph of a function and those within it, such as its loops."""
    _release(graph for graph in _live_graphs() if _is_within(graph, root))


def release_xla_programs() -> None:
    """Drops all programs that XLA has compiled for the processor.

    Those that are called again are compiled again. No program may run meanwhile: TensorFlow looks
    up what it runs, and holds on to nothing.
    """
    import tensorflow as tf

    with tf.device("CPU:0"):
        handle = _resource_handle(*_COMPILER, tf.constant(0.0).device)
        tf.raw_ops.DestroyResourceOp(resource=handle, ignore_lookup_error=True)


def restart_names() -> None:
    """Has Keras number what is made on this thread from the first again, as in a new process.

    For each variable of another name TensorFlow keeps a kernel that makes it, some 20 kB. The cache
    of all kernels could be cleared, but not while another thread trains.
    """
    from keras.src.utils.naming import reset_uids

    reset_uids()


def _live_graphs() -> list[Any]:
    """The graphs of all functions that are there.

    They are found by their type. To go through all objects would, for a moment, hold widgets, which
    might then be destroyed by this thread.
    """
    from tensorflow.python.framework.func_graph import FuncGraph

    kinds = _with_subclasses(FuncGraph)
    return [each for each in gc.get_referrers(*kinds) if type(each) in kinds]


def _with_subclasses(kind: type) -> set[type]:
    return {kind}.union(*map(_with_subclasses, kind.__subclasses__()))


def _is_traced_by(graph: Any, files: str) -> bool:
    operations = graph.get_operations()
    lines = (operations[0].traceback or ()) if operations else ()
    return any(line.filename.startswith(files) for line in lines)


def _is_within(graph: Any, root: Any) -> bool:
    while graph is not None and graph is not root:
        graph = getattr(graph, "outer_graph", None)
    return graph is root


def _release(graphs: Iterable[Any]) -> None:
    from tensorflow.python.framework.func_graph import dismantle_func_graph

    graphs = list(graphs)
    for graph in graphs:
        _forget_gradients(graph)
        dismantle_func_graph(graph)
    for graph in graphs:
        # It has no __dict__ to be asked for.
        for held in gc.get_referents(graph):
            if isinstance(held, dict):
                held.clear()


def _forget_gradients(graph: Any) -> None:
    """Removes the gradients that were written out for operations of a graph from the registry."""
    from tensorflow.python.framework.ops import gradient_registry

    for operation in graph.get_operations():
        # What a function with a gradient of its own gives goes through one of these.
        if operation.type == "IdentityN":
            name = operation.node_def.attr["_gradient_op_type"].s.decode()
            gradient_registry._registry.pop(name, None)


def _resource_handle(name: str, type_name: str, device: str) -> Any:
    """A handle by which TensorFlow finds something of its own on a device."""
    import tensorflow as tf
    from tensorflow.core.framework.resource_handle_pb2 import ResourceHandleProto
    from tensorflow.core.framework.tensor_pb2 import TensorProto

    handle = ResourceHandleProto(
        device=device,
        container=_CONTAINER,
        name=name,
        hash_code=_hash_of_type(type_name),
        maybe_type_name=type_name,
    )
    proto = TensorProto(dtype=tf.resource.as_datatype_enum, resource_handle_val=[handle])
    return tf.io.parse_tensor(proto.SerializeToString(), tf.resource)


@lru_cache
def _hash_of_type(type_name: str) -> int:
    """The number by which TensorFlow knows a C++ type, 64 bits: the hash of its name.

    An operation tells its remainder, by at most one bit less. That number is odd, so that whether
    the hash is even says whether it was taken off.
    """
    import tensorflow as tf

    remainder, parity = (
        int(tf.raw_ops.StringToHashBucket(string_tensor=type_name, num_buckets=buckets))
        for buckets in (_MAX_BUCKETS, 2)
    )
    return remainder + _MAX_BUCKETS * ((remainder + parity) % 2)
