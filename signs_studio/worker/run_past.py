"""The past of a kept run: what it read, and the network that it was, after any of its epochs."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from signs_studio.errors import system_reason
from signs_studio.messages import Message
from signs_studio.runs.store.kept_predictions import KeptPredictions

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from signs_studio.data.dataset import Dataset
    from signs_studio.engine.training.state import Network
    from signs_studio.runs.checkpoint import Checkpoint
    from signs_studio.runs.control import RunControl
    from signs_studio.runs.store.keeper import RunKeeper
    from signs_studio.runs.store.store import RunStore

_NETWORKS_KEPT = 4
_WRITTEN_WITHIN_S = 10.0
_STOPPED_WITHIN_S = 0.1


class RunPast:
    """Predictions are read from the disk; for networks, training is repeated where it has to be.

    Args:
        store: Has the run.
        key: Of the run.
        dataset: What it learns from.
        keeper: Returns what writes the run; None where it is not trained.

    Attributes:
        predictions: Those of the test pictures.
    """

    def __init__(
        self,
        store: RunStore,
        key: str,
        *,
        dataset: Dataset,
        keeper: Callable[[], RunKeeper | None] = lambda: None,
    ) -> None:
        self._store = store
        self._key = key
        self._dataset = dataset
        self._keeper = keeper
        self._networks: OrderedDict[int, Network] = OrderedDict()
        self._lock = threading.Lock()
        self.predictions = KeptPredictions(
            store.folder / key,
            pictures=len(dataset.test_y),
            classes=dataset.classes,
            keeper=keeper,
        )

    def checkpoints(self, exclude: Collection[int] = ()) -> list[Checkpoint]:
        """Returns the checkpoints that are kept beside the latest one, on any thread but the GUI's.

        Args:
            exclude: Numbers of epochs whose checkpoints are not read.

        Raises:
            StoreError: They cannot be read, or make no sense.
        """
        from signs_studio.runs.store.metadata import StoreError

        self._flush()
        try:
            return list(self._store.open(self._key).checkpoints(exclude=exclude))
        except OSError as error:
            words = Message("worker", "The weights of the run cannot be read: {reason}.")
            raise StoreError(words.format(reason=system_reason(error))) from error

    def network(
        self, epochs: int, *, control: RunControl, on_progress: Callable[[int, int], None]
    ) -> Network | None:
        """Returns the network as it stood after so many epochs, on any thread that may wait.

        Threads that ask at the same time wait for one another: none trains again what another one
        is training.

        Args:
            epochs: How many; the run has them.
            control: Breaks it off where it is stopped.
            on_progress: Called with how many epochs are trained again, and of how many.

        Returns:
            None where it was broken off.

        Raises:
            OSError: A file of the run cannot be read.
            StoreError: One makes no sense, or its epochs cannot be trained again on this machine.
        """
        while not self._lock.acquire(timeout=_STOPPED_WITHIN_S):
            if control.stopped:
                return None
        try:
            return self._network(epochs, control=control, on_progress=on_progress)
        finally:
            self._lock.release()

    def _network(
        self, epochs: int, *, control: RunControl, on_progress: Callable[[int, int], None]
    ) -> Network | None:
        from signs_studio.engine.training.resuming import ResumingStoppedError, trainer_at
        from signs_studio.runs.store.metadata import StoreError

        if epochs in self._networks:
            self._networks.move_to_end(epochs)
            return self._networks[epochs]
        on_progress(0, 1)
        self._flush()
        run = self._store.open(self._key)
        if epochs > run.summary.epochs:
            words = Message("runs", "Epoch {epoch} is not on the disk: it cannot be repeated.")
            raise StoreError(words.format(epoch=epochs))
        try:
            trainer = trainer_at(
                run,
                self._dataset,
                epochs=epochs,
                control=control,
                on_progress=on_progress,
            )
        except ResumingStoppedError:
            return None
        network = trainer.network()
        # It may have to be cut out of those of many epochs, which are not held on to.
        state = network.state()
        self._networks[epochs] = network._replace(state=lambda: state, before=None)
        if len(self._networks) > _NETWORKS_KEPT:
            self._networks.popitem(last=False)
        return self._networks[epochs]

    def _flush(self) -> None:
        keeper = self._keeper()
        if keeper is not None:
            keeper.flush(_WRITTEN_WITHIN_S)
