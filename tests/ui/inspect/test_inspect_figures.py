"""Figures of one picture: which lines are drawn, and what is written on them."""

import numpy as np
import pytest

from signs_studio.insight.adversarial import AdversarialPicture
from signs_studio.insight.neighbours import Neighbours
from signs_studio.insight.perturbations import ChangedPicture, Flip, Perturbation, scanned_amounts
from signs_studio.insight.prediction_history import PredictionHistory
from signs_studio.ui.inspect.inspect_figures import (
    MAX_LINES,
    amount_words,
    first_flips,
    history_plot,
    neighbours_figure,
    perturbation_figure,
    scan_plot,
)


def test_the_lines_are_those_of_the_likeliest_classes_and_the_true_one_first() -> None:
    rng = np.random.default_rng(0)
    read = (0.01 * rng.random((50, 20))).astype(np.float32)
    read[25, 7] = 0.9
    history = PredictionHistory(epochs=np.arange(50) * 2 + 1, probabilities=read)
    names = tuple(f"sign {place} and more words" for place in range(20))
    plot = history_plot(history, names, true_class=3, looked_at=52)
    assert len(plot.curves) == MAX_LINES
    assert plot.curves[0].name == "sign 3 and more… (true)"
    drawn = [curve.name for curve in plot.curves]
    assert "sign 7 and more…" in drawn
    assert list(plot.curves[0].x) == (np.arange(50) * 2 + 1).tolist()
    assert list(plot.curves[0].y) == pytest.approx((100 * read[:, 3]).tolist())
    # The last that is kept before the epoch that is looked at.
    (point,) = plot.points
    assert (point.x, point.name) == (51, "epoch 51: sign 7 and more…, 90\N{NO-BREAK SPACE}%")
    assert history_plot(history, names, true_class=3, looked_at=None).points == ()


def test_a_scan_draws_what_is_read_anywhere_and_tells_where_it_flips() -> None:
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
    plot = scan_plot(answer, ("a", "b", "c"), amount=-180.0)
    assert [curve.name for curve in plot.curves] == ["b", "c"]
    assert (plot.points[0].x, plot.points[0].name) == (-180, "c, 50\N{NO-BREAK SPACE}%")
    assert amount_words(Perturbation.TURN, -95.0) == "−95°"
    assert amount_words(Perturbation.BLUR, 0.0125) == "1.25\N{NO-BREAK SPACE}%"


def test_a_scan_draws_the_classes_that_the_answer_flips_to_first() -> None:
    amounts = scanned_amounts(Perturbation.TURN)
    read = np.where(amounts > 40, 3 + np.abs(amounts).astype(int) // 30 % 4, 1)
    read[np.abs(amounts - 10) < 1] = 0
    answer = ChangedPicture(
        picture=np.zeros((2, 2, 3), np.float32),
        probabilities=np.eye(7, dtype=np.float32)[1],
        change=Perturbation.TURN,
        amounts=amounts,
        scanned=np.eye(7, dtype=np.float32)[read],
    )
    assert [flip.sign for flip in first_flips(answer)] == [0]
    plot = scan_plot(answer, tuple("abcdefg"), amount=0.0)
    assert [curve.name for curve in plot.curves][:2] == ["b", "a"]


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
