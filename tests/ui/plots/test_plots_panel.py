import gc
import math
import sys
import weakref

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QFontMetrics,
    QImage,
    QMouseEvent,
    QPainter,
    QPicture,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsSimpleTextItem,
    QLabel,
    QPushButton,
    QWidget,
)

from signs_studio.numbers import format_cost
from signs_studio.ui.charts.cached_curves import CachedCurves
from signs_studio.ui.charts.legend_entry import LegendEntry
from signs_studio.ui.charts.pens import raw_pen
from signs_studio.ui.charts.plot_canvas import PlotCanvas
from signs_studio.ui.plots.accuracy_headline import AccuracyHeadline
from signs_studio.ui.plots.plot_title import PlotTitle
from signs_studio.ui.plots.plots_panel import PlotsPanel
from signs_studio.ui.plots.run_plot import RunPlot
from signs_studio.ui.state.previous_runs import MAX_PREVIOUS_RUNS
from signs_studio.ui.state.run_colours import RunColours
from signs_studio.ui.state.selection import Selection
from signs_studio.ui.widgets.theme import load_theme
from tests.records import end_by_patience
from tests.ui.run_lists import make_library, show_in


class Driver:
    """The panel, as a person sees and handles it."""

    def __init__(self, qtbot, theme_name="light"):
        self.selection = Selection()
        self.library = make_library()
        self.run_colours = RunColours(self.library, self.selection)
        self.panel = PlotsPanel(self.selection, self.run_colours)
        qtbot.addWidget(self.panel)
        self.theme = load_theme(theme_name)
        self.run_colours.set_theme(self.theme)
        self.panel.set_theme(self.theme)
        self.current, self.earlier = None, []
        self.panel.resize(700, 600)
        with qtbot.waitExposed(self.panel):
            self.panel.show()
        self.cost = self.panel.findChild(RunPlot, "cost_plot")
        self.accuracy = self.panel.findChild(RunPlot, "accuracy_plot")
        self.plots = (self.cost, self.accuracy)
        self.log = self.panel.findChild(QPushButton, "log_cost")
        self.smooth = self.panel.findChild(QPushButton, "smooth")
        self.reset = self.panel.findChild(QPushButton, "reset_view")

    def show_run(self, record):
        self.current = record
        self.show_earlier(self.earlier)
        self.panel.show_run(record)

    def show_earlier(self, records):
        self.earlier = records
        show_in(self.library, records, self.current)
        runs = [*records, *([self.current] if self.current is not None else [])]
        key = self.current.key if self.current is not None else None
        self.run_colours.set_shown(key, runs[0].origin if runs else None)

    @staticmethod
    def view(plot):
        return plot.findChild(PlotCanvas)

    def box(self, plot):
        return self.view(plot).box

    def shown(self, plot):
        (first, last), (low, high) = self.box(plot).viewRange()
        return pytest.approx((first, last, low, high))

    def pixel(self, plot, epoch, height=None):
        low, high = self.box(plot).viewRange()[1]
        point = QPointF(epoch, (low + high) / 2 if height is None else height)
        return self.view(plot).mapFromScene(self.box(plot).mapViewToScene(point))

    def point_at(self, plot, epoch):
        self.point_at_pixel(plot, self.pixel(plot, epoch))

    def point_at_pixel(self, plot, position):
        # QTest would move the screen's own pointer, and be told of it some time later.
        viewport = self.view(plot).viewport()
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(position),
            QPointF(viewport.mapToGlobal(position)),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(viewport, event)
        QApplication.processEvents()

    def hover_label(self, plot):
        label = plot.findChild(QLabel, "hover_label")
        return label.text() if label.isVisible() else None

    def hint(self, plot):
        label = plot.findChild(QLabel, "hint")
        return label.text() if label.isVisible() else ""

    def legend(self, name):
        return self.panel.findChild(LegendEntry, f"{name}_legend")

    def wheel(self, plot, position, *, up):
        viewport = self.view(plot).viewport()
        event = QWheelEvent(
            QPointF(position),
            QPointF(viewport.mapToGlobal(position)),
            QPoint(),
            QPoint(0, 120 if up else -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(viewport, event)

    def on_screen(self):
        """What is seen of the panel: not painted anew, as ``grab`` would."""
        # Painting asks for more painting: a moved item is told of by a later event.
        for _ in range(3):
            QApplication.processEvents()
        return self.panel.screen().grabWindow(self.panel.winId()).toImage()

    def painted_anew(self):
        """The same after all of both plots was painted again."""
        for plot in self.plots:
            self.view(plot).viewport().update()
        return self.on_screen()

    def pixels(self, plot, colour):
        """How many pixels of a plot look like a colour."""
        return int(self.coloured(plot, colour).sum())

    def coloured(self, plot, colour):
        """Which pixels of a plot look like a colour, (height, width) bool."""
        QApplication.processEvents()
        image = self.view(plot).grab().toImage().convertToFormat(QImage.Format.Format_RGBA8888)
        rgb = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
        wanted = np.array(QColor(colour).getRgb())
        return np.abs(rgb.astype(int) - wanted).max(axis=2) < 24


@pytest.fixture
def driver(qtbot):
    return Driver(qtbot)


def test_nothing_yet_says_what_will_be_drawn(driver):
    assert "Click Train" in driver.hint(driver.cost)
    assert driver.hint(driver.accuracy)
    assert driver.legend("cost_train").text() == "train"


@pytest.mark.parametrize("width", [420, 900])
def test_words_in_a_plot_stay_within_its_axes(driver, qtbot, width):
    driver.panel.resize(width, 600)

    def are_within():
        for plot in (driver.cost, driver.accuracy):
            hint, view = plot.findChild(QLabel, "hint"), driver.view(plot)
            axes = view.mapFromScene(driver.box(plot).sceneBoundingRect()).boundingRect()
            room = hint.geometry()
            if room.left() < axes.left() or room.right() > axes.right():
                return False
            if not plot.rect().contains(room) or room.height() < hint.heightForWidth(room.width()):
                return False
        return True

    qtbot.waitUntil(are_within)


def test_the_words_go_when_there_is_something_to_draw(driver, make_record):
    record = make_record()
    driver.show_run(record)
    assert "first epoch" in driver.hint(driver.cost)
    make_record.add_epoch(record)
    driver.panel.refresh()
    assert driver.hint(driver.cost) == driver.hint(driver.accuracy) == ""
    driver.show_run(None)
    assert "Click Train" in driver.hint(driver.cost)


@pytest.mark.parametrize("theme_name", ["light", "dark"])
def test_curves_are_drawn_in_their_colours_and_go_again(qtbot, make_record, theme_name):
    driver = Driver(qtbot, theme_name)
    driver.show_run(make_record(epochs=60, planned=60))
    for plot in driver.plots:
        assert driver.pixels(plot, driver.theme.train) > 100
        assert driver.pixels(plot, driver.theme.test) > 40
    driver.show_run(None)
    for plot in driver.plots:
        assert driver.pixels(plot, driver.theme.train) == 0
        assert driver.pixels(plot, driver.theme.test) == 0


def test_one_epoch_alone_is_seen(driver, make_record):
    driver.show_run(make_record(epochs=1))
    assert driver.pixels(driver.cost, driver.theme.train) > 5


def test_another_theme_draws_in_its_colours(driver, make_record):
    driver.show_run(make_record(epochs=60, planned=60))
    dark = load_theme("dark")
    driver.panel.set_theme(dark)
    assert driver.pixels(driver.cost, dark.train) > 100
    assert driver.pixels(driver.cost, dark.surface) > 10_000
    assert driver.pixels(driver.cost, driver.theme.surface) == 0


@pytest.mark.parametrize(("smooth", "epochs"), [(False, 200), (True, 800)])
def test_a_run_drawn_as_it_grows_looks_like_one_drawn_at_once(qtbot, make_record, smooth, epochs):
    grown, whole = Driver(qtbot), Driver(qtbot)
    record = make_record(planned=epochs)
    grown.show_run(record)
    for each in (grown, whole):
        each.smooth.setChecked(smooth)
    for epoch in range(epochs):
        make_record.add_epoch(record, cost=1.5 + math.sin(epoch) if smooth else None)
        grown.panel.refresh()
    whole.show_run(record)
    for one, other in zip(grown.plots, whole.plots, strict=True):
        assert grown.shown(one) == whole.shown(other).expected
        for colour in (grown.theme.train, grown.theme.test):
            drawn = whole.pixels(other, colour)
            assert grown.pixels(one, colour) == pytest.approx(drawn, rel=0.1)
        as_grown, at_once = (
            each.coloured(plot, each.theme.train) for each, plot in ((grown, one), (whole, other))
        )
        assert (as_grown ^ at_once).sum() < 0.05 * at_once.sum()


def test_legends_show_the_last_values(driver, make_record):
    record = make_record(epochs=2)
    make_record.add_epoch(record, cost=0.0523, test_cost=1.02)
    driver.show_run(record)
    assert driver.legend("cost_train").text() == "train 0.0523"
    assert driver.legend("cost_test").text() == "test 1.02"
    make_record.add_epoch(record, cost=0.04, test_cost=1.5)
    assert driver.legend("cost_train").text() == "train 0.0523"
    driver.panel.refresh()
    assert driver.legend("cost_train").text() == "train 0.0400"
    assert driver.legend("cost_test").text() == "test 1.50"


def test_two_large_figures_tell_test_and_training_and_how_far_apart(driver, make_record):
    figures = driver.panel.findChild(AccuracyHeadline)
    assert figures.texts() == ("Test –", "Training –")
    record = make_record(epochs=30)
    driver.show_run(record)
    train, test = (100 * record.series(name)[29] for name in ("train_accuracy", "test_accuracy"))
    apart = float(f"{train:.1f}") - float(f"{test:.1f}")
    assert apart > 0
    told = (
        f"Test {test:.1f} %",
        f"Training {train:.1f} %",
        f"{apart:.1f} points apart",
        "Epoch 30",
    )
    assert figures.texts() == told
    assert figures.accessibleDescription() == ", ".join(told)
    assert figures.height() >= 2.5 * driver.legend("cost_train").height()
    end_by_patience(record, kept_epochs=20)
    driver.panel.refresh()
    assert figures.texts()[3] == "Epoch 20"


def test_the_headline_tells_of_the_epoch_that_is_looked_at(driver, make_record):
    figures = driver.panel.findChild(AccuracyHeadline)
    record = make_record(epochs=30)
    driver.show_earlier([make_record(9, epochs=40)])
    driver.show_run(record)
    live = figures.texts()

    driver.selection.look_at_epoch(12)
    test = 100 * record.series("test_accuracy")[11]
    assert figures.texts()[0] == f"Test {test:.1f} %"
    assert figures.texts()[3] == "Epoch 12"
    make_record.add_epoch(record)
    driver.panel.refresh()
    assert figures.texts()[3] == "Epoch 12"

    driver.selection.look_at_epoch(38)
    assert figures.texts()[3] == "Epoch 31", "the last that this run has"
    driver.selection.look_live()
    assert live[3] == "Epoch 30"
    assert figures.texts()[3] == "Epoch 31"


def test_legends_are_of_the_epoch_that_is_looked_at_and_not_of_one_pointed_at(driver, make_record):
    def legends():
        return [driver.legend(name).text() for name in ("cost_train", "accuracy_test")]

    record = make_record(epochs=30)
    driver.show_run(record)
    live = legends()
    driver.point_at(driver.cost, 12)
    assert driver.panel.findChild(AccuracyHeadline).texts()[3] == "Epoch 12"
    assert legends() == live
    driver.selection.look_at_epoch(12)
    test = 100 * record.series("test_accuracy")[11]
    assert legends() == [f"train {format_cost(record.series('cost')[11])}", f"test {test:.1f}"]
    driver.selection.look_live()
    assert legends() == live


def test_an_epoch_that_is_looked_at_has_a_line_and_hides_no_curve(driver, make_record):
    driver.show_run(make_record(epochs=50))
    accent = driver.theme.accent
    assert [driver.pixels(plot, accent) for plot in driver.plots] == [0, 0]
    driver.selection.look_at_epoch(20)
    for plot in driver.plots:
        assert driver.hover_label(plot) is None
        assert driver.pixels(plot, accent) > 50
    driver.point_at(driver.accuracy, 7.2)
    assert driver.selection.pointed_epoch == 7
    assert "epoch 7<" in driver.hover_label(driver.cost)
    driver.point_at_pixel(driver.cost, QPoint(2, 2))  # over the axis
    assert driver.selection.pointed_epoch is None
    assert driver.selection.epoch == 20
    assert [driver.hover_label(plot) for plot in driver.plots] == [None, None]


def test_keys_point_from_the_epoch_looked_at_until_they_are_elsewhere(qtbot, driver, make_record):
    driver.show_run(make_record(epochs=50))
    driver.panel.activateWindow()
    qtbot.waitUntil(driver.panel.isActiveWindow)
    driver.selection.look_at_epoch(20)
    driver.view(driver.cost).setFocus()
    QTest.keyClick(driver.view(driver.cost), Qt.Key.Key_Right)
    assert driver.selection.epoch == 21
    assert "epoch 21<" in driver.hover_label(driver.accuracy)
    driver.log.setFocus()
    assert driver.selection.epoch == 21
    assert [driver.hover_label(plot) for plot in driver.plots] == [None, None]


def test_a_click_looks_at_an_epoch_and_neither_a_drag_nor_a_double_click_does(driver, make_record):
    driver.show_run(make_record(epochs=50))
    viewport = driver.view(driver.accuracy).viewport()
    left = Qt.MouseButton.LeftButton

    def click_at(epoch):
        QTest.mouseClick(viewport, left, pos=driver.pixel(driver.accuracy, epoch))

    click_at(20)
    assert driver.selection.epoch == 20
    driver.point_at(driver.accuracy, 7)
    assert driver.selection.epoch == 20
    start, end = (driver.pixel(driver.accuracy, epoch) for epoch in (30, 34))
    QTest.mousePress(viewport, left, pos=start)
    QTest.mouseMove(viewport, end)
    QTest.mouseRelease(viewport, left, pos=end)
    assert driver.selection.epoch == 20
    for epoch in (20, None):
        click_at(30)
        QTest.mouseDClick(viewport, left, pos=driver.pixel(driver.accuracy, 30))
        assert driver.selection.epoch == epoch
        QTest.keyClick(driver.view(driver.accuracy), Qt.Key.Key_Escape)
        assert driver.selection.epoch is None


def test_all_ticked_runs_stand_out(driver, make_record):
    runs = [make_record(run_id, epochs=20) for run_id in range(1, 9)]
    driver.show_earlier(runs)

    def bold():
        items = driver.view(driver.cost).scene().items()
        names = [item for item in items if isinstance(item, QGraphicsSimpleTextItem)]
        return sorted(item.text() for item in names if item.font().bold())

    driver.selection.tick_runs([runs[0].key, runs[7].key])
    assert bold() == ["Run 1", "Run 8"]
    assert sorted(names(driver, driver.cost)) == ["Run 1", "Run 5", "Run 6", "Run 7", "Run 8"]
    driver.selection.tick_runs([])
    assert bold() == []


def test_titles_say_what_is_drawn(driver):
    cost, accuracy = driver.panel.findChildren(PlotTitle)
    assert accuracy.words == "Accuracy (% read correctly)"
    assert cost.words == "Cost (cross-entropy, log)"
    driver.log.click()
    assert cost.words == "Cost (cross-entropy)"
    driver.log.click()
    assert cost.words == "Cost (cross-entropy, log)"


def test_large_numbers_of_epochs_have_separators(driver, make_record):
    driver.show_run(make_record(epochs=1200, planned=120_000))
    description = driver.view(driver.cost).accessibleDescription
    assert description().startswith("Epoch 1,200: ")
    driver.cost.stepped.emit(-1)
    assert "epoch 1,200<" in driver.hover_label(driver.cost)
    driver.cost.stepped.emit(-1)
    assert description().startswith("Epoch 1,199: ")


def test_a_screen_reader_hears_the_last_values(driver, make_record):
    driver.show_run(make_record(epochs=3))
    value = driver.legend("cost_train").text().split()[1]
    view = driver.view(driver.cost)
    assert view.accessibleName() == "cost"
    assert view.accessibleDescription().startswith(f"Epoch 3: training {value}, test ")
    for button in (driver.log, driver.smooth, driver.reset):
        assert button.accessibleName()
        assert button.toolTip()


def test_earlier_runs_are_drawn_behind_and_go_again(driver, make_record):
    before = driver.pixels(driver.cost, driver.theme.earlier_1)
    driver.show_earlier([make_record(epochs=60)])
    assert driver.pixels(driver.cost, driver.theme.earlier_1) > before + 50
    assert driver.legend("cost_previous_runs").isVisible()
    assert driver.hint(driver.cost) == ""
    driver.show_earlier([])
    assert driver.pixels(driver.cost, driver.theme.earlier_1) == before
    assert not driver.legend("cost_previous_runs").isVisible()


def test_of_many_earlier_runs_the_last_are_read(driver, make_record):
    runs = [make_record(run_id, epochs=10) for run_id in range(1, 9)]
    driver.show_earlier(runs)
    driver.show_run(runs[-1])
    driver.point_at(driver.cost, 5)
    text = driver.hover_label(driver.cost)
    assert "this run" in text
    read = [run.run_id for run in runs if f"Run {run.run_id}<" in text]
    assert read == [3, 4, 5, 6, 7]
    assert len(read) == MAX_PREVIOUS_RUNS


def names(driver, plot):
    """Names of earlier runs at the ends of their curves, and where they stand."""
    items = driver.view(plot).scene().items()
    return {
        item.text(): item.sceneBoundingRect()
        for item in items
        if isinstance(item, QGraphicsSimpleTextItem)
    }


def test_earlier_runs_are_told_apart_and_named_at_their_ends(driver, make_record):
    runs = [make_record(run_id, epochs=60, planned=60) for run_id in range(1, 7)]
    driver.show_earlier(runs[:5])
    colours = [driver.run_colours.by_key[run.key] for run in runs[:5]]
    assert len(set(colours)) == 5
    for plot in driver.plots:
        places = names(driver, plot)
        assert sorted(places) == ["Run 1", "Run 2", "Run 3", "Run 4", "Run 5"]
        assert all(driver.view(plot).sceneRect().contains(place) for place in places.values())
        tops = sorted(place.top() for place in places.values())
        assert min(np.diff(tops)) >= QFontMetrics(driver.panel.font()).height() - 1
    driver.show_earlier(runs)
    kept = [driver.run_colours.by_key[run.key] for run in runs[1:5]]
    assert kept == colours[1:], "a run keeps its colour"
    assert sorted(names(driver, driver.cost)) == ["Run 2", "Run 3", "Run 4", "Run 5", "Run 6"]


def test_names_are_legible_over_the_curves_of_others(driver, make_record):
    earlier, current = make_record(1), make_record(2)
    for record, epochs in ((earlier, 50), (current, 100)):
        for _ in range(epochs):
            make_record.add_epoch(record, cost=1.0, test_cost=1.0)
    driver.show_run(current)
    before = driver.coloured(driver.cost, driver.theme.train)
    driver.show_earlier([earlier])
    view = driver.view(driver.cost)
    (name,) = (item for item in view.items() if isinstance(item, QGraphicsSimpleTextItem))
    place = view.mapFromScene(name.sceneBoundingRect()).boundingRect()
    letters = slice(place.top(), place.bottom()), slice(place.left(), place.right())
    after = driver.coloured(driver.cost, driver.theme.train)
    assert after[letters].sum() < 0.1 * before[letters].sum()


def test_a_run_that_is_highlighted_stands_out_however_old_it_is(driver, make_record):
    runs = [make_record(run_id, epochs=20) for run_id in range(1, 8)]
    far = make_record(8)
    for epoch in range(20):
        make_record.add_epoch(far, cost=1.0 + epoch / 50, test_cost=1.2 + epoch / 50)
    driver.show_earlier([far, *runs])
    assert "Run 8" not in names(driver, driver.cost)
    driver.selection.tick_runs([far.key])
    assert "Run 8" in names(driver, driver.cost)
    (colour,) = driver.run_colours.by_key[far.key]
    wide = driver.pixels(driver.cost, colour)
    driver.show_earlier([*runs[-3:], far])
    driver.selection.tick_runs([])
    assert 0 < driver.pixels(driver.cost, driver.run_colours.by_key[far.key][0]) < 0.7 * wide


def test_an_earlier_run_that_was_better_stays_in_view(driver, make_record):
    good = make_record(1)
    for epoch in range(40):
        make_record.add_epoch(good, cost=2.0 * 0.8**epoch, test_cost=1.0)
    driver.show_run(make_record(2, epochs=40))
    lowest, highest = driver.box(driver.cost).viewRange()[1]
    driver.show_earlier([good])
    low, high = driver.box(driver.cost).viewRange()[1]
    assert low <= math.log10(good.series("cost").min()) < lowest
    assert high == highest


def test_the_legend_names_earlier_runs_only_where_they_are_in_view(driver, make_record):
    driver.show_earlier([make_record(1, epochs=4)])
    driver.show_run(make_record(2, epochs=40))
    legend = driver.legend("accuracy_previous_runs")
    assert legend.isVisible()
    for _ in range(6):
        driver.wheel(driver.cost, driver.pixel(driver.cost, 38), up=True)
    assert driver.box(driver.cost).viewRange()[0][0] > 4
    assert not legend.isVisible()
    assert not driver.legend("cost_previous_runs").isVisible()
    reset_by_button(driver)
    assert legend.isVisible()


def test_log_switches_the_cost_axis_and_back(driver, make_record):
    driver.show_run(make_record(epochs=50))
    assert driver.log.isChecked()
    bottom, top = driver.box(driver.cost).viewRange()[1]
    assert bottom < 0 < top
    accuracy = driver.shown(driver.accuracy).expected
    QTest.mouseClick(driver.log, Qt.MouseButton.LeftButton)
    assert driver.box(driver.cost).viewRange()[1] == pytest.approx([0, 2.5])
    assert driver.shown(driver.accuracy) == accuracy
    QTest.mouseClick(driver.log, Qt.MouseButton.LeftButton)
    assert driver.box(driver.cost).viewRange()[1] == pytest.approx([bottom, top])


def test_log_keeps_what_is_in_view(driver, make_record):
    driver.show_run(make_record(epochs=40))
    for _ in range(6):
        zoom_by_wheel(driver)
    first, last, low, high = driver.shown(driver.cost).expected
    driver.log.click()
    assert driver.shown(driver.cost) == (first, last, 10**low, 10**high)
    assert driver.reset.isEnabled()
    driver.log.click()
    assert driver.shown(driver.cost) == (first, last, low, high)
    QTest.mouseClick(driver.reset, Qt.MouseButton.LeftButton)
    assert not driver.reset.isEnabled()


def test_l_switches_the_cost_axis(qtbot, driver):
    driver.panel.activateWindow()
    qtbot.waitUntil(driver.panel.isActiveWindow)
    driver.cost.setFocus()
    QTest.keyClick(driver.view(driver.cost), Qt.Key.Key_L)
    qtbot.waitUntil(lambda: not driver.log.isChecked())
    assert "(L)" in driver.log.toolTip()


def test_s_smooths_the_curves_over_their_faint_raw_lines(qtbot, driver, make_record):
    record = make_record(planned=1000)
    for epoch in range(1000):
        make_record.add_epoch(record, cost=0.5 if epoch % 2 else 2.0)
    driver.show_run(record)
    legend = driver.panel.findChild(LegendEntry, "raw_legend")
    texts = [driver.legend(name).text() for name in ("cost_train", "accuracy_test")]

    def drawn():
        average_and_raw = (0.0, math.log10(2.0))
        return [is_drawn(driver, driver.cost, 500, height) for height in average_and_raw]

    faint = raw_pen(driver.theme.train, ground=driver.theme.surface).color()
    assert not legend.isVisible()
    assert drawn() == [True, True], "the raw line fills all between its values"
    faint_edges = driver.pixels(driver.cost, faint)
    driver.panel.activateWindow()
    qtbot.waitUntil(driver.panel.isActiveWindow)
    driver.cost.setFocus()
    QTest.keyClick(driver.view(driver.cost), Qt.Key.Key_S)
    qtbot.waitUntil(driver.smooth.isChecked)
    assert drawn() == [True, False]
    assert driver.pixels(driver.cost, faint) > 5 * faint_edges
    assert legend.isVisible()
    assert "41 epochs" in legend.toolTip()
    assert [driver.legend(name).text() for name in ("cost_train", "accuracy_test")] == texts
    driver.point_at(driver.cost, 500)
    assert "1.00" not in driver.hover_label(driver.cost), "an average"
    assert "(S)" in driver.smooth.toolTip()


def test_earlier_runs_are_smoothed_alike(driver, make_record):
    record = make_record(planned=400)
    for epoch in range(400):
        make_record.add_epoch(record, cost=0.5 if epoch % 2 else 2.0, test_cost=3.0)
    driver.show_earlier([record])
    colour = driver.theme.earlier[0]
    raw = driver.pixels(driver.cost, colour)
    driver.smooth.click()
    assert 0 < driver.pixels(driver.cost, colour) < raw / 5


def test_the_pointer_reads_the_same_epoch_in_both_plots(driver, make_record):
    record = make_record(epochs=50)
    driver.show_earlier([make_record(9, epochs=20)])
    driver.show_run(record)
    driver.point_at(driver.accuracy, 30.3)
    for plot in driver.plots:
        assert "epoch 30<" in driver.hover_label(plot)
        assert "Run 9<" in driver.hover_label(plot)
    assert f"{record.series('cost')[29]:#.3g}" in driver.hover_label(driver.cost)
    assert f"{record.series('test_accuracy')[29] * 100:.1f}" in driver.hover_label(driver.accuracy)


def test_the_hover_label_goes_with_the_pointer(driver, make_record):
    driver.show_run(make_record(epochs=50))
    driver.point_at(driver.cost, 30)
    assert driver.hover_label(driver.cost)
    driver.point_at_pixel(driver.cost, QPoint(2, 2))  # over the axis
    assert driver.hover_label(driver.cost) is None
    assert driver.hover_label(driver.accuracy) is None


def test_reading_leaves_no_trace_of_where_the_line_was(driver, make_record):
    driver.show_run(make_record(epochs=15, planned=15))
    driver.on_screen()
    for plot in driver.plots:
        for epoch in range(1, 15):
            driver.point_at(plot, epoch)
            driver.on_screen()
        assert driver.on_screen() == driver.painted_anew()
    driver.point_at_pixel(driver.cost, QPoint(2, 2))  # over the axis
    assert driver.on_screen() == driver.painted_anew()


def test_the_hover_label_keeps_up_with_the_run(driver, make_record):
    record = make_record(epochs=5)
    driver.show_run(record)
    driver.point_at(driver.cost, 7)
    assert "epoch 5<" in driver.hover_label(driver.cost)
    for _ in range(4):
        make_record.add_epoch(record)
    driver.panel.refresh()
    assert "epoch 7<" in driver.hover_label(driver.cost)


def test_the_hover_label_lies_inside_the_plot(driver, make_record):
    driver.show_run(make_record(epochs=50, planned=50))
    for epoch in (1, 25, 49):
        driver.point_at(driver.cost, epoch)
        for plot in driver.plots:
            label = plot.findChild(QLabel, "hover_label")
            assert plot.rect().contains(label.geometry())


def test_keys_move_along_the_epochs(driver, make_record):
    driver.show_run(make_record(epochs=50))
    view = driver.view(driver.cost)
    for key, epoch in (
        (Qt.Key.Key_Right, 50),  # the latest, to begin with
        (Qt.Key.Key_Left, 49),
        (Qt.Key.Key_PageUp, 39),
        (Qt.Key.Key_PageDown, 49),
        (Qt.Key.Key_Home, 1),
        (Qt.Key.Key_Left, 1),
        (Qt.Key.Key_Right, 2),
        (Qt.Key.Key_End, 50),
    ):
        QTest.keyClick(view, key)
        assert f"epoch {epoch}<" in driver.hover_label(driver.accuracy)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert driver.hover_label(driver.cost) is None


def test_what_is_under_the_reading_line_is_said(driver, make_record):
    record = make_record(2, epochs=50)
    driver.show_earlier([make_record(1, epochs=30)])
    driver.show_run(record)
    view = driver.view(driver.cost)
    said = QAccessible.queryAccessibleInterface(view).text
    for key, epoch in ((Qt.Key.Key_Right, 50), (Qt.Key.Key_Left, 49), (Qt.Key.Key_Home, 1)):
        QTest.keyClick(view, key)
        cost = format_cost(record.series("cost")[epoch - 1])
        words = said(QAccessible.Text.Description)
        assert words.startswith(f"Epoch {epoch}: training {cost}, test ")
        assert "; Run 1: training " in words
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert said(QAccessible.Text.Description).startswith("Epoch 50: ")


def test_a_plot_with_the_focus_has_a_ring(qtbot, appearance, driver):
    del appearance  # Its style draws the ring.
    driver.panel.activateWindow()
    qtbot.waitUntil(driver.panel.isActiveWindow)
    accent = QColor(driver.theme.accent).name()

    def ring(plot):
        QApplication.processEvents()
        image = plot.grab().toImage()
        edges = [(0, 40), (image.width() - 1, 40), (40, 0), (40, image.height() - 1)]
        return [image.pixelColor(*edge).name() == accent for edge in edges]

    driver.view(driver.accuracy).setFocus(Qt.FocusReason.TabFocusReason)
    assert ring(driver.accuracy) == [True] * 4
    assert ring(driver.cost) == [False] * 4
    QTest.keyClick(driver.view(driver.accuracy), Qt.Key.Key_Backtab)
    assert ring(driver.accuracy) == [False] * 4
    assert ring(driver.cost) == [True] * 4


def test_keys_and_pointer_read_nothing_where_nothing_is(driver):
    QTest.keyClick(driver.view(driver.cost), Qt.Key.Key_Right)
    driver.point_at(driver.cost, 5)
    assert driver.hover_label(driver.cost) is None


def zoom_by_wheel(driver):
    driver.wheel(driver.cost, driver.pixel(driver.cost, 20), up=True)


def zoom_by_key(driver):
    QTest.keyClick(driver.view(driver.cost), Qt.Key.Key_Plus)


def reset_by_button(driver):
    QTest.mouseClick(driver.reset, Qt.MouseButton.LeftButton)


def reset_by_double_click(driver):
    viewport = driver.view(driver.accuracy).viewport()
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=driver.pixel(driver.accuracy, 20))


@pytest.mark.parametrize("zoom", [zoom_by_wheel, zoom_by_key])
@pytest.mark.parametrize("reset", [reset_by_button, reset_by_double_click])
def test_zoom_holds_while_the_run_goes_on_until_it_is_reset(driver, make_record, zoom, reset):
    record = make_record(epochs=40)
    driver.show_run(record)
    whole = [driver.shown(plot).expected for plot in driver.plots]
    assert not driver.reset.isEnabled()
    zoom(driver)
    zoomed = [driver.shown(plot).expected for plot in driver.plots]
    assert driver.reset.isEnabled()
    assert zoomed[0][1] - zoomed[0][0] < whole[0][1] - whole[0][0]
    assert zoomed[1][:2] == pytest.approx(zoomed[0][:2])  # the same epochs
    for _ in range(50):
        make_record.add_epoch(record)
        driver.panel.refresh()
    assert [driver.shown(plot) for plot in driver.plots] == zoomed
    reset(driver)
    assert not driver.reset.isEnabled()
    assert driver.box(driver.cost).viewRange()[0] == pytest.approx([0, 100])
    assert driver.box(driver.accuracy).viewRange()[0] == pytest.approx([0, 100])
    assert driver.shown(driver.accuracy) == (0, 100, *whole[1][2:])


def test_zooming_out_ends_where_everything_is_in_view(driver, make_record):
    driver.show_run(make_record(epochs=40))
    whole = driver.shown(driver.cost).expected
    for _ in range(3):
        zoom_by_wheel(driver)
    for _ in range(9):
        driver.wheel(driver.cost, driver.pixel(driver.cost, 20), up=False)
    assert driver.shown(driver.cost) == whole


@pytest.mark.parametrize("log", [True, False])
@pytest.mark.parametrize("reset", [reset_by_button, reset_by_double_click])
def test_earlier_runs_do_not_press_the_current_one_flat(driver, make_record, log, reset):
    driver.log.setChecked(log)
    current = make_record(2, epochs=40)
    driver.show_run(current)
    alone = driver.shown(driver.cost).expected
    far = make_record(1)
    for epoch in range(6):
        make_record.add_epoch(far, cost=2.0 * 9.0**epoch, test_cost=1e-6)
    driver.show_earlier([far])
    assert driver.shown(driver.cost) == alone
    for _ in range(9):
        driver.wheel(driver.cost, driver.pixel(driver.cost, 20), up=False)
    low, high = driver.box(driver.cost).viewRange()[1]
    assert high > alone[3], "more of the earlier run is seen by zooming out"
    assert low <= alone[2]
    reset(driver)
    assert driver.shown(driver.cost) == alone


def test_without_a_current_run_the_earlier_are_in_view(driver, make_record):
    earlier = make_record(1, epochs=40)
    far = make_record(2)
    for epoch in range(6):
        make_record.add_epoch(far, cost=2.0 * 9.0**epoch, test_cost=90.0)
    driver.show_earlier([far, earlier])
    costs = np.log10([earlier.series("cost"), earlier.series("test_cost")])
    low, high = driver.box(driver.cost).viewRange()[1]
    assert low <= costs.min()
    assert costs.max() <= high < math.log10(far.series("cost").max())


def test_dragging_moves_both_plots(driver, make_record):
    driver.show_run(make_record(epochs=40))
    zoom_by_key(driver)
    before = driver.box(driver.accuracy).viewRange()[0]
    viewport = driver.view(driver.cost).viewport()
    start = driver.pixel(driver.cost, sum(before) / 2)
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 6):
        at = QPointF(start - QPoint(8 * step, 0))
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            at,
            QPointF(viewport.mapToGlobal(at)),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(viewport, event)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=start - QPoint(40, 0))
    after = driver.box(driver.accuracy).viewRange()[0]
    assert after[0] > before[0]
    assert after == pytest.approx(driver.box(driver.cost).viewRange()[0])


def test_another_run_is_drawn_in_full(driver, make_record):
    driver.show_run(make_record(1, epochs=40))
    zoom_by_key(driver)
    driver.show_run(make_record(2, epochs=8, planned=100))
    assert driver.box(driver.cost).viewRange()[0] == pytest.approx([0, 10])
    assert not driver.reset.isEnabled()


def is_drawn(driver, plot, epoch, height, *, above=0, beside=0):
    """Whether the training curve, or a mark on it, is so many pixels above and beside a point."""
    QApplication.processEvents()
    image = driver.view(plot).grab().toImage()
    at = driver.pixel(plot, epoch, height) + QPoint(beside, -above)
    near = [image.pixelColor(at + QPoint(0, dy)).getRgb()[:3] for dy in (-1, 0, 1)]
    wanted = QColor(driver.theme.train).getRgb()[:3]
    return any(pixel == pytest.approx(wanted, abs=60) for pixel in near)


def test_what_has_no_place_on_the_axis_leaves_a_gap_and_a_mark(driver, make_record):
    record = make_record(epochs=10, planned=15)
    driver.show_run(record)
    level = record.series("cost")[9]
    for cost in (math.nan, math.nan, math.nan, level, level):
        make_record.add_epoch(record, cost=cost)
    driver.panel.refresh()

    def at(epoch, *, above=0):
        return is_drawn(driver, driver.cost, epoch, math.log10(level), above=above)

    assert [at(epoch) for epoch in (11.5, 12.5, 14.5)] == [False, False, True]
    assert at(10, above=3)  # the mark is higher than the line
    assert not at(14.3, above=3)


def test_a_cost_of_zero_lies_at_the_lower_edge_and_is_no_divergence(driver, make_record):
    record = make_record(epochs=10, planned=15)
    driver.show_run(record)
    level = record.series("cost")[9]
    legend = driver.panel.findChild(LegendEntry, "zero_legend")
    assert not legend.isVisible()
    for cost in (0.0, 0.0, 0.0, level, level):
        make_record.add_epoch(record, cost=cost)
    driver.panel.refresh()
    low = driver.box(driver.cost).viewRange()[1][0]

    assert not is_drawn(driver, driver.cost, 10, math.log10(level), above=4, beside=3), "a mark"
    drawn = [is_drawn(driver, driver.cost, at, low, above=2) for at in (9, 11.5, 12.5, 14.5)]
    assert drawn == [False, True, True, False]
    assert legend.isVisible()
    driver.log.click()
    assert not legend.isVisible()


def test_a_run_that_diverged_ends_in_a_mark_where_it_was_last_sound(driver, make_record):
    record = make_record(epochs=10, planned=15)
    driver.show_run(record)
    ends = {
        driver.cost: math.log10(record.series("cost")[9]),
        driver.accuracy: 100 * record.series("train_accuracy")[9],
    }
    before = [driver.legend(name).text() for name in ("cost_train", "accuracy_test")]

    def marks():
        # The corner of a mark, where the dot on the last point does not reach.
        return [is_drawn(driver, plot, 10, end, above=4, beside=3) for plot, end in ends.items()]

    legend = driver.panel.findChild(LegendEntry, "diverged_legend")
    assert marks() == [False, False]
    assert not legend.isVisible()

    make_record.diverge(record)
    driver.panel.refresh()

    assert marks() == [True, True]
    assert legend.isVisible()
    muted = QColor(driver.theme.muted).rgb()
    QApplication.processEvents()
    image = legend.grab().toImage()
    line = [image.pixel(x, image.height() // 2) == muted for x in range(image.width())]
    assert any(line[: image.width() // 3]), "the mark is drawn beside its name"
    assert not is_drawn(driver, driver.accuracy, 11, 0.0)
    assert [driver.legend(name).text() for name in ("cost_train", "accuracy_test")] == before
    driver.point_at(driver.cost, 12)
    assert "epoch 10<" in driver.hover_label(driver.cost)


def test_a_first_epoch_that_diverged_is_put_into_words(driver, make_record):
    record = make_record()
    driver.show_run(record)
    make_record.diverge(record)
    driver.panel.refresh()
    assert "no longer a finite number" in driver.hint(driver.cost)
    assert not driver.panel.findChild(LegendEntry, "diverged_legend").isVisible(), (
        "no curve, no mark"
    )
    assert driver.hint(driver.accuracy) == ""
    assert driver.legend("cost_train").text() == "train"


def test_no_words_lie_over_the_curves_of_earlier_runs(driver, make_record):
    driver.show_earlier([make_record(1, epochs=20)])
    driver.show_run(make_record(2))
    assert driver.hint(driver.cost) == driver.hint(driver.accuracy) == ""


@pytest.mark.parametrize("cost", [1e-300, 0.0, 1e38, 1e300])
def test_costs_of_any_size_are_drawn(driver, make_record, cost):
    record = make_record(epochs=5)
    make_record.add_epoch(record, cost=cost, test_cost=cost)
    driver.show_run(record)
    for _ in range(2):
        driver.pixels(driver.cost, driver.theme.train)
        QTest.mouseClick(driver.log, Qt.MouseButton.LeftButton)
    assert driver.legend("cost_train").text().startswith("train ")


def test_a_larger_font_enlarges_the_axes(driver):
    axis = driver.view(driver.cost).left_axis
    before = axis.width()
    font = driver.panel.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    driver.panel.setFont(font)
    QApplication.processEvents()
    assert axis.width() > 1.5 * before


def enlarge(appearance, scale):
    appearance.scale = scale
    appearance.apply()
    QApplication.processEvents()


def test_an_open_hover_label_stays_whole_in_larger_words(appearance, driver, make_record):
    driver.show_run(make_record(epochs=50, planned=50))
    driver.point_at(driver.cost, 40)
    for scale in (1.3, 1.8, 2.2, 1.0):
        enlarge(appearance, scale)
        for plot in driver.plots:
            label = plot.findChild(QLabel, "hover_label")
            assert label.width() >= label.sizeHint().width()
            assert label.height() >= label.sizeHint().height()
            assert plot.rect().contains(label.geometry())


@pytest.mark.parametrize("scale", [1.0, 1.15, 1.5, 2.4])
@pytest.mark.parametrize("width", [420, 545])
def test_numbers_and_buttons_are_whole_in_words_of_any_size(
    appearance, driver, make_record, scale, width
):
    driver.panel.setMinimumWidth(100)  # as in the window: plots give way first
    driver.panel.resize(width, 900)
    record = make_record(epochs=5)
    make_record.add_epoch(record, cost=1.23e-4, test_cost=1.0e-9)
    end_by_patience(record, kept_epochs=5)
    driver.show_earlier([make_record(9, epochs=3)])
    driver.show_run(record)
    driver.smooth.click()
    enlarge(appearance, scale)
    assert driver.panel.width() == width
    buttons = (driver.log, driver.smooth, driver.reset)
    widgets = (*driver.panel.findChildren(LegendEntry), *buttons)
    shown = [widget for widget in widgets if widget.isVisible()]
    assert len(shown) == 11
    for widget in shown:
        assert driver.panel.rect().contains(widget.geometry())
        others = [other.geometry() for other in shown if other is not widget]
        assert not any(widget.geometry().intersects(other) for other in others)
    for button in buttons:
        assert button.size().width() >= button.sizeHint().width()
        assert button.size().height() >= button.sizeHint().height()
    for entry in shown[: -len(buttons)]:
        image = entry.grab().toImage()
        edge = {image.pixel(image.width() - 1, y) for y in range(image.height())}
        assert len(edge) == 1, "words that are cut reach the edge"


def test_a_panel_leaves_nothing_for_a_search_for_garbage(qapp):
    del qapp
    gc.disable()
    try:
        selection = Selection()
        panel = PlotsPanel(selection, RunColours(make_library(), selection))
        gone = [weakref.ref(widget) for widget in (panel, *panel.findChildren(RunPlot))]
        panel.deleteLater()
        del panel
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert [each() for each in gone] == [None] * 3
    finally:
        gc.enable()


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_drawing_does_not_lose_references_to_none(driver, make_record):
    record = make_record(planned=1001)
    driver.show_run(record)
    curve = pg.PlotCurveItem()
    driver.box(driver.cost).addItem(curve)
    before = sys.getrefcount(None)
    for n in range(1000):
        make_record.add_epoch(record)
        driver.panel.refresh()
        curve.setData([0, n], [0, 1])
        QApplication.processEvents()
    # A fall would be one or more per call or repaint; other objects may come and go.
    assert sys.getrefcount(None) > before - 100


def drawn_labels(axis):
    """The words along an axis, as pyqtgraph draws them."""
    picture = QPicture()
    painter = QPainter(picture)
    *_, texts = axis.generateDrawSpecs(painter)
    painter.end()
    return [words for _, _, words in texts]


@pytest.mark.parametrize("scale", [1.0, 2.4])
@pytest.mark.parametrize("height", [1000, 640])
def test_the_ends_of_the_axes_are_named_in_words_of_any_size(
    appearance, driver, make_record, scale, height
):
    driver.panel.resize(900, height)
    driver.show_run(make_record(epochs=1100, planned=1500))
    enlarge(appearance, scale)
    view = driver.view(driver.accuracy)
    epochs, percent = (drawn_labels(axis) for axis in (view.bottom_axis, view.left_axis))
    assert (epochs[0], epochs[-1]) == ("0", "1500")
    assert (percent[0], percent[-1]) == ("0", "100")


@pytest.mark.parametrize("smooth", [False, True])
def test_another_epoch_draws_only_the_end_of_the_curves(qtbot, make_record, monkeypatch, smooth):
    drawn = []
    paint = CachedCurves.paint

    def count(curves, *arguments):
        drawn.append(curves)
        paint(curves, *arguments)

    monkeypatch.setattr(CachedCurves, "paint", count)
    driver = Driver(qtbot)
    driver.panel.resize(2560, 1440)
    driver.smooth.setChecked(smooth)
    record = make_record(epochs=500, planned=1000)
    driver.show_earlier([make_record(9, epochs=500)])
    driver.show_run(record)

    def add_epoch():
        make_record.add_epoch(record)
        driver.panel.refresh()
        driver.on_screen()

    add_epoch()
    assert drawn, "all is drawn at first"
    drawn.clear()
    for _ in range(3):
        add_epoch()
    assert drawn == []


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.4])
def test_nothing_lies_over_anything_in_the_smallest_panel(appearance, driver, make_record, scale):
    driver.show_earlier([make_record(9, epochs=3)])
    driver.show_run(make_record(epochs=5))
    driver.smooth.click()
    enlarge(appearance, scale)
    driver.panel.resize(driver.panel.minimumSizeHint())
    QApplication.processEvents()
    figures = driver.panel.findChild(AccuracyHeadline)
    assert figures.width() >= figures.minimumSizeHint().width()
    children = driver.panel.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    shown = [child for child in children if child.isVisible()]
    assert len(shown) == 17
    for child in shown:
        place = child.geometry()
        assert driver.panel.rect().contains(place)
        assert not any(place.intersects(each.geometry()) for each in shown if each is not child)


def test_lines_grow_with_the_words(appearance, driver, make_record):
    driver.panel.resize(900, 900)
    driver.show_run(make_record(epochs=60, planned=60))

    def thickness():
        """Of the curve and of its line in the legend."""
        legend = driver.legend("cost_train").grab().toImage()
        column = [legend.pixelColor(8, y) for y in range(legend.height())]
        drawn = column.count(QColor(driver.theme.train))
        return driver.pixels(driver.cost, driver.theme.train), drawn

    usual = thickness()
    enlarge(appearance, 2.4)
    assert all(large > 1.5 * small for large, small in zip(thickness(), usual, strict=True))
