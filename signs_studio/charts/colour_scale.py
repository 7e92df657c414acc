"""Colours of numbers on a scale that is symmetric around zero."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from signs_studio.numbers import format_significant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Colour = tuple[int, int, int]
    """Red, green and blue, each 0..255."""


_OPACITY = 0.75
"""Of an overlay where its magnitude is the largest."""
_CHECKERBOARD = (150, 215)
"""Greys beneath the bar of an overlay."""


@dataclass(frozen=True, kw_only=True)
class ColourScale:
    """The scale of a colour bar: from ``-limit`` to ``limit``, or from 0.

    Attributes:
        limit: Magnitude that has the colour at either end, as has any beyond it.
        is_signed: Whether a number is below 0; where none is, the scale begins at 0.
        is_over_picture: Whether the colours are laid over a picture, which shows through at 0.
    """

    limit: float
    is_signed: bool
    is_over_picture: bool = False

    @classmethod
    def of(
        cls,
        arrays: Sequence[NDArray[np.floating]],
        *,
        limit: float | None = None,
        is_over_picture: bool = False,
    ) -> ColourScale:
        """Returns the scale that arrays share; its limit is of the numbers that are finite.

        Args:
            arrays: Of any shapes.
            limit: Magnitude at its ends; None for the largest.
            is_over_picture: Whether the colours are laid over a picture.
        """
        finite = [array[np.isfinite(array)] for array in arrays]
        if limit is None:
            limit = max((float(np.abs(each).max(initial=0.0)) for each in finite), default=0.0)
        is_signed = any(bool((each < 0).any()) for each in arrays)
        return cls(limit=limit, is_signed=is_signed, is_over_picture=is_over_picture)

    @property
    def low_label(self) -> str:
        """The number at the left end."""
        return format_significant(-self.limit) if self.is_signed else "0"

    @property
    def high_label(self) -> str:
        """The number at the right end."""
        return format_significant(self.limit)


def colour_limit(values: NDArray[np.floating]) -> float:
    """Returns the magnitude below which all but a two-hundredth of the numbers are.

    A few pixels that stand out would leave all others without a colour.

    Args:
        values: Any shape.
    """
    magnitudes = np.abs(values[np.isfinite(values)])
    largest = float(magnitudes.max(initial=0.0))
    return float(np.quantile(magnitudes, 0.995)) or largest if magnitudes.size else 0.0


def signed_colours(
    values: NDArray[np.floating], limit: float, *, low: Colour, middle: Colour, high: Colour
) -> NDArray[np.uint8]:
    """Returns the colour of each number, on straight lines between three colours.

    Args:
        values: Any shape; NaN gets the middle colour.
        limit: Magnitude that has the colour at either end of the scale, as has any beyond it; where
            it is 0, all have the middle colour.
        low: Colour of ``-limit``.
        middle: Colour of 0.
        high: Colour of ``limit``.

    Returns:
        Of shape (*values.shape, 3), uint8.
    """
    shares = np.nan_to_num(values / limit, nan=0.0) if limit else np.zeros(values.shape)
    shares = np.clip(shares, -1.0, 1.0)[..., None]
    ends = np.where(shares < 0, np.array(low, float), np.array(high, float))
    mixed: NDArray[np.float64] = middle + np.abs(shares) * (ends - np.array(middle, float))
    return np.rint(mixed).astype(np.uint8)


def signed_pixels(values: NDArray[np.floating], limit: float) -> NDArray[np.uint8]:
    """Returns colours of which each channel is a number of its own, 0 in middle grey.

    Args:
        values: (height, width, 3); NaN is as 0.
        limit: Magnitude that is drawn as 0 or 255, as is any beyond it; where it is 0, all is grey.

    Returns:
        (height, width, 3) uint8.
    """
    shares = np.nan_to_num(values / limit, nan=0.0) if limit else np.zeros(values.shape)
    return np.rint(127.5 + 127.5 * np.clip(shares, -1.0, 1.0)).astype(np.uint8)


def overlay(
    picture: NDArray[np.uint8],
    values: NDArray[np.floating],
    limit: float,
    *,
    low: Colour,
    high: Colour,
) -> NDArray[np.uint8]:
    """Returns a map laid over a picture in grey, the more opaque the larger a magnitude is.

    Args:
        picture: (height, width, channels) uint8.
        values: The map, (height, width); where a number is 0 or NaN, the picture shows
            through.
        limit: Magnitude at which its colours are the most opaque.
        low: Colour of numbers below 0.
        high: Colour of those above.
    """
    grey = picture.astype(np.float32).mean(axis=2, keepdims=True)
    shares = np.abs(np.nan_to_num(values)) / limit if limit else np.zeros(values.shape)
    opacity = _OPACITY * np.clip(shares, 0.0, 1.0)[..., None]
    colours = np.where(values[..., None] < 0, np.array(low, float), np.array(high, float))
    mixed: NDArray[np.float64] = grey + opacity * (colours - grey)
    return np.rint(mixed).astype(np.uint8)


def overlay_bar(
    scale: ColourScale, *, side: int, length: int, low: Colour, high: Colour
) -> NDArray[np.uint8]:
    """Returns the bar of an overlay's colours, (side, length, 3) uint8.

    A checkerboard stands for the picture: at 0 nothing covers it.

    Args:
        scale: Of the overlay.
        side: Height in pixels.
        length: Width in pixels.
        low: Colour of numbers below 0.
        high: Colour of those above.
    """
    rows, columns = np.indices((side, length)) * 2 // max(side, 1)
    board = np.where((rows + columns) % 2, *_CHECKERBOARD).astype(np.uint8)[..., None]
    values = np.linspace(-1.0 if scale.is_signed else 0.0, 1.0, length)
    return overlay(board, np.broadcast_to(values, (side, length)), 1.0, low=low, high=high)
