"""Signals that end the program, at moments that are seen from outside; a benchmark tries more."""

import itertools
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import signs_studio
from signs_studio.cli import main
from signs_studio.signals import ENDING_SIGNALS, Interrupted, exit_status, raising
from tests.processes import BROKEN, PROGRAM, Process

SCRIPT = ("-c", "import sys; from signs_studio.__main__ import main; sys.exit(main())")
ALL_SIGNALS = pytest.mark.parametrize("number", ENDING_SIGNALS, ids=lambda number: number.name)

# The window asks, as before it forgets what was learnt, and nobody answers.
ASKING = """
import sys
import signs_studio.__main__ as program
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox
from signs_studio.ui.shell.main_window import MainWindow

class Asking(MainWindow):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.shown.connect(self.ask)
    def ask(self):
        QTimer.singleShot(0, lambda: print("asked", flush=True))
        QMessageBox.question(PARENT, "", "")

import signs_studio.app
signs_studio.app.MainWindow = Asking
sys.exit(program.main())
"""


# A recipe is changed, and nothing is saved by itself.
EDITING = """
import sys
import signs_studio.__main__ as program
from signs_studio.ui.shell import saver as saver
from signs_studio.ui.shell.main_window import MainWindow
saver.SETTLE_MS = 1_000_000

class Editing(MainWindow):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.panels_built.connect(self.edit)
    def edit(self):
        self.editor.edit(self.editor.draft.with_field("epochs", "4321"), title="test")
        print("edited", flush=True)

import signs_studio.app
signs_studio.app.MainWindow = Editing
sys.exit(program.main())
"""

# Ctrl-C while Python still handles it: as the first module of ours is looked for.
EARLY = """
import signal, sys
class Early:
    def find_spec(self, name, *_):
        if name == "signs_studio.signals":
            signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, Early())
from signs_studio.__main__ import main
sys.exit(main())
"""

# A signal while Python ends: as the last objects are taken apart.
LATE = """
import os, signal, sys
from signs_studio.__main__ import main
class Late:
    def __del__(self, write=os.write, strike=signal.raise_signal, number=signal.SIGTERM):
        write(1, b"late")
        strike(number)
late = Late()
sys.argv[1:] = ["--version"]
sys.exit(main())
"""


def assert_nothing_broke(process: Process) -> None:
    assert not [word for word in BROKEN if word in process.err], process.err
    assert process.left_running() == []
    assert list(process.temporary.iterdir()) == []


@ALL_SIGNALS
@pytest.mark.parametrize("program", [PROGRAM, SCRIPT], ids=["module", "script"])
def test_from_the_first_line_on_it_leaves_quietly(
    program: tuple[str, ...], number: signal.Signals, tmp_path: Path
) -> None:
    with Process(*program, home=tmp_path) as process:
        process.wait_until(lambda: process.catches(ENDING_SIGNALS[-1]))
        process.send(number)
        assert (process.end(), process.out, process.err) == (exit_status(number), "", "")


def test_before_the_first_line_it_leaves_quietly(tmp_path: Path) -> None:
    with Process("-c", EARLY, home=tmp_path) as process:
        assert (process.end(), process.out, process.err) == (130, "", "")


def test_while_python_ends_the_status_stays(tmp_path: Path) -> None:
    with Process("-c", LATE, home=tmp_path) as process:
        assert (process.end(), process.err) == (0, "")
        version, late = process.out.splitlines()
        assert version.startswith("Signs Studio ")
        assert late == "late"


def test_a_thread_that_nobody_waits_for_sees_no_end_of_python(tmp_path: Path) -> None:
    code = (
        "import atexit, sys, threading; from signs_studio.__main__ import main\n"
        "threading.Thread(target=threading.Event().wait, daemon=True).start()\n"
        "atexit.register(print, 'Python ended'); sys.argv[1:] = ['lesson']; sys.exit(main())"
    )
    with Process("-c", code, home=tmp_path) as process:
        assert (process.end(), process.err) == (0, "")
        assert "minimise" in process.out
        assert "Python ended" not in process.out


def test_what_a_terminal_shows_next_is_on_a_line_of_its_own() -> None:
    ours, theirs = pty.openpty()
    code = "from signs_studio import signals; signals.leave(2)"
    done = subprocess.run([sys.executable, "-c", code], stderr=theirs, timeout=60, check=False)
    os.close(theirs)
    assert (done.returncode, os.read(ours, 100)) == (130, b"\r\n")
    os.close(ours)


def test_so_does_the_bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "signs_studio"
    package.mkdir()
    for name in ("__init__", "bootstrap", "errors", "signals", "streams", "system_libraries"):
        shutil.copy(Path(signs_studio.__file__).with_name(f"{name}.py"), package)
    # Without a pyproject.toml beside it there is nothing that it could set up.
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with Process("-m", "signs_studio.bootstrap", home=tmp_path) as process:
        process.wait_until(lambda: process.catches(ENDING_SIGNALS[-1]))
        process.send(signal.SIGINT)
        assert (process.end(), process.out, process.err) == (130, "", "")


@ALL_SIGNALS
def test_while_qt_is_imported_it_leaves_quietly(number: signal.Signals, tmp_path: Path) -> None:
    with Process(*PROGRAM, home=tmp_path) as process:
        process.wait_until(lambda: process.has_loaded("libQt6Core"))
        process.send(number)
        assert (process.end(), process.out, process.err) == (exit_status(number), "", "")


@ALL_SIGNALS
def test_while_tensorflow_is_imported_the_window_closes(
    number: signal.Signals, tmp_path: Path
) -> None:
    with Process(*PROGRAM, home=tmp_path) as process:
        process.wait_until(lambda: process.has_loaded("libtensorflow_framework"))
        process.send(number)
        assert process.end() == exit_status(number)
        assert_nothing_broke(process)
        assert list((tmp_path / "config").iterdir()), "what is saved at the end was not saved"


def test_the_window_saves_what_a_click_on_its_button_would(tmp_path: Path) -> None:
    with Process("-c", EDITING, home=tmp_path) as process:
        process.wait_until(lambda: "edited" in process.out)
        process.send(signal.SIGTERM)
        assert process.end() == 143
        assert_nothing_broke(process)
    (settings,) = (tmp_path / "config").rglob("*.conf")
    assert "4321" in settings.read_text()


@pytest.mark.parametrize("parent", ["self", "None"])
def test_a_dialog_that_is_open_keeps_no_window(tmp_path: Path, parent: str) -> None:
    with Process("-c", ASKING.replace("PARENT", parent), home=tmp_path) as process:
        process.wait_until(lambda: "asked" in process.out)
        process.send(signal.SIGTERM)
        assert process.end() == 143
        assert_nothing_broke(process)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_training_stops_after_its_epoch(number: signal.Signals, tmp_path: Path) -> None:
    arguments = ("--preset", "quick", "--hands", "60", "--epochs", "1000000", "--json")
    with Process(*PROGRAM, "train", *arguments, home=tmp_path) as process:
        process.wait_until(lambda: "\n" in process.out)
        # A terminal that is closed sends it twice.
        process.send(number)
        process.send(number)
        assert process.end() == exit_status(number)
        assert_nothing_broke(process)
        started, *epochs, last = map(json.loads, process.out.splitlines())
        assert (tmp_path / "data" / "signs-studio" / "runs" / started["run"] / "run.json").exists()
        assert (last["event"], last["reason"], last["epochs"]) == (
            "finished",
            "stopped",
            len(epochs),
        )


def test_what_was_ignored_before_stays_ignored(tmp_path: Path) -> None:
    with Process(*PROGRAM, home=tmp_path, ignored=[signal.SIGHUP]) as process:
        process.wait_until(lambda: process.catches(signal.SIGTERM))
        process.send(signal.SIGHUP)
        process.wait_until(lambda: process.has_loaded("libQt6Core"))
        process.send(signal.SIGTERM)
        assert process.end() == 143


def test_half_a_file_is_not_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from signs_studio.data.archives.hdf5 import writer as hdf5_writer

    write = hdf5_writer._write

    def write_and_interrupt(path: Path, *arguments: object) -> None:
        write(path, *arguments)
        assert path.exists()
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(hdf5_writer, "_write", write_and_interrupt)
    before = [signal.getsignal(number) for number in ENDING_SIGNALS]
    assert main(["data", str(tmp_path), "--count", "12"]) == 143
    assert list(tmp_path.iterdir()) == []
    assert [signal.getsignal(number) for number in ENDING_SIGNALS] == before


@pytest.mark.parametrize("nth", [1, 3, 4, 5, 6, 8])
def test_a_signal_within_hdf5_is_a_clean_end(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    nth: int,
) -> None:
    from signs_studio.data.archives.hdf5 import writer as hdf5_writer

    writes = itertools.count(1)

    class InterruptedFile(hdf5_writer._UnfailingFile):
        def write(self, data: Any) -> int:
            if next(writes) == nth:
                signal.raise_signal(signal.SIGINT)
            return super().write(data)

    monkeypatch.setattr(hdf5_writer, "_UnfailingFile", InterruptedFile)
    assert main(["data", str(tmp_path), "--count", "12"]) == 130
    assert capfd.readouterr().err == ""
    assert list(tmp_path.iterdir()) == []


def test_a_second_signal_does_not_end_the_cleaning_up() -> None:
    cleaned = False

    def work() -> None:
        nonlocal cleaned
        try:
            signal.raise_signal(signal.SIGTERM)
        finally:
            signal.raise_signal(signal.SIGINT)
            cleaned = True

    with pytest.raises(Interrupted) as interruption, raising():
        work()
    assert interruption.value.status == 143
    assert cleaned
