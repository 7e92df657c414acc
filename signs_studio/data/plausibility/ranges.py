"""Ranges of pictures' numbers: what is black, what is white, and how they become 0..255 or 0..1."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from signs_studio.errors import DataError
from signs_studio.messages import Message, both

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from signs_studio.messages import Value

WHITE_BYTE = 255
FAINT_MAX = 63
"""Of bytes: where nothing is brighter, another number than 255 was meant to be white."""

WIDEST_WHITE = 65_535
GROSS_RATIO = 16
"""Between the ranges of two sets that were not scaled alike."""

SIGNED_SHARE = 0.05
"""Of a range below 0, from which on it is no slip of rounding."""

_FAMILIES = {"b": "switch", "f": "float"}
_DEPTHS = (1023, 4095, 16_383, WIDEST_WHITE)


@dataclass(frozen=True, kw_only=True)
class Range:
    """What is known of the numbers of one set.

    Attributes:
        low: The smallest, or NaN where one is.
        high: The largest, likewise.
        kind: Of their type: b, i, u or f.
        where: Names the array in a sentence.
    """

    low: float
    high: float
    kind: str
    where: Value


@dataclass(frozen=True, kw_only=True)
class Scaling:
    """How the numbers of a set are brought into 0..255 or 0..1.

    Attributes:
        black: The number that becomes 0.
        white: The number that becomes 255, or 1.0.
        dtype: uint8 or float32.
        clips: Whether numbers beyond black and white become these; of bytes, they always do.
    """

    black: float
    white: float
    dtype: np.dtype[Any]
    clips: bool = False

    def keeps(self, stored: np.dtype[Any]) -> bool:
        """Returns whether numbers of a type are kept, bit for bit."""
        is_plain = (self.black, self.white) == (0, self._top) and not self.clips
        return stored == self.dtype and is_plain

    @property
    def stretched(self) -> tuple[float, float] | None:
        """Black and white where they were taken from the numbers themselves.

        None for a range that means the same in any set: 0 to 255, or 0 to 1.
        """
        if self.black == 0 and self.white in {1, WHITE_BYTE}:
            return None
        return float(self.black), float(self.white)

    @property
    def _top(self) -> int:
        return WHITE_BYTE if self.dtype == np.uint8 else 1

    def apply(self, pictures: NDArray[Any]) -> NDArray[Any]:
        """Returns scaled pictures, new ones where they are not kept.

        Args:
            pictures: Of any shape and type; few enough to be held once more as float64.
        """
        if self.clips:
            pictures = np.clip(pictures, self.black, self.white)
        if (self.black, self.white) == (0, self._top):
            return pictures.astype(self.dtype, copy=False)
        if self.dtype == np.float32 and (self.black, self.white) == (0, WHITE_BYTE):
            return pictures.astype(np.float32) / np.float32(WHITE_BYTE)
        # In float64, where the difference of two float32 neither overflows nor loses digits.
        shares = (pictures.astype(np.float64) - self.black) / (self.white - self.black)
        if self.dtype == np.uint8:
            return np.rint(np.clip(shares, 0, 1) * WHITE_BYTE).astype(np.uint8)
        return shares.astype(np.float32)


def range_of(pieces: Iterable[NDArray[Any]], *, where: Value, kind: str) -> Range:
    """Returns the range of the numbers of one set.

    Of bytes, no more is looked at than is needed to know that they are not faint.

    Args:
        pieces: The pictures, some at a time.
        where: Names the array in a sentence.
        kind: Of their type: b, i, u or f.
    """
    lows, highs = [], []
    for piece in pieces:
        lows.append(piece.min())
        highs.append(piece.max())
        if piece.dtype == np.uint8 and highs[-1] > FAINT_MAX:
            break
    # NumPy's minimum hands a NaN on; the built-in one may lose it.
    return Range(low=_number(np.min(lows)), high=_number(np.max(highs)), kind=kind, where=where)


def scalings_of(ranges: Sequence[Range]) -> tuple[tuple[Scaling, ...], tuple[Message, ...]]:
    """Returns how the numbers of each set are scaled, and notes on it.

    Sets of one kind are scaled by one rule: black and white are the same in both. Where they differ
    grossly, as 0 to 1 and 0 to 255 do, each is by its own.

    - Whole numbers become bytes, by far the smallest; 0 to 255 are kept, and so are all but faint
      ones.
    - Floats of 0 to 1 are kept; 0 to 255 are divided by 255; -1 to 1 are shifted. Those that
      reach a little below 0, as resizing makes them, are clipped.
    - Anything else is stretched.

    Args:
        ranges: Of the training set, and of the test set where there is one.

    Raises:
        DataError: A number is not finite; all are one number that is no picture's; or whole numbers
            are larger than any picture's.
    """
    for each in ranges:
        _check_finite(each)
    if len(ranges) == 2 and _differ_grossly(*ranges):
        return _each_by_its_own(ranges)
    common = Range(
        low=min(each.low for each in ranges),
        high=max(each.high for each in ranges),
        kind=ranges[0].kind if len({each.kind for each in ranges}) == 1 else _wider(ranges),
        where=both([each.where for each in ranges]),
    )
    scaling, note = _scaling_of(common)
    return (scaling,) * len(ranges), () if note is None else (note,)


def _differ_grossly(one: Range, other: Range) -> bool:
    """Returns whether black and white cannot be the same numbers in both sets."""
    families = {_FAMILIES.get(each.kind, "whole") for each in (one, other)}
    extents = sorted(each.high - min(0, each.low) for each in (one, other))
    if extents[0] == 0:
        # All are 0, which is black in any range.
        return False
    if len(families) > 1:
        return True
    if families == {"float"} and min(one.low, other.low) >= 0 and extents[1] <= 1:
        return False
    signed = {each.low < -SIGNED_SHARE * extents[1] for each in (one, other)}
    return len(signed) > 1 or extents[1] >= GROSS_RATIO * extents[0]


def _wider(ranges: Sequence[Range]) -> str:
    return "f" if any(each.kind == "f" for each in ranges) else "i"


def _each_by_its_own(
    ranges: Sequence[Range],
) -> tuple[tuple[Scaling, ...], tuple[Message, ...]]:
    as_floats = any(each.kind == "f" for each in ranges)
    scalings, notes = [], []
    for each in ranges:
        scaling, note = _scaling_of(each)
        if as_floats:
            scaling = replace(scaling, dtype=np.dtype(np.float32))
        scalings.append(scaling)
        if note is not None:
            notes.append(note)
    notes.append(
        Message(
            "data",
            "The numbers of {where} reach from {low:g} to {high:g}, and those of {other} from "
            "{other_low:g} to {other_high:g}: each set was scaled by its own.",
        ).format(
            where=ranges[0].where,
            low=ranges[0].low,
            high=ranges[0].high,
            other=ranges[1].where,
            other_low=ranges[1].low,
            other_high=ranges[1].high,
        )
    )
    return tuple(scalings), tuple(notes)


def _scaling_of(one: Range) -> tuple[Scaling, Message | None]:
    return _float_scaling(one) if one.kind == "f" else _whole_scaling(one)


def _whole_scaling(one: Range) -> tuple[Scaling, Message | None]:
    if one.kind == "b":
        return _bytes(0, 1), Message("data", "True became 255, and False 0.")
    if max(abs(one.low), abs(one.high)) > WIDEST_WHITE:
        number = one.low if abs(one.low) > abs(one.high) else one.high
        raise DataError(
            Message(
                "data",
                "{where} holds the number {number} where whole-number pictures of 0 to 255, or "
                "to 65,535, were expected. Save them as uint8, or as floats of 0 to 1.",
            ).format(where=one.where, number=f"{number:.0f}")
        )
    if one.low >= 0 and (FAINT_MAX < one.high <= WHITE_BYTE or one.high == 0):
        return _bytes(0, WHITE_BYTE), None
    if one.low >= 0 and one.high > WHITE_BYTE:
        white = next(depth for depth in _DEPTHS if depth >= one.high)
        return _bytes(0, white), _stretched(0, white, one)
    low = min(0.0, one.low)
    if low == -128 or (-128 < low < -1 and one.high <= 127):
        return _bytes(-128, 127), _stretched(-128, 127, one)
    return _bytes(low, one.high), _stretched(low, one.high, one)


def _float_scaling(one: Range) -> tuple[Scaling, Message | None]:
    low, high = one.low, one.high
    if low >= 0 and high <= 1:
        return _floats(0, 1), None
    if low == high:
        raise DataError(
            Message(
                "data",
                "Every number in {where} is {low:g}, so there is nothing to see. "
                "Pictures of 0 to 1 or of 0 to 255 were expected.",
            ).format(where=one.where, low=low)
        )
    if -SIGNED_SHARE * (high - low) <= low < 0:
        return _undershot_scaling(one)
    if low >= 0 and FAINT_MAX < high <= WHITE_BYTE:
        note = Message("data", "The pictures' numbers, 0 to 255 as floats, were divided by 255.")
        return _floats(0, WHITE_BYTE), note
    if low >= 0 and FAINT_MAX < high <= WIDEST_WHITE and high == int(high):
        white = next(depth for depth in _DEPTHS if depth >= high)
        return _floats(0, white), _stretched(0, white, one)
    if -1 <= low < 0 < high <= 1:
        reach = 0.5 if max(-low, high) <= 0.5 else 1.0
        return _floats(-reach, reach), _stretched(-reach, reach, one)
    if low >= 0 and high <= FAINT_MAX and high >= 2:
        return _floats(0, high), _stretched(0, high, one)
    return _floats(low, high), _stretched(low, high, one)


def _undershot_scaling(one: Range) -> tuple[Scaling, Message]:
    """Returns the scaling of floats that begin at 0, but for what resizing made of sharp edges."""
    # Where it went below black, it went beyond white as well.
    beyond = (top for top in (1, WHITE_BYTE) if top < one.high <= top * (1 + SIGNED_SHARE))
    scaling, _note = _float_scaling(replace(one, low=0.0, high=next(beyond, one.high)))
    note = Message(
        "data",
        "The pictures' numbers, {low:g} to {high:g}, were taken for a range of 0 to {white:g}, "
        "which became 0 to 1: those beyond it were clipped.",
    )
    return replace(scaling, clips=True), note.format(
        low=one.low, high=one.high, white=scaling.white
    )


def _bytes(black: float, white: float) -> Scaling:
    return Scaling(black=black, white=white, dtype=np.dtype(np.uint8))


def _floats(black: float, white: float) -> Scaling:
    return Scaling(black=black, white=white, dtype=np.dtype(np.float32))


def _stretched(black: float, white: float, one: Range) -> Message:
    top = "1" if one.kind == "f" else "255"
    if (black, white) == (one.low, one.high):
        return Message(
            "data", "The pictures' numbers, {low:g} to {high:g}, were stretched to 0 to {top}."
        ).format(low=one.low, high=one.high, top=top)
    return Message(
        "data",
        "The pictures' numbers, {low:g} to {high:g}, were taken for a range of {black:g} to "
        "{white:g}, which was stretched to 0 to {top}.",
    ).format(low=one.low, high=one.high, black=black, white=white, top=top)


def _check_finite(one: Range) -> None:
    if not (np.isfinite(one.low) and np.isfinite(one.high)):
        raise DataError(
            Message(
                "data",
                "{where} holds a number that is not finite (NaN or infinite, or too "
                "large for float32). Replace such numbers by finite ones, best of 0 to 1.",
            ).format(where=one.where)
        )


def _number(value: Any) -> float:
    number = value.item()
    return float(number) if not isinstance(number, int) or abs(number) < 2**53 else number
