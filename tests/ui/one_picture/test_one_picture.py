"""One picture: opened, cropped, fitted, and read by the network of the run."""

import sys
import threading
from collections.abc import Callable
from importlib.abc import MetaPathFinder
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from signs_studio.data import opening
from signs_studio.data.photographs.fitting import fit_picture
from signs_studio.data.reading.cancellation import Cancellation
from signs_studio.insight.augmentation_preview import PreviewWanted
from signs_studio.insight.predictions import PredictionsWanted
from signs_studio.ui.one_picture.answer_view import AnswerView
from signs_studio.ui.one_picture.one_picture_view import OnePictureView
from signs_studio.ui.pictures.bars_view import BarsView
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.state.appearance import LARGEST_SCALE
from signs_studio.ui.widgets.tab_order import stops_in
from signs_studio.worker.run_state import RunState
from tests.conftest import drawn_dataset
from tests.ui.conftest import ENGINE_TIMEOUT_MS, small_draft
from tests.ui.one_picture.conftest import MakePhotographs, seen_words
from tests.ui.test_focus_rings import problem_with

BENEATH_ONE_ANOTHER = (
    *("open_picture", "seen_words", "seen_picture", "answer", "answer_caption", "answer_bars"),
    "thumbnails",
)

OpenPhotographs = Callable[..., list[Path]]


def said(view: OnePictureView, name: str) -> str:
    label = view.findChild(QLabel, name)
    assert label is not None
    return str(getattr(label, "words", label.text())) if label.isVisible() else ""


def bars(view: OnePictureView) -> dict[str, float]:
    found = view.findChild(BarsView, "answer_bars")
    assert isinstance(found, BarsView)
    return {bar.name: bar.share for bar in found.bars}


def button(view: OnePictureView, name: str) -> QPushButton:
    found = view.findChild(QPushButton, name)
    assert found is not None
    return found


def answers(view: OnePictureView) -> bool:
    return said(view, "answer").startswith("y = ")


def train(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.run_shown, timeout=ENGINE_TIMEOUT_MS):
        window.train()


def drop(view: OnePictureView, mime: QMimeData) -> None:
    event = QDropEvent(
        QPointF(20, 20),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    view.dropEvent(event)


def test_before_any_picture_it_says_how_to_get_one(view: OnePictureView) -> None:
    assert "photograph" in said(view, "one_picture_hint")
    assert not view.crop_view.isVisible()
    assert not view.keep_bar.isVisible()


def test_ten_bars_have_words_as_large_as_all_others(qtbot: QtBot) -> None:
    answer_view = AnswerView()
    qtbot.addWidget(answer_view)
    names = tuple(f"class {number}" for number in range(10))
    answer_view.show_answer(np.full(10, 0.1, np.float32), class_names=names, epochs=1)
    drawn = answer_view.findChild(BarsView, "answer_bars")
    assert drawn is not None
    assert drawn.minimumHeight() >= 10 * drawn.fontMetrics().height()


def test_before_any_training_it_says_to_train_first(
    view: OnePictureView, open_photographs: OpenPhotographs
) -> None:
    open_photographs()
    assert "Train first" in said(view, "answer_words")
    assert bars(view) == {}
    assert not answers(view)


def test_the_answer_is_that_of_the_network_for_the_picture_as_it_is_seen(
    qtbot: QtBot,
    ready_window: MainWindow,
    view: OnePictureView,
    open_photographs: OpenPhotographs,
) -> None:
    (path,) = open_photographs()
    train(qtbot, ready_window)
    qtbot.waitUntil(lambda: answers(view))
    # The same, asked by itself: of the centre square of what Pillow reads.
    pixels = np.asarray(Image.open(path))
    seen = fit_picture(pixels, shape=(4, 4, 1))
    asked = PredictionsWanted(seen[None])
    heard: list[np.ndarray] = []
    ready_window.controller.answered.connect(
        lambda question, answer, _epochs: heard.append(answer) if question is asked else None
    )
    ready_window.controller.ask(asked)
    qtbot.waitUntil(lambda: bool(heard))
    qtbot.waitUntil(lambda: np.allclose([*bars(view).values()], heard[0][0], atol=1e-6))
    assert said(view, "answer") == f"y = {heard[0][0].argmax()}"
    assert "epoch 5" in said(view, "answer_caption")


def test_no_answer_stands_under_a_photograph_that_cannot_be_read_again(
    qtbot: QtBot, ready_window: MainWindow, view: OnePictureView, open_photographs: OpenPhotographs
) -> None:
    paths = open_photographs(2)
    train(qtbot, ready_window)
    qtbot.waitUntil(lambda: answers(view))
    paths[1].unlink()
    with qtbot.waitSignal(ready_window.workspace.picture_reader.refused):
        ready_window.workspace.photographs.choose(1)
    assert not answers(view)
    assert bars(view) == {}
    assert seen_words(view) == ""


@pytest.mark.parametrize("ending", ["cancel_opening", "quit"])
def test_reading_very_many_photographs_is_broken_off(
    qtbot: QtBot,
    ready_window: MainWindow,
    view: OnePictureView,
    make_photographs: MakePhotographs,
    monkeypatch: pytest.MonkeyPatch,
    ending: str,
) -> None:
    assert view.isVisible()
    window, (path,) = ready_window, make_photographs(1)
    began = threading.Event()
    read: list[Cancellation] = []

    def open_picture(_: Path, *, cancellation: Cancellation) -> np.ndarray:
        read.append(cancellation)
        broken_off = threading.Event()
        with cancellation.breaking_off(broken_off.set):
            began.set()
            assert broken_off.wait(20)
        cancellation.check()
        raise AssertionError

    monkeypatch.setattr(opening, "open_picture", open_picture)
    photographs = window.workspace.photographs
    photographs.open([path] * 200)
    qtbot.waitUntil(began.is_set)
    assert window.actions_by_name["cancel_opening"].isEnabled()
    window.actions_by_name[ending].trigger()
    qtbot.waitUntil(lambda: not window.workspace.picture_reader.is_reading)
    assert [each.is_cancelled for each in read] == [True]
    assert not window.actions_by_name["cancel_opening"].isEnabled()


def test_it_is_read_while_a_run_trains_pauses_ends_and_trains_more(
    qtbot: QtBot,
    ready_window: MainWindow,
    view: OnePictureView,
    open_photographs: OpenPhotographs,
) -> None:
    window = ready_window
    open_photographs()
    window.editor.edit(small_draft(epochs=1_000_000), title="test")
    window.train()
    qtbot.waitUntil(lambda: answers(view), timeout=ENGINE_TIMEOUT_MS)
    assert window.controller.state is RunState.RUNNING
    before = said(view, "answer_caption")
    qtbot.waitUntil(lambda: said(view, "answer_caption") != before)
    window.controller.pause()
    qtbot.waitUntil(lambda: window.controller.state is RunState.PAUSED)
    record = window.controller.record
    assert record is not None
    qtbot.waitUntil(lambda: f"epoch {len(record):,}" in said(view, "answer_caption"))
    paused = bars(view)
    QTest.keyClick(view.crop_view, Qt.Key.Key_Minus)
    qtbot.waitUntil(lambda: bars(view) != paused)
    window.controller.resume()
    qtbot.waitUntil(lambda: window.controller.state is RunState.RUNNING)
    with qtbot.waitSignal(window.run_shown):
        window.controller.stop()
    qtbot.waitUntil(lambda: f"epoch {len(record):,}" in said(view, "answer_caption"))
    ended = said(view, "answer_caption")
    window.editor.edit(small_draft(epochs=3), title="test")
    with qtbot.waitSignal(window.run_shown):
        window.actions_by_name["train_more"].trigger()
    qtbot.waitUntil(lambda: said(view, "answer_caption") != ended)
    window.controller.reset()
    qtbot.waitUntil(lambda: "Train first" in said(view, "answer_words"))
    assert bars(view) == {}


def test_other_data_has_it_fitted_anew(
    qtbot: QtBot,
    ready_window: MainWindow,
    view: OnePictureView,
    open_photographs: OpenPhotographs,
) -> None:
    open_photographs()
    train(qtbot, ready_window)
    qtbot.waitUntil(lambda: answers(view))
    ready_window.controller.set_data(drawn_dataset(shape=(6, 6, 3), classes=4))
    qtbot.waitUntil(lambda: "6 × 6 × 3" in seen_words(view))
    assert "Train first" in said(view, "answer_words")
    train(qtbot, ready_window)
    qtbot.waitUntil(lambda: len(bars(view)) == 4)


def test_the_box_takes_the_proportions_of_the_data(
    qtbot: QtBot,
    ready_window: MainWindow,
    view: OnePictureView,
    open_photographs: OpenPhotographs,
) -> None:
    open_photographs()
    ready_window.controller.set_data(drawn_dataset(shape=(4, 8, 1)))
    qtbot.waitUntil(lambda: "4 × 8 × 1" in seen_words(view))
    current = ready_window.workspace.photographs.current
    assert current is not None
    assert current.crop is not None
    assert (current.crop.left, current.crop.top, current.crop.side) == (0, 2.5, 30)
    QTest.keyClick(view.crop_view, Qt.Key.Key_Minus)
    train(qtbot, ready_window)
    qtbot.waitUntil(lambda: answers(view))


def test_neither_of_two_askers_loses_an_answer(
    qtbot: QtBot,
    ready_window: MainWindow,
    view: OnePictureView,
    open_photographs: OpenPhotographs,
) -> None:
    open_photographs()
    train(qtbot, ready_window)
    qtbot.waitUntil(lambda: answers(view))
    recipe = ready_window.editor.validation.recipe
    dataset = ready_window.controller.dataset
    assert recipe is not None
    assert dataset is not None
    previews: list[object] = []
    ready_window.controller.answered.connect(
        lambda question, _answer, _epochs: (
            previews.append(question) if isinstance(question, PreviewWanted) else None
        )
    )
    for drawing in range(3):
        before = bars(view)
        QTest.keyClick(view.crop_view, Qt.Key.Key_Minus)
        asked = PreviewWanted(dataset.test_x[:2], recipe.augmentation, drawing)
        ready_window.controller.ask(asked)
        qtbot.waitUntil(lambda before=before: bars(view) != before)
        qtbot.waitUntil(lambda asked=asked: asked in previews)


def test_nothing_is_asked_while_the_view_is_not_open(
    qtbot: QtBot,
    ready_window: MainWindow,
    view: OnePictureView,
    open_photographs: OpenPhotographs,
) -> None:
    open_photographs()
    ready_window.findChild(object, "action_view_curves").trigger()  # type: ignore[attr-defined]
    asked: list[object] = []
    ready_window.controller.answered.connect(lambda question, *_: asked.append(question))
    train(qtbot, ready_window)
    assert not [question for question in asked if isinstance(question, PredictionsWanted)]
    ready_window.findChild(object, "action_view_your_picture").trigger()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: answers(view))


def test_several_are_gone_through(
    qtbot: QtBot,
    ready_window: MainWindow,
    view: OnePictureView,
    open_photographs: OpenPhotographs,
) -> None:
    paths = open_photographs(3)
    photographs = ready_window.workspace.photographs
    assert view.thumbnails.isVisible()
    assert said(view, "photograph_name") == "IMG_0.png"
    view.thumbnails.setFocus()
    for _ in range(2):
        QTest.keyClick(view.thumbnails, Qt.Key.Key_Right)
    assert said(view, "photograph_name") == "IMG_2.png"
    qtbot.waitUntil(
        lambda: photographs.current is not None and photographs.current.pixels is not None
    )
    assert photographs.current is not None
    np.testing.assert_array_equal(photographs.current.pixels, np.asarray(Image.open(paths[2])))
    assert photographs.all[0].pixels is None, "only one is held"
    QTest.keyClick(view.thumbnails, Qt.Key.Key_Delete)
    QTest.keyClick(view.thumbnails, Qt.Key.Key_Delete)
    assert [each.name for each in photographs.all] == ["IMG_0.png"]
    assert not view.thumbnails.isVisible()


def test_one_that_is_no_picture_is_said_and_does_not_stop_the_rest(
    qtbot: QtBot,
    ready_window: MainWindow,
    view: OnePictureView,
    make_photographs: MakePhotographs,
    tmp_path: Path,
) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"no picture")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in (broken, *make_photographs())])
    drop(view, mime)
    qtbot.waitUntil(lambda: said(view, "photograph_name") == "IMG_0.png")
    message = ready_window.findChild(QLabel, "banner_message")
    qtbot.waitUntil(lambda: ready_window.findChild(QLabel, "banner_message") is not None)
    message = ready_window.findChild(QLabel, "banner_message")
    assert message is not None
    assert "broken.jpg" in message.text()


def test_a_copied_picture_is_pasted_wherever_the_focus_is(
    qtbot: QtBot, ready_window: MainWindow
) -> None:
    image = QImage(12, 9, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    image.setPixelColor(QPoint(3, 2), Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(image)
    ready_window.actions_by_name["paste"].trigger()
    view = ready_window.findChild(OnePictureView)
    assert view is not None
    assert view.isVisible()
    current = ready_window.workspace.photographs.current
    assert current is not None
    assert current.pixels is not None
    assert current.pixels.shape == (9, 12, 3)
    assert current.pixels[2, 3].tolist() == [255, 0, 0]
    assert current.pixels[0, 0].tolist() == [255, 255, 255], "white where it is transparent"
    qtbot.waitUntil(lambda: bool(seen_words(view)))


def test_the_box_is_moved_and_resized_by_keys_and_mouse(
    qtbot: QtBot,
    ready_window: MainWindow,
    view: OnePictureView,
    open_photographs: OpenPhotographs,
) -> None:
    open_photographs()
    photographs = ready_window.workspace.photographs

    def square() -> tuple[float, float, float]:
        assert photographs.current is not None
        crop = photographs.current.crop
        assert crop is not None
        return crop.left, crop.top, crop.side

    assert square() == (5, 0, 20)
    crop_view = view.crop_view
    for key, wanted in (
        (Qt.Key.Key_Right, (6, 0, 20)),
        (Qt.Key.Key_Left, (5, 0, 20)),
        (Qt.Key.Key_Minus, (6, 1, 18)),
        (Qt.Key.Key_Down, (6, 2, 18)),
        (Qt.Key.Key_Up, (6, 1, 18)),
        (Qt.Key.Key_Plus, (5, 0, 20)),
    ):
        QTest.keyClick(crop_view, key)
        assert square() == wanted, key
    qtbot.waitUntil(lambda: crop_view.width() > 100)
    middle = crop_view.rect().center()
    scale = min((crop_view.width() - 12) / 30, (crop_view.height() - 12) / 20)
    QTest.mousePress(crop_view, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(crop_view, middle - QPoint(round(5 * scale), 0))
    QTest.mouseRelease(crop_view, Qt.MouseButton.LeftButton)
    assert square() == (0, 0, 20)
    corner = middle + QPoint(round(5 * scale), round(10 * scale))
    QTest.mousePress(crop_view, Qt.MouseButton.LeftButton, pos=corner)
    QTest.mouseMove(crop_view, corner - QPoint(round(8 * scale), round(8 * scale)))
    QTest.mouseRelease(crop_view, Qt.MouseButton.LeftButton)
    assert square() == (0, 0, 12)
    QTest.keyClick(crop_view, Qt.Key.Key_Home)
    assert square() == (5, 0, 20)


def test_without_its_extra_the_camera_is_done_without(
    ready_window: MainWindow,
    view: OnePictureView,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", None)
    button(view, "camera").click()
    message = ready_window.findChild(QLabel, "banner_message")
    assert message is not None
    assert "camera" in message.text()
    assert not button(view, "camera").isChecked()


class BrokenFinder(MetaPathFinder):
    """Fails as the loader of libraries does where one of the system's is not there."""

    def find_spec(self, name: str, *_: object) -> None:
        if name == "PySide6.QtMultimedia":
            raise ImportError("libpulse.so.0: cannot open shared object file")


def test_a_library_that_the_camera_lacks_is_named(
    ready_window: MainWindow, view: OnePictureView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "PySide6.QtMultimedia", raising=False)
    monkeypatch.setattr(sys, "meta_path", [BrokenFinder(), *sys.meta_path])
    button(view, "camera").click()
    message = ready_window.findChild(QLabel, "banner_message")
    assert message is not None
    assert "libpulse.so.0" in message.text()


def test_frames_of_a_camera_are_read_live_and_none_is_held(
    qtbot: QtBot, ready_window: MainWindow, view: OnePictureView
) -> None:
    train(qtbot, ready_window)
    photographs = ready_window.workspace.photographs
    rng = np.random.default_rng(0)
    before: dict[str, float] = {}
    for _ in range(3):
        photographs.show_frame("live", rng.integers(0, 256, (12, 16, 3)).astype(np.uint8))
        qtbot.waitUntil(lambda before=before: bool(bars(view)) and bars(view) != before)
        before = bars(view)
    assert photographs.is_live
    assert photographs.all == ()
    photographs.show_frame("", None)
    assert photographs.current is None


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_there_is_a_ring_around_what_has_the_focus(
    ready_window: MainWindow, view: OnePictureView, open_photographs: OpenPhotographs, theme: str
) -> None:
    ready_window.appearance.set_theme(theme)
    open_photographs(2)
    view.keep_bar.show_kept({"1": 2}, to_add=2, has_unsaved=True, is_new_set=False)
    ready_window.activateWindow()
    colours = ready_window.appearance.theme
    names = [
        *("open_picture", "paste_picture", "camera", "crop_view", "thumbnails", "keep_class"),
        *("keep_picture", "new_set", "add_kept", "save_kept", "take_back_kept"),
    ]
    for name in names:
        stop = view.findChild(QWidget, name)
        assert stop is not None
        assert stop.isVisible()
        assert stop.toolTip() or name == "thumbnails"
        assert problem_with(ready_window, stop, colours) == ""
    assert [stop.objectName() for stop in stops_in(view)] == names


def test_on_a_projector_the_answer_and_what_keeps_the_picture_are_in_view(
    qtbot: QtBot,
    ready_window: MainWindow,
    view: OnePictureView,
    open_photographs: OpenPhotographs,
) -> None:
    ready_window.resize(1280, 800)
    ready_window.actions_by_name["presenter"].trigger()
    open_photographs(1)
    train(qtbot, ready_window)
    qtbot.waitUntil(lambda: answers(view))
    QApplication.processEvents()
    for name in ("answer", "answer_bars", "crop_view", "keep_class", "keep_picture", "new_set"):
        shown = view.findChild(QWidget, name)
        assert shown is not None
        assert shown.visibleRegion().boundingRect() == shown.rect(), name
    keep = view.findChild(QPushButton, "keep_picture")
    assert keep is not None
    keep.click()
    add = view.findChild(QPushButton, "add_kept")
    assert add is not None
    qtbot.waitUntil(lambda: add.isVisible() and add.width() < view.width())
    for name in ("answer", "keep_picture", "add_kept", "save_kept", "take_back_kept"):
        shown = view.findChild(QWidget, name)
        assert shown is not None
        assert shown.visibleRegion().boundingRect() == shown.rect(), name


@pytest.mark.parametrize("scale", [1.0, 1.5, LARGEST_SCALE])
def test_no_word_is_cut_off_however_large_it_is(
    qtbot: QtBot,
    ready_window: MainWindow,
    view: OnePictureView,
    open_photographs: OpenPhotographs,
    scale: float,
) -> None:
    open_photographs(2)
    train(qtbot, ready_window)
    qtbot.waitUntil(lambda: answers(view))
    ready_window.appearance.scale = scale
    ready_window.appearance.apply()
    QApplication.processEvents()
    shown = [view.findChild(QWidget, name) for name in BENEATH_ONE_ANOTHER]
    # Where there is no room for it beneath what is scrolled, it is scrolled too.
    if scale == LARGEST_SCALE:
        QApplication.processEvents()
        shown.append(view.keep_bar)
    assert view.keep_bar.height() >= view.keep_bar.heightForWidth(view.keep_bar.width())
    for above, beneath in pairwise(shown):
        assert above is not None
        assert beneath is not None
        names = above.objectName(), beneath.objectName()
        end = above.mapTo(view, above.rect().bottomLeft()).y()
        assert end < beneath.mapTo(view, QPoint()).y(), names
        assert above.height() >= above.fontMetrics().height(), names
    drawn = view.findChild(BarsView, "answer_bars")
    assert drawn is not None
    assert drawn.height() >= len(drawn.bars) * drawn.fontMetrics().height()
