"""One line on a terminal that says how far something is."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from signs_studio.messages import Message

if TYPE_CHECKING:
    from typing import TextIO

_INTERVAL_S = 0.1
_BAR_WIDTH = 16
_USUAL_COLUMNS = 80


class ProgressLine:
    """A line that is written over and over; silent where the stream is no terminal.

    Args:
        stream: Where to write.
        wanted: Whether to write at all, if it is a terminal.
    """

    def __init__(self, stream: TextIO, *, wanted: bool = True) -> None:
        self._stream = stream
        self._live = wanted and stream.isatty()
        self._written_at = -_INTERVAL_S

    def show(self, text: str, *, rare: bool = False) -> None:
        """Puts ``text`` on the line.

        Args:
            text: What it says.
            rare: Whether it is shown also when the last was shown a moment ago.
        """
        now = time.monotonic()
        if not self._live or (not rare and now - self._written_at < _INTERVAL_S):
            return
        self._written_at = now
        columns = os.get_terminal_size(self._stream.fileno()).columns or _USUAL_COLUMNS
        self._write(f"\r{text[: columns - 1]}\x1b[K")

    def clear(self) -> None:
        """Takes the line away."""
        if self._live:
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def show_drawing(line: ProgressLine, done: float) -> None:
    """Says on a line how far the drawing of pictures is, a share of 0..1."""
    said = Message("report", "Drawing {bar} {done:.0%}").format(bar=bar(done), done=done)
    line.show(str(said))


def bar(done: float) -> str:
    """A bar of fixed width for a share of 0..1."""
    filled = round(_BAR_WIDTH * done)
    return f"[{'#' * filled}{'-' * (_BAR_WIDTH - filled)}]"
