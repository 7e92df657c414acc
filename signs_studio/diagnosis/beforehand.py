"""Findings that can be made before the first epoch: in the recipe, and in the pictures."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from signs_studio.recipe.layers import LAYER_KINDS
from signs_studio.runs.findings import NEEDED_VALUES, Finding, FindingKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from signs_studio.data.curation import BrightnessAndContrast
    from signs_studio.data.dataset import Dataset
    from signs_studio.recipe.recipe import Recipe

LOW_CONTRAST = 0.05
"""Contrast under which a network hardly learns, of 0..1: photographs have 0.15 to 0.25."""

FEW_COPIES = 0.01
"""Share of the test pictures that may be training pictures as well without being worth a word."""

_LARGEST_BYTES = 1 << 27
"""Sets larger than this together are not searched: that would take a good part of a second."""


def findings_beforehand(
    recipe: Recipe, dataset: Dataset, *, train_look: BrightnessAndContrast
) -> tuple[Finding, ...]:
    """Returns what may keep a run from learning, or its test from being one.

    Args:
        recipe: What is trained.
        dataset: What it learns from.
        train_look: Brightness and contrast of its training pictures.
    """
    found: list[tuple[FindingKind, int | None, Mapping[str, float]]] = []
    if train_look.contrast < LOW_CONTRAST:
        values = {"brightness": train_look.brightness, "contrast": train_look.contrast}
        found.append((FindingKind.NOT_SCALED, None, values))
    hidden = {"hidden_layers": len(recipe.layers)}
    found += [(FindingKind.LINEAR, layer, hidden) for layer in linear_layers(recipe)]
    copies, test_count = identical_test_pictures(dataset), len(dataset.test_y)
    if copies > FEW_COPIES * test_count:
        values = {"copies": copies, "test_pictures": test_count}
        found.append((FindingKind.TEST_IN_TRAINING, None, values))
    return tuple(
        Finding(kind, 0, layer, tuple((name, values[name]) for name in NEEDED_VALUES[kind]))
        for kind, layer, values in found
    )


def linear_layers(recipe: Recipe) -> Iterator[int]:
    """Yields the indices of layers that are one with a later layer, for all between is linear."""
    pending: int | None = None
    for index, layer in enumerate(recipe.layers):
        if LAYER_KINDS[layer.kind].is_nonlinear:
            pending = None
        activation = layer.settings.get("activation")
        if activation is None:
            continue
        if pending is not None:
            yield pending
        pending = index if activation == "linear" else None
    if pending is not None:
        # The softmax layer is linear before its softmax.
        yield pending


def identical_test_pictures(dataset: Dataset) -> int:
    """Counts the test pictures that are training pictures as well, number for number.

    Returns:
        0 as well where the sets are too large to be searched in a moment.
    """
    train_x, test_x = dataset.train_x, dataset.test_x
    if not isinstance(train_x, np.ndarray) or not isinstance(test_x, np.ndarray):
        return 0
    if train_x.nbytes + test_x.nbytes > _LARGEST_BYTES:
        return 0
    known = {_digest(picture) for picture in train_x}
    return sum(_digest(picture) in known for picture in test_x)


def _digest(picture: np.ndarray) -> bytes:
    return hashlib.blake2b(np.ascontiguousarray(picture).data, digest_size=16).digest()
