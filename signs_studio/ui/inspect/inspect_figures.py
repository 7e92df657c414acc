"""Figures of the answers about one picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from signs_studio.charts.colour_scale import colour_limit
from signs_studio.figures import FunctionPlot, Heatmaps, Photographs, Point
from signs_studio.insight.pixels import as_bytes, as_shares
from signs_studio.messages import Message
from signs_studio.numbers import format_confidence, format_significant
from signs_studio.ui.inspect.class_charts import class_curves, drawn_classes, short
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


def class_and_share(probabilities: NDArray[np.float32], class_names: Sequence[str]) -> str:
    """Returns what is read, and how surely: ``4, 98 %``."""
    shares = np.nan_to_num(probabilities)
    read = int(shares.argmax())
    return f"{short(class_names[read])}, {format_confidence(float(shares[read]))}"


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
        curves=class_curves(
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
        curves=class_curves(
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
        title=Message("inspect", "After").text(),
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
