"""Figures of the answers about one picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from signs_studio.charts.colour_scale import colour_limit
from signs_studio.charts.decimation import bucket_size, visible_indices
from signs_studio.figures import Curve, FunctionPlot, Heatmaps, Photographs, Point
from signs_studio.insight.perturbations import Perturbation
from signs_studio.insight.pixels import as_bytes, as_shares
from signs_studio.messages import Message
from signs_studio.numbers import format_confidence, format_signed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures
    from signs_studio.insight.adversarial import AdversarialPicture
    from signs_studio.insight.neighbours import Neighbours
    from signs_studio.insight.perturbations import ChangedPicture, Flip
    from signs_studio.insight.prediction_history import PredictionHistory

MAX_LINES = 8
"""Classes whose lines are told apart."""
_SCANNED_LINES = 4
_LETTERS = 16
PERCENT: Mapping[Perturbation, bool] = {
    change: change is not Perturbation.TURN for change in Perturbation
}
"""Perturbations whose amount is shown in hundredths; that of the others is in degrees."""


def shown_amount(change: Perturbation, amount: float) -> float:
    """Returns an amount of a change in the unit in which it is shown."""
    return 100 * amount if PERCENT[change] else amount


def amount_words(change: Perturbation, amount: float) -> str:
    """Returns an amount of a change in words: ``12 %``, ``−45°``."""
    shown = shown_amount(change, amount)
    number = format_signed(shown)
    return f"{number}\N{NO-BREAK SPACE}%" if PERCENT[change] else f"{number}°"


def short(name: str) -> str:
    """Returns the name of a class as it has room in a legend."""
    return name if len(name) <= _LETTERS else f"{name[: _LETTERS - 1]}\N{HORIZONTAL ELLIPSIS}"


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
    looked_at: int | None,
) -> FunctionPlot:
    """Returns the probability of each class over the epochs.

    Where there are many classes, those that were ever likeliest are drawn, and the true one.

    Args:
        history: Of one test picture.
        class_names: One name per class.
        true_class: The class of the picture.
        looked_at: The epoch of the past that is looked at, counted from 1; None for none.
    """
    read = np.nan_to_num(history.probabilities)
    peaks = read.max(axis=0) if len(read) else np.zeros(len(class_names))
    peaks[true_class] = np.inf
    drawn = np.sort(np.argsort(-peaks, kind="stable")[:MAX_LINES]).tolist()
    # In front of the others, which its line then is not dashed as.
    drawn.sort(key=lambda sign: sign != true_class)
    curves = []
    for sign in drawn:
        values = 100 * history.probabilities[:, sign].astype(np.float64)
        last = len(values) - 1
        kept = visible_indices(values, first=0, last=last, size=bucket_size(0, last))
        name = short(class_names[sign])
        if sign == true_class:
            name = Message("inspect", "{sign} (true)").text(sign=name)
        curves.append(Curve(name, history.epochs[kept].tolist(), values[kept].tolist()))
    points = []
    if looked_at is not None and len(history.epochs):
        place = max(int(np.searchsorted(history.epochs, looked_at, "right")) - 1, 0)
        row = read[place]
        words = Message("inspect", "epoch {epoch}: {read}").text(
            epoch=int(history.epochs[place]), read=class_and_share(row, class_names)
        )
        points.append(Point(words, float(history.epochs[place]), 100 * float(row.max())))
    return FunctionPlot(
        title=Message("inspect", "Probability of each class").text(),
        x_label=Message("inspect", "Epoch").text(),
        y_label=Message("inspect", "Probability (%)").text(),
        curves=tuple(curves),
        points=tuple(points),
        y_range=(-2.0, 102.0),
    )


def scan_plot(answer: ChangedPicture, class_names: Sequence[str], *, amount: float) -> FunctionPlot:
    """Returns the probabilities along the whole range of a change.

    Those of the classes that are read anywhere are drawn: that of no change first, then those that
    the answer flips to first on either side of it.

    Args:
        answer: What was read.
        class_names: One name per class.
        amount: Where the slider stands.
    """
    scanned = np.nan_to_num(answer.scanned)
    read = scanned.argmax(axis=1)
    middle = int(read[np.argmin(np.abs(answer.amounts))])
    often = np.bincount(read, minlength=len(class_names))
    often[middle] += 2 * len(read)
    for flip in first_flips(answer):
        often[flip.sign] += len(read)
    drawn = [s for s in np.argsort(-often, kind="stable")[:_SCANNED_LINES].tolist() if often[s]]
    x = [shown_amount(answer.change, each) for each in answer.amounts.tolist()]
    now = int(np.nan_to_num(answer.probabilities).argmax())
    points = [
        Point(
            class_and_share(answer.probabilities, class_names),
            shown_amount(answer.change, amount),
            100 * float(np.nan_to_num(answer.probabilities[now])),
        )
    ]
    return FunctionPlot(
        title=Message("inspect", "Probability along the slider").text(),
        x_label=str(change_axis(answer.change)),
        y_label=Message("inspect", "Probability (%)").text(),
        curves=tuple(
            Curve(short(class_names[sign]), x, (100 * scanned[:, sign]).tolist()) for sign in drawn
        ),
        points=tuple(points),
        y_range=(-2.0, 102.0),
    )


def first_flips(answer: ChangedPicture) -> tuple[Flip, ...]:
    """Returns where the answer changes first on either side of no change, where it does."""
    below = [flip for flip in answer.flips if flip.amount < 0][-1:]
    above = [flip for flip in answer.flips if flip.amount > 0][:1]
    return (*below, *above)


def change_axis(change: Perturbation) -> Message:
    """Returns what an axis of amounts shows, with its unit."""
    return {
        Perturbation.TURN: Message("inspect", "Turned to the left (degrees)"),
        Perturbation.SHIFT: Message("inspect", "Shifted to the right (% of the width)"),
        Perturbation.BLUR: Message("inspect", "Blur: deviation of the Gaussian (% of the side)"),
        Perturbation.DIM: Message("inspect", "Light taken away (%)"),
        Perturbation.COVER: Message("inspect", "Side of the grey square (% of the side)"),
        Perturbation.NOISE: Message("inspect", "Deviation of the noise (% of white)"),
    }[change]


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
            f"{class_names[int(labels[place])]}\n{distance_words.text(distance=format_signed(distance))}"
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
