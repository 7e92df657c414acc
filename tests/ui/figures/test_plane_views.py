"""Views of planes: contours with a path, points of groups, and plots with bands and guides."""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
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
from signs_studio.ui.figures.group_marks import GROUP_COLOURS, group_colour, group_shape
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


@pytest.mark.parametrize("size", [(500, 400), (900, 300), (300, 500)])
@pytest.mark.parametrize(
    ("kind", "figure"),
    [
        (ContoursView, replace(BOWL, y=Y / 2)),
        (ScatterView, replace(POINTS, y=POINTS.y / 2)),
    ],
    ids=["contours", "scatter"],
)
def test_both_axes_of_a_plane_have_one_scale(
    show: Show,
    qtbot: QtBot,
    kind: type[ContoursView | ScatterView],
    figure: Any,
    size: tuple[int, int],
) -> None:
    view = kind()
    canvas = show(view, figure)
    view.resize(*size)

    def is_whole_and_even() -> bool:
        across, up = canvas.box.viewPixelSize()
        (left, right), (below, above) = canvas.box.viewRange()
        is_whole = left <= -1 + 1e-9 and right >= 1 - 1e-9 and below <= -0.5 + 1e-9
        return is_whole and above >= 0.5 - 1e-9 and across == pytest.approx(up, rel=0.02)

    qtbot.waitUntil(is_whole_and_even)


def test_points_of_the_path_are_named_where_there_is_room(show: Show) -> None:
    view = ContoursView()
    canvas = show(view, BOWL)
    points = [item for item in canvas.scene().items() if isinstance(item, PlotPoint)]
    assert sorted(item.point.name for item in points) == ["", "0", "4"]
    assert [item.point.name for item in points if item.is_current] == ["4"]


SEEN_BY = {
    "normal": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""Light that colours become for the colour-blind: Machado, Oliveira and Fernandes, 2009."""


def lab(colour: str, seen_by: str) -> np.ndarray:
    """CIE L*a*b* of a colour as it is seen; a distance of 2 can just be noticed."""
    shares = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    light = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    light = np.clip(np.array(SEEN_BY[seen_by]) @ light, 0.0, 1.0)
    to_xyz = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    xyz = np.array(to_xyz) @ light / (0.9505, 1.0, 1.089)
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("seen_by", SEEN_BY)
def test_colours_of_eight_groups_stay_apart_for_the_colour_blind(seen_by: str) -> None:
    seen = [lab(colour, seen_by) for colour in GROUP_COLOURS]
    assert len(seen) == 8
    assert min(np.linalg.norm(one - other) for one, other in combinations(seen, 2)) > 15
    marks = {(group_colour(group), group_shape(group)) for group in range(56)}
    assert len(marks) == 56


def test_the_legend_says_what_groups_are_and_shows_their_marks(show: Show, theme: Theme) -> None:
    view = ScatterView()
    show(view, replace(POINTS, groups_name="True sign"))
    (legend,) = (each for each in view.findChildren(QLabel) if "True" in each.text())
    assert legend.text().startswith("True&nbsp;sign:")
    image = legend.grab().toImage()
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    for colour in (group_colour(0), group_colour(1), theme.wrong):
        assert min(distance(pixel, colour) for pixel in pixels) < 40


def test_a_click_on_a_point_chooses_it(show: Show, qtbot: QtBot) -> None:
    view = ScatterView()
    canvas = show(view, POINTS)
    legend = " ".join(label.text() for label in view.findChildren(QLabel))
    legend = legend.replace("&nbsp;", " ")
    assert all(name in legend for name in ("none", "one", "read wrongly"))
    assert distance(colour_at(canvas, -1.0, -1.0), group_colour(0)) < 40
    assert distance(colour_at(canvas, 1.0, 1.0), group_colour(1)) < 40
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
    ticks = [words for level in canvas.bottom_axis._tickLevels for _, words in level]
    assert "0.01" in ticks
    legend = " ".join(label.text() for label in view.findChildren(QLabel))
    legend = legend.replace("&nbsp;", " ")
    assert all(name in legend for name in ("seeds", "mean", "guide"))
