"""The network of a checkpoint, to read pictures with: nothing is trained, and no picture needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.engine.devices import find_devices
from signs_studio.engine.training.compile_key import compile_key_of
from signs_studio.engine.training.state import Network, state_of
from signs_studio.recipe.recipe import check_fits

if TYPE_CHECKING:
    from signs_studio.data.dataset import Dataset
    from signs_studio.runs.checkpoint import Checkpoint


def network_of(checkpoint: Checkpoint, dataset: Dataset) -> Network:
    """Returns the network whose weights a checkpoint holds, on the processor.

    Args:
        checkpoint: Of a run.
        dataset: Of the shape and the classes that it learnt; it may be empty.

    Raises:
        RecipeError: The network does not fit such pictures.
        CheckpointError: The arrays are not those of the network.
    """
    import tensorflow as tf

    recipe = checkpoint.recipe
    check_fits(recipe, picture_shape=dataset.picture_shape, classes=dataset.classes)
    device = next(each for each in find_devices() if not each.is_gpu)
    key = compile_key_of(recipe, dataset, device=device)
    with tf.device(device.id):
        state = state_of(checkpoint.arrays, key, recipe.optimizer)
    return Network(key.layers, checkpoint.kept_epochs, lambda: state)
