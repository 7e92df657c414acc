"""Epochs a second on the article's job: this engine, its peers, and the limit of the machine.

    python tests/benchmarks/speed.py [--rounds 5] [--epochs 12] [--least RATIO]

The job: 12288-25-12-6, relu, Adam, batch 32, 1080 + 120 pictures of 64 x 64 x 3, shuffled every
epoch, with the cost and accuracy on the test set after each. Every contender lives in a process of
its own, is warmed up there, and then trains when told to; the others wait meanwhile. A round lets
each train once, so that whatever else the machine does falls on all alike. The pictures are noise:
the speed does not depend on what they show.

The limit is what no way can do without: in each step the two products with the first kernel, and
the memory that Adam reads and writes for it, each as fast as NumPy's BLAS and a copy can be here.
PyTorch takes part where it is installed: ``pip install torch``, which the project does not need.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from itertools import pairwise

import numpy as np

TRAIN, TEST, SIDE, CLASSES = 1080, 120, 64, 6
HIDDEN = (25, 12)
BATCH = 32
LEARNING_RATE, BETA_1, BETA_2, EPSILON = 1e-4, 0.9, 0.999, 1e-8

Train = Callable[[int], None]
"""Trains for so many epochs."""


def draw_data():
    rng = np.random.default_rng(0)
    pictures = rng.integers(0, 256, (TRAIN + TEST, SIDE, SIDE, 3), dtype=np.uint8)
    labels = rng.integers(0, CLASSES, TRAIN + TEST).astype(np.int32)
    return pictures[:TRAIN], labels[:TRAIN], pictures[TRAIN:], labels[TRAIN:]


def flat_data():
    """The same, flattened and normalised outside of what is measured: (N, features) float32."""
    train_x, train_y, test_x, test_y = draw_data()
    train_x, test_x = ((x.reshape(len(x), -1) / 255).astype(np.float32) for x in (train_x, test_x))
    return train_x, train_y, test_x, test_y


def engine() -> Train:
    from signs_studio.engine.loading import load_tensorflow

    load_tensorflow()

    from signs_studio.data.dataset import Dataset
    from signs_studio.engine.trainer import Trainer
    from signs_studio.recipe.draft import validate
    from signs_studio.recipe.presets import PRESETS
    from signs_studio.runs.control import RunControl
    from signs_studio.runs.events import EpochFinished, Event

    train_x, train_y, test_x, test_y = draw_data()
    dataset = Dataset(
        name="noise",
        source="drawn",
        train_x=train_x,
        train_y=train_y,
        test_x=test_x,
        test_y=test_y,
        class_names=tuple(str(index) for index in range(CLASSES)),
    )
    recipe = validate(PRESETS["article"].draft).recipe
    assert recipe is not None
    assert recipe.batch_size == BATCH
    assert tuple(layer.settings["units"] for layer in recipe.layers) == HIDDEN
    trainer = Trainer(recipe, dataset)

    def train(epochs: int) -> None:
        events: list[Event] = []
        trainer.run(run_id=1, epochs=epochs, emit=events.append, control=RunControl())
        assert sum(isinstance(event, EpochFinished) for event in events) == epochs

    return train


def keras_fit(*, jit_compile: bool = False) -> Train:
    import keras

    train_x, train_y, test_x, test_y = flat_data()
    model = keras.Sequential(
        [
            keras.Input((train_x.shape[1],)),
            *(keras.layers.Dense(units, activation="relu") for units in HIDDEN),
            keras.layers.Dense(CLASSES, activation="softmax"),
        ]
    )
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


def keras_jit() -> Train:
    return keras_fit(jit_compile=True)


def pytorch_fused() -> Train:
    import torch

    train_x, train_y, test_x, test_y = map(torch.from_numpy, flat_data())
    train_y, test_y = train_y.long(), test_y.long()
    widths = (train_x.shape[1], *HIDDEN, CLASSES)
    layers = []
    for index, (inputs, units) in enumerate(pairwise(widths)):
        layers.append(torch.nn.Linear(inputs, units))
        if index < len(HIDDEN):
            layers.append(torch.nn.ReLU())
    model = torch.nn.Sequential(*layers)
    optimizer = torch.optim.Adam(
        model.parameters(), LEARNING_RATE, (BETA_1, BETA_2), EPSILON, fused=True
    )

    def train(epochs: int) -> None:
        for _ in range(epochs):
            for chosen in torch.randperm(TRAIN).split(BATCH):
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

    return train


def limit() -> Train:
    train_x, *_ = flat_data()
    pictures = train_x[:BATCH]
    kernel = np.ones((HIDDEN[0], pictures.shape[1]), np.float32)
    sums = np.empty((BATCH, HIDDEN[0]), np.float32)
    # Adam reads the kernel, the gradient and two averages, and writes all but the gradient.
    memory = [(np.empty_like(kernel), np.empty_like(kernel)) for _ in range(3)]
    steps = -(-TRAIN // BATCH)

    def train(epochs: int) -> None:
        for _ in range(epochs * steps):
            np.matmul(pictures, kernel.T, out=sums)
            np.matmul(sums.T, pictures, out=memory[0][0])
            for read, written in memory:
                np.copyto(written, read)

    return train


def session_loop() -> Train:
    import tensorflow as tf

    v1 = tf.compat.v1
    v1.disable_eager_execution()
    train_x, train_y, test_x, test_y = flat_data()
    pictures = v1.placeholder(tf.float32, (None, train_x.shape[1]))
    labels = v1.placeholder(tf.int32, (None,))
    values, widths = pictures, (train_x.shape[1], *HIDDEN, CLASSES)
    for index, (inputs, units) in enumerate(pairwise(widths)):
        # The article's layout: Z = W X + b with one picture a row.
        kernel = v1.get_variable(f"W{index}", (inputs, units))
        bias = v1.get_variable(f"b{index}", (units,), initializer=v1.zeros_initializer())
        values = tf.matmul(values, kernel) + bias
        if index < len(HIDDEN):
            values = tf.nn.relu(values)
    costs = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, values)
    cost = tf.reduce_mean(costs)
    right = tf.equal(tf.argmax(values, axis=1, output_type=tf.int32), labels)
    accuracy = tf.reduce_mean(tf.cast(right, tf.float32))
    update = v1.train.AdamOptimizer(LEARNING_RATE, BETA_1, BETA_2, EPSILON).minimize(cost)
    session = v1.Session()
    session.run(v1.global_variables_initializer())
    rng = np.random.default_rng(1)

    def train(epochs: int) -> None:
        for _ in range(epochs):
            order = rng.permutation(TRAIN)
            for start in range(0, TRAIN, BATCH):
                chosen = order[start : start + BATCH]
                batch = {pictures: train_x[chosen], labels: train_y[chosen]}
                session.run([update, cost, accuracy], batch)
            session.run([cost, accuracy], {pictures: test_x, labels: test_y})

    return train


def numpy_by_hand() -> Train:
    train_x, train_y, test_x, test_y = flat_data()
    rng = np.random.default_rng(1)
    widths = (train_x.shape[1], *HIDDEN, CLASSES)
    variables = []
    for inputs, units in pairwise(widths):
        limit = (6 / (inputs + units)) ** 0.5
        variables.append(rng.uniform(-limit, limit, (units, inputs)).astype(np.float32))
        variables.append(np.zeros(units, np.float32))
    averages = [np.zeros_like(variable) for variable in variables]
    squares = [np.zeros_like(variable) for variable in variables]
    steps = 0

    def forward(x):
        values = [x]
        for index in range(len(HIDDEN) + 1):
            sums = values[-1] @ variables[2 * index].T + variables[2 * index + 1]
            values.append(np.maximum(sums, 0) if index < len(HIDDEN) else sums)
        *hidden, outputs = values
        raised = np.exp(outputs - outputs.max(axis=1, keepdims=True))
        return hidden, raised / raised.sum(axis=1, keepdims=True)

    def cost_and_accuracy(read, y):
        return -np.log(read[np.arange(len(y)), y]).mean(), (read.argmax(axis=1) == y).mean()

    def step(x, y):
        nonlocal steps
        steps += 1
        hidden, read = forward(x)
        cost_and_accuracy(read, y)
        error = read
        error[np.arange(len(y)), y] -= 1
        error /= len(y)
        gradients = []
        for index in reversed(range(len(HIDDEN) + 1)):
            gradients[:0] = [error.T @ hidden[index], error.sum(axis=0)]
            if index:
                error = (error @ variables[2 * index]) * (hidden[index] > 0)
        rate = np.float32(LEARNING_RATE * (1 - BETA_2**steps) ** 0.5 / (1 - BETA_1**steps))
        for variable, gradient, average, square in zip(
            variables, gradients, averages, squares, strict=True
        ):
            average += (gradient - average) * np.float32(1 - BETA_1)
            square += (gradient * gradient - square) * np.float32(1 - BETA_2)
            variable -= rate * average / (np.sqrt(square) + np.float32(EPSILON))

    def train(epochs: int) -> None:
        for _ in range(epochs):
            order = rng.permutation(TRAIN)
            for start in range(0, TRAIN, BATCH):
                chosen = order[start : start + BATCH]
                step(train_x[chosen], train_y[chosen])
            cost_and_accuracy(forward(test_x)[1], test_y)

    return train


CONTENDERS = {
    "Keras fit": keras_fit,
    "Keras fit, jit": keras_jit,
    "TensorFlow 1 session": session_loop,
    **({"PyTorch, fused Adam": pytorch_fused} if find_spec("torch") else {}),
    "NumPy by hand": numpy_by_hand,
    "this engine": engine,
    "the limit": limit,
}


def serve(name: str) -> None:
    """A contender's process: warms up, then reads numbers of epochs and answers with seconds."""
    train = CONTENDERS[name]()
    train(2)
    print("ready", flush=True)
    for line in sys.stdin:
        started = time.perf_counter()
        train(int(line))
        print(time.perf_counter() - started, flush=True)


def start(name: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, __file__, "--serve", name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
    )
    if ask(process) != "ready":
        sys.exit(f"{name} did not start.")
    return process


def ask(process: subprocess.Popen[str], text: str = "") -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(text)
    process.stdin.flush()
    return process.stdout.readline().strip()


def measure(rounds: int, epochs: int) -> dict[str, list[float]]:
    """Epochs a second of every contender, one number a round."""
    processes = {name: start(name) for name in CONTENDERS}
    speeds: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    for _ in range(rounds):
        for name, process in processes.items():
            speeds[name].append(epochs / float(ask(process, f"{epochs}\n")))
    for process in processes.values():
        process.communicate()
    return speeds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=12, help="epochs a contender and round")
    parser.add_argument("--least", type=float, help="fail when this engine is less times Keras fit")
    parser.add_argument("--serve", choices=CONTENDERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve)
        return
    speeds = measure(options.rounds, options.epochs)
    print(f"{'':22}{'epochs/s':>9}{'slowest':>9}{'fastest':>9}{'engine is':>11}")
    for name, each in speeds.items():
        pairs = zip(speeds["this engine"], each, strict=True)
        times = statistics.median(ours / theirs for ours, theirs in pairs)
        print(
            f"{name:22}{statistics.median(each):9.1f}{min(each):9.1f}{max(each):9.1f}{times:9.2f} x"
        )
        if name == "Keras fit":
            ratio = times
    if options.least is not None and ratio < options.least:
        sys.exit(f"This engine is {ratio:.1f} times Keras fit; {options.least:g} were expected.")


if __name__ == "__main__":
    main()
