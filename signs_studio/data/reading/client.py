"""This process's side of reading in a child process: it asks, waits, and may cancel."""

from __future__ import annotations

import atexit
import itertools
import json
import os
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec
import platformdirs

from signs_studio.data.plain_text import plain_text
from signs_studio.data.reading.cancellation import Cancellation
from signs_studio.data.reading.contents import (
    Contents,
    Failure,
    Refusal,
    receive,
    receive_picture,
)
from signs_studio.data.reading.requests import (
    Cancel,
    Open,
    OpenPicture,
    ReadOptions,
    Start,
    send_request,
)
from signs_studio.data.streamed import scratch_folder
from signs_studio.errors import DataError, system_reason
from signs_studio.messages import Message, either

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.data.progress import ByteProgress

Answer = TypeVar("Answer")

# Isolated from what surrounds it, but for where this process finds its modules.
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from signs_studio.data.reading.server import main; main(int(sys.argv[2]))"
)
_ENVIRONMENT = {
    # One thread can be forked; and a file names no library that HDF5 then loads.
    "OPENBLAS_NUM_THREADS": "1",
    "HDF5_PLUGIN_PRELOAD": "::",
}
_END_WAIT_S = 5
# Large, so that neither process waits for the other after every few pictures.
_CHANNEL_BYTES = 1 << 20


def start_reader() -> None:
    """Starts the process that opens files, so that the first opening need not wait for it."""
    _running_server()


def read_apart(
    paths: Sequence[Path],
    *,
    options: ReadOptions,
    progress: ByteProgress | None = None,
    cancellation: Cancellation | None = None,
) -> Contents:
    """Reads files in a child process; any thread may call it.

    Args:
        paths: The files or folders that a person chose.
        options: Of the reading.
        progress: Told the steps of a long reading; counts the bytes of the pictures that come, and
            expects also those that are still to be read from their file into memory.
        cancellation: Breaks the reading off.

    Raises:
        DataError: The data cannot be used, the child process did not survive it, or none can be
            started.
        ReadingCancelledError: It was cancelled.
        RuntimeError: An error in Signs Studio came up in the child process or in its parent.
    """
    names = [plain_text(path.name) for path in paths]
    request = Open(
        paths=tuple(os.fsencode(path.absolute()) for path in paths),
        options=options,
        scratch=os.fsencode(scratch_folder()),
        cache=os.fsencode(platformdirs.user_cache_path("signs-studio", appauthor=False)),
    )
    return _asked(
        request,
        partial(receive, names=names, progress=progress),
        names=names,
        cancellation=cancellation,
    )


def read_picture_apart(
    path: Path, *, cancellation: Cancellation | None = None
) -> NDArray[np.uint8]:
    """Reads one picture in a child process; any thread may call it.

    Args:
        path: Of its file.
        cancellation: Breaks the reading off.

    Returns:
        (height, width, 3), no side over 2,048.

    Raises:
        DataError, ReadingCancelledError, RuntimeError: As of ``read_apart``.
    """
    return _asked(
        OpenPicture(path=os.fsencode(path.absolute())),
        receive_picture,
        names=[plain_text(path.name)],
        cancellation=cancellation,
    )


def _asked(
    request: Open | OpenPicture,
    receive_answer: Callable[[socket.socket], Answer | Refusal | Failure],
    *,
    names: Sequence[str],
    cancellation: Cancellation | None,
) -> Answer:
    """Returns the answer of a child process to a request."""
    cancellation = cancellation or Cancellation()
    server = _running_server()
    with server.child() as (channel, end_child):
        try:
            with cancellation.breaking_off(end_child):
                send_request(channel, request)
                answer = receive_answer(channel)
        except (ValueError, MemoryError, OSError) as error:
            cancellation.check()
            if not server.is_running():
                raise RuntimeError("the process that opens files has ended") from error
            raise DataError(
                Message(
                    "data",
                    "{names} is damaged in a way that its reader does not survive. Get "
                    "the file again.",
                ).format(names=either(names))
            ) from error
    if isinstance(answer, Refusal):
        raise DataError(answer.message)
    if isinstance(answer, Failure):
        raise RuntimeError(f"the child process that reads files failed:\n{answer.details}")
    return answer


class _Server:
    """The process that forks a child for each opening."""

    def __init__(self) -> None:
        self._numbers = itertools.count()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        # The other process has a working directory of its own.
        modules = json.dumps([str(Path(entry).absolute()) for entry in sys.path])
        with theirs:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-I",
                    "-S",
                    "-c",
                    _START,
                    modules,
                    str(theirs.fileno()),
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                cwd="/",
                env=os.environ | _ENVIRONMENT,
                # Ctrl-C in a terminal is for this process, which tells the other.
                start_new_session=True,
            )

    def is_running(self) -> bool:
        """Returns whether it takes requests, or will once it has started."""
        try:
            # It never says anything: there is nothing to read but its end.
            return self._control.recv(1, socket.MSG_DONTWAIT | socket.MSG_PEEK) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False

    @contextmanager
    def child(self) -> Iterator[tuple[socket.socket, Callable[[], None]]]:
        """Asks for a child process; gives the channel to it, and what ends it.

        The child ends with the block, also where Ctrl-C breaks in just after it was asked for.
        """
        number = next(self._numbers)
        ours, theirs = socket.socketpair()
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _CHANNEL_BYTES)
        end_child = partial(self._end_child, number, ours)
        with ours:
            try:
                with theirs, suppress(OSError):
                    # Where the server is gone, the channel just ends.
                    message = msgspec.json.encode(Start(number=number))
                    socket.send_fds(self._control, [message], [theirs.fileno()])
                yield ours, end_child
            finally:
                end_child()

    def _end_child(self, number: int, channel: socket.socket) -> None:
        with suppress(OSError):
            self._control.send(msgspec.json.encode(Cancel(number=number)), socket.MSG_DONTWAIT)
        with suppress(OSError):
            channel.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        """Ends it, and every reading under way."""
        self._control.close()
        try:
            self._process.wait(_END_WAIT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


_lock = threading.Lock()
_server: _Server | None = None


def _running_server() -> _Server:
    global _server
    with _lock:
        if _server is not None and not _server.is_running():
            _server.end()
            _server = None
        if _server is None:
            try:
                _server = _Server()
            except OSError as error:
                raise DataError(
                    Message(
                        "data",
                        "No process can be started to open files ({reason}): close other "
                        "programs, and try again.",
                    ).format(reason=system_reason(error))
                ) from error
            atexit.register(_server.end)
        return _server
