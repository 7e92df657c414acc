"""Lesson 2: any parabola or quartic, and what is said where it has no lowest place."""

from dataclasses import replace

import numpy as np
import pytest

from signs_studio.errors import LessonError
from signs_studio.figures import FunctionPlot, Note
from signs_studio.lessons.catalogue import find_lesson, lesson_text
from signs_studio.lessons.content.coefficients import landscape
from signs_studio.lessons.program import run

LESSON = find_lesson("coefficients")
QUARTIC = {"shape": "quartic", "a": "1", "b": "-8", "c": "3"}


def _notes(outcome):
    return " ".join(each.text for each in LESSON.show(outcome) if isinstance(each, Note))


def _title(compute, **fields):
    return LESSON.show(compute("coefficients", "tf1", steps="1", **fields))[0].title


def test_the_defaults_are_the_articles_function(compute, dialect):
    outcome = compute("coefficients", dialect)
    assert 4.999 < outcome.result < 5
    assert outcome.result == compute("minimise", dialect).result


def test_the_coefficients_are_fed_and_not_built_in(compute, dialect):
    outcome = compute("coefficients", dialect, a="2", b="-3", c="7", learning_rate="0.1")
    assert outcome.result == pytest.approx(0.75, abs=1e-5)
    name = {"tf1": "feed_dict", "tf2": "train(tf.constant([a, b, c]))"}[dialect]
    assert name in outcome.program
    assert "2.0 * w" not in outcome.program


def test_a_step_is_the_slope_of_a_quartic(compute, dialect):
    fields = {**QUARTIC, "start": "1.5", "learning_rate": "0.01", "steps": "30"}
    w, path = 1.5, [1.5]
    for _ in range(30):
        w -= 0.01 * (4 * w**3 - 16 * w + 3)
        path.append(w)
    outcome = compute("coefficients", dialect, **fields)
    np.testing.assert_allclose(outcome.values["path"], path, atol=1e-5)


def test_two_valleys_are_reached_from_different_starts(compute, dialect):
    left = compute("coefficients", dialect, **QUARTIC, start="-0.5")
    right = compute("coefficients", dialect, **QUARTIC, start="0.5")
    w = np.linspace(-3, 3, 600_001)
    cost = w**4 - 8 * w**2 + 3 * w
    assert left.result == pytest.approx(w[np.argmin(cost)], abs=1e-3)
    half = w > 0
    assert right.result == pytest.approx(w[half][np.argmin(cost[half])], abs=1e-3)
    for outcome in (left, right):
        assert "two valleys" in _notes(outcome)
        assert "the left one is deeper" in _notes(outcome)
        function = LESSON.show(outcome)[0].curves[0]
        assert min(function.x) < left.result < right.result < max(function.x)


def test_where_a_function_is_lowest_is_where_a_fine_grid_is():
    rng = np.random.default_rng(4)
    w = np.linspace(-40, 40, 800_001)
    counts = set()
    for _ in range(40):
        a, b, c = rng.uniform(0.2, 3), rng.uniform(-9, 5), rng.uniform(-9, 9)
        inputs = LESSON.read({"shape": "quartic", "a": str(a), "b": str(b), "c": str(c)})
        cost = ((a * w**2 + b) * w + c) * w
        lower = (cost[1:-1] < cost[:-2]) & (cost[1:-1] < cost[2:])
        found = landscape(inputs)
        assert not found.no_minimum
        np.testing.assert_allclose(found.valleys, w[1:-1][lower], atol=2e-4)
        assert found.deepest == pytest.approx(w[np.argmin(cost)], abs=2e-4)
        counts.add(len(found.valleys))
    assert counts == {1, 2}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"a": "-1"}, "a is below 0, so the curve falls for ever on both sides"),
        ({"a": "0"}, "a is 0, so it is a straight line, which falls to the right"),
        ({"a": "0", "b": "3"}, "which falls to the left"),
        ({"a": "0", "b": "0"}, "a and b are 0, so every place is as low as any other"),
        # Nothing that TensorFlow's numbers can tell from 0.
        ({"a": "1e-300"}, "a is 0, so it is a straight line"),
        ({"shape": "quartic", "a": "-1", "b": "-1"}, "far out the curve falls for ever"),
        ({"shape": "quartic", "a": "-1", "b": "8", "c": "0"}, "there is only a hollow"),
        ({"shape": "quartic", "a": "0", "b": "-8"}, "b is below 0"),
        ({"shape": "quartic", "a": "0", "b": "0", "c": "0"}, "b and c are 0"),
    ],
)
def test_no_minimum_is_said_with_the_reason(compute, dialect, fields, reason):
    outcome = compute("coefficients", dialect, steps="5", **fields)
    sentence, result = outcome.printed.splitlines()
    assert sentence.startswith("There is no minimum: ")
    assert reason in sentence
    assert result == str(outcome.result)
    assert sentence in _notes(outcome)
    assert isinstance(LESSON.show(outcome)[0], FunctionPlot)


def test_where_there_is_no_slope_it_has_not_moved(compute, dialect):
    flat = compute("coefficients", dialect, steps="5", a="0", b="0", start="1")
    assert "has not moved from w = 1." in _notes(flat)
    falling = compute("coefficients", dialect, steps="5", a="0", start="1")
    assert "went on walking" in _notes(falling)


@pytest.mark.parametrize("fields", [{}, QUARTIC, {"shape": "quartic", "a": "0", "b": "2"}])
def test_where_there_is_one_nothing_is_said_of_none(compute, dialect, fields):
    outcome = compute("coefficients", dialect, steps="5", **fields)
    assert outcome.printed == str(outcome.result)
    assert "no minimum" not in _notes(outcome)


def test_a_hollow_is_left_by_a_long_step_only(compute, dialect):
    fields = {"shape": "quartic", "a": "-1", "b": "8", "c": "0", "start": "1"}
    assert abs(compute("coefficients", dialect, **fields).result) < 1e-3
    gone = compute("coefficients", dialect, **fields, learning_rate="0.5")
    assert not abs(gone.result) < 100


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({}, "J(w) = w² − 10w + 25"),
        ({"a": "-1", "b": "0.5", "c": "0"}, "J(w) = −w² + 0.5w"),
        ({"a": "0", "b": "0", "c": "-1"}, "J(w) = −1"),
        ({"a": "0", "b": "0", "c": "0"}, "J(w) = 0"),
        ({"shape": "quartic", "a": "2", "b": "-1", "c": "1"}, "J(w) = 2w⁴ − w² + w"),
    ],
)
def test_the_function_is_written_as_one_writes_it(compute, fields, title):
    assert _title(compute, **fields) == title


@pytest.mark.parametrize(
    ("fields", "cost"),
    [
        ({"a": "2", "b": "-3", "c": "7", "start": "-50"}, lambda w: 2 * w**2 - 3 * w + 7),
        ({**QUARTIC, "start": "0.5"}, lambda w: w**4 - 8 * w**2 + 3 * w),
        ({"a": "0", "b": "1", "c": "0", "start": "33"}, lambda w: w),
        # The lowest place is half a million to the right.
        ({"a": "0.001", "b": "-1000", "c": "0"}, lambda w: 0.001 * w**2 - 1000 * w),
    ],
)
def test_the_curve_covers_all_that_is_looked_at(compute, dialect, fields, cost):
    outcome = compute("coefficients", dialect, steps="20", **fields)
    bowl = LESSON.show(outcome)[0]
    curve, steps = bowl.curves
    assert curve.x[0] <= min(steps.x) <= max(steps.x) <= curve.x[-1]
    for valley in landscape(outcome.inputs).valleys:
        assert curve.x[0] < valley < curve.x[-1]
    assert len(curve.x) > 100
    for each in bowl.curves:
        expected = cost(np.array(each.x))
        np.testing.assert_allclose(each.y, expected, rtol=1e-9, atol=1e-9)


@pytest.mark.usefixtures("compute")
def test_the_curve_follows_the_code(dialect):
    text = lesson_text("coefficients")
    code = text.code[dialect].replace("return {{cost}}", "return x[0] * tf.abs(w) + x[1]")
    assert code != text.code[dialect]
    changed, inputs = replace(text, code={dialect: code}), LESSON.read({"start": "3"})
    bowl = LESSON.show(run(LESSON, changed, dialect=dialect, inputs=inputs))[0]
    for each in bowl.curves:
        np.testing.assert_allclose(each.y, np.abs(each.x) - 10, rtol=1e-12)


@pytest.mark.parametrize("optimizer", ["momentum", "rmsprop", "adamw", "nadam"])
def test_the_optimizers_are_those_of_lesson_1(compute, dialect, optimizer):
    fields = {"optimizer": optimizer, "steps": "40", "learning_rate": "0.05"}
    walked = compute("coefficients", dialect, **fields).values["path"]
    np.testing.assert_allclose(
        walked, compute("minimise", dialect, **fields).values["path"], atol=1e-4
    )


@pytest.mark.parametrize(
    "extreme",
    [
        {"a": "1000", "b": "-1000", "c": "1000"},
        {"shape": "quartic", "a": "-1000", "b": "1000", "start": "60"},
        {"shape": "quartic", "a": "1e-44", "b": "-1000", "start": "-50", "learning_rate": "1000"},
        {"a": "1e-44", "b": "1000", "learning_rate": "0"},
    ],
)
def test_extremes_are_computed_and_drawn(compute, dialect, extreme):
    outcome = compute("coefficients", dialect, steps="200", **extreme)
    assert isinstance(outcome.result, float)
    bowl = LESSON.show(outcome)[0]
    assert bowl.points[0].field == "start"
    assert np.isfinite([point.y for point in bowl.points]).all()
    assert np.isfinite(bowl.curves[0].y).all()


def test_a_coefficient_out_of_range_is_refused(compute):
    with pytest.raises(LessonError, match="a must be a number from -1000 to 1000"):
        compute("coefficients", a="1000000000")
