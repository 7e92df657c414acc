import math

import numpy as np
import pytest

from signs_studio.errors import LessonError
from signs_studio.figures import Figure, FunctionPlot, Note, Table
from signs_studio.lessons.catalogue import find_lesson
from tests.lessons.conftest import Compute, read_number

LESSON = find_lesson("cost")

NUMBERS = [
    ("2, -1, 0.5", "1, 0, 0"),
    ("0.3 -4 7 1.5", "0 0 1 0"),
    ("-1, 2", "0.25, 0.75"),
    ("200, -200", "0, 1"),
    ("-10000 10000", "1 0"),
]


def _terms(output: str, logits: str, labels: str) -> np.ndarray:
    z, y = (
        np.array([float(word) for word in text.replace(",", " ").split()])
        for text in (logits, labels)
    )
    if output == "sigmoid":
        return np.asarray(y * np.logaddexp(0, -z) + (1 - y) * np.logaddexp(0, z))
    return np.asarray(y * (np.logaddexp.reduce(z) - z))


def _figures(figures: tuple[Figure, ...]) -> tuple[Table, FunctionPlot, Table, Note]:
    terms, plot, larger, verdict = figures
    assert isinstance(terms, Table)
    assert isinstance(plot, FunctionPlot)
    assert isinstance(larger, Table)
    assert isinstance(verdict, Note)
    return terms, plot, larger, verdict


@pytest.mark.parametrize("output", ["sigmoid", "softmax"])
@pytest.mark.parametrize(("logits", "labels"), NUMBERS)
def test_the_cost_is_the_sum_of_the_terms_that_numpy_computes(
    compute: Compute, dialect: str, output: str, logits: str, labels: str
) -> None:
    outcome = compute("cost", dialect, output=output, logits=logits, labels=labels)
    expected = _terms(output, logits, labels)
    assert outcome.result == pytest.approx(expected.sum(), rel=1e-5, abs=1e-6)
    table = _figures(LESSON.show(outcome))[0]
    *rows, total = table.rows
    shown = [read_number(row[3]) for row in rows]
    assert shown == pytest.approx(expected.tolist(), rel=1e-4, abs=1e-6)
    assert read_number(total[3]) == pytest.approx(expected.sum(), rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("output", ["sigmoid", "softmax"])
def test_the_formula_agrees_while_nothing_overflows(
    compute: Compute, dialect: str, output: str
) -> None:
    outcome = compute("cost", dialect, output=output)
    from_logits, by_formula = outcome.values["costs"][1]
    assert by_formula == pytest.approx(from_logits, rel=1e-5)
    assert "both agree" in _figures(LESSON.show(outcome))[3].text


@pytest.mark.parametrize(
    ("output", "logits", "labels", "fails_with"),
    [
        # exp(200) is infinite, so p is 0, and log 0 is infinite.
        ("sigmoid", "-200", "1", "inf"),
        # p is 1, and 0 · log 0 is not a number, though the answer is right.
        ("sigmoid", "200", "1", "nan"),
        # exp(17) fits, but p is rounded to 1.
        ("sigmoid", "17", "0", "inf"),
        # infinite / infinite.
        ("softmax", "200, 0", "0, 1", "nan"),
        # exp(-200) is rounded to 0.
        ("softmax", "-200, 0", "1, 0", "inf"),
    ],
)
def test_where_the_formula_fails_it_says_so_beside_the_right_cost(
    compute: Compute, dialect: str, output: str, logits: str, labels: str, fails_with: str
) -> None:
    outcome = compute("cost", dialect, output=output, logits=logits, labels=labels)
    terms, _, larger, verdict = _figures(LESSON.show(outcome))
    assert terms.rows[-1][-1] == larger.rows[0][-1] == fails_with
    assert fails_with in verdict.text
    assert outcome.result == pytest.approx(_terms(output, logits, labels).sum(), rel=1e-5, abs=1e-6)


def test_rounding_that_is_not_infinite_is_told_too(compute: Compute, dialect: str) -> None:
    outcome = compute("cost", dialect, logits="15.5", labels="0")
    from_logits, by_formula = outcome.values["costs"][1]
    assert math.isfinite(by_formula)
    assert by_formula != pytest.approx(from_logits, rel=1e-3)
    assert "rounding" in _figures(LESSON.show(outcome))[3].text


@pytest.mark.parametrize("output", ["sigmoid", "softmax"])
def test_larger_logits_are_multiples_of_those_put_in(
    compute: Compute, dialect: str, output: str
) -> None:
    outcome = compute("cost", dialect, output=output)
    rows = _figures(LESSON.show(outcome))[2].rows
    times = [1, 10, 100, 1000]
    logits = np.array(outcome.inputs.logits)
    expected = [_terms(output, " ".join(map(str, logits * each)), "1 0 0").sum() for each in times]
    assert [row[0] for row in rows] == [f"× {each}" for each in times]
    assert [read_number(row[1]) for row in rows] == pytest.approx(expected, rel=1e-4, abs=1e-6)
    assert not math.isfinite(read_number(rows[-1][2]))


def test_answers_lie_on_the_curve_of_what_they_cost(compute: Compute, dialect: str) -> None:
    plot = _figures(LESSON.show(compute("cost", dialect)))[1]
    (curve,) = plot.curves
    np.testing.assert_allclose(curve.y, -np.log(curve.x), atol=1e-12)
    assert len(plot.points) == 3
    assert [point.y for point in plot.points] == pytest.approx(
        [-math.log(point.x) for point in plot.points], rel=1e-5
    )
    chosen = _figures(LESSON.show(compute("cost", dialect, output="softmax")))[1]
    assert [point.name for point in chosen.points] == ["z = 2"]
    lost = _figures(
        LESSON.show(compute("cost", dialect, output="softmax", logits="200 0 0", labels="1 0 0"))
    )[1]
    assert lost.points == (), "a probability that is not a number has no place"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"logits": "1, 2"}, "as many labels as logits, but there are 2 logits and 3 labels"),
        ({"labels": "1, 1, 0", "output": "softmax"}, "must add up to 1.* they add up to 2"),
        ({"labels": "1, 2, 0"}, "Labels must be up to 8 numbers from 0 to 1"),
        ({"logits": "1e400, 1, 1"}, "Logits must be"),
        ({"logits": "inf nan 0"}, "Logits must be"),
        ({"logits": "1; 2; 3"}, "Logits must be"),
    ],
)
def test_numbers_that_make_no_cost_are_refused(fields: dict[str, str], sentence: str) -> None:
    with pytest.raises(LessonError, match=sentence):
        LESSON.read(fields)
