"""What the doctor finds in the article's network, seed by seed, and what its looking costs.

    python tests/benchmarks/doctor.py [--seeds 20] [--epochs 40] [--pairs 60] [--most SHARE]

First, the article's recipe is trained on the built-in pictures with each seed, and a table says
what was found and at which epoch it began. Then the same job, and a network of 16 units on 200
points, is trained by the engine as it is and without diagnostics and doctor, some epochs of each by
turns, so that whatever else the machine does falls on both alike.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from counts import at_least

from signs_studio.data.dataset import Dataset
from signs_studio.data.hands.generator import built_in_hands
from signs_studio.diagnosis.doctor import Doctor
from signs_studio.engine.devices import find_devices
from signs_studio.engine.loading import load_tensorflow
from signs_studio.engine.network.diagnostics import diagnostics_count
from signs_studio.engine.training import resident as epoch_module
from signs_studio.engine.training.compile_key import CompileKey, compile_key_of
from signs_studio.engine.training.resident import CompiledEpochs
from signs_studio.engine.training.trainer import Trainer
from signs_studio.recipe.draft import validate
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.recipe import Recipe
from signs_studio.runs.control import RunControl
from signs_studio.runs.devices import default_device
from signs_studio.runs.events import EpochFinished, Event, FindingMade, RunFinished


def make_recipe(**fields: str) -> Recipe:
    draft = PRESETS["article"].draft
    for name, text in fields.items():
        draft = draft.with_field(name, text)
    recipe = validate(draft).recipe
    assert recipe is not None
    return recipe


def points() -> Dataset:
    """Two classes of points in the plane, as pictures of one row and two columns."""
    rng = np.random.default_rng(0)
    places = rng.integers(0, 256, (240, 1, 2, 1), dtype=np.uint8)
    labels = (places.sum(axis=(1, 2, 3)) > 255).astype(np.int32)
    return Dataset(
        name="points",
        source="drawn",
        train_x=places[:200],
        train_y=labels[:200],
        test_x=places[200:],
        test_y=labels[200:],
        class_names=("below", "above"),
    )


def print_findings(seeds: int, epochs: int) -> None:
    """The table of seed, finding and epoch; epochs are counted from 1."""
    dataset = built_in_hands()
    dead = 0
    print(f"The article's network on {dataset.name}, {epochs} epochs\n")
    print("| seed | finding | layer | epoch | cost at the end |")
    print("|---|---|---|---|---|")
    for seed in range(1, seeds + 1):
        events: list[Event] = []
        recipe = make_recipe(seed=str(seed))
        emit = Doctor.of(recipe, dataset).listening(events.append)
        Trainer(recipe, dataset).run(epochs=epochs, emit=emit, control=RunControl())
        finished = events[-1]
        assert isinstance(finished, RunFinished)
        found = [event.finding for event in events if isinstance(event, FindingMade)]
        dead += any(finding.kind == "layer_dead" for finding in found)
        rows = [
            (f.kind, "" if f.layer is None else str(f.layer + 1), str(f.epoch + 1)) for f in found
        ]
        for kind, layer, epoch in rows or [("none", "", "")]:
            print(f"| {seed} | {kind} | {layer} | {epoch} | {finished.cost:.3f} |", flush=True)
    print(f"\nA whole layer died with {dead} of {seeds} seeds.\n")


def without_diagnostics(key: CompileKey, train: Callable[[], object]) -> CompiledEpochs:
    """Epochs of that key that give no diagnostics, compiled by what ``train`` calls.

    What nothing depends on is not computed: compilers leave it out.
    """
    import tensorflow as tf

    epochs = CompiledEpochs(key)
    count = diagnostics_count(key.layers)
    with (
        patch.object(epoch_module, "measure", lambda *_, **__: tf.zeros(count)),
        patch.object(epoch_module, "epoch_for", lambda _: epochs),
    ):
        train()
    return epochs


def train_epochs(trainer: Trainer, epochs: int, *, doctor: Doctor | None = None) -> float:
    """Seconds until the last of so many epochs was told; the closing evaluation comes after it."""
    ends: list[float] = []

    def listen(event: Event) -> None:
        if isinstance(event, EpochFinished):
            ends.append(time.perf_counter())

    started = time.perf_counter()
    emit = doctor.listening(listen) if doctor else listen
    trainer.run(epochs=epochs, emit=emit, control=RunControl())
    assert len(ends) == epochs
    return ends[-1] - started


def measure_share(recipe: Recipe, dataset: Dataset, *, pairs: int, epochs: int) -> float:
    """The share of the time that is spent for the doctor; prints how fast both are."""
    full, bare = Trainer(recipe, dataset), Trainer(recipe, dataset)
    doctor = Doctor.of(recipe, dataset)
    key = compile_key_of(recipe, dataset, device=default_device(find_devices()))
    compiled = without_diagnostics(key, lambda: train_epochs(bare, epochs))
    train_epochs(full, epochs, doctor=doctor)
    with_, without = [], []
    for _ in range(pairs):
        with_.append(train_epochs(full, epochs, doctor=doctor))
        with patch.object(epoch_module, "epoch_for", lambda _: compiled):
            without.append(train_epochs(bare, epochs))
    for name, each in (("with", with_), ("without", without)):
        print(f"{name:8}{epochs / statistics.median(each):9.1f} epochs/s")
    shares = [1 - bare / full for full, bare in zip(with_, without, strict=True)]
    share = statistics.median(shares)
    # A median of n numbers is off by about 1.25 standard errors of their mean.
    low, _, high = statistics.quantiles(shares, n=4)
    error = 1.25 * (high - low) / 1.35 / len(shares) ** 0.5
    print(f"share   {share:9.1%} of the time, give or take {error:.1%}\n")
    return share


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=at_least(0), default=20)
    parser.add_argument("--epochs", type=at_least(1), default=40, help="epochs of each seed")
    parser.add_argument(
        "--pairs", type=at_least(2), default=60, help="runs with and without, by turns"
    )
    parser.add_argument("--most", type=float, help="fail when looking takes a larger share, 0..1")
    options = parser.parse_args()
    load_tensorflow()
    if options.seeds:
        print_findings(options.seeds, options.epochs)
    # A seed that lives: dead layers would be looked at in vain.
    print("The article's network")
    share = measure_share(make_recipe(seed="4"), built_in_hands(), pairs=options.pairs, epochs=4)
    print("16 units on 200 points")
    measure_share(make_recipe(layers="16:relu"), points(), pairs=options.pairs, epochs=400)
    if options.most is not None and share > options.most:
        sys.exit(f"The doctor takes {share:.1%} of the time; {options.most:.0%} may be taken.")


if __name__ == "__main__":
    main()
