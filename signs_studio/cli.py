"""The command line: ``signs-studio`` opens the window, ``signs-studio train`` and others do not.

Nothing large is imported here. A command imports what it needs once its arguments are known to be
good, so that help and refusals come at once and need neither Qt nor TensorFlow.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Protocol

from signs_studio import __version__, signals
from signs_studio.commands.arguments import Parser, rows
from signs_studio.errors import OutputError, PersonError, UsageError
from signs_studio.fields.declared import quoted
from signs_studio.messages import Message
from signs_studio.streams import drop_output
from signs_studio.system_libraries import load_qt_ahead

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

PROG = "signs-studio"

EXIT_REFUSED = 2
EXIT_OUTPUT_LOST = 74  # EX_IOERR of sysexits.h.
EXIT_INTERRUPTED = 130
EXIT_PIPE_CLOSED = 141


class Command(Protocol):
    """A module of ``signs_studio.commands``."""

    SUMMARY: str

    def epilog(self) -> str:
        """Text at the end of the command's help."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declares what the command takes."""

    def run(self, args: argparse.Namespace) -> int:
        """Does it, and returns the exit status."""


COMMANDS = (
    *("train", "resume", "runs", "evaluate", "predict", "explain", "lr-find"),
    *("report", "lesson", "data", "check"),
)
"""Words after the program's name, each the name of a module of ``signs_studio.commands``."""

WINDOW = "window"
"""The module that serves where there is no such word."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Does what the command line says.

    Args:
        arguments: Words after the program's name; None for those it was called with.

    Returns:
        The exit status: 0 done, 1 something is broken or missing, 2 what was given cannot be used,
        74 the output cannot be written, 129, 130 and 143 stopped by SIGHUP, Ctrl-C and SIGTERM,
        141 nobody reads the output any more.
    """
    try:
        status = _run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
    except OutputError as error:
        drop_output()
        print(error, file=sys.stderr)
        return EXIT_OUTPUT_LOST
    except PersonError as error:
        print(error, file=sys.stderr)
        return EXIT_REFUSED
    except signals.Interrupted as interruption:
        return interruption.status
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        drop_output()
        return EXIT_PIPE_CLOSED
    return status


def _run(arguments: Sequence[str]) -> int:
    first = arguments[0] if arguments else ""
    if first in COMMANDS:
        command = _command(first)
        return command.run(_parser(f"{PROG} {first}", command).parse_args(arguments[1:]))
    if first and not first.startswith("-"):
        known = ", ".join(COMMANDS)
        raise UsageError(
            Message("commands", "There is no command {first}; the commands are {known}.").format(
                first=quoted(first), known=known
            )
        )
    load_qt_ahead()
    window = _command(WINDOW)
    parser = _parser(PROG, window, also=_others)
    parser.add_argument("--version", action="version", version=f"Signs Studio {__version__}")
    return window.run(parser.parse_args(arguments))


def _command(name: str) -> Command:
    command: Command = importlib.import_module(f"signs_studio.commands.{name.replace('-', '_')}")
    return command


def _parser(prog: str, command: Command, *, also: Callable[[], str] = str) -> Parser:
    parser = Parser(prog, description=command.SUMMARY, epilog=lambda: f"{also()}{command.epilog()}")
    command.add_arguments(parser)
    return parser


def _others() -> str:
    summaries = rows((f"{PROG} {name}", _command(name).SUMMARY) for name in COMMANDS)
    return f"without a window:\n{summaries}\n\n"
