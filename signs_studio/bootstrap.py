"""Sets a checkout up and runs it: ``python3 -m signs_studio.bootstrap`` from its top folder.

It needs Python and pip, and nothing else: neither Debian's ``python3-venv`` nor any package of the
project. What it installs goes into ``.venv`` beside this package, but for shared libraries that Qt
needs and the system lacks: apt-get installs those, as root, after a line that says so. With
``--no-system-packages`` they are left to the person. With ``--test`` first, the tests run instead
of the window, in two processes. All other arguments are passed on.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the other imports, in which Ctrl-C would show where it came.
    from signs_studio.signals import leave, set_handler
    from signs_studio.streams import open_streams

    set_handler(leave)
    open_streams()

import hashlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from signs_studio.errors import UsageError
from signs_studio.files import write_whole
from signs_studio.messages import Message
from signs_studio.signals import Interrupted, raising
from signs_studio.system_libraries import install_line, missing_libraries, missing_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

OLDEST_PYTHON, NEWEST_PYTHON = (3, 11), (3, 13)
NO_SYSTEM_PACKAGES = "--no-system-packages"
TEST_OPTIONS = ("--numprocesses", "2", "--dist", "loadfile")
"""A file's tests share what they set up, so they run in one process; the options that follow may
say otherwise: ``-n 0`` runs all in one."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Sets up what is missing, then becomes the window or the tests.

    Args:
        arguments: Words after the program's name; None for those it was called with.

    Returns:
        Only when something could not be set up: 1, or 2 where what is there cannot be used.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    system_packages = NO_SYSTEM_PACKAGES not in words
    words = [word for word in words if word != NO_SYSTEM_PACKAGES]
    test = words[:1] == ["--test"]
    try:
        with raising():  # A step that runs is ended as well.
            set_up(Path(__file__).parents[1], screen=not test, system_packages=system_packages)
    except UsageError as error:
        print(error, file=sys.stderr)
        return 2
    except subprocess.CalledProcessError as error:
        print(f"This did not succeed: {shlex.join(error.cmd)}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"This could not be set up: {error}", file=sys.stderr)
        return 1
    except Interrupted as interruption:
        return interruption.status
    if test:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        return _become("-m", "pytest", *TEST_OPTIONS, *words[1:])
    return _become("-m", "signs_studio", *words)


def set_up(root: Path, *, screen: bool, system_packages: bool) -> None:
    """Makes ``root/.venv`` fit to run the project, and the system fit to show windows.

    Args:
        root: The checkout.
        screen: Whether windows are to go to a screen.
        system_packages: Whether to install what the system lacks; else it is said.

    Raises:
        UsageError: Python or the checkout is not one that this can be done with.
        CalledProcessError: A step did not succeed; it has said why itself.
    """
    if not OLDEST_PYTHON <= sys.version_info[:2] <= NEWEST_PYTHON:
        came = ".".join(map(str, sys.version_info[:2]))
        raise UsageError(
            Message(
                "commands",
                "TensorFlow needs a Python from 3.{oldest_python} to 3.{newest_python}, "
                "but this is {came}: call this with another one, such as "
                "python3.{oldest_python}.",
            ).format(oldest_python=OLDEST_PYTHON[1], newest_python=NEWEST_PYTHON[1], came=came)
        )
    if not (root / "pyproject.toml").is_file():
        raise UsageError(
            Message(
                "commands", "This sets up a checkout; what is installed starts with: signs-studio"
            )
        )
    if system_packages:
        install_libraries(screen=screen)
    elif missing := missing_libraries(screen=screen):
        # The rest can be set up all the same, while they are installed.
        print(missing_sentence(missing), file=sys.stderr)
    install_packages(root)


def install_libraries(*, screen: bool) -> None:
    """Installs the shared libraries that Qt needs and the system lacks, and says so first.

    Nothing waits for an answer but sudo, which may ask for a password where there is a terminal.

    Raises:
        UsageError: They have to be installed by hand; the message holds the line that does it.
        CalledProcessError: apt-get did not succeed.
    """
    missing = missing_libraries(screen=screen)
    if not missing:
        return
    line = shlex.split(install_line(missing))
    if shutil.which("apt-get") is None or shutil.which(line[0]) is None:
        raise UsageError(missing_sentence(missing))
    # By env, for sudo passes no environment on, and a package may have questions.
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    can_ask = line[0] != "sudo" or _has_terminal()
    if line[0] == "sudo":
        apt = ["sudo", *([] if can_ask else ["--non-interactive"]), *apt]
    said = Message(
        "commands",
        "Qt needs libraries that this system lacks ({sonames}): “{line}” installs them now, after "
        "“apt-get update”. {option} leaves that to you.",
    )
    sonames = ", ".join(library.soname for library in missing)
    said = said.format(sonames=sonames, line=shlex.join(line), option=NO_SYSTEM_PACKAGES)
    print(said, flush=True)
    try:
        _run([*apt, "update"])
        _run([*apt, *line[line.index("apt-get") + 1 :]])
    except subprocess.CalledProcessError as error:
        if can_ask:
            raise
        # There is no terminal on which sudo could have asked for a password.
        raise UsageError(missing_sentence(missing)) from error
    missing = missing_libraries(screen=screen)
    if missing:
        raise UsageError(missing_sentence(missing))


def install_packages(root: Path) -> None:
    """Installs the project and what it depends on into ``root/.venv``, unless that was done.

    Raises:
        UsageError: There is no pip.
        CalledProcessError: venv or pip did not succeed.
    """
    python = venv_python(root)
    stamp = root / ".venv" / "set-up"
    fingerprint = _fingerprint(root)
    if python.exists() and stamp.is_file() and stamp.read_text() == fingerprint:
        return
    if not _has_pip():
        raise UsageError(
            Message(
                "commands",
                "Python's package installer, pip, is missing; on Debian and Ubuntu this "
                "line installs it:\n\n  sudo apt-get install -y python3-pip\n",
            )
        )
    _run([sys.executable, "-m", "venv", "--without-pip", str(root / ".venv")])
    # Run by this Python for that one, which has no pip: Debian's venv can give it none.
    pip = [sys.executable, "-m", "pip", "--python", str(python)]
    _run([*pip, "install", "--editable", f"{root}[test]"])
    write_whole(stamp, fingerprint.encode())


def venv_python(root: Path) -> Path:
    """The Python that the project is installed for."""
    return root / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _has_pip() -> bool:
    return importlib.util.find_spec("pip") is not None


def _fingerprint(root: Path) -> str:
    """Returns all that an installation depends on: the project's needs, its folder, the Python."""
    asked = (root / "pyproject.toml").read_bytes()
    return hashlib.sha256(asked + f"{root}{sys.version}".encode()).hexdigest()


def _has_terminal() -> bool:
    """Returns whether sudo could ask on a terminal, wherever input and output go."""
    try:
        os.close(os.open("/dev/tty", os.O_RDWR))
    except OSError:
        return False
    return True


def _run(command: list[str]) -> None:
    print(f"+ {shlex.join(command)}", flush=True)
    status = _status_of(command)
    if status:
        raise subprocess.CalledProcessError(status, command)


def _status_of(command: list[str]) -> int:
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as process:
        try:
            return process.wait()
        except Interrupted:
            # It is asked to end and waited for: apt-get, killed, leaves packages half-installed.
            process.terminate()
            raise


def _become(*arguments: str) -> NoReturn:
    python = str(venv_python(Path(__file__).parents[1]))
    os.execv(python, [python, *arguments])


if __name__ == "__main__":
    sys.exit(main())
