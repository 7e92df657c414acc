"""The view of the confusion matrix in a window, held against scikit-learn."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QSlider, QTableWidget
from pytestqt.qtbot import QtBot
from sklearn.metrics import confusion_matrix, log_loss, precision_recall_fscore_support

from signs_studio.runs.calibration import fit_temperature
from signs_studio.runs.events import Snapshot
from signs_studio.runs.metrics import confusion_matrix as own_confusion
from signs_studio.runs.metrics import evaluation
from signs_studio.ui.matrix import panel as matrix
from signs_studio.ui.matrix.cell_colours import cell_colour
from signs_studio.ui.matrix.class_curves import ClassCurves
from signs_studio.ui.matrix.class_history import MAX_EPOCHS, stride
from signs_studio.ui.matrix.confusion_grid import ConfusionGrid
from signs_studio.ui.matrix.confusion_layout import short_count
from signs_studio.ui.matrix.matrix_panel import MatrixPanel
from signs_studio.ui.pictures import panel as pictures
from signs_studio.ui.pictures.picture_grid import PictureGrid
from signs_studio.ui.pictures.pictures_model import PicturesModel
from signs_studio.ui.plots import panel as plots
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.state.selection import GridFilter
from signs_studio.ui.widgets.contrast import contrast
from signs_studio.ui.widgets.theme import PROJECTED_CONTRAST, load_theme, strengthened
from signs_studio.worker.run_state import RunState
from tests.conftest import drawn_dataset
from tests.ui.conftest import ENGINE_TIMEOUT_MS, small_draft

PANELS = (pictures.PANEL, plots.PANEL, matrix.PANEL)
EPOCHS = 4


class Looked:
    """A window with the view open on a run of some epochs, and all that it shows of one."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot, self.window = qtbot, window
        self.controller = window.controller
        self.selection = window.workspace.selection
        window.resize(1100, 900)
        window.controller.set_data(drawn_dataset(shape=(4, 4, 1), train=24, test=60, classes=4))
        window.editor.edit(small_draft(epochs=EPOCHS), title="test")
        window.actions_by_name["view_matrix"].trigger()
        qtbot.waitUntil(lambda: self.controller.state is RunState.READY, timeout=ENGINE_TIMEOUT_MS)

    @property
    def grid(self) -> ConfusionGrid:
        found = self.window.findChild(ConfusionGrid, "confusion_grid")
        assert found is not None
        return found

    @property
    def snapshot(self) -> Snapshot:
        found = self.window.workspace.shown_predictions.snapshot
        assert found is not None
        return found

    def words(self, name: str) -> str:
        label = self.window.findChild(QLabel, name)
        assert label is not None
        return label.text()

    def unfold(self, name: str) -> None:
        toggle = self.window.findChild(QAbstractButton, name)
        assert toggle is not None
        toggle.setChecked(True)

    def button(self, name: str) -> QPushButton:
        found = self.window.findChild(QPushButton, name)
        assert found is not None
        return found

    def step(self) -> None:
        self.window.actions_by_name["step"].trigger()
        self.qtbot.waitUntil(
            lambda: self.controller.state in (RunState.PAUSED, RunState.FINISHED),
            timeout=ENGINE_TIMEOUT_MS,
        )
        record = self.controller.record
        assert record is not None
        self.qtbot.waitUntil(
            lambda: self.words("matrix_accuracy").startswith(f"After epoch {len(record)}:")
        )

    def shown(self) -> list[int]:
        """Indices of the pictures in the grid of pictures."""
        grid = self.window.findChild(PictureGrid, "picture_grid")
        assert grid is not None
        model = grid.model()
        assert isinstance(model, PicturesModel)
        indices: list[int] = model.pictures.tolist()
        return indices

    def click(self, row: int, column: int) -> None:
        place: QPoint = self.grid.cell_rect(row, column).center()
        QTest.mouseClick(self.grid, Qt.MouseButton.LeftButton, pos=place)

    def table(self, index: int = 0) -> list[list[str]]:
        view = self.window.findChild(MatrixPanel)
        assert view is not None
        table = view.findChildren(QTableWidget, "lesson_table")[index]
        found = []
        for row in range(table.rowCount()):
            cells = (table.item(row, column) for column in range(table.columnCount()))
            found.append([cell.text() for cell in cells if cell is not None])
        return found


@pytest.fixture
def looked(qtbot: QtBot, make_window: Callable[..., MainWindow]) -> Looked:
    return Looked(qtbot, make_window(panels=PANELS))


def test_numbers_are_scikit_learns_and_a_click_filters_the_pictures(looked: Looked) -> None:
    assert looked.words("matrix_accuracy").startswith("Train first")
    looked.unfold("matrix_metrics")
    looked.step()
    dataset = looked.controller.dataset
    assert dataset is not None
    labels, predicted = dataset.test_y, looked.snapshot.probabilities.argmax(axis=1)
    counts = confusion_matrix(labels, predicted, labels=range(4))
    np.testing.assert_array_equal(looked.grid.counts, counts)
    looked.button("matrix_shares").click()
    assert looked.grid.words(1, 2) == f"{100 * counts[1, 2] / counts[1].sum():.0f}"
    precision, recall, f1, support = precision_recall_fscore_support(
        labels, predicted, labels=range(4), zero_division=0
    )
    told = evaluation(own_confusion(labels, predicted, classes=4), dataset.class_names)
    for index, row in enumerate(looked.table()):
        each = told["per_class"][index]
        assert row[3] == f"{100 * f1[index]:.1f}" == f"{100 * each['f1']:.1f}"
        assert row[4] == str(support[index])
        assert row[2].startswith(f"{100 * recall[index]:.1f}\n(")
        if (predicted == index).any():
            assert row[1].startswith(f"{100 * precision[index]:.1f}\n(")

    wrong_only = GridFilter(wrong_only=True)
    looked.selection.set_filter(wrong_only)
    row, column = (int(at) for at in np.unravel_index(counts.argmax(), counts.shape))
    looked.click(row, column)
    expected = np.flatnonzero((labels == row) & (predicted == column)).tolist()
    assert looked.shown() == expected
    chip = looked.button("filter_predicted")
    assert chip.isVisible()
    looked.click(row, column)
    assert looked.selection.grid_filter == GridFilter()
    assert not chip.isVisible()
    looked.click(row, -1)
    assert looked.shown() == np.flatnonzero(labels == row).tolist()
    looked.click(-1, column)
    assert looked.shown() == np.flatnonzero(predicted == column).tolist()
    # By the arrow keys, from the head of the column to its first cell.
    QTest.keyClick(looked.grid, Qt.Key.Key_Down)
    QTest.keyClick(looked.grid, Qt.Key.Key_Return)
    assert looked.selection.grid_filter == GridFilter(sign=0, predicted=column)
    chip.click()
    assert looked.selection.grid_filter == GridFilter(sign=0)


def test_an_epoch_looked_back_at_is_what_it_was_live(looked: Looked) -> None:
    for name in ("matrix_metrics", "matrix_history", "matrix_calibration"):
        looked.unfold(name)
    seen = {}

    def look(epoch: int) -> tuple[object, ...]:
        curves = looked.window.findChild(ClassCurves)
        assert curves is not None
        right = looked.grid.counts.diagonal()
        dataset = looked.controller.dataset
        assert dataset is not None
        support = np.bincount(dataset.test_y)
        final = [f"{100 * part / of:.0f} % (" for part, of in zip(right, support, strict=True)]

        def is_there() -> bool:
            words = [curves.final_words(index) for index in range(4)]
            return all(map(str.startswith, words, final))

        looked.qtbot.waitUntil(is_there)
        QTest.qWait(0)
        return (
            epoch,
            looked.words("matrix_accuracy"),
            looked.grid.counts.tolist(),
            looked.table(0),
            looked.table(1),
            curves.grab().toImage(),
        )

    for epoch in range(1, EPOCHS + 1):
        looked.step()
        seen[epoch] = look(epoch)
    assert len({words for _, words, *_ in seen.values()}) == EPOCHS
    for epoch in (2, 1, 3, EPOCHS):
        looked.selection.look_at_epoch(epoch)
        assert look(epoch) == seen[epoch]


def test_calibration_is_that_of_the_temperature_that_is_chosen(looked: Looked) -> None:
    looked.unfold("matrix_calibration")
    looked.step()
    dataset = looked.controller.dataset
    assert dataset is not None
    labels, shares = dataset.test_y, looked.snapshot.probabilities.astype(np.float64)

    def likelihood(temperature: float) -> str:
        scaled = shares ** (1 / temperature)
        scaled /= scaled.sum(axis=1, keepdims=True)
        return f"{log_loss(labels, scaled, labels=range(4)):.4f}"

    assert [row[2] for row in looked.table()] == [likelihood(1.0)]
    slider = looked.window.findChild(QSlider, "temperature")
    assert slider is not None
    slider.setValue(30)
    assert looked.table()[1][0] == f"{10**0.3:.2f}"
    assert looked.table()[1][2] == likelihood(10**0.3)
    looked.button("fit_temperature").click()
    best = fit_temperature(looked.snapshot.probabilities, labels)
    looked.qtbot.waitUntil(lambda: looked.table()[1][0] == f"{best:.2f}")
    assert looked.table()[1][2] == likelihood(best)
    looked.button("reset_temperature").click()
    assert len(looked.table()) == 1


def test_of_many_classes_the_most_confused_are_shown(looked: Looked) -> None:
    dataset = drawn_dataset(shape=(4, 4, 1), train=200, test=200, classes=100)
    looked.controller.set_data(dataset)
    looked.step()
    predicted = looked.snapshot.probabilities.argmax(axis=1)
    counts = confusion_matrix(dataset.test_y, predicted, labels=range(100))
    grid = looked.grid
    errors = counts.sum(axis=0) + counts.sum(axis=1) - 2 * counts.diagonal()
    kept = grid.classes
    assert 2 <= len(kept) <= 24
    assert errors[kept].min() >= np.delete(errors, kept).max()
    np.testing.assert_array_equal(grid.counts[:, :-1], counts[np.ix_(kept, kept)])
    np.testing.assert_array_equal(grid.counts.sum(axis=1), counts[kept].sum(axis=1))
    assert f"Of 100 signs, the {len(kept)} with the most errors" in looked.words("matrix_hint")
    # What is read as others is of many classes: it is no filter.
    looked.click(0, len(kept))
    assert looked.selection.grid_filter == GridFilter()


@pytest.mark.parametrize(("epochs", "every"), [(1, 1), (MAX_EPOCHS, 1), (MAX_EPOCHS + 1, 2)])
def test_few_enough_epochs_are_drawn(epochs: int, every: int) -> None:
    assert stride(epochs) == every
    assert epochs / every <= MAX_EPOCHS


@pytest.mark.parametrize(
    ("count", "words"),
    [(999, "999"), (1000, "1.0k"), (7352, "7.4k"), (9949, "9.9k"), (9950, "10k"), (99_600, "100k")],
)
def test_large_counts_are_short_where_they_have_no_room(count: int, words: str) -> None:
    assert short_count(count) == words


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("is_right", [True, False, None])
def test_numbers_can_be_read_on_every_cell_from_the_back(name: str, is_right: bool | None) -> None:
    for theme in (load_theme(name), strengthened(load_theme(name))):
        colours = [
            cell_colour(share, is_right=is_right, theme=theme).name() for share in (0.01, 0.5, 1.0)
        ]
        assert len({*colours, theme.surface}) == 4
        assert min(contrast(theme.text, colour) for colour in colours) >= PROJECTED_CONTRAST
