"""Lesson 1 against the engine's own rules, which are tested against Keras."""

import math

import numpy as np
import pytest

from signs_studio.engine.optimizers import RULES, Settings, first_slots
from signs_studio.errors import LessonError
from signs_studio.lessons.catalogue import find_lesson
from signs_studio.lessons.figures import FunctionPlot, Note
from signs_studio.recipe.optimizers import OPTIMIZERS, Optimizer

LOWEST = 5.0

# Rates with which each gets well under way in 60 steps; Adadelta's own unit is a millionth.
RATES = {
    "gradient_descent": 0.05,
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
        for key, value in settings.items()
        if key not in switches
    }
    w, slots = tf.constant(start), first_slots(Optimizer(name, settings), ())
    path = [w.numpy().item()]
    for step in range(1, steps + 1):
        told = Settings(
            learning_rate=tf.constant(learning_rate, tf.float64),
            step=tf.constant(step, tf.float64),
            numbers=numbers,
            switches=switches,
        )
        w, slots = RULES[name].update(w, 2 * w - 10, slots, told)
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
    assert set(RATES) == set(OPTIMIZERS)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
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


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "the lowest place around is 5"),
        ({"steps": "3"}, "still on its way"),
        ({"steps": "1", "learning_rate": "0.5"}, "After 1 step w is 5"),
        ({"learning_rate": "1.01", "steps": "5"}, "farther from 5 than it began"),
    ],
)
def test_a_note_says_where_it_came_to(compute, dialect, fields, words):
    assert words in _on(compute("minimise", dialect, **fields), Note)[0].text


@pytest.mark.parametrize(
    ("task", "fields", "solved"),
    [
        (0, {}, False),
        (0, {"learning_rate": "0.5", "steps": "1"}, True),
        (0, {"learning_rate": "0.4", "steps": "1"}, False),
        (0, {"learning_rate": "0.5", "steps": "2"}, False),
        # It was there already.
        (0, {"learning_rate": "0.1", "steps": "1", "start": "5"}, False),
        (0, {"learning_rate": "5", "steps": "1", "optimizer": "adam"}, False),
        (1, {}, False),
        (1, {"learning_rate": "1"}, False),
        (1, {"learning_rate": "1.1"}, True),
        (1, {"learning_rate": "1000"}, True),
    ],
)
def test_tasks_tell_right_from_wrong(compute, dialect, task, fields, solved):
    assert find_lesson("minimise").tasks[task](compute("minimise", dialect, **fields)) is solved
