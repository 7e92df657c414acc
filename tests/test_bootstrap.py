import ast
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from signs_studio import bootstrap
from signs_studio.errors import UsageError
from signs_studio.signals import Interrupted, raising
from signs_studio.system_libraries import Library, missing_sentence
from tests.full_disk import full_disk

ABSENT = Library("libnowhere1", "libnowhere.so.1")
PACKAGE = Path(bootstrap.__file__).parent


class Steps:
    """Notes the commands that would be run, and answers as if they had succeeded."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.commands: list[list[str]] = []
        monkeypatch.setattr(bootstrap, "_status_of", self._status_of)

    def _status_of(self, command: list[str]) -> int:
        self.commands.append(command)
        return 0


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    return Steps(monkeypatch)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    # The Python of .venv, which runs the tests, has none.
    monkeypatch.setattr(bootstrap, "_has_pip", lambda: True)
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    python = bootstrap.venv_python(tmp_path)
    python.parent.mkdir(parents=True)
    python.touch()
    return tmp_path


def test_packages_are_installed_once(checkout: Path, steps: Steps) -> None:
    bootstrap.install_packages(checkout)
    venv, pip = steps.commands
    assert venv == [sys.executable, "-m", "venv", "--without-pip", str(checkout / ".venv")]
    assert pip[-3:] == ["install", "--editable", f"{checkout}[test]"]
    assert str(bootstrap.venv_python(checkout)) in pip
    bootstrap.install_packages(checkout)
    assert len(steps.commands) == 2


def test_they_are_installed_again_when_the_project_asks_for_others(
    checkout: Path, steps: Steps
) -> None:
    bootstrap.install_packages(checkout)
    (checkout / "pyproject.toml").write_text("[project]\nname = 'other'\n")
    bootstrap.install_packages(checkout)
    assert len(steps.commands) == 4


def test_they_are_installed_again_after_a_step_failed(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(bootstrap, "_status_of", lambda _command: 1)
        with pytest.raises(subprocess.CalledProcessError):
            bootstrap.install_packages(checkout)
    steps = Steps(monkeypatch)
    bootstrap.install_packages(checkout)
    assert len(steps.commands) == 2


def test_without_pip_the_line_that_installs_it_is_named(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, steps: Steps
) -> None:
    monkeypatch.setattr(bootstrap, "_has_pip", lambda: False)
    with pytest.raises(UsageError, match="apt-get install -y python3-pip"):
        bootstrap.install_packages(checkout)
    assert steps.commands == []


APT = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that lacks a library until it is asked a second time, and has sudo."""
    answers = iter([(ABSENT,), ()])
    monkeypatch.setattr(bootstrap, "missing_libraries", lambda **_: next(answers))
    monkeypatch.setattr(bootstrap, "install_line", lambda _: "sudo apt-get install -y libnowhere1")
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: name)
    monkeypatch.setattr(bootstrap, "_has_terminal", lambda: True)


@pytest.mark.usefixtures("lacking")
def test_missing_libraries_are_installed_after_a_line_that_says_so(
    capsys: pytest.CaptureFixture[str], steps: Steps
) -> None:
    bootstrap.install_libraries(screen=True)
    update, install = steps.commands
    assert update == ["sudo", *APT, "update"]
    assert install == ["sudo", *APT, "install", "-y", "libnowhere1"]
    first, *commands = capsys.readouterr().out.splitlines()
    assert "libnowhere.so.1" in first
    assert "“sudo apt-get install -y libnowhere1”" in first
    assert "--no-system-packages" in first
    assert commands == [f"+ {' '.join(update)}", f"+ {' '.join(install)}"]


@pytest.mark.usefixtures("lacking")
def test_root_needs_no_sudo(monkeypatch: pytest.MonkeyPatch, steps: Steps) -> None:
    monkeypatch.setattr(bootstrap, "install_line", lambda _: "apt-get install -y libnowhere1")
    bootstrap.install_libraries(screen=True)
    assert steps.commands == [[*APT, "update"], [*APT, "install", "-y", "libnowhere1"]]


def test_a_step_has_nobody_to_ask(capfd: pytest.CaptureFixture[str]) -> None:
    before = os.dup(0)
    theirs, ours = os.pipe()
    try:
        # Somebody who would answer.
        os.write(ours, b"yes\n")
        os.dup2(theirs, 0)
        assert bootstrap._status_of([sys.executable, "-c", "print(repr(input()))"]) == 1
    finally:
        os.dup2(before, 0)
        for descriptor in (before, theirs, ours):
            os.close(descriptor)
    assert "EOFError" in capfd.readouterr().err


def test_a_step_is_ended_in_its_own_way_and_waited_for(tmp_path: Path) -> None:
    # As apt-get, it has something to put in order before it ends.
    step = (
        "import signal, sys, pathlib\n"
        "def end(*_): pathlib.Path(sys.argv[1], 'in order').touch(); sys.exit(3)\n"
        "signal.signal(signal.SIGTERM, end)\n"
        "pathlib.Path(sys.argv[1], 'ready').touch()\n"
        "signal.pause()"
    )

    def interrupt() -> None:
        while not (tmp_path / "ready").exists():
            os.sched_yield()
        # To the thread that waits; Python runs its handlers there.
        signal.pthread_kill(threading.main_thread().ident, signal.SIGTERM)

    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(Interrupted), raising():
        bootstrap._status_of([sys.executable, "-c", step, str(tmp_path)])
    thread.join()
    assert (tmp_path / "in order").exists()


@pytest.mark.usefixtures("lacking")
def test_without_a_terminal_sudo_asks_nothing_and_the_line_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    commands: list[list[str]] = []

    def refuse(command: list[str]) -> int:
        commands.append(command)
        return 1

    monkeypatch.setattr(bootstrap, "_status_of", refuse)
    monkeypatch.setattr(bootstrap, "_has_terminal", lambda: False)
    with pytest.raises(UsageError) as refusal:
        bootstrap.install_libraries(screen=True)
    assert str(refusal.value) == str(missing_sentence((ABSENT,)))
    assert commands == [["sudo", "--non-interactive", *APT, "update"]]


@pytest.mark.usefixtures("lacking")
def test_libraries_that_apt_get_does_not_bring_are_named(
    monkeypatch: pytest.MonkeyPatch, steps: Steps
) -> None:
    monkeypatch.setattr(bootstrap, "missing_libraries", lambda **_: (ABSENT,))
    with pytest.raises(UsageError) as refusal:
        bootstrap.install_libraries(screen=True)
    assert str(refusal.value) == str(missing_sentence((ABSENT,)))
    assert len(steps.commands) == 2


def test_a_process_in_a_session_of_its_own_has_no_terminal() -> None:
    program = "from signs_studio import bootstrap; print(bootstrap._has_terminal())"
    done = subprocess.run(
        [sys.executable, "-c", program],
        start_new_session=True,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "False\n"


def test_system_packages_can_be_left_to_the_person(
    checkout: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    steps: Steps,
) -> None:
    monkeypatch.setattr(bootstrap, "missing_libraries", lambda **_: (ABSENT,))
    bootstrap.set_up(checkout, screen=True, system_packages=False)
    assert str(missing_sentence((ABSENT,))) in capsys.readouterr().err
    assert [command[1:3] for command in steps.commands] == [["-m", "venv"], ["-m", "pip"]]


@pytest.mark.parametrize("absent", ["apt-get", "sudo"])
def test_without_the_tools_the_line_is_named(
    monkeypatch: pytest.MonkeyPatch, steps: Steps, absent: str
) -> None:
    monkeypatch.setattr(bootstrap, "missing_libraries", lambda **_: (ABSENT,))
    monkeypatch.setattr(bootstrap, "install_line", lambda _: "sudo apt-get install -y libnowhere1")
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None if name == absent else name)
    with pytest.raises(UsageError) as refusal:
        bootstrap.install_libraries(screen=True)
    assert str(refusal.value) == str(missing_sentence((ABSENT,)))
    assert steps.commands == []


def test_another_python_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], steps: Steps
) -> None:
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 14, 0))
    assert bootstrap.main([]) == 2
    assert "from 3.11 to 3.13, but this is 3.14" in capsys.readouterr().err
    assert steps.commands == []


def test_the_pythons_are_those_of_the_project() -> None:
    wanted = (
        f'requires-python = ">=3.{bootstrap.OLDEST_PYTHON[1]},<3.{bootstrap.NEWEST_PYTHON[1] + 1}"'
    )
    assert wanted in (PACKAGE.parent / "pyproject.toml").read_text().splitlines()


PYTEST = ("-m", "pytest", "--numprocesses", "2", "--dist", "loadfile")


@pytest.mark.parametrize(
    ("arguments", "becomes"),
    [
        (["--test", "-q", "tests/data"], [*PYTEST, "-q", "tests/data"]),
        (["--demo"], ["-m", "signs_studio", "--demo"]),
        ([], ["-m", "signs_studio"]),
        (["--no-system-packages"], ["-m", "signs_studio"]),
        (["--no-system-packages", "--test", "-q"], [*PYTEST, "-q"]),
        (["--demo", "--no-system-packages"], ["-m", "signs_studio", "--demo"]),
    ],
)
def test_arguments_are_passed_on(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], becomes: list[str]
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    asked: list[dict[str, bool]] = []
    became: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "set_up", lambda _, **options: asked.append(options))
    monkeypatch.setattr(bootstrap.os, "execv", lambda _, words: became.append(words))
    bootstrap.main(arguments)
    assert [words[1:] for words in became] == [becomes]
    screen = "--test" not in arguments
    system_packages = "--no-system-packages" not in arguments
    assert asked == [{"screen": screen, "system_packages": system_packages}]
    assert bootstrap.os.environ["QT_QPA_PLATFORM"] == ("xcb" if screen else "offscreen")


def test_a_failed_step_is_named_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: Path, **__: bool) -> None:
        raise subprocess.CalledProcessError(100, ["apt-get", "update"])

    monkeypatch.setattr(bootstrap, "set_up", fail)
    assert bootstrap.main([]) == 1
    assert capsys.readouterr().err == "This did not succeed: apt-get update\n"


def test_a_disk_that_is_full_is_said_without_a_traceback(
    checkout: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    steps: Steps,
) -> None:
    monkeypatch.setattr(bootstrap, "__file__", str(checkout / "signs_studio" / "bootstrap.py"))
    with full_disk(10):
        assert bootstrap.main(["--no-system-packages"]) == 1
    assert capsys.readouterr().err == "This could not be set up: [Errno 27] File too large\n"
    assert len(steps.commands) == 2
    assert not (checkout / ".venv" / "set-up").exists(), "it is set up again the next time"


@pytest.mark.parametrize(
    "name",
    [
        "bootstrap",
        "signals",
        "streams",
        "system_libraries",
        "errors",
        "files",
        "messages",
        "numbers",
        "__init__",
    ],
)
def test_it_needs_only_the_standard_library(name: str) -> None:
    tree = ast.parse((PACKAGE / f"{name}.py").read_text())
    imported = {
        alias.name if isinstance(node, ast.Import) else str(node.module)
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    ours = ("errors", "files", "messages", "numbers", "signals", "streams", "system_libraries")
    own = {f"signs_studio.{name}" for name in ours}
    assert {name.partition(".")[0] for name in imported - own} <= sys.stdlib_module_names
