"""The view of how a network learns, in a window with a run of a few epochs."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np
import pytest
from PySide6.QtCore import QRegularExpression, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QProgressBar,
    QPushButton,
    QTableWidget,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from signs_studio.insight.learning_rate_range import RETRY_FACTOR, STEPS
from signs_studio.ui.charts.plot_canvas import PlotCanvas
from signs_studio.ui.figures.contours_view import ContoursView
from signs_studio.ui.figures.function_plot_view import FunctionPlotView
from signs_studio.ui.figures.scatter_view import ScatterView
from signs_studio.ui.learning import panel as learning
from signs_studio.ui.learning.gradients_section import size_plot
from signs_studio.ui.learning.learning_view import LearningView
from signs_studio.ui.learning.rate_section import RateSection
from signs_studio.ui.plots import panel as plots
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.study_bar import StudyBar
from signs_studio.worker.run_state import RunState
from tests.ui.conftest import ENGINE_TIMEOUT_MS, small_dataset, small_draft

EPOCHS = 5
Found = TypeVar("Found", bound=QWidget)


class Learner:
    """A window with the view open, and what a person finds in it."""

    def __init__(self, qtbot: QtBot, make: Callable[..., MainWindow]) -> None:
        self.qtbot = qtbot
        self.window = make(panels=(plots.PANEL, learning.PANEL))
        self.window.resize(1000, 900)
        self.window.editor.edit(small_draft(epochs=EPOCHS), title="test")
        self.window.controller.set_data(small_dataset())
        self.window.actions_by_name["view_learning"].trigger()
        self.wait(lambda: self.window.controller.state is RunState.READY)

    def find(self, kind: type[Found], name: str = "") -> Found:
        view = self.window.findChild(LearningView)
        assert view is not None
        found = view.findChild(kind, name) if name else view.findChild(kind)
        assert isinstance(found, kind)
        return found

    def wait(self, done: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(done, timeout=ENGINE_TIMEOUT_MS)

    def open(self, name: str) -> None:
        fold = self.find(QToolButton, f"fold_{name}")
        assert not fold.isChecked()
        fold.click()

    def close(self, name: str) -> None:
        """Folds a section, which brings those below it into sight."""
        fold = self.find(QToolButton, f"fold_{name}")
        assert fold.isChecked()
        fold.click()

    def train(self) -> None:
        self.window.actions_by_name["train"].trigger()
        self.wait(lambda: self.window.controller.state is RunState.FINISHED)

    def column(self, heading: str) -> list[str]:
        """Returns the cells of the column of any table that has this heading."""
        view = self.window.findChild(LearningView)
        assert view is not None
        for table in view.findChildren(QTableWidget):
            for column in range(table.columnCount()):
                head = table.horizontalHeaderItem(column)
                if head is not None and head.text() == heading:
                    cells = [table.item(row, column) for row in range(table.rowCount())]
                    return [cell.text() for cell in cells if cell is not None]
        return []

    def words(self, name: str) -> str:
        return self.find(QLabel, name).text()


@pytest.fixture
def learner(qtbot: QtBot, make_window: Callable[..., MainWindow]) -> Learner:
    return Learner(qtbot, make_window)


def test_a_person_follows_how_it_learns(learner: Learner) -> None:
    for name in ("landscape", "embedding", "batch"):
        learner.open(name)
    assert learner.words("gradients_words").startswith("Train first")
    for name in ("embedding_words", "batch_words"):
        learner.wait(lambda name=name: learner.words(name).startswith("Train first"))
    assert learner.words("compute_landscape_words").startswith("Train first")
    assert not learner.find(QPushButton, "compute_landscape").isEnabled()
    learner.train()

    assert not learner.find(QLabel, "gradients_words").isVisible()
    assert learner.find(FunctionPlotView).isVisible()
    learner.close("gradients")
    learner.wait(
        lambda: learner.words("batch_words").startswith("The step that follows epoch 5: 8")
    )
    table = learner.find(QTableWidget, "lesson_table")
    shapes = [item.text() for row in range(3) if (item := table.item(row, 1)) is not None]
    assert shapes == ["8 × 4 × 4 × 1", "8 × 3", "8 × 3"]
    assert "is the cost" in learner.words("batch_cost")
    marked = learner.column("True class of")
    assert sorted(", ".join(filter(None, marked)).split(", ")) == ["picture 1", "picture 2"]
    assert len(learner.column("Picture 2: logit")) == len(marked)

    scatter = learner.find(ScatterView)
    learner.wait(scatter.isVisible)
    learner.wait(lambda: learner.words("embedding_words").startswith("12 pictures, "))
    picked: list[float] = []
    scatter.number_chosen.connect(lambda _field, number: picked.append(number))
    canvas = scatter.findChild(PlotCanvas)
    assert canvas is not None
    place = scatter.place_of(7).toPoint()
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)
    # Where points lie upon one another, any of them may be meant.
    assert len(picked) == 1
    assert (scatter.place_of(int(picked[0])) - scatter.place_of(7)).manhattanLength() <= 4
    assert learner.window.workspace.selection.test_picture == int(picked[0])

    learner.find(QPushButton, "compute_landscape").click()
    learner.wait(learner.find(ContoursView).isVisible)
    assert "after epoch 5, over 24 pictures" in learner.words("landscape_words")
    assert "Both axes measure the distance" in learner.words("landscape_words")
    learner.find(QComboBox, "landscape_plane").setCurrentIndex(1)
    learner.find(QPushButton, "compute_landscape").click()
    learner.wait(lambda: "Random directions" in learner.words("landscape_words"))


def test_the_past_is_what_was_seen_live(learner: Learner) -> None:
    learner.train()
    learner.close("gradients")
    learner.open("embedding")
    learner.open("batch")

    def seen(epoch: int) -> tuple[bytes, bytes, str]:
        step, title = f"The step that follows epoch {epoch}:", f"Test pictures after epoch {epoch}"
        learner.wait(lambda: learner.words("batch_words").startswith(step))
        scatter = learner.find(ScatterView)
        learner.wait(lambda: scatter.figure is not None and scatter.figure.title == title)
        assert scatter.figure is not None
        return scatter.figure.x.tobytes(), scatter.figure.y.tobytes(), learner.words("batch_cost")

    live = seen(EPOCHS)
    learner.window.actions_by_name["step"].trigger()
    later = seen(EPOCHS + 1)
    assert later != live
    selection = learner.window.workspace.selection
    selection.look_at_epoch(EPOCHS)
    assert seen(EPOCHS) == live
    selection.look_live()
    assert seen(EPOCHS + 1) == later


def test_the_epoch_looked_at_is_marked_in_the_gradients(learner: Learner) -> None:
    learner.train()
    plot = learner.find(FunctionPlotView)

    def marked() -> list[str]:
        assert plot.figure is not None
        return [curve.name for curve in plot.figure.curves if curve.name.startswith("epoch")]

    assert marked() == []
    selection = learner.window.workspace.selection
    for epoch in (3, 2):
        selection.look_at_epoch(epoch)
        learner.wait(lambda epoch=epoch: marked() == [f"epoch {epoch}"])
    selection.look_live()
    learner.wait(lambda: marked() == [])


def test_a_rate_out_of_the_range_goes_into_the_recipe(learner: Learner) -> None:
    learner.open("rate")
    use = learner.find(QPushButton, "use_rate")
    assert not use.isVisible()
    find = learner.find(QPushButton, "find_rates")
    find.click()
    assert find.text() == "Stop"
    find.click()
    assert find.text() == "Find learning rates"
    find.click()
    learner.wait(use.isVisible)
    rate = float(use.text().removeprefix("Use "))
    assert learner.words("rate_words").startswith("Rates from ")
    assert "of 3 seeds. Guessing costs 1." in learner.words("rate_words")
    use.click()
    recipe = learner.window.editor.validation.recipe
    assert recipe is not None
    assert recipe.learning_rate == rate
    assert not use.isEnabled()
    assert "The recipe has changed" not in learner.words("rate_words")
    draft = learner.window.editor.draft.with_field("batch_size", "4")
    learner.window.editor.edit(draft, title="test")
    assert "The recipe has changed since" in learner.words("rate_words")


def test_the_bar_of_a_search_never_falls_back(learner: Learner) -> None:
    """Not even where the first steps say nothing, and more are taken."""
    draft = learner.window.editor.draft.with_field("layers", ",".join(["1:relu"] * 5))
    learner.window.editor.edit(draft, title="test")
    learner.open("rate")
    find = learner.find(QPushButton, "find_rates")
    study_bar = find.parent()
    assert isinstance(study_bar, StudyBar)
    bar = study_bar.findChild(QProgressBar)
    assert bar is not None
    values: list[float] = []
    bar.valueChanged.connect(lambda value: values.append(value / bar.maximum()))
    find.click()
    words = learner.find(QLabel, "find_rates_words")
    learner.wait(words.isVisible)
    assert f"learns nothing within {RETRY_FACTOR * STEPS:,} steps" in words.text()
    assert values == sorted(values)
    assert values[0] < 1 / (1 + RETRY_FACTOR) < values[-1]


def test_of_many_epochs_geometric_means_are_drawn() -> None:
    sizes = np.stack([np.geomspace(1e-6, 1e-2, 1000), np.full(1000, np.nan)], axis=1)
    plot = size_plot(sizes, ("1 Dense", "2 Dropout"), title="", y_label="", guide=1e-3, epoch=7)
    line, guide, epoch = plot.curves
    assert line.name == "1 Dense"
    assert len(line.x) == len(line.y) == 100
    assert line.x[0] == 5.5
    assert line.y[0] == pytest.approx(np.log10(sizes[:10, 0]).mean())
    assert (guide.is_guide, list(guide.y)) == (True, [-3.0, -3.0])
    assert (epoch.is_guide, list(epoch.x)) == (True, [7.0, 7.0])
    assert plot.y_log


def test_what_is_folded_is_remembered(make_window: Callable[..., MainWindow]) -> None:
    def toggles(window: MainWindow) -> dict[str, QToolButton]:
        view = window.findChild(LearningView)
        assert view is not None
        folds = view.findChildren(QToolButton, QRegularExpression("^fold_"))
        return {fold.objectName(): fold for fold in folds}

    before = make_window(panels=(learning.PANEL,))
    assert len(toggles(before)) == 5
    assert [name for name, each in toggles(before).items() if each.isChecked()] == [
        "fold_gradients"
    ]
    assert before.findChild(RateSection) is None
    for name in ("fold_gradients", "fold_rate"):
        toggles(before)[name].click()
    assert before.leave()
    after = make_window(panels=(learning.PANEL,))
    assert [name for name, each in toggles(after).items() if each.isChecked()] == ["fold_rate"]
    assert after.findChild(RateSection) is not None
