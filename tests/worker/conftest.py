"""TensorFlow, loaded once; pictures and recipes of which an epoch takes a moment."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from signs_studio.data.dataset import Dataset
from signs_studio.recipe.draft import validate
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.recipe import Recipe
from signs_studio.worker.run_controller import RunController
from signs_studio.worker.run_keeping import RunKeeping
from signs_studio.worker.run_state import RunState

CLOSE_MS = 30_000


@pytest.fixture(scope="session")
def tensorflow() -> None:
    from signs_studio.engine.loading import load_tensorflow

    load_tensorflow()


@pytest.fixture(scope="session")
def make_data() -> Callable[[int], Dataset]:
    def make(seed: int) -> Dataset:
        """24 + 12 pictures of noise, 4 x 4 x 1, of three signs."""
        rng = np.random.default_rng(seed)
        return Dataset(
            name=f"Noise {seed}",
            source="drawn for a test",
            train_x=rng.integers(0, 256, (24, 4, 4, 1), dtype=np.uint8),
            train_y=(np.arange(24) % 3).astype(np.int32),
            test_x=rng.integers(0, 256, (12, 4, 4, 1), dtype=np.uint8),
            test_y=(np.arange(12) % 3).astype(np.int32),
            class_names=("zero", "one", "two"),
        )

    return make


@pytest.fixture(scope="session")
def data(make_data: Callable[[int], Dataset]) -> Dataset:
    return make_data(0)


@pytest.fixture(scope="session")
def make_recipe() -> Callable[..., Recipe]:
    def make(epochs: int, **fields: str) -> Recipe:
        """A network of three hidden units, trained by Adam at 0.01 on batches of 8."""
        draft = PRESETS["article"].draft
        basics = {"layers": "3:tanh", "batch_size": "8", "learning_rate": "0.01"}
        for name, text in {**basics, **fields, "epochs": str(epochs)}.items():
            draft = draft.with_field(name, text)
        validation = validate(draft)
        assert validation.recipe is not None, validation.errors
        return validation.recipe

    return make


@pytest.fixture
def new_controller(
    qapp: object,  # noqa: ARG001 -- threads and timers need it
) -> Iterator[Callable[..., RunController]]:
    """Makes controllers, and closes them whatever became of the test.

    What they are given is a home in which they keep their runs.
    """
    controllers: list[RunController] = []

    def make(home: Path | None = None) -> RunController:
        keeping = None if home is None else RunKeeping(home)
        controllers.append(RunController(keeping=keeping))
        return controllers[-1]

    yield make
    for controller in controllers:
        assert controller.close(CLOSE_MS)


@pytest.fixture
def controller(
    tensorflow: None,  # noqa: ARG001 -- loaded once, it is not waited for here
    data: Dataset,
    new_controller: Callable[[], RunController],
    qtbot: QtBot,
) -> RunController:
    """A controller that is ready to train."""
    controller = new_controller()
    controller.set_data(data)
    controller.load_engine()
    qtbot.waitUntil(lambda: controller.state is RunState.READY, timeout=CLOSE_MS)
    return controller
