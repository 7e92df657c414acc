"""The same recipe again with other seeds, in a window that trains."""

import pytest
from pytestqt.qtbot import QtBot

from signs_studio.recipe.draft import validate
from signs_studio.ui.runs.run_columns import INDEX
from signs_studio.ui.runs.runs_table import RunsTable
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.state.seed_series import SEEDS
from signs_studio.ui.widgets.elided_label import ElidedLabel
from signs_studio.worker.run_state import RunState
from tests.ui.conftest import ENGINE_TIMEOUT_MS, small_draft


@pytest.mark.parametrize("is_stopped", [False, True])
def test_seeds_are_trained_one_after_another_until_the_last_or_a_stop(
    qtbot: QtBot, ready_window: MainWindow, is_stopped: bool
) -> None:
    controller, workspace = ready_window.controller, ready_window.workspace
    recipe = validate(small_draft(epochs=1_000_000 if is_stopped else 2)).recipe
    assert recipe is not None
    workspace.seed_series.start(recipe)
    if is_stopped:
        qtbot.waitUntil(lambda: len(controller.record or ()) > 0, timeout=ENGINE_TIMEOUT_MS)
        controller.stop()
    qtbot.waitUntil(lambda: not workspace.seed_series.is_on, timeout=ENGINE_TIMEOUT_MS)
    qtbot.waitUntil(lambda: controller.state is RunState.FINISHED)
    entries = workspace.library.entries
    seeds = [entry.recipe.seed for entry in entries if entry.recipe is not None]
    count = 1 if is_stopped else SEEDS
    assert seeds == [recipe.seed + 1 + offset for offset in range(count)]
    assert ready_window.editor.draft["seed"] == str(seeds[-1])
    places = {entry.key: f"seed {number} of {SEEDS}" for number, entry in enumerate(entries, 1)}
    assert workspace.seed_series.places == places
    counter = ready_window.findChild(ElidedLabel, "epoch_counter")
    assert counter is not None
    assert counter.words.endswith(f"seed {count} of {SEEDS}")
    table = ready_window.findChild(RunsTable)
    assert table is not None
    assert table.model().index(0, INDEX["name"]).data() == (
        f"Run {entries[-1].number}  seed {count} of {SEEDS}"
    )
    ticked = set() if is_stopped else {entry.key for entry in entries}
    assert workspace.selection.ticked_runs == ticked
