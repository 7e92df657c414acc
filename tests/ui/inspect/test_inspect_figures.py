"""Figures of one picture: which lines are drawn, and what is written on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from signs_studio.insight.adversarial import AdversarialPicture
from signs_studio.insight.neighbours import Neighbours
from signs_studio.insight.perturbations import ChangedPicture, Flip, Perturbation, scanned_amounts
from signs_studio.insight.prediction_history import PredictionHistory
from signs_studio.ui.inspect.class_charts import MAX_LINES
from signs_studio.ui.inspect.inspect_figures import (
    history_plot,
    neighbours_figure,
    perturbation_figure,
    scan_plot,
    scanned_classes,
)
from signs_studio.ui.inspect.perturbation_words import amount_words, first_flips, flip_words

if TYPE_CHECKING:
    from numpy.typing import NDArray


def test_the_lines_are_those_of_the_likeliest_classes_and_the_true_one_first() -> None:
    rng = np.random.default_rng(0)
    read = (0.01 * rng.random((50, 20))).astype(np.float32)
    read[25, 7] = 0.9
    history = PredictionHistory(epochs=np.arange(50) * 2 + 1, probabilities=read)
    names = tuple(f"sign {place} and more words" for place in range(20))
    plot = history_plot(history, names, true_class=3, read=7, looked_at=52)
    assert len(plot.curves) == MAX_LINES
    assert plot.curves[0].name == "sign 3 and more… (true)"
    drawn = [curve.name for curve in plot.curves]
    assert "sign 7 and more…" in drawn
    assert list(plot.curves[0].x) == (np.arange(50) * 2 + 1).tolist()
    assert list(plot.curves[0].y) == pytest.approx((100 * read[:, 3]).tolist())
    # The last that is kept before the epoch that is looked at.
    (point,) = plot.points
    assert (point.x, point.name) == (51, "epoch 51: sign 7 and more…, 90\N{NO-BREAK SPACE}%")
    assert history_plot(history, names, true_class=3, read=7, looked_at=None).points == ()


def test_a_scan_draws_every_class_and_tells_where_it_flips() -> None:
    amounts = scanned_amounts(Perturbation.TURN)
    scanned = np.full((len(amounts), 3), 0.1, np.float32)
    scanned[:, 1] = 0.8
    far = np.abs(amounts) > 90
    scanned[far] = (0.2, 0.3, 0.5)
    answer = ChangedPicture(
        picture=np.zeros((2, 2, 3), np.float32),
        probabilities=scanned[0],
        change=Perturbation.TURN,
        amounts=amounts,
        scanned=scanned,
    )
    assert answer.flips == (Flip(amount=-95.0, sign=2), Flip(amount=95.0, sign=2))
    plot = scan_plot(answer, ("a", "b", "c"), true_class=1, amount=-180.0)
    assert plot.title.startswith("Turn:")
    assert [curve.name for curve in plot.curves] == ["b (true)", "a", "c"]
    assert (plot.points[0].x, plot.points[0].name) == (-180, "c, 50\N{NO-BREAK SPACE}%")
    assert amount_words(Perturbation.TURN, -95.0) == "−95°"
    assert amount_words(Perturbation.BLUR, 0.0125) == "1.25\N{NO-BREAK SPACE}%"


def scanned_turns(read: NDArray[np.intp], classes: int) -> ChangedPicture:
    scanned = (0.4 * np.eye(classes, dtype=np.float32))[read]
    # Of the others, the last are the likeliest, but are never read.
    scanned += np.linspace(0, 0.3, classes, dtype=np.float32)
    return ChangedPicture(
        picture=np.zeros((2, 2, 3), np.float32),
        probabilities=np.eye(classes, dtype=np.float32)[1],
        change=Perturbation.TURN,
        amounts=scanned_amounts(Perturbation.TURN),
        scanned=scanned,
    )


def test_a_scan_draws_the_classes_that_the_answer_flips_to_first() -> None:
    amounts = scanned_amounts(Perturbation.TURN)
    answer = scanned_turns(np.where(np.abs(amounts - 10) < 6, 0, 1), 20)
    assert [flip.sign for flip in first_flips(answer)] == [0]
    drawn = scanned_classes(answer, true_class=2)
    assert len(drawn) == MAX_LINES
    assert drawn[0] == 2
    assert {0, 1, 2, 19} <= set(drawn)


@pytest.mark.parametrize(
    ("reads", "words"),
    [
        ((1, 1, 1, 1), "The answer stays the same over the whole range."),
        ((1, 1, 1, 2), "The answer flips to “c” at 95°."),
        ((0, 1, 1, 2), "The answer flips to “a” at −95° and to “c” at 95°."),
        ((0, 2, 1, 2), "The answer flips 3 times, nearest to “c” at −5° and to “c” at 95°."),
        ((1, 0, 1, 1), "The answer flips 2 times, nearest to “a” at −5°."),
    ],
)
def test_all_flips_are_counted_and_the_nearest_are_told(reads: tuple[int, ...], words: str) -> None:
    amounts = scanned_amounts(Perturbation.TURN)
    conditions = [amounts < -90, amounts < 0, amounts <= 90]
    read = np.select(conditions, reads[:3], reads[3])
    assert flip_words(scanned_turns(read, 4), tuple("abcd")) == words


@pytest.mark.parametrize(("epsilon", "title"), [(0, "Added"), (4, "Added, × 32")])
def test_what_is_added_is_magnified_to_all_colours(epsilon: int, title: str) -> None:
    answer = AdversarialPicture(
        picture=np.zeros((2, 2, 1), np.float32),
        perturbation=np.full((2, 2, 1), epsilon / 255, np.float32),
        probabilities=np.ones(1, np.float32),
        before=np.ones(1, np.float32),
        epsilon=epsilon,
        smallest=None,
        smallest_sign=None,
    )
    figure = perturbation_figure(answer)
    assert figure.title == title
    level = 255 if epsilon else 128
    assert (figure.pictures[0] == level).all()


def test_neighbours_are_right_where_they_are_of_the_class_of_the_picture() -> None:
    answer = Neighbours(
        places=np.array([3, 0]),
        distances=np.array([0.25, 0.5], np.float32),
        pictures=np.zeros((2, 2, 2, 3), np.uint8),
    )
    labels = np.array([1, 0, 0, 2], np.int32)
    figure = neighbours_figure(answer, labels, ("a", "b", "c"), true_class=1)
    assert figure.captions == ("c\n0.25 away", "b\n0.5 away")
    assert figure.right == (False, True)
