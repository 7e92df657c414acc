"""After an early stop, whatever shows a run shows the numbers of the weights that are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from signs_studio.recipe.draft import validate
from signs_studio.recipe.presets import PRESETS
from signs_studio.runs.events import EpochFinished, FinishReason, RunFinished
from signs_studio.runs.record import DataReference, RunRecord
from signs_studio.runs.store.store import RunStore, head_of
from signs_studio.ui.charts.legend_entry import LegendEntry
from signs_studio.ui.plots.plots_panel import PlotsPanel
from signs_studio.ui.runs.run_columns import INDEX
from signs_studio.ui.runs.runs_model import RunsModel
from signs_studio.ui.state.run_colours import RunColours
from signs_studio.ui.state.selection import Selection
from signs_studio.ui.widgets.theme import load_theme
from tests.conftest import drawn_dataset
from tests.ui.run_lists import entry_of, make_library

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

COSTS = (0.75, 0.25, 0.5)
KEPT = 2
"""The table's column."""


@pytest.fixture
def stopped_early() -> RunRecord:
    recipe = validate(PRESETS["article"].draft).recipe
    assert recipe is not None
    record = RunRecord(run_id=1, recipe=recipe, origin=DataReference("Hands", "drawn for a test"))
    for epoch, cost in enumerate(COSTS):
        numbers = {"cost": cost, "test_cost": cost, "train_accuracy": 1.0, "test_accuracy": 1.0}
        record.apply(EpochFinished(epoch=epoch, **numbers, seconds=0.1))
    best = {"cost": 0.2, "test_cost": 0.25, "train_accuracy": 1.0, "test_accuracy": 1.0}
    record.apply(
        RunFinished(
            reason=FinishReason.PATIENCE,
            epochs=len(COSTS),
            kept_epochs=KEPT,
            **best,
            seconds=1.0,
        )
    )
    return record


@pytest.mark.parametrize("restored", [False, True])
def test_legend_and_table_agree_after_an_early_stop(
    qtbot: QtBot, tmp_path: Path, stopped_early: RunRecord, restored: bool
) -> None:
    record = stopped_early
    if restored:
        store = RunStore(tmp_path)
        store.add(record, head_of(record, drawn_dataset(), versions={}))
        record = store.open(record.key).record()
    selection = Selection()
    plots = PlotsPanel(selection, RunColours(make_library(), selection))
    qtbot.addWidget(plots)
    plots.show()
    model = RunsModel()
    plots.set_theme(load_theme("light"))
    plots.show_run(record)
    model.show_runs([entry_of(record)], record.key)

    kept = plots.findChild(LegendEntry, "kept_legend")
    cost = plots.findChild(LegendEntry, "cost_train_legend")
    assert kept is not None
    assert cost is not None
    assert kept.text() == f"kept epoch {KEPT}"
    shown = model.index(0, INDEX["cost"]).data()
    assert float(cost.text().split()[1]) == float(shown) == COSTS[KEPT - 1]
