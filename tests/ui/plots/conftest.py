"""Histories to draw."""

import math

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from signs_studio.recipe.draft import make_draft, validate
from signs_studio.runs.events import EpochDiverged, EpochFinished
from signs_studio.runs.record import DataReference, RunRecord
from signs_studio.ui.state.appearance import Appearance
from signs_studio.ui.state.selection import Selection


def add_epoch(record, cost=None, test_cost=None):
    """Records one more epoch, with a cost that falls unless it is given."""
    epoch = len(record)
    falling = 1.8 * math.exp(-epoch / 20) + 0.02
    record.apply(
        EpochFinished(
            epoch=epoch,
            cost=falling if cost is None else cost,
            test_cost=falling + 0.5 if test_cost is None else test_cost,
            train_accuracy=1 - falling / 2,
            test_accuracy=0.8 - falling / 4,
            seconds=0.1,
        )
    )


def diverge(record):
    """Ends the run with an epoch whose cost is no number."""
    record.apply(EpochDiverged(epoch=len(record), cost=math.nan, test_cost=2.0, seconds=0.1))


@pytest.fixture
def appearance(qapp):
    """How the application looks: as its window has it, for as long as a test lasts."""
    font, palette, style = qapp.font(), qapp.palette(), qapp.styleSheet()
    appearance = Appearance(theme_name="light", scale=1.0)
    appearance.apply()
    yield appearance
    appearance.deleteLater()
    QApplication.sendPostedEvents(appearance, QEvent.Type.DeferredDelete)
    qapp.setStyleSheet(style)
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.fixture
def selection():
    """Nothing is chosen, and the run is looked at live."""
    return Selection()


@pytest.fixture
def make_record():
    """Makes the record of a run: its id, its epochs done, its epochs planned."""

    def make(run_id=1, *, epochs=0, planned=100):
        draft = make_draft(epochs=str(planned))
        recipe = validate(draft).recipe
        assert recipe is not None
        record = RunRecord(
            run_id=run_id, recipe=recipe, origin=DataReference("Hands", "drawn for a test")
        )
        for _ in range(epochs):
            add_epoch(record)
        return record

    make.add_epoch = add_epoch
    make.diverge = diverge
    return make
