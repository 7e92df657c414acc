"""Lesson 12: overfitting, and two remedies."""

import math
import statistics
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from signs_studio.data.opening import open_pictures
from signs_studio.figures import FunctionPlot, Note, Table
from signs_studio.lessons.catalogue import find_lesson
from signs_studio.lessons.lesson import DIALECTS, Outcome
from signs_studio.numbers import format_number
from tests.conftest import drawn_dataset

LESSON = find_lesson("overfitting")

KINDS = ("plain", "L2", "dropout")
QUICK = {"steps": "60", "seeds": "2"}


@pytest.fixture(scope="module")
def overfitting(compute, hands):
    """Computes the lesson on the built-in pictures; the same only once."""
    return cache(
        lambda dialect="tf2", **fields: compute("overfitting", dialect, data=hands, **fields)
    )


def _curve_by_hand(data, *, l2, steps, pictures, seed):
    """Training accuracy after each tenth step of the same training in NumPy, float64."""
    rng = np.random.default_rng(seed)
    small = data.train_x[:pictures].reshape(pictures, 16, 4, 16, 4, 3).mean(axis=(2, 4)) / 255
    x, labels = small.reshape(pictures, -1) - 0.5, data.train_y[:pictures]
    y = np.eye(data.classes)[labels]
    w1 = rng.normal(0, math.sqrt(2 / x.shape[1]), (x.shape[1], 64))
    w2 = rng.normal(0, math.sqrt(2 / 64), (64, data.classes))
    parameters = [w1, np.zeros(64), w2, np.zeros(data.classes)]
    pace = [np.zeros_like(each) for each in parameters]

    def forward():
        hidden = np.maximum(x @ parameters[0] + parameters[1], 0)
        return hidden, hidden @ parameters[2] + parameters[3]

    curve = []
    for step in range(1, steps + 1):
        hidden, logits = forward()
        e = np.exp(logits - logits.max(axis=1, keepdims=True))
        slope = (e / e.sum(axis=1, keepdims=True) - y) / pictures
        back = (slope @ parameters[2].T) * (hidden > 0)
        slopes = [
            x.T @ back + l2 * parameters[0],
            back.sum(axis=0),
            hidden.T @ slope + l2 * parameters[2],
            slope.sum(axis=0),
        ]
        for n, g in enumerate(slopes):
            pace[n] = 0.9 * pace[n] + g
            parameters[n] = parameters[n] - pace[n] / 32
        if step % 10 == 0:
            curve.append((forward()[1].argmax(axis=1) == labels).mean())
    return curve


@pytest.mark.parametrize(("kind", "l2"), [("plain", 0.0), ("L2", 0.05)])
def test_the_accuracies_are_those_of_numpy(overfitting, dialect, hands, kind, l2):
    outcome = overfitting(dialect, l2="0.05", pictures="120", **QUICK)
    by_hand = [_curve_by_hand(hands, l2=l2, steps=60, pictures=120, seed=seed) for seed in range(2)]
    shown = [training for training, _ in outcome.values["curves"][kind]]
    # A picture on the border may be read differently: one in 120, of one seed.
    assert shown == pytest.approx(np.mean(by_hand, axis=0), abs=0.5 / 120 + 1e-6)


def test_both_dialects_read_every_picture_alike_at_every_step(overfitting):
    for fields in (QUICK, {}):
        one, other = (overfitting(dialect, **fields).values["curves"] for dialect in DIALECTS)
        assert one == other


def test_without_a_remedy_all_three_are_the_same(overfitting, dialect):
    outcome = overfitting(dialect, l2="0", drop="0", **QUICK)
    assert outcome.result[0] == outcome.result[1] == outcome.result[2]


def test_dropout_changes_what_is_learnt_and_each_seed_its_own_way(overfitting, dialect):
    plain, _, dropout = overfitting(dialect, **QUICK).result
    assert dropout[0] < plain[0]


@pytest.mark.parametrize("seeds", range(2, 9))
def test_the_interval_holds_the_mean_with_95_percent(overfitting, seeds):
    outcome = overfitting("tf1", steps="10", seeds=str(seeds), pictures="60")
    ends = [float(run[-1][1]) for run in outcome.values["runs"]]
    _, test, half_width = outcome.result[-1]
    assert test == pytest.approx(statistics.mean(ends))
    t = np.linspace(0, half_width / (statistics.stdev(ends) / math.sqrt(seeds)), 100_001)
    # Student's density with one degree of freedom less than there are seeds.
    free = seeds - 1
    scale = math.gamma((free + 1) / 2) / math.gamma(free / 2) / math.sqrt(free * math.pi)
    density = scale * (1 + t**2 / free) ** (-(free + 1) / 2)
    assert 2 * np.trapezoid(density, t) == pytest.approx(0.95, abs=1e-4)


def test_what_is_shown_is_what_came_out(overfitting, dialect):
    outcome = overfitting(dialect, **{**QUICK, "seeds": "3"})
    shown = LESSON.show(outcome)
    test_plot, training_plot, ends = (each for each in shown if isinstance(each, FunctionPlot))
    # The first is drawn largest, and tests are what matters.
    assert shown[0] == test_plot
    assert test_plot.title == "Test pictures"
    assert ends.x_names == ("Plain", "L2", "Dropout")
    for plot in (training_plot, test_plot):
        assert [curve.name for curve in plot.curves] == ["Plain", "L2", "Dropout"]
        assert [list(curve.x) for curve in plot.curves] == [[10, 20, 30, 40, 50, 60]] * 3
    for kind, (training, test, half_width) in enumerate(outcome.result):
        assert training_plot.curves[kind].y[-1] == training
        assert test_plot.curves[kind].y[-1] == test
        assert ends.curves[kind].y == [test - half_width, test, test + half_width]
    (table,) = (each for each in shown if isinstance(each, Table))
    training, test, half_width = outcome.result[0]
    # An interval is one word, which no line breaks.
    interval = f"{100 * test:.1f} % ± {100 * half_width:.1f} %".replace(" ", "\N{NO-BREAK SPACE}")
    assert table.headings[2] == "Test, 95 % over seeds"
    assert table.rows[0][1:3] == (f"{100 * training:.1f}\N{NO-BREAK SPACE}%", interval)


def _of(result):
    """An outcome whose networks ended so: (training, test, half of the interval) each."""
    curves = {kind: [[train, test]] for kind, (train, test, _) in zip(KINDS, result, strict=True)}
    values = {"curves": curves, "marks": [1], "result": result}
    return Outcome("tf2", LESSON.read({}), "", values, "")


def test_runs_that_came_out_alike_claim_no_certainty():
    shown = LESSON.show(_of([[0.9, 0.7, 0.02], [0.8, 0.6, 1e-9], [0.9, 0.8, 0.01]]))
    (table,) = (each for each in shown if isinstance(each, Table))
    assert [row[2].replace("\N{NO-BREAK SPACE}", " ") for row in table.rows] == [
        "70.0 % ± 2.0 %",
        "60.0 % each",
        "80.0 % ± 1.0 %",
    ]
    (note,) = (each.text for each in shown if isinstance(each, Note))
    assert note.startswith("L2: every seed read the same number of test pictures,")


@pytest.mark.parametrize(
    ("plain", "l2", "dropout", "helps"),
    [
        ((0.7, 0.02), (0.7, 0.02), (0.75, 0.02), True),
        ((0.7, 0.02), (0.75, 0.02), (0.7, 0.02), True),
        ((0.7, 0.03), (0.7, 0.02), (0.75, 0.03), False),
        ((0.7, 0.02), (0.6, 0.02), (0.6, 0.02), False),
        # An interval without a width is no proof.
        ((0.7, 0.0), (0.7, 0.02), (0.75, 0.02), False),
        ((0.7, 0.02), (0.7, 0.02), (0.75, 0.0), False),
    ],
)
def test_a_remedy_helps_whose_interval_lies_above(plain, l2, dropout, helps):
    assert LESSON.tasks[2](_of([[1.0, *each] for each in (plain, l2, dropout)])) is helps


def test_at_first_dropout_is_ahead_beyond_its_interval(overfitting, dialect):
    outcome = overfitting(dialect)
    assert [check(outcome) for check in LESSON.tasks] == [False, False, False]
    (training, plain, _), _, (with_dropout, test, half_width) = outcome.result
    assert test - half_width > plain
    assert with_dropout - test < training - plain


def test_the_limits_of_a_field_are_in_its_help():
    for each in LESSON.fields:
        span = f"{format_number(each.minimum)} to {format_number(each.maximum)}."
        assert str(each.help).endswith(f", {span}")


def test_the_last_step_is_measured_whatever_their_number(overfitting, dialect):
    outcome = overfitting(dialect, steps="13", seeds="2", pictures="12")
    assert outcome.values["marks"] == [10, 13]
    assert overfitting(dialect, steps="1", seeds="2", pictures="12").values["marks"] == [1]


def test_a_plain_network_overfits(overfitting):
    (training, test, half_width), _, _ = overfitting("tf1").result
    assert training - test > 0.2
    assert half_width < training - test


def test_it_overfits_the_articles_data(compute, dialect, signs_folder):
    outcome = compute("overfitting", dialect, data=open_pictures(signs_folder), seeds="2")
    training, test, _ = outcome.result[0]
    assert training > 0.99
    assert training - test > 0.2


def test_of_very_large_pictures_only_as_many_are_taken_as_fit(compute, dialect):
    # What is on them is all the same: to draw so many pixels takes seconds.
    small = drawn_dataset(train=9, test=8)
    large = replace(small, train_x=black(9), test_x=black(8))
    outcome = compute("overfitting", dialect, data=large, steps="1", seeds="2")
    assert [len(outcome.values[name]) for name in ("train_x", "test_x")] == [7, 7]


def black(count):
    return np.zeros((count, 1024, 1024, 4), np.uint8)
