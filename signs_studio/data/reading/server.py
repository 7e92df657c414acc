"""The process that has every reader loaded and forks a child for each reading.

A fork takes milliseconds where importing h5py takes a third of a second. The server itself opens
nothing. It ends when the client does, and its children end with it.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import sys
import traceback
from functools import partial
from pathlib import Path
from typing import NoReturn

import msgspec

from signs_studio.data.photographs.reader import read_picture
from signs_studio.data.reading import limits
from signs_studio.data.reading.contents import (
    Contents,
    Failure,
    Refusal,
    send_contents,
    send_picture,
    send_problem,
    send_steps,
)
from signs_studio.data.reading.job import Job
from signs_studio.data.reading.requests import Cancel, Open, Start, receive_request
from signs_studio.data.sources import import_readers, read_pictures
from signs_studio.errors import DataError, system_reason
from signs_studio.messages import Message

PACKET_BYTES_MAX = 1 << 10
_PR_SET_PDEATHSIG = 1


def main(descriptor: int) -> None:
    """Serves the client until it hangs up.

    Args:
        descriptor: Of the socket on which requests come, one a packet.
    """
    # Children that have ended stay zombies until they are reaped here, so that a process that is
    # killed is never another one of the same number.
    children: dict[int, int] = {}
    import_readers()
    with socket.socket(fileno=descriptor) as control:
        while True:
            packet, descriptors, _flags, _address = socket.recv_fds(control, PACKET_BYTES_MAX, 1)
            if not packet:
                break
            children = {number: pid for number, pid in children.items() if not _reap(pid)}
            request = msgspec.json.decode(packet, type=Start | Cancel)
            if isinstance(request, Cancel):
                if request.number in children:
                    os.kill(children[request.number], signal.SIGKILL)
                continue
            channel = socket.socket(fileno=descriptors[0])
            try:
                pid = os.fork()
            except OSError as error:
                message = Message(
                    "data",
                    "No process can be started to open the file ({reason}): close other programs, "
                    "and try again.",
                ).format(reason=system_reason(error))
                send_problem(channel, Refusal(message))
            else:
                if pid == 0:
                    _serve(channel, control)
                children[request.number] = pid
            channel.close()
    for pid in children.values():
        os.kill(pid, signal.SIGKILL)


def _reap(pid: int) -> bool:
    return os.waitpid(pid, os.WNOHANG)[0] == pid


def _serve(channel: socket.socket, control: socket.socket) -> NoReturn:
    """Reads what ``channel`` asks for, answers there, and ends; in the child."""
    try:
        control.close()
        _answer(channel)
    finally:
        # Not through Python's end, nor HDF5's, which a damaged file may have led astray.
        os._exit(0)


def _answer(channel: socket.socket) -> None:
    try:
        _end_with(os.getppid())
        # What libraries print of their own death is nothing for the client's terminal.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        limits.restrict()
        request = receive_request(channel)
        if isinstance(request, Open):
            contents = _read_files(request, channel)
        else:
            picture = read_picture(Path(os.fsdecode(request.path)))
    except DataError as error:
        send_problem(channel, Refusal(error.message))
    except Exception:
        send_problem(channel, Failure(traceback.format_exc()))
    else:
        if isinstance(request, Open):
            send_contents(channel, contents)
        else:
            send_picture(channel, picture)


def _read_files(request: Open, channel: socket.socket) -> Contents:
    return read_pictures(
        tuple(Path(os.fsdecode(path)) for path in request.paths),
        options=request.options,
        job=Job(
            scratch=Path(os.fsdecode(request.scratch)),
            cache=Path(os.fsdecode(request.cache)),
            allow_for=limits.allow_for,
            report=partial(send_steps, channel),
        ),
    )


def _end_with(parent: int) -> None:
    """Has the kernel end this process when the server ends, also where the server is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
