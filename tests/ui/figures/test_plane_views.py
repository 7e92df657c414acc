"""Views of planes: contours with a path, points of groups, and plots with bands and guides."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from signs_studio.figures import Band, Contours, Curve, FunctionPlot, Point, Scatter
from signs_studio.ui.charts.plot_canvas import PlotCanvas
from signs_studio.ui.charts.plot_point import PlotPoint
from signs_studio.ui.figures.contours_view import ContoursView
from signs_studio.ui.figures.figure_view import FigureView
from signs_studio.ui.figures.function_plot_view import FunctionPlotView
from signs_studio.ui.figures.scatter_view import ScatterView
from signs_studio.ui.widgets.theme import Theme, load_theme

Show = Callable[[FigureView[Any], Any], PlotCanvas]

X, Y = np.linspace(-1, 1, 21), np.linspace(-1, 1, 21)
BOWL = Contours(
    title="Bowl",
    x_label="x",
    y_label="y",
    label="height",
    x=X,
    y=Y,
    values=0.1 + X[np.newaxis] ** 2 + Y[:, np.newaxis] ** 2,
    path=(Point("0", -0.6, 0.5), Point("1", -0.59, 0.5), Point("4", 0.0, 0.0)),
    path_label="epochs",
    chosen=2,
)
POINTS = Scatter(
    title="Points",
    x_label="x",
    y_label="y",
    x=np.array([-1.0, 1.0, 0.0]),
    y=np.array([-1.0, 1.0, 0.0]),
    groups=np.array([0, 1, 8]),
    names=("none", "one"),
    marked=np.array([False, True, False]),
    marked_name="read wrongly",
    chosen=0,
    field="picture",
)


@pytest.fixture(params=["light", "dark"])
def theme(qtbot: QtBot, request: pytest.FixtureRequest) -> Theme:  # noqa: ARG001
    return load_theme(request.param)


@pytest.fixture
def show(qtbot: QtBot, theme: Theme) -> Show:
    def shown(view: FigureView[Any], figure: Any) -> PlotCanvas:
        qtbot.addWidget(view)
        view.resize(500, 400)
        view.set_theme(theme)
        view.show_figure(figure)
        with qtbot.waitExposed(view):
            view.show()
        canvas = view.findChild(PlotCanvas)
        assert canvas is not None
        return canvas

    return shown


def colour_at(canvas: PlotCanvas, x: float, y: float) -> QColor:
    place = canvas.mapFromScene(canvas.box.mapViewToScene(QPointF(x, y)))
    image = canvas.viewport().grab().toImage()
    ratio = image.devicePixelRatio()
    return image.pixelColor(round(place.x() * ratio), round(place.y() * ratio))


def distance(one: QColor, other: QColor | str) -> float:
    second = QColor(other)
    parts = ((one.red(), second.red()), (one.green(), second.green()), (one.blue(), second.blue()))
    return float(sum(abs(a - b) for a, b in parts))


def test_high_places_are_bluer_and_lines_say_their_height(show: Show, theme: Theme) -> None:
    view = ContoursView()
    canvas = show(view, BOWL)
    low, high = (colour_at(canvas, *at) for at in ((0.12, 0.0), (0.97, 0.97)))
    assert distance(low, theme.surface) < distance(high, theme.surface)
    assert distance(high, theme.train) < distance(low, theme.train)
    heights = [
        float(item.toPlainText())
        for item in canvas.scene().items()
        if isinstance(item, pg.TextItem)
    ]
    assert len(heights) >= 3
    for item in canvas.scene().items():
        if isinstance(item, pg.TextItem):
            x, y = item.pos().x(), item.pos().y()
            assert 0.1 + x**2 + y**2 == pytest.approx(float(item.toPlainText()), rel=0.1)


def test_points_of_the_path_are_named_where_there_is_room(show: Show) -> None:
    view = ContoursView()
    canvas = show(view, BOWL)
    points = [item for item in canvas.scene().items() if isinstance(item, PlotPoint)]
    assert sorted(item.point.name for item in points) == ["", "0", "4"]
    assert [item.point.name for item in points if item.is_current] == ["4"]


def test_a_click_on_a_point_chooses_it(show: Show, qtbot: QtBot, theme: Theme) -> None:
    view = ScatterView()
    canvas = show(view, POINTS)
    legend = " ".join(label.text() for label in view.findChildren(QLabel))
    legend = legend.replace("&nbsp;", " ")
    assert all(name in legend for name in ("none", "one", "read wrongly"))
    assert distance(colour_at(canvas, -1.0, -1.0), theme.train) < 40
    assert distance(colour_at(canvas, 1.0, 1.0), theme.test) < 40
    with qtbot.waitSignal(view.number_chosen) as chosen:
        place = view.place_of(1).toPoint()
        QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == ["picture", 1.0]
    with qtbot.assertNotEmitted(view.number_chosen):
        middle = canvas.mapFromScene(canvas.box.mapViewToScene(QPointF(0.5, -0.5)))
        QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=middle)


def test_a_band_is_filled_and_powers_of_ten_are_written_out(show: Show, theme: Theme) -> None:
    plot = FunctionPlot(
        title="Rates",
        x_label="x",
        y_label="y",
        curves=(
            Curve("mean", [-4.0, 0.0], [1.0, 1.0]),
            Curve("guide", [-4.0, 0.0], [0.1, 0.1], is_guide=True),
        ),
        bands=(Band("seeds", [-4.0, float("nan"), 0.0], [0.5, 0.0, 0.5], [1.5, 2.0, 1.5]),),
        y_range=(0.0, 2.0),
        x_log=True,
    )
    view = FunctionPlotView()
    canvas = show(view, plot)
    assert distance(colour_at(canvas, -1.3, 0.7), theme.surface) > 20
    assert distance(colour_at(canvas, -1.3, 1.7), theme.surface) < 20
    ticks = [words for level in canvas.getAxis("bottom")._tickLevels for _, words in level]
    assert "0.01" in ticks
    legend = " ".join(label.text() for label in view.findChildren(QLabel))
    legend = legend.replace("&nbsp;", " ")
    assert all(name in legend for name in ("seeds", "mean", "guide"))
