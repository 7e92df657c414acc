"""Opening files in a child process: what it brings back, and that it never hurts this one."""

from __future__ import annotations

import os
import resource
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

import signs_studio
from signs_studio.data.opening import open_pictures
from signs_studio.data.reading import client, limits
from signs_studio.data.reading.cancellation import Cancellation, ReadingCancelledError
from tests.data.archives.hdf5.mutator import HOSTILE
from tests.processes import PROGRAM, Process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from signs_studio.data.dataset import Dataset

    WriteFile = Callable[..., Path]


WAIT_S = 30


def children_of(pid: int) -> list[int]:
    """Processes that ``pid`` has begun and that still run; those that have ended are zombies."""
    running = []
    # Any of them may be gone at any moment.
    with suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            with suppress(OSError):
                state = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0]
                if state != "Z":
                    running.append(int(child))
    return running


def assert_ended(pids: list[int]) -> None:
    """Waits for processes that are about to end."""
    for pid in pids:
        with suppress(ProcessLookupError):
            descriptor = os.pidfd_open(pid)
            # Readable once it has ended.
            assert select.select([descriptor], [], [], WAIT_S)[0]
            os.close(descriptor)


def open_files() -> set[str]:
    return {entry.name for entry in Path("/proc/self/fd").iterdir()}


def server_pid() -> int:
    return client._running_server()._process.pid


def test_hdf5_is_not_even_imported_here(write_file: WriteFile) -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from signs_studio.data.opening import open_pictures\n"
        "print(open_pictures(Path(sys.argv[1])).train_x.shape, 'h5py' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(write_file())]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert (done.stdout, done.stderr) == ("(24, 8, 6, 3) False\n", "")


def test_modules_are_found_from_where_this_process_began(write_file: WriteFile) -> None:
    # Neither the folder that Python was started in nor a relative PYTHONPATH is the server's own.
    package = Path(signs_studio.__file__).parents[1]
    code = (
        "import os, sys; from pathlib import Path; import signs_studio\n"
        "assert not os.path.isabs(signs_studio.__path__[0]) or '' in sys.path\n"
        "from signs_studio.data.opening import open_pictures\n"
        "print(open_pictures(Path(sys.argv[1])).train_x.shape)"
    )
    command = [sys.executable, "-S", "-c", code, str(write_file())]
    site = os.pathsep.join(entry for entry in sys.path if "site-packages" in entry)
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        cwd=package,
        env=os.environ | {"PYTHONPATH": site},
    )
    assert done.stdout == "(24, 8, 6, 3)\n", done.stderr


def test_any_thread_may_open_files_at_the_same_time(write_file: WriteFile) -> None:
    pictures = [np.full((24, 8, 6, 3), shade, np.uint8) for shade in range(100, 120)]
    paths = [write_file(f"{n}.h5", train_set_x=x) for n, x in enumerate(pictures)]
    with ThreadPoolExecutor(4) as threads:
        for dataset, expected in zip(threads.map(open_pictures, paths), pictures, strict=True):
            np.testing.assert_array_equal(dataset.train_x, expected)


def test_a_path_is_found_from_where_this_process_is(
    write_file: WriteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_file("ä\udcff.h5")
    monkeypatch.chdir(path.parent)
    dataset = open_pictures(Path(path.name))
    assert dataset.train_x.shape == (24, 8, 6, 3)
    assert dataset.name == "ä\N{REPLACEMENT CHARACTER}.h5"


def test_no_folder_for_temporary_files_is_needed(
    write_file: WriteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_file()
    monkeypatch.setenv("TMPDIR", "/nowhere")
    # Python would also try the usual folders, and the current one.
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: ["/nowhere"])
    monkeypatch.setattr(tempfile, "tempdir", None)
    with pytest.raises(FileNotFoundError):
        tempfile.gettempdir()
    assert open_pictures(path).train_x.shape == (24, 8, 6, 3)


def test_nothing_is_left_behind(write_file: WriteFile) -> None:
    path = write_file(train_set_x={"data": np.zeros((24, 8, 6, 3), "u1"), "compression": "gzip"})
    open_pictures(path)
    before = open_files()
    for stream in (None, True) * 3:
        open_pictures(path, stream=stream)
    assert open_files() == before
    assert_ended(children_of(server_pid()))


def test_a_server_that_was_ended_is_started_again(write_file: WriteFile) -> None:
    path = write_file()
    open_pictures(path)
    first = client._running_server()._process
    first.kill()
    first.wait()
    assert open_pictures(path).train_x.shape == (24, 8, 6, 3)
    assert server_pid() != first.pid


@pytest.mark.parametrize("stream", [None, True])
def test_a_reading_that_was_cancelled_before_does_not_begin(
    write_file: WriteFile, stream: bool | None
) -> None:
    cancellation = Cancellation()
    cancellation.cancel()
    with pytest.raises(ReadingCancelledError):
        open_pictures(write_file(), stream=stream, cancellation=cancellation)


@pytest.fixture
def endless_file(tmp_path: Path) -> Path:
    """A file that HDF5 never comes to an end with, Python's lock in its hand."""
    path = tmp_path / "endless.h5"
    HOSTILE["an index that claims 2^62 blocks"](path)
    return path


def wait_for_children(pid: int) -> list[int]:
    while not (found := children_of(pid)):
        os.sched_yield()
    return found


def test_a_reading_that_never_ends_is_cancelled_at_once(endless_file: Path) -> None:
    cancellation = Cancellation()
    with ThreadPoolExecutor(1) as thread:
        reading = thread.submit(open_pictures, endless_file, cancellation=cancellation)
        children = wait_for_children(server_pid())
        assert not reading.done()
        cancellation.cancel()
        with pytest.raises(ReadingCancelledError):
            reading.result(WAIT_S)
    assert_ended(children)


def at_work(server: int) -> list[int]:
    """Children of the server that read a file: they have a limit that it has not."""
    found = []
    free, _ = resource.prlimit(server, resource.RLIMIT_CPU)
    for child in children_of(server):
        with suppress(ProcessLookupError):
            if resource.prlimit(child, resource.RLIMIT_CPU)[0] != free:
                found.append(child)
    return found


def wait_for_child_at_work(find_servers: Callable[[], list[int]]) -> tuple[int, int]:
    """Waits until a server has a child that reads a file, and returns both."""
    until = time.monotonic() + WAIT_S
    while not (found := [(one, two) for one in find_servers() for two in at_work(one)]):
        assert time.monotonic() < until, "no child with limits reads a file"
    return found[0]


@contextmanager
def standing_still(
    find_servers: Callable[[], list[int]] = lambda: [server_pid()],
) -> Iterator[tuple[int, int]]:
    """Within it a child that reads stands still: neither its limits nor the file's end end it.

    Yields:
        Its server and the child.
    """
    server, child = wait_for_child_at_work(find_servers)
    try:
        os.kill(child, signal.SIGSTOP)
        yield server, child
    finally:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


@contextmanager
def being_read(path: Path) -> Iterator[tuple[Future[Dataset], Cancellation]]:
    """Within it a file is read on another thread; whatever goes wrong, that comes to an end."""
    assert_ended(children_of(server_pid()))
    cancellation = Cancellation()
    with ThreadPoolExecutor(1) as thread:
        try:
            yield thread.submit(open_pictures, path, cancellation=cancellation), cancellation
        finally:
            cancellation.cancel()


def test_a_child_is_held_to_limits(endless_file: Path) -> None:
    with being_read(endless_file) as (reading, _), standing_still() as (_, child):
        cpu_s, _ = resource.prlimit(child, resource.RLIMIT_CPU)
        memory, _ = resource.prlimit(child, resource.RLIMIT_AS)
        core = resource.prlimit(child, resource.RLIMIT_CORE)
        killed_first = Path(f"/proc/{child}/oom_score_adj").read_text()
        assert not reading.done()
    assert cpu_s <= 60
    assert memory <= 8 << 30
    assert (core, killed_first) == ((0, 0), "1000\n")


def test_a_child_with_more_to_unpack_may_take_longer(write_file: WriteFile) -> None:
    noisy = np.zeros((96, 1024, 1024, 1), "u1")
    # So that they do not expand beyond belief.
    noisy[:, :16] = np.random.default_rng(0).integers(0, 256, (96, 16, 1024, 1), np.uint8)
    pictures = {
        "data": noisy,
        "chunks": (1, 1024, 1024, 1),
        "compression": 1,
    }
    small = np.zeros((12, 1024, 1024, 1), "u1")
    path = write_file(train_set_x=pictures, train_set_y=np.arange(96) % 3, test_set_x=small)
    seen = set()
    with being_read(path) as (reading, _):
        _, child = wait_for_child_at_work(lambda: [server_pid()])
        while not reading.done():
            # It may end at any moment.
            with suppress(ProcessLookupError):
                seen.add(resource.prlimit(child, resource.RLIMIT_CPU)[0])
        assert reading.result().train_x.shape == (96, 1024, 1024, 1)
    # Another second for each 10 MiB, of 96.
    assert max(seen) >= limits.CPU_S + 9


def test_a_child_that_stands_still_is_cancelled_at_once(endless_file: Path) -> None:
    with being_read(endless_file) as (reading, cancellation), standing_still() as (_, child):
        cancellation.cancel()
        with pytest.raises(ReadingCancelledError):
            reading.result(WAIT_S)
        assert_ended([child])


def test_a_server_that_stands_still_is_cancelled_at_once(write_file: WriteFile) -> None:
    path, server = write_file(), server_pid()
    os.kill(server, signal.SIGSTOP)
    with being_read(path) as (reading, cancellation):
        try:
            while cancellation._break_off is None:
                os.sched_yield()
            cancellation.cancel()
            with pytest.raises(ReadingCancelledError):
                reading.result(WAIT_S)
        finally:
            os.kill(server, signal.SIGCONT)
    assert open_pictures(path).train_x.shape == (24, 8, 6, 3)


def test_ctrl_c_in_plain_python_leaves_no_child(endless_file: Path) -> None:
    assert_ended(children_of(server_pid()))
    is_over = threading.Event()

    def interrupt() -> None:
        with standing_still() as (_, child):
            # To the thread that reads; Python runs its handlers there.
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
            assert is_over.wait(WAIT_S)
            assert_ended([child])

    with ThreadPoolExecutor(1) as thread:
        interrupting = thread.submit(interrupt)
        with pytest.raises(KeyboardInterrupt):
            open_pictures(endless_file)
        is_over.set()
        interrupting.result()


def test_ctrl_c_just_after_the_request_leaves_no_child(
    endless_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_ended(children_of(server_pid()))
    send_fds, children = socket.send_fds, []
    with ExitStack() as stopped:

        def interrupted(*args: object) -> None:
            send_fds(*args)
            children.append(stopped.enter_context(standing_still())[1])
            raise KeyboardInterrupt

        monkeypatch.setattr(socket, "send_fds", interrupted)
        with pytest.raises(KeyboardInterrupt):
            open_pictures(endless_file)
        assert_ended(children)


def test_a_child_ends_with_a_server_that_is_killed(endless_file: Path) -> None:
    with being_read(endless_file) as (reading, _), standing_still() as (server, child):
        os.kill(server, signal.SIGKILL)
        with pytest.raises(RuntimeError, match="process that opens files has ended"):
            reading.result(WAIT_S)
        assert_ended([child])


def test_the_server_lets_go_of_children_and_channels(write_file: WriteFile) -> None:
    path = write_file()

    def kept() -> tuple[int, int]:
        """Children, also those that have ended and were not looked after, and open files."""
        server = server_pid()
        assert_ended(children_of(server))
        children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        return len(children), len(list(Path(f"/proc/{server}/fd").iterdir()))

    open_pictures(path)
    _, files = kept()
    for _ in range(5):
        open_pictures(path)
        # It may let go of the last one only when it is asked again.
        assert kept()[0] <= 1
    assert kept()[1] <= files + 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_command_that_opens_a_file_ends_at_once_and_leaves_nothing(
    endless_file: Path, tmp_path: Path, number: signal.Signals
) -> None:
    arguments = (*PROGRAM, "train", "--data", str(endless_file))
    with (
        Process(*arguments, home=tmp_path / "home") as process,
        standing_still(lambda: children_of(process.pid)) as (server, child),
    ):
        process.send(number)
        assert process.end() == (-number if number is signal.SIGKILL else 128 + number)
        assert process.out + process.err == ""
        assert_ended([server, child])


def test_a_reader_that_cannot_start_is_no_fault_of_the_file(
    write_file: WriteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "_START", "raise SystemExit(1)")
    monkeypatch.setattr(client, "_server", None)
    with pytest.raises(RuntimeError, match="process that opens files has ended"):
        open_pictures(write_file())


def test_the_server_ends_with_this_process(write_file: WriteFile) -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from signs_studio.data.opening import open_pictures\n"
        "from signs_studio.data.reading import client\n"
        "open_pictures(Path(sys.argv[1]))\n"
        "print(client._running_server()._process.pid, flush=True)\n"
        "sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(write_file())]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        server = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert_ended([server])
