"""Which arrays are the pictures: asked where it is not known, previewed, and opened."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QListWidget, QPushButton
from pytestqt.qtbot import QtBot

from signs_studio.data import opening
from signs_studio.data.dataset import Dataset
from signs_studio.data.mapping import ArrayFacts, MappingNeededError
from signs_studio.data.reading.cancellation import Cancellation
from signs_studio.errors import DataError
from signs_studio.messages import Message
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.shell.mapping_dialog import ROWS_MAX, MappingDialog, first_guess
from tests.ui.conftest import small_dataset

TIMEOUT_MS = 20_000


def array(name: str, *shape: int, dtype: str = "uint8") -> ArrayFacts:
    return ArrayFacts(key=name, name=name, file="x.npz", shape=shape, dtype=dtype)


ARRAYS = (
    array("foo", 24, 4, 4, 1),
    array("bar", 24, dtype="int64"),
    array("baz", 24, dtype="float64"),
    array("<b>&x</b>", 3, dtype="text"),
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[dict[str, str], int | None]]:
    """What is asked of a file in which ``bar`` are the labels and ``baz`` can be none."""
    heard: list[tuple[dict[str, str], int | None]] = []

    def open_pictures(
        *paths: Path, mapping: Mapping[str, str] | None, limit: int | None = None, **_how: Any
    ) -> Dataset:
        heard.append((dict(mapping or {}), limit))
        if not mapping:
            raise MappingNeededError(Message("tests", "Which is which?"), ARRAYS)
        if mapping["train_y"] != "bar":
            raise DataError(Message("tests", "These are no labels."))
        return replace(small_dataset(), path=paths[0])

    monkeypatch.setattr(opening, "open_pictures", open_pictures)
    return heard


def dialog_of(qtbot: QtBot, window: MainWindow) -> MappingDialog:
    qtbot.waitUntil(lambda: window.findChild(MappingDialog) is not None, timeout=TIMEOUT_MS)
    dialog = window.findChild(MappingDialog)
    assert isinstance(dialog, MappingDialog)
    return dialog


def choose(dialog: MappingDialog, row: int, role: str) -> None:
    box = dialog.findChild(QComboBox, f"mapping_role_{row}")
    assert box is not None
    box.setCurrentIndex(box.findData(role))
    box.activated.emit(box.currentIndex())


def words(dialog: MappingDialog) -> str:
    label = dialog.findChild(QLabel, "mapping_words")
    assert label is not None
    return label.text()


def open_button(dialog: MappingDialog) -> QPushButton:
    button = dialog.findChild(QPushButton, "mapping_open")
    assert button is not None
    return button


def test_it_is_asked_previewed_opened_and_remembered(
    qtbot: QtBot,
    ready_window: MainWindow,
    asked: list[tuple[dict[str, str], int | None]],
    tmp_path: Path,
) -> None:
    window = ready_window
    window.open_data(tmp_path / "x.npz")
    dialog = dialog_of(qtbot, window)
    qtbot.waitUntil(open_button(dialog).isEnabled, timeout=TIMEOUT_MS)
    pictures = dialog.findChild(QListWidget, "mapping_pictures")
    assert pictures is not None
    assert pictures.count() == 12
    assert asked[-1] == ({"train_x": "foo", "train_y": "bar"}, 12), "a guess, of the first ones"
    choose(dialog, 2, "train_y")
    assert not open_button(dialog).isEnabled(), "until it was tried"
    qtbot.waitUntil(lambda: "no labels" in words(dialog), timeout=TIMEOUT_MS)
    assert asked[-1] == ({"train_x": "foo", "train_y": "baz"}, 12), "one array for each role"
    assert not open_button(dialog).isEnabled()
    choose(dialog, 2, "")
    assert "Choose the training pictures" in words(dialog)
    choose(dialog, 2, "test_y")
    assert "Choose the test labels with the test pictures" in words(dialog)
    choose(dialog, 2, "")
    sentence = dialog.findChild(QLabel, "mapping_sentence")
    assert sentence is not None
    assert "--map" not in sentence.text()
    assert "x.npz" in sentence.text().replace("\N{ZERO WIDTH SPACE}", "")
    choose(dialog, 1, "train_y")
    qtbot.waitUntil(open_button(dialog).isEnabled, timeout=TIMEOUT_MS)
    with qtbot.waitSignal(window.controller.data_changed, timeout=TIMEOUT_MS):
        open_button(dialog).click()
    assert asked[-1] == ({"train_x": "foo", "train_y": "bar"}, None)
    last = window.workspace.recent_data.last
    assert last is not None
    assert last.mapping == {"train_x": "foo", "train_y": "bar"}


def test_without_an_answer_what_is_open_stays_or_the_hands_are_drawn(
    qtbot: QtBot,
    make_window: Callable[[], MainWindow],
    asked: list[tuple[dict[str, str], int | None]],
    tmp_path: Path,
) -> None:
    window = make_window()
    for wanted in ("Built-in hands", "Built-in hands"):
        window.open_data(tmp_path / "x.npz")
        dialog_of(qtbot, window).reject()
        qtbot.waitUntil(lambda: window.controller.dataset is not None, timeout=60_000)
        assert window.controller.dataset is not None
        assert window.controller.dataset.name == wanted
        qtbot.waitUntil(lambda: window.findChild(MappingDialog) is None)
    assert asked


def test_a_preview_ends_with_its_question(
    qtbot: QtBot, ready_window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    previews: list[Cancellation] = []
    began = threading.Event()

    def open_pictures(
        *_paths: Path, cancellation: Cancellation, limit: int | None = None, **_how: Any
    ) -> Dataset:
        if limit is None:
            raise MappingNeededError(Message("tests", "Which is which?"), ARRAYS)
        broken_off = threading.Event()
        previews.append(cancellation)
        with cancellation.breaking_off(broken_off.set):
            began.set()
            assert broken_off.wait(TIMEOUT_MS / 1000)
        cancellation.check()
        raise AssertionError

    monkeypatch.setattr(opening, "open_pictures", open_pictures)
    ready_window.open_data(tmp_path / "x.npz")
    dialog = dialog_of(qtbot, ready_window)
    qtbot.waitUntil(began.is_set)
    dialog.reject()
    (preview,) = previews
    assert preview.is_cancelled


def test_the_guess_is_the_largest_pictures_with_labels_as_many() -> None:
    assert first_guess([array("a", 5), array("few", 5, 4, 4), array("many", 9, 4, 4)]) == {
        "train_x": "many"
    }
    assert first_guess([array("n", 9, 1), array("x", 9, 4, 4)]) == {"train_x": "x", "train_y": "n"}
    assert first_guess([array("n", 9)]) == {}


def test_the_guess_has_a_test_set_where_there_is_one_other_pair() -> None:
    train = {"train_x": "a", "train_y": "b"}
    pair = [array("a", 9, 4, 4), array("b", 9)]
    other = [array("c", 5, 4, 4), array("d", 5, 1)]
    assert first_guess([*other, *pair]) == train | {"test_x": "c", "test_y": "d"}
    assert first_guess([*pair, *other, array("e", 5)]) == train, "which labels is not known"
    assert first_guess([*pair, *other, array("e", 3, 4, 4)]) == train, "nor which pictures"
    assert first_guess([*pair, array("c", 5, 8, 8), array("d", 5)]) == train, "they are others"
    assert first_guess([*pair, array("c", 9, 4, 4), array("d", 9)]) == train, "either's labels"


def test_of_very_many_arrays_the_first_can_be_chosen(
    qtbot: QtBot, ready_window: MainWindow
) -> None:
    arrays = [array(str(number), 3) for number in range(8000)]
    dialog = MappingDialog(arrays, ready_window)
    qtbot.addWidget(dialog)
    assert len(dialog.findChildren(QComboBox)) == ROWS_MAX
    assert any("7,900 more" in label.text() for label in dialog.findChildren(QLabel))
