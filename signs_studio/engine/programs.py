"""Functions that TensorFlow compiles, of which no more is kept than what the last few take."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from signs_studio.engine.release import release_graph, release_xla_programs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import tensorflow as tf

    from signs_studio.runs.devices import Device

MAX_PROGRAMS = 16
"""Number of compiled programs at which all are given up; each takes 5 to 10 MB."""


class Program:
    """A function that is compiled by its first call, for tensors of the shapes that it is given.

    When ``MAX_PROGRAMS`` are compiled and one more is asked for, all are given up, and compiled
    again by their next call: XLA drops nothing by itself, and only everything at once. Lives on the
    thread that trains.
    """

    def __init__(self, function: Callable[..., Any], *, under_xla: bool, device: Device) -> None:
        """Compiles nothing yet.

        Args:
            function: What to compute, in TensorFlow's words.
            under_xla: Whether XLA compiles it.
            device: Where it is computed.
        """
        self._function = function
        self._under_xla = under_xla
        self._device = device
        self._compiled: _Traced | _Launched | None = None
        self._was_called = False

    @property
    def compiled(self) -> bool:
        """Returns whether a call would start at once."""
        return self._was_called

    def __call__(self, *given: Any) -> Any:
        """Computes the function of tensors, or of tuples and lists of them."""
        if self._compiled is None:
            if len(_compiled) >= MAX_PROGRAMS:
                forget_programs()
            with _without_searches_for_garbage():
                # On a graphics card TensorFlow's own way is taken, which leaves some of it behind:
                # there nothing else was tried yet.
                if self._under_xla and not self._device.is_gpu:
                    self._compiled = _Launched(self._function, given)
                else:
                    self._compiled = _Traced(self._function, given, under_xla=self._under_xla)
            _compiled.append(self)
        result = self._compiled(given)
        self._was_called = True
        return result

    def forget(self) -> None:
        """Gives up what was compiled, but for what XLA keeps."""
        if self._compiled is not None:
            self._compiled.release()
            self._compiled = None
            self._was_called = False


_compiled: list[Program] = []


def forget_programs() -> None:
    """Gives up all programs."""
    for program in _compiled:
        program.forget()
    _compiled.clear()
    release_xla_programs()


class PassingProgram:
    """A function that TensorFlow optimizes for a while, without XLA, on any thread.

    It is traced anew for each shape of its arguments, does not count among those that are kept, and
    is given up where its context ends.

    Args:
        function: Of tensors, or of tuples and dicts of them.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self._traced: dict[Any, _Traced] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for traced in self._traced.values():
            traced.release()
        self._traced.clear()

    def __call__(self, *given: Any) -> Any:
        """Computes the function."""
        import tensorflow as tf

        shapes = tuple(tuple(each.shape) for each in tf.nest.flatten(given))
        if shapes not in self._traced:
            with _without_searches_for_garbage():
                self._traced[shapes] = _Traced(self._function, given, under_xla=False)
        return self._traced[shapes](given)


def optimized_apart(function: Callable[..., Any], *, under_xla: bool) -> Callable[..., Any]:
    """Returns a function that TensorFlow optimizes by itself, not with what it is called from.

    Inside a loop oneDNN takes over the gradient of a max pool only where it comes upon the pool
    first; in what order it goes round a loop is chance, so that the same ConvNet took a quarter
    more time in most programs, for as long as they lived. In a function that has no loop the pool
    always comes first.

    Args:
        function: Of tensors, or of tuples and dicts of them; called where a ``Program`` is traced,
            and not kept after that.
        under_xla: Whether XLA compiles that program: then nothing is to be gained.
    """
    import tensorflow as tf

    if under_xla:
        return function

    apart: Callable[..., Any] = tf.function(
        function, autograph=False, experimental_attributes={"_noinline": True}
    )
    return apart


class _Traced:
    """A function as a graph."""

    def __init__(
        self, function: Callable[..., Any], given: tuple[Any, ...], *, under_xla: bool
    ) -> None:
        import tensorflow as tf

        compiled = tf.function(function, jit_compile=under_xla, autograph=False)
        self._traced = compiled.get_concrete_function(*given)

    def __call__(self, given: tuple[Any, ...]) -> Any:
        # The traced function is called itself: finding it again by the shapes of all arguments
        # would take a third of the time of a small network's epoch.
        return self._traced(*given)

    def release(self) -> None:
        release_graph(self._traced.graph)


class _Launched:
    """A function that XLA compiles and runs.

    Called as TensorFlow's own function it would leave the graph behind that TensorFlow looks
    through for constants. So another function calls it, of one operation, which has XLA launch it;
    run by itself, that operation would be kept with the definition of all that it launches. And of
    the graph only its definition is kept: XLA asks each operation of a graph for the lines that
    made it, which are then held for ever.
    """

    def __init__(self, function: Callable[..., Any], given: tuple[Any, ...]) -> None:
        import tensorflow as tf
        from tensorflow.python.eager.context import context

        traced = tf.function(function, autograph=False).get_concrete_function(*given)
        assert not traced.captured_inputs
        self._results = tf.nest.map_structure(lambda each: each.dtype, traced.structured_outputs)
        parts = traced.graph.as_graph_def().library.function
        launched = traced.function_def
        launcher = _launcher(
            launched.signature.name,
            inputs=[each.dtype for each in tf.nest.flatten(given)],
            outputs=tf.nest.flatten(self._results),
        )
        definitions = [launched, *parts, launcher]
        # TensorFlow's own go with the graph: two cannot have the same name.
        release_graph(traced.graph)
        del traced
        self._context = context()
        self._names = [each.signature.name for each in definitions]
        for each in definitions:
            self._context.add_function_def(each)
        self._launcher = launcher.signature.name
        self._count = len(launcher.signature.output_arg)

    def __call__(self, given: tuple[Any, ...]) -> Any:
        import tensorflow as tf
        from tensorflow.python.eager.execute import execute

        results = execute(self._launcher, self._count, tf.nest.flatten(given), None, self._context)
        return tf.nest.pack_sequence_as(self._results, results)

    def release(self) -> None:
        for name in self._names:
            self._context.remove_function(name)


def _launcher(function: str, *, inputs: Sequence[tf.DType], outputs: Sequence[tf.DType]) -> Any:
    """The definition of a function that has XLA compile another one and run it.

    Args:
        function: Name of the other one, which takes and gives the same.
        inputs: What it takes.
        outputs: What it gives.

    Returns:
        A ``FunctionDef``, whose one operation is TensorFlow's ``XlaLaunch``.
    """
    from tensorflow.core.framework.function_pb2 import FunctionDef

    definition = FunctionDef()
    definition.signature.name = f"{function}_launcher"
    launch = definition.node_def.add(name="launch", op="XlaLaunch")
    launch.attr["function"].func.name = function
    launch.attr["Nresources"].i = 0
    # An empty list, which is not the same as none.
    launch.attr["Tconstants"].list.SetInParent()
    for place, each in enumerate(inputs):
        definition.signature.input_arg.add(name=f"input_{place}", type=each.as_datatype_enum)
        launch.input.append(f"input_{place}")
        launch.attr["Targs"].list.type.append(each.as_datatype_enum)
    for place, each in enumerate(outputs):
        definition.signature.output_arg.add(name=f"output_{place}", type=each.as_datatype_enum)
        definition.ret[f"output_{place}"] = f"launch:results:{place}"
        launch.attr["Tresults"].list.type.append(each.as_datatype_enum)
    return definition


@contextmanager
def _without_searches_for_garbage() -> Iterator[None]:
    """Within it, Python does not search for garbage by itself.

    Functions that are found then are taken apart while TensorFlow builds another, which was seen to
    crash.
    """
    searched = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searched:
            gc.enable()
