import socket
import struct
import subprocess
import sys
import threading
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from signs_studio import system_libraries
from signs_studio.system_libraries import (
    DRAWING_LIBRARIES,
    SCREEN_LIBRARIES,
    Library,
    has_screen,
    install_line,
    missing_libraries,
    missing_sentence,
    no_screen_sentence,
    wants_screen,
)

ABSENT = Library("libnowhere1", "libnowhere.so.1")
PRESENT = Library("libc6", "libc.so.6")

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="elsewhere Qt brings all that it needs"
)


def test_only_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_libraries, "DRAWING_LIBRARIES", (PRESENT, ABSENT))
    monkeypatch.setattr(system_libraries, "SCREEN_LIBRARIES", ())
    assert missing_libraries(screen=True) == (ABSENT,)


def test_a_screen_needs_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_libraries, "DRAWING_LIBRARIES", (PRESENT,))
    monkeypatch.setattr(system_libraries, "SCREEN_LIBRARIES", (ABSENT,))
    assert missing_libraries(screen=False) == ()
    assert missing_libraries(screen=True) == (ABSENT,)


def test_elsewhere_nothing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(system_libraries, "DRAWING_LIBRARIES", (ABSENT,))
    assert missing_libraries(screen=True) == ()
    assert has_screen({})


@pytest.mark.parametrize(("user", "start"), [(0, "apt-get install -y "), (1000, "sudo apt-get")])
def test_the_line_installs_every_package(
    monkeypatch: pytest.MonkeyPatch, user: int, start: str
) -> None:
    monkeypatch.setattr(system_libraries.os, "geteuid", lambda: user)
    line = install_line(DRAWING_LIBRARIES + SCREEN_LIBRARIES)
    assert line.startswith(start)
    packages = line.partition("install -y ")[2].split()
    assert packages == [library.package for library in DRAWING_LIBRARIES + SCREEN_LIBRARIES]


def test_the_sentence_holds_names_and_line() -> None:
    sentence = str(missing_sentence((ABSENT,)))
    assert ABSENT.soname in sentence
    assert install_line((ABSENT,)) in sentence.splitlines()[2].strip()


@pytest.mark.parametrize(
    ("platform", "wants"),
    [("", True), ("xcb", True), ("xcb:x", True), ("wayland", True), ("offscreen", False),
     ("offscreen:configfile=x", False), ("minimal", False), ("xcb;offscreen", True)],
)  # fmt: skip
def test_which_platforms_want_a_screen(platform: str, wants: bool) -> None:
    assert wants_screen({"QT_QPA_PLATFORM": platform}) is wants


class Server:
    """Accepts connections, and says something to each: the last answer to all that come later.

    Attributes:
        clients: The connections, in order.
    """

    def __init__(self, listener: socket.socket, *answers: bytes) -> None:
        self.clients: list[socket.socket] = []
        self._listener = listener
        self._listener.listen()
        self._answers = answers
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        with ExitStack() as clients, suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                clients.enter_context(client)
                self.clients.append(client)
                answer = self._answers[min(len(self.clients), len(self._answers)) - 1]
                if answer:
                    # After the request: xcb loses an answer that comes before.
                    client.recv(1)
                    client.sendall(answer)


def has_ended(client: socket.socket) -> bool:
    """Whether the other end of a connection was closed, once all is read that has come."""
    client.setblocking(False)
    with suppress(BlockingIOError):
        while client.recv(1024):
            pass
        return True
    return False


# What an X server says first of all: that it takes the client (1) or refuses it (0), its protocol,
# 11.0, and how many words follow: among them which numbers are the client's, and one screen.
ACCEPTS = struct.pack("<BxHHH8xI6xHBx10x", 1, 11, 0, 8, 0x1FFFFF, 0xFFFF, 1)
REFUSES = struct.pack("<BBHHH", 0, 4, 11, 0, 1) + b"no.."


@pytest.mark.parametrize(
    ("answer", "takes"),
    [(ACCEPTS, True), (REFUSES, False), (b"", False)],
    ids=["accepts", "refuses", "stands still"],
)
def test_an_x_server_is_a_screen_if_it_takes_us(
    monkeypatch: pytest.MonkeyPatch, answer: bytes, takes: bool
) -> None:
    if not answer:  # One that stands still is not waited for.
        monkeypatch.setattr(system_libraries, "_PATIENCE_S", 0.1)
    listener = socket.create_server(("127.0.0.1", 0))
    # X servers count their ports from 6000.
    number = listener.getsockname()[1] - 6000
    with Server(listener, answer):
        assert has_screen({"DISPLAY": f"127.0.0.1:{number}"}) is takes


def test_an_x_server_that_begins_anew_is_waited_for_and_not_left() -> None:
    """One whose last client leaves begins anew; whoever comes meanwhile is turned away."""
    listener = socket.create_server(("127.0.0.1", 0))
    number = listener.getsockname()[1] - 6000
    server = Server(listener, REFUSES, ACCEPTS)
    with server:
        assert has_screen({"DISPLAY": f"127.0.0.1:{number}"})
        stays = server.clients[-1]
        assert not has_ended(stays)


def test_a_wayland_compositor_is_a_screen(tmp_path: Path) -> None:
    named = {"XDG_RUNTIME_DIR": str(tmp_path), "WAYLAND_DISPLAY": "wayland-7"}
    assert not has_screen(named)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(tmp_path / "wayland-7"))
    with Server(listener, b""):
        assert has_screen(named)
        assert has_screen({"WAYLAND_DISPLAY": str(tmp_path / "wayland-7")})
        assert has_screen({**named, "DISPLAY": "unix:/nowhere"})


def test_what_is_not_named_or_does_not_answer_is_said() -> None:
    assert not has_screen({})
    assert not has_screen({"DISPLAY": ""})
    assert "neither DISPLAY nor WAYLAND_DISPLAY is set" in str(no_screen_sentence({"DISPLAY": ""}))
    nowhere = {"DISPLAY": "unix:/nowhere", "WAYLAND_DISPLAY": "/nowhere"}
    assert not has_screen(nowhere)
    assert "DISPLAY=unix:/nowhere or WAYLAND_DISPLAY=/nowhere" in str(no_screen_sentence(nowhere))


def test_every_library_that_qt_links_to_is_there_once_none_is_missing() -> None:
    """The list is long enough: with it, the loader finds all that Qt's platforms link to."""
    if missing_libraries(screen=True):
        pytest.skip("the libraries for a screen are not installed")
    code = "import PySide6, pathlib; print(pathlib.Path(PySide6.__file__).parent)"
    folder = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()
    plugins = [f"{folder}/Qt/plugins/platforms/lib{name}.so" for name in ("qxcb", "qoffscreen")]
    listed = subprocess.run(["ldd", *plugins], capture_output=True, text=True, check=True).stdout
    assert "libQt6Gui" in listed
    assert "not found" not in listed


def test_qts_libraries_load_ahead_of_any_import_of_qt() -> None:
    code = (
        "import sys, threading; from pathlib import Path\n"
        "from signs_studio.system_libraries import load_qt_ahead\n"
        "load_qt_ahead()\n"
        "[thread.join() for thread in threading.enumerate() if thread.daemon]\n"
        "maps = Path('/proc/self/maps').read_text()\n"
        "print('libQt6Widgets' in maps, 'QtWidgets.abi3' in maps, 'PySide6' in sys.modules)\n"
        "from PySide6.QtWidgets import QWidget\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("True True False\n", "")
