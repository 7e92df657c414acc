"""The legend of the training curves in a window, for runs with dropout and without."""

import pytest
from pytestqt.qtbot import QtBot

from signs_studio.ui.charts.legend_entry import LegendEntry
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.worker.run_state import RunState
from tests.ui.conftest import ENGINE_TIMEOUT_MS, small_draft


@pytest.mark.parametrize(
    ("layers", "rotation", "name"),
    [
        ("4:relu,dropout:0.5", "10", "train, augmented, with dropout"),
        ("4:relu", "0", "train"),
    ],
)
def test_the_legend_says_what_is_on_in_training_alone(
    qtbot: QtBot, ready_window: MainWindow, layers: str, rotation: str, name: str
) -> None:
    draft = small_draft().with_field("layers", layers).with_field("rotation", rotation)
    ready_window.editor.edit(draft, title="test")
    ready_window.actions_by_name["view_curves"].trigger()
    ready_window.actions_by_name["step"].trigger()
    qtbot.waitUntil(
        lambda: ready_window.controller.state is RunState.PAUSED, timeout=ENGINE_TIMEOUT_MS
    )
    for quantity in ("cost", "accuracy"):
        train, test = (
            ready_window.findChild(LegendEntry, f"{quantity}_{pictures}_legend")
            for pictures in ("train", "test")
        )
        assert train is not None
        assert test is not None
        qtbot.waitUntil(lambda train=train: any(letter.isdigit() for letter in train.text()))
        # Said once, for both plots.
        assert train.text().rpartition(" ")[0] == (name if quantity == "cost" else "train")
        assert test.text().rpartition(" ")[0] == "test"
        assert ("with dropout and augmentation on" in _plain(train.toolTip())) == (name != "train")
        assert not test.toolTip()
    # Without a run, nothing is said of one.
    ready_window.actions_by_name["reset"].trigger()
    train = ready_window.findChild(LegendEntry, "cost_train_legend")
    assert train is not None
    qtbot.waitUntil(lambda: train.text() == "train")
    assert not train.toolTip()


def test_a_name_gives_way_part_by_part_where_there_is_little_room(qtbot: QtBot) -> None:
    entries = [LegendEntry(name, widest="0.00000") for name in ("train, augmented", "train")]
    for entry in entries:
        qtbot.addWidget(entry)
        entry.set_value("1.51")
        entry.resize(entries[0].minimumSizeHint())
    assert entries[0].minimumSizeHint().width() < entries[0].sizeHint().width()
    narrow, short = (entry.grab().toImage() for entry in entries)
    assert narrow == short


def _plain(tooltip: str) -> str:
    return " ".join(tooltip.replace("<br>", " ").split())
