"""Runs that differ in their seed alone have a mean and a band in the plots."""

from dataclasses import replace

import numpy as np

from signs_studio.runs.record import RunRecord
from signs_studio.ui.plots.seed_groups import band_of, seed_group
from tests.records import make_run


def with_seed(seed: int, **other: float) -> RunRecord:
    record = make_run(seed, epochs=4)
    record.recipe = replace(record.recipe, seed=seed, **other)
    return record


def test_three_runs_that_differ_in_their_seed_alone_are_a_group() -> None:
    runs = [with_seed(seed) for seed in (1, 2, 3)]
    assert seed_group(runs) == tuple(runs)
    assert seed_group(runs[:2]) == ()
    assert seed_group([*runs, with_seed(4, learning_rate=0.5)]) == ()


def test_a_band_goes_as_far_as_all_runs_do() -> None:
    band = band_of([np.array([1.0, 4.0]), np.array([3.0, 2.0, 9.0])])
    assert band.mean.tolist() == [2.0, 3.0]
    assert band.low.tolist() == [1.0, 2.0]
    assert band.high.tolist() == [3.0, 4.0]
