import numpy as np
import pytest

from signs_studio.figures import FunctionPlot, Table
from signs_studio.lessons.catalogue import find_lesson
from tests.lessons.conftest import Compute, read_number

LESSON = find_lesson("sigmoid")


def _sigmoid(z: float) -> float:
    return float(1 / (1 + np.exp(-np.float64(z))))


@pytest.mark.parametrize("z", ["1", "0", "-3.7", "20", "-20"])
def test_the_height_and_the_slope_are_those_of_the_formula(
    compute: Compute, dialect: str, z: str
) -> None:
    outcome = compute("sigmoid", dialect, z=z)
    height = _sigmoid(float(z))
    assert outcome.result == pytest.approx(height, rel=1e-5)
    # To the right float32 rounds the height to 1, and the slope with it.
    assert outcome.values["slopes"][0] == pytest.approx(height * (1 - height), rel=1e-5, abs=2e-7)


def test_the_curve_carries_a_point_to_drag_and_the_slope_there(
    compute: Compute, dialect: str
) -> None:
    plot, slopes, table = LESSON.show(compute("sigmoid", dialect, z="2"))
    assert isinstance(plot, FunctionPlot)
    curve, tangent = plot.curves
    np.testing.assert_allclose(curve.y, [_sigmoid(x) for x in curve.x], atol=1e-6)
    (point,) = plot.points
    assert (point.field, point.x) == ("z", 2)
    assert point.y == pytest.approx(_sigmoid(2))
    (left, right), (low, high) = tangent.x, tangent.y
    assert (left + right) / 2 == pytest.approx(point.x)
    assert (low + high) / 2 == pytest.approx(point.y)
    slope = (_sigmoid(2 + 1e-4) - _sigmoid(2 - 1e-4)) / 2e-4
    assert (high - low) / (right - left) == pytest.approx(slope, rel=1e-4)
    assert isinstance(slopes, FunctionPlot)
    assert slopes.points[0].y == pytest.approx(slope, rel=1e-4)
    assert max(slopes.curves[0].y) == pytest.approx(0.25)
    assert isinstance(table, Table)
    assert [read_number(value) for _, value in table.rows] == pytest.approx(
        [2, _sigmoid(2), slope], rel=1e-4
    )


@pytest.mark.parametrize("z", ["-20", "-8", "0", "8.5", "20"])
def test_the_point_is_always_within_the_plot(compute: Compute, z: str) -> None:
    for plot in LESSON.show(compute("sigmoid", z=z))[:2]:
        assert isinstance(plot, FunctionPlot)
        assert plot.x_range is not None
        left, right = plot.x_range
        assert left <= plot.points[0].x <= right
        assert min(plot.curves[0].x) <= left
        assert max(plot.curves[0].x) >= right
