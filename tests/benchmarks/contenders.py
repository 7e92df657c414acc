"""Who takes part in ``speed.py``: each makes a function that trains a job for so many epochs.

All do the same work: minibatches shuffled anew every epoch, Adam, the cost and accuracy of the
training set as its steps see it, and cost, accuracy and probabilities of the test set after it.
The pictures are noise: the speed does not depend on what they show.
"""

import math
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from tempfile import TemporaryDirectory

import numpy as np

BATCH = 32
LEARNING_RATE, BETA_1, BETA_2, EPSILON = 1e-4, 0.9, 0.999, 1e-8

Train = Callable[[int], float | None]
"""Trains for so many epochs; returns its seconds where it does more than the others after them."""


@dataclass(frozen=True)
class Job:
    """What is trained.

    Attributes:
        title: For the table.
        layers: The hidden layers as the recipe's text has them; dense, conv and max_pool.
        picture_shape: Height, width and channels.
        classes: Units of the softmax layer.
        train: Pictures in the training set.
        test: Pictures in the test set.
    """

    title: str
    layers: str
    picture_shape: tuple[int, int, int]
    classes: int
    train: int
    test: int

    def all_layers(self):
        """All layers, the softmax layer's dense one last, without its activation."""
        from signs_studio.engine.training.compile_key import all_layers

        return all_layers(self.recipe(), classes=self.classes)

    def shapes(self):
        """What each layer is given for one picture, and last what the network gives."""
        from signs_studio.engine.network.forward import given_shapes

        return given_shapes(self.all_layers(), self.picture_shape)

    def recipe(self, epochs=1):
        from signs_studio.recipe.draft import validate
        from signs_studio.recipe.presets import PRESETS

        draft = PRESETS["article"].draft
        for name, text in {"layers": self.layers, "epochs": str(epochs), "seed": "4"}.items():
            draft = draft.with_field(name, text)
        recipe = validate(draft).recipe
        assert recipe is not None
        assert (recipe.batch_size, recipe.learning_rate) == (BATCH, LEARNING_RATE)
        return recipe

    def draw(self):
        """Pictures, (N, height, width, channels) uint8, and labels of both sets."""
        rng = np.random.default_rng(0)
        shape = (self.train + self.test, *self.picture_shape)
        pictures = rng.integers(0, 256, shape, dtype=np.uint8)
        labels = rng.integers(0, self.classes, len(pictures)).astype(np.int32)
        return (
            pictures[: self.train],
            labels[: self.train],
            pictures[self.train :],
            labels[self.train :],
        )

    def normalised(self):
        """The same, as float32 in 0..1 outside of what is measured; rows where no layer slides."""
        train_x, train_y, test_x, test_y = self.draw()
        train_x, test_x = (x.astype(np.float32) / 255 for x in (train_x, test_x))
        if self.all_layers()[0].kind == "dense":
            train_x, test_x = (x.reshape(len(x), -1) for x in (train_x, test_x))
        return train_x, train_y, test_x, test_y


JOBS: Mapping[str, Job] = {
    "article": Job("the article's network", "25:relu,12:relu", (64, 64, 3), 6, 1080, 120),
    # The layers of the preset that learn; drop-out and augmentation are no part of the comparison.
    "convnet": Job(
        "the ConvNet",
        "conv:16:5:2,conv:32,max_pool,conv:64,max_pool,conv:64,max_pool,64",
        (64, 64, 3),
        6,
        1080,
        120,
    ),
    "small": Job("2-16-2 on 200 points", "16:relu", (1, 2, 1), 2, 200, 40),
}


def engine(job: Job) -> Train:
    from signs_studio.engine.loading import load_tensorflow

    load_tensorflow()

    from signs_studio.data.dataset import Dataset
    from signs_studio.engine.training.trainer import Trainer
    from signs_studio.runs.control import RunControl
    from signs_studio.runs.events import EpochFinished, Event

    train_x, train_y, test_x, test_y = job.draw()
    dataset = Dataset(
        name="noise",
        source="drawn",
        train_x=train_x,
        train_y=train_y,
        test_x=test_x,
        test_y=test_y,
        class_names=tuple(str(index) for index in range(job.classes)),
    )
    trainer = Trainer(job.recipe(), dataset)

    def train(epochs: int) -> float:
        # A run ends with reading all of the training set once more, which the others do not.
        ends: list[float] = []

        def listen(event: Event) -> None:
            if isinstance(event, EpochFinished):
                ends.append(time.perf_counter())

        started = time.perf_counter()
        trainer.run(epochs=epochs, emit=listen, control=RunControl())
        assert len(ends) == epochs
        return ends[-1] - started

    return train


def window(job: Job) -> Train:
    """The same with the window open, drawing what it draws, on a real screen or Xvfb's."""
    import atexit
    import sys
    from contextlib import ExitStack
    from pathlib import Path

    import h5py
    from PySide6.QtCore import QEventLoop, QSettings
    from PySide6.QtWidgets import QApplication
    from screen import screen

    from signs_studio.app import SWITCH_INTERVAL_S
    from signs_studio.ui.shell.main_window import MainWindow
    from signs_studio.ui.state.preferences import Preferences
    from signs_studio.worker.run_state import RunState

    stack = ExitStack()
    stack.enter_context(screen(1280, 800))
    home = Path(stack.enter_context(TemporaryDirectory()))
    with h5py.File(home / "noise.h5", "w") as file:
        arrays = dict(zip(("train_x", "train_y", "test_x", "test_y"), job.draw(), strict=True))
        for name, array in arrays.items():
            part, axis = name.split("_")
            file[f"{part}_set_{axis}"] = array
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    application = QApplication.instance() or QApplication([])
    settings = QSettings(str(home / "settings.ini"), QSettings.Format.IniFormat)
    opened = MainWindow(Preferences(settings, home / "home"))
    opened.saver.enabled = False
    controller = opened.controller
    loop = QEventLoop()
    for signal in (controller.state_changed, controller.data_changed, controller.progressed):
        signal.connect(loop.quit)
    opened.panels_built.connect(lambda: opened.start(home / "noise.h5"))
    opened.show()
    while not (controller.dataset and controller.state is RunState.READY):
        assert controller.state is not RunState.FAILED
        loop.exec()

    def close() -> None:
        opened.close()
        stack.close()
        # Threads that end after Qt would take the exit status with them.
        os._exit(0)

    atexit.register(close)

    def train(epochs: int) -> float:
        assert application is not None
        before = len(controller.record) if controller.record is not None else 0
        started = time.perf_counter()
        controller.train(job.recipe(epochs))
        assert controller.record is not None
        while len(controller.record) < before + epochs:
            loop.exec()
        seconds = time.perf_counter() - started
        while controller.state is not RunState.FINISHED:
            loop.exec()
        assert len(controller.record) == before + epochs
        return seconds

    return train


def keras_fit(job: Job, *, jit_compile: bool = False) -> Train:
    import keras

    train_x, train_y, test_x, test_y = job.normalised()
    *hidden, last = job.all_layers()
    layers = []
    for layer in hidden:
        match layer.kind:
            case "conv":
                layers.append(
                    keras.layers.Conv2D(
                        layer.whole("filters"),
                        layer.whole("kernel_size"),
                        layer.whole("strides"),
                        padding="same",
                        activation="relu",
                    )
                )
            case "max_pool":
                layers.append(keras.layers.MaxPool2D())
            case "dense":
                layers += [
                    keras.layers.Flatten(),
                    keras.layers.Dense(layer.whole("units"), activation="relu"),
                ]
    softmax = keras.layers.Dense(last.whole("units"), activation="softmax")
    model = keras.Sequential([keras.Input(train_x.shape[1:]), *layers, softmax])
    model.compile(
        optimizer=keras.optimizers.Adam(LEARNING_RATE, BETA_1, BETA_2, EPSILON),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=jit_compile,
    )

    def train(epochs: int) -> None:
        model.fit(
            train_x,
            train_y,
            batch_size=BATCH,
            epochs=epochs,
            validation_data=(test_x, test_y),
            verbose=0,
        )

    return train


def keras_jit(job: Job) -> Train:
    return keras_fit(job, jit_compile=True)


def session_loop(job: Job) -> Train:
    import tensorflow as tf

    v1 = tf.compat.v1
    v1.disable_eager_execution()
    train_x, train_y, test_x, test_y = job.normalised()
    pictures = v1.placeholder(tf.float32, (None, *train_x.shape[1:]))
    labels = v1.placeholder(tf.int32, (None,))
    values = pictures
    layers, given = job.all_layers(), job.shapes()
    for index, (layer, shape) in enumerate(zip(layers, given, strict=False)):
        if layer.kind == "max_pool":
            values = tf.nn.max_pool2d(values, 2, 2, "VALID")
            continue
        if layer.kind == "conv":
            size, stride = layer.whole("kernel_size"), layer.whole("strides")
            field = (size, size, shape[-1], layer.whole("filters"))
            kernel = v1.get_variable(f"W{index}", field)
            values = tf.nn.conv2d(values, kernel, stride, "SAME")
        else:
            # The article's layout: Z = W X + b with one picture a row.
            kernel = v1.get_variable(f"W{index}", (math.prod(shape), layer.whole("units")))
            values = tf.matmul(tf.reshape(values, (-1, math.prod(shape))), kernel)
        zeros = v1.zeros_initializer()
        values += v1.get_variable(f"b{index}", kernel.shape[-1:], initializer=zeros)
        if index < len(layers) - 1:
            values = tf.nn.relu(values)
    costs = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, values)
    cost = tf.reduce_mean(costs)
    right = tf.equal(tf.argmax(values, axis=1, output_type=tf.int32), labels)
    accuracy = tf.reduce_mean(tf.cast(right, tf.float32))
    read = tf.nn.softmax(values)
    update = v1.train.AdamOptimizer(LEARNING_RATE, BETA_1, BETA_2, EPSILON).minimize(cost)
    session = v1.Session()
    session.run(v1.global_variables_initializer())
    rng = np.random.default_rng(1)

    def train(epochs: int) -> None:
        for _ in range(epochs):
            order = rng.permutation(job.train)
            for start in range(0, job.train, BATCH):
                chosen = order[start : start + BATCH]
                batch = {pictures: train_x[chosen], labels: train_y[chosen]}
                session.run([update, cost, accuracy], batch)
            session.run([cost, accuracy, read], {pictures: test_x, labels: test_y})

    return train


def pytorch_fused(job: Job) -> Train:
    import torch

    train_x, train_y, test_x, test_y = map(torch.from_numpy, job.normalised())
    if train_x.dim() == 4:
        # Kept as they lie in memory, channels last, which is the faster way on a processor too.
        train_x, test_x = (x.permute(0, 3, 1, 2) for x in (train_x, test_x))
    train_y, test_y = train_y.long(), test_y.long()
    *hidden, last = zip(job.all_layers(), job.shapes(), strict=False)
    layers = []
    for layer, shape in hidden:
        match layer.kind:
            case "conv":
                kernel = layer.whole("kernel_size")
                layers.append(
                    torch.nn.Conv2d(
                        shape[-1],
                        layer.whole("filters"),
                        kernel,
                        layer.whole("strides"),
                        padding=kernel // 2,
                    )
                )
                layers.append(torch.nn.ReLU())
            case "max_pool":
                layers.append(torch.nn.MaxPool2d(2))
            case "dense":
                units = torch.nn.Linear(math.prod(shape), layer.whole("units"))
                layers += [torch.nn.Flatten(), units, torch.nn.ReLU()]
    layer, shape = last
    layers.append(torch.nn.Linear(math.prod(shape), layer.whole("units")))
    model = torch.nn.Sequential(*layers).to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(
        model.parameters(), LEARNING_RATE, (BETA_1, BETA_2), EPSILON, fused=True
    )

    def train(epochs: int) -> None:
        for _ in range(epochs):
            for chosen in torch.randperm(job.train).split(BATCH):
                optimizer.zero_grad()
                outputs = model(train_x[chosen])
                cost = torch.nn.functional.cross_entropy(outputs, train_y[chosen])
                cost.backward()
                optimizer.step()
                (outputs.argmax(1) == train_y[chosen]).sum()
            with torch.no_grad():
                outputs = model(test_x)
                torch.nn.functional.cross_entropy(outputs, test_y).item()
                (outputs.argmax(1) == test_y).sum().item()
                outputs.softmax(1)

    return train


class _Dense:
    """A dense layer in NumPy; values are (N, ...) and laid in rows."""

    def __init__(self, rng, inputs, units):
        span = (6 / (inputs + units)) ** 0.5
        self.kernel = rng.uniform(-span, span, (units, inputs)).astype(np.float32)
        self.bias = np.zeros(units, np.float32)

    def forward(self, values):
        self._shape = values.shape
        self._values = values.reshape(len(values), -1)
        return self._values @ self.kernel.T + self.bias

    def gradients(self, error):
        return error.T @ self._values, error.sum(axis=0)

    def backward(self, error):
        return (error @ self.kernel).reshape(self._shape)


class _Conv(_Dense):
    """A convolution in NumPy: a dense layer on the pixels under the kernel at each place."""

    def __init__(self, rng, channels, filters, size, stride):
        super().__init__(rng, size * size * channels, filters)
        self._size, self._stride = size, stride

    def forward(self, values):
        channels = values.shape[-1]
        size, stride = self._size, self._stride
        around = size // 2
        padded = np.pad(values, ((0, 0), (around, around), (around, around), (0, 0)))
        self._padded_shape = padded.shape
        views = np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(1, 2))
        views = views[:, ::stride, ::stride].transpose(0, 1, 2, 4, 5, 3)
        self._places = views.shape[:3]
        sums = super().forward(views.reshape(-1, size * size * channels))
        return sums.reshape(*self._places, -1)

    def gradients(self, error):
        return super().gradients(error.reshape(-1, error.shape[-1]))

    def backward(self, error):
        size, stride = self._size, self._stride
        _, height, width, channels = self._padded_shape
        parts = super().backward(error.reshape(-1, error.shape[-1]))
        parts = parts.reshape(*self._places, size, size, channels)
        spread = np.zeros(self._padded_shape, np.float32)
        _, rows, columns = self._places
        for y in range(size):
            for x in range(size):
                spread[:, y : y + rows * stride : stride, x : x + columns * stride : stride] += (
                    parts[:, :, :, y, x]
                )
        around = size // 2
        return spread[:, around : height - around, around : width - around]


class _MaxPool:
    """The largest of every two by two, in NumPy."""

    def forward(self, values):
        count, height, width, channels = values.shape
        squares = values.reshape(count, height // 2, 2, width // 2, 2, channels)
        largest = squares.max(axis=(2, 4), keepdims=True)
        self._is_largest = squares == largest
        return largest[:, :, 0, :, 0]

    def backward(self, error):
        count, height, width, channels = error.shape
        spread = self._is_largest * error[:, :, None, :, None]
        return spread.reshape(count, 2 * height, 2 * width, channels)


def numpy_by_hand(job: Job) -> Train:
    train_x, train_y, test_x, test_y = job.normalised()
    rng = np.random.default_rng(1)
    layers = []
    for layer, shape in zip(job.all_layers(), job.shapes(), strict=False):
        match layer.kind:
            case "conv":
                settings = (layer.whole(name) for name in ("filters", "kernel_size", "strides"))
                layers.append(_Conv(rng, shape[-1], *settings))
            case "max_pool":
                layers.append(_MaxPool())
            case "dense":
                layers.append(_Dense(rng, math.prod(shape), layer.whole("units")))
    learning = [layer for layer in layers if isinstance(layer, _Dense)]
    variables = [variable for layer in learning for variable in (layer.kernel, layer.bias)]
    averages = [np.zeros_like(variable) for variable in variables]
    squares = [np.zeros_like(variable) for variable in variables]
    steps = 0

    def forward(values):
        given = []
        for layer in layers:
            values = layer.forward(values)
            if layer is not layers[-1] and isinstance(layer, _Dense):
                np.maximum(values, 0, out=values)
            given.append(values)
        raised = np.exp(values - values.max(axis=1, keepdims=True))
        return given, raised / raised.sum(axis=1, keepdims=True)

    def cost_and_accuracy(read, y):
        return -np.log(read[np.arange(len(y)), y]).mean(), (read.argmax(axis=1) == y).mean()

    def step(x, y):
        nonlocal steps
        steps += 1
        given, read = forward(x)
        cost_and_accuracy(read, y)
        error = read
        error[np.arange(len(y)), y] -= 1
        error /= len(y)
        gradients = []
        for layer, values in zip(reversed(layers), reversed(given), strict=True):
            if isinstance(layer, _Dense):
                if layer is not layers[-1]:
                    error = error * (values > 0)
                gradients[:0] = layer.gradients(error)
            if layer is not layers[0]:
                error = layer.backward(error)
        rate = np.float32(LEARNING_RATE * (1 - BETA_2**steps) ** 0.5 / (1 - BETA_1**steps))
        for variable, gradient, average, square in zip(
            variables, gradients, averages, squares, strict=True
        ):
            average += (gradient - average) * np.float32(1 - BETA_1)
            square += (gradient * gradient - square) * np.float32(1 - BETA_2)
            variable -= rate * average / (np.sqrt(square) + np.float32(EPSILON))

    def train(epochs: int) -> None:
        for _ in range(epochs):
            order = rng.permutation(job.train)
            for start in range(0, job.train, BATCH):
                chosen = order[start : start + BATCH]
                step(train_x[chosen], train_y[chosen])
            cost_and_accuracy(forward(test_x)[1], test_y)

    return train


def limit(job: Job) -> Train:
    """What no way can do without: each step's products, and the memory that Adam moves.

    Each is as fast as NumPy's BLAS and a copy can be here: forward, the gradient of every kernel,
    and, but for the first layer, that of what it was given. A convolution counts as the product
    that it comes down to. Of 2-16-2 nothing is left but NumPy's calls, which cost more than what
    they compute, so that its "limit" can be passed.
    """
    products, memory = [], []
    shapes = job.shapes()
    for layer, given, gives in zip(job.all_layers(), shapes, shapes[1:], strict=False):
        if layer.kind == "max_pool":
            continue
        if layer.kind == "conv":
            rows, inputs = BATCH * gives[0] * gives[1], layer.whole("kernel_size") ** 2 * given[-1]
        else:
            rows, inputs = BATCH, math.prod(given)
        values = np.ones((rows, inputs), np.float32)
        kernel = np.ones((gives[-1], inputs), np.float32)
        sums = np.ones((rows, gives[-1]), np.float32)
        gradient = np.empty_like(kernel)
        products += [(values, kernel.T, sums), (sums.T, values, gradient)]
        if given != job.picture_shape:
            products.append((sums, kernel, np.empty_like(values)))
        # Adam reads the kernel, the gradient and two averages, and writes all but the gradient.
        memory += [(np.empty_like(kernel), np.empty_like(kernel)) for _ in range(3)]
    steps = -(-job.train // BATCH)

    def train(epochs: int) -> None:
        for _ in range(epochs * steps):
            for left, right, result in products:
                np.matmul(left, right, out=result)
            for read, written in memory:
                np.copyto(written, read)

    return train


CONTENDERS: Mapping[str, Callable[[Job], Train]] = {
    "Keras fit": keras_fit,
    "Keras fit, jit": keras_jit,
    "TensorFlow 1 session": session_loop,
    **({"PyTorch, fused Adam": pytorch_fused} if find_spec("torch") else {}),
    "NumPy by hand": numpy_by_hand,
    "this engine": engine,
    "this engine, window open": window,
    "the limit": limit,
}
