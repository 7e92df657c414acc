"""Axes of pictures: which one counts them, and where height, width and channels are."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from signs_studio.messages import Value

COLOUR_CHANNELS = (3, 1, 4)
_LAST_CHANNELS = (1, 2, 3, 4)
_ALPHA_SIDE_MIN = 16
"""Of flattened pictures with alpha; smaller ones are read as grey of twice the side."""

_CLEARLY_SMOOTHER = 0.85
"""Of how rough the likeliest arrangement is, where one of other channels is to be taken."""

# As many numbers as pictures are compared by, to tell how they are laid out.
SAMPLE_PICTURES = 64


@dataclass(frozen=True, kw_only=True)
class Arrangement:
    """How stored numbers become pictures.

    Attributes:
        axes: The stored axes in the order pictures, then the others; None where it is theirs.
        height: Of a picture.
        width: Of a picture.
        channels: Of a picture.
        planes: Whether the channels of a picture lie one after another, each as a whole.
        by_columns: Whether each of these planes runs down its columns.
        note: A text with a place ``{where}`` on what is put right; None where nothing is.
    """

    axes: tuple[int, ...] | None
    height: int
    width: int
    channels: int
    planes: bool = False
    by_columns: bool = False
    note: Message | None = None

    @property
    def picture_shape(self) -> tuple[int, int, int]:
        """Height, width and channels."""
        return self.height, self.width, self.channels

    @property
    def counts_first(self) -> bool:
        """Whether the first stored axis counts the pictures, so that some can be read alone."""
        return self.axes is None or self.axes[0] == 0

    @property
    def keeps_order(self) -> bool:
        """Whether the numbers are stored in the order of the pictures'."""
        return self.axes is None and not self.planes

    def count_in(self, shape: tuple[int, ...]) -> int:
        """Returns how many pictures an array of a stored shape holds."""
        return shape[0 if self.axes is None else self.axes[0]]

    def apply(self, stored: NDArray[Any]) -> NDArray[Any]:
        """Returns pictures, (n, height, width, channels); a view where that can be.

        Args:
            stored: Whole rows of the stored array, or all of it.
        """
        turned = stored if self.axes is None else stored.transpose(self.axes)
        count = turned.shape[0]
        if self.planes:
            if self.by_columns:
                planes = turned.reshape(count, self.channels, self.width, self.height)
                return planes.transpose(0, 3, 2, 1)
            planes = turned.reshape(count, self.channels, self.height, self.width)
            return planes.transpose(0, 2, 3, 1)
        return turned.reshape(count, *self.picture_shape)


def arrangements(
    shape: tuple[int, ...],
    *,
    counts: Collection[int],
    is_reversed: bool,
    is_matlab: bool = False,
) -> tuple[Arrangement, ...]:
    """Returns how an array can be read as pictures: none, one, or some to choose from by the look.

    Args:
        shape: Of the array, as it is stored.
        counts: How many pictures there may be, as the labels say; none where they are not known.
        is_reversed: Whether the axes are meant the other way round.
        is_matlab: Whether flattened pictures run down their columns.
    """
    order = tuple(range(len(shape)))
    if is_reversed:
        order = order[::-1]
    meant = tuple(shape[axis] for axis in order)
    found = {2: _flat, 3: _gray, 4: _coloured}.get(len(meant), _none)(meant, counts)
    if is_matlab and len(meant) == 2:
        found = tuple(map(_by_columns, found))
    return tuple(_stored(each, order) for each in found)


def smoothest(candidates: Sequence[Arrangement], sample: NDArray[Any]) -> Arrangement:
    """Returns the arrangement in which neighbouring numbers differ least.

    One of other channels than the first has to be clearly smoother: noise looks alike in all.

    Args:
        candidates: Of the same array, at least one; the likeliest first.
        sample: Some of its rows, or all of it.
    """
    first = candidates[0]

    def cost(each: Arrangement) -> float:
        handicap = 1.0 if each.channels == first.channels else 1 / _CLEARLY_SMOOTHER
        return roughness(each.apply(sample)) * handicap

    return min(candidates, key=cost)


def roughness(pictures: NDArray[Any]) -> float:
    """Returns how much numbers differ from those beside and beneath them, on average.

    Args:
        pictures: (N, height, width, channels).
    """
    wide = pictures[:SAMPLE_PICTURES].astype(np.float64)
    steps = [np.abs(np.diff(wide, axis=axis)) for axis in (1, 2)]
    counted = sum(step.size for step in steps)
    return float(sum(step.sum() for step in steps) / counted) if counted else 0.0


def _none(_shape: tuple[int, ...], _counts: Collection[int]) -> tuple[Arrangement, ...]:
    return ()


def _by_columns(found: Arrangement) -> Arrangement:
    """Returns flattened pictures as MATLAB flattens them; points side by side are not its work."""
    if found.channels > 1 and not found.planes:
        return found
    return replace(found, planes=True, by_columns=True)


def _stored(found: Arrangement, order: tuple[int, ...]) -> Arrangement:
    """Returns an arrangement of the meant axes as one of the stored."""
    meant = order if found.axes is None else tuple(order[axis] for axis in found.axes)
    axes = None if meant == tuple(range(len(order))) else meant
    note = found.note
    if order != tuple(range(len(order))):
        note = note or Message(
            "data", "{where} was saved with its axes reversed, as MATLAB does: they were turned."
        )
    return replace(found, axes=axes, note=note)


def _coloured(shape: tuple[int, ...], counts: Collection[int]) -> tuple[Arrangement, ...]:
    """Of four axes: channels last, channels first, pictures last, or both of these."""
    one, two, three, four = shape
    first = not counts or one in counts
    last = four in counts
    if first and four in _LAST_CHANNELS:
        return (_plain(shape, None),)
    if first and two in COLOUR_CHANNELS:
        return (_plain(shape, (0, 2, 3, 1), _CHANNELS_FIRST),)
    if last and three in _LAST_CHANNELS:
        return (_plain(shape, (3, 0, 1, 2), _PICTURES_LAST),)
    if last and one in COLOUR_CHANNELS:
        return (_plain(shape, (3, 1, 2, 0), _PICTURES_LAST),)
    return (_plain(shape, None),)


def _gray(shape: tuple[int, ...], counts: Collection[int]) -> tuple[Arrangement, ...]:
    """Of three axes: a channel, or flattened pictures with an axis for their channels."""
    one, two, three = shape
    if one in counts or three not in counts:
        # (N, 784, 1) and (N, 4096, 3) are flattened, (N, 3, 1024) planes.
        side = math.isqrt(max(two, three))
        if max(two, three) > 4 and side * side == max(two, three) and min(two, three) in (1, 3, 4):
            channels = min(two, three)
            planes = two < three and channels > 1
            return (_square(side, channels, None, planes=planes),)
        return (_plain((*shape, 1), None),)
    return (Arrangement(axes=(2, 0, 1), height=one, width=two, channels=1, note=_PICTURES_LAST),)


def _flat(shape: tuple[int, ...], counts: Collection[int]) -> tuple[Arrangement, ...]:
    """Of two axes: a picture a row, or a column."""
    axes = (1, 0) if shape[1] in counts and shape[0] not in counts else None
    numbers = shape[0] if axes else shape[1]
    if numbers >= 4 and _is_square(numbers):
        side = math.isqrt(numbers)
        grey = _square(side, 1, axes)
        # As many numbers make a picture of half the side with four channels.
        if side % 2 or side // 2 < _ALPHA_SIDE_MIN:
            return (grey,)
        return (
            grey,
            _square(side // 2, 4, axes),
            _square(side // 2, 4, axes, planes=True),
        )
    if numbers >= 12 and numbers % 3 == 0 and _is_square(numbers // 3):
        side = math.isqrt(numbers // 3)
        return _square(side, 3, axes), _square(side, 3, axes, planes=True)
    return ()


def _is_square(number: int) -> bool:
    return math.isqrt(number) ** 2 == number


def _square(
    side: int, channels: int, axes: tuple[int, ...] | None, *, planes: bool = False
) -> Arrangement:
    note = _FLAT_PLANES if planes else _FLAT
    if channels == 1:
        note = _FLAT_GRAY
    sides: dict[str, Value] = {"side": side, "channels": channels}
    return Arrangement(
        axes=axes,
        height=side,
        width=side,
        channels=channels,
        planes=planes and channels > 1,
        note=note.format(**sides),
    )


def _plain(
    shape: tuple[int, ...], axes: tuple[int, ...] | None, note: Message | None = None
) -> Arrangement:
    _count, height, width, channels = shape if axes is None else (shape[axis] for axis in axes)
    return Arrangement(axes=axes, height=height, width=width, channels=channels, note=note)


_CHANNELS_FIRST = Message(
    "data",
    "The pictures of {where} have their channels before height and width: they were put last.",
)
_PICTURES_LAST = Message(
    "data", "The pictures of {where} are counted on another axis: it was put first."
)
_FLAT = Message(
    "data",
    "The pictures of {where} are flattened: each was read as {side} x {side}, with the {channels} "
    "channels of each point side by side.",
)
_FLAT_PLANES = Message(
    "data",
    "The pictures of {where} are flattened: each was read as {side} x {side}, its {channels} "
    "channels one after another.",
)
_FLAT_GRAY = Message(
    "data",
    "The pictures of {where} are flattened: each was read as {side} x {side}, of one channel.",
)
