"""Runs to report on."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from signs_studio.recipe.draft import validate
from signs_studio.recipe.presets import PRESETS
from signs_studio.report.run import ReportRun
from signs_studio.runs.record import SERIES, DataReference, RunRecord
from tests.conftest import drawn_dataset

MakeRun = Callable[..., ReportRun]


@pytest.fixture
def make_report_run() -> MakeRun:
    """Makes a run of some epochs whose network reads a share of the test pictures correctly."""

    def make(
        *,
        epochs: int = 6,
        right: float = 0.8,
        test: int = 40,
        classes: int = 3,
        texts: tuple[tuple[str, str], ...] = (),
        **given: Any,
    ) -> ReportRun:
        dataset = drawn_dataset(test=test, classes=classes)
        draft = PRESETS["article"].draft
        for name, text in texts:
            draft = draft.with_field(name, text)
        recipe = validate(draft).recipe
        assert recipe is not None
        values = np.linspace(0.9, 0.1, epochs)[np.newaxis].repeat(len(SERIES), axis=0)
        values[SERIES.index("test_accuracy")] = np.linspace(0.1, right, epochs)
        record = RunRecord.restored(
            run_id=1,
            recipe=recipe,
            origin=DataReference.of(dataset),
            values=values,
            diverged=False,
            device="CPU, 2 threads",
        )
        read = dataset.test_y.copy()
        wrong = slice(0, round((1 - right) * test))
        read[wrong] = (read[wrong] + 1) % classes
        probabilities = np.full((test, classes), 0.1, np.float32)
        probabilities[np.arange(test), read] = np.linspace(0.5, 0.9, test)
        return ReportRun(
            **{
                "record": record,
                "name": "a run",
                "dataset": dataset,
                "probabilities": probabilities,
                "versions": {"TensorFlow": "2.21.0"},
                **given,
            }
        )

    return make
