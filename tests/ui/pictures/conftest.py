"""Test sets, snapshots and a panel that shows them."""

from collections.abc import Callable

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from signs_studio.data.dataset import Dataset
from signs_studio.runs.events import Snapshot
from signs_studio.ui.pictures.pictures_panel import PicturesPanel
from signs_studio.ui.state.selection import Selection
from signs_studio.ui.widgets.theme import load_theme

MakeDataset = Callable[..., Dataset]
MakeSnapshot = Callable[..., Snapshot]


@pytest.fixture
def make_dataset() -> MakeDataset:
    """Makes a dataset of so many random test pictures."""

    def make(
        count: int = 120,
        *,
        classes: int = 6,
        shape: tuple[int, int, int] = (8, 8, 3),
        names: tuple[str, ...] | None = None,
    ) -> Dataset:
        rng = np.random.default_rng(0)
        return Dataset(
            name="random",
            source="a test",
            train_x=np.zeros((2, *shape), dtype=np.uint8),
            train_y=np.arange(2, dtype=np.int32),
            test_x=rng.integers(0, 256, (count, *shape), dtype=np.uint8),
            test_y=rng.integers(0, classes, count).astype(np.int32),
            class_names=names or tuple(str(i) for i in range(classes)),
        )

    return make


@pytest.fixture
def make_snapshot() -> MakeSnapshot:
    """Makes a snapshot of a dataset that reads some pictures rightly and some wrongly."""

    def make(dataset: Dataset, *, seed: int = 0) -> Snapshot:
        rng = np.random.default_rng(seed)
        logits = rng.normal(size=(len(dataset.test_y), dataset.classes))
        logits[np.arange(len(dataset.test_y)), dataset.test_y] += 1
        shares = np.exp(logits)
        probabilities = (shares / shares.sum(axis=1, keepdims=True)).astype(np.float32)
        probabilities.flags.writeable = False
        return Snapshot(epoch=seed, probabilities=probabilities)

    return make


@pytest.fixture
def selection() -> Selection:
    """A selection of nothing yet."""
    return Selection()


@pytest.fixture
def panel(qtbot: QtBot, selection: Selection) -> PicturesPanel:
    """A visible panel without data."""
    panel = PicturesPanel(selection)
    qtbot.addWidget(panel)
    panel.set_theme(load_theme("light"))
    panel.resize(420, 720)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel
