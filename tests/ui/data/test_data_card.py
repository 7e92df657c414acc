"""The data card in a real window: what it shows, and what is changed in it."""

import inspect
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from signs_studio.data import streamed
from signs_studio.data.curation import mean_pictures, with_label_noise, with_split
from signs_studio.data.dataset import Dataset
from signs_studio.data.opening import open_pictures
from signs_studio.data.split_defaults import SPLIT_SEED
from signs_studio.messages import Message
from signs_studio.runs.events import Snapshot
from signs_studio.ui.data.classes_model import ClassesModel
from signs_studio.ui.data.data_card import DataCard
from signs_studio.ui.data.share_slider import ShareSlider
from signs_studio.ui.pictures.tile_grid import TileGrid
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.state.curation import Curation
from tests.conftest import drawn_dataset
from tests.ui.conftest import (
    ENGINE_TIMEOUT_MS,
    question,
    show_data_card,
    small_dataset,
    small_draft,
)

W = TypeVar("W", bound=QWidget)


def find(window: QWidget, kind: type[W], name: str) -> W:
    found = window.findChild(kind, name)
    assert isinstance(found, kind), name
    return found


def text(window: QWidget, name: str) -> str:
    label = find(window, QLabel, name)
    assert label.isVisible(), name
    return getattr(label, "words", label.text()).replace("\N{ZERO WIDTH SPACE}", "")


def click(window: QWidget, name: str) -> None:
    button = find(window, QAbstractButton, name)
    assert button.isVisible(), name
    button.click()


def curation(window: MainWindow) -> Curation:
    return window.workspace.curation


def tiles(window: QWidget, name: str) -> list[str]:
    """What a screen reader says of each tile."""
    model = find(window, TileGrid, name).model()
    role = Qt.ItemDataRole.AccessibleTextRole
    return [model.index(row, 0).data(role) for row in range(model.rowCount())]


def drag(slider: ShareSlider, percent: int) -> None:
    """Moves a slider there with the mouse button held, and lets it go."""
    slider.setSliderDown(True)
    step = 1 if percent > slider.value() else -1
    for value in range(slider.value() + step, percent + step, step):
        slider.setSliderPosition(value)
    slider.setSliderDown(False)


@pytest.fixture
def window(ready_window: MainWindow) -> MainWindow:
    """A window that shows the card of small data."""
    click(ready_window, "data_card_button")
    assert find(ready_window, DataCard, "data_card").isVisible()
    return ready_window


def test_it_waits_for_data(make_window: Callable[[], MainWindow]) -> None:
    window = make_window()
    window.actions_by_name["view_data"].trigger()
    assert text(window, "card_name") == "The pictures are on their way"
    for name in ("class_list", "browse_grid", "test_share", "find_copies", "transformation_0"):
        assert not find(window, QWidget, name).isVisible(), name
    window.controller.set_data(small_dataset())
    assert text(window, "card_name") == "drawn"
    assert find(window, QWidget, "class_list").isVisible()


def test_while_it_is_hidden_nothing_is_computed_for_it(ready_window: MainWindow) -> None:
    assert not ready_window.workspace.inspection.isRunning()
    assert find(ready_window, QListView, "class_list").model().rowCount() == 0


def test_facts(window: MainWindow) -> None:
    dataset = replace(
        small_dataset(shape=(4, 6, 3), dtype=np.float32),
        name="hands",
        source="/home/me/hands",
        notes=(Message("data", "All grey."), Message("data", "Turned.")),
    )
    window.controller.set_data(dataset)
    assert text(window, "card_name") == "hands"
    assert text(window, "card_counts") == "24 training + 12 test pictures of 3 classes"
    assert text(window, "card_pictures") == "4 × 6 × 3, float32 0 to 1"
    assert text(window, "card_source") == "/home/me/hands"
    assert text(window, "card_notes") == "• All grey.\n• Turned."
    window.controller.set_data(small_dataset())
    assert text(window, "card_pictures") == "4 × 4 × 1, uint8 0 to 255"
    assert not find(window, QLabel, "card_notes").isVisible()


@pytest.mark.parametrize(("count", "is_listed"), [(1, True), (3, True), (4, False), (500, False)])
def test_files_that_could_not_be_read(window: MainWindow, count: int, is_listed: bool) -> None:
    skipped = tuple(
        Message("tests", "{name}: too large").format(name=f"{place}.png") for place in range(count)
    )
    window.controller.set_data(replace(small_dataset(), skipped=skipped))
    fold = find(window, QAbstractButton, "card_skipped_fold")
    assert fold.isVisible()
    assert fold.text().startswith(f"{count} file")
    assert find(window, QLabel, "card_skipped").isVisible() is is_listed
    fold.setChecked(True)
    assert "0.png: too large" in text(window, "card_skipped")
    assert ("and 300 more" in text(window, "card_skipped")) is (count == 500)
    window.controller.set_data(small_dataset())
    assert not fold.isVisible()


def test_every_class_is_counted_and_averaged(qtbot: QtBot, window: MainWindow) -> None:
    dataset = small_dataset(train=25)
    window.controller.set_data(dataset)
    model = find(window, QListView, "class_list").model()
    assert isinstance(model, ClassesModel)
    rows = [model.row_of(sign) for sign in range(3)]
    assert rows == [("0", 9, 4), ("1", 8, 4), ("2", 8, 4)]
    assert text(window, "class_balance") == (
        "In training, the classes are balanced: 8 to 9 pictures each."
    )
    qtbot.waitUntil(lambda: model.pixmap(0, side_px=4, pixel_ratio=1) is not None)
    mean = model.pixmap(1, side_px=4, pixel_ratio=1)
    assert mean is not None
    pixel = mean.toImage().pixelColor(2, 1).red()
    assert pixel == mean_pictures(dataset)[1, 1, 2, 0]
    few = dataset.train_y.copy()
    few[few == 2] = 0
    few[-1] = 2
    window.controller.set_data(replace(dataset, train_y=few))
    assert "not balanced" in text(window, "class_balance")
    assert "no test pictures" not in text(window, "class_balance")
    for places, words in (
        (dataset.test_y != 0, 'The class "0" has no test pictures.'),
        (dataset.test_y == 1, '2 classes, such as "0", have no test pictures.'),
    ):
        test_x, test_y = dataset.test_x[places], dataset.test_y[places]
        window.controller.set_data(replace(dataset, test_x=test_x, test_y=test_y))
        assert text(window, "class_balance").endswith(words)


def test_a_class_is_renamed_in_its_place_and_the_network_stays(
    qtbot: QtBot, window: MainWindow
) -> None:
    with qtbot.waitSignal(window.run_shown, timeout=ENGINE_TIMEOUT_MS):
        window.train()
    record, snapshot = window.controller.record, window.controller.snapshot
    classes = find(window, QListView, "class_list")
    window.activateWindow()
    classes.setFocus()
    qtbot.waitUntil(classes.hasFocus)
    classes.setCurrentIndex(classes.model().index(1, 0))
    QTest.keyClick(classes, Qt.Key.Key_F2)
    QTest.keyClicks(find(classes, QLineEdit, "class_name"), "one")
    with qtbot.waitSignal(window.controller.data_changed):
        QTest.keyClick(find(classes, QLineEdit, "class_name"), Qt.Key.Key_Return)
    assert window.controller.dataset is not None
    assert window.controller.dataset.class_names == ("0", "one", "2")
    assert question(window) is None
    assert window.controller.record is record
    assert window.controller.snapshot is snapshot
    assert record is not None
    assert "read correctly" in text(window, "picture_counts")
    qtbot.waitUntil(lambda: not classes.findChildren(QLineEdit, "class_name"))
    classes.edit(classes.model().index(2, 0))
    editor = find(classes, QLineEdit, "class_name")
    QTest.keyClicks(editor, "one")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(find(window, QLabel, "class_problem").isVisible)
    assert text(window, "class_problem") == 'There is a class "one" already.'
    assert window.controller.dataset.class_names == ("0", "one", "2")
    window.controller.reset()
    assert window.controller.record is None
    assert window.workspace.library.record_of(record.key) is record
    assert record.origin.is_of(window.controller.dataset), "it learnt from the same pictures"


def test_a_pencil_renames_as_well(window: MainWindow) -> None:
    classes = find(window, QListView, "class_list")
    delegate = classes.itemDelegate()
    row = classes.visualRect(classes.model().index(2, 0))
    pencil = delegate._pencil_place(row, classes.fontMetrics(), "2")
    QTest.mouseClick(classes.viewport(), Qt.MouseButton.LeftButton, pos=pencil.center())
    assert find(classes, QLineEdit, "class_name").isVisible()


def test_pictures_of_either_set_and_each_class_are_looked_through(window: MainWindow) -> None:
    dataset = small_dataset(train=25)
    window.controller.set_data(dataset)
    assert len(tiles(window, "browse_grid")) == 25
    assert text(window, "browse_counts") == "25 training pictures"
    find(window, QComboBox, "browse_sign").setCurrentIndex(2)
    places = np.flatnonzero(dataset.train_y == 1)
    assert tiles(window, "browse_grid") == [f"picture {place + 1}: is 1" for place in places]
    classes = find(window, QListView, "class_list")
    assert [index.row() for index in classes.selectedIndexes()] == [1]
    click(window, "browse_test")
    assert text(window, "browse_counts") == "4 test pictures"
    # A click on a class chooses it as well.
    row = classes.visualRect(classes.model().index(0, 0))
    QTest.mouseClick(classes.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    places = np.flatnonzero(dataset.test_y == 0)
    assert tiles(window, "browse_grid") == [f"picture {place + 1}: is 0" for place in places]
    find(window, QComboBox, "browse_sign").setCurrentIndex(0)
    assert len(tiles(window, "browse_grid")) == 12
    assert not classes.selectedIndexes()


def test_pictures_in_a_file_are_read_when_they_are_looked_at(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = drawn_dataset(train=60, test=12, shape=(8, 8, 3))
    by_class = np.argsort(drawn.train_y, kind="stable")
    drawn = replace(drawn, train_x=drawn.train_x[by_class], train_y=drawn.train_y[by_class])
    monkeypatch.setattr(streamed, "SHOWN_MAX", 15)
    dataset = stream(drawn)
    window.controller.set_data(dataset)
    grid = find(window, TileGrid, "browse_grid")
    qtbot.waitUntil(lambda: grid.model().rowCount() == 15)
    assert text(window, "browse_counts") == "60 training pictures; the first 15 are here"
    # Of every class some are seen, however the file is sorted.
    find(window, QComboBox, "browse_sign").setCurrentIndex(3)
    qtbot.waitUntil(lambda: "is 2" in "".join(tiles(window, "browse_grid")))
    places = np.flatnonzero(dataset.train_y == 2)[:15]
    assert tiles(window, "browse_grid") == [f"picture {place + 1}: is 2" for place in places]
    model = grid.model()
    image = model.pixmap(int(places[3]), side_px=8, pixel_ratio=1).toImage()
    assert image.pixelColor(5, 2).green() == drawn.train_x[places[3], 2, 5, 1]


def stream(dataset: Dataset) -> Dataset:
    """The same data, whose pictures stay in a file."""
    pictures = [
        streamed.StreamedPictures(
            streamed.unpack([x], nbytes=x.nbytes, name="drawn", folder=streamed.scratch_folder()),
            offset=0,
            shape=x.shape,
            dtype=x.dtype,
        )
        for x in (np.asarray(dataset.train_x), np.asarray(dataset.test_x))
    ]
    return replace(dataset, train_x=pictures[0], test_x=pictures[1])


def test_a_slider_counts_when_it_is_let_go(qtbot: QtBot, window: MainWindow) -> None:
    opened = window.controller.dataset
    assert opened is not None
    slider = find(window, ShareSlider, "test_share")
    assert slider.value() == 33
    changes: list[Dataset | None] = []
    window.controller.data_changed.connect(lambda: changes.append(window.controller.dataset))
    drag(slider, 20)
    assert text(window, "test_share_words") == "20 %"
    qtbot.waitUntil(lambda: bool(changes))
    assert len(changes) == 1
    split = with_split(opened, test_share=0.2, seed=SPLIT_SEED)
    assert np.array_equal(changes[0].train_x, split.train_x)
    counts = f"{len(split.train_y)} training + {len(split.test_y)} test pictures"
    assert counts in text(window, "card_counts")
    # A key moves it, too; a key lets nothing go.
    QTest.keyClick(slider, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: len(changes) == 2)
    drag(find(window, ShareSlider, "label_noise"), 25)
    qtbot.waitUntil(lambda: len(changes) == 3)
    split = with_split(opened, test_share=0.21, seed=SPLIT_SEED)
    noisy = with_label_noise(split, share=0.25, seed=SPLIT_SEED)
    assert np.array_equal(changes[2].train_y, noisy.train_y)
    click(window, "as_opened")
    qtbot.waitUntil(lambda: len(changes) == 4)
    assert changes[3] is opened
    assert slider.value() == 33
    assert not find(window, QWidget, "as_opened").isEnabled()


def test_the_share_with_which_data_was_opened_is_shown_as_it_is(
    qtbot: QtBot, window: MainWindow
) -> None:
    opened = small_dataset(train=198, test=2)
    window.controller.set_data(opened)
    assert text(window, "test_share_words") == "1 %"
    slider = find(window, ShareSlider, "test_share")
    with qtbot.waitSignal(window.controller.data_changed):
        drag(slider, 5)
    assert window.controller.dataset is not None
    split = with_split(opened, test_share=0.05, seed=SPLIT_SEED)
    assert np.array_equal(window.controller.dataset.test_x, split.test_x)
    window.controller.set_data(small_dataset())
    assert (slider.minimum(), slider.value()) == (5, 33)


def test_the_seed_is_that_of_data_that_came_without_test_pictures(window: MainWindow) -> None:
    seed = inspect.signature(open_pictures).parameters["split_seed"].default
    assert find(window, QLineEdit, "split_seed").text() == str(seed)


def test_another_seed_draws_another_split(qtbot: QtBot, window: MainWindow) -> None:
    opened = window.controller.dataset
    assert opened is not None
    seed = find(window, QLineEdit, "split_seed")
    seed.selectAll()
    QTest.keyClicks(seed, "7")
    with qtbot.waitSignal(window.controller.data_changed):
        QTest.keyClick(seed, Qt.Key.Key_Return)
    assert window.controller.dataset is not None
    split = with_split(opened, test_share=0.33, seed=7)
    assert np.array_equal(window.controller.dataset.test_x, split.test_x)


def test_the_keys_of_undo_take_a_seed_back_while_its_field_has_the_focus(
    qtbot: QtBot, window: MainWindow
) -> None:
    show_data_card(qtbot, window)
    opened, seed = window.controller.dataset, find(window, QLineEdit, "split_seed")
    window.activateWindow()
    seed.setFocus()
    qtbot.waitUntil(seed.hasFocus)
    before = seed.text()
    seed.selectAll()
    QTest.keyClicks(seed, "7")
    # What is being typed is the field's to undo.
    QTest.keyClick(seed, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert seed.text() == before
    seed.selectAll()
    QTest.keyClicks(seed, "7")
    with qtbot.waitSignal(window.controller.data_changed):
        QTest.keyClick(seed, Qt.Key.Key_Return)
    with qtbot.waitSignal(window.controller.data_changed):
        QTest.keyClick(seed, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.controller.dataset is opened
    assert seed.text() == before


def test_data_that_is_changed_puts_the_run_away(qtbot: QtBot, window: MainWindow) -> None:
    opened = window.controller.dataset
    window.editor.edit(small_draft(epochs=1_000_000), title="test")
    window.train()
    record = window.controller.record
    assert record is not None
    qtbot.waitUntil(lambda: bool(record), timeout=ENGINE_TIMEOUT_MS)
    slider = find(window, ShareSlider, "test_share")
    drag(slider, 20)
    qtbot.waitUntil(lambda: window.controller.dataset is not opened, timeout=ENGINE_TIMEOUT_MS)
    assert question(window) is None
    assert slider.value() == 20
    assert window.controller.record is None
    assert window.workspace.library.record_of(record.key) is record


def test_pictures_that_belong_together_are_asked_about_where_there_are_some(
    qtbot: QtBot, window: MainWindow
) -> None:
    switch = find(window, QAbstractButton, "keep_groups")
    assert not switch.isVisible()
    named = replace(
        small_dataset(),
        train_names=tuple(f"anna_{place}.png" for place in range(24)),
        test_names=tuple(f"bert_{place}.png" for place in range(12)),
    )
    window.controller.set_data(named)
    qtbot.waitUntil(switch.isVisible)
    assert switch.isChecked()


def test_near_copies_are_found_left_out_and_taken_back(qtbot: QtBot, window: MainWindow) -> None:
    show_data_card(qtbot, window)
    opened = window.controller.dataset
    copies = curation(window).copies
    assert opened is not None
    assert copies is not None
    test, repeats = len(copies.test_copies), len(copies.train_repeats)
    assert text(window, "copies_found").startswith(f"{test} of 12 test pictures repeat in training")
    pairs = tiles(window, "copy_pairs")
    assert len(pairs) == copies.test_in_train.total
    first = copies.test_in_train.listed[0]
    signs = opened.test_y[first.first], opened.train_y[first.second]
    assert pairs[0] == (
        f"test {first.first + 1}, class {signs[0]}, and training {first.second + 1}, "
        f"class {signs[1]}"
    )
    click(window, "copies_within_train")
    assert len(tiles(window, "copy_pairs")) == copies.within_train.total
    button = find(window, QAbstractButton, "leave_copies_out")
    assert button.text() == f"Leave these out ({test} test, {repeats} training)"
    with qtbot.waitSignal(window.controller.data_changed):
        click(window, "leave_copies_out")
    left = window.controller.dataset
    assert left is not None
    assert (len(left.train_y), len(left.test_y)) == (24 - repeats, 12 - test)
    assert text(window, "copies_found").startswith(f"Left out: {test} of 12 test pictures")
    assert "left out" in text(window, "split_words")
    assert len(tiles(window, "copy_pairs")) == copies.within_train.total
    with qtbot.waitSignal(window.controller.data_changed):
        click(window, "take_copies_back")
    assert window.controller.dataset is opened
    assert "left out" not in text(window, "split_words")


def test_another_split_says_that_near_copies_are_in_again(qtbot: QtBot, window: MainWindow) -> None:
    show_data_card(qtbot, window)
    with qtbot.waitSignal(window.controller.data_changed):
        click(window, "leave_copies_out")
    with qtbot.waitSignal(window.controller.data_changed):
        curation(window).change(replace(curation(window).wanted, test_share=0.4), title="test")
    assert "in again" in text(window, "split_words")
    curation(window).find_copies()
    qtbot.waitUntil(lambda: curation(window).copies is not None)
    assert "in again" not in text(window, "split_words")


def test_no_set_is_emptied_of_near_copies(qtbot: QtBot, window: MainWindow) -> None:
    show_data_card(qtbot, window)
    dataset = window.controller.dataset
    assert dataset is not None
    window.controller.set_data(
        replace(dataset, test_x=dataset.train_x[:4], test_y=dataset.train_y[:4])
    )
    curation(window).find_copies()
    qtbot.waitUntil(lambda: curation(window).copies is not None)
    assert not find(window, QAbstractButton, "leave_copies_out").isEnabled()
    assert "no test picture would be left" in text(window, "copies_found")


def test_the_accuracy_with_near_copies_and_without_follows_the_run(
    qtbot: QtBot, window: MainWindow
) -> None:
    show_data_card(qtbot, window)
    dataset, copies = window.controller.dataset, curation(window).copies
    assert dataset is not None
    assert copies is not None
    assert not find(window, QLabel, "copies_accuracy").isVisible()
    is_copy = np.isin(np.arange(12), copies.test_copies)
    for wrong in (is_copy, ~is_copy):
        read = np.where(wrong, (dataset.test_y + 1) % 3, dataset.test_y)
        snapshot = Snapshot(epoch=0, probabilities=np.eye(3, dtype=np.float32)[read])
        window.controller.snapshot = snapshot
        window.workspace.run_feed.snapshot_changed.emit()
        shares = [
            f"{100 * np.mean(~some):.1f}\N{NO-BREAK SPACE}%" for some in (wrong, wrong[~is_copy])
        ]
        assert text(window, "copies_accuracy") == (
            f"Read correctly: {shares[0]} of all 12 test pictures, and {shares[1]} of the "
            f"{np.count_nonzero(~is_copy)} that do not repeat in training."
        )
    window.controller.snapshot = None
    window.workspace.run_feed.snapshot_changed.emit()
    assert not find(window, QLabel, "copies_accuracy").isVisible()


def test_a_search_can_be_cancelled(window: MainWindow) -> None:
    curation(window).find_copies()
    assert find(window, QWidget, "copies_progress").isVisible()
    assert not find(window, QWidget, "find_copies").isVisible()
    click(window, "cancel_copies")
    assert find(window, QWidget, "find_copies").isVisible()
    assert not find(window, QWidget, "copies_progress").isVisible()


def test_the_three_transformations_with_their_shapes(window: MainWindow) -> None:
    assert text(window, "transformation_0").startswith("Flatten. Each picture of 4 × 4 × 1")
    assert text(window, "transformation_0_1") == "(24, 4, 4, 1) uint8 0..255"
    assert text(window, "transformation_0_3") == "(16, 24) uint8 0..255"
    assert text(window, "transformation_3_3") == "(16, 12) float32 0..1"
    assert text(window, "transformation_5_3") == "(3, 12) float32 0 or 1"


def test_no_part_of_it_scrolls_that_has_room(window: MainWindow) -> None:
    window.controller.set_data(small_dataset(classes=6))
    QApplication.processEvents()
    classes = find(window, QListView, "class_list")
    assert classes.verticalScrollBar().maximum() == 0
    last = classes.visualRect(classes.model().index(5, 0))
    assert classes.viewport().rect().contains(last)
    assert last.bottom() > classes.viewport().height() - 8
    assert classes.mapTo(window, QPoint()).x() > 0


def test_sixty_five_thousand_classes_take_no_longer(window: MainWindow) -> None:
    count = 65_536
    labels = np.arange(count, dtype=np.int32)
    pictures = np.zeros((count, 1, 1, 1), np.uint8)
    dataset = Dataset(
        name="many",
        source="tests",
        train_x=pictures,
        train_y=labels,
        test_x=pictures.copy(),
        test_y=labels.copy(),
        class_names=tuple(map(str, labels.tolist())),
    )
    window.controller.set_data(dataset)
    QApplication.processEvents()
    classes = find(window, QListView, "class_list")
    assert classes.model().rowCount() == count
    classes.scrollToBottom()
    QApplication.processEvents()
    assert classes.indexAt(classes.viewport().rect().center()).row() > count - 20
