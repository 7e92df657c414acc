import subprocess
import sys

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
    sentence = missing_sentence((ABSENT,))
    assert ABSENT.soname in sentence
    assert install_line((ABSENT,)) in sentence.splitlines()[2].strip()


@pytest.mark.parametrize(
    ("platform", "wants"),
    [("", True), ("xcb", True), ("xcb:x", True), ("wayland", True), ("offscreen", False),
     ("offscreen:configfile=x", False), ("minimal", False), ("xcb;offscreen", True)],
)  # fmt: skip
def test_which_platforms_want_a_screen(platform: str, wants: bool) -> None:
    assert wants_screen({"QT_QPA_PLATFORM": platform}) is wants


def test_a_screen_is_named_by_either_variable() -> None:
    assert not has_screen({})
    assert not has_screen({"DISPLAY": ""})
    assert has_screen({"DISPLAY": ":0"})
    assert has_screen({"WAYLAND_DISPLAY": "wayland-0"})


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
