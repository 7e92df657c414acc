"""The shared libraries that Qt needs from the system, found before Qt starts.

Qt names at most the first that is missing, sometimes the wrong one, or aborts. The packages are
those of Debian and Ubuntu; the lists come from a bare Debian 12. Only the standard library is
needed here, because this is asked before anything is installed.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import socket
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from signs_studio.messages import Message, either

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Library(NamedTuple):
    """A shared library of the system.

    Attributes:
        package: The Debian package that holds it.
        soname: The name under which it is loaded.
    """

    package: str
    soname: str


DRAWING_LIBRARIES = (
    Library("libgl1", "libGL.so.1"),
    Library("libegl1", "libEGL.so.1"),
    Library("libxkbcommon0", "libxkbcommon.so.0"),
    Library("libfontconfig1", "libfontconfig.so.1"),
    Library("libglib2.0-0", "libglib-2.0.so.0"),
    Library("libdbus-1-3", "libdbus-1.so.3"),
)
SCREEN_LIBRARIES = (
    Library("libxcb-cursor0", "libxcb-cursor.so.0"),
    Library("libxkbcommon-x11-0", "libxkbcommon-x11.so.0"),
    Library("libxcb-icccm4", "libxcb-icccm.so.4"),
    Library("libxcb-keysyms1", "libxcb-keysyms.so.1"),
    Library("libxcb-shape0", "libxcb-shape.so.0"),
)

# In this order: each links against those before it.
_QT_LIBRARIES = (
    "Qt/lib/libQt6Core.so.6",
    "Qt/lib/libQt6Gui.so.6",
    "Qt/lib/libQt6Widgets.so.6",
    "QtCore.abi3.so",
    "QtGui.abi3.so",
    "QtWidgets.abi3.so",
    # What Qt loads by itself as soon as it opens a window and draws an icon.
    "Qt/lib/libQt6XcbQpa.so.6",
    "Qt/plugins/platforms/libqxcb.so",
    "Qt/lib/libQt6Svg.so.6",
    "Qt/plugins/iconengines/libqsvgicon.so",
    "Qt/plugins/imageformats/libqsvg.so",
)
_FONT_LIBRARY = "libfontconfig.so.1"

# Qt's platforms that put windows on a screen which these variables name.
_SCREEN_PLATFORMS = frozenset({"", "xcb", "wayland", "wayland-egl"})
_SCREEN_VARIABLES = ("DISPLAY", "WAYLAND_DISPLAY")
_PATIENCE_S = 10.0
_X_TRIES = 4
_X_PAUSE_S = 0.2


def missing_libraries(*, screen: bool) -> tuple[Library, ...]:
    """The libraries that Qt needs and the system lacks; none where the system is not Linux.

    Args:
        screen: Whether windows go to a screen; drawing without one needs fewer.
    """
    if not sys.platform.startswith("linux"):
        return ()
    needed = DRAWING_LIBRARIES + (SCREEN_LIBRARIES if screen else ())
    return tuple(library for library in needed if not _can_load(library.soname))


def load_qt_ahead() -> None:
    """Loads Qt's libraries and the list of fonts on a thread, while Python imports other modules.

    An import holds the interpreter's lock while its libraries load, and so does the first word
    that is drawn while the system's fonts are listed; a call through ctypes lets go of it. What
    does not load here is found out, and said, when Qt is imported.
    """
    if not sys.platform.startswith("linux"):
        return
    package = importlib.util.find_spec("PySide6")
    if package is None or not package.submodule_search_locations:
        return
    folder = Path(package.submodule_search_locations[0])
    paths = [folder / name for name in _QT_LIBRARIES]
    threading.Thread(target=_load_all, args=(paths,), daemon=True).start()


def _load_all(paths: Iterable[Path]) -> None:
    dlopen = ctypes.CDLL(None).dlopen
    dlopen.argtypes = (ctypes.c_char_p, ctypes.c_int)
    dlopen.restype = ctypes.c_void_p
    for path in paths:
        dlopen(os.fsencode(path), os.RTLD_NOW | os.RTLD_LOCAL)
    # Fontconfig keeps what it has read for whoever asks in this process, which Qt does.
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(_FONT_LIBRARY).FcInit()


def install_line(missing: Iterable[Library]) -> str:
    """The command that installs ``missing`` on Debian and Ubuntu."""
    packages = " ".join(library.package for library in missing)
    line = f"apt-get install -y {packages}"
    return line if os.geteuid() == 0 else f"sudo {line}"


def missing_sentence(missing: tuple[Library, ...]) -> Message:
    """Returns a sentence on what is missing, and under it the line that installs it."""
    return Message(
        "commands",
        "The window needs system libraries that are not installed ({sonames}); on Debian and "
        "Ubuntu this line installs them:\n\n  {line}\n",
    ).format(sonames=", ".join(library.soname for library in missing), line=install_line(missing))


def has_screen(environ: Mapping[str, str]) -> bool:
    """Returns whether a screen that ``environ`` names answers; True where screens have no names."""
    if not sys.platform.startswith("linux"):
        return True
    return _x_answers(environ.get("DISPLAY", "")) or _wayland_answers(
        environ.get("WAYLAND_DISPLAY", ""), folder=environ.get("XDG_RUNTIME_DIR", "")
    )


def no_screen_sentence(environ: Mapping[str, str]) -> Message:
    """Sentence on why there is none of the screens that ``environ`` names."""
    named = [f"{name}={environ[name]}" for name in _SCREEN_VARIABLES if environ.get(name)]
    why = Message("commands", "neither DISPLAY nor WAYLAND_DISPLAY is set")
    if named:
        why = Message("commands", "nothing that can be used answers at {screens}").format(
            screens=either(named)
        )
    return Message(
        "commands",
        "There is no screen to open the window on: {why}. Without one, “signs-studio train” does "
        "the same job.",
    ).format(why=why)


def wants_screen(environ: Mapping[str, str]) -> bool:
    """Returns whether Qt would put windows on a screen, and not draw them out of sight."""
    platform = environ.get("QT_QPA_PLATFORM", "")
    # "xcb;offscreen" tries one after the other; ":" begins a platform's own settings.
    return platform.split(";")[0].split(":")[0] in _SCREEN_PLATFORMS


def _x_answers(display: str) -> bool:
    """Returns whether an X server accepts windows of this program; without one Qt aborts.

    The connection stays open for as long as the program runs: when its last client leaves, a server
    begins anew, as Xvfb does, and would turn away or drop Qt, which comes next.
    """
    if not display:
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # Qt will not load either, and that is said by the name of the library.
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = (ctypes.c_char_p, ctypes.c_void_p)
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = (ctypes.c_void_p,)
    answers = []

    def connect() -> None:
        for attempt in range(_X_TRIES):
            if attempt:
                # Another program may have been the last client, a moment ago.
                time.sleep(_X_PAUSE_S)
            connection = xcb.xcb_connect(os.fsencode(display), None)
            if xcb.xcb_connection_has_error(connection) == 0:
                answers.append(True)
                return
            xcb.xcb_disconnect(connection)
        answers.append(False)

    # A server that stands still, or a machine behind a firewall, never answers.
    thread = threading.Thread(target=connect, daemon=True)
    thread.start()
    thread.join(_PATIENCE_S)
    return answers == [True]


def _wayland_answers(display: str, *, folder: str) -> bool:
    if not display:
        return False
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(_PATIENCE_S)
        try:
            client.connect(str(Path(folder, display)))
        except OSError:
            return False
    return True


def _can_load(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True
