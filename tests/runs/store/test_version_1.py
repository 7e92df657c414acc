"""A run that the first version of the store wrote is read by every later one.

``version_1.signsrun`` was trained for three epochs, changed, and trained for three more. Were its
layout read in another way one day, this fails; a new layout then needs a new ``schema_version``.
"""

from pathlib import Path

import numpy as np

from signs_studio.data.data_source import CurationChoices, DataSource
from signs_studio.diagnosis.doctor import Doctor
from signs_studio.engine.training.trainer import Trainer
from signs_studio.recipe.changes import Change
from signs_studio.runs.control import RunControl
from signs_studio.runs.record import SERIES, DataReference, RunRecord
from signs_studio.runs.store.run_file import import_run
from signs_studio.runs.store.store import RunStore
from tests.conftest import drawn_dataset

OPENED_FROM = DataSource(
    paths=(Path("/data/drawn.npz"),),
    stream=True,
    side=32,
    fit="pad",
    mapping={"train_x": "x"},
    test_paths=(Path("/data/test.npz"),),
    test_mapping={"test_x": "x"},
    curation=CurationChoices(
        test_share=0.25,
        seed=3,
        keeps_groups=False,
        label_noise=0.5,
        leaves_copies_out=True,
        class_names=("a", "b", "c"),
    ),
)
FILE = Path(__file__).with_name("version_1.signsrun")


def test_it_says_what_training_the_same_again_says(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    summary = import_run(store, FILE)
    assert (summary.labels.name, summary.labels.starred) == ("Kept for good", True)
    assert summary.head.opened_from == OPENED_FROM
    run = store.open(summary.key)
    kept, checkpoint = run.record(), run.latest_checkpoint()
    assert kept.changes == (Change(3, "learning_rate", 0.02),)

    dataset = drawn_dataset(shape=(4, 4, 1), train=24, test=12)
    assert kept.origin.is_of(dataset)
    again = RunRecord(run_id=1, recipe=kept.recipe, origin=DataReference.of(dataset))
    trainer = Trainer(kept.recipe, dataset, kept.changes)
    emit = Doctor.of(kept.recipe, dataset).listening(again.apply)
    trainer.run(epochs=len(kept), emit=emit, control=RunControl())
    # Another processor may round otherwise.
    for name in SERIES:
        if name != "seconds":
            np.testing.assert_allclose(kept.series(name), again.series(name), rtol=1e-3)
    ours = trainer.checkpoint()
    assert (checkpoint.epochs, checkpoint.arrays.keys()) == (ours.epochs, ours.arrays.keys())
    for name, array in ours.arrays.items():
        np.testing.assert_allclose(checkpoint.arrays[name], array, rtol=1e-3, atol=1e-5)
    last = run.probabilities(len(kept) - 1)
    assert last is not None
    assert (last.argmax(axis=1) == dataset.test_y).mean() == kept.series("test_accuracy")[-1]
