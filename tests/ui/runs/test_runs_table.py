"""The runs beneath the plots: their words, their numbers, their columns."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsSimpleTextItem,
    QGraphicsView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from signs_studio.recipe.draft import validate
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.recipe import Recipe
from signs_studio.runs.events import (
    EpochDiverged,
    EpochFinished,
    FindingMade,
    RecipeChanged,
)
from signs_studio.runs.findings import Finding, FindingKind
from signs_studio.runs.record import SERIES, DataReference, RunRecord
from signs_studio.ui.runs.run_columns import COLUMNS, INDEX
from signs_studio.ui.runs.runs_model import RunsModel
from signs_studio.ui.runs.runs_table import RunsTable
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.state.selection import Selection
from signs_studio.wording.recipes import describe_recipe
from tests.records import end_by_patience
from tests.ui.conftest import small_dataset
from tests.ui.run_lists import entry_of, put_away

HANDS = DataReference("Hands", "drawn for a test")
FILES = DataReference("train_signs.h5", "/pictures/<b>signs</b>")
RUN, RECIPE, EPOCHS, COST, TRAIN, TEST, DATA, CHANGED, BEST, STAR = (
    INDEX[name]
    for name in (
        *("name", "recipe", "epochs", "cost", "train", "test", "data"),
        *("changed", "best", "star"),
    )
)


def make_recipe(layers: str = "25:relu", **fields: str) -> Recipe:
    draft = PRESETS["article"].draft.with_field("layers", layers)
    for name, text in fields.items():
        draft = draft.with_field(name, text)
    recipe = validate(draft).recipe
    assert recipe is not None
    return recipe


def make_record(
    run_id: int = 1, *, origin: DataReference = HANDS, recipe: Recipe | None = None, epochs: int = 2
) -> RunRecord:
    values = np.full((len(SERIES), epochs), 0.5)
    return RunRecord.restored(
        run_id=run_id,
        recipe=recipe or make_recipe(),
        origin=origin,
        values=values,
        diverged=False,
    )


def add_epoch(record: RunRecord, cost: float) -> None:
    record.apply(
        EpochFinished(
            epoch=len(record),
            cost=cost,
            test_cost=1.0,
            train_accuracy=0.999,
            test_accuracy=0.725,
            seconds=0.1,
        )
    )


class Shown:
    """The list as a person sees it, of runs in memory."""

    def __init__(self, qtbot: QtBot, selection: Selection) -> None:
        self.model = RunsModel()
        self.view = RunsTable(self.model, selection)
        qtbot.addWidget(self.view)
        self.view.resize(1200, 160)
        self.view.show()
        self.current: RunRecord | None = None

    def show_runs(self, current: RunRecord | None, earlier: Sequence[RunRecord]) -> None:
        self.current = current
        runs = [*earlier, *([current] if current is not None else [])]
        key = current.key if current is not None else None
        self.model.show_runs([entry_of(run) for run in runs], key)

    def refresh(self) -> None:
        assert self.current is not None
        self.model.update_current(entry_of(self.current))

    def text(self, row: int, column: int) -> str:
        return str(self.model.index(row, column).data())

    def tip(self, row: int = 0) -> str:
        return str(self.model.index(row, RECIPE).data(Qt.ItemDataRole.ToolTipRole))

    def numbers(self, row: int = 0) -> list[str]:
        return [self.text(row, column) for column in (EPOCHS, COST, TRAIN, TEST)]

    def is_bold(self, row: int) -> list[bool]:
        indices = [self.model.index(row, column) for column in (COST, TRAIN, TEST)]
        fonts = [index.data(Qt.ItemDataRole.FontRole) for index in indices]
        return [font is not None and font.bold() for font in fonts]

    def click(
        self,
        row: int,
        modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        column: int = RUN,
    ) -> None:
        place = self.view.visualRect(self.model.index(row, column)).center()
        QTest.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, modifier, pos=place)

    def selected(self) -> list[str]:
        rows = self.view.selectionModel().selectedRows()
        return [self.text(index.row(), RUN) for index in rows]


@pytest.fixture
def selection() -> Selection:
    return Selection()


@pytest.fixture
def table(qtbot: QtBot, selection: Selection) -> Shown:
    return Shown(qtbot, selection)


def test_the_latest_run_is_first_and_follows_its_epochs(table: Shown) -> None:
    record = make_record(3, epochs=0)
    table.show_runs(record, [make_record(1), make_record(2)])
    assert [table.text(row, RUN) for row in range(3)] == ["Run 3", "Run 2", "Run 1"]
    assert table.numbers() == ["0", "–", "–", "–"]
    add_epoch(record, 0.05234)
    table.refresh()
    assert table.numbers() == ["1", "0.0523", "99.9", "72.5"]


def test_a_run_that_diverged_says_so_and_keeps_its_last_sound_numbers(table: Shown) -> None:
    record = make_record(epochs=2)
    table.show_runs(record, [])
    before = table.text(0, RECIPE), table.numbers()
    record.apply(EpochDiverged(epoch=2, cost=float("nan"), test_cost=1.0, seconds=0.1))

    table.refresh()

    assert table.text(0, RECIPE) == f"Diverged: {before[0]}"
    assert table.numbers() == before[1]
    assert "epoch 3" in table.tip()


def test_a_preset_is_called_by_its_title_and_a_changed_run_says_so(table: Shown) -> None:
    article = validate(PRESETS["article"].draft).recipe
    record = make_record(epochs=2, recipe=article)
    table.show_runs(record, [])
    assert table.text(0, RECIPE) == "Article"
    assert describe_recipe(record.recipe) in table.tip()
    record.apply(RecipeChanged(epoch=2, field="learning_rate", value=0.5, compiling=False))
    table.refresh()
    assert table.text(0, RECIPE) == "Changed: Article"


def test_what_is_measured_while_training_says_so(table: Shown) -> None:
    tips = [
        table.model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
        for column in (COST, TRAIN, TEST)
    ]
    assert ["while training" in words for words in tips] == [True, True, False]


def test_every_number_that_is_shown_is_shown_whole(
    make_window: Callable[[], MainWindow],
) -> None:
    window = make_window()
    record = make_record(999, epochs=0)
    add_epoch(record, 2.919e10)
    put_away(window.controller, [record])
    table = window.findChild(RunsTable)
    assert isinstance(table, RunsTable)
    for _ in range(5):
        shown = [each for each in (RUN, BEST, EPOCHS, COST) if not table.isColumnHidden(each)]
        assert RUN in shown
        for column in shown:
            assert table.sizeHintForColumn(column) <= table.columnWidth(column)
        window.appearance.enlarge()


def test_the_data_is_shown_where_runs_learnt_from_more_than_one(table: Shown) -> None:
    table.show_runs(make_record(2), [make_record(1)])
    assert table.view.isColumnHidden(DATA)
    table.show_runs(make_record(2), [make_record(1, origin=FILES)])
    assert not table.view.isColumnHidden(DATA)
    assert [table.text(row, DATA) for row in range(2)] == ["Hands", "train_signs.h5"]


def test_the_tooltip_says_all_and_takes_no_name_for_markup(table: Shown) -> None:
    record = make_record(origin=FILES)
    table.show_runs(record, [])
    assert describe_recipe(record.recipe) in table.tip()
    assert "train_signs.h5" in table.tip()
    assert "/pictures/<b>signs</b>" in table.tip()


def test_a_long_recipe_neither_wraps_nor_moves_the_numbers(table: Shown) -> None:
    columns = (RUN, BEST, EPOCHS, COST, TRAIN, TEST, RECIPE)
    table.show_runs(make_record(), [])
    widths = [table.view.columnWidth(column) for column in columns]
    height = table.view.rowHeight(0)
    long = make_record(recipe=make_recipe(",".join(["4096:leaky_relu"] * 16)))
    table.show_runs(long, [])
    assert [table.view.columnWidth(column) for column in columns] == widths
    assert table.view.rowHeight(0) == height
    assert table.view.horizontalScrollBar().maximum() == 0


def test_columns_have_room_for_their_numbers_in_any_font(table: Shown) -> None:
    record = make_record(999, epochs=0)
    table.show_runs(record, [])
    add_epoch(record, 2.919e14)
    table.refresh()
    for factor in (1.0, 2.0):
        font = table.view.font()
        font.setPointSizeF(font.pointSizeF() * factor)
        table.view.setFont(font)
        metrics = table.view.fontMetrics()
        shown = [column for column in range(len(COLUMNS)) if not table.view.isColumnHidden(column)]
        assert {RUN, EPOCHS, COST} <= set(shown)
        for column in {RUN, EPOCHS, COST, TRAIN, TEST} & set(shown):
            width = table.view.columnWidth(column)
            assert width > metrics.horizontalAdvance(table.text(0, column))


def test_columns_of_less_weight_give_way_and_the_rest_fills_the_room(table: Shown) -> None:
    table.show_runs(make_record(2), [make_record(1)])
    before = len(COLUMNS) + 1
    for width in (1600, 900, 600, 400, 200):
        table.view.resize(width, 160)
        shown = [column for column in range(len(COLUMNS)) if not table.view.isColumnHidden(column)]
        assert {STAR, RUN} <= set(shown)
        assert len(shown) <= before
        before = len(shown)
        if RECIPE in shown:
            room = table.view.viewport().width()
            assert sum(table.view.columnWidth(column) for column in shown) == room


def test_a_double_click_asks_for_the_recipe(qtbot: QtBot, table: Shown) -> None:
    earlier = make_record(1, recipe=make_recipe("7:tanh"))
    table.show_runs(make_record(2), [earlier])
    place = table.view.visualRect(table.model.index(1, RECIPE)).center()
    with qtbot.waitSignal(table.view.recipe_wanted) as wanted:
        QTest.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QTest.mouseDClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert wanted.args == [earlier.key]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_asks_for_the_recipe_too(table: Shown, key: Qt.Key) -> None:
    wanted: list[str] = []
    table.view.recipe_wanted.connect(wanted.append)
    table.show_runs(None, [])
    QTest.keyClick(table.view, key)
    assert wanted == [], "there is no run"
    earlier = make_record(1, recipe=make_recipe("7:tanh"))
    table.show_runs(make_record(2), [earlier])
    QTest.keyClick(table.view, Qt.Key.Key_Down)
    QTest.keyClick(table.view, Qt.Key.Key_Down)
    QTest.keyClick(table.view, key)
    assert wanted == [earlier.key]
    assert "Double click or press Enter" in table.tip()


def test_the_tooltip_tells_changes_and_findings(qtbot: QtBot) -> None:
    table = Shown(qtbot, Selection())
    record = make_record(epochs=2)
    table.show_runs(record, [])
    assert "Learning rate" not in table.tip()
    record.apply(RecipeChanged(epoch=2, field="learning_rate", value=0.5, compiling=False))
    table.refresh()
    assert "From epoch 3: Learning rate 0.5" in table.tip()
    finding = Finding(FindingKind.RISING, 1)
    record.apply(FindingMade(finding=finding))
    table.refresh()
    assert "Epoch 2: The cost is rising: try" in table.tip()


def test_a_tooltip_has_room_for_so_many_changes_only(qtbot: QtBot) -> None:
    table = Shown(qtbot, Selection())
    record = make_record(epochs=2)
    for count in range(30):
        record.apply(RecipeChanged(epoch=2, field="l2", value=count / 100, compiling=False))
    table.show_runs(record, [])
    assert table.tip().count("From epoch 3: L2") == 12
    assert "And 18 more." in table.tip()


def test_a_selection_stays_with_its_run(table: Shown, selection: Selection) -> None:
    first, second, third = (make_record(number) for number in (1, 2, 3))
    told: list[set[str]] = []
    selection.ticked_runs_changed.connect(lambda: told.append(set(selection.ticked_runs)))
    table.show_runs(second, [first])
    table.click(1)
    assert table.selected() == ["Run 1"]

    table.show_runs(third, [first, second])
    assert table.selected() == ["Run 1"]
    assert table.view.currentIndex().row() == 2
    assert told == [{first.key}]
    QTest.keyClick(table.view, Qt.Key.Key_Up)
    assert table.selected() == ["Run 2"]
    selection.set_runs(third.key, [third.key, first.key])
    table.show_runs(third, [first])  # The second is gone.
    assert table.selected() == []
    assert told == [{first.key}, {second.key}, set()]


def test_runs_that_are_ticked_elsewhere_are_selected(
    qtbot: QtBot, table: Shown, selection: Selection
) -> None:
    other = Shown(qtbot, selection)
    runs = [make_record(number) for number in (1, 2, 3)]
    for each in (table, other):
        each.show_runs(None, runs)
    selection.tick_runs([runs[0].key, runs[2].key])
    assert table.selected() == other.selected() == ["Run 3", "Run 1"]
    table.click(1)
    assert table.selected() == other.selected() == ["Run 2"]
    table.click(0, Qt.KeyboardModifier.ControlModifier)
    assert set(table.selected()) == set(other.selected()) == {"Run 2", "Run 3"}
    assert selection.ticked_runs == {runs[1].key, runs[2].key}


def test_a_selected_run_stands_out_in_both_plots(make_window: Callable[[], MainWindow]) -> None:
    window, dataset = make_window(), small_dataset()
    window.controller.set_data(dataset)
    origin = DataReference(dataset.name, dataset.source)
    earlier = [make_record(number, origin=origin, epochs=20) for number in (1, 2, 3)]
    put_away(window.controller, earlier)
    table = window.findChild(RunsTable)
    assert isinstance(table, RunsTable)

    def bold_names() -> list[str]:
        scenes = [view.scene() for view in window.findChildren(QGraphicsView)]
        items = [item for scene in scenes for item in scene.items()]
        names = [item for item in items if isinstance(item, QGraphicsSimpleTextItem)]
        return [name.text() for name in names if name.font().bold()]

    assert bold_names() == []
    table.selectRow(1)
    assert window.workspace.selection.ticked_runs == {earlier[1].key}
    assert bold_names() == ["Run 2", "Run 2"]


def test_a_selection_can_be_given_up(table: Shown) -> None:
    table.show_runs(make_record(2), [make_record(1)])
    table.click(1)
    QTest.keyClick(table.view, Qt.Key.Key_Escape)
    assert table.selected() == []
    table.click(0)
    beneath = QPoint(5, table.view.viewport().height() - 5)
    QTest.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=beneath)
    assert table.selected() == []


def test_the_best_numbers_are_bold(table: Shown) -> None:
    latest, earlier = make_record(3, epochs=0), make_record(1, epochs=2)
    other_data = make_record(2, origin=FILES, epochs=0)
    add_epoch(other_data, 0.0001)
    table.show_runs(latest, [earlier, other_data])
    assert [table.is_bold(row) for row in range(3)] == [[False] * 3] * 3, "nothing to compare"
    add_epoch(latest, 0.7)
    table.refresh()
    assert table.is_bold(0) == [False, True, True]
    assert table.is_bold(1) == [False] * 3, "on other pictures"
    assert table.is_bold(2) == [True, False, False]
    add_epoch(latest, 0.4)
    table.refresh()
    assert table.is_bold(0) == [True, True, True]
    assert table.is_bold(2) == [False] * 3


def test_the_same_pictures_are_the_same_data_wherever_they_lie(table: Shown) -> None:
    lies_here = replace(FILES, fingerprint="0123")
    lies_there = replace(lies_here, name="copy.h5", source="/elsewhere")
    latest, earlier = make_record(2, origin=lies_there), make_record(1, origin=lies_here)
    add_epoch(latest, 0.4)
    table.show_runs(latest, [earlier])
    assert table.view.isColumnHidden(DATA)
    assert table.is_bold(0) == [True] * 3
    table.show_runs(latest, [make_record(1, origin=replace(lies_there, fingerprint="4567"))])
    assert not table.view.isColumnHidden(DATA)
    assert table.is_bold(0) == [False] * 3


def test_numbers_stand_beside_their_run_in_a_wide_table_too(table: Shown) -> None:
    table.show_runs(make_record(), [])

    def places() -> list[int]:
        columns = (RUN, EPOCHS, COST, TRAIN, TEST)
        return [table.view.columnViewportPosition(column) for column in columns]

    before = places()
    table.view.resize(1600, 160)
    assert places() == before == sorted(before)
    assert table.view.columnViewportPosition(RECIPE) > before[-1]


def test_a_swatch_has_the_colours_of_the_curves(table: Shown) -> None:
    latest, earlier, oldest = (make_record(number) for number in (3, 2, 1))
    table.show_runs(latest, [oldest, earlier])
    table.model.set_colours({latest.key: ("#0000ff", "#ff8000"), earlier.key: ("#00aa00",)})
    for row, colours in enumerate([{"#0000ff", "#ff8000"}, {"#00aa00"}, set()]):
        icon = table.model.index(row, RUN).data(Qt.ItemDataRole.DecorationRole)
        image = icon.pixmap(table.view.iconSize()).toImage()
        pixels = [
            image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())
        ]
        assert {pixel.name() for pixel in pixels if pixel.alpha() == 255} == colours


def test_the_numbers_are_those_of_the_weights_that_are_kept(table: Shown) -> None:
    record = make_record(epochs=0)
    for cost in (0.3, 0.2, 0.9):
        add_epoch(record, cost)
    table.show_runs(record, [])
    assert table.text(0, COST) == "0.900"
    end_by_patience(record, kept_epochs=2)
    table.refresh()
    assert table.text(0, COST) == "0.200"


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
def test_tab_leaves_the_table_both_ways(qtbot: QtBot, key: Qt.Key) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    model = RunsModel()
    before, table, after = QPushButton(), RunsTable(model, Selection()), QPushButton()
    layout = QVBoxLayout(window)
    for widget in (before, table, after):
        layout.addWidget(widget)
    model.show_runs([entry_of(make_record(number)) for number in (1, 2)], None)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    table.setFocus()
    QTest.keyClick(table, key)
    assert QApplication.focusWidget() is (after if key == Qt.Key.Key_Tab else before)
