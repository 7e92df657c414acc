"""One line on a terminal that says how far something is.

Training's own words are in ``train_report``.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from signs_studio.messages import Message

if TYPE_CHECKING:
    from typing import TextIO

    from rich.console import RenderableType
    from rich.live import Live

_INTERVAL_S = 0.1
_BAR_WIDTH = 16


class ProgressLine:
    """A line that is written over and over; silent where the stream is no terminal.

    Args:
        stream: Where to write.
        wanted: Whether to write at all, if it is a terminal.
    """

    def __init__(self, stream: TextIO, *, wanted: bool = True) -> None:
        self._stream = stream
        self._writes = wanted and stream.isatty()
        self._written_at = -_INTERVAL_S
        self._live: Live | None = None

    def show(self, text: str, *, share: float | None = None, rare: bool = False) -> None:
        """Puts ``text`` on the line, as much of it as fits.

        Args:
            text: What it says.
            share: How much is done, 0..1, for a bar before the text; None for no bar.
            rare: Whether it is shown also when the last was shown a moment ago.
        """
        now = time.monotonic()
        if not self._writes or (not rare and now - self._written_at < _INTERVAL_S):
            return
        self._written_at = now
        if self._live is None:
            self._live = _start(self._stream)
        self._live.update(_line(text, share), refresh=True)

    def clear(self) -> None:
        """Takes the line away."""
        if self._live is not None:
            self._live.stop()
            self._live = None


# rich is imported where a line is shown: most that is printed needs none of it.


def _start(stream: TextIO) -> Live:
    from rich.console import Console
    from rich.live import Live

    class CursorConsole(Console):
        """A terminal whose cursor stays: a signal that ends the program would leave it hidden."""

        def show_cursor(self, show: bool = True) -> bool:
            return show

    live = Live(
        console=CursorConsole(file=stream, force_terminal=True),
        auto_refresh=False,
        transient=True,
        # What is printed goes to standard output, which may be a file.
        redirect_stdout=False,
        redirect_stderr=False,
    )
    live.start()
    return live


def _line(text: str, share: float | None) -> RenderableType:
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    words = Text(text, no_wrap=True, overflow="ellipsis")
    if share is None:
        return words
    line = Table.grid(padding=(0, 1))
    line.add_row(ProgressBar(total=1.0, completed=share, width=_BAR_WIDTH), words)
    return line


def show_drawing(line: ProgressLine, done: float) -> None:
    """Says on a line how far the drawing of pictures is, a share of 0..1."""
    line.show(str(Message("report", "Drawing {done:.0%}").format(done=done)), share=done)


def show_reading(line: ProgressLine, done: float) -> None:
    """Says on a line how far the reading of pictures is, a share of 0..1."""
    line.show(str(Message("report", "Reading {done:.0%}").format(done=done)), share=done)
