"""The probabilities of classes as lines and as bars, of which each class has one colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from signs_studio.charts.decimation import bucket_size, visible_indices
from signs_studio.figures import Curve
from signs_studio.messages import Message
from signs_studio.ui.pictures.bars_view import Bar, classes_to_show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from signs_studio.figures import ColourName

_COLOURS: tuple[ColourName, ...] = (
    "train",
    "test",
    "earlier_1",
    "muted",
    "earlier_3",
    "earlier_4",
)
"""For classes other than the true one and the one read: neither green nor red."""
MAX_LINES = 1 + len(_COLOURS)
"""Classes that have a line: no two of them have the same colour."""
_LETTERS = 16


def short(name: str) -> str:
    """Returns the name of a class as it has room in a legend."""
    return name if len(name) <= _LETTERS else f"{name[: _LETTERS - 1]}\N{HORIZONTAL ELLIPSIS}"


def drawn_classes(
    probabilities: NDArray[np.float32], *, true_class: int, first: Sequence[int] = ()
) -> tuple[int, ...]:
    """Returns the classes that have a line: all, or where they are many the likeliest.

    The true one comes first: in front of the others, its line is not dashed as theirs are.

    Args:
        probabilities: (points, classes) float32; a class is as likely as it is anywhere.
        true_class: Has a line in any case.
        first: Classes that have one before others that are likelier.
    """
    peaks = np.nan_to_num(probabilities).max(axis=0, initial=0.0)
    peaks[list(first)] += 1
    peaks[true_class] = np.inf
    drawn = np.sort(np.argsort(-peaks, kind="stable")[:MAX_LINES]).tolist()
    return tuple(sorted(drawn, key=lambda sign: sign != true_class))


def class_curves(
    probabilities: NDArray[np.float32],
    x: Sequence[float],
    class_names: Sequence[str],
    *,
    drawn: Sequence[int],
    read: int | None,
    true_class: int,
) -> tuple[Curve, ...]:
    """Returns a line for each of some classes, of no more points than are seen.

    Args:
        probabilities: (points, classes) float32.
        x: Where the points lie, as many.
        class_names: One name per class.
        drawn: Classes that have a line, in this order.
        read: The class that is read; None where that is not known.
        true_class: The class of the picture.
    """
    colours = _class_colours(drawn, true_class=true_class, read=read)
    last = len(x) - 1
    curves = []
    for sign in drawn:
        values = 100 * probabilities[:, sign].astype(np.float64)
        kept = visible_indices(values, first=0, last=last, size=bucket_size(0, last)).tolist()
        name = short(class_names[sign])
        if sign == true_class:
            name = Message("inspect", "{sign} (true)").text(sign=name)
        x_kept, y_kept = [x[place] for place in kept], values[kept].tolist()
        curves.append(Curve(name, x_kept, y_kept, colour=colours[sign]))
    return tuple(curves)


def class_bars(
    probabilities: NDArray[np.float32],
    class_names: tuple[str, ...],
    true_class: int,
    *,
    drawn: Sequence[int] = (),
) -> tuple[Bar, ...]:
    """Returns a bar for each class that is shown, that of the answer and of the truth marked.

    Args:
        probabilities: Of the picture, (classes,) float32.
        class_names: One name per class.
        true_class: The class of the picture.
        drawn: Classes that have a line in the chart beside the bars, which have its colour.
    """
    shares = np.nan_to_num(probabilities)
    read = int(shares.argmax())
    colours = _class_colours(drawn, true_class=true_class, read=read)
    return tuple(
        Bar(
            name=class_names[sign],
            share=float(shares[sign]),
            true=sign == true_class,
            read=sign == read,
            colour=colours.get(sign),
        )
        for sign in classes_to_show(probabilities, true_class)
    )


def _class_colours(
    drawn: Sequence[int], *, true_class: int, read: int | None
) -> dict[int, ColourName]:
    """Returns the colour of each class, in lines and bars alike.

    As everywhere, what is right is green and what is read wrongly is red.

    Args:
        drawn: Classes that have a line.
        true_class: The class of the picture.
        read: The class that is read; None where that is not known.
    """
    others = [sign for sign in drawn if sign != true_class]
    colours = {sign: _COLOURS[place] for place, sign in enumerate(others)}
    if read is not None:
        colours[read] = "wrong"
    colours[true_class] = "right"
    return colours
