"""Where the time of an epoch goes: ``python tests/benchmarks/parts.py [--rounds 15]``.

The article's job, 12288-25-12-6 with Adam and batch 32 on 1080 + 120 pictures of 64 x 64 x 3.
Parts of the compiled epoch cannot be timed by themselves, for the compiler weaves them into each
other. So an epoch is timed as it is and without one part at a time, and the two large products of
its steps alone, all compiled in the same way; they take turns, so that whatever else the machine
does falls on all alike. What a part takes is the median over the rounds of what is saved without.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from unittest.mock import patch

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from contenders import BATCH, JOBS
from counts import at_least
from doctor import make_recipe, train_epochs, without_diagnostics

from signs_studio.data.dataset import Dataset
from signs_studio.engine.devices import find_devices
from signs_studio.engine.loading import load_tensorflow
from signs_studio.engine.training import resident as epoch_module
from signs_studio.engine.training.compile_key import compile_key_of
from signs_studio.engine.training.trainer import Trainer
from signs_studio.runs.devices import default_device

JOB = JOBS["article"]


def draw_data() -> Dataset:
    train_x, train_y, test_x, test_y = JOB.draw()
    return Dataset(
        name="noise",
        source="drawn",
        train_x=train_x,
        train_y=train_y,
        test_x=test_x,
        test_y=test_y,
        class_names=tuple(str(index) for index in range(JOB.classes)),
    )


def epoch_of(dataset: Dataset, **fields: str) -> Callable[[], float]:
    """Trains one epoch of the article's recipe with these fields, compiled already: its seconds."""
    train = partial(train_epochs, Trainer(make_recipe(**fields), dataset), 1)
    train()
    return train


def undoctored_epoch(dataset: Dataset, **fields: str) -> Callable[[], float]:
    """The same without diagnostics, of which the compiler then computes nothing."""
    recipe = make_recipe(**fields)
    train = partial(train_epochs, Trainer(recipe, dataset), 1)
    structure = compile_key_of(recipe, dataset, device=default_device(find_devices()))
    compiled = without_diagnostics(structure, train)

    def train_so() -> float:
        with patch.object(epoch_module, "epoch_for", lambda _: compiled):
            return train()

    return train_so


def products(dataset: Dataset, *, backward: bool) -> Callable[[], float]:
    """The steps' product of pictures and first kernel, and that of errors and pictures: seconds."""
    import tensorflow as tf

    pictures = tf.constant(dataset.train_x.reshape(len(dataset.train_x), -1))
    units = JOB.recipe().layers[0].whole("units")
    first = tf.zeros((units, pictures.shape[1]))
    order = tf.constant(np.random.default_rng(0).permutation(len(pictures)).astype(np.int32))
    steps = -(-len(pictures) // BATCH)

    def step(index, kernel, total):
        chosen = tf.gather(
            pictures, tf.slice(order, [index * BATCH % (JOB.train - BATCH)], [BATCH])
        )
        values = tf.cast(chosen, tf.float32) / 255.0
        sums = tf.matmul(values, kernel, transpose_b=True)
        if backward:
            # Taken into the next step's product, so that none can be left out.
            kernel = tf.matmul(sums + 1.0, values, transpose_a=True)
        return index + 1, kernel, total + tf.reduce_sum(sums)

    @tf.function(jit_compile=True, autograph=False)
    def run():
        return tf.while_loop(lambda index, *_: index < steps, step, (0, first, 0.0))[1:]

    def call() -> float:
        started = time.perf_counter()
        run()[1].numpy()
        return time.perf_counter() - started

    call()
    return call


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=at_least(1), default=15)
    options = parser.parse_args()
    load_tensorflow()
    dataset = draw_data()
    few = replace(dataset, test_x=dataset.test_x[:2], test_y=dataset.test_y[:2])
    timed = {
        "whole": epoch_of(dataset, seed="4"),
        "forward": products(dataset, backward=False),
        "both": products(dataset, backward=True),
        "no Adam": epoch_of(dataset, seed="4", optimizer="sgd"),
        "few": epoch_of(few, seed="4"),
        "no doctor": undoctored_epoch(dataset, seed="4"),
    }
    seconds: dict[str, list[float]] = {name: [] for name in timed}
    for _ in range(options.rounds):
        for name, call in timed.items():
            seconds[name].append(call())

    def median(combine: Callable[[dict[str, float]], float]) -> float:
        rounds = (
            dict(zip(seconds, each, strict=True)) for each in zip(*seconds.values(), strict=True)
        )
        return statistics.median(map(combine, rounds))

    parts = {
        "gather, widen and forward product": median(lambda s: s["forward"]),
        "backward product": median(lambda s: s["both"] - s["forward"]),
        "Adam, beyond subtracting the gradient": median(lambda s: s["whole"] - s["no Adam"]),
        "reading the test set": median(lambda s: s["whole"] - s["few"]),
        "the doctor's numbers": median(lambda s: s["whole"] - s["no doctor"]),
    }
    epoch = statistics.median(seconds["whole"])
    parts["everything else"] = epoch - sum(parts.values())
    print(f"{'part':40}{'ms an epoch':>12}{'share':>8}")
    for name, part in parts.items():
        print(f"{name:40}{1000 * part:12.2f}{part / epoch:8.0%}")
    print(f"{'an epoch':40}{1000 * epoch:12.2f}{1:8.0%}")
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


if __name__ == "__main__":
    main()
