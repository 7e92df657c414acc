"""Runs that differ in nothing but their seed, and what they have in common: pure functions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from signs_studio.runs.record import RunRecord

LEAST_RUNS = 3
"""Of fewer, each curve is told from the others."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Band:
    """One number of every epoch of several runs.

    Attributes:
        mean: Of all runs, (epochs,) float64, as far as all of them went.
        low: The lowest, (epochs,) float64.
        high: The highest, (epochs,) float64.
    """

    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def seed_group(runs: Sequence[RunRecord]) -> tuple[RunRecord, ...]:
    """Returns the runs that differ in nothing but their seed, where they are all of that kind.

    Args:
        runs: Those that are ticked.

    Returns:
        All of them; none where they are too few, or something else differs too.
    """
    if len(runs) < LEAST_RUNS:
        return ()
    first = runs[0]
    is_group = all(
        replace(run.recipe, seed=first.recipe.seed) == first.recipe
        and run.changes == first.changes
        and run.origin.is_same(first.origin)
        for run in runs
    )
    return tuple(runs) if is_group else ()


def band_of(series: Sequence[NDArray[np.float64]]) -> Band:
    """Returns the mean of several series, and how far they reach.

    Args:
        series: Of each run, (epochs,) float64; at least one.
    """
    epochs = min(len(each) for each in series)
    values = np.stack([each[:epochs] for each in series])
    return Band(mean=values.mean(axis=0), low=values.min(axis=0), high=values.max(axis=0))
