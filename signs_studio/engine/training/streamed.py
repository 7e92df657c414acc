"""Epochs over data that is larger than a window, window by window.

While one window is learnt from, the next is read on a thread of its own, so that two of them are in
memory, always in the same place. Where the pictures come from changes nothing of what is computed.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import lru_cache, partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from signs_studio.data.streamed import WINDOW_BYTES, StreamedPictures
from signs_studio.engine.network.diagnostics import measure
from signs_studio.engine.programs import Program
from signs_studio.engine.training.passes import (
    LabelledPictures,
    evaluate_logits,
    read_in_chunks,
    train_on,
)
from signs_studio.engine.training.resident import EpochResult, trained_epoch
from signs_studio.engine.training.shuffling import epoch_windows, window_size

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
    from concurrent.futures import Future

    import tensorflow as tf
    from numpy.typing import NDArray

    from signs_studio.data.array_types import Labels, Pictures
    from signs_studio.data.dataset import Dataset
    from signs_studio.engine.network.diagnostics import LastStep
    from signs_studio.engine.training.compile_key import CompileKey
    from signs_studio.engine.training.resident import TrainedEpoch
    from signs_studio.engine.training.state import State
    from signs_studio.runs.devices import Device


# TensorFlow takes memory over as it is only where it begins at a multiple of this.
_ALIGNED_BYTES = 64


class _Window(NamedTuple):
    """Some pictures of a set, and in what order they are to be learnt from, (N,) int32."""

    pictures: LabelledPictures
    order: tf.Tensor


def is_streamed(dataset: Dataset) -> bool:
    """Returns whether an epoch goes window by window: where a set does not fit into one."""
    return any(
        isinstance(pictures, StreamedPictures) or pictures.nbytes > WINDOW_BYTES
        for pictures in (dataset.train_x, dataset.test_x)
    )


class StreamedSets:
    """The training set and the test set of one run."""

    def __init__(self, dataset: Dataset, *, seed: int) -> None:
        self._seed = seed
        room = _Room()
        self._train = _Set(dataset.train_x, dataset.train_y, room)
        self._test = _Set(dataset.test_x, dataset.test_y, room)

    def compiled(self, key: CompileKey) -> bool:
        """Returns whether an epoch would start at once."""
        return compiled_streamed_epoch(key).compiled

    def epochs_per_call(self, _key: CompileKey) -> int:
        """Returns how many epochs ``train`` may be asked for."""
        return 1

    def train(
        self, key: CompileKey, *, state: State, numbers: NDArray[np.float64], epoch: int
    ) -> list[TrainedEpoch]:
        """Trains for one epoch and reads the test set.

        Args:
            key: What is trained.
            state: Where to start; it is left as it was.
            numbers: The live numbers in the order of the key's names, (1, numbers).
            epoch: Its number, from 0.

        Raises:
            DataError: The pictures cannot be read any more.
        """
        import tensorflow as tf

        compiled = compiled_streamed_epoch(key)
        size = self._train.window_size(key.batch_size)
        orders = epoch_windows(self._train.count, window=size, seed=self._seed, epoch=epoch)
        seed_tensor = tf.constant(self._seed, tf.int64)
        live = tf.constant(numbers[0])
        cost, correct = 0.0, 0
        outputs, active = [], []
        # One sequence, so that the first test pictures are read while the last others are learnt.
        jobs = chain(self._train.jobs(orders), self._test.jobs_in_order())
        with closing(_prefetch(jobs, key.device)) as windows:
            for window in islice(windows, -(-self._train.count // size)):
                state, more_cost, more_correct, last_step = compiled.train(
                    state, window.pictures, window.order, live, seed_tensor
                )
                cost += float(more_cost)
                correct += int(more_correct)
            for window in windows:
                more_outputs, more_active = compiled.read(state, window.pictures.pictures)
                # Waits until the window has been read, whose place another is to take.
                outputs.append(more_outputs.numpy())
                active.append(more_active)
        test_cost, test_correct, probabilities, diagnostics = compiled.conclude(
            tf.constant(np.concatenate(outputs)),
            [tf.add_n(parts) for parts in zip(*active, strict=True)],
            tf.constant(self._test.labels),
            last_step,
        )
        sums = tf.constant([cost, correct, float(test_cost), float(test_correct)], tf.float64)
        return [trained_epoch(EpochResult(state, sums, probabilities, diagnostics))]

    def evaluate(self, key: CompileKey, state: State) -> list[float]:
        """Summed cost and pictures read right, of the training set and then of the test set.

        Raises:
            DataError: The pictures cannot be read any more.
        """
        compiled = compiled_streamed_epoch(key)
        sums = []
        for pictures in (self._train, self._test):
            cost = correct = 0.0
            with closing(_prefetch(pictures.jobs_in_order(), key.device)) as windows:
                for window in windows:
                    outputs, _ = compiled.read(state, window.pictures.pictures)
                    more_cost, more_correct, _ = evaluate_logits(outputs, window.pictures.labels)
                    cost += float(more_cost)
                    correct += float(more_correct)
            sums += [cost, correct]
        return sums


class _Set:
    """One set, of which windows are made on the reading thread."""

    def __init__(
        self,
        pictures: Pictures | StreamedPictures,
        labels: Labels,
        room: _Room,
    ) -> None:
        self.count = len(labels)
        self.labels = labels
        self._pictures = pictures
        self._room = room
        shape = pictures.shape[1:]
        self._features = math.prod(shape)
        self._picture_bytes = self._features * pictures.dtype.itemsize
        # A set that fits into one window is read once.
        self._fits = self.count * self._picture_bytes <= WINDOW_BYTES
        self._held: LabelledPictures | None = None

    def window_size(self, batch_size: int) -> int:
        """Pictures in a window; all of them where they fit into one."""
        if self._fits:
            return self.count
        return window_size(picture_bytes=self._picture_bytes, batch_size=batch_size)

    def jobs(self, orders: Iterable[NDArray[np.int32]]) -> Iterator[Callable[[], _Window]]:
        """Returns readers of each window, for the reading thread."""
        return (partial(self._read, order) for order in orders)

    def jobs_in_order(self) -> Iterator[Callable[[], _Window]]:
        """The same for the pictures as they come in the set."""
        size = self.window_size(1)
        starts = range(0, self.count, size)
        return self.jobs(
            np.arange(start, min(start + size, self.count), dtype=np.int32) for start in starts
        )

    def _read(self, order: NDArray[np.int32]) -> _Window:
        import tensorflow as tf

        # Read as they lie in the file, and put in order while they are learnt from.
        rows, places = np.unique(order, return_inverse=True)
        if self._held is not None:
            pictures = self._held
        elif self._fits:
            pictures = self._held = self._take(rows, _Room())
        else:
            pictures = self._take(rows, self._room)
        return _Window(pictures, tf.constant(places, tf.int32))

    def _take(self, rows: NDArray[np.int32], room: _Room) -> LabelledPictures:
        import tensorflow as tf

        shape = (len(rows), *self._pictures.shape[1:])
        pictures = room.next(shape, self._pictures.dtype)
        if isinstance(self._pictures, StreamedPictures):
            self._pictures.read_into(pictures, rows)
        else:
            # No place is out of bounds; to make sure of that, NumPy would copy all of it.
            np.take(self._pictures, rows, axis=0, out=pictures, mode="clip")
        flat = pictures.reshape(len(rows), -1)
        shared = tf.experimental.dlpack.from_dlpack(flat.__dlpack__())
        # Copied only where the device has a memory of its own.
        return LabelledPictures(tf.identity(shared), tf.constant(self.labels[rows]))


class _Room:
    """Memory for two windows by turns, so that none has to be asked for again and again."""

    def __init__(self) -> None:
        self._places: list[NDArray[np.uint8]] = []

    def next(self, shape: tuple[int, ...], dtype: np.dtype[Any]) -> NDArray[Any]:
        """An array to write to, in the place of the last window but one."""
        nbytes = math.prod(shape) * dtype.itemsize
        place = self._places.pop(0) if len(self._places) == 2 else np.empty(0, np.uint8)
        if len(place) < nbytes:
            whole = np.empty(nbytes + _ALIGNED_BYTES, np.uint8)
            place = whole[-whole.ctypes.data % _ALIGNED_BYTES :]
        self._places.append(place)
        return place[:nbytes].view(dtype).reshape(shape)


class CompiledStreamedEpoch:
    """The parts of an epoch of one key; each is compiled by its first call for a shape."""

    def __init__(self, key: CompileKey) -> None:
        self._key = key
        self._programs: dict[tuple[str, int], Program] = {}

    @property
    def compiled(self) -> bool:
        """Returns whether an epoch would start at once."""
        return bool(self._programs) and all(each.compiled for each in self._programs.values())

    def train(
        self,
        state: State,
        train: LabelledPictures,
        order: tf.Tensor,
        numbers: tf.Tensor,
        seed: tf.Tensor,
    ) -> tuple[State, tf.Tensor, tf.Tensor, LastStep]:
        """Steps over one window."""
        trained: tuple[State, tf.Tensor, tf.Tensor, LastStep]
        trained = self._program(self._train, len(train.labels))(state, train, order, numbers, seed)
        return trained

    def read(self, state: State, pictures: tf.Tensor) -> tuple[tf.Tensor, tuple[tf.Tensor, ...]]:
        """The logits of one window, (N, classes) float32, and its ``activation_statistics``."""
        read: tuple[tf.Tensor, tuple[tf.Tensor, ...]]
        read = self._program(self._read, len(pictures))(state, pictures)
        return read

    def conclude(
        self,
        outputs: tf.Tensor,
        active: Sequence[tf.Tensor],
        labels: tf.Tensor,
        last_step: LastStep,
    ) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]:
        """Summed cost and pictures read right of the test set, probabilities and diagnostics."""
        concluded: tuple[tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]
        concluded = self._program(self._conclude, len(labels), under_xla=False)(
            outputs, active, labels, last_step
        )
        return concluded

    def _program(
        self, function: Callable[..., Any], count: int, *, under_xla: bool | None = None
    ) -> Program:
        """A part, for so many pictures."""
        key = function.__name__, count
        if key not in self._programs:
            under_xla = self._key.under_xla if under_xla is None else under_xla
            self._programs[key] = Program(function, under_xla=under_xla, device=self._key.device)
        return self._programs[key]

    def _train(
        self,
        state: State,
        train: LabelledPictures,
        order: tf.Tensor,
        numbers: tf.Tensor,
        seed: tf.Tensor,
    ) -> tuple[State, tf.Tensor, tf.Tensor, LastStep]:
        """Steps over one window."""
        import tensorflow as tf

        scalars = tf.unstack(numbers, num=len(self._key.numbers))
        return train_on(
            self._key,
            state=state,
            train=train,
            order=order,
            numbers=dict(zip(self._key.numbers, scalars, strict=True)),
            seed=seed,
        )

    def _read(self, state: State, pictures: tf.Tensor) -> tuple[tf.Tensor, tuple[tf.Tensor, ...]]:
        """The logits of one window, (N, classes) float32, and its ``activation_statistics``."""
        return read_in_chunks(self._key, state, pictures)

    def _conclude(
        self,
        outputs: tf.Tensor,
        active: Sequence[tf.Tensor],
        labels: tf.Tensor,
        last_step: LastStep,
    ) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]:
        """Summed cost and pictures read right of the test set, probabilities and diagnostics."""
        cost, correct, probabilities = evaluate_logits(outputs, labels)
        diagnostics = measure(self._key.layers, outputs=outputs, active=active, last_step=last_step)
        return cost, correct, probabilities, diagnostics


@lru_cache(maxsize=32)
def compiled_streamed_epoch(key: CompileKey) -> CompiledStreamedEpoch:
    """Those of that key, compiled already where they were run in this process."""
    return CompiledStreamedEpoch(key)


def _prefetch(
    jobs: Iterator[Callable[[], _Window]], device: Device
) -> Generator[_Window, None, None]:
    """The windows that the jobs read, each while the one before it is used."""
    import tensorflow as tf

    def read(job: Callable[[], _Window]) -> _Window:
        # The choice of a device is each thread's own.
        with tf.device(device.id):
            return job()

    with ThreadPoolExecutor(1, thread_name_prefix="reading") as reader:
        coming: Future[_Window] | None = None
        for job in jobs:
            window = coming.result() if coming else None
            coming = reader.submit(read, job)
            if window:
                yield window
        if coming:
            yield coming.result()
