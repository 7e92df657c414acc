"""Reasons in words why no run can be started now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.errors import RecipeError
from signs_studio.messages import Message
from signs_studio.recipe.recipe import check_fits
from signs_studio.worker.run_state import ACTIVE_STATES, RunState

if TYPE_CHECKING:
    from signs_studio.data.dataset import Dataset
    from signs_studio.recipe.draft import Validation


def train_blocker(
    state: RunState, *, engine_ready: bool, dataset: Dataset | None, validation: Validation
) -> str:
    """Returns the first thing that keeps a run from starting; empty where nothing does."""
    if state is RunState.REOPENING:
        return Message("train_blocker", "A kept run is being reopened.").text()
    if state in ACTIVE_STATES:
        return Message("train_blocker", "The network is being trained.").text()
    if validation.errors:
        return str(validation.errors[0].message)
    if dataset is None:
        return Message("train_blocker", "The pictures are being opened: a moment more.").text()
    assert validation.recipe is not None  # there are no errors
    try:
        check_fits(validation.recipe, picture_shape=dataset.picture_shape, classes=dataset.classes)
    except RecipeError as error:
        return str(error)
    if state is RunState.LOADING_ENGINE:
        return Message("train_blocker", "TensorFlow is loading: a few seconds more.").text()
    if not engine_ready:
        return Message(
            "train_blocker", "TensorFlow could not be loaded. Press Reset to try again."
        ).text()
    return ""
