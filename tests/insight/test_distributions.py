"""Distributions over the epochs of a run, against NumPy's quantiles of its weights by hand."""

from collections.abc import Collection
from typing import Any

import numpy as np

from signs_studio.engine.training.trainer import Trainer
from signs_studio.insight.distributions import (
    QUANTILES,
    Distributions,
    DistributionsWanted,
    quantiles,
)
from signs_studio.insight.question import Progress
from signs_studio.runs.checkpoint import Checkpoint
from signs_studio.runs.control import RunControl
from tests.conftest import drawn_dataset
from tests.engine.conftest import _recipe as make_recipe

DATASET = drawn_dataset(shape=(6, 5, 3), test=12)


def rows(found: Distributions) -> dict[int, tuple[bytes, bytes]]:
    return {
        epochs: (found.weights[place].tobytes(), found.activations[place].tobytes())
        for place, epochs in enumerate(found.epochs.tolist())
    }


def test_epochs_whose_weights_are_kept_are_told_with_that_looked_at() -> None:
    trainer = Trainer(make_recipe(layers="dropout:0.1,5:relu"), DATASET)
    kept: dict[int, Checkpoint] = {}
    read: list[int] = []
    wanted: dict[int, list[np.ndarray]] = {}
    live: dict[int, Distributions] = {}
    networks = {}

    def checkpoints(exclude: Collection[int]) -> list[Checkpoint]:
        found = [each for epochs, each in kept.items() if epochs not in exclude]
        read.extend(each.kept_epochs for each in found)
        return found

    def ask(epochs: int, known: Distributions | None = None) -> Distributions:
        question = DistributionsWanted(dataset=DATASET, checkpoints=checkpoints, known=known)
        return question.answer(networks[epochs], Progress())

    shares = DATASET.test_x.reshape(12, -1) / np.float32(255)
    for epochs in range(1, 6):
        trainer.run(epochs=1, emit=lambda _: None, control=RunControl())
        networks[epochs] = trainer.network()
        _, hidden, softmax = weights = trainer.weights()
        given = np.maximum(shares @ hidden["kernel"].T + hidden["bias"], 0)
        numbers: list[Any] = [each.get("kernel") for each in weights]
        wanted[epochs] = [*numbers, shares, given, given @ softmax["kernel"].T + softmax["bias"]]
        if epochs in (1, 2, 4):
            kept[epochs] = trainer.checkpoint()
        live[epochs] = ask(epochs, live.get(epochs - 1))

    assert live[5].epochs.tolist() == [1, 2, 4, 5]
    assert live[5].pictures == 12
    assert read == [1, 2, 4], "each is read once, when it is not the network's own any more"
    for place, epochs in enumerate(live[5].epochs.tolist()):
        both = np.concatenate([live[5].weights[place], live[5].activations[place]])
        for row, numbers in zip(both, wanted[epochs], strict=True):
            if numbers is None:
                assert np.isnan(row).all()
            else:
                np.testing.assert_allclose(row, np.quantile(numbers, QUANTILES), atol=1e-5)
    # Later, of the past: what it was.
    for epochs in (3, 2, 5, 1):
        assert rows(ask(epochs, live[5])) == rows(ask(epochs)) == rows(live[epochs])


def test_the_ends_of_very_many_numbers_are_those_of_all() -> None:
    numbers = np.random.default_rng(0).normal(size=300_000).astype(np.float32)
    found = quantiles(numbers)
    assert found[[0, -1]].tolist() == [numbers.min(), numbers.max()]
    np.testing.assert_allclose(found[1:-1], np.quantile(numbers, QUANTILES[1:-1]), atol=0.02)
    np.testing.assert_array_equal(found, quantiles(numbers))
    assert np.isnan(quantiles(np.array([1, np.nan], np.float32))).all()
