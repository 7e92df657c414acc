from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QFontMetrics, QImage, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QProxyStyle,
    QPushButton,
    QSlider,
    QStyle,
    QWidget,
)
from pytestqt.qtbot import QtBot

from signs_studio.data import streamed
from signs_studio.data.archives.hdf5.writer import write_signs
from signs_studio.data.dataset import Dataset
from signs_studio.data.opening import open_pictures
from signs_studio.runs.events import Snapshot
from signs_studio.ui.pictures.picture_grid import PictureGrid
from signs_studio.ui.pictures.pictures_panel import PicturesPanel
from signs_studio.ui.state.selection import Selection
from signs_studio.ui.widgets.elided_label import ElidedLabel
from signs_studio.ui.widgets.fade import Fade
from signs_studio.ui.widgets.theme import load_theme

MakeDataset = Callable[..., Dataset]
MakeSnapshot = Callable[..., Snapshot]
CHANGES = ("turned_right", "turned_wrong", "snapshot_epoch")
SPACE = "\N{NO-BREAK SPACE}"


def grid(panel: PicturesPanel) -> PictureGrid:
    return panel.findChild(PictureGrid, "picture_grid")


def button(panel: PicturesPanel, name: str) -> QPushButton:
    return panel.findChild(QPushButton, name)


def combo(panel: PicturesPanel, name: str) -> QComboBox:
    return panel.findChild(QComboBox, name)


def fade_strength(panel: PicturesPanel) -> float:
    fade = panel.findChild(Fade)
    assert fade is not None
    return fade.strength


def counts(panel: PicturesPanel) -> str:
    return panel.findChild(QLabel, "picture_counts").text()


def sentence(panel: PicturesPanel) -> str:
    return panel.findChild(QLabel, "inspector_sentence").text()


def caption(panel: PicturesPanel) -> str:
    return panel.findChild(ElidedLabel, "inspector_caption").words


def words_of(panel: PicturesPanel, name: str) -> str:
    return panel.findChild(QLabel, name).text()


def in_words(panel: PicturesPanel) -> list[str]:
    """Every tile as a screen reader says it."""
    model = grid(panel).model()
    role = Qt.ItemDataRole.AccessibleTextRole
    return [model.data(model.index(row, 0), role) for row in range(model.rowCount())]


def numbers(panel: PicturesPanel) -> list[int]:
    """The number of every picture shown, from 0."""
    return [int(words.split(":")[0].removeprefix("picture ")) - 1 for words in in_words(panel)]


def chosen(panel: PicturesPanel) -> int | None:
    """The number of the marked picture."""
    selected = grid(panel).selectionModel().selectedIndexes()
    return numbers(panel)[selected[0].row()] if selected else None


def click(panel: PicturesPanel, row: int) -> None:
    view = grid(panel)
    place = view.visualRect(view.model().index(row, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def choose(panel: PicturesPanel, name: str, entry: int) -> None:
    """Choose an entry of a combo box by keyboard."""
    box = combo(panel, name)
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _ in range(entry):
        QTest.keyClick(box, Qt.Key.Key_Down)
    assert box.currentIndex() == entry


def colours_of(widget: QWidget, place: QRect) -> set[str]:
    # Not by grab(), which has no more colours than the screen.
    image = QImage(place.size(), QImage.Format.Format_RGB32)
    widget.render(image, QPoint(), QRegion(place))
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }


def colours(panel: PicturesPanel, row: int) -> set[str]:
    view = grid(panel)
    place = view.visualRect(view.model().index(row, 0))
    return colours_of(view.viewport(), place)


def test_without_data_it_is_empty_and_says_so(panel: PicturesPanel) -> None:
    blank = grid(panel).viewport().grab().toImage()
    panel.show_snapshot(Snapshot(epoch=0, probabilities=np.ones((3, 2), np.float32)))

    assert in_words(panel) == []
    assert grid(panel).hint == "The test pictures appear here once they are ready."
    assert counts(panel) == ""
    assert grid(panel).viewport().grab().toImage() == blank
    assert len({blank.pixel(x, y) for x in range(blank.width()) for y in range(blank.height())}) > 1


def test_before_training_each_picture_has_its_true_sign_only(
    panel: PicturesPanel, make_dataset: MakeDataset
) -> None:
    dataset = make_dataset(30)
    panel.show_data(dataset)

    assert in_words(panel) == [
        f"picture {i + 1}: is {sign}" for i, sign in enumerate(dataset.test_y)
    ]
    assert counts(panel) == "30 test pictures"
    theme = load_theme("light")
    assert not colours(panel, 0) & {theme.right, theme.wrong}


def test_a_snapshot_marks_each_picture_right_or_wrong(
    panel: PicturesPanel, make_dataset: MakeDataset, make_snapshot: MakeSnapshot
) -> None:
    dataset = make_dataset(30)
    snapshot = make_snapshot(dataset)
    panel.show_data(dataset)
    panel.show_snapshot(snapshot)
    theme = load_theme("light")
    right = 0
    for i, words in enumerate(in_words(panel)):
        read, sign = int(snapshot.probabilities[i].argmax()), dataset.test_y[i]
        share = f"{100 * snapshot.probabilities[i].max():.0f}{SPACE}%"
        outcome = "right" if read == sign else f"wrong, is {sign}"
        assert words == f"picture {i + 1}: read as {read}, {share}, {outcome}"
        if i < 12:
            here, other = theme.right, theme.wrong
            if read != sign:
                here, other = other, here
            assert here in colours(panel, i)
            assert other not in colours(panel, i)
        right += read == sign
    assert counts(panel) == f"{right} of 30 read correctly ({right / 30 * 100:.1f} %)"

    panel.show_snapshot(None)
    assert counts(panel) == "30 test pictures"
    assert in_words(panel)[0] == f"picture 1: is {dataset.test_y[0]}"


def test_a_late_snapshot_of_other_data_is_passed_over(
    panel: PicturesPanel, make_dataset: MakeDataset, make_snapshot: MakeSnapshot
) -> None:
    dataset = make_dataset(30)
    panel.show_data(dataset)
    panel.show_snapshot(make_snapshot(dataset))
    before = in_words(panel)

    panel.show_snapshot(make_snapshot(make_dataset(31)))
    panel.show_snapshot(make_snapshot(make_dataset(30, classes=7)))

    assert in_words(panel) == before


def test_other_data_forgets_what_was_read_and_chosen(
    panel: PicturesPanel,
    selection: Selection,
    make_dataset: MakeDataset,
    make_snapshot: MakeSnapshot,
) -> None:
    dataset = make_dataset(30)
    panel.show_data(dataset)
    panel.show_snapshot(make_snapshot(dataset))
    choose(panel, "filter_sign", 3)
    click(panel, 1)

    other = make_dataset(40, classes=3)
    selection.forget_pictures()
    panel.show_data(other)

    assert counts(panel) == "40 test pictures"
    assert chosen(panel) is None
    assert caption(panel) == "Picture 1, not read yet"
    assert sentence(panel) == f"It is {other.test_y[0]}."
    assert [words_of(panel, name) for name in CHANGES] == ["", "", ""]
    assert combo(panel, "filter_sign").currentIndex() == 0
    assert combo(panel, "filter_sign").count() == 4


def test_wrong_shows_the_wrong_and_all_shows_all(
    panel: PicturesPanel, make_dataset: MakeDataset, make_snapshot: MakeSnapshot
) -> None:
    dataset = make_dataset(60)
    snapshot = make_snapshot(dataset)
    panel.show_data(dataset)
    panel.show_snapshot(snapshot)
    wrong = np.flatnonzero(snapshot.probabilities.argmax(axis=1) != dataset.test_y).tolist()

    QTest.mouseClick(button(panel, "filter_wrong"), Qt.MouseButton.LeftButton)
    assert numbers(panel) == wrong
    assert counts(panel).startswith(f"{len(wrong)} of 60 shown")
    assert not button(panel, "filter_all").isChecked()

    other = make_snapshot(dataset, seed=1)
    panel.show_snapshot(other)
    assert numbers(panel) == (
        np.flatnonzero(other.probabilities.argmax(axis=1) != dataset.test_y).tolist()
    )

    QTest.mouseClick(button(panel, "filter_all"), Qt.MouseButton.LeftButton)
    assert numbers(panel) == list(range(60))


def test_one_sign_and_every_sign(panel: PicturesPanel, make_dataset: MakeDataset) -> None:
    dataset = make_dataset(60)
    panel.show_data(dataset)

    choose(panel, "filter_sign", 3)
    assert numbers(panel) == np.flatnonzero(dataset.test_y == 2).tolist()
    choose(panel, "filter_sign", 0)
    assert numbers(panel) == list(range(60))


def test_the_order_is_the_one_chosen(
    panel: PicturesPanel, make_dataset: MakeDataset, make_snapshot: MakeSnapshot
) -> None:
    dataset = make_dataset(60)
    snapshot = make_snapshot(dataset)
    panel.show_data(dataset)
    panel.show_snapshot(snapshot)
    confidence = snapshot.probabilities.max(axis=1)

    choose(panel, "sort_order", 1)
    assert numbers(panel) == np.argsort(-confidence, kind="stable").tolist()
    choose(panel, "sort_order", 2)
    assert numbers(panel) == np.argsort(confidence, kind="stable").tolist()
    choose(panel, "sort_order", 0)
    assert numbers(panel) == list(range(60))


def test_where_a_filter_leaves_nothing_it_says_why(
    panel: PicturesPanel, make_dataset: MakeDataset
) -> None:
    dataset = make_dataset(20)
    panel.show_data(dataset)
    seen = set()
    QTest.mouseClick(button(panel, "filter_wrong"), Qt.MouseButton.LeftButton)
    seen.add(grid(panel).hint)
    perfect = np.eye(6, dtype=np.float32)[dataset.test_y]
    panel.show_snapshot(Snapshot(epoch=0, probabilities=perfect))
    seen.add(grid(panel).hint)
    choose(panel, "filter_sign", 1)
    seen.add(grid(panel).hint)

    assert in_words(panel) == []
    assert seen == {
        "No picture has been read yet, so that none is wrong: choose All to see them.",
        "Every picture is read correctly.",
        "No picture of this sign is read wrongly.",
    }


def test_a_click_chooses_and_the_inspector_follows_the_snapshots(
    panel: PicturesPanel, make_dataset: MakeDataset, make_snapshot: MakeSnapshot
) -> None:
    dataset = make_dataset(60)
    panel.show_data(dataset)

    click(panel, 5)
    assert chosen(panel) == 5
    assert sentence(panel).startswith(f"It is {dataset.test_y[5]}.")
    for seed in range(3):
        snapshot = make_snapshot(dataset, seed=seed)
        panel.show_snapshot(snapshot)
        assert chosen(panel) == 5
        assert sentence(panel).startswith(f"Read as {snapshot.probabilities[5].argmax()}")
        assert caption(panel).startswith("Picture 6, read with ")


def test_until_a_picture_is_chosen_it_shows_the_surest_error_of_those_in_the_grid(
    panel: PicturesPanel, make_dataset: MakeDataset, make_snapshot: MakeSnapshot
) -> None:
    dataset = make_dataset(60)
    snapshot = make_snapshot(dataset)
    panel.show_data(dataset)
    assert caption(panel) == "Picture 1, not read yet"
    panel.show_snapshot(snapshot)
    shares = snapshot.probabilities

    def surest_error(among: list[int]) -> int:
        wrong = [i for i in among if shares[i].argmax() != dataset.test_y[i]]
        return max(wrong, key=lambda i: shares[i].max())

    for entry, words in (
        (0, "The error it is surest of"),
        (3, "Of those shown, the error it is surest of"),
    ):
        choose(panel, "filter_sign", entry)
        picture = surest_error(numbers(panel))
        read, is_a = shares[picture].argmax(), dataset.test_y[picture]
        assert sentence(panel) == f"Read as {read}. It is {is_a}."
        share = f"{100 * shares[picture].max():.0f}{SPACE}%"
        assert caption(panel) == f"{words}: {share}"
    assert chosen(panel) is None

    choose(panel, "filter_sign", 0)
    perfect = np.eye(6, dtype=np.float32)[dataset.test_y]
    panel.show_snapshot(Snapshot(epoch=1, probabilities=perfect))
    assert caption(panel) == f"All is right; it is least sure of this: 100{SPACE}%"


def test_with_errors_elsewhere_it_does_not_say_that_all_is_right(
    panel: PicturesPanel, make_dataset: MakeDataset
) -> None:
    dataset = make_dataset(60)
    panel.show_data(dataset)
    shares = np.eye(6, dtype=np.float32)[dataset.test_y]
    (wrong, *_) = np.flatnonzero(dataset.test_y == 3)
    shares[wrong] = np.eye(6, dtype=np.float32)[0]
    panel.show_snapshot(Snapshot(epoch=1, probabilities=shares))
    choose(panel, "filter_sign", 1 + 2)
    assert caption(panel) == f"All shown are right; it is least sure of this: 100{SPACE}%"
    # Nothing is shown: the one error is that of all.
    button(panel, "filter_wrong").click()
    assert not numbers(panel)
    assert sentence(panel) == "Read as 0. It is 3."
    assert caption(panel) == f"The error it is surest of: 100{SPACE}%"


def test_the_grid_names_its_epoch_and_how_many_pictures_turned(
    panel: PicturesPanel,
    make_dataset: MakeDataset,
    make_snapshot: MakeSnapshot,
    qtbot: QtBot,
) -> None:
    dataset = make_dataset(60)
    first, second = make_snapshot(dataset, seed=6), make_snapshot(dataset, seed=7)
    panel.show_data(dataset)
    panel.show_snapshot(first)
    assert [words_of(panel, name) for name in CHANGES] == ["", "", "epoch 7"]
    panel.show_snapshot(second)

    before, after = (s.probabilities.argmax(axis=1) == dataset.test_y for s in (first, second))
    to_right, to_wrong = int((after & ~before).sum()), int((before & ~after).sum())
    assert to_right > 0
    assert [words_of(panel, name) for name in CHANGES] == [
        f"+{to_right}",
        f"\N{MINUS SIGN}{to_wrong}",
        "epoch 8",
    ]
    # Nothing stays of it once no more is read.
    qtbot.waitUntil(lambda: words_of(panel, "turned_right") == "")
    assert [words_of(panel, name) for name in CHANGES] == ["", "", "epoch 8"]
    panel.show_snapshot(None)
    assert words_of(panel, "snapshot_epoch") == ""


class StillStyle(QProxyStyle):
    """A style of a desktop that wants no animations."""

    def styleHint(self, hint: QStyle.StyleHint, *others: Any, **more: Any) -> int:  # noqa: N802
        if hint == QStyle.StyleHint.SH_Widget_Animation_Duration:
            return 0
        return super().styleHint(hint, *others, **more)


def test_pictures_that_turn_right_are_tinted_and_the_tint_fades(
    panel: PicturesPanel, make_dataset: MakeDataset, qtbot: QtBot
) -> None:
    dataset = make_dataset(8)
    right = np.eye(6, dtype=np.float32)[dataset.test_y]
    wrong = np.roll(right, 1, axis=1)
    panel.show_data(dataset)

    def turn_first_two() -> list[bool]:
        """Whether the first three tiles differ from what they will be."""
        panel.show_snapshot(Snapshot(epoch=0, probabilities=wrong))
        mixed = wrong.copy()
        mixed[:2] = right[:2]
        panel.show_snapshot(Snapshot(epoch=1, probabilities=mixed))
        return [bool(colours(panel, row) - settled[row]) for row in range(3)]

    settled = [set[str]()] * 3
    turn_first_two()
    qtbot.waitUntil(lambda: fade_strength(panel) == 0)
    settled = [colours(panel, row) for row in range(3)]
    assert turn_first_two() == [True, True, False]
    qtbot.waitUntil(lambda: fade_strength(panel) == 0)
    assert [colours(panel, row) for row in range(3)] == settled


def test_a_desktop_without_animations_has_no_tint(
    panel: PicturesPanel, make_dataset: MakeDataset, qapp: QApplication
) -> None:
    dataset = make_dataset(8)
    right = np.eye(6, dtype=np.float32)[dataset.test_y]
    style = qapp.style().name()
    qapp.setStyle(StillStyle(style))
    try:
        panel.show_data(dataset)
        panel.show_snapshot(Snapshot(epoch=0, probabilities=np.roll(right, 1, axis=1)))
        panel.show_snapshot(Snapshot(epoch=1, probabilities=right))
        assert fade_strength(panel) == 0
        assert words_of(panel, "turned_right") == "+8"
    finally:
        qapp.setStyle(style)


def test_keys_move_the_choice(panel: PicturesPanel, make_dataset: MakeDataset) -> None:
    panel.show_data(make_dataset(122))
    view = grid(panel)
    columns = view.geometry_of_tiles().columns
    assert columns in (4, 5)
    click(panel, 0)
    page = view.viewport().height() // view.geometry_of_tiles().row_height
    last_row = 121 // columns * columns
    key = Qt.Key
    for pressed, expected in (
        (key.Key_Right, 1),
        (key.Key_Down, columns + 1),
        (key.Key_Left, columns),
        (key.Key_Up, 0),
        (key.Key_Up, 0),
        (key.Key_Left, 0),
        (key.Key_PageDown, page * columns),
        (key.Key_PageUp, 0),
        (key.Key_End, 121),
        (key.Key_Right, 121),
        (key.Key_Left, 120),
        (key.Key_Home, 0),
    ):
        QTest.keyClick(view, pressed)
        assert chosen(panel) == expected
        place = view.visualRect(view.currentIndex())
        assert view.viewport().rect().contains(place)
    QTest.keyClick(view, key.Key_End)
    QTest.keyClick(view, key.Key_Up)
    for _ in range(columns):
        QTest.keyClick(view, key.Key_Right)
    assert last_row <= (chosen(panel) or 0) <= 121
    QTest.keyClick(view, key.Key_5)
    assert last_row <= (chosen(panel) or 0) <= 121


def test_updates_keep_the_choice_and_the_place(
    panel: PicturesPanel, make_dataset: MakeDataset, make_snapshot: MakeSnapshot
) -> None:
    dataset = make_dataset(120)
    panel.show_data(dataset)
    panel.show_snapshot(make_snapshot(dataset))
    choose(panel, "sort_order", 1)
    bar = grid(panel).verticalScrollBar()
    click(panel, 2)
    picture = chosen(panel)
    bar.setValue(bar.maximum() // 2)
    place = bar.value()
    assert place > 0
    for seed in range(1, 6):
        panel.show_snapshot(make_snapshot(dataset, seed=seed))
        assert chosen(panel) == picture
        assert bar.value() == place


def test_the_place_stays_while_a_filter_lets_pictures_come_and_go(
    panel: PicturesPanel, make_dataset: MakeDataset, make_snapshot: MakeSnapshot
) -> None:
    dataset = make_dataset(400)
    panel.show_data(dataset)
    panel.show_snapshot(make_snapshot(dataset))
    QTest.mouseClick(button(panel, "filter_wrong"), Qt.MouseButton.LeftButton)
    bar = grid(panel).verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    place = bar.value()
    assert place > 0
    for seed in range(1, 4):
        panel.show_snapshot(make_snapshot(dataset, seed=seed))
        grid(panel).viewport().repaint()
        assert bar.value() == place


def test_a_picture_that_a_filter_hides_is_chosen_again_when_it_returns(
    panel: PicturesPanel, make_dataset: MakeDataset, make_snapshot: MakeSnapshot
) -> None:
    dataset = make_dataset(120)
    snapshot = make_snapshot(dataset)
    panel.show_data(dataset)
    panel.show_snapshot(snapshot)
    right = int(np.flatnonzero(snapshot.probabilities.argmax(axis=1) == dataset.test_y)[0])
    click(panel, right)
    said = sentence(panel)

    QTest.mouseClick(button(panel, "filter_wrong"), Qt.MouseButton.LeftButton)
    assert chosen(panel) is None
    assert sentence(panel) == said
    QTest.mouseClick(button(panel, "filter_all"), Qt.MouseButton.LeftButton)
    assert chosen(panel) == right


def test_a_new_order_begins_at_its_beginning_and_keeps_the_choice(
    panel: PicturesPanel, make_dataset: MakeDataset, make_snapshot: MakeSnapshot
) -> None:
    dataset = make_dataset(400)
    panel.show_data(dataset)
    panel.show_snapshot(make_snapshot(dataset))
    click(panel, 0)
    view = grid(panel)
    for entry in (1, 2, 0):
        view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
        choose(panel, "sort_order", entry)
        assert chosen(panel) == 0
        assert view.viewport().rect().contains(view.visualRect(view.model().index(0, 0)))


def test_the_slider_sizes_the_tiles(panel: PicturesPanel, make_dataset: MakeDataset) -> None:
    panel.show_data(make_dataset(120))
    view = grid(panel)
    before = view.geometry_of_tiles()
    slider = panel.findChild(QSlider, "tile_size")

    QTest.keyClick(slider, Qt.Key.Key_End)
    assert view.geometry_of_tiles().columns < before.columns
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert view.geometry_of_tiles().columns > before.columns


def test_tiles_of_a_projector_are_wide_enough_for_a_short_name(
    panel: PicturesPanel, make_dataset: MakeDataset
) -> None:
    panel.show_data(make_dataset(120))
    view = grid(panel)
    font = view.font()
    font.setPixelSize(30)
    view.setFont(font)
    view.updateGeometries()
    tiles = view.geometry_of_tiles()
    assert tiles.place(0)[2] > QFontMetrics(font).horizontalAdvance("→ wood")


@pytest.mark.parametrize("width", [280, 300, 420, 700])
def test_tiles_fill_any_width(panel: PicturesPanel, make_dataset: MakeDataset, width: int) -> None:
    panel.show_data(make_dataset(120))
    panel.resize(width, 720)
    view = grid(panel)
    tiles = view.geometry_of_tiles()

    assert panel.width() == width
    last = view.visualRect(view.model().index(tiles.columns - 1, 0))
    assert last.right() + 1 == view.viewport().width()
    assert tiles.columns >= 3
    assert not view.indexAt(QPoint(-1, 5)).isValid()


def test_names_from_a_file_are_no_markup(
    panel: PicturesPanel, make_dataset: MakeDataset, make_snapshot: MakeSnapshot
) -> None:
    dataset = make_dataset(20, classes=2, names=("<b>bold</b>", "a name much longer than a tile"))
    panel.show_data(dataset)
    panel.show_snapshot(make_snapshot(dataset))
    panel.grab()
    model = grid(panel).model()
    place = int(np.flatnonzero(dataset.test_y == 0)[0])

    tooltip = model.data(model.index(place, 0), Qt.ItemDataRole.ToolTipRole)

    # As it is: what shows tooltips takes them for plain text.
    assert "<b>bold</b>" in tooltip


def test_a_screen_reader_hears_each_tile(panel: PicturesPanel, make_dataset: MakeDataset) -> None:
    panel.show_data(make_dataset(20))

    table = QAccessible.queryAccessibleInterface(grid(panel))

    assert table.text(QAccessible.Text.Name) == "Test pictures"
    heard = [table.child(i).text(QAccessible.Text.Name) for i in range(table.childCount())]
    assert [words for words in heard if words] == in_words(panel)


def test_a_hundred_thousand_pictures_work(
    panel: PicturesPanel, make_dataset: MakeDataset, make_snapshot: MakeSnapshot
) -> None:
    dataset = make_dataset(100_000, shape=(2, 2, 1))
    panel.show_data(dataset)
    choose(panel, "sort_order", 1)
    snapshot = make_snapshot(dataset)
    panel.show_snapshot(snapshot)
    view = grid(panel)

    click(panel, 0)
    surest = int(np.argmax(snapshot.probabilities.max(axis=1)))
    assert sentence(panel).startswith(f"Read as {snapshot.probabilities[surest].argmax()}")
    assert caption(panel).startswith(f"Picture {surest + 1:,}, read with ")
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.currentIndex().row() == 99_999
    words = view.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    least_sure = int(np.argmin(snapshot.probabilities.max(axis=1)))
    assert words.startswith(f"picture {least_sure + 1:,}: ")
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex()))


@pytest.mark.parametrize("name", ["light", "dark"])
def test_either_theme_colours_everything(
    panel: PicturesPanel, make_dataset: MakeDataset, make_snapshot: MakeSnapshot, name: str
) -> None:
    theme = load_theme(name)
    panel.set_theme(theme)
    dataset = make_dataset(20)
    panel.show_data(dataset)
    panel.show_snapshot(make_snapshot(dataset))
    shown = [colours(panel, row) for row in range(8)]

    assert all((theme.right in one) != (theme.wrong in one) for one in shown)


def test_of_pictures_in_a_file_the_first_are_shown(
    panel: PicturesPanel,
    selection: Selection,
    make_dataset: MakeDataset,
    make_snapshot: MakeSnapshot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_signs(make_dataset(40), tmp_path)
    monkeypatch.setattr(streamed, "SHOWN_MAX", 12)
    dataset = open_pictures(tmp_path, stream=True)
    panel.show_data(dataset)
    assert numbers(panel) == list(range(12))
    assert counts(panel) == "40 test pictures; the first 12 are here"
    panel.show_snapshot(make_snapshot(dataset))
    assert numbers(panel) == list(range(12))
    words = panel.findChild(ElidedLabel, "picture_counts").words
    assert words.endswith("; the first 12 are here")
    assert "shown" in caption(panel), "the surest error may be among those that are not here"
    before = caption(panel)
    selection.choose_picture(30)
    assert caption(panel) == before, "what is not here is not inspected"
