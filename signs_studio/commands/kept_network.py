"""Predictions of the network of a kept run."""

from __future__ import annotations

import sys
import traceback
from typing import TYPE_CHECKING

from signs_studio.data.plain_text import plain_lines, plain_text
from signs_studio.messages import Message
from signs_studio.runs.store.metadata import StoreError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.commands.progress_line import ProgressLine
    from signs_studio.data.array_types import Pictures
    from signs_studio.data.dataset import Dataset
    from signs_studio.data.streamed import StreamedPictures
    from signs_studio.engine.training.state import Network
    from signs_studio.runs.checkpoint import Checkpoint
    from signs_studio.runs.store.stored_run import StoredRun
    from signs_studio.runs.store.summary import RunSummary

_NO_WEIGHTS = Message(
    "commands",
    "The weights of {name} are not there: only its curves were kept. Train its recipe again.",
)


def load_engine() -> bool:
    """Loads TensorFlow; False, after a sentence on standard error, where it is missing."""
    from signs_studio.engine.loading import TENSORFLOW_MISSING, load_tensorflow

    try:
        load_tensorflow()
    except ImportError:
        details = plain_lines(traceback.format_exc())
        print(f"{TENSORFLOW_MISSING}\n\n{details}", file=sys.stderr)
        return False
    return True


def kept_checkpoint(run: StoredRun) -> Checkpoint:
    """Returns the checkpoint that holds the weights a run has kept.

    Raises:
        StoreError: It has none, or they cannot be read.
    """
    try:
        return run.latest_checkpoint()
    except OSError:
        raise StoreError(_NO_WEIGHTS.format(name=plain_text(run.summary.name))) from None


def empty_dataset(run: RunSummary, *, dtype: str | None = None) -> Dataset:
    """Returns data without a picture, of the shape and the classes that a run learnt.

    Args:
        run: The run.
        dtype: "uint8" or "float32"; None for that of its pictures.

    Raises:
        StoreError: Nobody knows of which shape they were.
    """
    import numpy as np

    from signs_studio.data.dataset import Dataset

    head = run.head
    if not (all(head.picture_shape) and head.class_names):
        raise StoreError(_NO_WEIGHTS.format(name=plain_text(run.name)))
    pictures = np.empty((0, *head.picture_shape), dtype or head.picture_dtype)
    labels = np.empty(0, np.int32)
    return Dataset(
        name=plain_text(run.name),
        source=plain_text(run.name),
        train_x=pictures,
        train_y=labels,
        test_x=pictures,
        test_y=labels,
        class_names=tuple(head.class_names),
    )


def read_pictures(
    checkpoint: Checkpoint, dataset: Dataset, pictures: Pictures | StreamedPictures
) -> NDArray[np.float32]:
    """Returns the probabilities of each picture's signs, (N, classes) float32 in 0..1.

    ``load_engine`` comes first.

    Args:
        checkpoint: Of the network.
        dataset: As of ``network_of``.
        pictures: (N, height, width, channels), uint8 in 0..255 or float32 in 0..1.

    Raises:
        CheckpointError: The weights are not those of the network.
    """
    from signs_studio.engine.evaluation import predictions
    from signs_studio.engine.training.kept_network import network_of

    return predictions(network_of(checkpoint, dataset), pictures)


def has_checkpoint(run: StoredRun, epoch: int | None) -> bool:
    """Returns whether the weights of a network are kept, so that nothing has to be trained again.

    Args:
        run: The run.
        epoch: As of ``network_after``.
    """
    return epoch is None or _checkpoint_after(run, epoch) is not None


def network_after(
    run: StoredRun, dataset: Dataset, *, epoch: int | None, line: ProgressLine
) -> Network:
    """Returns the network of a run; where its weights are not kept, training is repeated.

    ``load_engine`` comes first.

    Args:
        run: The run.
        dataset: What it learnt from; where ``has_checkpoint``, it may be empty.
        epoch: After which epoch, counted from 1; None for the weights that the run has kept.
        line: Says how far the training is.

    Raises:
        StoreError: There are no weights, or they cannot be read or trained again.
    """
    from signs_studio.engine.training.kept_network import network_of

    checkpoint = kept_checkpoint(run) if epoch is None else _checkpoint_after(run, epoch)
    if checkpoint is not None:
        return network_of(checkpoint, dataset)
    assert epoch is not None  # Without one, there is a checkpoint.
    from signs_studio.engine.training.resuming import trainer_at

    def on_progress(done: int, of: int) -> None:
        words = Message("report", "Training is repeated: {done} of {of} epochs")
        line.show(words.text(done=done, of=of), rare=True)

    return trainer_at(run, dataset, epochs=epoch, on_progress=on_progress).network()


def _checkpoint_after(run: StoredRun, epoch: int) -> Checkpoint | None:
    """Returns the checkpoint with the weights of an epoch; None where they are not kept."""
    checkpoint = run.checkpoint_at_or_before(epoch)
    if checkpoint is None or not checkpoint.epochs == checkpoint.kept_epochs == epoch:
        return None
    return checkpoint
