"""Networks of any epoch of a kept run are those that were, to the bit."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from signs_studio.engine.training import resuming
from signs_studio.engine.training.state import Network, arrays_of
from signs_studio.engine.training.trainer import Trainer
from signs_studio.runs.control import RunControl
from signs_studio.runs.record import DataReference, RunRecord
from signs_studio.runs.store.metadata import StoreError
from signs_studio.runs.store.store import RunStore
from signs_studio.worker.run_past import RunPast
from tests.conftest import drawn_dataset
from tests.engine.conftest import _recipe as make_recipe

EPOCHS = 9
WAIT_S = 60.0


def arrays(network: Network | None) -> dict[str, Any]:
    assert network is not None
    return dict(arrays_of(network.state(), network.layers))


def ignore(_done: int, _of: int) -> None:
    pass


def test_the_network_after_any_epoch_is_that_of_then(
    tensorflow: None,  # noqa: ARG001
    tmp_path: Path,
) -> None:
    dataset, recipe = drawn_dataset(), make_recipe(epochs=str(EPOCHS))
    store = RunStore(tmp_path)
    record = RunRecord(run_id=1, recipe=recipe, origin=DataReference.of(dataset))
    keeper = store.keep(record, dataset)
    past = RunPast(store, record.key, dataset=dataset, keeper=lambda: keeper)
    trainer = Trainer(recipe, dataset)
    networks = {0: trainer.network()}
    listener = keeper.listening(lambda _: None, trainer.checkpoint_source)
    for epoch in range(1, EPOCHS + 1):
        trainer.run(epochs=1, emit=listener, control=RunControl())
        networks[epoch] = trainer.network()
        # While it is trained, and what was written last is a moment old.
        back = past.network(epoch, control=RunControl(), on_progress=ignore)
        np.testing.assert_equal(arrays(back), arrays(networks[epoch]))
    assert keeper.close(WAIT_S)

    past = RunPast(store, record.key, dataset=dataset)
    told: list[tuple[int, int]] = []
    for epoch in np.random.default_rng(0).permutation(EPOCHS + 1).tolist():
        back = past.network(epoch, control=RunControl(), on_progress=lambda *at: told.append(at))
        assert back is not None
        assert back.epochs == epoch
        np.testing.assert_equal(arrays(back), arrays(networks[epoch]))
        count = len(told)
        assert past.network(epoch, control=RunControl(), on_progress=ignore) is back
        assert len(told) == count, "it was at hand"
    assert all(0 <= done <= of for done, of in told)

    stopped = RunControl()
    stopped.stop()
    past = RunPast(store, record.key, dataset=dataset)
    broken_off = past.network(EPOCHS - 1, control=stopped, on_progress=ignore)
    at_hand = EPOCHS - 1 in store.open(record.key).checkpoint_epochs()
    assert (broken_off is not None) == at_hand
    with pytest.raises(StoreError, match=f"Epoch {EPOCHS + 1} is not on the disk"):
        past.network(EPOCHS + 1, control=RunControl(), on_progress=ignore)


class WatchedControl(RunControl):
    """Tells when somebody who waits looks whether it is stopped."""

    def __init__(self) -> None:
        super().__init__()
        self.looked_at = threading.Event()

    @property
    def stopped(self) -> bool:
        self.looked_at.set()
        return super().stopped


def test_threads_that_ask_for_one_epoch_have_it_trained_again_once(
    tensorflow: None,  # noqa: ARG001
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dataset, recipe = drawn_dataset(), make_recipe(epochs="2")
    store = RunStore(tmp_path)
    record = RunRecord(run_id=1, recipe=recipe, origin=DataReference.of(dataset))
    keeper = store.keep(record, dataset)
    trainer = Trainer(recipe, dataset)
    listener = keeper.listening(lambda _: None, trainer.checkpoint_source)
    trainer.run(epochs=2, emit=listener, control=RunControl())
    assert keeper.close(WAIT_S)
    asked: list[int] = []
    begun, go_on = threading.Event(), threading.Event()

    def trainer_at(*args: Any, epochs: int, **options: Any) -> Trainer:
        asked.append(epochs)
        begun.set()
        assert go_on.wait(WAIT_S)
        return original(*args, epochs=epochs, **options)

    original = resuming.trainer_at
    monkeypatch.setattr(resuming, "trainer_at", trainer_at)
    past = RunPast(store, record.key, dataset=dataset)
    first, second, unwanted = RunControl(), WatchedControl(), RunControl()
    unwanted.stop()
    with ThreadPoolExecutor() as threads:
        found = [threads.submit(past.network, 1, control=first, on_progress=ignore)]
        assert begun.wait(WAIT_S)
        found.append(threads.submit(past.network, 1, control=second, on_progress=ignore))
        assert second.looked_at.wait(WAIT_S)
        broken_off = threads.submit(past.network, 1, control=unwanted, on_progress=ignore)
        assert broken_off.result(WAIT_S) is None
        go_on.set()
        one, other = (each.result(WAIT_S) for each in found)
    assert one is not None
    assert one is other
    assert asked == [1]
