"""Sizes that photographs are brought to, as a person may choose them."""

from __future__ import annotations

from typing import Literal

Fit = Literal["crop", "pad"]
FITS: tuple[Fit, ...] = ("crop", "pad")
"""Ways for a photograph that is no square: its middle square, or all of it on white."""

SIDE_DEFAULT = 64
SIDE_MIN, SIDE_MAX = 16, 256
"""Height and width, in pixels."""
