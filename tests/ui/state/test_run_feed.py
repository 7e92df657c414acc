"""Views hear of a run, and of its end, whenever its events come."""

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from signs_studio.runs.events import FinishReason, RunFinished
from signs_studio.ui.state.run_feed import RunFeed
from signs_studio.worker.run_controller import RunController

END = RunFinished(
    reason=FinishReason.PATIENCE,
    epochs=3,
    kept_epochs=2,
    cost=0.2,
    test_cost=0.25,
    train_accuracy=1.0,
    test_accuracy=1.0,
    seconds=1.0,
)


def test_an_end_that_comes_after_the_last_epoch_was_shown_is_shown_too(qtbot: QtBot) -> None:
    controller = RunController()
    feed = RunFeed(controller, controller)
    heard: list[str] = []
    feed.grown.connect(lambda: heard.append("grown"))
    feed.ended.connect(lambda _: heard.append("ended"))
    with qtbot.waitSignal(feed.grown):
        controller.progressed.emit()
    controller.ended.emit(END)
    assert heard == ["grown", "grown", "ended"]


def test_an_end_that_comes_with_the_last_epoch_is_shown_with_it(
    qapp: QApplication,  # noqa: ARG001 - timers need one
) -> None:
    controller = RunController()
    feed = RunFeed(controller, controller)
    heard: list[str] = []
    feed.grown.connect(lambda: heard.append("grown"))
    feed.ended.connect(lambda _: heard.append("ended"))
    controller.progressed.emit()
    controller.ended.emit(END)
    assert heard == ["grown", "ended"]
