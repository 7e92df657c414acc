"""The signals that end the program: SIGINT (Ctrl-C), SIGTERM and SIGHUP.

Python turns the first into an exception, which is lost in C++ and in finalisers and may abort the
process while a library is imported, and it leaves the others to the system. Here all three are
handled alike: until a command knows better, the program leaves at once and without a word. Only
what Python has loaded when it starts is needed, because this comes before every other import.
"""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType
    from typing import NoReturn

    Handler = Callable[[int, FrameType | None], None]

ENDING_SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


class Interrupted(KeyboardInterrupt):
    """A signal came; only raised within ``raising``.

    Attributes:
        status: The exit status.
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self.status = exit_status(number)


def exit_status(number: int) -> int:
    """Exit status of a program that a signal ended, as shells count it: 130 after Ctrl-C."""
    return 128 + number


def leave(
    number: int,
    _frame: FrameType | None = None,
    # Bound here: when Python ends, it empties the modules before it forgets the handlers.
    is_terminal: Callable[[int], bool] = os.isatty,
    write: Callable[[int, bytes], int] = os.write,
    leave_now: Callable[[int], NoReturn] = os._exit,
) -> None:
    """Ends the process with nothing but a line break after the terminal's ``^C``; a handler."""
    try:
        if is_terminal(2):
            write(2, b"\n")
    except OSError:
        pass  # The terminal is gone, as after SIGHUP.
    leave_now(128 + number)


def set_handler(handler: Handler) -> None:
    """Handles all signals that end the program, but for those that are ignored.

    Whoever started the program had them ignored, as ``nohup`` does with SIGHUP.
    """
    for number in ENDING_SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)


def ignore() -> None:
    """Ignores them from now on, when all is done and the exit status is known.

    While Python ends, it gives them back to the system, which would report a program that was
    killed.
    """
    for number in ENDING_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def handled_by(handler: Handler) -> Iterator[None]:
    """Sets a handler, and puts back those that were there before."""
    before = {number: signal.getsignal(number) for number in ENDING_SIGNALS}
    set_handler(handler)
    try:
        yield
    finally:
        for number, handler_before in before.items():
            if handler_before is not None:  # One that is not Python's.
                signal.signal(number, handler_before)


@contextmanager
def deferred() -> Iterator[None]:
    """Holds signals back until the block ends, for code of others that must not be interrupted."""
    came: list[int] = []
    with handled_by(lambda number, _frame: came.append(number)):
        yield
    if came:
        signal.raise_signal(came[0])


@contextmanager
def raising() -> Iterator[None]:
    """Raises ``Interrupted`` when a signal comes, for code of ours that has to clean up.

    Others' code must not be imported within: it may swallow the exception, or break.
    """
    came = False

    def interrupt(number: int, _frame: FrameType | None) -> None:
        nonlocal came
        if not came:  # A second one would end the cleaning up.
            came = True
            raise Interrupted(number)

    with handled_by(interrupt):
        yield
