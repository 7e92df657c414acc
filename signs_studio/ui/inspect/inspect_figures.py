"""Figures of the answers about one picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from signs_studio.charts.colour_scale import colour_limit
from signs_studio.charts.decimation import bucket_size, visible_indices
from signs_studio.figures import Curve, FunctionPlot, Heatmaps, Photographs, Point
from signs_studio.insight.pixels import as_bytes, as_shares
from signs_studio.messages import Message
from signs_studio.numbers import format_confidence, format_significant
from signs_studio.ui.inspect.perturbation_words import (
    change_axis,
    first_flips,
    shown_amount,
    slider_title,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures
    from signs_studio.insight.adversarial import AdversarialPicture
    from signs_studio.insight.neighbours import Neighbours
    from signs_studio.insight.perturbations import ChangedPicture
    from signs_studio.insight.prediction_history import PredictionHistory

_COLOURS = ("train", "test", "earlier_1", "muted", "earlier_3", "earlier_4")
"""Of the theme, for classes other than the true one and the one read: neither green nor red."""
MAX_LINES = 1 + len(_COLOURS)
"""Classes that have a line: no two of them have the same colour."""
_LETTERS = 16


def short(name: str) -> str:
    """Returns the name of a class as it has room in a legend."""
    return name if len(name) <= _LETTERS else f"{name[: _LETTERS - 1]}\N{HORIZONTAL ELLIPSIS}"


def class_and_share(probabilities: NDArray[np.float32], class_names: Sequence[str]) -> str:
    """Returns what is read, and how surely: ``4, 98 %``."""
    shares = np.nan_to_num(probabilities)
    read = int(shares.argmax())
    return f"{short(class_names[read])}, {format_confidence(float(shares[read]))}"


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


def class_colours(drawn: Sequence[int], *, true_class: int, read: int | None) -> dict[int, str]:
    """Returns the name of the theme's colour of each class, in lines and bars alike.

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
    return colours | {true_class: "right"}


def history_plot(
    history: PredictionHistory,
    class_names: Sequence[str],
    *,
    true_class: int,
    read: int | None,
    looked_at: int | None,
) -> FunctionPlot:
    """Returns the probability of each class over the epochs.

    Where there are many classes, those that were ever likeliest are drawn, and the true one.

    Args:
        history: Of one test picture.
        class_names: One name per class.
        true_class: The class of the picture.
        read: The class that is read in the epoch that is shown; None where that is not known.
        looked_at: The epoch of the past that is looked at, counted from 1; None for none.
    """
    points = []
    if looked_at is not None and len(history.epochs):
        place = max(int(np.searchsorted(history.epochs, looked_at, "right")) - 1, 0)
        row = np.nan_to_num(history.probabilities[place])
        words = Message("inspect", "epoch {epoch}: {read}").text(
            epoch=int(history.epochs[place]), read=class_and_share(row, class_names)
        )
        points.append(Point(words, float(history.epochs[place]), 100 * float(row.max())))
    return FunctionPlot(
        title=Message("inspect", "Probability of each class").text(),
        x_label=Message("inspect", "Epoch").text(),
        y_label=Message("inspect", "Probability (%)").text(),
        curves=_class_curves(
            history.probabilities,
            history.epochs.tolist(),
            class_names,
            drawn=drawn_classes(history.probabilities, true_class=true_class),
            read=read,
            true_class=true_class,
        ),
        points=tuple(points),
        y_range=(-2.0, 102.0),
    )


def scan_plot(
    answer: ChangedPicture, class_names: Sequence[str], *, true_class: int, amount: float
) -> FunctionPlot:
    """Returns the probabilities along the whole range of a change.

    Where there are many classes, those that are read anywhere are drawn before others: that of no
    change, and those that the answer flips to first on either side of it.

    Args:
        answer: What was read.
        class_names: One name per class.
        true_class: The class of the picture.
        amount: Where the slider stands.
    """
    title = Message("inspect", "{slider}: probability of each class")
    return FunctionPlot(
        title=title.text(slider=slider_title(answer.change)),
        x_label=str(change_axis(answer.change)),
        y_label=Message("inspect", "Probability (%)").text(),
        curves=_class_curves(
            answer.scanned,
            [shown_amount(answer.change, each) for each in answer.amounts.tolist()],
            class_names,
            drawn=scanned_classes(answer, true_class=true_class),
            read=_likeliest(answer.probabilities),
            true_class=true_class,
        ),
        points=(
            Point(
                class_and_share(answer.probabilities, class_names),
                shown_amount(answer.change, amount),
                100 * float(np.nan_to_num(answer.probabilities).max()),
            ),
        ),
        y_range=(-2.0, 102.0),
    )


def scanned_classes(answer: ChangedPicture, *, true_class: int) -> tuple[int, ...]:
    """Returns the classes that have a line along a change, as ``drawn_classes`` does."""
    middle = answer.scanned[np.argmin(np.abs(answer.amounts))]
    first = [_likeliest(middle), *(flip.sign for flip in first_flips(answer))]
    return drawn_classes(answer.scanned, true_class=true_class, first=first)


def _class_curves(
    probabilities: NDArray[np.float32],
    x: Sequence[float],
    class_names: Sequence[str],
    *,
    drawn: Sequence[int],
    read: int | None,
    true_class: int,
) -> tuple[Curve, ...]:
    """Returns a line for each of some classes, of no more points than are seen."""
    colours = class_colours(drawn, true_class=true_class, read=read)
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


def _likeliest(probabilities: NDArray[np.float32]) -> int:
    return int(np.nan_to_num(probabilities).argmax())


def map_over_picture(
    values: NDArray[np.floating], pixels: Pictures, *, label: str, title: str
) -> Heatmaps:
    """Returns a map laid over the picture that it is about.

    Args:
        values: (height, width).
        pixels: (height, width, channels), uint8 in 0..255 or float32 in 0..1.
        label: What a number is.
        title: Of the figure.
    """
    return Heatmaps(
        title=title,
        maps=(values,),
        captions=("",),
        label=label,
        limit=colour_limit(values),
        under=(as_bytes(as_shares(pixels)),),
    )


def neighbours_figure(
    answer: Neighbours, labels: NDArray[np.int32], class_names: Sequence[str], *, true_class: int
) -> Photographs:
    """Returns the nearest training pictures, with their classes and distances.

    Args:
        answer: Has them.
        labels: Of all training pictures.
        class_names: One name per class.
        true_class: The class whose pictures are framed as right.
    """
    distance_words = Message("inspect", "{distance} away")
    return Photographs(
        title="",
        pictures=tuple(as_bytes(as_shares(picture)) for picture in answer.pictures),
        captions=tuple(
            f"{class_names[int(labels[place])]}\n{distance_words.text(distance=format_significant(distance))}"
            for place, distance in zip(
                answer.places.tolist(), answer.distances.tolist(), strict=True
            )
        ),
        right=tuple((labels[answer.places] == true_class).tolist()),
    )


def before_figure(
    answer: AdversarialPicture, pixels: Pictures, class_names: Sequence[str]
) -> Photographs:
    """Returns a picture as it is, with what is read in it."""
    return Photographs(
        title=Message("inspect", "Before").text(),
        pictures=(as_bytes(as_shares(pixels)),),
        captions=(class_and_share(answer.before, class_names),),
    )


def after_figure(answer: AdversarialPicture, class_names: Sequence[str]) -> Photographs:
    """Returns a picture as it was changed, with what is read in it then."""
    return Photographs(
        title=Message("inspect", "After, at {epsilon}/255").text(epsilon=answer.epsilon),
        pictures=(as_bytes(answer.picture),),
        captions=(class_and_share(answer.probabilities, class_names),),
    )


def perturbation_figure(answer: AdversarialPicture) -> Photographs:
    """Returns what was added to a picture, magnified to the whole range of colours."""
    # From grey to black or white is half of the range.
    times = 0.5 / (answer.epsilon / 255) if answer.epsilon else 1.0
    title = Message("inspect", "Added").text()
    if answer.epsilon:
        title = Message("inspect", "Added, × {times}").text(times=round(times))
    return Photographs(
        title=title,
        pictures=(as_bytes(0.5 + times * answer.perturbation),),
        captions=(Message("inspect", "grey: nothing").text(),),
    )
