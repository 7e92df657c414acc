"""Views of every kind of figure, with figures made for them."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QEventLoop, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsView,
    QLabel,
    QScrollArea,
    QTableView,
    QTableWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from signs_studio.figures import (
    Curve,
    Figure,
    FunctionPlot,
    Graph,
    Heatmaps,
    Histogram,
    Matrix,
    Node,
    Note,
    Photographs,
    Point,
    Steps,
    Table,
)
from signs_studio.ui.charts.plot_canvas import PlotCanvas, ends
from signs_studio.ui.charts.plot_point import PlotPoint
from signs_studio.ui.charts.polyline import height_at, polyline
from signs_studio.ui.figures.figure_rows import rows_of
from signs_studio.ui.figures.figure_view import FigureView
from signs_studio.ui.figures.figures_pane import FiguresPane
from signs_studio.ui.figures.function_plot_view import FunctionPlotView
from signs_studio.ui.figures.heatmaps_view import HeatmapsView
from signs_studio.ui.figures.matrix_view import MatrixView, cell_colour, cell_words
from signs_studio.ui.figures.note_view import NoteView
from signs_studio.ui.figures.photographs_view import PhotographsView, arranged
from signs_studio.ui.figures.table_view import fitted
from signs_studio.ui.state.appearance import Appearance
from signs_studio.ui.widgets.theme import load_theme
from signs_studio.ui.widgets.tick_list import TickList
from signs_studio.ui.widgets.tick_mark import TickMark
from tests.ui.conftest import layout_items

PLOT = FunctionPlot(
    title="J",
    x_label="w",
    y_label="J(w)",
    curves=(
        Curve("J", [0.0, 5.0, 10.0], [25.0, 0.0, 25.0]),
        Curve("gaps", [0.0, 1.0, 2.0], [1.0, math.nan, math.inf], dots=True),
    ),
    points=(Point("start", 0.0, 25.0, field="start"), Point("lost", math.inf, 0.0)),
)
MATRIX = Matrix(
    title="W (2, 3)",
    values=[[1.5, -2.0, 0.0], [math.nan, math.inf, "X"]],
    marked=frozenset({(0, 1)}),
    row_field="row",
    rows=("first", "second"),
    columns=("a", "b", "c"),
)
GRAPH = Graph(
    title="c = a · b",
    nodes=(Node("a", "Const", "()", "2"), Node("b", "Const"), Node("c", "Mul"), Node("d", "Neg")),
    edges=((0, 2), (1, 2), (2, 3)),
)
TABLE = Table(title="Shapes", headings=("what", "numbers"), rows=(("W1", "307,200"), ("b1", "25")))
STEPS = Steps(title="Steps", steps=(("Create", True), ("Run", False)))
PHOTOGRAPHS = Photographs(
    title="Two",
    pictures=(np.zeros((8, 8, 3), np.uint8), np.full((8, 8, 1), 255, np.uint8)),
    captions=("black", "white"),
)
HEATMAPS = Heatmaps(
    title="W1",
    maps=(np.array([[1.0, -1.0], [0.0, np.nan]]), np.zeros((2, 2)), np.full((2, 2), 0.5)),
    captions=("unit 0", "unit 1", "unit 2"),
    label="weight",
    marked=frozenset({1}),
    field="unit",
)
HISTOGRAM = Histogram(title="W1", label="weight", edges=[-1.0, 0.0, 1.0], counts=[3, 5])
ALL: tuple[Figure, ...] = (
    PLOT,
    MATRIX,
    GRAPH,
    TABLE,
    STEPS,
    PHOTOGRAPHS,
    HISTOGRAM,
    HEATMAPS,
    Note("Nothing yet."),
)


@pytest.fixture
def appearance(look_of_before: None) -> Appearance:  # noqa: ARG001 - asked for to be restored
    appearance = Appearance(theme_name="light", scale=1.0)
    appearance.apply()
    return appearance


class SettledPane(FiguresPane):
    """A pane whose figures are there, and laid out, once they are handed over."""

    def show_figures(self, figures: Sequence[Figure], *, failure: str = "") -> None:
        loop = QEventLoop()
        self.shown.connect(loop.quit, Qt.ConnectionType.SingleShotConnection)
        super().show_figures(figures, failure=failure)
        loop.exec()
        QApplication.processEvents()


def put_up(pane: FiguresPane, qtbot: QtBot, appearance: Appearance, *, width: int) -> None:
    qtbot.addWidget(pane)
    pane.resize(width, 640)
    pane.set_theme(appearance.theme)
    appearance.changed.connect(pane.set_theme)
    pane.show()


@pytest.fixture
def pane(qtbot: QtBot, appearance: Appearance) -> FiguresPane:
    pane = SettledPane()
    put_up(pane, qtbot, appearance, width=660)
    return pane


def found(pane: QWidget, kind: type) -> Any:
    widget = pane.findChild(kind)
    assert widget is not None
    return widget


def luminance_of(colour: QColor) -> float:
    return 0.2126 * colour.redF() + 0.7152 * colour.greenF() + 0.0722 * colour.blueF()


def is_seen_whole(drawing: QGraphicsView) -> bool:
    """Whether no bar would have to be moved to see any of it."""
    seen = drawing.mapToScene(drawing.viewport().rect()).boundingRect()
    return all(seen.contains(item.sceneBoundingRect()) for item in drawing.scene().items())


def colours(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name()
        for x in range(0, image.width(), 2)
        for y in range(0, image.height(), 2)
    }


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("figure", ALL, ids=lambda each: type(each).__name__)
def test_every_kind_is_drawn_in_the_colours_of_the_theme(
    pane: FiguresPane, appearance: Appearance, figure: Figure, theme: str
) -> None:
    appearance.set_theme(theme)
    pane.show_figures([figure])
    drawn = colours(pane.grab().toImage())
    assert len(drawn) > 3
    other = load_theme("light" if theme == "dark" else "dark")
    assert other.window not in drawn
    assert appearance.theme.window in drawn


@pytest.mark.parametrize("figure", ALL, ids=lambda each: type(each).__name__)
def test_larger_words_are_drawn_larger(
    pane: FiguresPane, appearance: Appearance, figure: Figure
) -> None:
    pane.show_figures([figure])
    before = pane.grab().toImage()
    title = next(label for label in pane.findChildren(QLabel) if label.isVisible())
    height = title.height()
    for _ in range(4):
        appearance.enlarge()
    QApplication.processEvents()
    assert pane.grab().toImage() != before
    assert title.height() > 1.2 * height


def test_figures_of_the_same_kinds_change_in_place(pane: FiguresPane) -> None:
    pane.show_figures([MATRIX, TABLE])
    view = found(pane, QTableView)
    pane.show_figures([Matrix(title="other", values=[[7]]), TABLE])
    assert found(pane, QTableView) is view
    assert view.model().index(0, 0).data() == "7"


def test_a_view_is_kept_for_the_next_figure_of_its_kind(pane: FiguresPane) -> None:
    pane.show_figures([MATRIX, TABLE])
    matrix, table = found(pane, QTableView), found(pane, QTableWidget)
    pane.show_figures([Note("nothing else")])
    assert not matrix.isVisible()
    assert not table.isVisible()
    less = Table(title="Less", headings=("what",), rows=(("W1",),))
    pane.show_figures([less, Matrix(title="other", values=[[7]])])
    assert [found(pane, QTableWidget), found(pane, MatrixView)] == [table, matrix.parentWidget()]
    assert table.item(0, 0).text() == "W1"
    assert (table.rowCount(), table.columnCount()) == (1, 1)
    assert table.mapTo(pane, QPoint()).y() < matrix.mapTo(pane, QPoint()).y()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_view_that_waits_takes_another_look_too(
    pane: FiguresPane, appearance: Appearance, theme: str
) -> None:
    pane.show_figures([MATRIX, PLOT])
    pane.show_figures([Note("nothing else")])
    appearance.set_theme(theme)
    pane.show_figures([PLOT])
    kept = pane.grab().toImage()
    fresh = SettledPane()
    fresh.resize(pane.size())
    fresh.set_theme(appearance.theme)
    fresh.show()
    fresh.show_figures([PLOT])
    assert fresh.grab().toImage() == kept
    fresh.deleteLater()


def test_python_holds_no_item_of_a_layout_whose_views_come_and_go(pane: FiguresPane) -> None:
    """PySide takes such a one for what lies in its place later: that ended in a crash."""
    before = len(layout_items())
    for width in (1200, 300, 660):
        pane.resize(width, 640)
        pane.show_figures(ALL)
        pane.show_figures(ALL[::-1])
        pane.show_refusal("no")
    tasks = TickList(done="", not_done="", text_format=Qt.TextFormat.PlainText, prefix="")
    for count in (3, 0, 2):
        tasks.show_entries(["task"] * count)
    assert len(layout_items()) == before
    tasks.deleteLater()


class TestMatrix:
    def test_a_click_on_a_cell_chooses_its_row(self, qtbot: QtBot, pane: FiguresPane) -> None:
        pane.show_figures([MATRIX])
        table = found(pane, QTableView)
        chosen: list[tuple[str, float]] = []
        pane.number_chosen.connect(lambda field, value: chosen.append((field, value)))
        place = table.visualRect(table.model().index(1, 2)).center()
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert chosen == [("row", 1.0)]
        table.setCurrentIndex(table.model().index(0, 1))
        QTest.keyClick(table, Qt.Key.Key_Return)
        assert chosen[1:] == [("row", 0.0)]

    @pytest.mark.parametrize("width", [660, 1200])
    def test_those_of_a_row_have_words_of_one_size_and_are_seen_whole(
        self, pane: FiguresPane, width: int
    ) -> None:
        pane.resize(width, 640)
        few = Matrix(title="few", values=[[0.0, 1.0]])
        many = Matrix(title="many", values=[[0.25 * n for n in range(4)]] * 5, rows=tuple("abcde"))
        pane.show_figures([many, few, Matrix(title="a title wider than its cells", values=[[1]])])
        tables = pane.findChildren(QTableView)
        assert len({table.font().pointSizeF() for table in tables}) == 1
        for table in tables:
            assert table.horizontalScrollBar().maximum() == 0
            assert table.verticalScrollBar().maximum() == 0
        assert tables[0].font().pointSizeF() > pane.font().pointSizeF()

    def test_those_beneath_others_have_words_as_large_as_all(self, pane: FiguresPane) -> None:
        pane.show_figures([PLOT, MATRIX])
        table = found(pane, QTableView)
        assert table.font().pointSizeF() == pane.font().pointSizeF()

    def test_names_of_rows_and_columns_are_whole_in_words_of_any_size(
        self, pane: FiguresPane, appearance: Appearance
    ) -> None:
        named = Matrix(
            title="X",
            values=[[0.169, 0.667, 0.204]] * 2,
            rows=("row 7766", "row 7767"),
            columns=("picture 0", "picture 1", "picture 2"),
        )
        pane.show_figures([named])
        for _ in range(6):
            appearance.enlarge()
            QApplication.processEvents()
            table = found(pane, QTableView)
            for header, orientation, names in (
                (table.horizontalHeader(), Qt.Orientation.Horizontal, named.columns),
                (table.verticalHeader(), Qt.Orientation.Vertical, named.rows),
            ):
                font = table.model().headerData(0, orientation, Qt.ItemDataRole.FontRole)
                needed = max(map(QFontMetrics(font).horizontalAdvance, names))
                is_row = orientation == Qt.Orientation.Vertical
                assert needed + 8 <= (header.width() if is_row else header.sectionSize(0))

    def test_names_of_rows_and_columns_are_shown_where_there_are_any(
        self, pane: FiguresPane
    ) -> None:
        pane.show_figures([MATRIX])
        table = found(pane, QTableView)
        assert table.verticalHeader().isVisible()
        assert table.model().headerData(1, Qt.Orientation.Vertical) == "second"
        pane.show_figures([Matrix(title="", values=[[1]])])
        assert not table.verticalHeader().isVisible()
        assert not table.horizontalHeader().isVisible()

    @pytest.mark.parametrize(
        ("value", "words"),
        [
            (0.36620383, "0.3662"),
            (-3.0, "−3"),
            (12288, "12,288"),
            (1e-9, "10⁻⁹"),
            (math.inf, "inf"),
            (-math.inf, "−inf"),
            (math.nan, "nan"),
            ("X", "X"),
        ],
    )
    def test_numbers_are_short(self, value: float | str, words: str) -> None:
        assert cell_words(value) == words

    @pytest.mark.parametrize("name", ["light", "dark"])
    def test_words_are_readable_on_every_cell(self, name: str) -> None:
        theme = load_theme(name)

        def luminance(colour: Any) -> float:
            channels = (
                c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
                for c in (colour.redF(), colour.greenF(), colour.blueF())
            )
            return sum(k * c for k, c in zip((0.2126, 0.7152, 0.0722), channels, strict=True))

        ink = luminance(type(cell_colour(1.0, 1.0, theme))(theme.text))
        for value in (-1.0, -0.5, 0.0, 0.5, 1.0, math.nan, "word"):
            ground = luminance(cell_colour(value, 1.0, theme))
            contrast = (max(ink, ground) + 0.05) / (min(ink, ground) + 0.05)
            assert contrast >= 4.5, value  # what WCAG AA asks for


class TestPlot:
    def test_what_is_not_finite_is_left_out(self, pane: FiguresPane) -> None:
        pane.show_figures([PLOT])
        view = found(pane, FunctionPlotView)
        assert view.point("start") == PLOT.points[0]
        with_all = pane.grab().toImage()
        finite = replace(
            PLOT,
            curves=(PLOT.curves[0], Curve("gaps", [0.0], [1.0], dots=True)),
            points=PLOT.points[:1],
        )
        pane.show_figures([finite])
        assert pane.grab().toImage() == with_all

    def test_a_point_is_dragged_along_its_curve(self, pane: FiguresPane) -> None:
        pane.show_figures([PLOT])
        view = found(pane, FunctionPlotView)
        chosen: list[tuple[str, float]] = []
        pane.number_chosen.connect(lambda field, value: chosen.append((field, value)))
        handle = view.place_of("start")
        viewport = found(view, PlotCanvas).viewport()
        QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=handle)
        QTest.mouseMove(viewport, viewport.rect().center())
        # An answer that comes meanwhile does not take it from under the pointer.
        pane.show_figures([PLOT])
        point = view.point("start")
        assert point is not None
        field, value = chosen[-1]
        assert field == "start"
        assert point.x == value > 1
        assert point.y == pytest.approx(abs(5 - value) * 5, abs=1e-6)
        QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton)
        pane.show_figures([PLOT])
        assert view.point("start") == PLOT.points[0]

    @pytest.mark.parametrize("larger", [0, 4])
    def test_names_of_points_do_not_cover_each_other(
        self, pane: FiguresPane, appearance: Appearance, larger: int
    ) -> None:
        for _ in range(larger):
            appearance.enlarge()
        points = tuple(Point(f"z = {x}", x, 0.1 / x) for x in (0.38, 0.73, 0.88))
        curve = Curve("cost", [0.02, 1.0], [6.0, 0.0])
        plot = FunctionPlot(
            title="", x_label="p", y_label="cost", curves=(curve,), points=points, x_range=(0, 1)
        )
        pane.resize(330, 500)
        pane.show_figures([plot])
        view = found(pane, FunctionPlotView)
        canvas = found(view, PlotCanvas)
        items = [item for item in canvas.scene().items() if isinstance(item, PlotPoint)]
        names = [item.name_box.translated(item.scenePos()) for item in items]
        assert len(names) == len(points)
        assert not any(one.intersects(other) for n, one in enumerate(names) for other in names[:n])
        assert all(QRectF(canvas.viewport().rect()).contains(name) for name in names)

    def test_the_legend_goes_beneath_a_title_that_needs_the_room(
        self, pane: FiguresPane, appearance: Appearance
    ) -> None:
        curves = tuple(Curve(f"from {kind}", [0, 1], [0, 1]) for kind in ("zeros", "ones", "rand"))
        plot = FunctionPlot(title="Cost of all three", x_label="", y_label="", curves=curves)
        pane.show_figures([plot])
        title, legend = found(pane, FunctionPlotView).findChildren(QLabel)[:2]
        assert title.geometry().right() < legend.geometry().left()
        for _ in range(5):
            appearance.enlarge()
        QApplication.processEvents()
        assert title.geometry().bottom() < legend.geometry().top()
        assert title.text() == plot.title

    def test_numbers_too_large_for_a_screen_are_drawn_all_the_same(self, pane: FiguresPane) -> None:
        far = Curve("far", [0.0, 1.0, 2.0], [-1e308, 1e308, 1e308])
        pane.show_figures(
            [FunctionPlot(title="", x_label="", y_label="", curves=(far,), points=())]
        )
        assert len(colours(pane.grab().toImage())) > 3

    def test_nothing_to_draw_is_an_empty_plot(self, pane: FiguresPane) -> None:
        pane.show_figures([FunctionPlot(title="", x_label="x", y_label="y", curves=())])
        assert len(colours(pane.grab().toImage())) > 2


class TestPolyline:
    VIEW, PIXEL = QRectF(0, 0, 100, 100), (1.0, 1.0)

    def test_a_line_is_drawn_once_however_often_it_is_gone(self) -> None:
        to_and_fro = [10.0, 90.0] * 1000
        path = polyline(to_and_fro, to_and_fro, view=self.VIEW, pixel=self.PIXEL)
        assert path.elementCount() == 2

    def test_there_are_gaps_where_numbers_are_not_finite(self) -> None:
        ys = [1.0, 2.0, math.nan, 3.0, 4.0]
        path = polyline([0.0, 10.0, 20.0, 30.0, 40.0], ys, view=self.VIEW, pixel=self.PIXEL)
        moves = [path.elementAt(n).isMoveTo() for n in range(path.elementCount())]
        assert moves == [True, False, True, False]

    def test_height_between_points(self) -> None:
        assert height_at(1.5, [0.0, 1.0, 2.0], [0.0, 10.0, 20.0]) == 15.0
        assert height_at(3.0, [0.0, 1.0], [0.0, 1.0]) is None
        assert height_at(0.5, [0.0, 1.0], [0.0, math.nan]) is None
        assert height_at(0.5, [], []) is None

    @pytest.mark.parametrize("values", [[], [3.0, 3.0], [math.nan], [-1e308, 1e308, math.inf]])
    def test_ends_of_an_axis_are_apart_and_finite(self, values: list[float]) -> None:
        low, high = ends(values, margin=0.1)
        assert low < high
        assert math.isfinite(high - low)


class TestGraph:
    def test_a_click_on_a_node_follows_what_flows_through_it(
        self, qtbot: QtBot, pane: FiguresPane
    ) -> None:
        pane.show_figures([GRAPH])
        drawing = found(pane, QGraphicsView)
        drawing.setFocus()  # A ring is around it as soon as it is clicked.
        before = drawing.grab().toImage()
        node = next(i for i in drawing.scene().items() if i.data(0) == 0)
        place = drawing.mapFromScene(node.scenePos())
        qtbot.mouseClick(drawing.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert drawing.accessibleDescription() == "a, Const, () = 2"
        assert drawing.grab().toImage() != before
        qtbot.mouseClick(drawing.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert drawing.grab().toImage() == before
        assert drawing.accessibleDescription() == ""

    def test_keys_go_from_node_to_node(self, pane: FiguresPane) -> None:
        pane.show_figures([GRAPH])
        drawing = found(pane, QGraphicsView)
        for name in "abcda":
            QTest.keyClick(drawing, Qt.Key.Key_Right)
            assert drawing.accessibleDescription().startswith(name)
        QTest.keyClick(drawing, Qt.Key.Key_Left)
        assert drawing.accessibleDescription().startswith("d")

    def test_a_long_graph_is_whole_and_read_and_only_the_pane_is_scrolled(
        self, qtbot: QtBot, pane: FiguresPane
    ) -> None:
        nodes = tuple(Node(f"node number {n}", "Op") for n in range(60))
        pane.show_figures([Graph(title="", nodes=nodes, edges=tuple(pairwise(range(60))))])
        drawing = found(pane, QGraphicsView)
        assert drawing.transform().m11() >= 0.7
        qtbot.waitUntil(lambda: is_seen_whole(drawing))
        assert found(pane, QScrollArea).verticalScrollBar().maximum() > 0

    def test_a_graph_that_is_too_wide_either_way_is_shown_in_part(
        self, qtbot: QtBot, pane: FiguresPane
    ) -> None:
        # As wide as it is long: to the right it is no narrower than downwards.
        count = 40
        nodes = tuple(Node(f"a rather long name {n}", "Op") for n in range(2 * count))
        fan = tuple((count - 1, count + n) for n in range(count))
        pane.show_figures([Graph(title="", nodes=nodes, edges=(*pairwise(range(count)), *fan))])
        drawing = found(pane, QGraphicsView)
        qtbot.waitUntil(lambda: drawing.horizontalScrollBar().maximum() > 0)
        assert drawing.transform().m11() >= 0.5

    def test_no_nodes_are_an_empty_figure(self, pane: FiguresPane) -> None:
        pane.show_figures([Graph(title="nothing", nodes=(), edges=())])
        assert found(pane, QGraphicsView).scene().items() == []


class TestPhotographs:
    @pytest.mark.parametrize("shape", [(8, 8, 3), (6, 9, 1)])
    def test_a_click_on_the_first_picture_chooses_a_pixel(
        self, qtbot: QtBot, pane: FiguresPane, shape: tuple[int, int, int]
    ) -> None:
        first = np.zeros(shape, np.uint8)
        first[4:6, 2:4] = 255
        pane.show_figures(
            [
                Photographs(
                    title="",
                    pictures=(first, np.full(shape, 90, np.uint8)),
                    captions=("first", "second"),
                    row_field="row",
                    column_field="column",
                    block=2,
                )
            ]
        )
        wall = found(pane, PhotographsView).findChild(QWidget, "photographs")
        chosen: list[tuple[str, float]] = []
        pane.number_chosen.connect(lambda field, value: chosen.append((field, value)))
        image = wall.grab().toImage()
        white = [
            QPoint(x, y)
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).name() == "#ffffff"
        ]
        place = QRect(white[0], white[-1]).center()
        qtbot.mouseClick(wall, Qt.MouseButton.LeftButton, pos=place)
        assert chosen == [("row", 2.0), ("column", 1.0)]
        qtbot.mouseClick(wall, Qt.MouseButton.LeftButton, pos=QPoint(wall.width() - 2, 5))
        assert len(chosen) == 2, "the second picture has no pixels to follow"


class TestOthers:
    def test_what_stands_on_an_axis_may_have_names(self, pane: FiguresPane) -> None:
        numbers = FunctionPlot(
            title="", x_label="", y_label="", curves=(Curve("", [1, 2], [0, 1]),), x_range=(0, 3)
        )
        pane.show_figures([numbers])
        before = pane.grab().toImage()
        pane.show_figures([replace(numbers, x_names=("Plain", "Dropout"))])
        assert pane.grab().toImage() != before
        pane.show_figures([numbers])
        assert pane.grab().toImage() == before

    def test_a_table_without_columns_takes_any_room(self, pane: FiguresPane) -> None:
        pane.show_figures([Table(title="", headings=(), rows=())])
        for width in (300, 900):
            pane.resize(width, 640)
            assert not pane.grab().isNull()
        assert found(pane, QTableWidget).columnCount() == 0

    def test_words_of_a_table_are_whole_beside_another_figure(self, pane: FiguresPane) -> None:
        words = "a bias for each unit of the layer, which is added to what its weights came to"
        rows = tuple((name, words) for name in ("b1", "b2"))
        pane.resize(760, 640)
        pane.show_figures([PLOT, HISTOGRAM, Table(title="", headings=("", "what"), rows=rows)])
        table = found(pane, QTableWidget)
        assert table.columnWidth(1) < table.fontMetrics().horizontalAdvance(rows[0][1])
        metrics = table.fontMetrics()
        room = QRect(0, 0, table.columnWidth(1) - 24, 1000)
        needed = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap.value, rows[0][1]).height()
        assert table.rowHeight(0) >= needed
        widths = [table.columnWidth(column) for column in range(2)]
        assert sum(widths) == table.viewport().width()

    def test_a_table_has_numbers_to_the_right_and_words_to_the_left(
        self, pane: FiguresPane
    ) -> None:
        pane.show_figures([TABLE])
        table = found(pane, QTableWidget)
        assert table.item(0, 0).textAlignment() & Qt.AlignmentFlag.AlignLeft
        assert table.item(0, 1).textAlignment() & Qt.AlignmentFlag.AlignRight
        assert table.item(0, 1).text() == "307,200"

    def test_intervals_stand_beside_their_numbers_which_lie_under_each_other(
        self, pane: FiguresPane
    ) -> None:
        rows = (("0", "86.4\n(67–95)"), ("1", "100.0\n(9–100)"), ("2", "4.5\n(0–12)"))
        pane.show_figures([Table(title="", headings=("Sign", "Precision (%)"), rows=rows)])
        table = found(pane, QTableWidget)
        line = table.fontMetrics().height()
        assert all(table.rowHeight(row) < 2 * line for row in range(3))
        image = table.viewport().grab().toImage()
        ends = []
        for row in range(3):
            cell = table.visualItemRect(table.item(row, 1))
            dark = [
                (x, luminance_of(image.pixelColor(x, y)))
                for x in range(cell.left(), cell.right())
                for y in range(cell.top() + 2, cell.bottom() - 1)
            ]
            ground, darkest = dark[0][1], min(light for _, light in dark)
            # Digits of the number are as dark as words are, those of the interval are paler.
            ends.append(max(x for x, light in dark if light < darkest + 0.1 * (ground - darkest)))
            interval = max(x for x, light in dark if light < ground - 0.3 * (ground - darkest))
            assert interval > ends[-1] + line
        assert max(ends) - min(ends) <= 2

    def test_a_table_is_whole_however_little_room_there_is(
        self, pane: FiguresPane, appearance: Appearance
    ) -> None:
        long = Table(
            title="At the end",
            headings=("Network", "Training", "Test, with 95 % confidence", "What it is called"),
            rows=tuple(("Dropout", "95.5%", "72.1%", "one of the three networks") for _ in "abc"),
        )
        pane.show_figures([PLOT, HISTOGRAM, long])
        for _ in range(4):
            appearance.enlarge()
            QApplication.processEvents()
            table = found(pane, QTableWidget)
            assert table.horizontalScrollBar().maximum() == 0
            assert table.verticalScrollBar().maximum() == 0
            header = table.horizontalHeader()
            assert header.length() <= table.viewport().width()
            for column in range(table.columnCount()):
                room = QRect(0, 0, header.sectionSize(column), 1000)
                words = table.horizontalHeaderItem(column).text()
                needed = table.fontMetrics().boundingRect(
                    room, Qt.TextFlag.TextWordWrap.value, words
                )
                assert needed.width() <= room.width()
                assert needed.height() <= header.height()

    def test_narrow_columns_keep_their_width(self) -> None:
        assert fitted([50, 400, 60], 300) == [50, 190, 60]
        assert sum(fitted([100, 100, 100], 120)) == 120

    def test_steps_tick(self, pane: FiguresPane) -> None:
        pane.show_figures([STEPS])
        assert [mark.is_done for mark in pane.findChildren(TickMark)] == [True, False]
        pane.show_figures([Steps(title="", steps=(("Create", True), ("Run", True)))])
        assert [mark.is_done for mark in pane.findChildren(TickMark)] == [True, True]

    def test_photographs_are_as_large_as_the_room_allows(self) -> None:
        assert arranged(4, width=410, height=430, words_px=10) == (2, 200)
        columns, side = arranged(4, width=900, height=100, words_px=10)
        assert (columns, side) == (4, 90)
        assert arranged(3, width=0, height=0, words_px=10)[1] >= 1


class TestPane:
    def test_words_stand_where_there_are_no_figures(self, pane: FiguresPane) -> None:
        pane.set_busy("TensorFlow is loading")
        words = pane.findChild(QLabel, "lesson_figures_words")
        assert isinstance(words, QLabel)
        assert words.isVisible()
        assert words.text() == "TensorFlow is loading"
        pane.show_figures([STEPS])
        assert not words.isVisible()
        pane.show_refusal("It cannot be computed.")
        assert words.text() == "It cannot be computed."
        assert words.isVisible()

    def test_figures_stay_while_it_is_computed(self, qtbot: QtBot, pane: FiguresPane) -> None:
        pane.show_figures([STEPS])
        pane.set_busy("computes")
        busy = pane.findChild(QLabel, "lesson_busy")
        assert isinstance(busy, QLabel)
        qtbot.waitUntil(busy.isVisible)
        assert found(pane, TickMark).isVisible()
        pane.set_busy("not computed, for a reason that takes more words")
        assert busy.width() >= busy.sizeHint().width()
        pane.set_busy("")
        assert not busy.isVisible()

    def test_why_tensorflow_refused_is_said_above_the_figures(self, pane: FiguresPane) -> None:
        failure = pane.findChild(QLabel, "lesson_failure")
        assert isinstance(failure, QLabel)
        pane.show_figures([STEPS], failure="x was not fed.")
        assert failure.isVisible()
        assert failure.text() == "x was not fed."
        pane.show_figures([STEPS])
        assert not failure.isVisible()

    def test_what_stands_beside_what(self) -> None:
        def rows(*widths: int, alone: tuple[bool, ...] = (), wide: bool = True) -> Any:
            lonely = alone or (False,) * len(widths)
            return rows_of(widths, alone=lonely, room=600, wide=wide)

        # Matrices as long as there is room.
        assert rows(320, 90, 90) == ((0, 1, 2),)
        assert rows(320, 300, 90) == ((0,), (1, 2))
        # Others in pairs, but for the first.
        assert rows(0, 0, 0) == ((0,), (1, 2))
        assert rows(0, 0, 0, wide=False) == ((0,), (1,), (2,))
        assert rows(0, 0, 0, alone=(False, False, True)) == ((0,), (1,), (2,))
        assert rows(90, 0, 90) == ((0,), (1,), (2,))


@pytest.fixture
def live_pane(qtbot: QtBot, appearance: Appearance) -> FiguresPane:
    """A pane that shows figures step by step, as in the window."""
    pane = FiguresPane()
    put_up(pane, qtbot, appearance, width=1200)
    return pane


def visible_views(pane: FiguresPane) -> list[FigureView[Any]]:
    return [view for view in pane.findChildren(FigureView) if view.isVisible()]


def take_turns(number: int) -> None:
    for _ in range(number):
        QApplication.processEvents()


@pytest.mark.parametrize("turns", range(9))
def test_figures_that_come_too_late_are_not_shown(
    qtbot: QtBot, live_pane: FiguresPane, turns: int
) -> None:
    live_pane.show_figures([MATRIX, PLOT, TABLE])
    take_turns(turns)
    with qtbot.waitSignal(live_pane.shown):
        live_pane.show_figures([Note("the latest")])
    (view,) = visible_views(live_pane)
    assert isinstance(view, NoteView)
    assert view.updatesEnabled()
    live_pane.show_figures([MATRIX])
    take_turns(turns)
    live_pane.show_refusal("no")
    shown: list[bool] = []
    live_pane.shown.connect(lambda: shown.append(True))
    with qtbot.waitSignal(live_pane.shown):
        live_pane.show_figures([Note("the latest")])
    assert shown == [True]
    assert [type(view) for view in visible_views(live_pane)] == [NoteView]


def test_figures_that_follow_each_other_fast_are_seen(qtbot: QtBot, live_pane: FiguresPane) -> None:
    class Painted(QObject):
        times = 0

        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            self.times += event.type() == QEvent.Type.Paint
            return False

    def matrices(number: float) -> list[Matrix]:
        return [Matrix(title=title, values=[[number]]) for title in "abcde"]

    with qtbot.waitSignal(live_pane.shown):
        live_pane.show_figures(matrices(0))
    painted = Painted()
    visible_views(live_pane)[-1].installEventFilter(painted)
    # One in each turn, while five of them take more turns than that.
    for number in range(100):
        live_pane.show_figures(matrices(number))
        take_turns(1)
    assert painted.times > 5
    with qtbot.waitSignal(live_pane.shown):
        live_pane.show_figures(matrices(7))
    for view in visible_views(live_pane):
        cells = view.findChild(QTableView)
        assert isinstance(cells, QTableView)
        assert cells.model().index(0, 0).data() == "7"


def test_an_error_in_a_figure_leaves_the_others_alive(
    qtbot: QtBot, live_pane: FiguresPane, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    with qtbot.waitSignal(live_pane.shown):
        live_pane.show_figures([MATRIX, TABLE])
    with monkeypatch.context() as patched, qtbot.captureExceptions() as raised:
        patched.setattr(MatrixView, "show_figure", broken)
        live_pane.show_figures([MATRIX, TABLE])
        qtbot.waitUntil(lambda: bool(raised))
    assert all(view.updatesEnabled() for view in visible_views(live_pane))
    with qtbot.waitSignal(live_pane.shown):
        live_pane.show_figures([MATRIX, TABLE])


@pytest.mark.parametrize("turns", range(1, 8))
def test_figures_are_arranged_for_the_size_that_there_is_in_the_end(
    qtbot: QtBot, live_pane: FiguresPane, turns: int
) -> None:
    figures = [PLOT, PLOT, PLOT]
    live_pane.show_figures(figures)
    take_turns(turns)
    live_pane.resize(380, 640)
    # In as many rows, whatever came first.
    qtbot.waitUntil(
        lambda: len({view.pos().y() for view in visible_views(live_pane)}) == len(figures)
    )


class TestHeatmaps:
    def test_a_map_is_chosen_by_a_click_and_by_the_arrow_keys(
        self, qtbot: QtBot, pane: FiguresPane
    ) -> None:
        pane.show_figures([HEATMAPS])
        qtbot.waitUntil(lambda: found(pane, HeatmapsView).isVisible())
        view = found(pane, HeatmapsView)
        sheet = view.findChild(QWidget, "heatmaps")
        assert sheet is not None
        chosen: list[tuple[str, float]] = []
        view.number_chosen.connect(lambda field, number: chosen.append((field, number)))
        pixels = sheet.grab().toImage()
        blue, orange = QColor(load_theme("light").train), QColor(load_theme("light").test)
        for colour, number in ((blue, 0), (orange, 0)):
            at = next(
                QPoint(x, y)
                for y in range(0, pixels.height(), 3)
                for x in range(0, pixels.width(), 3)
                if pixels.pixelColor(x, y) == colour
            )
            qtbot.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=at)
            assert chosen.pop() == ("unit", number)
        view.show_figure(replace(HEATMAPS, chosen=1))
        qtbot.keyClick(sheet, Qt.Key.Key_Right)
        assert chosen.pop() == ("unit", 2)
        view.show_figure(replace(HEATMAPS, chosen=2))
        qtbot.keyClick(sheet, Qt.Key.Key_Right)
        assert chosen == [], "there is none beyond the last"

    def test_a_map_lies_over_its_picture_the_clearer_the_larger_it_is(
        self, qtbot: QtBot, pane: FiguresPane
    ) -> None:
        values = np.array([[0.0, 2.0]])
        under = np.full((1, 2, 3), 100, np.uint8)
        pane.show_figures([Heatmaps(title="", maps=(values,), captions=("",), under=(under,))])
        qtbot.waitUntil(lambda: found(pane, HeatmapsView).isVisible())
        image = found(pane, HeatmapsView).findChild(QWidget, "heatmaps")._images[0]
        assert image.pixelColor(0, 0) == QColor(100, 100, 100)
        assert image.pixelColor(1, 0).blue() > 100 > image.pixelColor(1, 0).red()

    @pytest.mark.parametrize(("least", "words"), [(-2.0, "−3 … 3"), (0.0, "0 … 3")])
    def test_a_scale_begins_at_zero_where_nothing_is_below(
        self, qtbot: QtBot, pane: FiguresPane, least: float, words: str
    ) -> None:
        values = np.array([[least, 3.0]])
        pane.show_figures([Heatmaps(title="", maps=(values,), captions=("",), label="weight")])
        qtbot.waitUntil(lambda: found(pane, HeatmapsView).isVisible())
        bar = found(pane, HeatmapsView).findChild(QWidget, "colour_bar")
        assert bar is not None
        assert bar.accessibleName() == f"weight: {words}"
