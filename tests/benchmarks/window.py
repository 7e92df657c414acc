"""Whether the window stays fluent while it loads and trains: ``python tests/benchmarks/window.py``.

A timer on the GUI thread ticks every 4 ms; a gap is how much later than that a tick comes. What the
thread did in a gap is told by three times: computing, ready to run but without a processor, and
asleep, which is waiting for Python's lock or for the screen.

Then the same recipe is trained in turn with the window, with lessons open beside it, and without:
the same process, the same pictures, a thread like the window's, while the main thread only waits.

``--test-pictures 100000`` has the window open as many pictures, drawn in memory, 32 x 32 in colour:
all are read in every epoch, and all are tiles of the grid. Fewer epochs do then, as
``--epochs 40 --lessons-epochs 150 --rounds 5``.

``--views`` measures the same with views open that look inside the network, two at a time, with a
picture chosen and every section unfolded; and how long it takes to filter and to scroll the grid.
"""

from __future__ import annotations

import argparse
import ctypes
import faulthandler
import os
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TextIO

from counts import at_least
from screen import screen

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QListView

    from signs_studio.data.dataset import Dataset
    from signs_studio.recipe.recipe import Recipe
    from signs_studio.ui.shell.main_window import MainWindow

TICK_MS = 4
NAME_WIDTH = 32
SIZE = (1280, 800)
# The compiler's first epochs are counted on their own.
WARM_UP_EPOCHS = 10
LOADING_GOAL_MS = 150.0
MAX_GOAL_MS, WORST_GOAL_MS = 20.0, 50.0
SPEED_GOAL = 0.97
PAIRS_OF_VIEWS = (("matrix", "inspect"), ("weights", "network"), ("learning", "data"))
VIEWS_SPEED_GOAL = 0.95
FILTER_GOAL_MS, SCROLL_GOAL_MS = 100.0, 16.0
FILTERED_TIMES, SCROLLED_TIMES = 12, 60
LOOK_MS = 300
DRAWN_SIDE, DRAWN_CLASSES, DRAWN_TRAIN = 32, 6, 1080


@dataclass(frozen=True)
class Gap:
    """How late a tick was, and what the GUI thread did meanwhile. Times in ms."""

    begun: float
    elapsed: float
    computing: float
    queueing: float

    @property
    def late(self) -> float:
        """How much later than it should the tick came."""
        return max(0.0, self.elapsed - TICK_MS)

    @property
    def asleep(self) -> float:
        """Neither computing nor wanting to."""
        return max(0.0, self.elapsed - self.computing - self.queueing)


class GapMeter:
    """Measures gaps of the event loop of the thread that makes it.

    Args:
        traces: Where to write what every thread does in gaps over the goal; None for nowhere. This
            costs time of its own.
    """

    def __init__(self, traces: TextIO | None) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.gaps: list[Gap] = []
        self._traces = traces
        self._read = ctypes.PyDLL(None).pread
        self._read.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_long)
        self._buffer = ctypes.create_string_buffer(64)
        thread = threading.get_native_id()
        self._schedule = os.open(f"/proc/self/task/{thread}/schedstat", os.O_RDONLY)
        self._before = self._clocks()
        self._timer = QTimer(interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._timer.start()

    def stop(self) -> None:
        """Measures no more."""
        self._timer.stop()
        if self._traces is not None:
            faulthandler.cancel_dump_traceback_later()

    def take(self) -> list[Gap]:
        """The gaps since the last time."""
        gaps, self.gaps = self.gaps, []
        return gaps

    def _on_timer_timeout(self) -> None:
        now = self._clocks()
        elapsed, computing, queueing = (
            1000 * (b - a) for a, b in zip(self._before, now, strict=True)
        )
        self.gaps.append(Gap(1000 * self._before[0], elapsed, computing, queueing))
        self._before = now
        if self._traces is not None:
            faulthandler.cancel_dump_traceback_later()
            faulthandler.dump_traceback_later(WORST_GOAL_MS / 1000, file=self._traces)

    def _clocks(self) -> tuple[float, float, float]:
        """Seconds: of the clock, on a processor, and waiting for one."""
        # Through PyDLL the call keeps Python's lock; to let go of it is to wait to have it back.
        length = self._read(self._schedule, self._buffer, len(self._buffer), 0)
        waited = int(self._buffer.raw[:length].split()[1]) / 1e9 if length > 0 else 0.0
        return time.perf_counter(), time.thread_time(), waited


@dataclass(frozen=True)
class Part:
    """One row of the table: gaps of a part of the window's life, and what is asked of them."""

    name: str
    gaps: list[Gap]
    worst_goal: float
    most_goal: float | None = None

    @property
    def worst(self) -> Gap:
        return max(self.gaps, key=lambda gap: gap.late)

    @property
    def met(self) -> bool:
        most = self.most_goal is None or self.percentile(0.99) <= self.most_goal
        return most and self.worst.late <= self.worst_goal

    def percentile(self, share: float) -> float:
        late = sorted(gap.late for gap in self.gaps)
        return late[min(int(share * len(late)), len(late) - 1)]

    def busy(self) -> float:
        """Share of one processor that the GUI thread took, the measuring included."""
        return sum(gap.computing for gap in self.gaps) / sum(gap.elapsed for gap in self.gaps)

    def over(self, limit_ms: float) -> int:
        return sum(gap.late > limit_ms for gap in self.gaps)

    def row(self) -> str:
        shares = "".join(f"{self.percentile(share):>8.1f}" for share in (0.5, 0.9, 0.99, 0.999))
        worst = self.worst
        clue = (
            f"computing {worst.computing:.0f}, no processor {worst.queueing:.0f}, "
            f"asleep {worst.asleep:.0f}"
        )
        return (
            f"{self.name:<{NAME_WIDTH}}{len(self.gaps):>7}{shares}{worst.late:>8.1f}{self.over(20):>6}"
            f"{self.over(50):>6}  {clue}  {'met' if self.met else 'MISSED'}"
        )


class Driver:
    """The window, driven as a person would, with the event loop run from here."""

    def __init__(self, home: Path, traces: TextIO | None) -> None:
        from PySide6.QtCore import QEventLoop, QSettings
        from PySide6.QtWidgets import QApplication

        from signs_studio.app import SWITCH_INTERVAL_S
        from signs_studio.recipe.presets import PRESETS
        from signs_studio.ui.shell.garbage_collector import GarbageCollector
        from signs_studio.ui.shell.main_window import MainWindow
        from signs_studio.ui.state.preferences import Preferences

        sys.setswitchinterval(SWITCH_INTERVAL_S)
        self.application = QApplication.instance() or QApplication([])
        # As in the program: Qt's objects are found as garbage on this thread only.
        self._collector = GarbageCollector(self.application)
        self._loop = QEventLoop()
        settings = QSettings(str(home / "settings.ini"), QSettings.Format.IniFormat)
        self.window: MainWindow = MainWindow(Preferences(settings, home / "home"))
        self._collector.pause_while_loading(self.window.controller)
        self.window.saver.enabled = False
        self.window.editor.edit(PRESETS["article"].draft, title="article")
        self.window.resize(*SIZE)
        self.window.shown.connect(self._on_window_shown)
        self.window.panels_built.connect(self._on_window_panels_built)
        self.window.panels_built.connect(self._loop.quit)
        self.window.controller.state_changed.connect(self._loop.quit)
        self.window.controller.data_changed.connect(self._loop.quit)
        self.window.controller.progressed.connect(self._loop.quit)
        self.window.run_shown.connect(self._loop.quit)
        self.window.lessons.answer_shown.connect(self._on_lessons_answer_shown)
        self._built = False
        self._answered = False
        self._traces = traces
        self.meter: GapMeter

    @property
    def epochs(self) -> int:
        """Epochs that the window has heard of."""
        record = self.window.controller.record
        return len(record) if record is not None else 0

    def load(self) -> list[Gap]:
        """From the first paint until everything is there."""
        from signs_studio.worker.run_state import RunState

        controller = self.window.controller
        self.window.show()
        while not (self._built and controller.dataset and controller.state is RunState.READY):
            if controller.state is RunState.FAILED:
                raise SystemExit("TensorFlow could not be loaded.")
            self._loop.exec()
        self.rest(1000)
        return self.meter.take()

    def rest(self, ms: int) -> None:
        """Lets the window be for a while."""
        from PySide6.QtCore import QEventLoop, QTimer

        loop = QEventLoop()
        QTimer.singleShot(ms, loop.quit)
        loop.exec()

    def open(self, dataset: Dataset) -> list[Gap]:
        """From the moment that pictures are opened until they have been looked at for a second."""
        self.meter.take()
        self.window.controller.set_data(dataset)
        self.rest(1000)
        return self.meter.take()

    def begin(self, recipe: Recipe) -> None:
        """Trains anew, once the run before is over: the last pictures of many take a while."""
        from signs_studio.worker.run_state import ACTIVE_STATES

        controller = self.window.controller
        while controller.state in ACTIVE_STATES:
            self._loop.exec()
        controller.reset()
        self.rest(200)
        self.meter.take()
        controller.train(recipe)

    def train(self, recipe: Recipe) -> tuple[list[Gap], list[Gap], float]:
        """A run to its end.

        Returns:
            Gaps until the first epochs are over, gaps after them, and epochs a second after them.
        """
        self.begin(recipe)
        self._until(WARM_UP_EPOCHS)
        begun, first = time.perf_counter(), self.epochs
        compiling = self.meter.take()
        self._until(recipe.epochs)
        rate = (self.epochs - first) / (time.perf_counter() - begun)
        self.rest(300)
        return compiling, self.meter.take(), rate

    def read_lessons(self, recipe: Recipe) -> tuple[list[Gap], list[Gap]]:
        """A run during which lessons are opened, one when the one before it is on show.

        The last lesson trains networks for longer than this run: it is computed beside it, then
        left.

        Returns:
            Gaps while they are opened and computed, and gaps of the run after that.
        """
        from signs_studio.lessons.catalogue import lesson_names

        self.begin(recipe)
        self._until(WARM_UP_EPOCHS)
        self.meter.take()
        *names, last = lesson_names()
        for name in names:
            self._read_lesson(name)
        self.window.lessons.open(last)
        self._until(self.epochs + WARM_UP_EPOCHS)
        self._read_lesson(names[0])
        opening = self.meter.take()
        self._until(recipe.epochs)
        return opening, self.meter.take()

    def _read_lesson(self, name: str) -> None:
        """Opens a lesson until it is computed and painted, and has been looked at."""
        self._answered = False
        self.window.lessons.open(name)
        while not self._answered:
            self._loop.exec()
        self.rest(LOOK_MS)

    def open_views(self, names: Sequence[str]) -> None:
        """Opens two views side by side, or one alone, with all sections unfolded."""
        from PySide6.QtWidgets import QAbstractButton

        from signs_studio.ui.forms.fold_button import FoldButton

        actions = self.window.actions_by_name
        if actions["side_by_side"].isChecked() is not (len(names) == 2):
            actions["side_by_side"].trigger()
        for name in names:
            actions[f"view_{name}"].trigger()
            self.rest(LOOK_MS)
        for button in self.window.findChildren(QAbstractButton):
            if isinstance(button, FoldButton) and button.isVisible() and not button.isChecked():
                button.click()
                self.rest(LOOK_MS)
        self.window.workspace.selection.choose_picture(3)
        self.rest(LOOK_MS)

    def filter(self) -> list[float]:
        """How long the grid takes to show other pictures, in ms."""
        from dataclasses import replace

        selection = self.window.workspace.selection
        grid = self._shown_grid()
        taken = []
        for turn in range(FILTERED_TIMES):
            sign = turn % DRAWN_CLASSES if turn % 2 else None
            begun = time.perf_counter()
            selection.set_filter(replace(selection.grid_filter, sign=sign))
            grid.viewport().repaint()
            taken.append(1000 * (time.perf_counter() - begun))
        return taken

    def scroll(self) -> list[float]:
        """How long the grid takes to paint what a screen further down holds, in ms."""
        grid = self._shown_grid()
        bar = grid.verticalScrollBar()
        taken = []
        for turn in range(SCROLLED_TIMES):
            begun = time.perf_counter()
            bar.setValue(bar.minimum() + turn * bar.maximum() // SCROLLED_TIMES)
            grid.viewport().repaint()
            taken.append(1000 * (time.perf_counter() - begun))
        return taken

    def _shown_grid(self) -> QListView:
        """Returns the grid of test pictures, which is to be painted."""
        from PySide6.QtWidgets import QListView

        grid = self.window.findChild(QListView, "picture_grid")
        if grid is None or grid.viewport().visibleRegion().isEmpty():
            raise SystemExit("The grid is not seen: what takes no time was not painted.")
        return grid

    def close(self) -> None:
        """Ends the threads."""
        self.window.leave()

    def _until(self, epochs: int) -> None:
        while self.epochs < epochs:
            self._loop.exec()

    def _on_lessons_answer_shown(self) -> None:
        self._answered = True
        self._loop.quit()

    def _on_window_shown(self) -> None:
        self.meter = GapMeter(self._traces)

    def _on_window_panels_built(self) -> None:
        self._built = True
        self.window.start(None)


def drawn_pictures(test: int) -> Dataset:
    """Pictures that can be learnt: each sign has a face of its own, under noise."""
    import numpy as np

    from signs_studio.data.dataset import Dataset

    rng = np.random.default_rng(0)
    shape = (DRAWN_SIDE, DRAWN_SIDE, 3)
    faces = rng.integers(64, 192, (DRAWN_CLASSES, *shape), np.uint8)

    def draw(count: int) -> tuple[np.ndarray, np.ndarray]:
        labels = (np.arange(count) % DRAWN_CLASSES).astype(np.int32)
        pictures = rng.integers(0, 64, (count, *shape), np.uint8)
        pictures += faces[labels]
        return pictures, labels

    train_x, train_y = draw(DRAWN_TRAIN)
    test_x, test_y = draw(test)
    dataset = Dataset(
        name="Drawn pictures",
        source="drawn in memory",
        train_x=train_x,
        train_y=train_y,
        test_x=test_x,
        test_y=test_y,
        class_names=tuple(map(str, range(DRAWN_CLASSES))),
    )
    # As the data thread does, before the window is given any pictures.
    _ = dataset.fingerprint
    return dataset


def train_without(recipe: Recipe, dataset: Dataset) -> float:
    """The same run with nobody looking: epochs a second after the first ones."""
    from signs_studio.engine.training.trainer import Trainer
    from signs_studio.runs.control import RunControl
    from signs_studio.runs.events import EpochFinished

    times: list[float] = []

    def take(event: object) -> None:
        if isinstance(event, EpochFinished):
            times.append(time.perf_counter())

    def run() -> None:
        trainer = Trainer(recipe, dataset)
        trainer.run(epochs=recipe.epochs, emit=take, control=RunControl())

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return (len(times) - WARM_UP_EPOCHS) / (times[-1] - times[WARM_UP_EPOCHS - 1])


def main() -> int:
    """Prints two tables; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--epochs", type=at_least(1), default=100, help="epochs of each run")
    parser.add_argument(
        "--lessons-epochs",
        type=int,
        default=400,
        help="of the run that lessons are opened beside: enough for all, and for as many after",
    )
    parser.add_argument("--rounds", type=at_least(1), default=9)
    parser.add_argument(
        "--test-pictures", type=int, metavar="N", help="open N drawn pictures in place of the hands"
    )
    parser.add_argument("--views", action="store_true", help="with views open, in place of lessons")
    parser.add_argument("--traces", type=Path, help="write tracebacks of long gaps to this file")
    arguments = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    with screen(*SIZE), TemporaryDirectory() as home:
        traces = arguments.traces.open("w") if arguments.traces else None
        return _measure(arguments, Path(home), traces)


def _measure(arguments: argparse.Namespace, home: Path, traces: TextIO | None) -> int:
    from dataclasses import replace

    rounds = arguments.rounds
    drawn = drawn_pictures(arguments.test_pictures) if arguments.test_pictures else None
    driver = Driver(home, traces)
    loading = driver.load()
    parts = [Part("loading TensorFlow", loading, LOADING_GOAL_MS)]
    if drawn is not None:
        parts.append(Part("opening pictures", driver.open(drawn), WORST_GOAL_MS, MAX_GOAL_MS))
    recipe = driver.window.editor.validation.recipe
    dataset = driver.window.controller.dataset
    assert recipe is not None
    assert dataset is not None
    recipe = replace(recipe, epochs=arguments.epochs)
    # Rates are measured without the meter, whose ticks take a share of the processor themselves.
    compiling, training, _ = driver.train(recipe)
    in_training = Part("training", training, WORST_GOAL_MS, MAX_GOAL_MS)
    parts += [Part("compiling", compiling, LOADING_GOAL_MS), in_training]
    if arguments.views:
        return _measure_views(driver, recipe, parts, rounds=rounds)
    opening, beside = driver.read_lessons(replace(recipe, epochs=arguments.lessons_epochs))
    parts += [
        Part("opening lessons", opening, WORST_GOAL_MS, MAX_GOAL_MS),
        Part("training, lessons open", beside, WORST_GOAL_MS, MAX_GOAL_MS),
    ]
    driver.meter.stop()
    lessons = driver.window.lessons.window
    assert lessons is not None
    rates: dict[str, list[float]] = {"with the window": [], "with lessons too": [], "without": []}
    for _ in range(rounds):
        lessons.hide()
        rates["with the window"].append(driver.train(recipe)[2])
        lessons.show()
        rates["with lessons too"].append(driver.train(recipe)[2])
        rates["without"].append(train_without(recipe, dataset))
    driver.close()
    _print_parts(parts)
    print(f"GUI thread while training: {100 * in_training.busy():.0f} % of a processor")
    fast = _print_rates(rates, goal=SPEED_GOAL)
    return 0 if fast and all(part.met for part in parts) else 1


def _measure_views(driver: Driver, recipe: Recipe, parts: list[Part], *, rounds: int) -> int:
    dataset = driver.window.controller.dataset
    assert dataset is not None
    for names in PAIRS_OF_VIEWS:
        driver.meter.take()
        driver.open_views(names)
        opening = driver.meter.take()
        _, training, _ = driver.train(recipe)
        words = " + ".join(names)
        parts += [
            Part(f"opening {words}", opening, WORST_GOAL_MS),
            Part(f"training, {words}", training, WORST_GOAL_MS, MAX_GOAL_MS),
        ]
    filtered, scrolled = driver.filter(), driver.scroll()
    driver.meter.stop()
    pairs = {f"with {' + '.join(names)}": names for names in PAIRS_OF_VIEWS}
    rates: dict[str, list[float]] = {**{name: [] for name in pairs}, "without": []}
    for _ in range(rounds):
        for name, names in pairs.items():
            driver.open_views(names)
            rates[name].append(driver.train(recipe)[2])
        rates["without"].append(train_without(recipe, dataset))
    driver.close()
    _print_parts(parts)
    met = True
    for name, taken, goal in (
        ("filtering", filtered, FILTER_GOAL_MS),
        ("scrolling", scrolled, SCROLL_GOAL_MS),
    ):
        met = met and max(taken) <= goal
        print(
            f"{name} {len(dataset.test_y):,} pictures: median {median(taken):.1f} ms, worst "
            f"{max(taken):.1f} ms, at most {goal:.0f}: {'met' if max(taken) <= goal else 'MISSED'}"
        )
    fast = _print_rates(rates, goal=VIEWS_SPEED_GOAL)
    return 0 if fast and met and all(part.met for part in parts) else 1


def _print_parts(parts: Sequence[Part]) -> None:
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors; gaps in ms")
    shares = "".join(f"{share:>8}" for share in ("50 %", "90 %", "99 %", "99.9 %", "worst"))
    print(f"{'part':<{NAME_WIDTH}}{'ticks':>7}{shares}{'> 20':>6}{'> 50':>6}  in the worst")
    for part in parts:
        print(part.row())


def _print_rates(rates: dict[str, list[float]], *, goal: float) -> bool:
    """Prints epochs a second; False where the goal is missed."""
    without = rates["without"]
    width = max(map(len, rates))
    print(f"\n{'epochs a second':<{width}}{'median':>9}   each of {len(without)} rounds, in turn")
    for name, each in rates.items():
        print(f"{name:<{width}}{median(each):>9.1f}   {' '.join(f'{rate:.1f}' for rate in each)}")
    fast = True
    for name, each in rates.items():
        if each is without:
            continue
        # Pair by pair: what else the machine does changes from minute to minute.
        ratio = median(a / b for a, b in zip(each, without, strict=True))
        fast = fast and ratio >= goal
        verdict = "met" if ratio >= goal else "MISSED"
        print(f"{name}, of without: {ratio:.3f}   at least {goal}: {verdict}")
    return fast


if __name__ == "__main__":
    # Threads that end after Qt would take the exit status with them.
    status = main()
    sys.stdout.flush()
    os._exit(status)
