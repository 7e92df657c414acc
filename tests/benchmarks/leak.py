"""How much near-copies flatter a network: ``python tests/benchmarks/leak.py PATH [--seeds 4 7]``.

Trains a preset on the pictures, looks for test pictures that repeat in training, and prints the
test accuracy with them and without them, seed by seed; then the same for a network that was trained
without the pictures that repeat in training.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from signs_studio.data.curation import without
from signs_studio.data.near_copies.search import find_near_copies
from signs_studio.data.opening import open_pictures
from signs_studio.engine.evaluation import predictions
from signs_studio.engine.loading import load_tensorflow
from signs_studio.engine.training.trainer import Trainer
from signs_studio.recipe.draft import validate
from signs_studio.recipe.presets import find_preset
from signs_studio.runs.control import RunControl
from signs_studio.runs.devices import default_device


def read_correctly(dataset, recipe, device):
    """Trains on a dataset, and returns which test pictures are then read correctly."""
    trainer = Trainer(recipe, dataset, device=device)
    trainer.run(epochs=recipe.epochs, emit=lambda _event: None, control=RunControl())
    return predictions(trainer.network(), dataset.test_x).argmax(axis=1) == dataset.test_y


def main():
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--preset", default="article")
    parser.add_argument("--seeds", type=int, nargs="+", default=[4, 7])
    arguments = parser.parse_args()
    dataset = open_pictures(arguments.path)
    copies = find_near_copies(dataset.train_x, dataset.test_x)
    is_copy = np.isin(np.arange(len(dataset.test_y)), copies.test_copies)
    cleaned = without(dataset, train=copies.train_repeats.tolist(), test=[])
    device = default_device(load_tensorflow().devices)
    print(f"{is_copy.sum()} of {len(is_copy)} test pictures repeat in training")
    print(f"{'trained on':<28}{'seed':>5}{'all':>9}{'without':>9}{'copies':>9}")
    for name, data in (("all", dataset), ("without its own repeats", cleaned)):
        for seed in arguments.seeds:
            draft = find_preset(arguments.preset).draft.with_field("seed", str(seed))
            correct = read_correctly(data, validate(draft).recipe, device)
            shares = (correct.mean(), correct[~is_copy].mean(), correct[is_copy].mean())
            print(
                f"{name:<28}{seed:>5}" + "".join(f"{share:>9.1%}" for share in shares), flush=True
            )


if __name__ == "__main__":
    main()
