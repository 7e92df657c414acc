"""The runs beneath the plots: their words, their numbers, their columns."""

from collections.abc import Callable
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
from signs_studio.ui.runs.runs_table import RunsTable
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.state.selection import Selection
from signs_studio.wording.recipes import describe_recipe
from tests.records import end_by_patience
from tests.ui.conftest import small_dataset

HANDS = DataReference("Hands", "drawn for a test")
FILES = DataReference("train_signs.h5", "/pictures/<b>signs</b>")
RUN, RECIPE, EPOCHS, COST, TRAIN, TEST, DATA = range(7)


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


def texts(table: RunsTable, row: int = 0) -> list[str]:
    items = [table.item(row, column) for column in range(DATA)]
    return [item.text() if item is not None else "" for item in items]


def tip(table: RunsTable, row: int = 0) -> str:
    item = table.item(row, RECIPE)
    assert item is not None
    return item.toolTip()


@pytest.fixture
def selection() -> Selection:
    return Selection()


@pytest.fixture
def table(qtbot: QtBot, selection: Selection) -> RunsTable:
    table = RunsTable(selection)
    qtbot.addWidget(table)
    table.resize(560, 160)
    table.show()
    return table


def test_the_latest_run_is_first_and_follows_its_epochs(table: RunsTable) -> None:
    record = make_record(3, epochs=0)
    table.show_runs(record, [make_record(1), make_record(2)])
    assert [texts(table, row)[RUN] for row in range(3)] == ["#3", "#2", "#1"]
    assert texts(table)[EPOCHS:] == ["0", "–", "–", "–"]
    add_epoch(record, 0.05234)
    table.refresh()
    assert texts(table)[EPOCHS:] == ["1", "0.0523", "99.9", "72.5"]


def test_a_run_that_diverged_says_so_and_keeps_its_last_sound_numbers(table: RunsTable) -> None:
    record = make_record(epochs=2)
    table.show_runs(record, [])
    before = texts(table)
    record.apply(EpochDiverged(epoch=2, cost=float("nan"), test_cost=1.0, seconds=0.1))

    table.refresh()

    after = texts(table)
    assert after[RECIPE] == f"Diverged: {before[RECIPE]}"
    assert after[EPOCHS:] == before[EPOCHS:]
    assert "epoch 3" in tip(table)


def test_a_preset_is_called_by_its_title_and_a_changed_run_says_so(table: RunsTable) -> None:
    article = validate(PRESETS["article"].draft).recipe
    record = make_record(epochs=2, recipe=article)
    table.show_runs(record, [])
    assert texts(table)[RECIPE] == "Article"
    assert describe_recipe(record.recipe) in tip(table)
    record.apply(RecipeChanged(epoch=2, field="learning_rate", value=0.5, compiling=False))
    table.refresh()
    assert texts(table)[RECIPE] == "Changed: Article"


def test_what_is_measured_while_training_says_so(table: RunsTable) -> None:
    titles = [table.horizontalHeaderItem(column) for column in (COST, TRAIN, TEST)]
    tips = [title.toolTip() for title in titles if title is not None]
    assert ["while training" in words for words in tips] == [True, True, False]


def test_every_number_is_shown_whole(make_window: Callable[[], MainWindow]) -> None:
    window = make_window()
    record = make_record(999, epochs=0)
    add_epoch(record, 2.919e10)
    window.controller.remember_earlier([record])
    table = window.findChild(RunsTable)
    assert isinstance(table, RunsTable)
    for _ in range(5):
        for column in (RUN, EPOCHS, COST, TRAIN, TEST):
            assert table.sizeHintForColumn(column) <= table.columnWidth(column)
        window.appearance.enlarge()


def test_the_data_is_shown_where_runs_learnt_from_more_than_one(table: RunsTable) -> None:
    table.show_runs(make_record(2), [make_record(1)])
    assert table.isColumnHidden(DATA)
    table.show_runs(make_record(2), [make_record(1, origin=FILES)])
    assert not table.isColumnHidden(DATA)
    shown = [table.item(row, DATA) for row in range(2)]
    assert [item.text() for item in shown if item is not None] == ["Hands", "train_signs.h5"]


def test_the_tooltip_says_all_and_takes_no_name_for_markup(table: RunsTable) -> None:
    record = make_record(origin=FILES)
    table.show_runs(record, [])
    assert describe_recipe(record.recipe) in tip(table)
    assert "train_signs.h5" in tip(table)
    assert "/pictures/<b>signs</b>" in tip(table)


def test_a_long_recipe_neither_wraps_nor_moves_the_numbers(table: RunsTable) -> None:
    table.show_runs(make_record(), [])
    widths = [table.columnWidth(column) for column in range(DATA)]
    height = table.rowHeight(0)
    long = make_record(recipe=make_recipe(",".join(["4096:leaky_relu"] * 16)))
    table.show_runs(long, [])
    assert [table.columnWidth(column) for column in range(DATA)] == widths
    assert table.rowHeight(0) == height
    assert table.horizontalScrollBar().maximum() == 0


def test_columns_have_room_for_their_numbers_in_any_font(table: RunsTable) -> None:
    record = make_record(999, epochs=0)
    table.show_runs(record, [])
    add_epoch(record, 2.919e14)
    table.refresh()
    for factor in (1.0, 2.0):
        font = table.font()
        font.setPointSizeF(font.pointSizeF() * factor)
        table.setFont(font)
        metrics = table.fontMetrics()
        for column in (RUN, EPOCHS, COST, TRAIN, TEST):
            assert table.columnWidth(column) > metrics.horizontalAdvance(texts(table)[column])


def test_a_double_click_asks_for_the_recipe(qtbot: QtBot, table: RunsTable) -> None:
    earlier = make_record(1, recipe=make_recipe("7:tanh"))
    table.show_runs(make_record(2), [earlier])
    item = table.item(1, RECIPE)
    assert item is not None
    place: QPoint = table.visualItemRect(item).center()
    with qtbot.waitSignal(table.recipe_wanted) as wanted:
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert wanted.args == [earlier.recipe]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_asks_for_the_recipe_too(table: RunsTable, key: Qt.Key) -> None:
    wanted: list[Recipe] = []
    table.recipe_wanted.connect(wanted.append)
    table.show_runs(None, [])
    QTest.keyClick(table, key)
    assert wanted == [], "there is no run"
    earlier = make_record(1, recipe=make_recipe("7:tanh"))
    table.show_runs(make_record(2), [earlier])
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, key)
    assert wanted == [earlier.recipe]
    assert "Double click or press Enter" in tip_of(table)


def test_the_tooltip_tells_changes_and_findings(qtbot: QtBot) -> None:
    table = RunsTable(Selection())
    qtbot.addWidget(table)
    record = make_record(epochs=2)
    table.show_runs(record, [])
    assert "Learning rate" not in tip_of(table)
    record.apply(RecipeChanged(epoch=2, field="learning_rate", value=0.5, compiling=False))
    table.refresh()
    assert "From epoch 3: Learning rate 0.5" in tip_of(table)
    finding = Finding(FindingKind.RISING, 1)
    record.apply(FindingMade(finding=finding))
    table.refresh()
    assert "Epoch 2: The cost is rising: try" in tip_of(table)


def test_a_tooltip_has_room_for_so_many_changes_only(qtbot: QtBot) -> None:
    table = RunsTable(Selection())
    qtbot.addWidget(table)
    record = make_record(epochs=2)
    for count in range(30):
        record.apply(RecipeChanged(epoch=2, field="l2", value=count / 100, compiling=False))
    table.show_runs(record, [])
    assert tip_of(table).count("From epoch 3: L2") == 12
    assert "And 18 more." in tip_of(table)


def tip_of(table: RunsTable) -> str:
    item = table.item(0, RECIPE)
    return item.toolTip() if item is not None else ""


def click(
    table: RunsTable,
    row: int,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    item = table.item(row, RECIPE)
    assert item is not None
    place = table.visualItemRect(item).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, modifier, pos=place)


def selected_runs(table: RunsTable) -> list[str]:
    return [texts(table, index.row())[RUN] for index in table.selectionModel().selectedRows()]


def test_a_selection_stays_with_its_run(table: RunsTable, selection: Selection) -> None:
    first, second, third = (make_record(number) for number in (1, 2, 3))
    told: list[set[str]] = []
    selection.ticked_runs_changed.connect(lambda: told.append(set(selection.ticked_runs)))
    table.show_runs(second, [first])
    click(table, 1)
    assert selected_runs(table) == ["#1"]

    table.show_runs(third, [first, second])
    assert selected_runs(table) == ["#1"]
    assert table.currentRow() == 2
    assert told == [{first.key}]
    QTest.keyClick(table, Qt.Key.Key_Up)
    assert selected_runs(table) == ["#2"]
    selection.set_runs(third, [first])
    table.show_runs(third, [first])  # The second is gone.
    assert selected_runs(table) == []
    assert told == [{first.key}, {second.key}, set()]


def test_runs_that_are_ticked_elsewhere_are_selected(
    qtbot: QtBot, table: RunsTable, selection: Selection
) -> None:
    other = RunsTable(selection)
    qtbot.addWidget(other)
    runs = [make_record(number) for number in (1, 2, 3)]
    for each in (table, other):
        each.show_runs(None, runs)
    selection.tick_runs([runs[0].key, runs[2].key])
    assert selected_runs(table) == selected_runs(other) == ["#3", "#1"]
    click(table, 1)
    assert selected_runs(table) == selected_runs(other) == ["#2"]
    click(table, 0, Qt.KeyboardModifier.ControlModifier)
    assert set(selected_runs(table)) == set(selected_runs(other)) == {"#2", "#3"}
    assert selection.ticked_runs == {runs[1].key, runs[2].key}


def test_a_selected_run_stands_out_in_both_plots(make_window: Callable[[], MainWindow]) -> None:
    window, dataset = make_window(), small_dataset()
    window.controller.set_data(dataset)
    origin = DataReference(dataset.name, dataset.source)
    earlier = [make_record(number, origin=origin, epochs=20) for number in (1, 2, 3)]
    window.controller.remember_earlier(earlier)
    table = window.findChild(RunsTable)
    assert isinstance(table, RunsTable)

    def bold_names() -> list[str]:
        scenes = [view.scene() for view in window.findChildren(QGraphicsView)]
        items = [item for scene in scenes for item in scene.items()]
        names = [item for item in items if isinstance(item, QGraphicsSimpleTextItem)]
        return [name.text() for name in names if name.font().bold()]

    assert bold_names() == []
    click(table, 1)
    assert selected_runs(table) == ["#2"]
    assert bold_names() == ["#2", "#2"]


def test_a_selection_can_be_given_up(table: RunsTable) -> None:
    table.show_runs(make_record(2), [make_record(1)])
    click(table, 1)
    QTest.keyClick(table, Qt.Key.Key_Escape)
    assert selected_runs(table) == []
    click(table, 0)
    beneath = QPoint(5, table.viewport().height() - 5)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=beneath)
    assert selected_runs(table) == []


def is_bold(table: RunsTable, row: int) -> list[bool]:
    cells = [table.item(row, column) for column in (COST, TRAIN, TEST)]
    return [cell is not None and cell.font().bold() for cell in cells]


def test_the_best_numbers_are_bold(table: RunsTable) -> None:
    latest, earlier = make_record(3, epochs=0), make_record(1, epochs=2)
    other_data = make_record(2, origin=FILES, epochs=0)
    add_epoch(other_data, 0.0001)
    table.show_runs(latest, [earlier, other_data])
    assert [is_bold(table, row) for row in range(3)] == [[False] * 3] * 3, "nothing to compare"
    add_epoch(latest, 0.7)
    table.refresh()
    assert is_bold(table, 0) == [False, True, True]
    assert is_bold(table, 1) == [False] * 3, "on other pictures"
    assert is_bold(table, 2) == [True, False, False]
    add_epoch(latest, 0.4)
    table.refresh()
    assert is_bold(table, 0) == [True, True, True]
    assert is_bold(table, 2) == [False] * 3


def test_the_same_pictures_are_the_same_data_wherever_they_lie(table: RunsTable) -> None:
    lies_here = replace(FILES, fingerprint="0123")
    lies_there = replace(lies_here, name="copy.h5", source="/elsewhere")
    latest, earlier = make_record(2, origin=lies_there), make_record(1, origin=lies_here)
    add_epoch(latest, 0.4)
    table.show_runs(latest, [earlier])
    assert table.isColumnHidden(DATA)
    assert is_bold(table, 0) == [True] * 3
    table.show_runs(latest, [make_record(1, origin=replace(lies_there, fingerprint="4567"))])
    assert not table.isColumnHidden(DATA)
    assert is_bold(table, 0) == [False] * 3


def test_numbers_stand_beside_their_run_in_a_wide_table_too(table: RunsTable) -> None:
    table.show_runs(make_record(), [])
    places = [table.columnViewportPosition(column) for column in (RUN, EPOCHS, COST, TRAIN, TEST)]
    table.resize(1600, 160)
    after = [table.columnViewportPosition(column) for column in (RUN, EPOCHS, COST, TRAIN, TEST)]
    assert after == places == sorted(places)
    assert table.columnViewportPosition(RECIPE) > places[-1]


def test_a_swatch_has_the_colours_of_the_curves(table: RunsTable) -> None:
    latest, earlier, oldest = (make_record(number) for number in (3, 2, 1))
    table.show_runs(latest, [oldest, earlier])
    table.show_swatches({latest.key: ("#0000ff", "#ff8000"), earlier.key: ("#00aa00",)})
    for row, colours in enumerate([{"#0000ff", "#ff8000"}, {"#00aa00"}, set()]):
        item = table.item(row, RUN)
        assert item is not None
        image = item.icon().pixmap(table.iconSize()).toImage()
        pixels = [
            image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())
        ]
        assert {pixel.name() for pixel in pixels if pixel.alpha() == 255} == colours


def test_the_numbers_are_those_of_the_weights_that_are_kept(table: RunsTable) -> None:
    record = make_record(epochs=0)
    for cost in (0.3, 0.2, 0.9):
        add_epoch(record, cost)
    table.show_runs(record, [])
    assert texts(table)[COST] == "0.900"
    end_by_patience(record, kept_epochs=2)
    table.refresh()
    assert texts(table)[COST] == "0.200"


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
def test_tab_leaves_the_table_both_ways(qtbot: QtBot, key: Qt.Key) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    before, table, after = QPushButton(), RunsTable(Selection()), QPushButton()
    layout = QVBoxLayout(window)
    for widget in (before, table, after):
        layout.addWidget(widget)
    table.show_runs(make_record(2), [make_record(1)])
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    table.setFocus()
    QTest.keyClick(table, key)
    assert QApplication.focusWidget() is (after if key == Qt.Key.Key_Tab else before)
