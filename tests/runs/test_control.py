import threading
from collections.abc import Callable, Iterator

import pytest

from signs_studio.runs.control import RunControl

TIMEOUT_S = 10


class Runner:
    """A run that does nothing but take turns, on a thread of its own, as the trainer does."""

    def __init__(self, control: RunControl) -> None:
        self._control = control
        self._told = threading.Condition()
        self.epochs = 0
        self.pauses = 0
        self._gate = threading.Semaphore(0)
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def let_work(self, epochs: int) -> None:
        """Gives the run the time for so many epochs."""
        self._gate.release(epochs)

    def wait_until(self, condition: Callable[["Runner"], bool]) -> None:
        with self._told:
            assert self._told.wait_for(lambda: condition(self), TIMEOUT_S), vars(self)

    def _run(self) -> None:
        while not self._control.stopped:
            if not self._control.take_turn():
                if not self._control.stopped:
                    self._tell(pauses=1)
                    self._control.wait()
                continue
            if not self._gate.acquire(timeout=TIMEOUT_S):
                return
            self._tell(epochs=1)

    def _tell(self, *, epochs: int = 0, pauses: int = 0) -> None:
        with self._told:
            self.epochs += epochs
            self.pauses += pauses
            self._told.notify_all()


@pytest.fixture
def control() -> RunControl:
    return RunControl()


@pytest.fixture
def start(control: RunControl) -> Iterator[Callable[[], Runner]]:
    runners: list[Runner] = []

    def start_runner() -> Runner:
        runners.append(Runner(control))
        return runners[-1]

    yield start_runner
    control.stop()
    for runner in runners:
        runner.let_work(1)
        runner.thread.join(TIMEOUT_S)
        assert not runner.thread.is_alive()


def test_epochs_run_one_after_another_until_told_otherwise(control: RunControl) -> None:
    assert all(control.take_turn() for _ in range(1000))
    assert not control.stopped


def test_a_stop_is_final(control: RunControl) -> None:
    control.stop()
    for command in (control.resume, control.step, control.pause):
        command()
        assert not control.take_turn()
        assert control.stopped
        control.wait()


def test_a_step_is_one_turn_however_often_it_is_asked_for(control: RunControl) -> None:
    control.pause()
    assert not control.take_turn()
    control.step()
    control.step()
    assert control.take_turn()
    assert not control.take_turn()


def test_a_paused_run_waits_and_steps_one_epoch_at_a_time(
    control: RunControl, start: Callable[[], Runner]
) -> None:
    control.pause()
    runner = start()
    runner.let_work(100)
    for steps in range(5):
        runner.wait_until(lambda r, steps=steps: r.pauses == steps + 1)
        assert runner.epochs == steps
        control.step()
    runner.wait_until(lambda r: r.epochs == 5)


def test_a_pause_lets_the_epoch_that_runs_end(
    control: RunControl, start: Callable[[], Runner]
) -> None:
    control.step()
    runner = start()
    control.pause()
    # Either the epoch had begun, and ends, or it never begins: it is not cut.
    runner.let_work(1)
    runner.wait_until(lambda r: r.pauses == 1)
    assert runner.epochs in (0, 1)


def test_a_resumed_run_goes_on_by_itself(control: RunControl, start: Callable[[], Runner]) -> None:
    control.pause()
    runner = start()
    runner.wait_until(lambda r: r.pauses == 1)
    control.resume()
    runner.let_work(50)
    runner.wait_until(lambda r: r.epochs == 50)
    assert runner.pauses == 1


def test_a_stop_ends_a_run_that_waits(control: RunControl, start: Callable[[], Runner]) -> None:
    control.pause()
    runner = start()
    runner.wait_until(lambda r: r.pauses == 1)
    control.stop()
    runner.thread.join(TIMEOUT_S)
    assert not runner.thread.is_alive()
    assert runner.epochs == 0


@pytest.mark.parametrize("release", ["resume", "step"])
def test_a_run_that_is_paused_again_before_it_woke_says_so_again(
    control: RunControl, release: str
) -> None:
    control.pause()
    assert not control.take_turn()  # The run is told to wait, but has not begun to.
    getattr(control, release)()
    control.pause()
    waiter = threading.Thread(target=control.wait, daemon=True)
    waiter.start()
    waiter.join(TIMEOUT_S)
    assert not waiter.is_alive()
    assert not control.take_turn()


def test_a_second_pause_does_not_wake_a_run_that_waits(
    control: RunControl, start: Callable[[], Runner]
) -> None:
    control.pause()
    runner = start()
    runner.wait_until(lambda r: r.pauses == 1)
    control.pause()
    control.pause()
    control.step()
    runner.let_work(1)
    runner.wait_until(lambda r: r.epochs == 1 and r.pauses >= 2)
    assert runner.pauses == 2


def test_changes_are_taken_once_and_the_last_of_a_field_counts(control: RunControl) -> None:
    control.change("learning_rate", 0.5)
    control.change("batch_size", 16)
    control.change("learning_rate", 0.25)

    assert control.changes == {"learning_rate": 0.25, "batch_size": 16}
    assert control.take_changes() == {"learning_rate": 0.25, "batch_size": 16}
    assert control.take_changes() == control.changes == {}


def test_changes_to_come_can_be_known_from_the_start() -> None:
    known = {"learning_rate": 0.5}
    control = RunControl(known)
    control.change("batch_size", 16)

    assert control.take_changes() == {"learning_rate": 0.5, "batch_size": 16}
    assert known == {"learning_rate": 0.5}


def test_no_change_is_lost_or_taken_twice_whatever_threads_do(control: RunControl) -> None:
    """Each thread changes its own field; what is taken of it only grows, up to the last."""
    last = 500
    taken: dict[str, list[float]] = {name: [] for name in "abcd"}
    barrier = threading.Barrier(len(taken) + 1)

    def press(name: str) -> None:
        barrier.wait(TIMEOUT_S)
        for value in range(last + 1):
            control.change(name, value)

    threads = [threading.Thread(target=press, args=(name,)) for name in taken]
    for thread in threads:
        thread.start()
    barrier.wait(TIMEOUT_S)
    while any(thread.is_alive() for thread in threads):
        for name, value in control.take_changes().items():
            taken[name].append(float(value))
    for name, value in control.take_changes().items():
        taken[name].append(float(value))

    for values in taken.values():
        assert values == sorted(set(values))
        assert values[-1] == last


def test_commands_from_many_threads_leave_a_run_that_can_be_driven(
    control: RunControl, start: Callable[[], Runner]
) -> None:
    runner = start()
    runner.let_work(1_000_000)
    barrier = threading.Barrier(4)

    def press(command: Callable[[], None]) -> None:
        barrier.wait(TIMEOUT_S)
        for _ in range(200):
            command()

    commands = (control.pause, control.step, control.resume, control.pause)
    threads = [threading.Thread(target=press, args=(command,)) for command in commands]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(TIMEOUT_S)
        assert not thread.is_alive()

    control.resume()
    epochs = runner.epochs
    runner.wait_until(lambda r: r.epochs > epochs)
    pauses = runner.pauses
    control.pause()
    runner.wait_until(lambda r: r.pauses == pauses + 1)
    control.stop()
    runner.thread.join(TIMEOUT_S)
    assert not runner.thread.is_alive()
