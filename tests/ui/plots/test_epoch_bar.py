"""The row under the plots goes through the epochs of a run, by pointer and by keys."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from signs_studio.ui.plots.epoch_bar import EpochBar
from signs_studio.ui.plots.epoch_slider import EpochSlider
from signs_studio.ui.state.selection import Selection
from signs_studio.ui.widgets.elided_label import ElidedLabel
from signs_studio.ui.widgets.theme import load_theme
from tests.records import end_by_patience, make_run

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def selection() -> Selection:
    return Selection()


@pytest.fixture
def bar(qtbot: QtBot, selection: Selection) -> EpochBar:
    bar = EpochBar(selection)
    qtbot.addWidget(bar)
    bar.set_theme(load_theme("light"))
    bar.resize(700, 40)
    bar.set_running(True)
    with qtbot.waitExposed(bar):
        bar.show_run(make_run(1, 1500))
    return bar


def slider_of(bar: EpochBar) -> EpochSlider:
    slider = bar.findChild(EpochSlider)
    assert isinstance(slider, EpochSlider)
    return slider


def words_of(bar: EpochBar) -> str:
    label = bar.findChild(ElidedLabel, "epoch_words")
    assert isinstance(label, ElidedLabel)
    assert label.words == slider_of(bar).accessibleDescription()
    assert label.text() == label.words, "there is room for all of it"
    return label.words


def live_of(bar: EpochBar) -> QPushButton:
    button = bar.findChild(QPushButton, "look_live")
    assert isinstance(button, QPushButton)
    return button


def test_keys_go_through_the_epochs_and_back_to_live(bar: EpochBar, selection: Selection) -> None:
    slider = slider_of(bar)
    assert words_of(bar) == "Live: epoch 1,500"
    assert not live_of(bar).isEnabled()
    for key, epoch in (
        (Qt.Key.Key_Left, 1499),
        (Qt.Key.Key_PageUp, 1489),
        (Qt.Key.Key_Right, 1490),
        (Qt.Key.Key_PageDown, 1500),
        (Qt.Key.Key_Home, 1),
        (Qt.Key.Key_Left, 1),
        (Qt.Key.Key_End, 1500),
    ):
        QTest.keyClick(slider, key)
        assert selection.epoch == epoch
        assert words_of(bar) == f"Past: epoch {epoch:,} of 1,500"
        assert live_of(bar).isEnabled()
    QTest.keyClick(slider, Qt.Key.Key_Escape)
    assert selection.epoch is None
    # The last epoch may be looked at as it was, while the run goes on.
    QTest.keyClick(slider, Qt.Key.Key_End)
    assert selection.epoch == 1500
    live_of(bar).setFocus()
    QTest.keyClick(live_of(bar), Qt.Key.Key_Space)
    assert selection.epoch is None
    assert slider.hasFocus(), "a key goes on from where one is"


def test_a_press_goes_there_and_a_drag_follows_the_pointer(
    bar: EpochBar, selection: Selection
) -> None:
    slider = slider_of(bar)
    epochs: list[int | None] = []
    selection.epoch_changed.connect(lambda: epochs.append(selection.epoch))
    middle = slider.height() // 2
    QTest.mousePress(slider, LEFT, pos=QPoint(slider.width() // 2, middle))
    assert selection.epoch == pytest.approx(750, abs=10)
    # The run goes on while it is dragged.
    bar.show_run(make_run(1, 2000))
    assert selection.epoch == slider.value()
    for place in (0.4, 0.2, 0.25):
        QTest.mouseMove(slider, QPoint(round(place * slider.width()), middle))
        assert selection.epoch == pytest.approx(2000 * place, abs=80)
    QTest.mouseRelease(slider, LEFT, pos=QPoint(slider.width() // 4, middle))
    assert len(epochs) == 4
    assert words_of(bar) == f"Past: epoch {selection.epoch} of 2,000"


def test_it_stands_at_the_weights_that_are_kept(bar: EpochBar, selection: Selection) -> None:
    record = make_run(1, 30)
    end_by_patience(record, kept_epochs=20)
    bar.set_running(False)
    bar.show_run(record)
    assert words_of(bar) == "Kept: epoch 20"
    assert live_of(bar).text() == "Kept"
    assert slider_of(bar).value() == 20
    assert selection.epoch is None


def test_of_a_run_that_has_ended_nothing_is_live(bar: EpochBar) -> None:
    layout = bar.layout()
    assert layout is not None
    layout.activate()
    before = live_of(bar).geometry()
    bar.set_running(False)
    layout.activate()
    assert words_of(bar) == "Latest: epoch 1,500"
    assert live_of(bar).text() == "Latest"
    assert live_of(bar).geometry() == before
    bar.set_running(True)
    assert words_of(bar) == "Live: epoch 1,500"


def test_the_slider_stands_still_whatever_is_said(bar: EpochBar, selection: Selection) -> None:
    slider = slider_of(bar)
    layout = bar.layout()
    assert layout is not None

    def place() -> tuple[int, int]:
        layout.activate()
        return slider.x(), slider.width()

    before = place()
    words = bar.findChild(ElidedLabel, "epoch_words")
    assert words is not None
    assert words.geometry().right() < slider.x()
    for change in (
        lambda: selection.look_at_epoch(7),
        lambda: bar.show_weights_progress(7, 40),
        lambda: bar.set_note(""),
        lambda: bar.show_run(make_run(1, 1600)),
        selection.look_live,
    ):
        change()
        assert place() == before
    selection.look_at_epoch(7)
    bar.show_weights_progress(7, 40)
    assert words_of(bar) == "Weights of epoch 7: 40 %"


def test_without_a_past_it_says_why_and_without_epochs_nothing(bar: EpochBar) -> None:
    reason = bar.findChild(QLabel, "no_past")
    assert reason is not None
    assert not reason.isVisible()
    bar.set_why_no_past("It is not kept.")
    assert reason.isVisible()
    assert "not kept" in reason.text()
    assert not slider_of(bar).isVisible()
    bar.set_why_no_past("")
    assert slider_of(bar).isVisible()
    bar.show_run(None)
    assert not bar.isVisible()
    bar.show_run(make_run(2, 0))
    assert not bar.isVisible()
