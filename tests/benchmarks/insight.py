"""Benchmark of questions about one picture while the article's preset trains.

    python tests/benchmarks/insight.py [--questions 60] [--pairs 10] [--epochs 20]

First, each kind of question is asked again and again of the network in training, the next one when
the answer is there; the table has the milliseconds from asking to the answer on the asking thread.
Then some epochs are timed with the thread there that nothing is asked of, and without it, by turns,
so that whatever else the machine does falls on both alike; then the same with ten frames a second,
fitted and asked about as those of a camera are. It ends with status 1 where the median of a kind is
over 100 ms, an idle thread takes more than 2 % of the speed, or the frames take more than 5 %.
"""

import argparse
import os
import statistics
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from counts import at_least
from PySide6.QtCore import QCoreApplication, QEventLoop

from signs_studio.app import SWITCH_INTERVAL_S
from signs_studio.data.dataset import Dataset
from signs_studio.data.hands.generator import built_in_hands
from signs_studio.data.photographs.fitting import fit_picture
from signs_studio.engine.loading import load_tensorflow
from signs_studio.engine.training.trainer import Trainer
from signs_studio.insight.augmentation_preview import PreviewWanted
from signs_studio.insight.predictions import PredictionsWanted
from signs_studio.insight.unit_outputs import UnitOutputsWanted
from signs_studio.recipe.augmentations import AUGMENTATION_FIELDS
from signs_studio.recipe.draft import validate
from signs_studio.recipe.frozen import FrozenSettings
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.recipe import Recipe
from signs_studio.runs.control import RunControl
from signs_studio.runs.events import EpochFinished
from signs_studio.worker.insight_thread import InsightThread

MAX_MS = 100
MIN_SPEED = 0.98
MIN_LIVE_SPEED = 0.95
FRAMES_PER_SECOND = 10
CHANGES = FrozenSettings(
    {field.name: field.default for field in AUGMENTATION_FIELDS},
    translation=0.1,
    rotation=15.0,
    zoom=0.1,
    flip=True,
    brightness=0.1,
    noise=0.1,
)


def article() -> Recipe:
    recipe = validate(PRESETS["article"].draft).recipe
    assert recipe is not None
    return recipe


def start_thread(trainer: Trainer) -> InsightThread:
    thread = InsightThread(trainer.network)
    thread.start()
    return thread


def time_questions(dataset: Dataset, count: int) -> dict[str, list[float]]:
    """Milliseconds from a question to its answer, by its kind, while an endless run goes on."""
    picture = dataset.test_x[:1]
    kinds = {
        "predictions": lambda _: PredictionsWanted(picture),
        "layers": lambda _: UnitOutputsWanted(picture=picture[0], test_pictures=picture),
        "augmentation": lambda index: PreviewWanted(picture, CHANGES, index),
    }
    trainer, control, trains = Trainer(article(), dataset), RunControl(), threading.Event()

    def train() -> None:
        trainer.run(epochs=1_000_000, emit=lambda _: trains.set(), control=control)

    run = threading.Thread(target=train)
    run.start()
    trains.wait()
    thread, waiting = start_thread(trainer), QEventLoop()
    answers: list[object] = []
    thread.answered.connect(lambda _question, answer, _epochs: answers.append(answer))
    thread.answered.connect(waiting.quit)
    took: dict[str, list[float]] = {name: [] for name in kinds}
    for index in range(-1, count):
        for name, make in kinds.items():
            started = time.perf_counter()
            thread.ask(make(index))
            waiting.exec()
            # The first of a kind makes TensorFlow's kernels.
            if index >= 0:
                took[name].append(1000 * (time.perf_counter() - started))
    control.stop()
    run.join()
    assert thread.finish(10_000)
    assert all(answer is not None for answer in answers)
    return took


class Camera:
    """Has frames fitted and asked about, ten a second, until it is switched off."""

    def __init__(self, thread: InsightThread, shape: tuple[int, int, int]) -> None:
        self._insight = thread
        self._shape = shape
        self._off = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def switch_off(self) -> None:
        self._off.set()
        self._thread.join()

    def _run(self) -> None:
        rng = np.random.default_rng(0)
        frame = rng.integers(0, 256, (480, 640, 3)).astype(np.uint8)
        while not self._off.wait(1 / FRAMES_PER_SECOND):
            self._insight.ask(PredictionsWanted(fit_picture(frame, shape=self._shape)[None]))


def speed_beside(
    dataset: Dataset, *, pairs: int, epochs: int, is_camera_on: bool = False
) -> list[float]:
    """Returns the speed of training beside the thread, of that without, pair by pair."""
    trainer = Trainer(article(), dataset)

    def train() -> float:
        ends: list[float] = []

        def listen(event: object) -> None:
            if isinstance(event, EpochFinished):
                ends.append(time.perf_counter())

        started = time.perf_counter()
        trainer.run(epochs=epochs, emit=listen, control=RunControl())
        return ends[-1] - started

    train()
    ratios = []
    for _ in range(pairs):
        alone = train()
        thread = start_thread(trainer)
        camera = Camera(thread, dataset.picture_shape) if is_camera_on else None
        beside = train()
        if camera is not None:
            camera.switch_off()
        assert thread.finish(10_000)
        ratios.append(alone / beside)
    return ratios


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--questions", type=at_least(1), default=60, help="of each kind")
    parser.add_argument("--pairs", type=at_least(1), default=10)
    parser.add_argument("--epochs", type=at_least(1), default=20, help="of each half of a pair")
    options = parser.parse_args()
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    application = QCoreApplication([])
    load_tensorflow()
    dataset = built_in_hands()
    took = time_questions(dataset, options.questions)
    print(f"{'question about one picture':30}{'median ms':>10}{'slowest':>10}")
    for name, each in took.items():
        print(f"{name:30}{statistics.median(each):10.1f}{max(each):10.1f}")
    pairs, epochs = options.pairs, options.epochs
    speed = statistics.median(speed_beside(dataset, pairs=pairs, epochs=epochs))
    print(f"speed with the thread idle, of that without: {speed:.3f}")
    live = speed_beside(dataset, pairs=pairs, epochs=5 * epochs, is_camera_on=True)
    live_speed = statistics.median(live)
    print(f"speed with ten frames a second, of that without: {live_speed:.3f}")
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    assert application is not None
    slow = any(statistics.median(each) > MAX_MS for each in took.values())
    sys.exit(1 if slow or speed < MIN_SPEED or live_speed < MIN_LIVE_SPEED else 0)


if __name__ == "__main__":
    main()
