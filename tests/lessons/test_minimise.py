"""Lesson 1 against the engine's own rules, which are tested against Keras."""

import math
from dataclasses import replace

import numpy as np
import pytest

from signs_studio.engine.network.optimizers import init_slots, update
from signs_studio.errors import LessonError
from signs_studio.figures import FunctionPlot, Note
from signs_studio.lessons.catalogue import find_lesson, lesson_text
from signs_studio.lessons.optimizers import OPTIMIZER
from signs_studio.lessons.program import run
from signs_studio.recipe.optimizers import OPTIMIZERS, Optimizer

LOWEST = 5.0

# Rates with which each gets well under way in 60 steps; Adadelta's own unit is a millionth.
RATES = {
    "sgd": 0.05,
    "momentum": 0.02,
    "nesterov": 0.02,
    "rmsprop": 0.1,
    "adagrad": 1.0,
    "adadelta": 100.0,
    "adam": 0.3,
    "adamax": 0.3,
    "nadam": 0.3,
    "adamw": 0.3,
    "ftrl": 2.0,
}


def _walked(name, *, start, learning_rate, steps):
    """Every w of a walk down (w - 5)^2 by the rules of the main window's engine."""
    import tensorflow as tf

    settings = {field.name: field.default for field in OPTIMIZERS[name].fields}
    switches = {key: value for key, value in settings.items() if isinstance(value, bool)}
    numbers = {
        key: tf.constant(value, tf.float64)
        for key, value in (settings | {"learning_rate": learning_rate}).items()
        if key not in switches
    }
    w, slots = tf.constant(start), init_slots(Optimizer(name, settings), ())
    path = [w.numpy().item()]
    for step in range(1, steps + 1):
        (w,), (slots,) = update(
            name,
            [w],
            gradients=[2 * w - 10],
            slots=[slots],
            steps=tf.constant(step, tf.int64),
            numbers=numbers,
            switches=switches,
        )
        path.append(w.numpy().item())
    return path


def _on(outcome, kind):
    return [each for each in find_lesson("minimise").show(outcome) if isinstance(each, kind)]


def test_it_arrives_at_the_articles_4_999_and_then_at_5(compute, dialect):
    outcome = compute("minimise", dialect)
    assert 4.999 < outcome.result < 5
    assert len(outcome.values["path"]) == 1001
    settled = compute("minimise", dialect, learning_rate="0.1")
    assert settled.result == pytest.approx(5, abs=1e-5)


def test_every_optimizer_has_a_rate():
    assert set(RATES) == set(OPTIMIZER.choices) <= set(OPTIMIZERS)


@pytest.mark.parametrize("optimizer", OPTIMIZER.choices)
def test_every_optimizer_walks_as_the_main_windows_does(compute, dialect, optimizer):
    rate = RATES[optimizer]
    outcome = compute(
        "minimise",
        dialect,
        start="-3",
        optimizer=optimizer,
        learning_rate=str(rate),
        steps="60",
    )
    expected = _walked(optimizer, start=-3.0, learning_rate=rate, steps=60)
    assert abs(expected[-1] - expected[0]) > 1
    np.testing.assert_allclose(outcome.values["path"], expected, atol=1e-3)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_no_rate_however_wild_breaks_an_optimizer(compute, dialect, optimizer):
    for rate in ("1e-300", "1000"):
        if optimizer == "ftrl" and rate == "1e-300":
            continue  # Refused, below.
        outcome = compute("minimise", dialect, optimizer=optimizer, learning_rate=rate, steps="60")
        assert isinstance(outcome.result, float)
        assert _on(outcome, FunctionPlot)


@pytest.mark.parametrize("rate", ["0", "1e-300", "1e-45", "1.17e-38"])
def test_ftrl_divides_by_its_rate(compute, dialect, rate):
    with pytest.raises(LessonError, match="must be above 0"):
        compute("minimise", dialect, optimizer="ftrl", learning_rate=rate)


def test_a_rate_that_is_too_large_is_seen_to_diverge(compute, dialect):
    outcome = compute("minimise", dialect, learning_rate="1.1", steps="20")
    distances = [abs(w - LOWEST) for w in outcome.values["path"]]
    assert distances == sorted(distances)
    bowl, walk = _on(outcome, FunctionPlot)
    function, steps = bowl.curves
    # Several steps are seen, each higher up than the one before, and the last leaves the picture.
    assert len(steps.x) >= 5
    assert list(steps.y) == sorted(steps.y)
    assert min(function.x) <= min(steps.x)
    assert max(steps.x) <= max(function.x)
    assert bowl.points[-1].name == f"leaves at step {len(steps.x)}"
    assert walk.y_range == (min(function.x), max(function.x))
    assert "smaller learning rate" in _on(outcome, Note)[0].text


def test_what_is_not_a_number_any_more_is_said(compute, dialect):
    outcome = compute("minimise", dialect, learning_rate="1000", steps="100")
    assert not math.isfinite(outcome.result)
    assert "too large to be written down" in _on(outcome, Note)[0].text
    assert all(
        math.isfinite(value)
        for point in _on(outcome, FunctionPlot)[0].points
        for value in (point.x, point.y)
    )


def test_the_ball_can_be_dragged_and_lies_on_the_curve(compute, dialect):
    outcome = compute("minimise", dialect, start="9")
    bowl = _on(outcome, FunctionPlot)[0]
    start = bowl.points[0]
    assert (start.field, start.x, start.y) == ("start", 9, 16)
    for each in bowl.curves:
        np.testing.assert_allclose(each.y, (np.array(each.x) - 5) ** 2, atol=1e-9)


@pytest.mark.usefixtures("compute")
def test_the_curve_and_the_walk_follow_the_code(dialect):
    lesson, text = find_lesson("minimise"), lesson_text("minimise")
    code = text.code[dialect].replace("w**2 - 10 * w + 25", "tf.cosh(w - 5) + w")
    assert code != text.code[dialect]
    changed = replace(text, code={dialect: code})
    outcome = run(lesson, changed, dialect=dialect, inputs=lesson.read({"steps": "30"}))
    bowl = _on(outcome, FunctionPlot)[0]
    for each in (*bowl.curves, bowl.points[0], bowl.points[1]):
        w = np.array(each.x)
        np.testing.assert_allclose(each.y, np.cosh(w - 5) + w, rtol=1e-12)


@pytest.mark.parametrize("start", ["-50", "60", "5", "0.05"])
@pytest.mark.parametrize("rate", ["0", "0.1", "1.001", "1.02", "1000"])
def test_the_curve_covers_all_that_is_looked_at(compute, dialect, start, rate):
    outcome = compute("minimise", dialect, start=start, learning_rate=rate, steps="40")
    bowl = _on(outcome, FunctionPlot)[0]
    curve, steps = bowl.curves
    assert curve.x[0] <= min(steps.x) <= max(steps.x) <= curve.x[-1]
    # As far to both sides of the lowest place, by no more than one of its points.
    assert LOWEST - curve.x[0] == pytest.approx(curve.x[-1] - LOWEST, abs=0.11)
    assert min(LOWEST - curve.x[0], curve.x[-1] - LOWEST) >= 6 - 1e-9
    assert len(curve.x) > 100
    assert np.all(np.diff(curve.x) > 0)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "the lowest place around is 5"),
        ({"steps": "3"}, "still on its way"),
        ({"learning_rate": "0"}, "where it began: the steps are too short"),
        ({"steps": "1", "learning_rate": "0.5"}, "After 1 step w is 5"),
        ({"learning_rate": "1.01", "steps": "5"}, "farther from 5 than it began"),
    ],
)
def test_a_note_says_where_it_came_to(compute, dialect, fields, words):
    assert words in _on(compute("minimise", dialect, **fields), Note)[0].text
