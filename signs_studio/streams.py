"""The standard streams, made fit to be written to whatever they are connected to.

A stream that is closed is opened on nothing: else the next file that anybody opens takes its place,
and gets what is printed. Only what Python has loaded when it starts is needed.
"""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING, Any, TextIO

from signs_studio.errors import OutputError, system_reason
from signs_studio.messages import Message
from signs_studio.numbers import superscript, with_ascii_numbers

if TYPE_CHECKING:
    from collections.abc import Callable


def open_streams() -> None:
    """Opens what is closed, and makes failures to write known by their kind."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # The lowest number that is free, and passed on to programs that are started.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    if sys.stdin is None:
        sys.stdin = open(0, closefd=False)  # noqa: SIM115
    sys.stdout = _text(sys.stdout, _Output(1, "w", closefd=False))
    sys.stderr = _text(sys.stderr, _ErrorOutput(2, "w", closefd=False))


def drop_output() -> None:
    """Discards what is still to be written to standard output, which Python does at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


class _Output(io.FileIO):
    """Standard output, of which a failure is told apart from that of any other file."""

    def write(self, data: Any, /) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputError(
                Message(
                    "commands",
                    "What was to be printed cannot be written ({reason}): make room "
                    "there, or print elsewhere.",
                ).format(reason=system_reason(error))
            ) from error


class _ErrorOutput(io.FileIO):
    """Standard error, where what cannot be written is lost: there is nobody to tell."""

    def write(self, data: Any, /) -> int:
        try:
            return super().write(data)
        except OSError:
            return memoryview(data).nbytes


class _AsciiNumbers(io.TextIOWrapper):
    """A stream whose encoding lacks the characters of typeset numbers, as Windows' files do."""

    def write(self, text: str, /) -> int:
        super().write(with_ascii_numbers(text))
        return len(text)


def _text(before: TextIO | None, raw: io.FileIO) -> TextIO:
    if not isinstance(before, io.TextIOWrapper):
        return io.TextIOWrapper(io.BufferedWriter(raw), errors="replace")
    kind: Callable[..., TextIO] = io.TextIOWrapper
    try:
        superscript(-1234567890).encode(before.encoding)
    except UnicodeEncodeError:
        kind = _AsciiNumbers
    return kind(
        io.BufferedWriter(raw),
        encoding=before.encoding,
        # Names from elsewhere may have any character.
        errors="backslashreplace" if before.errors == "strict" else before.errors,
        line_buffering=before.line_buffering or before.write_through,
    )
