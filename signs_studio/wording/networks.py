"""Shapes and costs of layers in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from signs_studio.messages import Message

if TYPE_CHECKING:
    from signs_studio.recipe.layer_kinds.kind import Shape
    from signs_studio.recipe.network_summary import LayerSummary


def facts_words(row: LayerSummary | None) -> str:
    """Returns what a layer costs; empty where nobody knows, or it costs nothing to speak of."""
    if row is None or not (row.parameters or row.multiply_adds):
        return ""
    return cost_words(row.parameters, row.multiply_adds)


def cost_words(parameters: int, multiply_adds: int) -> str:
    """Returns so many parameters, and multiplications where there are any."""
    words = Message("networks", "{count} parameters").text(count=f"{parameters:,}")
    if not multiply_adds:
        return words
    products = Message("networks", "{count} mult-adds").text(count=short_count(multiply_adds))
    return f"{words} · {products}"


def short_count(count: int) -> str:
    """Returns a count in at most three figures from ten thousand on: ``307 k``, ``4.92 M``."""
    if count < 10_000:
        return f"{count:,}"
    size, letter = next(
        (size, letter)
        for size, letter in ((1e3, "k"), (1e6, "M"), (1e9, "G"), (math.inf, "T"))
        if count < 999.5 * size
    )
    value = count / min(size, 1e12)
    places = 0 if value >= 99.95 else 1 if value >= 9.995 else 2
    return f"{value:.{places}f} {letter}"


def shape_words(shape: Shape) -> str:
    """Returns a shape as it is read: ``32 × 32 × 16``."""
    return " × ".join(f"{side:,}" for side in shape)
